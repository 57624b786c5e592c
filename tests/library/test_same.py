"""What is equal is equal, hashes alike, and comes back from a pickle or a copy."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import symattn as sa
from tests.library.test_threads import PROBLEMS

TWICE: tuple[Callable[[Any], Any], ...] = (
    lambda one: pickle.loads(pickle.dumps(one)),
    copy.copy,
    copy.deepcopy,
)


def things(keys: dict[str, Any]) -> list[Any]:
    """A problem and what is made of it."""
    problem = sa.Problem(**keys)
    steps = sa.solve(problem)
    made: list[Any] = [problem, steps, steps["weights"], steps["weights"][0, 0]]
    if not problem.symbolic:
        made.append(sa.verify(problem, printed={"weights": steps["weights"].decimal(3)}))
    if not problem.layers:
        made.append(sa.gradients(problem))
    return made


@pytest.mark.parametrize("keys", PROBLEMS, ids=str)
def test_made_twice_it_is_the_same(keys: dict[str, Any]) -> None:
    for one, other in zip(things(keys), things(keys), strict=True):
        assert one is not other
        assert one == other and hash(one) == hash(other), type(one)


@pytest.mark.parametrize("keys", PROBLEMS, ids=str)
@pytest.mark.parametrize("twice", TWICE)
def test_a_copy_is_the_same(keys: dict[str, Any], twice: Callable[[Any], Any]) -> None:
    for one in things(keys):
        other = twice(one)
        assert one == other and hash(one) == hash(other), type(one)
        assert type(one) is type(other)


def test_a_scaling_comes_back_from_a_pickle() -> None:
    found = sa.scaling(sa.Problem(X=[[1, 2], [3, 4]]))
    again = pickle.loads(pickle.dumps(found))
    assert again.drawn == found.drawn and again.views == found.views
    assert again.ratio(0).compare(found.ratio(0)) == 0


def test_different_problems_differ() -> None:
    plain = sa.Problem(X=[[1, 2], [3, 4]])
    others = [
        {"X": [[1, 2], [3, 5]]},
        {"scale": "none"},
        {"mask": "causal"},
        {"layout": "columns"},
        {"title": "Other"},
        {"tokens": ["a", "b"]},
        {"printed": {"weights": [["0.5", "0.5"], ["0.5", "0.5"]]}},
    ]
    for changed in others:
        other = sa.Problem(**{"X": [[1, 2], [3, 4]], **changed})
        assert other != plain and sa.solve(other) != sa.solve(plain), changed
    assert plain != 3 and sa.solve(plain) != 3 and sa.solve(plain)["Q"] != 3


def test_another_spelling_is_the_same_problem() -> None:
    one = sa.Problem(X=[["1/2", 1]], scale="1/sqrt(d_k)")
    assert one == sa.Problem(X=[["0.5", "1.0"]]) and len({one, sa.Problem(X=[[0.5, 1]])}) == 1


def test_forward_and_backward_differ_and_so_do_their_steps() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 4]])
    assert sa.solve(problem) != sa.gradients(problem)
    assert sa.solve(problem)["Q"] != sa.solve(problem)["K"]
    assert sa.solve(problem)["weights"] == sa.gradients(problem)["weights"]


def test_what_runs_on_from_another_value_differs() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 4]]))
    assert steps.running_on({}) == steps
    assert steps.running_on({"scores": steps.value("Q")}) != steps


def test_reports_of_other_numbers_differ() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 4]], scale="none")
    right = sa.verify(problem, printed={"scores": [["5", "11"], ["11", "25"]]})
    wrong = sa.verify(problem, printed={"scores": [["5", "12"], ["11", "25"]]})
    assert right != wrong
