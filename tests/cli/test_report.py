"""The report that a person reads, and what a document itself says to symattn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symattn.cli import main

INTRODUCTION = """# By hand

For the three tokens we take

$$X = \\begin{bmatrix} 1 & 2 & 1 & 2 & 1 \\\\ 1 & 1 & 1 & 2 & 1 \\\\
3 & 2 & 1 & 1 & 1 \\end{bmatrix}$$

and leave the scale out. The scores are

| scores | sun | moon | star |
|---|---|---|---|
| sun | 11 | 9 | 11 |
| moon | 9 | 8 | 9 |
| star | 11 | 9 | 16 |

and after the softmax the weights are

"""
WEIGHTS = """| weights | sun | moon | star |
|---|---|---|---|
| sun | 0.468 | 0.064 | 0.468 |
| moon | 0.422 | 0.156 | 0.422 |
| star | 0.0069 | 9.05E-04 | 0.992 |
"""
REPORT = """article.md · 33 numbers seen, 33 read, 33 placed, 18 judged

  took for inputs   X  3 × 5        line 5–6
  took for results  scores  3 × 3   line 12–14  sun moon star
                    weights  3 × 3  line 20–22  sun moon star
  settings  scale none (from the numbers); layout rows (from the numbers)
  the text leaves out the factor 1/√5

  scores   9 of 9 right
  weights  6 of 9 right   ✗ 3 wrong

✗ article.md:20:17  weights sun→moon   prints 0.064   nearest 0.063
     e⁻²/(2 + e⁻²) = 0.0633789…   1 off in the last place
✗ article.md:21:18  weights moon→moon   prints 0.156   nearest 0.155
     e⁻¹/(2 + e⁻¹) = 0.155362…   1 off in the last place
   likely cause of both: the row was made to add to 1
✗ article.md:22:10  weights star→sun   prints 0.0069   nearest 0.0067
     e⁻⁵/(1 + e⁻⁵ + e⁻⁷) = 0.00668679…   2 off in the last place
   no known mistake gives this number
18 claims: 15 right, 3 wrong.   errata sheet: -o errata.pdf
"""
PROBLEM = '[inputs]\nscores = [["11", "9", "11"], ["9", "8", "9"], ["11", "9", "16"]]\n'
CARRIED = """Let Q = K = [[1, 0], [0, 1], [1, 1]] and V = [[1, 2], [3, 5], [0, 1]], without a scale.

Weights:

| | a | b | c |
|---|---|---|---|
| a | 0.50 | 0.10 | 0.40 |
| b | 0.16 | 0.42 | 0.42 |
| c | 0.21 | 0.21 | 0.58 |

Output:

| | 1 | 2 |
|---|---|---|
| a | 0.80 | 1.90 |
| b | 1.42 | 2.84 |
| c | 0.85 | 2.06 |
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a command is typed, and where its files lie."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def verify(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["verify", *arguments])
    told = capsys.readouterr()
    return code, told.out or told.err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(verify(capsys, *arguments, "--json")[1])


def test_the_report_word_for_word(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "article.md").write_text(INTRODUCTION + WEIGHTS, encoding="utf-8")
    assert verify(capsys, "article.md") == (1, REPORT)


def test_colours_are_put_on_where_they_are_asked_for_and_change_no_word(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "article.md").write_text(INTRODUCTION + WEIGHTS, encoding="utf-8")
    coloured = verify(capsys, "article.md", "--color", "always")[1]
    assert "\x1b[31m✗ article.md:20:17" in coloured
    for style in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m"):
        coloured = coloured.replace(style, "")
    assert coloured == REPORT
    assert verify(capsys, "article.md", "--color", "never")[1] == REPORT


def test_a_number_carried_forward_stands_under_the_first_wrong_step(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "carried.md").write_text(CARRIED, encoding="utf-8")
    code, told = verify(capsys, "carried.md")
    assert code == 1
    first, rest = told.split("2 numbers are right for what the text prints one step before")
    assert first.count("✗ carried.md:") == 3
    assert rest.count("→ carried.md:15:") == 2
    follows = {c["printed"]: c["follows"] for c in as_json(capsys, "carried.md")["claims"]}
    assert follows["0.80"] is True and follows["0.50"] is not True


