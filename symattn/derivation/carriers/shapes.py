"""Moves of whole arrays that compute nothing: broadcasting, heads, groups.

They are the same in every carrier, since they only say which entry goes where.
"""

from __future__ import annotations

from math import prod
from typing import TypeVar

from symattn.numbers.tensors import Index, Shape, Tensor, indices

__all__ = [
    "broadcast",
    "collapse",
    "expand",
    "gather",
    "join",
    "pick",
    "repeat",
    "split",
    "stacked",
]

T = TypeVar("T")


def broadcast(first: Shape, second: Shape) -> Shape:
    """The common shape of two, missing or single axes stretched, as NumPy does it.

    >>> broadcast((2, 1, 3), (4, 1))
    (2, 4, 3)
    """
    width = max(len(first), len(second))
    one = (1,) * (width - len(first)) + first
    two = (1,) * (width - len(second)) + second
    for a, b in zip(one, two, strict=True):
        if a != b and 1 not in (a, b):
            raise ValueError(f"shapes {first} and {second} do not go together")
    return tuple(b if a == 1 else a for a, b in zip(one, two, strict=True))


def pick(shape: Shape, index: Index) -> Index:
    """The entry of an array of ``shape`` that stands at ``index`` once it is stretched."""
    tail = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for size, i in zip(shape, tail, strict=True))


def expand(value: Tensor[T]) -> Tensor[T]:
    """(…, n, d) → (…, 1, n, d): a head axis to stretch."""
    return Tensor((*value.shape[:-2], 1, *value.shape[-2:]), value.cells)


def collapse(value: Tensor[T]) -> Tensor[T]:
    """(…, 1, n, d) → (…, n, d)."""
    return Tensor((*value.shape[:-3], *value.shape[-2:]), value.cells)


def split(value: Tensor[T], heads: int) -> Tensor[T]:
    """(…, n, h·d) → (…, h, n, d): head h takes the h-th block of columns."""
    *lead, rows, columns = value.shape
    width = columns // heads
    return Tensor.build(
        (*lead, heads, rows, width), lambda i: value[(*i[:-3], i[-2], i[-3] * width + i[-1])]
    )


def join(value: Tensor[T]) -> Tensor[T]:
    """(…, h, n, d) → (…, n, h·d): the heads side by side, in order."""
    *lead, heads, rows, width = value.shape
    return Tensor.build(
        (*lead, rows, heads * width),
        lambda i: value[(*i[:-2], i[-1] // width, i[-2], i[-1] % width)],
    )


def repeat(value: Tensor[T], group: int) -> Tensor[T]:
    """(…, g, m, d) → (…, g·group, m, d): query head h reads head h // group."""
    *lead, heads, rows, width = value.shape
    return Tensor.build(
        (*lead, heads * group, rows, width),
        lambda i: value[(*i[:-3], i[-3] // group, *i[-2:])],
    )


def gather(value: Tensor[T], group: int) -> Tensor[T]:
    """(…, g·group, m, d) → (group, …, g, m, d): the heads of each group, to be added up."""
    *lead, heads, rows, width = value.shape
    return Tensor.build(
        (group, *lead, heads // group, rows, width),
        lambda i: value[(*i[1:-3], i[-3] * group + i[0], *i[-2:])],
    )


def stacked(value: Tensor[T], shape: Shape) -> Tensor[T]:
    """One row for each place along the axes that were stretched from ``shape``.

    A column for each entry of ``shape``: their sums are what each stretched entry gathers.
    """
    found = value.shape
    target = (1,) * (len(found) - len(shape)) + tuple(shape)
    summed = [axis for axis, (n, m) in enumerate(zip(found, target, strict=True)) if n != m]
    counts = [found[axis] for axis in summed]
    cells = []
    for place in indices(counts):
        for index in indices(target):
            at = list(index)
            for axis, i in zip(summed, place, strict=True):
                at[axis] = i
            cells.append(value[tuple(at)])
    return Tensor((prod(counts), prod(target)), tuple(cells))
