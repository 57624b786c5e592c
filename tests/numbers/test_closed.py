"""Closed forms of sums: exact trees for what a board would show, and their values by mpmath."""

from __future__ import annotations

import pytest
from flint import arb, fmpq
from hypothesis import given
from mpmath import mp

from symattn.formulas import tree as f
from symattn.formulas.plain import write
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.closed import (
    PLAIN,
    Style,
    algebraic_formula,
    rational_formula,
    returned,
    sum_formula,
    terminating,
)
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import ZERO, Mono, Prime
from tests.numbers.numbers import algebraics, of_algebraic, value

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT3 = Algebraic.power(fmpq(3), fmpq(1, 2))
ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
E1 = ExpSum.exp(1)
LN2, LN3 = ExpSum.log(2), ExpSum.log(3)
BIG = 1 << 20
DECIMALS = Style(decimals=True)
X = ExpSum.opaque("x", lambda bits: arb(3), lambda: f.Sym("x"))
Y = ExpSum.opaque("y", lambda bits: arb(-3), lambda: f.Sym("y"))


def text(shown: f.Formula) -> str:
    return write(shown).replace("\u2062", "").replace("\u2009", "")


@pytest.mark.parametrize(
    ("sum_", "expected"),
    [
        (ExpSum.of(0), "0"),
        (E1 + 2 + ExpSum.exp(-3) * 2, "2 + e¹ + 2e⁻³"),
        (ExpSum.exp(ROOT5) - ExpSum.exp(2) * fmpq(2, 3), "e^(√5) − 2e²/3"),
        (E1 * (ROOT2 + 1), "(1 + √2) e¹"),
        (E1 * (ROOT2 + 1) + ROOT2, "√2 + (1 + √2) e¹"),
        (E1 * ROOT2 * fmpq(-3, 2), "−3e¹/√2"),
        (ExpSum.of(ROOT2 + 1), "1 + √2"),
        (LN2, "ln 2"),
        (LN2 * LN2, "(ln 2)²"),
        (LN2 * 3 - LN3 + 1, "1 + 3 ln 2 − ln 3"),
        (LN2 * E1 + LN2, "e¹ ln 2 + ln 2"),
        (ExpSum.exp(ROOT2, 6), "6^(√2)"),
        (ExpSum.exp(ROOT2, 2) * ExpSum.exp(ROOT3, 3), "2^(√2)·3^(√3)"),
        (ExpSum.exp(ROOT2, 2) + ExpSum.exp(ROOT3, 2), "2^(√3) + 2^(√2)"),
        (ExpSum.exp(ROOT2, 2) + E1 * E1, "e² + 2^(√2)"),
        (ExpSum.exp(5) * ExpSum.exp(ROOT2, 2) + E1 * ExpSum.exp(ROOT3, 2), "e⁵·2^(√2) + e¹·2^(√3)"),
        (X + Y + LN2 + E1 + 3, "3 + e¹ + ln 2 + x + y"),
        (X * X * E1 * ROOT3 - Y, "√3 e¹ x² − y"),
        (X * Y + X, "x + x y"),
    ],
)
def test_sums_in_the_order_of_a_board(sum_: ExpSum, expected: str) -> None:
    assert text(sum_formula(sum_)) == expected


def test_where_plain_numbers_stand() -> None:
    """First, whatever the powers of e; then fewer other factors before more."""
    shown = sum_formula(X * X * E1 + ExpSum.exp(-100) + LN2 * X + LN2 + 7)
    assert text(shown) == "7 + e⁻¹⁰⁰ + ln 2 + e¹ x² + (ln 2) x"


@pytest.mark.parametrize(
    ("number", "plain", "decimals"),
    [
        (fmpq(0), "0", "0"),
        (fmpq(7), "7", "7"),
        (fmpq(-7), "−7", "−7"),
        (fmpq(1, 4), "1/4", "0.25"),
        (fmpq(-5, 2), "−5/2", "−2.5"),
        (fmpq(1, 3), "1/3", "1/3"),
        (fmpq(-2, 3), "−2/3", "−2/3"),
        (fmpq(123456, 10**6), "1929/15625", "0.123456"),
        (fmpq(1, 10**7), "1/10⁷", "1/10⁷"),
        (fmpq(100_000), "100000", "100000"),
        (fmpq(10**6), "10⁶", "10⁶"),
        (fmpq(-(10**6)), "−10⁶", "−10⁶"),
        (fmpq(-3 * 10**9), "−3·10⁹", "−3·10⁹"),
        (fmpq(12 * 10**6), "12·10⁶", "12·10⁶"),
    ],
)
def test_rational_numbers(number: fmpq, plain: str, decimals: str) -> None:
    assert text(rational_formula(number)) == plain
    assert text(rational_formula(number, DECIMALS)) == decimals


