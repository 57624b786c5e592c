"""The carrier of exact numbers: fraction-free rational matrices, and exponential sums.

An array stays fraction-free (integers over one denominator) as long as all its
entries are rational; past that its entries are :class:`Entry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.formulas.tree import Formula
from symattn.numbers import certify, show
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Element, Entry, RowSum, Special, exponential
from symattn.numbers.hyperbolic import tanh
from symattn.numbers.lazy import lazy
from symattn.numbers.rationals import FractionFree
from symattn.numbers.tensors import Index, Shape, Tensor

__all__ = ["Exact", "Values"]


@dataclass(frozen=True)
class Values:
    """An array of exact entries; ``rational`` holds it fraction-free where it can be."""

    shape: Shape
    rational: FractionFree | None = None
    general: Tensor[Element] | None = None

    @classmethod
    def of_rational(cls, matrix: FractionFree) -> Values:
        return cls(matrix.shape, rational=matrix)

    @lazy
    def cells(self) -> Tensor[Element]:
        if self.general is not None:
            return self.general
        assert self.rational is not None
        return self.rational.cells().map(Entry.of)


class Exact(Carrier):
    """Carries out recipes in exact arithmetic.  It keeps no state."""

    def number(self, value: Any) -> Entry:
        return Entry.of(value)

    def total(self, numbers: Sequence[Entry]) -> Entry:
        return Entry.sum_of(numbers)

    def dot(self, a: Sequence[Entry], b: Sequence[Entry]) -> Entry:
        return Entry.dot(zip(a, b, strict=True))

    def power(self, exponent: Entry, base: Any) -> Entry:
        return exponential(exponent, base)

    def hyperbolic(self, a: Entry, place: Index) -> Entry:
        return tanh(a, place)

    def larger(self, a: Entry, b: Entry) -> Entry:
        order = (a - b).sign()
        if order is None:
            raise certify.Undecided(0)
        return a if order >= 0 else b

    def equal(self, a: Entry, b: Entry) -> bool | None:
        return a.equals(b)

    def is_zero(self, total: Entry) -> bool:
        return total.plain().rational() == 0

    def divisor(self, total: Entry, label: tuple[Any, ...]) -> Entry:
        """1/total: exactly where it has one term, a formal reciprocal else."""
        return Entry.reciprocal(RowSum(label, total.plain()))

    def quotient(self, a: Entry, divisor: Entry) -> Entry:
        return a * divisor

    def closed(self, number: Entry, decimals: bool) -> Formula:
        return show.formula(number, show.Style(decimals=decimals))

    def rounded(self, number: Entry, places: int, rounding: Rounding) -> str | None:
        return certify.decimal(number, places, rounding)

    def bounds(self, number: Entry, digits: int) -> tuple[str, str] | None:
        return certify.enclosure(number, digits)

    def double(self, number: Entry) -> float:
        return certify.double(number)

    def cells(self, value: Values) -> Tensor[Element]:
        return value.cells

    def of_cells(self, tensor: Tensor[Element]) -> Values:
        return Values(tensor.shape, general=tensor)

    def read(self, tensor: Tensor[Any]) -> Value:
        if all(isinstance(cell, fmpq) for cell in tensor.cells):
            return Values.of_rational(FractionFree.from_cells(tensor))
        return super().read(tensor)

    def move(self, value: Values, change: Callable[[Tensor[Any]], Tensor[Any]]) -> Value:
        if value.rational is not None:
            return Values.of_rational(FractionFree.from_cells(change(value.rational.cells())))
        return super().move(value, change)

    def product(self, a: Values, b: Values, turn: str) -> Value:
        if a.rational is None or b.rational is None:
            return super().product(a, b, turn)
        first = a.rational.transposed() if turn == "first" else a.rational
        second = b.rational.transposed() if turn == "second" else b.rational
        return Values.of_rational(first.matmul(second))

    def plus(self, a: Values, b: Values, sign: int = 1) -> Value:
        if a.rational is None or b.rational is None or a.shape != b.shape:
            return super().plus(a, b, sign)
        more = b.rational if sign == 1 else b.rational.times(fmpq(sign))
        return Values.of_rational(a.rational.plus(more))

    def times(self, a: Values, factor: object) -> Value:
        if isinstance(factor, fmpq) and a.rational is not None:
            return Values.of_rational(a.rational.times(factor))
        return super().times(a, factor)

    def each(self, a: Values, b: Values, do: Callable[[Element, Element], Element]) -> Value:
        found = super().each(a, b, do)
        return found if a.rational is None or b.rational is None else _rational(found)

    def fill(self, a: Values, where: Tensor[bool], fill: object) -> Value:
        found = super().fill(a, where, fill)
        return _rational(found) if a.rational is not None and isinstance(fill, fmpq) else found


def _rational(found: Values) -> Values:
    """Back to fraction-free, for cells that are known to be rational."""
    plain = found.cells.map(lambda cell: None if isinstance(cell, Special) else cell.rational())
    if any(cell is None for cell in plain.cells):
        return found
    return Values.of_rational(FractionFree.from_cells(plain))
