"""The softmax with a pencil: one line of a table for each query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symattn.document.measure import box_width
from symattn.document.tree import Block, Column, Content, Math, Row, Span, Table, Text
from symattn.document.worksheet.flow import flow
from symattn.document.worksheet.view import Kept, View, kept
from symattn.formulas.tree import Dots, Formula
from symattn.words import say

__all__ = ["exponentials"]

SHRUNK = 0.85
"""A table a little too wide is made this much smaller rather than parted."""


@dataclass(frozen=True)
class _Columns:
    """Columns under one head: of which stage, and which keys are shown."""

    name: str
    head: Formula
    which: Kept


def exponentials(view: View) -> Iterator[Block]:
    """Largest score, exponents, exponentials, row sum: one line for each query.

    In one table where the line holds it, else in two: exponents, exponentials.
    With tokens in columns the same lines stand there as rows of their own tables.
    """
    across = kept(view.at("exponentials").shape[-1], view.most("exponentials"))
    first: list[_Columns] = []
    if view.steps.problem.shift == "max":
        first.append(_Columns("_row_max", view.letter("_row_max"), [0]))
        first.append(_Columns("_shifted", view.body("_shifted"), across))
    second = [
        _Columns("exponentials", view.body("exponentials"), across),
        _Columns("row_sums", view.letter("row_sums"), [0]),
    ]
    together = first + second
    if not first or _width(view, together) * SHRUNK < view.line:
        yield _table(view, together)
    else:
        yield from flow([(_table(view, first),), (_table(view, second),)], view.line)


def _width(view: View, groups: list[_Columns]) -> float:
    return 16 + sum(len(g.which) * (box_width(view.width(g.name)) + 2.2) for g in groups)


def _table(view: View, groups: list[_Columns]) -> Table:
    columns: list[Column] = []
    spans: list[Span] = []
    for group in groups:
        if len(group.which) > 1:
            spans.append(Span((Math(group.head),), len(columns), len(group.which)))
            columns += [Column(title, "centre") for title in view.names("key", group.which)]
        else:
            columns.append(Column((Math(group.head),), "centre"))
    rows = tuple(_line(view, groups, i) for i in kept(view.at("exponentials").shape[0]))
    corner: Content = (Text(say("sheet.query")),)
    summary = say("sheet.exponentials")
    return Table(tuple(columns), rows, corner, tuple(spans), _caption(view, groups), summary)


def _caption(view: View, groups: list[_Columns]) -> Content:
    """How many places the columns have: one number where all have the same, else each its own."""
    places = {g.name: view.places[g.name] for g in groups if g.name in view.places}
    if not places:
        return ()
    return (Text(say("sheet.places", places="/".join(map(str, dict.fromkeys(places.values()))))),)


def _line(view: View, groups: list[_Columns], i: int | None) -> Row:
    if i is None:
        return Row((Math(Dots("column")),), tuple(Dots("column") for g in groups for _ in g.which))
    cells: list[Formula] = []
    for group in groups:
        for j in group.which:
            cells.append(Dots("row") if j is None else view.place(group.name, (i, j)))
    return Row((view.name("query", i),), tuple(cells))
