"""Problem files: digits kept, encodings, limits, places; every case loads."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flint import fmpq

from symattn.errors import InputError
from symattn.problem.load import load

Write = Callable[..., Path]
HEAD = "[inputs]\nX = [[1, 2]]\n"


def test_toml_numbers_keep_their_digits(write_problem: Write) -> None:
    problem = load(write_problem("[inputs]\nX = [[0.1, 1e-3, 1_000, 0x10, +2, 1_0.5]]\n"))
    assert problem.inputs["X"].cells == (
        fmpq(1, 10),
        fmpq(1, 1000),
        fmpq(1000),
        fmpq(16),
        fmpq(2),
        fmpq(21, 2),
    )
    assert problem.decimals and problem.dyadic == ()


def test_json_numbers_keep_their_digits(write_problem: Write) -> None:
    text = '{"inputs": {"X": [[0.1, 1E-3, 100000000000000000000000]]}, "attention": {"scale": 0.3}}'
    problem = load(write_problem(text, "problem.json"))
    assert problem.inputs["X"].cells == (fmpq(1, 10), fmpq(1, 1000), fmpq(10**23))
    assert problem.scale == fmpq(3, 10)


def test_printed_cells_are_kept_as_they_stand(write_problem: Write) -> None:
    text = HEAD + 'Y = [[1, 2], [3, 4]]\n[printed]\nweights = [\n  ["0.40", 0.60],  # ]\n]\n'
    path = write_problem(text)
    (stage,) = load(path).printed
    assert (stage.stage, stage.cells.cells) == ("weights", ("0.40", "0.60"))
    places = {index: (place.line, place.column) for index, place in stage.where.items()}
    assert places == {(0, 0): (6, 5), (0, 1): (6, 12)}
    lines = text.splitlines()
    for index, (line, column) in places.items():
        assert lines[line - 1][column - 1 :].startswith(stage.cells[index])


def test_several_printed_tables(write_problem: Write) -> None:
    text = (
        HEAD
        + '[[printed]]\nweights = [["1"]]\ninputs = "rounded"\n[[printed]]\nweights = [[1.0]]\n'
    )
    problem = load(write_problem(text))
    assert [(s.block, s.cells.cells) for s in problem.printed] == [(0, ("1",)), (1, ("1.0",))]
    assert [s.where[(0, 0)].line for s in problem.printed] == [4, 7]
    assert problem.printed_inputs == "rounded"


def test_empty_cells(write_problem: Write) -> None:
    (stage,) = load(write_problem(HEAD + '[printed]\nscores = [[""]]\n')).printed
    assert stage.cells.cells == ("",)


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-inf",
        "+inf",
        "-nan",
        '"nan"',
        '"-∞"',
        "true",
        '"1_000"',
        '"٣"',
        "2020-01-01",
        "1e999999999",
        '"1e-999999999"',
    ],
)
def test_no_numbers_in_toml(write_problem: Write, text: str) -> None:
    with pytest.raises(InputError, match=r"problem\.toml: inputs\.X, row 1, column 2: "):
        load(write_problem(f"[inputs]\nX = [[1, {text}]]\n"))


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "null", "true", '"nan"', "1e999999999"]
)
def test_no_numbers_in_json(write_problem: Write, text: str) -> None:
    with pytest.raises(InputError, match=r"problem\.json: inputs\.X, row 1, column 2: "):
        load(write_problem(f'{{"inputs": {{"X": [[1, {text}]]}}}}', "problem.json"))


def test_files_that_cannot_be_used(tmp_path: Path, write_problem: Write) -> None:
    cases = {
        tmp_path / "missing.toml": "there is no such file; check the name",
        tmp_path: "this is a folder; name a problem file in it",
        write_problem("X = [[1,"): "this is not TOML: ",
        write_problem('{"inputs": ', "broken.json"): "this is not JSON: ",
        write_problem(
            '{"inputs": {}, "inputs": {}}', "twice.json"
        ): "inputs: this key stands there twice; leave one out",
        write_problem("", "empty.toml"): "inputs: there is nothing to attend to; "
        "give X, or Q and K, or scores",
        write_problem("[inputs]\nX = [[" + "9" * 5000 + "]]", "long.toml"): "a number in it",
        write_problem("[inputs]\nX = " + "[" * 5000 + "]" * 5000, "deep.toml"): "",
    }
    for path, said in cases.items():
        with pytest.raises(InputError) as caught:
            load(path)
        assert str(caught.value).startswith(f"{path}: {said}")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "gbk", "shift-jis"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "other.toml"
    title = "笔" if encoding in ("gbk", "shift-jis", "utf-16") else "é"
    if encoding == "shift-jis":
        title = "本"
    path.write_bytes(f'title = "{title}"\n{HEAD}'.encode(encoding))
    with pytest.raises(
        InputError, match=r"expected UTF-8, found another encoding \(line 1\); save"
    ):
        load(path)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "mark.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load(path).n == 1


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(HEAD.encode()))
    monkeypatch.setattr("sys.stdin", stream)
    assert load("-").d_k == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"X = [[1]]")))
    with pytest.raises(InputError, match=r"^standard input: X: there is no such key"):
        load("-")


HOSTILE = [
    "\\input{/etc/hostname}",
    "<script>alert(1)</script>",
    "% # & \" '",
    "a\nb",
    "a\u0000b",
    "‮gnp.exe",
    "=1+1",
    "../../outside",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_are_kept_as_they_are(write_problem: Write, text: str) -> None:
    source = json.dumps({"title": text, "tokens": [text], "inputs": {"X": [[1]]}})
    problem = load(write_problem(source, "problem.json"))
    assert problem.title == text and problem.query_names == (text,)


REFUSED = {"23-linear-weight-transposed-not-square"}


def test_every_case_loads(cases: Path) -> None:
    paths = [*cases.glob("tables/*.toml"), *cases.glob("reports/*.toml")]
    assert len(paths) > 60
    for path in paths:
        if path.stem in REFUSED:
            with pytest.raises(InputError, match="its transpose would fit"):
                load(path)
        else:
            problem = load(path)
            assert all(stage.where for stage in problem.printed)


def test_every_worksheet_loads(worksheets: list[Path]) -> None:
    assert len(worksheets) >= 8
    for path in worksheets:
        assert load(path).title
