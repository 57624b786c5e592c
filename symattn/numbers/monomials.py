"""Monomials √…·e^a·Π atoms: what the terms of exponential sums are made of.

Each exists once: equal monomials are the same object, so that sums look them up
by identity.  FLINT's fractions take 5 µs to hash; nothing here hashes them twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias
from weakref import WeakValueDictionary

from flint import arb, ctx, fmpq

from symattn.errors import Limit
from symattn.formulas.tree import Formula
from symattn.numbers.algebraic import (
    MAX_BITS,
    Algebraic,
    Radical,
    factored,
    radical_ball,
    radical_product,
)
from symattn.numbers.lazy import lazy
from symattn.numbers.precision import LOCK, raised, working
from symattn.words import say

__all__ = [
    "ONE",
    "UNIT",
    "ZERO",
    "Atom",
    "Atoms",
    "Log",
    "Mono",
    "Opaque",
    "Prime",
    "mono_product",
    "prime_power",
    "remembered",
    "worked_out",
]

STEP = 2048  # whole powers of a prime past this stay formal, in multiples of it
MAX_EXPONENT = 10**4000  # what two numbers at the limits of an entry make, multiplied
ZERO = Algebraic({})
UNIT = fmpq(1)


@dataclass(frozen=True)
class Prime:
    """A prime p, to powers that cannot be worked out: p^√2, 2^(−10^9)."""

    prime: int
    positive = True

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands among atoms."""
        return 0, self.prime, ""

    def logarithm(self, power: Algebraic) -> arb:
        """The logarithm of p^power at the precision that is set."""
        return power.enclosure() * arb(self.prime).log()


