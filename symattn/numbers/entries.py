"""Entries of a derivation: sums of exponential sums over formal row-sum reciprocals.

Σ E_k · Π r_i^n with r_i = 1/z_i kept formal.  Different row sums are never multiplied
out to print or to evaluate, only to decide an equality that balls leave open.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Union

from flint import arb, fmpq

from symattn.formulas.tree import Exp, Formula, Num, Power
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import Atom, ExpSum, total
from symattn.numbers.precision import working
from symattn.numbers.residues import differs

__all__ = ["MINUS_INFINITY", "UNDEFINED", "Cell", "Entry", "RowSum", "Special", "exponential"]

FIRST_BITS = (64, 128, 256, 512)
MOST_BITS = 2**15
MOST_PRODUCTS = 200_000
"""Multiplying out stops at about this many products of terms; then "undecided"."""


@dataclass(frozen=True)
class RowSum:
    """z, of which entries hold the formal reciprocal; ``label`` says which row's it is."""

    label: tuple[Hashable, ...]
    value: ExpSum = field(hash=False)

    def reciprocal(self, precision: int) -> arb:
        """A ball around 1/z."""
        with working(precision):
            return 1 / self.value.ball(precision)


@dataclass(frozen=True)
class Special:
    """What is no number: a hidden score (−∞), or an entry of a row with nothing to see."""

    name: str
    hidden: bool


MINUS_INFINITY = Special("-inf", hidden=True)
UNDEFINED = Special("undefined", hidden=False)

Key = tuple[tuple[RowSum, int], ...]
_PLAIN: Key = ()
Scalar = Union[int, fmpq, Algebraic, ExpSum, "Entry"]


