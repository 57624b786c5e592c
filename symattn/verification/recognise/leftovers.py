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

Row = tuple["fmpq | str | None", ...]


def place_leftovers(rest: list[Table], found: Sequence[Found], account: Account) -> set[Spot]:
    """The spots of blocks that repeat known rows; they are taken off ``rest``."""
    known = {row for one in found for table in _tables(one) for row in _lines(table)}
    shifted = {_less_largest(row) for row in known}
    largest = {_largest(row) for row in known}
    out: set[Spot] = set()
    for table in list(rest):
        rows = _rows(table)
        if all(spot in account.placed for spot in places(table)):
            rest.remove(table)  # arithmetic, judged as it stands
            continue
        role = ""
        if table.hints.get("largest") and all(value in largest for row in rows for value in row):
            role = "largest scores"
        elif all(row in known for row in rows):
            role = "rows"
        elif all(_close(row, shifted) for row in rows):
            role = "shifted scores"
        if role and any(value is not None for row in rows for value in row):
            rest.remove(table)
            out.update(places(table))
            account.placed.update(places(table))
            account.taken.append(block_of(table, role, again=True))
    return out


def _tables(one: Found) -> Iterator[Table]:
    yield from one.episode.inputs.values()
    for put in one.choice.assigned.puts:
        yield put.table


def _rows(table: Table) -> list[Row]:
    """Plain values, and "-inf" where a hidden score is printed so."""
    return [
        tuple("-inf" if item.special == "-inf" else item.value for item in row)
        for row in table.rows
    ]


def _lines(table: Table) -> Iterator[Row]:
    rows = _rows(table)
    yield from rows
    yield from zip(*rows, strict=True)


def _numbers(row: Row) -> list[fmpq]:
    """The finite numbers of a row, nothing where one of its cells is no number."""
    plain = [value for value in row if not isinstance(value, str)]
    return [] if None in plain else [value for value in plain if value is not None]


def _largest(row: Row) -> fmpq | str:
    return max(_numbers(row), default="-inf" if set(row) == {"-inf"} else "none")


def _less_largest(row: Row) -> Row:
    plain = _numbers(row)
    if not plain:
        return row if row and set(row) == {"-inf"} else ()
    top = max(plain)
    return tuple(value if value is None or isinstance(value, str) else value - top for value in row)


def _close(row: Row, shifted: set[Row]) -> bool:
    """Whether the row is a known one less its largest number, as far as it is printed."""
    return any(
        len(other) == len(row) > 1 and all(map(_agree, row, other)) for other in shifted
    )


def _agree(a: fmpq | str | None, b: fmpq | str | None) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return a is not None and b is not None and abs(a - b) <= abs(b) / 100
