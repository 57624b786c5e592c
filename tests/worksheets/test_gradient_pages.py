"""Pages of gradients and of the scale: every road, no answer on a blank, pictures as SVG."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import symattn as sa
from symattn.cli import main
from symattn.document import gradient, scaling
from symattn.document.tree import Text
from symattn.document.walk import nodes
from symattn.formulas import plain
from symattn.formulas.tree import Answer, Exp, Fraction
from symattn.problem.load import load
from tests.worksheets.fonts import checker_is_wrong
from tests.worksheets.pages import complaints, path_of, tex_log

PAGES = [
    ("gradient", "gradient"),
    ("gradient", "notebook"),
    ("gradient", "columns"),
    ("gradient", "symbols"),
    ("gradient", "padding-inf"),
    ("scaling", "scaling"),
]


def _make(command: str, name: str, target: Path, *options: str) -> None:
    assert main([command, str(path_of(name)), "-o", str(target), *options]) == 0


@pytest.mark.pdf
@pytest.mark.parametrize(("command", "name"), PAGES)
def test_pages_pass_pdf_ua(command: str, name: str, tmp_out: Path) -> None:
    import page

    for sheet in ("solution", "blank", "hints"):
        target = tmp_out / f"{sheet}.pdf"
        _make(command, name, target, "--sheet", sheet)
        report = page.validate_pdf(target, profile="ua1")
        assert [
            fault.rule_id
            for fault in report.failures
            if not checker_is_wrong(fault.rule_id, fault.message, target)
        ] == []


@pytest.mark.tex
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("command", "name"), PAGES)
def test_pages_compile_with_xelatex(
    command: str, name: str, tmp_out: Path, program: Callable[[str], str]
) -> None:
    target = tmp_out / "page.tex"
    _make(command, name, target)
    assert complaints(tex_log(program("xelatex"), target)) == []


def test_a_blank_holds_no_answer() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 5]], scale="none")
    for sheet in (
        gradient.build(sa.gradients(problem), "blank"),
        scaling.build(sa.scaling(problem), "blank"),
    ):
        assert not any(isinstance(node, Answer) for node in nodes(sheet.blocks))


def test_pictures_as_svg(tmp_out: Path) -> None:
    target = tmp_out / "pictures.svg"
    _make("scaling", "scaling", target)
    root = ElementTree.fromstring(target.read_bytes())
    assert len(root.findall("{http://www.w3.org/2000/svg}g")) == 1
    assert all(title.text for title in root.iter("{http://www.w3.org/2000/svg}title"))


def test_a_sheet_without_pictures_is_no_svg(
    tmp_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_out / "page.svg"
    assert main(["gradient", str(path_of("gradient")), "-o", str(target)]) == 2
    assert "no picture" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize(("command", "key"), [("gradient", "stages"), ("scaling", "scales")])
def test_json(command: str, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = "gradient" if command == "gradient" else "scaling"
    assert main([command, str(path_of(name)), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[key]


def test_scaling_needs_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scaling"]) == 0
    assert "2017" in capsys.readouterr().out


@pytest.mark.parametrize("sheet", ["solution", "blank"])
def test_the_pages_of_the_scale_are_one_page(sheet: str, tmp_out: Path) -> None:
    import pypdfium2

    target = tmp_out / "page.pdf"
    _make("scaling", "scaling", target, "--sheet", sheet)
    assert len(pypdfium2.PdfDocument(target)) == 1


def test_the_blank_of_the_scale_names_no_answer() -> None:
    """Neither a sentence nor a line beside a box says what belongs into it."""
    found = sa.scaling(sa.Problem(X=[[1, 2], [3, 5]]))
    lines = {
        plain.write(node)
        for node in nodes(scaling.build(found, "blank"))
        if isinstance(node, (Fraction, Exp))
    }
    for one in (*found.variance, *found.saturation):
        if one.why.removeprefix("scaling.why_") in scaling.ON_PAGE[3:]:
            assert plain.write(one.line.parts[-1]) not in lines, one.why


def test_each_surprise_has_its_sentence() -> None:
    """One query whose gradient the root makes smaller, one for which 1/d_k leaves more."""
    found = sa.scaling(load(path_of("scaling")))
    none, root, width = (view.arrives for view in found.views)
    less = [i for i in range(3) if (root[i] - none[i]).sign() == -1]
    more = [i for i in range(3) if (width[i] - root[i]).sign() == 1]
    assert less and more
    said = " ".join(
        node.text for node in nodes(scaling.build(found, "solution")) if isinstance(node, Text)
    )
    assert "the root leaves less" in said and "leaves more than" in said
