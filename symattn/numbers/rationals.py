"""Fraction-free rational matrices: integer numerators over one common denominator.

A product is done by whoever is fastest among those that a proven bound allows:
with k the inner size, every partial sum is at most k·max|a|·max|b|.  Below 2^53
float64 is exact whatever the order of the sum, so BLAS may do it; below 2^63
int64 may; past that FLINT's integers do.  Small matrices stay Python integers,
so that a pencil-sized problem never imports NumPy.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpz_mat

from symattn.errors import InputError, Limit
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.words import say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FractionFree", "rational"]

MAX_TENS = 100_000  # powers of ten taken in a text
MAX_BITS = 1 << 31  # of a whole product, 256 MB
SMALL = 1 << 13  # products of integers done without NumPy

_NUMBER = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,30}))?(?:/(\d+))?", flags=re.ASCII)


def rational(x: int | str | Fraction | fmpq) -> fmpq:
    """The exact rational number; a text is an integer, a decimal or a fraction.

    Raises InputError for any other text, Limit for a power of ten past
    ±100,000.

    >>> rational("0.25"), rational("-3/6"), rational("9.05e-4")
    (1/4, -1/2, 181/200000)
    """
    if isinstance(x, fmpq):
        return x
    if isinstance(x, int):
        return fmpq(x)
    if isinstance(x, Fraction):
        return fmpq(x.numerator, x.denominator)
    match = _NUMBER.fullmatch(x.strip())
    if match is None:
        raise InputError(say("numbers.no_number", x=x))
    sign, digits, tens, under = match.groups()
    whole, _, decimals = digits.partition(".")
    power = int(tens or 0) - len(decimals)
    if abs(power) > MAX_TENS or len(digits) > MAX_TENS:
        raise Limit(say("numbers.long_number", limit=MAX_TENS))
    value = _integer(whole + decimals) * (-1 if sign == "-" else 1)
    below = _integer(under) if under else 1
    if below == 0:
        raise InputError(say("numbers.division_by_zero", x=x))
    return fmpq(value, below) * fmpq(10) ** power


def _integer(digits: str) -> int:
    """``int`` in pieces: Python refuses more than 4,300 digits at once."""
    value = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        value = value * 10 ** len(piece) + int(piece)
    return value


class FractionFree:
    """A rational array: ``numerators / denominator``, in lowest terms as a whole.

    >>> half = FractionFree.from_cells(Tensor((1, 2), (fmpq(1, 2), fmpq(1, 3))))
    >>> half.denominator, half.numerators.tolist()
    (6, [[3, 2]])
    >>> half.matmul(half.transposed()).cells().cells
    (13/36,)
    """

    __slots__ = ("_array", "_ints", "denominator", "shape")

    def __init__(
        self,
        shape: tuple[int, ...],
        numerators: tuple[int, ...] | NDArray[Any],
        denominator: int = 1,
    ) -> None:
        if denominator <= 0:
            raise ValueError("a common denominator is positive")
        self.shape = tuple(shape)
        self._ints: tuple[int, ...] | None = None
        self._array: NDArray[Any] | None = None
        if isinstance(numerators, tuple):
            if len(numerators) != math.prod(self.shape):
                raise ValueError(f"{len(numerators)} numerators do not fill {self.shape}")
            common = math.gcd(denominator, *numerators) if denominator > 1 else 1
            if common > 1:
                numerators = tuple(x // common for x in numerators)
            self._ints = numerators
        else:  # NumPy's gcd wraps at −2^63, so not by it
            flat = numerators.ravel().tolist()
            common = math.gcd(denominator, *flat) if denominator > 1 else 1
            self._array = numerators // common if common > 1 else numerators
            self._array.setflags(write=False)
        self.denominator = denominator // common

    @classmethod
    def from_cells(cls, cells: Tensor[fmpq]) -> FractionFree:
        """The array with these rational entries."""
        unders = [int(x.q) for x in cells.cells]
        denominator = math.lcm(*unders)
        return cls(
            cells.shape,
            tuple(int(x.p) * (denominator // q) for x, q in zip(cells.cells, unders, strict=True)),
            denominator,
        )

    @property
    def ints(self) -> tuple[int, ...]:
        """The numerators in row-major order."""
        if self._ints is None:
            assert self._array is not None
            self._ints = tuple(self._array.ravel().tolist())
        return self._ints

    @property
    def numerators(self) -> NDArray[Any]:
        """The numerators as a NumPy array: int64, or Python integers past 2^63."""
        if self._array is None:
            import numpy as np

            kind: Any = np.int64 if self.height < 2**63 else object
            self._array = np.array(self.ints, dtype=kind).reshape(self.shape)
            self._array.setflags(write=False)
        return self._array

    @property
    def height(self) -> int:
        """The largest absolute value among the numerators."""
        if self._ints is not None:
            return max((abs(x) for x in self._ints), default=0)
        array = self.numerators
        return max(abs(int(array.max())), abs(int(array.min()))) if array.size else 0

    def cells(self) -> Tensor[fmpq]:
        """The entries as fractions in lowest terms."""
        under = self.denominator
        return Tensor(self.shape, tuple(fmpq(x, under) for x in self.ints))

    def entry(self, index: Index) -> fmpq:
        """One entry."""
        where = 0
        for size, i in zip(self.shape, index, strict=True):
            if not 0 <= i < size:
                raise IndexError(f"index {index} is outside the shape {self.shape}")
            where = where * size + i
        return fmpq(self.ints[where], self.denominator)

    def transposed(self) -> FractionFree:
        """Rows and columns (the last two axes) exchanged."""
        *lead, rows, columns = self.shape
        shape = (*lead, columns, rows)
        if self._ints is None:
            return FractionFree(shape, self.numerators.swapaxes(-1, -2), self.denominator)
        ints, block = self._ints, rows * columns
        turned = tuple(
            ints[start + i * columns + j]
            for start in range(0, len(ints), block or 1)
            for j in range(columns)
            for i in range(rows)
        )
        return FractionFree(shape, turned, self.denominator)

    def times(self, factor: fmpq) -> FractionFree:
        """Every entry times ``factor``."""
        p, q = int(factor.p), int(factor.q)
        return FractionFree(self.shape, tuple(p * x for x in self.ints), q * self.denominator)

    def plus(self, other: FractionFree) -> FractionFree:
        """The sum of two arrays of one shape."""
        if self.shape != other.shape:
            raise ValueError(f"shapes {self.shape} and {other.shape} differ")
        under = math.lcm(self.denominator, other.denominator)
        a, b = under // self.denominator, under // other.denominator
        pairs = zip(self.ints, other.ints, strict=True)
        return FractionFree(self.shape, tuple(a * x + b * y for x, y in pairs), under)

    def matmul(self, other: FractionFree) -> FractionFree:
        """The matrix product over the last two axes; leading axes broadcast.

        Raises Limit when the result would not fit into 256 MB.
        """
        *lead, rows, inner = self.shape
        *lead2, inner2, columns = other.shape
        if inner != inner2:
            raise ValueError(f"shapes {self.shape} and {other.shape} do not multiply")
        shape = (*_broadcast(tuple(lead), tuple(lead2)), rows, columns)
        bound = inner * self.height * other.height
        if math.prod(shape) * max(bound.bit_length(), 64) > MAX_BITS:
            raise Limit(say("numbers.large_product", shape=shape))
        under = self.denominator * other.denominator
        if math.prod(shape) * inner <= SMALL:
            return FractionFree(shape, _by_hand(self, other, shape), under)
        if bound < 2**63:
            return FractionFree(shape, _by_numpy(self, other, bound), under)
        return FractionFree(shape, _by_flint(self, other, shape), under)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FractionFree):
            return NotImplemented
        return (self.shape, self.denominator) == (other.shape, other.denominator) and (
            self.ints == other.ints
        )

    def __hash__(self) -> int:
        return hash((self.shape, self.denominator, self.ints))

    def __repr__(self) -> str:
        return f"FractionFree({self.shape}, {self.ints}, {self.denominator})"


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    size = max(len(a), len(b))
    pairs = zip((1,) * (size - len(a)) + a, (1,) * (size - len(b)) + b, strict=True)
    shape = []
    for x, y in pairs:
        if x != y and 1 not in (x, y):
            raise ValueError(f"leading axes {a} and {b} do not match")
        shape.append(y if x == 1 else x)
    return tuple(shape)


def _start(shape: tuple[int, ...], lead: Index) -> int:
    """Where the matrix for the (broadcast) leading index begins."""
    own = shape[:-2]
    where = 0
    for size, i in zip(own, lead[len(lead) - len(own) :], strict=True):
        where = where * size + (0 if size == 1 else i)
    return where * shape[-1] * shape[-2]


def _by_hand(a: FractionFree, b: FractionFree, shape: tuple[int, ...]) -> tuple[int, ...]:
    inner, columns = a.shape[-1], shape[-1]
    cells: list[int] = []
    for lead in indices(shape[:-2]):
        left, right = _start(a.shape, lead), _start(b.shape, lead)
        block = b.ints[right : right + inner * columns]
        lines = [block[j::columns] for j in range(columns)]
        for i in range(shape[-2]):
            row = a.ints[left + i * inner : left + (i + 1) * inner]
            cells.extend(sum(x * y for x, y in zip(row, line, strict=True)) for line in lines)
    return tuple(cells)


def _by_numpy(a: FractionFree, b: FractionFree, bound: int) -> NDArray[np.int64]:
    import numpy as np

    x, y = a.numerators, b.numerators
    if bound < 2**53:
        exact: NDArray[np.float64] = np.matmul(x.astype(np.float64), y.astype(np.float64))
        return exact.astype(np.int64)
    product: NDArray[np.int64] = np.matmul(x.astype(np.int64), y.astype(np.int64))
    return product


def _by_flint(a: FractionFree, b: FractionFree, shape: tuple[int, ...]) -> tuple[int, ...]:
    rows, inner, columns = a.shape[-2], a.shape[-1], b.shape[-1]
    cells: list[int] = []
    for lead in indices(shape[:-2]):
        left, right = _start(a.shape, lead), _start(b.shape, lead)
        one = fmpz_mat(rows, inner, list(a.ints[left : left + rows * inner]))
        two = fmpz_mat(inner, columns, list(b.ints[right : right + inner * columns]))
        cells.extend(int(x) for x in (one * two).entries())
    return tuple(cells)
