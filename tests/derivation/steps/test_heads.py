"""Heads split, shared and joined: by hand, there and back, and each working as a true chain."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.errors import Unsupported
from symattn.formulas import latex
from tests.derivation.workings import check, compute, flows, rule

ROWS = [[1, 2, 3, 4], [5, 6, 7, 8]]
SPLIT = [[[1, 2], [5, 6]], [[3, 4], [7, 8]]]
REPEATED = [SPLIT[0], SPLIT[0], SPLIT[0], SPLIT[1], SPLIT[1], SPLIT[1]]
X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
PER_HEAD = [[row[:2] for row in W], [row[2:] for row in W]]
PROBLEMS = {
    "heads": sa.Problem(X=X, W_Q=W, W_K=W, W_V=W, W_O=W, b_Q=[1, 0, 0, 1], heads=2, scale="none"),
    "grouped": sa.Problem(
        X=[X[:2], X[1:]],
        W_Q=W,
        W_K=[row[:1] for row in W],
        W_V=[row[2:3] for row in W],
        heads=4,
        kv_heads=1,
    ),
    "two groups": sa.Problem(
        X=X, W_Q=W, W_K=[r[:2] for r in W], W_V=[r[2:] for r in W], heads=4, kv_heads=2
    ),
    "per head": sa.Problem(
        X=X, W_Q=PER_HEAD, W_K=PER_HEAD, W_V=PER_HEAD, b_Q=[1, 0, 2, 0], heads=2, scale="none"
    ),
}
KINDS = ["split", "join", "repeat", "expand", "collapse", "split_like", "flat", "gather"]


def test_split_and_join() -> None:
    assert compute("split", {"heads": 2}, ROWS) == SPLIT
    assert compute("join", {}, SPLIT) == ROWS
    assert compute("split_like", {}, ROWS, SPLIT) == SPLIT
    assert compute("split_like", {}, ROWS, [[[0]], [[0]], [[0]], [[0]]]) == [
        [[1], [5]],
        [[2], [6]],
        [[3], [7]],
        [[4], [8]],
    ]


def test_repeat_and_gather() -> None:
    assert compute("repeat", {"group": 3}, SPLIT) == REPEATED
    assert compute("gather", {"group": 3}, REPEATED) == [
        [[3 * cell for cell in row] for row in head] for head in SPLIT
    ]
    assert compute("gather", {"group": 2}, SPLIT) == [[[4, 6], [12, 14]]]


def test_an_axis_for_heads_put_in_and_taken_out() -> None:
    assert compute("expand", {}, ROWS) == [ROWS]
    assert compute("collapse", {}, [ROWS]) == ROWS
    assert compute("flat", {}, [[[1, 2]], [[3, 4]]]) == [1, 2, 3, 4]


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_working_is_true(name: str) -> None:
    for steps in (sa.solve(PROBLEMS[name]), sa.gradients(PROBLEMS[name])):
        there = {line.op for line in steps.recipe}
        for op in KINDS:
            if op in there:
                check(steps, op)


def test_every_kind_is_met_among_these_problems() -> None:
    met = {line.op for problem in PROBLEMS.values() for line in sa.gradients(problem).recipe}
    assert set(KINDS) <= met


def letters(name: str, stage: str, index: tuple[int, ...]) -> str:
    working = sa.gradients(PROBLEMS[name]).step(stage).working(index)
    return latex.write(working.rule)


def test_the_letter_of_where_an_entry_came_from() -> None:
    assert letters("heads", "concat", (1, 3)) == "o_{2,2}^{(2)}"
    assert letters("heads", "K", (1, 2, 0)) == "k_{3,3}"
    assert letters("two groups", "_K_repeated", (3, 2, 0)) == "k_{3,1}^{(2)}"
    assert letters("heads", "doutput", (1, 2, 0)) == r"\frac{\partial L}{\partial c_{3,3}}"
    assert letters("two groups", "dK", (1, 2, 0)) == (
        r"\frac{\partial L}{\partial k_{3,1}^{(3)}} + \frac{\partial L}{\partial k_{3,1}^{(4)}}"
    )


def test_rules_in_letters() -> None:
    heads = sa.gradients(PROBLEMS["heads"])
    assert rule(heads, "concat") == r"C = \operatorname{concat}(O)"
    assert rule(heads, "Q") == "Q = Q"
    assert rule(heads, "doutput") == (
        r"\frac{\partial L}{\partial O} = \frac{\partial L}{\partial C}"
    )
    assert rule(sa.gradients(PROBLEMS["grouped"]), "dK") == (
        r"\frac{\partial L}{\partial K} = \sum_h \frac{\partial L}{\partial K}"
    )


@pytest.mark.parametrize(
    ("op", "how", "undone", "of", "how_undone"),
    [
        ("split", {"heads": 2}, "join", ("up",), {}),
        ("join", {}, "split_like", ("up", "x"), {}),
        ("repeat", {"group": 3}, "gather", ("up",), {"group": 3}),
        ("expand", {}, "collapse", ("up",), {}),
        ("collapse", {}, "expand", ("up",), {}),
    ],
)
def test_a_gradient_goes_back_to_the_old_places(
    op: str, how: dict[str, Any], undone: str, of: tuple[str, ...], how_undone: dict[str, Any]
) -> None:
    assert flows(op, ("x",), how) == [("x", undone, of, how_undone)]


@pytest.mark.parametrize("op", ["split_like", "flat", "gather"])
def test_second_derivatives_are_refused(op: str) -> None:
    with pytest.raises(Unsupported):
        flows(op, ("x",))
