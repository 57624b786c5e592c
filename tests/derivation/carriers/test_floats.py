"""Estimates against exact derivations, and what rounded prints leave open against trying it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq

import symattn as sa
from symattn.derivation.carriers.floats import FARTHEST, Estimate, Floats
from symattn.derivation.derivation import Derivation, solve
from symattn.derivation.forward import forward
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor

FLOATS = Floats()
ROUNDING = 1e-12
"""Relative: what a few dozen operations of float64 lose at most."""

PROBLEMS: dict[str, dict[str, Any]] = {
    "plain": {"X": [["1", "0.5"], ["-2", "1/3"], ["0", "3"]]},
    "causal": {"X": [[1, 2], [3, 1], [0, 1]], "mask": "causal"},
    "a finite fill and a bias": {
        "X": [[1, 2], [3, 1]],
        "mask": [[1, 0], [1, 1]],
        "mask_fill": "-5",
        "bias": [["0.5", 0], [1, "1/3"]],
    },
    "base two, the largest taken out": {"X": [[1, 2], [3, 1]], "shift": "max", "base": "2"},
    "heads that share": {
        "X": [[1, 2, 0, 1], [0, 1, 1, -1]],
        "heads": 2,
        "kv_heads": 1,
        "W_Q": [[1, 0, 0, 2], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]],
        "W_K": [[1, 0], [0, 1], [1, 1], [0, 0]],
        "W_V": [[1, 2], [0, 1], [1, 0], [0, 0]],
    },
    "additive": {
        "kind": "additive",
        "Q": [[1], [0]],
        "K": [[1, 0], [2, 1]],
        "V": [[1], [3]],
        "W_q": [[1, -1]],
        "W_k": [["1/2", 0], [0, 1]],
        "w_v": [1, "-1/2"],
    },
    "an empty row of zeros": {
        "Q": [[1], [2]],
        "K": [[1], [0]],
        "V": [[1], [2]],
        "mask": [[1, 0], [0, 0]],
        "empty_rows": "zero",
    },
    "an empty row": {
        "Q": [[1], [2]],
        "K": [[1], [0]],
        "V": [[1], [2]],
        "mask": [[1, 0], [0, 0]],
        "empty_rows": "undefined",
    },
    "dropped weights": {
        "X": [[1, 2], [3, 1]],
        "dropout": {"p": "1/4", "keep": [[1, 0], [1, 1]]},
    },
}


def near(found: float, exact: Any) -> bool:
    """Whether a float is an exact entry, up to rounding."""
    if isinstance(exact, Special):
        return found == -np.inf if exact.hidden else bool(np.isnan(found))
    value = float(exact.ball(64).mid())
    return bool(abs(found - value) <= ROUNDING * (1 + abs(value)))


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_stage_is_that_of_the_exact_derivation(name: str) -> None:
    problem = sa.Problem(**PROBLEMS[name])
    exact = solve(problem)
    run = Derivation(problem, forward(problem), FLOATS)
    for stage, step in exact.items():
        value: Estimate = run.value(stage)
        assert value.shape == step.carrier.cells(step.value).shape
        cells = FLOATS.cells(value).cells
        assert all(map(near, cells, step.carrier.cells(step.value).cells)), stage
        assert np.array_equal(value.x, value.p, equal_nan=True)
        assert not np.nan_to_num(value.h).any(), "nothing is printed, so nothing is rounded"


RANDOM = np.random.default_rng(5)


def estimate(*shape: int, least: float = -2.0) -> Estimate:
    """Other values from the inputs than from the print, which leaves something open."""
    x, p = (RANDOM.uniform(least, 2, shape) for _ in range(2))
    return Estimate(x, p, RANDOM.uniform(0.01, 0.1, shape))


def given(x: Any, p: Any = None, h: Any = None) -> Estimate:
    """An estimate of these numbers; what is left out is x, and nothing open."""
    x = np.array(x, dtype=float)
    p = x if p is None else np.array(p, dtype=float)
    return Estimate(x, p, np.zeros(x.shape) if h is None else np.array(h, dtype=float))


def same(found: Estimate, x: Any, p: Any, h: Any) -> None:
    for ours, other in ((found.x, x), (found.p, p), (found.h, h)):
        np.testing.assert_allclose(ours, other, rtol=1e-12)


TURNS = {"": ((2, 3), (3, 4)), "first": ((3, 2), (3, 4)), "second": ((2, 3), (4, 3))}


@pytest.mark.parametrize("lead", [(), (2,)])
@pytest.mark.parametrize("turn", TURNS)
def test_a_product_is_off_as_far_as_all_ends_together(turn: str, lead: tuple[int, ...]) -> None:
    """(|a| + h_a)(|b| + h_b) − |a||b|, which some choice of the open places reaches."""
    a, b = (estimate(*lead, *shape) for shape in TURNS[turn])
    one, two = (
        value.map(lambda array: array.swapaxes(-1, -2)) if turn == which else value
        for value, which in ((a, "first"), (b, "second"))
    )
    widest = (abs(one.p) + one.h) @ (abs(two.p) + two.h) - abs(one.p) @ abs(two.p)
    same(FLOATS.product(a, b, turn), one.x @ two.x, one.p @ two.p, widest)


@pytest.mark.parametrize("lead", [(), (2,)])
def test_the_terms_of_a_product_add_up_to_it(lead: tuple[int, ...]) -> None:
    a, b = estimate(*lead, 2, 3), estimate(*lead, 3, 4)
    terms, whole = FLOATS.terms(a, b), FLOATS.product(a, b, "")
    assert terms.shape == (*lead, 2, 3, 4)
    same(terms.map(lambda array: array.sum(axis=-2)), whole.x, whole.p, whole.h)
    np.testing.assert_allclose(terms.x[..., 1, 2, 3], a.x[..., 1, 2] * b.x[..., 2, 3])


def test_sums_differences_and_multiples() -> None:
    a, b = estimate(2, 3), estimate(1, 3)
    same(FLOATS.plus(a, b), a.x + b.x, a.p + b.p, a.h + b.h)
    same(FLOATS.plus(a, b, -1), a.x - b.x, a.p - b.p, a.h + b.h)
    same(FLOATS.times(a, fmpq(-3, 2)), -1.5 * a.x, -1.5 * a.p, 1.5 * a.h)
    widest = (abs(a.p) + a.h) * (abs(b.p) + b.h) - abs(a.p * b.p)
    same(FLOATS.hadamard(a, b), a.x * b.x, a.p * b.p, widest)


def test_rows_and_columns_added_up_and_compared() -> None:
    a = estimate(2, 3)
    for along, axis in (("row", 1), ("column", 0)):
        x, p, h = (array.sum(axis=axis, keepdims=True) for array in (a.x, a.p, a.h))
        same(FLOATS.sums(a, along), x, p, h)
        x, p, h = (array.max(axis=axis, keepdims=True) for array in (a.x, a.p, a.h))
        same(FLOATS.largest(a, along), x, p, h)


def test_each_row_of_heads_is_its_own() -> None:
    a = estimate(2, 3, 4)
    assert FLOATS.sums(a, "row").shape == FLOATS.largest(a, "row").shape == (2, 3, 1)
    assert FLOATS.sums(a, "column").shape == FLOATS.largest(a, "column").shape == (2, 1, 4)


@pytest.mark.parametrize(("base", "value"), [(None, np.e), (fmpq(2), 2.0), (fmpq(1, 2), 0.5)])
def test_exponentials_are_off_as_far_as_their_larger_end(base: Any, value: float) -> None:
    a = estimate(2, 3)
    larger = np.maximum(value ** (a.p + a.h), value ** (a.p - a.h))
    same(FLOATS.exp(a, base), value**a.x, value**a.p, larger - value**a.p)


def test_exponentials_that_float64_has_not_are_cut_off() -> None:
    largest = np.exp(FARTHEST)
    same(FLOATS.exp(given([1000.0, -np.inf]), None), [largest, 0], [largest, 0], [0, 0])
    same(FLOATS.exp(given([1e308]), "10"), [largest], [largest], [0])
    same(FLOATS.exp(given([5.0], [1000.0], [0]), None), [np.exp(5)], [largest], [0])
    same(FLOATS.exp(given([0.0], h=[1000.0]), None), [1], [1], [np.expm1(FARTHEST / 100)])
    assert 1e300 < largest < np.inf


def test_a_hyperbolic_tangent_is_off_no_farther_than_what_it_is_of() -> None:
    a = estimate(2, 3)
    found = FLOATS.tanh(a)
    same(found, np.tanh(a.x), np.tanh(a.p), a.h)
    for end in (a.p - a.h, a.p + a.h):
        assert (abs(np.tanh(end) - found.p) <= found.h).all()


def test_hidden_cells_are_known() -> None:
    a = estimate(2, 2)
    where = Tensor((2, 2), (True, False, False, True))
    seen = np.array([[True, False], [False, True]])
    for fill, value in (("-inf", -np.inf), (fmpq(-5, 2), -2.5)):
        x, p = (np.where(seen, array, value) for array in (a.x, a.p))
        same(FLOATS.fill(a, where, fill), x, p, np.where(seen, a.h, 0))
    one = FLOATS.fill(a, Tensor((1, 2), (True, False)), "-inf")
    assert (one.x[:, 1] == -np.inf).all() and (one.x[:, 0] == a.x[:, 0]).all()


def test_a_quotient_is_off_by_both_its_parts() -> None:
    """|a/z| · (h_a/|a| + h_z/|z|), to first order."""
    a, z = estimate(2, 3, least=0.5), estimate(2, 1, least=0.5)
    z = Estimate(z.x, -z.p, z.h)
    x, p = a.x / z.x, a.p / z.p
    for empty in ("zero", "undefined"):
        found = FLOATS.divide(a, z, empty, "w")
        same(found, x, p, abs(p) * (a.h / abs(a.p) + z.h / abs(z.p)))


def test_a_row_without_weight() -> None:
    a, z = given([[0.0, 0.0], [1.0, 3.0]]), given([[0.0], [4.0]])
    same(FLOATS.divide(a, z, "zero", "w"), *[[[0, 0], [0.25, 0.75]]] * 2, np.zeros((2, 2)))
    nothing = [[np.nan, np.nan], [0.25, 0.75]]
    same(FLOATS.divide(a, z, "undefined", "w"), nothing, nothing, np.zeros((2, 2)))
    printed = Estimate(z.x, np.array([[2.0], [0.0]]), z.h)
    found = FLOATS.divide(given([[0.0], [0.0]]), printed, "zero", "w")
    same(found, [[0], [0]], [[0], [0]], [[0], [0]])


def test_what_is_no_number_gives_no_number_and_no_warning() -> None:
    hidden = given([[-np.inf]])
    assert np.isnan(FLOATS.plus(hidden, hidden, -1).x).all()
    assert np.isnan(FLOATS.times(hidden, 0).x).all()
    for found in (FLOATS.product(hidden, given([[0.0]]), ""), FLOATS.hadamard(hidden, given(0.0))):
        assert np.isnan(found.x).all() and np.isnan(found.p).all() and np.isnan(found.h).all()


def test_moves_take_all_three_along() -> None:
    a = estimate(2, 3)
    same(FLOATS.move(a, Tensor.transposed), a.x.T, a.p.T, a.h.T)
    same(a.map(lambda array: array[1]), a.x[1], a.p[1], a.h[1])


def test_inputs_are_read_as_they_are() -> None:
    e = Entry.of(ExpSum.exp(1))
    cells = (fmpq(1, 4), "-inf", MINUS_INFINITY, UNDEFINED, e, 3, True, "0.5", 0.125, arb("0.75"))
    expected = [0.25, -np.inf, -np.inf, np.nan, np.e, 3, 1, 0.5, 0.125, 0.75]
    found = FLOATS.read(Tensor((2, 5), cells))
    x = np.array(expected).reshape(2, 5)
    same(found, x, x, np.zeros((2, 5)))
    assert found.x.dtype == found.h.dtype == np.float64
    again = FLOATS.of_cells(FLOATS.cells(found))
    same(again, x, x, np.zeros((2, 5)))
    assert FLOATS.cells(found).shape == (2, 5)
    assert all(type(cell) is float for cell in FLOATS.cells(found).cells)


def test_numbers_by_themselves() -> None:
    assert FLOATS.number(fmpq(1, 4)) == 0.25
    assert FLOATS.power(2.0, None) == pytest.approx(np.e**2)
    assert FLOATS.power(3.0, fmpq(2)) == 8
    assert FLOATS.hyperbolic(0.5, (0, 0)) == np.tanh(0.5)
    assert FLOATS.larger(1.0, 2.0) == FLOATS.larger(2.0, 1.0) == 2
    assert FLOATS.equal(1.0, 1.0) is FLOATS.equal(1.0, 2.0) is None, "it decides nothing"


def test_a_printed_number_takes_the_place_of_a_value() -> None:
    """Where it stands; one that equals the value to nine places carries no rounding."""
    a = Estimate(np.array([1.0, 2.0, 0.0, 0.0, -3e6]), np.full(5, 7.0), np.full(5, 0.5))
    where = np.array([True, False, True, True, True])
    value = np.array([1.25, 9.0, 1e-9, 1.5e-9, -3e6 - 2e-3])
    found = a.printed(where, value, np.full(5, 0.125))
    same(found, a.x, [1.25, 7.0, 1e-9, 1.5e-9, -3e6 - 2e-3], [0.125, 0.5, 0, 0.125, 0])
    assert a.p[0] == 7.0, "the estimate itself does not change"


def test_arrays_are_the_same_by_all_their_numbers() -> None:
    a = given([[1.0, 2.0]], [[1.5, 2.0]], [[0.5, 0.0]])
    others = [
        given([[1.0, 3.0]], a.p, a.h),
        given(a.x, [[1.5, 3.0]], a.h),
        given(a.x, a.p, [[0.5, 0.5]]),
        given([[1.0], [2.0]], [[1.5], [2.0]], [[0.5], [0.0]]),
    ]
    assert a.key == given(a.x, a.p, a.h).key
    assert len({a.key, *(other.key for other in others)}) == 5
    assert a.shape == (1, 2)
