"""Scale, bias and mask: by hand, and each working as a true chain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from mpmath import mp, mpf, sqrt

import symattn as sa
from symattn.formulas import latex
from symattn.formulas import tree as f
from symattn.numbers.tensors import Tensor
from tests.derivation.workings import check, compute, flows, q, rule

X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
BIAS = [[0, 1, 2], [1, 0, 1], [2, 1, 0]]
WIDTH = f.Sym("d", sub=(f.Sym("k"),))
WHERE = Tensor.of([[True, False], [False, True]])


def problem(scale: str, **more: Any) -> sa.Problem:
    return sa.Problem(X=X, scale=scale, **more)


def test_a_copy_is_the_same_array() -> None:
    assert compute("copy", {}, BIAS) == BIAS


def test_every_entry_times_the_factor() -> None:
    assert compute("times", {"by": q(Fraction(1, 3))}, [[6, -1]]) == [[2, Fraction(-1, 3)]]


def test_a_bias_is_added_to_each_row_or_each_score() -> None:
    assert compute("plus", {}, BIAS, [[1, 2, 3]]) == [[1, 3, 5], [2, 2, 4], [3, 3, 3]]
    assert compute("plus", {}, BIAS, BIAS) == [[2 * cell for cell in row] for row in BIAS]


def test_the_fill_stands_where_nothing_is_seen() -> None:
    rows = [[1, 2], [3, 4]]
    assert compute("fill", {"where": WHERE, "fill": q(-9)}, rows) == [[1, -9], [-9, 4]]
    assert compute("fill", {"where": WHERE, "fill": "-inf"}, rows) == [[1, "-inf"], ["-inf", 4]]


SCALES = {"1/sqrt(d_k)": 2, "1/d_k": 4, "1/3": 3, "2/3": Fraction(3, 2)}
"""What each scale divides by."""


@pytest.mark.parametrize("scale", list(SCALES))
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_every_working_of_the_scale_is_true(scale: str, layout: str) -> None:
    rows = X if layout == "rows" else [list(column) for column in zip(*X, strict=True)]
    by = 1 / Fraction(SCALES[scale])
    with mp.workdps(60):
        letters = {WIDTH: mpf(4), f.Sym("c"): mpf(by.numerator) / by.denominator}
    asked = sa.Problem(X=rows, layout=layout, scale=scale)
    check(sa.solve(asked), "times", letters)
    check(sa.gradients(asked), "times", letters)


def test_an_irrational_scale_is_worked_out_under_its_root() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 1]]))
    check(steps, "times", {WIDTH: mpf(2)})
    working = steps.step("scaled").working((0, 1))
    assert latex.write(working.chain()) == (
        r"\tilde s_{1,2} = \frac{s_{1,2}}{\sqrt{d_k}} = \frac{5}{\sqrt{2}}"
    )


@pytest.mark.parametrize(
    ("scale", "body", "entry", "put_in"),
    [
        (
            "1/sqrt(d_k)",
            r"\frac{S}{\sqrt{d_k}}",
            r"\frac{s_{1,1}}{\sqrt{d_k}}",
            r"\frac{10}{\sqrt{4}}",
        ),
        ("1/d_k", r"\frac{S}{d_k}", r"\frac{s_{1,1}}{d_k}", r"\frac{10}{4}"),
        ("1/3", "c S", "c s_{1,1}", r"\frac{10}{3}"),
        ("2/3", "c S", "c s_{1,1}", r"\frac{2}{3} \cdot 10"),
        (
            "symbolic",
            r"\frac{S}{\sqrt{d_k}}",
            r"\frac{s_{1,1}}{\sqrt{d_k}}",
            r"\frac{10}{\sqrt{d_k}}",
        ),
    ],
)
def test_the_scale_is_written_as_people_write_it(
    scale: str, body: str, entry: str, put_in: str
) -> None:
    steps = sa.solve(problem(scale))
    assert rule(steps, "scaled") == rf"\tilde S = {body}"
    working = steps.step("scaled").working((0, 0))
    assert latex.write(working.rule) == entry
    assert latex.write(working.terms[0]) == put_in
    assert (len(working.terms), working.values) == (1, ())


BIASED = {
    "scores": problem("none", bias=BIAS),
    "scaled": problem("1/sqrt(d_k)", bias=BIAS, heads=2),
    "rows": problem("1/d_k", W_Q=W, b_Q=[1, 0, 2, 1], W_K=W, b_K=[0, 1, 0, 0]),
    "positions": sa.Problem(X=[[1, 0], [0, 1]], positions="sinusoidal"),
    "columns": sa.Problem(
        X=[list(column) for column in zip(*X, strict=True)], bias=BIAS, layout="columns"
    ),
}


@pytest.mark.parametrize("name", BIASED)
@pytest.mark.parametrize("op", ["plus", "copy"])
def test_every_working_of_a_bias_is_true(name: str, op: str) -> None:
    steps = sa.solve(BIASED[name])
    if op in {line.op for line in steps.recipe}:
        check(steps, op)


@pytest.mark.parametrize("fill", ["-inf", "-5"])
@pytest.mark.parametrize("more", [{}, {"heads": 2}, {"bias": BIAS}])
@pytest.mark.parametrize("scale", ["none", "1/2"])
def test_every_working_of_a_mask_is_true(fill: str, more: Any, scale: str) -> None:
    check(sa.solve(problem(scale, mask="causal", mask_fill=fill, **more)), "fill")


def test_a_hidden_score_has_its_fill_for_its_rule() -> None:
    step = sa.solve(problem("none", mask="causal")).step("masked")
    assert step.working((0, 1)).rule == f.Neg(f.Infinity())
    assert step.working((1, 0)).rule == step.notation.cell("scores", (1, 0))


def test_rules_in_letters() -> None:
    plain = sa.solve(problem("none", mask="causal"))
    assert rule(plain, "Q") == "Q = X"
    assert rule(plain, "masked") == r"\bar S = \operatorname{mask}(S)"
    assert rule(sa.solve(BIASED["scores"]), "biased") == r"\hat S = S + B"
    assert rule(sa.solve(BIASED["scaled"]), "biased") == r"\hat S = \tilde S + B"
    assert rule(sa.solve(BIASED["rows"]), "Q") == "Q = Q + b_Q"


def test_what_is_handed_back() -> None:
    assert flows("copy", ("x",)) == [("x", "", (), {})]
    assert flows("times", ("s",), {"by": q(2)}) == [("s", "times", ("up",), {"by": q(2)})]
    assert flows("plus", ("s", "b")) == [
        ("s", "sum_to", ("up", "s"), {}),
        ("b", "sum_to", ("up", "b"), {}),
    ]
    how = {"where": WHERE, "fill": "-inf"}
    assert flows("fill", ("s",), how) == [("s", "fill_back", ("up", "s"), {"where": WHERE})]


def test_the_root_is_taken_by_other_code() -> None:
    found = sa.solve(sa.Problem(X=[[1, 2, 1]]))["scaled"].decimal(12)
    assert found == [[format(float(6 / sqrt(3)), ".12f")]]
