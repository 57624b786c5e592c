"""What the backward pass does: sums over stretched axes, the softmax Jacobian, upstream.

Each kind takes gradients (∂L/∂ a later stage) and forward values, and is shown and
worked out like any other step.  Ordinary products, scales and moves of heads are the
forward kinds themselves.
"""

from __future__ import annotations

from math import prod
from typing import Any

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import ForwardOnly
from symattn.derivation.steps.product import MatrixProduct
from symattn.formulas.tree import (
    Apply,
    BigSum,
    Formula,
    Fraction,
    Group,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Sym,
)
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor, indices

__all__ = [
    "FillBack",
    "Hadamard",
    "HalfSquare",
    "LeaveOut",
    "ProductTo",
    "Residual",
    "Spread",
    "SumTo",
    "Total",
]


def _stretched(shape: tuple[int, ...], like: tuple[int, ...], index: Index) -> list[Index]:
    """The places of an array of ``shape`` that end up at ``index`` of one of shape ``like``."""
    target = (1,) * (len(shape) - len(like)) + like
    padded = (0,) * (len(shape) - len(index)) + index
    choices = [range(n) if m == 1 else (i,) for n, m, i in zip(shape, target, padded, strict=True)]
    out: list[Index] = [()]
    for axis in choices:
        out = [(*place, i) for place in out for i in axis]
    return out


class ProductTo(ForwardOnly, MatrixProduct):
    """A product, summed over the axes along which its third input was stretched."""

    why = "step.gradient_product"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        whole = super().compute(carrier, line, *values)
        return carrier.sum_to(whole, carrier.cells(values[2]).shape)

    def working(self, step: Step, index: Index) -> Working:
        whole = super().compute(step.carrier, step.line, *step.inputs)
        shape, like = step.carrier.cells(whole).shape, step.carrier.cells(step.inputs[2]).shape
        parts = [self.part(step, place) for place in _stretched(shape, like, index)]
        letters = [letter for part in parts for letter in part[0]]
        return Working(
            left=step.letter(index),
            rule=step.sum_of_letters(letters),
            terms=tuple(term for part in parts for term in part[1]),
            values=tuple(value for part in parts for value in part[2]),
            result=step.show(step.at(index)),
        )


class SumTo(ForwardOnly):
    """The gradient, summed over the axes along which the second input was stretched."""

    why = "step.gradient_sum"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.sum_to(values[0], carrier.cells(values[1]).shape)

    def rule(self, line: Line, notation: Notation) -> Formula:
        letter = notation.matrix(line.of[0])
        if line.of[1].startswith("b_"):
            return BigSum(notation.row(line.of[0]), Sym("i"))
        return letter

    def working(self, step: Step, index: Index) -> Working:
        cells, like = (step.carrier.cells(value) for value in step.inputs)
        places = _stretched(cells.shape, like.shape, index)
        letters = [step.notation.cell(step.line.of[0], place) for place in places]
        terms = tuple(step.show(cells[place]) for place in places)
        rule = step.sum_of_letters(letters)
        return Working(step.letter(index), rule, terms, (), step.show(step.at(index)))


class Total(ForwardOnly):
    """Several paths to one array: their gradients add."""

    why = "step.gradient_paths"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        total = values[0]
        for value in values[1:]:
            total = carrier.plus(total, value)
        return total

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Sum(tuple(notation.matrix(name) for name in line.of))

    def working(self, step: Step, index: Index) -> Working:
        letters = tuple(step.notation.cell(name, index) for name in step.line.of)
        terms = tuple(step.show(step.carrier.cells(value)[index]) for value in step.inputs)
        return Working(step.letter(index), Sum(letters), terms, (), step.show(step.at(index)))


class FillBack(ForwardOnly):
    """The gradient where a score was seen, 0 where the fill stood in its place."""

    why = "step.gradient_mask"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        shown: Any = line.how["where"]
        kept = carrier.fill(values[0], shown, fmpq(0))
        return carrier.sum_to(kept, carrier.cells(values[1]).shape)

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Apply("mask", (notation.matrix(line.of[0]), Num("0")))

    def working(self, step: Step, index: Index) -> Working:
        where: Any = step.line.how["where"]
        seen = where[pick(where.shape, index)]
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], index) if seen else Num("0")
        return Working(step.letter(index), letter, (result,), (), result)


