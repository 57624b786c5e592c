"""Decoding one token at a time with the keys and values kept: the rows of the whole, one by one.

At time t the query q_t meets the keys and values of the tokens up to its own position,
which are kept from the steps before (the cache); nothing else is worked out.
"""

from __future__ import annotations

from dataclasses import replace

from symattn.derivation.blocks import PARTS, same
from symattn.derivation.derivation import Derivation
from symattn.derivation.recipe import Line, Recipe
from symattn.errors import InputError, Unsupported
from symattn.numbers.tensors import Tensor, indices
from symattn.words import say

__all__ = ["Decoded", "decode"]


class Decoded:
    """One time step: ``derivation`` has its lines (``_scores_now`` …), for query ``row``.

    ``keys`` says how many keys are in the cache, the token's own included; ``same``
    whether the row is that of the whole computation (None: not decided), which holds
    for each leading index.
    """

    def __init__(self, derivation: Derivation, row: int, keys: int) -> None:
        self.derivation = derivation
        self.row = row
        self.keys = keys

    def name(self, stage: str) -> str:
        """The line of this time step that stands for a stage."""
        return f"_{stage}_now"

    @property
    def same(self) -> bool | None:
        """Whether the row of the output is the one of the whole, exactly."""
        steps = self.derivation
        whole, now = (steps.carrier.cells(steps.value(n)) for n in ("output", self.name("output")))
        found = [
            same(now[(*i[:-1], 0, i[-1])], whole[(*i[:-1], self.row, i[-1])])
            for i in indices((*whole.shape[:-2], whole.shape[-1]))
        ]
        return False if False in found else None if None in found else True


def decode(derivation: Derivation) -> tuple[Decoded, ...]:
    """The rows of a causal problem, each from its own query and the cache alone.

    Raises InputError where a query may see keys past its own position (there is no
    order in time then), Unsupported with dropout or symbols, or scores given.
    """
    problem = derivation.problem
    if problem.dropout is not None or problem.symbolic or "K" not in derivation.recipe:
        raise Unsupported(say("derivation.decoding_of_numbers"))
    if "output" not in derivation.recipe:
        raise InputError(
            say("derivation.decoding_without_values"), key="inputs.V", fix=say("fix.give_V")
        )
    late = {"causal": 0, "causal-lower-right": problem.m - problem.n}.get(problem.mask_kind)
    if late is None or "prefix" in problem.settings or late < 0 or problem.fill != "-inf":
        raise InputError(
            say("derivation.decoding_later_keys"),
            key="attention.mask",
            fix=say("fix.write_causal_mask_and_fill"),
        )
    return tuple(_now(derivation, t, min(t + late + 1, problem.m)) for t in range(problem.n))


def _now(derivation: Derivation, row: int, keys: int) -> Decoded:
    """The lines from the scores to the output for one query, reading the cache."""
    recipe = derivation.recipe
    lines = _after_projections(recipe)
    query = {"first": row, "last": row + 1, "of": "rows"}
    cache = {"first": 0, "last": keys, "of": "rows"}
    renamed = {line.name: f"_{line.name.removeprefix('_')}_now" for line in lines}
    new = [
        Line("_Q_now", "part", ("Q",), query),
        Line("_K_now", "part", ("K",), cache),
        Line("_V_now", "part", ("V",), cache),
    ]
    renamed |= {"Q": "_Q_now", "K": "_K_now", "V": "_V_now"}
    if "biased" in recipe:
        new += [
            Line("_bias_row", "part", ("bias",), query),
            Line("_bias_now", "part", ("_bias_row",), {**cache, "of": "columns"}),
        ]
        renamed["bias"] = "_bias_now"
    for line in lines:
        of = tuple(renamed.get(name, name) for name in line.of)
        how = dict(line.how)
        if line.op == "fill":
            how["where"] = _cut(how["where"], row, keys)
        new.append(replace(line, name=renamed[line.name], of=of, how=how))
    steps = derivation.running_on(
        {name: derivation.value(name) for name in ("Q", "K", "V", "output")},
        recipe=recipe.plus(*new),
        kinds=PARTS,
    )
    return Decoded(steps, row, keys)


def _after_projections(recipe: Recipe) -> list[Line]:
    """The lines that come after Q, K and V and before the heads are joined."""
    lines: list[Line] = []
    reads = {"Q", "K", "V"}
    for line in (*recipe.before("output"), recipe["output"]):
        if reads & set(line.of):
            reads.add(line.name)
            lines.append(line)
    return lines


def _cut(where: object, row: int, keys: int) -> Tensor[bool]:
    """Who sees whom, (n, m) under a mask with a name, for one query and the keys of the cache."""
    assert isinstance(where, Tensor)
    return Tensor.build((1, keys), lambda i: where[(row, i[1])])
