"""Pictures: the same marks on both roads."""

from __future__ import annotations

import shutil

import pytest

from symattn.document.tree import Curve, Heatmap, Picture, Points, Sheet, User, content
from symattn.files import latex, pdf, plot, xelatex
from symattn.formulas.tree import Sym

page = pytest.importorskip("page")

CURVES = Picture(
    "Two curves and three points.",
    (
        Curve((("0", "0"), ("0.5", "2"), ("1", "4")), content(Sym("a"))),
        Curve((("0", "4"), ("1", "1")), content("bound"), dashed=True),
        Points((("0.25", "1"), ("0.5", "2"), ("1", "4"))),
    ),
    ("0", "1"),
    ("0", "4"),
    content(Sym("d")),
    content(Sym("z")),
)
HEAT = Picture(
    "Weights as shades.",
    (
        Heatmap(
            ((468, 63, 468), (422, 155, 422)), ((User("笔"),), (User("%"),)), ((User("a"),),) * 3
        ),
    ),
)


def test_ends_of_the_ranges_are_the_corners() -> None:
    first = next(m for m in plot.draw(CURVES) if isinstance(m, plot.Stroke) and not m.thin)
    axes = next(m for m in plot.draw(CURVES) if isinstance(m, plot.Stroke) and m.thin)
    assert first.through[0] == axes.through[1]
    assert first.through[-1] == (axes.through[2][0], axes.through[0][1])


def test_heatmap_has_every_cell_inside_the_picture() -> None:
    cells = [m for m in plot.draw(HEAT) if isinstance(m, plot.Shade)]
    assert [cell.black for cell in cells] == [468, 63, 468, 422, 155, 422]
    for cell in cells:
        assert cell.at[0] + cell.sides[0] <= plot.WIDTH
        assert cell.at[1] + cell.sides[1] <= plot.HEIGHT


@pytest.mark.pdf
@pytest.mark.parametrize("picture", [CURVES, HEAT])
def test_embedded(picture: Picture) -> None:
    report = page.validate_pdf_bytes(pdf.render(Sheet("t", (picture,))))
    assert {f.rule_id for f in report.failures} <= {"PDFUA1-FONT-GLYPH-WIDTH-001"}


@pytest.mark.tex
@pytest.mark.skipif(not shutil.which("latexmk"), reason="no TeX")
def test_with_tex() -> None:
    _, log = xelatex.made(latex.render(Sheet("t", (CURVES, HEAT))))
    assert "Overfull" not in log
