"""The commands that make pages and fragments: what they write and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from symattn.cli import main

NOTEBOOK = str(Path(__file__).resolve().parents[2] / "worksheets" / "notebook.toml")
SCALED = str(Path(__file__).resolve().parents[2] / "worksheets" / "scaled.toml")


def test_the_ending_chooses_and_the_road_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ending, said in ((".pdf", "Typst"), (".tex", "tex source"), (".typ", "typ source")):
        target = tmp_path / f"nb{ending}"
        assert main(["worksheet", NOTEBOOK, "-o", str(target)]) == 0
        assert said in capsys.readouterr().out
        assert target.stat().st_size > 1000


def test_all_sheets_of_several_files(tmp_path: Path) -> None:
    target = str(tmp_path / "out.typ")
    assert main(["worksheet", NOTEBOOK, SCALED, "-o", target, "--sheet", "all"]) == 0
    made = sorted(path.name for path in tmp_path.iterdir())
    sheets = ("blank", "hints", "map", "solution")
    assert made == [f"out-{number}-{sheet}.typ" for number in (1, 2) for sheet in sheets]


def test_places_that_miss_are_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = tmp_path / "p.toml"
    rows = "[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]"
    text = f'[inputs]\nX = {rows}\n[attention]\nscale = "none"\n'
    text += "[sheet]\nplaces = {output = 3, weights = 3}\n"
    problem.write_text(text, encoding="utf-8")
    assert main(["worksheet", str(problem), "-o", str(tmp_path / "p.typ")]) == 0
    said = capsys.readouterr().err
    assert "symattn: warning: places: whoever carries the printed weights (3 places)" in said


def test_a_cell_is_worked_out_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", NOTEBOOK, "--stage", "weights", "--cell", "1,2"]) == 0
    out = capsys.readouterr().out
    assert "e⁻²/(2 + e⁻²)" in out
    assert "0.063379" in out


@pytest.mark.parametrize("form", ["exact", "decimal", "both", "steps"])
def test_fragments_have_no_preamble(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", NOTEBOOK, "--stage", "weights", "--form", form]) == 0
    out = capsys.readouterr().out
    assert out.startswith("\\[\n")
    assert "documentclass" not in out
    assert "usepackage" not in out
