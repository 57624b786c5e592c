"""Characters of a PDF page by their origins, put back on lines and columns.

Raised and lowered small characters become ``^{…}`` and ``_{…}``; gaps become as many blanks
as fit, so that columns of a matrix stay columns.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, TypeAlias

__all__ = [
    "Bar", "Glyph", "bars_of", "fractions", "glyphs_of", "holds_matrix", "lines_of", "shaped",
]  # fmt: skip

Bar: TypeAlias = tuple[float, float, float]
"""Left, right and height of a thin rule."""


@dataclass
class Glyph:
    text: str
    x: float
    y: float
    right: float
    size: float
    bottom: float = 0.0
    top: float = 0.0
    ends: bool = False  # the last row of a matrix: a blank line follows
    mark: int = -1  # the number of its marked content, which a tagged page refers to


def glyphs_of(page: Any, raw: Any) -> list[Glyph]:
    """All visible characters with their origins."""
    from ctypes import byref, c_double

    text = page.get_textpage()
    found: list[Glyph] = []
    x, y = c_double(), c_double()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    high = 0
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        if code < 32 or 0x30 <= code < 0x80:
            code = _large(code, text, i, raw)
        if code < 32 or raw.FPDFText_IsGenerated(text, i) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text, i, byref(x), byref(y))
        raw.FPDFText_GetCharBox(text, i, byref(left), byref(right), byref(bottom), byref(top))
        size = raw.FPDFText_GetFontSize(text, i)
        character = _plain(chr(code))
        if character.strip():
            end = max(right.value, x.value + 0.1)
            item = raw.FPDFText_GetTextObject(text, i)
            mark = raw.FPDFPageObj_GetMarkedContentID(item) if item else -1
            box = bottom.value, top.value
            found.append(Glyph(character, x.value, y.value, end, size, *box, mark=mark))
    text.close()
    return found


_PIECES = dict(zip(map(chr, range(0xF8EB, 0xF8F1)), "⎛⎜⎝⎡⎢⎣", strict=True)) | dict(
    zip(map(chr, range(0xF8F6, 0xF8FC)), "⎞⎟⎠⎤⎥⎦", strict=True)
)
_PIECES |= {"ﬁ": "fi", "ﬂ": "fl", "\u2062": "", "\u2061": "", "\u200b": "", "∙": "·", "⋅": "·"}


_CMEX = dict(zip(
    (0x00, 0x10, 0x12, 0x20, 0x30, 0x40, 0x42, 0x01, 0x11, 0x13, 0x21, 0x31, 0x41, 0x43,
     0x02, 0x68, 0x14, 0x22, 0x32, 0x34, 0x36, 0x03, 0x69, 0x15, 0x23, 0x33, 0x35, 0x37),
    "(" * 7 + ")" * 7 + "[" * 7 + "]" * 7, strict=True,
))  # fmt: skip
"""TeX's large brackets: codes of the font cmex, which names no Unicode."""


def _large(code: int, text: Any, i: int, raw: Any) -> int:
    """The bracket behind a code of cmex; other characters as they are."""
    if code not in _CMEX:
        return code
    from ctypes import c_int, create_string_buffer

    name, flags = create_string_buffer(80), c_int()
    raw.FPDFText_GetFontInfo(text, i, name, 80, flags)
    return ord(_CMEX[code]) if b"CMEX" in name.value.upper() else code


def _plain(character: str) -> str:
    """Letters of mathematical alphabets (bold, italic …) as plain letters."""
    if character in _PIECES:
        return _PIECES[character]
    if "\U0001d400" <= character <= "\U0001d7ff" or character in "ℎℝℓ":
        return unicodedata.normalize("NFKC", character)
    return character


def bars_of(page: Any, raw: Any) -> list[Bar]:
    """Thin horizontal rules as (left, right, height on the page): bars of fractions among them."""
    found: list[Bar] = []
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if top - bottom < 2 and 2 < right - left < 400:
            found.append((left, right, (bottom + top) / 2))
        if len(found) > 2000:
            break
    return sorted(found, key=lambda bar: bar[1] - bar[0])


