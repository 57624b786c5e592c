"""The masks that a text states, and those that its printed −∞ and zeros show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from symattn.problem.model import Problem
from symattn.texts import priors
from symattn.texts.evidence import Fact
from symattn.texts.stated import Stated

__all__ = ["masks"]

Pattern = tuple[tuple[int, ...], ...]


def masks(
    plain: Problem, facts: Sequence[Fact], said: Stated
) -> Iterator[tuple[dict[str, Any], float, tuple[str, ...]]]:
    """No mask, a causal one, and those that printed −∞ or zeros show; with their prior."""
    hidden, causal = _hidden(plain, facts)
    yield {}, priors.UNSTATED if said.causal else 0.0, ()
    if not (said.masked or said.causal or causal or hidden):
        return
    fills = ["-inf"]
    for fact in facts:
        low = fact.values[fact.known].min(initial=0.0)
        if low <= -1000:
            fills.append(re.sub(r"\.0$", "", str(_lowest(fact))))
    for fill in dict.fromkeys(fills):
        more = {} if fill == "-inf" else {"mask_fill": fill}
        usual = 0.0 if said.causal else priors.UNSTATED / 2
        if (said.causal or causal) and plain.m > 1:
            yield {"mask": "causal", **more}, usual, ("mask",) if said.causal else ()
        if (said.causal or causal) and 1 < plain.n < plain.m:
            yield {"mask": "causal-lower-right", **more}, usual + priors.UNSTATED / 2, ()
        for pattern in hidden if said.masked and not said.causal else ():
            yield {"mask": [list(row) for row in pattern], **more}, priors.UNSTATED / 2, ()


def _lowest(fact: Fact) -> Any:
    return min(v for row in fact.table.values() for v in row if v is not None)


def _hidden(plain: Problem, facts: Sequence[Fact]) -> tuple[list[Pattern], bool]:
    """Patterns of what is hidden, from arrays of the scores' size with −∞ or 0 in them."""
    causal = np.tril(np.ones((plain.n, plain.m), dtype=bool))
    out: dict[Pattern, None] = {}
    seen = False
    for fact in facts:
        infinite = bool(fact.hidden.any())
        shown = ~(fact.hidden if infinite else fact.values == 0)
        if plain.layout == "columns":
            shown = shown.T
        if shown.shape != (plain.n, plain.m) or fact.table.lead:
            seen = seen or infinite
            continue
        if shown.all() or not shown.any(axis=1).all():
            continue
        seen = seen or bool((shown == causal).all())
        tops = fact.table.hints
        likely = infinite or max(tops.get("weights", 0), tops.get("masked", 0)) > 0.5
        if likely and not (shown == causal).all():
            out[tuple(tuple(int(cell) for cell in row) for row in shown)] = None
    return list(out), seen
