"""README and CONTRIBUTING name what is there, and CI finds the two blocks that it runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROOMS = "derivation|files|mistakes|problem|words|worksheets|tests|symattn"
PATH = re.compile(rf"`((?:{ROOMS})/[\w./-]*|\.ci/\w+|[A-Z]+\.md)`")


def test_the_first_two_blocks_install_and_test(root: Path) -> None:
    first, second, *_ = FENCED.findall((root / "README.md").read_text(encoding="utf-8"))
    for block in (first, second):
        assert len(block.splitlines()) == 1, "one command line each"
    assert "notebook.pdf" in first
    assert "'.[all,test]'" in first
    assert "-m pytest" in second


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_a_page_names_is_there(page: str, root: Path) -> None:
    named = set(PATH.findall((root / page).read_text(encoding="utf-8")))
    missing = [
        path
        for path in sorted(named)
        if not ((root / path).exists() or (root / "symattn" / path).exists())
    ]
    assert missing == []


def test_extras_and_version_are_in_step(root: Path) -> None:
    whole = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project, hatch = whole["project"], whole["tool"]["hatch"]
    assert project["dynamic"] == ["version"]
    assert hatch["version"]["path"] == "symattn/__init__.py", "the one place where it stands"
    assert {"cjk", "docs", "test", "site", "all"} <= set(project["optional-dependencies"])
