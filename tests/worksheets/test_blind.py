"""Every blank can be worked from its page alone, and its key is what a careful pencil reaches.

The solver reaches every box, and so does the pencil: the printed number itself, or in
a box with a star one that differs by one in the last place.
"""

from __future__ import annotations

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
@pytest.mark.timeout(120)
@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_box_is_reached(path: Path, tmp_path: Path) -> None:
    found = _checked(path, tmp_path)
    assert found.boxes > 0
    assert found.why == []
    assert found.solved == found.carried == found.boxes
