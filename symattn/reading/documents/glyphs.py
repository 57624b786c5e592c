"""Characters and thin rules of a PDF page, by their origins."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from ctypes import addressof, byref, c_double, c_int, c_ulong, c_ushort, create_string_buffer
from dataclasses import dataclass
from math import hypot
from typing import Any, TypeAlias

__all__ = ["SCRIPT", "Bar", "Glyph", "bars_of", "glyphs_of"]

SCRIPT = 0.86
"""Indices and exponents are at most this share of the letters: 0.7 in TeX, 5/6 in browsers."""

Bar: TypeAlias = tuple[float, float, float]
"""Left, right and height of a thin rule."""


@dataclass
class Glyph:
    text: str
    x: float
    y: float
    right: float
    size: float
    bottom: float = 0.0
    top: float = 0.0
    ends: bool = False  # the last row of a matrix: a blank line follows
    mark: int = -1  # the number of its marked content, which a tagged page refers to


def glyphs_of(page: Any, raw: Any) -> list[Glyph]:
    """All visible characters with their origins, without running heads that are marked as such."""
    text = page.get_textpage()
    try:
        return list(_glyphs(text, raw))
    finally:
        text.close()


def _glyphs(text: Any, raw: Any) -> Iterator[Glyph]:
    decoration: dict[int, bool] = {}
    places, high = _Places(text, raw), 0
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        if code < 32 or 0x30 <= code < 0x80:
            code = _large(code, text, i, raw)
        if code < 32 or raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        character = _plain(chr(code))
        item = raw.FPDFText_GetTextObject(text, i)
        if not character.strip() or (item and _is_decoration(item, raw, decoration)):
            continue
        mark = raw.FPDFPageObj_GetMarkedContentID(item) if item else -1
        yield places.glyph(character, i, mark)


class _Places:
    """Origins, boxes and sizes of characters; the room for the answers is made once."""

    def __init__(self, text: Any, raw: Any) -> None:
        self.text, self.raw = text, raw
        self.numbers = [c_double() for _ in range(6)]
        self.places = [byref(number) for number in self.numbers]
        self.matrix, self.loose = raw.FS_MATRIX(), raw.FS_RECTF()

    def glyph(self, character: str, i: int, mark: int) -> Glyph:
        """The character with its origin, its box, and the size that it has on the page."""
        text, raw, at, matrix = self.text, self.raw, self.places, self.matrix
        raw.FPDFText_GetCharOrigin(text, i, at[0], at[1])
        raw.FPDFText_GetCharBox(text, i, at[2], at[3], at[4], at[5])
        raw.FPDFText_GetLooseCharBox(text, i, byref(self.loose))  # as wide as the letter is set
        x, y, _, right, bottom, top = (number.value for number in self.numbers)
        size = raw.FPDFText_GetFontSize(text, i)
        if raw.FPDFText_GetMatrix(text, i, byref(matrix)) and (matrix.c or matrix.d):
            size *= hypot(matrix.c, matrix.d)
        end = max(self.loose.right, right, x + 0.1)
        return Glyph(character, x, y, end, size, bottom, top, mark=mark)


def _is_decoration(item: Any, raw: Any, known: dict[int, bool]) -> bool:
    """Whether a piece of text is marked as an artifact: a running head, the number of a page."""
    key = addressof(item.contents)
    if key not in known:
        names = []
        for k in range(raw.FPDFPageObj_CountMarks(item)):
            name, size = (c_ushort * 32)(), c_ulong()
            mark = raw.FPDFPageObj_GetMark(item, k)
            raw.FPDFPageObjMark_GetName(mark, name, 64, byref(size))
            names.append("".join(map(chr, name)).rstrip("\0"))
        known[key] = "Artifact" in names
    return known[key]


_PIECES = dict(zip(map(chr, range(0xF8EB, 0xF8F1)), "⎛⎜⎝⎡⎢⎣", strict=True)) | dict(
    zip(map(chr, range(0xF8F6, 0xF8FC)), "⎞⎟⎠⎤⎥⎦", strict=True)
)
_PIECES |= {
    "ˆ": "^",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "\u2062": "",
    "\u2061": "",
    "\u200b": "",
    "∙": "·",
    "⋅": "·",
}


_CMEX = dict(
    zip(
        (
            0x00,
            0x10,
            0x12,
            0x20,
            0x01,
            0x11,
            0x13,
            0x21,
            0x02,
            0x68,
            0x14,
            0x22,
            0x03,
            0x69,
            0x15,
            0x23,
            0x30,
            0x42,
            0x40,
            0x31,
            0x43,
            0x41,
            0x32,
            0x36,
            0x34,
            0x33,
            0x37,
            0x35,
        ),
        "(" * 4 + ")" * 4 + "[" * 4 + "]" * 4 + "⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦",
        strict=True,
    )
)
"""TeX's large brackets: codes of the font cmex, which names no Unicode."""


def _large(code: int, text: Any, i: int, raw: Any) -> int:
    """The bracket behind a code of cmex; other characters as they are."""
    if code not in _CMEX:
        return code
    name, flags = create_string_buffer(80), c_int()
    raw.FPDFText_GetFontInfo(text, i, name, 80, flags)
    return ord(_CMEX[code]) if b"CMEX" in name.value.upper() else code


def _plain(character: str) -> str:
    """Letters of mathematical alphabets (bold, italic …) as plain letters."""
    if character in _PIECES:
        return _PIECES[character]
    if "\U0001d400" <= character <= "\U0001d7ff" or character in "ℎℝℓ":
        return unicodedata.normalize("NFKC", character)
    return character


def bars_of(page: Any, raw: Any) -> list[Bar]:
    """Thin horizontal rules as (left, right, height on the page): bars of fractions among them."""
    found: list[Bar] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if top - bottom < 2 and 2 < right - left < 400:
            found.append((left, right, (bottom + top) / 2))
        if len(found) > 2000:
            break
    return sorted(_joined(found), key=lambda bar: bar[1] - bar[0])


def _joined(bars: list[Bar]) -> list[Bar]:
    """Rules that touch at one height are one, such as the lower edges of cells."""
    out: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: (round(bar[2], 1), bar[0])):
        last = out[-1] if out else None
        if last and abs(last[2] - bar[2]) < 0.2 and abs(bar[0] - last[1]) < 0.5:
            out[-1] = (last[0], bar[1], last[2])
        else:
            out.append(bar)
    return out
