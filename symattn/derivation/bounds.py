"""How large a score can get: dot products grow with d_k, additive scores do not.

Vaswani et al., 2017, section 3.2.1: "While for small values of d_k the two mechanisms
perform similarly, additive attention outperforms dot product attention without scaling
for larger values of d_k."  Made exact for entries −1 and 1, as large as the layers before
keep them: |q·k| ≤ d_k is reached, while |tanh| < 1 gives |tanh(…) w_v| < Σ|w_v| whatever
d_k is.  The largest weight among two keys follows: 1/(1 + e^(−2 s)) for scores s and −s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flint import fmpq

from symattn.errors import InputError
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry, RowSum, exponential
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["WIDTHS", "Bound", "bounds", "largest_additive", "weight_of_two"]

WIDTHS = (1, 4, 16, 64, 256, 1024)


@dataclass(frozen=True)
class Bound:
    """For one width d_k: the largest dot product, the largest scaled one, the additive bound."""

    width: int
    dot: Entry
    scaled: Entry
    additive: Entry


def largest_additive(problem: Problem) -> Entry:
    """Σ|w_v|, which no additive score reaches.

    Raises InputError for a problem without w_v, or with one whose signs are not decided.
    """
    if "w_v" not in problem.inputs or problem.symbolic:
        raise InputError(
            say("derivation.bound_of_additive"),
            key="attention.kind",
            fix=say("fix.write_additive"),
        )
    parts = []
    for cell in problem.inputs["w_v"].cells:
        entry = Entry.of(cell)
        sign = entry.sign()
        if sign is None:
            raise InputError(say("derivation.sign_undecided"), key="inputs.w_v")
        parts.append(entry * sign)
    return Entry.sum_of(parts)


def bounds(additive: Entry, widths: Iterable[int] = WIDTHS) -> tuple[Bound, ...]:
    """The bounds side by side, one row for each width, beside that of additive scores."""
    return tuple(
        Bound(d, Entry.of(d), Entry.of(Algebraic.power(fmpq(d), fmpq(1, 2))), additive)
        for d in widths
    )


def weight_of_two(score: Entry) -> Entry:
    """1/(1 + e^(−2s)): the larger weight of two keys with the scores s and −s.

    >>> weight_of_two(Entry.of(0)).rational()
    1/2
    """
    whole = exponential(score * -2) + 1
    return Entry.reciprocal(RowSum(("two", repr(score)), whole.plain()))
