"""A derivation as a mapping of steps: what it lists, what follows from given values."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.carriers.symbolic import Symbolic
from symattn.derivation.derivation import Derivation, carrier_of
from symattn.derivation.forward import forward
from symattn.derivation.recipe import Line
from symattn.formulas import latex
from symattn.numbers.tensors import Tensor

X = [[1, 2], [3, 1]]
PLAIN = sa.Problem(X=X, scale="none")
STAGES = ["Q", "K", "V", "scores", "scaled", "exponentials", "row_sums", "weights", "terms"]


HALF, THIRD = fmpq(1, 2), fmpq(1, 3)


def numbers(rows: Any) -> Any:
    return Exact().read(Tensor.of(rows).map(fmpq))


def test_steps_by_name_and_in_order() -> None:
    steps = sa.solve(PLAIN)
    assert list(steps) == [*STAGES, "output"]
    assert len(steps) == 10
    assert steps["scores"].decimal(0) == [["5", "5"], ["5", "10"]]
    with pytest.raises(KeyError, match=r'no stage "masked" here; one of: Q, K, V, scores'):
        steps["masked"]
    assert repr(steps) == f"<derivation of {', '.join([*STAGES, 'output'])}>"


def test_a_step_knows_its_line_and_what_it_does() -> None:
    step = sa.solve(PLAIN)["scores"]
    assert step.line == sa.solve(PLAIN).recipe["scores"]
    assert latex.write(step.rule()) == r"S = Q K^{\top}"
    assert step.working((0, 0)).result == step.show(step.at((0, 0)))


def test_lines_in_between_are_not_listed_but_can_be_had() -> None:
    steps = sa.solve(sa.Problem(X=X, shift="max"))
    assert "_row_max" not in list(steps)
    assert steps.step("_row_max").decimal(1) == steps["_row_max"].decimal(1)


def test_inputs_show_themselves_like_steps() -> None:
    steps = sa.solve(sa.Problem(X=X, bias=[[0, 1], [2, 0]], layout="columns"))
    step = steps.input_step("X")
    assert (step.line.op, step.line.of, step.name) == ("copy", ("X",), "X")
    assert step.decimal(0) == [["1", "2"], ["3", "1"]]
    assert step.inputs == (step.value,)
    assert steps.input_step("bias").decimal(0) == [["0", "1"], ["2", "0"]]
    given = sa.solve(sa.Problem(Q=[[7]], K=[[1]]))
    assert given.input_step("Q_given").decimal(0) == [["7"]]


def test_what_is_given_stands_in_place_of_its_line() -> None:
    scores = numbers([[0, 0], [0, 0]])
    steps = Derivation(PLAIN, forward(PLAIN), Exact(), {"scores": scores})
    assert steps["weights"].decimal(2) == [["0.50", "0.50"]] * 2
    assert steps["scores"].inputs == (steps.value("Q"), steps.value("K"))


def test_a_derivation_runs_on_with_something_else() -> None:
    steps = sa.solve(PLAIN)
    assert steps["weights"].decimal(3)[0] == ["0.500", "0.500"]
    other = steps.running_on({"V": numbers([[10, 0], [20, 0]])})
    assert other["output"].decimal(1)[0] == ["15.0", "0.0"]
    assert steps["output"].decimal(1)[0] == ["2.0", "1.5"]
    assert (other.problem, other.recipe, other.carrier) == (PLAIN, steps.recipe, steps.carrier)
    changed = PLAIN.changed(scale="1/d_k")
    other = steps.running_on({}, problem=changed, recipe=steps.recipe.without("scaled"))
    assert other.problem is changed
    assert "scaled" not in other
    balls = steps.running_on({}, carrier=Balls())
    assert isinstance(balls.carrier, Balls)
    assert balls.value("scores").cells[3] == 10


class Twice:
    """Twice the first input: a kind that only this test brings."""

    def compute(self, carrier: Any, line: Line, *values: Any) -> Any:
        return carrier.times(values[0], fmpq(2))


def test_other_kinds_of_line_come_before_the_known_ones() -> None:
    steps = sa.solve(PLAIN)
    recipe = steps.recipe.change("scaled", op="twice")
    other = steps.running_on({}, recipe=recipe, kinds={"twice": Twice()})
    assert other["scaled"].decimal(0)[1] == ["10", "20"]
    assert other.running_on({}).value("scaled").rational.denominator == 1
    known = steps.running_on({}, kinds={"copy": Twice()})
    assert known["scaled"].decimal(0)[1] == ["40", "80"]
    assert Derivation.kinds == {}


def test_each_value_is_worked_out_once() -> None:
    steps = sa.solve(PLAIN)
    assert steps.value("weights") is steps.value("weights")


def test_rows_that_see_nothing() -> None:
    mask = [[1, 1], [0, 0]]
    assert sa.solve(sa.Problem(X=X, mask=mask)).undefined_rows == [1]
    assert sa.solve(sa.Problem(X=X)).undefined_rows == []
    narrow = sa.Problem(Q=X, K=[[1, 1]], mask=[[1], [0]])
    assert sa.solve(narrow).undefined_rows == [1]
    assert sa.solve(sa.Problem(X=X, mask=mask, empty_rows="zero")).undefined_rows == []
    batch = sa.Problem(X=[X, X], mask=[[[1, 1], [1, 0]], mask])
    assert sa.solve(batch).undefined_rows == [[1, 1]]
    assert sa.solve(sa.Problem(X=X, mask=mask, heads=2)).undefined_rows == [[0, 1], [1, 1]]


def test_every_row_adds_to_one() -> None:
    mask = [[1, 1], [0, 0]]
    assert sa.solve(sa.Problem(X=X)).rows_add_to_one() is True
    assert sa.solve(sa.Problem(X=X, mask=mask)).rows_add_to_one() is True
    assert sa.solve(sa.Problem(X=X, mask=mask, empty_rows="zero")).rows_add_to_one() is True
    steps = sa.solve(sa.Problem(X=X, empty_rows="undefined"))
    half = {"weights": numbers([[HALF, HALF], [HALF, THIRD]])}
    assert steps.running_on(half).rows_add_to_one() is False
    zeros = {"weights": numbers([[0, 0], [1, 0]])}
    assert steps.running_on(zeros).rows_add_to_one() is False
    kept = sa.solve(sa.Problem(X=X, empty_rows="zero"))
    assert kept.running_on(zeros).rows_add_to_one() is True
    letters = sa.solve(sa.Problem(Q=[["q"]], K=[["k"], ["l"]]))
    assert letters.rows_add_to_one() is True


def test_the_whole_derivation_in_latex() -> None:
    text = sa.solve(sa.Problem(Q=[[1]], K=[[2]], V=[[3]], scale="none"))._repr_latex_()
    text = text.replace("\n", " ")
    assert text.startswith(r"$$\begin{aligned}Q &= \begin{bmatrix} 1 \end{bmatrix} \\ K &= ")
    assert text.endswith(r"\\ O &= \begin{bmatrix} 3 \end{bmatrix}\end{aligned}$$")
    assert "T &=" not in text
    assert r"S &= \begin{bmatrix} 2 \end{bmatrix} \\ " in text


def test_the_carrier_that_a_problem_needs() -> None:
    assert isinstance(carrier_of(PLAIN), Exact)
    assert isinstance(carrier_of(sa.Problem(Q=[["q"]], K=[["k"]])), Symbolic)