class Hadamard(ForwardOnly):
    """Entry times entry (and times ln b under an exponential to another base)."""

    why = "step.gradient_power"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        whole = carrier.hadamard(values[0], values[1])
        return times_log(carrier, whole, line.how.get("base"))

    def rule(self, line: Line, notation: Notation) -> Formula:
        letters = tuple(notation.matrix(name) for name in line.of)
        return with_log(line.how.get("base"), Product(letters, by="⊙"))

    def working(self, step: Step, index: Index) -> Working:
        cells = [step.carrier.cells(value) for value in step.inputs]
        base = step.line.how.get("base")
        letters = Product(tuple(step.notation.cell(name, index) for name in step.line.of))
        put_in = Product(tuple(step.show(t[pick(t.shape, index)]) for t in cells), by="·")
        return Working(
            step.letter(index),
            with_log(base, letters),
            (with_log(base, put_in),),
            (),
            step.show(step.at(index)),
        )


class Spread(ForwardOnly):
    """One number for a row, stretched over the row."""

    why = "step.gradient_spread"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        shape = carrier.cells(values[1]).shape
        return carrier.move(values[0], lambda t: Tensor.build(shape, lambda i: t[pick(t.shape, i)]))

    def rule(self, line: Line, notation: Notation) -> Formula:
        return notation.matrix(line.of[0])

    def working(self, step: Step, index: Index) -> Working:
        cells = step.carrier.cells(step.inputs[0])
        place = pick(cells.shape, index)
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], place)
        return Working(step.letter(index), letter, (result,), (), result)


class LeaveOut(ForwardOnly):
    """The first input, with 0 where the second is undefined.

    A row with nothing to see has no weights and no output.  L leaves such entries out,
    so it does not depend on them: their gradient is 0, and they give nothing to others.
    """

    why = "step.gradient_undefined"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        other = carrier.cells(values[1])
        defined = other.map(lambda cell: not isinstance(cell, Special))
        if all(defined.cells):
            return values[0]
        return carrier.fill(values[0], defined, fmpq(0))

    def rule(self, line: Line, notation: Notation) -> Formula:
        return notation.matrix(line.of[0])

    def working(self, step: Step, index: Index) -> Working:
        result = step.show(step.at(index))
        undefined = isinstance(step.carrier.cells(step.inputs[1])[index], Special)
        letter = result if undefined else step.notation.cell(step.line.of[0], index)
        return Working(step.letter(index), letter, (result,), (), result)


class Residual(ForwardOnly):
    """∂L/∂output = output − target, where L = ½ ‖output − target‖²."""

    why = "step.gradient_target"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.plus(values[0], values[1], -1)

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Sum((notation.matrix(line.of[0]), Neg(notation.matrix(line.of[1]))))

    def working(self, step: Step, index: Index) -> Working:
        first, second = (step.carrier.cells(value)[index] for value in step.inputs)
        one, two = (step.notation.cell(name, index) for name in step.line.of)
        terms = (step.show(first), Neg(step.show(second)))
        rule = Sum((one, Neg(two)))
        return Working(step.letter(index), rule, terms, (), step.show(step.at(index)))


class HalfSquare(ForwardOnly):
    """L = ½ Σ (output − target)²: one number, of shape (1, 1)."""

    why = "step.loss"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        rest = values[0]
        shape = carrier.cells(rest).shape
        row = carrier.move(
            carrier.hadamard(rest, rest), lambda tensor: Tensor((1, prod(shape)), tensor.cells)
        )
        return carrier.times(carrier.sums(row, "row"), fmpq(1, 2))

    def rule(self, line: Line, notation: Notation) -> Formula:
        half = Fraction(Num("1"), Num("2"))
        inner = Sum((notation.matrix(str(line.how["of"])), Neg(notation.matrix("target"))))
        return Product((half, Power(Group(inner, "‖‖"), Num("2"))))

    def working(self, step: Step, index: Index) -> Working:
        rest = step.carrier.cells(step.inputs[0])
        two = Num("2")
        half = Fraction(Num("1"), two)
        terms = tuple(
            Product((half, Power(Group(step.show(rest[place])), two)))
            for place in indices(rest.shape)
        )
        rule = self.rule(step.line, step.notation)
        return Working(step.letter(index), rule, terms, (), step.show(step.at(index)))


def times_log(carrier: Carrier, value: Value, base: object) -> Value:
    """Every entry times ln b; as it is for the base e."""
    if not isinstance(base, fmpq):
        return value
    from symattn.numbers.expsums import ExpSum

    return carrier.times(value, ExpSum.log(base))


def with_log(base: object, body: Formula) -> Formula:
    """ln b before a formula; the formula as it is for the base e."""
    if base is None:
        return body
    return Product((Apply("ln", (Num(str(base)),), parentheses=False), body))
