"""Numbers by which a text speaks about itself: places, points, pages, what a row adds to.

They have a place, and claim nothing about a stage.
"""

from __future__ import annotations

import re

from flint import fmpq

from symattn.problem.model import Problem
from symattn.reading.digits import Printed
from symattn.reading.documents import Document, Equation
from symattn.reading.documents.blocks import Loose
from symattn.reading.documents.trees import Name, Number, is_named, numbers, plain
from symattn.texts.account import LineColumn
from symattn.texts.counting import (
    INDEX_BEFORE,
    PLACES_AFTER,
    REMARK_BEFORE,
    ROW_ADDS_TO,
)

__all__ = ["remarks"]


def remarks(document: Document, problem: Problem | None = None) -> set[LineColumn]:
    """The spots of those numbers; what is put in place of a hidden score is one, and a rate.

    Numbers beside names (QKᵀ/√2) say how something is worked out.
    """
    lines = document.text.split("\n")
    settings: set[fmpq | str] = _settings(problem) if problem else set()
    found = {
        (loose.where.line, loose.where.column)
        for loose in document.skipped
        if loose.number is not None
        and (
            _is_remark(loose, loose.number, lines)
            or loose.number.value in settings
            or (loose.number.special == "inf" and HIDDEN in settings)
        )
    }
    for equation in document.equations():
        whole = _is_setting(equation, problem)
        found |= {
            (n.where.line, n.where.column)
            for part in equation.parts
            if whole or is_named(part)
            for n in numbers(part)
            if n.where
        }
    return found


def _is_setting(equation: Equation, problem: Problem | None) -> bool:
    """Whether it gives a size, the scale or the rate, and claims no number."""
    head, last = equation.parts[0], equation.last
    if plain(head) == "p" and problem is not None and problem.dropout is not None:
        return True
    if not isinstance(head, Name):
        return False
    width = _WIDTH.fullmatch(head.text) and isinstance(last, Number)
    return bool(width or _SCALE.fullmatch(head.text))


_WIDTH = re.compile(r"[dD](?:_\{?(?:[a-z]|model|head|\\text\{model\})\}?)?|[nmNTL]|h|H")
"""Sizes: d_k, d_model, the lengths n and m, the number of heads."""

_SCALE = re.compile(r"(?i)scale|temperature|τ")
"""Names of the scale, which a text may state as an equation of its own."""


HIDDEN = "−∞"
HIDES = 1000


def _settings(problem: Problem) -> set[fmpq | str]:
    """Numbers of the problem that are no inputs: the fill, with and without its sign, the rate."""
    found = [problem.fill, problem.dropout.p if problem.dropout else None]
    if problem.bias is not None:  # a bias that is to hide
        found += [cell for cell in problem.bias.cells if isinstance(cell, fmpq) and cell < -HIDES]
    known: set[fmpq | str] = set()
    for one in found:
        if isinstance(one, fmpq):
            known |= {one, -one}
    return known | ({HIDDEN} if problem.visible is not None else set())


def _is_remark(loose: Loose, number: Printed, lines: list[str]) -> bool:
    before = loose.before.rstrip(" $\\(")
    if re.search(ROW_ADDS_TO, before, re.I):
        return number.value in (0, 1, -1)
    if number.value.q == 1 and re.search(REMARK_BEFORE, before, re.I):
        return True
    line = lines[loose.where.line - 1] if loose.where.line <= len(lines) else ""
    start = loose.where.column - 1
    if re.search(INDEX_BEFORE, line[:start]):
        return True
    after = line[start + len(loose.text) :]
    return line.startswith(loose.text, start) and bool(re.match(PLACES_AFTER, after, re.I))
