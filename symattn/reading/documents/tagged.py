"""Tagged pages of a PDF: headings, paragraphs, tables and formulas as their author marked them.

What stands outside of the tags (page numbers, running heads) is decoration and claims nothing.
Cells of a layout grid, which has no tags of its own, are put into rows and columns by where
they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from symattn.reading.documents.fractions import fractions
from symattn.reading.documents.glyphs import SCRIPT, Bar, Glyph
from symattn.reading.documents.matrices import MATRIX, shaped
from symattn.reading.documents.pages import Part, Text
from symattn.reading.documents.scan import DISPLAY, END, MATH

__all__ = ["Tag", "read_tagged", "tags_of"]

DEEPEST = 60
MOST_TAGS = 50_000
LEAST_SHARE = 0.6
_INLINE = {
    "Span",
    "Formula",
    "Link",
    "Em",
    "Strong",
    "Quote",
    "Code",
    "Reference",
    "Lbl",
    "NonStruct",
    "Sub",
    "Annot",
    "Ruby",
    "Warichu",
}


@dataclass(frozen=True)
class Tag:
    """An element of the page's structure: its type, its own content, its children in order."""

    kind: str
    marks: tuple[int, ...] = ()
    children: tuple[Tag, ...] = ()
    rows: int = 1
    columns: int = 1

    def all_marks(self) -> Iterator[int]:
        """The marked contents of the element and of all in it."""
        yield from self.marks
        for child in self.children:
            yield from child.all_marks()


