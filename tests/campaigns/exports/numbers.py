"""The numbers of a source and of what was made from it, as multisets of their digits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ARGUMENTS = (
    re.compile(r"\\begin\{(?:array|alignedat|tabular)\}(?:\[[^]]*\])?\{(?:[^{}]|\{[^{}]*\})*\}"),
    re.compile(r"\\(?:hspace|vspace|makebox|symbol|multicolumn)\*?(?:\[[^]]*\]|\{[^{}]*\})"),
    re.compile(r"\\\\\[[^]]*\]"),
)
"""Numbers that TeX does not print: the columns of an array, lengths, codes."""


def of(text: str) -> Counter[str]:
    """The numbers in a plain text."""
    return Counter(NUMBER.findall(text))


def of_latex(source: str) -> Counter[str]:
    """The numbers that a LaTeX source prints."""
    source = re.sub(r"\\symbol\{\d+\}", "", source)
    for argument in _ARGUMENTS:
        source = argument.sub(" ", source)
    return of(source)


def of_typst(source: str) -> Counter[str]:
    """The numbers that a Typst source prints; its only arguments are those of ``augment``."""
    return of(re.sub(r"augment: #\([^)]*\)|#h\([^)]*\)|#v\([^)]*\)", " ", source))


def of_mathml(source: str) -> Counter[str]:
    """The numbers in the text of elements."""
    return sum(map(of, re.findall(r">([^<]*)<", source)), Counter())


class Page:
    """One page of a PDF: the numbers on it, and where its letters end."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self.numbers: Counter[str] = Counter()
        self.right = 0.0
        self.width, height = page.get_size()
        text = page.get_textpage()
        before = (0.0, 0.0, 0.0)
        token = ""
        for k in range(text.count_chars()):
            char = chr(pdfium.FPDFText_GetUnicode(text.raw, k))
            if char.isspace():  # most are made up by the reader between two letters
                continue
            left, bottom, right, top = text.get_charbox(k, loose=True)
            size = pdfium.FPDFText_GetFontSize(text.raw, k)
            x, y = _origin(text, k)
            inside = left >= 0 and right <= self.width and 0 <= y <= height
            if inside:
                self.right = max(self.right, right)
            goes_on = (
                abs(size - before[0]) < 0.01
                and abs(y - before[1]) < 0.5
                and abs(x - before[2]) < 0.12 * max(size, 1.0)
            )
            if inside and (char.isdigit() or char == ".") and (not token or goes_on):
                token += char
            else:
                self._keep(token)
                token = char if inside and char.isdigit() else ""
            before = (size, y, right)
        self._keep(token)

    def _keep(self, token: str) -> None:
        self.numbers.update(NUMBER.findall(token))


def _origin(text: Any, k: int) -> tuple[float, float]:
    from ctypes import byref, c_double

    import pypdfium2.raw as pdfium

    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(text.raw, k, byref(x), byref(y))
    return x.value, y.value


def pages(path: Path) -> list[Page]:
    """The pages of a PDF file."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return [Page(page) for page in document]


def total(parts: Iterable[Page]) -> Counter[str]:
    """All numbers on some pages."""
    return sum((page.numbers for page in parts), Counter())
