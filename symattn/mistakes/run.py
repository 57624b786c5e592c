"""A mistake carried out: the derivation that someone who makes it gets, in enclosures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symattn.derivation.backward import Gradients, backward
from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.base import Value
from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.errors import SymattnError
from symattn.mistakes.change import Change, Mistake
from symattn.mistakes.kinds import KINDS

__all__ = ["mistaken", "ways"]


def ways(mistake: Mistake, derivation: Derivation) -> Iterator[Change]:
    """The ways in which a mistake can be made in a derivation, as whole recipes.

    A mistake of the forward pass goes through the backward pass too where it can.
    """
    problem = derivation.problem
    if mistake.changes is None:
        return
    if mistake.backward:
        if isinstance(derivation, Gradients):
            yield from mistake.changes(problem, derivation.recipe)
        return
    for change in mistake.changes(problem, forward(problem)):
        if not isinstance(derivation, Gradients):
            yield change
            continue
        try:
            yield Change(backward(problem, change.recipe), change.problem, change.values)
        except (SymattnError, KeyError):
            yield change


def mistaken(
    derivation: Derivation, change: Change, given: Mapping[str, Value] | None = None
) -> Derivation:
    """The derivation with the mistake made, its entries enclosures.

    Ask for its values inside ``with working(bits)``.
    """
    return derivation.running_on(
        given or {}, problem=change.problem, recipe=change.recipe, carrier=Balls(), kinds=KINDS
    )