def test_the_trees_of_rational_numbers() -> None:
    assert rational_formula(fmpq(-2, 3)) == f.Neg(f.Fraction(f.Num("2"), f.Num("3")))
    assert rational_formula(-7) == f.Num("-7")
    ten = f.Power(f.Num("10"), f.Num("9"))
    assert rational_formula(-3 * 10**9) == f.Neg(f.Product((f.Num("3"), ten), by="·"))
    assert rational_formula(10**9) == ten


@pytest.mark.parametrize(
    ("over", "under", "found"),
    [
        (1, 8, "0.125"),
        (-1, 8, "-0.125"),
        (1, 10, "0.1"),
        (25, 2, "12.5"),
        (7, 1, "7.0"),
        (0, 2, "0.0"),
        (-1, 10**6, "-0.000001"),
        (1, 10**6 + 1, None),
        (1, 5 * 10**6, None),
        (1, 2**6, "0.015625"),
        (1, 2**7, None),
        (1, 3, None),
        (2**10_000 - 1, 2, str),
        (2**10_000, 3, None),
    ],
)
def test_decimals_of_at_most_six_places(over: int, under: int, found: object) -> None:
    shown = terminating(over, under)
    if found is str:
        assert shown is not None and shown.endswith(".5")
        assert terminating(over + 2, under) is None  # 10,001 bits
    else:
        assert shown == found


def test_decimals_before_other_factors() -> None:
    quarter = E1 * fmpq(1, 4)
    assert sum_formula(quarter, DECIMALS) == f.Product((f.Num("0.25"), f.Exp(f.Num("1"))))
    assert sum_formula(-quarter, DECIMALS) == f.Neg(f.Product((f.Num("0.25"), f.Exp(f.Num("1")))))
    assert text(sum_formula(E1 * fmpq(2, 3), DECIMALS)) == "2e¹/3"
    assert text(sum_formula(E1 * 3, DECIMALS)) == "3e¹"
    assert text(sum_formula(E1 * (ROOT2 * fmpq(1, 2) + 1), DECIMALS)) == "(1 + 1/√2) e¹"
    assert text(sum_formula(ExpSum.exp(fmpq(1, 2)), DECIMALS)) == "e^(0.5)"
    assert text(sum_formula(ExpSum.exp(ROOT2 * fmpq(1, 2), 3), DECIMALS)) == "3^(1/√2)"
    assert text(sum_formula(quarter + fmpq(1, 2), DECIMALS)) == "0.5 + 0.25e¹"
    assert text(sum_formula(quarter)) == text(sum_formula(quarter, PLAIN)) == "e¹/4"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Algebraic({}), "0"),
        (ROOT2 * ROOT3, "√6"),
        (Algebraic.power(fmpq(2), fmpq(2, 3)) * Algebraic.power(fmpq(3), fmpq(1, 3)), "∛12"),
        (Algebraic.power(fmpq(2), fmpq(3, 4)), "∜8"),
        (ROOT3 * Algebraic.power(fmpq(2), fmpq(1, 3)), "√3 ∛2"),
        (ROOT2 * Algebraic.power(fmpq(3), fmpq(2, 5)), "√2·3^(2/5)"),
        (Algebraic.power(fmpq(2), fmpq(3, 5)), "2^(3/5)"),
        (ROOT2 * ROOT3 - ROOT5 * fmpq(11, 5) + ROOT2 + 3, "3 + √2 − 11/√5 + √6"),
    ],
)
def test_sums_of_roots(number: Algebraic, expected: str) -> None:
    assert text(algebraic_formula(number)) == expected


