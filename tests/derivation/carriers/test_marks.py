"""Marks spread to what is computed from a marked entry, and to nothing else."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.derivation.carriers.marks import Marks
from symattn.numbers.tensors import Tensor

MARKS = Marks()


@pytest.mark.parametrize("value", [0, 1, "-inf", None, "true"])
def test_inputs_are_not_marked(value: Any) -> None:
    assert MARKS.number(value) is False
    assert MARKS.entry(value) is False


def test_a_mark_stays_one() -> None:
    assert MARKS.number(True) is True
    assert MARKS.entry(True) is True
    assert MARKS.negated(True) is True and MARKS.negated(False) is False
    assert MARKS.power(True, None) is True and MARKS.power(False, 2) is False
    assert MARKS.hyperbolic(True, ()) is True and MARKS.hyperbolic(False, ()) is False


@pytest.mark.parametrize("do", ["added", "multiplied", "larger", "quotient"])
def test_what_is_made_of_two_is_marked_where_one_is(do: str) -> None:
    found = [getattr(MARKS, do)(a, b) for a in (False, True) for b in (False, True)]
    assert found == [False, True, True, True]


def test_nothing_is_taken_for_zero_and_marks_are_compared() -> None:
    assert MARKS.is_zero(False) is False
    assert MARKS.equal(True, True) is True
    assert MARKS.equal(True, False) is False


def test_one_query_marked_reaches_its_row_alone() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 1]], W_Q=[[1, 0], [0, 1]], shift="max"))
    marked = Tensor.build((2, 2), lambda i: i == (1, 0))
    run = steps.running_on({"Q": marked}, carrier=Marks())
    for name in ("scores", "weights", "output"):
        assert run[name].cells.nested() == [[False, False], [True, True]], name
    assert run["V"].cells.nested() == [[False, False], [False, False]]
    run = steps.running_on({"V": marked}, carrier=Marks())
    assert run["output"].cells.nested() == [[True, False], [True, False]]
