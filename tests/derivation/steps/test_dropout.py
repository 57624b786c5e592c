"""Dropout: its variance by running over every way of dropping weights, and undefined rows."""

from __future__ import annotations

from itertools import product

import pytest
from flint import fmpq

import symattn as sa
from symattn.numbers.certify import compare
from symattn.numbers.entries import UNDEFINED


@pytest.mark.parametrize("p", [fmpq(1, 2), fmpq(1, 4), fmpq(2, 5)])
def test_the_variance_is_that_of_all_ways_of_dropping(p: fmpq) -> None:
    """Equal scores weigh three values 1, 4 and −2 by 1/3 each; kept weights are over 1 − p."""
    values = (1, 4, -2)
    problem = sa.Problem(
        scores=[[0, 0, 0]], V=[[value] for value in values], scale="none", dropout={"p": str(p)}
    )
    mean = square = fmpq(0)
    for kept in product((True, False), repeat=3):
        chance = fmpq(1)
        output = fmpq(0)
        for keep, value in zip(kept, values, strict=True):
            chance *= 1 - p if keep else p
            output += fmpq(value, 3) / (1 - p) if keep else 0
        mean += chance * output
        square += chance * output * output
    (cell,) = sa.solve(problem)["output_variance"].cells.cells
    assert compare(cell, square - mean * mean) == 0
    (expected,) = sa.solve(problem)["output"].cells.cells
    assert compare(expected, mean) == 0


def test_dropped_weights_of_an_undefined_row_stay_undefined() -> None:
    """Kept or not: there is no weight to put 0 in place of; the others are doubled at p = 1/2."""
    problem = sa.Problem(
        scores=[[0, 0], [0, 0]],
        V=[[1], [3]],
        scale="none",
        mask=[[0, 0], [1, 1]],
        dropout={"p": "1/2", "keep": [[1, 0], [1, 0]]},
    )
    steps = sa.solve(problem)
    first, second, kept, dropped = steps["dropped"].cells.cells
    assert first is second is UNDEFINED
    assert compare(kept, 1) == 0 and compare(dropped, 0) == 0
    assert steps["output"].cells.cells[0] is UNDEFINED
