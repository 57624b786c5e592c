"""Real radical sums Σ c·Π p^(k/q): rational c, primes p, exponents in (0, 1).

Besicovitch (On the linear independence of fractional powers of integers,
J. London Math. Soc. 15, 1940, 3-6): such products with different exponents are
linearly independent over the rationals.  Hence a sum is zero only if every c
is zero, and equality is a comparison of coefficients.  Q(√δ), multiquadratic
fields and roots b^(k/q) are all of this form.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd
from typing import TypeAlias

from flint import arb, ctx, fmpq, fmpz

from symattn.errors import Limit, Unsupported
from symattn.numbers.precision import doubling, sign_of, working
from symattn.words import say

__all__ = ["Algebraic", "Radical", "factored", "radical_ball", "radical_product"]

# Π p^(k/q) as ((p, k, q), …): primes ascending, 0 < k < q in lowest terms.
Radical: TypeAlias = tuple[tuple[int, int, int], ...]
Rational: TypeAlias = int | fmpq

MAX_FACTORED = 128  # bits of an integer under a root or a logarithm
MAX_BITS = 1 << 20  # of a rational number that a power leaves
MAX_PRECISION = 1 << 22

_ZERO = fmpq(0)
_ONE = fmpq(1)


@lru_cache(1 << 10)
def factored(q: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The primes of the positive fraction p/q, with their (signed) powers.

    Raises Limit past 128 bits: nothing bounds the time that a factor takes.

    >>> factored((12, 25))
    ((2, 2), (3, 1), (5, -2))
    """
    for part in q:
        if part <= 0:
            raise Unsupported(say("numbers.root_of_negative"))
        if part.bit_length() > MAX_FACTORED:
            raise Limit(say("numbers.root_of_large"))
    up = [(int(p), k) for p, k in fmpz(q[0]).factor()]
    down = [(int(p), -k) for p, k in fmpz(q[1]).factor()]
    return tuple(sorted(up + down))


@lru_cache(1 << 14)
def radical_product(a: Radical, b: Radical) -> tuple[fmpq, Radical]:
    """The product of two radicals: its rational factor and what stays under roots."""
    if not a or not b:
        return _ONE, a or b
    exponents = {p: (k, q) for p, k, q in a}
    factor = 1
    for p, k, q in b:
        if p in exponents:
            k0, q0 = exponents.pop(p)
            k, q = k * q0 + k0 * q, q * q0
            if k >= q:
                k -= q
                factor *= p
            common = gcd(k, q)
            k, q = k // common, q // common
        if k:
            exponents[p] = (k, q)
    return fmpq(factor), tuple((p, *exponents[p]) for p in sorted(exponents))


@lru_cache(1 << 12)
def _radical_ball(radical: Radical, bits: int) -> arb:
    value = arb(1)
    for p, k, q in radical:
        root = arb(p).sqrt() if q == 2 else (arb(p).log() * fmpq(k, q)).exp()
        value *= root
    return value


def radical_ball(radical: Radical) -> arb:
    """The enclosure of a radical at the precision that is set."""
    return _radical_ball(radical, ctx.prec)


