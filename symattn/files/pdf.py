"""PDF with no TeX: the page's Typst source, compiled in process.

Tagged (PDF/UA-1), and the same bytes everywhere: no fonts of the system, no
clock, no packages, and a folder of its own in which nothing can be read.
"""

from __future__ import annotations

import tempfile
from typing import Any

from symattn.document.tree import Sheet
from symattn.errors import InputError
from symattn.files import fonts, typst
from symattn.words import say

__all__ = ["compiled", "pictures", "render"]

PIXELS = 96.0
"""Pixels an inch of a page on a screen (CSS's own)."""


def render(sheet: Sheet) -> bytes:
    """The PDF file of a sheet.

    Raises :class:`InputError` for a character that no font has.
    """
    return compiled(typst.render(sheet))


def compiled(source: bytes) -> bytes:
    """Typst source as a PDF file of one standard: PDF/UA-1."""
    made: bytes = _made(source, format="pdf", pdf_standards=["ua-1"])
    return made


def pictures(source: bytes) -> list[bytes]:
    """The pages of Typst source as PNG files, ``PIXELS`` to the inch."""
    made: Any = _made(source, format="png", ppi=PIXELS)
    return [made] if isinstance(made, bytes) else list(made)


def _made(source: bytes, **how: Any) -> Any:
    import typst as compiler

    font = fonts.cjk_font()
    with tempfile.TemporaryDirectory(prefix="symattn-") as folder:
        known = compiler.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=[str(font.parent)] if font else [],
        )
        machine = compiler.Compiler(
            root=folder, font_paths=known, package_path=folder, package_cache_path=folder
        )
        try:
            return machine.compile(source, timestamp=0, **how)
        except compiler.TypstError as error:
            raise InputError(say("files.page_not_set", message=error.message)) from None
