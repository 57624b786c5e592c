"""Rooms import to the left only; heavy packages are imported where they are used alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.imports import circles, dot, files, imports, rooms, sources

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
    "texts",
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
    "pypdfium2": ("reading/documents/",),
}
"""Where a package may be imported. Inside functions others may ask for a SymPy object as well."""


MOST_IN_A_CIRCLE = 2
"""Two files may know each other: a sum and its formula, a problem and what builds it."""

TURNING = ("reading/", "texts/")
"""Where larger circles still stand; these two are being rewritten."""


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


@pytest.mark.parametrize("room", ORDER)
def test_no_more_than_two_files_import_each_other_in_a_circle(room: str) -> None:
    assert [
        sorted(circle)
        for circle in circles(files(room))
        if len(circle) > MOST_IN_A_CIRCLE and not all(file.startswith(TURNING) for file in circle)
    ] == []


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    assert circles(rooms()) == []


def test_circles_are_found_and_drawn_in_red() -> None:
    graph = {"a": {"b": 2}, "b": {"c": 1}, "c": {"a": 1, "d": 1}, "d": {}}
    assert circles(graph) == [{"a", "b", "c"}]
    assert '"a" -> "b" [label=2, color=red]' in dot(graph)
    assert '"c" -> "d" [label=1]' in dot(graph)


def test_an_import_of_a_module_by_its_room_is_one_of_its_file() -> None:
    inside = files("derivation")
    assert "derivation/steps/heads.py" in inside["derivation/steps/__init__.py"]
    assert "derivation/steps/kind.py" in inside["derivation/steps/heads.py"]
    assert "derivation/carriers/symbolic.py" in inside["derivation/backward.py"], "in a function"


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
