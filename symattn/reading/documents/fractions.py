"""Fractions and roots of a PDF page, from its glyphs and rules to one glyph each."""

from __future__ import annotations

from itertools import pairwise

from symattn.reading.documents.glyphs import Bar, Glyph
from symattn.reading.documents.scripts import across, median, one_line

__all__ = ["fractions"]


def fractions(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[Glyph]:
    """Each fraction and root as one glyph ``\\frac{…}{…}``, the innermost first."""
    body = body or median(glyphs)
    for bar in bars:
        left, right, height = bar
        if (sign := _root_sign(glyphs, bar, body)) is not None:
            glyphs = _with_root(glyphs, sign, bar)
            continue
        inside = [
            g
            for g in glyphs
            if left - 1 <= (g.x + g.right) / 2 <= right + 1 and abs(g.y - height) < 1.7 * body
        ]
        over = [g for g in inside if 0 < g.y - height < 1.2 * body]
        under = [g for g in inside if -1.7 * body < g.y - height <= 0]
        spread = [
            max(g.right for g in part) - min(g.x for g in part) for part in (over, under) if part
        ]
        gaps = [b.x - a.right for part in (over, under) for a, b in pairwise(across(part))]
        if max(gaps, default=0) > 0.9 * body:
            continue  # columns: the rule of a table
        if len(spread) < 2 or max(spread) < 0.6 * (right - left):
            continue
        if len({round(g.y) for g in over if g.size > 0.75 * max(o.size for o in over)}) > 1:
            continue
        text = f"\\frac{{{one_line(over)}}}{{{one_line(under)}}}"
        size = max(g.size for g in inside)
        new = Glyph(text, left, height - 0.25 * body, right, max(size, body), height, height)
        used = {id(g) for g in (*over, *under)}
        glyphs = [g for g in glyphs if id(g) not in used] + [new]
    return glyphs


def _root_sign(glyphs: list[Glyph], bar: Bar, body: float) -> Glyph | None:
    """The root sign at whose upper end a bar begins."""
    left, _, height = bar
    near = 0.15 * body
    return next(
        (g for g in glyphs if g.text == "√" and abs(g.right - left) < near
         and abs(g.top - height) < 2 * near),
        None,
    )  # fmt: skip


def _with_root(glyphs: list[Glyph], sign: Glyph, bar: Bar) -> list[Glyph]:
    """A root sign and what stands under its bar as one glyph."""
    left, right, height = bar
    under = [
        g for g in glyphs
        if g is not sign and left - 0.5 <= (g.x + g.right) / 2 <= right + 0.5
        and sign.bottom - 0.3 * g.size <= g.y < height
    ]  # fmt: skip
    if not under:
        return glyphs
    largest = max(under, key=lambda g: g.size)
    text = f"\\sqrt{{{one_line(under)}}}"
    new = Glyph(text, sign.x, largest.y, right, largest.size, sign.bottom, height)
    used = {id(g) for g in under} | {id(sign)}
    return [g for g in glyphs if id(g) not in used] + [new]
