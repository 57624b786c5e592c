"""Moves of whole arrays against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symattn.derivation.carriers import shapes
from symattn.numbers.tensors import Tensor, indices

SIDES = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple)


def counted(*shape: int) -> Any:
    """An array whose entries are all different."""
    return np.arange(int(np.prod(shape))).reshape(shape)


def tensor(array: Any) -> Tensor[Any]:
    return Tensor(array.shape, tuple(int(x) for x in array.ravel()))


def check(found: Tensor[Any], expected: Any) -> None:
    assert found.shape == expected.shape
    assert found.cells == tuple(expected.ravel())


@given(SIDES, SIDES)
def test_shapes_are_stretched_as_numpy_does_it(first: Any, second: Any) -> None:
    try:
        expected = np.broadcast_shapes(first, second)
    except ValueError:
        with pytest.raises(ValueError, match="do not go together"):
            shapes.broadcast(first, second)
    else:
        assert shapes.broadcast(first, second) == expected


def test_the_error_names_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"^shapes \(2, 3\) and \(4,\) do not go together$"):
        shapes.broadcast((2, 3), (4,))
    assert shapes.broadcast((), (2, 1)) == (2, 1)
    assert shapes.broadcast((1,), (1, 1)) == (1, 1)


@given(SIDES, SIDES)
def test_the_entry_that_stands_there_once_it_is_stretched(first: Any, second: Any) -> None:
    try:
        whole = np.broadcast_shapes(first, second)
    except ValueError:
        return
    array = counted(*first)
    stretched = np.broadcast_to(array, whole)
    for index in indices(whole):
        assert array[shapes.pick(first, index)] == stretched[index]


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_an_axis_for_heads(lead: tuple[int, ...]) -> None:
    array = counted(*lead, 3, 4)
    check(shapes.expand(tensor(array)), array[..., None, :, :])
    check(shapes.collapse(tensor(array[..., None, :, :])), array)


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_heads_are_blocks_of_columns(lead: tuple[int, ...]) -> None:
    array = counted(*lead, 3, 8)
    heads = array.reshape(*lead, 3, 2, 4).swapaxes(-2, -3)
    check(shapes.split(tensor(array), 2), heads)
    check(shapes.join(tensor(heads)), array)


@pytest.mark.parametrize("lead", [(), (2,), (2, 3)])
def test_heads_repeated_and_gathered(lead: tuple[int, ...]) -> None:
    array = counted(*lead, 2, 3, 4)
    check(shapes.repeat(tensor(array), 3), np.repeat(array, 3, axis=-3))
    many = counted(*lead, 6, 3, 4)
    groups = np.moveaxis(many.reshape(*lead, 2, 3, 3, 4), -3, 0)
    check(shapes.gather(tensor(many), 3), groups)


@given(st.data())
def test_sums_of_columns_undo_the_stretching(data: st.DataObject) -> None:
    whole = data.draw(SIDES)
    cut = data.draw(st.integers(0, len(whole) - 1))
    shape = tuple(data.draw(st.sampled_from([1, size])) for size in whole[cut:])
    array = counted(*whole)
    found = shapes.stacked(tensor(array), shape)
    target = (1,) * cut + shape
    axes = tuple(k for k, (n, m) in enumerate(zip(whole, target, strict=True)) if n != m)
    expected = array.sum(axis=axes, keepdims=True).reshape(-1)
    columns = np.array(found.cells).reshape(found.shape)
    assert found.shape == (array.size // expected.size, expected.size)
    assert (columns.sum(axis=0) == expected).all()
    assert sorted(found.cells) == list(range(array.size))


def test_rows_of_what_was_stretched_come_in_order() -> None:
    found = shapes.stacked(tensor(counted(2, 2, 2)), (2, 1))
    assert found.nested() == [[0, 2], [1, 3], [4, 6], [5, 7]]
