"""Every blank can be worked from its page alone, and its key is what a careful pencil reaches.

The aim is every box by the solver, and every box by the pencil but those that the
sheet marks (``../shared/PAGES.md``, rules 1 and 3).  REACHED is how far the sheets
are; it may only grow.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from symattn.cli import main
from tests.worksheets.blind.check import Checked, checked
from tests.worksheets.pages import WORKSHEETS

pytest.importorskip("pypdfium2")

HERE = Path(__file__).parent
LESSONS = sorted((HERE / "lessons").glob("*.toml"))
PAGES = sorted((HERE.parent / "cases" / "pages").glob("*.toml"))
SHEETS = [*WORKSHEETS, *LESSONS, *PAGES]
REACHED = {"solver": 2115, "pencil": 2023}


def _checked(path: Path, out: Path) -> Checked:
    made = {}
    for sheet in ("blank", "solution"):
        target = out / f"{path.stem}-{sheet}.pdf"
        assert main(["worksheet", str(path), "-o", str(target), "--sheet", sheet]) == 0
        made[sheet] = target.read_bytes()
    return checked(made["blank"], made["solution"])


def test_there_are_lessons_enough() -> None:
    assert len(LESSONS) + len(PAGES) >= 30


@pytest.mark.pdf
@pytest.mark.timeout(900)
def test_as_many_boxes_as_before_are_reached(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for path in SHEETS:
        counts.update(_checked(path, tmp_path).counts())
    assert counts["solver"] >= REACHED["solver"], counts
    assert counts["pencil"] >= REACHED["pencil"], counts
