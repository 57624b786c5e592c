"""Nested lists and the prints of NumPy and PyTorch, on one line or on many.

``[[1, 2], [3, 4]]``, ``tensor([[1., 2.]], grad_fn=…)``, ``array([[0.5 , 0.25]])``, rows wrapped
over several lines, ``# t1`` behind a row as its name.
"""

from __future__ import annotations

import re

from symattn.reading.documents.cells import Raw
from symattn.reading.documents.layout import Lines
from symattn.reading.documents.marked import Marked

__all__ = ["Span", "nest_lists"]

Span = tuple[int, int, Raw]

LONGEST = 200_000
_WRAPPER = re.compile(
    r"(?:(?:[A-Za-z_][\w.]*\.)?(?:tensor|array|asarray|Tensor|Matrix|matrix|DeviceArray|Array|"
    r"FloatTensor|constant|Variable)|tf\.Tensor|jnp\.array)\s*\(\s*$"
)
_FACTOR = re.compile(r"(?<![\w.])1(?:\.0*)?[eE]([+-]?\d+)\s*\*\s*$")
_ITEM = re.compile(
    r"[-+]?\s?(?:\d[\d.,]*\.?(?:[eE][+-]?\d+)?%?|\.\d+|∞|inf|nan)(?:/\d+)?|\.\.\.|…|[A-Za-z_]\w*"
)
_COMMENT = re.compile(r"(?:#|//|%)[^\n]*")


def nest_lists(page: Lines, decimal: str, deep: bool) -> None:
    """Replaces nested lists and prints; without ``deep`` single rows that have no commas."""
    text = Marked.join(page.lines, "\n")
    pieces, at = [], 0
    for start, end, raw in _found(text, decimal, deep):
        pieces += [text[at:start], page.put(raw, text[start:end])]
        at = end
    if pieces:
        page.lines = Marked.join([*pieces, text[at:]]).lines()


def _found(text: Marked, decimal: str, deep: bool) -> list[Span]:
    """(start, end, rows) of each nested list or print, in order; they do not overlap.

    ``deep``: those with brackets in brackets; otherwise single rows without commas, which
    are looked for when rows under one another have been taken away.
    """
    even = text.evened().text
    found: list[Span] = []
    at = 0
    closings = _closings(even)
    while (start := even.find("[", at)) >= 0:
        at = start + 1
        end = closings.get(start, -1)
        if end < 0 or end - start > LONGEST:
            continue
        if ("[" in even[start + 1 : end]) != deep or _beside_another(even, start, end):
            continue
        raw = _read(text, even, start, end, decimal)
        if raw is None:
            continue
        first, after = _widened(even, start, end, raw)
        found.append((first, after, raw))
        at = after
    return found


def _beside_another(text: str, start: int, end: int) -> bool:
    """Whether another list, open on its line, stands on the left: they go down side by side."""
    if "\n" not in text[start:end]:
        return False
    left = text[text.rfind("\n", 0, start) + 1 : start]
    return left.count("[") > left.count("]")


