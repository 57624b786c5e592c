"""The softmax block by block: running maximum, partial sums, the same row in the end.

Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018, algorithm 3;
Dao et al., "FlashAttention", 2022, algorithm 1.  For the scores S_b and values V_b of
block b, with m₀ = −∞, z₀ = 0 and O₀ = 0:

    m_b = max(m_(b−1), max S_b)
    z_b = e^(m_(b−1) − m_b) z_(b−1) + Σ e^(S_b − m_b)
    O_b = e^(m_(b−1) − m_b) O_(b−1) + e^(S_b − m_b) V_b

and the output is O_b / z_b after the last block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.derivation import Derivation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.steps import Computes
from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import Entry, Special
from symattn.numbers.tensors import Tensor, indices
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["OUTPUT", "PARTS", "Part", "block_size", "blockwise", "same_rows", "spans"]

OUTPUT = "_blocks_output"
"""The line that holds what the blocks give."""


class Part:
    """Some neighbouring columns of an array, or some of its rows."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        first, last = int(str(line.how["first"])), int(str(line.how["last"]))
        columns = line.how["of"] == "columns"

        def cut(tensor: Tensor[Any]) -> Tensor[Any]:
            *lead, rows, across = tensor.shape
            if columns:
                shape = (*lead, rows, last - first)
                return Tensor.build(shape, lambda i: tensor[(*i[:-1], i[-1] + first)])
            shape = (*lead, last - first, across)
            return Tensor.build(shape, lambda i: tensor[(*i[:-2], i[-2] + first, i[-1])])

        return carrier.move(values[0], cut)


class Larger:
    """The larger of two numbers in each row."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        one, two = (carrier.cells(value) for value in values)
        beside = Tensor.build(
            (*one.shape[:-1], 2), lambda i: (one if i[-1] == 0 else two)[(*i[:-1], 0)]
        )
        return carrier.largest(carrier.of_cells(beside), "row")


class Rescale:
    """Entry times entry, a column stretched over the rows."""

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.hadamard(values[0], values[1])


PARTS: Mapping[str, Computes] = {"part": Part(), "larger": Larger(), "rescale": Rescale()}
"""The kinds of line with which an array is taken piece by piece."""


@dataclass(frozen=True)
class _Names:
    """The lines of block ``b``."""

    b: int

    def __getattr__(self, name: str) -> str:
        return f"_{name}_of_block_{self.b}"


def block_size(problem: Problem) -> int:
    """The keys of a block: ``block`` of the problem's sheet, or two."""
    return int(problem.sheet.get("block", 2))


def spans(keys: int, size: int) -> list[tuple[int, int]]:
    """First key and the one after the last of each block.

    >>> spans(5, 2)
    [(0, 2), (2, 4), (4, 5)]
    """
    return [(first, min(first + size, keys)) for first in range(0, keys, size)]


def blockwise(derivation: Derivation, size: int) -> Derivation:
    """The derivation with the lines of all blocks at its end, up to :data:`OUTPUT`.

    Raises InputError without values or with a size below 1, Unsupported with dropout
    or symbols.
    """
    problem = derivation.problem
    if size < 1:
        raise InputError(say("derivation.block_size", size=size), key="sheet.block")
    if "output" not in derivation.recipe:
        raise InputError(
            say("derivation.blocks_without_values"), key="inputs.V", fix=say("fix.give_V")
        )
    if problem.dropout is not None or problem.symbolic:
        key = "attention.dropout" if problem.dropout is not None else "sheet.also"
        raise Unsupported(say("derivation.blocks_of_numbers"), key=key, fix=say("fix.leave_out"))
    recipe = derivation.recipe
    values = recipe["output"].of[1]
    lines: list[Line] = []
    before: _Names | None = None
    for b, span in enumerate(spans(problem.m, size), start=1):
        names = _Names(b)
        lines += _block(names, before, _logits(recipe), values, span, problem.base)
        before = names
    assert before is not None
    how = {"empty": problem.empty_rows}
    lines.append(Line(OUTPUT, "divide", (before.outputs, before.sums), how))
    return derivation.running_on({}, recipe=recipe.plus(*lines), kinds=PARTS)


def _logits(recipe: Recipe) -> str:
    """The line of the exponents, before anything is taken out of them."""
    exponents = recipe["exponentials"].of[0]
    return recipe[exponents].of[0] if exponents == "_shifted" else exponents


def _block(
    names: _Names,
    before: _Names | None,
    logits: str,
    values: str,
    span: tuple[int, int],
    base: object,
) -> list[Line]:
    first, last = span
    columns = {"first": first, "last": last, "of": "columns"}
    rows = {**columns, "of": "rows"}
    own = names.maximum if before is None else names.own
    lines = [
        Line(names.scores, "part", (logits,), columns),
        Line(names.values, "part", (values,), rows),
        Line(own, "largest", (names.scores,)),
    ]
    if before is not None:
        lines.append(Line(names.maximum, "larger", (before.maximum, own)))
    sums, outputs = (names.sums, names.outputs) if before is None else (names.new, names.added)
    lines += [
        Line(names.shifted, "minus_rows", (names.scores, names.maximum)),
        Line(names.powers, "exp", (names.shifted,), {"base": base}),
        Line(sums, "sum_rows", (names.powers,)),
        Line(outputs, "product", (names.powers, names.values)),
    ]
    if before is not None:
        lines += [
            Line(names.step, "minus_rows", (before.maximum, names.maximum)),
            Line(names.factor, "exp", (names.step,), {"base": base}),
            Line(names.kept, "rescale", (before.sums, names.factor)),
            Line(names.sums, "plus", (names.kept, names.new)),
            Line(names.old, "rescale", (before.outputs, names.factor)),
            Line(names.outputs, "plus", (names.old, names.added)),
        ]
    return lines


def same_rows(one: Derivation, first: str, second: str) -> Tensor[bool | None]:
    """For each row whether two lines of one shape are equal in it; None where that is open.

    Both undefined are the same.
    """
    a, b = (one.carrier.cells(one.value(name)) for name in (first, second))

    def row(index: tuple[int, ...]) -> bool | None:
        found = [same(a[(*index, j)], b[(*index, j)]) for j in range(a.shape[-1])]
        return False if False in found else None if None in found else True

    return Tensor(a.shape[:-1], tuple(row(index) for index in indices(a.shape[:-1])))


def same(a: Any, b: Any) -> bool | None:
    """Whether two exact entries are equal: where each has one row sum, by cross products."""
    if isinstance(a, Special) or isinstance(b, Special):
        return a is b
    assert isinstance(a, Entry) and isinstance(b, Entry)
    one, two = a.over(), b.over()
    if one is None or two is None:
        return a.equals(b)
    return (one[0] * two[1] - two[0] * one[1]).is_zero()
