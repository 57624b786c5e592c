"""Kinds of prints, each in several fences and files: the array is there, under its name."""

from __future__ import annotations

import json

import pytest

from symattn.reading import documents
from symattn.reading.documents import Grid
from symattn.reading.documents.code import is_print
from symattn.reading.documents.lenses import revealed
from symattn.reading.documents.marked import Source

PRINTS = {
    "frame": "┌──────────────┐\n│  S = [[0.1, 0.2], │\n│       [0.3, 0.4]] │\n└──────────────┘",
    "float64": "S = [[np.float64(0.1), np.float64(0.2)], [np.float64(0.3), np.float64(0.4)]]",
    "braces": "S = {{0.1, 0.2}, {0.3, 0.4}}",
    "R": "> S\n     [,1] [,2]\n[1,]  0.1  0.2\n[2,]  0.3  0.4",
    "Julia": "julia> S\n2×2 Matrix{Float64}:\n 0.1  0.2\n 0.3  0.4",
    "NumPy": ">>> S\n[[0.1 0.2]\n [0.3 0.4]]",
    "array": "S =\narray([[ 0.1, 0.2],\n       [0.3, 0.4]])",
    "Matlab": "S =\n\n    0.1    0.2\n    0.3    0.4\n",
    "pandas": "S:\n     a    b\na  0.1  0.2\nb  0.3  0.4",
    "CSV": "S,a,b\na,0.1,0.2\nb,0.3,0.4",
    "JSON": '{\n  "S": [\n    [0.1, 0.2],\n    [0.3, 0.4]\n  ]\n}',
    "YAML": "S:\n  - [0.1, 0.2]\n  - [0.3, 0.4]",
    "bars": "S\n     1    2\n1 |  0.1  0.2  |\n2 |  0.3  0.4  |",
    "arrows": "S\na → [0.1, 0.2]\nb → [0.3, 0.4]",
    "brackets": "    ⎡ 0.1  0.2 ⎤\nS = ⎣ 0.3  0.4 ⎦",
    "box": "    ┌          ┐\nS = │ 0.1  0.2 │\n    │ 0.3  0.4 │\n    └          ┘",
    "chain": "S = q @ k.T = [[0.1, 0.2],  # a\n               [0.3, 0.4]]  # b",
}
FENCES = ("", "text", "bash", "python", "r")


def _grids(text: str, kind: str) -> list[Grid]:
    document = documents.read(text.encode(), kind=kind)
    numbers = [number for grid in document.grids() for number in grid.numbers()]
    assert [number.text for number in numbers] == ["0.1", "0.2", "0.3", "0.4"]
    lines = text.split("\n")
    for number in numbers:
        assert number.where is not None
        assert lines[number.where.line - 1][number.where.column - 1 :].startswith(number.text)
    return document.grids()


def _is_s(grids: list[Grid]) -> bool:
    """Whether it is one array of two rows with the name S."""
    (grid,) = grids
    assert grid.shape == (2, 2)
    return "S" in (grid.name, *grid.said, grid.corner, grid.name.split()[-1:][0])


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize("name", PRINTS)
def test_a_print_in_a_fence_of_any_language(name: str, fence: str) -> None:
    assert _is_s(_grids(f"# Numbers\n\nThey are:\n\n```{fence}\n{PRINTS[name]}\n```\n", ".md"))


@pytest.mark.parametrize("name", PRINTS)
def test_a_print_in_plain_text_a_page_and_a_paper(name: str) -> None:
    shown = PRINTS[name]
    assert _is_s(_grids(f"Numbers\n=======\n\n{shown}\n", ".txt"))
    tex = (
        f"\\begin{{document}}\n\\begin{{verbatim}}\n{shown}\n\\end{{verbatim}}\n\\end{{document}}\n"
    )
    assert _is_s(_grids(tex, ".tex"))
    if not any(sign in shown for sign in "<>&"):
        assert _is_s(_grids(f"<h1>Numbers</h1>\n<pre>{shown}</pre>\n", ".html"))


