"""The constants that scores are scaled by.

A scale is not tried out: it is the ratio of a printed scaled score to its score, or of a
log-ratio of two printed weights to the difference of their scores.  Of the constants 1, 1/√k,
1/k those are kept under which printed arrays of the scores' size agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from symattn.derivation.carriers.floats import Floats
from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.errors import SymattnError
from symattn.problem.model import Problem
from symattn.reading.documents import Grid
from symattn.texts import priors
from symattn.texts.evidence import Fact, evidence
from symattn.texts.sources import Start
from symattn.texts.stated import Stated

__all__ = ["scales"]

WIDTHS = (*range(2, 17), 32, 64, 100, 128, 256, 512)
"""Numbers under a scale: the widths of keys in texts that can be worked by hand, and powers of
two of real models."""
MOST_SOLVED = 2


def scales(
    start: Start,
    plain: Problem,
    facts: Sequence[Fact],
    said: Stated,
    fixed: Mapping[str, str],
) -> Iterator[tuple[str, float, str]]:
    """Scales with their prior, and the stated one that each of them contradicts."""
    if "scale" in fixed:
        yield fixed["scale"], 0.0, ""
        return
    if "weights" in start.keys:
        yield "none", 0.0, ""
        return
    roots = plain.d_k is not None
    stated = [s for s in said.scales if roots or "d_k" not in s]
    usual = ["1/sqrt(d_k)", "none", "1/d_k"] if roots else ["none"]
    if plain.kind == "additive":
        stated, usual = [s for s in stated if s == "none"], ["none"]
    solved = _solved(plain, facts) if plain.kind != "additive" else []
    by_name = {_value(plain, scale): scale for scale in reversed(usual)}
    values: set[str] = set()
    spelled = not stated and any(_is_softmax(fact.table.grid) for fact in facts)
    sure = bool(stated) and "none" not in stated and not start.result
    firm = by_name.get(_value(plain, stated[0]), stated[0]) if sure else ""
    for scale in dict.fromkeys([*stated, *usual, *solved]):
        value = _value(plain, scale)
        if not value or value in values:
            continue
        values.add(value)
        if scale in stated:
            yield by_name.get(value, scale), 0.0, ""
        elif scale in ("none", "1/sqrt(d_k)") and not firm:
            left_out = spelled and scale != "none"
            yield (
                scale,
                (priors.UNSTATED if left_out else stated and priors.UNSTATED / 2) or 0.0,
                "",
            )
        elif scale in ("none", "1/d_k", "1/sqrt(d_k)"):
            yield scale, priors.UNSTATED, firm
        else:
            yield scale, priors.ODD_CONSTANT, firm


def _is_softmax(grid: Grid) -> bool:
    """Whether the array is printed as what a softmax is taken of, so that nothing scales it."""
    return grid.role == "argument" and grid.function.rsplit(".", 1)[-1].lower() == "softmax"


def _value(plain: Problem, scale: str) -> str:
    """The scale as a number, "" where it is none of this problem."""
    try:
        return str(plain.changed(scale=scale).scale)
    except SymattnError:
        return ""


def _solved(plain: Problem, facts: Sequence[Fact]) -> list[str]:
    """The constants under which printed arrays of the scores' size agree, best first."""
    scores = Derivation(plain, forward(plain), Floats()).value("scores")
    if len(scores.shape) != 2:
        return []
    x = scores.x if plain.layout == "rows" else scores.x.T
    found: dict[str, float] = {}
    for fact in facts:
        if fact.table.lead or fact.shape[1] != x.shape[1]:
            continue
        tops = fact.table.hints
        named = {
            stage: after for stage, after in AFTER_SCALING.items() if tops.get(stage, 0) >= 0.3
        }
        windows = list(_windows(x, fact.shape[0]))
        if not windows:
            continue
        scaled = _FACTORS[:, None, None, None] * np.stack(windows)
        for after in (named or {"scaled": np.asarray}).values():
            y = after(scaled)
            nets = evidence(fact, y, y, np.zeros(y.shape)).bits.sum(axis=(-2, -1)).max(axis=1)
            for k in np.flatnonzero(nets > priors.NAMED):
                found[_TEXTS[k]] = found.get(_TEXTS[k], 0.0) + float(nets[k])
    return sorted(found, key=lambda text: -found[text])[:MOST_SOLVED]


def _windows(x: NDArray[np.float64], count: int) -> Iterator[NDArray[np.float64]]:
    """The runs of that many rows."""
    for first in range(x.shape[0] - count + 1):
        yield x[first : first + count]


_TEXTS = [text for k in WIDTHS for text in (f"1/sqrt({k})", f"1/{k}")]
_FACTORS = np.array([factor for k in WIDTHS for factor in (k**-0.5, 1 / k)])


def _softmax(x: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    total: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return total


AFTER_SCALING: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "scaled": np.asarray,
    "weights": _softmax,
}
"""What is printed of the scaled scores, by which their constant can be found."""
