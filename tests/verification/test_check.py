"""Verification of a problem: which claims are judged, against what, and what else is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import symattn as sa
from symattn.derivation.backward import Gradients
from symattn.errors import InputError, Place, Unsupported
from symattn.problem.given import Given, Setting
from symattn.verification import verify, verify_problem
from symattn.verification.check import claims_of, derivation_for, report_on
from symattn.verification.claims import Claim, read
from symattn.verification.report import Numbers, Report
from symattn.words import say
from tests.verification.printing import verdicts, verified

PAIR = {"Q": [[1, 0], [0, 1]], "K": [[1, 0], [0, 1]], "V": [[2], [4]], "scale": "none"}
RIGHT = [["0.731", "0.269"], ["0.269", "0.731"]]
BLANK = ["", ""]


def test_nothing_printed_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        verify_problem(sa.Problem(**PAIR))
    assert caught.value.key == "printed" and caught.value.fix and caught.value.file is None
    assert caught.value.sentence == say("verification.nothing_printed")


def test_symbols_are_not_checked() -> None:
    with pytest.raises(Unsupported) as caught:
        verify(sa.Problem(Q=[["a"]], K=[[1]]), printed={"weights": [["1"]]})
    assert caught.value.fix and caught.value.sentence == say("verification.of_symbols")


def test_errors_name_the_file(write_problem: Any) -> None:
    for text in (
        "[inputs]\nQ = [[1]]\nK = [[1]]\n",
        '[inputs]\nQ = [["a"]]\nK = [[1]]\n[printed]\nweights = [["1"]]\n',
    ):
        problem = sa.load(write_problem(text))
        with pytest.raises((InputError, Unsupported)) as caught:
            verify(problem)
        assert caught.value.file == problem.file is not None


def test_the_problems_own_print_and_another() -> None:
    problem = sa.Problem(**PAIR, printed={"scores": [["1", "0"], ["0", "2"]]})
    assert verdicts(verify(problem)) == ["exact", "exact", "exact", "wrong"]
    other = verify(problem, printed={"scores": [["1", "0"], ["0", "1"]]})
    assert verdicts(other) == ["exact"] * 4 and other.problem.printed != problem.printed
    rounded = {"scores": [["0.5"]], "scale": "none"}
    assert verdicts(verify(sa.Problem(**rounded), {"scaled": [["0.52"]]})) == ["wrong"]
    assert verdicts(verify(sa.Problem(**rounded), {"scaled": [["0.48"]]}, "rounded")) == [
        "consistent"
    ]


def test_blanks_claim_nothing_and_tables_are_numbered() -> None:
    problem = sa.Problem(
        **PAIR, printed=[{"weights": [["0.731", ""], BLANK]}, {"weights": [["", "0,27"], BLANK]}]
    )
    found = claims_of(problem)
    assert [(c.stage, c.index, c.text, c.block) for c in found] == [
        ("weights", (0, 0), "0.731", 0),
        ("weights", (0, 1), "0,27", 1),
    ]


def test_claims_know_where_they_stand(write_problem: Any) -> None:
    text = '[inputs]\nQ = [[1]]\nK = [[1]]\n[printed]\nweights = [["abc"]]\n'
    problem = sa.load(write_problem(text))
    place = Place(7, 3)
    (stage,) = problem.printed
    marked = problem.changed(printed=(replace(stage, where={(0, 0): place}),))
    (claim,) = claims_of(marked)
    assert (claim.text, claim.stage, claim.where) == ("abc", "weights", place)


def test_gradients_only_where_they_are_named() -> None:
    problem = sa.Problem(**PAIR)
    (forward,) = read(["1"])
    claim = Claim("weights", (0, 0), "1", forward)
    assert not isinstance(derivation_for(problem, [claim]), Gradients)
    more = Claim("dV", (0, 0), "1", forward)
    assert isinstance(derivation_for(problem, [claim, more]), Gradients)


def test_a_dash_claims_nothing_where_there_is_a_number() -> None:
    problem = {**PAIR, "mask": [[0, 0], [1, 1]]}
    report = verified(problem, {"weights": [["-", "0.5"], ["-", "0.731"]]})
    assert [(one.claim.index, one.verdict) for one in report.claims] == [
        ((0, 0), "exact"),
        ((0, 1), "wrong"),
        ((1, 1), "rounded"),
    ]
    assert report.numbers == Numbers(3, 3, 3, 3)


def test_numbers_that_are_not_read_are_counted_as_seen() -> None:
    report = verified(PAIR, {"weights": [["abc", "0.269"], BLANK]})
    assert report.numbers == Numbers(seen=2, read=1, placed=2, judged=1)


def reasons(report: Report) -> dict[tuple[int, ...], tuple[str, ...]]:
    return {one.claim.index: one.impossible for one in report.claims if one.impossible}


def test_weights_that_cannot_be() -> None:
    both = ("row_not_one",)
    report = verified(PAIR, {"weights": [["0.7", "0.7"], ["0.3", "0.7"]]})
    assert reasons(report) == {(0, 0): both, (0, 1): both}
    assert reasons(verified(PAIR, {"scores": [["0.7", "0.7"], ["0.3", "1.7"]]})) == {}


def test_a_row_without_a_key_is_not_asked_to_add_to_one() -> None:
    """An undefined row printed as zeros is wrong, but nothing is impossible about it."""
    problem = {**PAIR, "mask": [[0, 0], [1, 0]]}
    report = verified(problem, {"weights": [["0", "0"], ["0.5", "0.5"]]})
    assert reasons(report) == {(1, 1): ("hidden_not_zero",)}
    assert verdicts(report) == ["wrong", "wrong", "wrong", "wrong"]


def test_a_mask_that_adds_a_number_hides_nothing() -> None:
    problem = {**PAIR, "mask": [[1, 0], [1, 1]], "mask_fill": "-1"}
    assert reasons(verified(problem, {"weights": [["0.5", "0.5"], BLANK]})) == {}


def test_each_print_is_added_up_by_itself() -> None:
    printed = [{"weights": [["0.7", "0.7"], BLANK]}, {"weights": [["0.7", "0.3"], BLANK]}]
    report = verified(PAIR, printed)
    found = [(one.claim.block, one.impossible) for one in report.claims]
    assert found == [(0, ("row_not_one",))] * 2 + [(1, ())] * 2


def test_columns_of_weights_add_to_one_in_columns() -> None:
    problem = {"Q": [[1, 0], [0, 2]], "K": [[1, 0], [0, 1]], "layout": "columns", "scale": "none"}
    report = verified(problem, {"weights": [["0.7", "0.3"], ["0.7", "0.6"]]})
    assert reasons(report) == {(0, 0): ("row_not_one",), (1, 0): ("row_not_one",)}


def test_follow_through_in_columns() -> None:
    problem = {"Q": [[1, 0], [0, 2]], "K": [[1, 0], [0, 1]], "layout": "columns", "scale": "none"}
    printed = {"scores": [["1", "5"], ["0", "2"]], "scaled": [["1", "5"], ["0", "3"]]}
    report = verified(problem, printed)
    scaled = [
        (one.claim.index, one.follows) for one in report.claims if one.claim.stage == "scaled"
    ]
    assert scaled == [((0, 0), True), ((0, 1), True), ((1, 0), True), ((1, 1), False)]


def test_the_report_has_its_parts() -> None:
    problem = sa.Problem(**PAIR, printed={"weights": [["0.5", "0.5"], ["0.9", "0.7"]]})
    report = verify(problem)
    assert report.problem is problem and report.file is None
    assert report.unexplained or report.diagnoses
    assert report.offers == () and report.notes == () and report.expected is None
    noted = report_on(problem, claims_of(problem), notes=("so",), file="a.md")
    assert noted.notes == ("so",) and noted.file == "a.md"
    near = {"scores": [["0.5", "0.7"]], "scale": "none"}
    assert verified(near, {"scaled": [["0.52", "0.68"]]}).offers == ("verify.offer_rounded",)


def test_the_settings_that_were_judged_under_know_who_gave_them() -> None:
    """``scale`` is written in the problem, ``heads`` nowhere; another problem may be the given."""
    problem = sa.Problem(**PAIR, printed={"weights": RIGHT})
    own = verify_problem(problem).settings
    assert own["scale"] == Setting("none", "problem")
    assert own["heads"] == Setting("1", "default")
    asked = Setting("none", "option")
    assert verify_problem(problem, Given(settings={"scale": asked})).settings["scale"] == asked
    other = Given(sa.Problem(Q=PAIR["Q"], K=PAIR["K"], heads=1))
    given = verify_problem(problem, other).settings
    assert given["scale"] == Setting("none", "numbers")
    assert given["heads"] == Setting("1", "problem")


def test_a_table_of_right_weights() -> None:
    report = verified(PAIR, {"weights": RIGHT})
    assert report.holds(expect=4) and report.diagnoses == () and report.unexplained == ()
