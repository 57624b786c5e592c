"""The pictures of a sheet as SVG, drawn from the same marks as on both roads to PDF."""

from __future__ import annotations

from typing import assert_never

from symattn.document.tree import Content, Math, Picture, Sheet, Strong, Text, User
from symattn.document.walk import nodes
from symattn.errors import InputError
from symattn.files import plot
from symattn.formulas import plain
from symattn.formulas.escape import xml
from symattn.words import say

__all__ = ["render"]

SCALE = 4.0
"""Pixels a millimetre."""
GAP = 6.0
SIZE = 3.2
"""Height of the letters, in millimetres."""


def render(sheet: Sheet) -> bytes:
    """All pictures of the sheet, one under the other.

    Raises InputError for a sheet without pictures.
    """
    pictures = [node for node in nodes(sheet.blocks) if isinstance(node, Picture)]
    if not pictures:
        raise InputError(say("files.no_picture"), key="-o", fix=say("fix.end_name_in_pdf"))
    step = plot.HEIGHT + GAP
    height = step * len(pictures)
    body = "".join(_picture(one, step * k) for k, one in enumerate(pictures))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{xml(sheet.title)}" '
        f'width="{_px(plot.WIDTH)}" height="{_px(height)}" '
        f'viewBox="0 0 {_px(plot.WIDTH)} {_px(height)}" font-family="serif" '
        f'font-size="{_px(SIZE)}">\n<rect width="100%" height="100%" fill="white"/>\n{body}</svg>\n'
    ).encode()


def _px(length: float) -> str:
    return f"{length * SCALE:.2f}".rstrip("0").rstrip(".")


def _picture(picture: Picture, top: float) -> str:
    marks = "".join(_mark(mark) for mark in plot.draw(picture))
    return (
        f'<g transform="translate(0 {_px(top)})">\n<title>{xml(picture.alt)}</title>\n{marks}</g>\n'
    )


def _mark(mark: plot.Mark) -> str:
    match mark:
        case plot.Stroke(through, dashed, thin):
            points = " ".join(_at(at) for at in through)
            dash = ' stroke-dasharray="6 4"' if dashed else ""
            width = "0.8" if thin else "1.6"
            return (
                f'<polyline points="{points}" fill="none" stroke="black" '
                f'stroke-width="{width}"{dash}/>\n'
            )
        case plot.Dot(at):
            x, y = _at(at).split(",")
            return f'<circle cx="{x}" cy="{y}" r="3.2"/>\n'
        case plot.Shade((x, y), (across, up), black):
            shade = round(255 * (1 - black / 1000))
            corner = _at((x, y + up)).split(",")
            return (
                f'<rect x="{corner[0]}" y="{corner[1]}" width="{_px(across)}" height="{_px(up)}" '
                f'fill="rgb({shade},{shade},{shade})" stroke="rgb(120,120,120)"/>\n'
            )
        case plot.Label(at, side, text):
            x, y = _at((at[0], at[1] - SIZE / 3)).split(",")
            anchor = {"left": "start", "right": "end", "middle": "middle"}[side]
            return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{xml(_words(text))}</text>\n'
        case _:
            assert_never(mark)


def _at(point: plot.At) -> str:
    """Marks count from the lower left corner, SVG from the upper one."""
    return f"{_px(point[0])},{_px(plot.HEIGHT - point[1])}"


def _words(parts: Content) -> str:
    return "".join(_inline(part) for part in parts)


def _inline(part: Text | User | Math | Strong) -> str:
    if isinstance(part, Math):
        return plain.write(part.formula)
    return _words(part.parts) if isinstance(part, Strong) else part.text
