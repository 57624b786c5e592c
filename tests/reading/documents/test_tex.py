r"""LaTeX sources: a matrix keeps its label in $…$, \[…\], $$…$$ and in every environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from symattn.reading.documents import Grid, read
from symattn.texts.documents import verify_document

CELLS = [["1", "0.5"], ["2", "-3"]]
BODY = r"1 & 0.5 \\ 2 & -3"
MATRICES = [
    *(
        rf"\begin{{{name}}} {BODY} \end{{{name}}}"
        for name in ("pmatrix", "bmatrix", "vmatrix", "Bmatrix", "smallmatrix", "matrix")
    ),
    rf"\left(\begin{{array}}{{cc}} {BODY} \end{{array}}\right)",
    r"\left[\begin{array}{c|c} 1 & 0.5 \\[2mm] 2 & -3 \end{array}\right]",
]
FORMULAS = [
    "$W_Q = %s$",
    r"\(W_Q = %s\)",
    r"\[ W_Q = %s \]",
    r"\[W_Q=%s,\]",
    "$$W_Q = %s$$",
    "\\begin{equation}\nW_Q = %s\n\\end{equation}",
    "\\begin{align*}\nW_Q &= %s\n\\end{align*}",
    "\\begin{gather}\n W_Q = %s \\label{eq:w}\n\\end{gather}",
    "\\[\nW_Q\n=\n%s\n\\]",
]


def grids(body: str) -> list[Grid]:
    source = rf"\documentclass{{article}}\begin{{document}}{body}\end{{document}}"
    return read(source.encode(), ".tex").grids()


@pytest.mark.parametrize("matrix", MATRICES)
@pytest.mark.parametrize("formula", FORMULAS)
def test_a_matrix_keeps_its_label(formula: str, matrix: str) -> None:
    (grid,) = grids("The weights are " + formula % matrix + " and so on.")
    assert grid.name.replace("{", "").replace("}", "") == "W_Q"
    assert [[cell.text for cell in row] for row in grid.cells] == CELLS


def test_what_it_is_set_equal_to_keeps_its_commands() -> None:
    (grid,) = grids(r"\[ S = QK^\top = \begin{pmatrix} 1 & 2 \end{pmatrix} \]")
    assert grid.said == ("S", "Q K^T")


def test_a_dollar_that_nothing_closes_harms_nothing() -> None:
    (grid,) = grids("It costs 3$ or \\$4.\n\nThen $A = \\begin{pmatrix} 1 & 2 \\end{pmatrix}$.")
    assert grid.name == "A"


def test_tables_of_booktabs_with_spans() -> None:
    (grid,) = grids(
        r"""\begin{table}\caption{Attention weights}
\begin{tabular}{lrr} \toprule & \multicolumn{2}{c}{key} \\ \cmidrule{2-3}
query & a & b \\ \midrule a & 0.25 & 0.75 \\ b & \textbf{0.5} & .5 \\ \bottomrule
\end{tabular}\end{table}"""
    )
    assert [[cell.text for cell in row] for row in grid.cells] == [["0.25", "0.75"], ["0.5", ".5"]]
    assert grid.column_names == ("a", "b") and "Attention weights" in grid.corner


ARTICLE = r"""\documentclass{article}
\begin{document}
We take $Q = \begin{pmatrix} 1 & 0 \\ 0 & 2 \end{pmatrix}$ and
\[ K = \begin{bmatrix} 1 & 1 \\ 0 & 1 \end{bmatrix} \]
with $$V = \left(\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right).$$
The scores are not scaled: \[ S = QK^\top = \begin{pmatrix} 1 & 0 \\ 2 & 2 \end{pmatrix}, \]
so the weights are
\begin{equation}
A = \operatorname{softmax}(S) = \begin{bmatrix} 0.731 & 0.268 \\ 0.500 & 0.500 \end{bmatrix}
\end{equation}
and the output is $O = AV = \left(\begin{smallmatrix} 1.54 & 2.54 \\ 2.00 & 3.00
\end{smallmatrix}\right)$.
\end{document}
"""


def test_an_article(tmp_path: Path) -> None:
    path = tmp_path / "article.tex"
    path.write_text(ARTICLE)
    (report,) = verify_document(path)
    assert report.numbers.seen == report.numbers.placed == 24
    (wrong,) = [judged for judged in report.claims if not judged.right]
    assert (wrong.verdict, wrong.claim.text, wrong.nearest) == ("truncated", "0.268", "0.269")
    assert wrong.claim.where is not None and wrong.claim.where.line == 9
