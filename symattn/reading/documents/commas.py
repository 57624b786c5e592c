"""What stands before the decimals: a point or a comma, of the whole text and of a piece of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from symattn.reading.documents.pieces import Piece

__all__ = ["own_decimal", "usual_decimal"]

FEWEST = 3
"""Numbers of one spelling, and none of the other, with which a piece speaks for itself."""


def usual_decimal(pieces: Iterable[Piece]) -> Literal["point", "comma"]:
    """Comma only where the whole text speaks for it: 0,46 and no 0.46."""
    counts = [_counts(piece) for piece in pieces if piece.kind != "code"]
    comma = sum(commas for commas, _ in counts)
    return "comma" if comma > sum(points for _, points in counts) else "point"


def own_decimal(piece: Piece, usual: str) -> str:
    """That of a piece: a program's print among sentences may have points, and the reverse."""
    commas, points = _counts(piece)
    if points >= FEWEST and not commas:
        return "point"
    spelled = sum(len(_SPELLED.findall(text)) for text in _texts(piece)) if commas else 0
    return "comma" if max(commas, spelled) >= FEWEST and not points else usual


_SPELLED = re.compile(r"(?<![\d.,])\d+(?:,|\{,\})\d+(?![\d.,])")
"""What is a decimal with a comma where one number beside it can be nothing else."""


def _texts(piece: Piece) -> list[str]:
    if piece.table:
        return [cell.text.text for row in piece.table.rows for cell in row]
    return [piece.text.text]


def _counts(piece: Piece) -> tuple[int, int]:
    """How many numbers can only be read with a comma, and how many with a point."""
    comma = point = 0
    for text in _texts(piece):
        point += len(re.findall(r"(?<![\d.,])\d+\.\d+(?![\d.])", text))
        comma += len(re.findall(r"(?<![\d.,])0(?:,|\{,\})\d{2,}(?![\d.,])", text))
        comma += 2 * len(re.findall(r"\d,\d+%?\s+;\s+[-−]?\d+,\d", text))
        comma += bool(re.fullmatch(r"\s*[-−]?\d+(?:,|\{,\})\d+\s*%?\s*", text))
    return comma, point
