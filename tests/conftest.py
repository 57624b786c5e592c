"""What every test may ask for: the cases, a place for output, programs, problem files.

Where a thing is missing a test is skipped and says so; with CI set it fails
instead, so that nothing goes untested without being seen.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.cli.verifying import Desk

ROOT = Path(__file__).resolve().parents[1]
IN_CI = bool(os.environ.get("CI"))

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", parent=settings.get_profile("dev"), max_examples=500)
settings.register_profile("full", parent=settings.get_profile("dev"), max_examples=5000)
settings.register_profile(
    "mutants", parent=settings.get_profile("dev"), max_examples=12, derandomize=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "dev"))


def missing(what: str) -> NoReturn:
    """Skip the test; with CI set, fail it."""
    if IN_CI:
        pytest.fail(f"{what}, and CI must not pass without it", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared beside the checkout, where the cases and a published article come from.

    Nobody needs it: a test that asks for it is skipped without it, in CI too.
    """
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip(f"no folder {path}")
    return path


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder tests/cases: what other people's texts print, and inputs that they reported."""
    return ROOT / "tests" / "cases"


@pytest.fixture(scope="session")
def article() -> Path:
    """Our own article, with three wrong numbers among its 33."""
    return ROOT / "docs" / "article.md"


@pytest.fixture(scope="session")
def worksheets() -> list[Path]:
    """Every problem file in worksheets/."""
    return sorted((ROOT / "worksheets").glob("*.toml"))


@pytest.fixture
def tmp_out(tmp_path: Path) -> Path:
    """An empty folder for what a test writes."""
    out = tmp_path / "out"
    out.mkdir()
    return out


@pytest.fixture
def write_problem(tmp_path: Path) -> Callable[[str], Path]:
    """A function that writes TOML text to a problem file and gives its path."""

    def write(text: str, name: str = "problem.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """A folder in which ``verify`` is typed, whatever the machine's own variables say."""
    from tests.cli.verifying import Desk

    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """A function that finds a program such as xelatex, or skips."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing(f"{name} is not installed")
        return path

    return find


@pytest.fixture(scope="session")
def torch_installed() -> None:
    """Skips where PyTorch is not installed; it is imported by tests/oracle/peers alone."""
    if importlib.util.find_spec("torch") is None:
        missing("PyTorch is not installed")
