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
        X=X, W_Q=[[r[:2] for r in W], [r[2:] for r in W]], W_K=[[r[:2] for r in W], [r[2:] for r in W]],
        W_V=[[r[:2] for r in W], [r[2:] for r in W]], heads=2,
    ),
    "columns": sa.Problem(X=X, layout="columns"),
    "symbols": sa.Problem(Q=[["q_{11}"], ["q_{21}"]], K=[["k_{11}"], ["k_{21}"]], V=[[1], [2]]),
}  # fmt: skip


@pytest.fixture(params=PROBLEMS.values(), ids=PROBLEMS)
def derivation(request: pytest.FixtureRequest) -> Derivation:
    return sa.solve(request.param)


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
    assert met == set(KINDS)
