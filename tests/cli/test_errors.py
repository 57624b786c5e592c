"""Bad input by the command line: one line, exit code 2, no traceback, no file left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symattn.cli import main

HEAD = "[inputs]\n"
BAD = {
    "ragged rows": (HEAD + "X = [[1, 2], [3]]", "X"),
    "shapes that do not fit": (HEAD + "Q = [[1, 2]]\nK = [[1, 2, 3]]", "K"),
    "a transposed projection": (
        HEAD + "X = [[1, 2, 3]]\nW_Q = [[1, 0, 1], [0, 1, 0]]\nW_K = [[1, 0, 1], [0, 1, 0]]",
        "transpos",
    ),
    "heads that do not divide": (HEAD + "X = [[1, 2, 3]]\n[attention]\nheads = 2", "heads"),
    "text for a number": (HEAD + 'X = [["one"]]', "X"),
    "NaN": (HEAD + "X = [[nan]]", "X"),
    "NaN as text": (HEAD + 'X = [["NaN"]]', "X"),
    "infinity": (HEAD + "X = [[-inf]]", "X"),
    "infinity as text": (HEAD + 'X = [["Infinity"]]', "X"),
    "one over zero": (HEAD + 'X = [["1/0"]]', "X"),
    "an unknown key": (HEAD + "X = [[1]]\n[attention]\nsacle = 1", "scale"),
    "an unknown table": ("[input]\nX = [[1]]", "inputs"),
    "an empty matrix": (HEAD + "X = []", "X"),
    "an empty row": (HEAD + "X = [[]]", "X"),
    "a mask of the wrong shape": (HEAD + "X = [[1], [2]]\n[attention]\nmask = [[1]]", "mask"),
    "a word for a mask": (HEAD + 'X = [[1]]\n[attention]\nmask = "casual"', "causal"),
    "a boolean for a number": (HEAD + "X = [[true]]", "X"),
    "LaTeX that is no number": (HEAD + 'X = [["\\\\input{/etc/passwd}"]]', "X"),
    "LaTeX that is ambiguous": (HEAD + 'X = [["1 2/3"]]', "X"),
    "a power that is too large": (HEAD + 'X = [["1e999999999"]]', "X"),
    "a power that is too small": (HEAD + 'X = [["1e-999999999"]]', "X"),
    "no TOML": ("X = [[1,", "line"),
    "nothing": ("", "input"),
    "too many names": ('tokens = ["a", "b"]\n' + HEAD + "X = [[1]]", "tokens"),
    "a character that no font has": ('title = "😀"\n' + HEAD + "X = [[1]]", "U\\+1F600|😀"),
}


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def one_line(error: str) -> bool:
    return error.startswith("symattn: ") and error.count("\n") == 1 and "Traceback" not in error


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_line_and_leaves_no_file(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import re

    text, names = BAD[what]
    problem = tmp_path / "problem.toml"
    problem.write_text(text, encoding="utf-8")
    code, out, error = run(
        ["worksheet", str(problem), "-o", str(tmp_path / "out.pdf"), "--sheet", "all"], capsys
    )
    assert (code, out) == (2, "")
    assert one_line(error), error
    assert re.search(names, error), error
    assert [path.name for path in tmp_path.iterdir()] == ["problem.toml"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999999999"])
def test_what_json_calls_numbers(
    value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(f'{{"inputs": {{"X": [[{value}]]}}}}', encoding="utf-8")
    code, _, error = run(["solve", str(problem)], capsys)
    assert code == 2
    assert one_line(error), error


def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "latin.toml"
    other.write_bytes('title = "café"\n[inputs]\nX = [[1]]'.encode("latin-1"))
    for path in (tmp_path / "missing.toml", tmp_path, other):
        code, _, error = run(["solve", str(path)], capsys)
        assert code == 2, path
        assert one_line(error), error
        assert path.name in error


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("missing/out.pdf", "missing"),
        ("out.docxx", "docxx"),
        ("out", "end the name"),
        ("folder.pdf", "folder.pdf"),
    ],
)
def test_targets_that_cannot_be_written(
    target: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "problem.toml"
    problem.write_text(HEAD + "X = [[1]]", encoding="utf-8")
    (tmp_path / "folder.pdf").mkdir()
    code, _, error = run(["worksheet", str(problem), "-o", str(tmp_path / target)], capsys)
    assert code == 2
    assert one_line(error), error
    assert says in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.pdf", "problem.toml"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--cell", "1,2"], "--stage"),
        (["--stage", "weigths"], "weights"),
        (["--stage", "weights", "--cell", "9,9"], "outside"),
        (["--stage", "weights", "--cell", "a"], "--cell"),
        (["--digits", "-1"], "digits"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_options_that_do_not_fit(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "problem.toml"
    problem.write_text(HEAD + "X = [[1]]", encoding="utf-8")
    code, _, error = run(["solve", str(problem), *arguments], capsys)
    assert code == 2
    assert one_line(error), error
    assert says in error


NASTY = ["\\input{/etc/passwd}", "<script>alert(1)</script>", "%", "#", "&", '"', "a\nb", "$x$"]


@pytest.mark.parametrize("text", NASTY)
def test_titles_and_tokens_print_as_they_are(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "problem.json"
    held = {"title": text, "tokens": [text, "b"], "inputs": {"X": [[1, 0], [0, 1]]}}
    problem.write_text(json.dumps(held), encoding="utf-8")
    for ending in (".pdf", ".tex"):
        target = str(tmp_path / f"out{ending}")
        assert run(["worksheet", str(problem), "-o", target], capsys)[0] == 0
    source = (tmp_path / "out.tex").read_text(encoding="utf-8")
    assert "\\input{" not in source
    code, out, _ = run(["solve", str(problem)], capsys)
    assert code == 0
    assert text.splitlines()[0][:6] in out
