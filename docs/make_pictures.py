"""Draws docs/notebook.png from the project's own PDF: the blank page left, the solution right.

    python docs/make_pictures.py

Needs pypdfium2 (the extra ``docs``).  The picture is a grey PNG of 16 shades, small enough
for a README.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pypdfium2

import symattn as sa
from symattn.document.worksheet.page import build
from symattn.files import pdf

HERE = Path(__file__).parent
SCALE = 1.55
"""Pixels per point."""
BELOW = 0.86
"""The part of a page that is shown; the rest is paper."""
BETWEEN = 12
FRAME = 190


def page(sheet: str) -> np.ndarray:
    """The first page of a sheet of the notebook, in shades of grey."""
    derivation = sa.solve(sa.load(HERE.parent / "worksheets" / "notebook.toml"))
    document = pypdfium2.PdfDocument(pdf.render(build(derivation, sheet)))
    shades = document[0].render(scale=SCALE, grayscale=True).to_numpy()
    shades = np.array(shades).reshape(shades.shape[0], shades.shape[1])
    shades = shades[: int(len(shades) * BELOW)]
    shades[[0, -1], :] = FRAME
    shades[:, [0, -1]] = FRAME
    return shades


def png(shades: np.ndarray) -> bytes:
    """The picture as PNG with four bits for each pixel."""
    high, wide = shades.shape
    levels = (shades.astype(np.uint16) + 8) // 17
    if wide % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)), constant_values=15)
    packed = (levels[:, ::2] << 4 | levels[:, 1::2]).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in packed)
    head = struct.pack(">IIBBBBB", wide, high, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def main() -> None:
    """Write the picture."""
    left, right = page("blank"), page("solution")
    gap = np.full((len(left), BETWEEN), 255, dtype=np.uint8)
    (HERE / "notebook.png").write_bytes(png(np.hstack([left, gap, right])))


if __name__ == "__main__":
    main()
