"""The cases here are those of ../shared, byte for byte, where that folder exists."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDERS = ("documents", "edges", "pages", "reports", "situations", "tables", "texts")


def _files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but programs, which no test reads."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_the_same_as_in_shared(name: str, cases: Path, shared: Path) -> None:
    here, there = _files(cases / name), _files(shared / "cases" / name)
    assert sorted(here) == sorted(there)
    assert [path for path in here if here[path] != there[path]] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_not_empty(name: str, cases: Path) -> None:
    assert len(_files(cases / name)) > 5
