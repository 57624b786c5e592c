"""The characters, rules and boxes of a PDF's pages, each with its place in points."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

__all__ = ["Box", "Char", "Page", "pages"]


@dataclass(frozen=True)
class Char:
    """A character: its left and right edge, its baseline from the top, its size."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def centre(self) -> float:
        """Halfway between its edges."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Box:
    """A rectangle; a rule is one without height, or without width."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def wide(self) -> float:
        """Its width."""
        return self.x1 - self.x0

    @property
    def high(self) -> float:
        """Its height."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Halfway between top and bottom."""
        return (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float, *, slack: float = 0.0) -> bool:
        """Whether a point lies inside, or that near to it."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack


@dataclass(frozen=True)
class Page:
    """One page: boxes to write into are rectangles as tall as a line of writing."""

    number: int
    chars: tuple[Char, ...]
    boxes: tuple[Box, ...]
    rules: tuple[Box, ...]
    high: float


BOX = (14.0, 9.0)
"""Points: what is taller and wider than this is a box."""


def pages(data: bytes) -> list[Page]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [_page(number, page) for number, page in enumerate(document)]
    finally:
        document.close()


def _page(number: int, page: pypdfium2.PdfPage) -> Page:
    high = page.get_height()
    shapes = []
    for shape in page.get_objects():
        if shape.type == raw.FPDF_PAGEOBJ_PATH:
            x0, y0, x1, y1 = shape.get_bounds()
            shapes.append(Box(number, x0, high - y1, x1, high - y0))
    boxes = [shape for shape in shapes if shape.high > BOX[0] and shape.wide > BOX[1]]
    rules = [shape for shape in shapes if min(shape.high, shape.wide) < 3.0]
    order = sorted(set(boxes), key=lambda box: (round(box.y0), box.x0))
    return Page(number, tuple(_chars(page, high)), tuple(order), tuple(rules), high)


def _chars(page: pypdfium2.PdfPage, high: float) -> list[Char]:
    found = page.get_textpage()
    chars: list[Char] = []
    half = 0  # of a character past the first 65,536
    for i in range(found.count_chars()):
        code = raw.FPDFText_GetUnicode(found, i)
        if 0xD800 <= code < 0xDC00:
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + code - 0xDC00
        text = chr(code)
        if text in "\r\n\x00" or unicodedata.category(text) == "Cf":
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(found, i, x, y)
        x0, _, x1, _ = found.get_charbox(i, loose=unicodedata.combining(text) == 0)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(found, i, matrix)
        size = raw.FPDFText_GetFontSize(found, i) * abs(matrix.a)
        left = x0 if unicodedata.combining(text) else x.value
        chars.append(Char(text, left, max(x1, left), high - y.value, size))
    return chars
