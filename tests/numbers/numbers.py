"""Random numbers of this room, each with its value in mpmath: an oracle with other code."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq
from hypothesis import strategies as st
from mpmath import mp, mpf

from symattn.formulas import tree as f
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry, RowSum
from symattn.numbers.expsums import ExpSum

DIGITS = 1000


def q(x: Fraction | int) -> fmpq:
    x = Fraction(x)
    return fmpq(x.numerator, x.denominator)


def real(x: Fraction | fmpq | int) -> Any:
    """The rational in mpmath, at the precision that is set."""
    if isinstance(x, fmpq):
        return mpf(int(x.p)) / int(x.q)
    x = Fraction(x)
    return mpf(x.numerator) / x.denominator


def of_algebraic(x: Algebraic) -> Any:
    """Its value by mpmath."""
    total = mpf(0)
    for radical, c in x.terms():
        term = real(c)
        for prime, exponent in radical:
            term *= mpf(prime) ** real(exponent)
        total += term
    return total


def inside(ball: Any, value: Any) -> bool:
    """Whether an Arb ball holds a value of mpmath, up to that value's own error."""
    mantissa, exponent = ball.mid().man_exp()
    middle = mpf(int(mantissa)) * mpf(2) ** int(exponent)
    mantissa, exponent = ball.rad().man_exp()
    radius = mpf(int(mantissa)) * mpf(2) ** int(exponent)
    return bool(abs(middle - value) <= radius + abs(value) * mpf(10) ** (20 - mp.dps))


SMALL = st.fractions(min_value=-6, max_value=6, max_denominator=4)
DELTAS = (1, 2, 3, 5, 6)


@st.composite
def algebraics(draw: st.DrawFn) -> Algebraic:
    total = Algebraic.of(q(draw(SMALL)))
    for delta in draw(st.lists(st.sampled_from(DELTAS), max_size=2)):
        total = total + Algebraic.power(fmpq(delta), fmpq(1, 2)) * q(draw(SMALL))
    return total


@dataclass(frozen=True)
class Row:
    """A softmax row with its own exponents, and its entries by mpmath."""

    sums: RowSum
    powers: tuple[ExpSum, ...]
    exponents: tuple[Algebraic, ...]
    base: int | None

    def weight(self, j: int) -> Entry:
        return Entry.of(self.powers[j]) * Entry.reciprocal(self.sums)

    def values(self) -> list[Any]:
        """Its weights by mpmath."""
        base = mp.e if self.base is None else mpf(self.base)
        powers = [mp.power(base, of_algebraic(a)) for a in self.exponents]
        return [power / mp.fsum(powers) for power in powers]


def row(exponents: list[Algebraic], base: int | None = None, label: int = 0) -> Row:
    number = None if base is None else fmpq(base)
    powers = tuple(ExpSum.exp(a, number) for a in exponents)
    return Row(RowSum(("weights", label, 0), ExpSum.total(powers)), powers, tuple(exponents), base)


@st.composite
def rows(draw: st.DrawFn, label: int = 0) -> Row:
    """Exponents k√δ/δ with whole k, or rational ones, base e or 2, fills among them."""
    delta = draw(st.sampled_from(DELTAS))
    scale = Algebraic.power(fmpq(delta), fmpq(-1, 2))
    numbers = draw(st.lists(SMALL, min_size=1, max_size=4))
    fills = draw(st.lists(st.sampled_from([-(10**9), -10000]), max_size=1))
    base = draw(st.sampled_from([None, None, 2]))
    exponents = [scale * q(n) for n in numbers] + [Algebraic.of(n) for n in fills]
    return row(exponents, base, label)


def value(shown: f.Formula) -> Any:
    """What a formula comes to, by mpmath: another reader of the tree than its writers."""
    match shown:
        case f.Num(text):
            return mpf(text)
        case f.Neg(body):
            return -value(body)
        case f.Sum(terms):
            return mp.fsum(map(value, terms))
        case f.Product(factors):
            return mp.fprod(map(value, factors))
        case f.Fraction(over, under):
            return value(over) / value(under)
        case f.Power(base, exponent):
            return mp.power(value(base), value(exponent))
        case f.Exp(exponent):
            return mp.exp(value(exponent))
        case f.Root(body, degree):
            return mp.root(value(body), degree)
        case f.Apply("ln", (argument,)):
            return mp.log(value(argument))
    raise AssertionError(shown)
