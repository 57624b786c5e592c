"""What is written of one matrix of a stage: its letters, closed forms, decimals and workings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from symattn.derivation.step import Step
from symattn.formulas.rebuild import with_parts
from symattn.formulas.tree import (
    Chain,
    Dots,
    Formula,
    Infinity,
    Matrix,
    Neg,
    Num,
    Relation,
    Sym,
    chain,
)
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Entry
from symattn.numbers.show import Style, formula, row_definitions
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Shown", "Writing", "decimal", "elided"]

Writing = Literal["exact", "decimal", "both", "steps"]
Place = tuple[int, int]


@dataclass(frozen=True)
class Shown:
    """One matrix of a stage, in the problem's layout, and how it is to be written.

    ``lead``: its leading (batch, head) index; ``row`` and ``column``: all that is asked for,
    from 0, None for every one.
    """

    step: Step
    lead: Index
    cells: Tensor[Any]
    form: Writing
    places: int
    rounding: Rounding
    row: int | None = None
    column: int | None = None

    @property
    def rows(self) -> list[int]:
        """The rows that are asked for."""
        return list(range(self.cells.shape[0])) if self.row is None else [self.row]

    @property
    def columns(self) -> list[int]:
        """The columns that are asked for."""
        return list(range(self.cells.shape[1])) if self.column is None else [self.column]

    def letter(self) -> Formula:
        """The letter of the whole matrix, or of the row that is asked for."""
        if self.row is None:
            return self.step.notation.headed(self.step.name, self.lead)
        return _without_last(self.cell_letter((self.row, 0)))

    def cell_letter(self, place: Place) -> Formula:
        """The letter of an entry."""
        return self.step.letter(self._index(place))

    def _index(self, place: Place) -> Index:
        """Where an entry of the matrix stands in the row convention."""
        if len(self.step.shape) < 2:
            return (place[1],)
        return self.step.public((*self.lead, *place))

    def closed(self, place: Place) -> Formula:
        """The closed form of an entry, with r₁, r₂ … for the reciprocals of several row sums."""
        cell = self.cells[place]
        return formula(cell, self._style) if isinstance(cell, Entry) else self.step.show(cell)

    @property
    def _style(self) -> Style:
        return Style(decimals=self.step.notation.problem.decimals, reciprocals=True)

    def rounded(self, place: Place) -> Formula:
        """The entry as a decimal, where it has one."""
        return decimal(self.step, self.cells[place], self.places, self.rounding)

    def parts(self, grid: Callable[[Callable[[Place], Formula]], Formula]) -> Chain:
        """The letter, and what stands after each relation, in the form that is asked for."""
        out: list[tuple[Relation, Formula]] = []
        if self.form in ("exact", "both"):
            out.append(("=", grid(self.closed)))
        if self.form in ("decimal", "both"):
            rounded = grid(self.rounded)
            same = rounded == grid(lambda place: self.step.show(self.cells[place]))
            if not (same and out):
                out.append(("=" if same else "≈", rounded))
        return chain(self.letter(), *out)

    def entry(self, place: Place) -> Chain:
        """One entry with its letter: closed, rounded, or worked out."""
        if self.form == "steps":
            return self._worked(place)
        whole = self.parts(lambda of: of(place))
        return Chain((self.cell_letter(place), *whole.parts[1:]), whole.relations)

    def result(self, place: Place) -> Chain:
        """One entry and what it comes to, as short as it can be said."""
        return replace(self, form="both").entry(place)

    def decimal_alone(self, place: Place) -> Chain:
        """One entry and its decimal."""
        return replace(self, form="decimal").entry(place)

    def _worked(self, place: Place) -> Chain:
        """letter = rule = numbers put in = value ≈ decimal."""
        index = self._index(place)
        whole = self.step.working(index).chain()
        closed = self.closed(place)
        if whole.parts[-1] == self.step.show(self.step.at(index)):
            whole = Chain((*whole.parts[:-1], closed), whole.relations)
        rounded = self.rounded(place)
        if rounded == whole.parts[-1]:
            return whole
        return Chain((*whole.parts, rounded), (*whole.relations, "≈"))

    def definitions(self, places: Iterable[Place]) -> Iterator[Chain]:
        """What every r that the closed forms of these entries use stands for."""
        if self.form == "decimal":
            return
        told: dict[Formula, Formula] = {}
        for place in places:
            cell = self.cells[place]
            if isinstance(cell, Entry):
                told.update(row_definitions(cell, self._style))
        yield from (chain(letter, ("=", body)) for letter, body in told.items())


def _without_last(letter: Formula) -> Formula:
    """The letter of an entry without the last of its subscripts: that of its row."""
    if isinstance(letter, Sym):
        return replace(letter, sub=letter.sub[:-1]) if len(letter.sub) > 1 else letter
    return with_parts(letter, _without_last)


def decimal(step: Step, cell: Any, places: int, rounding: Rounding = "half-even") -> Formula:
    """An entry as a decimal; closed where it has none, plain where it is a whole number."""
    shown = step.show(cell)
    if isinstance(shown, Num) and shown.text.lstrip("-").isdigit():
        return shown
    text = step.carrier.decimal(cell, places, rounding)
    if text is None:
        return shown
    return Neg(Infinity()) if text == "-inf" else Num(text)


def elided(
    rows: list[int], columns: list[int], most: Place, of: Callable[[Place], Formula]
) -> tuple[Matrix, list[Place]]:
    """A matrix of at most so many rows and columns, its middle left out, and what it shows."""
    down, across = _kept(rows, most[0]), _kept(columns, most[1])
    grid = tuple(tuple(_entry(i, j, of) for j in across) for i in down)
    return Matrix(grid), [(i, j) for i in down for j in across if i is not None and j is not None]


def _kept(lines: list[int], most: int) -> list[int | None]:
    """Which lines stay; None marks the gap before the last."""
    return [*lines] if len(lines) <= most else [*lines[: most - 2], None, lines[-1]]


def _entry(i: int | None, j: int | None, of: Callable[[Place], Formula]) -> Formula:
    if i is None:
        return Dots("both" if j is None else "column")
    return Dots("row") if j is None else of((i, j))
