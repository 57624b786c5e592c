"""Blocks of numbers as claims would read them: one table of printed numbers for each stage.

A grid becomes one table, or several where its columns or rows are stages of their own
("key | score | e^s | weight").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from flint import fmpq

from symattn.errors import Place
from symattn.problem.stages import names as stages_of
from symattn.reading.digits import Printed, Unreadable
from symattn.reading.documents import Cell, Grid
from symattn.reading.documents.trees import Call, Fraction, Name, Number, Power, Sum, Tree, children
from symattn.texts.arithmetic import claimed
from symattn.texts.counting import COUNTS, SHAPE
from symattn.texts.labels import Hints, hints, hints_of
from symattn.texts.vocabulary import SUMS
from symattn.verification.claims import Claimed

__all__ = ["Item", "Table", "is_closed", "tables_of"]


@dataclass(frozen=True)
class Item:
    """One printed cell: what it claims, or ``None`` where it is blank or worked arithmetic."""

    text: str
    number: Claimed | None
    where: Place
    tree: Tree | None = None

    @property
    def value(self) -> fmpq | None:
        """The printed value, ``None`` where there is no plain number."""
        number = self.number
        plain = isinstance(number, Printed) and not number.special and number.relation in "=≈"
        return number.value if plain and isinstance(number, Printed) else None

    @property
    def readable(self) -> bool:
        """Whether a number or a closed form stands there."""
        return self.number is not None and not isinstance(self.number, Unreadable)

    @property
    def special(self) -> str:
        """What stands instead of a number: "-inf", "nan", "-"."""
        return self.number.special if isinstance(self.number, Printed) else ""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of printed cells, with what is known of them before anything is tried.

    ``lead``: sizes of leading axes of a deeper print; ``rows`` then holds its matrices one
    below the other.  ``order``: the number of its block in the document.  ``beside``: a table
    about the same row.  ``fixed``: the cells that its words name (score(1,2)), from 0.
    ``head``: the head, from 0, under whose inputs it stands.  ``stage``: the stage that a comment
    says it is; ``upright``: the layout of the text is given, so that no result is turned.
    ``made_of``: the array that a function just before it is taken of.  ``scope``: the exercise
    or further example that it belongs to (0: the text's own problem).
    """

    rows: tuple[tuple[Item, ...], ...]
    grid: Grid
    order: int
    hints: Hints
    lead: tuple[int, ...] = ()
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    aside: tuple[Item, ...] = ()
    part: int = 0
    beside: Table | None = None
    fixed: tuple[tuple[int, ...], ...] = ()
    head: int | None = None
    stage: str = ""
    upright: bool = False
    made_of: Table | None = None
    scope: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the last two axes."""
        count = len(self.rows)
        for size in self.lead:
            count //= size
        return count, len(self.rows[0])

    @property
    def where(self) -> Place:
        """Where its first number stands."""
        return next((item.where for row in self.rows for item in row if item.text), self.grid.where)

    def items(self) -> Iterator[tuple[tuple[int, int], Item]]:
        """Its cells with row and column, matrices of a deeper print one below the other."""
        for i, row in enumerate(self.rows):
            for j, item in enumerate(row):
                yield (i, j), item

    def values(self) -> tuple[tuple[fmpq | None, ...], ...]:
        """The plain values."""
        return tuple(tuple(item.value for item in row) for row in self.rows)

    def texts(self) -> list[Any]:
        """What an input of a problem is given as: exact digits, in its shape."""
        out: list[Any] = [[_text(item) for item in row] for row in self.rows]
        for size in reversed((*self.lead[1:], self.shape[0])) if self.lead else ():
            out = [out[i : i + size] for i in range(0, len(out), size)]
        return out

    def map_texts(self, change: Callable[[str], str]) -> list[Any]:
        """The same with every entry's digits changed."""

        def each(part: Any) -> Any:
            return [each(one) for one in part] if isinstance(part, list) else change(part)

        return [each(part) for part in self.texts()]

    @property
    def is_worked(self) -> bool:
        """Its cells are arithmetic written out, which claims nothing about a stage."""
        cells = [item for row in self.rows for item in row if item.text]
        return bool(cells) and sum(item.number is None for item in cells) * 2 > len(cells)

    @property
    def is_told(self) -> bool:
        """A vector that a program is given, without a formula: an input of its own scope."""
        grid = self.grid
        return grid.context.origin == "code" and grid.kind == "vector" and len(grid.said) < 2

    @property
    def is_whole(self) -> bool:
        """Every cell is a number that an input may be."""
        return all(item.value is not None or _entry(item) for row in self.rows for item in row)


