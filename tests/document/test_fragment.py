"""Fragments for other people's documents: amsmath alone, ten columns, every r told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import symattn as sa
from symattn.document import fragment
from symattn.errors import InputError
from symattn.formulas import latex
from tests.worksheets.pages import complaints, tex_log

NOTEBOOK = Path(__file__).resolve().parents[2] / "worksheets" / "notebook.toml"
ARTICLE = (
    "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"
)
WIDE = sa.Problem(X=[[(i + j) % 3 for j in range(12)] for i in range(2)], W_V=[[1] * 12] * 12)


def written(problem: sa.Problem, stage: str, form: str = "exact", **more: object) -> list[str]:
    parts = fragment.build(problem, stage, form=form, **more)  # type: ignore[arg-type]
    return [latex.write(part) for part in parts]


def test_closed_forms_and_decimals() -> None:
    problem = sa.load(NOTEBOOK)
    (exact,) = written(problem, "weights")
    assert r"\frac{e^{-2}}{2 + e^{-2}}" in exact
    (decimal,) = written(problem, "weights", "decimal")
    assert r"\approx" in decimal
    assert "0.063" in decimal
    (both,) = written(problem, "weights", "both")
    assert exact in both
    (scores,) = written(problem, "scores", "both")
    assert r"\approx" not in scores  # whole numbers have nothing to round


def test_steps_are_a_display_for_each_entry() -> None:
    worked = written(sa.load(NOTEBOOK), "scores", "steps")
    assert len(worked) == 9
    assert "笔" not in "".join(worked)
    named = written(sa.load(NOTEBOOK), "scores", "steps", tokens=True)
    assert r"\text{笔}" in named[0]


def test_every_reciprocal_is_told() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 1], [0, 1]], W_Q=[[1, 0], [1, 1]])
    parts = written(problem, "dX")
    used = set(re.findall(r"r_\{?(\d)\}?", "".join(parts[:-1])))
    told = set(re.findall(r"r_\{?(\d)\}? &=", parts[-1]))
    assert used
    assert used == told


def test_no_more_columns_than_asked_for() -> None:
    for width in (10, 4):
        (part,) = written(WIDE, "V", width=width)
        assert max(line.count("&") for line in part.splitlines()) == width - 1
        assert r"\cdots" in part or r"\dots" in part


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(InputError, match=r'^no stage "wieghts" here; did you mean weights\?$'):
        fragment.build(WIDE, "wieghts")


@pytest.mark.tex
def test_fragments_compile_in_a_plain_article_under_pdflatex(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    pdflatex = program("pdflatex")
    problem = sa.load(NOTEBOOK)
    gradient = sa.Problem(X=[[1, 2], [3, 1]], W_Q=[[1, 0], [1, 1]])
    parts = [
        *written(problem, "weights", "both"),
        *written(problem, "output", "steps"),
        *written(WIDE, "V"),
        *written(gradient, "dX", "both"),
    ]
    source = tmp_path / "article.tex"
    displays = "\n".join(f"\\[\n{part}\n\\]" for part in parts)
    source.write_text(ARTICLE % displays, encoding="utf-8")
    found = [line for line in complaints(tex_log(pdflatex, source)) if "Overfull" not in line]
    assert found == []
