"""Where a formula needs parentheses: decided here, once for every notation.

:func:`grouped` puts :class:`Group` nodes into the tree; a writer then spells what
it finds and decides nothing.  Two kinds of notation differ: a *stacked* one (LaTeX,
Typst) has fraction bars, raised exponents and boxes, which hold a part together by
themselves; a *flat* one (plain text, SymPy) writes a fraction with a slash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import IntEnum
from functools import partial

from symattn.formulas import tree as f
from symattn.formulas.letters import RAISED
from symattn.formulas.rebuild import rebuilt, with_parts

__all__ = ["Level", "grouped", "inner", "level", "raised", "signed"]


class Level(IntEnum):
    """How tightly a formula holds together, loosest first."""

    RELATION = 0
    SUM = 1
    MINUS = 2
    """−x, and what its first sign makes one: −3, −2x."""
    PREFIX = 3
    """Σ and ln without parentheses: they reach to the right as far as a product goes."""
    SLASH = 4
    DOTTED = 5
    """A product with a sign between its factors."""
    PRODUCT = 6
    POWER = 7
    ATOM = 8


def level(node: f.Formula, flat: bool = False) -> Level:
    """How tightly the formula holds together.

    >>> level(f.Num("-3")), level(f.Sum((f.Num("1"), f.Num("2"))))
    (<Level.MINUS: 2>, <Level.SUM: 1>)
    """
    match node:
        case f.Num() | f.Neg() if signed(node)[0]:
            return Level.MINUS
        case f.Sci():
            return Level.MINUS if signed(node)[0] else Level.DOTTED
        case f.Apply(parentheses=False):
            return Level.PREFIX
        case f.Power() if raised(node):
            return level(node.base, flat)
        case f.Sum(terms):
            return Level.SUM if len(terms) > 1 else level(terms[0], flat)
        case f.Product(factors, by):
            if len(factors) < 2:
                return level(factors[0], flat) if factors else Level.ATOM
            own = Level.DOTTED if by else Level.PRODUCT
            return min(own, Level.MINUS) if not by and signed(node)[0] else own
        case f.Fraction(inline=inline):
            return Level.SLASH if flat or inline else Level.POWER
        case f.Answer(body) if flat:
            return level(body, flat)
        case f.Sym(sup=sup) if sup:
            return Level.POWER
        case _:
            return _ALWAYS.get(type(node), Level.ATOM)


_ALWAYS: Mapping[type[f.Formula], Level] = {
    f.Chain: Level.RELATION,
    f.Lines: Level.RELATION,
    f.Grid: Level.RELATION,
    f.BigSum: Level.PREFIX,
    f.Power: Level.POWER,
    f.Exp: Level.POWER,
    f.Root: Level.POWER,
    f.Transpose: Level.POWER,
}


def signed(node: f.Formula) -> tuple[bool, f.Formula]:
    """Whether the formula begins with a minus, and what follows that minus.

    >>> signed(f.Num("-3"))
    (True, Num(text='3'))
    """
    match node:
        case f.Neg(body):
            return True, body
        case f.Num(text) if text.startswith("-"):
            return True, f.Num(text[1:])
        case f.Sci(mantissa, exponent) if mantissa.startswith("-"):
            return True, f.Sci(mantissa[1:], exponent)
        case f.Product((first, *rest), "") if signed(first)[0]:
            return True, f.Product((signed(first)[1], *rest))
        case _:
            return False, node


def raised(node: f.Formula) -> bool:
    """Whether it is a power whose exponent stands after the function's name: cosh² x."""
    match node:
        case f.Power(f.Apply(name, arguments), f.Num(text)):
            return name in RAISED and bool(arguments) and not text.startswith("-")
        case _:
            return False


def inner(node: f.Formula) -> f.Formula:
    """What stands in round parentheses: a function's own take their place."""
    return node.body if isinstance(node, f.Group) and node.shape == "()" else node


def grouped(node: f.Formula, flat: bool = False) -> f.Formula:
    """The tree with a Group wherever one is needed, and nowhere else.

    Each term of a sum comes out as a :class:`Neg` where it is to be subtracted.
    Factors that would run together (3 4) come out with a dot between all.
    With ``flat`` no :class:`Answer` is left: its box holds nothing together there.

    >>> grouped(f.Power(f.Num("-3"), f.Num("2"))).base
    Group(body=Num(text='-3'), shape='()')
    """
    return _grouped(rebuilt(node, partial(_bare, flat=flat)), flat)


def _bare(node: f.Formula, flat: bool) -> f.Formula:
    """Without wrappers that say nothing: sums and products of one part, boxes in a line."""
    match node:
        case f.Sum(()):
            return f.Num("0")
        case f.Product(()):
            return f.Num("1")
        case f.Sum((only,)) | f.Product((only,)):
            return only
        case f.Answer(body) if flat:
            return body
        case _:
            return node


