"""Closed forms as on a board, and that they mean what the entry is."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symattn.formulas import tree as f
from symattn.formulas.plain import write
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.show import (
    Style,
    algebraic_formula,
    formula,
    rational_formula,
    row_definitions,
)
from tests.numbers.numbers import Row, row, rows, value

ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
NOTEBOOK = row([Algebraic.of(k) for k in (11, 9, 11)])
THIRD = row([Algebraic.of(k) for k in (11, 9, 16)], label=2)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (NOTEBOOK.weight(0), "1/(2 + e⁻²)"),
        (NOTEBOOK.weight(1), "e⁻²/(2 + e⁻²)"),
        (THIRD.weight(0), "e⁻⁵/(1 + e⁻⁵ + e⁻⁷)"),
        (row([ROOT5] * 3).weight(1), "1/3"),
        (NOTEBOOK.weight(1) * 3 - 1, "(−2 + 2e⁻²)/(2 + e⁻²)"),
        (NOTEBOOK.weight(1) * fmpq(1, 4), "e⁻²/(4(2 + e⁻²))"),
        (-NOTEBOOK.weight(1), "−e⁻²/(2 + e⁻²)"),
        (Entry.of(ExpSum.exp(-1) * 2), "2e⁻¹"),
        (Entry.of(ExpSum.exp(0)), "1"),
        (Entry.of(ROOT5 * fmpq(1, 5)), "√5/5"),
        (Entry.of(ROOT5 * fmpq(-11, 5) + 3), "3 − 11√5/5"),
        (Entry.of(0), "0"),
        (Entry.of(ExpSum.log(fmpq(3, 2))), "−ln 2 + ln 3"),
        (Entry.of(ExpSum.exp(-2) * fmpq(1, 3)), "e⁻²/3"),
        (NOTEBOOK.weight(0) * NOTEBOOK.weight(1), "e⁻²/(2 + e⁻²)²"),
        (NOTEBOOK.weight(0) - THIRD.weight(0), "1/(2 + e⁻²) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)"),
        (MINUS_INFINITY, "−∞"),
    ],
)
def test_as_on_a_board(entry: Any, text: str) -> None:
    assert write(formula(entry)).replace("\u2062", "").replace("\u2009", "") == text


def test_an_undefined_row() -> None:
    assert formula(UNDEFINED) == f.Word("undefined")


def test_decimals_where_a_problem_was_typed_in_decimals() -> None:
    style = Style(decimals=True)
    assert rational_formula(fmpq(1, 4), style) == f.Num("0.25")
    assert rational_formula(fmpq(-1, 4), style) == f.Num("-0.25")
    assert rational_formula(fmpq(1, 3), style) == f.Fraction(f.Num("1"), f.Num("3"))
    assert rational_formula(fmpq(1, 10**7), style) == f.Fraction(f.Num("1"), f.Num("10000000"))
    assert write(formula(NOTEBOOK.weight(1) * fmpq(1, 4), style)) == write(
        f.Fraction(
            f.Product((f.Num("0.25"), f.Exp(f.Num("-2")))), f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))
        )
    )


def test_reciprocals_kept_and_told() -> None:
    entry = NOTEBOOK.weight(1) - THIRD.weight(0) * 2 + THIRD.weight(2)
    shown = formula(entry, Style(reciprocals=True))
    r1, r3 = f.Sym("r", sub=(f.Num("1"),)), f.Sym("r", sub=(f.Num("3"),))
    told = dict(row_definitions(entry))
    assert set(told) == {r1, r3}
    assert told[r1] == formula(NOTEBOOK.weight(0))
    assert isinstance(shown, f.Sum)
    assert shown.terms[0] == f.Product((r1, f.Exp(f.Num("-2"))))
    assert row_definitions(NOTEBOOK.weight(0)) == ()


@given(rows(0), rows(1), st.fractions(max_denominator=6), st.booleans())
def test_the_formula_is_the_entry(one: Row, two: Row, number: Any, decimals: bool) -> None:
    q = fmpq(number.numerator, number.denominator)
    style = Style(decimals=decimals)
    a, b = one.weight(0), two.weight(-1)
    with mp.workdps(60):
        x, y = one.values()[0], two.values()[-1]
        for entry, expected in (
            (a * q, x * mpf(number.numerator) / number.denominator),
            (a * a - a, x * x - x),
            (a - b * 2, x - 2 * y),
            (a * b + b, x * y + y),
            (a * a * a, x**3),
        ):
            assert abs(value(formula(entry, style)) - expected) <= mpf(10) ** -40 * (
                1 + abs(expected)
            )


def test_powers_of_another_base() -> None:
    assert formula(Entry.of(ExpSum.exp(ROOT5, 10))) == f.Power(f.Num("10"), f.Root(f.Num("5")))
    for power in (-(10**9) + 24, -(10**9) - 1, 10**9 + 17):
        shown = formula(Entry.of(ExpSum.exp(power, 2)))
        assert shown == f.Power(f.Num("2"), f.Num(str(power)))
    ten = f.Power(f.Num("10"), f.Num("9"))
    assert formula(Entry.of(ExpSum.exp(-(10**9), 2))) == f.Power(f.Num("2"), f.Neg(ten))


def test_roots_and_sums_of_roots() -> None:
    assert algebraic_formula(Algebraic.power(fmpq(6), fmpq(1, 2))) == f.Root(f.Num("6"))
    assert algebraic_formula(Algebraic.power(fmpq(4), fmpq(1, 3))) == f.Root(f.Num("4"), 3)
    fifth = algebraic_formula(Algebraic.power(fmpq(2), fmpq(3, 5)))
    assert fifth == f.Power(f.Num("2"), f.Fraction(f.Num("3"), f.Num("5"), inline=True))


def test_an_opaque_power_shows_its_exponent() -> None:
    inner = ExpSum.exp(1) + 1
    assert formula(Entry.of(ExpSum.exp(inner))) == f.Product(
        (f.Exp(f.Num("1")), f.Exp(f.Exp(f.Num("1"))))
    )
