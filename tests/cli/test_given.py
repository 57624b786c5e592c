"""What the user gives is kept: settings, comments, what is let pass and what is expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symattn.cli import main

TWO_CELLS = """Weights of query a for b and c

| b | c |
|---|---|
| 0.233 | 0.384 |
"""
PROBLEM = '[inputs]\nX=[[1,0],[0,1],[1,1]]\n[attention]\nscale="{scale}"\n'
ARTICLE = """# By hand

{said}$$X = \\begin{{bmatrix}} 1 & 2 & 1 & 2 & 1 \\\\ 1 & 1 & 1 & 2 & 1 \\\\
3 & 2 & 1 & 1 & 1 \\end{{bmatrix}}$$

{stage}and the weights are

| weights | sun | moon | star |
|---|---|---|---|
| sun | 0.468 | 0.064 | 0.468 |
| moon | 0.422 | 0.156 | 0.422 |
| star | 0.0067 | 9.05E-04 | 0.992 |
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a command is typed, and where its files lie."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def article(folder: Path, said: str = "", stage: str = "") -> str:
    """The article with comments before its inputs and before its weights."""
    comments = [f"<!-- symattn: {one} -->\n\n" if one else "" for one in (said, stage)]
    text = ARTICLE.format(said=comments[0], stage=comments[1])
    (folder / "article.md").write_text(text, encoding="utf-8")
    return "article.md"


