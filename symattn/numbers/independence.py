"""When sums of monomials are zero: the theorems that decide it.

- *Lindemann-Weierstrass* (Baker, Transcendental Number Theory, 1975, theorem
  1.4): exponentials of distinct algebraic numbers are linearly independent
  over the algebraic numbers.  So Σ c·e^a is zero only if every c is.
- *Baker* (the same, theorems 2.1 to 2.3): e^b·Π p^c with algebraic b, c is
  transcendental unless b = 0 and all c are rational.  So where all monomials
  are powers of one such number, up to a common factor, only zero coefficients
  give zero: b^(√δ/q), which is also the theorem of Gelfond and Schneider.
- *Baker* again: 1 and the logarithms of primes are linearly independent over
  the algebraic numbers.  One logarithm alone is transcendental.

Past these no procedure is known, and the answer is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log2
from typing import TypeAlias

from flint import fmpq

from symattn.numbers.algebraic import Algebraic
from symattn.numbers.monomials import ZERO, Atom, Log, Mono, Opaque, Prime

__all__ = ["collected", "independent"]

Terms: TypeAlias = Mapping[Mono, fmpq]

NEAR = 1 << 16  # formal powers of primes that are this near are put together
_ZERO = fmpq(0)


def collected(terms: Terms) -> Terms:
    """The same sum, with the formal whole powers 2^(−10^9) of near size put together.

    After it, monomials that differ in such powers alone lie far apart in size.
    """
    if not any(_formal(mono) for mono in terms):
        return terms
    groups: dict[Mono, list[tuple[dict[int, int], fmpq]]] = {}
    for mono, c in terms.items():
        groups.setdefault(_stripped(mono), []).append((_formal(mono), c))
    out: dict[Mono, fmpq] = {}
    for mono, members in groups.items():
        anchors: list[tuple[dict[int, int], fmpq]] = []
        for powers, c in sorted(members, key=_magnitude, reverse=True):
            for i, (anchor, sum_so_far) in enumerate(anchors):
                moved = _moved(powers, anchor)
                if moved is not None:
                    anchors[i] = (anchor, sum_so_far + c * moved)
                    break
            else:
                anchors.append((powers, c))
        for anchor, c in anchors:
            if c:
                out[_with(mono, anchor)] = c
    return out


def independent(terms: Terms) -> bool:
    """Whether the sum of these collected terms is proven not to be zero."""
    if not terms or not _separated(terms):
        return False
    atoms = [_by_kind(mono) for mono in terms]
    opaque = {kinds[1] for kinds in atoms}
    if opaque != {()} and (len(opaque) > 1 or not all(a.positive for a, _ in atoms[0][1])):
        return False
    logs = {kinds[0] for kinds in atoms}
    vectors = [_vector(mono) for mono in terms]
    if len(logs) == 1:
        powers = any(tag[0] for vector in vectors for tag in vector)
        return not powers or _on_a_line(vectors)
    if any(vector != vectors[0] for vector in vectors):
        return False
    primes = {atom.order for kind in logs for atom, _ in kind}
    return len(primes) == 1 or all(len(kind) <= 1 and all(n == 1 for _, n in kind) for kind in logs)


Kind: TypeAlias = tuple[tuple[Atom, "Algebraic | int"], ...]


def _by_kind(mono: Mono) -> tuple[Kind, Kind]:
    return (
        tuple(pair for pair in mono.atoms if isinstance(pair[0], Log)),
        tuple(pair for pair in mono.atoms if isinstance(pair[0], Opaque)),
    )


def _formal(mono: Mono) -> dict[int, int]:
    """The whole powers of primes that a monomial keeps formal."""
    out = {}
    for atom, power in mono.atoms:
        if isinstance(atom, Prime) and isinstance(power, Algebraic):
            whole = power.coefficients.get(())
            if whole is not None:
                out[atom.prime] = int(whole.p)
    return out


def _stripped(mono: Mono) -> Mono:
    kept: list[tuple[Atom, Algebraic | int]] = []
    for atom, power in mono.atoms:
        if isinstance(atom, Prime) and isinstance(power, Algebraic):
            power = power.irrational_part()
        if power:
            kept.append((atom, power))
    return Mono.of(mono.radical, mono.exponent, tuple(kept))


def _with(mono: Mono, powers: Mapping[int, int]) -> Mono:
    atoms: dict[Atom, Algebraic | int] = dict(mono.atoms)
    for prime, power in powers.items():
        atoms[Prime(prime)] = atoms.get(Prime(prime), ZERO) + power
    kept = sorted(atoms.items(), key=lambda item: item[0].order)
    return Mono.of(mono.radical, mono.exponent, tuple(kept))


def _magnitude(member: tuple[Mapping[int, int], fmpq]) -> float:
    """About log₂ of the absolute value."""
    powers, c = member
    bits = int(c.p).bit_length() - int(c.q).bit_length()
    return bits + sum(power * log2(prime) for prime, power in powers.items())


def _moved(powers: Mapping[int, int], anchor: Mapping[int, int]) -> fmpq | None:
    """Π p^(power − anchor), where that is not too large a number to work with."""
    factor = fmpq(1)
    for prime in {*powers, *anchor}:
        by = powers.get(prime, 0) - anchor.get(prime, 0)
        if abs(by) > NEAR:
            return None
        factor *= fmpq(prime) ** by
    return factor


def _separated(terms: Terms) -> bool:
    """Whether no two monomials that differ in formal powers alone can cancel."""
    groups: dict[Mono, list[float]] = {}
    for mono, c in terms.items():
        formal = _formal(mono)
        groups.setdefault(_stripped(mono), []).append(_magnitude((formal, c)))
    for sizes in groups.values():
        if len(sizes) > 1:
            first, second, *_ = sorted(sizes, reverse=True)
            if first - second < 16 + len(sizes) + abs(first) * 1e-9:
                return False
    return True


Vector: TypeAlias = dict[tuple[int, tuple[tuple[int, int, int], ...]], fmpq]


def _vector(mono: Mono) -> Vector:
    """The exponents over Q: those of e^√… under 0, those of p^√… under p."""
    vector: Vector = {(0, r): c for r, c in mono.exponent.coefficients.items()}
    for atom, power in mono.atoms:
        if isinstance(atom, Prime) and isinstance(power, Algebraic):
            for radical, c in power.coefficients.items():
                if radical:
                    vector[atom.prime, radical] = c
    return vector


def _on_a_line(vectors: list[Vector]) -> bool:
    """Whether all vectors lie on one line (over Q)."""
    first = vectors[0]
    direction: Vector = {}
    for vector in vectors[1:]:
        step = {
            tag: d
            for tag in {*vector, *first}
            if (d := vector.get(tag, _ZERO) - first.get(tag, _ZERO))
        }
        if not step:
            continue
        if not direction:
            direction = step
            continue
        if step.keys() != direction.keys():
            return False
        tag = next(iter(step))
        ratio = step[tag] / direction[tag]
        if any(step[t] != ratio * direction[t] for t in step):
            return False
    return True
