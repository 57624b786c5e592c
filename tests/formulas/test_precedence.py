"""Parentheses: what is written means what the tree means, in every notation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy
from hypothesis import assume, given

from symattn.formulas import latex, plain, sympy_text, typst
from symattn.formulas.precedence import Level, grouped, inner, level, signed
from symattn.formulas.tree import (
    Answer,
    Apply,
    Exp,
    Formula,
    Fraction,
    Group,
    Neg,
    Num,
    Power,
    Product,
    Sci,
    Sum,
    Sym,
    num,
)
from tests.formulas.numbers import FORMULAS, from_latex, from_plain, from_typst, read, value

x, y = Sym("x"), Sym("y")


def known(formula: Formula) -> object:
    try:
        return value(formula)
    except ZeroDivisionError:
        assume(False)
        raise


@pytest.mark.parametrize(
    ("write", "as_python"),
    [(plain.write, from_plain), (latex.write, from_latex), (typst.write, from_typst)],
    ids=["plain", "latex", "typst"],
)
@given(formula=FORMULAS)
def test_what_is_written_is_what_the_tree_says(
    write: Callable[[Formula], str], as_python: Callable[[str], str], formula: Formula
) -> None:
    expected = known(formula)
    text = write(formula)
    assert read(as_python(text)) == expected, text


@given(FORMULAS)
def test_sympy_reads_the_same_number(formula: Formula) -> None:
    expected = known(formula)
    text = sympy_text.write(formula)
    found = sympy.sympify(text)
    assert found.is_Rational, text
    assert sympy.Rational(expected) == found, text


@given(FORMULAS)
def test_a_second_pass_adds_nothing(formula: Formula) -> None:
    for flat in (False, True):
        once = grouped(formula, flat)
        assert grouped(once, flat) == once


@pytest.mark.parametrize(
    ("formula", "stacked", "flat"),
    [
        (Fraction(num(1), num(2)), Level.POWER, Level.SLASH),
        (Fraction(num(1), num(2), inline=True), Level.SLASH, Level.SLASH),
        (Num("-3"), Level.MINUS, Level.MINUS),
        (Sci("-3", 2), Level.MINUS, Level.MINUS),
        (Product((Num("-3"), x)), Level.MINUS, Level.MINUS),
        (Product((x, y), "·"), Level.DOTTED, Level.DOTTED),
        (Answer(Sum((x, y)), 3), Level.ATOM, Level.SUM),
        (Apply("ln", (x,), parentheses=False), Level.PREFIX, Level.PREFIX),
        (Sym("K", sup=(num(1),)), Level.POWER, Level.POWER),
    ],
)
def test_level(formula: Formula, stacked: Level, flat: Level) -> None:
    assert level(formula) == stacked
    assert level(formula, flat=True) == flat


def test_signed_takes_the_minus_out() -> None:
    assert signed(Product((Num("-3"), x))) == (True, Product((Num("3"), x)))
    assert signed(Product((Num("-3"), x), "·"))[0] is False
    assert signed(Sci("-9.05", -4)) == (True, Sci("9.05", -4))


def test_round_parentheses_are_not_doubled() -> None:
    assert inner(Group(x)) == x
    assert inner(Group(x, "[]")) == Group(x, "[]")
    assert latex.write(Apply("softmax", (Group(x),))) == r"\operatorname{softmax}(x)"


def test_fractions_lie_down_in_exponents_only() -> None:
    half = Fraction(num(1), num(2))
    assert grouped(Exp(half)) == Exp(Fraction(num(1), num(2), inline=True))
    assert grouped(Power(half, num(2))) == Power(Group(half), num(2))


def test_terms_that_are_subtracted_come_out_as_such() -> None:
    assert grouped(Sum((Num("-1"), Num("-2")))) == Sum((Num("-1"), Neg(Num("2"))))
