"""The characters of a page by their height."""

from __future__ import annotations

from symattn.reading.documents.glyphs import Glyph

__all__ = ["Field"]


class Field:
    """The characters of a page by their height, so that a rule looks only at what is near."""

    def __init__(self, glyphs: list[Glyph], step: float) -> None:
        self.step = step
        self.held: dict[int, list[Glyph]] = {}
        self.signs: dict[int, list[Glyph]] = {}
        for glyph in glyphs:
            self.held.setdefault(int(glyph.y // step), []).append(glyph)
            if glyph.text == "√":
                self.signs.setdefault(int(glyph.top // step), []).append(glyph)

    def near(self, low: float, high: float) -> list[Glyph]:
        """The characters between two heights, and some beyond."""
        lines = range(int(low // self.step), int(high // self.step) + 1)
        return [glyph for k in lines for glyph in self.held.get(k, ())]

    def signs_at(self, top: float) -> list[Glyph]:
        """Root signs that reach about as high."""
        k = int(top // self.step)
        return [glyph for k in (k - 1, k, k + 1) for glyph in self.signs.get(k, ())]

    def replace(self, used: list[Glyph], new: list[Glyph]) -> None:
        """Some glyphs in place of others."""
        gone = {id(glyph) for glyph in used}
        for k in {int(glyph.y // self.step) for glyph in used}:
            self.held[k] = [glyph for glyph in self.held[k] if id(glyph) not in gone]
        for glyph in new:
            self.held.setdefault(int(glyph.y // self.step), []).append(glyph)

    def all(self) -> list[Glyph]:
        """What is there now."""
        return [glyph for line in self.held.values() for glyph in line]
