"""Equal numbers are one number in the exact carrier, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.derivation.layers import layers

FIRST_TWO = {"mask": [[1, 1, 0], [1, 1, 0], [1, 1, 1]]}
"""A further layer in which two queries see two keys each."""


def rationals(step: sa.Step) -> list[list[str | None]]:
    """The entries that are proven rational, as texts."""
    rows: list[list[Any]] = step.cells.map(lambda cell: cell.rational()).nested()
    return [[None if x is None else str(x) for x in row] for row in rows]


def test_equal_keys_of_additive_attention_share_their_weight_exactly() -> None:
    inputs = {"Q": [[0], ["1"]], "K": [[0], [0]], "V": [[1], [-1]]}
    matrices = {"W_q": [[1]], "W_k": [[0]], "w_v": [1]}
    problem = sa.Problem(kind="additive", **inputs, **matrices)
    steps = sa.solve(problem)
    assert rationals(steps["weights"]) == [["1/2", "1/2"]] * 2
    assert rationals(steps["output"]) == [["0"], ["0"]]
    printed = {"weights": [["0.5", "0.5"]] * 2, "output": [["0"], ["0"]]}
    summary = sa.verify(problem.changed(printed=printed)).summary
    assert summary["claims"] == 6
    assert summary["undecided"] == summary["wrong"] == 0


def test_equal_scores_that_are_made_of_other_keys_share_their_weight_exactly() -> None:
    """tanh 1 − tanh 2 is tanh(−2) − tanh(−1)."""
    inputs = {"Q": [[0]], "K": [[1, 2], [-2, -1]], "W_q": [[0, 0]], "W_k": [[1, 0], [0, 1]]}
    steps = sa.solve(sa.Problem(kind="additive", **inputs, w_v=[1, -1]))
    assert rationals(steps["weights"]) == [["1/2", "1/2"]]


@pytest.mark.parametrize(
    "inputs",
    [
        {"X": [[1, 0], [1, 0], [0, 1]]},
        {"scores": [[0, 1, 2], [3, 4, 5], [0, 0, 1]], "V": [[1], [0], [0]]},
    ],
    ids=["equal tokens", "scores that differ by a constant"],
)
def test_equal_tokens_of_a_further_layer_share_their_weight_exactly(inputs: Any) -> None:
    first, second = layers(sa.solve(sa.Problem(**inputs, layers=[FIRST_TWO])))
    assert first["output"].cells.row(0)[0].equals(first["output"].cells.row(1)[0])
    assert rationals(second["weights"])[:2] == [["1/2", "1/2", "0"]] * 2


def test_equal_rows_are_one_row_sum_in_a_gradient() -> None:
    """dV of two equal queries has twice the weight of one, not the sum of two names."""
    steps = sa.gradients(sa.Problem(Q=[[1], [1]], K=[[0], [1]], V=[[1], [0]]))
    cell = steps["dV"].cells[(0, 0)]
    assert len(cell.rows()) == 1
    assert cell.equals(2 * steps["weights"].cells[(0, 0)])
