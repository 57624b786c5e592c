"""Where a table of numbers belongs: the stage, and the rows of it, that its numbers fit best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from symattn.numbers.tensors import Index, Tensor
from symattn.verification.taking.tables import Table
from symattn.verification.trial import fits_ball

__all__ = ["Placing", "best_placing"]

HINTED = 0.6
"""What a hint is worth, as a part of the numbers of a table."""
LEAST = 0.5
"""What part of its numbers must fit for a table without a hint."""
MOST_ROWS = 24
NEAR = {("scores", "scaled"), ("scaled", "masked"), ("scores", "masked"), ("weights", "dropped"),
        ("output", "concat"), ("output", "projected"), ("exponentials", "row_sums")}  # fmt: skip
"""A name that people use for the stage beside it as well."""


@dataclass(frozen=True, eq=False)
class Placing:
    """A table placed at a stage: for each cell the index in the stage, in the user's layout."""

    table: Table
    stage: str
    indices: tuple[Index, ...]
    fits: int
    score: float

    @property
    def share(self) -> float:
        """What part of its numbers fit."""
        return self.fits / max(1, self.table.count)


def best_placing(
    table: Table, stages: Mapping[str, Tensor[Any]], columns: bool,
    taken: Sequence[tuple[str, Index]] = (),
) -> Placing | None:  # fmt: skip
    """The placing in which most numbers fit, a hint tipping the balance; None without any.

    ``columns``: a token is a column of the stages.
    """
    found: list[Placing] = []
    for order, (stage, tensor) in enumerate(stages.items()):
        hinted = _hinted(table, stage)
        for indices in _ways(table, tensor, columns):
            fits = _fits(table, tensor, indices)
            whole = len(table.shape) == len(tensor.shape) and table.shape == tensor.shape
            named = hinted >= 0.9 and not table.weak and (whole or fits > 0)
            if not (fits >= max(1.0, LEAST * table.count) or named):
                continue
            if not whole and hinted < 0 and not table.weak:
                continue
            if table.count < 3 and hinted <= 0 and fits < table.count:
                continue
            new = sum((stage, index) not in taken for index in indices)
            bonus = HINTED * hinted * table.count
            found.append(
                Placing(table, stage, indices, fits, fits + bonus + 0.01 * new - 0.001 * order)
            )
    return max(found, key=lambda one: one.score, default=None)


def _hinted(table: Table, stage: str) -> float:
    """1 where the table is called so, ½ where it is called like its neighbour, −½ otherwise."""
    if not table.hints:
        return 0
    if stage in table.hints[:2]:
        return 1 if stage == table.hints[0] else 0.9
    if any((hint, stage) in NEAR for hint in table.hints):
        return 0.5
    return -0.5


def _fits(table: Table, tensor: Tensor[Any], indices: Sequence[Index]) -> int:
    return sum(
        number is not None and fits_ball(number, tensor[index]) is True
        for number, index in zip(table.numbers, indices, strict=True)
    )


def _ways(table: Table, tensor: Tensor[Any], turned: bool) -> Iterator[tuple[Index, ...]]:
    """The ways in which the table can lie in the stage, as an index for each of its cells."""
    shape = tensor.shape
    if table.shape == shape or _squeezed(table.shape) == _squeezed(shape) and len(shape) > 2:
        yield tuple(Tensor.build(shape, lambda i: i).cells)
        return
    if len(table.shape) != 2 or len(shape) < 2:
        return
    rows, columns = table.shape
    if len(shape) == 2 and shape[1] == 1 and rows == 1 and columns == shape[0] and columns > 1:
        yield tuple((k, 0) for k in range(columns))
        return
    leads = list(Tensor.build(shape[:-2], lambda i: i).cells) if len(shape) > 2 else [()]
    for lead in leads:
        if rows == shape[-2] and columns == shape[-1]:
            yield tuple((*lead, i, j) for i in range(rows) for j in range(columns))
        elif columns == shape[-1] and rows < shape[-2] <= MOST_ROWS:
            for chosen in _rows(rows, shape[-2]):
                yield tuple((*lead, i, j) for i in chosen for j in range(columns))
        elif turned and rows == 1 and columns == shape[-2] and shape[-1] <= MOST_ROWS:
            # a column printed as a vector (columns layout)
            for j in range(shape[-1]):
                yield tuple((*lead, i, j) for i in range(columns))


def _squeezed(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)


def _rows(count: int, size: int) -> Iterator[tuple[int, ...]]:
    if count <= 2 or size <= 8:
        yield from combinations(range(size), count)
    else:
        for first in range(size - count + 1):
            yield tuple(range(first, first + count))
