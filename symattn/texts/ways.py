"""How a block of printed numbers may lie on a stage: the whole, some rows, a head, named cells.

Each way says for every cell of the block which cell of the stage (as printed) it is, and costs
log₂ of how many such ways there are, unless the words at the block choose one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2, prod

import numpy as np
from numpy.typing import NDArray

from symattn.numbers.tensors import Index
from symattn.texts import priors
from symattn.texts.counting import EVERY_ROW
from symattn.texts.places import head_named
from symattn.texts.tables import Table

__all__ = ["Way", "Ways"]

Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Way:
    """``at``: for each cell of the block the index in the stage, shape (rows, columns, axes).

    ``kind``: "whole", "turned", "rows", "columns", "part", "tile", "deep" or "cells".
    ``bits``: what choosing it costs.  ``copies``: the same for further rows, where the text says
    that every row is this one.
    """

    kind: str
    at: NDArray[np.int_]
    bits: float = 0.0
    copies: tuple[NDArray[np.int_], ...] = ()

    def index(self, i: int, j: int) -> list[Index]:
        """The cells of the stage that a cell of the block is said to be."""
        return [tuple(int(k) for k in at[i, j]) for at in (self.at, *self.copies)]


@dataclass(frozen=True, eq=False)
class Ways:
    """All ways of lying on a stage; ``flat``: where the cells lie in it flattened, (ways, rows,
    columns); ``bits``: what each way costs."""

    each: tuple[Way, ...]
    flat: NDArray[np.int_]
    bits: NDArray[np.float64]

    @classmethod
    def of(cls, table: Table, shape: Shape, rows: Sequence[int], square: bool) -> Ways | None:
        """The ways in which a block may lie on a stage of that shape; None: there are none."""
        each = tuple(ways(table, shape, rows, square))
        if not each:
            return None
        at = np.stack([way.at for way in each])
        flat = np.ravel_multi_index(tuple(np.moveaxis(at, -1, 0)), shape)
        return cls(each, np.asarray(flat), np.array([way.bits for way in each]))


def ways(table: Table, shape: Shape, rows: Sequence[int], square: bool) -> Iterator[Way]:
    """The ways of lying on a stage of that shape; ``rows``: those that the block's words name.

    ``square``: the stage has a row for each query and a column for each key, which no text
    prints turned without saying so.
    """
    if table.lead:
        yield from _deep(table, shape)
        return
    if table.fixed and len(table.fixed[0]) == len(shape):
        yield from _named(table, shape, ())
        return
    if len(shape) == 1:
        if table.shape == (1, shape[0]):
            yield Way("whole", np.arange(shape[0]).reshape(1, -1, 1))
        return
    lead, (high, wide) = shape[:-2], shape[-2:]
    only = head_named(table, lead[-1]) if len(lead) == 1 and lead[0] > 1 else None
    heads = [(only,)] if only is not None else list(np.ndindex(*lead))
    cost = -log2(len(heads))
    for head in heads:
        if table.fixed:
            yield from _named(table, (high, wide), head)
            continue
        for way in _in_matrix(table, high, wide, rows, square):
            front = np.broadcast_to(np.array(head, dtype=int), (*way.at.shape[:2], len(head)))
            copies = tuple(np.concatenate([front, at], axis=-1) for at in way.copies)
            at = np.concatenate([front, way.at], axis=-1)
            yield Way(way.kind, at, way.bits + cost, copies)


def _grid(rows: Sequence[int], columns: Sequence[int]) -> NDArray[np.int_]:
    return np.array([[(i, j) for j in columns] for i in rows], dtype=int)


def _in_matrix(
    table: Table, high: int, wide: int, rows: Sequence[int], square: bool
) -> Iterator[Way]:
    yield from _as_a_whole(table, high, wide, square)
    yield from _as_a_slice(table, high, wide, rows, square)
    yield from _as_a_tile(table, high, wide)


def _as_a_whole(table: Table, high: int, wide: int, square: bool) -> Iterator[Way]:
    r, c = table.shape
    if (r, c) == (1, wide) and high > 1 and _says_every(table):
        each = [_grid([i], range(wide)) for i in range(high)]
        yield Way("whole", each[0], 0.0, tuple(each[1:]))
    if (r, c) == (high, wide):
        yield Way("whole", _grid(range(r), range(c)))
    if (r, c) == (wide, high) and high * wide > 1 and not (square and high == wide):
        yield Way("turned", _grid(range(high), range(wide)).swapaxes(0, 1), priors.ODD_WAY)


def _as_a_slice(
    table: Table, high: int, wide: int, rows: Sequence[int], square: bool
) -> Iterator[Way]:
    """Rows, columns, or the beginning of a row."""
    r, c = table.shape
    if c == wide and r < high:
        yield from _some_rows(r, high, range(wide), rows)
    if c == 1 and r == wide and high > 1 and r > 1:
        for way in _some_rows(1, high, range(wide), rows):
            yield Way("rows", way.at.swapaxes(0, 1), way.bits + priors.ODD_WAY / 3)
    if c == high and r < wide and not square:
        for j in range(wide - r + 1):
            at = _grid(range(high), range(j, j + r)).swapaxes(0, 1)
            yield Way("columns", at, priors.ODD_WAY - log2(wide - r + 1))
    if r == 1 and c < wide:
        runs = wide - c + 1
        for i in rows or range(high):
            for j in range(runs if i < high else 0):
                at = _grid([i], range(j, j + c))
                yield Way("part", at, priors.ODD_WAY - log2(high * runs))


def _as_a_tile(table: Table, high: int, wide: int) -> Iterator[Way]:
    r, c = table.shape
    if 1 < r < high and 1 < c < wide and high % r == 0 and wide % c == 0:
        tiles = (high // r) * (wide // c)
        for top in range(0, high, r):
            for left in range(0, wide, c):
                at = _grid(range(top, top + r), range(left, left + c))
                yield Way("tile", at, priors.ODD_WAY - log2(tiles))


def _some_rows(
    count: int, high: int, columns: Sequence[int], named: Sequence[int]
) -> Iterator[Way]:
    """Rows that the words name; else each run of rows that follow each other."""
    if len(named) == count and all(row < high for row in named):
        yield Way("rows", _grid(list(named), columns))
    runs = high - count + 1
    cost = -log2(runs) + (priors.UNNAMED if named else 0.0)
    for first in range(runs):
        at = list(range(first, first + count))
        if at != list(named):
            yield Way("rows", _grid(at, columns), cost)


def _named(table: Table, shape: Shape, head: Index) -> Iterator[Way]:
    """The cells that its words name, where the stage has them."""
    if all(len(at) == len(shape) and all(map(int.__lt__, at, shape)) for at in table.fixed):
        at = np.array([[(*head, *at) for at in table.fixed]], dtype=int)
        yield Way("cells", at)


def _deep(table: Table, shape: Shape) -> Iterator[Way]:
    """A print with leading axes: the same axes, ones in front left out or put in."""
    mine = [size for size in table.lead if size != 1]
    theirs = [size for size in shape[:-2] if size != 1]
    if len(shape) < 2 or table.shape != shape[-2:] or mine != theirs:
        return
    at = np.stack(np.unravel_index(np.arange(prod(shape)), shape), axis=-1)
    yield Way("deep", at.reshape(-1, shape[-1], len(shape)))


def _says_every(table: Table) -> bool:
    words = table.grid.context.before[-60:] + " " + table.grid.name
    return bool(re.search(EVERY_ROW, words, re.I))
