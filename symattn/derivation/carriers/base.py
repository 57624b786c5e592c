"""What a carrier is: a world of entries in which a recipe can be carried out.

Steps know no number type; they call verbs on whole arrays.  The verbs, and the rules of
what is no number (a hidden score, an undefined row), are written here once.  A carrier
writes the arithmetic of its entries alone: :meth:`Carrier.number` and what follows it.
``Value`` is whatever the carrier keeps an array in; most keep a tensor of entries.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from symattn.derivation.carriers.shapes import broadcast, pick, stacked
from symattn.errors import Unsupported
from symattn.formulas.tree import Formula, Infinity, Neg, Word
from symattn.numbers.certify import Rounding, Undecided
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.tensors import Index, Shape, Tensor, indices
from symattn.words import say

__all__ = ["Carrier", "Value"]

Value = Any
Cells = Tensor[Any]


class Carrier(ABC):
    """Verbs on whole arrays, from the arithmetic of entries."""

    @abstractmethod
    def number(self, value: Any) -> Any:
        """An exact number (of an input, the scale, the fill) as one of this carrier's."""

    @abstractmethod
    def power(self, exponent: Any, base: Any) -> Any:
        """e (or the base) to a number."""

    @abstractmethod
    def hyperbolic(self, a: Any, place: Index) -> Any:
        """tanh of a number; ``place`` says where it stands, for what needs a name."""

    @abstractmethod
    def larger(self, a: Any, b: Any) -> Any:
        """The larger of two numbers."""

    @abstractmethod
    def equal(self, a: Any, b: Any) -> bool | None:
        """Whether two numbers are equal; None where that is not decided."""

    def added(self, a: Any, b: Any) -> Any:
        """The sum of two numbers."""
        return a + b

    def multiplied(self, a: Any, b: Any) -> Any:
        """The product of two numbers."""
        return a * b

    def negated(self, a: Any) -> Any:
        """The number with the other sign."""
        return -a

    def total(self, numbers: Sequence[Any]) -> Any:
        """The sum of many numbers."""
        return reduce(self.added, numbers)

    def dot(self, a: Sequence[Any], b: Sequence[Any]) -> Any:
        """Σ a·b over two rows of numbers: the entry of a matrix product."""
        return self.total([*map(self.multiplied, a, b)])

    def is_zero(self, total: Any) -> bool:
        """Whether the number is known to be 0, so that nothing can be divided by it."""
        return self.equal(total, self.number(0)) is True

    def divisor(self, total: Any, label: tuple[Any, ...]) -> Any:
        """What :meth:`quotient` gets for a row's sum, made once; ``label`` names the row."""
        return total

    def quotient(self, a: Any, divisor: Any) -> Any:
        """A number over its row's sum."""
        return a / divisor

    def closed(self, number: Any, decimals: bool) -> Formula:
        """The closed form of a number."""
        raise _not_shown()

    def rounded(self, number: Any, places: int, rounding: Rounding) -> str | None:
        """The correctly rounded decimal of a number; None where it has none (symbols)."""
        raise _not_shown()

    def bounds(self, number: Any, digits: int) -> tuple[str, str] | None:
        """A proven interval around a number with about that many digits."""
        raise _not_shown()

    def double(self, number: Any) -> float | None:
        """The double nearest to a number, a tie to the even one; None where there is none.

        The ends of an interval round to one double as soon as it is narrow enough, and a tie
        is a decimal itself: at most 767 figures lie between two neighbours.
        """
        for figures in (20, 40, 160, 800):
            ends = self.bounds(number, figures)
            if ends is None:
                return None
            low, high = map(float, ends)
            if low == high:
                return low + 0.0  # no minus zero
        raise Undecided(800)

    def entry(self, value: Any) -> Any:
        """A number of any kind, "-inf" or what is no number, as an entry."""
        if isinstance(value, Special):
            return value
        return MINUS_INFINITY if isinstance(value, str) and value == "-inf" else self.number(value)

    def unit(self) -> Any:
        """The entry 1."""
        return self.number(1)

    def multiply(self, a: Any, b: Any) -> Any:
        """The product of two entries; −∞ stays −∞ with any factor."""
        if isinstance(a, Special) or isinstance(b, Special):
            return UNDEFINED if a is UNDEFINED or b is UNDEFINED else MINUS_INFINITY
        return self.multiplied(a, b)

    def same(self, a: Any, b: Any) -> bool | None:
        """Whether two entries are equal; None where that is not decided."""
        if isinstance(a, Special) or isinstance(b, Special):
            return a is b
        return self.equal(a, b)

    def formula(self, cell: Any, decimals: bool = False) -> Formula:
        """The closed form of an entry."""
        if isinstance(cell, Special):
            return Neg(Infinity()) if cell.hidden else Word("undefined")
        return self.closed(cell, decimals)

    def decimal(self, cell: Any, places: int, rounding: Rounding = "half-even") -> str | None:
        """The correctly rounded decimal; None where there is none (symbols, undefined)."""
        if isinstance(cell, Special):
            return cell.name if cell.hidden else None
        return self.rounded(cell, places, rounding)

    def enclosure(self, cell: Any, digits: int) -> tuple[str, str] | None:
        """A proven interval around the entry; None where there is none."""
        return None if isinstance(cell, Special) else self.bounds(cell, digits)

    def cells(self, value: Value) -> Cells:
        """The entries."""
        found: Cells = value
        return found

    def of_cells(self, tensor: Cells) -> Value:
        """The array with these entries."""
        return tensor

    def read(self, tensor: Cells) -> Value:
        """The array of a problem's input."""
        return self.of_cells(tensor.map(self.entry))

    def move(self, value: Value, change: Callable[[Cells], Cells]) -> Value:
        """The same entries in other places (heads split, rows turned)."""
        return self.of_cells(change(self.cells(value)))

    def product(self, a: Value, b: Value, turn: str) -> Value:
        """a·b over the last two axes; ``turn`` "first" or "second" transposes that one."""
        one, two = self.cells(a), self.cells(b)
        rows = one.transposed() if turn == "first" else one
        columns = two if turn == "second" else two.transposed()
        lead = broadcast(rows.shape[:-2], columns.shape[:-2])

        def entry(i: Index) -> Any:
            x, y = pick(rows.shape[:-2], i[:-2]), pick(columns.shape[:-2], i[:-2])
            return self._dot(rows.row(*x, i[-2]), columns.row(*y, i[-1]))

        shape = (*lead, rows.shape[-2], columns.shape[-2])
        return self.of_cells(Tensor.build(shape, entry))

    def terms(self, a: Value, b: Value) -> Value:
        """(…, n, m) and (…, m, d) → (…, n, m, d): a_ik b_kj before the sum over k."""
        one, two = self.cells(a), self.cells(b)
        lead = broadcast(one.shape[:-2], two.shape[:-2])
        cells = tuple(
            self.multiply(x, y)
            for i in indices((*lead, one.shape[-2]))
            for k, x in enumerate(one.row(*pick(one.shape[:-2], i[:-1]), i[-1]))
            for y in two.row(*pick(two.shape[:-2], i[:-1]), k)
        )
        return self.of_cells(Tensor((*lead, *one.shape[-2:], two.shape[-1]), cells))

    def plus(self, a: Value, b: Value, sign: int = 1) -> Value:
        """a + sign·b (the sign 1 or −1), stretched to one shape."""
        return self.each(a, b, lambda x, y: self._plus(x, y, sign))

    def hadamard(self, a: Value, b: Value) -> Value:
        """Entry times entry, stretched to one shape."""
        return self.each(a, b, self.multiply)

    def each(self, a: Value, b: Value, do: Callable[[Any, Any], Any]) -> Value:
        """``do`` of entry and entry, stretched to one shape."""
        one, two = self.cells(a), self.cells(b)
        if one.shape == two.shape:
            return self.of_cells(Tensor(one.shape, tuple(map(do, one.cells, two.cells))))
        shape = broadcast(one.shape, two.shape)
        return self.of_cells(
            Tensor.build(shape, lambda i: do(one[pick(one.shape, i)], two[pick(two.shape, i)]))
        )

    def times(self, a: Value, factor: object) -> Value:
        """Every entry times one factor."""
        by = self.entry(factor)
        return self.of_cells(self.cells(a).map(lambda cell: self.multiply(cell, by)))

    def fill(self, a: Value, where: Tensor[bool], fill: object) -> Value:
        """``fill`` in place of the entries where ``where`` is false ("-inf" hides them)."""
        cells, hidden = self.cells(a), self.entry(fill)
        shape = broadcast(cells.shape, where.shape)
        return self.of_cells(
            Tensor.build(
                shape,
                lambda i: cells[pick(cells.shape, i)] if where[pick(where.shape, i)] else hidden,
            )
        )

    def exp(self, a: Value, base: object) -> Value:
        """e (or the base) to the power of each entry; 0 where it is −∞."""

        def entry(cell: Any) -> Any:
            if isinstance(cell, Special):
                return self.number(0) if cell.hidden else cell
            return self.power(cell, base)

        return self.of_cells(self.cells(a).map(entry))

    def tanh(self, a: Value) -> Value:
        """tanh of each entry."""
        cells = self.cells(a)

        def entry(i: Index) -> Any:
            cell = cells[i]
            return cell if isinstance(cell, Special) else self.hyperbolic(cell, i)

        return self.of_cells(Tensor.build(cells.shape, entry))

    def largest(self, a: Value, along: str) -> Value:
        """The largest entry of each row (or column), −∞ where all are hidden."""

        def one(line: Sequence[Any]) -> Any:
            numbers = [cell for cell in line if not isinstance(cell, Special)]
            return reduce(self.larger, numbers) if numbers else line[-1]

        return self._reduce(a, along, one)

    def sums(self, a: Value, along: str) -> Value:
        """The sum of each row: shape (…, n, 1), or of each column: (…, 1, m)."""
        return self._reduce(a, along, self._sum)

    def divide(self, a: Value, sums: Value, empty: str, label: str) -> Value:
        """Each row over its sum; what ``empty`` says ("zero", "undefined") where that is 0."""
        cells, totals = self.cells(a), self.cells(sums)
        nothing = self.number(0) if empty == "zero" else UNDEFINED

        def divisor(i: Index) -> Any:
            total = totals[i]
            if isinstance(total, Special):
                return UNDEFINED
            return None if self.is_zero(total) else self.divisor(total, (label, *i))

        over = Tensor.build(totals.shape, divisor)

        def entry(i: Index) -> Any:
            cell, under = cells[i], over[pick(over.shape, i)]
            if under is None or under is UNDEFINED:
                return nothing if under is None else UNDEFINED
            return cell if isinstance(cell, Special) else self.quotient(cell, under)

        return self.of_cells(Tensor.build(cells.shape, entry))

    def sum_to(self, value: Value, shape: Shape) -> Value:
        """Added up over the axes along which an array of ``shape`` was stretched.

        What broadcasting does forward, this undoes for gradients.
        """
        found = self.cells(value).shape
        if found == shape:
            return value
        total = self.sums(self.move(value, lambda tensor: stacked(tensor, shape)), "column")
        return self.move(total, lambda tensor: Tensor(tuple(shape), tensor.cells))

    def _plus(self, a: Any, b: Any, sign: int) -> Any:
        if isinstance(a, Special) or isinstance(b, Special):
            return a if isinstance(a, Special) else b
        return self.added(a, b if sign == 1 else self.negated(b))

    def _sum(self, cells: Sequence[Any]) -> Any:
        """Σ of entries: the first that is no number, where there is one."""
        if Special in map(type, cells):
            return next(cell for cell in cells if isinstance(cell, Special))
        return self.total(cells)

    def _dot(self, a: Sequence[Any], b: Sequence[Any]) -> Any:
        if Special in map(type, a) or Special in map(type, b):
            return self._sum([*map(self.multiply, a, b)])
        return self.dot(a, b)

    def _reduce(self, a: Value, along: str, do: Callable[[Sequence[Any]], Any]) -> Value:
        cells = self.cells(a)
        lines = cells if along == "row" else cells.transposed()
        built = Tensor.build((*lines.shape[:-1], 1), lambda i: do(lines.row(*i[:-1])))
        return self.of_cells(built if along == "row" else built.transposed())


def _not_shown() -> Unsupported:
    """The error of a carrier that compares or marks: it has nothing that a page could show."""
    return Unsupported(say("derivation.not_shown"))
