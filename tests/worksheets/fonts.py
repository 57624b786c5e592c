"""Widths of the glyphs in a PDF's embedded fonts, read by fontTools.

page-validation 0.11.0 takes a glyph of a CID-keyed CFF font to be 0 wide where
its charstring names no width.  Such a glyph has the ``defaultWidthX`` of the
Private DICT that FDSelect chooses for it (Adobe Technical Note 5176, sections
16 and 19; note 5177, section 3.1), and fontTools reads it so.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen

_WIDTH = re.compile(
    r"rendered CID (\d+) width 0\.000 in its embedded CIDFontType0C program but (\S+)"
)


def checker_is_wrong(rule: str, message: str, path: Path) -> bool:
    """Whether a fault is the one named above: the font program has the width that the PDF says."""
    found = _WIDTH.search(message)
    if rule != "PDFUA1-FONT-GLYPH-WIDTH-001" or found is None:
        return False
    cid, declared = int(found[1]), float(found[2])
    widths = [widths[cid] for widths in _cid_widths(path) if cid in widths]
    return bool(widths) and all(width == declared for width in widths)


def _cid_widths(path: Path) -> Iterator[dict[int, float]]:
    """Widths by CID of each CID-keyed font whose FDs have Private DICTs of their own."""
    for program in _programs(path):
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program), None)
        font = fonts[0]
        if not hasattr(font, "FDArray") or len(font.FDArray) < 2:
            continue
        widths = {}
        for name in font.charset[1:]:
            glyph = font.CharStrings[name]
            glyph.draw(NullPen())
            widths[int(name.removeprefix("cid"))] = float(glyph.width)
        yield widths


def _programs(path: Path) -> set[bytes]:
    document = pypdfium2.PdfDocument(path)
    found: set[bytes] = set()
    for page in document:
        for item in page.get_objects():
            if item.type == raw.FPDF_PAGEOBJ_TEXT:
                font = raw.FPDFTextObj_GetFont(item)
                size = ctypes.c_size_t(0)
                raw.FPDFFont_GetFontData(font, None, 0, ctypes.byref(size))
                data = (ctypes.c_uint8 * size.value)()
                raw.FPDFFont_GetFontData(font, data, size.value, ctypes.byref(size))
                found.add(bytes(data))
    return found
