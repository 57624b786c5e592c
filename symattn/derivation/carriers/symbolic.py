"""The carrier of symbols: SymPy expressions in the same steps.

This module and ``reading.latex`` are the only ones that import SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import sympy

from symattn.derivation.carriers import symbolic_show
from symattn.derivation.carriers.shapes import broadcast, pick
from symattn.errors import InputError
from symattn.formulas.tree import Formula, Infinity, Neg, Word
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.tensors import Index, Tensor
from symattn.words import say

__all__ = ["Symbolic"]

Expr = Any  # a SymPy expression, or a Special


class Symbolic:
    """Carries out recipes on SymPy expressions.  Arrays are plain tensors of them."""

    def read(self, tensor: Tensor[Any]) -> Tensor[Expr]:
        return tensor.map(symbolic_show.expression)

    def move(
        self, value: Tensor[Expr], change: Callable[[Tensor[Any]], Tensor[Any]]
    ) -> Tensor[Expr]:
        return change(value)

    def product(self, a: Tensor[Expr], b: Tensor[Expr], turn: str) -> Tensor[Expr]:
        one = a.transposed() if turn == "first" else a
        two = b.transposed() if turn == "second" else b
        lead = broadcast(one.shape[:-2], two.shape[:-2])

        def entry(i: Index) -> Expr:
            x, y = pick(one.shape[:-2], i[:-2]), pick(two.shape[:-2], i[:-2])
            return _sum(
                _times(one[(*x, i[-2], k)], two[(*y, k, i[-1])]) for k in range(one.shape[-1])
            )

        return Tensor.build((*lead, one.shape[-2], two.shape[-1]), entry)

    def terms(self, a: Tensor[Expr], b: Tensor[Expr]) -> Tensor[Expr]:
        lead = broadcast(a.shape[:-2], b.shape[:-2])

        def entry(i: Index) -> Expr:
            x, y = pick(a.shape[:-2], i[:-3]), pick(b.shape[:-2], i[:-3])
            return _times(a[(*x, i[-3], i[-2])], b[(*y, i[-2], i[-1])])

        return Tensor.build((*lead, *a.shape[-2:], b.shape[-1]), entry)

    def plus(self, a: Tensor[Expr], b: Tensor[Expr], sign: int = 1) -> Tensor[Expr]:
        return _each(a, b, lambda x, y: _sum((x, y if sign == 1 else _times(sympy.Integer(-1), y))))

    def hadamard(self, a: Tensor[Expr], b: Tensor[Expr]) -> Tensor[Expr]:
        return _each(a, b, _times)

    def times(self, a: Tensor[Expr], factor: object) -> Tensor[Expr]:
        by = symbolic_show.expression(factor)
        return a.map(lambda cell: _times(cell, by))

    def fill(self, a: Tensor[Expr], where: Tensor[bool], fill: object) -> Tensor[Expr]:
        hidden = MINUS_INFINITY if fill == "-inf" else symbolic_show.expression(fill)
        return Tensor.build(
            broadcast(a.shape, where.shape),
            lambda i: a[pick(a.shape, i)] if where[pick(where.shape, i)] else hidden,
        )

    def largest(self, a: Tensor[Expr], along: str) -> Tensor[Expr]:
        return _reduce(a, along, lambda line: reduce(_larger, line))

    def exp(self, a: Tensor[Expr], base: object) -> Tensor[Expr]:
        def power(cell: Expr) -> Expr:
            if cell is MINUS_INFINITY:
                return sympy.Integer(0)
            if isinstance(cell, Special):
                return cell
            return sympy.exp(cell) if base is None else symbolic_show.expression(base) ** cell

        return a.map(power)

    def sums(self, a: Tensor[Expr], along: str) -> Tensor[Expr]:
        return _reduce(a, along, _sum)

    def divide(self, a: Tensor[Expr], sums: Tensor[Expr], empty: str, label: str) -> Tensor[Expr]:
        def entry(i: Index) -> Expr:
            total = sums[pick(sums.shape, i)]
            if isinstance(total, Special):
                return total
            if total == 0:
                return sympy.Integer(0) if empty == "zero" else UNDEFINED
            return a[i] if isinstance(a[i], Special) else a[i] / total

        return Tensor.build(a.shape, entry)

    def cells(self, value: Tensor[Expr]) -> Tensor[Expr]:
        return value

    def of_cells(self, tensor: Tensor[Expr]) -> Tensor[Expr]:
        return tensor

    def formula(self, cell: Expr, decimals: bool = False) -> Formula:
        if cell is MINUS_INFINITY:
            return Neg(Infinity())
        if isinstance(cell, Special):
            return Word("undefined")
        return symbolic_show.formula(cell)

    def decimal(self, cell: Expr, places: int, rounding: Rounding = "half-even") -> str | None:
        if cell is MINUS_INFINITY:
            return "-inf"
        if isinstance(cell, Special) or cell.free_symbols:
            return None
        return symbolic_show.decimal(cell, places, rounding)

    def enclosure(self, cell: Expr, digits: int) -> tuple[str, str] | None:
        if isinstance(cell, Special) or cell.free_symbols:
            return None
        return symbolic_show.enclosure(cell, digits)

    def tanh(self, a: Tensor[Expr]) -> Tensor[Expr]:
        return a.map(lambda cell: cell if isinstance(cell, Special) else sympy.tanh(cell))

    def multiply(self, a: Expr, b: Expr) -> Expr:
        return _times(a, b)

    def unit(self) -> Expr:
        return sympy.Integer(1)

    def same(self, a: Expr, b: Expr) -> bool | None:
        if isinstance(a, Special) or isinstance(b, Special):
            return a is b
        difference = sympy.simplify(a - b)
        return True if difference == 0 else difference.equals(0)


def _each(a: Tensor[Expr], b: Tensor[Expr], do: Callable[[Expr, Expr], Expr]) -> Tensor[Expr]:
    shape = broadcast(a.shape, b.shape)
    return Tensor.build(shape, lambda i: do(a[pick(a.shape, i)], b[pick(b.shape, i)]))


def _reduce(a: Tensor[Expr], along: str, do: Callable[[Any], Expr]) -> Tensor[Expr]:
    tensor = a if along == "row" else a.transposed()
    size = tensor.shape[-1]
    lines = [tensor.cells[k : k + size] for k in range(0, len(tensor.cells), size)]
    built = Tensor((*tensor.shape[:-1], 1), tuple(do(line) for line in lines))
    return built if along == "row" else built.transposed()


def _times(a: Expr, b: Expr) -> Expr:
    if a is UNDEFINED or b is UNDEFINED:
        return UNDEFINED
    if isinstance(a, Special) or isinstance(b, Special):
        return MINUS_INFINITY
    return a * b


def _sum(cells: Iterable[Expr]) -> Expr:
    listed = list(cells)
    for cell in listed:
        if isinstance(cell, Special):
            return cell
    return sympy.Add(*listed)


def _larger(a: Expr, b: Expr) -> Expr:
    if isinstance(a, Special):
        return b
    if isinstance(b, Special):
        return a
    order = (a - b).is_nonnegative
    if order is None:
        raise InputError(
            say("derivation.largest_of_symbols"),
            key="attention.shift",
            fix=say("fix.write_no_shift"),
        )
    return a if order else b
