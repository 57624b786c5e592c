"""Kinds of notation that texts use, one small sample each: a table of cases."""

from __future__ import annotations

import pytest

from symattn.reading.documents import Document, Equation, Grid, read
from symattn.reading.documents.trees import plain


def rows(grid: Grid) -> list[list[str]]:
    return [[str(c.number.value) if c.number else c.text for c in row] for row in grid.cells]


def matrices(document: Document) -> list[list[list[str]]]:
    return [rows(grid) for grid in document.grids()]


UNIT = [["1", "0"], ["0", "1"]]
OTHER = [["1", "2"], ["3", "4"]]

ARRAY = r"$\mathbf{Q}=\left(\begin{array}{rr}1&0\\ \hline 0&1\end{array}\right)$"
SMALL = "$Q = \\begin{smallmatrix} {1} & \\textbf{0} \\cr 0 & 1 % 7\n\\end{smallmatrix}$"
MATHML = (
    "<math><mi>Q</mi><mo>=</mo><mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd>"
    "</mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable><mo>]</mo></math>"
)
KATEX = (
    '<span class="katex"><math><mi>Q</mi><annotation encoding="application/x-tex">Q='
    r"\begin{bmatrix}1&amp;0\\0&amp;1\end{bmatrix}</annotation></math></span>"
    '<span class="katex-html">Q=[1001]</span>'
)
TABULAR = (
    r"\begin{tabular}{lr@{.}lS} & \multicolumn{2}{c}{a} & b \\ \hline"
    r" x & 0&5 & 1 \\ y & 2&25 & \num{3} \end{tabular}"
)

GRIDS = [
    # kind, text, name, rows
    ("plain", "Q = [[1, 0], [0, 1]]", "Q", UNIT),
    ("plain", "Q = [1 0; 0 1]", "Q", UNIT),
    ("plain", "Q =\n[ [1, 0],\n  [0, 1] ]", "Q", UNIT),
    ("plain", "Q = np.array([[1., 0.],\n              [0., 1.]], dtype=np.float32)", "Q", UNIT),
    ("plain", "Q:\n[[1. 0.]\n [0. 1.]]", "Q", UNIT),
    ("plain", "Q:\n[1 0]\n[0 1]", "Q", UNIT),
    ("plain", "    ⎡1 0⎤\nQ = ⎣0 1⎦", "Q", UNIT),
    ("plain", "    ┌      ┐\nQ = │ 1  0 │\n    │ 0  1 │\n    └      ┘", "Q", UNIT),
    ("plain", "Q\n   a b\na  1 0\nb  0 1", "Q", UNIT),
    ("plain", "Q\na\t1\t0\nb\t0\t1", "Q", UNIT),
    ("plain", "Q＝［［１，０］，［０，１］］", "Q", UNIT),
    ("plain", "Q\n| 1 0 |\n| 0 1 |", "Q", UNIT),
    ("markdown", "**Q** = [[1, 0], [0, 1]]", "Q", UNIT),
    ("markdown", "$$Q = \\begin{bmatrix}1&0\\\\[4pt]0&1\\\\\\end{bmatrix}$$", "Q", UNIT),
    ("markdown", ARRAY, "Q", UNIT),
    ("markdown", SMALL, "Q", UNIT),
    ("markdown", "| Q | x | y |\n|---|---|---|\n| a | 1 | 0 |\n| b | 0 | 1 |", "", UNIT),
    ("markdown", "The rows:\n\n1. one: [1, 0]\n2. two: [0, 1]", "", UNIT),
    ("markdown", "one = (1, 0), two = (0, 1)", "", UNIT),
    ("markdown", "`one` = `[1; 0]`, `two` = `[0; 1]`", "", UNIT),
    ("html", "<p>Q&nbsp;=&nbsp;[[1,&nbsp;0],<br>[0, 1]]</p>", "Q", UNIT),
    ("html", "<ul><li>one: [1, 0]<li>two: [0, 1]</ul>", "", UNIT),
    ("html", "<p hidden>[[7, 7], [7, 7]]</p><pre>Q = [[1 0]\n [0 1]]</pre>", "Q", UNIT),
    ("html", MATHML, "Q", UNIT),
    ("html", KATEX, "Q", UNIT),
    ("latex", TABULAR, "", [["1/2", "1"], ["9/4", "3"]]),
    (
        "latex",
        "\\begin{verbatim}\n>>> Q\narray([[1, 0],\n       [0, 1]])\n\\end{verbatim}",
        "Q",
        UNIT,
    ),
]


