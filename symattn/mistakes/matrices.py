"""Mistakes with whole matrices: which, turned how, split and joined how."""

from __future__ import annotations

from collections.abc import Iterator

from symattn.derivation.recipe import Line, Recipe
from symattn.mistakes.change import Change
from symattn.problem.model import Problem

__all__ = [
    "heads_joined_wrong",
    "heads_split_wrong",
    "keys_for_values",
    "keys_not_transposed",
    "kv_heads_tiled",
    "product_shortened",
    "projection_transposed",
    "queries_keys_swapped",
    "sequences_exchanged",
    "values_left_out",
]


def _is_dot(recipe: Recipe) -> bool:
    return "scores" in recipe and recipe["scores"].op == "product"


def keys_not_transposed(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Q K where Q Kᵀ is meant: only square keys hide it."""
    if _is_dot(recipe) and problem.d_k == problem.m:
        yield Change(recipe.change("scores", how={}))


def queries_keys_swapped(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """K Qᵀ where Q Kᵀ is meant."""
    if _is_dot(recipe) and problem.n == problem.m:
        queries, keys = recipe["scores"].of
        yield Change(recipe.change("scores", of=(keys, queries)))


def sequences_exchanged(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Queries from the sequence that keys and values belong to, and the other way round."""
    if "Y" in problem.inputs and problem.n == problem.m:
        names = {"X": "Y", "Y": "X"}
        lines = (
            Line(line.name, line.op, tuple(names.get(name, name) for name in line.of), line.how)
            for line in recipe
        )
        if problem.inputs["X"].shape == problem.inputs["Y"].shape:
            yield Change(Recipe(tuple(lines)))


def projection_transposed(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """X Wᵀ where X W is meant: only square weights hide it."""
    lines = {
        line.of[1]: line.name
        for line in recipe
        if line.op == "product" and len(line.of) == 2 and line.of[1].startswith("W_")
    }
    square = [
        name for name in lines if problem.inputs[name].shape[-1] == problem.inputs[name].shape[-2]
    ]
    together = [("W_Q", "W_K", "W_V"), ("W_Q", "W_K"), ("W_Q", "W_K", "W_V", "W_O")]
    for names in [*((name,) for name in square), *together]:
        if not set(names) <= set(square):
            continue
        changed = recipe
        for name in names:
            changed = changed.change(lines[name], how={"turn": "second"})
        yield Change(changed, values={"which": ", ".join(names)})


def values_left_out(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The weights not multiplied by the values, or by the tokens instead of their values."""
    if "output" not in recipe:
        return
    if problem.d_v == problem.m:
        yield Change(recipe.change("output", op="copy", of=("weights",)))
    source = "Y" if "Y" in problem.inputs else "X"
    if recipe["V"].op == "product" and problem.d_model == problem.d_v and source in problem.inputs:
        yield Change(recipe.change("V", op="copy", of=(source,)))
        yield Change(recipe.change("output", of=("weights", source)))


def keys_for_values(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """The weights multiplied by the keys."""
    if "output" in recipe and _is_dot(recipe) and problem.d_k == problem.d_v:
        keys = recipe["scores"].of[1]
        yield Change(
            recipe.change("output", of=("weights", keys)).change("terms", of=("weights", keys))
        )


def heads_split_wrong(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Heads cut from the array as it lies in memory, or from every h-th column."""
    split = [line.name for line in recipe if line.op == "split"]
    for op in ("split_flat", "split_interleaved"):
        changed = recipe
        for name in split:
            changed = changed.change(name, op=op)
        if split:
            yield Change(changed)
            if "concat" in recipe:
                yield Change(changed.change("concat", op="join_flat"))


def heads_joined_wrong(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Heads written side by side as they lie in memory."""
    if "concat" in recipe:
        yield Change(recipe.change("concat", op="join_flat"))


def kv_heads_tiled(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """Query head h reads key head h mod g, where it should be h divided by the group."""
    lines = [line.name for line in recipe if line.op == "repeat"]
    changed = recipe
    for name in lines:
        changed = changed.change(name, op="tiled")
    if lines:
        yield Change(changed)


def product_shortened(problem: Problem, recipe: Recipe) -> Iterator[Change]:
    """One term left out of every sum of a product."""
    for line in recipe:
        if line.op != "product" or not line.name.isidentifier():
            continue
        width = _width(problem, line.name)
        if width is None or not 2 <= width <= 8:
            continue
        for without in range(width):
            how = {**line.how, "without": without}
            values = {"stage": line.name, "term": without + 1}
            yield Change(recipe.change(line.name, op="short_product", how=how), values=values)


def _width(problem: Problem, stage: str) -> int | None:
    """How many terms each sum of a product has."""
    if stage == "scores":
        return problem.d_k
    if stage == "output":
        return problem.m
    return problem.d_model if stage in ("Q", "K", "V") else None
