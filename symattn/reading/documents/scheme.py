"""A product laid out in space: the second factor above, the first at the left, the product between.

::

                1  0
                2  1    Kᵀ
    Q  3  1     5  1    S

Known as Falk's scheme (S. Falk, ZAMM 31, 1951, p. 152).  In one table it is three matrices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from symattn.reading.digits import Unreadable, block
from symattn.reading.documents.cells import Raw
from symattn.reading.documents.pieces import RawCell

__all__ = ["scheme"]

Rows = Sequence[Sequence[RawCell]]


@dataclass(frozen=True)
class _Parts:
    """Which rows and columns of the table the three matrices have."""

    top: list[int]
    low: list[int]
    left: list[int]
    right: list[int]


def scheme(
    rows: Rows, numeric: Callable[[RawCell], bool], words: Callable[[str], str]
) -> list[Raw]:
    """First factor, second factor and product of a scheme, or nothing.

    ``numeric`` tells whether a cell is a number; ``words`` gives a head as plain text.
    """
    parts = _parts(rows, [[numeric(cell) for cell in row] for row in rows])
    if parts is None:
        return []
    factors = (parts.low, parts.left), (parts.top, parts.right)
    if not all(numeric(rows[i][j]) for lines, columns in factors for i in lines for j in columns):
        return []
    if len(parts.left) == 1 and not _multiplies(rows, parts):
        return []
    first, second = (_raw(rows, lines, columns) for lines, columns in factors)
    product = _raw(rows, parts.low, parts.right)
    heads = [i for i in range(min(parts.low)) if i not in parts.top]

    def said(lines: Sequence[int], columns: Sequence[int]) -> str:
        found = (words(rows[i][j].text.text) for i in lines for j in columns)
        return next((text for text in found if text), "")

    first.name = said(heads, parts.left)
    second.name = said(range(min(parts.low)), range(min(parts.right)))
    beside = range(parts.low[0], parts.low[-1] + 1)
    product.name = said(beside, range(max(parts.right) + 1, len(rows[0])))
    names = [said([i], range(min(parts.left))) for i in parts.low]
    first.row_names = product.row_names = names if any(names) else []
    columns = [said(heads, [j]) for j in parts.right]
    product.column_names = columns if any(columns) else []
    return [first, second, product]


def _parts(rows: Rows, numbers: list[list[bool]]) -> _Parts | None:
    """The rows and columns, where the corner above the first factor is free of numbers.

    Names that count (1, 2, 3) over the product and at its left are no part of the factors.
    """
    found = _split(numbers)
    if found is None:
        return None
    line, column = found.top[-1], found.left[0]
    over = _count([rows[line][j] for j in found.right])
    aside = _count([rows[i][column] for i in found.low])
    fitting = [
        replace(found, top=top, left=left)
        for top in ([found.top, found.top[:-1]] if over else [found.top])
        for left in ([found.left, found.left[1:]] if aside else [found.left])
        if len(top) == len(left) > 0
    ]
    multiplied = (parts for parts in fitting if len(fitting) > 1 and _multiplies(rows, parts))
    return next(multiplied, fitting[0] if fitting else None)


def _count(cells: Sequence[RawCell]) -> bool:
    """Whether cells are the numbers from 1 on."""
    return [_bare(cell) for cell in cells] == [str(k + 1) for k in range(len(cells))]


def _bare(cell: RawCell) -> str:
    return re.sub(r"[\ue000-\ue002$]", " ", cell.text.text).strip()


def _split(numbers: Sequence[Sequence[bool]]) -> _Parts | None:
    high = next((i for i, row in enumerate(numbers) if any(row)), None)
    if high is None:
        return None
    edge = min(j for j, number in enumerate(numbers[high]) if number)
    low = [i for i, row in enumerate(numbers) if any(row[:edge])]
    if not low or low[0] <= high or edge < 1:
        return None
    top = [i for i in range(low[0]) if any(numbers[i])]
    left = [j for j in range(edge) if any(numbers[i][j] for i in low)]
    right = [j for j in range(edge, len(numbers[0])) if any(numbers[i][j] for i in top)]
    filled = [numbers[i][j] for i in low for j in right]
    others = [i for i in range(low[0], len(numbers)) if i not in low and any(numbers[i])]
    if others or not any(filled):
        return None
    return _Parts(top, low, left, right)


def _raw(rows: Rows, lines: Sequence[int], columns: Sequence[int]) -> Raw:
    return Raw([[rows[i][j].text for j in columns] for i in lines], "table")


def _multiplies(rows: Rows, parts: _Parts) -> bool:
    """Whether the factors give what stands between: else a factor may be names that count."""

    def value(i: int, j: int) -> fmpq | None:
        read = block([_bare(rows[i][j])])[0]
        return None if isinstance(read, Unreadable) or read.special else read.value

    for i in parts.low:
        for j in parts.right:
            row = [value(i, k) for k in parts.left]
            column = [value(k, j) for k in parts.top]
            terms = [
                None if a is None or b is None else a * b for a, b in zip(row, column, strict=True)
            ]
            if None in terms or value(i, j) != sum(term for term in terms if term is not None):
                return False
    return True
