"""Arrays that are drawn over several lines: boxes, and bracketed rows under one another.

Each array found becomes one character (:data:`OBJECT`); what stood between arrays side by
side (``×``, ``=``, ``→``) is put between these on one line, so that the grammar of
expressions reads ``⟦1⟧ × ⟦2⟧ = ⟦3⟧``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from symattn.reading.documents.cells import Raw, is_number
from symattn.reading.documents.lenses import width_of
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.scan import OBJECT

__all__ = ["Lines", "clean_name", "draw_boxes", "stack_rows"]

SHAPE = re.compile(r"\(\s*\d+\s*(?:[x×]\s*\d+\s*)*\)|\b\d+\s*[x×]\s*\d+\b")


@dataclass
class Lines:
    """The lines of a text while arrays in it are being replaced."""

    lines: list[Marked]
    raws: list[Raw] = field(default_factory=list)

    def put(self, raw: Raw, like: Marked) -> Marked:
        """The character that stands for the array, at the place of ``like``."""
        self.raws.append(raw)
        offsets = like.offsets[:1] if len(like.offsets) else (0,)
        return Marked(chr(OBJECT + len(self.raws) - 1), offsets, like.source)


def _at(text: str, column: int) -> int:
    """The index of the character at that terminal column (the length past the end)."""
    seen = 0
    for i, c in enumerate(text):
        if seen >= column:
            return i
        seen += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return len(text)


def clean_name(text: str) -> str:
    """A label without bullets, quotes, shapes, colons and arrows around it."""
    text = SHAPE.sub(" ", text)
    text = re.sub(r"[\ue000-\ue002\U000f0000-\U000ffffd]", "", text)
    text = re.sub(r"^[\s•*\-–—▪◦·>#|→←:：=]+|[\s|→←:：=,;，；。(（→]+$", "", text.strip())
    text = re.sub(r"^\d+[.)]\s+", "", text)
    return text.strip(" \t“”\"„‟'‘’«»`「」『』*_~").strip()


# -- boxes ------------------------------------------------------------------------------
_TOP, _TOP_END, _FOOT = "┌╭┏╔", "┐╮┓╗", "└╰┗╚"
_SIDE = "│┃║┆|├┣╠"


@dataclass
class _Box:
    top: int
    left: int
    right: int
    rows: list[int]
    foot: int


def draw_boxes(page: Lines, decimal: str) -> None:
    """Replaces matrices drawn with ┌ │ └, side by side or alone."""
    boxes: list[_Box] = []
    if not any(c in line.text for line in page.lines for c in _TOP):
        return
    for i, line in enumerate(page.lines):
        if not any(c in line.text for c in _TOP):
            continue
        for found in re.finditer(rf"[{_TOP}][^{_TOP}{_TOP_END}]*[{_TOP_END}]", line.text):
            box = _box(page.lines, i, found.start(), found.end())
            if box:
                boxes.append(box)
    while boxes:
        band = [boxes.pop(0)]
        while more := [b for b in boxes if b.top <= max(x.foot for x in band)]:
            band += more
            boxes = [b for b in boxes if b not in more]
        _replace_band(page, sorted(band, key=lambda b: b.left), decimal)


def _box(lines: list[Marked], top: int, start: int, end: int) -> _Box | None:
    left, right = width_of(lines[top].text[:start]), width_of(lines[top].text[: end - 1])
    rows: list[int] = []
    for i in range(top + 1, len(lines)):
        text = lines[i].text
        corner = text[_at(text, left) : _at(text, left) + 1]
        if not corner:
            return None
        if corner in _FOOT:
            return _Box(top, left, right, rows, i) if rows else None
        if corner not in _SIDE:
            return None
        if corner in "│┃║┆|":
            rows.append(i)
    return None


def _replace_band(page: Lines, band: list[_Box], decimal: str) -> None:
    first, last = min(b.top for b in band), max(b.foot for b in band)
    source = page.lines[first]
    pieces: list[Marked] = []
    signs = any(
        "=" in x.text for n in range(len(band) + 1) for x in _gap(page.lines, band, n, None)
    )
    for number, box in enumerate(band):
        raw = _box_raw(page.lines, box, decimal)
        lead = _gap(page.lines, band, number, raw)
        _head(page.lines, band, box, raw)
        if raw is None:
            continue
        if pieces and not lead and not signs and len(source.offsets):
            lead = [Marked("  ,  ", [source.offsets[0]] * 5, source.source)]
        pieces += [*lead, page.put(raw, page.lines[box.rows[0]][_at_left(page, box) :])]
    pieces += _gap(page.lines, band, len(band), None)
    blank = source[0:0]
    for i in range(first, last + 1):
        page.lines[i] = blank
    page.lines[first] = Marked.join(pieces) if pieces else blank


def _at_left(page: Lines, box: _Box) -> int:
    return _at(page.lines[box.rows[0]].text, box.left)


def _box_raw(lines: list[Marked], box: _Box, decimal: str) -> Raw | None:
    rows: list[list[Marked]] = []
    for i in box.rows:
        line = lines[i]
        start, end = _at(line.text, box.left) + 1, _at(line.text, box.right)
        if line.text[end : end + 1] not in (*_SIDE, "┤"):
            end = next((j for j in range(end - 2, len(line)) if line.text[j] in _SIDE), end)
        rows.append(_cells_of(line[start:end], decimal))
    if not rows or len({len(row) for row in rows}) != 1 or not rows[0]:
        return None
    return Raw(rows, "matrix")


def _cells_of(inside: Marked, decimal: str) -> list[Marked]:
    """Cells between bars, or else between blanks (two or more where cells hold arithmetic)."""
    bars = [i for i, c in enumerate(inside.text) if c in "│┃║┆|"]
    if bars:
        edges = [-1, *bars, len(inside)]
        return [inside[a + 1 : b].strip() for a, b in pairwise(edges)]
    if re.search(r"[*×·+/=(]", inside.text):
        return split_at(inside, r"\s{2,}|\t")
    return split_at(inside, r"(?:[\s;]|,(?=\s))+" if decimal == "comma" else r"[\s,;]+")


def split_at(text: Marked, gaps: str) -> list[Marked]:
    """The pieces between gaps; empty ones fall away."""
    found, start = [], 0
    for gap in re.finditer(gaps, text.text):
        found.append(text[start : gap.start()])
        start = gap.end()
    found.append(text[start:])
    return [piece for piece in found if piece.text.strip()]


def _gap(lines: list[Marked], band: list[_Box], number: int, raw: Raw | None) -> list[Marked]:
    """What stands before box ``number``; text on each row becomes the names of its rows."""
    before = band[number - 1] if number else None
    after = band[number] if number < len(band) else None
    rows = range(min(b.top for b in band), max(b.foot for b in band) + 1)
    found: list[tuple[int, Marked]] = []
    for i in rows:
        text = lines[i].text
        start = _at(text, before.right) + 1 if before and before.top <= i <= before.foot else 0
        if before and not start:
            start = _at(text, before.right + 1)
        end = _at(text, after.left) if after else len(text)
        piece = lines[i][start : max(start, end)].strip()
        piece = piece[0 : len(piece.text.rstrip("│┃║|┐┘┤")) or 0].strip()
        if piece.text and not re.fullmatch(rf"[{_TOP}{_TOP_END}{_FOOT}┘╯┛╝─│\s]+", piece.text):
            found.append((i, piece))
    if after and raw and len(found) > 1 and len(found) == len(after.rows):
        raw.row_names = [clean_name(piece.text) for _, piece in found]
        return []
    if not after:
        notes = len(found) > 1 or (found and found[0][1].text[:1] in "←<✓#")
        if notes:
            return []
    return [piece for _, piece in found if re.search(r"[\w=×·*/+→@]", piece.text)]


def _head(lines: list[Marked], band: list[_Box], box: _Box, raw: Raw | None) -> None:
    """The line above: names of columns, or the name of each of the boxes side by side."""
    if raw is None or box.top == 0:
        return
    above = lines[box.top - 1]
    if not above.text.strip() or any(c >= chr(OBJECT) for c in above.text):
        return
    inside = above[_at(above.text, box.left) : _at(above.text, box.right + 1)]
    words = split_at(inside, r"\s+")
    outside = above.text[: _at(above.text, box.left)].strip()
    if len(words) == len(raw.cells[0]) and not outside and len(band) == 1 and len(words) > 1:
        raw.column_names = [clean_name(word.text) for word in words]
        lines[box.top - 1] = above[0:0]
        return
    labels = split_at(above, r"\s{2,}|\t")
    if len(labels) == len(band) and (
        len(band) > 1 or labels[0].text.rstrip().endswith((":", "："))
    ):
        raw.name = clean_name(labels[band.index(box)].text)
        if band.index(box) == len(band) - 1:
            lines[box.top - 1] = above[0:0]


# -- bracketed rows under one another -----------------------------------------------------
_ROW = re.compile(r"[\[⎡⎢⎣⎛⎜⎝]([^\[\]⎡⎢⎣⎤⎥⎦⎞⎟⎠=]*)[\]⎤⎥⎦⎞⎟⎠]")

_APART = " ,[]|│"
"""What stands between arrays side by side and says nothing of them."""

_BARRED = re.compile(r"[|│]([^|│=]*)[|│]")


@dataclass
class _Row:
    line: int
    spans: list[tuple[int, int]]
    cells: list[list[Marked]]
    gaps: list[str]


_BULLET = re.compile(r"\s*[-*•]\s+\[[^\[\]]*\]\s*,?$")
"""A row behind a bullet, as in YAML; a minus would stand before one line alone."""


def stack_rows(page: Lines, decimal: str) -> None:
    """Replaces bracketed rows on lines that follow one another, side by side or alone."""
    listed = [bool(_BULLET.match(line.text)) for line in page.lines]
    for i, line in enumerate(page.lines):
        if listed[i] and any(listed[max(0, i - 1) : i] + listed[i + 1 : i + 2]):
            page.lines[i] = line.same_length(lambda t: re.sub(r"[-*•]", " ", t, count=1))
    run: list[_Row] = []
    for i in range(len(page.lines) + 1):
        row = _row(page.lines[i], i, decimal) if i < len(page.lines) else None
        if row and (not run or _goes_on(run, row)):
            run.append(row)
            continue
        if len(run) > 1:
            _replace_stack(page, run)
        run = [row] if row else []


def _row(line: Marked, number: int, decimal: str) -> _Row | None:
    even = line.evened().text
    pattern = _ROW
    if not any(c in even for c in "[⎡⎢⎣⎛⎜⎝"):
        bars = sum(c in "|│" for c in even)
        if not bars or bars % 2 or "||" in even:
            return None
        pattern = _BARRED
    spans, cells, gaps, at = [], [], [], 0
    for found in pattern.finditer(even):
        inside = line[found.start(1) : found.end(1)]
        items = _items(inside, decimal)
        if not items:
            return None
        spans.append(found.span())
        cells.append(items)
        gaps.append(even[at : found.start()])
        at = found.end()
    gaps.append(even[at:])
    named = len(spans) == 1 and not gaps[-1].strip()  # "1 |  0.5  0.5  |": a row and its name
    if pattern is _BARRED and not named and any(is_number(gap, decimal) for gap in gaps):
        return None
    return _Row(number, spans, cells, gaps) if spans else None


def _items(inside: Marked, decimal: str) -> list[Marked]:
    comma = r"\s*;\s*|\s*,\s+|\s+" if decimal == "comma" else r"\s*[,;]\s*|\s+"
    if re.search(r"[*×·+/(]", inside.text):
        comma = r"\s*[,;]\s*|\s{2,}"
    items = split_at(inside, comma)
    fine = all(is_number(item.text, decimal) or _sum_like(item.text) for item in items)
    return items if fine else []


def _sum_like(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,\s*×·+/()−–-]+", text)) and any(c.isdigit() for c in text)


def _goes_on(run: list[_Row], row: _Row) -> bool:
    """Whether the row belongs under the run: no blank line, the same rows side by side."""
    last = run[-1]
    if row.line != last.line + 1 or len(row.spans) != len(last.spans):
        return False
    if any(len(a) != len(b) for a, b in zip(row.cells, last.cells, strict=True)):
        return False
    left = row.gaps[0]
    if (_begins(last) and _begins(row)) or _ends(last) or _ends(row):
        return False
    if "[[" in (left + "[").replace(" ", "") or "=" in left or "(" in left:
        return not any(_word(r.gaps[0]) for r in run) and "=" in left and "[" not in left
    if "=" in last.gaps[0] and _word(left):
        return False
    if last.gaps[-1].strip().startswith("]") and not row.gaps[0].strip():
        return False
    return not _equations(last, row)


def _begins(row: _Row) -> bool:
    """Whether the line goes on from the one above with a sign."""
    return bool(re.match(r"\s*(?:[=≈<>+]|\\approx)", row.gaps[0]))


def _ends(row: _Row) -> bool:
    """Whether the line comes to a number: an equation of its own, no row of a matrix."""
    return bool(re.search(r"[=≈]\s*[-+]?[\d.]", row.gaps[-1]))


def _word(gap: str) -> bool:
    return bool(re.search(r"\w", gap))


def _equations(a: _Row, b: _Row) -> bool:
    """The same sign between on both lines: two equations, not two rows of matrices."""
    between = zip(a.gaps[1:-1], b.gaps[1:-1], strict=True)
    return any(x.strip(_APART) and x.strip(_APART) == y.strip(_APART) for x, y in between) or any(
        re.search(r"\w\($", row.gaps[0].strip()) for row in (a, b)
    )


def _replace_stack(page: Lines, run: list[_Row]) -> None:
    first = page.lines[run[0].line]
    labels = [clean_name(row.gaps[0].strip(" [")) for row in run]
    named = sum(bool(label) for label in labels) == len(run) and "=" not in run[0].gaps[0]
    pieces: list[Marked] = []
    raws: list[Raw] = []
    count = len(run[0].spans)
    for k in range(count):
        spaced = all("," not in first.text[slice(*row.spans[k])] for row in run[:1])
        raw = Raw([row.cells[k] for row in run], "matrix", trimmed=spaced)
        raw.row_names = labels if named else []
        raws.append(raw)
        pieces += _operators(page, run, k, named)
        pieces.append(page.put(raw, page.lines[run[0].line][run[0].spans[k][0] :]))
    tail = [row.gaps[-1].strip(" ,[]") for row in run]
    line = page.lines[run[-1].line]
    if not any(tail[:-1]) and tail[-1]:
        pieces.append(line[len(line) - len(run[-1].gaps[-1].lstrip(" ,[]")) :])
    _heads(page, run, raws)
    for row in run:
        page.lines[row.line] = first[0:0]
    page.lines[run[0].line] = Marked.join(pieces)


def _operators(page: Lines, run: list[_Row], k: int, named: bool) -> list[Marked]:
    """What stands before the k-th arrays on any of the lines, row names apart."""
    if k == 0 and named:
        return []
    found = []
    for row in run:
        start = row.spans[k - 1][1] if k else 0
        piece = page.lines[row.line][start : row.spans[k][0]]
        bare = piece.text.rstrip(" [|│")
        if bare.strip(_APART):
            found.append(piece[len(bare) - len(bare.lstrip(_APART)) : len(bare)])
    blank = [found[0].surrounded(" ", " ")] if found else []
    signs = any("=" in gap for row in run for gap in row.gaps[1:])
    if not found and k and not signs:
        line = page.lines[run[0].line]
        blank = [Marked("  ,  ", [line.offsets[0]] * 5, line.source)] if len(line.offsets) else []
    return blank


def _heads(page: Lines, run: list[_Row], raws: list[Raw]) -> None:
    """The line above: one name for each array side by side, or names of the columns."""
    number = run[0].line - 1
    while number > 0 and re.fullmatch(r"\s*[-─━═=┼|│+]{4,}\s*", page.lines[number].text):
        number -= 1
    if number < 0:
        return
    above = page.lines[number]
    if not above.text.strip() or any(c >= chr(OBJECT) for c in above.text):
        return
    if len(raws) > 1:
        ways = (r"\s*[|│]\s*", r"\s{2,}|\t|[:：]\s*", r"\s+")
        splits = (split_at(above, way) for way in ways)
        labels = next((found for found in splits if len(found) == len(raws)), [])
        if len(labels) == len(raws):
            for raw, label in zip(raws, labels, strict=True):
                raw.name = raw.name or clean_name(label.text)
            page.lines[number] = above[0:0]
        return
    words = split_at(above, r"\s+")
    ends = above.text.rstrip().endswith((":", "：", "=", "."))
    if len(words) == len(raws[0].cells[0]) and len(words) > 1 and not ends:
        raws[0].column_names = [clean_name(word.text) for word in words]
        page.lines[number] = above[0:0]
