"""Numbers of a column one under the other at their points.

Boxes are centred, so a number gets room for the digits that it lacks on the
left and on the right, and all numbers of a column are equally wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeGuard

from symattn.document.tree import Table
from symattn.formulas.tree import Answer, Formula, Num

__all__ = ["NONE", "Pad", "ems", "is_answer", "table"]


class Pad(NamedTuple):
    """Room to leave: digits and a minus on the left; a point and digits on the right."""

    digits: int = 0
    minus: bool = False
    point: bool = False
    decimals: int = 0


NONE = Pad()


def is_answer(formula: Formula) -> TypeGuard[Answer]:
    """Whether the formula is a filled place."""
    return isinstance(formula, Answer)


def table(node: Table) -> list[tuple[Pad, ...]]:
    """For each row, the room to leave beside the number of each cell."""
    columns = zip(*(row.cells for row in node.rows), strict=True) if node.rows else ()
    pads = [
        _column(cells) if column.align == "point" else [NONE] * len(cells)
        for column, cells in zip(node.columns, columns, strict=True)
    ]
    return list(zip(*pads, strict=True))


def ems(pad: Pad) -> tuple[float, float]:
    """The room on the left and on the right, in ems of Computer Modern."""
    return pad.digits * 0.5 + pad.minus * 0.778, pad.decimals * 0.5 + pad.point * 0.278


def _column(cells: Sequence[Formula | None]) -> list[Pad]:
    numbers = [_number(cell) for cell in cells]
    found = [text for text in numbers if text is not None]
    whole = max((len(_whole(text)) for text in found), default=0)
    decimals = max((len(_decimals(text)) for text in found), default=0)
    minus = any(text.startswith("-") for text in found)
    return [_pad(text, whole, decimals, minus) for text in numbers]


def _pad(text: str | None, whole: int, decimals: int, minus: bool) -> Pad:
    if text is None:
        return NONE
    lacking = decimals - len(_decimals(text))
    return Pad(
        digits=whole - len(_whole(text)),
        minus=minus and not text.startswith("-"),
        point=bool(decimals) and not _decimals(text),
        decimals=lacking,
    )


def _number(cell: Formula | None) -> str | None:
    body = cell.body if isinstance(cell, Answer) else cell
    return body.text if isinstance(body, Num) else None


def _whole(text: str) -> str:
    return text.lstrip("-").partition(".")[0]


def _decimals(text: str) -> str:
    return text.partition(".")[2]


def lengths(numbers: Iterable[str]) -> int:
    """The length of the longest text."""
    return max(map(len, numbers), default=0)
