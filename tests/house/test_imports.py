"""Rooms import to the left only; heavy packages are imported where they are used alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.imports import imports, sources

ORDER = (
    "words",
    "errors",
    "formulas",
    "numbers",
    "reading",
    "problem",
    "derivation",
    "mistakes",
    "verification",
    "exercises",
    "document",
    "files",
    "cli",
    "__main__",
)
"""A room may import those before it, and itself."""

LAST = "__init__"
"""symattn/__init__.py knows every public name, and imports none before it is used."""

HEAVY = {
    "sympy": ("reading/latex.py", "derivation/carriers/symbolic"),
    "latex2sympy2": ("reading/latex.py",),
    "typst": ("files/pdf.py",),
    "pypandoc": ("reading/documents/",),
    "pylatexenc": ("reading/documents/",),
    "pypdfium2": ("reading/documents/",),
}
"""Where a package may be imported. Inside functions others may ask for a SymPy object as well."""


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {file.split("/")[0].removesuffix(".py") for file in sources()}
    assert rooms - {*ORDER, LAST} == set()


@pytest.mark.parametrize("room", ORDER)
def test_rooms_import_to_the_left_only(room: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.room == room
        and found.target in ORDER
        and ORDER.index(found.target) > ORDER.index(room)
    ]
    assert wrong == []


def test_the_public_face_imports_nothing_when_it_is_imported() -> None:
    assert [
        str(found)
        for found in imports()
        if found.file == "__init__.py" and found.target and not (found.lazy or found.types_only)
    ] == []


@pytest.mark.parametrize("package", sorted(HEAVY))
def test_heavy_packages_are_imported_in_their_own_places(package: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.module.split(".")[0] == package
        and not found.types_only
        and not (package == "sympy" and found.lazy)
        and not found.file.startswith(HEAVY[package])
    ]
    assert wrong == []


@pytest.mark.parametrize("package", sorted({*HEAVY} - {"sympy"}))
def test_packages_of_one_format_are_imported_inside_functions(package: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.module.split(".")[0] == package and not (found.lazy or found.types_only)
    ]
    assert wrong == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_answer_without_heavy_packages(option: str) -> None:
    script = (
        "import sys\n"
        "sys.argv = ['symattn', sys.argv[1]]\n"
        "from symattn.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'sympy', 'numpy', 'latex2sympy2', 'typst', 'flint'} & {*sys.modules}\n"
        "sys.exit(f'imported: {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, option], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_numeric_problem_is_solved_without_sympy() -> None:
    script = (
        "import sys, symattn as sa\n"
        "derivation = sa.solve(sa.Problem(X=[[1, 2], [0, 1]]))\n"
        "assert derivation['weights'].decimal(3)\n"
        "sys.exit('sympy was imported' if 'sympy' in sys.modules else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
