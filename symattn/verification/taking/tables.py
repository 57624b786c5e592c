"""A document's grids as tables of claims: numbers, names, places and hints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flint import fmpq

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.reading.digits import Printed
from symattn.reading.documents.blocks import Cell, Document, Grid
from symattn.reading.documents.trees import Dots, Fraction, Name, Number, Power, Tree, children
from symattn.reading.entries import closed_form
from symattn.verification.claims import Closed
from symattn.verification.claims import Number as Claimed
from symattn.verification.taking.roles import SUM_WORDS, hints, is_transposed

__all__ = ["Table", "tables_of"]


@dataclass(frozen=True, eq=False)
class Table:
    """A grid of numbers.  ``numbers`` has ``None`` where nothing readable is printed.

    ``working``: its cells are arithmetic on the way to another grid, no claims of their own.
    ``weak``: the hints are
    words that merely stand near it.  ``dropped``: columns that do not belong to it (sums beside a row).
    """

    grid: Grid
    shape: tuple[int, ...]
    cells: tuple[Cell, ...]
    numbers: tuple[Claimed | None, ...]
    hints: tuple[str, ...]
    weak: bool = False
    transposed: bool = False
    working: bool = False
    dropped: tuple[Cell, ...] = ()

    def values(self) -> Tensor[fmpq] | None:
        """The values as a matrix, where every cell is a plain number."""
        found = []
        for number in self.numbers:
            if not isinstance(number, Printed) or number.special or number.relation in "<>":
                return None
            found.append(number.value)
        return Tensor(self.shape, tuple(found))

    @property
    def count(self) -> int:
        """How many numbers it prints."""
        return sum(number is not None for number in self.numbers)

    @property
    def code(self) -> bool:
        """Whether it is typed into a program: an input may be, a result is not."""
        return self.grid.context.origin == "code"


def tables_of(document: Document) -> tuple[Table, ...]:
    """The grids of numbers in reading order."""
    grids = document.grids()
    return tuple(table for grid in grids if (table := _table(grid)) is not None)


def _table(grid: Grid) -> Table | None:
    rows = [list(row) for row in grid.cells]
    shape = grid.shape or (len(rows), len(rows[0]) if rows else 0)
    if not rows or not rows[0]:
        return None
    dropped: list[Cell] = []
    while (
        len(shape) == 2
        and len(grid.column_names) == shape[1]
        and shape[1] > 1
        and SUM_WORDS.match(grid.column_names[shape[1] - 1].strip())
    ):
        dropped += [row.pop() for row in rows]
        shape = (shape[0], shape[1] - 1)
        break
    cells = tuple(cell for row in rows for cell in row)
    numbers = tuple(_number(cell) for cell in cells)
    if not any(number is not None for number in numbers):
        return None
    working = any(
        cell.number is None and cell.tree is not None and _plain(cell.tree) for cell in cells
    )
    found, weak = hints(grid)
    if (not found or weak) and _adds_to_one(numbers, shape):
        found, weak = ("weights", *found), True
    return Table(
        grid, tuple(shape), cells, numbers, found, weak, is_transposed(grid.name), working,
        tuple(dropped),
    )  # fmt: skip


def _adds_to_one(numbers: Sequence[Claimed | None], shape: Sequence[int]) -> bool:
    """Whether it looks like weights: two rows or more of parts that add to about 1."""
    if len(shape) != 2 or shape[0] < 2 or shape[1] < 2:
        return False
    values = [n.value for n in numbers if isinstance(n, Printed) and not n.special]
    if len(values) != len(numbers) or not all(0 <= v <= 1 for v in values):
        return False
    rows = [values[k : k + shape[1]] for k in range(0, len(values), shape[1])]
    whole = all(v.q == 1 for v in values)
    return not whole and all(abs(sum(row, fmpq(0)) - 1) <= fmpq(1, 50) for row in rows)


def _number(cell: Cell) -> Claimed | None:
    if cell.number is not None:
        return None if cell.number.special in ("blank", "-") else cell.number
    if cell.tree is None:
        return None
    try:
        over, under = closed_form(cell.text)
    except (InputError, ValueError, ZeroDivisionError):
        return None
    return Closed(cell.text, over, under) if under else None


def _plain(tree: Tree) -> bool:
    """Whether a cell is a sum or a product of numbers, and no closed form."""
    if isinstance(tree, (Name, Power, Dots)):
        return False
    if isinstance(tree, Fraction) and all(isinstance(n, Number) for n in (tree.over, tree.under)):
        return any("." in part.printed.text for part in _numbers(tree))
    return all(map(_plain, children(tree)))


def _numbers(tree: Tree) -> Iterator[Number]:
    if isinstance(tree, Number):
        yield tree
    for child in children(tree):
        yield from _numbers(child)
