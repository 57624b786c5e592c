"""Dropout: the factor 1/(1 − p), the variance over every way of dropping, and undefined rows."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import pytest
from mpmath import mpf

import symattn as sa
from symattn.derivation.recipe import Line
from symattn.derivation.steps.dropout import kept_factor
from symattn.errors import Unsupported
from symattn.formulas import tree as f
from symattn.numbers.certify import compare
from symattn.numbers.entries import UNDEFINED
from symattn.numbers.tensors import Tensor
from tests.derivation.workings import check, compute, flows, q, rule

KEEP = Tensor.of([[True, False], [True, True]])
A = [[Fraction(1, 4), Fraction(3, 4)], [Fraction(2, 5), Fraction(3, 5)]]
V = [[1, -2, 3], [5, Fraction(1, 2), 0]]
X = [[1, 2, 1], [1, 1, 0]]
P = f.Sym("p")


def how(p: Fraction) -> dict[str, Any]:
    return {"p": q(p), "keep": KEEP}


def test_what_is_kept_is_divided_by_the_share_that_is_kept() -> None:
    third = Fraction(1, 3)
    assert compute("dropout", how(third), A) == [
        [Fraction(3, 8), 0],
        [Fraction(3, 5), Fraction(9, 10)],
    ]


@pytest.mark.parametrize(("p", "kept"), [(0, 1), (Fraction(1, 2), 2), (1, 0)])
def test_factors(p: Fraction, kept: int) -> None:
    factors = kept_factor(Line("d", "dropout", ("a",), how(p)))
    assert factors.nested() == [[kept, 0], [kept, kept]]


def output(weights: list[Fraction], values: list[Fraction]) -> Fraction:
    return sum((a * v for a, v in zip(weights, values, strict=True)), Fraction(0))


def variance(p: Fraction, weights: list[Fraction], values: list[Fraction]) -> Fraction:
    """Over all 2^m ways of dropping: Σ P·o² − (Σ P·o)², with the kept over 1 − p."""
    first = second = Fraction(0)
    for kept in product((0, 1), repeat=len(weights)):
        chance = prod(1 - p if stays else p for stays in kept)
        found = output([a * k / (1 - p) for a, k in zip(weights, kept, strict=True)], values)
        first, second = first + chance * found, second + chance * found**2
    return second - first**2


@pytest.mark.parametrize("p", [Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(3, 4)])
def test_the_variance_is_that_over_every_way_of_dropping(p: Fraction) -> None:
    columns = [[Fraction(row[j]) for row in V] for j in range(3)]
    expected = [[variance(p, row, column) for column in columns] for row in A]
    assert compute("dropout_variance", {"p": q(p)}, A, V) == expected


def problem(**more: Any) -> sa.Problem:
    return sa.Problem(X=X, scale="none", **more)


@pytest.mark.parametrize(
    "more",
    [
        {"dropout": {"p": "1/3", "keep": [[1, 0], [1, 1]]}},
        {"dropout": {"p": "0", "keep": [[1, 0], [1, 1]]}},
        {"dropout": {"p": "1/2", "keep": [[1, 0, 1], [1, 1, 1], [0, 1, 0]]}, "layout": "columns"},
        {"dropout": {"p": "1/2", "keep": [[1, 0], [1, 1]]}, "heads": 3},
    ],
)
def test_every_working_is_true(more: dict[str, Any]) -> None:
    check(sa.solve(problem(**more)), "dropout")
    check(sa.gradients(problem(**more)), "dropout")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"heads": 3},
        {"layout": "columns"},
        {"X": [[1, 2, 1, 2], [1, 1, 0, 2]], "Y": [[1, 0, 3, 1]], "heads": 2},
        {"X": [[1, 2]], "Y": [[1, 0], [0, 1], [1, 1]]},
    ],
)
def test_every_working_of_the_variance_is_true(more: dict[str, Any]) -> None:
    given = {"X": X, "scale": "none", "dropout": {"p": "1/3"}}
    steps = sa.solve(sa.Problem(**given | more))
    check(steps, "dropout_variance", rule=False)


def test_the_variance_of_shared_heads_reads_their_own_values() -> None:
    inputs = {"X": [[1, 2], [0, 1]], "W_K": [[1], [1]], "W_V": [[1], [2]]}
    steps = sa.solve(
        sa.Problem(
            **inputs, W_Q=[[1, 0], [0, 1]], heads=2, kv_heads=1, dropout={"p": "1/3"}, scale="none"
        )
    )
    check(steps, "dropout_variance", rule=False)
    working = steps.step("output_variance").working((1, 0, 0))
    assert working.rule == steps.step("output_variance").rule().parts[-1]


def test_rules_in_letters() -> None:
    given = sa.gradients(problem(dropout={"p": "1/3", "keep": [[1, 0], [1, 1]]}))
    assert rule(given, "dropped") == r"\tilde A = \frac{A \odot D}{1 - p}"
    chance = sa.solve(problem(dropout={"p": "1/3"}))
    assert rule(chance, "output_variance") == r"\mathrm{Var} = \frac{p}{1 - p} A^2 V^2"
    turned = sa.solve(problem(dropout={"p": "1/3"}, layout="columns"))
    assert rule(turned, "output_variance") == r"\mathrm{Var} = \frac{p}{1 - p} V^2 A^2"


def test_the_factor_stands_before_the_letter_with_a_dot() -> None:
    steps = sa.solve(problem(dropout={"p": "1/3", "keep": [[1, 0], [1, 1]]}))
    assert steps.step("dropped").working((1, 0)).rule == f.Product(
        (f.Fraction(f.Num("3"), f.Num("2")), f.Sym("a", sub=(f.Num("2"), f.Num("1")))), by="·"
    )


def test_the_gradient_is_dropped_where_the_weight_is() -> None:
    given = how(Fraction(1, 2))
    assert flows("dropout", ("a",), given) == [("a", "dropout", ("up",), given)]


def test_no_gradient_through_a_variance() -> None:
    with pytest.raises(Unsupported):
        flows("dropout_variance", ("a", "v"), {"p": q(Fraction(1, 2))})


def test_the_letter_of_the_rate_stands_for_it() -> None:
    """p/(1 − p) in letters is the factor before every term."""
    steps = sa.solve(problem(dropout={"p": "1/3"}))
    odds = steps.step("output_variance").rule().parts[-1].factors[0]
    from tests.derivation.workings import value

    assert value(odds, {P: mpf(1) / 4}) == mpf(1) / 3


def test_dropped_weights_of_an_undefined_row_stay_undefined() -> None:
    """Kept or not: there is no weight to put 0 in place of; the others are doubled at p = 1/2."""
    given = sa.Problem(
        scores=[[0, 0], [0, 0]],
        V=[[1], [3]],
        scale="none",
        mask=[[0, 0], [1, 1]],
        dropout={"p": "1/2", "keep": [[1, 0], [1, 0]]},
    )
    steps = sa.solve(given)
    first, second, kept, dropped = steps["dropped"].cells.cells
    assert first is second is UNDEFINED
    assert compare(kept, 1) == 0 and compare(dropped, 0) == 0
    assert steps["output"].cells.cells[0] is UNDEFINED


def test_the_expected_output_is_the_mean_over_every_way_of_dropping() -> None:
    steps = sa.solve(problem(dropout={"p": "1/3"}))
    plain = sa.solve(problem())
    assert steps["output"].decimal(30) == plain["output"].decimal(30)
