"""A picture as lines, dots, cells and labels in millimetres; both roads draw the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from symattn.document.measure import PICTURE
from symattn.document.tree import Content, Curve, Heatmap, Picture, Points, content

__all__ = ["HEIGHT", "WIDTH", "Dot", "Label", "Mark", "Shade", "Stroke", "draw"]

WIDTH, HEIGHT = PICTURE
"""The whole picture; its plot leaves room for labels on every side."""

_LEFT, _BOTTOM, _ACROSS, _UP = 14.0, 8.0, 56.0, 42.0

At = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A broken line through points that count from the lower left corner."""

    through: tuple[At, ...]
    dashed: bool = False
    thin: bool = False


@dataclass(frozen=True)
class Dot:
    """A round mark."""

    at: At


@dataclass(frozen=True)
class Shade:
    """A grey rectangle: its lower left corner, its sides, per mille of black."""

    at: At
    sides: At
    black: int


@dataclass(frozen=True)
class Label:
    """A text that touches a point with its left, its right, or its middle."""

    at: At
    side: Literal["left", "right", "middle"]
    text: Content


Mark = Stroke | Dot | Shade | Label


def draw(picture: Picture) -> Iterator[Mark]:
    """The marks of a picture, those below first."""
    plots = [mark for mark in picture.marks if isinstance(mark, Heatmap)]
    for heatmap in plots:
        yield from _heatmap(heatmap)
    if not plots:
        yield from _axes(picture)
    for mark in picture.marks:
        if isinstance(mark, Points):
            yield from (Dot(_place(picture, at)) for at in mark.at)
        elif isinstance(mark, Curve):
            through = tuple(_place(picture, at) for at in mark.through)
            yield Stroke(through, mark.dashed)
            if mark.label:
                yield Label((through[-1][0] + 1, through[-1][1]), "left", mark.label)


def _axes(picture: Picture) -> Iterator[Mark]:
    right, top = _LEFT + _ACROSS, _BOTTOM + _UP
    corners = ((_LEFT, top), (_LEFT, _BOTTOM), (right, _BOTTOM))
    yield Stroke(corners, thin=True)
    low, high = (content(text) for text in picture.x_range)
    yield Label((_LEFT, _BOTTOM - 3), "middle", low)
    yield Label((right, _BOTTOM - 3), "middle", high)
    yield Label((_LEFT + _ACROSS / 2, _BOTTOM - 4), "middle", picture.x_label)
    low, high = (content(text) for text in picture.y_range)
    yield Label((_LEFT - 1, _BOTTOM), "right", low)
    yield Label((_LEFT - 1, top), "right", high)
    yield Label((_LEFT - 1, _BOTTOM + _UP / 2), "right", picture.y_label)


def _heatmap(node: Heatmap) -> Iterator[Mark]:
    tall, wide = len(node.shades), len(node.shades[0])
    side = min(_ACROSS / wide, _UP / tall)
    top = _BOTTOM + _UP
    for i, row in enumerate(node.shades):
        for j, black in enumerate(row):
            yield Shade((_LEFT + j * side, top - (i + 1) * side), (side, side), black)
    for i, name in enumerate(node.row_names):
        yield Label((_LEFT - 1, top - (i + 0.5) * side), "right", name)
    for j, name in enumerate(node.column_names):
        yield Label((_LEFT + (j + 0.5) * side, top + 2.5), "middle", name)


def _place(picture: Picture, at: tuple[str, str]) -> At:
    """A point of the picture's ranges on the paper."""
    x, y = (
        (Fraction(value) - Fraction(low)) / (Fraction(high) - Fraction(low))
        for value, (low, high) in zip(at, (picture.x_range, picture.y_range), strict=True)
    )
    return _LEFT + _ACROSS * float(x), _BOTTOM + _UP * float(y)
