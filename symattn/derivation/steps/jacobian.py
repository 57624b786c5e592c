"""The softmax Jacobian diag(a) − a aᵀ of each row, and what it does to a gradient.

∂a_j/∂s_k = a_j (δ_jk − a_k): every entry of a row moves every weight of that row.  With
another base b than e it is ln b times this.  Goodfellow, Bengio and Courville, "Deep
Learning", 2016, section 6.2.2.3, discuss what its small entries do to learning.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.gradients import times_log, with_log
from symattn.derivation.steps.kind import ForwardOnly
from symattn.formulas.tree import Apply, Formula, Group, Neg, Num, Product, Sum, Transpose
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Jacobian", "JacobianRow", "SoftmaxBack"]


class SoftmaxBack(ForwardOnly):
    """∂L/∂s = (diag(a) − a aᵀ) ∂L/∂a, row by row: a_k (g_k − Σ_j a_j g_j).

    Worked out as a_k Σ_j a_j (g_k − g_j), the same since Σ_j a_j = 1: so every entry of
    the row is over one power of its row sum.
    """

    why = "step.gradient_softmax"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        weights, upstream = values
        by_column = line.how.get("along") == "column"
        inner = _row_by_row(carrier, weights, upstream, by_column)
        return times_log(carrier, inner, line.how.get("base"))

    def rule(self, line: Line, notation: Notation) -> Formula:
        weights, upstream = (notation.matrix(name) for name in line.of)
        mean = Apply("rowsum", (Product((weights, upstream), by="⊙"),))
        body = Product((weights, Group(Sum((upstream, Neg(mean))))), by="⊙")
        return with_log(line.how.get("base"), body)

    def working(self, step: Step, index: Index) -> Working:
        """a_k times the difference of its own gradient from the row's weighted mean."""
        weights, upstream = (step.carrier.cells(value) for value in step.inputs)
        places = _line(step.line, weights.shape, index)
        base = step.line.how.get("base")
        one, two = step.line.of
        letters = [
            Product((step.notation.cell(one, place), step.notation.cell(two, place)))
            for place in places
        ]
        mean = step.sum_of_letters(letters)
        weight, own = step.notation.cell(one, index), step.notation.cell(two, index)
        rule = Product((weight, Group(Sum((own, Neg(Group(mean)))))))
        numbers = Sum(
            tuple(
                Product((step.show(weights[place]), step.show(upstream[place])), by="·")
                for place in places
            )
        )
        rest = Group(Sum((step.show(upstream[index]), Neg(Group(numbers)))))
        put_in = Product((step.show(weights[index]), rest), by="·")
        return Working(
            step.letter(index),
            with_log(base, rule),
            (with_log(base, put_in),),
            (),
            step.show(step.at(index)),
        )


def _row_by_row(carrier: Carrier, weights: Value, upstream: Value, by_column: bool) -> Value:
    if by_column:
        weights = carrier.move(weights, Tensor.transposed)
        upstream = carrier.move(upstream, Tensor.transposed)
    *lead, n, m = carrier.cells(upstream).shape
    across = carrier.move(upstream, lambda t: Tensor((*lead, n, m, 1), t.cells))
    along = carrier.move(upstream, lambda t: Tensor((*lead, n, 1, m), t.cells))
    others = carrier.move(weights, lambda t: Tensor((*t.shape[:-1], 1, m), t.cells))
    pulls = carrier.sums(carrier.hadamard(others, carrier.plus(across, along, -1)), "row")
    pull = carrier.move(pulls, lambda t: Tensor((*lead, n, m), t.cells))
    inner = carrier.hadamard(weights, pull)
    return carrier.move(inner, Tensor.transposed) if by_column else inner


def _line(line: Line, shape: tuple[int, ...], index: Index) -> list[Index]:
    if line.how.get("along") == "column":
        return [(*index[:-2], k, index[-1]) for k in range(shape[-2])]
    return [(*index[:-1], k) for k in range(shape[-1])]


class Jacobian(ForwardOnly):
    """J_i = diag(a_i) − a_i a_iᵀ for every row i: (…, n, m) → (…, n, m, m).

    A row of scores that is all hidden moves no weight: its Jacobian is 0.
    """

    why = "step.jacobian"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        cells = carrier.cells(values[0])
        defined = cells.map(lambda cell: not isinstance(cell, Special))
        if not all(defined.cells):
            values = (carrier.fill(values[0], defined, fmpq(0)),)
            cells = carrier.cells(values[0])
        *lead, n, m = cells.shape
        rows = carrier.move(values[0], lambda t: Tensor((*lead, n, m, 1), t.cells))
        zero = carrier.cells(carrier.read(Tensor((1,), (fmpq(0),))))[(0,)]
        diagonal = carrier.of_cells(
            Tensor.build((*lead, n, m, m), lambda i: cells[i[:-1]] if i[-1] == i[-2] else zero)
        )
        inner = carrier.plus(diagonal, carrier.product(rows, rows, "second"), -1)
        return times_log(carrier, inner, line.how.get("base"))

    def rule(self, line: Line, notation: Notation) -> Formula:
        row = notation.row(line.of[0])
        body = Sum((Apply("diag", (row,)), Neg(Product((row, Transpose(row))))))
        return with_log(line.how.get("base"), body)

    def working(self, step: Step, index: Index) -> Working:
        """a_j (1 − a_j) on the diagonal, −a_j a_k beside it."""
        weights = step.carrier.cells(step.inputs[0])
        base = step.line.how.get("base")
        *lead, j, k = index
        at_j, at_k = (*lead, j), (*lead, k)
        letters = tuple(step.notation.cell(step.line.of[0], place) for place in (at_j, at_k))
        numbers = step.show(weights[at_j]), step.show(weights[at_k])
        if isinstance(weights[at_j], Special):
            return Working(step.letter(index), Num("0"), (Num("0"),), (), Num("0"))
        rule, put_in = (_entry(a, b, j == k) for a, b in (letters, numbers))
        return Working(
            step.letter(index),
            with_log(base, rule),
            (with_log(base, put_in),),
            (),
            step.show(step.at(index)),
        )


class JacobianRow(ForwardOnly):
    """J_i alone, for the row that ``how["row"]`` gives (leading axes first): m × m."""

    why = "step.jacobian"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        row = _row_of(line)

        def picked(tensor: Tensor[Any]) -> Tensor[Any]:
            return Tensor.build(tensor.shape[-2:], lambda i: tensor[(*row, *i)])

        return carrier.move(values[0], picked)

    def rule(self, line: Line, notation: Notation) -> Formula:
        row = _row_of(line)
        letter = notation.row("weights", row)
        body = Sum((Apply("diag", (letter,)), Neg(Product((letter, Transpose(letter))))))
        base = notation.problem.base
        return with_log(base, body)

    def working(self, step: Step, index: Index) -> Working:
        row = _row_of(step.line)
        result = step.show(step.at(index))
        letter = step.notation.cell("_jacobian", (*row, *index))
        j, k = (step.notation.cell("weights", (*row, i)) for i in index)
        base = step.notation.problem.base
        rule = with_log(base, _entry(j, k, index[0] == index[1]))
        return Working(letter, rule, (result,), (), result)


def _row_of(line: Line) -> Index:
    row = line.how["row"]
    assert isinstance(row, tuple)
    return row


def _entry(a: Formula, b: Formula, diagonal: bool) -> Formula:
    if diagonal:
        return Product((a, Group(Sum((Num("1"), Neg(a))))))
    return Neg(Product((a, b), by="·"))
