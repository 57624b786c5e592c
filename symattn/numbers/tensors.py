"""Immutable arrays of any entries: the shape, and the cells in row-major order.

A leading axis counts batches or heads; the last two are rows and columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Generic, TypeVar

__all__ = ["Index", "Shape", "Tensor", "indices"]

T = TypeVar("T")
U = TypeVar("U")
Index = tuple[int, ...]
Shape = tuple[int, ...]


def indices(shape: Sequence[int]) -> Iterator[Index]:
    """All indices of an array of this shape, last axis fastest.

    >>> list(indices((2, 2)))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    return product(*(range(size) for size in shape))


@dataclass(frozen=True)
class Tensor(Generic[T]):
    """An array of ``shape`` with its ``cells`` in row-major order.

    >>> Tensor((2, 2), (1, 2, 3, 4)).transposed().nested()
    [[1, 3], [2, 4]]
    """

    shape: tuple[int, ...]
    cells: tuple[T, ...]

    def __post_init__(self) -> None:
        if len(self.cells) != prod(self.shape):
            raise ValueError(f"{len(self.cells)} cells do not fill the shape {self.shape}")

    @classmethod
    def build(cls, shape: Sequence[int], cell: Callable[[Index], T]) -> Tensor[T]:
        """The array whose entry at each index is ``cell(index)``."""
        return cls(tuple(shape), tuple(cell(index) for index in indices(shape)))

    @classmethod
    def of(cls, nested: Any) -> Tensor[Any]:
        """From nested lists or tuples of one shape."""
        shape: list[int] = []
        level = nested
        while isinstance(level, (list, tuple)):
            shape.append(len(level))
            if not level:
                break
            level = level[0]
        return cls(tuple(shape), tuple(_flat(nested, len(shape))))

    def offset(self, index: Index) -> int:
        """Where the entry at ``index`` lies in ``cells``."""
        where = 0
        for size, i in zip(self.shape, index, strict=True):
            if not 0 <= i < size:
                raise IndexError(f"index {index} is outside the shape {self.shape}")
            where = where * size + i
        return where

    def __getitem__(self, index: Index) -> T:
        return self.cells[self.offset(index)]

    def map(self, change: Callable[[T], U]) -> Tensor[U]:
        """The array of ``change(entry)``."""
        return Tensor(self.shape, tuple(change(cell) for cell in self.cells))

    def transposed(self) -> Tensor[T]:
        """Rows and columns (the last two axes) exchanged."""
        *lead, rows, columns = self.shape
        return Tensor.build((*lead, columns, rows), lambda i: self[(*i[:-2], i[-1], i[-2])])

    def matrices(self) -> Iterator[tuple[Index, Tensor[T]]]:
        """Each matrix of the last two axes, with its leading index."""
        size = self.shape[-1] * self.shape[-2]
        for number, lead in enumerate(indices(self.shape[:-2])):
            yield lead, Tensor(self.shape[-2:], self.cells[number * size : (number + 1) * size])

    def row(self, *lead: int) -> tuple[T, ...]:
        """The entries along the last axis at the leading index ``lead``."""
        start = self.offset((*lead, 0))
        return self.cells[start : start + self.shape[-1]]

    def nested(self) -> Any:
        """As nested lists in the array's shape."""

        def level(start: int, shape: tuple[int, ...]) -> Any:
            if not shape:
                return self.cells[start]
            step = prod(shape[1:])
            return [level(start + i * step, shape[1:]) for i in range(shape[0])]

        return level(0, self.shape)


def _flat(nested: Any, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield nested
    else:
        for item in nested:
            yield from _flat(item, depth - 1)
