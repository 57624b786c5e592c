"""Mistakes in the softmax: its sum, its base, its largest score, its exponents' signs."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from symattn.derivation.recipe import Line, Recipe
from symattn.mistakes.change import Change, redone
from symattn.problem.model import Problem
from symattn.problem.stages import family

__all__ = [
    "base_ten",
    "base_two",
    "max_not_taken_from_all",
    "no_exponential",
    "no_normalisation",
    "other_base",
    "other_shift",
    "rounded_too_early",
    "sign_turned",
    "softmax_down_columns",
]


def exponent(recipe: Recipe) -> str:
    """The line of the exponents, before the largest is taken out."""
    name = recipe["exponentials"].of[0]
    return recipe[name].of[0] if name == "_shifted" else name


def softmax_down_columns(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The exponentials divided by the sums of their columns."""
    turned = recipe.change("row_sums", how={"along": "column"})
    yield Change(turned.change("weights", how={**recipe["weights"].how, "along": "column"}))


def no_normalisation(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The exponentials taken for the weights."""
    yield Change(recipe.change("weights", op="copy"))


def no_exponential(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The scores divided by their sum."""
    yield Change(recipe.change("exponentials", op="hidden_as_zero", of=(exponent(recipe),)))


def base_two(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Powers of 2."""
    if problem.base != fmpq(2):
        yield Change(recipe.change("exponentials", how={"base": fmpq(2)}))


def base_ten(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Powers of 10."""
    if problem.base != fmpq(10):
        yield Change(recipe.change("exponentials", how={"base": fmpq(10)}))


def other_base(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Powers of e where the problem has another base."""
    if problem.base is not None:
        yield Change(recipe.change("exponentials", how={"base": None}))


def _with_both(problem: Problem, recipe: Recipe) -> Recipe:
    """Exponentials with and without the largest score taken out, as lines in between."""
    last = exponent(recipe)
    base = {"base": problem.base}
    out: list[Line] = []
    for line in recipe:
        if line.name == "exponentials":
            out += [
                Line("_top", "largest", (last,)),
                Line("_gap", "minus_rows", (last, "_top")),
                Line("_with", "exp", ("_gap",), base),
                Line("_plain", "exp", (last,), base),
            ]
        out.append(line)
    return Recipe(tuple(out))


def max_not_taken_from_all(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The largest score taken out of some of the exponents only."""
    both = _with_both(problem, recipe)
    for over, under in (("_with", "_plain"), ("_plain", "_with")):
        mixed = both.change("exponentials", op="copy", of=(over,))
        yield Change(mixed.change("row_sums", of=(under,)))
    for first, second in (("_with", "_plain"), ("_plain", "_with")):
        yield Change(both.change("exponentials", op="picked", of=(first, second, "_gap")))


def other_shift(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The other way of writing the same softmax: with the largest score taken out, or not."""
    if problem.shift == "max":
        yield Change(recipe.change("exponentials", of=(exponent(recipe),)))
    else:
        both = _with_both(problem, recipe)
        yield Change(both.change("exponentials", of=("_gap",)))


def sign_turned(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """A whole table with its sign turned: the exponents, the bias, the scores."""
    if "biased" in recipe:
        how = {"what": "bias"}
        yield Change(recipe.change("biased", op="minus_rows"), values=how)
    last = exponent(recipe)
    if last != "masked":
        minus = Line("_turned", "times", (last,), {"by": fmpq(-1)})
        yield Change(recipe.after(last, minus), values={"what": "exponents"})
    for stage in ("scaled", "scores"):
        yield Change(redone(recipe, stage, "times", by=fmpq(-1)), values={"what": stage})


ROUNDED = ("logits", "softmax", "weights")
"""The families of stages that people round before they go on."""


def rounded_too_early(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The next stage computed from a stage that was rounded (or cut off); or every stage so."""
    rounded = [line.name for line in recipe if family(line.name) in ROUNDED]
    for places in (2, 3, 1, 4, 0, 5):
        for cut in (False, True):
            values: dict[str, object] = {"places": places, "cut": cut}
            every = recipe
            for stage in rounded:
                short = Line(f"_{stage}_short", "rounded", (stage,), values)
                yield Change(recipe.after(stage, short), values={**values, "stage": stage})
                every = every.after(stage, short)
            yield Change(every, values={**values, "stage": ""})
