"""Whole matrices in LaTeX: every environment, and each trap read rightly or refused."""

from __future__ import annotations

import pytest

from symattn.errors import InputError
from symattn.reading.matrices import cells

FOUR = [["1", "2"], ["3", "4"]]
READ = [
    r"\begin{pmatrix} 1 & 2 \\[6pt] 3 & 4 \end{pmatrix}",
    r"\begin{bmatrix} 1 & 2 \\* 3 & 4 \end{bmatrix}",
    r"\begin{Bmatrix} 1 & 2 \\ 3 & 4 \end{Bmatrix}",
    r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}",
    r"\begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix}",
    r"\begin{bmatrix*}[r] 1 & 2 \\ 3 & 4 \end{bmatrix*}",
    r"\begin{pmatrix} 1 & 2 \\ \hline 3 & 4 \end{pmatrix}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix}",
    r"\begin{pmatrix} 1 & 2 \\ \cline{1-2} 3 & 4 \end{pmatrix}",
    r"\begin{pmatrix} 1 & 2 \cr 3 & 4 \end{pmatrix}",
    r"\begin{pmatrix} 1 & 2 \tabularnewline 3 & 4 \end{pmatrix}",
    "\\begin{pmatrix} 1 & 2 % old: 9 \n \\\\ 3 & 4 \\end{pmatrix}",
    r"\left[\begin{array}{rr} 1 & 2 \\ 3 & 4 \end{array}\right]",
    r"\left( \begin{array}{c|c} 1 & 2 \\ 3 & 4 \end{array} \right)",
    r"\bigl[\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}\bigr]",
    r"[\begin{smallmatrix} 1 & 2 \\ 3 & 4 \end{smallmatrix}]",
    r"\left.\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}\right.",
    r"\begin{array}{*{2}{c}} 1 & 2 \\ 3 & 4 \end{array}",
    r"$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}$",
    r"\[\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}\]",
    r"\pmatrix{1 & 2 \cr 3 & 4}",
    r"\begin{bmatrix}1&2\\{}3&4\end{bmatrix}",
]

REFUSED = {
    r"\begin{pmatrix} 1 && 2 \\ 3 & & 4 \end{pmatrix}": "row 1, column 2: the cell is empty; "
    "write 0 for nothing",
    r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}": "row 2: this row has 1 entry, the first has 2; "
    "give every row the same number of entries",
    r"\begin{vmatrix} 1 & 2 \\ 3 & 4 \end{vmatrix}": "vmatrix is a determinant, one number; "
    "write bmatrix for a matrix",
    r"\begin{bmatrix} 1 \end{bmatrix}^{T}": "a power or transposition of a matrix is not "
    "carried out; write the matrix out",
    r"\frac{1}{2}\begin{bmatrix} 1 \end{bmatrix}": "something stands beside the matrix; "
    "write the matrix alone",
    r"\begin{bmatrix} 1 \end{bmatrix} + 1": "something stands beside the matrix; "
    "write the matrix alone",
    r"\begin{bmatrix} 1 & 2": r'the matrix "\begin{bmatrix} 1 & 2" is not complete; '
    r"balance \begin and \end",
    r"\begin{bmatrix} 1 \end{pmatrix}": None,
    r"\begin{aligned} 1 \end{aligned}": "expected a matrix, found the environment aligned; "
    r"write \begin{bmatrix}",
    r"\begin{bmatrix} \begin{bmatrix} 1 \end{bmatrix} \end{bmatrix}": None,
    r"\begin{bmatrix} \end{bmatrix}": "the matrix is empty; give it at least one row and column",
    r"\begin{bmatrix} 1 \\ [3] \end{bmatrix}": None,
    r"\begin{array}{S} 1 \end{array}": None,
    r"\begin{array} 1 \end{array}": None,
    r"\begin{bmatrix} \multicolumn{2}{c}{1} \end{bmatrix}": None,
    "[[1, 2], [3, 4]]": None,
    "": None,
    "none": None,
}


@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    assert cells(text) == FOUR


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        cells(text)
    assert REFUSED[text] in (str(caught.value), None)


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["{" * 100_000, r"\begin{bmatrix}" * 10_000, "\\pmatrix{" + "{" * 50_000]
)
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    with pytest.raises(InputError):
        cells(text)
