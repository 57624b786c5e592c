"""How a block of printed numbers lies on a stage, and how many of its cells agree.

Ways of lying on it: the whole, the whole turned, some of its rows or columns, the beginning
of a row (what a causal mask leaves), a tile.  Agreement counts cells whose printed digits are
right for the enclosure; small whole numbers count little, since they agree by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import arb, fmpq

from symattn.numbers.entries import MINUS_INFINITY, Special
from symattn.numbers.tensors import Index, Tensor
from symattn.reading.digits import Printed
from symattn.verification.claims import Closed
from symattn.verification.recognise.places import head_named
from symattn.verification.recognise.tables import Item, Table
from symattn.verification.recognise.vocabulary import EVERY_ROW
from symattn.verification.trial import fits_ball

__all__ = ["Fit", "agrees", "fits", "weight"]

At = Callable[[int, int], Index]


@dataclass(frozen=True, eq=False)
class Fit:
    """One way of lying on a stage.

    ``where``: for each cell of the table its index in the stage (as printed).  ``right``:
    the share of cells that agree, by weight; ``near``: of those that come close too.
    ``copies``: the same for further rows, where the text says "every row".
    ``way``: "whole", "turned", "rows", "columns", "part", "tile", "matrix", "cells".
    """

    stage: str
    where: dict[tuple[int, int], Index]
    right: float
    near: float
    way: str
    copies: tuple[dict[tuple[int, int], Index], ...] = ()

    def everywhere(self, place: tuple[int, int]) -> list[Index]:
        """All cells that a number is said to be: "every row is [1, 1]"."""
        return [self.where[place], *(copy[place] for copy in self.copies)]


def weight(item: Item) -> float:
    """What the agreement of a cell is worth as evidence."""
    if item.number is None or item.special in ("-", "blank"):
        return 0.0
    value = item.value
    if value is None:
        return 1.0
    if isinstance(item.number, Printed) and (item.number.unit < 1 and value.q != 1):
        return 1.0
    return 0.25 if abs(value) <= 1 else 0.6


def fits(table: Table, stage: str, cells: Tensor[Any], rows: Sequence[int] = ()) -> Iterator[Fit]:
    """All ways in which the table may lie on the stage; ``rows``: those that its words name."""
    if len(cells.shape) < 2:
        cells = Tensor((1, *cells.shape), cells.cells)
        flat = True
    else:
        flat = False
    lead = cells.shape[:-2]
    if table.lead:
        yield from _deep(table, stage, cells)
        return
    if table.fixed and len(table.fixed[0]) == len(cells.shape):
        yield from _said(table, stage, cells, ())
        return
    only = head_named(table, lead[-1]) if len(lead) == 1 and lead[0] > 1 else None
    for head, matrix in cells.matrices():
        if only is not None and head != (only,):
            continue
        if table.fixed:
            yield from _said(table, stage, matrix, head)
            continue
        if len(table.rows) == 1 and len(table.rows[0]) == matrix.shape[1] and says_every(table):
            yield _every(table, stage, matrix, head)
        for way, at in _ways(table, matrix, rows):
            shaped = at if not flat else _drop(at)
            yield _fit(table, stage, matrix, head, at, shaped, way)
        if len(lead) > 1 and all(size == 1 for size in lead):
            return


def _said(table: Table, stage: str, cells: Tensor[Any], head: Index) -> Iterator[Fit]:
    """The cells that its words name, where the stage has them."""
    size = cells.shape
    if all(len(at) == len(size) and all(map(int.__lt__, at, size)) for at in table.fixed):
        yield _fit(table, stage, cells, head, lambda _, j: table.fixed[j], None, "cells")


def says_every(table: Table) -> bool:
    """Whether a single row is said to be every row."""
    words = table.grid.context.before[-60:] + " " + table.grid.name
    return bool(re.search(EVERY_ROW, words, re.I))


def _every(table: Table, stage: str, matrix: Tensor[Any], head: Index) -> Fit:
    found = [
        _fit(table, stage, matrix, head, lambda i, j, row=row: (row, j), None, "whole")  # type: ignore[misc]
        for row in range(matrix.shape[0])
    ]
    first = found[0]
    right = min(fit.right for fit in found)
    near = min(fit.near for fit in found)
    return replace(first, right=right, near=near, copies=tuple(fit.where for fit in found[1:]))


def _drop(at: At) -> At:
    return lambda i, j: at(i, j)[-1:]


def _ways(table: Table, matrix: Tensor[Any], rows: Sequence[int]) -> Iterator[tuple[str, At]]:
    r, c = table.shape
    high, wide = matrix.shape
    if (r, c) == (high, wide):
        yield "whole", lambda i, j: (i, j)
    if (r, c) == (wide, high) and high * wide > 1:
        yield "turned", lambda i, j: (j, i)
    if c == wide and r < high:
        chosen = _increasing(table, matrix, rows, False)
        yield "rows", lambda i, j: (chosen[i], j)
    if c == high and r < wide:
        picked = _increasing(table, matrix, rows, True)
        yield "columns", lambda i, j: (j, picked[i])
    if r == wide and c < high and r > 1 and c == 1:  # a row printed as a column
        for row in range(high):
            yield "rows", lambda i, j, row=row: (row, i)  # type: ignore[misc]
    yield from _parts(table, (high, wide), rows)


def _parts(table: Table, size: tuple[int, int], rows: Sequence[int]) -> Iterator[tuple[str, At]]:
    """The beginning of a row, or a tile of the stage."""
    r, c = table.shape
    high, wide = size
    if r == 1 and c < wide:
        for row in rows or range(high):
            if row < high:
                yield "part", lambda i, j, row=row: (row, j)  # type: ignore[misc]
    if 1 < r < high and 1 < c < wide and high % r == 0 and wide % c == 0:
        for top in range(0, high, r):
            for left in range(0, wide, c):
                yield "tile", lambda i, j, top=top, left=left: (top + i, left + j)  # type: ignore[misc]


def _increasing(table: Table, matrix: Tensor[Any], rows: Sequence[int], turned: bool) -> list[int]:
    """Which rows the rows of the table are: named ones, else the best in increasing order."""
    size = matrix.shape[1 if turned else 0]
    count = len(table.rows)
    if len(rows) == count and all(row < size for row in rows):
        return list(rows)

    def gain(i: int, row: int) -> float:
        line = [matrix[(j, row)] for j in range(matrix.shape[0])] if turned else matrix.row(row)
        pairs = zip(table.rows[i], line, strict=False)
        return sum(
            weight(item) * (1 if agrees(item, ball) else 0.3 * _near(item, ball))
            for item, ball in pairs
        )

    best: list[tuple[float, list[int]]] = [(0.0, []) for _ in range(size + 1)]
    for i in range(count):
        ending: list[tuple[float, list[int]]] = [(-1.0, [])] * (size + 1)
        for row in range(size):
            before = max(
                (best[k] for k in range(row + 1) if len(best[k][1]) == i),
                default=None,
                key=lambda one: one[0],
            )
            if before is not None and before[0] >= 0:
                ending[row + 1] = (before[0] + gain(i, row), [*before[1], row])
        best = ending
    found = max(best, key=lambda one: one[0])[1]
    return found if len(found) == count else list(range(count))


def _deep(table: Table, stage: str, cells: Tensor[Any]) -> Iterator[Fit]:
    """A print with leading axes: the same axes, ones in front left out or put in, or exchanged."""
    r, c = table.shape
    mine = [size for size in table.lead if size != 1]
    theirs = cells.shape[:-2]
    real = [size for size in theirs if size != 1]
    if (r, c) != cells.shape[-2:]:
        return
    if mine == real:
        spread = _spread(theirs)
        yield _fit(
            table, stage, cells, (), lambda i, j: (*spread(i // r), i % r, j), None, "matrix"
        )
    if len(mine) == 1 and len(real) == 1 and mine[0] == r and real[0] == r:
        yield _fit(table, stage, cells, (), lambda i, j: (i % r, i // r, j), None, "matrix")


def _spread(lead: Sequence[int]) -> Callable[[int], Index]:
    def at(k: int) -> Index:
        out: list[int] = []
        for size in reversed(lead):
            out.append(k % size)
            k //= size
        return tuple(reversed(out))

    return at


def _fit(
    table: Table, stage: str, matrix: Tensor[Any], head: Index, at: At, public: At | None, way: str
) -> Fit:
    where: dict[tuple[int, int], Index] = {}
    right = near = total = 0.0
    for (i, j), item in table.items():
        index = at(i, j)
        where[(i, j)] = (*head, *(public or at)(i, j))
        worth = weight(item)
        if not worth:
            continue
        ball = matrix[index]
        total += worth
        if agrees(item, ball):
            right += worth
            near += worth
        else:
            near += worth * _near(item, ball)
    total = total or 1.0
    return Fit(stage, where, right / total, near / total, way)


def agrees(item: Item, ball: Any) -> bool:
    number = item.number
    if isinstance(number, Closed):
        if isinstance(ball, Special):
            return False
        return bool((ball * number.under.enclosure()).overlaps(number.over.enclosure()))
    if number is None or not isinstance(number, Printed):
        return False
    if number.special == "-inf" and not isinstance(ball, Special):
        return bool(ball < -1000)
    return fits_ball(number, ball) is True


def _near(item: Item, ball: Any) -> float:
    """1 for a few units in the last place, less for a few in a hundred, else 0."""
    value = item.value
    if value is None or isinstance(ball, Special) or ball is MINUS_INFINITY:
        return 0.0
    unit = item.number.unit if isinstance(item.number, Printed) else fmpq(0)
    gap = abs(ball - arb(value))
    if gap < arb(3 * unit) and unit < fmpq(1, 2):
        return 0.8
    return 0.5 if gap < abs(ball) / 30 else 0.0
