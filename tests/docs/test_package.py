"""What the package says of itself: one version, the typed mark, words, page and licence within."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import symattn as sa

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_version_stands_in_one_place() -> None:
    assert PROJECT["dynamic"] == ["version"] and "version" not in PROJECT
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert cited is not None and cited[1] == sa.__version__


def test_the_pythons_that_are_named_are_those_that_are_allowed() -> None:
    named = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if "Python :: 3." in one]
    assert named == ["3.11", "3.12", "3.13"] and PROJECT["requires-python"] == ">=3.11,<3.14"


def test_every_dependency_says_from_which_version_it_is_known_to_work() -> None:
    extras = [one for group in PROJECT["optional-dependencies"].values() for one in group]
    for one in (*PROJECT["dependencies"], *extras):
        assert one.startswith("symattn[") or re.search(r"[>=]=[0-9]", one), one


def test_a_wheel_has_all_that_it_needs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    if "No module named hatchling" in done.stderr:
        pytest.skip("hatchling is not installed: .ci/run builds and installs the wheel")
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert sa.__version__ in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("py.typed", "words/en.po", "files/page.typ"):
        assert f"symattn/{wanted}" in names
    assert not [name for name in names if name.startswith(("tests", "docs"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)
