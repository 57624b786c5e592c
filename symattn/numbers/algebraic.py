"""Real radical sums: Σ c · Π p^r with rational c and exponents 0 ≤ r < 1 of primes p.

They cover Q(√δ), √2 + √3 and the roots b^(k/q) of another base than e.  Products
of prime powers with different exponents below 1 are linearly independent over Q
(A. S. Besicovitch, "On the linear independence of fractional powers of integers",
J. London Math. Soc. 15, 1940), so such a sum is zero only if every c is zero:
equality is a comparison of coefficients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Union

from flint import arb, fmpq, fmpz

from symattn.errors import Limit, Unsupported
from symattn.numbers.precision import working

__all__ = ["Algebraic", "Radical"]

Radical = tuple[tuple[int, fmpq], ...]
"""Primes with exponents in (0, 1), by prime: √2·∛3 is ((2, 1/2), (3, 1/3))."""

MOST_ROOT = 10**18
"""Numbers under a root are factored; larger ones are refused."""
_ONE: Radical = ()
_ZERO = fmpq(0)

Scalar = Union[int, fmpq, "Algebraic"]


class Algebraic:
    """An immutable real radical sum.

    >>> half = Algebraic.power(fmpq(5), fmpq(1, 2))
    >>> half * half == Algebraic.of(5)
    True
    """

    __slots__ = ("_hash", "_terms")

    def __init__(self, terms: Mapping[Radical, fmpq]) -> None:
        self._terms = {radical: c for radical, c in terms.items() if c != 0}
        self._hash: int | None = None

    @classmethod
    def of(cls, value: Scalar) -> Algebraic:
        """From an integer or a rational."""
        if isinstance(value, Algebraic):
            return value
        return cls({_ONE: fmpq(value)})

    @classmethod
    def power(cls, base: fmpq, exponent: fmpq) -> Algebraic:
        """base^exponent for a positive rational base and a rational exponent.

        >>> Algebraic.power(fmpq(8), fmpq(-1, 2)).terms()
        ((((2, 1/2),), 1/4),)
        """
        if base <= 0:
            raise Unsupported("a root is taken of positive numbers only")
        factor, radical = _split(_factored(base), fmpq(exponent))
        return cls({radical: factor})

    def terms(self) -> tuple[tuple[Radical, fmpq], ...]:
        """Radicals with their coefficients, the rational part first."""
        return tuple(sorted(self._terms.items(), key=lambda item: _order(item[0])))

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (int, fmpq)):
            return self == Algebraic.of(other)
        return isinstance(other, Algebraic) and self._terms == other._terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._terms.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Algebraic({self.terms()})"

    def __add__(self, other: Scalar) -> Algebraic:
        terms = dict(self._terms)
        for radical, c in Algebraic.of(other)._terms.items():
            terms[radical] = terms.get(radical, _ZERO) + c
        return Algebraic(terms)

    __radd__ = __add__

    def __neg__(self) -> Algebraic:
        return Algebraic({radical: -c for radical, c in self._terms.items()})

    def __sub__(self, other: Scalar) -> Algebraic:
        return self + -Algebraic.of(other)

    def __rsub__(self, other: Scalar) -> Algebraic:
        return Algebraic.of(other) + -self

    def __mul__(self, other: Scalar) -> Algebraic:
        if isinstance(other, (int, fmpq)):
            return Algebraic({radical: c * other for radical, c in self._terms.items()})
        terms: dict[Radical, fmpq] = {}
        for one, c in self._terms.items():
            for two, d in other._terms.items():
                factor, radical = _multiplied(one, two)
                terms[radical] = terms.get(radical, _ZERO) + c * d * factor
        return Algebraic(terms)

    __rmul__ = __mul__

    def inverse(self) -> Algebraic:
        """1/x, for one term or a sum of square roots (by conjugates).

        Raises ZeroDivisionError for 0 and Unsupported for sums of higher roots.
        """
        if not self._terms:
            raise ZeroDivisionError("1/0")
        if len(self._terms) == 1:
            ((radical, c),) = self._terms.items()
            inverted = Algebraic({_ONE: 1 / c})
            for prime, exponent in radical:
                inverted = inverted * Algebraic.power(fmpq(prime), -exponent)
            return inverted
        return self._by_conjugates()

    def _by_conjugates(self) -> Algebraic:
        half = fmpq(1, 2)
        primes = {prime for radical in self._terms for prime, _ in radical}
        if any(r != half for radical in self._terms for _, r in radical):
            raise Unsupported("a sum of higher roots under a fraction line is not supported")
        top, bottom = Algebraic.of(1), self
        for prime in sorted(primes):
            if bottom.rational() is not None:
                break
            turned = Algebraic(
                {r: -c if any(p == prime for p, _ in r) else c for r, c in bottom._terms.items()}
            )
            top, bottom = top * turned, bottom * turned
        value = bottom.rational()
        assert value is not None
        return top * (1 / value)

    def rational(self) -> fmpq | None:
        """The value where it is rational, else None."""
        if not self._terms:
            return _ZERO
        if len(self._terms) == 1:
            return self._terms.get(_ONE)
        return None

    def ball(self, precision: int) -> arb:
        """An enclosure worked out with that many bits."""
        with working(precision):
            total = arb(0)
            for radical, c in self._terms.items():
                total += arb(c) * _radical_ball(radical) if radical else arb(c)
            return total

    def sign(self) -> int:
        """−1, 0 or 1, exactly: zero is decided first, so raising the precision ends."""
        if not self._terms:
            return 0
        if len(self._terms) == 1:
            (c,) = self._terms.values()
            return 1 if c > 0 else -1
        precision = 64
        while True:
            ball = self.ball(precision)
            if ball > 0:
                return 1
            if ball < 0:
                return -1
            precision *= 2

    def __lt__(self, other: Scalar) -> bool:
        return (self - other).sign() < 0


def _radical_ball(radical: Radical) -> arb:
    value = arb(1)
    for prime, r in radical:
        value *= arb(prime).sqrt() if r == fmpq(1, 2) else (arb(r) * arb(prime).log()).exp()
    return value


def _order(radical: Radical) -> tuple[int, list[tuple[int, int, int]]]:
    return len(radical), [(prime, int(r.q), int(r.p)) for prime, r in radical]


@lru_cache(maxsize=4096)
def _factored(base: fmpq) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for part, sign in ((int(base.p), 1), (int(base.q), -1)):
        if part > MOST_ROOT:
            raise Limit(f"the number under a root is above {MOST_ROOT}")
        out += [(int(p), sign * int(e)) for p, e in fmpz(part).factor()]
    return tuple(out)


def _split(factors: Iterable[tuple[int, int]], exponent: fmpq) -> tuple[fmpq, Radical]:
    """Whole powers out of the radical: 8^(1/2) = 2·2^(1/2)."""
    factor, radical = fmpq(1), []
    for prime, times in sorted(factors):
        power = exponent * times
        whole = power.floor()
        rest = power - whole
        if abs(int(whole)) > 10**6:
            raise Limit("a power past 10^6 is not worked out")
        factor *= fmpq(prime) ** int(whole)
        if rest != 0:
            radical.append((prime, rest))
    return factor, tuple(radical)


@lru_cache(maxsize=65536)
def _multiplied(one: Radical, two: Radical) -> tuple[fmpq, Radical]:
    if not one:
        return fmpq(1), two
    if not two:
        return fmpq(1), one
    exponents = dict(one)
    for prime, r in two:
        exponents[prime] = exponents.get(prime, _ZERO) + r
    factor, radical = fmpq(1), []
    for prime in sorted(exponents):
        r = exponents[prime]
        if r >= 1:
            factor, r = factor * prime, r - 1
        if r != 0:
            radical.append((prime, r))
    return factor, tuple(radical)
