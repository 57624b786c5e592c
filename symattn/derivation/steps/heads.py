"""Heads: splitting a projection, sharing keys among query heads, joining outputs.

Vaswani et al., 2017, section 3.2.2; grouped-query attention: Ainslie et al., 2023.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from symattn.derivation.carriers import shapes
from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.formulas.tree import Apply, BigSum, Formula, Sym
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Collapse", "Expand", "Flat", "Gather", "Join", "Repeat", "Split", "SplitLike"]


class _Shown:
    """How entries that change their place, and nothing else, are told of."""

    why = "step.move"
    shown = ""

    def rule(self, line: Line, notation: Notation) -> Formula:
        letter = notation.matrix(line.of[0])
        return Apply(self.shown, (letter,)) if self.shown else letter


class _Placed(_Shown, ABC):
    """Entries that change their place by one rule for the whole array."""

    @abstractmethod
    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        """The entries in their new places."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.move(values[0], lambda tensor: self.place(line, tensor))

    def working(self, step: Step, index: Index) -> Working:
        before = step.carrier.cells(step.inputs[0])
        places = Tensor.build(before.shape, lambda i: i)
        source: Index = self.place(step.line, places)[index]
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], source)
        return Working(step.letter(index), letter, (result,), (), result)


class _Move(_Placed):
    """Entries that can be moved back."""

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """Entries go back to where they came from."""
        return (self.undone(line, upstream),)

    @abstractmethod
    def undone(self, line: Line, upstream: str) -> Flow:
        """What takes a gradient back to the old places."""


class Split(_Move):
    """(…, n, h·d) → (…, h, n, d)."""

    why = "step.split"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.split(tensor, int(str(line.how["heads"])))

    def undone(self, line: Line, upstream: str) -> Flow:
        return Flow(line.of[0], "join", (upstream,))


class Join(_Move):
    """(…, h, n, d) → (…, n, h·d): Concat(head_1, …, head_h)."""

    why = "step.concat"
    shown = "concat"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.join(tensor)

    def undone(self, line: Line, upstream: str) -> Flow:
        return Flow(line.of[0], "split_like", (upstream, line.of[0]))


class Repeat(_Move):
    """(…, g, m, d) → (…, h, m, d): keys and values shared by a group of query heads."""

    why = "step.share"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.repeat(tensor, int(str(line.how["group"])))

    def undone(self, line: Line, upstream: str) -> Flow:
        return Flow(line.of[0], "gather", (upstream,), line.how)


class Expand(_Move):
    """(…, n, d) → (…, 1, n, d)."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.expand(tensor)

    def undone(self, line: Line, upstream: str) -> Flow:
        return Flow(line.of[0], "collapse", (upstream,))


class Collapse(_Move):
    """(…, 1, n, d) → (…, n, d)."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.collapse(tensor)

    def undone(self, line: Line, upstream: str) -> Flow:
        return Flow(line.of[0], "expand", (upstream,))


class SplitLike(ForwardOnly, _Shown):
    """(…, n, h·d) → (…, h, n, d), with as many heads as the second input has."""

    why = "step.split"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        heads = carrier.cells(values[1]).shape[-3]
        return carrier.move(values[0], lambda tensor: shapes.split(tensor, heads))

    def working(self, step: Step, index: Index) -> Working:
        width = step.carrier.cells(step.inputs[1]).shape[-1]
        source = (*index[:-3], index[-2], index[-3] * width + index[-1])
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], source)
        return Working(step.letter(index), letter, (result,), (), result)


class Flat(ForwardOnly, _Placed):
    """(h, 1, d) → (h·d,): a bias as it was given."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return Tensor((len(tensor.cells),), tensor.cells)


class Gather(ForwardOnly):
    """(…, h, m, d) → (…, g, m, d): what the query heads of a group give to their shared head."""

    why = "step.gradient_share"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        group = int(str(line.how["group"]))
        apart = carrier.move(values[0], lambda tensor: shapes.gather(tensor, group))
        return carrier.sum_to(apart, carrier.cells(apart).shape[1:])

    def rule(self, line: Line, notation: Notation) -> Formula:
        return BigSum(notation.matrix(line.of[0]), Sym("h"))

    def working(self, step: Step, index: Index) -> Working:
        group = int(str(step.line.how["group"]))
        cells = step.carrier.cells(step.inputs[0])
        places = [(*index[:-3], index[-3] * group + k, *index[-2:]) for k in range(group)]
        letters = [step.notation.cell(step.line.of[0], place) for place in places]
        terms = tuple(step.show(cells[place]) for place in places)
        rule = step.sum_of_letters(letters)
        return Working(step.letter(index), rule, terms, (), step.show(step.at(index)))
