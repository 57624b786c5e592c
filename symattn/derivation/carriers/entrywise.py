"""What carriers share that keep an array as a tensor of entries and nothing else.

A subclass says how two entries are added, multiplied and so on.  Two do:
:mod:`balls` (enclosures, for comparing many ways of computing the same) and
:mod:`marks` (what an entry depends on).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from symattn.derivation.carriers.shapes import broadcast, pick
from symattn.errors import Unsupported
from symattn.formulas.tree import Formula
from symattn.numbers.certify import Rounding
from symattn.numbers.tensors import Index, Tensor
from symattn.words import say

__all__ = ["Entrywise"]

Cells = Tensor[Any]


class Entrywise(ABC):
    """Whole-array verbs from verbs on entries."""

    @abstractmethod
    def entry(self, value: Any) -> Any:
        """An input's cell, the scale or the fill as an entry."""

    @abstractmethod
    def add(self, a: Any, b: Any, sign: int = 1) -> Any:
        """a + sign·b."""

    @abstractmethod
    def multiply(self, a: Any, b: Any) -> Any:
        """a·b."""

    @abstractmethod
    def power(self, exponent: Any, base: object) -> Any:
        """e (or the base) to that power."""

    @abstractmethod
    def hyperbolic(self, a: Any) -> Any:
        """tanh a."""

    @abstractmethod
    def quotient(self, a: Any, total: Any, empty: str) -> Any:
        """a/total; what ``empty`` says for an empty row."""

    @abstractmethod
    def larger(self, a: Any, b: Any) -> Any:
        """The larger of two."""

    def read(self, tensor: Cells) -> Cells:
        return tensor.map(self.entry)

    def move(self, value: Cells, change: Callable[[Cells], Cells]) -> Cells:
        return change(value)

    def product(self, a: Cells, b: Cells, turn: str) -> Cells:
        one = a.transposed() if turn == "first" else a
        two = b.transposed() if turn == "second" else b
        lead = broadcast(one.shape[:-2], two.shape[:-2])
        inner = range(one.shape[-1])

        def entry(i: Index) -> Any:
            x, y = pick(one.shape[:-2], i[:-2]), pick(two.shape[:-2], i[:-2])
            return self._sum(self.multiply(one[(*x, i[-2], k)], two[(*y, k, i[-1])]) for k in inner)

        return Tensor.build((*lead, one.shape[-2], two.shape[-1]), entry)

    def terms(self, a: Cells, b: Cells) -> Cells:
        lead = broadcast(a.shape[:-2], b.shape[:-2])

        def entry(i: Index) -> Any:
            x, y = pick(a.shape[:-2], i[:-3]), pick(b.shape[:-2], i[:-3])
            return self.multiply(a[(*x, i[-3], i[-2])], b[(*y, i[-2], i[-1])])

        return Tensor.build((*lead, *a.shape[-2:], b.shape[-1]), entry)

    def plus(self, a: Cells, b: Cells, sign: int = 1) -> Cells:
        return self._each(a, b, lambda x, y: self.add(x, y, sign))

    def hadamard(self, a: Cells, b: Cells) -> Cells:
        return self._each(a, b, self.multiply)

    def _each(self, a: Cells, b: Cells, do: Callable[[Any, Any], Any]) -> Cells:
        if a.shape == b.shape:
            return Tensor(a.shape, tuple(map(do, a.cells, b.cells)))
        shape = broadcast(a.shape, b.shape)
        return Tensor.build(shape, lambda i: do(a[pick(a.shape, i)], b[pick(b.shape, i)]))

    def times(self, a: Cells, factor: object) -> Cells:
        by = self.entry(factor)
        return a.map(lambda cell: self.multiply(cell, by))

    def fill(self, a: Cells, where: Tensor[bool], fill: object) -> Cells:
        hidden = self.entry(fill)
        shape = broadcast(a.shape, where.shape)
        return Tensor.build(
            shape, lambda i: a[pick(a.shape, i)] if where[pick(where.shape, i)] else hidden
        )

    def largest(self, a: Cells, along: str) -> Cells:
        return self._reduce(a, along, lambda line: reduce(self.larger, line))

    def exp(self, a: Cells, base: object) -> Cells:
        return a.map(lambda cell: self.power(cell, base))

    def tanh(self, a: Cells) -> Cells:
        return a.map(self.hyperbolic)

    def sums(self, a: Cells, along: str) -> Cells:
        return self._reduce(a, along, self._sum)

    def _sum(self, cells: Iterable[Any]) -> Any:
        return reduce(self.add, cells)

    def _reduce(self, a: Cells, along: str, do: Callable[[Any], Any]) -> Cells:
        tensor = a if along == "row" else a.transposed()
        size = tensor.shape[-1]
        lines = [tensor.cells[k : k + size] for k in range(0, len(tensor.cells), size)]
        built = Tensor((*tensor.shape[:-1], 1), tuple(do(line) for line in lines))
        return built if along == "row" else built.transposed()

    def divide(self, a: Cells, sums: Cells, empty: str, label: str) -> Cells:
        return Tensor.build(
            a.shape, lambda i: self.quotient(a[i], sums[pick(sums.shape, i)], empty)
        )

    def cells(self, value: Cells) -> Cells:
        return value

    def of_cells(self, tensor: Cells) -> Cells:
        return tensor

    def unit(self) -> Any:
        return self.entry(1)

    def formula(self, cell: Any, decimals: bool) -> Formula:
        raise _not_shown()

    def decimal(self, cell: Any, places: int, rounding: Rounding) -> str | None:
        raise _not_shown()

    def enclosure(self, cell: Any, digits: int) -> tuple[str, str] | None:
        raise _not_shown()


def _not_shown() -> Unsupported:
    """The error of a carrier that compares or marks: it has nothing that a page could show."""
    return Unsupported(say("derivation.not_shown"))
