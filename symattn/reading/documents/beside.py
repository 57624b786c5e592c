"""Labelled grids side by side: names and numbers by turns on each line.

::

    Head 1              Head 2
        a     b             a     b
    a  0.21  0.79      a  0.22  0.78
    b  0.27  0.73      b  0.30  0.70
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from symattn.reading.documents.cells import Raw, is_cell
from symattn.reading.documents.layout import Lines, clean_name, split_at
from symattn.reading.documents.marked import Marked

__all__ = ["part_grids"]

SHORTEST_GAP = 3
"""Blanks between grids; a name may hold fewer."""


@dataclass(frozen=True)
class _Segment:
    """A name and the numbers behind it."""

    name: str
    cells: list[Marked]


def part_grids(page: Lines, decimal: str) -> None:
    """Replaces lines of two or more labelled rows, each grid by an array of its own."""
    at = 0
    while at < len(page.lines):
        first = _segments(page.lines[at], decimal)
        after = at + 1
        rows = [first]
        while (
            first
            and after < len(page.lines)
            and _alike(first, more := _segments(page.lines[after], decimal))
        ):
            rows.append(more)
            after += 1
        if len(rows) > 1:
            _replace(page, at, rows)
        at = after


def _segments(line: Marked, decimal: str) -> list[_Segment]:
    """The labelled rows of a line, nothing where there are not two at least."""
    text = line.text
    if any(c in text for c in "[]{}=|│:：") or not re.search(r"\d.*\S\s{3,}\D", text):
        return []
    found: list[_Segment] = []
    for piece in split_at(line, r"\s+"):
        if found and is_cell(piece, decimal) and not _counts(piece, line):
            found[-1].cells.append(piece)
        elif not found or found[-1].cells:
            found.append(_Segment(piece.text, []))
        else:
            return []
    apart = all(_gap(line, one, decimal) for one in found[1:])
    return found if len(found) > 1 and apart and all(one.cells for one in found) else []


def _counts(piece: Marked, line: Marked) -> bool:
    """Whether a whole number stands after a wide gap: a name that counts rows, as in 1  0.5."""
    before = line.text[: piece.offsets[0] - line.offsets[0]]
    wide = len(before) - len(before.rstrip()) > SHORTEST_GAP + 1
    return wide and piece.text.isdigit() and bool(re.search(r"\d[.,]\d", line.text))


def _gap(line: Marked, segment: _Segment, decimal: str) -> bool:
    start = segment.cells[0].offsets[0] - line.offsets[0] if segment.cells else 0
    before = line.text[:start].rstrip()
    before = before[: len(before) - len(segment.name)]
    return len(before) - len(before.rstrip()) >= SHORTEST_GAP


def _alike(first: Sequence[_Segment], more: Sequence[_Segment]) -> bool:
    return [len(one.cells) for one in first] == [len(one.cells) for one in more]


def _replace(page: Lines, at: int, rows: list[list[_Segment]]) -> None:
    """The arrays in place of their first line, with the names that stand above them."""
    line = page.lines[at]
    blank, apart = line[0:0], Marked("  ,  ", [line.offsets[0]] * 5, line.source)
    raws = [
        Raw([row[k].cells for row in rows], "table", row_names=[row[k].name for row in rows])
        for k in range(len(rows[0]))
    ]
    above = at - 1
    if above >= 0 and _columns(page.lines[above], raws):
        page.lines[above], above = blank, above - 1
    labels = split_at(page.lines[above], r"\s{2,}|\t") if above >= 0 else []
    if len(labels) == len(raws):
        for raw, label in zip(raws, labels, strict=True):
            raw.name = clean_name(label.text)
        page.lines[above] = blank
    for k in range(at, at + len(rows)):
        page.lines[k] = blank
    pieces = [page.put(raw, raw.cells[0][0]) for raw in raws]
    page.lines[at] = Marked.join([part for piece in pieces for part in (apart, piece)][1:])


def _columns(head: Marked, raws: list[Raw]) -> bool:
    """The names of all columns taken from the line above, where it has as many words."""
    words = [clean_name(word.text) for word in split_at(head, r"\s+")]
    widths = [len(raw.cells[0]) for raw in raws]
    corners = len(words) - sum(widths)
    if corners not in (0, len(raws)):
        return False
    for raw, width in zip(raws, widths, strict=True):
        if corners:
            raw.corner = words.pop(0)
        raw.column_names, words = words[:width], words[width:]
    return True
