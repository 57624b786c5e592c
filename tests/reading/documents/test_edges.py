"""Inputs at the edges: a right answer or one sentence, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from symattn.errors import InputError
from symattn.problem.load import load
from symattn.texts.documents import verify_document
from symattn.verification.report import Report

REFUSED = {
    "shape_lines.md": "no table or matrix that fits",
    "list.ipynb": "expected a notebook with cells",
    "badesc.ipynb": "broken JSON",
    "outputs5.ipynb": "no numbers",
    "pagesself.pdf": "page 1 is broken",
}


def _verdicts(report: Report) -> list[str]:
    claims = report.to_json()["claims"]
    return [one["verdict"] for one in claims if one["verdict"] not in ("exact", "rounded")]


@pytest.mark.parametrize(("name", "says"), REFUSED.items())
def test_one_sentence(name: str, says: str, cases: Path) -> None:
    with pytest.raises(InputError, match=says):
        verify_document(cases / "edges" / name)


@pytest.mark.parametrize("name", ["unreadable-cell.md", "longnum.md"])
def test_a_cell_that_cannot_be_read_is_a_claim(name: str, cases: Path) -> None:
    (report,) = verify_document(cases / "edges" / name)
    assert len(report.to_json()["claims"]) == 4
    assert _verdicts(report) == ["unreadable"]


@pytest.mark.parametrize(
    ("name", "wrong"), [("paren.md", 0), ("comma.md", 0), ("rowcomma.txt", 1), ("rowok.txt", 1)]
)
def test_brackets_and_commas_around_numbers(name: str, wrong: int, cases: Path) -> None:
    problem = load(cases / "edges" / "w.toml")
    (report,) = verify_document(cases / "edges" / name, problem=problem)
    assert report.numbers.judged == 9
    assert _verdicts(report) == ["wrong"] * wrong


def test_a_table_in_another_file_is_named_and_left_out(cases: Path) -> None:
    (report,) = verify_document(cases / "edges" / "rst-csv-file.rst")
    assert report.numbers.judged == 4
    assert any("data.csv" in note for note in report.notes)
