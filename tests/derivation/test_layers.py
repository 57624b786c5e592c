"""Layers one on the other: each reads the last stage of the one before."""

from __future__ import annotations

from typing import Any

import pytest
from mpmath import exp, matrix, mp, mpf

import symattn as sa
from symattn.derivation.layers import last_stage, layers

X = [[1, 0], [0, 1]]


def attention(x: Any) -> Any:
    """One layer without a scale, by mpmath."""
    scores = x * x.T
    out = matrix(x.rows, x.cols)
    for i in range(x.rows):
        powers = [exp(scores[i, j]) for j in range(x.rows)]
        for c in range(x.cols):
            out[i, c] = sum(p * x[j, c] for j, p in enumerate(powers)) / sum(powers)
    return out


def test_each_layer_reads_the_one_before() -> None:
    found = layers(sa.solve(sa.Problem(X=X, scale="none", layers=[{"scale": "none"}] * 2)))
    assert len(found) == 3
    with mp.workdps(40):
        value = matrix(X)
        for steps in found:
            value = attention(value)
            decimals = steps["output"].decimal(25)
            for i in range(2):
                for c in range(2):
                    assert abs(mpf(decimals[i][c]) - value[i, c]) <= mpf(10) ** -25
    assert found[1].problem.inputs["X"] == found[0]["output"].cells
    assert found[1].carrier is found[0].carrier


def test_one_layer_is_the_derivation_itself() -> None:
    steps = sa.solve(sa.Problem(X=X))
    assert layers(steps) == (steps,)


def test_layers_of_symbols_stay_symbolic() -> None:
    first = sa.solve(sa.Problem(X=[["x"]], scale="none", layers=[{}]))
    second = layers(first)[1]
    assert second.problem.symbolic is True
    assert str(second["output"].exact) == "Matrix([[x]])"
    numbers = layers(sa.solve(sa.Problem(X=X, layers=[{}])))[1]
    assert numbers.problem.symbolic is False


@pytest.mark.parametrize(
    ("more", "stage"),
    [({}, "output"), ({"heads": 2}, "concat"), ({"W_O": X}, "projected")],
)
def test_the_last_stage(more: Any, stage: str) -> None:
    assert last_stage(sa.Problem(X=X, **more)) == stage
    first, second = layers(sa.solve(sa.Problem(X=X, **more, layers=[{}])))
    assert second.problem.inputs["X"] == first[stage].cells
