"""Every kind of step in the table computes, says its rule, and works out a cell."""

from __future__ import annotations

import pytest

import symattn as sa
from symattn.derivation.derivation import Derivation
from symattn.derivation.steps import KINDS
from symattn.formulas import latex
from symattn.numbers.tensors import indices
from symattn.words import say

X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
PROBLEMS = {
    "plain": sa.Problem(X=X, scale="none"),
    "shifted": sa.Problem(X=X, shift="max", mask="causal", bias=[[0, 1, 2], [1, 0, 1], [2, 1, 0]]),
    "heads": sa.Problem(X=X, W_Q=W, W_K=W, W_V=W, W_O=W, b_Q=[1, 0, 0, 1], heads=2, kv_heads=2),
    "grouped": sa.Problem(
        X=X, W_Q=W, W_K=[r[:2] for r in W], W_V=[r[:2] for r in W], heads=2, kv_heads=1
    ),
    "per head": sa.Problem(
        X=X,
        W_Q=[[r[:2] for r in W], [r[2:] for r in W]],
        W_K=[[r[:2] for r in W], [r[2:] for r in W]],
        W_V=[[r[:2] for r in W], [r[2:] for r in W]],
        b_Q=[1, 0, 2, 0],
        heads=2,
    ),
    "hidden row": sa.Problem(X=X, mask=[[1, 1, 0], [0, 0, 0], [1, 1, 1]]),
    "columns": sa.Problem(X=X, layout="columns"),
    "additive": sa.Problem(
        Q=[[1, 0]],
        K=[[1, 1], [0, 2]],
        V=[[1], [2]],
        kind="additive",
        W_q=[[1, 0], [0, 1]],
        W_k=[[0, 1], [1, 0]],
        w_v=[1, "1/2"],
    ),
    "dropped": sa.Problem(X=X, dropout={"p": "1/2", "keep": [[1, 0, 1]] * 3}),
    "dropped by chance": sa.Problem(X=X, dropout={"p": "1/2"}),
    "positions": sa.Problem(X=[[1, 0], [0, 1]], positions="sinusoidal"),
    "target": sa.Problem(X=X, gradient={"target": X}),
    "symbols": sa.Problem(Q=[["q_{11}"], ["q_{21}"]], K=[["k_{11}"], ["k_{21}"]], V=[[1], [2]]),
}


ON_REQUEST = {"hadamard", "spread", "jacobian_row"}
"""Kinds that only recipes edited by mistakes hold, or that are asked for row by row."""
FORWARD_ONLY = {"dropped by chance": "dropout_variance"}
"""Problems whose gradients are refused, with the kind of step that refuses."""
BACKWARD = [name for name in PROBLEMS if name not in FORWARD_ONLY]


@pytest.fixture(params=[*PROBLEMS, *(f"gradients of {name}" for name in BACKWARD)])
def derivation(request: pytest.FixtureRequest) -> Derivation:
    name = str(request.param)
    if name.startswith("gradients of "):
        return sa.gradients(PROBLEMS[name.removeprefix("gradients of ")])
    return sa.solve(PROBLEMS[name])


def test_every_line_has_rule_sentence_and_working(derivation: Derivation) -> None:
    for line in derivation.recipe:
        step = derivation.step(line.name)
        assert say(KINDS[line.op].why)
        assert latex.write(step.rule())
        cells = step.carrier.cells(step.value)
        for index in list(indices(cells.shape))[:3]:
            working = step.working(index)
            assert latex.write(working.chain())
            assert working.result == step.show(step.at(index))


def test_every_kind_is_met_in_some_problem() -> None:
    met = {line.op for problem in PROBLEMS.values() for line in sa.solve(problem).recipe}
    met |= {line.op for name in BACKWARD for line in sa.gradients(PROBLEMS[name]).recipe}
    assert met == set(KINDS) - ON_REQUEST
