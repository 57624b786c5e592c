"""What a newcomer writes for a new step, in the places that CONTRIBUTING names: a soft cap.

Scores are squeezed into (−2, 2) by c·tanh(s/c), after the bias and before the mask, as
Gemma 2 does with c = 50 (Gemma Team, 2024, section 2).
"""

from __future__ import annotations

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.formulas.tree import (
    Apply,
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
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem
from symattn.problem.stages import Stage

CAP = fmpq(2)
LETTER = Num(str(CAP))

SENTENCES = {
    "step.capped": "A soft cap: no score past the cap, small ones as they are.",
    "step.gradient_capped": "Through the soft cap: the slope of tanh.",
    "stage.capped": "Capped scores",
    "heading.capped": "Soft cap",
    "heading.derive_capped": "Capped scores, entry by entry",
    "hint.capped": "Divide by the cap, take tanh, multiply by the cap.",
    "sheet.capped": "Scores under their cap",
}

ROW = Stage(
    "capped",
    "logits",
    ("query", "key"),
    Sym("S", sub=(Sym("c"),)),
    carried=True,
    mapped=True,
    derived=True,
    backward="scores",
    called=(r"\bcapped\b|soft cap",),
    after="biased",
)


def line(problem: Problem, last: str) -> list[Line]:
    """The line of the recipe."""
    return [Line("capped", "capped", (last,))]


def _capped(body: Formula) -> Formula:
    return Product((LETTER, Apply("tanh", (Fraction(body, LETTER),))))


class Capped:
    """c·tanh(s/c)."""

    why = "step.capped"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.times(carrier.tanh(carrier.times(values[0], 1 / CAP)), CAP)

    def rule(self, line: Line, notation: Notation) -> Formula:
        return _capped(notation.matrix(notation.read(line.of[0])))

    def working(self, step: Step, index: Index) -> Working:
        before = step.show(step.carrier.cells(step.inputs[0])[index])
        letter = step.notation.cell(step.notation.read(step.line.of[0]), index)
        result = step.show(step.at(index))
        return Working(step.letter(index), _capped(letter), (_capped(before),), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        return (Flow(line.of[0], "capped_back", (upstream, line.name)),)


def _slope(body: Formula) -> Formula:
    return Group(Sum((Num("1"), Neg(Power(Group(Fraction(body, LETTER)), Num("2"))))))


class CappedBack(ForwardOnly):
    """g (1 − (y/c)²)."""

    why = "step.gradient_capped"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        one = carrier.of_cells(Tensor((), (carrier.unit(),)))
        part = carrier.times(values[1], 1 / CAP)
        return carrier.hadamard(values[0], carrier.plus(one, carrier.hadamard(part, part), -1))

    def rule(self, line: Line, notation: Notation) -> Formula:
        upstream, capped = (notation.matrix(name) for name in line.of)
        return Product((upstream, _slope(capped)), by="⊙")

    def working(self, step: Step, index: Index) -> Working:
        letters = [step.notation.cell(name, index) for name in step.line.of]
        shown = [step.show(step.carrier.cells(value)[index]) for value in step.inputs]
        return Working(
            step.letter(index),
            Product((letters[0], _slope(letters[1]))),
            (Product((shown[0], _slope(shown[1])), by="·"),),
            (),
            step.show(step.at(index)),
        )
