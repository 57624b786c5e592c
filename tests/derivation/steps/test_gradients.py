"""What the backward pass does, on numbers: by hand, and each working as a true chain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from mpmath import log, mp, mpf

import symattn as sa
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS
from symattn.derivation.steps.gradients import times_log, with_log
from symattn.formulas import latex
from symattn.formulas import tree as f
from symattn.numbers.tensors import Tensor
from tests.derivation.workings import array, check, compute, flows, letters_of, q, rule, value

X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
BACKWARD = ["product_to", "sum_to", "total", "fill_back", "leave_out", "residual"]
PROBLEMS = {
    "shared in a batch": sa.Problem(
        X=[X[:2], X[1:]],
        W_Q=W,
        W_K=[row[:2] for row in W],
        W_V=[row[2:] for row in W],
        heads=2,
        kv_heads=1,
        b_Q=[1, 0, 2, 0],
        scale="none",
    ),
    "biased and masked": sa.Problem(
        X=X, bias=[[0, 1, 2], [1, 0, 1], [2, 1, 0]], mask="causal", gradient={"target": X}
    ),
    "one bias for all heads": sa.Problem(
        X=X, W_Q=W, W_K=W, W_V=W, heads=2, bias=[[0, 1, 2], [1, 0, 1], [2, 1, 0]]
    ),
    "a hidden row": sa.Problem(
        X=X[:2], mask=[[1, 1], [0, 0]], gradient={"target": X[:2]}, scale="none"
    ),
    "columns": sa.Problem(X=X, layout="columns", b_K=[1, 0, 2], W_K=[r[:3] for r in W[:3]]),
    "per head": sa.Problem(
        X=X,
        W_Q=[[row[:2] for row in W], [row[2:] for row in W]],
        W_K=[[row[:2] for row in W], [row[2:] for row in W]],
        W_V=[[row[:2] for row in W], [row[2:] for row in W]],
        b_Q=[1, 0, 2, 0],
        heads=2,
    ),
    "scores given": sa.Problem(scores=[[1, 0], [2, 1]], V=[[1], [2]], mask=[[1, 1], [1, 0]]),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_working_is_true(name: str) -> None:
    steps = sa.gradients(PROBLEMS[name])
    there = {line.op for line in steps.recipe}
    for op in BACKWARD:
        if op in there:
            check(steps, op)


def test_every_kind_is_met_among_these_problems() -> None:
    met = {line.op for problem in PROBLEMS.values() for line in sa.gradients(problem).recipe}
    assert set(BACKWARD) <= met


A = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_a_product_is_summed_over_what_was_stretched() -> None:
    eye = [[1, 0], [0, 1]]
    assert compute("product_to", {"turn": ""}, A, eye, [[0, 0], [0, 0]]) == [[6, 8], [10, 12]]
    assert compute("product_to", {"turn": "first"}, A, eye, [[0, 0], [0, 0]]) == [[6, 10], [8, 12]]
    assert compute("product_to", {"turn": "second"}, eye, A, A) == [
        [[1, 3], [2, 4]],
        [[5, 7], [6, 8]],
    ]


def test_a_gradient_is_summed_over_what_was_stretched() -> None:
    assert compute("sum_to", {}, A, [0, 0]) == [16, 20]
    assert compute("sum_to", {}, A, [[0], [0]]) == [[14], [22]]
    assert compute("sum_to", {}, A, A) == A


def test_paths_add_up() -> None:
    assert compute("total", {}, [[1, 2]], [[10, 20]], [[100, 300]]) == [[111, 322]]
    assert compute("total", {}, [[1, 2]]) == [[1, 2]]


WHERE = {"where": Tensor.of([[True, False], [True, True]])}


def test_nothing_flows_back_to_a_hidden_score() -> None:
    assert compute("fill_back", WHERE, [[1, 2], [3, 4]], [[0, 0], [0, 0]]) == [[1, 0], [3, 4]]
    assert compute("fill_back", WHERE, A, [[0, 0], [0, 0]]) == [[6, 0], [10, 12]]


def test_entry_times_entry_and_the_logarithm_of_the_base() -> None:
    assert compute("hadamard", {}, [[2, 3]], [[5, -1]]) == [[10, -3]]
    assert compute("hadamard", {"base": None}, [[2, 3]], [[5, -1]]) == [[10, -3]]
    line = Line("x", "hadamard", ("a", "b"), {"base": q(3)})
    found = KINDS["hadamard"].compute(Exact(), line, array([[2, 0]]), array([[5, 7]]))
    with mp.workdps(40):
        assert abs(mpf(Exact().decimal(found.cells[(0, 0)], 30)) - 10 * log(3)) < mpf(10) ** -29
    assert Exact().decimal(found.cells[(0, 1)], 3) == "0.000"
    exact = Exact()
    same = exact.cells(times_log(exact, array([[2]]), None))
    assert same.cells[0].equals(exact.number(2))


def test_the_logarithm_before_a_formula() -> None:
    body = f.Sym("x")
    assert with_log(None, body) == body
    assert latex.write(with_log(2, body)) == r"(\ln 2) x"
    assert with_log(2, body).factors[0].parentheses is False


def test_one_number_for_a_row_is_stretched_over_it() -> None:
    assert compute("spread", {}, [[7], [8]], [[0, 0, 0], [0, 0, 0]]) == [[7, 7, 7], [8, 8, 8]]
    assert compute("spread", {}, [[7, 8]], [[0, 0], [0, 0]]) == [[7, 8], [7, 8]]


def test_what_is_undefined_is_left_out() -> None:
    assert compute("leave_out", {}, [[1, 2]], [[3, None]]) == [[1, 0]]
    assert compute("leave_out", {}, [[1, 2]], [[3, 4]]) == [[1, 2]]
    assert compute("leave_out", {}, [[1, None]], [[1, None]]) == [[1, 0]]


def test_output_less_target() -> None:
    assert compute("residual", {}, [[5, 1]], [[3, 4]]) == [[2, -3]]


def test_half_the_sum_of_squares() -> None:
    assert compute("half_square", {}, [[1, -2], [3, 0]]) == [[7]]
    assert compute("half_square", {}, A) == [[Fraction(204, 2)]]


def edited(*lines: Line) -> Any:
    """The steps of a small problem with further lines at the end."""
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, "1/2"]], scale="none", base=3))
    return steps.running_on({}, recipe=steps.recipe.plus(*lines))


@pytest.mark.parametrize("base", [None, 3])
def test_workings_on_request_are_true(base: int | None) -> None:
    how = {"base": None if base is None else q(base)}
    steps = edited(
        Line("dexponentials", "hadamard", ("scores", "weights"), how),
        Line("dscores", "spread", ("row_sums", "scores")),
        Line("dweights", "hadamard", ("row_sums", "weights"), how),
    )
    check(steps, "hadamard")
    check(steps, "spread")
    assert rule(steps, "dscores") == r"\frac{\partial L}{\partial S} = z"
    whole = r"S \odot A" if base is None else r"(\ln 3) (S \odot A)"
    assert rule(steps, "dexponentials") == rf"\frac{{\partial L}}{{\partial E}} = {whole}"
    working = steps.step("dweights").working((1, 0))
    log_of_base = "" if base is None else r"(\ln 3) "
    assert latex.write(working.rule) == rf"{log_of_base}z_2 a_{{2,1}}"


def test_one_row_stretched_over_many_is_read_at_its_one_row() -> None:
    steps = edited(
        Line("_one", "sum_rows", ("scores",), {"along": "column"}),
        Line("dscores", "spread", ("_one", "scores")),
    )
    check(steps, "spread")


def test_letters_numbers_and_values_of_a_product() -> None:
    given = {"Q": [[1, 2]], "K": [[3, 4]], "V": [[5, 6]]}
    steps = sa.gradients(sa.Problem(**given, gradient={"upstream": [[7, 8]]}))
    assert latex.write(steps.step("dweights").working((0, 0)).chain()) == (
        r"\frac{\partial L}{\partial a_{1,1}} = \frac{\partial L}{\partial o_{1,1}} v_{1,1} + "
        r"\frac{\partial L}{\partial o_{1,2}} v_{1,2} = 7 \cdot 5 + 8 \cdot 6 = 35 + 48 = 83"
    )


def test_the_working_of_the_loss() -> None:
    for name in ("biased and masked", "a hidden row"):
        steps = sa.gradients(PROBLEMS[name])
        check(steps, "half_square", rule=False)
        working = steps.step("loss").working((0, 0))
        assert latex.write(working.rule) == r"\frac{1}{2} \|O - \hat O\|^2"
        assert working.left == f.Sym("L")
    assert len(steps.step("loss").working((0, 0)).terms) == 8


def test_rules_in_letters() -> None:
    hidden = sa.gradients(PROBLEMS["a hidden row"])
    assert rule(hidden, "loss") == r"L = \frac{1}{2} \|O - \hat O\|^2"
    assert rule(hidden, "_upstream") == r"G = O - \hat O"
    assert rule(hidden, "doutput") == r"\frac{\partial L}{\partial O} = G"
    assert rule(hidden, "_weights_defined") == "A = A"
    biased = sa.gradients(PROBLEMS["biased and masked"])
    assert rule(biased, "dbiased") == (
        r"\frac{\partial L}{\partial \hat S} = "
        r"\operatorname{mask}\left( \frac{\partial L}{\partial \bar S}, 0 \right)"
    )
    assert rule(biased, "dscaled") == (
        r"\frac{\partial L}{\partial \tilde S} = \frac{\partial L}{\partial \hat S}"
    )
    assert rule(biased, "dX") == (
        r"\frac{\partial L}{\partial X} = \frac{\partial L}{\partial X^{(Q)}} + "
        r"\frac{\partial L}{\partial X^{(K)}} + \frac{\partial L}{\partial X^{(V)}}"
    )
    shared = sa.gradients(PROBLEMS["shared in a batch"])
    assert rule(shared, "db_Q") == (
        r"\frac{\partial L}{\partial b_Q} = \sum_i \frac{\partial L}{\partial q_i}"
    )


def test_a_hidden_score_has_zero_for_its_rule() -> None:
    steps = sa.gradients(PROBLEMS["biased and masked"])
    step = steps.step("dbiased")
    assert step.working((0, 1)).rule == f.Num("0")
    assert step.working((1, 0)).rule == step.notation.cell("dmasked", (1, 0))


def test_an_undefined_entry_has_its_number_for_its_rule() -> None:
    step = sa.gradients(PROBLEMS["a hidden row"]).step("doutput")
    assert step.working((1, 0)).rule == f.Num("0")
    assert step.working((0, 0)).rule == step.notation.cell("_upstream", (0, 0))


def test_long_sums_of_letters_leave_the_middle_out() -> None:
    steps = sa.gradients(
        sa.Problem(X=[[k] for k in range(4)], W_Q=[[1, 2]], W_K=[[1, 1]], b_Q=[0, 1])
    )
    assert latex.write(steps.step("db_Q").working((1,)).rule).count("+") == 3
    steps = sa.gradients(sa.Problem(X=[[k] for k in range(7)], W_Q=[[1]], W_K=[[1]], b_Q=[0]))
    assert r"\cdots" in latex.write(steps.step("db_Q").working((0,)).rule)


@pytest.mark.parametrize("op", [*BACKWARD, "hadamard", "half_square", "spread"])
def test_second_derivatives_are_refused(op: str) -> None:
    with pytest.raises(sa.errors.Unsupported):
        flows(op, ("a", "b"))


def test_letters_stand_for_numbers() -> None:
    """The reading of workings itself: a letter that stands for nothing is refused."""
    step = sa.gradients(PROBLEMS["scores given"]).step("dV")
    assert value(f.Sum((f.Num("1/2"), f.Neg(f.Num("0.25")))), {}) == mpf("0.25")
    assert len(letters_of(step)) == 2 * 2 + 2 * 1 + 2 * 1
    with pytest.raises(KeyError):
        value(f.Sym("x"), {})
