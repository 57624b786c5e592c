"""Mistakes with masks, windows and the bias: the scores 1 2; 3 1 under causal masks, by mpmath."""

from __future__ import annotations

from typing import Any

import mpmath

from symattn.numbers.tensors import Tensor
from tests.mistakes.wrongly import results, same, soft, told, ways_of

PLAIN: dict[str, Any] = {"scores": [[1, 2], [3, 1]], "scale": "none"}
CAUSAL = {**PLAIN, "mask": "causal"}
S = [[1, 2], [3, 1]]
MASKS = (
    "mask_ignored",
    "mask_inverted",
    "mask_after_softmax",
    "mask_added_as_number",
    "mask_multiplied",
    "other_alignment",
    "other_window",
)


def seen(name: str, problem: dict[str, Any]) -> list[list[list[int]]]:
    """Who sees whom in each way."""
    out = []
    for change in ways_of(name, problem):
        where = change.recipe["masked"].how["where"]
        assert isinstance(where, Tensor) and change.recipe["masked"].op == "fill"
        out.append([[int(cell) for cell in row] for row in where.nested()])
    return out


def test_a_problem_without_a_mask_has_none_of_them() -> None:
    assert [ways_of(name, PLAIN) for name in MASKS] == [[]] * len(MASKS)


def test_ignored() -> None:
    assert same(results("mask_ignored", CAUSAL, "masked", "weights"), [[S, soft(S)]])


def test_inverted_or_turned_over() -> None:
    assert seen("mask_inverted", CAUSAL) == [[[0, 1], [0, 0]], [[1, 1], [0, 1]]]
    first, second = results("mask_inverted", CAUSAL, "weights")
    assert same(first, [[[0, 1], ["undefined"] * 2]])
    assert same(second, [soft([[1, 2], [None, 1]])])
    assert seen("mask_inverted", {**PLAIN, "mask": [[1, 0], [0, 1]]}) == [[[0, 1], [1, 0]]]
    wide = {"scores": [[1, 2, 3], [1, 2, 3]], "scale": "none", "mask": "causal"}
    assert seen("mask_inverted", wide) == [[[0, 1, 1], [0, 0, 1]]]
    rows = [[1, 0, 0], [1, 1, 0]]
    batch = {"scores": [[[1, 2, 3]] * 2] * 2, "scale": "none", "mask": [rows, rows]}
    assert len(ways_of("mask_inverted", batch)) == 1


def test_after_the_softmax() -> None:
    """The first row is 1/(1 + e) and 0, which adds to less than 1."""
    whole = soft(S)
    expected = [[whole[0][0], 0], whole[1]]
    assert same(results("mask_after_softmax", CAUSAL, "weights"), [[expected]])
    (change,) = ways_of("mask_after_softmax", CAUSAL)
    assert change.recipe["weights"].how["fill"] == 0


def test_ones_and_zeros_added() -> None:
    found = results("mask_added_as_number", CAUSAL, "masked", "weights")
    one, two = [[2, 2], [4, 2]], [[1, 3], [3, 1]]
    assert same(found, [[one, soft(one)], [two, soft(two)]])


def test_multiplied() -> None:
    found = results("mask_multiplied", CAUSAL, "masked", "weights")
    assert same(found, [[[[1, 0], [3, 1]], soft([[1, 0], [3, 1]])]])


def test_other_corners() -> None:
    wide = {"scores": [[1, 2, 3], [1, 2, 3]], "scale": "none", "mask": "causal"}
    assert seen("other_alignment", wide) == [
        [[1, 1, 0], [1, 1, 1]],
        [[0, 0, 0], [1, 0, 0]],
        [[1, 1, 0], [1, 1, 1]],
    ]
    assert told("other_alignment", wide) == [{"by": "causal-lower-right"}, {"by": -1}, {"by": 1}]
    lower = {**wide, "mask": "causal-lower-right"}
    assert seen("other_alignment", lower) == [
        [[1, 0, 0], [1, 1, 0]],
        [[1, 0, 0], [1, 1, 0]],
        [[1, 1, 1], [1, 1, 1]],
    ]
    assert told("other_alignment", lower) == [{"by": "causal"}, {"by": -1}, {"by": 1}]
    assert told("other_alignment", CAUSAL) == [{"by": -1}, {"by": 1}]
    assert ways_of("other_alignment", {**PLAIN, "mask": [[1, 0], [1, 1]]}) == []


