"""Closed forms of sums without row sums: 2 + e⁻², 11√5/5, 2^√2 ln 3.

Plain numbers come first, then the powers of e, the largest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flint import arb, fmpq

from symattn.formulas.tree import (
    Apply,
    Exp,
    Formula,
    Fraction,
    Neg,
    Num,
    Power,
    Product,
    Root,
    product,
    sum_of,
)
from symattn.numbers.algebraic import Algebraic, Radical
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Atom, Mono, Opaque, Prime
from symattn.numbers.precision import working

__all__ = [
    "PLAIN",
    "Style",
    "algebraic_formula",
    "rational_formula",
    "returned",
    "sum_formula",
    "terminating",
]

ROUND = 6
"""An integer with so many zeros at its end is written as a power of ten."""
MOST_PLACES = 6  # a decimal longer than this is shown as a fraction


@dataclass(frozen=True)
class Style:
    """How closed forms are written.

    ``decimals``: rational numbers with a short expansion as decimals.
    ``reciprocals``: entries over several row sums keep r₁, r₂ …, which
    ``show.row_definitions`` tells; otherwise the row sums are written out.
    """

    decimals: bool = False
    reciprocals: bool = False


PLAIN = Style()


def sum_formula(value: ExpSum, style: Style = PLAIN) -> Formula:
    """An exponential sum: plain numbers first, then the powers of e, the largest first."""
    groups: dict[Mono, dict[Radical, fmpq]] = {}
    for mono, c in value.terms.items():
        groups.setdefault(_bare(mono), {})[mono.radical] = c
    if len(groups) == 1:
        ((mono, parts),) = groups.items()
        return _term(mono, parts, style)
    ordered = sorted(groups, key=_place)
    return sum_of([_term(mono, groups[mono], style) for mono in ordered])


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


def _term(mono: Mono, parts: Mapping[Radical, fmpq], style: Style) -> Formula:
    """c·e^a·Π atoms, where c is the sum of the parts."""
    if len(parts) > 1:
        factors = _factors(mono, style)
        coefficient = algebraic_formula(Algebraic(dict(parts)), style)
        return Product((coefficient, *factors)) if factors else coefficient
    ((radical, c),) = parts.items()
    if mono.atoms:
        mono, c = returned(mono, c)
    return _scaled(c, (*_roots(radical), *_factors(mono, style)), style)


def _scaled(c: fmpq, factors: tuple[Formula, ...], style: Style) -> Formula:
    """c times the factors: 2e⁻¹/3, −√5/5, 0.25 e⁻²."""
    if not factors:
        return rational_formula(c, style)
    over, under = abs(int(c.p)), int(c.q)
    text = terminating(over, under) if style.decimals and under > 1 else None
    if text is not None:
        shown: Formula = Product((Num(text), *factors))
    else:
        shown = product(factors) if over == 1 else Product((Num(str(over)), *factors))
        if under > 1:
            shown = Fraction(shown, Num(str(under)))
    return Neg(shown) if c < 0 else shown


@lru_cache(1 << 12)
def _factors(mono: Mono, style: Style) -> tuple[Formula, ...]:
    """The factors of a monomial without its radical; primes to one power together: 10^√2."""
    primes: dict[Algebraic, int] = {}
    others: list[Formula] = []
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
        others.append(shown if power == 1 else Power(shown, Num(str(power))))
    powers = [Power(Num(str(base)), algebraic_formula(k, style)) for k, base in primes.items()]
    first = [Exp(algebraic_formula(mono.exponent, style))] if mono.exponent else []
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


@lru_cache(1 << 14)
def algebraic_formula(value: Algebraic, style: Style = PLAIN) -> Formula:
    """A radical sum: 3 + 11√5/5."""
    terms = sorted(value.coefficients.items(), key=lambda term: (len(term[0]), term[0]))
    return sum_of(_scaled(c, _roots(radical), style) for radical, c in terms)


@lru_cache(1 << 10)
def _roots(radical: Radical) -> tuple[Formula, ...]:
    """√6, ∛2; roots past the fourth as powers."""
    inside: dict[int, int] = {}
    others: list[Formula] = []
    for p, k, q in radical:
        if q <= 4:
            inside[q] = inside.get(q, 1) * p**k
        else:
            exponent = Fraction(Num(str(k)), Num(str(q)), inline=True)
            others.append(Power(Num(str(p)), exponent))
    return (*(Root(Num(str(n)), q) for q, n in sorted(inside.items())), *others)


def rational_formula(value: fmpq | int, style: Style = PLAIN) -> Formula:
    """A rational number: an integer, a decimal where the style asks for it, a fraction.

    >>> rational_formula(fmpq(-1, 4), Style(decimals=True))
    Num(text='-0.25')
    """
    value = fmpq(value)
    over, under = int(value.p), int(value.q)
    if under == 1:
        return _whole(str(value.p))
    if style.decimals and (text := terminating(over, under)) is not None:
        return Num(text)
    shown = Fraction(Num(str(abs(value.p))), Num(str(value.q)))
    return Neg(shown) if over < 0 else shown


def _whole(digits: str) -> Formula:
    """An integer; a large round one as a power of ten: −10⁹, 3·10⁶."""
    figures = digits.rstrip("0")
    zeros = len(digits) - len(figures)
    if zeros < ROUND:
        return Num(digits)
    power = Power(Num("10"), Num(str(zeros)))
    lead = figures.lstrip("-")
    shown: Formula = power if lead == "1" else Product((Num(lead), power), by="·")
    return Neg(shown) if digits.startswith("-") else shown


def terminating(over: int, under: int) -> str | None:
    """over/under as a decimal, where six places are enough."""
    if over.bit_length() > 10_000:
        return None
    for places in range(1, MOST_PLACES + 1):
        if 10**places % under == 0:
            digits = str(abs(over) * (10**places // under)).rjust(places + 1, "0")
            return f"{'-' if over < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return None