def _text(item: Item) -> str:
    value = item.value
    if value is not None:
        return str(value)
    return item.text


def _entry(item: Item) -> bool:
    return item.readable and not item.special and "e" not in item.text


def tables_of(grid: Grid, order: int) -> list[Table]:
    """The tables of a grid."""
    if not any(cell.number or cell.tree for row in grid.cells for cell in row) or _is_shape(grid):
        return []
    rows = [tuple(_item(cell, grid) for cell in row) for row in grid.cells]
    lead = grid.shape[:-2] if len(grid.shape) > 2 else ()
    table = Table(tuple(rows), grid, order, hints_of(grid), lead, grid.row_names, grid.column_names)
    if lead:
        return [table]
    table = _without_words(table)
    if not table.rows or not table.rows[0]:
        return []
    table, counted = _without_counts(table)
    for ways in (_by_place, _by_letters, _by_groups, _by_columns, _by_rows):
        if parts := ways(table):
            return [replace(parts[0], aside=(*parts[0].aside, *counted)), *parts[1:]]
    table = _without_sums(table)
    return [replace(table, aside=(*table.aside, *counted))]


def _is_shape(grid: Grid) -> bool:
    """Whether it is the sizes of an array: "the shape of Q is (4, 4)"."""
    if len(grid.cells) != 1 or not 2 <= len(grid.cells[0]) <= 4 or grid.kind == "table":
        return False
    sizes = [cell.number for cell in grid.cells[0]]
    if not all(isinstance(size, Printed) and size.text.isdigit() for size in sizes):
        return False
    sentence = re.split(r"[.!?。！？\n] ?", grid.context.before)[-1]
    return bool(re.search(SHAPE, f"{grid.name} {sentence[-60:]}", re.I))


def _by_groups(table: Table) -> list[Table]:
    """A table whose columns stand in groups under heads of their own: m | S − m | e^(S−m) | z."""
    groups = table.grid.column_groups
    if len(groups) != len(table.rows[0]) or len(table.grid.cells[0]) != len(groups):
        return []
    ends = [j for j in range(1, len(groups)) if groups[j] != groups[j - 1]]
    runs = [range(a, b) for a, b in pairwise([0, *ends, len(groups)])]
    if len(runs) < 2 or all(len(run) == 1 for run in runs):
        return []
    found = [hints(groups[run[0]]) for run in runs]
    sums = [re.fullmatch(SUMS, groups[run[0]].strip(" :="), re.I) for run in runs]
    staged = [max(one.get(stage, 0) for stage in (*_stages(), *_BETWEEN)) for one in found]
    if sum(s >= 0.5 and not total for s, total in zip(staged, sums, strict=True)) < 2:
        return []
    out: list[Table] = []
    lines = range(len(table.rows))
    for part, (run, one) in enumerate(zip(runs, found, strict=True)):
        grid = replace(table.grid, name=groups[run[0]], said=(), corner="")
        beside = out[-1] if out else None
        piece = _chosen(table, lines, run)
        out.append(replace(piece, grid=grid, hints=one, part=part, beside=beside))
    return out


