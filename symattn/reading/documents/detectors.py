"""The kinds of arrays that stand in lines of text, each found by a function of its own.

A detector takes the lines of a text and puts an array in place of each that it finds.  They run
in this order, so that what is drawn or bracketed is gone before blanks alone are looked at.  A
new kind is a function and its row here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from symattn.reading.documents.aligned import find_grids
from symattn.reading.documents.beside import part_grids
from symattn.reading.documents.layout import Lines, draw_boxes, stack_rows
from symattn.reading.documents.lists import nest_lists
from symattn.reading.documents.separated import separated_values

__all__ = ["DETECTORS", "LITERALS"]

Detector = Callable[[Lines, str], None]

_NESTED, _ROWS = partial(nest_lists, deep=True), partial(nest_lists, deep=False)

DETECTORS: tuple[Detector, ...] = (
    draw_boxes,
    _NESTED,
    stack_rows,
    part_grids,
    separated_values,
    find_grids,
    _ROWS,
)
LITERALS: tuple[Detector, ...] = (_NESTED, _ROWS)
"""Those of a program, in which blanks and bars are no layout."""
