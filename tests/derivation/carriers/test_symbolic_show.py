"""Between SymPy and formulas: there and back, and the notation of a person with a pencil."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import fmpq
from mpmath import mp, mpf

from symattn.derivation.carriers import symbolic_show as show
from symattn.errors import Unsupported
from symattn.formulas import latex
from symattn.formulas import tree as f
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import MINUS_INFINITY, Entry
from symattn.numbers.expsums import ExpSum

A, B = sympy.symbols("a b")
E = sympy.exp


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (fmpq(-1, 3), sympy.Rational(-1, 3)),
        (4, sympy.Integer(4)),
        (A, A),
        (MINUS_INFINITY, MINUS_INFINITY),
        (ExpSum.exp(2), E(2)),
        (Algebraic.power(fmpq(2), fmpq(1, 2)), sympy.sqrt(2)),
        (Entry.of(ExpSum.exp(-1) + 1), E(-1) + 1),
    ],
)
def test_numbers_of_every_kind(value: Any, expected: Any) -> None:
    found = show.expression(value)
    assert found == expected
    assert type(found) is type(expected)


NUMBERS = [
    (f.Num("-1.25"), sympy.Rational(-5, 4)),
    (f.Sci("2.5", -3), sympy.Rational(1, 400)),
    (f.Sci("-2", 2), sympy.Integer(-200)),
    (f.Neg(f.Num("2")), sympy.Integer(-2)),
    (f.Sum((f.Num("1"), f.Num("2"), f.Neg(f.Num("7")))), sympy.Integer(-4)),
    (f.Product((f.Num("3"), f.Num("5")), by="·"), sympy.Integer(15)),
    (f.Fraction(f.Num("3"), f.Num("4")), sympy.Rational(3, 4)),
    (f.Group(f.Num("3")), sympy.Integer(3)),
    (f.Power(f.Num("2"), f.Num("5")), sympy.Integer(32)),
    (f.Exp(f.Num("3")), E(3)),
    (f.Root(f.Num("2")), sympy.sqrt(2)),
    (f.Root(f.Num("8"), 3), sympy.Integer(2)),
    *(
        (f.Apply(ours, (f.Num("2"),)), getattr(sympy, theirs)(2))
        for ours, theirs in {
            "ln": "log",
            "tanh": "tanh",
            "cosh": "cosh",
            "sin": "sin",
            "cos": "cos",
        }.items()
    ),
    (f.Sym("q", sub=(f.Num("1"), f.Name("x"))), sympy.Symbol("q_{1,x}")),
    (f.Sym("d", sub=(f.Sym("k"),)), sympy.Symbol("d_{k}")),
    (f.Sym("d"), sympy.Symbol("d")),
]


@pytest.mark.parametrize(("tree", "expected"), NUMBERS)
def test_trees_are_read(tree: f.Formula, expected: Any) -> None:
    assert show.from_tree(tree) == expected


@pytest.mark.parametrize(
    "tree", [f.Infinity(), f.Apply("softmax", (f.Num("1"),)), f.Apply("ln", (f.Num("1"),) * 2)]
)
def test_what_is_no_number_has_no_expression(tree: f.Formula) -> None:
    with pytest.raises(Unsupported, match=type(tree).__name__):
        show.from_tree(tree)


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (A, "a"),
        (sympy.Symbol("q_{11}"), "q_{11}"),
        (sympy.Symbol("q_{1,2}"), "q_{1,2}"),
        (sympy.Symbol("q_{1, x}^{h}"), "q_{1,x}^h"),
        (sympy.Symbol("q_{1}^{2}"), "q_1^2"),
        (sympy.Symbol("\\alpha"), "\\alpha"),
        (sympy.Symbol("x1"), "\\text{x1}"),
        (sympy.Integer(-3), "-3"),
        (sympy.Rational(2, 3), r"\frac{2}{3}"),
        (sympy.Rational(-2, 3), r"-\frac{2}{3}"),
        (A + 1, "1 + a"),
        (1 - A, "1 - a"),
        (A - 1, "a - 1"),
        (B - A, "b - a"),
        (sympy.sqrt(2) + 1 - A + B, r"1 + \sqrt{2} + b - a"),
        (2 * A, "2a"),
        (-2 * A, "-2a"),
        (-A, "-a"),
        (A / 2, r"\frac{a}{2}"),
        (3 * A / 2, r"\frac{3a}{2}"),
        (A / B, r"\frac{a}{b}"),
        (1 / B, r"\frac{1}{b}"),
        (A / (2 * B), r"\frac{a}{2b}"),
        (sympy.Rational(-1, 2) * A, r"-\frac{a}{2}"),
        (A * E(-B), "a e^{-b}"),
        (E(A), "e^{a}"),
        (sympy.E, "e^{1}"),
        (sympy.sqrt(A), r"\sqrt{a}"),
        (1 / sympy.sqrt(A), r"\frac{1}{\sqrt{a}}"),
        (A ** sympy.Rational(1, 3), r"\sqrt[3]{a}"),
        (A ** sympy.Rational(2, 3), "a^{2/3}"),
        (A**2, "a^2"),
        (A**B, "a^b"),
        (A**-B, r"\frac{1}{a^b}"),
        (sympy.log(A), r"\ln(a)"),
        (sympy.tanh(A), r"\tanh(a)"),
        (E(-2) / (2 + E(-2)), r"\frac{e^{-2}}{2 + e^{-2}}"),
    ],
)
def test_expressions_are_written_as_on_a_board(expr: Any, written: str) -> None:
    assert latex.write(show.formula(expr)) == written


def test_an_index_is_a_number_or_a_letter() -> None:
    assert show.formula(sympy.Symbol("q_{1,x}")) == f.Sym("q", sub=(f.Num("1"), f.Sym("x")))


def test_what_has_no_formula_is_refused() -> None:
    with pytest.raises(Unsupported, match="zoo"):
        show.formula(sympy.zoo)


def test_symbols_are_named_as_latex_names_them() -> None:
    assert show.symbol("q", ("1", "2")).name == "q_{1,2}"
    assert show.symbol("q").name == "q"


CLOSED = [
    sympy.Rational(-7, 3),
    sympy.sqrt(2) / 3,
    E(2) + E(-1) / 7,
    E(1) / (E(1) + 2),
    (1 + E(-1)) ** 3,
    1 / (1 + E(-1)) ** 2,
    sympy.log(3) * E(sympy.Rational(1, 2)),
    sympy.log(sympy.Rational(3, 2)) + 1,
    E(sympy.sqrt(5) / 5) * sympy.Rational(2, 3) ** sympy.Rational(2, 5),
    sympy.Rational(3, 4) * (E(2) - sympy.log(2)),
]


@pytest.mark.parametrize("expr", CLOSED, ids=str)
def test_decimals_are_those_of_sympy(expr: Any) -> None:
    found = show.decimal(expr, 25, "half-even")
    low, high = show.enclosure(expr, 25) or ("", "")
    with mp.workdps(50):
        value = mpf(str(sympy.N(expr, 45)))
        assert found is not None
        assert abs(mpf(found) - value) <= mpf(10) ** -25
        assert mpf(low) <= value <= mpf(high)
    assert Fraction(high) - Fraction(low) < Fraction(1, 10**22)
    assert show.decimal(sympy.Rational(1, 8), 2, "half-up") == "0.13"


@pytest.mark.parametrize(
    "expr",
    [
        sympy.sin(1),
        sympy.sin(1) + 1,
        E(sympy.sin(1)),
        1 / sympy.sin(1),
        sympy.sin(1) ** 2,
        sympy.pi,
        sympy.log(sympy.sqrt(2) + 1),
        (1 + E(1)) ** sympy.Rational(1, 2),
        2 ** sympy.sqrt(2),
    ],
    ids=str,
)
def test_what_is_not_understood_has_no_decimal(expr: Any) -> None:
    assert show.decimal(expr, 5, "half-even") is None
    assert show.enclosure(expr, 5) is None


def test_an_expression_comes_back_from_its_formula() -> None:
    for expr in [*CLOSED, A / (2 * B) + sympy.sqrt(A), E(A) * 3 - B**2]:
        assert sympy.simplify(show.from_tree(show.formula(expr)) - expr) == 0
