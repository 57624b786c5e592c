"""How a person writes a number on a board: 11/√5, e⁻¹/(√2 z²), 0.8569/√3, (1 + √5)/2.

The one place where this is decided, for exact numbers and for expressions with letters
alike.  Both bring their sums here as :class:`Term` objects:

- a root that divides what stands below goes below: 11√5/5 is 11/√5, as it was divided;
- terms that share what stands below are one fraction, and so are several fractions of
  numbers: ½ + e⁻¹/3 is (3 + 2e⁻¹)/6, while 3 + e⁻¹/2 stays;
- decimals stay decimals, with the root where it leaves fewer places: 0.8569/√3;
- a fraction stands before a function: ½ tanh ½;
- k follows q: q₁k₁.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lcm

from flint import fmpq

from symattn.formulas.tree import (
    Apply,
    Exp,
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sum,
    Sym,
    product,
    sum_of,
)
from symattn.numbers.algebraic import Algebraic, Radical

__all__ = [
    "PLAIN",
    "Style",
    "Term",
    "algebraic_formula",
    "exponent_of",
    "in_order",
    "rational_formula",
    "root_of",
    "terminating",
    "written",
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


@dataclass(frozen=True)
class Term:
    """c·√root·Π factors over Π under, before it is decided where each of them stands."""

    c: fmpq
    root: int = 1
    factors: tuple[Formula, ...] = ()
    under: tuple[Formula, ...] = ()


@dataclass(frozen=True)
class _Top:
    """What stands above in a term: a number in digits, a root, factors."""

    negative: bool
    number: str
    root: int
    factors: tuple[Formula, ...]

    def shown(self) -> Formula:
        first = (Root(Num(str(self.root))),) if self.root > 1 else ()
        rest = (*first, *self.factors)
        if self.number == "1" and rest:
            return product(rest)
        number = Num(self.number) if "." in self.number else _whole(self.number)
        return Product((number, *rest)) if rest else number

    def signed(self) -> Formula:
        return _negated(self.shown()) if self.negative else self.shown()


def written(terms: Sequence[Term], style: Style = PLAIN) -> Formula:
    """The sum of the terms: one fraction where they share what stands below.

    >>> from symattn.formulas.plain import write
    >>> half = fmpq(1, 2)
    >>> write(written([Term(fmpq(11, 5), 5)])), write(written([Term(half), Term(half, 5)]))
    ('11/√5', '(1 + √5)/2')
    """
    if not terms:
        return Num("0")
    if len(terms) == 1 or _is_one(terms, style):
        return _fraction(terms, style)
    return sum_of(_fraction((term,), style) for term in terms)


def _is_one(terms: Sequence[Term], style: Style) -> bool:
    """Whether the terms stand over one line."""
    if len({term.under for term in terms}) > 1:
        return False
    if terms[0].under:
        return True
    if style.decimals and _decimal_places(terms) is not None:
        return _decimal_places(terms) == "below" and terms[0].root > 1
    if _root_goes_below(terms):
        return True
    apart = any(_root_goes_below((term,)) for term in terms)
    return not apart and sum(term.c.q > 1 for term in terms) > 1


def _root_goes_below(terms: Sequence[Term]) -> bool:
    """Whether the terms have one root, and it divides what stands below them."""
    root = terms[0].root
    below = lcm(*(int(term.c.q) for term in terms))
    return root > 1 and below % root == 0 and all(term.root == root for term in terms)


def _decimal_places(terms: Sequence[Term]) -> str | None:
    """Where the roots stand if all numbers are short decimals: "above", "below", else None."""
    above = [_digits(term.c) for term in terms]
    below = [_digits(term.c * term.root) for term in terms]
    shared = len({term.root for term in terms}) == 1
    if None in above:
        return None if None in below or not shared else "below"
    if None in below or not shared:
        return "above"
    return "below" if _most_places(below) < _most_places(above) else "above"


def _digits(number: fmpq) -> str | None:
    size = abs(number)
    return str(size.p) if size.q == 1 else terminating(int(size.p), int(size.q))


def _most_places(texts: Sequence[str | None]) -> int:
    return max(len(text.partition(".")[2]) for text in texts if text is not None)


def _fraction(terms: Sequence[Term], style: Style) -> Formula:
    """All terms over one line, or without one where nothing stands below."""
    low, below = 1, 1
    where = _decimal_places(terms) if style.decimals else None
    if where is not None:
        low = terms[0].root if where == "below" else 1
        tops = [_top(term, _digits(term.c * low) or "", low) for term in terms]
    else:
        low = terms[0].root if _root_goes_below(terms) else 1
        whole = lcm(*(int(term.c.q) for term in terms))
        below = whole // low
        tops = [_top(term, str(abs(term.c * whole).p), low) for term in terms]
    bottom = _bottom(below, low, terms[0].under)
    if len(tops) > 1:
        top = sum_of(one.signed() for one in tops)
        return top if bottom is None else Fraction(top, bottom)
    (only,) = tops
    return _negated(_one(only, bottom)) if only.negative else _one(only, bottom)


def _top(term: Term, number: str, low: int) -> _Top:
    return _Top(term.c < 0, number, 1 if low > 1 else term.root, term.factors)


def _bottom(below: int, low: int, under: tuple[Formula, ...]) -> Formula | None:
    number = (_whole(str(below)),) if below > 1 else ()
    root = (Root(Num(str(low))),) if low > 1 else ()
    listed = (*number, *root, *under)
    return product(listed) if listed else None


def _one(top: _Top, bottom: Formula | None) -> Formula:
    """A single term; what multiplies a function stands before it."""
    if bottom is None:
        return top.shown()
    if len(top.factors) == 1 and _is_function(top.factors[0]):
        before = _Top(False, top.number, top.root, ())
        return Product((Fraction(before.shown(), bottom), *top.factors))
    return Fraction(top.shown(), bottom)


def _is_function(factor: Formula) -> bool:
    base = factor.base if isinstance(factor, Power) else factor
    return isinstance(base, Apply)


def _negated(shown: Formula) -> Formula:
    if isinstance(shown, Num):
        return Num(f"-{shown.text}")
    return Neg(shown)


def rational_formula(value: fmpq | int, style: Style = PLAIN) -> Formula:
    """A rational number: an integer, a decimal where the style asks for it, a fraction.

    >>> rational_formula(fmpq(-1, 4), Style(decimals=True))
    Num(text='-0.25')
    """
    value = fmpq(value)
    whole = abs(value.p) // value.q
    short = style.decimals and _digits(value) is not None
    if value.q > 1 and whole and whole % 10**ROUND == 0 and not short:  # −10⁹ − ½
        sign = -1 if value < 0 else 1
        return sum_of(
            (rational_formula(sign * whole), rational_formula(value - sign * whole, style))
        )
    return _fraction((Term(value),), style)


def _whole(digits: str) -> Formula:
    """An integer; a large round one as a power of ten: 10⁹, 3·10⁶."""
    figures = digits.rstrip("0")
    zeros = len(digits) - len(figures)
    if zeros < ROUND:
        return Num(digits)
    power = Power(Num("10"), Num(str(zeros)))
    return power if figures == "1" else Product((Num(figures), power), by="·")


def terminating(over: int, under: int) -> str | None:
    """over/under as a decimal, where six places are enough."""
    if over.bit_length() > 10_000:
        return None
    for places in range(1, MOST_PLACES + 1):
        if 10**places % under == 0:
            digits = str(abs(over) * (10**places // under)).rjust(places + 1, "0")
            return f"{'-' if over < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return None


@lru_cache(1 << 14)
def algebraic_formula(value: Algebraic, style: Style = PLAIN) -> Formula:
    """A radical sum: 3 + 11/√5."""
    terms = sorted(value.coefficients.items(), key=lambda term: (len(term[0]), term[0]))
    if len(terms) == 1 and not terms[0][0]:
        return rational_formula(terms[0][1], style)
    return written([Term(c, *root_of(radical)) for radical, c in terms], style)


@lru_cache(1 << 10)
def root_of(radical: Radical) -> tuple[int, tuple[Formula, ...]]:
    """The number under the square root, and the other roots: ∛2; past the fourth as powers."""
    inside: dict[int, int] = {}
    others: list[Formula] = []
    for p, k, q in radical:
        if q <= 4:
            inside[q] = inside.get(q, 1) * p**k
        else:
            exponent = Fraction(Num(str(k)), Num(str(q)), inline=True)
            others.append(Power(Num(str(p)), exponent))
    square = inside.pop(2, 1)
    return square, (*(Root(Num(str(n)), q) for q, n in sorted(inside.items())), *others)


_FOLLOWS = {"k": "q~", "K": "Q~"}
"""Letters that stand behind another one than the alphabet's: q₁k₁."""


