"""The softmax as a person works it out: by hand, and each working as a true chain of numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import symattn as sa
from symattn.derivation.backward import Gradients
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.forward import forward
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.steps import KINDS
from symattn.errors import Unsupported
from symattn.formulas import latex
from symattn.formulas import tree as f
from tests.derivation.workings import array, check, compute, flows, q, rule

X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
PLAIN = sa.solve(sa.Problem(X=X, scale="none"))
SHIFTED = sa.solve(sa.Problem(X=X, shift="max", mask="causal", base=3))
UNSCALED = sa.solve(sa.Problem(X=X, shift="max", scale="none"))
COLUMNS = sa.solve(sa.Problem(X=X, shift="max", layout="columns"))
HEADS = sa.solve(sa.Problem(X=X[:2], Y=X, heads=2, shift="max"))
TWO = sa.solve(sa.Problem(X=[[1, 2], [0, "1/2"]], base="1/2"))
EVERY = [PLAIN, SHIFTED, UNSCALED, COLUMNS, HEADS, TWO]
BY_COLUMN = {
    "_row_max": {"along": "column"},
    "exponentials": {"base": None},
    "row_sums": {"along": "column"},
    "weights": {"along": "column", "empty": "undefined"},
}


def over_columns(problem: sa.Problem) -> Any:
    """The derivation with the softmax over the keys' columns, as a mistake makes it."""
    recipe = forward(problem)
    for name, how in BY_COLUMN.items():
        if name in recipe:
            recipe = recipe.change(name, how=how)
    return sa.solve(problem).running_on({}, recipe=recipe)


def test_largest_of_a_row_or_a_column() -> None:
    rows = [[1, "-inf", 3], [-2, -5, -4]]
    assert compute("largest", {}, rows) == [[3], [-2]]
    assert compute("largest", {"along": "row"}, rows) == [[3], [-2]]
    assert compute("largest", {"along": "column"}, [[1, 7], [-2, 9]]) == [[1, 9]]


def test_every_score_less_the_largest_of_its_row() -> None:
    assert compute("minus_rows", {}, [[1, 4], [2, -3]], [[4], [2]]) == [[-3, 0], [0, -5]]
    assert compute("minus_rows", {}, [[7], [2]], [[4], [2]]) == [[3], [0]]


def test_powers_of_a_base_or_of_e() -> None:
    assert compute("exp", {"base": q(2)}, [[3, -1]]) == [[8, Fraction(1, 2)]]
    assert compute("exp", {}, [[0, 1, "-inf"]]) == [[1, None, 0]]


def test_sums_of_rows_and_columns() -> None:
    rows = [[1, 2, 3], [4, 5, 6]]
    assert compute("sum_rows", {}, rows) == [[6], [15]]
    assert compute("sum_rows", {"along": "column"}, rows) == [[5, 7, 9]]


def test_a_row_over_its_sum_and_an_empty_row_as_asked() -> None:
    rows, sums = [[1, 3], [0, 0]], [[4], [0]]
    whole = [Fraction(1, 4), Fraction(3, 4)]
    assert compute("divide", {"empty": "undefined"}, rows, sums) == [whole, ["undefined"] * 2]
    assert compute("divide", {"empty": "zero"}, rows, sums) == [whole, [0, 0]]


@pytest.mark.parametrize("op", ["largest", "minus_rows", "exp", "sum_rows", "divide"])
@pytest.mark.parametrize(
    "derivation", EVERY, ids=["plain", "shifted", "unscaled", "columns", "heads", "two"]
)
def test_every_working_is_true(derivation: Any, op: str) -> None:
    if any(line.op == op for line in derivation.recipe):
        check(derivation, op)


@pytest.mark.parametrize("op", ["largest", "sum_rows", "divide"])
def test_every_working_along_columns_is_true(op: str) -> None:
    """The letter of a column's sum is that of its first row, so no rule is read there."""
    check(over_columns(sa.Problem(X=X, shift="max")), op, rule=op != "divide")
    check(over_columns(sa.Problem(X=X[:2], Y=X, heads=2, shift="max")), op, rule=op != "divide")


