"""A problem's stages in enclosures: what blocks of a text are tried against.

Enclosures of 128 bits decide which reading fits best; verdicts are left to the exact layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import arb

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.errors import SymattnError
from symattn.numbers.entries import Entry
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem

__all__ = ["BITS", "Run"]

BITS = 128


@dataclass(eq=False)
class Run:
    """One problem carried out in enclosures; stages in the problem's own layout."""

    problem: Problem
    derivation: Derivation
    _cells: dict[str, Tensor[Any] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem) -> Run:
        """The run of a problem; nothing is computed before it is asked for."""
        return cls(problem, Derivation(problem, forward(problem), Balls()))

    @property
    def stages(self) -> list[str]:
        """The stages, in order."""
        return list(self.derivation)

    def cells(self, stage: str) -> Tensor[Any] | None:
        """The entries of a stage or input as printed; ``None`` where it has none."""
        if stage not in self._cells:
            self._cells[stage] = _cells(self.derivation, stage)
        return self._cells[stage]

    def settings(self) -> dict[str, Tensor[Any]]:
        """Arrays of the problem that are no inputs: bias, mask, kept weights; as printed."""
        problem = self.problem
        kept = problem.dropout.keep if problem.dropout else None
        found = {"bias": problem.bias, "mask": problem.visible, "kept": kept}
        turned = problem.layout == "columns"
        with working(BITS):
            return {
                name: (array.transposed() if turned else array).map(_ball)
                for name, array in found.items()
                if array is not None
            }

    def after(self, given: Mapping[str, Mapping[Index, Any]]) -> Run:
        """The run that goes on from printed numbers, by stage and printed index."""
        carrier = self.derivation.carrier
        values: dict[str, Any] = {}
        other = self.derivation
        for line in self.derivation.recipe:
            said = given.get(line.name)
            if not said:
                continue
            step = other.step(line.name)
            inside = {step.public(index): value for index, value in said.items()}
            with working(BITS):
                cells = carrier.cells(other.value(line.name))
                values[line.name] = carrier.of_cells(_mixed(cells, inside))
            other = self.derivation.running_on(values)
        return Run(self.problem, other)


def _ball(cell: Any) -> Any:
    return arb(int(cell)) if isinstance(cell, bool) else Entry.of(cell).ball(BITS)


def _mixed(cells: Tensor[Any], instead: Mapping[Index, Any]) -> Tensor[Any]:
    return Tensor.build(cells.shape, lambda index: instead.get(index, cells[index]))


def _cells(derivation: Derivation, stage: str) -> Tensor[Any] | None:
    try:
        with working(BITS):
            if stage in derivation.recipe:
                return derivation.step(stage).cells
            if stage in derivation.problem.inputs:
                return derivation.input_step(stage).cells
    except (SymattnError, ValueError, IndexError, ZeroDivisionError, KeyError):
        return None
    return None