def test_inputs_printed_rounded_make_a_number_consistent(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "X = [[0.3, 0.9], [0.5, 0.2]]\n\nscores = [[0.88, 0.33], [0.33, 0.31]]\n"
    (folder / "rounded.txt").write_text(text, encoding="utf-8")
    assert verify(capsys, "rounded.txt", "--inputs", "exact")[0] == 1
    code, _ = verify(capsys, "rounded.txt", "--inputs", "rounded")
    assert code == 0
    verdicts = {
        c["printed"]: c["verdict"]
        for c in as_json(capsys, "rounded.txt", "--inputs", "rounded")["claims"]
    }
    assert verdicts["0.88"] == "consistent"


COMMENTS = {"md": "<!-- symattn: {} -->", "tex": "% symattn: {}", "rst": ".. symattn: {}"}


def document(ending: str, said: str, table: str = WEIGHTS) -> str:
    """The weights alone, with a comment before them, in the format's own way."""
    comment = COMMENTS[ending].format(said)
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if "---" not in line
    ]
    if ending == "tex":
        body = " \\\\\n".join(" & ".join(row) for row in rows)
        table = f"\\begin{{tabular}}{{lccc}}\n{body}\n\\end{{tabular}}"
        return f"\\begin{{document}}\n{comment}\n{table}\n\\end{{document}}\n"
    if ending == "rst":
        rule = "  ".join(["=" * 10] * len(rows[0]))
        lines = ["  ".join(cell.ljust(10) for cell in row) for row in rows]
        return "\n".join([comment, "", rule, lines[0], rule, *lines[1:], rule, ""])
    return f"{comment}\n\n{table}"


@pytest.mark.parametrize("ending", COMMENTS)
def test_a_comment_gives_problem_and_stage(
    folder: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    (folder / "scores.toml").write_text(PROBLEM, encoding="utf-8")
    text = document(ending, "problem=scores.toml stage=weights")
    (folder / f"weights.{ending}").write_text(text, encoding="utf-8")
    report = as_json(capsys, f"weights.{ending}")
    wrong = [c["printed"] for c in report["claims"] if c["verdict"] == "wrong"]
    assert wrong == ["0.064", "0.156", "0.0069"]


def test_a_comment_lets_a_mistake_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = '<!-- symattn: accept=row_forced_to_one because="rows are shown to add to 1" -->\n\n'
    right = WEIGHTS.replace("0.0069", "0.0067")
    (folder / "article.md").write_text(INTRODUCTION + right, encoding="utf-8")
    assert verify(capsys, "article.md")[0] == 1
    (folder / "article.md").write_text(INTRODUCTION + said + right, encoding="utf-8")
    assert verify(capsys, "article.md")[0] == 0


def test_a_comment_says_how_many_numbers_are_to_be_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = WEIGHTS.replace("0.064", "0.063").replace("0.156", "0.155").replace("0.0069", "0.0067")
    for expected, code in ((18, 0), (19, 1)):
        said = f"<!-- symattn: expect={expected} -->\n\n"
        (folder / "article.md").write_text(said + INTRODUCTION + right, encoding="utf-8")
        assert verify(capsys, "article.md")[0] == code


def test_a_merged_cell_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "merged.html").write_text(
        "<p>Q = K = [[1, 0], [0, 1]], no scale. Weights:</p><table>"
        "<tr><th></th><th>a</th><th>b</th></tr><tr><th>a</th><td>0.73</td><td>0.27</td></tr>"
        "<tr><th>b</th><td colspan='2'>0.27</td></tr></table>",
        encoding="utf-8",
    )
    code, told = verify(capsys, "merged.html")
    assert code == 0 and "3 claims: 3 right" in told
    assert "0.27 at merged.html:1:" in told and "is merged over 2 cells" in told


def test_the_errata_sheet_marks_derives_and_explains(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "article.md").write_text(INTRODUCTION + WEIGHTS, encoding="utf-8")
    verify(capsys, "article.md", "-o", "errata.tex")
    sheet = (folder / "errata.tex").read_text(encoding="utf-8")
    assert "$0.064 \\to 0.063$" in sheet
    assert "\\frac{e^{-2}}{2 + e^{-2}} \\approx 0.063378938333" in sheet
    assert sheet.count("Likely cause: the row was made to add to 1.") == 2
    assert "No known mistake gives this number." in sheet


def test_the_same_text_as_a_word_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pypandoc = pytest.importorskip("pypandoc")
    pypandoc.convert_text(INTRODUCTION + WEIGHTS, "docx", "markdown", outputfile="article.docx")
    report = as_json(capsys, "article.docx")
    wrong = {c["printed"]: c["nearest"] for c in report["claims"] if c["verdict"] == "wrong"}
    assert wrong == {"0.064": "0.063", "0.156": "0.155", "0.0069": "0.0067"}
    assert report["numbers"] == {"seen": 33, "read": 33, "placed": 33, "judged": 18}