def shaped(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[str]:
    """The lines of text that the glyphs make; ``body``: the size of their letters, if known."""
    return lines_of(_brackets(fractions(glyphs, bars, body), body), body)


def fractions(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[Glyph]:
    """Each fraction and root as one glyph ``\\frac{…}{…}``, the innermost first."""
    body = body or _median(glyphs)
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
        gaps = [b.x - a.right for part in (over, under) for a, b in pairwise(_across(part))]
        if max(gaps, default=0) > 0.9 * body:
            continue  # columns: the rule of a table
        if len(spread) < 2 or max(spread) < 0.6 * (right - left):
            continue
        if len({round(g.y) for g in over if g.size > 0.75 * max(o.size for o in over)}) > 1:
            continue
        text = f"\\frac{{{_one_line(over)}}}{{{_one_line(under)}}}"
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
    text = f"\\sqrt{{{_one_line(under)}}}"
    new = Glyph(text, sign.x, largest.y, right, largest.size, sign.bottom, height)
    used = {id(g) for g in under} | {id(sign)}
    return [g for g in glyphs if id(g) not in used] + [new]


def _median(glyphs: list[Glyph]) -> float:
    return statistics.median(g.size for g in glyphs) or 10.0 if glyphs else 10.0


def _across(glyphs: list[Glyph]) -> list[Glyph]:
    return sorted(glyphs, key=lambda g: g.x)


def _one_line(glyphs: list[Glyph]) -> str:
    size = max(g.size for g in glyphs)
    return _line(_across(glyphs), size, 0.6 * size, min(g.x for g in glyphs))


_TALL = {"(": "[", "[": "[", ")": "]", "]": "]", "⎛": "[", "⎜": "[", "⎝": "[", "⎡": "[", "⎢": "[",
         "⎣": "[", "⎞": "]", "⎟": "]", "⎠": "]", "⎤": "]", "⎥": "]", "⎦": "]"}  # fmt: skip


def _brackets(glyphs: list[Glyph], body: float = 0.0) -> list[Glyph]:
    """Brackets as tall as several rows, put beside each of the rows that they hold.

    What stands between such rows (A =, ×) goes up to the row above.
    """
    body = body or _median(glyphs)
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


def lines_of(glyphs: list[Glyph], body: float = 0.0) -> list[str]:
    """The lines of a page from top to bottom."""
    if not glyphs:
        return []
    body = body or _median(glyphs)
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in glyphs if g.size > 0.82 * body), key=lambda g: -g.y):
        if rows and abs(rows[-1][0].y - glyph.y) < 0.35 * body:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    small = [g for g in glyphs if g.size <= 0.82 * body]
    _attach(rows, small, body)
    width = statistics.median(max(g.right - g.x, 0.1) for g in glyphs)
    left = min(g.x for g in glyphs)
    lines: list[str] = []
    for row in rows:
        lines.append(_line(_across(row), body, width, left))
        lines += [""] * any(glyph.ends for glyph in row)
    return lines


def _attach(rows: list[list[Glyph]], small: list[Glyph], body: float) -> None:
    """Small characters go to the line they stand at, raised or lowered; others make lines."""
    alone: list[Glyph] = []
    for glyph in small:
        near = [row for row in rows if -0.35 * body < glyph.y - row[0].y < 0.62 * body]
        beside = [
            row
            for row in near
            if any(0 <= glyph.x - g.right + 0.3 * body < 2.5 * body for g in row)
        ]
        if beside:
            min(beside, key=lambda row: abs(glyph.y - row[0].y)).append(glyph)
        else:
            alone.append(glyph)
    made: list[list[Glyph]] = []
    for glyph in sorted(alone, key=lambda g: -g.y):
        if made and abs(made[-1][0].y - glyph.y) < 0.3 * body:
            made[-1].append(glyph)
        else:
            made.append([glyph])
    rows += made
    rows.sort(key=lambda row: -row[0].y)


def _script(glyph: Glyph, base: Glyph, body: float) -> str:
    """ "^" for a raised character, "_" for a lowered one."""
    shift = glyph.y - base.y
    if glyph.size > 0.82 * base.size or -0.05 * body <= shift <= 0.12 * body:
        return ""
    return "^" if shift > 0 or glyph.text in ("⊤", "′") else "_"


def _in_order(row: list[tuple[Glyph, str]]) -> Iterator[tuple[Glyph, str]]:
    """An index and an exponent that stand above each other: first the one, then the other."""
    for scripted, run in groupby(row, key=lambda one: bool(one[1])):
        held = list(run)
        yield from sorted(held, key=lambda one: one[1] == "^") if scripted else held


def _line(row: list[Glyph], body: float, width: float, left: float) -> str:
    base = max(row, key=lambda g: g.size)
    out: list[str] = []
    length = 0
    script = ""
    end = left
    for glyph, now in _in_order([(glyph, _script(glyph, base, body)) for glyph in row]):
        gap = glyph.x - end
        if script and (now != script or gap > 0.5 * body):
            out.append("}")
            script = ""
        if gap > 0.16 * body:
            blanks = max(1, round(gap / max(width, 0.3 * body)))
            blanks = blanks if gap > 0.9 * body else 1
            out.append(" " * min(blanks, 60))
            length += blanks
        if now and now != script:
            out.append(now + "{")
            script = now
        out.append(glyph.text)
        end = max(end, glyph.right)
    if script:
        out.append("}")
    return "".join(out).rstrip()
