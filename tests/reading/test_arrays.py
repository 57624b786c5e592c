"""Arrays of other libraries."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from flint import fmpq

from symattn.errors import InputError
from symattn.problem.inputs import read_array


def test_numpy_floats_are_dyadic() -> None:
    array = read_array(np.array([[0.1, 0.5]]), "X")
    assert array.tensor.cells == (fmpq(3602879701896397, 36028797018963968), fmpq(1, 2))
    assert array.float


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.int64, np.float32, np.float16, object])
def test_numpy_types(dtype: type) -> None:
    assert read_array(np.array([[1, 2]], dtype=dtype), "X").tensor.cells == (1, 2)


def test_single_precision_is_exact() -> None:
    assert read_array(np.float32([[0.1]]), "X").tensor.cells == (fmpq(13421773, 134217728),)
    assert read_array([[np.float32(0.1)]], "X").tensor.cells == (fmpq(13421773, 134217728),)


@pytest.mark.parametrize(
    "value",
    [
        np.array([[np.nan]]),
        np.array([[np.inf]]),
        np.array([[-np.inf]]),
        np.array([[True]]),
        np.array([[1j]]),
        np.array([["ab"]]),
        np.array([[None]]),
        [[np.float32("nan")]],
        [[np.True_]],
        np.array([]),
        np.zeros((0, 2)),
        np.array(3),
        np.array([1, 2]),
    ],
)
def test_numpy_refused(value: object) -> None:
    with pytest.raises(InputError) as caught:
        read_array(value, "X")
    assert str(caught.value).startswith("X")


def test_sympy_matrices() -> None:
    matrix = sympy.Matrix([[1, sympy.Rational(1, 3)], [sympy.Symbol("a"), sympy.sqrt(4)]])
    one, third, a, two = read_array(matrix, "X").tensor.cells
    assert (one, third, two) == (1, fmpq(1, 3), 2)
    assert a == sympy.Symbol("a")
