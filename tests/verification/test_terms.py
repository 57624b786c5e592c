"""Slips in a term of a sum of products: sums done by hand, each term left out, twice, turned."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from symattn.numbers.precision import working
from symattn.verification.terms import term_slips
from symattn.verification.trial import Explanation
from tests.verification.printing import said, tables

PAIR = {"Q": [[2, 3], [5, 7]], "K": [[11, 13], [17, 19]], "V": [[1, 2], [3, 4]], "scale": "none"}
"""Scores 22 + 39 = 61, 34 + 57 = 91; 55 + 91 = 146, 85 + 133 = 218."""
BLANK = ["", ""]
Said = tuple[str, dict[str, list[tuple[int, ...]]], bool, int]


def slips(
    problem: dict[str, object], printed: object, stage: str, leave: Sequence[tuple[int, ...]] = ()
) -> list[Explanation]:
    made, faulty = tables(problem, printed)
    here = [one for one in faulty if one.stage == stage and one.index not in leave]
    with working(128):
        return list(term_slips(made, stage, here))


def product(stage: str, *cells: tuple[int, ...], certain: bool = False) -> Said:
    return ("product_slip", {stage: list(cells)}, certain, 4)


def sign(stage: str, *cells: tuple[int, ...], certain: bool = False) -> Said:
    return ("sign_slip", {stage: list(cells)}, certain, 4)


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("39", "product"),  # 22 left out
        ("22", "product"),  # 39 left out
        ("83", "product"),  # 22 twice
        ("100", "product"),  # 39 twice
        ("17", "sign"),  # 39 − 22
        ("-17", "sign"),  # 22 − 39
        ("60", ""),
        ("0", ""),
        ("105", ""),  # 61 + 2·22
    ],
)
def test_one_term_of_a_score(text: str, slip: str) -> None:
    found = [said(one) for one in slips(PAIR, {"scores": [[text, "91"], BLANK]}, "scores")]
    expected = {"product": [product("scores", (0, 0))], "sign": [sign("scores", (0, 0))], "": []}
    assert found == expected[slip]


def test_the_sentences_get_their_values() -> None:
    (left,) = slips(PAIR, {"scores": [["39", "91"], BLANK]}, "scores")
    assert left.values == {"stage": "scores", "term": ""} and left.against == 0
    (turned,) = slips(PAIR, {"scores": [["17", "91"], BLANK]}, "scores")
    assert turned.values == {"what": "term"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["39", "57"], BLANK], [product("scores", (0, 0), (0, 1), certain=True)]),
        ([["83", "125"], BLANK], [product("scores", (0, 0), (0, 1), certain=True)]),
        ([["39", "125"], BLANK], [product("scores", (0, 0), (0, 1))]),  # one of each way
        ([["17", "23"], BLANK], [sign("scores", (0, 0), (0, 1), certain=True)]),
        (
            [["39", "23"], ["91", "0"]],
            [product("scores", (0, 0), (1, 0), certain=True), sign("scores", (0, 1))],
        ),
    ],
)
def test_two_of_one_way_are_sure(rows: list[list[str]], expected: list[Said]) -> None:
    assert [said(one) for one in slips(PAIR, {"scores": rows}, "scores")] == expected


def test_only_the_cells_that_are_asked_for() -> None:
    rows = [["39", "57"], BLANK]
    (one,) = slips(PAIR, {"scores": rows}, "scores", leave=[(0, 0)])
    assert said(one) == product("scores", (0, 1))


def test_a_term_that_is_zero_changes_nothing() -> None:
    """The score is 0·0 + 2·3: a wrong 0 is the other term left out, and 6.0001 is nothing."""
    problem = {"Q": [[0, 2]], "K": [[0, 3]], "scale": "none"}
    assert [said(one) for one in slips(problem, {"scores": [["0"]]}, "scores")] == [
        product("scores", (0, 0))
    ]
    assert slips(problem, {"scores": [["6.1"]]}, "scores") == []


def test_what_follows_is_not_the_whole_without_a_zero() -> None:
    """Printed weights 0 and 1 give 0·1 + 1·3 = 3, with or without the 0."""
    printed = {"weights": [["0", "1"]], "output": [["3.0", ""]]}
    assert slips({**PAIR, "Q": [[0, 0]]}, printed, "output") == []


def test_what_is_no_product_has_no_terms() -> None:
    printed = {"scores": [["61", "91"], BLANK], "scaled": [["39", "57"], BLANK]}
    assert slips(PAIR, printed, "scaled") == []


def test_outputs_are_sums_over_the_keys() -> None:
    """Equal scores give weights 1/2: 0.5·1 + 0.5·3 = 2 and 0.5·2 + 0.5·4 = 3."""
    problem = {**PAIR, "Q": [[0, 0]]}
    for text, way in (("0.5", product), ("1.5", product), ("2.5", product), ("1.0", sign)):
        found = slips(problem, {"output": [[text, "3.0"]]}, "output")
        assert [said(one) for one in found] == [way("output", (0, 0))]


def test_terms_are_also_taken_from_the_numbers_that_stand_before() -> None:
    """Printed weights 0.75 and 0.25 give 0.75·1 + 0.25·3: without the second 0.75."""
    problem = {**PAIR, "Q": [[0, 0]]}
    printed = {"weights": [["0.75", "0.25"]], "output": [["0.75", ""]]}
    assert [said(one) for one in slips(problem, printed, "output")] == [product("output", (0, 0))]
    assert slips(problem, {"output": [["0.75", ""]]}, "output") == []


def test_the_right_numbers_are_tried_too() -> None:
    """0.5 is 2 without the 1.5 of the right weights; of 0.25 and 0.75 nothing is 0.5."""
    problem = {**PAIR, "Q": [[0, 0]]}
    printed = {"weights": [["0.25", "0.25"]], "output": [["0.5", ""]]}
    assert [said(one) for one in slips(problem, printed, "output")] == [product("output", (0, 0))]


def test_heads_have_terms_of_their_own() -> None:
    problem = {
        "Q": [[[2, 3]], [[5, 7]]],
        "K": [[[11, 13], [1, 1]], [[17, 19], [2, 2]]],
        "heads": 2,
        "scale": "none",
    }
    printed = {"scores": [[["22", "5"]], [["85", "24"]]]}
    (one,) = slips(problem, printed, "scores")
    assert said(one) == product("scores", (0, 0, 0), (1, 0, 0), certain=True)


def test_heads_that_share_their_keys_read_the_same() -> None:
    problem = {
        "Q": [[[2, 3]], [[5, 7]]],
        "K": [[[11, 13]]],
        "V": [[[1]]],
        "heads": 2,
        "kv_heads": 1,
        "scale": "none",
    }
    (one,) = slips(problem, {"scores": [[["22"]], [["55"]]]}, "scores")
    assert said(one) == product("scores", (0, 0, 0), (1, 0, 0), certain=True)


def test_one_matrix_for_all_of_a_batch_is_read_for_each() -> None:
    problem = {"X": [[[1, 2]], [[3, 4]]], "W_Q": [[1, 2], [5, 7]], "scale": "none"}
    (one,) = slips(problem, {"Q": [[["11", "14"]], [["20", "28"]]]}, "Q")
    assert said(one) == product("Q", (0, 0, 1), (1, 0, 0), (1, 0, 1), certain=True)


def test_undefined_rows_have_no_terms() -> None:
    problem = {**PAIR, "mask": [[0, 0], [1, 1]]}
    assert slips(problem, {"output": [["1.0", "2.0"], BLANK]}, "output") == []