@pytest.mark.parametrize(("kind", "text", "name", "wanted"), GRIDS)
def test_a_grid(kind: str, text: str, name: str, wanted: list[list[str]]) -> None:
    document = read(text.encode(), kind)
    assert matrices(document) == [wanted]
    assert document.grids()[0].name == name
    assert document.numbers_seen == document.numbers_read


SIDE_BY_SIDE = [
    "Q = [[1,0],   K = [[1,2],\n     [0,1]]        [3,4]]",
    (
        "    ┌     ┐       ┌     ┐\nQ = │ 1 0 │   K = │ 1 2 │\n"
        "    │ 0 1 │       │ 3 4 │\n    └     ┘       └     ┘"
    ),
    "Q:          K:\n[1, 0]      [1, 2]\n[0, 1]      [3, 4]",
    "     Q        K\na  [1, 0]   [1, 2]\nb  [0, 1]   [3, 4]",
]


@pytest.mark.parametrize("text", SIDE_BY_SIDE)
def test_two_side_by_side(text: str) -> None:
    q, k = read(text.encode(), "plain").grids()
    assert (q.name, rows(q)) == ("Q", UNIT) and (k.name, rows(k)) == ("K", OTHER)


@pytest.mark.parametrize(
    "text",
    [
        "[1 0]   [1 2]   [1 2]\n[0 1] × [3 4] = [3 4]",
        "| 1 0 |   | 1 2 |   | 1 2 |\n| 0 1 | × | 3 4 | = | 3 4 |",
        "Q K = [[1,0],[0,1]] × [[1,2],[3,4]] = [[1,2],[3,4]]",
    ],
)
def test_operators_between_matrices(text: str) -> None:
    document = read(text.encode(), "plain")
    assert matrices(document) == [UNIT, OTHER, OTHER]
    assert [grid.role for grid in document.grids()] == ["operand", "operand", "alone"]
    assert document.equations()[0].relations[-1] == "="


EQUATIONS = [
    # kind, text, parts
    ("plain", "e^{0.58} ≈ 1.79", ["e^0.58", "1.79"]),
    ("plain", "exp(1.41) = 4.11", ["exp(1.41)", "4.11"]),
    ("plain", "score(1,2) = 1×0 + 2×1 = 2", ["score(1, 2)", "1 × 0 + 2 × 1", "2"]),
    ("plain", "score(1,2): 0.71", ["score(1, 2)", "0.71"]),
    ("plain", "α₁₂ = 1.67 / 4.12 ≈ 0.405", ["α_12", "1.67/4.12", "0.405"]),
    ("plain", "cat → sat: 0.27", ["→(cat, sat)", "0.27"]),
    ("plain", "√d_k = √2 = 1.414", ["sqrt(d_k)", "sqrt(2)", "1.414"]),
    (
        "plain",
        "c = 0.4·[1, 2] + 0.6·[3, 4]\n  = [2.2, 3.2]",
        ["c", "0.4 · [1, 2] + 0.6 · [3, 4]", "[2.2, 3.2]"],
    ),
    ("markdown", "q·k = 1*1 + 0*0 = 1", ["q · k", "1 · 1 + 0 · 0", "1"]),
    (
        "markdown",
        r"$\frac12+\dfrac{e^{-2}}{2+e^{-2}} \approx \boxed{0.563}$",
        ["1/2 + e^-2/(2 + e^-2)", "0.563"],
    ),
    ("markdown", "$$\\begin{aligned} a &= 1 + 2 \\\\ &= 3 \\end{aligned}$$", ["a", "1 + 2", "3"]),
    ("markdown", r"$2e^{2}+1 = 15.78$", ["2 e^2 + 1", "15.78"]),
    ("markdown", r"with $d_k = 4$", ["d_k", "4"]),
    (
        "markdown",
        r"$\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{2}}\right)V = O$",
        ["softmax(Q K^T/sqrt(2)) V", "O"],
    ),
    ("latex", r"$x_{1} = \num{0.5} \cdot 10 = 5$", ["x_1", "0.5 · 10", "5"]),
    (
        "html",
        "<p>s<sub>12</sub> = 9.05 &times; 10<sup>&minus;4</sup></p>",
        ["s_12", "9.05 × 10^{-4}"],
    ),
]


@pytest.mark.parametrize(("kind", "text", "parts"), EQUATIONS)
def test_an_equation(kind: str, text: str, parts: list[str]) -> None:
    equations = [b for b in read(text.encode(), kind).blocks if isinstance(b, Equation)]
    assert [plain(part) for part in equations[0].parts] == parts


