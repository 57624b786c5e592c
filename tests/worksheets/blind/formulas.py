"""Characters and bars to a line of text: fractions, roots and scripts in brackets.

    a fraction  ((over)/(under))     a root  sqrt(…)     x_{sub}^{sup}

A letter of a formula stands for itself, a word of a formula is a run of upright
letters; a letter with a bar or a tilde over it is ``S̄`` or ``S̃``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tests.worksheets.blind.layout import Box, Char

__all__ = ["Piece", "linear", "pieces"]


@dataclass(frozen=True)
class Piece:
    """A character or what characters made up, with its place."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    top: float
    bottom: float

    @property
    def centre(self) -> float:
        """Halfway between its edges."""
        return (self.x0 + self.x1) / 2


def pieces(chars: Iterable[Char], bars: Iterable[Box]) -> list[Piece]:
    """Characters with what bars make of them, and accents over their letters."""
    found = _accented([_piece(char) for char in chars])
    for bar in sorted(bars, key=lambda bar: bar.wide):
        root = next((p for p in found if p.text == "√" and _meets(p, bar)), None)
        found = _rooted(found, root, bar) if root else _divided(found, bar)
    return found


def linear(chars: Iterable[Char], bars: Iterable[Box] = ()) -> str:
    """A formula or a line of words, from left to right."""
    return joined(pieces(chars, bars))


def joined(found: Sequence[Piece], *, script: bool = False) -> str:
    """Pieces of one line, scripts under and over it in brackets; a script begins on its line."""
    if not found:
        return ""
    order = sorted(found, key=lambda piece: piece.x0)
    main = max((piece.size for piece in order if piece.text.strip()), default=0.0)
    large = [piece for piece in order if piece.size > 0.85 * main and piece.text.strip()]
    base = large[0].y if script and large else _baseline(large)
    text, under, over = "", [], []
    for piece in order:
        if not piece.text.strip():
            text += "" if under or over else " "
            continue
        small = piece.size < 0.85 * main or abs(piece.y - base) > 0.25 * main
        if small and piece.y > base + 0.08 * main:
            under.append(piece)
        elif small and piece.y < base - 0.08 * main:
            over.append(piece)
        else:
            text += _scripts(under, over) + piece.text
            under, over = [], []
    return text + _scripts(under, over)


def _scripts(under: list[Piece], over: list[Piece]) -> str:
    text = f"_{{{joined(under, script=True).strip()}}}" if under else ""
    return text + (f"^{{{joined(over, script=True).strip()}}}" if over else "")


def _baseline(found: Sequence[Piece]) -> float:
    """The height at which most pieces stand."""
    lines = sorted(piece.y for piece in found) or [0.0]
    return max(lines, key=lambda y: (sum(abs(y - other) < 0.6 for other in lines), y))


def _piece(char: Char) -> Piece:
    text = unicodedata.normalize("NFKC", char.text) if len(char.text) == 1 else char.text
    if unicodedata.combining(char.text[0]):
        text = char.text
    return Piece(
        text,
        char.x0,
        char.x1,
        char.y,
        char.size,
        char.y - 0.75 * char.size,
        char.y + 0.2 * char.size,
    )


def _accented(found: list[Piece]) -> list[Piece]:
    """A combining mark joins the letter that it stands over."""
    marks = [piece for piece in found if unicodedata.combining(piece.text[0])]
    plain = [piece for piece in found if not unicodedata.combining(piece.text[0])]
    for mark in marks:
        under = [
            (abs(p.centre - mark.centre), k)
            for k, p in enumerate(plain)
            if p.x0 - 3 < mark.centre < p.x1 + 3 and -1 < p.y - mark.y < 9 and p.text.isalpha()
        ]
        if under:
            _, k = min(under)
            plain[k] = replace(plain[k], text=plain[k].text + mark.text)
    return plain


def _meets(root: Piece, bar: Box) -> bool:
    return (
        abs(root.x1 - bar.x0) < 3.0 and root.y - 1.6 * root.size < bar.middle < root.y + root.size
    )


def _rooted(found: list[Piece], root: Piece, bar: Box) -> list[Piece]:
    inner = [
        p
        for p in found
        if p is not root
        and bar.x0 - 1.5 <= p.centre <= bar.x1
        and 0 < p.y - bar.middle < 1.25 * root.size + 2
    ]
    if not inner:
        return found
    y = _baseline([p for p in inner if p.size >= max(q.size for q in inner) * 0.85])
    made = Piece(
        f"sqrt({joined(inner).strip()})",
        root.x0,
        bar.x1,
        y,
        max(p.size for p in inner),
        bar.y0,
        max(p.bottom for p in inner),
    )
    return [p for p in found if p is not root and p not in inner] + [made]


def _divided(found: list[Piece], bar: Box) -> list[Piece]:
    def among(p: Piece) -> bool:
        return bool(p.text.strip()) and bar.x0 - 1.5 <= p.centre <= bar.x1 + 1.5

    upper = [p for p in found if among(p) and p.y <= bar.middle]
    near = [p for p in upper if bar.middle - p.y < 0.55 * p.size + 1.2]
    main = max((p.size for p in near), default=0.0)
    raised = [p for p in upper if p.size < 0.85 * main and bar.middle - p.y < 0.55 * main + 7]
    over = [*near, *(p for p in raised if p not in near)]
    lower = [p for p in found if among(p) and p.y > bar.middle and p not in over]
    first = [p for p in lower if p.y - bar.middle < 1.15 * p.size + 1.5]
    most = max((p.size for p in first), default=0.0)
    scripts = [p for p in lower if p.size < 0.85 * most and p.y - bar.middle < 1.15 * most + 5]
    under = [*first, *(p for p in scripts if p not in first)]
    if not over or not under:
        return found
    size = max(max(p.size for p in over), max(p.size for p in under))
    made = Piece(
        f"(({joined(over).strip()})/({joined(under).strip()}))",
        bar.x0,
        bar.x1,
        bar.middle + 0.25 * size,
        size * (1.43 if size < 8.0 else 1.0),
        min(p.top for p in over),
        max(p.bottom for p in under),
    )
    return [p for p in found if p not in over and p not in under] + [made]
