"""Heads: splitting a projection, sharing keys among query heads, joining outputs.

Vaswani et al., 2017, section 3.2.2; grouped-query attention: Ainslie et al., 2023.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symattn.derivation.carriers import shapes
from symattn.derivation.carriers.protocol import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.derivation.steps.kind import Working
from symattn.formulas.tree import Apply, Formula
from symattn.numbers.tensors import Index, Tensor

if TYPE_CHECKING:
    from symattn.derivation.derivation import Step

__all__ = ["Expand", "Join", "Repeat", "Split"]


class _Move:
    """Entries that change their place and nothing else."""

    why = "step.move"
    shown = ""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        raise NotImplementedError

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.move(values[0], lambda tensor: self.place(line, tensor))

    def rule(self, line: Line, notation: Notation) -> Formula:
        letter = notation.matrix(line.of[0])
        return Apply(self.shown, (letter,)) if self.shown else letter

    def working(self, step: Step, index: Index) -> Working:
        before = step.carrier.cells(step.inputs[0])
        places = Tensor.build(before.shape, lambda i: i)
        source: Index = self.place(step.line, places)[index]
        result = step.show(step.at(index))
        letter = step.notation.cell(step.line.of[0], source)
        return Working(step.letter(index), letter, (result,), (), result)


class Split(_Move):
    """(…, n, h·d) → (…, h, n, d)."""

    why = "step.split"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.split(tensor, int(str(line.how["heads"])))


class Join(_Move):
    """(…, h, n, d) → (…, n, h·d): Concat(head_1, …, head_h)."""

    why = "step.concat"
    shown = "concat"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.join(tensor)


class Repeat(_Move):
    """(…, g, m, d) → (…, h, m, d): keys and values shared by a group of query heads."""

    why = "step.share"

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.repeat(tensor, int(str(line.how["group"])))


class Expand(_Move):
    """(…, n, d) → (…, 1, n, d)."""

    def place(self, line: Line, tensor: Tensor[Any]) -> Tensor[Any]:
        return shapes.expand(tensor)
