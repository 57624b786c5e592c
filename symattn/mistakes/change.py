"""A mistake as a change of the recipe (and, rarely, of the problem)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from symattn.derivation.recipe import Line, Recipe
from symattn.problem.model import Problem

__all__ = ["Change", "Changes", "Mistake", "redone"]


@dataclass(frozen=True)
class Change:
    """One way of making a mistake: another recipe, for another problem where inputs change.

    ``values`` go into the mistake's sentence.
    """

    recipe: Recipe
    problem: Problem | None = None
    values: Mapping[str, object] = field(default_factory=dict)


Changes: TypeAlias = Callable[[Problem, Recipe], Iterator[Change]]


@dataclass(frozen=True)
class Mistake:
    """A mistake by its name in the catalogue.

    ``at``: what it changes, the problem's settings, the recipe, or the printed digits.
    ``changes`` gives the ways in which it can be made in a problem, none where it cannot;
    digits have none, they are looked for in the printed numbers themselves.  ``backward``:
    the recipe that it changes is that of the gradients.  ``example``: a problem in which it
    shows.  Its sentence is ``mistake.NAME`` in words.
    """

    name: str
    at: Literal["problem", "recipe", "digits"]
    changes: Changes | None
    example: Mapping[str, object]
    backward: bool = False


def redone(recipe: Recipe, name: str, op: str, *more: str, **how: object) -> Recipe:
    """The recipe with the line ``name`` done on top of itself: op on its value and ``more``.

    What it was before goes under the name ``_name_before``.
    """
    before = f"_{name}_before"
    out: list[Line] = []
    for line in recipe:
        if line.name == name:
            out += [replace(line, name=before), Line(name, op, (before, *more), how)]
        else:
            out.append(line)
    return Recipe(tuple(out))
