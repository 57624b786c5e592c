"""Blocks that are no stage but repeat what is known: rows of inputs and results, shifted scores.

They get a place, and claim nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from symattn.reading.digits import Printed
from symattn.texts.account import Account, LineColumn, block_of, places
from symattn.texts.tables import Item, Table
from symattn.texts.views import Shown, table_in
from symattn.texts.web import Component

__all__ = ["place_leftovers"]

Cell = tuple["fmpq | str | None", fmpq]
"""A printed value ("-inf" where a hidden score is printed so), and the unit of its last place."""
Row = tuple[Cell, ...]


def place_leftovers(
    rest: list[Table], found: Sequence[Component], account: Account, beside: Sequence[Shown] = ()
) -> set[LineColumn]:
    """The spots of blocks that repeat known rows; they are taken off ``rest``.

    ``beside``: what the sheet of the problem shows besides its stages.
    """
    lines = [row for one in found for table in one.tables for row in _lines(table)]
    known = {_values(row) for row in lines}
    shifted = {_less_largest(row) for row in lines}
    largest = {_largest(row) for row in lines}
    out: set[LineColumn] = set()
    for table in list(rest):
        rows = _rows(table)
        if all(spot in account.placed for spot in places(table)):
            rest.remove(table)  # arithmetic, judged as it stands
            continue
        role = ""
        if table.hints.get("largest") and all(v in largest for row in rows for v, _ in row):
            role = "largest scores"
        elif turned := _turned(table, found):
            role = f"{turned}ᵀ"
        elif all(_values(row) in known for row in rows):
            role = "rows"
        elif all(_close(row, shifted) for row in rows):
            role = "shifted scores"
        elif (one := table_in(beside, table)) is not None:
            role = one.name
        if role and any(value is not None for row in rows for value, _ in row):
            rest.remove(table)
            out.update(places(table))
            account.placed.update(places(table))
            account.taken.append(block_of(table, role, again=True))
    return out


def _turned(table: Table, found: Sequence[Component]) -> str:
    """The input that the table repeats, turned."""
    for name, source in (pair for one in found for pair in one.start.used.items()):
        if not source.lead and table.values() == tuple(zip(*source.values(), strict=True)):
            return name
    return ""


def _rows(table: Table) -> list[Row]:
    return [tuple(map(_cell, row)) for row in table.rows]


def _cell(item: Item) -> Cell:
    unit = item.number.unit if isinstance(item.number, Printed) else fmpq(0)
    return "-inf" if item.special == "-inf" else item.value, unit


def _lines(table: Table) -> Iterator[Row]:
    rows = _rows(table)
    yield from rows
    yield from zip(*rows, strict=True)


def _values(row: Row) -> tuple[fmpq | str | None, ...]:
    return tuple(value for value, _ in row)


def _numbers(row: Row) -> list[tuple[fmpq, fmpq]]:
    """The finite numbers of a row with their units, nothing where one of its cells is none."""
    plain = [(value, unit) for value, unit in row if not isinstance(value, str)]
    found = [(value, unit) for value, unit in plain if value is not None]
    return found if len(found) == len(plain) else []


def _hidden(row: Row) -> bool:
    return bool(row) and set(_values(row)) == {"-inf"}


def _largest(row: Row) -> fmpq | str:
    return max((v for v, _ in _numbers(row)), default="-inf" if _hidden(row) else "none")


def _less_largest(row: Row) -> Row:
    """A row less its largest number; both numbers may be rounded, so their units add up."""
    plain = _numbers(row)
    if not plain:
        return row if _hidden(row) else ()
    top, more = max(plain)
    return tuple(
        (value, unit) if value is None or isinstance(value, str) else (value - top, unit + more)
        for value, unit in row
    )


def _close(row: Row, shifted: set[Row]) -> bool:
    """Whether the row may be a known one less its largest number, for some unrounded numbers."""
    return any(len(other) == len(row) > 1 and all(map(_agree, row, other)) for other in shifted)


def _agree(a: Cell, b: Cell) -> bool:
    (one, unit), (other, more) = a, b
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if one is None or other is None:
        return False
    exact = unit if one.q != 1 else fmpq(0)  # a whole number stands for itself
    return bool(abs(one - other) <= (exact + (more if other.q != 1 else fmpq(0))) / 2)
