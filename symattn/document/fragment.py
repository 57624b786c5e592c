"""A stage as formulas for the user's own document: nothing but what amsmath knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symattn.derivation.derivation import Derivation, Step, solve
from symattn.errors import InputError
from symattn.formulas.tree import (
    Chain,
    Dots,
    Formula,
    Lines,
    Matrix,
    Neg,
    Infinity,
    Num,
    Relation,
    Word,
    chain,
)
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem

__all__ = ["build", "elided"]


def build(
    problem: Problem, stage: str, *, form: str = "exact", tokens: bool = False,
    width: int = 10, places: int = 3, rounding: str = "half-even",
) -> tuple[Formula, ...]:  # fmt: skip
    """The displays that show a stage: one for each leading (batch, head) index.

    ``form`` "exact" gives the closed forms, "decimal" rounded ones after "≈",
    "both" one after the other, "steps" every entry worked out.  Rows and columns
    are numbered unless ``tokens``.
    """
    shown = problem if tokens else problem.changed(named=False)
    steps = _derivation(shown, stage)
    step = steps[stage]
    if form == "steps":
        return (_worked(step, places, rounding),)
    cells = step.cells
    if len(cells.shape) < 2:
        cells = Tensor((1, *cells.shape), cells.cells)
    return tuple(_display(step, lead, m, form, width, places, rounding) for lead, m in cells.matrices())


def _derivation(problem: Problem, stage: str) -> Derivation:
    forward = solve(problem)
    if stage in forward:
        return forward
    from symattn.derivation.backward import gradients

    backward = gradients(problem)
    if stage in backward:
        return backward
    raise InputError(
        f"there is no stage {stage!r} here", fix=f"one of: {', '.join((*forward, *backward))}"
    )


def _display(
    step: Step, lead: Index, cells: Tensor[Any], form: str, width: int, places: int, rounding: str
) -> Chain:
    letter = step.notation.headed(step.name, lead)
    parts: list[tuple[Relation, Formula]] = []
    if form in ("exact", "both"):
        parts.append(("=", elided(cells.map(step.show), width)))
    if form in ("decimal", "both"):
        decimals = cells.map(lambda cell: decimal(step, cell, places, rounding))
        same = decimals == cells.map(step.show)
        if not (same and parts):
            parts.append(("=" if same else "≈", elided(decimals, width)))
    return chain(letter, *parts)


def decimal(step: Step, cell: Any, places: int, rounding: str = "half-even") -> Formula:
    """An entry as a decimal; closed where it has none, plain where it is a whole number."""
    shown = step.show(cell)
    if isinstance(shown, Num) and shown.text.lstrip("-").isdigit():
        return shown
    text = step.carrier.decimal(cell, places, rounding)
    if text is None:
        return shown if not isinstance(shown, Word) else shown
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


def _worked(step: Step, places: int, rounding: str) -> Lines:
    """Every entry of a stage: letter = rule = numbers put in = value ≈ decimal."""
    raw = step.carrier.cells(step.value)
    places_of = Tensor.build(raw.shape, lambda i: i).cells
    return Lines(tuple(line for i in places_of for line in _entry_lines(step, i, places, rounding)))


def _entry_lines(step: Step, index: Index, places: int, rounding: str) -> Iterator[Chain]:
    whole = step.working(index).chain()
    rounded = decimal(step, step.at(index), places, rounding)
    parts, relations = list(whole.parts), list(whole.relations)
    if rounded != parts[-1]:
        parts.append(rounded)
        relations.append("≈")
    yield Chain((parts[0], parts[1]), ("", relations[1]))
    for part, relation in zip(parts[2:], relations[2:], strict=True):
        yield Chain((part,), (relation,))