def verify(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["verify", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code, out, _ = verify(capsys, *arguments, "--json")
    return code, json.loads(out)


def nearest(found: Any) -> dict[str, str]:
    return {c["printed"]: c["nearest"] for c in found["claims"] if c["verdict"] == "wrong"}


@pytest.mark.parametrize(
    ("written", "options", "source"),
    [
        ("1/sqrt(d_k)", (), "problem"),
        ("1/d_k", ("--scale", "1/sqrt(d_k)"), "option"),
        ("1/sqrt(d_k)", ("--scale", "1/sqrt(d_k)"), "option"),
    ],
)
def test_a_given_scale_is_not_bent_to_the_numbers(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    written: str,
    options: tuple[str, ...],
    source: str,
) -> None:
    (folder / "two.md").write_text(TWO_CELLS, encoding="utf-8")
    (folder / "q.toml").write_text(PROBLEM.format(scale=written), encoding="utf-8")
    code, found = report(capsys, "two.md", "--problem", "q.toml", *options)
    assert code == 1
    assert nearest(found) == {"0.233": "0.198", "0.384": "0.401"}
    assert [one["mistake"] for one in found["diagnoses"]] == ["d_k_for_root"]
    assert found["settings"]["scale"] == {"value": "1/sqrt(d_k)", "from": source}
    assert found["settings"]["problem"] == {"value": "q.toml", "from": "option"}


def test_the_scale_that_is_given_beside_a_problem_is_used(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "two.md").write_text(TWO_CELLS, encoding="utf-8")
    (folder / "q.toml").write_text(PROBLEM.format(scale="1/sqrt(d_k)"), encoding="utf-8")
    code, found = report(capsys, "two.md", "--problem", "q.toml", "--scale", "1/d_k")
    assert code == 0 and nearest(found) == {}
    shown = verify(capsys, "two.md", "--problem", "q.toml", "--scale", "1/d_k")[1]
    assert "scale 1/d_k (--scale)" in shown and "as usual" not in shown.split("scale 1/d_k")[0]


def test_a_comment_comes_after_an_option_and_before_the_text(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = article(folder)
    found = report(capsys, name)[1]
    assert found["settings"]["scale"] == {"value": "none", "from": "numbers"}
    found = report(capsys, article(folder, "scale=1/sqrt(d_k)"))[1]
    assert found["settings"]["scale"] == {
        "value": "1/sqrt(d_k)",
        "from": "comment",
        "where": {"line": 3, "column": 6},
    }
    assert len(nearest(found)) > 3
    found = report(capsys, name, "--scale", "none")[1]
    assert found["settings"]["scale"] == {"value": "none", "from": "option"}
    assert nearest(found) == {"0.064": "0.063", "0.156": "0.155"}


def test_a_comment_comes_before_the_problem_that_it_names(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "q.toml").write_text(PROBLEM.format(scale="1/sqrt(d_k)"), encoding="utf-8")
    said = "<!-- symattn: problem=q.toml scale=1/d_k -->\n\n"
    (folder / "two.md").write_text(said + TWO_CELLS, encoding="utf-8")
    code, found = report(capsys, "two.md")
    assert code == 0
    assert found["settings"]["scale"]["from"] == "comment"
    assert found["settings"]["problem"]["from"] == "comment"
    assert found["settings"]["problem"]["value"] == "q.toml"


def test_a_problem_file_is_read_under_the_options(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "[inputs]\nX = [[1, 0, 1], [0, 1, 1]]\n[printed]\n"
    text += 'scores = [["1", "0", "1"], ["0", "1", "1"], ["1", "1", "2"]]\n'
    (folder / "p.toml").write_text(text, encoding="utf-8")
    assert verify(capsys, "p.toml")[0] == 2
    code, found = report(capsys, "p.toml", "--layout", "columns")
    assert code == 0 and found["settings"]["layout"] == {"value": "columns", "from": "option"}
    assert found["settings"]["scale"] == {"value": "1/sqrt(d_k)", "from": "default"}


REFUSED = [
    (("--scale", "foo"), ("--scale", '"none"', "1/sqrt(d_k)")),
    (("--scale", "1/sqrt(dk)"), ("--scale", "did you mean 1/sqrt(d_k)?")),
    (("--scale", "nome"), ("--scale", "did you mean none?")),
    (("--layout", "diagonal"), ("--layout", '"rows" or "columns"')),
    (("--layout", "colums"), ("--layout", "did you mean columns?")),
    (("--base", "ee"), ("--base", '"e", or a number such as 2')),
    (("--base", "1"), ("--base", '"e", or a number such as 2')),
    (("--accept", "nonsense"), ("--accept", "known: ")),
    (("--accept", "wrong,row_forced_to_on"), ("--accept", "did you mean row_forced_to_one?")),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_an_unknown_value_of_an_option_names_the_nearest(
    folder: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], words: list[str]
) -> None:
    code, out, error = verify(capsys, article(folder), *options)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert all(word in error for word in words), error


COMMENTS = [
    ("stage=wights", ("stage", "did you mean weights?")),
    ("sage=weights", ("sage", "did you mean stage?")),
    ("stage=weights loud", ("loud", "key=value")),
    ("weights", ("weights", "key=value")),
    ("accept=row_forced_to_on", ("accept", "did you mean row_forced_to_one?")),
    ("expect=many", ("expect", "whole number", "many")),
    ("scale=nome", ("scale", "did you mean none?")),
    ("layout=diagonal", ("layout", '"rows" or "columns"')),
    ("base=x", ("base",)),
    ("inputs=round", ("inputs", "did you mean rounded?")),
    ('because="nobody asked"', ("because", "accept")),
    ("problem=-", ("problem", "name a problem file")),
    ("problem=none.toml", ("none.toml", "no such file")),
]


@pytest.mark.parametrize(("said", "words"), COMMENTS)
def test_an_unknown_word_in_a_comment_is_an_error_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str], said: str, words: tuple[str, ...]
) -> None:
    code, out, error = verify(capsys, article(folder, stage=said))
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert "article.md:6:6: " in error or "none.toml" in error
    assert all(word in error for word in words), error


def test_a_stage_that_does_not_fit_the_table_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for stage in ("output", "masked", "dW_Q"):
        code, out, error = verify(capsys, article(folder, stage=f"stage={stage}"))
        assert (code, out, error.count("\n")) == (2, "", 1)
        assert "article.md:6:6: " in error and stage in error


def test_a_stage_without_a_table_after_it_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / article(folder)
    path.write_text(path.read_text() + "\n<!-- symattn: stage=weights -->\n", encoding="utf-8")
    code, _, error = verify(capsys, "article.md")
    assert code == 2 and "no table or matrix follows" in error


def test_a_given_stage_holds_where_every_cell_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "s.toml").write_text("[inputs]\nscores = [[2, 1], [1, 2]]\n", encoding="utf-8")
    table = "| | a | b |\n|---|---|---|\n| a | 2 | 1 |\n| b | 1 | 2 |\n"
    (folder / "t.md").write_text(f"<!-- symattn: stage=weights -->\n\n{table}", encoding="utf-8")
    code, found = report(capsys, "t.md", "--problem", "s.toml")
    assert code == 1
    assert [(c["stage"], c["verdict"]) for c in found["claims"]] == [("weights", "wrong")] * 4


def test_what_is_let_pass_is_told_with_its_reason_and_not_counted_as_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = 'accept=row_forced_to_one because="the rows are shown to add to 1"'
    code, shown, _ = verify(capsys, article(folder, stage=said))
    assert code == 0
    assert shown.count("the rows are shown to add to 1") >= 1
    assert shown.splitlines()[-1].startswith("9 claims: 7 right, 2 let pass.")
    assert "wrong" not in shown and "errata" not in shown
    found = report(capsys, "article.md")[1]
    passed = [c["accepted"] for c in found["claims"] if "accepted" in c]
    assert (
        passed
        == [
            {
                "name": "row_forced_to_one",
                "from": "comment",
                "because": "the rows are shown to add to 1",
                "where": {"line": 6, "column": 6},
            }
        ]
        * 2
    )
    assert found["summary"]["accepted"] == 2 and found["summary"]["wrong"] == 2


def test_an_option_lets_pass_by_verdict_and_by_mistake(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("wrong", "row_forced_to_one"):
        code, shown, _ = verify(capsys, article(folder), "--accept", name)
        assert code == 0
        assert shown.splitlines()[-1].startswith("9 claims: 7 right, 2 let pass.")
        assert f"--accept {name}" in shown
    assert verify(capsys, article(folder), "--accept", "truncated")[0] == 1


def test_an_acceptance_holds_for_its_own_table_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / article(folder, stage="accept=wrong")
    again = "\nThe weights once more:\n\n" + path.read_text().split("weights are\n\n")[1]
    again = again.replace("0.064", "0.065")
    path.write_text(path.read_text() + again, encoding="utf-8")
    code, found = report(capsys, "article.md")
    assert code == 1
    assert {c["printed"]: "accepted" in c for c in found["claims"] if c["verdict"] == "wrong"} == {
        "0.064": True,
        "0.156": True,
        "0.065": False,
    }


def test_an_expectation_that_fails_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = article(folder, said="expect=10", stage="accept=wrong")
    code, shown, error = verify(capsys, name)
    assert code == 1
    assert "10" in error and "9" in error and "article.md:3:6" in error
    assert error.count("\n") == 1
    code, found = report(capsys, name)
    assert found["expected"] == {"least": 10, "judged": 9, "from": "comment"}
    code, _, error = verify(capsys, name, "--expect", "9")
    assert (code, error) == (0, "")
    code, _, error = verify(capsys, name, "--expect", "11")
    assert code == 1 and "11" in error and "--expect" in error


def test_every_report_shows_its_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.toml").write_text(
        '[inputs]\nX = [[1, 0], [0, 1]]\n[attention]\nscale = "none"\nmask = "causal"\n'
        '[printed]\nweights = [["1", "0"], ["0.27", "0.73"]]\n',
        encoding="utf-8",
    )
    code, shown, _ = verify(capsys, "p.toml")
    assert code == 0
    assert "settings  scale none (problem file); layout rows (as usual)" in shown
    assert "mask causal (problem file)" in shown
    found = report(capsys, "p.toml")[1]
    assert set(found["settings"]) >= {"scale", "layout", "mask", "base", "shift", "inputs"}
    assert all(one["value"] and one["from"] for one in found["settings"].values())


def test_the_reported_case_of_two_cells(
    cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(cases / "edges")
    options = ("--problem", "kept/q1.toml", "--scale", "1/sqrt(d_k)")
    code, found = report(capsys, "kept/two_cells.md", *options)
    assert code == 1
    assert nearest(found) == {"0.233": "0.198", "0.384": "0.401"}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("d04.md", "a comment cannot read standard input"),
        ("attname.pdf", "problem.json in the PDF is no problem"),
    ],
)
def test_a_problem_is_a_file_or_a_mapping(
    cases: Path, capsys: pytest.CaptureFixture[str], file: str, words: str
) -> None:
    code, out, error = verify(capsys, str(cases / "edges" / file))
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert words in error


def test_an_errata_sheet_leaves_out_what_is_let_pass(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verify(capsys, article(folder), "--accept", "row_forced_to_one", "-o", "errata.tex")
    sheet = (folder / "errata.tex").read_text(encoding="utf-8")
    assert "7\\ are right and\\ 0\\ are not" in sheet
    assert "0.063" not in sheet
