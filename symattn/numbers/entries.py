"""Entries of a derivation: sums of exponential sums over formal row-sum reciprocals.

Σ E_k · Π r_i^n with r_i = 1/z_i kept formal.  Different row sums are never multiplied
out to print or to evaluate, only to decide an equality that balls leave open.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import TypeAlias, Union

from flint import arb, ctx, fmpq

from symattn.formulas.tree import Formula
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum, accumulate
from symattn.numbers.monomials import Mono
from symattn.numbers.polynomials import (
    constant,
    cost,
    highest_powers,
    multiplied_out,
    proven_different,
)
from symattn.numbers.precision import BEYOND, doubling, sign_of, working
from symattn.numbers.rowsums import Key, RowSum

__all__ = [
    "MINUS_INFINITY",
    "UNDEFINED",
    "Element",
    "Entry",
    "Key",
    "RowSum",
    "Special",
    "exponential",
]

PROVEN_BITS = 1 << 18  # of the balls, where a value is proven not to be zero
OPEN_BITS = 1 << 13  # where it is not
MOST_BOTTOM = 1 << 12  # terms of a denominator that is multiplied out
MOST_NAMED = 1 << 12  # products of terms for a name: a score of two tokens over eight keys each


@dataclass(frozen=True)
class Special:
    """What is no number: a hidden score (−∞), or an entry of a row with nothing to see."""

    name: str
    hidden: bool


MINUS_INFINITY = Special("-inf", hidden=True)
UNDEFINED = Special("undefined", hidden=False)

Scalar: TypeAlias = Union[int, fmpq, Algebraic, ExpSum, "Entry"]
_PLAIN: Key = ()


class Entry:
    """An immutable exact real number.

    >>> z = RowSum(("row", 0), ExpSum.of(1) + ExpSum.exp(2))
    >>> one = Entry.reciprocal(z)
    >>> two = ExpSum.exp(2) * Entry.reciprocal(z)
    >>> (one + two).equals(1), (one + two).rational()
    (True, 1)
    """

    __slots__ = ("_ball", "_hash", "_parts", "_top")

    def __init__(self, parts: dict[Key, ExpSum]) -> None:
        """From parts, none of them zero; the public doors are ``of`` and ``reciprocal``."""
        self._parts = parts
        self._ball: tuple[int, arb] | None = None
        self._hash: int | None = None
        self._top: ExpSum | None = None

    def __reduce__(self) -> tuple[type[Entry], tuple[dict[Key, ExpSum]]]:
        """Pickled without its ball, which is found again."""
        return Entry, (self._parts,)

    @classmethod
    def of(cls, value: Scalar) -> Entry:
        """From a number without row sums."""
        if isinstance(value, Entry):
            return value
        plain = ExpSum.of(value)
        return cls({_PLAIN: plain} if plain else {})

    @classmethod
    def reciprocal(cls, row: RowSum) -> Entry:
        """1/z: at once where z has one term, else kept formal.  ZeroDivisionError for z = 0."""
        if not row.value:
            raise ZeroDivisionError("1/0")
        inverse = row.value.inverse()
        if inverse is not None:
            return cls.of(inverse)
        lead = row.value.largest_exponent()
        if (
            abs(lead.ball(64)) > BEYOND
        ):  # no ball holds such a sum: the rest of it is as small as any
            taken = ExpSum.exp(-lead)
            return cls({((RowSum(row.label, row.value * taken), 1),): taken})
        return cls({((row, 1),): ExpSum.of(1)})

    @classmethod
    def dot(cls, pairs: Iterable[tuple[Entry, Entry]]) -> Entry:
        """Σ a·b over the pairs, in one pass: the entry of a matrix product.

        >>> Entry.dot([(Entry.of(2), Entry.of(3)), (Entry.of(1), Entry.of(4))]).rational()
        10
        """
        into: dict[Key, dict[Mono, fmpq]] = {}
        for a, b in pairs:
            for one, x in a._parts.items():
                for two, y in b._parts.items():
                    key = _merged(one, two)
                    terms = into.get(key)
                    if terms is None:
                        terms = into[key] = {}
                    accumulate(terms, x.terms, y.terms)
        return cls._kept(into)

    @classmethod
    def sum_of(cls, entries: Iterable[Entry]) -> Entry:
        """Σ over the entries, in one pass."""
        one = cls.of(1)
        return cls.dot((entry, one) for entry in entries)

    @classmethod
    def _kept(cls, into: Mapping[Key, Mapping[Mono, fmpq]]) -> Entry:
        parts = {}
        for key, terms in into.items():
            kept = {mono: c for mono, c in terms.items() if c}
            if kept:
                parts[key] = ExpSum(kept)
        return cls(parts)

    def parts(self) -> tuple[tuple[Key, ExpSum], ...]:
        """Products of reciprocals with what multiplies them."""
        return tuple(self._parts.items())

    def rows(self) -> tuple[RowSum, ...]:
        """The row sums whose reciprocals the entry holds."""
        return tuple(dict.fromkeys(row for key in self._parts for row, _ in key))

    def plain(self) -> ExpSum:
        """The value as an exponential sum; opaque where row sums are in it."""
        if not self._parts:
            return ExpSum.of(0)
        if len(self._parts) == 1 and _PLAIN in self._parts:
            return self._parts[_PLAIN]
        rational = self.rational()
        if rational is not None:
            return ExpSum.of(rational)
        return ExpSum.opaque(("entry", self._one_way()), self.ball, self._shown)

    def _shown(self) -> Formula:
        from symattn.numbers.show import formula

        return formula(self)

    def _one_way(self) -> Hashable:
        """The value written in one way: over(), with 1 for the denominator's leading term.

        Past :data:`MOST_NAMED` products it stays as it is, so that two ways of writing one
        value may count as two there: what follows from their equality is then open.
        """
        over = self.over() if cost(self._parts) <= MOST_NAMED else None
        if over is None:
            return self
        inverse = over[1].leading().inverse()
        return self if inverse is None else (over[0] * inverse, over[1] * inverse)

    def __eq__(self, other: object) -> bool:
        """Whether both are written the same; for values ask :meth:`equals`."""
        if not isinstance(other, Entry):
            return NotImplemented
        return self is other or self._parts == other._parts

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._parts.items()))
        return self._hash

    def __repr__(self) -> str:
        parts = ", ".join(sorted(f"{key}: {one}" for key, one in self._parts.items()))
        return f"Entry({{{parts}}})"

    def __add__(self, other: Scalar) -> Entry:
        if not isinstance(other, Entry):
            other = Entry.of(other)
        if not self._parts:
            return other
        parts = dict(self._parts)
        for key, one in other._parts.items():
            new = parts[key] + one if key in parts else one
            if new:
                parts[key] = new
            else:
                del parts[key]
        return Entry(parts)

    __radd__ = __add__

    def __neg__(self) -> Entry:
        return Entry({key: -one for key, one in self._parts.items()})

    def __sub__(self, other: Scalar) -> Entry:
        return self + -Entry.of(other)

    def __rsub__(self, other: Scalar) -> Entry:
        return Entry.of(other) + -self

    def __mul__(self, other: Scalar) -> Entry:
        return Entry.dot(((self, Entry.of(other)),))

    __rmul__ = __mul__

    def enclosure(self) -> arb:
        """The enclosure at the precision that is set."""
        bits = ctx.prec
        if self._ball is None or self._ball[0] != bits:
            total = arb(0)
            for key, one in self._parts.items():
                part = one.enclosure()
                for row, n in key:
                    part = part * (row.enclosure() if n == 1 else row.enclosure() ** n)
                total += part
            self._ball = (bits, total)
        return self._ball[1]

    def ball(self, bits: int) -> arb:
        """The enclosure, worked out with ``bits`` bits."""
        with working(bits):
            return self.enclosure()

    def numerator(self) -> ExpSum | None:
        """The entry times its row sums at their highest powers; None past the limits."""
        if self._top is None:
            self._top = multiplied_out(self._parts) if self.rows() else self.plain()
        return self._top

    def over(self) -> tuple[ExpSum, ExpSum] | None:
        """Numerator and denominator, multiplied out; None past the limits."""
        top, bottom = self.numerator(), ExpSum.of(1)
        for row, n in highest_powers(self._parts).items():
            bottom = bottom * row.value.power(n)
            if len(bottom.terms) > MOST_BOTTOM:
                return None
        return None if top is None else (top, bottom)

    def quotient_enclosure(self) -> arb | None:
        """The enclosure by numerator and denominator, where the parts would cancel."""
        top = self.numerator()
        if top is None:
            return None
        ball = top.enclosure()
        for row, n in highest_powers(self._parts).items():
            ball = ball * row.enclosure() ** n
        return ball

    def rational(self) -> fmpq | None:
        """The value where it is proven rational, else None (it is not, or it is open)."""
        if not self._parts:
            return fmpq(0)
        if len(self._parts) == 1 and _PLAIN in self._parts:
            return self._parts[_PLAIN].rational()
        if len(self.rows()) > 1:
            groups = self._by_rows()
            values = [group.rational() for group in groups] if groups else [None]
            if all(value is not None for value in values):
                return sum((value for value in values if value is not None), fmpq(0))
            seen, guess = constant(self._parts)
            if seen:
                return guess if guess is not None and (self - guess).is_zero() else None
        over = self.over()
        return None if over is None else _ratio(*over)

    def _by_rows(self) -> list[Entry]:
        """The parts with no row sum, with the first alone … ; none where a part holds two."""
        groups: dict[RowSum | None, dict[Key, ExpSum]] = {}
        for key, one in self._parts.items():
            if len(key) > 1:
                return []
            groups.setdefault(key[0][0] if key else None, {})[key] = one
        return [Entry(parts) for parts in groups.values()]

    def is_zero(self) -> bool | None:
        """Whether the value is 0; None where it is not decided within the stated limits."""
        if not self._parts:
            return True
        for bits in (64, 128):
            if not self.ball(bits).contains(0):
                return False
        if len(self.rows()) > 1 and proven_different(self._parts):
            return False
        sign = self.sign()
        return None if sign is None else sign == 0

    def sign(self) -> int | None:
        """−1, 0 or 1, proven; None where it is not decided within the stated limits."""
        if not self._parts:
            return 0
        seen = self._refined(64, 128)
        return seen if seen is not None else self._proven_sign()

    def _proven_sign(self) -> int | None:
        """Past balls: by the numerator, after cheaper ways where there are several rows."""
        rows = self.rows()
        different = False
        if len(rows) > 1:
            different = proven_different(self._parts)
            if (seen := self._refined(256, 1 << 11 if different else 256)) is not None:
                return seen
        top = self.numerator()
        if top is not None:
            odd = (row for row, n in highest_powers(self._parts).items() if n % 2)
            signs = [top.sign(), *(row.value.sign() for row in odd)]
            return None if None in signs else prod(sign for sign in signs if sign is not None)
        return self._refined(512, PROVEN_BITS if different else OPEN_BITS)

    def _refined(self, bits: int, most: int) -> int | None:
        for tried in doubling(bits, most):
            if (seen := sign_of(self.ball(tried))) is not None:
                return seen
        return None

    def compare(self, other: Scalar) -> int | None:
        """−1, 0 or 1 as self is below, equal to or above the other; None where open."""
        if isinstance(other, (int, fmpq)):
            for bits in (64, 128):
                with working(bits):
                    seen = sign_of(self.enclosure() - other)
                if seen is not None:
                    return seen
        return (self - other).sign()

    def equals(self, other: Scalar) -> bool | None:
        """Whether the two are equal; None where that is not decided."""
        return (self - other).is_zero()


Element: TypeAlias = Entry | Special
"""What stands at a place of a matrix: a number, or −∞ or "undefined" in its place."""


def exponential(exponent: Entry, base: int | fmpq | None = None) -> Entry:
    """e^exponent (or base^exponent); opaque where the exponent holds row sums.

    >>> exponential(Entry.of(fmpq(1, 2)), fmpq(4)).rational()
    2
    """
    return Entry.of(ExpSum.exp(exponent.plain(), base))


def _ratio(top: ExpSum, bottom: ExpSum) -> fmpq | None:
    """top/bottom where one is a rational multiple of the other, term by term."""
    if not top:
        return fmpq(0)
    over, under = top.terms, bottom.terms
    if len(over) != len(under):
        return None
    mono, c = next(iter(over.items()))
    if mono not in under:
        return None
    ratio = c / under[mono]
    return ratio if all(m in under and d == ratio * under[m] for m, d in over.items()) else None


def _merged(one: Key, two: Key) -> Key:
    if not one or not two:
        return one or two
    powers: dict[RowSum, int] = dict(one)
    for row, n in two:
        powers[row] = powers.get(row, 0) + n
    return tuple(sorted(powers.items(), key=lambda item: item[0].order))
