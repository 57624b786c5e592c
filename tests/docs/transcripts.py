"""What a document shows of the terminal, against what the terminal shows."""

from __future__ import annotations

import re

__all__ = ["held", "transcripts"]

TRANSCRIPT = re.compile(r"^    \$ symattn (?P<arguments>.+)\n(?P<shown>(?:(?:    .*)?\n)+)", re.M)
LEFT_OUT = "…"
"""A line that stands for any number of lines."""


def transcripts(text: str) -> list[tuple[str, str]]:
    """Arguments and output of each command that a document shows."""
    return [(found["arguments"], found["shown"]) for found in TRANSCRIPT.finditer(text)]


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


def held(shown: str, out: str) -> None:
    """Nothing; AssertionError where a document shows other lines than were printed."""
    printed = [line.rstrip() for line in out.strip("\n").split("\n")]
    first, *others = _runs([line.removeprefix("    ") for line in shown.rstrip().split("\n")])
    assert printed[: len(first)] == first
    rest = printed[len(first) :]
    for run in others:
        start = _found(run, rest)
        assert start is not None, "\n".join(run)
        rest = rest[start + len(run) :] if run else []
    assert rest == []
