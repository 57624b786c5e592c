"""Where each printed number ends up: an invisible mark before it, taken out at the end.

A text is put together from pieces that are padded, framed, escaped and encoded.
A mark is one character of a private plane, has no width, and survives all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from tests.campaigns.texts.author import RESULTS, Cell

_FIRST = 0xF0000
_MARK = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True)
class Claim:
    """A printed number with its place and what is known of it.

    ``kind`` is one of ``author.KINDS``; ``equation`` says what it is at the end of its own line
    of arithmetic (``consistent`` is new there), "" where there is none.  ``optional``: need not
    be judged (a source, an operand, a step between).  ``style``: what it is printed in.
    """

    printed: str
    line: int
    column: int
    stage: str
    index: tuple[int, ...]
    kind: str
    equation: str
    optional: bool
    style: str

    @property
    def result(self) -> bool:
        """Whether a reader is asked for a verdict."""
        return not self.optional and self.kind in RESULTS


@dataclass
class Marks:
    """The numbers put into a text so far."""

    known: list[tuple[str, Cell, str, bool, str]] = field(default_factory=list)
    style: str = ""

    def put(self, shown: str, cell: Cell, equation: str = "", optional: bool = False) -> str:
        """The number as it is shown, with its mark before it."""
        self.known.append((shown, cell, equation, optional, self.style))
        return chr(_FIRST + len(self.known) - 1) + shown

    def taken(self, text: str) -> tuple[str, tuple[Claim, ...]]:
        """The text without marks, and the claims with their lines and columns (from 1)."""
        claims, lines = [], []
        for number, line in enumerate(text.split("\n"), 1):
            pieces, length, at = [], 0, 0
            for mark in _MARK.finditer(line):
                pieces.append(line[at : mark.start()])
                length += mark.start() - at
                at = mark.end()
                claims.append(self._claim(ord(mark.group()) - _FIRST, number, length + 1))
            lines.append("".join(pieces) + line[at:])
        return "\n".join(lines), tuple(claims)

    def _claim(self, k: int, line: int, column: int) -> Claim:
        shown, cell, equation, optional, style = self.known[k]
        return Claim(
            shown, line, column, cell.stage, cell.index, cell.kind, equation, optional, style
        )


def bare(text: str) -> str:
    """Without marks."""
    return _MARK.sub("", text)


def width(text: str) -> int:
    """How many columns a fixed pitch gives the text: East Asian letters two, marks none."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in bare(text))


def padded(text: str, columns: int, side: str = ">") -> str:
    """The text with spaces to so many columns, on the left (``>``) or right (``<``)."""
    room = " " * max(0, columns - width(text))
    return room + text if side == ">" else text + room


def aligned(rows: Sequence[Sequence[str]], side: str = ">") -> list[list[str]]:
    """The rows with each column padded to its widest cell."""
    widths = [max(width(row[j]) for row in rows) for j in range(len(rows[0]))]
    return [[padded(cell, widths[j], side) for j, cell in enumerate(row)] for row in rows]
