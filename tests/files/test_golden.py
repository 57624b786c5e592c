"""The notebook's pages as they were accepted: golden files for both roads.

``python -m tests.files.test_golden`` renews them after a wanted change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import symattn as sa
from symattn.document.worksheet.page import build
from symattn.files import latex, typst

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("golden")
WRITERS = {"tex": latex.source, "typ": typst.source}
CASES = [(sheet, ending) for sheet in ("blank", "solution") for ending in WRITERS]


def made(sheet: str, ending: str) -> str:
    """The page's source, the same on every machine."""
    derivation = sa.solve(sa.load(ROOT / "worksheets" / "notebook.toml"))
    return WRITERS[ending](build(derivation, sheet))


def path_of(sheet: str, ending: str) -> Path:
    return GOLDEN / f"notebook-{sheet}.{ending}"


@pytest.mark.parametrize(("sheet", "ending"), CASES)
def test_pages_are_as_they_were_accepted(sheet: str, ending: str) -> None:
    accepted = path_of(sheet, ending).read_text(encoding="utf-8")
    assert made(sheet, ending) == accepted, "a wanted change: python -m tests.files.test_golden"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for case in CASES:
        path_of(*case).write_text(made(*case), encoding="utf-8")
