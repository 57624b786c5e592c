"""``symattn verify``: exit codes, folders, standard input, errata sheets, remarks for CI."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from symattn.cli import main
from symattn.words import say
from tests.cli import verifying

RIGHT = """[inputs]
X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
[attention]
scale = "none"
[printed]
weights = [["0.468", "0.063", "0.468"], ["0.422", "0.155", "0.422"], ["0.0067", "9.05E-04", "0.992"]]
"""  # noqa: E501
WRONG = RIGHT.replace("0.063", "0.064").replace("0.155", "0.156")
ARTICLE = verifying.WRONG


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = write(tmp_path, "r.toml", RIGHT), write(tmp_path, "w.toml", WRONG)
    assert main(["verify", right]) == 0
    assert main(["verify", wrong]) == 1
    assert main(["verify", wrong, "--accept", "row_forced_to_one"]) == 0
    assert main(["verify", right, "--expect", "10"]) == 1
    assert main(["verify", write(tmp_path, "n.txt", "no numbers here")]) == 2
    assert "nothing here was checked" in capsys.readouterr().err


def test_a_document_of_our_own_wording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "article.md", ARTICLE)
    assert main(["verify", path, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    wrong = {c["printed"]: c["nearest"] for c in report["claims"] if c["verdict"] == "wrong"}
    assert wrong == {"0.064": "0.063", "0.156": "0.155", "0.0069": "0.0067"}
    assert [d["mistake"] for d in report["diagnoses"]] == ["row_forced_to_one"]
    assert report["numbers"]["judged"] == 18
    assert main(["verify", path]) == 1
    shown = capsys.readouterr().out
    assert "article.md:20:15" in shown
    assert "the row was made to add to 1" in shown


def test_folders_and_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "r.toml", RIGHT)
    write(tmp_path, "w.toml", WRONG)
    assert main(["verify", str(tmp_path)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 4  # a line a file, and two wrong cells

    class Input(io.StringIO):
        buffer = io.BytesIO(ARTICLE.encode())

    monkeypatch.setattr(sys, "stdin", Input())
    assert main(["verify", "-"]) == 1


@pytest.mark.parametrize("ending", [".tex", ".pdf"])
def test_errata(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"errata{ending}"
    assert main(["verify", write(tmp_path, "w.toml", WRONG), "-o", str(target)]) == 1
    assert target.stat().st_size > 1000


def test_remarks_where_a_runner_asks_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["verify", write(tmp_path, "article.md", ARTICLE)]) == 1
    assert capsys.readouterr().out.count("::error file=") == 3


def test_explain_shows_intervals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["verify", write(tmp_path, "w.toml", WRONG), "--explain"])
    shown = capsys.readouterr().out
    assert "0.0635" in shown
    assert "0.06337893833" in shown


def test_a_weight_that_cannot_be_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        "[inputs]\nscores = [[1, 2], [3, 1]]\n[printed]\n"
        'weights = [["-0.3", "1.2"], ["0.90", "0.20"]]\n'
    )
    assert main(["verify", str(path)]) == 1
    out = capsys.readouterr().out
    for key in ("below_zero", "above_one", "row_not_one"):
        assert say(f"verify.impossible.{key}") in out
