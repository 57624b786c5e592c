"""A cheap proof that an entry over several row sums is not zero.

Over Q(√δ) the entry is a rational function of x = e^(α/q), and it is zero only if that
function is.  The same computation modulo a prime in which every root has a value, at a
random x, gives 0 for the zero function whatever the prime, the roots and the point.
Another residue is therefore a proof of ≠; the residue 0 proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import lcm
from random import Random
from typing import TYPE_CHECKING

from flint import fmpq, nmod

from symattn.numbers.algebraic import Algebraic

if TYPE_CHECKING:
    from symattn.numbers.entries import Key
    from symattn.numbers.expsums import ExpSum

__all__ = ["differs"]

_PRIMES = (2**61 - 1, 2**62 - 57, 2**62 - 87, 2**62 - 117, 2**62 - 143, 2**62 - 153)


def differs(parts: Mapping[Key, ExpSum], tries: int = 6) -> bool:
    """Whether a residue proves that the sum of ``parts`` is not zero."""
    sums = [*parts.values(), *(row.value for key in parts for row, _ in key)]
    exponents = [monomial.exponent for one in sums for monomial in one.terms]
    if any(m.powers or m.atoms for one in sums for m in one.terms):
        return False
    radicals = {r for one in sums for c in one.terms.values() for r, _ in c.terms()}
    half = fmpq(1, 2)
    if any(exponent != half for radical in radicals for _, exponent in radical):
        return False
    generators = _generators(exponents)
    chance = Random(20170612)
    return any(
        _residue(parts, radicals, generators, prime, chance) is True for prime in _PRIMES[:tries]
    )


def _generators(exponents: Iterable[Algebraic]) -> dict[object, int]:
    """For each radical of the exponents the common denominator of its coefficients.

    e^(Σ c_r √r) is a product of powers of x_r = e^(√r/q_r); these are independent, since
    the exponents √r/q_r are linearly independent over Q.
    """
    below: dict[object, int] = {}
    for exponent in exponents:
        for radical, c in exponent.terms():
            below[radical] = lcm(below.get(radical, 1), int(c.q))
    return below


def _residue(
    parts: Mapping[Key, ExpSum], radicals: set[object], generators: dict[object, int],
    prime: int, chance: Random,
) -> bool | None:  # fmt: skip
    roots = _roots({p for radical in radicals for p, _ in radical}, prime)  # type: ignore[attr-defined]
    if roots is None:
        return None
    points = {radical: nmod(chance.randrange(2, prime - 1), prime) for radical in generators}

    def value(one: ExpSum) -> nmod:
        out = nmod(0, prime)
        for monomial, c in one.terms.items():
            term = _coefficient(c, roots, prime)
            for radical, k in monomial.exponent.terms():
                whole = int(k * generators[radical])
                # Fermat: exponents count modulo p − 1, so a fill of −10^9 costs nothing.
                term *= points[radical] ** (whole % (prime - 1))
            out += term
        return out

    try:
        out = nmod(0, prime)
        for key, one in parts.items():
            term = value(one)
            for row, n in key:
                term /= value(row.value) ** n
            out += term
    except ZeroDivisionError:
        return None
    return out != 0


def _coefficient(c: Algebraic, roots: Mapping[int, nmod], prime: int) -> nmod:
    out = nmod(0, prime)
    for radical, q in c.terms():
        term = nmod(int(q.p), prime) / nmod(int(q.q), prime)
        for p, _ in radical:
            term *= roots[p]
        out += term
    return out


def _roots(primes: set[int], modulus: int) -> dict[int, nmod] | None:
    """A square root of each prime modulo ``modulus`` (which is 3 mod 4), if all have one."""
    if modulus % 4 != 3:
        return None if primes else {}
    out = {}
    for p in primes:
        root = nmod(p, modulus) ** ((modulus + 1) // 4)
        if root * root != nmod(p, modulus):
            return None
        out[p] = root
    return out
