"""Fractions, roots and tall brackets of a PDF page, from its glyphs and rules to one line each."""

from __future__ import annotations

from itertools import pairwise

from symattn.reading.documents.glyphs import Bar, Glyph
from symattn.reading.documents.scripts import across, lines_of, median, one_line

__all__ = ["fractions", "holds_matrix", "shaped"]


def shaped(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[str]:
    """The lines of text that the glyphs make; ``body``: the size of their letters, if known."""
    return lines_of(_brackets(fractions(glyphs, bars, body), body), body)


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


_TALL = {"(": "[", "[": "[", ")": "]", "]": "]", "⎛": "[", "⎜": "[", "⎝": "[", "⎡": "[", "⎢": "[",
         "⎣": "[", "⎞": "]", "⎟": "]", "⎠": "]", "⎤": "]", "⎥": "]", "⎦": "]"}  # fmt: skip


def _brackets(glyphs: list[Glyph], body: float = 0.0) -> list[Glyph]:
    """Brackets as tall as several rows, put beside each of the rows that they hold.

    What stands between such rows (A =, ×) goes up to the row above.
    """
    body = body or median(glyphs)
    tall = [
        g
        for g in glyphs
        if g.text in _TALL and (g.top - g.bottom > 1.35 * body or ord(g.text) > 0x2000)
    ]
    if not tall:
        return glyphs
    rest = [g for g in glyphs if g not in tall]
    out = list(rest)
    spans = _spans(_whole(tall, rest, body), body)
    for bottom, top in {(b, t) for _, b, t, _ in spans}:
        inside = [g for g in rest if bottom < g.y + 0.2 * body < top and g.size > 0.82 * body]
        held = [g for g in inside if _within(g, spans, bottom, top)]
        rows = sorted({round(g.y, 1) for g in held}, reverse=True)
        rows = [y for i, y in enumerate(rows) if not i or rows[i - 1] - y > 0.4 * body]
        for x, b, t, sign in spans:
            if (b, t) == (bottom, top):
                single = len(rows) == 1 and any(abs(g.x - x) < 1 and g.text in "()" for g in tall)
                shown = "([)]"["[]".index(sign) * 2] if single else sign
                out += [Glyph(shown, x, y, x + 0.3 * body, body, ends=y == rows[-1]) for y in rows]
        for g in inside:
            if g not in held and rows and min(abs(g.y - y) for y in rows) > 0.3 * body:
                up = min((y for y in rows if y > g.y), default=rows[0]) - g.y
                for small in _indices_of(g, rest, body):
                    small.y += up
                g.y += up
    return out


def _indices_of(letter: Glyph, glyphs: list[Glyph], body: float) -> list[Glyph]:
    """The small characters directly behind a letter."""
    out: list[Glyph] = []
    end = letter.right
    for g in sorted(glyphs, key=lambda g: g.x):
        level = abs(g.y - letter.y) < 0.62 * body
        if g.size <= 0.82 * body and level and -0.4 * body < g.x - end < 0.3 * body:
            out.append(g)
            end = g.right
    return out


def holds_matrix(glyphs: list[Glyph]) -> bool:
    """Whether brackets taller than a line stand among the glyphs of a formula."""
    body = max((g.size for g in glyphs), default=10.0)
    return any(g.text in _TALL and g.top - g.bottom > 1.35 * body for g in glyphs)


def _whole(tall: list[Glyph], rest: list[Glyph], body: float) -> list[Glyph]:
    """Brackets built of pieces that the file names once: the lowest piece is all we see.

    Such a one ends where the rows beside it end, going up.
    """
    for opening in [g for g in tall if _TALL[g.text] == "[" and abs(g.y - g.bottom) < 0.5]:
        right = [g for g in tall if g.x > opening.x and _TALL[g.text] == "]"]
        right = [g for g in right if abs(g.bottom - opening.bottom) < 1]
        if not right:
            continue
        closing = min(right, key=lambda g: g.x)
        between = [g.y for g in rest if opening.x < g.x < closing.x and g.y > opening.bottom - 1]
        top = opening.top
        for y in sorted(between):
            if y - top > 0.8 * body:
                break
            top = max(top, y + 0.9 * body)
        opening.top = closing.top = top
    return tall


def _spans(tall: list[Glyph], body: float) -> list[tuple[float, float, float, str]]:
    """(x, bottom, top, sign) of each bracket, its pieces put together."""
    found: list[list[float | str]] = []
    for g in sorted(tall, key=lambda g: (_TALL[g.text], round(g.x / (0.3 * body)), -g.top)):
        last = found[-1] if found else None
        same = last and last[3] == _TALL[g.text] and abs(float(last[0]) - g.x) < 0.3 * body
        if last and same and float(last[1]) - g.top < 0.5 * body:
            last[1] = min(float(last[1]), g.bottom)
        else:
            found.append([g.x, g.bottom, g.top, _TALL[g.text]])
    spans = [(float(x), float(b), float(t), str(sign)) for x, b, t, sign in found]
    return [_levelled(span, spans, body) for span in spans]


def _levelled(
    span: tuple[float, float, float, str],
    spans: list[tuple[float, float, float, str]],
    body: float,
) -> tuple[float, float, float, str]:
    """Brackets of one line of a formula share the largest of their heights."""
    x, bottom, top, sign = span
    beside = [s for s in spans if s[1] < (bottom + top) / 2 < s[2]]
    return x, min(s[1] for s in beside), max(s[2] for s in beside), sign


def _within(
    glyph: Glyph, spans: list[tuple[float, float, float, str]], bottom: float, top: float
) -> bool:
    """Whether the glyph stands between an opening and a closing bracket of that line."""
    line = sorted((x, sign) for x, b, t, sign in spans if (b, t) == (bottom, top))
    depth = 0
    for x, sign in line:
        if x > glyph.x:
            break
        depth += 1 if sign == "[" else -1
    return depth > 0
