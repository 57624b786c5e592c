"""What stands on a sheet: headings, sentences, given matrices, products in space, tables, lines.

Found by where rules, brackets and boxes lie; no word of the page is needed for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.worksheets.blind.formulas import Piece, joined, linear, pieces
from tests.worksheets.blind.layout import Box, Char, Page

__all__ = ["Given", "Heading", "Item", "Line", "Prose", "Space", "Table", "items"]

Cell = Box | str | None
"""A box to write into, what is printed there, or nothing."""

MARGIN = 56.0
"""Points: what begins left of it hangs in the margin."""


@dataclass(frozen=True)
class Item:
    """What stands at a place of the page."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Heading(Item):
    """A section's number and its words."""

    number: str
    text: str


@dataclass(frozen=True)
class Prose(Item):
    """Words and formulas of one line of text, from one margin to the next gap."""

    text: str


@dataclass(frozen=True)
class Given(Item):
    """W = [ … ]."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Space(Item):
    """A product laid out in space: two factors and the boxes of their product."""

    left: tuple[tuple[Cell, ...], ...]
    above: tuple[tuple[Cell, ...], ...]
    corner: tuple[tuple[Cell, ...], ...]
    letters: tuple[str, str, str]
    down: tuple[str, ...]
    across: tuple[str, ...]


@dataclass(frozen=True)
class Table(Item):
    """Rows of cells under a head; ``label`` is what stands over it."""

    label: str
    caption: str
    heads: tuple[str, ...]
    names: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    spans: str = ""


@dataclass(frozen=True)
class Line(Item):
    """Words and formulas with boxes among them: s = □ + □ = □."""

    parts: tuple[str | Box, ...] = field(default=())


def items(found: Iterable[Page]) -> list[Item]:
    """Everything on the pages, in the order of reading."""
    made: list[Item] = []
    for page in found:
        made += _Reader(page).read()
    return sorted(made, key=lambda item: (item.page, round(item.y / 10), item.x))


class _Reader:
    """One page; what has been taken for something is taken for nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chars = [
            char for char in page.chars if char.y < page.high - 42 and not self._star(char)
        ]
        self.boxes = list(page.boxes)
        self.bars = [rule for rule in page.rules if rule.high < 1.35 and rule.wide < 110]

    def _star(self, char: Char) -> bool:
        """Whether a character is the mark in the corner of a box."""
        return char.text == "*" and any(b.holds(char.centre, char.y - 3) for b in self.page.boxes)

    def take(self, chars: Iterable[Char]) -> list[Char]:
        """Those characters, which nothing else gets."""
        taken = list(chars)
        gone = set(map(id, taken))
        self.chars = [char for char in self.chars if id(char) not in gone]
        return taken

    def within(self, box: Box) -> list[Char]:
        """The characters whose middle lies in a region."""
        return [c for c in self.chars if box.holds(c.centre, c.y - 0.3 * c.size)]

    def read(self) -> Iterator[Item]:
        """Headings first, then what has a frame, then what is left: lines."""
        yield from self._headings()
        spaces = list(self._spaces())
        tables = list(self._tables())
        yield from spaces
        matrices = list(self._matrices())
        yield from matrices
        for region, table in tables:
            yield self._labelled(region, table, [other for other, _ in tables])
        yield from self._lines()
        yield from self._prose()

    def _headings(self) -> Iterator[Heading]:
        hanging = [c for c in self.chars if c.x0 < MARGIN and c.text.isdigit()]
        for y in sorted({c.y for c in hanging}):
            line = self.take(c for c in self.chars if abs(c.y - y) < 0.6)
            number = "".join(c.text for c in line if c.x0 < MARGIN)
            words = linear([c for c in line if c.x0 >= MARGIN])
            yield Heading(self.page.number, 0.0, y - 8, number.strip(), words)

    # Products in space -------------------------------------------------------------

    def _spaces(self) -> Iterator[Space]:
        uprights = [r for r in self.page.rules if r.wide < 2.0 and r.high > 50]
        for upright in uprights:
            flat = [
                r
                for r in self.page.rules
                if r.high < 2.0
                and r.x0 < upright.x0 < r.x1 - 5
                and upright.y0 < r.middle < upright.y1 - 5
            ]
            if flat:
                yield self._space(upright, flat[0])

    def _space(self, upright: Box, flat: Box) -> Space:
        n, mid, line = self.page.number, upright.x0, flat.middle
        corner = [
            b
            for b in self.boxes
            if b.x0 > mid and line < b.middle < upright.y1 + 1 and b.x1 < flat.x1 + 4
        ]
        rows: list[list[Any]] = list(_rows(corner))
        self.boxes = [b for b in self.boxes if b not in corner]
        right = self.take(self.within(Box(n, mid, upright.y0 - 2, flat.x1 + 2, line)))
        left = self.take(self.within(Box(n, MARGIN, line, mid, upright.y1 + 2)))
        bands = [(row[0].y0, row[0].y1) for row in rows]
        spots = [b.x0 + b.wide / 2 for b in rows[0]] if rows else []
        if not rows:  # the product is printed
            inside = self.take(self.within(Box(n, mid, line, flat.x1 + 2, upright.y1 + 2)))
            lines = _stacked(pieces(inside, self.bars))
            spots = [p.centre for p in _split(lines[0], 4.0)]
            rows = [list(_spread_out(each, spots)) for each in lines]
            bands = [(min(p.top for p in each), max(p.bottom for p in each)) for each in lines]
        above = [_spread_out(each, spots) for each in _stacked(pieces(right, self.bars))]
        across = tuple(str(cell or "") for cell in above.pop())
        down, factors = [], []
        for top, bottom in bands:
            band = [c for c in left if top - 3 < c.y - 0.3 * c.size < bottom + 3]
            name, cells = _named(_split(pieces(band, self.bars), 3.5), len(above))
            down.append(name)
            factors.append(tuple(cells))
        letters = self._letters(upright, flat)
        return Space(
            n,
            flat.x0,
            upright.y0,
            tuple(factors),
            tuple(above),
            tuple(map(tuple, rows)),
            letters,
            tuple(down),
            across,
        )

    def _letters(self, upright: Box, flat: Box) -> tuple[str, str, str]:
        """The letters of the left factor, the upper one and the product."""
        n = self.page.number
        region = Box(n, flat.x0 - 2, upright.y0 - 4, upright.x0, flat.middle)
        names = _split(pieces(self.take(self.within(region)), self.bars), 6.0, lines=True)
        names.sort(key=lambda group: (group.x1, -group.y))
        beside = Box(n, flat.x1, flat.middle, flat.x1 + 30, upright.y1 + 6)
        product = linear(self.take(self.within(beside)), self.bars).strip()
        ordered = sorted(names, key=lambda piece: piece.y)
        upper = ordered[0].text if ordered else ""
        lower = ordered[-1].text if len(ordered) > 1 else ""
        return lower, upper, product

    # Tables ------------------------------------------------------------------------

    def _tables(self) -> Iterator[tuple[Box, Table]]:
        heavy = [r for r in self.page.rules if r.wide > 25 and 0.9 < r.high < 3.0]
        heavy.sort(key=lambda r: r.middle)
        used: set[int] = set()
        for top in heavy:
            if id(top) in used:
                continue
            for foot in heavy:
                if (
                    foot.middle > top.middle + 8
                    and abs(foot.x0 - top.x0) < 1.5
                    and abs(foot.x1 - top.x1) < 1.5
                ):
                    used |= {id(top), id(foot)}
                    region = Box(self.page.number, top.x0, top.middle, top.x1, foot.middle)
                    yield region, self._table(region)
                    break

    def _table(self, region: Box) -> Table:
        thin = [
            r.middle
            for r in self.page.rules
            if r.high < 1.2
            and abs(r.x0 - region.x0) < 3
            and abs(r.x1 - region.x1) < 3
            and region.y0 + 2 < r.middle < region.y1 - 2
        ]
        mid = min(thin, default=region.y0)
        n = region.page
        inside = [b for b in self.boxes if region.holds(b.x0 + b.wide / 2, b.middle)]
        self.boxes = [b for b in self.boxes if b not in inside]
        head = self.take(self.within(Box(n, region.x0 - 2, region.y0 - 1, region.x1 + 4, mid)))
        body = self.take(self.within(Box(n, region.x0 - 2, mid, region.x1 + 4, region.y1)))
        rows = _rows(inside)
        found = pieces(body, self.bars)
        heights = _bands(rows, found)
        spots = _columns(rows, found, heights, region)
        names, cells = [], []
        for top, bottom in heights:
            line = [p for p in found if top - 3 < (p.top + p.bottom) / 2 < bottom + 3]
            own = next((row for row in rows if abs(row[0].y0 - top) < 2), [])
            name, shown = _cells(line, own, spots)
            names.append(name)
            cells.append(tuple(shown))
        caption, spans, heads = _head(pieces(head, self.bars), spots)
        return Table(n, region.x0, region.y0, "", caption, heads, tuple(names), tuple(cells), spans)

    def _labelled(self, region: Box, table: Table, others: list[Box]) -> Table:
        """The table with the formula that stands over it."""
        beside = [b.x0 for b in others if b.x0 > region.x1 and abs(b.y0 - region.y0) < 30]
        right = min(beside, default=1000.0) - 3
        over = [
            p
            for p in pieces(self.chars, self.bars)
            if region.x0 - 3 < p.x0 < right and region.y0 - 21 < p.y < region.y0 + 1
        ]
        if over:
            big = 0.85 * max(p.size for p in over)
            low = max(p.y for p in over if p.size >= big)
            over = [p for p in over if low - 7 < p.y < low + 6]
        label = joined(over).strip()
        if over and ("=" in label or len(label) <= 12):
            box = Box(region.page, region.x0 - 3, region.y0 - 30, right, region.y0)
            whole = [p for p in over if len(p.text) > 4]
            spots = [(p.x0, p.x1, p.top - 2, p.bottom + 2) for p in whole]
            spots += [(p.x0, p.x1, p.y - 0.4, p.y + 0.4) for p in over if p not in whole]
            self.take(
                c
                for c in self.chars
                if box.holds(c.centre, c.y)
                and any(a - 1 <= c.centre <= b + 1 and t < c.y < d for a, b, t, d in spots)
            )
        else:
            label = ""
        return Table(**{**vars(table), "label": label})

    # Matrices ----------------------------------------------------------------------

    def _matrices(self) -> Iterator[Given]:
        opens = sorted((c for c in self.chars if c.text == "["), key=lambda c: (c.y, c.x0))
        for bracket in opens:
            ends = [
                c
                for c in self.chars
                if c.text == "]" and c.x0 > bracket.x0 and abs(c.y - bracket.y) < 1
            ]
            signs = [
                c
                for c in self.chars
                if c.text == "=" and 0 < bracket.x0 - c.x1 < 12 and abs(c.y - bracket.y) < 60
            ]
            if not ends or not signs:
                continue
            end = min(ends, key=lambda c: c.x0)
            sign = min(signs, key=lambda c: abs(c.y - bracket.y))
            yield from self._matrix(bracket, end, sign)

    def _matrix(self, bracket: Char, end: Char, sign: Char) -> Iterator[Given]:
        inner = [
            p
            for p in pieces(self.chars, self.bars)
            if bracket.x1 - 1 < p.centre < end.x0 + 1.5 and p.text.strip() and p.text not in "[]"
        ]
        axis = sign.y
        lines = _stacked(inner)
        heights = [sum(p.y for p in line) / len(line) for line in lines]
        near = [k for k, y in enumerate(heights) if abs(y - axis) < 9]
        if not near:
            return
        first, last = near[0], near[-1]
        while (
            first > 0
            and last < len(lines) - 1
            and heights[first] - heights[first - 1] < 30
            and heights[last + 1] - heights[last] < 30
            and abs((heights[first - 1] + heights[last + 1]) / 2 - axis) < 5
            and (
                first == last
                or abs(2 * heights[first] - heights[first - 1] - heights[first + 1]) < 2
            )
            and not _wordy(lines[first - 1])
            and not _wordy(lines[last + 1])
        ):
            first, last = first - 1, last + 1
        kept = lines[first : last + 1]
        rows = tuple(tuple(piece.text for piece in _split(line, 3.5)) for line in kept)
        if len({len(row) for row in rows}) != 1:
            return
        region = Box(
            self.page.number, bracket.x0 - 1, heights[first] - 11, end.x1 + 1, heights[last] + 7
        )
        before = [
            c
            for c in self.chars
            if sign.x0 - 34 < c.x0 < sign.x0 and abs(c.y - sign.y) < 8 and c.text not in "[]"
        ]
        name = linear(self._last_word(before), self.bars).strip()
        self.take(self._last_word(before))
        self.take([bracket, end, sign, *self.within(region)])
        yield Given(self.page.number, bracket.x0, heights[first], name, rows)

    @staticmethod
    def _last_word(chars: list[Char]) -> list[Char]:
        """The characters after the last gap."""
        word: list[Char] = []
        for char in sorted((c for c in chars if c.text != " "), key=lambda c: -c.x0):
            if word and min(c.x0 for c in word) - char.x1 > 6:
                break
            word.append(char)
        return word

    # What is left ------------------------------------------------------------------

    def _lines(self) -> Iterator[Line]:
        """Boxes that stand in a line of text."""
        for row in _rows(self.boxes):
            for group in _apart(row):
                middle = group[0].middle
                ends = group[-1].x1 + 12
                starts = [b.x1 for b in row if b.x1 < group[0].x0 - 60]
                line = [
                    c
                    for c in self.chars
                    if abs(c.y - 3.5 - middle) < 8 and max(starts, default=0) < c.centre < ends
                ]
                parts: list[tuple[float, str | Box]] = [(b.x0, b) for b in group]
                taken = self.take(_touching(line, group))
                edges = [0.0, *(b.x1 for b in group), 1000.0]
                for a, b in pairwise(edges):
                    words = linear([c for c in taken if a <= c.centre < b], self.bars).strip()
                    if words:
                        parts.append((min(c.x0 for c in taken if a <= c.centre < b), words))
                parts.sort(key=lambda part: part[0])
                yield Line(self.page.number, group[0].x0, middle, tuple(part for _, part in parts))

    def _prose(self) -> Iterator[Prose]:
        for line in _text_lines(pieces(self.chars, self.bars)):
            for segment in _segments(line):
                yield Prose(
                    self.page.number,
                    segment[0].x0,
                    max(p.y for p in segment),
                    joined(segment).strip(),
                )


