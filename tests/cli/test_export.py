"""``symattn export``: for the document at hand, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symattn.cli import main

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = str(ROOT / "worksheets" / "notebook.toml")
NAMES = str(ROOT / "tests" / "cases" / "situations" / "04-names.toml")
HEADS = str(ROOT / "worksheets" / "heads.toml")

Printed = pytest.CaptureFixture[str]


def exported(capsys: Printed, *options: str, file: str = NOTEBOOK) -> str:
    assert main(["export", file, "--stage", "weights", *options]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("to", "starts"),
    [
        ("article", "\\[\nA = "),
        ("twocolumn", "\\["),
        ("beamer", "\\["),
        ("markdown", "$$\nA = "),
        ("quarto", "$$\n"),
        ("katex", "$$\n"),
        ("typst", '$ A = mat(delim: "[", '),
        ("mathml", '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'),
    ],
)
def test_each_target_has_its_own_marks(to: str, starts: str, capsys: Printed) -> None:
    assert exported(capsys, "--to", to).startswith(starts)


def test_a_cell_is_worked_out_unless_a_form_is_asked_for(capsys: Printed) -> None:
    worked = exported(capsys, "--cell", "1,2")
    assert worked.count("a_{1,2}") == 1
    assert r"\approx 0.063" in worked
    assert exported(capsys, "--cell", "1,2", "--form", "exact").count("=") == 1
    assert exported(capsys, "--cell", "1,2", "--to", "beamer").count("\\[") == 1


def test_a_file_holds_what_the_terminal_would_show(tmp_path: Path, capsys: Printed) -> None:
    shown = exported(capsys)
    target = tmp_path / "weights.tex"
    assert exported(capsys, "-o", str(target)).strip() == str(target)
    assert target.read_text(encoding="utf-8") == shown


def test_json_has_the_bare_formulas(capsys: Printed) -> None:
    found = json.loads(exported(capsys, "--json", "--stage", "scores", "--to", "markdown"))
    assert [part["stage"] for part in found["parts"]] == ["weights", "scores"]
    (weights,) = found["parts"][0]["formulas"]
    assert weights.startswith("A = ")
    assert f"$$\n{weights}\n$$" in found["text"]
    assert found["to"] == "markdown"
    assert all(part["whole"] and part["layer"] == 1 for part in found["parts"])


def test_names_without_a_font_are_numbered_with_a_note(capsys: Printed) -> None:
    options = ("export", NAMES, "--stage", "weights", "--form", "steps", "--names", "tokens")
    assert main(options) == 0
    out, err = capsys.readouterr()
    assert "笔" not in out
    assert "symattn: note: tokens are numbered" in err
    assert "'笔' (U+7B14)" in err
    assert main([*options, "--to", "katex", "--whole"]) == 0
    out, err = capsys.readouterr()
    assert "笔" in out
    assert r"\symbol" not in out
    assert err == ""


def test_what_is_left_out_is_told_in_the_text_and_on_the_terminal(capsys: Printed) -> None:
    twelve = str(ROOT / "tests" / "cases" / "situations" / "02-twelve-tokens.toml")
    assert main(["export", twelve, "--stage", "weights"]) == 0
    out, err = capsys.readouterr()
    assert "of 12 $\\times$ 12 are shown." in out
    assert "not all of weights is shown; --whole shows everything" in err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--width", "12furlongs"], "expected a width, found '12furlongs'"),
        (["--width", "2"], "3 to 10 columns"),
        (["--width", "11"], "3 to 10 columns"),
        (["--width", "-3cm"], "expected a width"),
        (["--width", "1cm"], "no formula fits 1cm, the least is 4.1 cm"),
        (["--cell", "1;2"], "expected numbers from 1 with commas"),
        (["--cell", "0,1"], "expected numbers from 1 with commas"),
        (["--cell", "4,1"], "3 × 3"),
        (["--row", "9"], "there is no row 9 in 3 × 3 entries"),
        (["--row", "1", "--cell", "1,1"], "a cell and a row are two questions"),
        (["--layer", "2"], "there is no layer 2 here, there are 1"),
        (["--layer", "last"], "expected a layer, found 'last'"),
        (["--to", "word"], "'word' is not one of"),
        (["--stage", "wieghts"], 'no stage "wieghts" here; did you mean weights?'),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing_behind(
    options: list[str], says: str, tmp_path: Path, capsys: Printed
) -> None:
    target = tmp_path / "out.tex"
    asked = ["export", NOTEBOOK, "--stage", "weights", "-o", str(target), *options]
    assert main(asked) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert err.count("\n") == 1
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_head_may_stand_before_a_row(capsys: Printed) -> None:
    assert exported(capsys, "--row", "2,1", file=HEADS).count("a_1^{(2)}") == 1
