"""What a kind of step is: how it computes, how it explains itself, what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Explains
from symattn.errors import Unsupported
from symattn.words import say

__all__ = ["Computes", "Flow", "ForwardOnly", "Kind"]


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
        raise Unsupported(say("derivation.no_gradient_through", line=line.name, kind=line.op))


class Computes(Protocol):
    """What can carry a line out."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        """The line's value from its inputs' values."""


class Kind(Computes, Explains, Protocol):
    """A kind of step.  ``why`` is a key of the catalogue of words, not a sentence."""

    why: str

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """What ∂L/∂(the line's value), the line ``upstream``, gives to each of its inputs."""
