"""Stages as displays for the user's own document: nothing but what amsmath knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from symattn.derivation.step import Step, matrices
from symattn.document.listed import Room
from symattn.document.naming import Letters
from symattn.document.room import laid
from symattn.document.shown import Shown, Writing
from symattn.document.sought import sought
from symattn.document.tree import Block, Display, Paragraph, Text
from symattn.errors import InputError
from symattn.formulas.tree import Formula
from symattn.numbers.certify import Rounding
from symattn.numbers.tensors import Index
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["Part", "Wanted", "build", "displays"]

LEAST = 6.0
"""In em: what a matrix of three rows needs on a page, with the room around it."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a problem.

    ``form`` "exact" gives the closed forms, "decimal" rounded ones after "≈", "both" one
    after the other, "steps" every entry worked out.  Rows and columns are numbered unless
    ``tokens``.  ``cell`` and ``row`` count from 0, a leading (head) index may stand before
    them.  ``layer`` counts from 1; None is the last, 0 every one.
    """

    stages: tuple[str, ...]
    form: Writing = "exact"
    tokens: bool = False
    places: int = 3
    rounding: Rounding = "half-even"
    cell: Index | None = None
    row: Index | None = None
    layer: int | None = None
    room: Room = field(default_factory=Room)


@dataclass(frozen=True)
class Part:
    """A stage of a layer as it is shown: whole, or with something left out."""

    stage: str
    layer: int
    blocks: tuple[Block, ...]
    whole: bool


def build(problem: Problem, asked: Wanted) -> tuple[Part, ...]:
    """What shows the stages, layer after layer, each matrix in its turn.

    Raises :class:`InputError` for a stage, cell or row that the problem does not have.
    """
    shown = problem if asked.tokens else problem.changed(named=False)
    wanted = list(sought(shown, asked.stages, asked.layer))
    letters = Letters(_letters_of([step for _, step in wanted]))
    room = asked.room
    if not room.paged and not room.whole:
        room = replace(room, height=room.height / len(wanted))
    return tuple(
        Part(step.name, number, *_part(step, number, len(problem.layers) + 1, asked, room, letters))
        for number, step in wanted
    )


def displays(parts: Iterable[Part]) -> Iterator[Formula]:
    """The formulas alone."""
    for part in parts:
        yield from (block.formula for block in part.blocks if isinstance(block, Display))


def _letters_of(steps: Iterable[Step]) -> Iterator[Formula]:
    """The letters that the steps already use, those of symbols in the input included."""
    for step in steps:
        yield step.rule()
        yield step.notation.matrix(step.name)
        if step.notation.problem.symbolic:
            yield from step.formulas().cells


# One step ----------------------------------------------------------------------------


def _part(
    step: Step, number: int, count: int, asked: Wanted, room: Room, letters: Letters
) -> tuple[tuple[Block, ...], bool]:
    wanted = list(_matrices(step, asked))
    blocks: list[Block] = []
    whole = True
    if count > 1 and asked.layer == 0:
        blocks.append(Paragraph((Text(say("export.layer", number=number)),)))
    most = len(wanted) if room.whole else max(1, int(room.height // LEAST))
    if len(wanted) > most:
        told = say("export.first_matrices", shown=most, count=len(wanted))
        blocks.append(Paragraph((Text(told),)))
        wanted, whole = wanted[:most], False
    own = room if room.whole else replace(room, height=room.height / len(wanted))
    for shown in wanted:
        made, all_of_it = laid(shown, own, letters)
        blocks += made
        whole = whole and all_of_it
    return tuple(blocks), whole


def _matrices(step: Step, asked: Wanted) -> Iterator[Shown]:
    """Each matrix of a stage that is asked for."""
    index, what = (asked.cell, 2) if asked.cell is not None else (asked.row, 1)
    shape = step.shape if len(step.shape) > 1 else (1, *step.shape)
    lead, last = _wanted(index, what, shape, step)
    for own, cells in matrices(step.cells):
        if own[: len(lead)] == lead or own[len(own) - len(lead) :] == lead:
            row, column = (*last, None, None)[:2]
            yield Shown(step, own, cells, asked.form, asked.places, asked.rounding, row, column)


def _wanted(index: Index | None, size: int, shape: Index, step: Step) -> tuple[Index, Index]:
    """The leading index and the rest of what is asked for, both empty where all is."""
    if index is None:
        return (), ()
    if len(step.shape) < 2 and len(index) == size - 1:
        index = (0, *index)
    lead, last = index[: len(index) - size], index[len(index) - size :]
    axes = (*shape[:-2][len(shape) - 2 - len(lead) :], *shape[-2:][:size])
    inside = all(0 <= i < n for i, n in zip((*lead, *last), axes, strict=False))
    if len(index) < size or len(lead) > len(shape) - 2 or not inside:
        raise InputError(
            say(
                "cli.cell_outside" if size == 2 else "export.row_outside",
                cell=",".join(str(i + 1) for i in index),
                size=" × ".join(map(str, step.shape)),
            )
        )
    return lead, last
