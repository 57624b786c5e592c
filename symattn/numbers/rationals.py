"""Fraction-free matrices: integers over one common denominator for the whole matrix.

A product of two is a product of integer matrices.  Before it is taken, the bound
inner · max|a| · max|b| on every partial sum decides who multiplies: float64 BLAS is
exact while that bound is below 2⁵³ (every partial sum is an integer that a double
holds), int64 below 2⁶³, and FLINT's integers past that.  Nothing overflows silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from flint import fmpq, fmpz_mat

from symattn.errors import Limit
from symattn.numbers.tensors import Index, Tensor

__all__ = ["FractionFree", "rational"]

_DOUBLE = 2**53
_INT64 = 2**63
MOST_BITS = 2**27
"""FLINT aborts the process when memory is out: products with more bits are refused."""


def rational(value: int | str | Fraction | fmpq) -> fmpq:
    """The rational number ``value``; text is digits, "p/q" or a plain decimal.

    >>> rational("0.25")
    1/4
    """
    if isinstance(value, fmpq):
        return value
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


@dataclass(frozen=True, eq=False)
class FractionFree:
    """A matrix (with any leading axes) of ``numerators`` over one ``denominator`` > 0.

    ``numerators`` is an int64 array where every entry fits, else an array of
    Python integers; numerators and denominator have no common factor.
    """

    numerators: Any
    denominator: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Leading axes, rows, columns."""
        return tuple(self.numerators.shape)

    @classmethod
    def from_cells(cls, cells: Tensor[fmpq]) -> FractionFree:
        """Over the least common denominator.

        >>> FractionFree.from_cells(Tensor((1, 2), (rational("1/2"), rational("1/3")))).denominator
        6
        """
        denominator = lcm(1, *(int(c.q) for c in cells.cells))
        flat = [int(c.p) * (denominator // int(c.q)) for c in cells.cells]
        return cls._packed(flat, cells.shape, denominator)

    @classmethod
    def _packed(cls, flat: list[int], shape: tuple[int, ...], denominator: int) -> FractionFree:
        common = gcd(denominator, *flat) if denominator != 1 else 1
        if common > 1:
            flat, denominator = [n // common for n in flat], denominator // common
        small = all(-_INT64 < n < _INT64 for n in flat)
        array = np.array(flat, dtype=np.int64 if small else object).reshape(shape)
        return cls(array, denominator)

    def cells(self) -> Tensor[fmpq]:
        """The entries as rationals."""
        below = self.denominator
        return Tensor(self.shape, tuple(fmpq(int(n), below) for n in self.numerators.ravel()))

    def entry(self, index: Index) -> fmpq:
        """One entry."""
        return fmpq(int(self.numerators[index]), self.denominator)

    def transposed(self) -> FractionFree:
        """The last two axes exchanged."""
        return FractionFree(np.swapaxes(self.numerators, -1, -2), self.denominator)

    def largest(self) -> int:
        """The largest absolute numerator, 0 for an empty matrix."""
        flat = self.numerators.ravel()
        return max((abs(int(flat.max())), abs(int(flat.min()))), default=0) if flat.size else 0

    def matmul(self, other: FractionFree) -> FractionFree:
        """The product over the last two axes; leading axes are stretched as NumPy does it.

        Raises Limit where the integers would be past the stated size.
        """
        a, b = self.numerators, other.numerators
        bound = a.shape[-1] * self.largest() * other.largest()
        if bound < _DOUBLE:
            product = np.rint(a.astype(np.float64) @ b.astype(np.float64)).astype(np.int64)
        elif bound < _INT64:
            product = a.astype(np.int64) @ b.astype(np.int64)
        else:
            product = _flint_product(a, b, bound)
        flat = [int(n) for n in product.ravel()]
        return self._packed(flat, product.shape, self.denominator * other.denominator)

    def plus(self, other: FractionFree) -> FractionFree:
        """The sum, leading axes stretched."""
        below = lcm(self.denominator, other.denominator)
        one = self.numerators.astype(object) * (below // self.denominator)
        two = other.numerators.astype(object) * (below // other.denominator)
        total = one + two
        return self._packed([int(n) for n in total.ravel()], total.shape, below)

    def times(self, factor: fmpq) -> FractionFree:
        """Every entry times ``factor``."""
        flat = [int(n) * int(factor.p) for n in self.numerators.ravel()]
        return self._packed(flat, self.shape, self.denominator * int(factor.q))


def _flint_product(a: Any, b: Any, bound: int) -> Any:
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    rows, inner, columns = a.shape[-2], a.shape[-1], b.shape[-1]
    count = int(np.prod(lead, dtype=object)) * rows * columns if lead else rows * columns
    if count * bound.bit_length() > MOST_BITS:
        raise Limit("the product of these matrices has more digits than symattn works with")
    one = np.broadcast_to(a, (*lead, rows, inner)).reshape(-1, rows, inner)
    two = np.broadcast_to(b, (*lead, inner, columns)).reshape(-1, inner, columns)
    out = np.empty((one.shape[0], rows * columns), dtype=object)
    for k in range(one.shape[0]):
        left = fmpz_mat(rows, inner, [int(n) for n in one[k].ravel()])
        right = fmpz_mat(inner, columns, [int(n) for n in two[k].ravel()])
        out[k] = [int(n) for n in (left * right).entries()]
    return out.reshape((*lead, rows, columns))
