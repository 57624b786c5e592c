"""Additive attention: scores tanh(q W_q + k W_k) w_v.

Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
Translate", 2015, appendix A.1.2; the comparison with dot products is Vaswani et al.,
2017, section 3.2.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.formulas.tree import (
    Apply,
    BigSum,
    Formula,
    Group,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Sym,
    Transpose,
)
from symattn.numbers.tensors import Index, Tensor, indices

__all__ = ["Hidden", "HiddenBack", "Outer", "Weigh", "WeighBack"]


class Hidden:
    """h_ij = tanh(p_i + p'_j): (…, n, h) and (…, m, h) → (…, n, m, h)."""

    why = "step.hidden"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        queries = carrier.move(values[0], lambda tensor: _with_axis(tensor, -1))
        keys = carrier.move(values[1], lambda tensor: _with_axis(tensor, -2))
        return carrier.tanh(carrier.plus(queries, keys))

    def rule(self, line: Line, notation: Notation) -> Formula:
        letters = tuple(notation.matrix(name) for name in line.of)
        return Apply("tanh", (Sum(letters),))

    def working(self, step: Step, index: Index) -> Working:
        first, second = (step.carrier.cells(value) for value in step.inputs)
        i = pick(first.shape, (*index[:-3], index[-3], index[-1]))
        j = pick(second.shape, (*index[:-3], index[-2], index[-1]))
        letters = tuple(
            step.notation.cell(name, place)
            for name, place in zip(step.line.of, (i, j), strict=True)
        )
        put_in = Apply("tanh", (Sum((step.show(first[i]), step.show(second[j]))),))
        result = step.show(step.at(index))
        return Working(step.letter(index), Apply("tanh", (Sum(letters),)), (put_in,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """tanh′ = 1 − tanh²; a query is read by every key, a key by every query."""
        queries, keys = line.of
        return (
            Flow(queries, "hidden_back", (upstream, line.name), {"sum": "key"}),
            Flow(keys, "hidden_back", (upstream, line.name), {"sum": "query"}),
        )


class Weigh:
    """s_ij = Σ_c h_ijc w_c: (…, n, m, h) and (h,) → (…, n, m)."""

    why = "step.weigh"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        column = carrier.move(values[1], lambda t: Tensor((*t.shape, 1), t.cells))
        summed = carrier.product(values[0], column, "")
        return carrier.move(summed, lambda t: Tensor(t.shape[:-1], t.cells))

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Product(tuple(notation.matrix(name) for name in line.of))

    def working(self, step: Step, index: Index) -> Working:
        hidden, weights = (step.carrier.cells(value) for value in step.inputs)
        places = [(*index, c) for c in range(weights.shape[0])]
        letters = [
            Product((step.notation.cell("hidden", place), step.notation.cell("w_v", (place[-1],))))
            for place in places
        ]
        pairs = [(weights[(place[-1],)], hidden[place]) for place in places]
        return _summed(step, index, letters, pairs)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """∂L/∂h_ijc = ∂L/∂s_ij w_c, and ∂L/∂w_c = Σ_ij ∂L/∂s_ij h_ijc."""
        hidden, weights = line.of
        return (
            Flow(hidden, "outer", (upstream, weights)),
            Flow(weights, "weigh_back", (upstream, hidden)),
        )


class Outer(ForwardOnly):
    """g_ij w_c: (…, n, m) and (h,) → (…, n, m, h)."""

    why = "step.gradient_outer"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        column = carrier.move(values[0], lambda t: Tensor((*t.shape, 1), t.cells))
        row = carrier.move(values[1], lambda t: Tensor((1, *t.shape), t.cells))
        return carrier.product(column, row, "")

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Product((notation.matrix(line.of[0]), Transpose(notation.matrix(line.of[1]))))

    def working(self, step: Step, index: Index) -> Working:
        first, second = (step.carrier.cells(value) for value in step.inputs)
        places = (index[:-1], index[-1:])
        letters = tuple(map(step.notation.cell, step.line.of, places))
        put_in = Product((step.show(first[places[0]]), step.show(second[places[1]])), by="·")
        result = step.show(step.at(index))
        return Working(step.letter(index), Product(letters), (put_in,), (), result)


class WeighBack(ForwardOnly):
    """Σ_ij g_ij h_ijc over all queries and keys: (…, n, m) and (…, n, m, h) → (h,)."""

    why = "step.gradient_weigh"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        row = carrier.move(values[0], lambda t: Tensor((1, len(t.cells)), t.cells))
        table = carrier.move(
            values[1], lambda t: Tensor((prod(t.shape[:-1]), t.shape[-1]), t.cells)
        )
        return carrier.move(carrier.product(row, table, ""), lambda t: Tensor(t.shape[1:], t.cells))

    def rule(self, line: Line, notation: Notation) -> Formula:
        inner = Product(tuple(notation.matrix(name) for name in line.of))
        return BigSum(BigSum(inner, Sym("j")), Sym("i"))

    def working(self, step: Step, index: Index) -> Working:
        upstream, hidden = (step.carrier.cells(value) for value in step.inputs)
        places = list(indices(upstream.shape))
        g, h = step.line.of
        letters = [
            Product((step.notation.cell(g, place), step.notation.cell(h, (*place, *index))))
            for place in places
        ]
        pairs = [(upstream[place], hidden[(*place, *index)]) for place in places]
        return _summed(step, index, letters, pairs)


class HiddenBack(ForwardOnly):
    """Σ g_ijc (1 − h_ijc²) over the keys j, or over the queries i."""

    why = "step.gradient_tanh"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        change = carrier.hadamard(values[0], _slopes(carrier, values[1]))
        last = carrier.move(
            change, Tensor.transposed if line.how["sum"] == "key" else _queries_last
        )
        summed = carrier.sums(last, "row")
        return carrier.move(summed, lambda t: Tensor(t.shape[:-1], t.cells))

    def rule(self, line: Line, notation: Notation) -> Formula:
        g, h = (notation.matrix(name) for name in line.of)
        inner = Product((g, Group(_slope(h))), by="⊙")
        return BigSum(inner, Sym("j" if line.how["sum"] == "key" else "i"))

    def working(self, step: Step, index: Index) -> Working:
        upstream, hidden = (step.carrier.cells(value) for value in step.inputs)
        over_keys = step.line.how["sum"] == "key"
        count = hidden.shape[-2 if over_keys else -3]
        *lead, i, c = index
        places = [(*lead, i, j, c) if over_keys else (*lead, j, i, c) for j in range(count)]
        g, h = step.line.of
        letters = [
            Product((step.notation.cell(g, place), Group(_slope(step.notation.cell(h, place)))))
            for place in places
        ]
        slopes = step.carrier.cells(_slopes(step.carrier, step.inputs[1]))
        pairs = [(upstream[place], slopes[place]) for place in places]
        return _summed(step, index, letters, pairs)


def _summed(
    step: Step, index: Index, letters: Sequence[Formula], pairs: list[tuple[Any, Any]]
) -> Working:
    """A sum of products with its numbers put in."""
    return Working(
        left=step.letter(index),
        rule=step.sum_of_letters(letters),
        terms=tuple(Product((step.show(a), step.show(b)), by="·") for a, b in pairs),
        values=tuple(step.show(step.carrier.multiply(a, b)) for a, b in pairs),
        result=step.show(step.at(index)),
    )


def _slope(letter: Formula) -> Formula:
    return Sum((Num("1"), Neg(Power(letter, Num("2")))))


def _slopes(carrier: Carrier, hidden: Value) -> Value:
    """1 − h² of every entry: the slope of tanh where it is h."""
    one = carrier.of_cells(Tensor((), (carrier.unit(),)))
    return carrier.plus(one, carrier.hadamard(hidden, hidden), -1)


def _queries_last(tensor: Tensor[Any]) -> Tensor[Any]:
    """(…, n, m, h) → (…, m, h, n)."""
    *lead, n, m, h = tensor.shape

    def cell(i: Index) -> Any:
        return tensor[(*i[:-3], i[-1], i[-3], i[-2])]

    return Tensor.build((*lead, m, h, n), cell)


def _with_axis(tensor: Tensor[Any], where: int) -> Tensor[Any]:
    """A single axis put in before the last axis (−1), or before the last two (−2)."""
    shape = tensor.shape
    cut = len(shape) + where
    return Tensor((*shape[:cut], 1, *shape[cut:]), tensor.cells)
