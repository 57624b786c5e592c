"""A user's own text prints as it is, and does nothing."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symattn.formulas import escape

NASTY = [
    r"\input{/etc/passwd}",
    r"\write18{x}",
    "<script>alert(1)</script>",
    "50 % of R&D",
    "#f(x)",
    "a_b^c~d",
    "$x$",
    "\"quoted\" and 'so'",
    "`tick`",
    "{[*]}",
    "--- ,, '' << >> ?` !`",
    "[red]x[/red]",
    "]$ #read(1) $[",
    "a\\",
    "\\\\",
    "^^5c",
    "  two  blanks ",
    "-1",
    "a|b",
    "é ß",
]
UNSEEN = [
    "\x00",
    "\x07",
    "\x1b",
    "\x7f",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200f",
    "\ufeff",
    "\u00ad",
]

texts = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize("char", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("write", [escape.latex, escape.typst, escape.terminal, escape.xml])
def test_what_cannot_be_seen_shows_as_its_number(write: Callable[[str], str], char: str) -> None:
    text = write(f"a{char}b")
    assert char not in text
    assert f"U+{ord(char):04X}" in text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_a_line_end_is_one_blank(end: str) -> None:
    assert escape.visible(f"a{end}b") == "a b"
    assert escape.latex(f"a{end}b") == "a b"
    assert len(escape.terminal(f"a{end}b").splitlines()) == 1


def test_the_terminal_shows_where_a_line_ended() -> None:
    assert escape.terminal("a\r\nb\nc") == "a␤b␤c"


@given(texts)
def test_no_control_code_comes_through(text: str) -> None:
    for write in (escape.latex, escape.typst, escape.terminal, escape.xml):
        assert not [c for c in write(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs")]


@given(texts)
def test_a_typst_literal_holds_the_text(text: str) -> None:
    assert json.loads(escape.typst(text)) == escape.visible(text)


@given(texts)
def test_xml_holds_the_text(text: str) -> None:
    shown = escape.xml(text)
    assert html.unescape(shown) == escape.visible(text)
    assert not re.search(r"[<>\"']", shown)


@given(texts)
def test_latex_has_no_active_character_left(text: str) -> None:
    known = r"\\(text\w+\{\}|symbol\{34\}|[{}$&#%_ ])|\{\}|\{[\[\]*]\}|\$(\\[A-Za-z]+|-)\$"
    left = re.sub(known, "", escape.latex(text))
    assert not re.search(r"[\\{}$&#%_~^<>|\"`\[\]*]", left), left


def squeezed(text: str) -> str:
    """The text without what typesetting changes: blanks, and straight quotes."""
    return re.sub(r"\s", "", text).translate(str.maketrans("’‘”“", "''\"\""))


def printed(path: Path, program: Callable[[str], str]) -> str:
    found = subprocess.run(
        [program("pdftotext"), "-raw", str(path), "-"], capture_output=True, text=True, check=True
    )
    return squeezed(found.stdout)


@pytest.mark.tex
@pytest.mark.parametrize(
    "encoding", ["", r"\usepackage[T1]{fontenc}\usepackage{lmodern}"], ids=["OT1", "T1"]
)
def test_latex_prints_it(encoding: str, tmp_path: Path, program: Callable[[str], str]) -> None:
    lines = [rf"{escape.latex(t)} $\text{{{escape.latex(t)}}}$" for t in NASTY]
    table = " \\\\\n".join(map(escape.latex, NASTY))
    body = "\n\n".join(lines) + f"\n\n\\begin{{tabular}}{{l}}\n{table}\n\\end{{tabular}}"
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath}"
        + encoding
        + f"\\pagestyle{{empty}}\\begin{{document}}\n{body}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    run = subprocess.run(
        [program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "t.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-1500:]
    assert "Missing character" not in run.stdout
    expected = "".join(map(squeezed, [*(t for text in NASTY for t in (text, text)), *NASTY]))
    if encoding:
        assert printed(tmp_path / "t.pdf", program) == expected


def test_typst_prints_it(tmp_path: Path, program: Callable[[str], str]) -> None:
    typst = pytest.importorskip("typst")
    source = "\n\n".join(f"#{escape.typst(t)} ${escape.typst(t)}$" for t in NASTY)
    (tmp_path / "t.typ").write_text(f"#set page(width: 40cm)\n{source}\n", encoding="utf-8")
    made = typst.compile(str(tmp_path / "t.typ"), ignore_system_fonts=True)
    (tmp_path / "t.pdf").write_bytes(made)
    expected = "".join(squeezed(text) * 2 for text in NASTY)
    assert printed(tmp_path / "t.pdf", program) == expected
