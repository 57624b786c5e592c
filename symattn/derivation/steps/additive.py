"""Additive attention: scores tanh(q W_q + k W_k) w_v.

Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
Translate", 2015, appendix A.1.2; the comparison with dot products is Vaswani et al.,
2017, section 3.2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symattn.derivation.carriers.protocol import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.derivation.steps.kind import ForwardOnly, Working
from symattn.formulas.tree import Apply, Formula, Product, Sum
from symattn.numbers.tensors import Index, Tensor

if TYPE_CHECKING:
    from symattn.derivation.derivation import Step

__all__ = ["Hidden", "Weigh"]


class Hidden(ForwardOnly):
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


class Weigh(ForwardOnly):
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
        pairs = [(hidden[place], weights[(place[-1],)]) for place in places]
        return Working(
            left=step.letter(index),
            rule=step.sum_of_letters(letters),
            terms=tuple(Product((step.show(w), step.show(h)), by="·") for h, w in pairs),
            values=tuple(step.show(step.carrier.multiply(h, w)) for h, w in pairs),
            result=step.show(step.at(index)),
        )


def _with_axis(tensor: Tensor[Any], where: int) -> Tensor[Any]:
    """A single axis put in before the last axis (−1), or before the last two (−2)."""
    shape = tensor.shape
    cut = len(shape) + where
    return Tensor((*shape[:cut], 1, *shape[cut:]), tensor.cells)
