"""The second program: attention with ``Decimal``, and its agreement with the oracle's mpmath.

``worked`` lets whoever calls change each stage after it is computed, so that the
same lines work out the truth and what an author with rounding and slips gets.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

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
        powers = put("exponentials", [[cell.exp() for cell in row] for row in exponents])
        sums = put("row_sums", [[sum(row, Decimal(0))] for row in powers])
        shares = [[cell / sums[i][0] for cell in row] for i, row in enumerate(powers)]
        put("output", multiplied(put("weights", shares), values))
    if problem.heads > 1:
        joined = beside([out["output", head] for head in range(problem.heads)])
        out["concat", None] = joined = change("concat", None, joined)
        if problem.W_O is not None:
            out["projected", None] = change("projected", None, multiplied(joined, problem.W_O))
    return out


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


def same(mine: Decimal, theirs: object) -> bool:
    """Whether a decimal and the oracle's number agree to 45 digits."""
    if isinstance(theirs, str):
        return mine == HIDDEN
    with mp.workdps(60):
        other = real(theirs)
        gap = mp.mpf(str(mine)) - other
        return bool(abs(gap) < mp.mpf(10) ** -45 * (1 + abs(other)))
