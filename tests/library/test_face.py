"""The public face: its names, where they come from, and what a shell and a notebook ask of it."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import symattn as sa

NAMES = sorted(sa.__all__)


def test_dir_lists_the_public_names_alone() -> None:
    assert dir(sa) == NAMES
    assert all(name == "__version__" or not name.startswith("_") for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(sa, name)
    if name != "__version__":
        assert inspect.getdoc(found)
        assert found.__module__.startswith("symattn.")


def test_a_star_import_brings_the_public_names() -> None:
    brought: dict[str, object] = {}
    exec("from symattn import *", brought)  # what a user types
    assert brought.keys() - {"__builtins__"} == set(NAMES)


def test_a_type_checker_sees_the_same_names() -> None:
    source = inspect.getsource(sa)
    listed = {name for name in NAMES if f" as {name}" in source.split("__version__ =")[0]}
    assert listed == {*NAMES} - {"__version__"}


def test_importing_it_costs_nothing() -> None:
    script = (
        "import sys; before = {*sys.modules}; import symattn; "
        "print(*sorted(name for name in {*sys.modules} - before if name != 'symattn'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert {*done.stdout.split()} & {"numpy", "sympy", "flint", "typer", "rich"} == set()


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'symattn' has no attribute 'sovle'"):
        sa.sovle  # type: ignore[attr-defined]  # noqa: B018
