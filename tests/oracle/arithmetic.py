"""Numbers of the oracle: Python's Fraction while everything is rational, mpmath past that.

Nothing here is shared with symattn, and nothing here decides an equality: two
numbers are compared to a number of digits.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.typing import NDArray

DIGITS = 100
"""Working digits; at least 60 of them are right in every stage of a problem of the tests."""

HIDDEN = "-inf"
"""A score under a mask of −∞."""

UNDEFINED = None
"""An entry of a row that has no visible key."""

Number = Any  # Fraction | mpf
Array = NDArray[np.object_]

_FORMS = (
    (r"\\frac\{(\d+)\}\{(\d+)\}", lambda p, q: Fraction(int(p), int(q))),
    (r"(\d+)/(\d+)", lambda p, q: Fraction(int(p), int(q))),
    (r"(\d*)\\sqrt\{(\d+)\}", lambda c, a: int(c or 1) * mp.sqrt(int(a))),
    (r"(\d+)/sqrt\((\d+)\)", lambda p, q: int(p) / mp.sqrt(int(q))),
    (r"(\d*)\\ln (\d+)", lambda c, a: int(c or 1) * mp.log(int(a))),
    (r"((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", Fraction),
)
"""The notations that the tests write, each with what it means."""


def number(value: object) -> Number:
    """The value of an entry of a problem: 3, "0.25", "1/3", "\\\\sqrt{2}", "\\\\ln 3"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str):
        raise TypeError(f"the oracle reads integers and text, not {value!r}")
    sign, text = (-1, value[1:]) if value.startswith("-") else (1, value)
    for pattern, meaning in _FORMS:
        found = re.fullmatch(pattern, text, re.ASCII)
        if found:
            return sign * meaning(*found.groups())
    raise ValueError(f"the oracle does not read {value!r}")


def array(nested: object) -> Array:
    """A nested list of entries as an array of numbers."""
    entries = np.array(nested, dtype=object)
    return _map(number, entries)


def exponential(exponent: Number, base: Number | None) -> Number:
    """base^exponent, with e where the base is None; 0 for a hidden score."""
    if isinstance(exponent, str):
        return Fraction(0)
    if exponent == 0:
        return Fraction(1)
    return mp.exp(real(exponent)) if base is None else mp.power(real(base), real(exponent))


def real(value: Number) -> mpf:
    """A number as a float of the working precision."""
    if isinstance(value, Fraction):
        return mpf(value.numerator) / value.denominator
    return mpf(value)


def _map(function: Any, values: Array) -> Array:
    out = np.empty(values.shape, dtype=object)
    for index in np.ndindex(*values.shape):
        out[index] = function(values[index])
    return out


def plus(left: Number, right: Number) -> Number:
    """A sum; undefined where a part is."""
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    both_exact = isinstance(left, Fraction) and isinstance(right, Fraction)
    return left + right if both_exact else real(left) + real(right)


def times(left: Number, right: Number) -> Number:
    """A product; undefined where a factor is."""
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    both_exact = isinstance(left, Fraction) and isinstance(right, Fraction)
    return left * right if both_exact else real(left) * real(right)


def product(left: Array, right: Array) -> Array:
    """A product of matrices, entry by entry; leading axes broadcast."""
    return added(mapped(times, left[..., None], right[..., None, :, :]), axis=-2)


def added(values: Array, axis: int) -> Array:
    """Sums along an axis; undefined where a term is."""
    moved = np.moveaxis(values, axis, -1)
    out = np.empty(moved.shape[:-1], dtype=object)
    for index in np.ndindex(*out.shape):
        out[index] = reduce(plus, moved[index], Fraction(0))
    return out


def mapped(function: Any, *values: Array) -> Array:
    """A function on each entry of arrays of shapes that broadcast."""
    spread = np.broadcast_arrays(*values)
    out = np.empty(spread[0].shape, dtype=object)
    for index in np.ndindex(*out.shape):
        out[index] = function(*(value[index] for value in spread))
    return out
