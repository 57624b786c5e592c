"""The table of endings, and that no writer holds an answer of a blank sheet."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from symattn import files
from symattn.document.tree import Paragraph, Sheet, content
from symattn.document.versions import show
from symattn.errors import InputError


@pytest.mark.parametrize("name", [*files.ENDINGS.values(), *files.ENGINES.values()])
def test_every_writer_renders(name: str) -> None:
    assert callable(import_module(f"symattn.files.{name}").render)


def test_importing_the_room_imports_no_writer() -> None:
    code = (
        "import sys, symattn.files; print([m for m in sys.modules if 'typst' in m or 'sympy' in m])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(("ending", "engine"), [(".doc", "typst"), ("", "typst"), (".pdf", "lua")])
def test_unknown_is_an_error(ending: str, engine: str) -> None:
    with pytest.raises(InputError, match=r"unknown|no writer"):
        files.render(Sheet("t", ()), ending, engine)


def test_all_are_rendered_before_any_is_placed(tmp_path: Path) -> None:
    good, bad = Sheet("t", (Paragraph(content("x")),)), Sheet("😀", ())
    with pytest.raises(InputError):
        files.write({tmp_path / "a.tex": good, tmp_path / "b.pdf": bad})
    assert list(tmp_path.iterdir()) == []
    files.write({tmp_path / "a.tex": good, tmp_path / "b.typ": good})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tex", "b.typ"]


@pytest.mark.parametrize("ending", [".tex", ".typ", ".pdf"])
@pytest.mark.parametrize("version", ["blank", "hints"])
def test_other_answers_leave_a_blank_sheet_as_it_is(
    notebook: ModuleType, monkeypatch: pytest.MonkeyPatch, ending: str, version: str
) -> None:
    first = files.render(show(notebook.sheet("solution"), version), ending)  # type: ignore[arg-type]
    monkeypatch.setattr(notebook, "S", ((71, 72, 73),) * 3)
    monkeypatch.setattr(notebook, "WEIGHTS", (("0.111", "0.222", "0.333"),) * 3)
    monkeypatch.setattr(notebook, "OUTPUT", (("9.91", "9.92", "9.93", "9.94", "9.95"),) * 3)
    monkeypatch.setattr(notebook, "VALUES", (("0.7771", "0.7772", "0.7773"),) * 3)
    other = notebook.sheet("solution")
    assert files.render(show(other, version), ending) == first  # type: ignore[arg-type]
    assert files.render(show(other, "solution"), ending) != first