@dataclass(frozen=True)
class Log:
    """ln p for a prime p."""

    prime: int
    positive = True

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands among atoms."""
        return 1, self.prime, ""

    def enclosure(self, power: Algebraic | int) -> arb:
        """(ln p)^power at the precision that is set."""
        assert isinstance(power, int)
        return arb(self.prime).log() ** power


@dataclass(frozen=True, repr=False)
class Opaque:
    """A number known by balls alone: tanh(…), e^(e^…), a value of an earlier layer.

    ``key`` says which number it is, ``ball(bits)`` encloses it, ``shown()`` is
    its formula.  ``positive`` where it is known to be above zero.
    """

    key: Hashable
    ball: Callable[[int], arb] = field(compare=False)
    shown: Callable[[], Formula] = field(compare=False)
    positive: bool = field(default=False, compare=False)

    @lazy
    def order(self) -> tuple[int, int, str]:
        """Where it stands among atoms."""
        return 2, 0, repr(self.key)

    def __repr__(self) -> str:
        return f"Opaque({self.order[2]})"  # kept: atoms hold atoms, as deep as there are layers

    def enclosure(self, power: Algebraic | int) -> arb:
        """The power at the precision that is set."""
        assert isinstance(power, int)
        return self.ball(ctx.prec) ** power


Atom: TypeAlias = Prime | Log | Opaque
Atoms: TypeAlias = tuple[tuple[Atom, "Algebraic | int"], ...]


class Mono:
    """√…·e^exponent·Π atom^power; made by :meth:`of` alone.

    Powers of a :class:`Prime` are algebraic (irrational parts and whole
    multiples of 2048), powers of other atoms are integers.
    """

    __slots__ = ("__weakref__", "_balls", "atoms", "exponent", "radical")

    radical: Radical
    exponent: Algebraic
    atoms: Atoms
    _balls: dict[int, arb]

    @staticmethod
    def of(radical: Radical = (), exponent: Algebraic = ZERO, atoms: Atoms = ()) -> Mono:
        """The monomial with these parts, always the same object."""
        key = (radical, exponent, atoms)
        with LOCK:
            known = _known.get(key)
            if known is None:
                known = Mono()
                known.radical, known.exponent, known.atoms = key
                known._balls = {}
                _known[key] = known
            return known

    def __reduce__(self) -> tuple[Callable[..., Mono], tuple[Radical, Algebraic, Atoms]]:
        return Mono.of, (self.radical, self.exponent, self.atoms)

    def __repr__(self) -> str:
        return f"Mono({self.radical}, {self.exponent}, {self.atoms})"

    @property
    def positive(self) -> bool:
        """Whether it is known to be above zero."""
        return all(atom.positive for atom, _ in self.atoms)

    def enclosure(self) -> arb:
        """The enclosure at the precision that is set; relative, however large e^a is."""
        bits = ctx.prec
        known = self._balls.get(bits)
        if known is not None:
            return known
        value = radical_ball(self.radical)
        powers = [
            (a, n) for a, n in self.atoms if isinstance(a, Prime) and isinstance(n, Algebraic)
        ]
        if self.exponent or powers:
            value *= _raised(self.exponent, powers)
        for atom, power in self.atoms:
            if not isinstance(atom, Prime):
                value *= atom.enclosure(power)
        return remembered(self._balls, bits, value)

    def inverse(self) -> tuple[fmpq, Mono]:
        """1/m as a rational factor and a monomial."""
        under = 1
        for p, _, _ in self.radical:
            under *= p
        radical = tuple((p, q - k, q) for p, k, q in self.radical)
        atoms = tuple((atom, -power) for atom, power in self.atoms)
        return fmpq(1, under), Mono.of(radical, -self.exponent, atoms)


def _raised(exponent: Algebraic, powers: Sequence[tuple[Prime, Algebraic]]) -> arb:
    """e^exponent·Π p^power: one logarithm, so that huge factors cancel before they are raised."""
    size = max(_size(one) for one in (exponent, *(power for _, power in powers)))
    with working(ctx.prec + 20 + size):
        total = exponent.enclosure()
        for prime, power in powers:
            total += prime.logarithm(power)
    return raised(total)


_known: WeakValueDictionary[tuple[Radical, Algebraic, Atoms], Mono] = WeakValueDictionary()
ONE = Mono.of()


def remembered(balls: dict[int, arb], bits: int, ball: arb) -> arb:
    """The ball, kept for its precision; a few precisions alternate while cells are printed."""
    if len(balls) >= 4:
        balls.clear()
    balls[bits] = ball
    return ball


def _size(exponent: Algebraic) -> int:
    """Bits before the point that an exponent may have."""
    most = 0
    for c in exponent.coefficients.values():
        most = max(most, int(c.p).bit_length() - int(c.q).bit_length())
    return most + 8


@lru_cache(1 << 16)
def mono_product(a: Mono, b: Mono) -> tuple[fmpq, Mono]:
    """The product, as a rational factor and a monomial."""
    factor, radical = radical_product(a.radical, b.radical)
    exponent = a.exponent + b.exponent if b.exponent else a.exponent
    if factor == 1:
        factor = UNIT  # callers ask for it by identity, which is 20 times as fast
    return factor, Mono.of(radical, exponent, _merged(a.atoms, b.atoms))


def _merged(a: Atoms, b: Atoms) -> Atoms:
    if not a or not b:
        return a or b
    powers: dict[Atom, Algebraic | int] = dict(a)
    for atom, power in b:
        powers[atom] = powers[atom] + power if atom in powers else power
    kept = [(atom, power) for atom, power in powers.items() if power]
    return tuple(sorted(kept, key=lambda item: item[0].order))


def prime_power(base: fmpq, exponent: Algebraic) -> tuple[fmpq, Mono]:
    """base^exponent for a positive base, as a rational factor and a monomial.

    Whole powers go into the factor and roots into the radical; irrational
    powers, and whole ones past 2048, stay formal powers of primes.

    >>> prime_power(fmpq(8), Algebraic.of(fmpq(1, 2)))
    (2, Mono(((2, 1, 2),), Algebraic(0), ()))
    """
    factor, radical = UNIT, []
    atoms: list[tuple[Atom, Algebraic | int]] = []
    for prime, k in factored((int(base.p), int(base.q))):
        power = exponent * k
        irrational = power.irrational_part()
        rest = power.coefficients.get((), fmpq(0))
        whole = int(rest.floor())
        if abs(whole) > MAX_EXPONENT:
            raise Limit(say("numbers.large_monomial"))
        rest -= whole
        formal = STEP * ((whole + STEP // 2) // STEP)
        factor *= fmpq(prime) ** (whole - formal)
        if rest:
            radical.append((prime, int(rest.p), int(rest.q)))
        if formal or irrational:
            atoms.append((Prime(prime), irrational + formal))
    return factor, Mono.of(tuple(radical), ZERO, tuple(atoms))


def worked_out(mono: Mono, c: fmpq) -> fmpq | None:
    """The value of c·Π p^k, where it is that and has at most 2^20 bits."""
    if mono.radical or mono.exponent:
        return None
    for atom, power in mono.atoms:
        whole = power.rational() if isinstance(power, Algebraic) else None
        if whole is None or isinstance(atom, (Log, Opaque)):
            return None
        if abs(whole) * atom.prime.bit_length() > MAX_BITS:
            return None
        c *= fmpq(atom.prime) ** int(whole.p)
    return c
