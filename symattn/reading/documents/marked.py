"""Text that remembers where each of its characters stood in the source.

Readers cut comments, markup and escapes away; a finding must still point at
line and column of the file as its author sees it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from symattn.errors import Place
from symattn.reading.digits import even_out

__all__ = ["Marked", "Source"]


class Source:
    """A whole file as text; turns an offset into line and column, both from 1."""

    def __init__(self, text: str, file: str | None = None) -> None:
        self.text = text
        self.file = file

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        starts += [i + 1 for i, c in enumerate(self.text) if c == "\n"]
        return starts

    def place(self, offset: int) -> Place:
        """Line and column of that character."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1, self.file)

    def marked(self) -> Marked:
        """The whole text."""
        return Marked(self.text, range(len(self.text)), self)


class Marked:
    """A text, and for each character its offset in the source.

    Slices and sums keep the offsets; :meth:`same_length` changes characters, never places.
    """

    __slots__ = ("offsets", "source", "text")

    def __init__(self, text: str, offsets: Sequence[int], source: Source) -> None:
        self.text = text
        self.offsets = offsets
        self.source = source

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Marked:
        return Marked(self.text[part], self.offsets[part], self.source)

    def place(self, index: int) -> Place:
        """Where the character stands in the source (the last known one past the end)."""
        if not len(self.offsets):
            return Place(1, 1, self.source.file)
        return self.source.place(self.offsets[min(index, len(self.offsets) - 1)])

    def same_length(self, change: Callable[[str], str]) -> Marked:
        """The text changed by something that keeps every character where it is."""
        text = change(self.text)
        if len(text) != len(self.text):
            raise ValueError("the change moved characters")
        return Marked(text, self.offsets, self.source)

    def evened(self) -> Marked:
        """With full-width forms, kinds of minus and of blank made ASCII."""
        return self.same_length(even_out)

    def strip(self) -> Marked:
        """Without blanks at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def lines(self) -> list[Marked]:
        """Its lines, without the line ends."""
        found, start = [], 0
        for line in self.text.split("\n"):
            found.append(self[start : start + len(line)])
            start += len(line) + 1
        return found

    def surrounded(self, before: str, after: str) -> Marked:
        """With text around it that stands at its first and last character."""
        if not self.text:
            return self
        first, last = self.offsets[0], self.offsets[-1]
        offsets = [first] * len(before) + list(self.offsets) + [last] * len(after)
        return Marked(before + self.text + after, offsets, self.source)

    @staticmethod
    def join(parts: Iterable[Marked], between: str = "") -> Marked:
        """The parts as one text; ``between`` stands at the end of the part before it."""
        listed = [part for part in parts if part.text or between]
        if not listed:
            return Marked("", (), Source(""))
        if len(listed) == 1:
            return listed[0]
        offsets: list[int] = []
        for i, part in enumerate(listed):
            if i and between:
                offsets += [offsets[-1] if offsets else 0] * len(between)
            offsets += part.offsets
        return Marked(between.join(part.text for part in listed), offsets, listed[0].source)