def _by_place(table: Table) -> list[Table]:
    """Vectors that stand k on each line, joined by arrows: an array for each place in the line.

    The name that stands over them is that of the last.
    """
    if table.grid.kind not in ("vectors", "matrix") or len(table.grid.cells) != len(table.rows):
        return []
    lines: dict[int, list[int]] = {}
    for i, row in enumerate(table.rows):
        lines.setdefault(row[0].where.line, []).append(i)
    counts = {len(rows) for rows in lines.values()}
    if len(lines) < 2 or len(counts) != 1 or counts == {1}:
        return []
    columns = range(len(table.rows[0]))
    out = []
    for part in range(counts.pop()):
        chosen = [rows[part] for rows in lines.values()]
        one = replace(_chosen(table, chosen, columns), part=part)
        last = part == len(next(iter(lines.values()))) - 1
        out.append(
            one if last else replace(one, hints={}, grid=replace(one.grid, name="", said=()))
        )
    return out


_LETTERED = re.compile(r"(?i)[/# ]*(q|k|v|x|quer(?:y|ies)|keys?|values?)[ _^]?\(?\d{0,2}\)?")


def _by_letters(table: Table) -> list[Table]:
    """Vectors q, k1, k2, v1, v2 that were joined: a table for each letter."""
    found = [_LETTERED.fullmatch(name.strip()) for name in table.row_names]
    if len(found) != len(table.rows) or not all(found):
        return []
    letters = [one[1][0].upper() for one in found if one]
    kinds = list(dict.fromkeys(letters))
    if len(kinds) < 2:
        return []
    out = []
    for part, kind in enumerate(kinds):
        lines = [i for i, letter in enumerate(letters) if letter == kind]
        grid = replace(table.grid, name=kind, said=(), row_names=())
        one = _chosen(table, lines, range(len(table.rows[0])))
        out.append(replace(one, grid=grid, hints={kind: 1.0}, part=part))
    return out


def _item(cell: Cell, grid: Grid) -> Item:
    number: Claimed | None = cell.number
    if number is None and cell.tree is not None and is_closed(cell.tree):
        number = claimed(cell.tree, cell.text)
    if isinstance(number, Printed) and number.special == "blank":
        number = None
    if number is None and cell.why:
        number = Unreadable(cell.why)
    return Item(cell.text, number, cell.where, cell.tree)


CLOSED = ("sqrt", "exp", "ln", "log", "sin", "cos")
"""Functions that a closed form may have."""


def is_closed(tree: Tree, points: bool = False) -> bool:
    """Whether a tree is a closed form and no arithmetic with printed decimals in it.

    ``points``: decimals are exact here, as the problem's own are.
    """
    stack: list[Tree] = [tree]
    power = quotient = False
    while stack:
        node = stack.pop()
        if isinstance(node, Number) and node.printed.special:
            return False
        if isinstance(node, Number) and node.printed.form.places and not points:
            return False
        if isinstance(node, Name) and node.text != "e":
            return False
        if isinstance(node, Call) and node.function not in CLOSED:
            return False
        power = power or isinstance(node, Power | Call)
        quotient = quotient or isinstance(node, Fraction)
        stack.extend(children(node))
    return power or (quotient and not isinstance(tree, Sum))


def _without_words(table: Table) -> Table:
    """Columns and rows that hold no number at all are left out."""
    wide = max(map(len, table.rows))
    keep = [
        j
        for j in range(wide)
        if any(j < len(row) and (row[j].readable or row[j].tree) for row in table.rows)
    ]
    lines = [
        i for i, row in enumerate(table.rows) if any(item.readable or item.tree for item in row)
    ]
    return _chosen(table, lines, keep)


def _chosen(table: Table, lines: Sequence[int], keep: Sequence[int]) -> Table:
    if len(lines) == len(table.rows) and len(keep) == len(table.rows[0]):
        return table
    names = table.row_names
    heads = table.column_names
    return replace(
        table,
        rows=tuple(tuple(table.rows[i][j] for j in keep) for i in lines),
        row_names=tuple(names[i] for i in lines) if len(names) == len(table.rows) else (),
        column_names=tuple(heads[j] for j in keep) if len(heads) == len(table.rows[0]) else (),
    )


