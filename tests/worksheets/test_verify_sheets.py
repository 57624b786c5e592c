"""Our own solution sheets are verified: every number has a place, and none is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from symattn.cli import main
from symattn.errors import SymattnError
from symattn.texts.documents import verify_document
from symattn.verification.report import Report
from tests.worksheets.pages import NAMES, path_of

SYMBOLS = {"symbols"}
"""Sheets without numbers."""
ALONE = ("notebook", "scaled", "columns", "projections")
"""Sheets whose inputs and settings are found on the page, without the problem in the file."""

LEFT = {
    ("additive", ".tex"): 2,
    ("alibi", ".tex"): 3,
    ("alibi", ".pdf"): 3,
    ("decoding", ".tex"): 4,
    ("decoding", ".pdf"): 4,
    ("grouped", ".tex"): 3,
    ("grouped", ".pdf"): 3,
    ("heads", ".tex"): 2,
    ("heads", ".pdf"): 2,
    ("padding-inf", ".tex"): 9,
    ("padding-inf", ".pdf"): 9,
    ("positions", ".tex"): 4,
    ("positions", ".pdf"): 4,
    ("prefix", ".tex"): 4,
    ("prefix", ".pdf"): 4,
    ("window", ".tex"): 4,
    ("window", ".pdf"): 4,
    ("additive", ".pdf"): 2,
    ("layers", ".tex"): 12,
    ("layers", ".pdf"): 12,
    ("module", ".tex"): 23,
    ("module", ".pdf"): 181,
    ("notebook", ".pdf"): 15,
    ("padding-added", ".tex"): 12,
    ("padding-added", ".pdf"): 60,
    ("padding", ".tex"): 12,
    ("padding", ".pdf"): 59,
}
"""How many numbers of a sheet have no place, at most: entries beside each other in the PDF, scores
less −10⁹, masks, rows that are undefined, sizes and columns that a sentence speaks of.  The report
lists them; none is judged."""


def solution(name: str, out: Path, ending: str) -> Path:
    target = out / f"{name}{ending}"
    assert main(["worksheet", str(path_of(name)), "-o", str(target)]) == 0
    return target


def verified(path: Path) -> tuple[Report, ...]:
    return verify_document(path)


def nothing_wrong(reports: tuple[Report, ...]) -> None:
    for report in reports:
        assert [judged.claim.text for judged in report.claims if not judged.right] == []
        assert [one.text for one in report.equations if not one.judged.right] == []


@pytest.mark.parametrize("ending", [".tex", ".pdf"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in SYMBOLS])
def test_a_solution_sheet_passes(name: str, ending: str, tmp_path: Path) -> None:
    sheet = solution(name, tmp_path, ending)
    reports = verified(sheet)
    nothing_wrong(reports)
    numbers = reports[0].numbers
    assert numbers.judged > 10
    assert numbers.seen == numbers.read
    assert numbers.seen - numbers.placed <= LEFT.get((name, ending), 0)
    assert reports[0].unplaced == () or (name, ending) in LEFT


@pytest.mark.parametrize("ending", [".tex", ".pdf"])
@pytest.mark.parametrize("name", ALONE)
def test_the_inputs_are_found_on_the_page(
    name: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symattn.texts import documents

    sheet = solution(name, tmp_path, ending)
    monkeypatch.setattr(documents, "_directed", lambda *_: None)
    reports = verified(sheet)
    nothing_wrong(reports)
    numbers = reports[0].numbers
    assert numbers.seen - numbers.placed <= LEFT.get((name, ending), 0)


def test_a_number_that_is_changed_is_found(tmp_path: Path) -> None:
    sheet = solution("notebook", tmp_path, ".tex")
    text = sheet.read_text(encoding="utf-8")
    assert text.count(r"{0.155\phantom") == 1
    sheet.write_text(text.replace(r"{0.155\phantom", r"{0.156\phantom"), encoding="utf-8")
    (wrong,) = [judged for report in verified(sheet) for judged in report.wrong]
    assert (wrong.claim.stage, wrong.claim.index, wrong.nearest) == ("weights", (1, 1), "0.155")


def test_a_sheet_of_symbols_says_that_it_holds_none(tmp_path: Path) -> None:
    sheet = solution("symbols", tmp_path, ".tex")
    with pytest.raises(SymattnError, match="symbols"):
        verified(sheet)
