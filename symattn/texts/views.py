"""What the sheet of a problem shows besides its stages, as enclosures: kernel, blocks, bounds.

A text that repeats it gets a place for its numbers; nothing here is a claim about a stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flint import arb

from symattn.derivation.blocks import block_size, blockwise, spans
from symattn.derivation.bounds import bounds, largest_additive, weight_of_two
from symattn.derivation.derivation import Derivation, solve
from symattn.derivation.kernel import kernels
from symattn.errors import SymattnError
from symattn.numbers.entries import Entry
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor
from symattn.problem.model import Problem
from symattn.reading.documents import Document, Equation
from symattn.reading.documents.trees import Neg, Number, Sum, Tree, names, plain
from symattn.texts.arithmetic import closed
from symattn.texts.evidence import agrees
from symattn.texts.said import number_of
from symattn.texts.tables import Item, Table
from symattn.verification.trial import fits_ball

__all__ = ["Shown", "equations_in", "table_in", "views"]

BITS = 4096
"""Enough for what is left to 1 by a weight of d_k = 1024, 1 − 4·10⁻⁸⁹⁰."""

Rows: TypeAlias = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Shown:
    """An array beside the stages: what it is, the letter it goes by ("" for none), its rows."""

    name: str
    letter: str
    rows: Rows

    def lines(self) -> list[tuple[Any, ...]]:
        """Its rows and its columns."""
        return [*self.rows, *zip(*self.rows, strict=True)]


def views(problem: Problem) -> list[Shown]:
    """The arrays that ``[sheet] also`` asks for, where they apply, and each head's inputs."""
    also = problem.sheet.get("also", ())
    makers = {"kernel": _kernel, "blocks": _blocks, "comparison": _comparison}
    asked = [make for key, make in makers.items() if key in also]
    with working(BITS):
        found = [*_heads(problem), *_masks(problem)]
        try:
            steps = solve(problem) if asked else None
            return found + [one for make in asked if steps is not None for one in make(steps)]
        except SymattnError:
            return found


def _heads(problem: Problem) -> Iterator[Shown]:
    """The matrices of inputs with more axes than two."""
    for name, cells in problem.inputs.items():
        if len(cells.shape) > 2 and not problem.symbolic:
            for lead, matrix in cells.matrices():
                yield Shown(f"{name}, {', '.join(str(i + 1) for i in lead)}", "", _rows(matrix))


def _masks(problem: Problem) -> Iterator[Shown]:
    """Who sees whom, 1 and 0, as a sheet tells it."""
    if problem.visible is not None:
        for _, matrix in problem.visible.matrices():
            rows = [[arb(int(seen)) for seen in matrix.row(i)] for i in range(matrix.shape[0])]
            yield Shown("mask", "M", tuple(map(tuple, rows)))


def _rows(matrix: Tensor[Any]) -> Rows:
    return tuple(tuple(map(_ball, matrix.row(i))) for i in range(matrix.shape[0]))


def table_in(shown: Iterable[Shown], table: Table) -> Shown | None:
    """The array of which the table repeats whole rows or columns."""
    for one in shown:
        known = one.lines()
        for rows in (table.rows, tuple(zip(*table.rows, strict=True))):
            if all(any(_same(row, line) for line in known) for row in rows):
                return one
    return None


def _same(row: Sequence[Item], line: Sequence[Any]) -> bool:
    return len(row) == len(line) and all(map(_agrees, row, line))


def _agrees(item: Item, ball: Any) -> bool:
    """``1 − 3.4×10⁻⁴`` is a weight near 1: what is left to 1 is what is printed."""
    match item.tree:
        case Sum(terms=(Number(printed=whole), Neg(body=Number(printed=left)))):
            return fits_ball(left, whole.value - ball) is True
    return agrees(item, ball)


def equations_in(shown: Sequence[Shown], document: Document) -> set[tuple[int, int]]:
    """Where the numbers of those equations stand that give entries of the arrays."""
    found = [one for one in document.equations() if shown and _gives(shown, one)]
    return {(n.where.line, n.where.column) for one in found for n in one.numbers() if n.where}


def _gives(shown: Sequence[Shown], equation: Equation) -> bool:
    """Whether each part is one entry of the array of that letter, or the 0 of its sign."""
    letters = {re.split(r"[_^]", name)[0] for name in names(equation.parts[0])}
    for one in shown:
        if one.letter in letters:
            balls = [ball for row in one.rows for ball in row]
            items = [
                _item(part, equation)
                for part, sign in zip(equation.parts[1:], equation.relations, strict=True)
                if not (sign in "<>" and isinstance(part, Number) and part.printed.value == 0)
            ]
            if items and any(all(agrees(item, ball) for item in items) for ball in balls):
                return True
    return False


def _item(part: Tree, equation: Equation) -> Item:
    text = plain(part)
    return Item(text, number_of(part, beyond=True) or closed(part, text), equation.where, part)


def _ball(cell: Any) -> Any:
    return Entry.of(cell).ball(BITS) if not isinstance(cell, arb) else cell


def _kernel(steps: Derivation) -> Iterator[Shown]:
    for one in kernels(steps):
        factors = tuple(map(_ball, one.norms(one.keys)))
        yield Shown("kernel of the keys", "G", _rows(one.matrix))
        yield Shown("Gaussian kernel", "", (*_rows(one.gaussian), factors))
        yield Shown("leading minors", "D", (tuple(map(_ball, one.minors)),))


def _blocks(steps: Derivation) -> Iterator[Shown]:
    size = block_size(steps.problem)
    apart = blockwise(steps, size)
    names = {"m": "maximum", "z": "sums", "u": "outputs"}
    for b in range(1, len(spans(steps.problem.m, size)) + 1):
        for letter, name in names.items():
            for _, cells in steps.carrier.cells(apart.value(f"_{name}_of_block_{b}")).matrices():
                yield Shown(f"block {b}", letter, _rows(cells))


def _comparison(steps: Derivation) -> Iterator[Shown]:
    found = bounds(largest_additive(steps.problem))
    rows = tuple(
        tuple(
            map(
                _ball,
                (
                    Entry.of(one.width),
                    *(
                        x
                        for score in (one.dot, one.scaled, one.additive)
                        for x in (score, weight_of_two(score))
                    ),
                ),
            )
        )
        for one in found
    )
    yield Shown("bounds of the scores", "w", rows)
