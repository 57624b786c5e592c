"""Decimals as they are printed: writing, reading back, and judging one against a value.

Values are ``Decimal`` with 60 digits (``with localcontext(CONTEXT)`` around whoever computes);
the last few are not proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import reduce
from itertools import product

CONTEXT = Context(prec=60)
NOTHING = Decimal("1e-40")
"""Two values this near are one: a sum of exponentials that is no fraction is never so near a
decimal of ten places by accident (one in 10³⁰), and 60 digits lose fewer than ten here."""

Matrix = list[list[Decimal]]

HALVES = {"even": ROUND_HALF_EVEN, "up": ROUND_HALF_UP, "down": ROUND_DOWN}


def decimal(value: Fraction | int | str) -> Decimal:
    """A fraction or text as a decimal of 60 digits."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value)


def settled(value: Decimal, places: int) -> Decimal:
    """The value, put on half a unit of the places where it is that but for lost digits."""
    half = Decimal(5).scaleb(-places - 1)
    near = CONTEXT.multiply((value / half).to_integral_value(), half)
    return near if abs(near - value) < NOTHING else value


def write(value: Decimal, places: int, rounding: str = "even") -> str:
    """The value with so many places; minus zero is 0."""
    text = str(
        settled(value, places).quantize(Decimal(1).scaleb(-places), HALVES[rounding], CONTEXT)
    )
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def is_whole(value: Decimal) -> bool:
    """Whether the value is an integer."""
    return abs(value - value.to_integral_value()) < NOTHING


def unit(text: str) -> Decimal:
    """What the last digit of a printed number counts."""
    return Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent))


def standing(text: str, value: Decimal, step: Decimal | None = None) -> str:
    """``right``, ``truncated`` or ``wrong``: a printed number against the exact value.

    ``step`` is the unit it claims, its own last digit without one.
    """
    shown, one = Decimal(text), step or unit(text)
    if abs(shown - value) <= one / 2 + NOTHING:
        return "right"
    toward_zero = abs(shown) < abs(value) and abs(shown - value) < one
    return "truncated" if toward_zero and shown * value >= 0 else "wrong"


@dataclass(frozen=True)
class Span:
    """All values between two, with the one that the digits name."""

    low: Decimal
    named: Decimal
    high: Decimal

    @classmethod
    def exact(cls, value: Decimal | int | str) -> Span:
        """One value alone."""
        one = Decimal(value)
        return cls(one, one, one)

    @classmethod
    def printed(cls, text: str) -> Span:
        """What a printed number may stand for: itself if whole, else half a unit about it."""
        named = Decimal(text)
        if "." not in text:
            return cls.exact(named)
        half = unit(text) / 2
        return cls(named - half, named, named + half)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.named + other.named, self.high + other.high)

    def __mul__(self, other: Span) -> Span:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), self.named * other.named, max(ends))

    def over(self, other: Span) -> Span:
        """The quotient; the divisor is positive."""
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(ends), self.named / other.named, max(ends))

    def exp(self) -> Span:
        """e to it."""
        return Span(CONTEXT.exp(self.low), CONTEXT.exp(self.named), CONTEXT.exp(self.high))

    def may_be(self, text: str) -> bool:
        """Whether some value within is printed as this text."""
        half = unit(text) / 2
        return self.low - half <= Decimal(text) <= self.high + half


def total(spans: Sequence[Span]) -> Span:
    """The sum of spans that know nothing of each other."""
    return reduce(Span.__add__, spans)


def softmax(spans: Sequence[Span]) -> list[Span]:
    """The weights of exponents within spans: one grows with its own and falls with the others."""
    out = []
    for i, mine in enumerate(spans):
        others = [other for j, other in enumerate(spans) if j != i]
        low = _share(mine.low, [other.high for other in others])
        named = _share(mine.named, [other.named for other in others])
        out.append(Span(low, named, _share(mine.high, [other.low for other in others])))
    return out


def _share(mine: Decimal, others: Sequence[Decimal]) -> Decimal:
    parts = sum((CONTEXT.exp(other - mine) for other in others), Decimal(1))
    return Decimal(1) / parts


def products(left: Sequence[Span], right: Sequence[Span]) -> Span:
    """The dot product of two vectors of spans."""
    return total([a * b for a, b in zip(left, right, strict=True)])


def corners(shape: tuple[int, int]) -> list[tuple[int, int]]:
    """Every index of a matrix, row by row."""
    return list(product(range(shape[0]), range(shape[1])))
