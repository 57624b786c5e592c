"""Closed forms as on a board: e⁻²/(2 + e⁻²), √5/5, 2e⁻¹; never 1/((e⁻² + 2)e²).

The largest power of the row sum is taken out, plain numbers come first, and
coefficients are brought to integers.  Entries over several row sums are sums of
fractions, or keep the reciprocals r₁, r₂ …, each of which
:func:`row_definitions` tells.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import gcd, lcm

from flint import fmpq

from symattn.formulas.tree import (
    Formula,
    Fraction,
    Infinity,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Sym,
    Word,
    product,
    sum_of,
)
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.angles import angle
from symattn.numbers.board import Term, written
from symattn.numbers.closed import (
    PLAIN,
    Style,
    algebraic_formula,
    factors_of,
    rational_formula,
    returned,
    sum_formula,
    sum_terms,
)
from symattn.numbers.entries import MINUS_INFINITY, Element, Entry, Key, RowSum, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import ONE, ZERO, Mono
from symattn.numbers.precision import working
from symattn.numbers.rowsums import TANH

__all__ = [
    "Style",
    "algebraic_formula",
    "formula",
    "rational_formula",
    "row_definitions",
    "row_symbol",
    "sum_formula",
]

MOST_EXPANDED = 144  # terms of a numerator over a power of a row sum


def formula(value: Element | ExpSum | Algebraic | fmpq | int, style: Style = PLAIN) -> Formula:
    """The closed form of an entry; −∞, or "undefined" in an undefined row.

    >>> z = RowSum(("row", 0), 2 * ExpSum.exp(11) + ExpSum.exp(9))
    >>> shown = formula(ExpSum.exp(9) * Entry.reciprocal(z))
    >>> shown.over, shown.under.terms[0]
    (Exp(exponent=Num(text='-2')), Num(text='2'))
    """
    if isinstance(value, Special):
        return Neg(Infinity()) if value == MINUS_INFINITY else Word("undefined")
    value = with_tanh(Entry.of(value))
    rows = value.rows()
    if not rows:
        return sum_formula(value.plain(), style)
    if (plain := _rational(value)) is not None:
        return rational_formula(plain, style)
    if style.reciprocals and _formal(value):
        parts = sorted(value.parts(), key=lambda part: [(r.place, n) for r, n in _named(part[0])])
        return sum_of(_part(key, one, style) for key, one in parts)
    groups: dict[tuple[RowSum, ...], dict[Key, ExpSum]] = {}
    for key, one in sorted(
        value.parts(), key=lambda part: bool(part[0])
    ):  # plain terms share the denominator of a single row
        own = rows if len(rows) == 1 else tuple(row for row, _ in key)
        groups.setdefault(own, {})[key] = one
    shown = [part for held in groups.values() for part in _group(Entry(held), style)]
    return sum_of(part for part in shown if part != Num("0"))


def _group(value: Entry, style: Style) -> list[Formula]:
    """The terms over the same row sums: one fraction where it is one row's."""
    rows = value.rows()
    if not rows:
        return [sum_formula(value.plain(), style)]
    if not _formal(value):
        return [_over_row(value, rows[0], style)]
    return [_part(key, one, style) for key, one in value.parts()]


def row_definitions(value: Element, style: Style = PLAIN) -> tuple[tuple[Formula, Formula], ...]:
    """What each reciprocal in the entry's formula stands for: (r₁, 1/(2 + e⁻²)), …"""
    if isinstance(value, Special):
        return ()
    value = with_tanh(value)
    if not _formal(value) or _rational(value) is not None:
        return ()
    rows = sorted(value.rows(), key=lambda row: str(row.label))
    return tuple(
        (row_symbol(row), Fraction(Num("1"), sum_formula(_bottom(row)[1], style))) for row in rows
    )


def row_symbol(row: RowSum) -> Formula:
    """r with the row's numbers, from 1; the last of a label counts the one column of sums."""
    numbers = [part for part in row.label if isinstance(part, int)]
    shown = numbers[:-1] if len(numbers) > 1 and numbers[-1] == 0 else numbers
    return Sym("r", sub=tuple(Num(str(n + 1)) for n in shown))


def _formal(value: Entry) -> bool:
    """Whether the formula keeps reciprocals rather than one fraction."""
    rows = value.rows()
    if len(rows) != 1:
        return len(rows) > 1
    (row,) = rows
    most = max(n for key, _ in value.parts() for _, n in key)
    if most == 1:
        return False
    expanded = sum(len(one.terms) for _, one in value.parts())
    for _ in range(most - 1):
        expanded *= len(row.value.terms)
    return expanded > MOST_EXPANDED


def _rational(value: Entry) -> fmpq | None:
    """The value where it is rational; several row sums are looked at only where it seems so."""
    if _formal(value):
        with working(64):
            if not (value.enclosure() * 720_720).contains_integer():
                return None
    return value.rational()


def _top(bottom: ExpSum) -> Mono:
    """The largest power in a sum: what is taken out."""
    plain = [Mono.of((), mono.exponent, mono.atoms) for mono in bottom.terms]
    best = plain[0]
    if not any(mono.atoms for mono in plain):
        return Mono.of((), bottom.largest_exponent())
    with working(64):
        for mono in plain[1:]:
            if mono.enclosure() > best.enclosure():
                best = mono
    return best


def _without(value: ExpSum, taken: Mono) -> ExpSum:
    factor, turned = taken.inverse()
    return value * ExpSum({turned: factor})


