"""The types say what the documents say: exactly the wrong uses fail, and they raise our errors."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import symattn as sa
from tests.library import uses

FILE = Path(uses.__file__)
ROOT = FILE.parents[2]
RIGHT = {name: use for name, use in vars(uses).items() if name.startswith("right_")}
WRONG = {name: use for name, use in vars(uses).items() if name.startswith("wrong_")}
PYTHON = {
    "wrong_05": "module 'symattn' has no attribute 'sovle'",
    "wrong_11": "takes 1 positional argument but 2 were given",
    "wrong_18": "takes 1 positional argument but 2 were given",
    "wrong_26": "'Step' object has no attribute 'decimals'",
    "wrong_27": "'str' object is not callable",
    "wrong_28": "cannot assign to field 'value'",
    "wrong_29": "cannot assign to field 'scale'",
    "wrong_21": "can only concatenate str",
    "wrong_38": "missing 1 required positional argument: 'value'",
}
"""The uses that Python itself refuses, and its words: calls that no signature allows."""


def test_there_are_forty_of_each() -> None:
    assert (len(RIGHT), len(WRONG)) == (40, 40)


@pytest.fixture(scope="module")
def complaints() -> dict[int, str]:
    """What mypy says of each line, as somebody sees it who has symattn installed."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(FILE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    found = re.findall(rf"{FILE.name}:(\d+): error: (.*)", done.stdout)
    assert done.returncode in (0, 1), done.stderr
    return {int(line): text for line, text in found}


def test_mypy_refuses_exactly_the_wrong_uses(complaints: dict[int, str]) -> None:
    lines = FILE.read_text("utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert {number: complaints[number] for number in complaints.keys() - wrong} == {}
    assert [lines[number - 1].strip() for number in sorted(wrong - complaints.keys())] == []


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_use_runs(name: str, tmp_path: Path) -> None:
    use: Callable[..., None] = RIGHT[name]
    use(*([tmp_path] if inspect.signature(use).parameters else []))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_use_raises_an_error_of_ours(name: str) -> None:
    if name in PYTHON:
        with pytest.raises((TypeError, AttributeError), match=re.escape(PYTHON[name])):
            WRONG[name]()
    else:
        with pytest.raises(sa.SymattnError):
            WRONG[name]()
