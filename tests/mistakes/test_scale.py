"""Mistakes with the factor: the scores 5 and 4 of width 4, scaled wrongly in every way."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest

from tests.mistakes.wrongly import results, same, scaled, soft, told, ways_of

FOUR: dict[str, Any] = {"Q": [[1, 2, 0, 1]], "K": [[3, 1, 0, 0], [0, 2, 1, 0]]}
S = [[5, 4]]
ONE: dict[str, Any] = {"Q": [[5]], "K": [[1], [2]]}
HALF = scaled(S, mpmath.mpf("0.5"))
QUARTER = scaled(S, mpmath.mpf("0.25"))
EIGHTH = scaled(S, mpmath.mpf("0.125"))


def check(name: str, problem: dict[str, Any], *expected: tuple[Any, Any]) -> None:
    """The scaled scores and the weights of each way."""
    found = results(name, problem, "scaled", "weights")
    assert same(found, [list(pair) for pair in expected]), found


def test_no_scale() -> None:
    check("no_scale", FOUR, (S, soft(S)), (HALF, soft(S)))
    for scale in ("none", "1"):
        assert ways_of("no_scale", {**FOUR, "scale": scale}) == []
    assert len(ways_of("no_scale", {**FOUR, "scale": "1/3"})) == 2


def test_d_k_for_its_root_and_the_other_way_round() -> None:
    check("d_k_for_root", FOUR, (QUARTER, soft(QUARTER)))
    check("d_k_for_root", {**FOUR, "scale": "1/d_k"}, (HALF, soft(HALF)))
    for problem in ({**FOUR, "scale": "none"}, {**FOUR, "scale": "1/3"}, ONE):
        assert ways_of("d_k_for_root", problem) == []
    assert ways_of("d_k_for_root", {**ONE, "scale": "1/d_k"}) == []
    two = {"Q": [[1, 2]], "K": [[3, 1], [0, 2]]}
    assert len(ways_of("d_k_for_root", two)) == 1
    assert len(ways_of("d_k_for_root", {**two, "scale": "1/d_k"})) == 1


def test_the_width_of_the_model() -> None:
    assert ways_of("scale_by_model_width", FOUR) == []
    assert ways_of("scale_by_model_width", {"scores": [[5, 4]], "scale": "1/3"}) == []
    tokens = {"X": [[5, 0, 0, 0], [4, 0, 0, 0]], "heads": 2}
    first = [[[25, 20], [20, 16]], [[0, 0], [0, 0]]]
    (found,) = results("scale_by_model_width", tokens, "scaled")
    assert same(found, [[scaled(head, mpmath.mpf("0.5")) for head in first]])
    assert told("scale_by_model_width", tokens) == [{"width": 4}]
    six = {
        **tokens,
        "X": [[5, 0, 0, 0, 0, 0]],
        "W_Q": [[1, 0, 0, 0]] * 6,
        "W_K": [[1, 0, 0, 0]] * 6,
    }
    assert told("scale_by_model_width", six) == [{"width": 4}, {"width": 6}]


def test_the_number_of_keys_or_of_queries() -> None:
    root = 1 / mpmath.sqrt(2)
    check(
        "scale_by_length",
        FOUR,
        (scaled(S, root), soft(scaled(S, root))),
        (HALF, soft(HALF)),
    )
    assert told("scale_by_length", FOUR) == [{"width": 2}] * 2
    three = {"Q": [[1, 2, 0, 1]] * 3, "K": FOUR["K"]}
    assert told("scale_by_length", three) == [{"width": 2}] * 2 + [{"width": 3}] * 2
    assert told("scale_by_length", {**FOUR, "Q": [[1, 2, 0, 1]] * 2}) == [{"width": 2}] * 2
    assert told("scale_by_length", {"Q": [[1, 2]], "K": [[1, 2], [3, 4]]}) == []


def test_scaled_twice() -> None:
    check(
        "scaled_twice",
        FOUR,
        (HALF, soft(QUARTER)),
        (QUARTER, soft(QUARTER)),
        (HALF, soft(EIGHTH)),
        (EIGHTH, soft(EIGHTH)),
    )
    assert ways_of("scaled_twice", {**FOUR, "scale": "none"}) == []
    third = scaled(S, mpmath.mpf(1) / 3)
    given = {"scores": [[5, 4]], "scale": "1/3"}
    check(
        "scaled_twice",
        given,
        (third, soft(scaled(third, mpmath.mpf(1) / 3))),
        (
            scaled(third, mpmath.mpf(1) / 3),
            soft(scaled(third, mpmath.mpf(1) / 3)),
        ),
    )
    assert len(ways_of("scaled_twice", {**ONE, "scale": "1/3"})) == 2
    assert len(ways_of("scaled_twice", {"Q": [[1, 2]], "K": [[3, 1], [0, 2]]})) == 4


def test_the_temperature_after_the_softmax() -> None:
    whole = soft(S)
    roots = [[mpmath.sqrt(w) for w in row] for row in whole]
    halves = scaled(whole, mpmath.mpf("0.5"))
    check(
        "temperature_after_softmax",
        FOUR,
        (S, roots),
        (HALF, roots),
        (S, halves),
        (HALF, halves),
    )
    assert ways_of("temperature_after_softmax", {**FOUR, "scale": "1"}) == []


def test_hidden_weights_stay_zero_when_they_are_raised() -> None:
    problem = {**FOUR, "mask": [[1, 0]]}
    raised = results("temperature_after_softmax", problem, "weights")[0]
    assert same(raised, [[[1, 0]]])
    nothing = results("temperature_after_softmax", {**FOUR, "mask": [[0, 0]]}, "weights")[0]
    assert nothing == [[["undefined", "undefined"]]]


@pytest.mark.parametrize("problem", [{**FOUR, "scale": "none"}])
def test_another_scale_where_there_is_none(problem: dict[str, Any]) -> None:
    check("other_scale", problem, (HALF, soft(HALF)), (QUARTER, soft(QUARTER)))
    assert told("other_scale", problem) == [{"scale": "1/sqrt(d_k)"}, {"scale": "1/d_k"}]
    assert ways_of("other_scale", FOUR) == []
    assert ways_of("other_scale", {**ONE, "scale": "none"}) == []
    assert ways_of("other_scale", {"scores": [[1, 2]], "scale": "none"}) == []
    two = {"Q": [[1, 2]], "K": [[3, 1], [0, 2]], "scale": "none"}
    assert len(ways_of("other_scale", two)) == 2
