"""Derivations as JSON, in the shape that the command line promises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from symattn.derivation.derivation import Derivation
from symattn.derivation.layers import layers
from symattn.derivation.ranking import asked, rankings
from symattn.numbers.certify import Rounding

__all__ = ["derivation", "dumps", "with_further"]


def derivation(
    steps: Derivation,
    digits: int,
    *,
    rounding: Rounding = "half-even",
    only: Iterable[str] | None = None,
) -> dict[str, Any]:
    """The contract's object for ``solve`` and ``gradient``: three nested lists a stage.

    ``digits`` is the number of places after the point of ``decimal``.
    """
    problem = steps.problem
    names = list(steps if only is None else only)
    tokens: Any = list(problem.query_names)
    if problem.query_names != problem.key_names:
        tokens = {"queries": list(problem.query_names), "keys": list(problem.key_names)}
    return {
        "title": problem.title,
        "tokens": tokens,
        "digits": digits,
        "undefined_rows": steps.undefined_rows,
        "stages": [steps[name].to_dict(digits, rounding) for name in names],
    }


def with_further(
    found: dict[str, Any], steps: Derivation, digits: int, rounding: Rounding
) -> dict[str, Any]:
    """The JSON object of ``solve`` with ``ranking`` and ``layers``, where the problem has them.

    ``ranking`` is a list of ``{"query": […], "places": [[…], …], "undecided": [[…], …]}``,
    goods and queries from 0; ``layers`` one of objects like the whole, from the second layer.
    """
    more: dict[str, Any] = {}
    if asked(steps):
        more["ranking"] = [
            {
                "query": list(one.query),
                "places": [list(group) for group in one.places],
                "undecided": [list(pair) for pair in one.undecided],
            }
            for one in rankings(steps)
        ]
    if steps.problem.layers:
        more["layers"] = [
            derivation(layer, digits, rounding=rounding) for layer in layers(steps)[1:]
        ]
    return {**found, **more}


def dumps(value: Mapping[str, Any] | list[Any]) -> str:
    """JSON text with the names of tokens readable, one stage's rows to a line or so."""
    return json.dumps(value, ensure_ascii=False, indent=1)
