"""Exact arrays: fraction-free while they can be, equal numbers one number wherever they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.carriers.exact import Exact, Values
from symattn.derivation.layers import layers
from symattn.formulas import latex
from symattn.numbers.certify import Undecided
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor

FIRST_TWO = {"mask": [[1, 1, 0], [1, 1, 0], [1, 1, 1]]}
"""A further layer in which two queries see two keys each."""


def rationals(step: sa.Step) -> list[list[str | None]]:
    """The entries that are proven rational, as texts."""
    rows: list[list[Any]] = step.cells.map(lambda cell: cell.rational()).nested()
    return [[None if x is None else str(x) for x in row] for row in rows]


def test_equal_keys_of_additive_attention_share_their_weight_exactly() -> None:
    inputs = {"Q": [[0], ["1"]], "K": [[0], [0]], "V": [[1], [-1]]}
    matrices = {"W_q": [[1]], "W_k": [[0]], "w_v": [1]}
    problem = sa.Problem(kind="additive", **inputs, **matrices)
    steps = sa.solve(problem)
    assert rationals(steps["weights"]) == [["1/2", "1/2"]] * 2
    assert rationals(steps["output"]) == [["0"], ["0"]]
    printed = {"weights": [["0.5", "0.5"]] * 2, "output": [["0"], ["0"]]}
    summary = sa.verify(problem.changed(printed=printed)).summary
    assert summary["claims"] == 6
    assert summary["undecided"] == summary["wrong"] == 0


def test_equal_scores_that_are_made_of_other_keys_share_their_weight_exactly() -> None:
    """tanh 1 − tanh 2 is tanh(−2) − tanh(−1)."""
    inputs = {"Q": [[0]], "K": [[1, 2], [-2, -1]], "W_q": [[0, 0]], "W_k": [[1, 0], [0, 1]]}
    steps = sa.solve(sa.Problem(kind="additive", **inputs, w_v=[1, -1]))
    assert rationals(steps["weights"]) == [["1/2", "1/2"]]


@pytest.mark.parametrize(
    "inputs",
    [
        {"X": [[1, 0], [1, 0], [0, 1]]},
        {"scores": [[0, 1, 2], [3, 4, 5], [0, 0, 1]], "V": [[1], [0], [0]]},
    ],
    ids=["equal tokens", "scores that differ by a constant"],
)
def test_equal_tokens_of_a_further_layer_share_their_weight_exactly(inputs: Any) -> None:
    first, second = layers(sa.solve(sa.Problem(**inputs, layers=[FIRST_TWO])))
    assert first["output"].cells.row(0)[0].equals(first["output"].cells.row(1)[0])
    assert rationals(second["weights"])[:2] == [["1/2", "1/2", "0"]] * 2


def test_equal_rows_are_one_row_sum_in_a_gradient() -> None:
    """dV of two equal queries has twice the weight of one, not the sum of two names."""
    steps = sa.gradients(sa.Problem(Q=[[1], [1]], K=[[0], [1]], V=[[1], [0]]))
    cell = steps["dV"].cells[(0, 0)]
    assert len(cell.rows()) == 1
    assert cell.equals(2 * steps["weights"].cells[(0, 0)])


EXACT = Exact()
A = np.array([[1, -2, 3], [0, 4, -1]])
B = np.array([[2, 1, 0], [-3, 1, 1]])


def rational(array: Any, over: int = 1) -> Any:
    return EXACT.read(Tensor(array.shape, tuple(fmpq(int(x), over) for x in array.ravel())))


def general(array: Any) -> Any:
    """The same numbers as entries of their own."""
    return EXACT.of_cells(rational(array).cells)


def check(found: Any, expected: Any, over: int = 1, fraction_free: bool = True) -> None:
    assert (found.rational is not None) == fraction_free
    assert found.shape == expected.shape == found.cells.shape
    assert [cell.rational() for cell in found.cells.cells] == [
        fmpq(int(x), over) for x in expected.ravel()
    ]


def test_rational_inputs_are_read_fraction_free() -> None:
    found = rational(A, 6)
    check(found, A, 6)
    assert (found.rational.denominator, found.general) == (6, None)
    mixed = EXACT.read(Tensor((2,), (fmpq(1), "-inf")))
    assert mixed.rational is None
    assert mixed.cells.cells[1] is MINUS_INFINITY


@pytest.mark.parametrize("make", [rational, general])
def test_arithmetic_of_arrays_stays_fraction_free(make: Any) -> None:
    free = make is rational
    a, b = make(A), make(B)
    check(EXACT.product(a, b, "second"), A @ B.T, 1, free)
    check(EXACT.product(a, b, "first"), A.T @ B, 1, free)
    check(EXACT.product(a, EXACT.move(b, Tensor.transposed), ""), A @ B.T, 1, free)
    check(EXACT.plus(a, b), A + B, 1, free)
    check(EXACT.plus(a, b, -1), A - B, 1, free)
    check(EXACT.times(a, fmpq(2, 3)), A * 2, 3, free)
    check(EXACT.move(a, Tensor.transposed), A.T, 1, free)
    check(EXACT.hadamard(a, b), A * B, 1, free)
    check(EXACT.plus(a, make(B[:1])), A + B[:1], 1, free)
    check(EXACT.plus(a, make(B[:1]), -1), A - B[:1], 1, free)
    where = Tensor(A.shape, tuple(bool(x > 0) for x in A.ravel()))
    check(EXACT.fill(a, where, fmpq(7)), np.where(A > 0, A, 7), 1, free)


def test_what_is_mixed_is_general() -> None:
    for a, b in ((rational(A), general(B)), (general(A), rational(B))):
        check(EXACT.product(a, b, "second"), A @ B.T, 1, False)
        check(EXACT.plus(a, b), A + B, 1, False)
        check(EXACT.hadamard(a, b), A * B, 1, False)


def test_what_is_hidden_or_no_fraction_is_general() -> None:
    a = rational(A)
    where = Tensor(A.shape, (True,) * 5 + (False,))
    hidden = EXACT.fill(a, where, "-inf")
    assert hidden.rational is None
    assert hidden.cells.cells[5] is MINUS_INFINITY
    root = EXACT.times(a, ExpSum.exp(1))
    assert root.rational is None
    assert root.cells.cells[0].equals(Entry.of(ExpSum.exp(1)))
    undefined = EXACT.each(a, a, lambda x, y: UNDEFINED)
    assert undefined.rational is None
    powers = EXACT.each(a, a, lambda x, y: Entry.of(ExpSum.exp(1)))
    assert powers.rational is None


def test_entries_are_worked_out_once() -> None:
    found = rational(A)
    assert isinstance(found, Values)
    assert found.cells is found.cells


def decimal(entry: Entry) -> Any:
    return mpf(EXACT.decimal(entry, 30))


def test_powers_and_tangents_are_those_of_mpmath() -> None:
    with mp.workdps(50):
        for x in (fmpq(1), fmpq(-2, 3), fmpq(5)):
            real = mpf(int(x.p)) / int(x.q)
            entry = EXACT.number(x)
            near = mpf(10) ** -29
            assert abs(decimal(EXACT.power(entry, None)) - mp.exp(real)) < near * 200
            assert abs(decimal(EXACT.power(entry, fmpq(3))) - mpf(3) ** real) < near
            assert abs(decimal(EXACT.hyperbolic(entry, (0, 1))) - mp.tanh(real)) < near
    assert EXACT.hyperbolic(EXACT.number(0), (0,)).rational() == 0


def test_a_tangent_is_named_after_its_place() -> None:
    (row,) = EXACT.hyperbolic(EXACT.number(1), (0, 2)).rows()
    assert row.label == ("tanh", 0, 2)


def test_sums_and_products_of_entries() -> None:
    numbers = [EXACT.number(x) for x in (1, -2, 5)]
    assert EXACT.total(numbers).rational() == 4
    assert EXACT.dot(numbers, numbers).rational() == 30


def test_the_larger_of_two_and_what_is_not_decided() -> None:
    two, three = EXACT.number(2), EXACT.number(3)
    assert EXACT.larger(two, three) is three
    assert EXACT.larger(three, two) is three
    assert EXACT.larger(two, EXACT.number(2)) is two
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    with pytest.raises(Undecided) as refused:
        EXACT.larger(deep, again)
    assert refused.value.digits == 0


def test_equality_is_proven() -> None:
    assert EXACT.equal(EXACT.number(2), EXACT.number(2)) is True
    assert EXACT.equal(EXACT.number(2), EXACT.number(3)) is False


def test_a_sum_of_zero_and_what_is_divided_by() -> None:
    assert EXACT.is_zero(EXACT.number(0)) is True
    assert EXACT.is_zero(EXACT.number(1)) is False
    assert EXACT.is_zero(EXACT.number(ExpSum.exp(1))) is False
    assert EXACT.divisor(EXACT.number(4), ("z", 0)).rational() == fmpq(1, 4)
    over = EXACT.divisor(EXACT.number(1 + ExpSum.exp(1)), ("z", 0))
    (row,) = over.rows()
    assert row.label == ("z", 0)
    whole = EXACT.quotient(EXACT.number(1 + ExpSum.exp(1)), over)
    assert EXACT.equal(whole, EXACT.number(1)) is True


def test_what_a_page_shows() -> None:
    quarter = EXACT.number(fmpq(1, 4))
    assert latex.write(EXACT.closed(quarter, False)) == r"\frac{1}{4}"
    assert latex.write(EXACT.closed(quarter, True)) == "0.25"
    assert EXACT.rounded(quarter, 1, "half-up") == "0.3"
    assert EXACT.rounded(quarter, 1, "half-even") == "0.2"
    low, high = EXACT.bounds(EXACT.number(ExpSum.exp(1)), 20) or ("", "")
    with mp.workdps(40):
        assert mpf(low) < mp.e < mpf(high)
        assert 0 < mpf(high) - mpf(low) < mpf(10) ** -17
