"""Numbers by which a text speaks about itself: places, points, pages, what a row adds to.

They have a place, and claim nothing about a stage.
"""

from __future__ import annotations

import re

from symattn.reading.documents import Document
from symattn.reading.documents.blocks import Loose
from symattn.reading.documents.trees import Name, Number, numbers
from symattn.verification.recognise.account import Spot
from symattn.verification.recognise.vocabulary import PLACES_AFTER, REMARK_BEFORE, ROW_ADDS_TO

__all__ = ["remarks"]


def remarks(document: Document) -> set[Spot]:
    """The spots of those numbers."""
    lines = document.text.split("\n")
    found = {
        (loose.where.line, loose.where.column)
        for loose in document.skipped
        if loose.number is not None and _is_remark(loose, lines)
    }
    for equation in document.equations():
        head, last = equation.parts[0], equation.last
        if isinstance(head, Name) and _WIDTH.fullmatch(head.text) and isinstance(last, Number):
            found |= {(n.where.line, n.where.column) for n in numbers(last) if n.where}
    return found


_WIDTH = re.compile(r"[dD](?:_\{?(?:k|v|q|h|model|head|\\text\{model\})\}?)?|[nmNTL]|h|H")
"""Sizes: d_k, d_model, the lengths n and m, the number of heads."""


def _is_remark(loose: Loose, lines: list[str]) -> bool:
    before = loose.before.rstrip(" $\\(")
    if re.search(ROW_ADDS_TO, before, re.I):
        return loose.number is not None and loose.number.value == 1
    if re.search(REMARK_BEFORE, before, re.I):
        return True
    line = lines[loose.where.line - 1] if loose.where.line <= len(lines) else ""
    start = loose.where.column - 1
    after = line[start + len(loose.text) :]
    return line.startswith(loose.text, start) and bool(re.match(PLACES_AFTER, after, re.I))