def exponent_of(parts: Sequence[tuple[Formula, int]]) -> Formula:
    """Σ of exponents, each added or taken off; what stands there with both signs is left out.

    >>> exponent_of([(Sum((Sym("x"), Sym("y"))), -1), (Sym("x"), 1)])
    Neg(body=Sym(name='y', sub=(), sup=(), accent='', upright=False))
    """
    kept: list[Formula] = []
    for exponent, sign in parts:
        for term in exponent.terms if isinstance(exponent, Sum) else (exponent,):
            one, other = (term, _opposite(term)) if sign > 0 else (_opposite(term), term)
            if other in kept:
                kept.remove(other)
            else:
                kept.append(one)
    return sum_of(kept)


def _opposite(term: Formula) -> Formula:
    if isinstance(term, Num) and term.text.startswith("-"):
        return Num(term.text[1:])
    return term.body if isinstance(term, Neg) else _negated(term)


def in_order(factors: Sequence[Formula]) -> tuple[Formula, ...]:
    """Factors in the order of a board: roots, letters, powers of e, what is in parentheses,
    functions.

    >>> [one.name for one in in_order([Sym("k"), Sym("v"), Sym("q")])]
    ['q', 'k', 'v']
    """
    return tuple(sorted(factors, key=_place))


def _place(factor: Formula) -> tuple[int, str]:
    base = factor.base if isinstance(factor, Power) else factor
    match base:
        case Root():
            return 0, ""
        case Exp():
            return 2, ""
        case Sym(name, sub):
            return 1, _FOLLOWS.get(name, name) + " " + ",".join(map(repr, sub))
        case Name(text):
            return 1, text
        case Apply():
            return 5, base.function
        case Sum():
            return 4, ""
        case _:
            return 3, ""
