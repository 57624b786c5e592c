"""Follow-through: what the numbers of a text give in its next stages, by hand and by mpmath."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import pytest
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.marks import Marks
from symattn.derivation.derivation import Derivation, solve
from symattn.numbers import certify
from symattn.numbers.entries import MINUS_INFINITY, Entry
from symattn.numbers.tensors import Index
from symattn.verification.claims import Claim
from symattn.verification.follow import Follow, follow, reached, worlds
from tests.verification.printing import claims

CHAIN = {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "V": [[2], [4]], "scale": "none"}
"""Scores 1 0."""
with mpmath.workdps(30):
    E_SQUARED = mpmath.nstr(mpmath.exp(2), 21)


def by(index: Index) -> Index:
    return index


def place(claim: Claim) -> Index:
    return claim.index


def followed(
    problem: dict[str, object], *printed: tuple[str, Sequence[Sequence[str]]]
) -> tuple[Follow, list[Claim]]:
    said = [
        claim for block, (stage, rows) in enumerate(printed) for claim in claims(stage, rows, block)
    ]
    return follow(solve(sa.Problem(**problem)), said, place), said


def says(
    problem: dict[str, object], *printed: tuple[str, Sequence[Sequence[str]]]
) -> list[bool | None]:
    found, said = followed(problem, *printed)
    return [found.says(claim, claim.index) for claim in said if claim.stage == printed[-1][0]]


def test_scaled_scores_follow_from_printed_scores() -> None:
    problem = {**CHAIN, "scale": "1/2"}
    wrong = ("scores", [["3", "0"]])
    assert says(problem, wrong, ("scaled", [["1.5", "0"]])) == [True, True]
    assert says(problem, wrong, ("scaled", [["0.5", "0"]])) == [False, True]


def test_without_a_number_before_nothing_follows() -> None:
    assert says(CHAIN, ("scores", [["3", "0"]])) == [None, None]
    assert says(CHAIN, ("scores", [["3", ""]]), ("scaled", [["3", "0"]])) == [True, None]


def test_what_is_no_number_is_nothing_to_go_on_from() -> None:
    for text in ("nan", "abc", "<4", ">2", "1e-20000"):
        assert says(CHAIN, ("scores", [[text, ""]]), ("scaled", [["3", "0"]])) == [None, None]
    assert says(CHAIN, ("scores", [["≈3", ""]]), ("scaled", [["3", "0"]])) == [True, None]


def test_a_hidden_score_is_gone_on_from() -> None:
    problem = {**CHAIN, "mask": [[1, 1]]}
    printed = (("masked", [["-inf", "0"]]), ("exponentials", [["0", "1"]]))
    assert says(problem, *printed) == [True, True]
    assert says(problem, printed[0], ("exponentials", [["2.718", "1"]])) == [False, True]


def test_the_nearest_stage_counts() -> None:
    """Scores 3 0, scaled 1 0 (right, but not for these scores), weights for the scaled ones."""
    wrong = ("scores", [["3", "0"]])
    right = ("scaled", [["1", "0"]])
    assert says(CHAIN, wrong, right) == [False, True]
    assert says(CHAIN, wrong, right, ("weights", [["0.731", "0.269"]])) == [True, True]
    assert says(CHAIN, wrong, ("weights", [["0.731", "0.269"]])) == [False, False]


def test_weights_follow_from_exponentials_with_their_sum_or_with_their_own() -> None:
    """Printed 3 and 1, sum 5: 3/5 by the printed sum, 3/4 by the sum of what is printed."""
    powers, total = ("exponentials", [["3", "1"]]), ("row_sums", [["5"]])
    assert says(CHAIN, powers, total, ("weights", [["0.6", "0.2"]])) == [True, True]
    assert says(CHAIN, powers, total, ("weights", [["0.75", "0.25"]])) == [True, True]
    assert says(CHAIN, powers, total, ("weights", [["0.72", "0.21"]])) == [False, False]
    assert says(CHAIN, powers, ("weights", [["0.60", "0.20"]])) == [False, False]
    # the sum alone is gone on from with the right exponentials: e/5 and 1/5, and not left out
    assert says(CHAIN, total, ("weights", [["0.544", "0.2"]])) == [True, True]
    assert says(CHAIN, total, ("weights", [["0.731", "0.269"]])) == [False, False]


def test_a_stage_printed_twice_gives_two_texts() -> None:
    printed = (("scores", [["3", "0"]]), ("scores", [["4", "0"]]), ("scores", [["5", ""]]))
    for text, holds in (("3", True), ("4", True), ("5", True), ("6", False)):
        assert says(CHAIN, *printed, ("scaled", [[text, "0"]])) == [holds, True]
    twice = [dict(world) for world in worlds(followed(CHAIN, *printed)[1], place)]
    values = [{i: cell.rational() for i, cell in world["scores"].items()} for world in twice]
    assert values == [{(0, 0): 3, (0, 1): 0}, {(0, 0): 4, (0, 1): 0}, {(0, 0): 5}]


def test_the_last_print_of_a_stage_stands_beside_more_prints_of_another() -> None:
    said = [
        *claims("scores", [["3"]], 0),
        *claims("scores", [["4"]], 1),
        *claims("scaled", [["7"]], 2),
        *claims("weights", [["nan"]], 3),
    ]
    found = worlds(said, place)
    assert [{s: cells[(0, 0)].rational() for s, cells in world.items()} for world in found] == [
        {"scores": 3, "scaled": 7},
        {"scores": 4, "scaled": 7},
    ]
    assert worlds(claims("weights", [["nan"]]), place) == []


def test_places_are_asked_for() -> None:
    (claim,) = claims("scores", [["-inf"]])
    assert worlds([claim], lambda _: (7, 8)) == [{"scores": {(7, 8): MINUS_INFINITY}}]


def test_sums_are_left_out_only_where_exponentials_stand() -> None:
    powers, total = claims("exponentials", [["3", "1"]]), claims("row_sums", [["5"]], 1)
    assert [set(world) for world in worlds([*powers, *total], place)] == [
        {"exponentials", "row_sums"},
        {"exponentials"},
    ]
    assert [set(world) for world in worlds(total, place)] == [{"row_sums"}]


def test_entries_that_follow_are_exact() -> None:
    found, _ = followed(CHAIN, ("scaled", [["2", "0"]]), ("exponentials", [["1", "1"]]))
    (cells,) = found.cells["exponentials"]
    assert certify.decimal(cells[(0, 0)], 20) == E_SQUARED
    assert found.cells["scaled"][0][(0, 0)].rational() == 1
    assert set(found.cells) == {"scaled", "exponentials"}


def test_a_text_that_prints_no_numbers_has_the_right_ones() -> None:
    found, said = followed(CHAIN, ("scores", [["nan", "nan"]]))
    assert found.cells["scores"][0][(0, 0)].rational() == 1
    assert [found.says(claim, claim.index) for claim in said] == [None, None]


def derivation() -> Derivation:
    return solve(sa.Problem(Q=[[1, 0], [0, 1]], K=[[1, 0], [0, 1]], V=[[2], [4]], scale="none"))


def marks(marked: set[tuple[str, Index]], *stages: str) -> dict[str, list[list[bool]]]:
    found = reached(derivation(), marked, set(stages))
    return {name: cells.nested() for name, cells in found.items()}


def test_what_a_marked_cell_reaches() -> None:
    found = marks({("scores", (0, 1))}, "scores", "scaled", "weights", "output")
    assert found == {
        "scores": [[False, False], [False, False]],
        "scaled": [[False, True], [False, False]],
        "weights": [[True, True], [False, False]],
        "output": [[True], [False]],
    }


def test_a_later_stage_with_marks_stands_between() -> None:
    both = {("scores", (0, 1)), ("weights", (1, 0))}
    found = marks(both, "scores", "weights", "output")
    assert found["weights"] == [[True, True], [False, False]]
    assert found["output"] == [[True], [True]]
    assert set(marks(both, "output")) == {"output"}


@pytest.mark.parametrize("text", ["0.7", "0.73", "0.731059"])
def test_rounded_scores_give_what_they_give(text: str) -> None:
    assert says(CHAIN, ("scaled", [["1.0", "0.0"]]), ("weights", [[text, ""]])) == [True]


def test_an_undecided_stage_is_that_of_the_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = sa.Problem(**CHAIN)
    derived = solve(problem)
    plain = type(derived).value

    def value(self: Derivation, name: str) -> object:
        if name == "scaled" and self is not derived and not isinstance(self.carrier, Marks):
            raise certify.Undecided(9)
        return plain(self, name)

    monkeypatch.setattr(type(derived), "value", value)
    said = claims("scaled", [["3", "0"]])
    assert follow(derived, said, place).cells["scaled"][0][(0, 0)].rational() == 1


def test_the_entry_of_a_number_is_its_value() -> None:
    (world,) = worlds(claims("scores", [["12.5%"]]), place)
    assert world["scores"][(0, 0)] == Entry.of(fmpq(1, 8)) and by((1,)) == (1,)