def tags_of(page: Any, raw: Any, glyphs: list[Glyph]) -> Tag | None:
    """The structure of a page, where it covers the most of its characters."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return None
    try:
        budget = [MOST_TAGS]
        roots = (
            raw.FPDF_StructTree_GetChildAtIndex(tree, i)
            for i in range(raw.FPDF_StructTree_CountChildren(tree))
        )
        found = tuple(_tag(raw, root, 0, budget) for root in roots if root)
    finally:
        raw.FPDF_StructTree_Close(tree)
    whole = Tag("Document", (), found)
    marks = set(whole.all_marks())
    if not glyphs:
        return None
    share = sum(glyph.mark in marks for glyph in glyphs) / len(glyphs)
    return whole if share >= LEAST_SHARE else None


def _tag(raw: Any, element: Any, depth: int, budget: list[int]) -> Tag:
    marks: list[int] = []
    children: list[Tag] = []
    kind = _name(raw.FPDF_StructElement_GetType, element)
    count = raw.FPDF_StructElement_CountChildren(element)
    for i in range(max(count, 0)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, i)
        budget[0] -= 1
        if budget[0] < 0:
            break
        if child and depth < DEEPEST:
            children.append(_tag(raw, child, depth + 1, budget))
        elif (mark := raw.FPDF_StructElement_GetChildMarkedContentID(element, i)) >= 0:
            marks.append(mark)
        elif kind == "TR":  # a cell without content
            children.append(Tag("TD"))
    spans = _spans(raw, element)
    down, across = spans.get("RowSpan", 1), spans.get("ColSpan", 1)
    return Tag(kind, tuple(marks), tuple(children), down, across)


def _name(call: Callable[..., int], element: Any) -> str:
    from ctypes import create_string_buffer

    size = call(element, None, 0)
    if size <= 2 or size > 400:
        return ""
    buffer = create_string_buffer(size)
    call(element, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _spans(raw: Any, element: Any) -> dict[str, int]:
    """RowSpan and ColSpan of a cell."""
    from ctypes import byref, c_float

    out: dict[str, int] = {}
    for i in range(max(raw.FPDF_StructElement_GetAttributeCount(element), 0)):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(element, i)
        for key in ("RowSpan", "ColSpan"):
            value = raw.FPDF_StructElement_Attr_GetValue(attribute, key.encode())
            number = c_float()
            if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, byref(number)):
                out[key] = max(1, min(int(number.value), 200))
    return out


def read_tagged(tag: Tag, glyphs: list[Glyph], bars: list[Bar], text: Text) -> None:
    """The elements of a page, added to the text in their order."""
    by_mark: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_mark.setdefault(glyph.mark, []).append(glyph)
    _Page(by_mark, bars, text).read(tag)


class _Page:
    def __init__(self, by_mark: dict[int, list[Glyph]], bars: list[Bar], text: Text) -> None:
        self.by_mark, self.bars, self.text = by_mark, bars, text
        self.begins = len(text.parts)  # the first part of this page

    def read(self, tag: Tag) -> None:
        """An element and all in it."""
        if tag.kind == "Table":
            self.table(list(_descendants(tag, "TR")))
        elif re.fullmatch(r"H\d?|Title", tag.kind):
            self.text.add("heading", self.words(tag))
        elif tag.kind == "Figure":
            self.text.add("picture", self.words(tag))
        elif not tag.marks and [child.kind for child in tag.children] == ["Formula"]:
            self.read(tag.children[0])
        elif tag.kind == "Formula":
            self.text.add("text", self.display(tag))
        elif _is_listing(tag):
            before = self.before()
            listing = "\n".join(self.lines(self.glyphs(tag)))
            if before and before.kind == "verbatim":
                self.text.plain(listing)
            else:
                self.text.add("verbatim", listing)
        elif (cells := _grid(tag)) and not any(map(self.is_matrix, cells)):
            self.grid(cells)
        elif all(child.kind in _INLINE for child in tag.children):
            self.text.add("text", self.words(tag))
        else:
            self.text.add("text", self.words(Tag(tag.kind, tag.marks)))
            for child in tag.children:
                self.read(child)

    def table(self, rows: list[Tag]) -> None:
        """A table: each of its rows is a line of the text."""
        out = []
        start = len(self.text.text)
        for row in self.in_columns([list(row.children) for row in rows]):
            line = []
            for cell in row:
                place = self.text.put(self.words(cell), "  ")
                line.append((*place, cell.kind == "TH", cell.rows, cell.columns))
            self.text.put("", "\n")
            out.append(line)
        self.text.put("", "\n")
        before = self.before()
        if before and (more := self.text.continued(before, out)):
            before.table += more
        else:
            self.text.parts.append(Part("table", start, len(self.text.text), out))

    def in_columns(self, rows: list[list[Tag]]) -> list[list[Tag]]:
        """The rows; cells that a browser left out of the tags stand where the page leaves a gap."""
        width = max(map(len, rows), default=0)
        whole = [row for row in rows if len(row) == width and all(map(self.glyphs, row))]
        if not whole or any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row):
            return rows
        middles = [_middle(self.glyphs(cell)) for cell in whole[0]]
        out = []
        for row in rows:
            held = [cell for cell in row if self.glyphs(cell)]
            placed = {_nearest(middles, _middle(self.glyphs(cell))): cell for cell in held}
            if len(held) < width and len(placed) == len(held):
                row = [placed.get(j, Tag("TD")) for j in range(width)]
            out.append(row)
        return out

    def before(self) -> Part | None:
        """The last part of the page before, while nothing of this page was read."""
        first = self.begins == len(self.text.parts)
        return self.text.parts[-1] if self.begins and first else None

    def grid(self, cells: list[Tag]) -> None:
        """Cells of a layout put into rows and columns by their places."""
        placed = [(cell, found) for cell in cells if (found := self.glyphs(cell))]
        lines = _clusters([_baseline(found) for _, found in placed], 5.0)
        columns = _clusters([_middle(found) for _, found in placed], 5.0)
        table: dict[tuple[int, int], Tag] = {}
        for (cell, _), line, column in zip(placed, lines, columns, strict=True):
            table[(line, column)] = cell
        high, wide = max(lines) + 1, max(columns) + 1
        start = len(self.text.text)
        out = []
        for i in reversed(range(high)):
            row = []
            for j in range(wide):
                words = self.words(table[(i, j)]) if (i, j) in table else ""
                row.append((*self.text.put(words, "  "), False, 1, 1))
            self.text.put("", "\n")
            out.append(row)
        self.text.put("", "\n")
        self.text.parts.append(Part("table", start, len(self.text.text), out))

    def glyphs(self, tag: Tag) -> list[Glyph]:
        """All characters of an element."""
        return [glyph for mark in tag.all_marks() for glyph in self.by_mark.get(mark, ())]

    def words(self, tag: Tag) -> str:
        """An element as one line of text, its formulas marked."""
        glyphs = [g for mark in tag.marks for g in self.by_mark.get(mark, ())]
        stack = list(tag.children)
        while stack:
            child = stack.pop()
            if child.kind == "Formula":
                glyphs += self.formula(child)
            else:
                glyphs += [g for mark in child.marks for g in self.by_mark.get(mark, ())]
                stack += child.children
        body = max((g.size for g in glyphs), default=10.0)
        lines = shaped(glyphs, self.near(glyphs), body)
        return " ".join(line.strip() for line in lines if line.strip())

    def formula(self, tag: Tag) -> list[Glyph]:
        """A formula in a line as one glyph; the glyphs themselves where it fills several."""
        glyphs = self.glyphs(tag)
        if not glyphs:
            return []
        body = max(g.size for g in glyphs)
        lines = [line.strip() for line in self.lines(glyphs) if line]
        if len(lines) != 1:
            return fractions(glyphs, self.near(glyphs), body)
        left, right = min(g.x for g in glyphs), max(g.right for g in glyphs)
        height = _baseline(glyphs)
        return [Glyph(f"{MATH}{lines[0]}{END}", left, height, right, body, height, height)]

    def display(self, tag: Tag) -> str:
        """A formula of its own, its lines parted as in LaTeX."""
        lines = [line.strip() for line in self.lines(self.glyphs(tag)) if line.strip()]
        joined = " \\\\ ".join(_own_lines(lines))
        return f"{DISPLAY}{joined}{END}" if lines else ""

    def is_matrix(self, tag: Tag) -> bool:
        """Whether a matrix of several rows stands in it."""
        return any(MATRIX in line for line in self.lines(self.glyphs(tag)))

    def lines(self, glyphs: list[Glyph]) -> list[str]:
        """The lines that characters make, fractions and brackets put together."""
        if not glyphs:
            return []
        body = max(g.size for g in glyphs)
        lines = shaped([replace(g) for g in glyphs], self.near(glyphs), body)
        return [re.sub(f"{MATH}|{END}", "", line) for line in lines]

    def near(self, glyphs: list[Glyph]) -> list[Bar]:
        """The rules that may belong to these characters."""
        if not glyphs:
            return []
        left, right = min(g.x for g in glyphs) - 2, max(g.right for g in glyphs) + 2
        low, high = min(g.y for g in glyphs) - 3, max(g.y for g in glyphs) + 12
        return [b for b in self.bars if left <= b[0] and b[1] <= right and low <= b[2] <= high]


_ENDED = re.compile(r"[=≈] ?[-−]?(?:[\d.]+|\\frac\{\d+\}\{\d+\})$")


def _own_lines(lines: list[str]) -> Iterator[str]:
    """The lines; one that begins with a minus after a line that ended in a number, and has a
    relation itself, is aligned at it, so that it does not go on with the line before."""
    for before, line in zip(["", *lines], lines, strict=False):
        alone = line[:1] in "-−" and _ENDED.search(before)
        yield line.replace("=", "& =", 1) if alone else line


def _descendants(tag: Tag, kind: str) -> Iterator[Tag]:
    for child in tag.children:
        if child.kind == kind:
            yield child
        else:
            yield from _descendants(child, kind)


def _is_listing(tag: Tag) -> bool:
    """Whether it is a program or its output: line ends mean something."""
    if tag.kind == "Code":
        return True
    return not tag.marks and tag.kind != "P" and all(map(_is_listing, tag.children or (Tag("P"),)))


def _grid(tag: Tag) -> list[Tag]:
    """The cells of a layout: an element that holds many others, each of a formula or a word."""
    cells = list(tag.children)
    simple = all(
        cell.kind == "Div" and all(child.kind in _INLINE for child in cell.children)
        for cell in cells
    )
    return cells if len(cells) >= 4 and simple else []


def _baseline(glyphs: list[Glyph]) -> float:
    size = max(g.size for g in glyphs)
    return next(g.y for g in glyphs if g.size > SCRIPT * size)


def _middle(glyphs: list[Glyph]) -> float:
    return (min(g.x for g in glyphs) + max(g.right for g in glyphs)) / 2


def _nearest(places: list[float], place: float) -> int:
    return min(range(len(places)), key=lambda j: abs(places[j] - place))


def _clusters(values: list[float], gap: float) -> list[int]:
    """For each value the number of its cluster, counted upwards."""
    ordered = sorted(set(values))
    number: dict[float, int] = {}
    count = -1
    for k, value in enumerate(ordered):
        count += k == 0 or value - ordered[k - 1] > gap
        number[value] = count
    return [number[value] for value in values]
