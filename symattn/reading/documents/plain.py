"""Plain text: formulas between dollars or \\( \\), everything else by layout."""

from __future__ import annotations

import re

from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Pieces
from symattn.reading.documents.scan import DISPLAY, END, MATH

__all__ = ["mark_formulas", "read_plain"]

_FORMULA = re.compile(
    r"(?P<d1>\$\$)(?P<b1>[^$]{1,20000}?)\$\$|(?P<d2>\\\[)(?P<b2>.{1,20000}?)\\\]"
    r"|(?P<i1>\\\()(?P<b3>.{1,5000}?)\\\)"
    r"|(?<![\\$\w])(?P<i2>\$)(?P<b4>(?![\s$])(?:[^$\n]|\n(?!\s*\n)){0,2000}?(?<![\s\\]))\$(?!\d)"
    r"|(?P<i3><math(?P<block> [^<>]*block[^<>]*)?[^<>]*>)(?P<b5>[^<]{1,20000}?)</math>",
    re.S,
)
_DIRECTIVE = re.compile(r"^[ \t]*(?:#|%|//|<!--|\.\.)[ \t]*symattn:[^\n]*$", re.M)
_UNDERLINE = re.compile(r"^\s*([=\-~^#*_])\1{3,}\s*$")


_ENTITIES = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "nbsp": " ",
    "minus": "−",
    "times": "×",
    "radic": "√",
    "approx": "≈",
    "asymp": "≈",
    "middot": "·",
}
_ENTITY = re.compile(f"&({'|'.join(_ENTITIES)});")


def mark_formulas(text: Marked) -> Marked:
    """The text with each formula between the characters that :mod:`scan` knows."""
    pieces, at = [], 0
    for found in _FORMULA.finditer(text.text):
        which = next(name for name in ("b1", "b2", "b3", "b4", "b5") if found[name] is not None)
        body = text[found.start(which) : found.end(which)]
        opening = DISPLAY if which in ("b1", "b2") or found["block"] else MATH
        pieces += [text[at : found.start()], body.surrounded(opening, END)]
        at = found.end()
    return Marked.join([*pieces, text[at:]]) if pieces else text


def read_plain(text: Marked) -> Pieces:
    """The pieces of a plain text: headings where a line stands between rules or above one."""
    found = Pieces()
    for comment in _DIRECTIVE.finditer(text.text):
        found.aside(text[comment.start() : comment.end()], "comment")
    blanked = _DIRECTIVE.sub(lambda m: " " * len(m[0]), text.text)
    blanked = _ENTITY.sub(lambda m: _ENTITIES[m[1]].ljust(len(m[0])), blanked)
    text = Marked(blanked, text.offsets, text.source)
    start = 0
    lines = text.text.split("\n")
    offset = 0
    for i, line in enumerate(lines):
        columns = re.search(r"\S\s{2,}\S", line)
        rule = not columns and i + 1 < len(lines) and _UNDERLINE.match(lines[i + 1])
        hashed = re.match(r"\s{0,3}#{1,6}\s+(?:[\d.]+\s+)?[^\W\d_]", line)
        if line.strip() and len(line) < 120 and ((rule and not _UNDERLINE.match(line)) or hashed):
            found.add("verbatim", mark_formulas(text[start:offset]))
            found.add("heading", mark_formulas(text[offset : offset + len(line)]), level=1)
            start = offset + len(line)
        elif _UNDERLINE.match(line) and not (i and re.search(r"\S\s{2,}\S", lines[i - 1])):
            found.add("verbatim", mark_formulas(text[start:offset]))
            start = offset + len(line)
        offset += len(line) + 1
    found.add("verbatim", mark_formulas(text[start:]))
    return found
