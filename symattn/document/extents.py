"""Where in a line of a text a printed number stands, from its first character to its last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symattn.errors import Place

__all__ = ["Extent", "extent"]

MINUS = "-−–"


@dataclass(frozen=True, order=True)
class Extent:
    """Characters ``start`` to ``end`` of a line, all from 0, ``end`` not included."""

    line: int
    start: int
    end: int


def extent(lines: Sequence[str], where: Place | None, printed: str) -> Extent | None:
    """Where the number of that place stands in the lines; None where it is not written so.

    A place may be that of the first digit behind a minus.

    >>> extent(["| 0.468 | −0.07 |"], Place(1, 11), "-0.07")
    Extent(line=0, start=10, end=15)
    >>> extent(["| 0.468 |"], Place(1, 3), "0.469") is None
    True
    """
    if where is None or not printed or where.line > len(lines):
        return None
    text, at = lines[where.line - 1], where.column - 1
    for start in (at, at - 1):
        end = start + len(printed)
        if start >= 0 and _same(text[start:end], printed):
            return Extent(where.line - 1, start, end)
    return None


def _same(one: str, other: str) -> bool:
    """Whether two numbers are written alike, whatever the sign that is their minus."""
    return one == other or (
        len(one) == len(other) and one[:1] in MINUS and other[:1] in MINUS and one[1:] == other[1:]
    )
