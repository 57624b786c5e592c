"""What the README shows of the terminal is what the terminal shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from symattn.cli import main

README = Path(__file__).resolve().parents[2] / "README.md"
TRANSCRIPT = re.compile(r"^    \$ symattn (?P<arguments>.+)\n(?P<shown>(?:(?:    .*)?\n)+)", re.M)
TRANSCRIPTS = [
    (found["arguments"], found["shown"]) for found in TRANSCRIPT.finditer(README.read_text("utf-8"))
]
LEFT_OUT = "…"
"""A line that stands for any number of lines."""


def _runs(lines: list[str]) -> list[list[str]]:
    """The runs of lines between those that are left out, which are empty where it begins so."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line == LEFT_OUT:
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def _found(run: list[str], lines: list[str]) -> int | None:
    """Where a run of lines begins in others."""
    starts = range(len(lines) - len(run) + 1)
    return next((i for i in starts if lines[i : i + len(run)] == run), None)


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) == README.read_text("utf-8").count("    $ symattn ") >= 2


@pytest.mark.parametrize(("arguments", "shown"), TRANSCRIPTS)
def test_a_transcript_is_what_the_command_prints(
    arguments: str,
    shown: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(README.parent)
    main(shlex.split(arguments))
    printed = [line.rstrip() for line in capsys.readouterr().out.strip("\n").split("\n")]
    first, *others = _runs([line.removeprefix("    ") for line in shown.rstrip().split("\n")])
    assert printed[: len(first)] == first
    rest = printed[len(first) :]
    for run in others:
        start = _found(run, rest)
        assert start is not None, "\n".join(run)
        rest = rest[start + len(run) :] if run else []
    assert rest == []
