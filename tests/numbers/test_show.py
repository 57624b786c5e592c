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
from symattn.numbers import show
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry, RowSum
from symattn.numbers.expsums import ExpSum
from symattn.numbers.show import (
    Style,
    algebraic_formula,
    formula,
    rational_formula,
    row_definitions,
    row_symbol,
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
        (Entry.of(ROOT5 * fmpq(1, 5)), "1/√5"),
        (Entry.of(ROOT5 * fmpq(-11, 5) + 3), "3 − 11/√5"),
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
    assert rational_formula(fmpq(1, 10**7), style) == f.Fraction(
        f.Num("1"), f.Power(f.Num("10"), f.Num("7"))
    )
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
    exponent = f.Sum((f.Num("1"), f.Exp(f.Num("1"))))
    assert formula(Entry.of(ExpSum.exp(inner))) == f.Exp(exponent)


W, V, U = NOTEBOOK.weight(0), NOTEBOOK.weight(1), THIRD.weight(0)
WHOLE = Entry.sum_of(NOTEBOOK.weight(j) for j in range(3))
POWERS = row([ROOT5, ROOT5 * 2], base=2, label=4)


def text(shown: f.Formula) -> str:
    return write(shown).replace("\u2062", "").replace("\u2009", "")


BOARD = {
    "two powers of one row, and another": (
        W - W * V + U,
        "2/(2 + e⁻²)² + e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "2/(2 + e⁻²)² + e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "r₁ − r₁² e⁻² + r₃ e⁻⁵",
    ),
    "what cancels is left out": (
        W * WHOLE - W + U,
        "e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "−r₁ + r₁² (2 + e⁻²) + r₃ e⁻⁵",
    ),
    "a rational value": (WHOLE * fmpq(1, 4), "1/4", "0.25", "1/4"),
    "a number without row sums": (Entry.of(fmpq(1, 4)), "1/4", "0.25", "1/4"),
    "a number beside several rows": (
        W - U + fmpq(1, 4),
        "1/4 + 1/(2 + e⁻²) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "0.25 + 1/(2 + e⁻²) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "1/4 + r₁ − r₃ e⁻⁵",
    ),
    "a cube": (W * W * W, *["1/(2 + e⁻²)³"] * 3),
    "a cube beside another row": (
        W * W * W - U,
        "1/(2 + e⁻²)³ − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "1/(2 + e⁻²)³ − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "r₁³ − r₃ e⁻⁵",
    ),
    "a product of rows": (
        W * U,
        "e⁻⁵/((2 + e⁻²) (1 + e⁻⁵ + e⁻⁷))",
        "e⁻⁵/((2 + e⁻²) (1 + e⁻⁵ + e⁻⁷))",
        "r₁ r₃ e⁻⁵",
    ),
    "a square beside another row": (
        W * W * U - U * 2,
        "e⁻⁵/((2 + e⁻²)² (1 + e⁻⁵ + e⁻⁷)) − 2e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "e⁻⁵/((2 + e⁻²)² (1 + e⁻⁵ + e⁻⁷)) − 2e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "r₁² r₃ e⁻⁵ − r₃·2e⁻⁵",
    ),
    "irrational powers of 2": (
        POWERS.weight(0),
        "2^(−√5)/(1 + 2^(−√5))",
        "2^(−√5)/(1 + 2^(−√5))",
        "2^(−√5)/(1 + 2^(−√5))",
    ),
    "rows of two bases": (
        POWERS.weight(0) - U,
        "2^(−√5)/(1 + 2^(−√5)) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "2^(−√5)/(1 + 2^(−√5)) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "−r₃ e⁻⁵ + r₅·2^(−√5)",
    ),
    "three quarters": (
        V * fmpq(3, 4),
        "3e⁻²/(4(2 + e⁻²))",
        "0.75e⁻²/(2 + e⁻²)",
        "3e⁻²/(4(2 + e⁻²))",
    ),
    "a quarter of a square": (
        W * W * fmpq(-3, 4) + V,
        "(−3 + 8e⁻² + 4e⁻⁴)/(4(2 + e⁻²)²)",
        "(−0.75 + 2e⁻² + e⁻⁴)/(2 + e⁻²)²",
        "(−3 + 8e⁻² + 4e⁻⁴)/(4(2 + e⁻²)²)",
    ),
    "integers and roots before reciprocals": (
        W * 2 - U * U * ROOT5,
        "2/(2 + e⁻²) − √5 e⁻¹⁰/(1 + e⁻⁵ + e⁻⁷)²",
        "2/(2 + e⁻²) − √5 e⁻¹⁰/(1 + e⁻⁵ + e⁻⁷)²",
        "2r₁ − r₃² √5 e⁻¹⁰",
    ),
    "no decimal for sevenths": (
        W * fmpq(1, 7) - fmpq(1, 3),
        "(−11 − 7e⁻²)/(21(2 + e⁻²))",
        "(−11 − 7e⁻²)/(21(2 + e⁻²))",
        "(−11 − 7e⁻²)/(21(2 + e⁻²))",
    ),
    "a sum of roots": (W * (ROOT5 + 1), *["(1 + √5)/(2 + e⁻²)"] * 3),
    "a half of a reciprocal": (
        W * fmpq(1, 2) - U,
        "1/(2(2 + e⁻²)) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "0.5/(2 + e⁻²) − e⁻⁵/(1 + e⁻⁵ + e⁻⁷)",
        "(1/2) r₁ − r₃ e⁻⁵",
    ),
}


@pytest.mark.parametrize("name", BOARD)
def test_entries_in_each_style(name: str) -> None:
    entry, *expected = BOARD[name]
    styles = (Style(), Style(decimals=True), Style(reciprocals=True))
    assert [text(formula(entry, style)) for style in styles] == expected


def test_definitions_of_reciprocals(monkeypatch: pytest.MonkeyPatch) -> None:
    told = row_definitions(U * fmpq(1, 2) - W)
    assert [(text(name), text(shown)) for name, shown in told] == [
        ("r₁", "1/(2 + e⁻²)"),
        ("r₃", "1/(1 + e⁻⁵ + e⁻⁷)"),
    ]
    halves = row([Algebraic.of(fmpq(1, 2)), Algebraic.of(0)], label=6)
    monkeypatch.setattr(show, "MOST_EXPANDED", 3)
    cube = halves.weight(0) * halves.weight(0) * halves.weight(1)
    ((_, shown),) = row_definitions(cube)
    assert text(shown) == "1/(1 + e^(−1/2))"
    ((_, shown),) = row_definitions(cube, Style(decimals=True))
    assert text(shown) == "1/(1 + e^(−0.5))"
    for entry in (MINUS_INFINITY, UNDEFINED, W, WHOLE * WHOLE * WHOLE, Entry.of(ROOT5)):
        assert row_definitions(entry) == ()


@pytest.mark.parametrize(
    ("label", "numbers"),
    [
        (("weights", 0, 0), "1"),
        (("weights", 1, 2, 0), "2 3"),
        (("weights", 1, 2), "2 3"),
        (("w", 5), "6"),
        (("w", 0), "1"),
        (("w",), ""),
    ],
)
def test_the_name_of_a_reciprocal(label: tuple[str | int, ...], numbers: str) -> None:
    one = RowSum(label, ExpSum.exp(1) + 1)
    assert row_symbol(one) == f.Sym("r", sub=tuple(f.Num(n) for n in numbers.split()))


def test_squares_are_expanded_while_they_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two terms over a row sum of two: four terms."""
    entry = W * W - V
    monkeypatch.setattr(show, "MOST_EXPANDED", 4)
    assert text(formula(entry)) == "(1 − 2e⁻² − e⁻⁴)/(2 + e⁻²)²"
    monkeypatch.setattr(show, "MOST_EXPANDED", 3)
    assert text(formula(entry)) == "1/(2 + e⁻²)² − e⁻²/(2 + e⁻²)"


def test_rational_values_over_several_rows_are_found() -> None:
    """Where the ball says that a multiple of it may be whole, and only there."""
    shifted = row([Algebraic.of(k) for k in (13, 11, 13)], label=7)
    for number in (fmpq(0), fmpq(1, 720_720), fmpq(-22, 7), fmpq(5)):
        entry = W - shifted.weight(0) + number
        assert formula(entry) == rational_formula(number)
        assert row_definitions(entry) == ()
    assert row_definitions(W - shifted.weight(1)) != ()


def test_the_largest_power_is_taken_out_of_a_row_sum() -> None:
    for exponents, base in (((1, 2, 3), 2), ((3, 1, 2), 2), ((-3, -2), 6)):
        of = row([ROOT5 * k for k in exponents], base=base)
        shown = formula(of.weight(0))
        assert isinstance(shown, f.Fraction) and isinstance(shown.under, f.Sum)
        assert shown.under.terms[0] == f.Num("1")
        with mp.workdps(40):
            assert abs(value(shown) - of.values()[0]) < mpf(10) ** -35


def test_common_factors_of_a_denominator() -> None:
    of = RowSum(("even", 0), ExpSum.exp(3) * 4 + ExpSum.exp(1) * 6)
    r = Entry.reciprocal(of)
    assert text(formula(r * ExpSum.exp(3) * 2)) == "1/(2 + 3e⁻²)"
    assert text(formula(r * ExpSum.exp(3) * fmpq(2, 3))) == "1/(3(2 + 3e⁻²))"
    assert text(formula(r * r * ExpSum.exp(6) * 4)) == "1/(2 + 3e⁻²)²"
    thirds = RowSum(("thirds", 0), ExpSum.exp(3) * fmpq(1, 3) + ExpSum.exp(1) * fmpq(1, 2))
    assert text(formula(Entry.reciprocal(thirds) * ExpSum.exp(3))) == "6/(2 + 3e⁻²)"


HALVES = row([Algebraic.of(fmpq(1, 2)), Algebraic.of(0)], label=6)


@pytest.mark.parametrize(
    ("entry", "reciprocals", "expected"),
    [
        (HALVES.weight(1), False, "e^(−0.5)/(1 + e^(−0.5))"),
        (HALVES.weight(0) * U, False, "e⁻⁵/((1 + e⁻⁵ + e⁻⁷) (1 + e^(−0.5)))"),
        (W * U * fmpq(1, 4), False, "0.25e⁻⁵/((2 + e⁻²) (1 + e⁻⁵ + e⁻⁷))"),
        (W - U + fmpq(1, 4), True, "0.25 + r₁ − r₃ e⁻⁵"),
        (W * fmpq(1, 2) - U, True, "0.5r₁ − r₃ e⁻⁵"),
        (WHOLE * fmpq(1, 4) + U, False, "0.25 + e⁻⁵/(1 + e⁻⁵ + e⁻⁷)"),
    ],
)
def test_decimals_in_every_part(entry: Entry, reciprocals: bool, expected: str) -> None:
    assert text(formula(entry, Style(decimals=True, reciprocals=reciprocals))) == expected


def test_a_sign_stands_before_the_whole() -> None:
    under = f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))
    assert formula(W * -2) == f.Neg(f.Fraction(f.Num("2"), under))
    shown = formula(U - W * 2, Style(reciprocals=True))
    r1 = f.Sym("r", sub=(f.Num("1"),))
    assert isinstance(shown, f.Sum) and f.Neg(f.Product((f.Num("2"), r1))) in shown.terms


def test_a_rational_value_that_no_small_denominator_has_keeps_its_row_sums() -> None:
    """Seventeenths do not divide 720,720."""
    shifted = row([Algebraic.of(2 * k) for k in (11, 9, 11)], label=7)
    whole = Entry.sum_of(shifted.weight(j) for j in range(3))
    entry = WHOLE * whole + W * fmpq(1, 17) - W * whole * fmpq(1, 17) + fmpq(1, 17)
    assert entry.rational() == fmpq(18, 17)
    assert formula(entry) != rational_formula(fmpq(18, 17))
    assert formula(WHOLE * fmpq(1, 17)) == rational_formula(fmpq(1, 17))


def test_formal_powers_in_a_row_sum() -> None:
    of = row([Algebraic.of(0), Algebraic.of(-(10**9) + 24)], base=2)
    assert text(formula(of.weight(1))) == "2⁻⁹⁹⁹⁹⁹⁹⁹⁷⁶/(1 + 2⁻⁹⁹⁹⁹⁹⁹⁹⁷⁶)"