def _primitive(value: ExpSum) -> tuple[fmpq, ExpSum]:
    """A rational factor, and the sum with coprime integer coefficients."""
    if not value:
        return fmpq(1), value
    numbers = [returned(m, c)[1] if m.atoms else c for m, c in value.terms.items()]
    below = lcm(*(int(c.q) for c in numbers))
    common = gcd(*(int((c * below).p) for c in numbers))
    factor = fmpq(common, below)
    return factor, (value if factor == 1 else value * (1 / factor))


@lru_cache(1 << 8)
def _bottom(row: RowSum) -> tuple[Mono, ExpSum]:
    """What is taken out of a row sum, and what stays."""
    taken = _top(row.value)
    return taken, _without(row.value, taken)


def _over_row(value: Entry, row: RowSum, style: Style) -> Formula:
    """One fraction over a row sum or its square."""
    most = max(n for key, _ in value.parts() for _, n in key)
    taken, bottom = _bottom(row)
    top = ExpSum.total(
        _lifted(one, taken, bottom, key[0][1] if key else 0, most) for key, one in value.parts()
    )
    below, bottom = _primitive(bottom)
    above, top = _primitive(top)
    factor = above
    for _ in range(most):
        factor = factor / below
    if not top or top == bottom.power(most):
        return rational_formula(factor if top else 0, style)
    shown = sum_formula(bottom, style)
    under = shown if most == 1 else Power(shown, Num(str(most)))
    apart = None if most == 1 else _apart(top, factor, style)
    terms = apart or [replace(t, c=t.c * factor) for t in sum_terms(top, style)]
    return written([replace(term, under=(under,)) for term in terms], style)


def _apart(top: ExpSum, factor: fmpq, style: Style) -> list[Term] | None:
    """The largest power of e that is in every term, before the sum of what stays: e⁻¹(4 − 6e⁻¹).

    None where there is none.
    """
    if len(top.terms) < 2 or any(mono.atoms for mono in top.terms):
        return None
    taken = _top(top)
    if taken == ONE:
        return None
    left = _without(top, taken) * factor
    below = lcm(*(int(c.q) for c in left.terms.values()))
    inner = sum_formula(left * below, style)
    if not isinstance(inner, Sum):
        return None
    negative, _ = _unsigned(inner.terms[0])
    if negative:
        inner = sum_formula(left * -below, style)
    return [Term(fmpq(-1 if negative else 1, below), 1, (*factors_of(taken, style), inner))]


def _lifted(one: ExpSum, taken: Mono, bottom: ExpSum, n: int, most: int) -> ExpSum:
    """one·r^n over bottom^most, where r = 1/(taken·bottom)."""
    for _ in range(n):
        one = _without(one, taken)
    return one * bottom.power(most - n)


def _part(key: Key, one: ExpSum, style: Style) -> Formula:
    """A term r₁ e⁻², or e⁻²/(2 + e⁻²), of an entry over several row sums."""
    held: list[Formula] = []
    for row, n in _named(key):
        taken, bottom = _bottom(row)
        for _ in range(n):
            one = _without(one, taken)
        base = row_symbol(row) if style.reciprocals else sum_formula(bottom, style)
        held.append(base if n == 1 else Power(base, Num(str(n))))
    if not held:
        return sum_formula(one, style)
    if not style.reciprocals:
        return _fraction(sum_formula(one, style), product(held))
    rational = one.rational()
    if rational is not None and abs(rational) == 1:
        return product(held) if rational > 0 else Neg(product(held))
    negative, factor = _unsigned(sum_formula(one, style))
    whole = Product((factor, *held)) if rational is not None else Product((*held, factor))
    return Neg(whole) if negative else whole


def _named(key: Key) -> Key:
    """A product of reciprocals in the order of their names."""
    return tuple(sorted(key, key=lambda pair: pair[0].place)) if len(key) > 1 else key


def _unsigned(shown: Formula) -> tuple[bool, Formula]:
    """Whether a sign stands before it, and the formula without the sign."""
    if isinstance(shown, Neg):
        return True, shown.body
    if isinstance(shown, Num) and shown.text.startswith("-"):
        return True, Num(shown.text[1:])
    return False, shown


def _fraction(over: Formula, under: Formula) -> Formula:
    negative, over = _unsigned(over)
    shown = Fraction(over, under)
    return Neg(shown) if negative else shown


def with_tanh(value: Entry) -> Entry:
    """The same value with tanh for each reciprocal that ``hyperbolic`` made: (1 − tanh x)/2.

    So equal ones add up, and opposite ones cancel.  Those whose argument is no algebraic
    number stay.
    """
    if not any(row.label[:1] == (TANH,) for row in value.rows()):
        return value
    parts = []
    for key, one in value.parts():
        whole = Entry.of(one)
        for row, n in key:
            half = _half(row)
            for _ in range(n):
                whole = whole * (Entry.reciprocal(row) if half is None else half)
        parts.append(whole)
    return Entry.sum_of(parts)


def _half(row: RowSum) -> Entry | None:
    """(1 − tanh x)/2 for the reciprocal of e^(2x) + 1."""
    others = [(mono, c) for mono, c in row.value.terms.items() if mono != ONE]
    if row.label[:1] != (TANH,) or len(others) != 1 or row.value.terms.get(ONE) != 1:
        return None
    ((mono, c),) = others
    if mono.radical or mono.atoms or c != 1:
        return None
    return Entry.of((ExpSum.of(1) - _tanh(mono.exponent * fmpq(1, 2))) * fmpq(1, 2))


def _tanh(x: Algebraic) -> ExpSum:
    """tanh x as one number; of two opposite arguments the positive one."""
    if x.sign() == -1:
        return _tanh(x * -1) * -1
    return ExpSum({Mono.of((), ZERO, ((angle("tanh", x), 1),)): fmpq(1)})
