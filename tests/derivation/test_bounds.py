"""How large scores get: by hand, and the bound is reached or approached."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq
from mpmath import exp, mp, mpf

import symattn as sa
from symattn.derivation.bounds import WIDTHS, bounds, largest_additive, weight_of_two
from symattn.errors import InputError
from symattn.numbers import certify
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.words import say

GIVEN: dict[str, Any] = {
    "kind": "additive",
    "Q": [[1]],
    "K": [[1]],
    "W_q": [[1, 0]],
    "W_k": [[1, 1]],
}


def test_the_largest_additive_score_is_the_sum_of_sizes() -> None:
    assert largest_additive(sa.Problem(**GIVEN, w_v=["3/2", -2])).rational() == fmpq(7, 2)
    assert largest_additive(sa.Problem(**GIVEN, w_v=[0, -2])).rational() == 2


@pytest.mark.parametrize(
    "problem", [sa.Problem(X=[[1]]), sa.Problem(**GIVEN | {"Q": [["q"]]}, w_v=[1, 2])]
)
def test_other_scores_have_no_such_bound(problem: sa.Problem) -> None:
    with pytest.raises(InputError) as refused:
        largest_additive(problem)
    assert refused.value.key == "attention.kind"
    assert refused.value.fix == say("fix.write_additive")
    assert say("derivation.bound_of_additive") in str(refused.value)


def test_a_sign_that_is_not_decided_is_said_to_be_open() -> None:
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    problem = sa.Problem(**GIVEN, w_v=[1, 2])
    weights = Tensor((2,), (deep - again, Entry.of(1)))
    problem = problem.changed(w_v=weights)
    with pytest.raises(InputError) as refused:
        largest_additive(problem)
    assert refused.value.key == "inputs.w_v"
    assert say("derivation.sign_undecided") in str(refused.value)


def test_one_row_for_each_width() -> None:
    additive = Entry.of(3)
    rows = bounds(additive)
    assert tuple(row.width for row in rows) == WIDTHS == (1, 4, 16, 64, 256, 1024)
    for row in bounds(additive, (1, 2, 9)):
        assert row.dot.rational() == row.width
        assert row.scaled.compare(0) == 1
        assert (row.scaled * row.scaled).rational() == row.width
        assert row.additive is additive


@pytest.mark.parametrize("score", [0, 1, 5, fmpq(1, 3)])
def test_the_larger_of_two_weights(score: Any) -> None:
    with mp.workdps(40):
        real = mpf(int(fmpq(score).p)) / int(fmpq(score).q)
        found = mpf(certify.decimal(weight_of_two(Entry.of(score)), 25))
        assert abs(found - 1 / (1 + exp(-2 * real))) <= mpf(10) ** -25


def test_the_row_of_two_keys_is_named_after_the_score() -> None:
    (row,) = weight_of_two(Entry.of(1)).rows()
    assert row.label == ("two", repr(Entry.of(1)))
