"""PDF by glyph origins: characters put back on their lines and columns, then plain text.

Raised and lowered small characters become ``^{…}`` and ``_{…}``; gaps become as many blanks
as fit, so that columns of a matrix stay columns.  A line of the text is a line of a page;
lines are counted through the whole document.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from symattn.errors import InputError, Limit, MissingExtra
from symattn.reading.documents.marked import Source
from symattn.reading.documents.pieces import Pieces
from symattn.reading.documents.plain import read_plain

__all__ = ["read_pdf"]

MOST_PAGES = 200
MOST_GLYPHS = 400_000


@dataclass
class _Glyph:
    text: str
    x: float
    y: float
    right: float
    size: float


def read_pdf(data: bytes, file: str | None) -> tuple[Pieces, str]:
    """The pieces of a PDF, and the text that their places count in."""
    try:
        import pypdfium2
        import pypdfium2.raw as raw
    except ImportError:
        raise MissingExtra(
            "pypdfium2 is needed to read PDF", fix="pip install 'symattn[docs]'"
        ) from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("the PDF is encrypted", fix="save it without a password") from None
        raise InputError("the PDF is broken and cannot be opened") from None
    lines: list[str] = []
    notes: list[str] = []
    try:
        if len(document) > MOST_PAGES:
            raise Limit(f"a PDF of at most {MOST_PAGES} pages was expected", fix="split it")
        total = 0
        for number in range(len(document)):
            glyphs = _glyphs(document[number], raw)
            total += len(glyphs)
            if total > MOST_GLYPHS:
                raise Limit(f"a PDF of at most {MOST_GLYPHS:,} characters was expected")
            if not glyphs:
                notes.append(f"page {number + 1} holds no text (a picture?) and was not read")
            lines += [*_lines(glyphs), ""]
    finally:
        document.close()
    source = Source("\n".join(lines), file)
    found = read_plain(source.marked())
    found.notes += notes
    return found, source.text


def _glyphs(page: Any, raw: Any) -> list[_Glyph]:
    """All visible characters with their origins."""
    from ctypes import byref, c_double

    text = page.get_textpage()
    found: list[_Glyph] = []
    x, y = c_double(), c_double()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if code < 32 or raw.FPDFText_IsGenerated(text, i) == 1 or 0xD800 <= code < 0xE000:
            continue
        raw.FPDFText_GetCharOrigin(text, i, byref(x), byref(y))
        raw.FPDFText_GetCharBox(text, i, byref(left), byref(right), byref(bottom), byref(top))
        size = raw.FPDFText_GetFontSize(text, i)
        character = _PIECES.get(chr(code), chr(code))
        if character.strip():
            found.append(_Glyph(character, x.value, y.value, max(right.value, x.value + 0.1), size))
    text.close()
    return found


_PIECES = {"\u00a0": " ", "ﬁ": "fi", "ﬂ": "fl", "\u2062": "", "\u200b": "", "∙": "·"} | {
    chr(0x1D400 + i): chr(65 + i) for i in range(26)
} | {chr(0x1D434 + i): chr(65 + i) for i in range(26)} | {
    chr(0x1D44E + i): chr(97 + i) for i in range(26)
} | {chr(0x1D41A + i): chr(97 + i) for i in range(26)} | {
    chr(0x1D468 + i): chr(65 + i) for i in range(26)
} | {"ℎ": "h"}  # fmt: skip


def _lines(glyphs: list[_Glyph]) -> list[str]:
    """The lines of a page from top to bottom."""
    if not glyphs:
        return []
    body = statistics.median(g.size for g in glyphs) or 10
    rows: list[list[_Glyph]] = []
    for glyph in sorted((g for g in glyphs if g.size > 0.82 * body), key=lambda g: -g.y):
        if rows and abs(rows[-1][0].y - glyph.y) < 0.35 * body:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    small = [g for g in glyphs if g.size <= 0.82 * body]
    _attach(rows, small, body)
    width = statistics.median(max(g.right - g.x, 0.1) for g in glyphs)
    left = min(g.x for g in glyphs)
    return [_line(sorted(row, key=lambda g: g.x), body, width, left) for row in rows]


def _attach(rows: list[list[_Glyph]], small: list[_Glyph], body: float) -> None:
    """Small characters go to the line they stand at, raised or lowered; others make lines."""
    alone: list[_Glyph] = []
    for glyph in small:
        near = [row for row in rows if -0.35 * body < glyph.y - row[0].y < 0.62 * body]
        beside = [
            row
            for row in near
            if any(0 <= glyph.x - g.right + 0.3 * body < 2.5 * body for g in row)
        ]
        if beside:
            min(beside, key=lambda row: abs(glyph.y - row[0].y)).append(glyph)
        else:
            alone.append(glyph)
    made: list[list[_Glyph]] = []
    for glyph in sorted(alone, key=lambda g: -g.y):
        if made and abs(made[-1][0].y - glyph.y) < 0.3 * body:
            made[-1].append(glyph)
        else:
            made.append([glyph])
    rows += made
    rows.sort(key=lambda row: -row[0].y)


def _line(row: list[_Glyph], body: float, width: float, left: float) -> str:
    base = max(row, key=lambda g: g.size)
    out: list[str] = []
    length = 0
    script = ""
    end = left
    for glyph in row:
        shift = glyph.y - base.y
        now = (
            ""
            if glyph.size > 0.82 * base.size
            else "^"
            if shift > 0.12 * body
            else "_"
            if shift < -0.05 * body
            else ""
        )
        gap = glyph.x - end
        if script and (now != script or gap > 0.5 * body):
            out.append("}")
            script = ""
        if gap > 0.16 * body:
            blanks = max(1, round(gap / max(width, 0.3 * body)))
            blanks = blanks if gap > 0.9 * body else 1
            out.append(" " * min(blanks, 60))
            length += blanks
        if now and now != script:
            out.append(now + "{")
            script = now
        out.append(glyph.text)
        end = max(end, glyph.right)
    if script:
        out.append("}")
    return "".join(out).rstrip()
