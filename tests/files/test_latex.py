"""LaTeX as a person would write it: few packages, both engines, nothing over the margin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from symattn.cli import main
from symattn.document.tree import Display, Paragraph, Sheet, User, content
from symattn.document.versions import show
from symattn.errors import InputError
from symattn.files import fonts, latex, xelatex
from symattn.formulas.tree import Num, Sum
from tests.conftest import missing
from tests.worksheets.pages import complaints

needs_tex = pytest.mark.skipif(
    not (shutil.which("latexmk") and shutil.which("xelatex")), reason="no XeLaTeX"
)


def overfull(log: str) -> list[float]:
    return [float(wide) for wide in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]


def packages(source: str) -> set[str]:
    found = re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", source)
    return {name.strip() for names in found for name in names.split(",")}


@pytest.mark.tex
@needs_tex
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("version", ["blank", "hints", "solution", "map", "turned"])
def test_xelatex_sets_it_within_the_margins(notebook: ModuleType, version: str, paper: str) -> None:
    if version in ("map", "turned"):
        sheet = show(notebook.landscape(paper, version == "turned"), "solution")
    else:
        sheet = show(notebook.sheet("solution", paper), version)  # type: ignore[arg-type]
    made, log = xelatex.made(latex.render(sheet))
    assert made.startswith(b"%PDF-")
    assert max(overfull(log), default=0) <= 1
    pages = re.search(r"\((\d+) page", log)
    assert pages is not None and int(pages[1]) == (2 if version == "solution" else 1)


@pytest.mark.tex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no pdfLaTeX")
def test_pdflatex_too_where_there_is_no_cjk(notebook: ModuleType, tmp_path: Path) -> None:
    sheet = show(notebook.sheet("solution", "a4", ("a", "é", "50%")), "solution")
    (tmp_path / "page.tex").write_bytes(latex.render(sheet))
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:]
    assert max(overfull(run.stdout), default=0) <= 1


def test_packages_are_those_that_the_page_uses(notebook: ModuleType) -> None:
    plain = latex.source(Sheet("t", (Paragraph(content("x")),)))
    assert packages(plain) == {"iftex", "fontenc", "lmodern", "amsmath", "xcolor", "geometry"}
    whole = latex.source(show(notebook.sheet("solution"), "solution"))
    assert packages(whole) == {
        "iftex",
        "lmodern",
        "fontspec",
        "amsmath",
        "booktabs",
        "graphicx",
        "xcolor",
        "geometry",
    }


def test_every_macro_is_used(notebook: ModuleType) -> None:
    source = latex.source(show(notebook.sheet("solution"), "blank"))
    head, body = source.split("\\begin{document}")
    for name in re.findall(r"\\newcommand\{(\\\w+)\}", head):
        assert f"{name}" in body or head.count(name) > 1


@pytest.mark.tex
@needs_tex
def test_wide_formula_stays_within_the_margin() -> None:
    wide = Display(Sum(tuple(Num("0.123456") for _ in range(12))))
    _, log = xelatex.made(latex.render(Sheet("t", (wide,))))
    assert max(overfull(log), default=0) <= 1


@pytest.mark.tex
@needs_tex
@pytest.mark.parametrize(
    "text",
    ["\\input{/etc/passwd}", "$x$ & 50% #1_a^b~c", "{", "}", "a\\", '"q"', "<script>", "a\nb"],
)
def test_user_text_is_never_markup(text: str) -> None:
    made, _ = xelatex.made(latex.render(Sheet(text, (Paragraph((User(text),)),))))
    assert made.startswith(b"%PDF-")


@pytest.mark.tex
@needs_tex
@pytest.mark.parametrize(
    "command", ["\\input{/etc/passwd}", "\\undefined", "\\openin0=/etc/passwd \\ifeof0 \\stop\\fi"]
)
def test_error_is_one_line(command: str) -> None:
    source = f"\\documentclass{{article}}\\begin{{document}}{command}\\end{{document}}"
    with pytest.raises(InputError) as caught:
        xelatex.compiled(source.encode())
    assert "\n" not in str(caught.value)


def test_missing_tex_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="not installed"):
        xelatex.compiled(b"")


TRAVELS = Path(__file__).resolve().parents[2] / "worksheets" / "notebook.toml"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with Han names in a folder of its own."""
    target = tmp_path / "elsewhere" / "sheet.tex"
    target.parent.mkdir()
    assert main(["worksheet", str(TRAVELS), "-o", str(target)]) == 0
    return target


def without_fonts(xelatex: str, source: Path) -> str:
    """What XeLaTeX says where nobody tells it of symattn's font."""
    command = [xelatex, "-no-shell-escape", "-interaction=nonstopmode", source.name]
    environment = {**os.environ, "OSFONTDIR": "", "max_print_line": "1000"}
    subprocess.run(
        command, cwd=source.parent, env=environment, capture_output=True, timeout=120, check=False
    )
    return source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def test_no_path_of_this_machine_stands_in_a_sheet(sheet: Path) -> None:
    source = sheet.read_text(encoding="utf-8")
    assert "Path=" not in source
    assert not re.search(r"/(usr|home|root|tmp|opt|Users)/|site-packages", source)


@pytest.mark.tex
@pytest.mark.parametrize("name", ["FandolHei-Regular.otf", "HaranoAjiGothic-Regular.otf"])
def test_a_sheet_takes_the_fonts_of_tex_live(
    name: str, sheet: Path, program: Callable[[str], str]
) -> None:
    xelatex, font = program("xelatex"), fonts.cjk_font()
    if font is None:
        missing("no font of the extra [cjk]")
    shutil.copy(font, sheet.parent / name)  # it stands in for TeX Live's own
    log = without_fonts(xelatex, sheet)
    assert complaints(log) == []


@pytest.mark.tex
def test_a_sheet_says_so_once_where_there_is_no_font(
    sheet: Path, program: Callable[[str], str]
) -> None:
    log = without_fonts(program("xelatex"), sheet)
    if "No font with" not in log and complaints(log) == []:
        pytest.skip("this machine's own TeX has such a font")
    errors = [line for line in log.splitlines() if line.startswith("!")]
    (error,) = errors
    assert "No font with Chinese characters: install fandol or Noto Sans CJK" in error
