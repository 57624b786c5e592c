"""Sinusoidal encodings against mpmath, and each working as a true chain."""

from __future__ import annotations

import pytest
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.steps.position import encoding
from symattn.formulas import latex
from symattn.formulas import tree as f
from tests.derivation.workings import check, flows, rule


@pytest.mark.parametrize("width", [1, 2, 4, 5, 6])
def test_each_entry_is_that_of_the_paper(width: int) -> None:
    with mp.workdps(50):
        for position in range(4):
            for column in range(width):
                pair = column // 2
                angle = position / mp.power(10000, mpf(2 * pair) / width)
                expected = mp.cos(angle) if column % 2 else mp.sin(angle)
                found = encoding(position, column, width).ball(160)
                assert abs(mpf(found.mid().str(45, radius=False)) - expected) < mpf(10) ** -40


def test_the_first_position_is_zeros_and_ones() -> None:
    assert [encoding(0, column, 4).rational() for column in range(4)] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    "problem",
    [
        sa.Problem(X=[[1, 0, 2, 0], [0, 1, 1, 1], [1, 1, 1, 1]], positions="sinusoidal"),
        sa.Problem(
            X=[[[1, 0, 2, 1], [1, 1, 0, 0]], [[0, 1, 0, 1], [1, 1, 1, 1]]], positions="sinusoidal"
        ),
        sa.Problem(X=[[1, 0, 2], [0, 1, 1]], positions="sinusoidal", layout="columns"),
        sa.Problem(X=[[1, 0]], Y=[[1, 1], [2, 3]], positions="sinusoidal"),
    ],
    ids=["plain", "batch", "columns", "cross"],
)
def test_every_working_is_true(problem: sa.Problem) -> None:
    check(sa.solve(problem), "positions")


def test_in_letters() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 0, 2, 0], [0, 1, 1, 1]], positions="sinusoidal"))
    assert rule(steps, "positional") == r"P = \sin\left( \frac{p}{10000^{2i/d}} \right)"
    working = steps.step("positional").working((1, 3))
    assert latex.write(working.rule) == r"\cos\left( \frac{1}{10000^{2/4}} \right)"
    assert (working.terms, working.values) == ((working.result,), ())
    over, under = working.rule.arguments[0].over, working.rule.arguments[0].under
    assert (over, under.exponent) == (f.Num("1"), f.Fraction(f.Num("2"), f.Num("4"), inline=True))


def test_nothing_flows_back_through_positions() -> None:
    assert flows("positions", ("X",)) == []