def _rows(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes of one height each, from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (b.y0, b.x0)):
        if rows and abs(rows[-1][0].middle - box.middle) < 3:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda b: b.x0) for row in rows]


def _columns(
    rows: list[list[Box]], found: list[Piece], heights: list[tuple[float, float]], region: Box
) -> list[tuple[float, float]]:
    """The left and right edges of the columns: of boxes, and of what is printed beside them."""
    edges = [(box.x0, box.x1) for row in rows for box in row]
    for top, bottom in heights:
        line = [p for p in found if top - 3 < (p.top + p.bottom) / 2 < bottom + 3]
        words = _split(line, 6.0)
        named = words[:1] if words and words[0].x0 < region.x0 + 12 else []
        edges += [(p.x0, p.x1) for p in words if p not in named]
    spots: list[tuple[float, float]] = []
    for x0, x1 in sorted(edges, key=lambda edge: (edge[0] + edge[1]) / 2):
        if spots and min(x1, spots[-1][1]) - max(x0, spots[-1][0]) > 0:
            spots[-1] = (min(x0, spots[-1][0]), max(x1, spots[-1][1]))
        else:
            spots.append((x0, x1))
    return spots


def _bands(rows: list[list[Box]], found: list[Piece]) -> list[tuple[float, float]]:
    """From where to where each line of a table goes: by its boxes, else by what it prints."""
    bands = [(row[0].y0, row[0].y1) for row in rows]
    free = [p for p in found if not any(a - 3 < (p.top + p.bottom) / 2 < b + 3 for a, b in bands)]
    for line in _stacked(free):
        bands.append((min(p.top for p in line), max(p.bottom for p in line)))
    return sorted(bands)


