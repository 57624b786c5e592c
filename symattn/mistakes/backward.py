"""Mistakes in gradients: recipes of the backward pass with a line changed."""

from __future__ import annotations

from collections.abc import Iterator

from symattn.derivation.recipe import Recipe
from symattn.mistakes.change import Change
from symattn.problem.model import Problem

__all__ = ["jacobian_diagonal_only", "path_left_out", "scale_missing_backward"]


def jacobian_diagonal_only(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The softmax's gradient as a (1 − a), without the −a_j a_k beside the diagonal."""
    changed = recipe
    found = [line.name for line in recipe if line.op == "softmax_back"]
    for name in found:
        changed = changed.change(name, op="diagonal_jacobian")
    if found:
        yield Change(changed)


def scale_missing_backward(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The scale left out on the way back."""
    if "dscores" in recipe and recipe["dscores"].op == "times":
        yield Change(recipe.change("dscores", op="copy"))


def path_left_out(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """One of the ways on which X (or another) reaches L left out of its gradient."""
    for line in recipe:
        if line.op != "total" or len(line.of) < 2:
            continue
        ways = range(len(line.of))
        for left in [{way} for way in ways] + [set(ways) - {way} for way in ways]:
            kept = tuple(name for way, name in enumerate(line.of) if way not in left)
            yield Change(recipe.change(line.name, of=kept), values={"stage": line.name})
