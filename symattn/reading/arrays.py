"""NumPy arrays, PyTorch tensors and SymPy matrices as nested lists of entries.

A float is the dyadic rational that it is: 0.1 is 3602879701896397/2⁵⁵.  Nothing here
imports NumPy or SymPy: what comes in brings its own.
"""

from __future__ import annotations

from typing import Any

from symattn.errors import InputError
from symattn.reading.entries import Reading, from_float
from symattn.words import say

__all__ = ["nested", "scalar"]


def nested(value: Any) -> Any:
    """Arrays and matrices as nested lists; anything else as it is.

    >>> import numpy as np
    >>> nested(np.array([[1, 2], [3, 4]]))
    [[1, 2], [3, 4]]
    """
    if isinstance(value, (str, list, dict, int, float)):
        return value
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "detach") and hasattr(value, "cpu"):  # a tensor of PyTorch
        value = value.detach().cpu()
    dtype = getattr(value, "dtype", None)
    if dtype is not None and ("complex" in str(dtype) or "datetime" in str(dtype)):
        raise InputError(say("expected.real_array", found=dtype))
    if hasattr(value, "tolist") and hasattr(value, "shape"):
        # float128 has no Python float: NumPy's own scalars are kept where rounding would change.
        return value.tolist()
    return value


def scalar(value: Any) -> Reading:
    """A float, or a number of NumPy or SymPy."""
    if isinstance(value, float):
        return Reading(from_float(value), decimal=True, float=True)
    if hasattr(value, "as_integer_ratio") and hasattr(value, "dtype"):
        if value != value or abs(value) == float("inf"):
            return Reading(from_float(float(value)))
        over, under = value.as_integer_ratio()
        from flint import fmpq

        return Reading(fmpq(int(over), int(under)), decimal=True, float=True)
    if hasattr(value, "free_symbols") and hasattr(value, "is_commutative"):
        from symattn.reading import latex

        return latex.of_sympy(value)
    if isinstance(value, complex):
        raise InputError(say("expected.real", found=value))
    if value is None:
        raise InputError(say("expected.number_not_nothing"), fix=say("fix.zero_or_symbol"))
    raise InputError(say("expected.number_not_kind", kind=type(value).__name__))