def _cells(
    line: list[Piece], own: list[Box], spots: list[tuple[float, float]]
) -> tuple[str, list[Cell]]:
    """The name of a row and its cells, in boxes or printed."""
    if not spots:
        parts = [piece.text for piece in _split(line, 6.0)]
        return (parts[0] if parts else "", list(parts[1:]))
    cells: list[Cell] = []
    for x0, x1 in spots:
        box = next((b for b in own if x0 - 1 <= (b.x0 + b.x1) / 2 <= x1 + 1), None)
        shown = [p for p in line if x0 - 2 <= p.centre <= x1 + 2]
        cells.append(box if box is not None else joined(shown).strip() or None)
    return joined([p for p in line if p.centre < spots[0][0] - 1]).strip(), cells


def _head(found: list[Piece], spots: list[tuple[float, float]]) -> tuple[str, str, tuple[str, ...]]:
    """The caption ("≈, 3 places"), the spans, the heads of the columns."""
    lines = _stacked(found)
    caption = " ".join(
        joined([p for p in line if p.centre < (spots[0][0] + 60 if spots else 1000)])
        for line in lines
        if any(p.text == "≈" for p in line)
    )
    last = lines[-1] if lines else []
    heads = tuple(
        joined([p for p in last if x0 - 3 <= p.centre <= x1 + 3]).strip() for x0, x1 in spots
    )
    spans = " ".join(joined(line) for line in lines)
    return caption, spans, heads


