"""What the user gives outranks what a text states, and that what its numbers fit."""

from __future__ import annotations

import pytest

from symattn.errors import Place
from symattn.problem.given import NOTHING, Given, Setting, used, written
from symattn.problem.model import Problem

X = [[1, 0], [0, 1], [1, 1]]


def test_what_a_problem_says_is_written_and_its_defaults_are_not() -> None:
    assert written(Problem(X=X)) == {}
    said = written(Problem(X=X, scale="1/d_k", mask="causal", base=2))
    assert {key: setting.value for key, setting in said.items()} == {
        "scale": "1/d_k",
        "mask": "causal",
        "base": "2",
    }
    assert {setting.source for setting in said.values()} == {"problem"}


def test_inputs_printed_rounded_are_written() -> None:
    problem = Problem(X=X, printed={"inputs": "rounded", "weights": [[""] * 3] * 3})
    assert written(problem)["inputs"] == Setting("rounded", "problem")


@pytest.mark.parametrize("source", ["option", "comment"])
def test_what_is_given_keeps_its_source_whatever_else_is_found(source: str) -> None:
    given = Given(settings={"scale": Setting("none", source, Place(3, 1))})  # type: ignore[arg-type]
    shown = used(Problem(X=X, scale="none"), given, {"scale": "text", "layout": "numbers"})
    assert shown["scale"].to_json() == {
        "value": "none",
        "from": source,
        "where": {"line": 3, "column": 1},
    }
    assert shown["layout"] == Setting("rows", "numbers")


def test_an_option_comes_before_the_problem_that_it_changes() -> None:
    problem = Problem(X=X, scale="1/d_k", mask="causal")
    given = Given(problem.changed(scale="none"), {"scale": Setting("none", "option")})
    shown = used(given.problem or problem, given)
    assert shown["scale"] == Setting("none", "option")
    assert shown["mask"] == Setting("causal", "problem")
    assert shown["base"] == Setting("e", "default")


def test_every_setting_is_shown_where_nothing_is_given() -> None:
    shown = used(Problem(X=X), NOTHING)
    assert {setting.source for setting in shown.values()} == {"default"}
    assert {key: shown[key].value for key in ("scale", "layout", "mask", "base", "inputs")} == {
        "scale": "1/sqrt(d_k)",
        "layout": "rows",
        "mask": "none",
        "base": "e",
        "inputs": "exact",
    }
