"""The second program: attention with ``Decimal``, and its agreement with the oracle's mpmath.

``worked`` lets whoever calls change each stage after it is computed, so that the
same lines work out the truth and what an author with rounding and slips gets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
from mpmath import mp

from tests.campaigns.texts.decimals import CONTEXT, Matrix
from tests.campaigns.texts.problems import Problem, beside
from tests.oracle.arithmetic import real
from tests.oracle.attention import attention

HIDDEN = Decimal("-Infinity")
STAGES = (
    "Q",
    "K",
    "V",
    "scores",
    "scaled",
    "masked",
    "exponentials",
    "row_sums",
    "weights",
    "output",
)
JOINT = ("concat", "projected")
Change = Callable[[str, int | None, Matrix], Matrix]
"""What an author makes of a stage: name, head (None for a joint one), computed entries."""


def nothing(_stage: str, _head: int | None, matrix: Matrix) -> Matrix:
    """The change that changes nothing."""
    return matrix


def worked(
    problem: Problem, change: Change = nothing, scale: str = "", causal: bool | None = None
) -> dict[tuple[str, int | None], Matrix]:
    """Every stage of every head, by (stage, head); ``scale`` and ``causal`` if they differ."""
    out: dict[tuple[str, int | None], Matrix] = {}
    scale = scale or problem.scale
    causal = problem.causal if causal is None else causal
    for head in range(problem.heads):

        def put(stage: str, matrix: Matrix, head: int = head) -> Matrix:
            out[stage, head] = change(stage, head, matrix)
            return out[stage, head]

        values = put("V", _given(problem, "V", head))
        if problem.scores:
            scores = put("scores", problem.scores[head])
        else:
            queries = put("Q", _given(problem, "Q", head))
            keys = put("K", _given(problem, "K", head))
            scores = put("scores", multiplied(queries, turned(keys)))
        factor = _factor(scale, problem.d)
        exponents = put("scaled", [[cell * factor for cell in row] for row in scores])
        if causal:
            exponents = put("masked", hide(exponents))
        if problem.step == "soft cap":
            exponents = [[_capped(cell) for cell in row] for row in exponents]
        powers = put("exponentials", [[cell.exp() for cell in row] for row in exponents])
        more = Decimal(1 if problem.step == "off by one" else 0)
        sums = put("row_sums", [[sum(row, more)] for row in powers])
        shares = [[cell / sums[i][0] for cell in row] for i, row in enumerate(powers)]
        put("output", multiplied(put("weights", shares), values))
    if problem.heads > 1:
        joined = beside([out["output", head] for head in range(problem.heads)])
        out["concat", None] = joined = change("concat", None, joined)
        if problem.W_O is not None:
            out["projected", None] = change("projected", None, multiplied(joined, problem.W_O))
    return out


def _capped(score: Decimal) -> Decimal:
    """2 tanh(s/2), a soft cap of 2."""
    power = score.exp()
    return 2 * (power - 1) / (power + 1)


def _given(problem: Problem, name: str, head: int) -> Matrix:
    if problem.X is not None:
        return multiplied(problem.X, problem.W[name][head])
    return {"Q": problem.Q, "K": problem.K, "V": problem.V}[name][head]


def _factor(scale: str, d: int) -> Decimal:
    if scale == "none":
        return Decimal(1)
    return 1 / Decimal(d) if scale == "1/d_k" else 1 / Decimal(d).sqrt()


def multiplied(left: Matrix, right: Matrix) -> Matrix:
    """A product of matrices."""
    return [
        [sum(map(Decimal.__mul__, row, column), Decimal(0)) for column in turned(right)]
        for row in left
    ]


def turned(matrix: Matrix) -> Matrix:
    """The transpose."""
    return [list(row) for row in zip(*matrix, strict=True)]


def hide(scores: Matrix) -> Matrix:
    """Later keys under −∞."""
    return [
        [cell if j <= i else HIDDEN for j, cell in enumerate(row)] for i, row in enumerate(scores)
    ]


class Disagreement(Exception):
    """The two programs do not give the same numbers: the text must not be made."""


def agreed(problem: Problem) -> dict[tuple[str, int | None], Matrix]:
    """What both programs compute; raises Disagreement where they differ past 45 digits."""
    with localcontext(CONTEXT):
        mine = worked(problem)
    theirs = attention(problem.mapping())
    if problem.step:
        theirs = {**theirs, **_stepped(problem.step, theirs)}
    for (stage, head), matrix in mine.items():
        array = np.asarray(theirs[stage])
        other = array if head is None or array.ndim == 2 else array[head]
        if other.shape != (len(matrix), len(matrix[0])):
            raise Disagreement(f"{stage}: shapes {other.shape}")
        for i, row in enumerate(matrix):
            for j, cell in enumerate(row):
                if not same(cell, other[i, j]):
                    raise Disagreement(f"{stage}[{head}, {i}, {j}]: {cell} and {other[i, j]}")
    return mine


def _stepped(step: str, theirs: Mapping[str, Any]) -> dict[str, Any]:
    """The stages after a step that the oracle does not have, in mpmath."""
    with mp.workdps(100):
        exponents = [[real(cell) for cell in row] for row in theirs["scaled"]]
        if step == "soft cap":
            exponents = [[2 * mp.tanh(cell / 2) for cell in row] for row in exponents]
        powers = [[mp.exp(cell) for cell in row] for row in exponents]
        sums = [[mp.fsum(row) + (step == "off by one")] for row in powers]
        weights = [[cell / sums[i][0] for cell in row] for i, row in enumerate(powers)]
        columns = [[real(cell) for cell in column] for column in zip(*theirs["V"], strict=True)]
        output = [[mp.fdot(row, column) for column in columns] for row in weights]
    return {"exponentials": powers, "row_sums": sums, "weights": weights, "output": output}


def same(mine: Decimal, theirs: object) -> bool:
    """Whether a decimal and the oracle's number agree to 45 digits."""
    if isinstance(theirs, str):
        return mine == HIDDEN
    with mp.workdps(60):
        other = real(theirs)
        gap = mp.mpf(str(mine)) - other
        return bool(abs(gap) < mp.mpf(10) ** -45 * (1 + abs(other)))
