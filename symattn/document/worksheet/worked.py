"""One entry worked in full on the sheet: s = □ + □ + □ = □, and which entry that is."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from symattn.derivation.steps.product import MatrixProduct
from symattn.document.cells import Shown, answer_width, printed, rounded
from symattn.document.measure import width
from symattn.document.sentences import sentence
from symattn.document.tree import Block, Paragraph
from symattn.document.worksheet.view import View
from symattn.formulas.tree import Answer, Formula, Neg, Num, Relation, Word, chain, sum_of
from symattn.numbers.tensors import Index

__all__ = ["in_full"]

MOST_TERMS = 6
"""An entry with more terms is not written out box by box."""
_NOTHING = (Num("0"), Word("–"))
"""Terms that show no product."""
BESIDE = 34.0
"""Millimetres that the words before the line take."""


def in_full(view: View, name: str) -> Iterator[Block]:
    """A box for each term of one entry of a product: not a hidden one, and not 0 + 0."""
    if not view.is_blank(name) or view.step(name).line.op != "product":
        return
    index = _entry(view, name)
    if index is None:
        return
    terms = [one.formula for one in _terms(view, name, index)]
    if not 2 <= len(terms) <= MOST_TERMS:
        return
    boxes = max(answer_width(terms), 2)
    loose = _loose(view, name, index)
    places = zip(terms, loose, strict=False)
    parts = sum_of(Answer(term, boxes, star) for term, star in places)
    result = Answer(view.printed(name, index), view.width(name), loose[-1])
    relation: Relation = "≈" if name in view.places else "="
    line = chain(
        view.step(name).letter(view.index(name, index)), (relation, parts), (relation, result)
    )
    if width(line) < view.line - BESIDE:
        yield Paragraph(sentence("sheet.in_full", entry=line))


def _entry(view: View, name: str) -> Index | None:
    """The entry that is worked in full; None where none is defined.

    First comes whose terms, added up as they are printed, give the printed entry, with no
    sign after a plus; then who
    has most terms that are not 0; then a score of the first query and the last key, an
    output of the query that sees most keys.
    """
    best: tuple[tuple[bool, int], Index] | None = None
    for index in _order(view, name):
        terms = [one.formula for one in _terms(view, name, index)]
        count = sum(term not in _NOTHING for term in terms)
        plain = count > 0 and not any(map(_is_negative, terms))
        worth = (plain and not any(_loose(view, name, index)), count)
        if best is None or worth > best[0]:
            best = (worth, index)
        if worth == (True, len(terms)):
            break
    return best[1] if best is not None and best[0][1] else None


def _is_negative(term: Formula) -> bool:
    return isinstance(term, Neg) or (isinstance(term, Num) and term.text.startswith("-"))


def _order(view: View, name: str) -> Iterator[Index]:
    rows, columns = view.at(name).shape
    if name == "output":
        for i in sorted(range(rows), key=lambda i: i != view.example):
            yield from ((i, j) for j in range(columns))
        return
    for i in range(rows):
        yield from ((i, j) for j in reversed(range(columns)) if view.sees(i, j))


def _terms(view: View, name: str, index: Index) -> list[Shown]:
    """The terms of an entry, to the places of their sum."""
    step = view.step(name)
    if name not in view.places:
        values = step.working(view.index(name, index)).values
        return [Shown(value, None) for value in values]
    cells = MatrixProduct().products(step, view.index(name, index))
    return [printed(step, cell, view.places[name]) for cell in cells]


def _carried(view: View, name: str, index: Index) -> list[fmpq | None]:
    """The terms that come of the printed factors; None where a factor is no decimal."""
    line, (i, j) = view.step(name).line, index
    first, second = (view.row_order(source) for source in line.of)
    turned = line.how.get("turn") == "second"
    found: list[fmpq | None] = []
    for k in range(first.shape[1]):
        a, b = first[(i, k)].value, second[(j, k) if turned else (k, j)].value
        if a is None or b is None:
            found.append(None)
        else:
            found.append(rounded(a * b, view.places[name]))
    return found


def _loose(view: View, name: str, index: Index) -> list[bool]:
    """For each term, and last for the sum, whether a pencil may get another last digit."""
    terms = _terms(view, name, index)
    if name not in view.places:
        return [False] * (len(terms) + 1)
    if any(view.source(source) in view.read for source in view.step(name).line.of):
        return [True] * (len(terms) + 1)  # the factors are what the reader has found
    own = [
        term.value if carried is None else carried
        for term, carried in zip(terms, _carried(view, name, index), strict=True)
    ]
    apart = [term.value != value for term, value in zip(terms, own, strict=True)]
    total = sum((value for value in own if value is not None), fmpq(0))
    return [*apart, bool(total != view.row_order(name)[index].value)]
