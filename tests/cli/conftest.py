"""A folder in which commands are typed, whatever the machine's own variables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verifying import Desk


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)
