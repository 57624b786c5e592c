"""How large formulas are set, against what TeX says of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from symattn.document.boxes import box
from symattn.formulas import latex
from symattn.formulas.tree import Formula, Lines
from tests.formulas.goldens import GOLDENS
from tests.worksheets.pages import tex_log

SOURCE = r"""\documentclass[10pt]{article}
\usepackage{amsmath}
\begin{document}
%s
\end{document}
"""
_SET = r"\setbox0=\hbox{$\displaystyle %s$}\typeout{@@%d \the\wd0\space \the\ht0\space \the\dp0}"
LATIN = {name: one.formula for name, one in GOLDENS.items() if one.latex.isascii()}


def sizes(formulas: list[Formula], folder: Path, pdflatex: str) -> list[tuple[float, float]]:
    """Width, and height with depth, in em, as pdfLaTeX sets them."""
    lines = [_SET % (latex.write(one, macros=False), k) for k, one in enumerate(formulas)]
    source = folder / "sizes.tex"
    source.write_text(SOURCE % "\n".join(lines), encoding="utf-8")
    log = tex_log(pdflatex, source)
    found = re.findall(r"@@\d+ ([\d.]+)pt\s*([\d.]+)pt\s*([\d.]+)pt", log)
    assert len(found) == len(formulas)
    return [(float(wide) / 10, (float(up) + float(down)) / 10) for wide, up, down in found]


@pytest.mark.tex
def test_no_formula_is_wider_than_its_box(tmp_path: Path, program: Callable[[str], str]) -> None:
    formulas = list(LATIN.values())
    for name, one, (wide, tall) in zip(
        LATIN, formulas, sizes(formulas, tmp_path, program("pdflatex")), strict=True
    ):
        made = box(one)
        assert wide <= 1.03 * made.width + 0.01, name
        assert made.width <= 1.4 * wide + 0.7, name
        if not isinstance(one, Lines):
            assert tall <= 1.15 * made.tall, name
