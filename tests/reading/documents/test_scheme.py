"""Products laid out in space, heads of two lines, and an author's own macros."""

from __future__ import annotations

import pytest

from symattn.reading.documents import Document, Grid, read

SCHEME = r"""\begin{tabular}{lccccc}
 & & & 1 & 0 & 2 \\
 & & $K^{\top}$ & 2 & 1 & 3 \\
 & \multicolumn{2}{c}{$Q$} & cat & sat & mat \\
cat & 3 & 1 & 5 & 1 & 9 \\
sat & 0 & 2 & 4 & 2 & 6 \\
\end{tabular}"""

TIMES_TABLE = r"""\begin{tabular}{lcc}
 & 2 & 3 \\
4 & 8 & 12 \\
5 & 10 & 15 \\
\end{tabular}"""

COUNTED = r"""\begin{tabular}{lcc}
 & 1 & 2 \\
1 & 0.4 & 0.6 \\
2 & 0.3 & 0.7 \\
\end{tabular}"""

GROUPS = r"""\begin{tabular}{lcccccc}
\toprule
 & & \multicolumn{2}{c}{$S - m$} & \multicolumn{2}{c}{$e^{S-m}$} & \\
query & $m$ & a & b & a & b & $z$ \\
\midrule
a & 3 & 0 & $-1$ & 1 & 0.368 & 1.368 \\
b & 2 & $-2$ & 0 & 0.135 & 1 & 1.135 \\
\bottomrule
\end{tabular}"""


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.cells]


def tex(body: str, preamble: str = "") -> Document:
    source = rf"\documentclass{{article}}{preamble}\begin{{document}}{body}\end{{document}}"
    return read(source.encode(), ".tex")


def test_a_scheme_is_three_matrices() -> None:
    first, second, product = tex(SCHEME).grids()
    assert (first.name, second.name, product.name) == ("Q", "K^T", "")
    assert texts(first) == [["3", "1"], ["0", "2"]]
    assert texts(second) == [["1", "0", "2"], ["2", "1", "3"]]
    assert texts(product) == [["5", "1", "9"], ["4", "2", "6"]]
    assert product.row_names == ("cat", "sat")
    assert product.column_names == ("cat", "sat", "mat")


def test_a_column_times_a_row_is_a_scheme_where_it_multiplies() -> None:
    assert [grid.shape for grid in tex(TIMES_TABLE).grids()] == [(2, 1), (1, 2), (2, 2)]


def test_names_that_count_are_no_factors() -> None:
    (grid,) = tex(COUNTED).grids()
    assert texts(grid)[-1][-2:] == ["0.3", "0.7"]


def test_heads_of_two_lines() -> None:
    (grid,) = tex(GROUPS).grids()
    assert grid.column_names == ("m", "a", "b", "a", "b", "z")
    assert grid.column_groups[0] == "m"
    assert len(set(grid.column_groups[1:3])) == len(set(grid.column_groups[3:5])) == 1
    assert texts(grid)[0] == ["3", "0", "-1", "1", "0.368", "1.368"]


@pytest.mark.parametrize(
    ("preamble", "body", "shown"),
    [
        (
            r"\newcommand{\win}[1]{\textbf{#1}}",
            r"$A = \begin{pmatrix} \win{0.25} & 1 \end{pmatrix}$",
            "0.25",
        ),
        (
            r"\newcommand{\answer}[2]{\fbox{\makebox[2mm*#1]{$#2$}}}",
            r"$A = \begin{pmatrix} \answer{9}{1.5 \times 10^{-3}} & 1 \end{pmatrix}$",
            r"1.5 \times 10^{-3}",
        ),
        (
            r"\newcommand{\shown}[1]{$\displaystyle #1$}",
            r"\shown{A = \begin{pmatrix} 7 & 1 \end{pmatrix}}",
            "7",
        ),
    ],
)
def test_macros_are_looked_through(preamble: str, body: str, shown: str) -> None:
    (grid,) = tex(body, preamble).grids()
    assert texts(grid)[0] == [shown, "1"]


def test_a_length_shows_nothing() -> None:
    document = tex(
        r"Name \lineto{5} Points \lineto{2}", r"\newcommand{\lineto}[1]{\hskip 0pt plus #1fill}"
    )
    assert document.numbers_seen == 0
