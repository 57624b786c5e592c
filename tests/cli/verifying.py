"""Texts to verify, one for each outcome, and the command run on them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from symattn.cli import main

INTRODUCTION = """# By hand

For the three tokens we take

$$X = \\begin{bmatrix} 1 & 2 & 1 & 2 & 1 \\\\ 1 & 1 & 1 & 2 & 1 \\\\
3 & 2 & 1 & 1 & 1 \\end{bmatrix}$$

and leave the scale out. The scores are

| scores | a | b | c |
|---|---|---|---|
| a | 11 | 9 | 11 |
| b | 9 | 8 | 9 |
| c | 11 | 9 | 16 |

and after the softmax the weights are

"""
WRONG = f"""{INTRODUCTION}| weights | a | b | c |
|---|---|---|---|
| a | 0.468 | 0.064 | 0.468 |
| b | 0.422 | 0.156 | 0.422 |
| c | 0.0069 | 9.05E-04 | 0.992 |
"""
"""Three wrong numbers, at 20:15, 21:15 and 22:7; two of them have one cause."""

RIGHT = WRONG.replace("0.064", "0.063").replace("0.156", "0.155").replace("0.0069", "0.0067")
ELSEWHERE = "# A walk\n\nWe went to the lake, and it rained.\n"
"""A text without attention."""

DAMAGED = b"PK\x03\x04 and then nothing of a Word file"
CORRECTED = """Let Q = K = [[1, 0], [0, 1], [1, 1]], without a scale.

Scores:

| | a | b | c |
|---|---|---|---|
| a | 1 | 0 | 1 |
| b | 0 | 7 | 1 |
| c | 1 | 1 | 2 |

Corrected scores:

| | a | b | c |
|---|---|---|---|
| a | 1 | 0 | 1 |
| b | 0 | 1 | 1 |
| c | 1 | 1 | 2 |
"""
"""A text that corrects a number: the 7 of 8:11 is a 1 at 16:11."""


@dataclass(frozen=True)
class Told:
    """What a run printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """A folder in which commands are typed."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def lay(self, files: Mapping[str, str | bytes]) -> None:
        """Put files into it, those below other folders too."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))

    def stand_in(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        """Have standard input say that."""
        stream = io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)

    def verify(self, *arguments: str) -> Told:
        self.capsys.readouterr()
        code = main(["verify", *arguments])
        told = self.capsys.readouterr()
        return Told(code, told.out, told.err)
