"""What happens to scores before the softmax: scale, bias, mask.  And plain copies."""

from __future__ import annotations

from typing import Any

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow
from symattn.formulas.tree import Apply, Formula, Fraction, Num, Product, Root, Sum, Sym
from symattn.numbers.tensors import Index

__all__ = ["Copy", "Fill", "Plus", "Times", "scale_applied"]


class Copy:
    """The same array under the next stage's name: X for Q, scores for scaled scores."""

    why = "step.copy"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return values[0]

    def rule(self, line: Line, notation: Notation) -> Formula:
        return notation.matrix(line.of[0])

    def working(self, step: Step, index: Index) -> Working:
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], index)
        return Working(step.letter(index), letter, (result,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """The gradient of a copy is the gradient."""
        return (Flow(line.of[0]),)


class Times:
    """Every entry times one factor: the scale 1/√d_k."""

    why = "step.scale"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.times(values[0], line.how["by"])

    def rule(self, line: Line, notation: Notation) -> Formula:
        return scale_applied(notation, notation.matrix(line.of[0]))

    def working(self, step: Step, index: Index) -> Working:
        before = step.show(step.carrier.cells(step.inputs[0])[index])
        letter = step.notation.cell(step.line.of[0], index)
        return Working(
            left=step.letter(index),
            rule=scale_applied(step.notation, letter),
            terms=(
                scale_applied(step.notation, before, numbers=step.show_input(step.line.how["by"])),
            ),
            values=(),
            result=step.show(step.at(index)),
        )

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """The same factor: the scale multiplies the chain rule too."""
        return (Flow(line.of[0], "times", (upstream,), line.how),)


def scale_applied(notation: Notation, body: Formula, numbers: Formula | None = None) -> Formula:
    """``body`` times the scale as people write it: over √d_k, over d_k, or a factor before it.

    With ``numbers`` (the factor's value) d_k itself is put in.
    """
    problem = notation.problem
    width: Formula = Sym("d", sub=(Sym("k"),))
    if numbers is not None and problem.scale_kind != "symbolic":
        width = Num(str(problem.d_k))
    if problem.scale_kind in ("1/sqrt(d_k)", "symbolic"):
        return Fraction(body, Root(width))
    if problem.scale_kind == "1/d_k":
        return Fraction(body, width)
    factor = numbers if numbers is not None else Sym("c")
    if isinstance(factor, Fraction) and factor.over == Num("1"):
        return Fraction(body, factor.under)
    return Product((factor, body), by="·" if numbers is not None else "")


class Plus:
    """A bias added: to scaled scores (B), or to a projection (a row b for every token)."""

    why = "step.bias"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.plus(values[0], values[1])

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Sum(tuple(notation.matrix(notation.read(name)) for name in line.of))

    def working(self, step: Step, index: Index) -> Working:
        cells = [step.carrier.cells(value) for value in step.inputs]
        places = [pick(tensor.shape, index) for tensor in cells]
        letters = tuple(
            step.notation.cell(step.notation.read(name), place)
            for name, place in zip(step.line.of, places, strict=True)
        )
        terms = tuple(step.show(t[p]) for t, p in zip(cells, places, strict=True))
        return Working(step.letter(index), Sum(letters), terms, (), step.show(step.at(index)))

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """Each term gets the gradient, summed over where it was stretched."""
        return tuple(Flow(name, "sum_to", (upstream, name)) for name in line.of)


class Fill:
    """Hidden keys: the fill (−∞ or a finite number) in place of their scores."""

    why = "step.mask"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        where: Any = line.how["where"]
        return carrier.fill(values[0], where, line.how["fill"])

    def rule(self, line: Line, notation: Notation) -> Formula:
        return Apply("mask", (notation.matrix(notation.read(line.of[0])),))

    def working(self, step: Step, index: Index) -> Working:
        where: Any = step.line.how["where"]
        seen = where[pick(where.shape, index)]
        result = step.show(step.at(index))
        source = step.notation.read(step.line.of[0])
        letter = step.notation.cell(source, index) if seen else result
        return Working(step.letter(index), letter, (result,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """0 where the fill stands: the fill does not depend on the score."""
        where = {"where": line.how["where"]}
        return (Flow(line.of[0], "fill_back", (upstream, line.of[0]), where),)