@pytest.mark.parametrize("name", PRINTS)
@pytest.mark.parametrize("where", ["output", "source"])
def test_a_print_in_a_notebook(name: str, where: str) -> None:
    lines = PRINTS[name].splitlines(keepends=True)
    output = {"output_type": "stream", "name": "stdout", "text": lines}
    cell = {
        "cell_type": "code",
        "source": lines if where == "source" else ["show()"],
        "outputs": [output] if where == "output" else [],
    }
    book = json.dumps({"cells": [cell], "nbformat": 4}, ensure_ascii=False, indent=1)
    document = documents.read(book.encode(), kind=".ipynb")
    assert _is_s(document.grids())


def test_grids_side_by_side_are_two_arrays_with_the_names_above_them() -> None:
    text = """Head 1              Head 2
      a     b             a     b
a  0.21  0.79      a  0.22  0.78
b  0.27  0.73      b  0.30  0.70
"""
    first, second = documents.read(text.encode(), kind=".txt").grids()
    assert (first.name, second.name) == ("Head 1", "Head 2")
    assert first.column_names == second.column_names == ("a", "b")
    assert first.row_names == second.row_names == ("a", "b")
    assert [number.text for number in second.numbers()] == ["0.22", "0.78", "0.30", "0.70"]


@pytest.mark.parametrize("bar", ["|", "│", "  "])
def test_a_table_of_vectors_is_an_array_for_each_column(bar: str) -> None:
    text = f"""    {bar} Queries (Q) {bar} Keys (K)
────────────────────────────
cat {bar} [0, 1]      {bar} [1, 2]
dog {bar} [2, 3]      {bar} [4, 5]
"""
    first, second = documents.read(text.encode(), kind=".txt").grids()
    assert [first.name, second.name] == ["Queries (Q)", "Keys (K)"]
    assert [number.text for number in second.numbers()] == ["1", "2", "4", "5"]


@pytest.mark.parametrize("above", ["Z =", "Z =\n", "Z:", "    Z"])
def test_numbers_under_one_another_are_a_column(above: str) -> None:
    (grid,) = documents.read(f"{above}\n  17.5\n  55.7\n".encode(), kind=".txt").grids()
    assert grid.shape == (2, 1)
    assert not documents.read(b"They came in\n  1990\n  1995\n", kind=".txt").grids()


def test_a_piece_speaks_for_its_own_decimals() -> None:
    text = """Wagi:

[0,339 ; 0,324 ; 0,337]
[0,413 ; 0,243 ; 0,344]

```
tensor([[ 0.225, -0.306,  0.043],
        [-0.085,  0.036, -0.002]])
```
"""
    document = documents.read(text.encode(), kind=".md")
    values = [str(number.value) for grid in document.grids() for number in grid.numbers()]
    assert len(values) == 12
    assert values[0] == "339/1000"
    assert values[6] == "9/40"


@pytest.mark.parametrize(
    "line",
    ["import numpy as np", "q = softmax(x)", "w = [[1, 2], [3, 4]]", "x <- matrix(1:4)", "# a"],
)
def test_a_program_is_no_print(line: str) -> None:
    assert not is_print([line, "    pass"])


@pytest.mark.parametrize(
    "text",
    [
        "┌─────┐\n│ 1 2 │\n│ 3 4 │\n└─────┘",
        "┌─────┐\n│ a = │\n",
        "┌───┐ ┌───┐\n│ 1 │ │ 2 │\n└───┘ └───┘",
        "f(0.5) float64(x)",
        "{a, {b, c}}",
    ],
)
def test_lenses_leave_what_is_no_decoration(text: str) -> None:
    assert revealed(Source(text).marked()).text == text


def test_an_indented_cell_of_rst_is_read() -> None:
    text = """+---+----+----+
|   | d1 | d2 |
+===+====+====+
| 1 |  5 |  6 |
+---+----+----+
| 2 |  7 |  8 |
+---+----+----+
"""
    (grid,) = documents.read(text.encode(), kind=".rst").grids()
    assert [number.text for number in grid.numbers()] == ["5", "6", "7", "8"]
