"""Closed forms as on a board: e⁻²/(2 + e⁻²), 11/√5, never 1/((e⁻² + 2)e²).

The largest power of the denominator is taken out, whole numbers come first, and
coefficients are brought to lowest integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key
from math import gcd, lcm

from flint import fmpq

from symattn.formulas.tree import (
    Exp,
    Formula,
    Fraction,
    Neg,
    Num,
    Power,
    Product,
    Root,
    product,
    sum_of,
)
from symattn.numbers.algebraic import Algebraic, Radical
from symattn.numbers.entries import Entry, Key, RowSum
from symattn.numbers.expsums import ExpSum, Monomial

__all__ = ["Style", "algebraic_formula", "board", "formula", "rational_formula", "sum_formula"]

MOST_PLACES = 6
"""A decimal longer than this is shown as a fraction."""


@dataclass(frozen=True)
class Style:
    """``decimals``: rational numbers with a short expansion are written as decimals."""

    decimals: bool = False


def formula(value: Entry, style: Style = Style()) -> Formula:
    """The closed form of an entry."""
    if not value.rows():
        return sum_formula(value.plain(), style)
    if len(value.rows()) == 1 and all(sum(n for _, n in key) <= 2 for key, _ in value.parts()):
        (row,) = value.rows()
        return _over_row(value, row, style)
    return sum_of(_part(key, one, style) for key, one in value.parts())


def board(top: ExpSum, bottom: ExpSum) -> tuple[ExpSum, ExpSum]:
    """Numerator and denominator with the largest power taken out, in lowest integers."""
    shift = -bottom.largest_exponent()
    top, bottom = top.shifted(shift), bottom.shifted(shift)
    coefficients = [c.rational() for one in (top, bottom) for c in one.terms.values()]
    if any(c is None for c in coefficients):
        return top, bottom
    below = lcm(*(int(c.q) for c in coefficients if c is not None))
    common = gcd(*(int((c * below).p) for c in coefficients if c is not None))
    factor = fmpq(below, common)
    return top * factor, bottom * factor


def _over_row(value: Entry, row: RowSum, style: Style) -> Formula:
    highest = max(n for key, _ in value.parts() for _, n in key)
    top = ExpSum.of(0)
    for key, one in value.parts():
        missing = highest - (key[0][1] if key else 0)
        for _ in range(missing):
            one = one * row.value
        top = top + one
    if highest == 1:
        over, under = board(top, row.value)
        if under.rational() == 1:
            return sum_formula(over, style)
        if (plain := _ratio(over, under)) is not None:
            return rational_formula(plain, style)
        return Fraction(sum_formula(over, style), sum_formula(under, style))
    shift = -row.value.largest_exponent()
    for _ in range(highest):
        top = top.shifted(shift)
    under = row.value.shifted(shift)
    return Fraction(sum_formula(top, style), Power(sum_formula(under, style), Num(str(highest))))


def _ratio(top: ExpSum, bottom: ExpSum) -> fmpq | None:
    """top/bottom where one is a rational multiple of the other."""
    if not top:
        return fmpq(0)
    if set(top.terms) != set(bottom.terms):
        return None
    pairs = [(c.rational(), bottom.terms[m].rational()) for m, c in top.terms.items()]
    if any(a is None or b is None for a, b in pairs):
        return None
    ratios = {a / b for a, b in pairs if a is not None and b is not None}
    return ratios.pop() if len(ratios) == 1 else None


def _part(key: Key, one: ExpSum, style: Style) -> Formula:
    if not key:
        return sum_formula(one, style)
    below: list[Formula] = []
    for row, n in key:
        shift = -row.value.largest_exponent()
        for _ in range(n):
            one = one.shifted(shift)
        under = sum_formula(row.value.shifted(shift), style)
        below.append(under if n == 1 else Power(under, Num(str(n))))
    over = sum_formula(one, style)
    if isinstance(over, Neg):
        return Neg(Fraction(over.body, product(below)))
    return Fraction(over, product(below))


def sum_formula(value: ExpSum, style: Style = Style()) -> Formula:
    """An exponential sum, its largest power first."""
    terms = sorted(value.terms.items(), key=cmp_to_key(_order))
    return sum_of(_term(monomial, c, style) for monomial, c in terms)


def _order(one: tuple[Monomial, Algebraic], two: tuple[Monomial, Algebraic]) -> int:
    larger = (two[0].exponent - one[0].exponent).sign()
    if larger:
        return larger
    a, b = str(one[0][1:]), str(two[0][1:])
    return (a > b) - (a < b)


def _term(monomial: Monomial, c: Algebraic, style: Style) -> Formula:
    factors: list[Formula] = []
    if monomial.exponent:
        factors.append(Exp(algebraic_formula(monomial.exponent, style)))
    for base, exponent in monomial.powers:
        factors.append(Power(rational_formula(base, style), algebraic_formula(exponent, style)))
    for atom, count in monomial.atoms:
        factors.append(atom.formula if count == 1 else Power(atom.formula, Num(str(count))))
    if not factors:
        return algebraic_formula(c, style)
    if c == 1:
        return product(factors)
    if c == -1:
        return Neg(product(factors))
    shown = algebraic_formula(c, style)
    if isinstance(shown, Num) and shown.text.startswith("-"):
        return Neg(Product((Num(shown.text[1:]), *factors)))
    if isinstance(shown, Neg):
        return Neg(Product((shown.body, *factors)))
    return Product((shown, *factors))


def algebraic_formula(value: Algebraic, style: Style = Style()) -> Formula:
    """A radical sum: 3 + 11/√5."""
    terms = value.terms()
    return sum_of(_radical_term(radical, c, style) for radical, c in terms)


def _radical_term(radical: Radical, c: fmpq, style: Style) -> Formula:
    if not radical:
        return rational_formula(c, style)
    half = fmpq(1, 2)
    roots = 1
    others: list[Formula] = []
    for prime, r in radical:
        if r == half:
            roots *= prime
        else:
            power = prime ** int(r.p)
            others.append(Root(Num(str(power)), int(r.q)))
    over, under = abs(int(c.p)), int(c.q)
    top, bottom = others, []
    if roots > 1:
        root = Root(Num(str(roots)))
        if under % roots == 0:  # 11√5/5 is written 11/√5
            under //= roots
            bottom = [root]
        else:
            top = [root, *others]
    if over != 1 or not top:
        top = [Num(str(over)), *top]
    if under != 1:
        bottom = [Num(str(under)), *bottom]
    shown = Fraction(product(top), product(bottom)) if bottom else product(top)
    if c >= 0:
        return shown
    return Num(f"-{shown.text}") if isinstance(shown, Num) else Neg(shown)


def rational_formula(value: fmpq, style: Style = Style()) -> Formula:
    """A rational number: an integer, a decimal where the style asks for it, a fraction."""
    over, under = int(value.p), int(value.q)
    if under == 1:
        return Num(str(over))
    if style.decimals and (text := _terminating(over, under)) is not None:
        return Num(text)
    shown = Fraction(Num(str(abs(over))), Num(str(under)))
    return Neg(shown) if over < 0 else shown


def _terminating(over: int, under: int) -> str | None:
    for places in range(1, MOST_PLACES + 1):
        if 10**places % under == 0:
            digits = str(abs(over) * (10**places // under)).rjust(places + 1, "0")
            return f"{'-' if over < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return None