class Algebraic:
    """A real radical sum.

    >>> root5 = Algebraic.power(fmpq(5), fmpq(1, 2))
    >>> (1 + root5) * (1 - root5)
    Algebraic(-4)
    >>> (root5 / 5) * root5 == 1, (root5 - 2).sign()
    (True, 1)
    """

    __slots__ = ("_ball", "_hash", "_sign", "_terms")

    def __init__(self, terms: dict[Radical, fmpq]) -> None:
        """From coefficients, none of them zero; the public doors are ``of`` and ``power``."""
        self._terms = terms
        self._hash: int | None = None
        self._sign: int | None = None
        self._ball: tuple[int, arb] | None = None

    def __reduce__(self) -> tuple[type[Algebraic], tuple[dict[Radical, fmpq]]]:
        """Pickled without its ball, which is found again."""
        return Algebraic, (self._terms,)

    @classmethod
    def of(cls, value: Rational | Algebraic) -> Algebraic:
        """The number itself."""
        if isinstance(value, Algebraic):
            return value
        number = fmpq(value)
        return cls({(): number} if number else {})

    @classmethod
    def power(cls, base: Rational, exponent: Rational) -> Algebraic:
        """base^exponent, for a positive base.

        Raises Unsupported for a base that is not positive, Limit past 128 bits
        under a root or 2^20 bits before it.

        >>> Algebraic.power(fmpq(8), fmpq(1, 2))
        Algebraic(2*2^(1/2))
        """
        base, exponent = fmpq(base), fmpq(exponent)
        p, q = int(base.p), int(base.q)
        under, over = int(exponent.q), int(exponent.p)
        size = max(p.bit_length(), q.bit_length())
        if abs(over) * size > MAX_BITS * under:
            raise Limit(say("numbers.large_power", base=base, exponent=exponent))
        if under == 1 and p > 0:
            return cls.of(base**over)
        factor, radical = _ONE, []
        for prime, k in factored((p, q)):
            whole, rest = divmod(k * over, under)
            factor *= fmpq(prime) ** whole
            if rest:
                common = gcd(rest, under)
                radical.append((prime, rest // common, under // common))
        return cls({tuple(radical): factor})

    @property
    def coefficients(self) -> dict[Radical, fmpq]:
        """Radical → coefficient; not to be changed."""
        return self._terms

    def terms(self) -> tuple[tuple[tuple[tuple[int, fmpq], ...], fmpq], ...]:
        """The terms, sorted: the radical as (prime, exponent) pairs, and its coefficient."""
        return tuple(
            (tuple((p, fmpq(k, q)) for p, k, q in radical), c)
            for radical, c in sorted(self._terms.items())
        )

    def rational(self) -> fmpq | None:
        """The value where it is rational, else None."""
        if not self._terms:
            return _ZERO
        return self._terms.get(()) if len(self._terms) == 1 else None

    def irrational_part(self) -> Algebraic:
        """The number without its rational term."""
        if () not in self._terms:
            return self
        return Algebraic({r: c for r, c in self._terms.items() if r})

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __add__(self, other: Rational | Algebraic) -> Algebraic:
        if not isinstance(other, Algebraic):
            if not isinstance(other, (int, fmpq)):
                return NotImplemented
            other = Algebraic.of(other)
        total = dict(self._terms)
        for radical, c in other._terms.items():
            new = total.get(radical, _ZERO) + c
            if new:
                total[radical] = new
            else:
                del total[radical]
        return Algebraic(total)

    __radd__ = __add__

    def __neg__(self) -> Algebraic:
        return Algebraic({r: -c for r, c in self._terms.items()})

    def __sub__(self, other: Rational | Algebraic) -> Algebraic:
        return self + (-other)

    def __rsub__(self, other: Rational | Algebraic) -> Algebraic:
        return -self + other

    def __mul__(self, other: Rational | Algebraic) -> Algebraic:
        if not isinstance(other, Algebraic):
            if not isinstance(other, (int, fmpq)):
                return NotImplemented
            if not other:
                return Algebraic({})
            return Algebraic({r: c * other for r, c in self._terms.items()})
        total: dict[Radical, fmpq] = {}
        for a, c in self._terms.items():
            for b, d in other._terms.items():
                factor, radical = radical_product(a, b)
                total[radical] = total.get(radical, _ZERO) + c * d * factor
        return Algebraic({r: c for r, c in total.items() if c})

    __rmul__ = __mul__

    def __truediv__(self, other: Rational | Algebraic) -> Algebraic:
        return self * (other.inverse() if isinstance(other, Algebraic) else 1 / fmpq(other))

    def inverse(self) -> Algebraic:
        """1/x for a single term, or for sums of square roots by their conjugates.

        Raises ZeroDivisionError for 0, Unsupported for sums of higher roots.

        >>> (1 + Algebraic.power(fmpq(2), fmpq(1, 2))).inverse()
        Algebraic(-1 + 2^(1/2))
        """
        if not self._terms:
            raise ZeroDivisionError("1/0")
        if len(self._terms) == 1:
            ((radical, c),) = self._terms.items()
            turned = tuple((p, q - k, q) for p, k, q in radical)
            under = 1
            for p, _, _ in radical:
                under *= p
            return Algebraic({turned: 1 / (c * under)})
        if any(q != 2 for radical in self._terms for _, _, q in radical):
            raise Unsupported(say("numbers.one_over_roots"))
        prime = max(radical for radical in self._terms)[0]
        conjugate = Algebraic({r: -c if prime in r else c for r, c in self._terms.items()})
        return conjugate * (self * conjugate).inverse()

    def sign(self) -> int:
        """−1, 0 or 1, proven: a sum with a term left is not zero, so balls end."""
        if self._sign is None:
            self._sign = self._proven_sign()
        return self._sign

    def _proven_sign(self) -> int:
        if len(self._terms) <= 1:
            return next((1 if c > 0 else -1 for c in self._terms.values()), 0)
        for bits in doubling(64, MAX_PRECISION):
            if (seen := sign_of(self.ball(bits))) is not None:
                return seen
        raise Limit(say("numbers.too_close"))

    def enclosure(self) -> arb:
        """The enclosure at the precision that is set."""
        bits = ctx.prec
        if self._ball is None or self._ball[0] != bits:
            total = arb(0)
            for radical, c in self._terms.items():
                total += radical_ball(radical) * c
            self._ball = (bits, total)
        return self._ball[1]

    def ball(self, bits: int) -> arb:
        """The enclosure, worked out with ``bits`` bits."""
        with working(bits):
            return self.enclosure()

    def __lt__(self, other: Rational | Algebraic) -> bool:
        return (self - other).sign() < 0

    def __gt__(self, other: Rational | Algebraic) -> bool:
        return (self - other).sign() > 0

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Algebraic):
            return self is other or self._terms == other._terms
        if isinstance(other, (int, fmpq)):
            return self._terms == ({(): fmpq(other)} if other else {})
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset((r, int(c.p), int(c.q)) for r, c in self._terms.items()))
        return self._hash

    def __repr__(self) -> str:
        parts = []
        for radical, c in self.terms():
            roots = "*".join(f"{p}^({e})" for p, e in radical)
            parts.append(str(c) if not roots else roots if c == 1 else f"{c}*{roots}")
        return f"Algebraic({' + '.join(parts) or '0'})"
