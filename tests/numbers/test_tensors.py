"""Arrays of any entries, beside NumPy's of the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from symattn.numbers.tensors import Tensor, indices

SHAPES = [(6,), (2, 3), (2, 3, 4), (2, 1, 3, 2), (0, 3)]


def of(shape: tuple[int, ...]) -> tuple[Tensor[int], np.ndarray]:
    numbers = np.arange(int(np.prod(shape))).reshape(shape)
    return Tensor(shape, tuple(numbers.ravel().tolist())), numbers


@pytest.mark.parametrize("shape", SHAPES)
def test_entries_and_nested_lists(shape: tuple[int, ...]) -> None:
    tensor, numbers = of(shape)
    assert list(indices(shape)) == list(np.ndindex(shape))
    for index in np.ndindex(shape):
        assert tensor[index] == numbers[index]
        assert tensor.offset(index) == np.ravel_multi_index(index, shape)
    assert tensor.nested() == numbers.tolist()
    assert Tensor.build(shape, lambda index: int(numbers[index])) == tensor
    assert tensor.map(lambda x: x + 1).cells == tuple((numbers + 1).ravel().tolist())


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_from_nested_lists(shape: tuple[int, ...]) -> None:
    tensor, numbers = of(shape)
    assert Tensor.of(numbers.tolist()) == tensor
    assert Tensor.of(tuple(numbers.tolist())) == tensor


def test_empty_lists_and_one_number() -> None:
    assert Tensor.of([]) == Tensor((0,), ())
    assert Tensor.of([[], []]) == Tensor((2, 0), ())
    assert Tensor.of(7) == Tensor((), (7,))
    assert Tensor((), (7,)).nested() == 7


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_rows_and_columns_exchanged(shape: tuple[int, ...]) -> None:
    tensor, numbers = of(shape)
    turned = np.swapaxes(numbers, -1, -2)
    assert tensor.transposed().shape == turned.shape
    assert tensor.transposed().cells == tuple(turned.ravel().tolist())


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_matrices_and_rows(shape: tuple[int, ...]) -> None:
    tensor, numbers = of(shape)
    found = list(tensor.matrices())
    assert [lead for lead, _ in found] == list(np.ndindex(shape[:-2]))
    for lead, matrix in found:
        assert (matrix.shape, matrix.nested()) == (shape[-2:], numbers[lead].tolist())
    for lead in np.ndindex(shape[:-1]):
        assert tensor.row(*lead) == tuple(numbers[lead].tolist())


def test_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"^3 cells do not fill the shape \(2, 2\)$"):
        Tensor((2, 2), (1, 2, 3))
    for index in ((0, 2), (-1, 0), (2, 0)):
        with pytest.raises(IndexError) as error:
            of((2, 2))[0].offset(index)
        assert str(error.value) == f"index {index} is outside the shape (2, 2)"
