"""The tables load, solve, and have the right decimals that their expected files name."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import symattn as sa

TABLES = Path(__file__).with_name("tables")
NAMES = sorted(path.stem for path in TABLES.glob("*.toml"))

NUMBER = re.compile(r"-?\d*\.?(?P<places>\d*)(?:[eE](?P<power>[-+]?\d+))?")
"""Fixed point, or a mantissa and a power of ten; other notations are verification's."""


def cell(nested: Any, index: list[int]) -> Any:
    """The cell of nested lists at an index."""
    for position in index:
        nested = nested[position]
    return nested


@pytest.mark.parametrize("name", NAMES)
def test_every_nearest_decimal_is_ours(name: str) -> None:
    derivation = sa.solve(sa.load(TABLES / f"{name}.toml"))
    expected = json.loads((TABLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    checked = 0
    for claim in expected["claims"]:
        nearest = claim.get("nearest")
        read = NUMBER.fullmatch(nearest or "")
        if claim["stage"] not in derivation or not nearest or read is None:
            continue
        places = max(len(read["places"]) - int(read["power"] or 0), 0)
        step = derivation[claim["stage"]]
        found = {
            Fraction(cell(step.decimal(places, rounding), claim["index"]))
            for rounding in ("half-even", "half-up")
        }
        assert Fraction(nearest.rstrip(".")) in found, claim
        checked += 1
    assert checked or not expected["claims"]
