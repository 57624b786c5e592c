"""The embedded road: pages, accessibility, the same bytes, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import symattn as sa
from symattn.document.tree import Paragraph, Sheet, content
from symattn.document.versions import show
from symattn.errors import InputError, MissingExtra
from symattn.files import fonts, pdf

page = pytest.importorskip("page")

KNOWN = "PDFUA1-FONT-GLYPH-WIDTH-001"
"""A rule that the checker gets wrong for the CJK font.

It reads width 0 from the embedded program where the PDF says 1000.  In a CFF
font keyed by CID a glyph without a width of its own has the ``defaultWidthX`` of
its font dictionary, here 1000 (Adobe Technical Note 5176, section 15, table 23;
fontTools reads 1000 too).  Pages without such a glyph pass the rule.
"""

PAGES = {"blank": 1, "hints": 1, "solution": 2}


def failures(made: bytes) -> set[str]:
    report = page.validate_pdf_bytes(made)
    assert report.rules.total >= 104
    return {failure.rule_id for failure in report.failures}


def sheets(notebook: ModuleType, version: str, paper: str) -> Sheet:
    if version == "map":
        return show(notebook.landscape(paper), "solution")
    if version == "turned":
        return show(notebook.landscape(paper, turned=True), "map")
    return show(notebook.sheet("solution", paper), version)  # type: ignore[arg-type]


@pytest.mark.pdf
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("version", [*PAGES, "map", "turned"])
def test_pages_are_accessible_and_as_many_as_designed(
    notebook: ModuleType, version: str, paper: str
) -> None:
    made = pdf.render(sheets(notebook, version, paper))
    assert failures(made) <= {KNOWN}
    assert page.validate_pdf_bytes(made).document.page_count == PAGES.get(version, 1)


@pytest.mark.pdf
def test_without_cjk_every_rule_passes(notebook: ModuleType) -> None:
    sheet = notebook.sheet("solution", "a4", ("a", "b", "c"))
    assert failures(pdf.render(show(sheet, "solution"))) == set()


def test_same_bytes_every_time(notebook: ModuleType) -> None:
    sheet = show(notebook.sheet("solution"), "solution")
    assert pdf.render(sheet) == pdf.render(sheet)


@pytest.mark.parametrize(
    ("text", "named"), [("token 😀", "U+1F600"), ("\u0e01", "U+0E01"), ("a\u0627b", "U+0627")]
)
def test_character_without_glyph_is_named(text: str, named: str) -> None:
    with pytest.raises(InputError, match=named.replace("+", r"\+")):
        pdf.render(Sheet(text, ()))


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "cjk_font", lambda: None)
    with pytest.raises(MissingExtra, match=r"笔.*symattn\[cjk\]"):
        pdf.render(Sheet("笔", ()))


@pytest.mark.parametrize(
    "title",
    [
        '#read("/etc/passwd")',
        "$x$",
        "\\input{/etc/passwd}",
        '"quoted"',
        "a\nb",
        "<script>",
        "%&_^~",
        "\u202eabc\x00",
        "// no comment",
        "] #panic(1) [",
        "\\u{41}",
        "{page}",
    ],
)
def test_user_text_is_never_markup(title: str) -> None:
    made: Any = pdf.render(Sheet(title, (Paragraph(content("text")),), sheet_id=title))
    assert made.startswith(b"%PDF-")


def test_nothing_is_left_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notebook: ModuleType
) -> None:
    monkeypatch.chdir(tmp_path)
    pdf.render(notebook.landscape())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.tex
def test_a_page_by_xelatex_carries_its_problem(program: Callable[[str], str]) -> None:
    import pypdfium2

    from symattn.files import xelatex

    program("xelatex")
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 4]], tokens=["笔", "b"]))
    sheet = sa.worksheet(steps).sheet
    held = pypdfium2.PdfDocument(xelatex.render(sheet))
    assert held.count_attachments() == 1
    found = held.get_attachment(0)
    assert found.get_name() == "problem.json"
    assert bytes(found.get_data()).decode() == sheet.problem
    blank = pypdfium2.PdfDocument(xelatex.render(sa.worksheet(steps, sheet="blank").sheet))
    assert blank.count_attachments() == bool(sa.worksheet(steps, sheet="blank").sheet.problem)
