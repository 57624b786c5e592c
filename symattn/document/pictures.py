"""Pictures: shades of weights, and rows of two keys against the width.

A picture is a tree like the rest of a page; its numbers stand in a table beside it, and
every picture says in words what it shows.  Curves are drawn from floats; points of the
problem are certified decimals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from symattn.derivation.notation import Axis
from symattn.derivation.step import Step
from symattn.derivation.typical import WIDTHS, two_keys
from symattn.document.names import named, stage_name
from symattn.document.tree import Content, Curve, Heatmap, Picture, Points, Text
from symattn.numbers import certify
from symattn.numbers.entries import Entry
from symattn.words import say

__all__ = [
    "HIGHEST",
    "LOWEST",
    "heat_names",
    "heatmap",
    "rows_by_width",
]

LOWEST, HIGHEST = 0, 10
"""Powers of two of d_k on the logarithmic axis: 1 to 1024."""


def heatmap(step: Step) -> Picture:
    """The entries of a stage in shades of grey, the largest black; its numbers go beside it."""
    cells = step.cells
    rows, columns = cells.shape[-2:]
    values = [_value(cell) for cell in cells.cells[: rows * columns]]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    shades = tuple(
        tuple(round(850 * (values[i * columns + j] - low) / span) for j in range(columns))
        for i in range(rows)
    )
    return Picture(
        alt=say("picture.heatmap", stage=stage_name(step.name).lower()),
        marks=(Heatmap(shades, *heat_names(step)),),
    )


def heat_names(step: Step) -> tuple[tuple[Content, ...], tuple[Content, ...]]:
    """The names of the rows and of the columns, in the problem's layout."""
    rows, columns = step.cells.shape[-2:]
    axes = step.notation.axes(step.name)
    first, second = (axes[1], axes[0]) if step.notation.columns else (axes[0], axes[1])
    return _names(step, first, rows), _names(step, second, columns)


def _names(step: Step, axis: Axis, size: int) -> tuple[Content, ...]:
    return tuple((named(step.notation, axis, i),) for i in range(size))


def _value(cell: object) -> float:
    """For a shade of grey only: a float of the entry, 0 where there is none."""
    return float(certify.decimal(cell, 6)) if isinstance(cell, Entry) else 0.0


def rows_by_width() -> Picture:
    """a(1 − a) of two keys against d_k, both axes in powers: the row in the middle and the mean
    without the factor, and with it.

    Scores are independent and normal of variance d_k, so with the factor both are the same
    at every width.  The dots are the numbers of the table beside it.
    """
    found = {power: two_keys(2**power) for power in range(LOWEST, HIGHEST + 1)}
    middle = [(x, _power(rows.median)) for x, rows in found.items()]
    mean = [(x, _power(rows.mean)) for x, rows in found.items()]
    with_factor = [(x, middle[0][1]) for x in (LOWEST, HIGHEST)]
    dots = [points[width.bit_length() - 1] for points in (middle, mean) for width in WIDTHS]
    return Picture(
        alt=say("picture.rows_by_width"),
        marks=(
            Curve(_texts(middle), (Text(say("picture.median")),), dashed=True),
            Curve(_texts(mean), (Text(say("picture.mean")),), dashed=True),
            Curve(_texts(with_factor), (Text(say("picture.with")),)),
            Points(_texts(dots)),
        ),
        x_range=(str(LOWEST), str(HIGHEST)),
        y_range=("-14", "0"),
        x_label=(Text(say("picture.log_width")),),
        y_label=(Text(say("picture.log_slope")),),
    )


def _power(entry: Entry) -> float:
    """The power of ten that a number is: a coordinate, in floats."""
    mantissa, exponent = certify.significant(entry, 6)
    return math.log10(float(mantissa)) + exponent


def _texts(points: Iterable[tuple[float, float]]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{x:.4f}", f"{y:.6f}") for x, y in points)
