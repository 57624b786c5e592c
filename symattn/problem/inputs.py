"""Nested lists, arrays and LaTeX matrices as tensors; refusals name key, row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

from symattn.errors import InputError, Limit
from symattn.numbers.tensors import Tensor
from symattn.reading import arrays, entries, limits
from symattn.words import say

__all__ = ["Array", "described", "read_array", "shape_text"]

Read = Callable[[Any], entries.Reading]


@dataclass(frozen=True)
class Array:
    """A tensor of exact entries, and how they were written."""

    tensor: Tensor[Any]
    decimal: bool = False
    fraction: bool = False
    float: bool = False

    def transposed(self) -> Array:
        """Rows and columns exchanged (a flat array stays)."""
        if len(self.tensor.shape) < 2:
            return self
        return Array(self.tensor.transposed(), self.decimal, self.fraction, self.float)


def read_array(value: Any, key: str, *, flat: bool = False, read: Read = entries.read) -> Array:
    """The array with at least two axes (``flat``: one) that ``value`` writes down.

    Raises InputError with the key, and with row and column from 1 where one entry is to blame.
    """
    if isinstance(value, Tensor):
        return Array(value)
    try:
        value = arrays.nested(value)
    except InputError as error:
        raise error.within(key=key) from None
    if isinstance(value, str):
        value = _latex(value, key)
        if flat and len(value) == 1:
            value = value[0]
        elif flat and all(len(row) == 1 for row in value):
            value = [row[0] for row in value]
    shape = _shape(value, key, flat)
    seen: list[entries.Reading] = []
    for place, cell in _cells(value, shape, ()):
        try:
            seen.append(read(cell))
        except InputError as error:
            raise _at(error, key, place) from None
    return Array(
        Tensor(shape, tuple(item.value for item in seen)),
        any(item.decimal for item in seen),
        any(item.fraction for item in seen),
        any(item.float for item in seen),
    )


def _latex(text: str, key: str) -> list[list[str]]:
    from symattn.reading import matrices

    try:
        return matrices.cells(text)
    except InputError as error:
        raise error.within(key=key) from None


def _shape(value: Any, key: str, flat: bool) -> tuple[int, ...]:
    """The shape, after every list was seen to have as many items as its neighbours."""
    if not isinstance(value, list):
        example = "[1, 2]" if flat else "[[1, 2], [3, 4]]"
        raise InputError(say("expected.example", example=example, found=described(value)), key=key)
    shape = _first(value)
    least = 1 if flat else 2
    if 0 in shape:
        raise InputError(say("reading.empty_matrix"), key=key, fix=say("fix.give_row_and_column"))
    if len(shape) < least:
        raise InputError(
            say("expected.matrix_not_list"),
            key=key,
            fix=say("fix.put_in_brackets"),
        )
    if flat and len(shape) > 2:
        raise InputError(say("expected.flat_list", shape=shape_text(shape)), key=key)
    if max(shape) > limits.SIDE or prod(shape) > limits.CELLS:
        raise Limit(
            say("problem.large_array", shape=shape_text(shape), limit=limits.CELLS), key=key
        )
    _even(value, shape, key, ())
    return shape


def _first(value: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(value, list):
        shape.append(len(value))
        if not value or len(shape) > 8:
            break
        value = value[0]
    if len(shape) > 8:
        raise Limit(say("problem.deep_array"))
    return tuple(shape)


def _even(value: Any, shape: tuple[int, ...], key: str, place: tuple[int, ...]) -> None:
    if not shape:
        if isinstance(value, list):
            raise _at(InputError(say("expected.number_not_list")), key, place)
        return
    if not isinstance(value, list):
        raise _at(InputError(say("expected.list", found=described(value))), key, place)
    if len(value) != shape[0]:
        raise _ragged(len(value), shape, key, place)
    for number, item in enumerate(value):
        _even(item, shape[1:], key, (*place, number))


def _ragged(found: int, shape: tuple[int, ...], key: str, place: tuple[int, ...]) -> InputError:
    if len(shape) == 1 and place:
        return _at(
            InputError(
                say("reading.ragged", count=found, first=shape[0]), fix=say("fix.even_rows")
            ),
            key,
            (*place, -1),
        )
    what = "problem.uneven_rows" if len(shape) == 2 else "problem.uneven_parts"
    return InputError(say(what, count=found, first=shape[0]), key=_part(key, place))


def _cells(value: Any, shape: tuple[int, ...], at: tuple[int, ...]) -> Iterator[tuple[Any, Any]]:
    if not shape:
        yield at, value
        return
    for number, item in enumerate(value):
        yield from _cells(item, shape[1:], (*at, number))


def _at(error: InputError, key: str, place: tuple[int, ...]) -> InputError:
    """The error with key, row and column; ``place`` counts from 0, −1 for no column."""
    if len(place) < 2:
        column = place[0] + 1 if place else None
        return error.within(key=key, column=column)
    *lead, row, column = place
    name = _part(key, tuple(lead))
    return error.within(key=name, row=row + 1, column=column + 1 if column >= 0 else None)


def _part(key: str, place: tuple[int, ...]) -> str:
    """The key, with the part of its array that is meant."""
    number = ",".join(str(i + 1) for i in place)
    return say("problem.part", key=key, number=number) if place else key


def described(value: Any) -> str:
    """A value of a file in the words of the file's format."""
    match value:
        case None:
            return say("word.nothing")
        case bool():
            return str(value).lower()
        case entries.Bare():
            return say("problem.the_number", value=value)
        case str():
            return entries.quoted(value)
        case int() | float():
            return say("problem.the_number", value=value)
        case list() | tuple():
            return say("problem.a_list")
        case dict():
            return say("problem.a_table")
    return say("problem.a_value", kind=type(value).__name__)


def shape_text(shape: tuple[int, ...], layout: str = "rows") -> str:
    """ "3 × 2", as the user typed it: the columns layout has the last two axes exchanged."""
    if layout == "columns" and len(shape) > 1:
        shape = (*shape[:-2], shape[-1], shape[-2])
    if len(shape) > 1:
        return " × ".join(map(str, shape))
    return say("problem.numbers", size=shape[0])
