"""The carrier of estimates: float64 arrays, for trying many readings of a text.

It decides nothing.  Every entry is a triple: ``x``, its value from the inputs; ``p``, its
value from the nearest numbers that a text prints before it; ``h``, how far ``p`` may be off
because those printed numbers are rounded, to first order (for a sum of products
|a|·h_b + h_a·|b| + h_a·h_b; for e^s e^s·(e^h − 1)).  A cell that agrees with a printed number
in this carrier is evidence for a relation; verdicts are left to the exact carrier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.base import Carrier
from symattn.numbers.entries import Special
from symattn.numbers.lazy import lazy
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Estimate", "Floats"]

Array = NDArray[np.float64]

FARTHEST = 700.0
"""e^700 is near the largest float64, 1.8·10³⁰⁸ = e^709.8: larger exponents are cut off there."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """An array: values from the inputs, from the nearest printed numbers, and their half-width."""

    x: Array
    p: Array
    h: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape, leading axes first."""
        return self.x.shape

    @lazy
    def key(self) -> tuple[tuple[int, ...], bytes, bytes, bytes]:
        """What makes two arrays the same."""
        return self.shape, self.x.tobytes(), self.p.tobytes(), self.h.tobytes()

    def map(self, change: Callable[[Array], Array]) -> Estimate:
        """The same change of places on all three."""
        return Estimate(change(self.x), change(self.p), change(self.h))

    def printed(self, where: NDArray[np.bool_], value: Array, half: Array) -> Estimate:
        """The array where a text prints ``value`` to within ``half``, at some of its cells.

        A printed number that equals the value from the inputs carries no rounding.
        """
        same = np.abs(value - self.x) <= 1e-9 * (1 + np.abs(self.x))
        p = np.where(where, value, self.p)
        return Estimate(self.x, p, np.where(where, np.where(same, 0.0, half), self.h))


class Floats(Carrier):
    """Carries out recipes in estimates, whole arrays at a time.  It keeps no state."""

    def number(self, value: Any) -> float:
        return _float(value)

    def power(self, exponent: float, base: Any) -> float:
        return float(np.exp(exponent) if base is None else np.power(_float(base), exponent))

    def hyperbolic(self, a: float, place: Index) -> float:
        return float(np.tanh(a))

    def larger(self, a: float, b: float) -> float:
        return max(a, b)

    def equal(self, a: float, b: float) -> bool | None:
        return None

    def read(self, tensor: Tensor[Any]) -> Estimate:
        with working(64):
            flat = [_float(cell) for cell in tensor.cells]
        x = np.array(flat).reshape(tensor.shape)
        return Estimate(x, x, np.zeros(tensor.shape))

    def move(self, value: Estimate, change: Callable[[Tensor[Any]], Tensor[Any]]) -> Estimate:
        moved = change(Tensor(value.shape, tuple(range(prod(value.shape)))))
        places = np.array(moved.cells)
        return value.map(lambda a: a.ravel()[places].reshape(moved.shape))

    def product(self, a: Estimate, b: Estimate, turn: str) -> Estimate:
        one = a.map(_turned) if turn == "first" else a
        two = b.map(_turned) if turn == "second" else b
        with np.errstate(all="ignore"):
            h = np.abs(one.p) @ two.h + one.h @ np.abs(two.p) + one.h @ two.h
            return Estimate(one.x @ two.x, one.p @ two.p, h)

    def terms(self, a: Estimate, b: Estimate) -> Estimate:
        one = a.map(lambda array: array[..., :, :, None])
        two = b.map(lambda array: array[..., None, :, :])
        return self.hadamard(one, two)

    def plus(self, a: Estimate, b: Estimate, sign: int = 1) -> Estimate:
        with np.errstate(all="ignore"):  # −∞ − (−∞) is no number, and says so
            return Estimate(a.x + sign * b.x, a.p + sign * b.p, a.h + b.h)

    def times(self, a: Estimate, factor: object) -> Estimate:
        by = self.read(Tensor((1,), (factor,))).x[0]
        with np.errstate(all="ignore"):
            return Estimate(a.x * by, a.p * by, a.h * abs(by))

    def hadamard(self, a: Estimate, b: Estimate) -> Estimate:
        with np.errstate(all="ignore"):
            h = np.abs(a.p) * b.h + a.h * np.abs(b.p) + a.h * b.h
            return Estimate(a.x * b.x, a.p * b.p, h)

    def fill(self, a: Estimate, where: Tensor[bool], fill: object) -> Estimate:
        hidden = self.read(Tensor((1,), (fill,))).x[0]
        seen = np.array(where.cells).reshape(where.shape)
        return Estimate(
            np.where(seen, a.x, hidden), np.where(seen, a.p, hidden), np.where(seen, a.h, 0.0)
        )

    def largest(self, a: Estimate, along: str) -> Estimate:
        axis = -1 if along == "row" else -2
        return a.map(lambda array: array.max(axis=axis, keepdims=True))

    def exp(self, a: Estimate, base: object) -> Estimate:
        rate = 1.0 if base is None else float(np.log(_float(base)))
        with np.errstate(all="ignore"):
            x = np.exp(np.minimum(rate * a.x, FARTHEST))
            p = np.exp(np.minimum(rate * a.p, FARTHEST))
            return Estimate(x, p, p * np.expm1(np.minimum(abs(rate) * a.h, FARTHEST / 100)))

    def tanh(self, a: Estimate) -> Estimate:
        return Estimate(np.tanh(a.x), np.tanh(a.p), a.h)

    def sums(self, a: Estimate, along: str) -> Estimate:
        axis = -1 if along == "row" else -2
        return a.map(lambda array: array.sum(axis=axis, keepdims=True))

    def divide(self, a: Estimate, sums: Estimate, empty: str, label: object) -> Estimate:
        with np.errstate(all="ignore"):
            x, p = a.x / sums.x, a.p / sums.p
            # a part of a sum that moves with it: |a/z|·(h_a/a + h_z/z), at most what a row allows
            h = (a.h + np.abs(p) * sums.h) / np.abs(sums.p)
        if empty == "zero":
            x, p = np.where(sums.x == 0, 0.0, x), np.where(sums.p == 0, 0.0, p)
        return Estimate(x, p, np.nan_to_num(h))

    def cells(self, value: Estimate) -> Tensor[Any]:
        return Tensor(value.shape, tuple(value.x.ravel().tolist()))

    def of_cells(self, tensor: Tensor[Any]) -> Estimate:
        return self.read(tensor)


def _turned(array: Array) -> Array:
    return np.swapaxes(array, -1, -2)


def _float(cell: Any) -> float:
    """An input's cell as a float; −∞ where it is hidden, not a number where it is undefined."""
    if isinstance(cell, float | int | bool | str):  # "-inf" too
        return float(cell)
    if isinstance(cell, Special):
        return -np.inf if cell.hidden else np.nan
    return float(Balls().number(cell).mid())
