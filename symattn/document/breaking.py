"""Long formulas made to fit a line: broken at their signs.

A sum is broken before a "+" or "−", a product before a "·", as printers do
(Swanson, "Mathematics into Type", 3.3.5).  What has no sign of its own to break at (a
fraction, a power, a matrix) keeps its form, and the longest sums in it get letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symattn.document.boxes import RELATION, box
from symattn.document.naming import TERMS, Letters, fewer, fitted
from symattn.formulas.precedence import Level, level, signed
from symattn.formulas.tree import (
    Apply,
    Chain,
    Formula,
    Group,
    Neg,
    Product,
    Relation,
    Sum,
    Sym,
    chain,
    product,
    sum_of,
)

__all__ = ["broken", "definitions", "packed"]

INDENT = 1.0
"""What goes on in another line stands a quad further right."""


def definitions(letters: Letters, width: float, told: int = 0) -> Iterator[tuple[Chain, ...]]:
    """What each letter past the first ``told`` stands for, as lines that fit.

    A long one may need more letters, which are told in their turn.
    """
    while waiting := letters.past(told):
        body, letter = waiting[0]
        yield broken(chain(letter, ("=", body)), width, letters)
        told += 1


def broken(whole: Chain, width: float, letters: Letters) -> tuple[Chain, ...]:
    """The chain as lines no wider than ``width``, in em: one for each relation, and its pieces.

    Where a part can neither be broken nor named (a number of a hundred digits), its line
    stays too wide.
    """
    left = whole.parts[0]
    if whole.relations[0]:
        left, parts, relations = Sym(""), whole.parts, whole.relations
    else:
        parts, relations = whole.parts[1:], whole.relations[1:]
    room = width - box(left).width - RELATION
    out: list[Chain] = []
    for part, relation in zip(parts, relations, strict=True):
        for sign, piece in _pieces(part, room, letters):
            out.append(Chain((piece,), (sign or relation,)))
    if whole.relations[0]:
        return tuple(out)
    return (Chain((left, *out[0].parts), ("", *out[0].relations)), *out[1:])


Piece = tuple[Relation, Formula]


def _pieces(part: Formula, width: float, letters: Letters) -> list[Piece]:
    """The formula in pieces, each but the first with the sign that stands before it."""
    if box(part).width <= width:
        return [("", part)]
    match part:
        case Sum(terms):
            signs = [_signed(term) for term in terms[1:]]
            return _filled([("", terms[0]), *signs], width, letters)
        case Product(factors) if _has_numbers(factors):
            rest: list[Piece] = [("·", _held(factor)) for factor in factors[1:]]
            return _filled([("", factors[0]), *rest], width, letters)
        case Neg(Product(factors)) if _has_numbers(factors):
            rest = [("·", _held(factor)) for factor in factors[1:]]
            return _filled([("", Neg(factors[0])), *rest], width, letters)
        case Group(Sum()) | Neg(Group(Sum())):
            return [("", fitted(part, width, letters))]
        case Apply(arguments=arguments) if len(arguments) > TERMS:
            return [("", fewer(part))]
        case _:
            return [("", fitted(part, width, letters))]


def _has_numbers(factors: Sequence[Formula]) -> bool:
    """Whether the product is long because it has several factors."""
    return len(factors) > 1


def _signed(term: Formula) -> Piece:
    negative, body = signed(term)
    return ("−", _held(body, Level.MINUS)) if negative else ("+", term)


def _held(factor: Formula, above: Level = Level.DOTTED) -> Formula:
    """In parentheses where a sign before it would take only a part of it."""
    return Group(factor) if level(factor) < above else factor


def _filled(parts: Sequence[Piece], width: float, letters: Letters) -> list[Piece]:
    """Parts put into lines, as many as fit in each; one too wide alone is broken itself."""
    out: list[Piece] = []
    line: list[Piece] = []
    for sign, part in parts:
        room = width - (INDENT if out or line else 0.0)
        if line and _width([*line, (sign, part)]) <= width - (INDENT if out else 0.0):
            line.append((sign, part))
            continue
        if line:
            out.append(_line(line))
        first = _width([(sign, part)])
        if first <= room:
            line = [(sign, part)]
            continue
        inner = _pieces(part, room - (first - box(part).width), letters)
        out += [(sign if k == 0 else own, piece) for k, (own, piece) in enumerate(inner[:-1])]
        last_sign, last = inner[-1]
        line = [(last_sign if len(inner) > 1 else sign, last)]
    return [*out, _line(line)]


def _width(line: Sequence[Piece]) -> float:
    """The width of pieces beside each other; a sign between takes no more than a relation."""
    return sum(box(part).width + (RELATION if sign else 0.0) for sign, part in line)


def _line(line: Sequence[Piece]) -> Piece:
    """Pieces beside each other as one: "+ a − b" is "+" and the sum a − b."""
    (sign, first), *rest = line
    if not rest:
        return sign, first
    if any(own == "·" for own, _ in rest):
        return sign, _products(first, rest)
    terms = [Neg(part) if own == "−" else part for own, part in rest]
    return sign, sum_of([first, *terms])


def _products(first: Formula, rest: Sequence[Piece]) -> Formula:
    """A product that goes on, and sums around it."""
    terms: list[Formula] = [first]
    for sign, part in rest:
        if sign == "·":
            terms[-1] = _times(terms[-1], part)
        else:
            terms.append(Neg(part) if sign == "−" else part)
    return sum_of(terms)


def _times(before: Formula, after: Formula) -> Formula:
    if isinstance(before, Neg):
        return Neg(_times(before.body, after))
    own = before.factors if isinstance(before, Product) and before.by == "·" else (before,)
    return product((*own, after), "·")


def packed(lines: Sequence[Chain], width: float) -> tuple[Chain, ...]:
    """The lines of one chain with as many relations in each as fit."""
    out: list[Chain] = []
    for line in lines:
        goes_on = line.relations[0] in ("", "+", "−", "·")
        if out and not goes_on:
            both = Chain((*out[-1].parts, *line.parts), (*out[-1].relations, *line.relations))
            left = 0.0 if both.relations[0] == "" else box(lines[0].parts[0]).width
            if left + box(both).width <= width:
                out[-1] = both
                continue
        out.append(line)
    return tuple(out)
