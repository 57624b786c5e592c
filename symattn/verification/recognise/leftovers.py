"""Blocks that are no stage but repeat what is known: rows of inputs and results, shifted scores.

They get a place, and claim nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from symattn.verification.recognise.account import Account, Spot, block_of, places
from symattn.verification.recognise.problems import Found
from symattn.verification.recognise.tables import Table

__all__ = ["place_leftovers"]

Row = tuple[fmpq | None, ...]


def place_leftovers(rest: list[Table], found: Sequence[Found], account: Account) -> set[Spot]:
    """The spots of blocks that repeat known rows; they are taken off ``rest``."""
    known = {row for one in found for table in _tables(one) for row in _rows(table)}
    shifted = {_less_largest(row) for row in known}
    largest = {max(v for v in row if v is not None) for row in known if row and None not in row}
    out: set[Spot] = set()
    for table in list(rest):
        rows = [tuple(item.value for item in row) for row in table.rows]
        role = ""
        if all(spot in account.placed for spot in places(table)):
            rest.remove(table)  # arithmetic, judged as it stands
            continue
        if table.hints.get("largest") and all(v in largest for row in rows for v in row):
            role = "largest scores"
        elif all(row in known for row in rows):
            role = "rows"
        elif all(_close(row, shifted) for row in rows):
            role = "shifted scores"
        elif all(item.number is None or item.value is None for row in table.rows for item in row):
            continue
        if role:
            rest.remove(table)
            out.update(places(table))
            account.placed.update(places(table))
            account.taken.append(block_of(table, role, again=True))
    return out


def _tables(one: Found) -> Iterator[Table]:
    yield from one.episode.inputs.values()
    for put in one.choice.assigned.puts:
        yield put.table


def _rows(table: Table) -> Iterator[Row]:
    values = table.values()
    yield from values
    yield from zip(*values, strict=True)


def _less_largest(row: Row) -> Row:
    plain = [value for value in row if value is not None]
    if len(plain) != len(row) or not plain:
        return ()
    return tuple(value - max(plain) for value in plain)


def _close(row: Row, shifted: set[Row]) -> bool:
    """Whether the row is a known one less its largest number, as far as it is printed."""
    for other in shifted:
        if len(other) == len(row) > 1 and all(
            a is not None and b is not None and abs(a - b) <= abs(b) / 100
            for a, b in zip(row, other, strict=True)
        ):
            return True
    return False
