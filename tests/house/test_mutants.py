"""The lists of mutants that change nothing: each names lines that stand in its module, and why."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

LISTS = sorted((Path(__file__).resolve().parents[1] / "mutants").glob("*.toml"))


@pytest.mark.parametrize("path", LISTS, ids=[path.stem for path in LISTS])
def test_each_row_is_of_its_module_and_has_a_reason(path: Path, root: Path) -> None:
    wrong = []
    for name, rows in tomllib.loads(path.read_text("utf-8")).items():
        text = (root / "symattn" / path.stem / f"{name}.py").read_text("utf-8")
        lines = {line.strip() for line in text.splitlines()}
        for row in rows:
            was, now = (
                {x.strip() for x in row[key].splitlines() if x.strip()} for key in ("was", "now")
            )
            if not was or was == now or not was <= lines or not row["reason"].strip():
                wrong.append((name, row))
    assert wrong == []