def test_a_window_stays_when_the_mask_is_moved() -> None:
    """A window of 2 keeps what it hides: in three tokens the third does not see the first."""
    three = {"scores": [[1, 2, 3]] * 3, "scale": "none", "mask": "causal", "window": 2}
    assert seen("other_alignment", three) == [
        [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
        [[1, 0, 0], [1, 1, 0], [0, 1, 1]],
    ]
    two = {"scores": [[1, 2, 3]] * 2, "scale": "none", "mask": "causal", "window": 1}
    assert seen("other_alignment", two)[0] == [[0, 1, 0], [0, 0, 1]]
    lower = {**two, "mask": "causal-lower-right"}
    assert seen("other_alignment", lower)[1] == [[0, 0, 0], [0, 0, 0]]


def test_other_windows() -> None:
    three = {"scores": [[1, 2, 3]] * 3, "scale": "none", "mask": "causal", "window": 2}
    assert seen("other_window", three) == [
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        [[1, 1, 0], [1, 1, 1], [0, 1, 1]],
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]],
    ]
    assert told("other_window", three) == [{"by": by} for by in (3, 1, 2, 2, 0)]
    assert told("other_window", {**three, "window": 1}) == [{"by": by} for by in (2, 1, 1, 0)]
    bare = {name: value for name, value in three.items() if name != "mask"}
    assert seen("other_window", bare) == seen("other_window", three)[:4]
    assert ways_of("other_window", CAUSAL) == []


def test_a_window_counts_from_the_querys_own_place() -> None:
    lower = {
        "scores": [[1, 2, 3]] * 2,
        "scale": "none",
        "mask": "causal-lower-right",
        "window": 1,
    }
    assert seen("other_window", lower)[0] == [[1, 1, 0], [0, 1, 1]]
    whole = [[1, 1, 0], [1, 1, 1]]
    assert seen("other_window", lower)[-1] == whole


def test_a_mask_where_there_is_none() -> None:
    found = results("other_mask", PLAIN, "weights")
    assert same(found, [[soft([[1, None], [3, 1]])]] * 2)
    assert ways_of("other_mask", PLAIN)[0].recipe["_masked"].how["fill"] == "-inf"
    assert told("other_mask", PLAIN) == [{"by": "causal"}, {"by": "causal-lower-right"}]
    wide = {"scores": [[1, 2, 3], [1, 2, 3]], "scale": "none"}
    first, second = results("other_mask", wide, "weights")
    assert same(first, [soft([[1, None, None], [1, 2, None]])])
    assert same(second, [soft([[1, 2, None], [1, 2, 3]])])
    for problem in (CAUSAL, {"scores": [[1, 2]], "scale": "none"}, {**PLAIN, "shift": "max"}):
        assert ways_of("other_mask", problem) == []


def test_the_bias_before_the_scale() -> None:
    problem = {
        "Q": [[1, 2, 0, 1]],
        "K": [[3, 1, 0, 0], [0, 2, 1, 0]],
        "bias": [[1, 4]],
    }
    expected = [[mpmath.mpf("2.5"), 2], [3, 4]]  # 5/2 and 4/2, with 1/2 and 4/2
    (found,) = results("bias_before_scale", problem, "scaled", "biased", "weights")
    assert same(found, [[expected[0]], [expected[1]], soft([expected[1]])])
    assert told("bias_before_scale", problem) == [{}]
    assert ways_of("bias_before_scale", {**problem, "scale": "none"}) == []
    assert ways_of("bias_before_scale", PLAIN) == []