def _grouped(node: f.Formula, flat: bool) -> f.Formula:
    if not flat and isinstance(node, (f.Exp, f.Power, f.Sym)):
        node = _with_slashes(node)
    match node:
        case f.Sum(terms):
            return f.Sum(_terms(terms, flat))
        case f.Neg(body):
            return f.Neg(_held(body, Level.PREFIX, flat))
        case f.Product(factors, by):
            return _product(factors, by, flat)
        case f.Fraction(over, under, inline) if flat or inline:
            return f.Fraction(
                _held(over, Level.DOTTED, flat), _held(under, Level.POWER, flat), inline
            )
        case f.Power(base, exponent) if raised(node):
            return f.Power(_grouped(base, flat), exponent)
        case f.Power(base, exponent):
            return f.Power(_held(base, Level.ATOM, flat), _grouped(exponent, flat))
        case f.Transpose(body):
            return f.Transpose(_held(body, Level.ATOM, flat))
        case f.Root(body, degree) if flat:
            return f.Root(_held(body, Level.ATOM, flat), degree)
        case _:
            return _reaching(node, flat)


def _reaching(node: f.Formula, flat: bool) -> f.Formula:
    """Σ and ln without parentheses, which reach to the right; and what holds together itself."""
    below = partial(_grouped, flat=flat)
    match node:
        case f.Grid(rows):
            return f.Grid(
                tuple(
                    (below(left), _terms(terms, flat), _line(end, flat))
                    for left, terms, end in rows
                )
            )
        case f.Apply(name, arguments, False):
            least = Level.POWER if len(arguments) == 1 else Level.RELATION
            held = tuple(_held(argument, least, flat) for argument in arguments)
            return f.Apply(name, held, parentheses=False)
        case f.BigSum(body=body):
            bounds = with_parts(replace(node, body=f.Num("0")), below)
            assert isinstance(bounds, f.BigSum)
            return replace(bounds, body=_held(body, Level.PREFIX, flat))
        case _:
            return with_parts(node, below)


def _held(node: f.Formula, least: int, flat: bool) -> f.Formula:
    """The part, in parentheses where it holds together less tightly than ``least``."""
    made = _grouped(node, flat)
    return f.Group(made) if level(made, flat) < least else made


def _terms(terms: tuple[f.Formula, ...], flat: bool) -> tuple[f.Formula, ...]:
    return tuple(_term(term, k == 0, flat) for k, term in enumerate(terms))


def _line(line: f.Chain, flat: bool) -> f.Chain:
    return f.Chain(tuple(_grouped(part, flat) for part in line.parts), line.relations)


def _term(term: f.Formula, first: bool, flat: bool) -> f.Formula:
    negative, rest = signed(term)
    if negative:
        if first and isinstance(term, (f.Num, f.Sci)):
            return term
        return f.Neg(_held(rest, Level.PREFIX, flat))
    return _held(term, Level.MINUS, flat)


def _product(factors: tuple[f.Formula, ...], by: f.By, flat: bool) -> f.Formula:
    if not by and any(_begins_with_digit(factor) for factor in factors[1:]):
        by = "·"
    least = Level.DOTTED if by else Level.PRODUCT
    made: list[f.Formula] = []
    for k, factor in enumerate(factors):
        last = k == len(factors) - 1
        part = _grouped(factor, flat)
        own = level(part, flat)
        fits = own >= least or (last and k > 0 and own == Level.PREFIX)
        if k == 0 and not by and own == Level.MINUS and isinstance(part, (f.Num, f.Sci)):
            fits = True  # −3x: the sign stands before the whole product
        made.append(part if fits else f.Group(part))
    return f.Product(tuple(made), by)


def _begins_with_digit(node: f.Formula) -> bool:
    match node:
        case f.Num(text):
            return not text.startswith("-")
        case f.Sci():
            return True
        case f.Fraction(over):  # 2½ would be read as a mixed number
            return _begins_with_digit(over)
        case f.Power(base):
            return _begins_with_digit(base)
        case f.Product((first, *_)):
            return _begins_with_digit(first)
        case _:
            return False


def _with_slashes(node: f.Formula) -> f.Formula:
    """Fractions in exponents, subscripts and superscripts on one line: e^(11/√5)."""

    def slash(part: f.Formula) -> f.Formula:
        return replace(part, inline=True) if isinstance(part, f.Fraction) else part

    match node:
        case f.Exp(exponent):
            return f.Exp(rebuilt(exponent, slash))
        case f.Power(base, exponent):
            return f.Power(base, rebuilt(exponent, slash))
        case f.Sym(sub=sub, sup=sup):
            low, high = (tuple(rebuilt(part, slash) for part in parts) for parts in (sub, sup))
            return replace(node, sub=low, sup=high)
        case _:
            return node
