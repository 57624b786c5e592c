"""The text of a PDF while its pages are read: what goes on from page to page is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from symattn.reading.documents.marked import Marked, Source
from symattn.reading.documents.pieces import Piece, Pieces, RawCell, RawTable

__all__ = ["Part", "Rows", "Text"]

Rows: TypeAlias = list[list[tuple[int, int, bool, int, int]]]
"""Of each cell: where its text begins and ends, whether it is a head, rows and columns."""


@dataclass
class Part:
    """A piece before the whole text is known: offsets instead of marked text."""

    kind: str
    start: int
    end: int
    table: Rows = field(default_factory=list)


class Text:
    """The text of a document while its pages are read."""

    def __init__(self) -> None:
        self.text = ""
        self.parts: list[Part] = []

    def put(self, words: str, end: str = "") -> tuple[int, int]:
        """Where the words stand from now on."""
        start = len(self.text)
        self.text += words + end
        return start, start + len(words)

    def plain(self, words: str) -> None:
        """A page without tags; it goes on with such a page before it, and with a listing."""
        last = self.parts[-1] if self.parts else None
        if last and last.kind == "verbatim":
            self.text = f"{self.text.rstrip()}\n"
        start, end = self.put(words, "\n")
        if last and last.kind in ("plain", "verbatim"):
            last.kind, last.end = "plain", end
        else:
            self.parts.append(Part("plain", start, end))

    def continued(self, before: Part, rows: Rows) -> Rows:
        """The rows that go on with a table of the page before, whose head may stand again."""
        if not before.table or not rows or len(before.table[0]) != len(rows[0]):
            return []
        old, new = (
            [self.text[cell[0] : cell[1]] for cell in rows[0]] for rows in (before.table, rows)
        )
        if old == new:
            return rows[1:]
        return [] if any(cell[2] for cell in rows[0][1:]) else rows

    def add(self, kind: str, words: str) -> None:
        """A paragraph, a heading, a displayed formula."""
        if words.strip():
            self.parts.append(Part(kind, *self.put(words, "\n\n")))

    def pieces(self, source: Source, plain: Callable[[Marked], Pieces]) -> Pieces:
        """The pieces, once the text is whole; ``plain`` reads pages without tags."""
        whole, found = source.marked(), Pieces()
        for part in self.parts:
            piece = whole[part.start : part.end]
            if part.kind == "plain":
                found.extend(plain(piece))
            elif part.kind == "picture":
                found.aside(piece, "picture")
            elif part.kind == "table":
                rows = [
                    [RawCell(whole[a:b], head, down, across) for a, b, head, down, across in row]
                    for row in part.table
                ]
                empty = whole[part.start : part.start]
                found.pieces.append(Piece("table", empty, table=RawTable(rows), origin="table"))
            elif part.kind == "heading":
                found.add("heading", piece, level=1)
            elif part.kind == "verbatim":
                found.add("verbatim", piece)
            else:
                found.add("text", piece)
        return found
