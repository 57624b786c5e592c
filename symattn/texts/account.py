"""What a recognised problem claims, what was taken for what, and which numbers are placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from symattn.numbers.tensors import Index
from symattn.problem.model import Problem
from symattn.problem.stages import is_square
from symattn.reading.digits import Printed, Unreadable
from symattn.reading.documents.trees import numbers
from symattn.texts.laying import Put
from symattn.texts.sources import Start
from symattn.texts.tables import Item, Table
from symattn.verification.claims import Claim, Closed
from symattn.verification.report import Unplaced
from symattn.words import say

__all__ = ["Account", "LineColumn", "Printing", "Taken", "block_of", "claims_of", "named", "places"]

LineColumn = tuple[int, int]
"""Line and column."""


@dataclass(frozen=True)
class Taken:
    """A block of a text and what it was taken for.

    ``role``: the input or stage ("Xᵀ": turned); ``result``: whether it claims results;
    ``again``: whether it only repeats what stands elsewhere.  ``lines``: first and last;
    ``names``: of its rows; ``head``: which one of several heads it is about, from 0.
    """

    role: str
    shape: tuple[int, ...]
    lines: tuple[int, int]
    names: tuple[str, ...] = ()
    result: bool = False
    again: bool = False
    head: int | None = None


@dataclass(frozen=True, eq=False)
class Printing:
    """A claim, the array that prints it, and the row and column there."""

    claim: Claim
    put: Put
    at: tuple[int, int]


@dataclass
class Account:
    """Numbers given a place, blocks taken for something, and what is left."""

    taken: list[Taken] = field(default_factory=list)
    placed: set[LineColumn] = field(default_factory=set)
    rest: list[Table] = field(default_factory=list)


def places(table: Table) -> Iterator[LineColumn]:
    """Where the table's numbers stand, those of arithmetic in its cells included."""
    for item in (*(item for row in table.rows for item in row), *table.aside):
        yield from _places(item)


def _places(item: Item) -> Iterator[LineColumn]:
    if isinstance(item.number, Printed) and item.number.where is not None:
        yield item.number.where.line, item.number.where.column
    elif item.tree is not None:
        for number in numbers(item.tree):
            if number.where is not None:
                yield number.where.line, number.where.column
    elif item.number is not None:
        yield item.where.line, item.where.column


def claims_of(puts: Sequence[Put]) -> tuple[list[Printing], list[Taken]]:
    """The claims of arrays, and the arrays; a cell printed again in the same digits counts once.

    A claim's ``block`` is the number of other prints of its cell that came before.
    """
    seen: dict[tuple[str, Index], list[object]] = {}
    printings: list[Printing] = []
    taken: list[Taken] = []
    for put in sorted(puts, key=lambda put: (put.table.order, put.table.part)):
        new = 0
        for place, item in put.table.items():
            number = item.number or _worked(put.table, item)
            if number is None or item.special == "blank":
                continue
            said = _digits(item)
            for index in put.index(*place):
                before = seen.setdefault((put.stage, index), [])
                if said in before:
                    continue
                text = item.text.strip()
                claim = Claim(put.stage, index, text, number, item.where, len(before))
                printings.append(Printing(claim, put, place))
                before.append(said)
                new += 1
        block = block_of(put.table, put.stage, result=True, again=not new)
        taken.append(replace(block, head=_head(put)))
    return printings, taken


def _worked(table: Table, item: Item) -> Unreadable | None:
    """Arithmetic in one cell among numbers: what it comes to is not printed."""
    if item.tree is None or table.is_worked:
        return None
    return Unreadable(say("texts.worked_cell", text=item.text.strip()))


def _head(put: Put) -> int | None:
    """The one head that a table is about, of several."""
    heads = {
        index[0]
        for place, _ in put.table.items()
        for index in put.index(*place)[:1]
        if len(index) == 3
    }
    several = put.table.head is not None and len(heads) == 1
    return heads.pop() if several else None


def _digits(item: Item) -> object:
    """What makes two prints of a cell the same claim."""
    number = item.number
    if isinstance(number, Printed):
        return number.value, number.unit, number.relation, number.special
    return number.text if isinstance(number, Closed) else item.text


def block_of(table: Table, role: str, *, result: bool = False, again: bool = False) -> Taken:
    """A table and what it was taken for."""
    lines = [item.where.line for _, item in table.items() if item.text] or [table.where.line]
    shape = (*table.lead, *table.shape)
    return Taken(role, shape, (min(lines), max(lines)), table.row_names, result, again)


def named(problem: Problem, start: Start, puts: Sequence[Put]) -> Problem:
    """The problem with its tokens' names, where the rows of inputs or results have any."""
    tables = start.used
    rows = _names(tables.get("X") or tables.get("Q") or tables.get("scores"), problem.n)
    columns = _names(tables.get("K"), problem.m)
    if not rows and not columns and problem.layout == "rows":
        rows, columns = _names_of_results(problem, puts)
    if not columns and problem.n == problem.m:
        columns = rows
    if not rows and not columns:
        return problem
    numbered = [str(k + 1) for k in range(max(problem.n, problem.m))]
    return problem.changed(
        tokens={"queries": rows or numbered[: problem.n], "keys": columns or numbered[: problem.m]}
    )


def _names_of_results(problem: Problem, puts: Sequence[Put]) -> tuple[list[str], list[str]]:
    """The names of queries and keys at the first table of scores or weights that has both."""
    for put in puts:
        if is_square(put.stage) and put.table.shape == (problem.n, problem.m):
            rows = _plain(put.table.row_names, problem.n)
            columns = _plain(put.table.column_names, problem.m)
            if rows and columns:
                return rows, columns
    return [], []


def _names(table: Table | None, count: int) -> list[str]:
    if table is None:
        return []
    return _plain(table.row_names, count) or _plain(table.column_names, count)


def _plain(names: Sequence[str], count: int) -> list[str]:
    """The names, where they are as many and different, and not mere numbers."""
    plain = [name for name in names if name and len(name) <= 40]
    fits = len(plain) == count and len(set(plain)) == count
    return plain if fits and not all(map(str.isdigit, plain)) else []


def unplaced(tables: Iterable[Table], placed: set[LineColumn], why: str) -> Iterator[Unplaced]:
    """A line for each row of the tables that has numbers without a place."""
    for table in tables:
        for row in table.rows:
            open_ones = [item for item in row if any(spot not in placed for spot in _places(item))]
            if open_ones:
                text = "  ".join(item.text.strip() for item in open_ones)
                yield Unplaced(text, why, open_ones[0].where)
