"""Matrices of a PDF page: what stands in brackets taller than a line becomes one glyph.

Its rows are found by their baselines, its columns by what stands below each other, as the eye
does; sources of pages (TeX, Typst, browsers, word processors) need not agree in anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from symattn.reading.documents.field import Field
from symattn.reading.documents.fractions import fractions
from symattn.reading.documents.glyphs import SCRIPT, Bar, Glyph
from symattn.reading.documents.scan import END, MATH
from symattn.reading.documents.scripts import across, by_baseline, lines_of, median, one_line

__all__ = ["MATRIX", "shaped"]

MOST_BRACKETS = 1000
"""Tall brackets (or pieces of them) on one page; with more it is no worked example."""
MATRIX = "\\begin{bmatrix}"

_OPENING, _CLOSING = "([⎛⎜⎝⎡⎢⎣", ")]⎞⎟⎠⎤⎥⎦"
_ROUND = "()⎛⎜⎝⎞⎟⎠"
_ON_THE_AXIS = "=≈≃+−"
_LOWER = "⎜⎝⎢⎣⎟⎠⎥⎦"
"""Pieces that go on with the bracket above them."""


def shaped(glyphs: list[Glyph], bars: list[Bar], body: float = 0.0) -> list[str]:
    """The lines of text that the glyphs make; ``body``: the size of their letters, if known."""
    return lines_of(_with_matrices(fractions(glyphs, bars, body), body), body)


@dataclass
class _Bracket:
    """A tall bracket, its pieces put together."""

    x: float
    right: float
    bottom: float
    top: float
    opens: bool
    round: bool

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def _with_matrices(glyphs: list[Glyph], body: float = 0.0) -> list[Glyph]:
    """The glyphs, each pair of tall brackets and what it holds as one of them."""
    body = body or median(glyphs)
    tall = [
        g
        for g in glyphs
        if g.text in (*_OPENING, *_CLOSING)
        and (g.top - g.bottom > 1.35 * body or ord(g.text) > 0x2000)
    ]
    if not tall or len(tall) > MOST_BRACKETS:
        return glyphs
    whole = {id(g) for g in tall}
    rest = [replace(g) for g in glyphs if id(g) not in whole]
    made: list[Glyph] = []
    field = Field(rest, max(2 * body, 1.0))
    for left, right in _pairs(_joined(_reaching(tall, rest, body), body), body):
        inside = [
            g
            for g in field.near(left.bottom - body, left.top)
            if left.x < g.x < right.x and left.bottom < g.y + 0.2 * body < left.top
        ]
        if inside:
            field.replace(inside, new := _matrix(left, right, inside, body))
            made += [g for g in new if len(new) == 1]
    for matrix in made:
        _level(matrix, field.near(matrix.bottom - body, matrix.top), body)
    return field.all()


def _matrix(left: _Bracket, right: _Bracket, inside: list[Glyph], body: float) -> list[Glyph]:
    """Several rows in brackets as one glyph; a single row stays as it is, its brackets beside it.

    The axis of formulas runs a quarter of a letter above the baseline.
    """
    size = max(g.size for g in inside)
    rows = by_baseline([g for g in inside if g.size > SCRIPT * size], 0.4 * size)
    if len(rows) == 1:
        y = rows[0][0].y
        signs = "()" if left.round else "[]"
        return [
            *inside,
            Glyph(signs[0], left.x, y, left.right, body, left.bottom, left.top),
            Glyph(signs[1], right.x, y, right.right, body, right.bottom, right.top),
        ]
    for glyph in inside:
        if glyph.size <= SCRIPT * size:
            min(rows, key=lambda row: abs(glyph.y - row[0].y - 0.15 * size)).append(glyph)
    text = " \\\\ ".join(" & ".join(cells) for cells in _cells(rows, size))
    text = f"{MATH}{MATRIX} {text} \\end{{bmatrix}}{END}"
    y = left.middle - 0.25 * body
    return [Glyph(text, left.x, y, right.right, body, left.bottom, left.top, ends=True)]


def _cells(rows: list[list[Glyph]], size: float) -> list[list[str]]:
    """The texts of rows in columns: a column is what stands below each other."""
    runs: list[list[list[Glyph]]] = []
    for row in rows:
        found: list[list[Glyph]] = []
        for glyph in across(row):
            if found and glyph.x - max(g.right for g in found[-1]) < 0.5 * size:
                found[-1].append(glyph)
            else:
                found.append([glyph])
        runs.append(found)
    columns: list[list[float]] = []
    spans = [(min(g.x for g in run), max(g.right for g in run)) for row in runs for run in row]
    for start, end in sorted(spans):
        if columns and start < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], end)
        else:
            columns.append([start, end])
    table = []
    for row_runs in runs:
        line = []
        for start, end in columns:
            held = [g for run in row_runs for g in run if start <= g.x <= end]
            line.append(one_line(held).replace(MATH, "").replace(END, "") if held else "")
        table.append(line)
    return table


def _level(matrix: Glyph, glyphs: list[Glyph], body: float) -> None:
    """Puts a matrix on the line of the words beside it, where these stand at one of its rows."""
    beside = [
        g.y
        for g in glyphs
        if MATRIX not in g.text
        and g.size > SCRIPT * body
        and matrix.bottom < g.y + 0.25 * body < matrix.top
    ]
    if beside and max(beside) - min(beside) < 0.35 * body:
        matrix.y = beside[0]


def _pairs(brackets: list[_Bracket], body: float) -> list[tuple[_Bracket, _Bracket]]:
    """Opening and closing brackets of one height, the innermost first."""
    found: list[tuple[_Bracket, _Bracket]] = []
    waiting: list[_Bracket] = []
    for bracket in sorted(brackets, key=lambda b: b.x):
        if bracket.opens:
            waiting.append(bracket)
            continue
        level = [b for b in waiting if abs(b.middle - bracket.middle) < 0.5 * body]
        if level:
            waiting.remove(level[-1])
            found.append((level[-1], bracket))
    return found


def _reaching(tall: list[Glyph], rest: list[Glyph], body: float) -> list[Glyph]:
    """Brackets built of pieces that the file names once: one of the pieces is all we see.

    Such a pair reaches as far up as down from the axis, on which signs such as = stand; where
    none stands near, it ends where the rows between the brackets end.
    """
    for opening in [g for g in tall if g.text in _OPENING and abs(g.y - g.bottom) < 0.5]:
        right = [g for g in tall if g.x > opening.x and g.text in _CLOSING]
        right = [g for g in right if abs(g.bottom - opening.bottom) < 1]
        if not right:
            continue
        closing = min(right, key=lambda g: g.x)
        bottom, top = _reach(opening, closing, rest, body)
        opening.bottom = closing.bottom = bottom
        opening.top = closing.top = top
    return tall


def _reach(opening: Glyph, closing: Glyph, rest: list[Glyph], body: float) -> tuple[float, float]:
    bottom, top = opening.bottom, opening.top
    signs = [
        g
        for g in rest
        if g.text in _ON_THE_AXIS
        and bottom - 2 * body < g.y < top + body
        and min(abs(g.right - opening.x), abs(g.x - closing.right)) < 1.5 * body
    ]
    if signs:
        axis = (signs[0].bottom + signs[0].top) / 2
        far = max(abs(top - axis), abs(bottom - axis))
        return axis - far, axis + far
    rows = {
        g.y for g in rest if opening.x < g.x < closing.x and _inside(g.y, opening, closing, rest)
    }
    for y in sorted(y for y in rows if y > bottom - 1):
        if y - top > 0.8 * body:
            break
        top = max(top, y + 0.9 * body)
    for y in sorted((y for y in rows if y < bottom), reverse=True):
        if bottom - y > 1.3 * body:
            break
        bottom = y - 0.3 * body
    return bottom, top


def _inside(y: float, opening: Glyph, closing: Glyph, rest: list[Glyph]) -> bool:
    """Whether the line of that height has gaps where the brackets would be."""
    return not any(
        abs(g.y - y) < 1 and any(g.x < at.right and g.right > at.x for at in (opening, closing))
        for g in rest
    )


def _joined(tall: list[Glyph], body: float) -> list[_Bracket]:
    """The brackets, those in pieces put together."""
    found: list[_Bracket] = []
    ordered = sorted(tall, key=lambda g: (g.text in _CLOSING, round(g.x / (0.3 * body)), -g.top))
    for g in ordered:
        last = found[-1] if found else None
        same = last and last.opens == (g.text in _OPENING) and abs(last.x - g.x) < 0.3 * body
        if last and same and g.text in _LOWER and last.bottom - g.top < 0.5 * body:
            last.bottom = min(last.bottom, g.bottom)
        else:
            opens = g.text in _OPENING
            found.append(_Bracket(g.x, g.right, g.bottom, g.top, opens, g.text in _ROUND))
    return found
