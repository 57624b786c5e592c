"""A bias by distance and the same bias by position: two tables, one softmax.

Press, Smith and Lewis, "Train Short, Test Long" (ALiBi), 2022, section 3 and its figure 3:
under a causal mask −m(i − j) and m j differ by m i, one number for a row, which cancels in
the quotient.  Here the other table is built, solved, and its weights compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.derivation.blocks import same
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.derivation import Derivation, solve
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.model import Problem

__all__ = ["TwoWays", "two_ways"]


@dataclass(frozen=True)
class TwoWays:
    """One head: the slope m, the bias of each visible key in both ways (None: hidden), the
    number m i by which a row of one differs from that of the other, and whether the weights
    are the same, exactly (None: not decided)."""

    lead: Index
    slope: fmpq
    by_distance: Tensor[fmpq | None]
    by_position: Tensor[fmpq | None]
    apart: tuple[fmpq, ...]
    holds: bool | None


def two_ways(derivation: Derivation) -> tuple[TwoWays, ...]:
    """Heads whose bias is m j or −m(i − j) on every visible key, none of them to come."""
    problem = derivation.problem
    weights = derivation.carrier.cells(derivation.value("weights"))
    bias = problem.bias
    if bias is None or problem.symbolic:
        return ()
    slopes = {lead: _slope(problem, lead) for lead in indices(weights.shape[:-2])}
    if not any(slopes.values()):
        return ()
    first = _first(problem)

    def other(index: Index) -> Any:
        slope = slopes[index[:-2]]
        if slope is None:
            return bias[pick(bias.shape, index)]
        return slope * (
            index[-1]
            if not _by_position(problem, index[:-2], slope)
            else index[-1] - index[-2] - first
        )

    beside = solve(problem.changed(bias=Tensor.build(weights.shape, other)))
    others = beside.carrier.cells(beside.value("weights"))
    return tuple(
        _found(problem, lead, slope, weights, others) for lead, slope in slopes.items() if slope
    )


def _found(
    problem: Problem, lead: Index, slope: fmpq, weights: Tensor[Any], others: Tensor[Any]
) -> TwoWays:
    n, m = weights.shape[-2:]
    first = _first(problem)

    def table(by_position: bool) -> Tensor[fmpq | None]:
        return Tensor.build(
            (n, m),
            lambda i: (
                slope * (i[1] if by_position else i[1] - i[0] - first)
                if _sees(problem, (*lead, *i))
                else None
            ),
        )

    pairs = [(weights[(*lead, i, j)], others[(*lead, i, j)]) for i in range(n) for j in range(m)]
    truth = [same(a, b) for a, b in pairs if not isinstance(a, Special)]
    holds = False if False in truth else None if None in truth else True
    apart = tuple(slope * (i + first) for i in range(n))
    return TwoWays(lead, slope, table(False), table(True), apart, holds)


def _first(problem: Problem) -> int:
    """The position of the first query: the last sees the last key where the mask says so."""
    return problem.m - problem.n if problem.mask_kind == "causal-lower-right" else 0


def _slope(problem: Problem, lead: Index) -> fmpq | None:
    """m, where the bias of the head is one of the two ways with that m; else None."""
    cells = list(_visible(problem, lead))
    if any(not isinstance(bias, fmpq) or place > 0 for _, place, bias in cells):
        return None
    steps = {
        (cells[k + 1][2] - bias) / (cells[k + 1][1] - place)
        for k, (row, place, bias) in enumerate(cells[:-1])
        if cells[k + 1][0] == row
    }
    if len(steps) != 1:
        return None
    (slope,) = steps
    distance = all(bias == slope * place for _, place, bias in cells)
    return slope if slope and (distance or _by_position(problem, lead, slope)) else None


def _by_position(problem: Problem, lead: Index, slope: fmpq) -> bool:
    first = _first(problem)
    return all(
        bias == slope * (row + first + place) for row, place, bias in _visible(problem, lead)
    )


def _visible(problem: Problem, lead: Index) -> Iterator[tuple[int, int, Any]]:
    """Row, key minus query, and bias of every visible key."""
    assert problem.bias is not None
    first = _first(problem)
    for i in range(problem.n):
        for j in range(problem.m):
            if _sees(problem, (*lead, i, j)):
                bias = problem.bias[pick(problem.bias.shape, (*lead, i, j))]
                yield i, j - i - first, bias


def _sees(problem: Problem, index: Index) -> bool:
    return problem.visible is None or problem.visible[pick(problem.visible.shape, index)]
