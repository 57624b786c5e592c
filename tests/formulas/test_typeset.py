"""Every golden formula goes through the compilers: Typst in process, pdfLaTeX, XeLaTeX."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from symattn.document.walk import nodes
from symattn.files import fonts
from symattn.formulas import escape, latex, speech, typst
from symattn.formulas.tree import (
    Answer,
    Blank,
    Chain,
    Formula,
    Grid,
    Lines,
    Matrix,
    Name,
    Product,
    Sym,
    chain,
    num,
)
from tests.formulas.goldens import GOLDENS

TOKENS = (Name("x;y, #f()"), Name('"q" \\ $%&'))
EXTRA: list[Formula] = [
    Matrix((tuple(num(k) for k in range(12)),)),
    Matrix(((num(1), num(2)), (num(3), Answer(num(4), 3))), TOKENS, TOKENS),
    Matrix(((num(1), Blank(2)), (Answer(num(1), 2), Blank(3)), (num(3), num(4)))),
    Matrix(((num(1), num(2)),), row_names=(Name("a"),)),
    Matrix(((num(1), num(2)),), column_names=TOKENS, brackets=""),
    Matrix(((chain(num(1), ("=", num(1))), Sym("", sub=(num(1), num(2)))),), brackets="||"),
    Lines((Chain((num(1), num(2)), ("=", "≈")), Chain((num(3),), ("",)))),
    Grid(tuple((Sym("s"), tuple(num(n) for n in range(k)), Chain((), ())) for k in range(4))),
    Product(tuple(Sym(name) for name in ("rank", "alpha", "phi", "varphi", "ell", "Alpha"))),
    Product((Sym("X", upright=True), Sym("笔"), Name("a"), Name("b"))),
]
FORMULAS = [*(golden.formula for golden in GOLDENS.values()), *EXTRA]

PAGE = """
#let blank(digits, ..body) = box(width: digits * 2mm, height: 5mm, stroke: 0.4pt, ..body)
#let answer(digits, body) = blank(digits, body)
#let f(spoken, formula) = math.equation(alt: spoken, block: true, formula.body)
#set document(title: "formulas")
#set text(font: ("New Computer Modern", "Noto Sans CJK SC"))
#show math.equation: set text(font: ("New Computer Modern Math", "Noto Sans CJK SC"))
"""


def in_latin(formula: Formula) -> bool:
    texts = (
        n.name if isinstance(n, Sym) else n.text
        for n in nodes(formula)
        if isinstance(n, (Name, Sym))
    )
    return all(text.isascii() for text in texts)


def test_typst_compiles_them_all(tmp_path: Path) -> None:
    typst_compiler = pytest.importorskip("typst")
    font = fonts.cjk_font()
    shown = [formula for formula in FORMULAS if font or in_latin(formula)]
    lines = [
        f"#f({escape.typst(speech.write(formula))}, ${typst.write(formula)}$)" for formula in shown
    ]
    (tmp_path / "t.typ").write_text(PAGE + "\n\n".join(lines), encoding="utf-8")
    made = typst_compiler.compile(
        str(tmp_path / "t.typ"),
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        font_paths=[str(font.parent)] if font else [],
    )
    assert made.startswith(b"%PDF-")


def rows_in_typst(source: str, tmp_path: Path) -> int:
    """How many rows Typst sees in a matrix: its own count."""
    typst_compiler = pytest.importorskip("typst")
    (tmp_path / "t.typ").write_text(
        f"{PAGE}\n#let m = ${source}$.body\n#metadata(m.rows.len()) <rows>", encoding="utf-8"
    )
    found = typst_compiler.query(str(tmp_path / "t.typ"), "<rows>", field="value", one=True)
    return int(found)


@pytest.mark.parametrize("last", [num(2), Blank(2), Answer(num(2), 2), Sym("a", accent="hat")])
def test_typst_sees_every_row(last: Formula, tmp_path: Path) -> None:
    matrix = Matrix(((num(1), last), (num(3), last), (num(5), last)))
    assert rows_in_typst(typst.write(matrix), tmp_path) == 3


@pytest.mark.tex
@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_latex_compiles_them_all(
    engine: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """In a plain article with amsmath alone."""
    body = "\n".join(
        f"\\[ {latex.write(formula, macros=False)} \\]\n$ {latex.write(formula, macros=False)} $\n"
        for formula in FORMULAS
        if in_latin(formula)
    )
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\n\\usepackage{amsmath}\n"
        f"\\begin{{document}}\n{body}\\end{{document}}\n",
        encoding="utf-8",
    )
    options = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error")
    run = subprocess.run(
        [program(engine), *options, "t.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-1500:]
    assert "Missing character" not in run.stdout
