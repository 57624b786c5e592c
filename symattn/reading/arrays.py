"""NumPy arrays, PyTorch tensors, SymPy matrices, pandas' tables as nested lists of entries.

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
    """Arrays, tensors, matrices and tables as nested lists; anything else as it is.

    Raises InputError for complex numbers and dates, and for what gives no numbers away.

    >>> import numpy as np
    >>> nested(np.array([[1, 2], [3, 4]]))
    [[1, 2], [3, 4]]
    """
    if isinstance(value, (str, list, dict, int, float)):
        return value
    if isinstance(value, tuple):
        return list(value)
    dtype = getattr(value, "dtype", None)
    if dtype is not None and ("complex" in str(dtype) or "datetime" in str(dtype)):
        raise InputError(say("expected.real_array", found=dtype))
    try:
        if hasattr(value, "detach") and hasattr(value, "cpu"):  # a tensor of PyTorch
            value = _dense(value.detach().cpu())
        if not hasattr(value, "tolist"):  # a table of pandas, a tensor of another library
            way = next((way for way in ("to_numpy", "numpy") if hasattr(value, way)), None)
            value = value if way is None else getattr(value, way)()
        # float128 has no Python float: NumPy's own scalars are kept where rounding would change.
        whole = hasattr(value, "tolist") and hasattr(value, "shape")
        return value.tolist() if whole else value
    except (NotImplementedError, RuntimeError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            say("reading.no_entries", kind=type(value).__name__, dtype=dtype, reason=reason)
        ) from None


def _dense(tensor: Any) -> Any:
    """A tensor that is stored sparsely, or quantized, with all its numbers."""
    if getattr(tensor, "is_quantized", False):
        return tensor.dequantize()
    return tensor.to_dense() if "sparse" in str(getattr(tensor, "layout", "")) else tensor


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
