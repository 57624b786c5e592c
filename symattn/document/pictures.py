"""Pictures from derivations: shades of weights, curves of the scale, with points of the problem.

A picture is a tree like the rest of a page; its numbers stand in a table beside it, and
every picture says in words what it shows.  Curves are drawn from floats; points of the
problem are certified decimals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from flint import fmpq

from symattn.derivation.derivation import Derivation
from symattn.derivation.notation import Axis
from symattn.derivation.scaling import SCALES, Scaling
from symattn.derivation.step import Step
from symattn.document.names import named, stage_name
from symattn.document.tree import Content, Curve, Heatmap, Picture, Points, Text
from symattn.formulas.tree import Name
from symattn.numbers import certify
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry, RowSum
from symattn.numbers.expsums import ExpSum
from symattn.words import say

__all__ = [
    "HIGHEST",
    "LOWEST",
    "heat_names",
    "heatmap",
    "jacobian_by_width",
    "slopes_by_width",
    "weights_by_scale",
]

SAMPLES = 48
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


def jacobian_by_width(width: int | None = None) -> Picture:
    """Largest Jacobian entry of two keys against d_k (log axis), without and with the factor.

    The gap of two scores is √(2 d_k) without the factor (its standard deviation for
    entries of mean 0 and variance 1) and √2 with it.  At a problem's own ``width`` d_k
    both curves carry a point, a certified decimal.
    """
    powers = [LOWEST + (HIGHEST - LOWEST) * k / SAMPLES for k in range(SAMPLES + 1)]
    without = [(x, _slope(math.sqrt(2 * 2**x))) for x in powers]
    factor = [(x, _slope(math.sqrt(2))) for x in powers]
    return Picture(
        alt=say("picture.jacobian_by_width"),
        marks=(
            Curve(_texts(without), (Text(say("picture.without")),), dashed=True),
            Curve(_texts(factor), (Text(say("picture.with")),)),
            *_own_points(width),
        ),
        x_range=(str(LOWEST), str(HIGHEST)),
        y_range=("0", "0.2"),
        x_label=(Text(say("picture.log_width")),),
        y_label=(Text(say("picture.slope")),),
    )


def _own_points(width: int | None) -> tuple[Points, ...]:
    if width is None or not 2**LOWEST <= width <= 2**HIGHEST:
        return ()
    at = f"{math.log2(width):.4f}"
    return (Points(tuple((at, exact_slope(fmpq(2 * d))) for d in (width, 1))),)


def exact_slope(square: fmpq) -> str:
    """1/(4 cosh²(Δ/2)) = e^(−Δ)/(1 + e^(−Δ))² for Δ = √square, correctly rounded.

    >>> exact_slope(fmpq(2))
    '0.157323'
    """
    small = ExpSum.exp(ExpSum.of(-Algebraic.power(square, fmpq(1, 2))))
    inverse = Entry.reciprocal(RowSum(("slope", str(square)), small + 1))
    return certify.decimal(Entry.of(small) * inverse * inverse, 6)


def slopes_by_width() -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The numbers of that picture at every other power of two: "without" and "with"."""
    powers = range(LOWEST, HIGHEST + 1, 2)
    return (
        ("without", tuple(_slope(math.sqrt(2 * 2**x)) for x in powers)),
        ("with", tuple(_slope(math.sqrt(2)) for _ in powers)),
    )


def _slope(gap: float) -> float:
    return 1 / (4 * math.cosh(gap / 2) ** 2) if gap < 600 else 0.0


def weights_by_scale(found: Scaling, row: int) -> Picture:
    """The weights of one query against the scale from 0 to 1; its own three scales as points."""
    steps = found.views[0].steps
    scores = [_value(cell) for cell in steps.carrier.cells(steps.value("scores")).row(row)]
    scales = [k / SAMPLES for k in range(SAMPLES + 1)]
    curves = [
        Curve(
            _texts((s, _softmax([s * x for x in scores])[j]) for s in scales),
            _key(steps, j),
            dashed=j % 2 == 1,
        )
        for j in range(len(scores))
    ]
    marks: list[Points | Curve] = list(curves)
    for view in (view for view in found.views if view.scale in SCALES):
        at = certify.decimal(Entry.of(view.steps.problem.scale), 6) if view.scale != "none" else "1"
        cells = view.steps.carrier.cells(view.steps.value("weights")).row(row)
        marks.append(Points(tuple((at, certify.decimal(cell, 6)) for cell in cells)))
    name = steps.notation.label("query", row)
    query = name.text if isinstance(name, Name) else str(row + 1)
    return Picture(
        alt=say("picture.weights_by_scale", query=query),
        marks=tuple(marks),
        x_label=(Text(say("scaling.scale")),),
        y_label=(Text(say("scaling.weights")),),
    )


def _key(steps: Derivation, j: int) -> Content:
    return (named(steps.notation, "key", j),)


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _texts(points: Iterable[tuple[float, float]]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{x:.4f}", f"{y:.6f}") for x, y in points)