def _without_counts(table: Table) -> tuple[Table, tuple[Item, ...]]:
    """Columns of places or counts, whole numbers under a head that says so, stand aside."""
    heads = table.column_names
    wide = len(table.rows[0])
    counts = [
        j
        for j in range(wide)
        if len(heads) == wide
        and re.search(COUNTS, heads[j], re.I)
        and all(item.value is not None and item.value.q == 1 for item in _column(table, j))
    ]
    if not counts or len(counts) == wide:
        return table, ()
    aside = tuple(item for j in counts for item in _column(table, j))
    keep = [j for j in range(wide) if j not in counts]
    return _chosen(table, range(len(table.rows)), keep), aside


def _column(table: Table, j: int) -> list[Item]:
    return [row[j] for row in table.rows]


def _without_sums(table: Table) -> Table:
    """A last column of sums beside a table is no part of the stage."""
    heads = table.column_names
    if len(heads) != len(table.rows[0]) or not re.fullmatch(SUMS, heads[-1].strip(" :="), re.I):
        return table
    if len(heads) < 2:
        return table
    aside = tuple(row[-1] for row in table.rows)
    lines = range(len(table.rows))
    return replace(_chosen(table, lines, range(len(heads) - 1)), aside=aside)


def _by_columns(table: Table) -> list[Table]:
    """A table whose columns are stages: a column is one query's row of the stage.

    A last row of sums holds the row sum under the exponentials; the others stand aside.
    """
    body, sums = _sum_row(table)
    parts = _split(body, body.column_names, turned=True)
    out = []
    for part, item in zip(parts, sums or [None] * len(parts), strict=True):
        exponentials = part.hints.get("exponentials", 0.0) >= 0.6
        aside = (item,) if item is not None and not exponentials else ()
        out.append(replace(part, aside=(*part.aside, *aside)))
        if item is not None and item.number is not None and exponentials:
            total = replace(part, rows=((item,),), hints={"row_sums": 0.9}, column_names=())
            out.append(replace(total, part=part.part + len(parts), beside=out[-1]))
    return out


def _sum_row(table: Table) -> tuple[Table, tuple[Item, ...]]:
    """The table without a last row that is named a sum, and that row."""
    names = table.row_names
    last = names[-1].strip(" :=") if len(names) == len(table.rows) > 2 else ""
    if not re.fullmatch(SUMS, last, re.I):
        return table, ()
    return _chosen(table, range(len(names) - 1), range(len(table.rows[0]))), table.rows[-1]


def _by_rows(table: Table) -> list[Table]:
    return _split(table, table.row_names, turned=False)


def _split(table: Table, names: Sequence[str], turned: bool) -> list[Table]:
    lines = list(zip(*table.rows, strict=True)) if turned else list(table.rows)
    if len(names) != len(lines) or len(lines) < 2:
        return []
    found = [hints(name) if len(name.strip()) > 1 else {} for name in names]
    tops = [max(one, key=lambda stage: one[stage]) if one else "" for one in found]
    sure = [top if one and one[top] >= 0.6 else "" for top, one in zip(tops, found, strict=True)]
    stages = {top for top in sure if top in _stages()}
    joined = table.grid.kind == "vectors" and not turned  # lines of a chain, each with its name
    if len(stages) < (1 if joined else 2) or len(set(tops)) < 2:
        return []
    if sum(1 for top in sure if top in _stages()) * 2 < len(lines):
        return []
    heads = table.row_names if turned else table.column_names
    return [
        Table(
            (tuple(line),),
            replace(table.grid, name=name),
            table.order,
            one,
            (),
            (),
            heads,
            (),
            part,
        )
        for part, (name, one, line) in enumerate(zip(names, found, lines, strict=True))
    ]


_BETWEEN = ("largest", "shifted")


def _stages() -> tuple[str, ...]:
    """What a line or a column of a table that holds several stages may be."""
    return stages_of("scores", "logits", "softmax", "weights", "terms", "output")
