"""What a report says is decided before a terminal writes it: tones, users' own text, formulas."""

from __future__ import annotations

import symattn as sa
from symattn.document.report import Columns, ReportLine, count, lines, remark
from symattn.document.tree import Math, User
from symattn.formulas.tree import Fraction

PROBLEM = sa.Problem(scores=[[0, 1], [1, 0]], tokens=["a\x1b[31m", "c"], scale="none")
REPORT = sa.verify(PROBLEM, printed={"weights": [["0.27", "0.74"], ["0.73", "0.27"]]})


def _lines() -> list[ReportLine]:
    return [block for block in lines(REPORT, explain=True) if isinstance(block, ReportLine)]


def test_a_finding_is_wrong_and_its_cause_an_aside() -> None:
    tones = [line.tone for line in _lines() if line.parts]
    assert tones[0] == tones[-1] == "strong"
    assert tones.count("wrong") == 1
    assert tones.count("aside") == 1
    assert [line.indent for line in _lines() if line.tone == "aside"] == [3]


def test_names_of_tokens_and_printed_digits_are_the_users() -> None:
    (finding,) = [line for line in _lines() if line.tone == "wrong"]
    users = [part.text for part in finding.parts if isinstance(part, User)]
    assert users == ["a\x1b[31m", "c", "0.74"]


def test_a_closed_form_is_a_formula() -> None:
    formulas = [part.formula for line in _lines() for part in line.parts if isinstance(part, Math)]
    assert [type(formula) for formula in formulas] == [Fraction]


def test_a_stage_with_a_wrong_number_stands_in_columns_as_wrong() -> None:
    (stages,) = [block for block in lines(REPORT) if isinstance(block, Columns)]
    assert stages.tones == ("wrong",)
    assert [len(row) for row in stages.rows] == [2]


def test_the_count_and_a_remark_are_sentences() -> None:
    assert count(REPORT) == "4 claims: 3 right, 1 wrong"
    (wrong,) = REPORT.wrong
    said = "".join(getattr(part, "text", "") for part in remark(wrong))
    assert said == "weights prints 0.74, nearest 0.73"
