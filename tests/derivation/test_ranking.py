"""Goods ranked by their weighted values: ties proven, hidden goods left out, floats told apart."""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

import symattn as sa
from symattn.derivation.ranking import Ranking, asked, in_double, rank, rankings
from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import UNDEFINED, Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.words import say

ONE = {"Q": [[1, 2]], "K": [[1, 0], [0, 1], [1, 0], [2, 2]], "V": [[1], [1], [1], ["1/2"]]}


def entries(*numbers: Any) -> list[tuple[int, Entry]]:
    return [
        (k, number if isinstance(number, Entry) else Entry.of(number))
        for k, number in enumerate(numbers)
    ]


def test_equal_entries_share_a_place() -> None:
    assert rank(entries(1, 3, 2, 3, 1, 0)) == ([[1, 3], [2], [0, 4], [5]], [])
    assert rank(entries(1, 2, 3)) == ([[2], [1], [0]], [])
    assert rank([]) == ([], [])


def test_what_is_not_decided_is_kept_as_an_open_pair() -> None:
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    assert rank(entries(deep, again, 1)) == ([[0], [1], [2]], [(0, 1)])
    assert rank(entries(again, 1, deep)) == ([[0], [2], [1]], [(0, 2)])


def test_a_ranking_for_each_query() -> None:
    (found,) = rankings(sa.solve(sa.Problem(**ONE)))
    assert found == Ranking((0,), ((3,), (1,), (0, 2)))
    both = sa.Problem(**ONE | {"Q": [[1, 2], [0, 0]]})
    first, second = rankings(sa.solve(both))
    assert first.places == found.places
    assert second == Ranking((1,), ((0, 1, 2), (3,)))


def test_hidden_goods_are_not_ranked_and_undefined_rows_have_no_ranking() -> None:
    two = ONE | {"Q": [[1, 2], [1, 2]]}
    problem = sa.Problem(**two, mask=[[1, 0, 1, 1], [0, 0, 0, 0]])
    first, *rest = rankings(sa.solve(problem))
    assert first == Ranking((0,), ((3,), (0, 2)))
    assert [(found.query, found.places) for found in rest] == [((1,), ())]
    low = sa.Problem(**ONE, mask=[[1, 0, 1, 1]], mask_fill="-9")
    (found,) = rankings(sa.solve(low))
    assert found.places == ((3,), (0, 2), (1,))


def test_an_undefined_weight_has_no_ranking() -> None:
    steps = sa.solve(sa.Problem(**ONE))
    cells = steps["terms"].cells
    undefined = Tensor((2, *cells.shape[1:]), ((UNDEFINED,) * 4) + cells.cells)
    other = steps.running_on({"terms": steps.carrier.of_cells(undefined)})
    assert [found.query for found in rankings(other)] == [(1,)]


def test_pairs_that_are_open_are_told() -> None:
    steps = sa.solve(sa.Problem(**ONE))
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    terms = Tensor((1, 2, 1), (deep, again))
    (found,) = rankings(steps.running_on({"terms": steps.carrier.of_cells(terms)}))
    assert found == Ranking((0,), ((0,), (1,)), ((0, 1),))


@pytest.mark.parametrize(
    ("given", "error", "sentence", "key", "fix"),
    [
        ({"Q": [["q"]], "K": [["k"]], "V": [[1]]}, Unsupported, "ranking_of_symbols", None, None),
        ({"Q": [[1]], "K": [[1]]}, InputError, "ranking_without_values", "inputs.V", "fix.give_V"),
        (
            {"Q": [[1]], "K": [[1]], "V": [[1, 2]]},
            InputError,
            "ranking_of_one_value",
            "inputs.V",
            "fix.give_V_one_column",
        ),
    ],
)
def test_goods_have_one_value_each(
    given: Any, error: Any, sentence: str, key: str | None, fix: str | None
) -> None:
    with pytest.raises(error) as refused:
        rankings(sa.solve(sa.Problem(**given)))
    text = say(f"derivation.{sentence}", found=2)
    assert text in str(refused.value)
    assert refused.value.key == key
    assert refused.value.fix == (None if fix is None else say(fix))


def test_scores_as_double_precision_adds_them() -> None:
    given = {"Q": [["0.1", "0.2", "0.3"], [1, 1, 1]], "K": [[1, 1, 1], [3, 2, 1]], "V": [[1], [2]]}
    steps = sa.solve(sa.Problem(**given))
    assert in_double(steps, (0,)) == [0.1 + 0.2 + 0.3, 0.1 * 3 + 0.2 * 2 + 0.3]
    assert in_double(steps, (1,)) == [3.0, 6.0]
    letters = in_double(sa.solve(sa.Problem(Q=[["q"]], K=[[1]], V=[[1]])), (0,))
    assert letters is not None
    assert isnan(letters[0])
    assert in_double(sa.solve(sa.Problem(scores=[[1]], V=[[1]])), (0,)) is None
    additive = sa.Problem(kind="additive", Q=[[1]], K=[[1]], W_q=[[1]], W_k=[[1]], w_v=[1], V=[[1]])
    assert in_double(sa.solve(additive), (0,)) is None


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"Q": [[1, 2], [1, 1]]}, False),
        ({"Q": [[1, 2], [1, 1]], "sheet": {"also": ["ranking"]}}, True),
        ({"V": [[1, 2], [1, 2], [1, 2], [1, 2]]}, False),
        ({"dropout": {"p": "1/2"}}, False),
        ({"Q": [["q", 1]]}, False),
        ({"Q": [[[1, 2]]] * 2, "K": [ONE["K"]] * 2, "V": [ONE["V"]] * 2}, False),
        ({"Q": [[[1, 2]]] * 2, "K": [ONE["K"]] * 2, "V": [ONE["V"]] * 2, "heads": 2}, False),
    ],
)
def test_a_ranking_belongs_to_one_query_or_is_asked_for(more: Any, expected: bool) -> None:
    assert asked(sa.solve(sa.Problem(**ONE | more))) is expected
