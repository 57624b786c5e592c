"""What is put on a number does not hide it, and what may change it makes it unreadable."""

from __future__ import annotations

import pytest

from symattn.reading import documents
from symattn.reading.documents.dressed import shown
from symattn.texts.documents import verify_document

MARKDOWN = """# Self-attention

X = [[1, 2, 1], [1, 1, 0], [3, 0, 1]], d_k = 3, softmax(X X^T / sqrt(3)).

Weights:

| | 1 | 2 | 3 |
|--|--|--|--|
| 1 | CELL | 0.119 | 0.211 |
| 2 | 0.390 | 0.219 | 0.390 |
| 3 | 0.030 | 0.017 | 0.953 |
"""
LATEX = r"""\documentclass{article}
\begin{document}
\[ X = \begin{bmatrix} 1 & 2 & 1 \\ 1 & 1 & 0 \\ 3 & 0 & 1 \end{bmatrix} \]
The weights $\mathrm{softmax}(XX^\top/\sqrt{3})$ are

\begin{tabular}{lccc}
query & 1 & 2 & 3 \\ \hline
1 & CELL & 0.119 & 0.211 \\
2 & 0.390 & 0.219 & 0.390 \\
3 & 0.030 & 0.017 & 0.953 \\
\end{tabular}
\end{document}
"""
TEXT = """X = [[1, 2, 1], [1, 1, 0], [3, 0, 1]]

softmax(X X^T / sqrt(3)):

     1      2      3
1  CELL  0.119  0.211
2  0.390  0.219  0.390
3  0.030  0.017  0.953
"""
READ = [
    *(
        (MARKDOWN, ".md", cell)
        for cell in (
            "0.999†",
            r"0.999\*",
            "0.999[^1]",
            "==0.999==",
            "0.999 (max)",
            "0.999 ←",
            r"$0.999$ ($\uparrow$)",
            "0.999<sup>a</sup>",
            "<b>0.999</b>†",
            "**0.999**",
            "★ 0.999",
            "0.999,",
            "(0.999)",
            "[0.999]",
            r"$\mathbf{0.999}$",
            r"$\underline{\mathbf{0.999}}$",
        )
    ),
    *(
        (LATEX, ".tex", cell)
        for cell in (
            r"\cellcolor{blue!59} 0.999",
            r"\cellcolor[gray]{0.9}\textbf{0.999}",
            r"\alert{0.999}",
            r"\only<2->{0.999}",
            r"\colorbox{red}{0.999}",
            r"\fcolorbox{red}{white}{0.999}",
            r"$\mathcolor{red}{0.999}$",
            r"\textcolor{red}{$0.999$}",
            r"{\color{red}0.999}",
            r"\tikzmark{a}0.999\pause",
            r"0.999\tnote{a}",
            r"$0.999^{*}$",
        )
    ),
    *((TEXT, ".txt", cell) for cell in ("0.999†", "0.999 (max)", "(0.999)", "0.999,")),
]
UNREADABLE = [
    *(
        (MARKDOWN, ".md", cell)
        for cell in (
            "0.999 ± 0.001",
            "0.99O",
            "0.6.7",
            "0..9",
            "0 999",
            "0.999(2)",
            "??",
            "900%%",
            "1e999999999",
            "0.999²",
            "0.999<sup>1</sup>",
            "0.999*0.9 + 0.1",
            "0.999/1",
            "a 0.999",
        )
    ),
    *(
        (LATEX, ".tex", cell)
        for cell in (r"\alt<2>{0.999}{0.1}", r"$0.999 \pm 0.001$", r"\only<1>{0.9}\only<2>{0.999}")
    ),
    *((TEXT, ".txt", cell) for cell in ("0.99O", "0.6.7", "0.999 ± 0.001")),
]


def _claims(text: str, kind: str, cell: str) -> list[dict[str, object]]:
    (report,) = verify_document(text.replace("CELL", cell).encode(), kind=kind)
    claims: list[dict[str, object]] = report.to_json()["claims"]
    return claims


@pytest.mark.parametrize(("text", "kind", "cell"), READ)
def test_a_number_with_something_on_it_is_read_and_stands_at_its_digits(
    text: str, kind: str, cell: str
) -> None:
    claims = _claims(text, kind, cell)
    wrong = [one for one in claims if one["verdict"] == "wrong"]
    assert len(claims) == 9
    assert [one["printed"] for one in wrong] == ["0.999"]
    lines = text.replace("CELL", cell).split("\n")
    where = wrong[0]["where"]
    assert isinstance(where, dict)
    assert lines[where["line"] - 1][where["column"] - 1 :].startswith("0.999")


@pytest.mark.parametrize(("text", "kind", "cell"), UNREADABLE)
def test_what_may_be_another_number_is_unreadable(text: str, kind: str, cell: str) -> None:
    claims = _claims(text, kind, cell)
    assert len(claims) == 9
    assert [one["verdict"] for one in claims].count("unreadable") == 1


def test_marks_of_latex_are_blanked_in_place() -> None:
    marked = r"a \cellcolor[gray]{0.9}\only<2->{1.5} {b}"
    assert shown(marked) == "a " + " " * 31 + "1.5  {b}"
    assert shown(r"\coloring{red} \alert") == r"\coloring{red} " + " " * 6
    assert shown(r"\fcolorbox{a") == " " * 12


@pytest.mark.parametrize("text", ["0 468", "0.468,5", "012 345", "0,468.5"])
def test_a_group_of_digits_does_not_begin_with_zero(text: str) -> None:
    document = documents.read(f"| a | b |\n|--|--|\n| {text} | 1.5 |\n".encode(), kind=".md")
    (grid,) = document.grids()
    assert grid.cells[0][0].number is None
    assert grid.cells[0][0].why