def test_letters_along_columns() -> None:
    working = over_columns(sa.Problem(X=[[1], [2]])).step("weights").working((1, 1))
    assert latex.write(working.rule) == r"\frac{e^{\tilde s_{2,2}}}{z_1}"
    working = over_columns(sa.Problem(X=X, heads=2)).step("weights").working((1, 2, 0))
    assert latex.write(working.rule) == r"\frac{e^{\tilde s_{3,1}^{(2)}}}{z_1^{(2)}}"


def test_a_row_sum_is_named_after_its_line_and_place() -> None:
    exact = Exact()
    powers = exact.exp(array([[0, 1], [0, 2]]), None)
    line = Line("mine", "divide", ("e", "z"), {"empty": "undefined"})
    weights = KINDS["divide"].compute(exact, line, powers, exact.sums(powers, "row"))
    labels = {row.label for cell in weights.cells.cells for row in cell.rows()}
    assert labels == {("mine", 0, 0), ("mine", 1, 0)}


def test_a_single_key_is_over_itself_without_a_sum() -> None:
    steps = sa.solve(sa.Problem(Q=[[1], [2]], K=[[3]], scale="none"))
    check(steps, "divide")
    (put_in,) = steps.step("weights").working((0, 0)).terms
    assert put_in == f.Fraction(f.Exp(f.Num("3")), f.Exp(f.Num("3")))


def test_rules_in_letters() -> None:
    assert rule(PLAIN, "exponentials") == "E = e^{S}"
    assert rule(PLAIN, "row_sums") == r"z = \sum_j E"
    assert rule(PLAIN, "weights") == r"A = \frac{E}{z}"
    assert rule(SHIFTED, "_row_max") == r"m = \max(\bar S)"
    assert rule(SHIFTED, "_shifted") == r"S = \bar S - m"
    assert rule(SHIFTED, "exponentials") == r"E = 3^{\bar S - m}"
    assert rule(UNSCALED, "_row_max") == r"m = \max(S)"
    assert rule(UNSCALED, "_shifted") == "S = S - m"


def test_what_is_handed_back() -> None:
    assert flows("minus_rows", ("s", "m")) == [("s", "", (), {})]
    assert flows("exp", ("s",), {"base": 2}) == [("s", "hadamard", ("made", "up"), {"base": 2})]
    assert flows("exp", ("s",)) == [("s", "hadamard", ("made", "up"), {"base": None})]
    assert flows("sum_rows", ("e",)) == [("e", "spread", ("up", "e"), {})]


POWERS = Line("e", "exp", ("s",), {"base": 2})
SUMS = Line("z", "sum_rows", ("e",))


def test_the_quotient_hands_back_for_the_whole_softmax() -> None:
    line = Line("a", "divide", ("e", "z"), {"along": "column"})
    (flow,) = KINDS["divide"].back(line, "up", Recipe((POWERS, SUMS, line)))
    assert (flow.to, flow.op, flow.of) == ("s", "softmax_back", ("a", "up"))
    assert dict(flow.how) == {"base": 2, "along": "column"}
    line = Line("a", "divide", ("e", "z"))
    (flow,) = KINDS["divide"].back(line, "up", Recipe((POWERS, SUMS, line)))
    assert dict(flow.how) == {"base": 2, "along": "row"}


@pytest.mark.parametrize(
    "lines",
    [
        (Line("e", "times", ("s",), {"by": 2}), SUMS),
        (POWERS, Line("z", "sum_rows", ("s",))),
        (POWERS,),
        (SUMS,),
    ],
    ids=["no powers", "sums of something else", "sums given", "powers given"],
)
def test_another_quotient_has_no_gradient(lines: tuple[Line, ...]) -> None:
    line = Line("a", "divide", ("e", "z"))
    with pytest.raises(
        Unsupported, match="the gradient of a quotient is worked out for the softmax alone"
    ):
        KINDS["divide"].back(line, "up", Recipe((*lines, line)))


def test_no_gradient_flows_through_the_largest() -> None:
    steps = sa.gradients(sa.Problem(X=[[1, 2], [3, 1]], shift="max"))
    plain = sa.gradients(sa.Problem(X=[[1, 2], [3, 1]]))
    assert isinstance(steps, Gradients)
    assert "_d_row_max" not in steps.recipe
    assert steps["dX"].decimal(30) == plain["dX"].decimal(30)
