"""Fractions and roots of a PDF page, from its glyphs and rules to one glyph each."""

from __future__ import annotations

from itertools import pairwise

from symattn.reading.documents.field import Field
from symattn.reading.documents.glyphs import Bar, Glyph
from symattn.reading.documents.scripts import across, median, one_line

__all__ = ["fractions"]


def fractions(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[Glyph]:
    """Each fraction and root as one glyph ``\\frac{…}{…}``, the innermost first."""
    body = body or median(glyphs)
    field = Field(glyphs, max(2 * body, 1.0))
    for bar in bars:
        if (sign := _root_sign(field.signs_at(bar[2]), bar, body)) is not None:
            _put_root(field, sign, bar)
        elif parts := _parts(field.near(bar[2] - 1.7 * body, bar[2] + 1.7 * body), bar, body):
            over, under = parts
            text = f"\\frac{{{one_line(over)}}}{{{one_line(under)}}}"
            left, right, height = bar
            size = max(body, *(g.size for g in (*over, *under)))
            new = Glyph(text, left, height - 0.25 * body, right, size, height, height)
            field.replace([*over, *under], [new])
    return field.all()


def _parts(near: list[Glyph], bar: Bar, body: float) -> tuple[list[Glyph], list[Glyph]] | None:
    """What stands over and under the bar of a fraction; ``None`` where it is another rule."""
    left, right, height = bar
    inside = [g for g in near if left - 1 <= (g.x + g.right) / 2 <= right + 1]
    over = [g for g in inside if 0 < g.y - height < 1.2 * body]
    under = [g for g in inside if -1.7 * body < g.y - height <= 0]
    if not over or not under:
        return None
    spread = [max(g.right for g in part) - min(g.x for g in part) for part in (over, under)]
    gaps = [b.x - a.right for part in (over, under) for a, b in pairwise(across(part))]
    if max(gaps, default=0) > 0.9 * body or max(spread) < 0.6 * (right - left):
        return None  # columns: the rule of a table; or a rule far wider than its words
    if len({round(g.y) for g in over if g.size > 0.75 * max(o.size for o in over)}) > 1:
        return None
    return over, under


def _root_sign(signs: list[Glyph], bar: Bar, body: float) -> Glyph | None:
    """The root sign at whose upper end a bar begins."""
    left, _, height = bar
    near = 0.15 * body
    return next(
        (g for g in signs if abs(g.right - left) < near and abs(g.top - height) < 2 * near), None
    )


def _put_root(field: Field, sign: Glyph, bar: Bar) -> None:
    """A root sign and what stands under its bar as one glyph."""
    left, right, height = bar
    under = [
        g
        for g in field.near(sign.bottom - 0.3 * sign.size, height)
        if g is not sign
        and left - 0.5 <= (g.x + g.right) / 2 <= right + 0.5
        and sign.bottom - 0.3 * g.size <= g.y < height
    ]
    if not under:
        return
    largest = max(under, key=lambda g: g.size)
    text = f"\\sqrt{{{one_line(under)}}}"
    new = Glyph(text, sign.x, largest.y, right, largest.size, sign.bottom, height)
    field.replace([*under, sign], [new])
