"""Glyphs of a PDF page put back on lines and columns.

Raised and lowered small characters become ``^{…}`` and ``_{…}``; gaps become as many blanks
as fit, so that columns of a matrix stay columns.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import groupby, pairwise

from symattn.reading.documents.glyphs import SCRIPT, Glyph

__all__ = ["across", "by_baseline", "lines_of", "median", "one_line"]


def median(glyphs: list[Glyph]) -> float:
    return statistics.median(g.size for g in glyphs) or 10.0 if glyphs else 10.0


def across(glyphs: list[Glyph]) -> list[Glyph]:
    return sorted(glyphs, key=lambda g: g.x)


def one_line(glyphs: list[Glyph]) -> str:
    size = max(g.size for g in glyphs)
    return _line(across(glyphs), size, 0.6 * size, min(g.x for g in glyphs))


def by_baseline(glyphs: list[Glyph], near: float) -> list[list[Glyph]]:
    """The glyphs in rows from top to bottom: those whose origins are nearly as high."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -g.y):
        if rows and abs(rows[-1][0].y - glyph.y) < near:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def lines_of(glyphs: list[Glyph], body: float = 0.0) -> list[str]:
    """The lines of a page from top to bottom."""
    if not glyphs:
        return []
    body = body or median(glyphs)
    rows = by_baseline([g for g in glyphs if g.size > SCRIPT * body], 0.35 * body)
    small = [g for g in glyphs if g.size <= SCRIPT * body]
    _attach(rows, small, body)
    width = statistics.median(max(g.right - g.x, 0.1) for g in glyphs)
    left = min(g.x for g in glyphs)
    lines: list[str] = []
    for k, row in enumerate(rows):
        lines += [""] * _apart(rows, k, body)
        lines.append(_line(across(row), body, width, left))
        lines += [""] * any(glyph.ends for glyph in row)
    return lines


def _apart(rows: list[list[Glyph]], k: int, body: float) -> bool:
    """Whether a line stands further below the one before it than lines do there."""
    if not k:
        return False
    gaps = [a[0].y - b[0].y for a, b in pairwise(rows[max(0, k - 2) : k + 2])]
    own = rows[k - 1][0].y - rows[k][0].y
    return own > 1.9 * body and own > 1.3 * min(gaps)


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
    rows += by_baseline(alone, 0.3 * body)
    rows.sort(key=lambda row: -row[0].y)


def _script(glyph: Glyph, base: Glyph, body: float) -> str:
    """ "^" for a raised character, "_" for a lowered one."""
    return "" if glyph.size > SCRIPT * base.size else _shifted(glyph, base, body)


def _shifted(glyph: Glyph, base: Glyph, body: float) -> str:
    """The same for a character of any size: scripts of scripts are as small as scripts."""
    shift = glyph.y - base.y
    if -0.05 * body <= shift <= 0.12 * body:
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
    script: list[tuple[str, Glyph]] = []
    end, last = left, body
    for glyph, now in _in_order([(glyph, _script(glyph, base, body)) for glyph in row]):
        gap = glyph.x - end
        if script and (now != script[0][0] or gap > 0.5 * body):
            out.append("}" * len(script))
            script = []
        near = max(body, min(last, glyph.size))  # headings have wider gaps between letters
        if gap > (0.2 if _in_number(out, glyph) else 0.14) * near:
            blanks = max(1, round(gap / max(width, 0.3 * body)))
            blanks = blanks if gap > 0.9 * body else 1
            out.append(" " * min(blanks, 60))
        out.append(_level(glyph, now, script))
        out.append(glyph.text)
        end, last = max(end, glyph.right), glyph.size
    out.append("}" * len(script))
    return "".join(out).rstrip()


def _in_number(out: list[str], glyph: Glyph) -> bool:
    """Whether digits stand around a comma: TeX puts a thin space behind it, as in a list."""
    before = "".join(out[-4:])
    return before.endswith(",") and before[-2:-1].isdigit() and glyph.text.isdigit()


def _level(glyph: Glyph, now: str, script: list[tuple[str, Glyph]]) -> str:
    """What opens and closes before the glyph: a script, and one script inside it."""
    if not now:
        return ""
    if not script:
        script.append((now, glyph))
        return now + "{"
    first = script[0][1]
    inner = _shifted(glyph, first, first.size)
    if inner == (script[1][0] if len(script) > 1 else ""):
        return ""
    closed = "}" * (len(script) - 1)
    del script[1:]
    if not inner:
        return closed
    script.append((inner, glyph))
    return closed + inner + "{"
