"""What a finite fill leaks, and what a mask that is added does to a hidden row."""

from __future__ import annotations

from typing import Any

import pytest
from mpmath import exp, mp, mpf

import symattn as sa
from symattn.derivation.hiding import cancelled_rows, leaks
from symattn.numbers import certify

X = [[1, 0], [0, 1], [1, 1]]
SCORES = [[0, 1, 2], [3, 1, 0], [1, 1, 1]]
V = [[1], [2], [3]]


def test_what_hidden_keys_take_of_a_row() -> None:
    problem = sa.Problem(
        scores=SCORES, V=V, scale="none", mask=[[1, 0, 0], [1, 1, 1], [0, 1, 0]], mask_fill="-5"
    )
    found = leaks(sa.solve(problem))
    assert [(leak.row, leak.hidden, leak.holds) for leak in found] == [
        ((0,), (1, 2), True),
        ((2,), (0, 2), True),
    ]
    with mp.workdps(40):
        for leak, score in zip(found, (0, 1), strict=True):
            expected = 2 * exp(-5) / (2 * exp(-5) + exp(score))
            assert abs(mpf(certify.decimal(leak.share, 25)) - expected) <= mpf(10) ** -25


def test_rows_that_are_all_hidden_leak_nothing() -> None:
    problem = sa.Problem(scores=SCORES, V=V, mask=[[0] * 3, [1] * 3, [1, 0, 1]], mask_fill="-5")
    assert [leak.row for leak in leaks(sa.solve(problem))] == [(2,)]


def test_a_row_for_each_head() -> None:
    problem = sa.Problem(X=X, heads=2, mask="causal", mask_fill="-5")
    found = leaks(sa.solve(problem))
    assert [leak.row for leak in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert {leak.holds for leak in found} == {True}


def test_weights_that_are_not_those_of_the_fill_do_not_hold() -> None:
    problem = sa.Problem(scores=SCORES, V=V, mask=[[1, 1, 0]] * 3, mask_fill="-5", scale="none")
    steps = sa.solve(problem)
    other = steps.running_on(
        {"weights": sa.solve(sa.Problem(scores=SCORES[::-1], V=V)).value("weights")}
    )
    assert False in {leak.holds for leak in leaks(other)}


@pytest.mark.parametrize(
    "more", [{}, {"mask": "causal"}, {"mask": "causal", "mask_fill": "-5", "X": [["x"]] * 3}]
)
def test_nothing_leaks_without_a_finite_fill(more: Any) -> None:
    assert leaks(sa.solve(sa.Problem(**{"X": X} | more))) == ()


def test_a_number_added_to_a_whole_row_cancels() -> None:
    bias = [[-9, -9, -9], [0, 0, 0], [-9, 0, -9]]
    steps = sa.solve(sa.Problem(X=X, bias=bias))
    assert [(row, int(number.p), holds) for row, number, holds in cancelled_rows(steps)] == [
        ((0,), -9, True)
    ]
    other = steps.running_on({"weights": sa.solve(sa.Problem(X=X, scale="none")).value("weights")})
    assert [holds for _, _, holds in cancelled_rows(other)] == [False]


def test_rows_of_heads_and_rows_under_a_mask() -> None:
    bias = [[-9, -9, -9], [-1, -1, -1], [-2, -2, -2]]
    heads = sa.solve(sa.Problem(X=X, heads=2, bias=bias))
    assert [row for row, _, _ in cancelled_rows(heads)] == [
        (h, i) for h in (0, 1) for i in range(3)
    ]
    masked = sa.solve(sa.Problem(X=X, bias=bias, mask="causal"))
    assert [row for row, _, _ in cancelled_rows(masked)] == [(2,)]
    empty = sa.solve(sa.Problem(X=X, bias=bias, mask=[[1] * 3, [1] * 3, [0] * 3]))
    assert [row for row, _, _ in cancelled_rows(empty)] == [(0,), (1,)]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bias": [[1, 1, 1]] * 3, "X": [["x"]] * 3},
        {"bias": [[1, 1, 2], [2, 1, 1], [1, 2, 1]]},
    ],
)
def test_no_row_cancels(more: Any) -> None:
    assert cancelled_rows(sa.solve(sa.Problem(**{"X": X} | more))) == ()
