"""The table of stages agrees with what is solved: names, order, shapes, letters, sentences."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.derivation import Derivation
from symattn.document import errata
from symattn.document.names import stage_name
from symattn.document.worksheet.page import formula
from symattn.files import latex
from symattn.formulas.tree import Chain, Sym
from symattn.problem import stages
from symattn.problem.load import from_mapping
from symattn.words import keys
from tests.oracle.differences import differences

X = [[1, 2], [3, 4], [0, 1]]
W = [[1, 0], [2, 1]]
PROBLEMS = {
    "plain": sa.Problem(X=X),
    "logits": sa.Problem(X=X, bias=[[0, 1, 2]] * 3, mask="causal", shift="max"),
    "layers of names": sa.Problem(X=X, W_Q=W, W_K=W, W_V=W, W_O=W, b_Q=[1, 0], b_O=[0, 1], heads=2),
    "shared keys": sa.Problem(
        X=X, W_Q=W, W_K=[[1], [0]], W_V=[[1], [2]], b_K=[1], heads=2, kv_heads=1
    ),
    "rows of a bias": sa.Problem(
        X=X, W_Q=[W, W], W_K=[W, W], W_V=[W, W], b_Q=[[1, 0], [0, 1]], heads=2
    ),
    "positions": sa.Problem(X=X, Y=[[1, 1]], positions="sinusoidal"),
    "additive": sa.Problem(
        Q=[[1, 0]],
        K=[[1, 1], [0, 2]],
        V=[[1], [2]],
        kind="additive",
        W_q=W,
        W_k=W,
        w_v=[1, "1/2"],
    ),
    "dropped": sa.Problem(X=X, dropout={"p": "1/2", "keep": [[1, 0, 1]] * 3}),
    "dropped by chance": sa.Problem(X=X, dropout={"p": "1/2"}),
    "scores alone": sa.Problem(scores=[[1, 2]], dropout={"p": "1/2", "keep": [[1, 0]]}),
    "scores": sa.Problem(scores=[[1, 2]], V=[[1, 2], [0, 1]]),
    "target": sa.Problem(X=X, gradient={"target": X}),
    "columns": sa.Problem(X=X, layout="columns", mask="causal"),
}


@pytest.fixture(params=PROBLEMS)
def problem(request: pytest.FixtureRequest) -> sa.Problem:
    return PROBLEMS[str(request.param)]


@pytest.fixture(params=["solve", "gradients"])
def derivation(request: pytest.FixtureRequest, problem: sa.Problem) -> Derivation:
    return sa.solve(problem) if request.param == "solve" else sa.gradients(problem)


def test_the_table_has_what_is_solved(problem: sa.Problem) -> None:
    there = [name for name in stages.present(vars(problem)) if name != "loss"]
    assert sorted(sa.solve(problem)) == sorted(there)


def test_every_stage_and_gradient_has_the_shape_that_the_table_says(derivation: Derivation) -> None:
    asked = vars(derivation.problem)
    for name in derivation:
        found = derivation.carrier.cells(derivation.value(name)).shape
        assert stages.shape(name, asked) == found, name


def test_whatever_is_printed_can_be_verified(derivation: Derivation) -> None:
    printed = {name: _texts(step.decimal(9)) for name, step in derivation.items()}
    report = sa.verify(derivation.problem, printed=printed)
    assert report.summary["claims"] > 0
    assert all(judged.right for judged in report.claims)
    wrong = {name: _texts(step.decimal(3)) for name, step in derivation.items()}
    last = list(wrong)[-1]
    report = sa.verify(derivation.problem, printed={last: _moved(wrong[last])})
    assert not any(judged.right for judged in report.claims)
    assert latex.render(errata.sheet([report]))


def _texts(value: object) -> object:
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return value


def _moved(value: object) -> object:
    """Every number with a 7 put before it."""
    if isinstance(value, list):
        return [_moved(one) for one in value]
    return str(value).replace("-", "-7") if "-" in str(value) else f"7{value}"


def test_a_stage_that_a_problem_has_not_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(sa.InputError, match="no such key"):
        sa.verify(sa.Problem(X=X), printed={"dexponentials": X})
    with pytest.raises(sa.InputError, match="this problem has no loss"):
        sa.verify(sa.Problem(X=X), printed={"loss": [["1"]]})


@pytest.mark.parametrize("name", stages.names())
def test_every_stage_has_its_name_in_words(name: str) -> None:
    assert stage_name(name)
    assert stage_name(f"d{name}") != stage_name(name)


@pytest.mark.parametrize("name", [*stages.names("logits", "weights", "output", "joined")])
def test_every_stage_of_a_page_has_heading_hint_and_summary(name: str) -> None:
    assert {f"{kind}.{name}" for kind in ("heading", "hint", "sheet")} <= keys()


def test_rows_stand_under_their_names_each_behind_another() -> None:
    assert all(name == row.name for name, row in stages.STAGES.items())
    assert stages.order() == tuple(stages.STAGES)


def test_the_gradient_starts_from_the_dropped_weights_without_values() -> None:
    problem = sa.Problem(scores=[[0, 1]], dropout={"p": "1/2", "keep": [[1, 0]]})
    assert sa.gradients(problem)["dweights"].decimal(1) == [["2.0", "0.0"]]
    assert stages.last(vars(problem)) == "dropped"
    keep = [[1, 0, 1], [1, 1, 0]]
    given = {
        "inputs": {"scores": [["0", "1", "2"], ["1", "1", "3"]]},
        "attention": {"dropout": {"p": "1/4", "keep": keep}},
    }
    wanted = differences(given)["scores"]
    found = sa.gradients(from_mapping(given))["dscores"].decimal(25)
    with mp.workdps(60):
        for (i, j), cell in np.ndenumerate(wanted):
            assert cell is None or abs(mpf(found[i][j]) - cell) < mpf(10) ** -24


def test_a_page_without_values_ends_at_the_dropped_weights() -> None:
    problem = sa.Problem(scores=[[0, 1]], dropout={"p": "1/2", "keep": [[1, 0]]})
    stated = formula(sa.solve(problem))
    assert isinstance(stated, Chain)
    assert stated.parts[0] == Sym("A", accent="tilde")
