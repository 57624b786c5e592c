"""Mistakes with the factor before the softmax."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from symattn.derivation.recipe import Line, Recipe
from symattn.mistakes.change import Change, redone
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.problem.model import Problem

__all__ = [
    "d_k_for_root",
    "no_scale",
    "other_scale",
    "scale_by_length",
    "scale_by_model_width",
    "scaled_twice",
    "temperature_after_softmax",
]


UNSCALED = Line("_unscaled", "copy", ("scores",))


def root(width: int) -> ExpSum:
    """1/√width."""
    return ExpSum.of(Algebraic.power(fmpq(width), fmpq(-1, 2)))


def _by(recipe: Recipe, factor: object, **values: object) -> Change:
    return Change(recipe.change("scaled", op="times", how={"by": factor}), values=values)


def no_scale(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The scores go into the softmax as they are."""
    if _scaled(problem):
        yield Change(recipe.change("scaled", op="copy"))
        # the scale stands on the page, and is then forgotten
        yield Change(recipe.after("scaled", UNSCALED))


def _scaled(problem: Problem) -> bool:
    return bool(problem.scale != 1)


def d_k_for_root(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """1/d_k where 1/√d_k is meant."""
    if problem.scale_kind == "1/sqrt(d_k)" and problem.d_k is not None and problem.d_k > 1:
        yield _by(recipe, fmpq(1, problem.d_k))
    elif problem.scale_kind == "1/d_k" and problem.d_k is not None and problem.d_k > 1:
        yield _by(recipe, root(problem.d_k))


def scale_by_model_width(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """1/√d_model where the width of a head is meant."""
    widths = {problem.d_model, None if problem.d_k is None else problem.d_k * problem.heads}
    for width in sorted(w for w in widths if w is not None and w != problem.d_k):
        yield _by(recipe, root(width), width=width)


def scale_by_length(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The number of keys or queries where the width is meant."""
    for length in dict.fromkeys((problem.m, problem.n)):
        if length > 1 and length != problem.d_k:
            yield _by(recipe, root(length), width=length)
            yield _by(recipe, fmpq(1, length), width=length)


def scaled_twice(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The factor put in a second time, after the scaled scores or with them."""
    if not _scaled(problem):
        return
    factors = [problem.scale]
    if problem.d_k is not None and problem.d_k > 1:
        factors.append(fmpq(1, problem.d_k))
    for factor in factors:
        yield Change(
            recipe.after("scaled", Line("_scaled_again", "times", ("scaled",), {"by": factor}))
        )
        yield Change(redone(recipe, "scaled", "times", by=factor))


def temperature_after_softmax(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The scale used on the weights instead of on the scores."""
    if not _scaled(problem):
        return
    plain = recipe.change("scaled", op="copy")
    for op in ("raised", "times"):
        late = redone(plain, "weights", op, by=problem.scale)
        yield Change(late)
        late = redone(recipe.after("scaled", UNSCALED), "weights", op, by=problem.scale)
        yield Change(late)


def other_scale(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """A scale where the problem says that there is none."""
    if problem.scale_kind == "none" and problem.d_k is not None and problem.d_k > 1:
        yield _by(recipe, root(problem.d_k), scale="1/sqrt(d_k)")
        yield _by(recipe, fmpq(1, problem.d_k), scale="1/d_k")
