"""What the reader of each format hands over: pieces of text in reading order, and asides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from symattn.reading.documents.blocks import Directive, Loose, Origin
from symattn.reading.documents.marked import Marked

__all__ = ["Piece", "Pieces", "RawCell", "RawTable", "directive"]


@dataclass
class RawCell:
    """A cell of a table as the format has it, spans not yet filled."""

    text: Marked
    head: bool = False
    rows: int = 1
    columns: int = 1


@dataclass
class RawTable:
    """Rows of cells, and the caption."""

    rows: list[list[RawCell]]
    caption: str = ""


@dataclass
class Piece:
    """``text``: prose, its line ends mean nothing; ``verbatim``: they do; ``code``: a program.

    ``cell``: pieces of one notebook cell or list have the same number.
    """

    kind: Literal["heading", "text", "verbatim", "code", "table"]
    text: Marked
    level: int = 0
    table: RawTable | None = None
    origin: Origin = "prose"
    cell: int = 0


@dataclass
class Pieces:
    """Everything that a reader found."""

    pieces: list[Piece] = field(default_factory=list)
    asides: list[Loose] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)

    def add(
        self, kind: Literal["heading", "text", "verbatim", "code"], text: Marked, **how: object
    ) -> None:
        """One more piece, unless it is blank."""
        if text.text.strip():
            self.pieces.append(Piece(kind, text, **how))  # type: ignore[arg-type]

    def aside(self, text: Marked, why: str) -> None:
        """Text that claims nothing: its numbers are listed, a word to symattn is heard."""
        if found := directive(text):
            self.directives.append(found)
            return
        if not any(c.isdigit() for c in text.text):
            return
        for number in re.finditer(r"(?<![\w.])\d+(?:[.,]\d+)?(?!\w)", text.text[:20_000]):
            self.asides.append(Loose(number[0], text.place(number.start()), why))

    def extend(self, other: Pieces) -> None:
        """All of another reader's finds, in its order."""
        self.pieces += other.pieces
        self.asides += other.asides
        self.notes += other.notes
        self.directives += other.directives


_DIRECTIVE = re.compile(r"^\W*symattn:\s*(?P<rest>.*)$", re.S)
_SETTING = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|(\{.*\}|[^\s\"]+))(?=\s|$)", re.S)


def directive(comment: Marked) -> Directive | None:
    """What a comment says to symattn (``symattn: stage=weights``), or ``None``."""
    found = _DIRECTIVE.match(comment.text.strip())
    if not found:
        return None
    rest = re.sub(r"(?:--+>|\*/)\s*$", "", found["rest"])
    values = tuple((key, quoted or bare) for key, quoted, bare in _SETTING.findall(rest))
    odd = _SETTING.sub(" ", rest).split()
    where = comment.place(len(comment.text) - len(comment.text.lstrip()))
    return Directive(values, where, odd=odd[0] if odd else "")
