"""The carrier of exact numbers: fraction-free rational matrices, and exponential sums.

An array stays fraction-free (integers over one denominator) as long as all its
entries are rational; past that its entries are :class:`Entry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from flint import fmpq

from symattn.derivation.carriers.shapes import broadcast, pick
from symattn.formulas.tree import Formula, Infinity, Neg, Word
from symattn.numbers import certify, show
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import (
    MINUS_INFINITY,
    UNDEFINED,
    Element,
    Entry,
    RowSum,
    Special,
    exponential,
)
from symattn.numbers.rationals import FractionFree
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Exact", "Values"]


@dataclass(frozen=True)
class Values:
    """An array of exact entries; ``rational`` holds it fraction-free where it can be."""

    shape: tuple[int, ...]
    rational: FractionFree | None = None
    general: Tensor[Element] | None = None

    @classmethod
    def of_rational(cls, matrix: FractionFree) -> Values:
        return cls(matrix.shape, rational=matrix)

    @classmethod
    def of_cells(cls, tensor: Tensor[Element]) -> Values:
        return cls(tensor.shape, general=tensor)

    @cached_property
    def cells(self) -> Tensor[Element]:
        if self.general is not None:
            return self.general
        assert self.rational is not None
        return self.rational.cells().map(Entry.of)


class Exact:
    """Carries out recipes in exact arithmetic.  It keeps no state."""

    def read(self, tensor: Tensor[Any]) -> Values:
        if all(isinstance(cell, fmpq) for cell in tensor.cells):
            return Values.of_rational(FractionFree.from_cells(tensor))
        return Values.of_cells(
            tensor.map(lambda cell: cell if isinstance(cell, Special) else Entry.of(cell))
        )

    def move(self, value: Values, change: Callable[[Tensor[Any]], Tensor[Any]]) -> Values:
        if value.rational is not None:
            return Values.of_rational(FractionFree.from_cells(change(value.rational.cells())))
        return Values.of_cells(change(value.cells))

    def product(self, a: Values, b: Values, turn: str) -> Values:
        if a.rational is not None and b.rational is not None:
            first = a.rational.transposed() if turn == "first" else a.rational
            second = b.rational.transposed() if turn == "second" else b.rational
            return Values.of_rational(first.matmul(second))
        one = a.cells.transposed() if turn == "first" else a.cells
        two = b.cells.transposed() if turn == "second" else b.cells
        lead = broadcast(one.shape[:-2], two.shape[:-2])
        inner = one.shape[-1]

        def entry(i: Index) -> Element:
            x, y = pick(one.shape[:-2], i[:-2]), pick(two.shape[:-2], i[:-2])
            return _dot([(one[(*x, i[-2], k)], two[(*y, k, i[-1])]) for k in range(inner)])

        return Values.of_cells(Tensor.build((*lead, one.shape[-2], two.shape[-1]), entry))

    def terms(self, a: Values, b: Values) -> Values:
        one, two = a.cells, b.cells
        lead = broadcast(one.shape[:-2], two.shape[:-2])

        def entry(i: Index) -> Element:
            x, y = pick(one.shape[:-2], i[:-3]), pick(two.shape[:-2], i[:-3])
            return _times(one[(*x, i[-3], i[-2])], two[(*y, i[-2], i[-1])])

        return Values.of_cells(Tensor.build((*lead, *one.shape[-2:], two.shape[-1]), entry))

    def plus(self, a: Values, b: Values, sign: int = 1) -> Values:
        if a.rational is not None and b.rational is not None and a.shape == b.shape:
            more = b.rational if sign == 1 else b.rational.times(fmpq(sign))
            return Values.of_rational(a.rational.plus(more))
        return self._each(a, b, lambda x, y: _plus(x, y, sign))

    def hadamard(self, a: Values, b: Values) -> Values:
        return self._each(a, b, _times)

    def _each(self, a: Values, b: Values, do: Callable[[Element, Element], Element]) -> Values:
        shape = broadcast(a.shape, b.shape)
        one, two = a.cells, b.cells
        built = Tensor.build(shape, lambda i: do(one[pick(one.shape, i)], two[pick(two.shape, i)]))
        if a.rational is not None and b.rational is not None:
            return _rational(built)
        return Values.of_cells(built)

    def times(self, a: Values, factor: object) -> Values:
        if isinstance(factor, fmpq) and a.rational is not None:
            return Values.of_rational(a.rational.times(factor))
        by = Entry.of(factor)
        return Values.of_cells(a.cells.map(lambda cell: _times(cell, by)))

    def fill(self, a: Values, where: Tensor[bool], fill: object) -> Values:
        hidden: Element = MINUS_INFINITY if fill == "-inf" else Entry.of(fill)
        shape = broadcast(a.shape, where.shape)
        cells = a.cells
        built = Tensor.build(
            shape, lambda i: cells[pick(cells.shape, i)] if where[pick(where.shape, i)] else hidden
        )
        if a.rational is not None and isinstance(fill, fmpq):
            return _rational(built)
        return Values.of_cells(built)

    def largest(self, a: Values, along: str) -> Values:
        return self._reduce(a, along, lambda line: reduce(_larger, line))

    def exp(self, a: Values, base: object) -> Values:
        def power(cell: Element) -> Element:
            if cell is MINUS_INFINITY:
                return Entry.of(0)
            if isinstance(cell, Special):
                return cell
            return exponential(cell, base)

        return Values.of_cells(a.cells.map(power))

    def sums(self, a: Values, along: str) -> Values:
        return self._reduce(a, along, _sum)

    def _reduce(self, a: Values, along: str, do: Callable[[Any], Element]) -> Values:
        tensor = a.cells if along == "row" else a.cells.transposed()
        size = tensor.shape[-1]
        lines = [tensor.cells[k : k + size] for k in range(0, len(tensor.cells), size)]
        built = Tensor((*tensor.shape[:-1], 1), tuple(do(line) for line in lines))
        return Values.of_cells(built if along == "row" else built.transposed())

    def divide(self, a: Values, sums: Values, empty: str, label: str) -> Values:
        totals = sums.cells
        inverse = Tensor.build(totals.shape, lambda i: _inverse(totals[i], (label, *i)))

        def entry(i: Index) -> Element:
            over = inverse[pick(inverse.shape, i)]
            if over is None:
                return Entry.of(0) if empty == "zero" else UNDEFINED
            return _times(a.cells[i], over)

        return Values.of_cells(Tensor.build(a.shape, entry))

    def cells(self, value: Values) -> Tensor[Element]:
        return value.cells

    def of_cells(self, tensor: Tensor[Element]) -> Values:
        return Values.of_cells(tensor)

    def formula(self, cell: Element, decimals: bool = False) -> Formula:
        if cell is MINUS_INFINITY:
            return Neg(Infinity())
        if isinstance(cell, Special):
            return Word("undefined")
        return show.formula(cell, show.Style(decimals=decimals))

    def decimal(self, cell: Element, places: int, rounding: Rounding = "half-even") -> str | None:
        if cell is MINUS_INFINITY:
            return "-inf"
        return None if isinstance(cell, Special) else certify.decimal(cell, places, rounding)

    def enclosure(self, cell: Element, digits: int) -> tuple[str, str] | None:
        return None if isinstance(cell, Special) else certify.enclosure(cell, digits)

    def tanh(self, a: Values) -> Values:
        return Values.of_cells(Tensor.build(a.shape, lambda i: _tanh(a.cells[i], ("tanh", *i))))

    def multiply(self, a: Element, b: Element) -> Element:
        return _times(a, b)

    def unit(self) -> Entry:
        return Entry.of(1)

    def same(self, a: Element, b: Element) -> bool | None:
        if isinstance(a, Special) or isinstance(b, Special):
            return a is b
        return a.equals(b)


def _tanh(cell: Element, label: tuple[Any, ...]) -> Element:
    """tanh x = 1 − 2/(e^(2x) + 1), over a formal reciprocal."""
    if isinstance(cell, Special):
        return cell
    if not cell.parts():
        return Entry.of(0)
    whole = exponential(cell * 2) + 1
    return 1 - 2 * Entry.reciprocal(RowSum(label, whole.plain()))


def _rational(tensor: Tensor[Element]) -> Values:
    """Back to fraction-free, for cells that are known to be rational."""
    plain = tensor.map(lambda cell: None if isinstance(cell, Special) else cell.rational())
    if any(cell is None for cell in plain.cells):
        return Values.of_cells(tensor)
    return Values.of_rational(FractionFree.from_cells(plain))


def _times(a: Element, b: Element) -> Element:
    if a is UNDEFINED or b is UNDEFINED:
        return UNDEFINED
    if isinstance(a, Special) or isinstance(b, Special):
        return MINUS_INFINITY
    return a * b


def _plus(a: Element, b: Element, sign: int) -> Element:
    for cell in (a, b):
        if isinstance(cell, Special):
            return cell
    assert isinstance(a, Entry) and isinstance(b, Entry)
    return a + b if sign == 1 else a - b


def _dot(pairs: Sequence[tuple[Element, Element]]) -> Element:
    """Σ a·b, in one pass where all are numbers."""
    numbers = [(a, b) for a, b in pairs if isinstance(a, Entry) and isinstance(b, Entry)]
    if len(numbers) == len(pairs):
        return Entry.dot(numbers)
    return _sum([_times(a, b) for a, b in pairs])


def _sum(cells: Sequence[Element]) -> Element:
    numbers = [cell for cell in cells if isinstance(cell, Entry)]
    if len(numbers) == len(cells):
        return Entry.sum_of(numbers)
    return reduce(lambda a, b: _plus(a, b, 1), cells)


def _larger(a: Element, b: Element) -> Element:
    if isinstance(a, Special):
        return b
    if isinstance(b, Special):
        return a
    order = (a - b).sign()
    if order is None:
        raise certify.Undecided(0)
    return a if order >= 0 else b


def _inverse(total: Element, label: tuple[Any, ...]) -> Entry | None:
    """1/total: exactly where it is rational, a formal reciprocal else; None for 1/0."""
    if isinstance(total, Special):
        return None
    plain = total.plain()
    rational = plain.rational()
    if rational is not None:
        return None if rational == 0 else Entry.of(1 / rational)
    return Entry.reciprocal(RowSum(label, plain))