def _stacked(found: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces in lines from top to bottom; what lies beside a line's middle belongs to it."""
    lines: list[list[Piece]] = []
    for piece in sorted(found, key=lambda p: p.y):
        if not piece.text.strip():
            continue
        if lines and piece.y - max(p.y for p in lines[-1]) < 5.5:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _split(found: Iterable[Piece], gap: float, *, lines: bool = False) -> list[Piece]:
    """Pieces of a line put together where no gap parts them (``lines``: in each line)."""
    if lines:
        return [word for line in _stacked(found) for word in _split(line, gap)]
    groups: list[list[Piece]] = []
    for piece in sorted(found, key=lambda p: p.x0):
        if not piece.text.strip():
            continue
        if groups and piece.x0 - max(p.x1 for p in groups[-1]) < gap:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [_whole(group) for group in groups]


def _whole(group: list[Piece]) -> Piece:
    return Piece(
        joined(group),
        group[0].x0,
        max(p.x1 for p in group),
        group[0].y,
        group[0].size,
        min(p.top for p in group),
        max(p.bottom for p in group),
    )


def _spread_out(found: list[Piece], spots: list[float]) -> tuple[Cell, ...]:
    """What stands in each column: as many words as columns, or what is nearest to each middle."""
    words = _split(found, 1.3)
    if len(words) == len(spots):
        return tuple(word.text for word in words)
    near: list[list[Piece]] = [[] for _ in spots]
    for piece in found:
        near[min(range(len(spots)), key=lambda k: abs(piece.centre - spots[k]))].append(piece)
    return tuple(joined(each).strip() or None for each in near)


def _named(found: list[Piece], cells: int) -> tuple[str, list[Cell]]:
    """The last ``cells`` pieces are numbers; what stands before them is the row's name."""
    head = found[: max(len(found) - cells, 0)]
    return " ".join(p.text for p in head), [p.text for p in found[len(head) :]]


def _wordy(line: list[Piece]) -> bool:
    """Whether a line holds words rather than entries."""
    return re.search(r"[A-Za-z]{3}", joined(line).replace("sqrt", "")) is not None


def _apart(row: list[Box]) -> list[list[Box]]:
    """Boxes of one line in groups that a wide gap parts."""
    groups: list[list[Box]] = []
    for box in row:
        if groups and box.x0 - groups[-1][-1].x1 < 60:
            groups[-1].append(box)
        else:
            groups.append([box])
    return groups


def _touching(line: list[Char], group: list[Box]) -> list[Char]:
    """The characters of a line without a gap up to its boxes."""
    spans = sorted(
        [(c.x0, c.x1, c) for c in line] + [(b.x0, b.x1, None) for b in group], key=lambda s: s[0]
    )  # type: ignore[type-var, arg-type, return-value]
    first = min(b.x0 for b in group)
    left = [s for s in spans if s[0] < first]
    kept: list[Char] = []
    edge = first
    for x0, x1, char in sorted(left, key=lambda s: -s[0]):
        if edge - x1 > 26:
            break
        if char is not None:
            kept.append(char)
        edge = min(edge, x0)
    return kept + [c for x0, _, c in spans if c is not None and x0 >= first]


def _text_lines(found: list[Piece]) -> list[list[Piece]]:
    """Pieces by the line of text that they belong to, scripts and fractions included."""
    heights: dict[float, int] = {}
    for piece in found:
        if piece.size > 7.5 and not piece.text.startswith("(("):
            key = next((y for y in heights if abs(y - piece.y) < 1.2), piece.y)
            heights[key] = heights.get(key, 0) + 1
    strong = [y for y, count in heights.items() if count >= 3]
    for y in sorted(heights, key=lambda y: -heights[y]):
        if not any(abs(y - other) < 9 for other in strong):
            strong.append(y)
    lines: dict[float, list[Piece]] = {}
    for piece in found:
        near = min(strong, key=lambda y: abs(y - piece.y), default=None)
        if near is not None and abs(near - piece.y) < 9:
            lines.setdefault(near, []).append(piece)
    return [lines[y] for y in sorted(lines)]


def _segments(line: list[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in sorted(line, key=lambda p: p.x0):
        if groups and piece.x0 - max(p.x1 for p in groups[-1]) < 11:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [group for group in groups if any(p.text.strip() for p in group)]
