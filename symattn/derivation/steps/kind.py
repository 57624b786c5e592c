"""What a kind of step is: how it computes, which rule it follows, how a cell is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from symattn.derivation.carriers.protocol import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.errors import Unsupported
from symattn.formulas.tree import Chain, Formula, equals, sum_of
from symattn.numbers.tensors import Index

if TYPE_CHECKING:
    from symattn.derivation.derivation import Step

__all__ = ["Computes", "Flow", "ForwardOnly", "Kind", "Working"]


@dataclass(frozen=True)
class Working:
    """One entry worked out: ``left`` = ``rule`` = Σ ``terms`` = Σ ``values`` = ``result``.

    ``terms`` have the numbers put in, ``values`` say what each term comes to
    (empty where there is nothing in between).
    """

    left: Formula
    rule: Formula
    terms: tuple[Formula, ...]
    values: tuple[Formula, ...]
    result: Formula

    def chain(self) -> Chain:
        """The whole working as one chain of equals, repetitions left out."""
        parts: list[Formula] = [self.left, self.rule, sum_of(self.terms)]
        if len(self.values) > 1:
            parts.append(sum_of(self.values))
        parts.append(self.result)
        kept = [part for k, part in enumerate(parts) if k == 0 or part != parts[k - 1]]
        return equals(*kept)


@dataclass(frozen=True)
class Flow:
    """What a line hands back: the gradient of ``to`` gets the line ``op`` on ``of``.

    Without an ``op`` the gradient of the line passes through as it is.
    """

    to: str
    op: str = ""
    of: tuple[str, ...] = ()
    how: Mapping[str, object] = field(default_factory=dict)


class ForwardOnly:
    """A kind through which no gradient is taken (second derivatives are not worked out)."""

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        raise Unsupported(f"no gradient is taken through a line {line.name!r} of kind {line.op!r}")


class Computes(Protocol):
    """What can carry a line out."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        """The line's value from its inputs' values."""


class Kind(Computes, Protocol):
    """A kind of step.  ``why`` is a key of the catalogue of words, not a sentence."""

    why: str

    def rule(self, line: Line, notation: Notation) -> Formula:
        """What is done, in letters: the right side of "S = …"."""

    def working(self, step: Step, index: Index) -> Working:
        """One entry with its numbers put in; ``index`` in the row convention."""

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """What ∂L/∂(the line's value), the line ``upstream``, gives to each of its inputs."""
