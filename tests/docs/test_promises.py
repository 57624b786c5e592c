"""Every sentence of the README is a test, every row of the tables of docs/entries.md, and every
option of ``--help`` has a run.

Found by trying every promise of the documents, 20 of 84 did not hold.  Here each sentence of the
README names what holds it, or why it promises nothing; a new sentence fails until it does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

import symattn as sa
from symattn import cli
from symattn.reading import entries

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
ENTRIES = (ROOT / "docs" / "entries.md").read_text("utf-8")

HELD: dict[str, str] = {
    "Attention that you can check by hand": "tests/cli/test_readme.py",
    "Every number is exact, and every decimal is proven": "tests/properties/test_stages.py",
    "It needs Python 3.11 to 3.13": "tests/docs/test_package.py",
    "A command that misses an extra names it": "tests/files/test_fonts.py",
    "And what it finds in [a page about attention]": "tests/cli/test_readme.py",
    "What symattn adds is the search through a": "tests/verification/test_diagnose.py",
    "What needs TeX or PyTorch is skipped": "tests/conftest.py",
    "`symattn solve` prints every step with its rule": "tests/cli/test_readme.py",
    "`--stage weights --cell 1,2` works one entry out": "tests/files/test_terminal.py",
    "`--digits 200` gives as many places": "tests/files/test_terminal.py",
    "`--json` gives closed forms": "tests/library/test_entries.py",
    "The ending of OUT chooses": "tests/files/test_init.py",
    "(the source of the embedded PDF)": "tests/files/test_init.py",
    "for the whole text": "tests/verification/test_comments.py",
    "`symattn worksheet FILE -o OUT`": "tests/cli/test_worksheet.py",
    "The numbers of places are chosen so that": "tests/worksheets/test_pages.py",
    "PDFs are tagged (PDF/UA-1) and the same": "tests/files/test_pdf.py",
    "Names in Chinese, Japanese and Korean": "tests/files/test_fonts.py",
    "holds problem files, each with a first line": "tests/worksheets/test_pages.py",
    "`symattn verify FILE…` takes problem files": "tests/cli/test_verify.py",
    "It finds the inputs, recognises which stage": "tests/texts/test_texts.py",
    "No number is called wrong by evidence that rests": "tests/texts/test_texts.py",
    "A wrong number that is right for what the text": "tests/verification/test_follow.py",
    "Heads that a text works one after the other": "tests/texts/test_texts.py",
    "A PDF may come from TeX, Typst, a browser": "tests/worksheets/test_verify_sheets.py",
    "The exit code is 0 when every claim holds": "tests/cli/test_verify.py",
    "In a text a comment speaks to symattn": "tests/verification/test_comments.py",
    "An option comes before a comment": "tests/cli/test_given.py",
    "It may name the problem": "tests/verification/test_comments.py",
    "`symattn export FILE --stage weights --to article`": "tests/cli/test_export.py",
    "`--to twocolumn`, `beamer`": "tests/cli/test_export.py",
    "Nothing runs over the margin": "tests/document/test_boxes.py",
    "`--width 8cm` is the line": "tests/cli/test_export.py",
    "A page's worth is": "tests/cli/test_export.py",
    "Rows are numbered": "tests/cli/test_export.py",
    "`--form exact`, `decimal`, `both` or `steps`": "tests/document/test_fragment.py",
    "`symattn gradient worksheets/gradient.toml` works": "tests/derivation/test_backward.py",
    "The gradient at the result is 1": "tests/derivation/test_backward.py",
    "`symattn scaling worksheets/scaling.toml` shows why": "tests/derivation/test_scaling.py",
    "It also shows how far scores reach": "tests/derivation/test_bounds.py",
    "Both take `-o OUT.pdf`": "tests/docs/test_promises.py",
    "A NumPy float is taken as the binary fraction": "tests/reading/test_arrays.py",
    "Scores are rational or in Q(√d_k)": "tests/numbers/test_expsums.py",
    "No verdict and no digit rests on a tolerance": "tests/numbers/test_certify.py",
    "Past that field (a second layer": "tests/derivation/test_layers.py",
    "Sizes and exponents are bounded": "tests/cli/test_hostile.py",
    "tells how to add a step": "tests/house/test_made_up_step.py",
}
"""The beginning of a sentence, and the file of tests that holds it."""

NOTHING = (
    "That leaves `notebook.pdf`",  # .ci/run runs the block, and looks at its page
    "(Windows:",
    "The problem file that it read",
    "Without extras (`pip install .`)",
    "At the three places that books print",
    "It does not train",
    "In the same checkout",
    "The commands below are meant",
    "latex2sympy2 1.9.1 pins antlr4",
    "MIT licence",
)
"""What is said to help, or is another program's doing."""


