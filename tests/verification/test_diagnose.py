"""Causes: the fewest mistakes at their first wrong step, and never a word about right numbers."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.verification.report import Report
from tests.campaigns.diagnoses import SPOILED, spoiled_first

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
