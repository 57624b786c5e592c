"""Mistakes with the mask, the window and the bias."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from symattn.derivation.recipe import Line, Recipe
from symattn.mistakes.change import Change, redone
from symattn.numbers.tensors import Tensor
from symattn.problem import masks
from symattn.problem.model import Problem

__all__ = [
    "bias_before_scale",
    "mask_added_as_number",
    "mask_after_softmax",
    "mask_ignored",
    "mask_inverted",
    "mask_multiplied",
    "other_alignment",
    "other_mask",
    "other_window",
]


def _unmasked(recipe: Recipe) -> Recipe:
    return recipe.change("masked", op="copy")


def mask_ignored(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Every key is seen."""
    if "masked" in recipe:
        yield Change(_unmasked(recipe))


def _seen(recipe: Recipe, visible: Tensor[bool], **values: object) -> Change:
    how = {**recipe["masked"].how, "where": visible}
    return Change(recipe.change("masked", how=how), values=values)


def mask_inverted(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """What should be seen is hidden and the other way round; or the triangle is turned over."""
    visible = problem.visible
    if visible is None:
        return
    yield _seen(recipe, visible.map(lambda seen: not seen))
    if visible.shape[-1] == visible.shape[-2]:
        turned = visible.transposed()
        if turned != visible:
            yield _seen(recipe, turned)


def mask_after_softmax(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Weights of hidden keys set to 0, and the rest not divided again."""
    if problem.visible is not None:
        plain = _unmasked(recipe)
        yield Change(redone(plain, "weights", "fill", where=problem.visible, fill=fmpq(0)))


def mask_added_as_number(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The mask's ones and zeros added to the scores."""
    if problem.visible is not None:
        for one in (True, False):
            table = Tensor(
                problem.visible.shape,
                tuple(fmpq(1 if seen is one else 0) for seen in problem.visible.cells),
            )
            yield Change(recipe.change("masked", op="add_table", how={"table": table}))


def mask_multiplied(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The scores of hidden keys multiplied by 0, which leaves them e⁰."""
    if "masked" in recipe:
        how = {**recipe["masked"].how, "fill": fmpq(0)}
        yield Change(recipe.change("masked", how=how))


def _windowed(problem: Problem, kind: str, visible: Tensor[bool]) -> Tensor[bool]:
    if problem.window is None:
        return visible
    return masks.both(visible, masks.window(problem.n, problem.m, problem.window, kind))


def other_alignment(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """A causal mask aligned at the other corner, or moved by one."""
    kinds = {"causal": "causal-lower-right", "causal-lower-right": "causal"}
    kind = problem.mask_kind
    if kind not in kinds or "masked" not in recipe:
        return
    other = kinds[kind]
    n, m = problem.n, problem.m
    if n != m:
        yield _seen(recipe, _windowed(problem, other, masks.KINDS[other](n, m)), by=other)
    own = m - n if kind == "causal-lower-right" else 0
    for by in (-1, 1):
        moved = Tensor((n, m), tuple(j <= i + own + by for i in range(n) for j in range(m)))
        yield _seen(recipe, _windowed(problem, kind, moved), by=by)


def other_window(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """A window one wider or narrower, or one that looks ahead as well."""
    width = problem.window
    if width is None or "masked" not in recipe:
        return
    n, m, kind = problem.n, problem.m, problem.mask_kind
    whole = masks.KINDS[kind](n, m) if kind in masks.KINDS else None
    for other in (width + 1, width - 1):
        if other > 0:
            yield _seen(recipe, masks.window(n, m, other, kind), by=other)
    for reach in (width, width - 1):
        around = Tensor((n, m), tuple(abs(i - j) <= reach for i in range(n) for j in range(m)))
        yield _seen(recipe, around, by=width)
    if whole is not None:
        yield _seen(recipe, whole, by=0)


def other_mask(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """A causal mask where the problem has none."""
    if "masked" in recipe or problem.n < 2:
        return
    last = recipe["exponentials"].of[0]
    for kind, visible in masks.KINDS.items():
        how = {"where": visible(problem.n, problem.m), "fill": "-inf"}
        if last != "_shifted":
            yield Change(
                recipe.after(last, Line("_masked", "fill", (last,), how)), values={"by": kind}
            )


def bias_before_scale(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The bias added to the raw scores, and scaled with them."""
    if "biased" in recipe and recipe["scaled"].op == "times":
        scaled = Line("_scaled_bias", "times", ("bias",), dict(recipe["scaled"].how))
        lines = []
        for line in recipe:
            if line.name == "biased":
                lines += [scaled, Line("biased", "plus", (line.of[0], "_scaled_bias"))]
            else:
                lines.append(line)
        yield Change(Recipe(tuple(lines)))
