"""What the README shows of the terminal is what the terminal shows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from symattn.cli import main
from tests.docs.transcripts import held, transcripts

README = Path(__file__).resolve().parents[2] / "README.md"
TRANSCRIPTS = transcripts(README.read_text("utf-8"))


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
    held(shown, capsys.readouterr().out)