@pytest.mark.parametrize(
    ("text", "subject", "indices"),
    [
        ("score(1,2) = 3.5", "score", ("1", "2")),
        ("s_{12} = 3.5", "s", ("1", "2")),
        ("S12 = 3.5", "S", ("1", "2")),
        ("w_{cat,sat} = 3.5", "w", ("cat", "sat")),
        ("α_3 = 3.5", "α", ("3",)),
        ("cat → sat: 3.5", "→", ("cat", "sat")),
    ],
)
def test_subject_and_indices(text: str, subject: str, indices: tuple[str, ...]) -> None:
    document = read(text.encode(), "plain")
    equation = document.equations()[0]
    assert (equation.subject, equation.indices) == (subject, indices)
    assert document.numbers_seen == 1


def test_equal_lines_are_joined_part_by_part() -> None:
    text = "softmax([2, 1]) = [0.73, 0.27]\nsoftmax([1, 2]) = [0.27, 0.73]"
    scores, weights = read(text.encode(), "plain").grids()
    assert scores.role == "argument" and scores.function == "softmax"
    assert rows(scores) == [["2", "1"], ["1", "2"]]
    assert rows(weights) == [["73/100", "27/100"], ["27/100", "73/100"]]


def test_numbers_in_a_sentence_are_a_list() -> None:
    grid = read(b"The weights: 0.380, 0.620.", "markdown").grids()[0]
    assert grid.kind == "list" and grid.name == "The weights"


def test_common_factor_and_three_axes() -> None:
    text = "1e-03 *\n[[1.5 2.5]\n [3.5 4.5]]\n\n"
    text += "tensor([[[1., 0.],\n         [0., 1.]],\n\n        [[1., 2.],\n         [3., 4.]]])"
    scaled, deep = read(text.encode(), "plain").grids()
    assert [str(n.value) for n in scaled.numbers()][:2] == ["3/2000", "1/400"]
    assert deep.shape == (2, 2, 2) and rows(deep) == UNIT + OTHER


def test_what_is_no_claim_is_listed_with_its_reason() -> None:
    text = (
        "% 1.5\n\\iffalse 2.5 \\fi \\sout{3.5} \\begin{comment} 4.5 \\end{comment} in 2017, see "
        "https://example.org/5.5 and Section 6.7.8"
    )
    document = read(text.encode(), "latex")
    whys = {loose.text: loose.why for loose in document.skipped}
    assert whys == {
        "1.5": "comment",
        "2.5": "switched off",
        "3.5": "struck",
        "4.5": "switched off",
        "2017": "prose",
    }
    assert document.numbers_seen == 1 and not document.grids()


def test_code_gives_its_literals_and_nothing_else() -> None:
    text = (
        "```python\nX = np.array([[1, 0], [0, 1]])  # inputs\nS = X[0] @ X[1:3] * 0.5\n"
        "# weights: [0.7, 0.3]\n```"
    )
    document = read(text.encode(), "markdown")
    x, weights = document.grids()
    assert x.name == "X" and x.context.origin == weights.context.origin == "code"
    assert {loose.why for loose in document.skipped} == {"code"}


def test_sections_keep_problems_apart() -> None:
    text = "# First\n\nQ = [[1, 0], [0, 1]]\n\n# Second\n\nQ = [[1, 2], [3, 4]]"
    first, second = read(text.encode(), "markdown").grids()
    assert (first.context.section, second.context.section) == (1, 2)
    assert second.context.heading == "Second"


def test_r_prints_and_data_frames() -> None:
    text = "```\n##       [,1] [,2]\n## [1,] 0.25 0.75\n## [2,] 0.5  0.5\n```\n\n"
    text += "```\n     a    b\n0  0.1  0.9\n1  0.2  0.8\n```"
    r, frame = read(text.encode(), "markdown").grids()
    assert rows(r) == [["1/4", "3/4"], ["1/2", "1/2"]] and r.row_names == ("1", "2")
    assert frame.column_names == ("a", "b") and frame.row_names == ("0", "1")


def test_unreadable_cells_say_why() -> None:
    document = read(b"| a | b |\n|---|---|\n| 0.5 | 1_000 |\n| 0.5 | 0.7f |", "markdown")
    grid = document.grids()[0]
    assert all("expected a number" in row[1].why for row in grid.cells)
    assert (document.numbers_seen, document.numbers_read) == (4, 2)


def test_decimal_comma_for_the_whole_text() -> None:
    document = read(b"a = [0,25; 0,75] und b = [1; 0], Summe 0,25 + 0,75 = 1", "markdown")
    assert document.decimal == "comma"
    assert matrices(document) == [[["1/4", "3/4"], ["1", "0"]]]
    forced = read(b"a = [1,5; 2,5]", "plain", decimal="comma").grids()[0]
    assert rows(forced) == [["3/2", "5/2"]]