def sentences() -> list[str]:
    """The README's sentences outside of fences, transcripts, tables and headings."""
    text = re.sub(r"```.*?```", "", README, flags=re.S)
    lines = [
        "\n" if not line.strip() or line.startswith(("    ", "|", "#", "!")) else line
        for line in text.splitlines()
    ]
    blocks = " ".join(
        line.removeprefix("- ") if line[:2] != "- " else f"\n{line[2:]}" for line in lines
    )
    found = [
        one.strip()
        for block in blocks.split("\n")
        for one in re.split(r"(?<=[.:!])\s+(?=[A-Z`\[(])", block.strip())
    ]
    return [one for one in found if len(one.split()) > 1]


def test_every_sentence_of_the_readme_is_held_by_a_test() -> None:
    known = (*HELD, *NOTHING)
    assert [one for one in sentences() if not any(start in one for start in known)] == []


@pytest.mark.parametrize("start", HELD)
def test_what_holds_a_sentence_is_there(start: str) -> None:
    assert any(start in one for one in sentences()), "the README says it no longer"
    assert (ROOT / HELD[start]).is_file()


@pytest.mark.parametrize("ending", [".pdf", ".tex", ".typ"])
@pytest.mark.parametrize("command", ["gradient", "scaling"])
def test_both_take_every_ending(command: str, ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"out{ending}"
    assert cli.main([command, str(ROOT / "worksheets" / f"{command}.toml"), "-o", str(out)]) == 0
    assert out.stat().st_size > 1000


def test_scaling_draws_its_pictures_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.svg"
    assert cli.main(["scaling", str(ROOT / "worksheets" / "scaling.toml"), "-o", str(out)]) == 0
    assert out.read_text("utf-8").startswith("<svg")


# docs/entries.md ---------------------------------------------------------------------


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    text = ENTRIES.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def written(cell: str) -> list[str]:
    """What stands between backticks, in TOML's basic strings where it is quoted."""
    found = re.findall(r"`([^`]+)`", cell)
    return [one[1:-1].replace("\\\\", "\\") if one[0] == one[-1] == '"' else one for one in found]


READ = [text for row in rows("Numbers") for text in written(row[0])]
REFUSED = [
    (text, row[2]) for row in rows("What is refused, and what to write") for text in written(row[0])
]


def test_the_tables_are_found() -> None:
    assert len(READ) > 20 and len(REFUSED) > 30


@pytest.mark.parametrize("text", READ)
def test_what_the_page_says_is_read_is_read(text: str) -> None:
    assert entries.entry(text) is not None


@pytest.mark.parametrize(("text", "remedy"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_the_page_says_is_refused_is_refused(text: str, remedy: str) -> None:
    with pytest.raises(sa.InputError):
        entries.entry(text)
    for instead in written(remedy):
        if instead != "mask":
            assert entries.entry(instead) is not None


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    from symattn.reading import limits

    said = {row[0]: row[1] for row in rows("Limits")}
    for what, number in {
        "digits of a number": limits.DIGITS,
        "exponent of ten, in either direction": limits.POWER_OF_TEN,
        "characters of an entry": limits.CHARACTERS,
        "brackets, fractions and roots within each other": limits.NESTING,
        "whole powers": limits.POWER,
        "entries of an array": limits.CELLS,
        "bytes of a problem file": limits.BYTES,
    }.items():
        assert said[what] == f"{number:,}", what


# --help ------------------------------------------------------------------------------

PROBLEM, ARTICLE = "worksheets/notebook.toml", "docs/article.md"
RUNS: dict[str, list[list[str]]] = {
    "solve": [
        ["--stage", "weights"],
        ["--stage", "weights", "--cell", "1,2"],
        ["--digits", "3"],
        ["--rounding", "half-up"],
        ["--json"],
    ],
    "export": [
        ["--stage", "weights", "--form", "decimal", "--names", "tokens", "--width", "3"],
        ["--stage", "weights", "--digits", "2", "--rounding", "half-up"],
        ["--stage", "weights", "--to", "beamer", "--cell", "1,2"],
        ["--stage", "weights", "--row", "2", "--whole"],
        ["--stage", "weights", "--layer", "1", "--json"],
    ],
    "kernel": [["--digits", "3", "--rounding", "half-up"], ["--json"]],
    "scaling": [["--digits", "3", "--seed", "1"], ["--json"]],
}
"""Runs of the commands that print; each must end well."""


@pytest.mark.parametrize(
    ("command", "options"), [(name, one) for name, runs in RUNS.items() for one in runs]
)
def test_an_option_does_what_help_says(
    command: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(ROOT / ("worksheets/kernel.toml" if command == "kernel" else PROBLEM))
    assert cli.main([command, file, *options]) == 0
    assert capsys.readouterr().out.strip()


def test_every_option_of_a_command_that_prints_has_a_run() -> None:
    root: Any = typer.main.get_command(cli.app)
    for name, runs in RUNS.items():
        used = {word for run in runs for word in run}
        offered = {
            option
            for one in root.commands[name].params
            if one.param_type_name == "option"
            for option in one.opts[-1:]
        }
        pages = {"--output", "--sheet", "--paper", "--engine"}  # tests/cli/test_worksheet.py
        assert offered - used - pages == set(), name
