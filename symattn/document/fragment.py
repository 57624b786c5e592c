"""A stage as formulas for the user's own document: nothing but what amsmath knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symattn.derivation.derivation import Derivation, solve
from symattn.derivation.step import Step
from symattn.document import measure
from symattn.errors import InputError
from symattn.formulas.tree import (
    Chain,
    Dots,
    Formula,
    Infinity,
    Lines,
    Matrix,
    Neg,
    Num,
    Relation,
    chain,
)
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Entry
from symattn.numbers.show import Style, formula, row_definitions
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.inputs import described
from symattn.problem.model import Problem
from symattn.problem.stages import family, instead
from symattn.words import say

__all__ = ["build", "elided"]

WIDEST = 150.0
"""Millimetres that a matrix may take; a wider one is listed entry by entry."""


def build(
    problem: Problem,
    stage: str,
    *,
    form: str = "exact",
    tokens: bool = False,
    width: int = 10,
    places: int = 3,
    rounding: Rounding = "half-even",
) -> tuple[Formula, ...]:
    """The displays that show a stage: one for each leading (batch, head) index.

    ``form`` "exact" gives the closed forms, "decimal" rounded ones after "≈",
    "both" one after the other, "steps" every entry worked out.  Rows and columns
    are numbered unless ``tokens``.
    """
    shown = problem if tokens else problem.changed(named=False)
    steps = _derivation(shown, stage)
    step = steps[stage]
    if form == "steps":
        return _worked(step, places, rounding)
    cells = step.cells
    if len(cells.shape) < 2:
        cells = Tensor((1, *cells.shape), cells.cells)
    displays = tuple(
        _display(step, lead, matrix, form, width, places, rounding)
        for lead, matrix in cells.matrices()
    )
    return (*displays, *_definitions(step, cells, form))


def _derivation(problem: Problem, stage: str) -> Derivation:
    forward = solve(problem)
    if stage in forward:
        return forward
    from symattn.derivation.backward import gradients

    backward = gradients(problem)
    if stage in backward:
        return backward
    raise InputError(
        say("derivation.no_stage", name=described(stage)),
        fix=instead(stage, (*forward, *backward)),
    )


def _display(
    step: Step,
    lead: Index,
    cells: Tensor[Any],
    form: str,
    width: int,
    places: int,
    rounding: Rounding,
) -> Formula:
    letter = step.notation.headed(step.name, lead)
    parts: list[tuple[Relation, Formula]] = []
    if form in ("exact", "both"):
        closed = elided(cells.map(lambda cell: _closed(step, cell)), width)
        if measure.width(closed) > WIDEST and family(step.name) != "terms":
            return _listed(step, lead, cells, form, places, rounding)
        parts.append(("=", closed))
    if form in ("decimal", "both"):
        decimals = cells.map(lambda cell: decimal(step, cell, places, rounding))
        same = decimals == cells.map(step.show)
        if not (same and parts):
            parts.append(("=" if same else "≈", elided(decimals, width)))
    return chain(letter, *parts)


def _closed(step: Step, cell: Any) -> Formula:
    """The closed form; over several row sums with r₁, r₂ … for their reciprocals."""
    if isinstance(cell, Entry):
        return formula(cell, Style(decimals=step.notation.problem.decimals, reciprocals=True))
    return step.show(cell)


def _definitions(step: Step, cells: Tensor[Any], form: str) -> tuple[Formula, ...]:
    """What every r that a closed form uses stands for; nothing where there is none."""
    if form == "decimal":
        return ()
    style = Style(decimals=step.notation.problem.decimals, reciprocals=True)
    found = dict(
        pair
        for cell in cells.cells
        if isinstance(cell, Entry)
        for pair in row_definitions(cell, style)
    )
    lines = tuple(chain(letter, ("=", body)) for letter, body in found.items())
    return (Lines(lines),) if lines else ()


def _listed(
    step: Step, lead: Index, cells: Tensor[Any], form: str, places: int, rounding: Rounding
) -> Lines:
    """The entries one under the other, where their matrix would be too wide."""
    lines = []
    flat = len(step.cells.shape) < 2
    for i, j in indices(cells.shape):
        public = (j,) if flat else (*lead, i, j)
        letter = step.letter(step.public(public))
        parts: list[tuple[Relation, Formula]] = [("=", _closed(step, cells[(i, j)]))]
        rounded = decimal(step, cells[(i, j)], places, rounding)
        if form == "both" and rounded != parts[0][1]:
            parts.append(("≈", rounded))
        lines.append(chain(letter, *parts))
    return Lines(tuple(lines))


def decimal(step: Step, cell: Any, places: int, rounding: Rounding = "half-even") -> Formula:
    """An entry as a decimal; closed where it has none, plain where it is a whole number."""
    shown = step.show(cell)
    if isinstance(shown, Num) and shown.text.lstrip("-").isdigit():
        return shown
    text = step.carrier.decimal(cell, places, rounding)
    if text is None:
        return shown
    return Neg(Infinity()) if text == "-inf" else Num(text)


def elided(cells: Tensor[Formula], width: int, height: int = 0) -> Matrix:
    """A matrix of at most ``width`` columns (and ``height`` rows): its middle left out."""
    rows, columns = cells.shape
    across = _kept(columns, width)
    down = _kept(rows, height or max(width, 10))
    grid = [[_entry(cells, i, j) for j in across] for i in down]
    return Matrix(tuple(tuple(row) for row in grid))


def _kept(size: int, most: int) -> list[int | None]:
    """Which of ``size`` lines stay; None marks the gap before the last."""
    if size <= most:
        return list(range(size))
    return [*range(most - 2), None, size - 1]


def _entry(cells: Tensor[Formula], i: int | None, j: int | None) -> Formula:
    if i is None:
        return Dots("both" if j is None else "column")
    return Dots("row") if j is None else cells[(i, j)]


def _worked(step: Step, places: int, rounding: Rounding) -> tuple[Formula, ...]:
    """Every entry of a stage, each a display: letter = rule = numbers put in = value ≈ decimal."""
    raw = step.carrier.cells(step.value)
    places_of = Tensor.build(raw.shape, lambda i: i).cells
    worked = tuple(Lines(tuple(_entry_lines(step, i, places, rounding))) for i in places_of)
    return (*worked, *_definitions(step, raw, "steps"))


def _entry_lines(step: Step, index: Index, places: int, rounding: Rounding) -> Iterator[Chain]:
    whole = step.working(index).chain()
    closed = _closed(step, step.at(index))
    if whole.parts[-1] == step.show(step.at(index)):
        whole = Chain((*whole.parts[:-1], closed), whole.relations)
    rounded = decimal(step, step.at(index), places, rounding)
    parts, relations = list(whole.parts), list(whole.relations)
    if rounded != parts[-1]:
        parts.append(rounded)
        relations.append("≈")
    yield Chain((parts[0], parts[1]), ("", relations[1]))
    for part, relation in zip(parts[2:], relations[2:], strict=True):
        yield Chain((part,), (relation,))