class Entry:
    """An immutable exact real number.

    >>> z = RowSum(("row", 0), ExpSum.of(1) + ExpSum.exp(ExpSum.of(2)))
    >>> one = Entry.of(1) * Entry.reciprocal(z)
    >>> two = Entry.of(ExpSum.exp(ExpSum.of(2))) * Entry.reciprocal(z)
    >>> (one + two).equals(Entry.of(1))
    True
    """

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[Key, ExpSum]) -> None:
        self._parts = {key: value for key, value in parts.items() if value}

    @classmethod
    def of(cls, value: Scalar) -> Entry:
        """From a number without row sums."""
        return value if isinstance(value, Entry) else cls({_PLAIN: ExpSum.of(value)})

    @classmethod
    def reciprocal(cls, row: RowSum) -> Entry:
        """1/z, kept formal."""
        return cls({((row, 1),): ExpSum.of(1)})

    def parts(self) -> tuple[tuple[Key, ExpSum], ...]:
        """Products of reciprocals with what multiplies them."""
        return tuple(self._parts.items())

    def plain(self) -> ExpSum:
        """The value as an exponential sum; ValueError where a row sum is in it."""
        if not self._parts:
            return ExpSum.of(0)
        if len(self._parts) == 1 and _PLAIN in self._parts:
            return self._parts[_PLAIN]
        raise ValueError("the entry holds row sums")

    def rows(self) -> tuple[RowSum, ...]:
        """The row sums whose reciprocals the entry holds."""
        return tuple(dict.fromkeys(row for key in self._parts for row, _ in key))

    def __repr__(self) -> str:
        return f"Entry({self._parts})"

    def __add__(self, other: Scalar) -> Entry:
        parts = dict(self._parts)
        for key, value in Entry.of(other)._parts.items():
            parts[key] = parts[key] + value if key in parts else value
        return Entry(parts)

    __radd__ = __add__

    def __neg__(self) -> Entry:
        return Entry({key: -value for key, value in self._parts.items()})

    def __sub__(self, other: Scalar) -> Entry:
        return self + -Entry.of(other)

    def __rsub__(self, other: Scalar) -> Entry:
        return Entry.of(other) + -self

    def __mul__(self, other: Scalar) -> Entry:
        if not isinstance(other, Entry):
            return Entry({key: value * other for key, value in self._parts.items()})
        parts: dict[Key, ExpSum] = {}
        for one, a in self._parts.items():
            for two, b in other._parts.items():
                key = _merged(one, two)
                parts[key] = parts[key] + a * b if key in parts else a * b
        return Entry(parts)

    __rmul__ = __mul__

    def ball(self, precision: int) -> arb:
        """An enclosure worked out with that many bits."""
        with working(precision):
            out = arb(0)
            for key, value in self._parts.items():
                part = value.ball(precision)
                for row, power in key:
                    part *= row.reciprocal(precision) ** power
                out += part
            return out

    def rational(self) -> fmpq | None:
        """The value where it is proven rational, else None (not rational, or not decided)."""
        if all(key == _PLAIN for key in self._parts):
            return self.plain().rational()
        guess = self._guess()
        return guess if guess is not None and (self - guess).sign() == 0 else None

    def _guess(self) -> fmpq | None:
        """The only rational that the entry can be: the ratio of its leading coefficients."""
        over = self.over_one_row()
        if over is None:
            return None
        top, bottom = over
        if not top:
            return fmpq(0)
        for monomial, c in bottom.terms.items():
            if monomial not in top.terms:
                return None
            ratio = top.terms[monomial] * c.inverse() if len(c.terms()) == 1 else None
            return None if ratio is None else ratio.rational()
        return None

    def over_one_row(self) -> tuple[ExpSum, ExpSum] | None:
        """Numerator and denominator z^k, where at most one row sum is in the entry."""
        rows = self.rows()
        if len(rows) > 1:
            return None
        if not rows:
            return self.plain(), ExpSum.of(1)
        return self._multiplied_out(rows)

    def _multiplied_out(self, rows: tuple[RowSum, ...]) -> tuple[ExpSum, ExpSum] | None:
        highest = {row: max(dict(key).get(row, 0) for key in self._parts) for row in rows}
        powers = {(row, n): _power(row.value, n) for row in rows for n in range(highest[row] + 1)}
        cost = 0
        sums = []
        for key, value in self._parts.items():
            held = dict(key)
            product = value
            for row in rows:
                factor = powers[(row, highest[row] - held.get(row, 0))]
                cost += len(product.terms) * len(factor.terms)
                if cost > MOST_PRODUCTS:
                    return None
                product = product * factor
            sums.append(product)
        bottom = ExpSum.of(1)
        for row in rows:
            bottom = bottom * powers[(row, highest[row])]
        return total(sums), bottom

    def sign(self) -> int | None:
        """−1, 0 or 1, exactly; None where it is not decided within the stated limits."""
        if not self._parts:
            return 0
        for precision in FIRST_BITS[:2]:
            if (found := _sign_of(self.ball(precision))) is not None:
                return found
        rows = self.rows()
        if len(rows) <= 1:
            over = self.over_one_row()
            return None if over is None else _quotient_sign(*over)
        for precision in FIRST_BITS[2:]:
            if (found := _sign_of(self.ball(precision))) is not None:
                return found
        if differs(self._parts):
            return self._refined()
        over = self._multiplied_out(rows)
        if over is not None:
            return _quotient_sign(*over)
        return self._refined()

    def _refined(self) -> int | None:
        precision = 1024
        while precision <= MOST_BITS:
            if (found := _sign_of(self.ball(precision))) is not None:
                return found
            precision *= 2
        return None

    def compare(self, other: Scalar) -> int | None:
        """The sign of self − other."""
        return (self - Entry.of(other)).sign()

    def equals(self, other: Scalar) -> bool | None:
        """Whether the two are equal; None where that is not decided."""
        difference = self - Entry.of(other)
        sign = difference.sign()
        if sign is None and len(difference.rows()) > 1 and differs(difference._parts):
            return False
        return None if sign is None else sign == 0


Cell = Union[Entry, Special]


def exponential(exponent: Entry, base: fmpq | None = None) -> Entry:
    """e^exponent (or base^exponent).

    An exponent that holds row sums (tanh scores, a second layer) leaves the field in
    which equality is decided: its power is an atom known by balls.
    """
    if not exponent.rows():
        return Entry.of(ExpSum.exp(exponent.plain(), base))

    def ball(bits: int) -> arb:
        with working(bits):
            inner = exponent.ball(bits)
            return inner.exp() if base is None else (inner * arb(base).log()).exp()

    def shown() -> Formula:
        from symattn.numbers.show import formula

        inside = formula(exponent)
        return Exp(inside) if base is None else Power(Num(str(base)), inside)

    return Entry.of(ExpSum.atom(Atom(f"power({base}, {exponent!r})", ball, shown)))


def _sign_of(ball: arb) -> int | None:
    if ball > 0:
        return 1
    return -1 if ball < 0 else None


def _quotient_sign(top: ExpSum, bottom: ExpSum) -> int | None:
    over, under = top.sign(), bottom.sign()
    if over == 0:
        return 0
    return None if over is None or under is None else over * under


def _power(value: ExpSum, n: int) -> ExpSum:
    out = ExpSum.of(1)
    for _ in range(n):
        out = out * value
    return out


def _merged(one: Key, two: Key) -> Key:
    if not one or not two:
        return one or two
    powers: dict[RowSum, int] = dict(one)
    for row, n in two:
        powers[row] = powers.get(row, 0) + n
    return tuple(sorted(powers.items(), key=lambda item: tuple(map(str, item[0].label))))
