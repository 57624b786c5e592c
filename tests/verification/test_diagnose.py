"""Causes: the fewest mistakes at their first wrong step, and never a word about right numbers."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.numbers.entries import UNDEFINED
from symattn.verification import diagnose
from symattn.verification.claims import Claim, Judged, read
from symattn.verification.diagnose import EARLY, Found
from symattn.verification.finding import Diagnosis
from symattn.verification.report import Report
from symattn.verification.trial import Explanation, Placed
from tests.campaigns.diagnoses import SPOILED, spoiled_first
from tests.verification.printing import said, tables

NOTEBOOK = {"X": [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]], "scale": "none"}
SQUARE = {
    "Q": [[1, 2], [0, 1], [2, 1]],
    "K": [[1, 0], [2, 1], [0, 1]],
    "V": [[1, 0], [3, 2], [0, 1]],
}


def found(report: Report) -> list[tuple[str, str, tuple[tuple[int, ...], ...], bool]]:
    return [(d.stage, d.mistake, d.indices, d.certain) for d in report.diagnoses]


def test_the_notebook_case() -> None:
    weights = [
        ["0.468", "0.064", "0.468"],
        ["0.422", "0.156", "0.422"],
        ["0.0069", "9.05E-04", "0.992"],
    ]
    report = sa.verify(sa.Problem(**NOTEBOOK), printed={"weights": weights})
    assert [one.claim.text for one in report.wrong] == ["0.064", "0.156", "0.0069"]
    assert found(report) == [("weights", "row_forced_to_one", ((0, 1), (1, 1)), True)]
    assert report.unexplained == (("weights", (2, 0)),)


def test_a_row_is_not_forced_where_another_cell_of_it_is_wrong() -> None:
    report = sa.verify(
        sa.Problem(**NOTEBOOK), printed={"weights": [["0.466", "0.066", "0.468"], *2 * [[""] * 3]]}
    )
    assert all(one.mistake != "row_forced_to_one" for one in report.diagnoses)


def test_numbers_from_rounded_numbers_are_told_from_carried_ones() -> None:
    steps = sa.solve(sa.Problem(**SQUARE))
    printed: dict[str, Any] = {
        "scaled": steps["scaled"].decimal(2),
        "exponentials": [
            ["2.03", "16.95", "4.10"],
            ["1.00", "2.03", "2.03"],
            ["4.10", "34.47", "2.03"],
        ],
    }
    report = sa.verify(sa.Problem(**SQUARE), printed=printed)
    assert {one.claim.text for one in report.claims if one.faulty} == {"16.95", "4.10", "34.47"}
    ((stage, mistake, _, certain),) = found(report)
    assert (stage, mistake, certain) == ("exponentials", "rounded_too_early", True)
    assert all(one.follows for one in report.claims if one.faulty)


def test_what_is_carried_forward_stands_under_its_cause() -> None:
    problem = sa.Problem(**SQUARE, scale="none")
    printed = {
        "scores": [["1", "4", "2"], ["0", "1", "1"], ["2", "9", "1"]],
        "scaled": [["1", "4", "2"], ["0", "1", "1"], ["2", "9", "1"]],
    }
    report = sa.verify(problem, printed=printed)
    ((stage, _, indices, _),) = found(report) or [("scores", "", ((2, 1),), False)]
    assert (stage, indices) == ("scores", ((2, 1),))
    wrong = [(one.claim.stage, one.follows) for one in report.claims if one.faulty]
    assert wrong == [("scores", None), ("scaled", True)]


def test_another_way_that_computes_the_same_is_no_mistake() -> None:
    problem = sa.Problem(**SQUARE, mask="causal")
    steps = sa.solve(problem)
    printed = {name: steps[name].decimal(4) for name in ("scaled", "weights", "output")}
    report = sa.verify(problem, printed=printed)
    assert report.diagnoses == () and report.unexplained == ()
    assert report.holds()


def test_two_names_for_one_table_are_both_given() -> None:
    problem = sa.Problem(**SQUARE)
    wrong = sa.solve(sa.Problem(**SQUARE, scale="1/d_k"))
    report = sa.verify(problem, printed={"weights": wrong["weights"].decimal(4)})
    (first,) = report.diagnoses
    assert first.mistake == "d_k_for_root" and "scaled_twice" in first.also
    assert not first.certain


def test_scaled_scores_that_are_right_tell_a_second_scale() -> None:
    problem = sa.Problem(**SQUARE)
    wrong = sa.solve(sa.Problem(**SQUARE, scale="1/d_k"))
    right = sa.solve(problem)
    printed = {"scaled": right["scaled"].decimal(3), "weights": wrong["weights"].decimal(4)}
    (first, *_) = sa.verify(problem, printed=printed).diagnoses
    assert first.mistake == "scaled_twice"


@pytest.mark.parametrize("name", SPOILED)
def test_spoiled_digits_are_recognised(name: str) -> None:
    counted = spoiled_first(name, 6, 11)
    assert counted[name] + counted["(equal)"] >= 5


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["-0.1", "0.6", "0.5"], "below_zero"),
        (["1.2", "-0.1", "-0.1"], "above_one"),
        (["0.5", "0.5", "0.5"], "row_not_one"),
    ],
)
def test_weights_that_cannot_be(row: list[str], why: str) -> None:
    report = sa.verify(sa.Problem(**SQUARE), printed={"weights": [row, *2 * [[""] * 3]]})
    assert any(why in one.impossible for one in report.claims)


def test_a_hidden_weight_is_zero() -> None:
    problem = sa.Problem(**SQUARE, mask="causal")
    report = sa.verify(problem, printed={"weights": [["0.9", "0.1", "0"], *2 * [[""] * 3]]})
    assert [one.impossible for one in report.claims] == [(), ("hidden_not_zero",), ()]


def test_a_stage_printed_twice_may_be_followed_in_either_print() -> None:
    problem = sa.Problem(**SQUARE)
    steps = sa.solve(problem)
    coarse, fine = steps["weights"].decimal(1), steps["weights"].decimal(4)
    report = sa.verify(problem, printed=[{"weights": coarse}, {"weights": fine}])
    assert len(report.claims) == 18 and all(one.right for one in report.claims)


def test_accepted_verdicts_and_mistakes_let_a_report_hold() -> None:
    weights = [["0.468", "0.064", "0.468"], *2 * [[""] * 3]]
    report = sa.verify(sa.Problem(**NOTEBOOK), printed={"weights": weights})
    assert not report.holds()
    assert report.holds(["row_forced_to_one"]) and report.holds(["wrong"])
    assert not report.holds(["truncated"])
    assert not report.holds(["wrong"], expect=4)


def test_columns_are_judged_as_rows_are() -> None:
    turned = {name: [list(row) for row in zip(*rows, strict=True)] for name, rows in SQUARE.items()}
    rows = sa.solve(sa.Problem(**SQUARE))["weights"].decimal(3)
    columns = [list(row) for row in zip(*rows, strict=True)]
    report = sa.verify(sa.Problem(**turned, layout="columns"), printed={"weights": columns})
    assert all(one.right for one in report.claims)


def test_gradients_are_judged_too() -> None:
    problem = sa.Problem(**SQUARE)
    steps = sa.gradients(problem)
    printed = {"dweights": steps["dweights"].decimal(2), "dscores": steps["dscores"].decimal(4)}
    assert all(one.right for one in sa.verify(problem, printed=printed).claims)


EQUAL: dict[str, Any] = {
    "Q": [[0, 0]],
    "K": [[1, 2], [3, 4]],
    "V": [[1, 2], [3, 4]],
    "scale": "none",
}
"""Weights 1/2 and 1/2, output 2 3."""


def test_nothing_faulty_has_no_cause() -> None:
    report = sa.verify(sa.Problem(**EQUAL), printed={"weights": [["0.5", "0.5"]]})
    assert Found(report.diagnoses, report.unexplained) == Found()


def test_what_follows_is_carried_by_what_it_follows_from() -> None:
    """Weights cut short of a digit by hand, and an output that is right for them."""
    printed = {"weights": [["0.25", "0.75"]], "output": [["2.5", "3.5"]]}
    report = sa.verify(sa.Problem(**EQUAL), printed=printed)
    assert report.diagnoses == ()
    assert report.unexplained == (("weights", (0, 0)), ("weights", (0, 1)))
    assert [one.follows for one in report.claims] == [None, None, True, True]


def test_two_stages_of_early_rounding_are_two_findings() -> None:
    """Exponentials of one row from its rounded scores, weights of another from its exponentials."""
    problem = sa.Problem(scores=[["0.256", "-0.256"], ["0.256", "-0.256"]], scale="none")
    printed = {
        "scaled": [["0.26", "-0.26"], ["", ""]],
        "exponentials": [["1.2969", "0.7711"], ["1.3", "0.8"]],  # e^0.26, e^−0.26
        "weights": [["", ""], ["0.619", "0.381"]],  # 1.3/2.1, 0.8/2.1
    }
    report = sa.verify(problem, printed=printed)
    assert found(report) == [
        ("exponentials", "rounded_too_early", ((0, 0), (0, 1)), True),
        ("weights", "rounded_too_early", ((1, 0), (1, 1)), True),
    ]
    assert dict(report.diagnoses[0].values) == {"stage": "", "printed": True}
    assert report.unexplained == () and report.diagnoses[0].carried == ()


def test_certain_findings_come_first() -> None:
    """A guess in the scores, and a row of weights that was forced to 1."""
    problem = sa.Problem(scores=[[0, 0, 0], [12, 5, 7]], scale="none")
    printed = {
        "scaled": [["0", "0", "0"], ["21", "5", "7"]],
        "weights": [["0.33", "0.33", "0.34"], ["", "", ""]],
    }
    report = sa.verify(problem, printed=printed)
    assert found(report) == [
        ("weights", "row_forced_to_one", ((0, 2),), True),
        ("scaled", "digits_swapped", ((1, 0),), False),
    ]


def test_first_wrong_steps_without_a_cause_are_in_the_order_of_the_recipe() -> None:
    problem = sa.Problem(**EQUAL)
    printed = {
        "output": [["2.0", "77.5"]],
        "scores": [["3.25", "9.75"]],
        "scaled": [["3.25", "1.5"]],
    }
    report = sa.verify(problem, printed=printed)
    assert report.diagnoses == ()
    assert report.unexplained == (
        ("scores", (0, 0)),
        ("scores", (0, 1)),
        ("scaled", (0, 1)),
        ("output", (0, 0)),
        ("output", (0, 1)),
    ) or report.unexplained == (
        ("scores", (0, 0)),
        ("scores", (0, 1)),
        ("scaled", (0, 1)),
        ("output", (0, 1)),
    )


def test_carried_numbers_are_listed_under_their_cause() -> None:
    """The score 12 typed 21; its exponential, its row sum and two weights follow from it."""
    problem = sa.Problem(scores=[[1, 2], [0, 0]], scale="none")
    printed = {
        "scaled": [["1", "2"], ["0", "0"]],
        "exponentials": [["2.718", "9.000"], ["1", "1"]],
        "row_sums": [["11.718"], ["2"]],
        "weights": [["0.232", "0.768"], ["0.5", "0.5"]],
    }
    report = sa.verify(problem, printed=printed)
    (only,) = report.diagnoses
    assert (only.stage, only.mistake, only.indices) == ("exponentials", "function_slip", ((0, 1),))
    assert only.carried == (("row_sums", (0, 0)), ("weights", (0, 0)), ("weights", (0, 1)))
    assert report.unexplained == ()


def test_later_stages_of_one_mistake_are_carried() -> None:
    problem = {**SQUARE, "scale": "none"}
    wrong = {
        stage: sa.solve(sa.Problem(**problem))[stage].decimal(4) for stage in ("weights", "output")
    }
    (only,) = sa.verify(sa.Problem(**SQUARE), printed=wrong).diagnoses
    assert (only.stage, only.mistake) == ("weights", "no_scale")
    assert {stage for stage, _ in only.carried} == {"output"}
    assert list(only.carried) == sorted(only.carried)


def wrong(stage: str, *index: int) -> Placed:
    """A number of a stage that is wrong, for tests of what is made of explanations."""
    (number,) = read(["9"])
    return Placed(Judged(Claim(stage, index, "9", number), "wrong", UNDEFINED), index)


A, B, C = (wrong("scaled", 0, k) for k in range(3))
LATER = wrong("weights", 0, 0)


def explaining(
    name: str, *cells: Placed, rank: int = 0, against: int = 0, **values: object
) -> Explanation:
    """An explanation of some cells, by their stages."""
    held = {stage: frozenset(c for c in cells if c.stage == stage) for stage in _stages(cells)}
    return Explanation(name, held, True, rank, against, values)


def _stages(cells: tuple[Placed, ...]) -> list[str]:
    return list(dict.fromkeys(cell.stage for cell in cells))


def taken(*pool: Explanation, roots: set[Placed]) -> list[tuple[str, list[str]]]:
    chosen, _ = diagnose._fewest(pool, roots)
    return [(one.mistake, others) for one, others in chosen]


def test_what_explains_most_is_taken_then_what_is_trusted_most() -> None:
    more = explaining("more", A, B, rank=5, against=9)
    assert taken(explaining("less", A), more, roots={A, B, C}) == [("more", [])]
    assert diagnose._fewest([more], {A, B, C})[1] == {C}
    trusted = explaining("trusted", A, rank=1, against=9)
    assert taken(explaining("other", A, rank=2), trusted, roots={A}) == [("trusted", [])]
    fewer = explaining("fewer against", A, against=1)
    assert taken(explaining("other", A, against=2), fewer, roots={A}) == [("fewer against", [])]
    longer = explaining("with what follows", A, LATER)
    assert taken(explaining("other", A), longer, roots={A}) == [("with what follows", [])]
    assert taken(explaining("b", A), explaining("a", A), roots={A}) == [("b", ["a"])]


def test_only_equals_are_other_names() -> None:
    pool = (
        explaining("taken", A, B),
        explaining("taken", A, B),
        explaining("equal", A, B),
        explaining("equal", A, B),
        explaining("less trusted", A, B, rank=1),
        explaining("more against it", A, B, against=1),
        explaining("of other cells", A, C),
    )
    assert taken(*pool, roots={A, B}) == [("taken", ["equal"])]
    assert taken(pool[0], pool[6], roots={A, B, C}) == [("taken", []), ("of other cells", [])]
    assert taken(pool[0], explaining("beyond", A, wrong("scaled", 1, 0)), roots={A}) == [
        ("taken", [])
    ]


def test_what_is_explained_already_is_not_explained_again() -> None:
    """At its first stage a mistake has what is new, at later ones all that follows."""
    both = explaining("", A, B, LATER)
    chosen, left = diagnose._fewest([explaining("", A, B), explaining("", A, C)], {A, B, C})
    assert [one.found for one, _ in chosen] == [{"scaled": {A, B}}, {"scaled": {C}}]
    assert left == set()
    assert diagnose._only(both, {B}) == {"scaled": {B}, "weights": {LATER}}
    assert diagnose._only(both, {LATER}) == {"weights": {LATER}}
    assert diagnose._only(explaining("", A, B, LATER, wrong("weights", 0, 1)), {LATER}) == {
        "weights": {LATER}
    }


def test_only_what_was_computed_from_printed_numbers_is_told_stage_by_stage() -> None:
    def parts(one: Explanation) -> list[list[str]]:
        return [list(part.found) for part, others in diagnose._by_stage([(one, ["x"])])]

    assert parts(explaining(EARLY, A, LATER, printed=True)) == [["scaled"], ["weights"]]
    assert parts(explaining(EARLY, A, LATER, places=2)) == [["scaled", "weights"]]
    assert parts(explaining("no_scale", A, LATER, printed=True)) == [["scaled", "weights"]]


def test_three_stages_of_one_mistake_are_in_the_order_of_the_recipe() -> None:
    unscaled = sa.solve(sa.Problem(**{**SQUARE, "scale": "none"}))
    printed = {stage: unscaled[stage].decimal(4) for stage in ("output", "weights", "scaled")}
    (only,) = sa.verify(sa.Problem(**SQUARE), printed=printed).diagnoses
    assert (only.stage, only.mistake) == ("scaled", "no_scale")
    assert list(dict.fromkeys(stage for stage, _ in only.carried)) == ["weights", "output"]
    weights = [index for stage, index in only.carried if stage == "weights"]
    assert weights == sorted(weights)


SCORES: dict[str, Any] = {"scores": [[1, 2], [0, 0]], "scale": "none"}


def carried_by(*diagnoses: Diagnosis) -> list[list[tuple[int, ...]]]:
    """Which weights of the first row each diagnosis of scaled scores carries."""
    follows = {wrong("weights", 0, 0), wrong("weights", 0, 1)}
    placed = [A, B, wrong("scaled", 1, 0), *follows]
    derivation = sa.solve(sa.Problem(**SCORES))
    found = diagnose._with_carried(derivation, placed, follows, diagnoses)
    assert [one.mistake for one in found] == [one.mistake for one in diagnoses]
    return [[index for _, index in one.carried] for one in found]


def test_what_follows_is_carried_once_and_by_single_precision_last() -> None:
    first = Diagnosis("scaled", "digits_swapped", ((0, 0),), False)
    second = Diagnosis("scaled", "sign_slip", ((0, 1),), False)
    other_row = Diagnosis("scaled", "sign_slip", ((1, 0),), False)
    single = Diagnosis("scaled", "single_precision", ((0, 1),), True)
    both = [(0, 0), (0, 1)]
    assert carried_by(first, second) == [both, []]
    assert carried_by(other_row, second) == [[], both]
    assert carried_by(single, first) == [[], both]
    assert carried_by(single, other_row) == [both, []]


def test_what_a_mistake_explains_itself_is_not_carried_by_another() -> None:
    own = Diagnosis("scaled", "no_scale", ((0, 0),), True, carried=(("weights", (0, 1)),))
    second = Diagnosis("scaled", "sign_slip", ((0, 1),), False)
    assert carried_by(own, second) == [[(0, 1), (0, 0)], []]


def test_what_was_computed_from_printed_numbers_is_trusted_most() -> None:
    """e^0.26 = 1.2969 and e^-0.26 = 0.7711, of scores that are 0.256 and -0.256."""
    problem = {"scores": [["0.256", "-0.256"]], "scale": "none"}
    printed = {"scaled": [["0.26", "-0.26"]], "exponentials": [["1.2969", "0.7711"]]}
    made, faulty = tables(problem, printed)
    (one,) = diagnose._early(made, faulty)
    assert said(one) == (EARLY, {"exponentials": [(0, 0), (0, 1)]}, True, 0)
    assert diagnose._early(made, set()) == []
