"""Characters and thin rules of a PDF page, by their origins."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import hypot
from typing import Any, TypeAlias

__all__ = ["Bar", "Glyph", "bars_of", "glyphs_of"]

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
    """All visible characters with their origins."""
    from ctypes import byref, c_double

    text = page.get_textpage()
    found: list[Glyph] = []
    x, y = c_double(), c_double()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    matrix, loose, high = raw.FS_MATRIX(), raw.FS_RECTF(), 0
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
        raw.FPDFText_GetCharOrigin(text, i, byref(x), byref(y))
        raw.FPDFText_GetCharBox(text, i, byref(left), byref(right), byref(bottom), byref(top))
        size = raw.FPDFText_GetFontSize(text, i)
        if raw.FPDFText_GetMatrix(text, i, byref(matrix)) and (matrix.c or matrix.d):
            size *= hypot(matrix.c, matrix.d)
        character = _plain(chr(code))
        if character.strip():
            raw.FPDFText_GetLooseCharBox(text, i, byref(loose))  # as wide as the letter is set
            end = max(loose.right, right.value, x.value + 0.1)
            item = raw.FPDFText_GetTextObject(text, i)
            mark = raw.FPDFPageObj_GetMarkedContentID(item) if item else -1
            box = bottom.value, top.value
            found.append(Glyph(character, x.value, y.value, end, size, *box, mark=mark))
    text.close()
    return found


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


_CMEX = dict(zip(
    (0x00, 0x10, 0x12, 0x20, 0x01, 0x11, 0x13, 0x21, 0x02, 0x68, 0x14, 0x22, 0x03, 0x69, 0x15, 0x23,
     0x30, 0x42, 0x40, 0x31, 0x43, 0x41, 0x32, 0x36, 0x34, 0x33, 0x37, 0x35),
    "(" * 4 + ")" * 4 + "[" * 4 + "]" * 4 + "⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦", strict=True,
))  # fmt: skip
"""TeX's large brackets: codes of the font cmex, which names no Unicode."""


def _large(code: int, text: Any, i: int, raw: Any) -> int:
    """The bracket behind a code of cmex; other characters as they are."""
    if code not in _CMEX:
        return code
    from ctypes import c_int, create_string_buffer

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
    return sorted(found, key=lambda bar: bar[1] - bar[0])
