"""The ranking of a search on a page: goods, weighted values and places, to be filled in."""

from __future__ import annotations

from collections.abc import Iterator

from symattn.derivation.ranking import Ranking, asked, in_double, rankings
from symattn.document.cells import fraction, rounded
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Column,
    Content,
    Display,
    Note,
    Only,
    Paragraph,
    Row,
    Table,
    Text,
    content,
)
from symattn.document.worksheet.facts import bounded
from symattn.document.worksheet.flow import Draft
from symattn.document.worksheet.view import View
from symattn.formulas.tree import (
    Answer,
    Formula,
    Num,
    equals,
)
from symattn.words import say

__all__ = ["ranking_sections"]

PLACES = 3
"""Of a weighted value, where the page prints its weights exactly."""


def ranking_sections(view: View) -> Iterator[Draft]:
    """The goods of each query with their weighted values and places, to be filled in."""
    steps = view.steps
    if not asked(steps):
        return
    blocks: list[Block] = []
    for one in rankings(steps):
        if one.query[:-1] == view.lead:
            blocks.append(_ranked(view, one))
    if blocks:
        yield ("ranking",), (*blocks, Note(content(say("further.ties"))), *_ties(view))


def _ranked(view: View, one: Ranking) -> Table:
    places: dict[int, int] = {}
    for group in one.places:
        places |= dict.fromkeys(group, len(places) + 1)
    row = one.query[-1]
    rows = []
    for good, place in places.items():
        cells = (
            view.place("weights", (row, good)),
            view.printed("V", (good, 0)),
            _answer(view, (row, good, 0)),
            Answer(Num(str(place)), 2),
        )
        rows.append(Row((view.name("key", good),), cells))
    rows.sort(key=lambda line: repr(line.head))
    heads = ("weight", "value", "weighted", "place")
    columns = tuple(Column((Text(say(f"further.{head}")),), "centre") for head in heads)
    corner: Content = (Text(say("further.good")),)
    return Table(columns, tuple(rows), corner, (), view.rounding("weights"), say("heading.ranking"))


def _answer(view: View, index: tuple[int, int, int]) -> Formula:
    cell = view.step("terms").at(view.index("terms", index))
    places = view.places.of.get("output", PLACES)
    text = view.steps.carrier.decimal(cell, places, "half-even") or ""
    value = view.row_order("V")[index[1:]].value
    weight = view.row_order("weights")[index[:2]].value
    loose = False
    if value is not None and weight is not None:
        loose = rounded(weight * value, places) != fraction(text)
    return Answer(Num(text), places + 3, loose)


def _ties(view: View) -> Iterator[Block]:
    """The closed forms of goods that share a place, and pairs that stay open."""
    step = view.step("terms")
    lines: list[Block] = []
    for one in rankings(view.steps):
        for group in one.places:
            if one.query[:-1] == view.lead and len(group) > 1:
                places = [(*one.query, good, 0) for good in group]
                letters = [step.letter(place) for place in places]
                closed = step.show(step.at(places[0]))
                equal = equals(letters[0], *letters[1:], closed)
                lines.append(Display(bounded(equal)))
                lines += _in_floats(view, one, group)
        for first, second in one.undecided:
            names = {"first": view.name("key", first), "second": view.name("key", second)}
            lines.append(Paragraph(sentence("further.open", **names)))
    if lines:
        yield Only(("solution",), tuple(lines))


def _in_floats(view: View, one: Ranking, group: tuple[int, ...]) -> Iterator[Block]:
    """Goods with equal scores of which double precision takes one for the better."""
    row = [(cell, good) for good in group for cell in (view.at("scores")[(one.query[-1], good)],)]
    alike = [good for cell, good in row if cell.compare(row[0][0]) == 0]
    found = in_double(view.steps, one.query)
    if found is not None and len({found[good] for good in alike}) > 1:
        first, second = sorted(alike[:2], key=lambda good: -found[good])
        names = {"first": view.name("key", first), "second": view.name("key", second)}
        yield Paragraph(sentence("further.floats", **names))
