"""Files are put in their place whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from symattn.errors import InputError
from symattn.files.place import put, put_all


def test_puts_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    put(path, b"one")
    os.chmod(path, 0o640)
    put(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", "missing/a.pdf", "x" * 300])
def test_unwritable_target_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        put(tmp_path / name, b"one")
    assert list(tmp_path.iterdir()) == []


def test_file_as_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="file"):
        put(tmp_path / "file" / "a.pdf", b"one")


def test_several_or_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(InputError):
        put_all({tmp_path / "a": b"new", tmp_path / "missing" / "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    put(tmp_path / "a", b"one")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "usual").stat().st_mode