def test_the_trees_of_roots() -> None:
    assert algebraic_formula(ROOT2) == f.Root(f.Num("2"))
    assert algebraic_formula(Algebraic.power(fmpq(2), fmpq(3, 4))) == f.Root(f.Num("8"), 4)
    fifth = f.Power(f.Num("2"), f.Fraction(f.Num("3"), f.Num("5"), inline=True))
    assert algebraic_formula(Algebraic.power(fmpq(2), fmpq(3, 5))) == fifth
    mixed = algebraic_formula(ROOT2 * Algebraic.power(fmpq(3), fmpq(3, 5)))
    power = f.Power(f.Num("3"), f.Fraction(f.Num("3"), f.Num("5"), inline=True))
    assert mixed == f.Product((f.Root(f.Num("2")), power))


def test_the_trees_of_factors() -> None:
    ln2 = f.Apply("ln", (f.Num("2"),), parentheses=False)
    assert sum_formula(LN2) == ln2
    assert sum_formula(LN2 * LN2 * E1) == f.Product((f.Exp(f.Num("1")), f.Power(ln2, f.Num("2"))))
    assert sum_formula(ExpSum.of(ROOT2 + 1)) == algebraic_formula(ROOT2 + 1)
    assert sum_formula(X * X) == f.Power(f.Sym("x"), f.Num("2"))
    assert sum_formula(ExpSum.exp(ROOT5, 10)) == f.Power(f.Num("10"), f.Root(f.Num("5")))


def formal(*powers: tuple[int, int]) -> Mono:
    return Mono.of((), ZERO, tuple((Prime(p), Algebraic.of(k)) for p, k in powers))


@pytest.mark.parametrize(
    ("mono", "c", "found"),
    [
        (formal((2, BIG)), fmpq(12), (formal((2, BIG + 2)), fmpq(3))),
        (formal((2, BIG)), fmpq(5, 8), (formal((2, BIG - 3)), fmpq(5))),
        (formal((2, BIG)), fmpq(1, 3), (formal((2, BIG)), fmpq(1, 3))),
        (formal((2, BIG), (3, -BIG)), fmpq(2, 9), (formal((2, BIG + 1), (3, -BIG - 2)), fmpq(1))),
        (formal((2, BIG)), fmpq(-12), (formal((2, BIG + 2)), fmpq(-3))),
    ],
)
def test_formal_powers_get_back_what_the_coefficient_holds(
    mono: Mono, c: fmpq, found: tuple[Mono, fmpq]
) -> None:
    assert returned(mono, c) == found


def test_irrational_powers_take_nothing() -> None:
    (mono,) = ExpSum.exp(ROOT2, 2).terms
    assert returned(mono, fmpq(12)) == (mono, fmpq(12))
    (log,) = LN2.terms
    assert returned(log, fmpq(2)) == (log, fmpq(2))
    whole = Mono.of(((3, 1, 2),), ROOT5, ((Prime(2), ROOT2 + BIG),))
    more = Mono.of(((3, 1, 2),), ROOT5, ((Prime(2), ROOT2 + BIG + 1),))
    assert returned(whole, fmpq(6)) == (more, fmpq(3))


def test_formal_powers_as_they_were_asked_for() -> None:
    for power in (-(10**9) - 1, 10**9 + 17):
        assert sum_formula(ExpSum.exp(power, 2)) == f.Power(f.Num("2"), f.Num(str(power)))
    near, far = ExpSum.exp(BIG, 2), ExpSum.exp(2 * BIG, 2)
    assert text(sum_formula(near + far)) == "2²⁰⁹⁷¹⁵² + 2¹⁰⁴⁸⁵⁷⁶"


@given(algebraics(), algebraics(), algebraics())
def test_the_formula_is_the_sum(a: Algebraic, b: Algebraic, c: Algebraic) -> None:
    whole = ExpSum.exp(a) * b + ExpSum.exp(c, 6) * a + c
    with mp.workdps(60):
        x, y, z = of_algebraic(a), of_algebraic(b), of_algebraic(c)
        expected = mp.exp(x) * y + mp.power(6, z) * x + z
        for style in (PLAIN, DECIMALS):
            found = value(sum_formula(whole, style))
            assert abs(found - expected) <= mp.mpf(10) ** -40 * (1 + abs(expected))
