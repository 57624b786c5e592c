"""A bias by distance and by position: both tables built, the weights compared exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symattn as sa
from symattn.derivation.alibi import two_ways
from symattn.derivation.derivation import solve
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor

X = [[1, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize("by", ["distance", "position"])
def test_both_ways_of_one_head(by: str) -> None:
    problem = sa.Problem(X=X, mask="causal", bias={"alibi": "1/2", "by": by})
    (both,) = two_ways(solve(problem))
    assert [str(one) for one in both.by_distance.row(2)] == ["-1", "-1/2", "0"]
    assert [str(one) for one in both.by_position.row(2)] == ["0", "1/2", "1"]
    assert [str(one) for one in both.apart] == ["0", "1/2", "1"]
    assert both.holds is True


@given(
    slope=st.fractions(min_value=-2, max_value=2, max_denominator=5).filter(bool),
    numbers=st.lists(st.lists(st.integers(-2, 2), min_size=2, max_size=2), min_size=2, max_size=4),
)
def test_the_weights_are_the_same_whatever_the_numbers(slope: object, numbers: object) -> None:
    problem = sa.Problem(X=numbers, mask="causal", bias={"alibi": str(slope)})
    (both,) = two_ways(solve(problem))
    assert both.holds is True
    assert str(both.slope) == str(slope)


def test_each_head_has_its_slope() -> None:
    problem = sa.Problem(X=X, heads=2, mask="causal", bias={"alibi": ["1/2", "1/4"]})
    assert [str(both.slope) for both in two_ways(solve(problem))] == ["1/2", "1/4"]


def test_the_last_query_that_sees_the_last_key_counts_from_there() -> None:
    problem = sa.Problem(Q=[[1, 0]], K=X, V=X, mask="causal-lower-right", bias={"alibi": "1/2"})
    (both,) = two_ways(solve(problem))
    assert [str(one) for one in both.by_distance.cells] == ["-1", "-1/2", "0"]
    assert both.holds is True


@pytest.mark.parametrize("by", ["distance", "position"])
def test_a_finite_fill_tells_the_two_apart(by: str) -> None:
    problem = sa.Problem(X=X, mask="causal", mask_fill=-3, bias={"alibi": "1/2", "by": by})
    (both,) = two_ways(solve(problem))
    assert both.holds is False


def texts(table: Any) -> list[list[str | None]]:
    return [[None if one is None else str(one) for one in row] for row in table.nested()]


TOKENS = [[1, 0, 2], [0, 1, 1], [1, 1, 0]]
BY_POSITION = [[0, 2, 4], [0, 2, 4], [0, 2, 4]]
BY_DISTANCE = [[0, 3, 6], [-3, 0, 3], [-6, -3, 0]]
OTHER = [[0, 5, 1], [2, 0, 7], [1, 1, 4]]


@pytest.mark.parametrize("fill", ["-inf", "-3"])
def test_heads_each_with_their_own_way_or_none(fill: str) -> None:
    heads = [BY_POSITION, OTHER, BY_DISTANCE]
    problem = sa.Problem(X=TOKENS, heads=3, mask="causal", mask_fill=fill, bias=heads)
    first, last = two_ways(solve(problem))
    assert [one.lead for one in (first, last)] == [(0,), (2,)]
    assert [str(one.slope) for one in (first, last)] == ["2", "3"]
    assert texts(first.by_position) == [["0", None, None], ["0", "2", None], ["0", "2", "4"]]
    assert texts(first.by_distance) == [["0", None, None], ["-2", "0", None], ["-4", "-2", "0"]]
    assert texts(last.by_distance) == [["0", None, None], ["-3", "0", None], ["-6", "-3", "0"]]
    assert [str(one) for one in last.apart] == ["0", "3", "6"]
    assert [one.holds for one in (first, last)] == [fill == "-inf"] * 2


@pytest.mark.parametrize("by", ["distance", "position"])
def test_two_queries_that_see_the_last_keys(by: str) -> None:
    given = {"Q": X[1:], "K": X, "V": X, "mask": "causal-lower-right"}
    (both,) = two_ways(solve(sa.Problem(**given, bias={"alibi": "1/2", "by": by})))
    assert texts(both.by_distance) == [["-1/2", "0", None], ["-1", "-1/2", "0"]]
    assert texts(both.by_position) == [["0", "1/2", None], ["0", "1/2", "1"]]
    assert [str(one) for one in both.apart] == ["1/2", "1"]
    assert both.holds is True
    fill = sa.Problem(**given, bias={"alibi": "1/2", "by": by}, mask_fill=-3)
    assert [one.holds for one in two_ways(solve(fill))] == [False]


def test_rows_that_see_nothing_hold() -> None:
    mask = [[1, 0, 0], [0, 0, 0], [1, 1, 1]]
    problem = sa.Problem(X=X, mask=mask, bias=[[0, 0, 0], [9, 9, 9], [-2, -1, 0]])
    (both,) = two_ways(solve(problem))
    assert both.holds is True
    assert texts(both.by_distance)[1] == [None, None, None]


@pytest.mark.parametrize(
    "settings",
    [
        {"bias": {"alibi": "1/2"}},
        {"mask": "causal", "bias": [[0, 0, 0], [1, 0, 0], [0, 0, 0]]},
        {"mask": "causal"},
    ],
)
def test_no_other_bias_is_taken_for_one(settings: dict[str, object]) -> None:
    assert two_ways(solve(sa.Problem(X=X, **settings))) == ()


def test_fewer_queries_than_keys_count_from_the_first() -> None:
    given = {"Q": X[1:], "K": X, "V": X, "mask": "causal"}
    (both,) = two_ways(solve(sa.Problem(**given, bias={"alibi": "1/2"})))
    assert texts(both.by_distance) == [["0", None, None], ["-1/2", "0", None]]
    assert both.holds is True


def test_a_hidden_key_between_two_counts_for_two_steps() -> None:
    mask = [[1, 0, 0], [1, 1, 0], [1, 0, 1]]
    (both,) = two_ways(solve(sa.Problem(X=X, mask=mask, bias={"alibi": "1/2"})))
    assert str(both.slope) == "1/2"
    assert both.holds is True


@pytest.mark.parametrize(
    ("mask", "bias"),
    [
        ([[1, 1, 0], [1, 1, 1], [1, 1, 1]], [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]),
        ("causal", [[5, 0, 0], [3, 4, 0], [0, 1, 2]]),
        ("causal", [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ("causal", [[0, 0, 0], ["-sqrt(2)", 0, 0], ["-2 sqrt(2)", "-sqrt(2)", 0]]),
    ],
    ids=["a key to come", "steps from elsewhere", "nothing", "no fraction"],
)
def test_one_step_alone_does_not_make_a_slope(mask: Any, bias: Any) -> None:
    assert two_ways(solve(sa.Problem(X=X, mask=mask, bias=bias))) == ()


def test_weights_that_are_not_decided_leave_it_open() -> None:
    steps = solve(sa.Problem(X=X, mask="causal", bias={"alibi": "1/2"}))
    last = steps["weights"].cells

    def entry(index: Any) -> Any:
        if index != (2, 1):
            return last[index]
        return Entry.of(ExpSum.opaque(("alibi", index), last[index].ball, lambda: None))

    weights = steps.carrier.of_cells(Tensor.build((3, 3), entry))
    (both,) = two_ways(steps.running_on({"weights": weights}))
    assert both.holds is None
