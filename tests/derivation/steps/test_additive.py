"""Additive attention and its gradients: by hand, by mpmath, each working a true chain."""

from __future__ import annotations

from typing import Any

import pytest
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS
from symattn.errors import Unsupported
from symattn.formulas import latex
from tests.derivation.workings import array, check, compute, flows, rule

H = [[[1, 2], [3, 4], [5, 6]], [[-1, 0], [2, 1], [0, 3]]]
"""Two queries, three keys, two features."""
S = [[1, 2, 3], [-1, 0, 2]]
PLACES = mpf(10) ** -25
INPUTS: dict[str, Any] = {
    "kind": "additive",
    "W_q": [[1, 0], ["1/2", 1]],
    "W_k": [[0, 1], [1, -1]],
    "w_v": [1, "-1/2"],
}
PROBLEMS = {
    "plain": sa.Problem(
        Q=[[1, 0], [0, 2]], K=[[1, 1], [0, 2], [1, 0]], V=[[1], [2], [0]], **INPUTS
    ),
    "batch": sa.Problem(
        Q=[[[1, 0]], [[0, 2]]],
        K=[[[1, 1], [0, 1]], [[1, 0], [0, 0]]],
        V=[[[1], [2]], [[0], [3]]],
        **INPUTS,
    ),
}
FORWARD, BACKWARD = ["hidden", "weigh"], ["outer", "weigh_back", "hidden_back"]


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("op", FORWARD + BACKWARD)
def test_every_working_is_true(name: str, op: str) -> None:
    check(sa.gradients(PROBLEMS[name]), op)


def real(cell: Any) -> Any:
    return mpf(Exact().decimal(cell, 30))


def test_the_hyperbolic_tangent_of_every_sum() -> None:
    line = Line("h", "hidden", ("p", "k"))
    queries, keys = [[1, 2], [0, -1]], [[3, 0], [-1, 1], [2, -2]]
    found = Exact().cells(KINDS["hidden"].compute(Exact(), line, array(queries), array(keys)))
    assert found.shape == (2, 3, 2)
    with mp.workdps(40):
        for i, query in enumerate(queries):
            for j, key in enumerate(keys):
                for c in range(2):
                    expected = mp.tanh(query[c] + key[c])
                    assert abs(real(found[(i, j, c)]) - expected) < PLACES


def test_features_weighed() -> None:
    assert compute("weigh", {}, H, [10, -1]) == [[8, 26, 44], [-10, 19, -3]]
    assert compute("weigh", {}, [H, H[::-1]], [10, -1])[1] == [[-10, 19, -3], [8, 26, 44]]


def test_each_gradient_times_the_weights() -> None:
    assert compute("outer", {}, S, [10, -1]) == [
        [[10, -1], [20, -2], [30, -3]],
        [[-10, 1], [0, 0], [20, -2]],
    ]


def test_all_queries_and_keys_give_to_the_weights() -> None:
    assert compute("weigh_back", {}, S, H) == [1 + 6 + 15 + 1, 2 + 8 + 18 + 6]


def test_slopes_summed_over_keys_or_queries() -> None:
    g = [[[1, 1], [1, 2], [2, 1]], [[3, 1], [1, 1], [1, 1]]]
    slopes = [[[0, -3], [-8, -15], [-24, -35]], [[0, 1], [-3, 0], [1, -8]]]  # 1 − h²
    over_keys = [
        [sum(g[i][j][c] * slopes[i][j][c] for j in range(3)) for c in range(2)] for i in range(2)
    ]
    over_queries = [
        [sum(g[i][j][c] * slopes[i][j][c] for i in range(2)) for c in range(2)] for j in range(3)
    ]
    assert compute("hidden_back", {"sum": "key"}, g, H) == over_keys
    assert compute("hidden_back", {"sum": "query"}, g, H) == over_queries
    assert compute("hidden_back", {"sum": "query"}, [g], [H]) == [over_queries]


def test_rules_in_letters() -> None:
    steps = sa.gradients(PROBLEMS["plain"])
    assert rule(steps, "hidden") == r"H = \tanh(P_q + P_k)"
    assert rule(steps, "scores") == "S = H w_v"
    assert rule(steps, "dhidden") == (
        r"\frac{\partial L}{\partial H} = \frac{\partial L}{\partial S} w_v^{\top}"
    )
    assert rule(steps, "dw_v") == (
        r"\frac{\partial L}{\partial w_v} = \sum_i \sum_j \frac{\partial L}{\partial S} H"
    )
    for stage, letter, index in (("queries", "q", "j"), ("keys", "k", "i")):
        assert rule(steps, f"dprojected_{stage}") == (
            rf"\frac{{\partial L}}{{\partial P_{letter}}} = "
            rf"\sum_{index} \frac{{\partial L}}{{\partial H}} \odot (1 - H^2)"
        )


def test_terms_are_products_with_a_dot() -> None:
    steps = sa.gradients(PROBLEMS["plain"])
    assert r" \cdot " in latex.write(steps.step("dhidden").working((0, 0, 1)).terms[0])
    assert len(steps.step("dw_v").working((1,)).terms) == 6
    assert len(steps.step("dw_v").working((1,)).values) == 6
    assert r"\cdots" not in latex.write(steps.step("dw_v").working((1,)).rule)


def test_what_is_handed_back() -> None:
    assert flows("hidden", ("p", "k")) == [
        ("p", "hidden_back", ("up", "made"), {"sum": "key"}),
        ("k", "hidden_back", ("up", "made"), {"sum": "query"}),
    ]
    assert flows("weigh", ("h", "w")) == [
        ("h", "outer", ("up", "w"), {}),
        ("w", "weigh_back", ("up", "h"), {}),
    ]


@pytest.mark.parametrize("op", BACKWARD)
def test_second_derivatives_are_refused(op: str) -> None:
    with pytest.raises(Unsupported):
        flows(op, ("g", "h"))
