"""What −1e9 does and −∞ does not; and what a mask that is added does to a hidden row.

A number f put in place of hidden scores leaves each hidden key the weight e^f/z > 0.
Together they take ε = Σ e^f/z, and every visible weight is 1 − ε times what it is under
−∞, exactly.  A number *added* to every score of a row cancels in the quotient: a row
whose keys were all to be hidden has the weights that it would have without a mask.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from symattn.derivation.blocks import same
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.derivation import Derivation, solve
from symattn.numbers.entries import Entry
from symattn.numbers.tensors import Index, Tensor, indices

__all__ = ["Leak", "cancelled_rows", "leaks"]


@dataclass(frozen=True)
class Leak:
    """One row under a finite fill: ``share`` is ε, ``holds`` whether visible weights are
    (1 − ε) times those under −∞, exactly (None: not decided)."""

    row: Index
    hidden: tuple[int, ...]
    share: Entry
    holds: bool | None


def leaks(derivation: Derivation) -> tuple[Leak, ...]:
    """The rows with some hidden and some visible keys, under a finite fill."""
    problem = derivation.problem
    visible = problem.visible
    if visible is None or problem.fill == "-inf" or problem.symbolic:
        return ()
    weights = derivation.carrier.cells(derivation.value("weights"))
    beside = solve(problem.changed(mask_fill="-inf"))
    others = beside.carrier.cells(beside.value("weights"))
    out = []
    for row in indices(weights.shape[:-1]):
        seen = [visible[pick(visible.shape, (*row, j))] for j in range(weights.shape[-1])]
        hidden = tuple(j for j, shown in enumerate(seen) if not shown)
        if not hidden or all(not shown for shown in seen):
            continue
        share = Entry.sum_of(weights[(*row, j)] for j in hidden)
        found = [
            same(weights[(*row, j)], others[(*row, j)] * (Entry.of(1) - share))
            for j, shown in enumerate(seen)
            if shown
        ]
        holds = False if False in found else None if None in found else True
        out.append(Leak(row, hidden, share, holds))
    return tuple(out)


def cancelled_rows(derivation: Derivation) -> tuple[tuple[Index, fmpq, bool | None], ...]:
    """Rows whose scores all get the same number added: where, the number, and whether the
    weights are those without the bias, exactly."""
    problem = derivation.problem
    if problem.bias is None or problem.symbolic:
        return ()
    weights = derivation.carrier.cells(derivation.value("weights"))
    plain = solve(problem.changed(bias=None))
    others = plain.carrier.cells(plain.value("weights"))
    out = []
    for row in indices(weights.shape[:-1]):
        number = _constant(problem.bias, row, weights.shape[-1])
        if number is None or number == 0 or not _untouched(problem.visible, row, weights.shape[-1]):
            continue
        pairs = [(weights[(*row, j)], others[(*row, j)]) for j in range(weights.shape[-1])]
        found = [same(a, b) for a, b in pairs]
        holds = False if False in found else None if None in found else True
        out.append((row, number, holds))
    return tuple(out)


def _constant(bias: Tensor[object], row: Index, size: int) -> fmpq | None:
    """The number that the bias adds to every score of the row; None where they differ."""
    first = bias[pick(bias.shape, (*row, 0))]
    every = (bias[pick(bias.shape, (*row, j))] for j in range(size))
    return first if isinstance(first, fmpq) and all(cell == first for cell in every) else None


def _untouched(visible: Tensor[bool] | None, row: Index, size: int) -> bool:
    return visible is None or all(visible[pick(visible.shape, (*row, j))] for j in range(size))