def _closings(text: str) -> dict[int, int]:
    """For each bracket, just past the one that closes it; a sign = in between opens all again."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for sign in re.finditer(r"[\[\]=\ue001]|#[^\n]*", text):
        c = sign[0]
        if c == "[":
            stack.append(sign.start())
        elif c == "]":
            if stack:
                found[stack.pop()] = sign.end()
        elif c[0] != "#":
            stack.clear()
    return found


def _read(text: Marked, even: str, start: int, end: int, decimal: str) -> Raw | None:
    inside = even[start:end]
    if "[[" not in re.sub(r"\s", "", inside) and "," in inside and "\n" not in inside:
        return None  # one plain row: left to the grammar of expressions
    found = _Rows(text, even, decimal, start)
    i = start
    while i < end:
        c = even[i]
        if c in "[];" or c == "#":
            i = found.sign(c, i)
        elif c not in ",'\"" and not c.isspace():
            stop = found.item(i)
            if not stop:
                return None
            i = stop - 1
        i += 1
    return _shaped(found.rows, found.names, found.counts, found.deepest, found.spaced)


class _Rows:
    """Rows that grow while a nested list is read."""

    def __init__(self, text: Marked, even: str, decimal: str, start: int) -> None:
        self.text, self.even, self.decimal = text, even, decimal
        self.rows: list[list[Marked]] = []
        self.names: list[str] = []
        self.row: list[Marked] = []
        self.counts: dict[int, int] = {}
        self.depth = self.deepest = 0
        self.spaced = False
        self.last = start

    def _close(self) -> None:
        if self.depth == self.deepest and self.row:
            self.rows.append(self.row)
            self.names.append("")
            self.row = []

    def sign(self, c: str, i: int) -> int:
        """A bracket, a semicolon or a comment; the index of its last character."""
        if c == "[":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
            self.row = []
        elif c == "]":
            self._close()
            self.depth -= 1
            self.counts[self.depth] = self.counts.get(self.depth, 0) + 1
        elif c == "#":
            stop = self.even.find("\n", i)
            if self.rows and not self.row:
                self.names[-1] = self.text.text[i + 1 : stop].strip()
            return stop
        elif self.decimal != "comma":
            self._close()
        return i

    def item(self, i: int) -> int:
        """A number of the innermost row; just past it, or 0 where it is none."""
        item = _ITEM.match(self.even, i)
        if item is None or (item[0][0].isalpha() and item[0] not in ("inf", "nan")):
            return 0
        if self.depth != self.deepest:
            return 0
        between = self.even[self.last : i]
        self.spaced |= bool(self.row) and "," not in between and ";" not in between
        stop = item.end()
        while stop > i and self.even[stop - 1] == ",":
            stop -= 1
        self.row = _taken(self.text, self.even, i, stop, self.row, self.decimal)
        self.last = stop
        return stop


def _taken(
    text: Marked, even: str, start: int, stop: int, row: list[Marked], decimal: str
) -> list[Marked]:
    """The row with the item; a comma without a blank after it parts two items in point text."""
    piece = even[start:stop]
    if "," in piece and decimal != "comma":
        at = start
        for part in piece.split(","):
            row = [*row, text[at : at + len(part)]]
            at += len(part) + 1
        return row
    return [*row, text[start:stop]]


def _shaped(
    rows: list[list[Marked]], names: list[str], counts: dict[int, int], deepest: int, spaced: bool
) -> Raw | None:
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        return None
    width = len(rows[0])
    dotted = any(re.search(r"\d\.$", cell.text) for row in rows for cell in row)
    if deepest == 1 and width == 1:
        return None  # [1; 2]: a vector, left to the grammar of expressions
    if deepest == 1 and len(rows) == 1:
        if not spaced and not dotted:
            return None
        return Raw(rows, "vector", (1, width), trimmed=spaced)
    outer = [counts.get(level, 1) for level in range(1, deepest - 1)]
    lead: list[int] = []
    above = 1
    for count in outer:
        if count % above:
            return None
        lead.append(count // above)
        above = count
    if len(rows) % above:
        return None
    shape = (*lead, len(rows) // above, width)
    kept = names if all(names) else []
    return Raw(rows, "matrix", shape, row_names=kept, trimmed=spaced)


def _widened(even: str, start: int, end: int, raw: Raw) -> tuple[int, int]:
    """The span with tensor( … ) and a common factor around it."""
    before = even[max(0, start - 60) : start]
    if wrapper := _WRAPPER.search(before):
        close = re.compile(r"[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*\)").match(even, end)
        raw.trimmed = raw.trimmed or "array" in wrapper[0].lower()
        start -= len(before) - wrapper.start()
        end = close.end() if close else end
        before = before[: wrapper.start()]
    if factor := _FACTOR.search(before):
        raw.shift = int(factor[1]) if abs(int(factor[1])) < 400 else 0
        start -= len(before) - factor.start()
    return start, end
