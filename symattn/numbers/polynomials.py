"""Entries over several row sums: a cheap proof of ≠, and multiplying out for a proof of =.

The exponents of e are rational combinations of 1 and some square roots; e^(√r/q)
for each of them is a variable, and the roots among the coefficients are variables
too (s with s^q = p).  A formal entry is then a rational function of the variables,
and by Lindemann-Weierstrass its value is zero only if that function is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isqrt, lcm, prod
from random import Random
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, nmod

from symattn.numbers.algebraic import Algebraic, Radical
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Mono
from symattn.numbers.rowsums import Key, RowSum

__all__ = ["constant", "cost", "highest_powers", "multiplied_out", "proven_different"]

Parts: TypeAlias = Mapping[Key, ExpSum]

MOST_SUMS = 20_000  # products of terms done by sums, without polynomials
MOST_TERMS = 300_000  # of a polynomial multiplied out: about ten seconds
MOST_WORK = 1 << 22  # terms times bits of their coefficients
# All are 3 modulo 4, so that a root of a square r is r^((p + 1)/4); half the primes
# have a root of 5, a quarter those of 2 and 3 …
PRIMES = tuple(
    2**62 - k
    for k in (
        57,
        117,
        153,
        273,
        317,
        581,
        633,
        765,
        773,
        777,
        813,
        981,
        993,
        1001,
        1017,
        1197,
        1241,
        1293,
        1353,
        1433,
        1553,
        1581,
        1617,
        1673,
        1697,
        1701,
        1881,
        2073,
        2141,
        2217,
        2285,
        2397,
    )
)


@dataclass(frozen=True)
class _Variables:
    """Which powers of e and which roots are variables, and their least powers."""

    powers: dict[Radical, int]  # e^(√r/q) by r, with q
    roots: dict[int, int]  # p^(1/q) by p, with q

    @classmethod
    def of(cls, sums: Iterable[ExpSum]) -> _Variables | None:
        """Those of the sums; None where there are atoms in them."""
        powers: dict[Radical, int] = {}
        roots: dict[int, int] = {}
        for one in sums:
            for mono in one.terms:
                if mono.atoms:
                    return None
                for p, _, q in mono.radical:
                    roots[p] = lcm(roots.get(p, 1), q)
                for radical, c in mono.exponent.coefficients.items():
                    powers[radical] = lcm(powers.get(radical, 1), int(c.q))
        return cls(powers, roots)

    def exponents(self, mono: Mono) -> tuple[int, ...]:
        """The powers of all variables in a monomial; those of e may be negative."""
        held = mono.exponent.coefficients
        of_e = (int((held[r] * q).p) if r in held else 0 for r, q in self.powers.items())
        inside = {p: (k, q) for p, k, q in mono.radical}
        of_roots = (
            inside[p][0] * (q // inside[p][1]) if p in inside else 0 for p, q in self.roots.items()
        )
        return (*of_e, *of_roots)

    def mono(self, exponents: Iterable[int]) -> tuple[fmpq, Mono]:
        """The monomial for such powers, the roots reduced by s^q = p."""
        numbers = iter(exponents)
        held = {r: fmpq(k, q) for r, q in self.powers.items() if (k := next(numbers))}
        exponent = Algebraic(held)
        factor, radical = fmpq(1), []
        for p, q in self.roots.items():
            whole, rest = divmod(next(numbers), q)
            factor *= fmpq(p) ** whole
            if rest:
                part = fmpq(rest, q)
                radical.append((p, int(part.p), int(part.q)))
        return factor, Mono.of(tuple(sorted(radical)), exponent)


def _sums(parts: Parts) -> list[ExpSum]:
    rows = {row: None for key in parts for row, _ in key}
    return [*parts.values(), *(row.value for row in rows)]


def proven_different(parts: Parts) -> bool:
    """Whether a residue proves that the sum of ``parts`` is not zero.

    The zero function is 0 modulo any prime, at any point, for any choice of the
    roots; another residue is therefore a proof.  The residue 0 proves nothing.
    """
    return any(residue != 0 for residue, _ in _residues(parts, 1))


def constant(parts: Parts) -> tuple[bool, fmpq | None]:
    """Whether residues tell something, and the one rational that the value can be then.

    A rational value q makes the function the constant q, with one residue at all
    points modulo one prime; two residues are a proof that the value is irrational.
    """
    found = _residues(parts, 2)
    if len(found) < 2:
        return False, None
    (first, prime), (second, _) = found
    return True, _reconstructed(first, prime) if first == second else None


def _reconstructed(residue: int, prime: int) -> fmpq | None:
    """The fraction p/q with p, q < √(prime/2) that has this residue (Wang's algorithm)."""
    bound = isqrt(prime // 2)
    a, b, u, v = prime, residue, 0, 1
    while b > bound:
        whole = a // b
        a, b, u, v = b, a - whole * b, v, u - whole * v
    return fmpq(b, v) if v and abs(v) <= bound else None


def _residues(parts: Parts, count: int) -> list[tuple[int, int]]:
    """Residues at ``count`` points, with their prime; fewer where they do not exist."""
    variables = _Variables.of(_sums(parts))
    if variables is None or any(q != 2 for q in variables.roots.values()):
        return []
    chance = Random(20170612)
    for prime in PRIMES:
        roots = _square_roots(variables.roots, prime)
        if roots is None:
            continue
        found = []
        for _ in range(count):
            points = [nmod(chance.randrange(2, prime - 1), prime) for _ in variables.powers]
            residue = _residue(parts, variables, [*points, *roots], prime)
            found += [] if residue is None else [(residue, prime)]
        if found:
            return found
    return []


def _square_roots(primes: Iterable[int], modulus: int) -> list[nmod] | None:
    out = []
    for p in primes:
        root = nmod(p, modulus) ** ((modulus + 1) // 4)
        if root * root != nmod(p, modulus):
            return None
        out.append(root)
    return out


def _residue(parts: Parts, variables: _Variables, at: list[nmod], prime: int) -> int | None:
    """The residue at a point; None where a denominator is 0 there."""

    def value(one: ExpSum) -> nmod:
        out = nmod(0, prime)
        for mono, c in one.terms.items():
            term = nmod(int(c.p), prime) / nmod(int(c.q), prime)
            for point, k in zip(at, variables.exponents(mono), strict=True):
                # Fermat: powers count modulo p − 1, so a fill of −10^9 costs nothing.
                if k:
                    term *= point ** (k % (prime - 1))
            out += term
        return out

    try:
        inverses = {row: 1 / value(row.value) for key in parts for row, _ in key}
        out = nmod(0, prime)
        for key, one in parts.items():
            term = value(one)
            for row, n in key:
                term *= inverses[row] ** n
            out += term
    except ZeroDivisionError:
        return None
    return int(out)


def multiplied_out(parts: Parts) -> ExpSum | None:
    """The entry times z_i^(k_i) for all its row sums z_i, at their highest powers k_i.

    None past the stated limits, which are checked before FLINT is asked.
    """
    highest, few = highest_powers(parts), cost(parts)
    if few <= MOST_SUMS:
        return _by_sums(parts, highest)
    variables = _Variables.of(_sums(parts))
    if variables is None or not _affordable(parts, highest, variables, few):
        return None
    return _by_polynomials(parts, highest, variables)


def cost(parts: Parts) -> int:
    """The products of terms that multiplying out takes at most, row after row."""
    each: list[int] = [len(row.value.terms) ** n for row, n in highest_powers(parts).items()]
    return prod(each) * sum(len(one.terms) for one in parts.values())


def highest_powers(parts: Parts) -> dict[RowSum, int]:
    """The row sums of the denominator, with their powers."""
    highest: dict[RowSum, int] = {}
    for key in parts:
        for row, n in key:
            highest[row] = max(highest.get(row, 0), n)
    return highest


def _by_sums(parts: Parts, highest: Mapping[RowSum, int]) -> ExpSum:
    """Row after row: what stands over r^k is multiplied by z^(highest − k)."""
    left = dict(parts)
    for row, most in highest.items():
        merged: dict[Key, list[ExpSum]] = {}
        for key, one in left.items():
            n = dict(key).get(row, 0)
            rest = tuple(pair for pair in key if pair[0] != row)
            merged.setdefault(rest, []).append(one * row.value.power(most - n))
        left = {key: ExpSum.total(sums) for key, sums in merged.items()}
    return ExpSum.total(left.values())


def _affordable(
    parts: Parts, highest: Mapping[RowSum, int], variables: _Variables, few: int
) -> bool:
    """Whether the product is bounded: by its terms, or by the room for its powers."""

    def spread(sums: Iterable[ExpSum]) -> list[int]:
        rows = (variables.exponents(m) for one in sums for m in one.terms)
        return [max(column) - min(column) for column in zip(*rows, strict=True)]

    room = [d + 1 for d in spread(parts.values())]
    bits = max(int(c.height_bits()) for one in parts.values() for c in one.terms.values())
    for row, n in highest.items():
        room = [r + 2 * n * d for r, d in zip(room, spread([row.value]), strict=True)]
        bits += n * (max(int(c.height_bits()) for c in row.value.terms.values()) + 4)
    terms = min(few, prod(room))
    return terms <= MOST_TERMS and terms * (1 + bits // 64) <= MOST_WORK


def _by_polynomials(parts: Parts, highest: Mapping[RowSum, int], variables: _Variables) -> ExpSum:
    names = [f"x{i}" for i in range(len(variables.powers) + len(variables.roots))]
    ring = fmpq_mpoly_ctx.get(names, "lex")
    least = {row: _least(variables, [row.value]) for row in highest}
    lowered = {row: _polynomial(ring, variables, row.value, least[row]) for row in highest}
    powers = {row: [lowered[row] ** n for n in range(most + 1)] for row, most in highest.items()}

    def offset(key: Key) -> tuple[int, ...]:
        """r = x^(−least)/lowered: the powers that the lowering of the row sums left out."""
        out = [0] * len(names)
        for row, n in key:
            out = [a + n * b for a, b in zip(out, least[row], strict=True)]
        return tuple(out)

    floors = [
        [a - b for a, b in zip(variables.exponents(m), offset(key), strict=True)]
        for key, one in parts.items()
        for m in one.terms
    ]
    floor = [min(column) for column in zip(*floors, strict=True)]
    left = {
        key: _polynomial(
            ring, variables, one, [f + o for f, o in zip(floor, offset(key), strict=True)]
        )
        for key, one in parts.items()
    }
    for row, most in highest.items():
        merged: dict[Key, fmpq_mpoly] = {}
        for key, poly in left.items():
            n = dict(key).get(row, 0)
            rest = tuple(pair for pair in key if pair[0] != row)
            product = poly * powers[row][most - n]
            merged[rest] = merged[rest] + product if rest in merged else product
        left = merged
    raised = offset(tuple(highest.items()))  # z = x^least·lowered, for the row sums taken away
    return _back(left[()], variables, [a + b for a, b in zip(floor, raised, strict=True)])


def _least(variables: _Variables, sums: Iterable[ExpSum]) -> tuple[int, ...]:
    columns = zip(*(variables.exponents(m) for one in sums for m in one.terms), strict=True)
    return tuple(min(column) for column in columns)


def _polynomial(
    ring: fmpq_mpoly_ctx, variables: _Variables, one: ExpSum, least: Iterable[int]
) -> fmpq_mpoly:
    lower = tuple(least)
    return ring.from_dict(
        {
            tuple(a - b for a, b in zip(variables.exponents(m), lower, strict=True)): c
            for m, c in one.terms.items()
        }
    )


def _back(poly: fmpq_mpoly, variables: _Variables, floor: list[int]) -> ExpSum:
    out: dict[Mono, fmpq] = {}
    for exponents, c in poly.to_dict().items():
        factor, mono = variables.mono(int(a) + b for a, b in zip(exponents, floor, strict=True))
        out[mono] = out.get(mono, fmpq(0)) + c * factor
    return ExpSum({m: c for m, c in out.items() if c})
