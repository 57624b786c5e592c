"""Brackets that the grammar of expressions read, as grids."""

from __future__ import annotations

from dataclasses import replace

from symattn.errors import Place
from symattn.reading.documents.blocks import Cell, Grid
from symattn.reading.documents.trees import Number, Rows, Tree, Vector, numbers, plain

__all__ = ["literal_grid"]


def literal_grid(tree: Tree) -> Grid | None:
    """The grid of a vector or matrix whose items are numbers or arithmetic, else ``None``."""
    if isinstance(tree, Vector):
        rows: tuple[tuple[Tree, ...], ...] = (tree.items,)
    elif isinstance(tree, Rows):
        rows = tree.rows
    else:
        return None
    cells = tuple(tuple(_cell(item) for item in row) for row in rows)
    places = [cell.where for row in cells for cell in row if cell.number or cell.tree]
    total = sum(len(row) for row in cells)
    if len(places) * 2 < total or not places or (isinstance(tree, Vector) and total < 1):
        return None
    cells = tuple(
        tuple(c if c.where.line else replace(c, where=places[0]) for c in r) for r in cells
    )
    kind = "vector" if isinstance(tree, Vector) else "matrix"
    shape = (1, len(rows[0])) if isinstance(tree, Vector) else tree.shape
    return Grid(kind, cells, places[0], shape)  # type: ignore[arg-type]


def _cell(tree: Tree) -> Cell:
    if isinstance(tree, Number):
        number = tree.printed
        return Cell(number.text, number.where or Place(0), number)
    where = next((n.where for n in numbers(tree) if n.where), None)
    if where is None:
        return Cell(plain(tree), Place(0))
    return Cell(plain(tree), where, tree=tree)
