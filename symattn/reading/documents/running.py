"""Running heads and feet of a PDF's pages: what stands at one height on several of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TypeAlias

from symattn.reading.documents.glyphs import Glyph
from symattn.reading.documents.scripts import across, median

__all__ = ["Running", "running_lines", "without"]

Running: TypeAlias = set[tuple[int, str]]
"""Height (in points) and text of each such line, numbers in it as #."""


def running_lines(pages: list[list[Glyph]]) -> Running:
    """The outermost lines that recur at the same height, set off from the lines beside them.

    Numbers may change from page to page; they are dates, and numbers of pages and chapters.
    """
    found = Counter(key for glyphs in pages for key in {key for key, _ in _outermost(glyphs)})
    return {key for key, times in found.items() if times > 1}


def without(running: Running, glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a page without its running lines."""
    gone = {id(glyph) for key, line in _outermost(glyphs) if key in running for glyph in line}
    return [glyph for glyph in glyphs if id(glyph) not in gone]


def _outermost(glyphs: list[Glyph]) -> list[tuple[tuple[int, str], list[Glyph]]]:
    """The first and the last line of a page, where a gap parts them from the others.

    What has a tag is no decoration.
    """
    if not glyphs:
        return []
    body = median(glyphs)
    out = []
    for ordered in (sorted(glyphs, key=lambda g: -g.y), sorted(glyphs, key=lambda g: g.y)):
        first = ordered[0].y
        line = [g for g in ordered if abs(g.y - first) < 0.3 * body]
        rest = [g for g in ordered if abs(g.y - first) >= 0.3 * body]
        text = re.sub(r"\d+", "#", "".join(g.text for g in across(line)))
        needed = 1.3 if re.search(r"[^\W\d_]{3}", text) else 1.9  # a row of numbers is no title
        apart = not rest or abs(rest[0].y - first) > needed * body
        if apart and all(g.mark < 0 for g in line):
            out.append(((round(first), text), line))
    return out
