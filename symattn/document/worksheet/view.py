"""One derivation as its page sees it: which rows are shown, with how many places, in boxes.

With heads or batches a page shows one leading index at a time; ``View`` is that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symattn.derivation.carriers.shapes import pick
from symattn.derivation.derivation import Derivation
from symattn.derivation.notation import Axis
from symattn.derivation.step import Step
from symattn.derivation.steps import KINDS
from symattn.document.cells import Shown, answer_width, printed
from symattn.document.measure import box_width, width
from symattn.document.names import named
from symattn.document.places import Places
from symattn.document.tree import Column, Content, Inline, Math, Row, Span, Table, Text
from symattn.document.worksheet.flow import LINE
from symattn.formulas.tree import Answer, Dots, Formula, Product, Relation, Transpose, Word, chain
from symattn.numbers.entries import Entry
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.stages import family
from symattn.words import say

__all__ = ["ROWS", "Kept", "View", "cell_at", "kept"]

ROWS = 6
"""Up to this many rows or columns are all shown; of more, some and the last."""

LONGEST = 42.0
"""A closed form of more millimetres is named in its cell by its letter."""
TOO_WIDE = 200.0
"""Millimetres that a table may take before it is made smaller."""

Kept = list[int | None]

_UNDEFINED = Shown(Word("–"), None)
"""What a query that sees no key has from its largest score on."""


def kept(size: int, most: int = ROWS) -> Kept:
    """Which of ``size`` lines are shown: all, or the first few, a gap (None), the last.

    >>> kept(12, 4)
    [0, 1, None, 11]
    """
    return list(range(size)) if size <= most else [*range(most - 2), None, size - 1]


@dataclass(frozen=True)
class View:
    """The stages of one leading index, in the problem's layout."""

    steps: Derivation
    places: Places
    lead: Index = ()
    fill: frozenset[str] | None = None
    longest: float = LONGEST
    line: float = LINE
    """Millimetres of a line in the sizes of ordinary print."""
    read: frozenset[str] = frozenset()
    """Inputs that are results of what comes before: no sheet prints them."""

    @property
    def columns(self) -> bool:
        """Whether a token is a column."""
        return self.steps.notation.columns

    def has(self, name: str) -> bool:
        """Whether the derivation has the stage."""
        return name in self.steps.recipe

    def step(self, name: str) -> Step:
        """A line, or an input as a step."""
        return self.steps.step(name) if self.has(name) else self.steps.input_step(name)

    def source(self, name: str) -> str:
        """The stage or input whose letter a page uses: X where Q is a copy of X."""
        while self.has(name) and self.steps.recipe[name].op == "copy":
            name = self.steps.recipe[name].of[0]
        return name

    def letter(self, name: str) -> Formula:
        """The letter of a stage as the page writes it."""
        stem = self.source(name)
        if stem.startswith("_") and stem.endswith("_repeated"):
            stem = self.source(stem.split("_")[1])
        return self.steps.notation.matrix(self.steps.notation.read(stem))

    def is_new(self, name: str) -> bool:
        """Whether there is such a stage and it differs from the one before it."""
        return self.has(name) and self.steps.recipe[name].op != "copy"

    def sees(self, query: int, key: int) -> bool:
        """Whether the query may look at the key."""
        visible = self.steps.problem.visible
        if visible is None:
            return True
        index = self.index("weights", (query, key))
        return bool(visible[pick(visible.shape, index[len(index) - len(visible.shape) :])])

    @cached_property
    def _seen(self) -> list[int]:
        """How many keys each query may look at."""
        rows, keys = self.at("weights").shape
        return [sum(self.sees(i, j) for j in range(keys)) for i in range(rows)]

    @property
    def example(self) -> int:
        """The query whose row is worked out: the first of those that may look at most keys."""
        return self._seen.index(max(self._seen))

    @property
    def sees_nothing(self) -> bool:
        """Whether a query may look at no key, and nothing else stands in for its scores."""
        return 0 in self._seen and self.steps.problem.fill == "-inf"

    def is_blank(self, name: str) -> bool:
        """Whether a blank sheet leaves the stage to be filled in."""
        return self.fill is None or name in self.fill

    def body(self, name: str) -> Formula:
        """What makes a stage, in the letters of the page: X Xᵀ where Q and K are copies of X."""
        line = self.steps.recipe[name]
        if line.op != "product":
            return KINDS[line.op].rule(line, self.steps.notation)
        turned = str(line.how.get("turn", ""))
        first, second = (self.letter(each) for each in line.of)
        if self.columns:  # the same product read transposed: (A Bᵀ)ᵀ = B Aᵀ
            first, second = second, first
            turned = {"first": "second", "second": "first"}.get(turned, "")
        return Product(
            (
                Transpose(first) if turned == "first" else first,
                Transpose(second) if turned == "second" else second,
            )
        )

    def rule(self, name: str) -> Formula:
        """S = X Xᵀ."""
        return chain(self.letter(name), ("=", self.body(name)))

    def most(self, name: str, taken: float = 20.0) -> int:
        """How many columns of the stage's boxes a line holds beside what is taken."""
        return max(3, min(8, int((TOO_WIDE - taken) / (box_width(self.width(name)) + 2.4))))

    def at(self, name: str) -> Tensor[Any]:
        """The entries at this leading index, in the row convention."""
        cells = self.step(name).carrier.cells(self.step(name).value)
        tail = cells.shape[-self.depth(name) :]
        where = self._lead(cells.shape[: len(cells.shape) - len(tail)])
        return Tensor.build(tail, lambda i: cells[(*where, *i)])

    def _lead(self, sizes: Index) -> Index:
        """This leading index in an array with those leading axes: a group's heads share one."""
        if not sizes:
            return ()
        own = self.lead[-len(sizes) :] if len(self.lead) >= len(sizes) else (0,) * len(sizes)
        problem = self.steps.problem
        if problem.heads > 1 and sizes[-1] == problem.kv_heads < problem.heads:
            own = (*own[:-1], own[-1] // (problem.heads // problem.kv_heads))
        return pick(sizes, own)

    def depth(self, name: str) -> int:
        """How many axes the stage has without leading ones."""
        cells = self.step(name).carrier.cells(self.step(name).value)
        return min(len(cells.shape), 3 if family(name) == "terms" else 2)

    def index(self, name: str, index: Index) -> Index:
        """The index of the row convention with as many leading axes as the stage has."""
        cells = self.step(name).carrier.cells(self.step(name).value)
        extra = len(cells.shape) - len(index)
        return (*self._lead(cells.shape[:extra]), *index)

    def shown(self, name: str) -> Tensor[Shown]:
        """The entries as the page prints them, in the problem's layout."""
        known = self._known
        if name not in known:
            step = self.step(name)
            places = self.places.get(name)
            cells = self.at(name)
            if self.steps.problem.symbolic:
                tensor = Tensor.build(cells.shape, lambda i: self._short(name, i, cells[i]))
            else:
                tensor = cells.map(lambda cell: printed(step, cell, places))
            if family(name) in ("shift", "softmax") and self.sees_nothing:
                tensor = self._without_empty(tensor)
            known[name] = tensor.transposed() if self._turned(name) else tensor
        return known[name]

    def _without_empty(self, tensor: Tensor[Shown]) -> Tensor[Shown]:
        """The rows, a dash in those of a query that sees no key."""
        return Tensor.build(tensor.shape, lambda i: tensor[i] if self._seen[i[0]] else _UNDEFINED)

    def _short(self, name: str, index: Index, cell: Any) -> Shown:
        """A formula in symbols; one too long for a cell in the letters of the step before."""
        step = self.step(name)
        shown = printed(step, cell, None)
        if width(shown.formula) <= self.longest:
            return shown
        rule = step.working(self.index(name, index)).rule
        return Shown(
            rule if width(rule) <= self.longest else step.letter(self.index(name, index)), None
        )

    @cached_property
    def _known(self) -> dict[str, Tensor[Shown]]:
        return {}

    def row_order(self, name: str) -> Tensor[Shown]:
        """The entries as the page prints them, in the row convention."""
        return self.shown(name).transposed() if self._turned(name) else self.shown(name)

    def _turned(self, name: str) -> bool:
        return self.columns and self.depth(name) == 2

    def printed(self, name: str, index: Index) -> Formula:
        """One entry as the page prints it, at an index of the row convention."""
        place = (index[-1], index[-2]) if self._turned(name) else index
        return self.shown(name)[place].formula

    def relation(self, name: str, index: Index) -> Relation:
        """ "=" where the printed number is the entry itself, "≈" where it is rounded."""
        cell = self.at(name)[index]
        place = (index[-1], index[-2]) if self._turned(name) else index
        value = self.shown(name)[place].value
        exact = isinstance(cell, Entry) and value is not None and cell.rational() == value
        return "=" if exact else "≈"

    def place(self, name: str, index: Index) -> Formula:
        """One entry in its box, or plain where the sheet gives it."""
        shown = self.printed(name, index)
        if not self.is_blank(name):
            return shown
        return Answer(shown, self.width(name), self.is_loose(name, index))

    def is_loose(self, name: str, index: Index) -> bool:
        """Whether who carries the printed numbers may get another last digit there."""
        return (name, self.index(name, index)) in self._loose

    @cached_property
    def _loose(self) -> frozenset[tuple[str, Index]]:
        return frozenset((miss.stage, miss.index) for miss in self.places.misses)

    def width(self, name: str) -> int:
        """The width of every box of the stage."""
        return answer_width(cell.formula for cell in self.shown(name).cells)

    def formulas(self, name: str, *, given: bool = False) -> Tensor[Formula]:
        """The entries as formulas: in boxes, unless they are given on every sheet."""
        plain = self.shown(name).map(lambda cell: cell.formula)
        if given or not self.is_blank(name):
            return plain
        width, turned = self.width(name), self._turned(name)
        return Tensor.build(
            plain.shape,
            lambda i: Answer(plain[i], width, self.is_loose(name, i[::-1] if turned else i)),
        )

    def rounding(self, name: str) -> Content:
        """What a table's head says of its decimals: "≈, 3 places"; nothing where exact."""
        if name not in self.places:
            return ()
        return (Text(say("sheet.places", places=self.places[name])),)

    def axes(self, name: str) -> tuple[Axis, Axis]:
        """What rows and columns of the stage count, in the problem's layout."""
        axes = self.steps.notation.axes(name)
        pair = (axes[-2], axes[-1])
        return (pair[1], pair[0]) if self._turned(name) else pair

    def name(self, axis: Axis, i: int) -> Inline:
        """The name of a row or column: a token, or its number."""
        return named(self.steps.notation, axis, i)

    def names(self, axis: Axis, which: Kept) -> tuple[Content, ...]:
        """The names of the lines that are shown; features have none."""
        if axis not in ("query", "key"):
            return ()
        return tuple(() if i is None else (self.name(axis, i),) for i in which)

    def rows(self, name: str, *, given: bool = False) -> tuple[tuple[Formula, ...], ...]:
        """The rows of a matrix, long ones with their middle left out."""
        cells = self.formulas(name, given=given)
        down, across = kept(cells.shape[0]), kept(cells.shape[1], self.most(name))
        return tuple(tuple(cell_at(cells, i, j) for j in across) for i in down)

    def table(self, name: str, summary: str, *, given: bool = False) -> Table:
        """A stage as a table with the names of its rows and columns."""
        cells = self.formulas(name, given=given)
        row_axis, column_axis = self.axes(name)
        down, across = kept(cells.shape[0]), kept(cells.shape[1], self.most(name))
        heads = self.names(column_axis, across) or tuple(() for _ in across)
        columns = tuple(
            Column(head, "point" if name in self.places else "centre") for head in heads
        )
        labels = self.names(row_axis, down) or tuple(() for _ in down)
        rows = tuple(
            Row(
                label if i is not None else (Math(Dots("column")),),
                tuple(cell_at(cells, i, j) for j in across),
            )
            for i, label in zip(down, labels, strict=True)
        )
        corner = (Text(say(f"sheet.{row_axis}")),) if row_axis in ("query", "key") else ()
        spans: tuple[Span, ...] = ()
        if column_axis in ("query", "key"):
            spans = (Span((Text(say(f"sheet.{column_axis}")),), 0, len(across)),)
        return Table(columns, rows, corner, spans, self.rounding(name), summary)


def cell_at(cells: Tensor[Formula], i: int | None, j: int | None) -> Formula:
    """The entry at a place that is shown; dots in a gap."""
    if i is None:
        return Dots("both" if j is None else "column")
    return Dots("row") if j is None else cells[(i, j)]
