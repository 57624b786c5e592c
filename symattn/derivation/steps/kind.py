"""What a kind of step is: how it computes, which rule it follows, how a cell is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from symattn.derivation.carriers.protocol import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.formulas.tree import Chain, Formula, sum_of
from symattn.numbers.tensors import Index

if TYPE_CHECKING:
    from symattn.derivation.derivation import Step

__all__ = ["Kind", "Working"]


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
        return Chain(tuple(kept), ("", *("=",) * (len(kept) - 1)))


class Kind(Protocol):
    """A kind of step.  ``why`` is a key of the catalogue of words, not a sentence."""

    why: str

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        """The line's value from its inputs' values."""

    def rule(self, line: Line, notation: Notation) -> Formula:
        """What is done, in letters: the right side of "S = …"."""

    def working(self, step: Step, index: Index) -> Working:
        """One entry with its numbers put in; ``index`` in the row convention."""
