"""The softmax in the steps of a person with a pencil: largest score, powers, sum, quotient.

Bridle, "Probabilistic Interpretation of Feedforward Classification Network
Outputs", 1990, for the name; the shift by the largest score changes no weight.
"""

from __future__ import annotations

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.errors import Unsupported
from symattn.formulas.tree import Apply, BigSum, Exp, Formula, Fraction, Neg, Num, Power, Sum, Sym
from symattn.numbers.tensors import Index
from symattn.words import say

__all__ = ["Divide", "Exponential", "Largest", "MinusRows", "SumRows"]


def _along(line: Line) -> str:
    return str(line.how.get("along", "row"))


def _line_of(step: Step, index: Index, which: int = 0) -> list[tuple[Index, object]]:
    """The entries that one sum runs over, with their places."""
    cells = step.carrier.cells(step.inputs[which])
    if _along(step.line) == "row":
        places = [(*index[:-1], k) for k in range(cells.shape[-1])]
    else:
        places = [(*index[:-2], k, index[-1]) for k in range(cells.shape[-2])]
    return [(place, cells[place]) for place in places]


class Largest(ForwardOnly):
    """m_i: the largest score of each row.

    No gradient flows through it: it shifts a whole row, and the softmax does not see that.
    """

    why = "step.largest"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.largest(values[0], _along(line))

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Apply("max", (notation.matrix(notation.read(line.of[0])),))

    def working(self, step: Step, index: Index) -> Working:
        entries = _line_of(step, index)
        source = step.notation.read(step.line.of[0])
        letters = tuple(step.notation.cell(source, place) for place, _ in entries)
        put_in = Apply("max", tuple(step.show(cell) for _, cell in entries))
        result = step.show(step.at(index))
        return Working(step.letter(index), Apply("max", letters), (put_in,), (), result)


class MinusRows:
    """s − m: every score less the largest of its row."""

    why = "step.shift"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.plus(values[0], values[1], -1)

    def rule(self, line: Line, notation: Notation) -> Formula:
        first = notation.matrix(notation.read(line.of[0]))
        return Sum((first, Neg(notation.matrix(line.of[1]))))

    def working(self, step: Step, index: Index) -> Working:
        first = step.show(step.carrier.cells(step.inputs[0])[index])
        second = step.show(step.carrier.cells(step.inputs[1])[(*index[:-1], 0)])
        result = step.show(step.at(index))
        return Working(step.letter(index), step.letter(index), (first, Neg(second)), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """Through the scores alone: a row of the softmax's gradient adds to 0, so m gets 0."""
        return (Flow(line.of[0]),)


class Exponential:
    """e^s: the power of each exponent (base e, or the problem's)."""

    why = "step.exponential"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.exp(values[0], line.how.get("base"))

    def rule(self, line: Line, notation: Notation) -> Formula:
        exponent: Formula = notation.matrix(notation.exponent_of())
        if notation.problem.shift == "max":
            exponent = Sum((exponent, Neg(notation.matrix("_row_max"))))
        return notation.power(exponent)

    def working(self, step: Step, index: Index) -> Working:
        exponent = step.show(step.carrier.cells(step.inputs[0])[index])
        base = step.line.how.get("base")
        put_in = Exp(exponent) if base is None else Power(Num(str(base)), exponent)
        result = step.show(step.at(index))
        return Working(step.letter(index), step.letter(index), (put_in,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """∂L/∂s = b^s ln b · ∂L/∂(b^s)."""
        base = {"base": line.how.get("base")}
        return (Flow(line.of[0], "hadamard", (line.name, upstream), base),)


class SumRows:
    """z_i: the sum of a row's exponentials."""

    why = "step.row_sum"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.sums(values[0], _along(line))

    def rule(self, line: Line, notation: Notation) -> Formula:
        return BigSum(notation.matrix(line.of[0]), Sym("j"))

    def working(self, step: Step, index: Index) -> Working:
        entries = _line_of(step, index)
        letters = [step.notation.cell(step.line.of[0], place) for place, _ in entries]
        terms = tuple(step.show(cell) for _, cell in entries)
        rule = step.sum_of_letters(letters)
        return Working(step.letter(index), rule, terms, (), step.show(step.at(index)))

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """Each term gets the gradient of its row's sum."""
        return (Flow(line.of[0], "spread", (upstream, line.of[0])),)


class Divide:
    """a = e^s / z: each exponential over its row sum; a row of zeros has no weights."""

    why = "step.weights"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.divide(values[0], values[1], str(line.how["empty"]), line.name)

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Fraction(notation.matrix(line.of[0]), notation.matrix(line.of[1]))

    def working(self, step: Step, index: Index) -> Working:
        whole = pick(step.carrier.cells(step.inputs[1]).shape, index)
        over, under = step.line.of
        letters = Fraction(step.notation.cell(over, index), step.notation.cell(under, whole))
        row = [step.show(cell) for _, cell in _line_of(step, index)]
        top = step.show(step.carrier.cells(step.inputs[0])[index])
        put_in = Fraction(top, Sum(tuple(row)) if len(row) > 1 else row[0])
        result = step.show(step.at(index))
        return Working(step.letter(index), letters, (put_in,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """The whole softmax in one: powers, their sum and the quotient have one Jacobian."""
        made = {one.name: one for one in recipe}
        powers, sums = (made.get(name) for name in line.of)
        if powers is None or sums is None or powers.op != "exp" or sums.of != (powers.name,):
            raise Unsupported(say("derivation.gradient_of_quotient"))
        how = {"base": powers.how.get("base"), "along": _along(line)}
        return (Flow(powers.of[0], "softmax_back", (line.name, upstream), how),)
