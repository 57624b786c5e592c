"""What the two fonts have, said without asking them, and asked here."""

from __future__ import annotations

import shutil

import pytest

from symattn.document.tree import Paragraph, Sheet, Text, User
from symattn.errors import InputError
from symattn.files import fonts, latex, pdf, xelatex

LATIN = "".join(chr(code) for code in range(0x21, 0x2100) if fonts.is_latin(chr(code)))


def test_typst_has_every_latin_character() -> None:
    assert pdf.render(Sheet("t", (Paragraph((User(LATIN),)),)))


@pytest.mark.tex
@pytest.mark.skipif(not shutil.which("latexmk"), reason="no TeX")
def test_tex_has_every_latin_character() -> None:
    _, log = xelatex.made(latex.render(Sheet("t", (Paragraph((User(LATIN),)),))))
    assert "Missing character" not in log


@pytest.mark.parametrize("text", ["笔", "α", "Ж", "→", "한", "ｱ", "“", "①"])
def test_second_font_has(text: str) -> None:
    fonts.check(Sheet(text, ()))


@pytest.mark.parametrize("text", ["😀", "\u0e01", "\u0627"])
def test_no_font_has(text: str) -> None:
    with pytest.raises(InputError, match=f"U\\+{ord(text):04X}"):
        fonts.check(Sheet(text, ()))


def test_signs_in_words_need_no_second_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "cjk_font", lambda: None)
    fonts.check(Sheet("t", (Paragraph((Text("≈, 3 places"),)),)))
