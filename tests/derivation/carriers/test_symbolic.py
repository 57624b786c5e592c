"""Symbols: the same steps as numbers, put in afterwards; what is not decided is open."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.symbolic import Symbolic
from symattn.errors import InputError
from symattn.formulas import latex
from symattn.numbers.entries import MINUS_INFINITY
from symattn.numbers.expsums import ExpSum

S = Symbolic()
A, B = sympy.symbols("a b")
POSITIVE = sympy.Symbol("p", positive=True)


def test_numbers_and_sums() -> None:
    assert S.number(fmpq(2, 3)) == sympy.Rational(2, 3)
    assert S.number(A) is A
    assert S.total([A, B, A]) == 2 * A + B
    assert S.total([A]) == A
    assert S.dot([A, B], [2, 3]) == 2 * A + 3 * B


def test_powers_and_tangents() -> None:
    assert S.power(A, None) == sympy.exp(A)
    assert S.power(A, fmpq(2)) == 2**A
    assert S.hyperbolic(A, (0,)) == sympy.tanh(A)


def test_the_larger_where_it_is_known() -> None:
    assert S.larger(POSITIVE, sympy.Integer(0)) is POSITIVE
    assert S.larger(sympy.Integer(-1), POSITIVE) is POSITIVE
    with pytest.raises(InputError) as refused:
        S.larger(A, B)
    assert refused.value.key == "attention.shift"
    assert refused.value.fix == 'write shift = "none"'
    assert "which score is the largest of its row cannot be said of symbols" in str(refused.value)


def test_equality_is_proven_refuted_or_open() -> None:
    assert S.equal((A + B) ** 2, A**2 + 2 * A * B + B**2) is True
    assert S.equal(sympy.sin(A) ** 2 + sympy.cos(A) ** 2, sympy.Integer(1)) is True
    assert S.equal(A, A + 1) is False
    assert S.equal(sympy.exp(1), sympy.exp(2)) is False


def test_zero_is_what_is_written_so() -> None:
    assert S.is_zero(sympy.Integer(0)) is True
    assert S.is_zero(A - A) is True
    assert S.is_zero((A + 1) ** 2 - A**2 - 2 * A - 1) is False


def test_decimals_and_enclosures_of_what_has_no_symbols() -> None:
    third = sympy.Rational(1, 3)
    assert S.decimal(third, 4) == "0.3333"
    assert S.decimal(sympy.Rational(1, 8), 2) == "0.12"
    assert S.decimal(sympy.Rational(1, 8), 2, "half-up") == "0.13"
    assert S.decimal(A, 4) is None
    assert S.decimal(A + 1, 4, "half-up") is None
    bounds = S.enclosure(sympy.exp(1), 12)
    assert bounds is not None
    assert sympy.Rational(bounds[0]) < sympy.E.n(30) < sympy.Rational(bounds[1])
    assert S.enclosure(A, 12) is None


def test_closed_forms() -> None:
    assert latex.write(S.formula(sympy.exp(-2) / (sympy.exp(-2) + 2))) == (
        r"\frac{e^{-2}}{2 + e^{-2}}"
    )
    assert latex.write(S.formula(A, True)) == "a"
    assert latex.write(S.formula(MINUS_INFINITY)) == r"-\infty"
    assert S.number(ExpSum.exp(2)) == sympy.exp(2)


def matrix(letter: str, rows: int, columns: int) -> list[list[str]]:
    return [[f"{letter}_{{{i}{j}}}" for j in range(1, columns + 1)] for i in range(1, rows + 1)]


NUMBERS = {"q": [[1, 2], [0, -1]], "k": [[2, 1], [1, 1]], "v": [[3, 0], [1, 5]]}


@pytest.mark.parametrize("more", [{}, {"base": 2}, {"mask": "causal"}, {"scale": "1/d_k"}])
def test_symbols_with_numbers_put_in_are_the_numbers(more: dict[str, Any]) -> None:
    letters = {name.upper(): matrix(name, 2, 2) for name in NUMBERS}
    put_in = {
        sympy.Symbol(f"{name}_{{{i + 1}{j + 1}}}"): value
        for name, rows in NUMBERS.items()
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
    }
    plain = sa.solve(sa.Problem(**{name.upper(): rows for name, rows in NUMBERS.items()}, **more))
    symbolic = sa.solve(sa.Problem(**letters, **more))
    assert isinstance(symbolic.carrier, Symbolic)
    for name in ("scores", "weights", "output"):
        difference = (symbolic[name].exact - plain[name].exact).subs(put_in)
        assert all(abs(sympy.N(cell, 40)) < sympy.Rational(1, 10**30) for cell in difference), name


def test_weights_without_symbols_have_decimals_beside_values_with_some() -> None:
    steps = sa.solve(sa.Problem(Q=[[1]], K=[[1], [0]], V=[["v"], [1]], scale="none"))
    assert steps["weights"].decimal(6) == [["0.731059", "0.268941"]]
    assert steps["exponentials"].decimal(6) == [["2.718282", "1.000000"]]
    assert steps["output"].decimal(6) == [[None]]
