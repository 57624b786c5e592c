"""Every sheet of every problem file in worksheets/, on both papers and by every road."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.worksheets.fonts import checker_is_wrong
from tests.worksheets.pages import NAMES, WORKSHEETS, complaints, make, path_of, tex_log

PAPERS = ("a4", "letter")


def test_there_are_worksheets_enough_and_each_says_what_it_teaches() -> None:
    assert len(WORKSHEETS) >= 8
    for path in WORKSHEETS:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# "), path
        assert len(first) > 20, path


@pytest.mark.pdf
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMES)
def test_embedded_pdfs_pass_every_rule_of_pdf_ua(name: str, paper: str, tmp_out: Path) -> None:
    import page

    for path in make(name, tmp_out, ".pdf", "--paper", paper):
        report = page.validate_pdf(path, profile="ua1")
        faults = [
            f"{fault.rule_id} {fault.message}"
            for fault in report.failures
            if not checker_is_wrong(fault.rule_id, fault.message, path)
        ]
        assert faults == [], path.name
        assert report.rules.total == 104
        assert report.rules.passed >= 103


@pytest.mark.tex
@pytest.mark.timeout(600)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_compiles_with_xelatex(
    name: str, paper: str, tmp_out: Path, program: Callable[[str], str]
) -> None:
    xelatex = program("xelatex")
    for source in make(name, tmp_out, ".tex", "--paper", paper):
        assert complaints(tex_log(xelatex, source)) == [], source.name


@pytest.mark.tex
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES)
def test_sheets_without_other_scripts_compile_with_pdflatex(
    name: str, tmp_out: Path, program: Callable[[str], str]
) -> None:
    pdflatex = program("pdflatex")
    for source in make(name, tmp_out, ".tex"):
        log = tex_log(pdflatex, source)
        if r"\RequireXeTeX" in source.read_text(encoding="utf-8"):
            assert "XeTeX" in log, "pdfLaTeX must say what the page needs"
        else:
            assert complaints(log) == [], source.name


@pytest.mark.tex
def test_the_command_makes_a_pdf_with_tex_too(
    tmp_out: Path, program: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    program("latexmk")
    made = make("notebook", tmp_out, ".pdf", "--engine", "xelatex")
    assert all(path.read_bytes().startswith(b"%PDF-") for path in made)
    assert "XeLaTeX" in capsys.readouterr().out


def test_the_same_pages_are_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    first, second = ([p.read_bytes() for p in make("notebook", f, ".pdf")] for f in folders)
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_holds_no_number_of_its_solution(name: str, tmp_out: Path) -> None:
    import symattn as sa

    made = {
        path.stem.rpartition("-")[2]: path.read_text(encoding="utf-8")
        for path in make(name, tmp_out, ".typ")
    }
    weights = sa.solve(sa.load(path_of(name)))["weights"].decimal(3)
    answers = {cell for cell in _cells(weights) if cell and set(cell) > set("0.")}
    answers -= {"1.000", "0.000", "0.500"}
    for sheet in ("blank", "hints"):
        assert [cell for cell in answers if cell in made[sheet]] == [], sheet


def _cells(nested: object) -> list[str]:
    if isinstance(nested, list):
        return [cell for part in nested for cell in _cells(part)]
    return [str(nested)] if nested is not None else []
