"""Closed forms of sums without row sums: 2 + e⁻², 11/√5, 2^√2 ln 3.

Plain numbers come first, then the powers of e, the largest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from flint import arb, fmpq

from symattn.formulas.tree import Apply, Exp, Formula, Num, Power
from symattn.numbers.algebraic import Algebraic, Radical
from symattn.numbers.angles import fewest
from symattn.numbers.board import (
    PLAIN,
    Style,
    Term,
    algebraic_formula,
    exponent_of,
    rational_formula,
    root_of,
    terminating,
    written,
)
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Atom, Mono, Opaque, Prime
from symattn.numbers.precision import working

__all__ = [
    "PLAIN",
    "Style",
    "algebraic_formula",
    "factors_of",
    "rational_formula",
    "returned",
    "sum_formula",
    "sum_terms",
    "terminating",
]


def sum_formula(value: ExpSum, style: Style = PLAIN) -> Formula:
    """An exponential sum: plain numbers first, then the powers of e, the largest first."""
    terms = sum_terms(value, style)
    if len(terms) == 1 and terms[0] == Term(terms[0].c):
        return rational_formula(terms[0].c, style)
    return written(terms, style)


@lru_cache(1 << 14)
def _bare(mono: Mono) -> Mono:
    return Mono.of((), mono.exponent, mono.atoms)


@lru_cache(1 << 14)
def _place(mono: Mono) -> tuple[bool, int, tuple[tuple[int, int, str], ...], float]:
    """Where a monomial stands in a sum."""
    with working(64):
        size = float(mono.exponent.enclosure().mid())
        for atom, power in mono.atoms:
            if isinstance(atom, Prime) and isinstance(power, Algebraic):
                size += float((power.enclosure() * arb(atom.prime).log()).mid())
    others = tuple(atom.order for atom, _ in mono.atoms if not isinstance(atom, Prime))
    return bool(mono.exponent or mono.atoms), len(others), others, -size


def sum_terms(value: ExpSum, style: Style = PLAIN) -> list[Term]:
    """The terms of the sum in the order in which they are written."""
    groups: dict[Mono, dict[Radical, fmpq]] = {}
    for mono, c in fewest(value.terms).items():
        groups.setdefault(_bare(mono), {})[mono.radical] = c
    ordered = sorted(groups, key=_place) if len(groups) > 1 else list(groups)
    return [term for mono in ordered for term in _terms(mono, groups[mono], style)]


def _terms(mono: Mono, parts: Mapping[Radical, fmpq], style: Style) -> Iterator[Term]:
    """c·e^a·Π atoms, where c is the sum of the parts; plain numbers each by itself."""
    if len(parts) > 1 and (mono.exponent or mono.atoms):
        coefficient = algebraic_formula(Algebraic(dict(parts)), style)
        yield Term(fmpq(1), 1, (coefficient, *factors_of(mono, style)))
        return
    for radical, c in sorted(parts.items(), key=lambda part: (len(part[0]), part[0])):
        own, number = returned(mono, c) if mono.atoms else (mono, c)
        root, others = root_of(radical)
        yield Term(number, root, (*others, *factors_of(own, style)))


@lru_cache(1 << 12)
def factors_of(mono: Mono, style: Style) -> tuple[Formula, ...]:
    """The factors of a monomial without its radical; primes to one power together: 10^√2."""
    primes: dict[Algebraic, int] = {}
    others: list[Formula] = []
    exponents: list[tuple[Formula, int]] = []
    for atom, power in mono.atoms:
        if isinstance(power, Algebraic):
            assert isinstance(atom, Prime)
            primes[power] = primes.get(power, 1) * atom.prime
            continue
        shown = (
            atom.shown()
            if isinstance(atom, Opaque)
            else Apply("ln", (Num(str(atom.prime)),), parentheses=False)
        )
        if isinstance(shown, Exp) and abs(power) == 1:
            exponents.append((shown.exponent, power))
        else:
            others.append(shown if power == 1 else Power(shown, Num(str(power))))
    powers = [Power(Num(str(base)), algebraic_formula(k, style)) for k, base in primes.items()]
    if mono.exponent:
        exponents.insert(0, (algebraic_formula(mono.exponent, style), 1))
    first = [Exp(exponent_of(exponents))] if exponents else []
    return (*first, *powers, *others)


def returned(mono: Mono, c: fmpq) -> tuple[Mono, fmpq]:
    """A formal whole power gets back its part that sits in the coefficient: 2^(−10^9)."""
    atoms: list[tuple[Atom, Algebraic | int]] = []
    up, down = int(c.p), int(c.q)
    for atom, power in mono.atoms:
        if isinstance(power, Algebraic) and () in power.coefficients:
            assert isinstance(atom, Prime)
            while up % atom.prime == 0:
                up, power = up // atom.prime, power + 1
            while down % atom.prime == 0:
                down, power = down // atom.prime, power - 1
        atoms.append((atom, power))
    return Mono.of(mono.radical, mono.exponent, tuple(atoms)), fmpq(up, down)
