"""A report: counts, whether it holds, and the object of the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import symattn as sa
from symattn.errors import Place
from symattn.texts.equations import Judgement
from symattn.verification.claims import VERDICTS, Accepted, Claim, Judged, Verdict, read
from symattn.verification.finding import Diagnosis
from symattn.verification.judge import judge
from symattn.verification.report import Expected, Numbers, Report, Unplaced

PROBLEM = sa.Problem(scores=[[0, 0]], scale="none")


def one(j: int, verdict: Verdict = "exact") -> Judged:
    (number,) = read(["0.5"])
    return Judged(
        Claim("weights", (0, j), "0.5", number),
        verdict,
        sa.solve(PROBLEM).step("weights").at((0, 0)),
    )


def report(*verdicts: Verdict, **more: Any) -> Report:
    claims = tuple(one(j, verdict) for j, verdict in enumerate(verdicts))
    count = len(claims)
    return Report(PROBLEM, claims, Numbers(count, count, count, count), **more)


def test_counts() -> None:
    found = report("exact", "wrong", "rounded", "wrong", "undecided")
    assert [judged.claim.index for judged in found.wrong] == [(0, 1), (0, 3)]
    assert found.summary == {
        "claims": 5,
        "exact": 1,
        "rounded": 1,
        "consistent": 0,
        "truncated": 0,
        "wrong": 2,
        "undecided": 1,
        "unreadable": 0,
    }
    assert Numbers(4, 3, 2, 1).to_json() == {"seen": 4, "read": 3, "placed": 2, "judged": 1}


@pytest.mark.parametrize(
    ("verdict", "holds"),
    [
        ("exact", True),
        ("rounded", True),
        ("consistent", True),
        ("truncated", False),
        ("wrong", False),
        ("undecided", False),
        ("unreadable", False),
    ],
)
def test_it_holds_where_every_claim_does(verdict: Verdict, holds: bool) -> None:
    assert report("exact", verdict).holds() is holds
    assert report("exact", verdict).holds([verdict]) is True


def test_a_mistake_that_is_accepted_takes_its_cells_with_it() -> None:
    found = Diagnosis("weights", "no_scale", ((0, 0),), True, carried=(("weights", (0, 1)),))
    assert report("wrong", "wrong", diagnoses=(found,)).holds(["no_scale"])
    assert not report("wrong", "wrong", diagnoses=(found,)).holds(["base_two"])
    assert not report("wrong", "wrong", "wrong", diagnoses=(found,)).holds(["no_scale"])


def test_cells_that_the_text_accepts() -> None:
    told = Accepted("wrong", "comment", "as printed", Place(1, 1))
    found = report("exact", "wrong", "wrong")
    passed = found.accepting(["wrong"], lambda _: told, lambda one: one.claim.index == (0, 1))
    assert [judged.accepted for judged in passed.claims] == [None, told, None]
    assert passed.summary["accepted"] == 1 and not passed.holds()
    assert found.accepting(["wrong"]).holds() and not found.accepting(["truncated"]).holds()
    assert found.accepting(["exact"]).claims[0].accepted is None


def test_fewer_claims_than_expected_do_not_hold() -> None:
    assert report("exact", "exact").holds(expect=2)
    assert not report("exact", "exact").holds(expect=3)
    assert report("exact", "exact", expected=Expected(2, 2, Place(1, 1))).holds()
    short = report("exact", "exact", expected=Expected(3, 2, Place(1, 1)))
    assert not short.holds() and not short.holds(expect=1)
    assert short.to_json()["expected"] == {"least": 3, "judged": 2, "from": "comment"}
    assert report().holds() and not report().holds(expect=1)
    assert not Report(PROBLEM, (), Numbers(5, 5, 5, 0)).holds(expect=1)


def test_unplaced_numbers() -> None:
    assert Unplaced("0.5", "no stage").to_json() == {
        "where": None,
        "text": "0.5",
        "why": "no stage",
    }
    assert Unplaced("0.5", "no stage", Place(2, 3)).to_json()["where"] == {"line": 2, "column": 3}


def equation(verdict: Verdict, line: int = 1) -> Judgement:
    """Arithmetic with that verdict, at the end of that line."""
    judged = one(0, verdict)
    claim = replace(judged.claim, stage="", index=(), where=Place(line, 9))
    return Judgement(replace(judged, claim=claim), "1/2 = 0.5", "1/2")


def test_the_object_of_the_contract() -> None:
    diagnosis = Diagnosis("weights", "no_scale", ((0, 1),), True)
    found = report(
        "exact",
        "wrong",
        diagnoses=(diagnosis,),
        unexplained=(("weights", (0, 0)),),
        stated=("scale",),
        inferred=("mask",),
        unplaced=(Unplaced("7", "?"),),
    )
    written = found.to_json()
    assert list(written) == [
        "problem",
        "settings",
        "numbers",
        "claims",
        "unplaced",
        "summary",
        "diagnoses",
        "unexplained",
    ]
    assert written["problem"]["stated"] == ["scale"]
    assert written["problem"]["inferred"] == ["mask"]
    assert written["numbers"] == {"seen": 2, "read": 2, "placed": 2, "judged": 2}
    assert written["claims"] == [judged.to_json() for judged in found.claims]
    assert written["unplaced"] == [{"where": None, "text": "7", "why": "?"}]
    assert written["summary"] == found.summary
    assert written["diagnoses"] == [diagnosis.to_json()]
    assert written["unexplained"] == [{"stage": "weights", "index": [0, 0]}]
    named = report("exact", file="a.md").to_json()
    assert next(iter(named)) == "file" and named["file"] == "a.md"


def test_equations_stand_among_the_claims_and_are_counted_apart() -> None:
    equations = (equation("exact"), equation("wrong"), equation("wrong"))
    found = report("exact", equations=equations)
    written = found.to_json()
    assert written["claims"][1:] == [one.to_json() for one in equations]
    apart = {**dict.fromkeys(VERDICTS, 0), "claims": 3, "exact": 1, "wrong": 2}
    assert written["equations"] == written["summary"]["equations"] == apart
    assert written["summary"]["claims"] == 4 and written["summary"]["exact"] == 2


@pytest.mark.parametrize(("verdict", "holds"), [(v, v != "wrong") for v in VERDICTS])
def test_false_arithmetic_alone_does_not_hold(verdict: Verdict, holds: bool) -> None:
    found = report("exact", equations=(equation(verdict),))
    assert found.holds() is holds
    assert found.holds(["equations"])
    assert len(found.false_equations) == (not holds)


def test_arithmetic_that_ends_in_a_right_number_accuses_nobody() -> None:
    right = one(0)
    right = replace(right, claim=replace(right.claim, where=Place(4, 9)))
    found = replace(report(), claims=(right,), equations=(equation("wrong", 4),))
    assert found.false_equations == () and found.holds()
    wrong = replace(right, verdict="wrong")
    assert len(replace(found, claims=(wrong,)).false_equations) == 1


def test_arithmetic_that_is_let_pass_is_counted_so() -> None:
    equations = (equation("exact"), equation("wrong"))
    passed = report("exact", equations=equations).accepting(["equations"])
    assert passed.summary["accepted"] == 1 and passed.holds()
    assert [one.judged.accepted for one in passed.equations] == [
        None,
        Accepted("equations", "option"),
    ]


def described(**keys: object) -> dict[str, Any]:
    problem = sa.Problem(**keys)
    found = Report(problem, (), Numbers(0, 0, 0, 0)).to_json()["problem"]
    assert isinstance(found, dict)
    return found


def test_the_problem_is_described_as_it_was_given() -> None:
    assert described(Q=[["1/2", 2]], K=[[1, "sqrt(2)"]]) == {
        "inputs": {"Q": [["1/2", "2"]], "K": [["1", "sqrt(2)"]]},
        "attention": {
            "layout": "rows",
            "scale": "1/sqrt(d_k)",
            "heads": 1,
            "kv_heads": 1,
            "mask": "none",
            "window": None,
            "mask_fill": "-inf",
            "shift": "none",
            "base": "e",
            "empty_rows": "undefined",
        },
        "stated": [],
        "inferred": [],
    }


def test_settings_that_are_not_the_usual_ones() -> None:
    found = described(
        X=[[1, 2], [3, 4]],
        W_Q=[[1, 2], [3, 4]],
        b_Q=[5, 6],
        heads=2,
        layout="columns",
        mask="causal",
        window=1,
        mask_fill="-9",
        shift="max",
        base=2,
        empty_rows="zero",
        scale="none",
    )
    assert found["inputs"] == {
        "X": [["1", "2"], ["3", "4"]],
        "W_Q": [["1", "2"], ["3", "4"]],
        "b_Q": ["5", "6"],
    }
    assert found["attention"] == {
        "layout": "columns",
        "scale": "none",
        "heads": 2,
        "kv_heads": 2,
        "mask": "causal",
        "window": 1,
        "mask_fill": "-9",
        "shift": "max",
        "base": "2",
        "empty_rows": "zero",
    }


def test_symbols_are_described_by_their_names() -> None:
    assert described(Q=[["a"]], K=[["b + 1"]])["inputs"] == {"Q": [["a"]], "K": [["b + 1"]]}


def test_a_judged_claim_is_what_a_report_holds() -> None:
    (number,) = read(["1/2"])
    cell = sa.solve(PROBLEM).step("weights").at((0, 0))
    found = judge(Claim("weights", (0, 0), "1/2", number), cell)
    assert Report(PROBLEM, (found,), Numbers(1, 1, 1, 1)).holds(expect=1)
