"""Stages of symattn beside the oracle's, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from mpmath import mp, mpf

from symattn import Derivation, Problem, solve
from symattn.problem.load import from_mapping
from tests.oracle.arithmetic import DIGITS, HIDDEN, UNDEFINED, Array, Number, real

PLACES = 30
SURE = 60
"""Digits of the oracle that are certainly right."""

NEVER_CANCEL = ("exponentials", "row_sums", "weights")
"""Stages of positive numbers and their sums and quotients: right relative to their size."""


def problem_of(mapping: Mapping[str, Any]) -> Problem:
    """The problem that a file with this mapping holds."""
    return from_mapping(dict(mapping), file="random.toml")


def solved(mapping: Mapping[str, Any]) -> Derivation:
    """The derivation of the problem that a file with this mapping holds."""
    return solve(problem_of(mapping))


def check_stage(derivation: Derivation, name: str, expected: Array) -> None:
    """Shape, decimals at 30 places and enclosures at 30 digits, against the oracle."""
    step = derivation[name]
    assert step.shape == expected.shape, name
    decimals, enclosures = _array(step.decimal(PLACES)), _array(step.enclosure(PLACES))
    with mp.workdps(DIGITS):
        for index, cell in np.ndenumerate(expected):
            where = (name, index)
            if cell is UNDEFINED:
                assert decimals[index] is None, where
            elif cell is HIDDEN:
                assert decimals[index] in (None, "-inf"), where
            else:
                value = real(cell)
                assert is_nearest(decimals[index], value), where
                assert is_enclosed(enclosures[index], value, name in NEVER_CANCEL), where


def is_nearest(decimal: object, value: Number) -> bool:
    """Whether a decimal of 30 places is a nearest one, as far as the oracle's digits say."""
    assert isinstance(decimal, str)
    slack = mpf(10) ** -SURE * (1 + abs(value))
    whole, point, places = decimal.partition(".")
    assert point and len(places) == PLACES, decimal
    return bool(abs(mpf(decimal) - value) <= mpf(10) ** -PLACES / 2 + slack)


def is_enclosed(bounds: object, value: Number, relative: bool) -> bool:
    """Whether the bounds hold the value, narrowly, as far as the oracle's digits say.

    Its digits are relative where nothing cancels; elsewhere they are absolute, and
    what the oracle has left of two terms that cancel means nothing.
    """
    lower, upper = (mpf(bound) for bound in bounds)  # type: ignore[attr-defined]
    slack = mpf(10) ** -SURE * (abs(value) if relative and lower != 0 else 1 + abs(value))
    narrow = upper - lower <= mpf(10) ** (2 - PLACES) * max(abs(lower), abs(upper))
    return bool(narrow and lower - slack <= value <= upper + slack)


def same_cells(left: Any, right: Any, places: int = PLACES) -> bool:
    """Whether two steps have the same decimals (of the right number of places) and shape."""
    return bool(left.decimal(places) == right.decimal(places))


def cells(nested: Any) -> Iterator[Any]:
    """The cells of nested lists, one after the other."""
    if isinstance(nested, list):
        for part in nested:
            yield from cells(part)
    else:
        yield nested


def _array(nested: Any) -> Array:
    """Nested lists as an array of strings, pairs or None, tuples kept whole."""
    shape, level = [], nested
    while isinstance(level, list):
        shape.append(len(level))
        level = level[0]
    out = np.empty(len(list(cells(nested))), dtype=object)
    for position, cell in enumerate(cells(nested)):
        out[position] = cell
    return out.reshape(shape)
