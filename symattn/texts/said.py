"""A number at the end of an equation, and the tables that such numbers make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symattn.errors import Place
from symattn.reading.digits import Printed
from symattn.reading.documents import Document, Equation, Grid
from symattn.reading.documents.trees import (
    Number,
    Tree,
)
from symattn.texts.tables import Item, Table

__all__ = [
    "NEAR",
    "UNDERLINED",
    "Said",
    "misread",
    "number_of",
    "numbers_of",
    "order_at",
    "runs",
    "table_of",
]

UNDERLINED = r"\s*[-−–]\s*\n\s*\n"
"""How an equation begins that has the line under a heading for a sign."""

NEAR = 12
"""Blocks between statements that still make one row."""


@dataclass(frozen=True)
class Said:
    """A number at the end of an equation, and what it is about."""

    key: str
    item: Item
    order: int
    equation: Equation
    at: tuple[int, ...] = ()
    argument: Printed | None = None


def number_of(tree: Tree, beyond: bool = False) -> Printed | None:
    """A printed number with a value (``beyond``: or with one too large to be written out)."""
    if isinstance(tree, Number) and tree.printed.special in ("", "beyond" if beyond else ""):
        return tree.printed
    return None


def table_of(
    rows: Sequence[Sequence[Item]],
    first: Said | Equation,
    order: int,
    found: dict[str, float],
    *,
    name: str = "",
    part: int = 0,
    beside: Table | None = None,
) -> Table:
    equation = first.equation if isinstance(first, Said) else first
    grid = Grid("list", (), equation.where, name=name, context=equation.context)
    return Table(tuple(map(tuple, rows)), grid, order, found, part=part, beside=beside)


def runs(found: Sequence[Said]) -> Iterator[list[Said]]:
    """Statements with one key that follow each other."""
    now: list[Said] = []
    for said in found:
        if now and (said.key != now[-1].key or said.order - now[-1].order > NEAR):
            yield now
            now = []
        now.append(said)
    if now:
        yield now


def misread(document: Document) -> frozenset[int]:
    """Lines on which a number was read that does not stand there.

    Nothing on such a line is a claim.  Where the places are those of another format (a page, a
    notebook), most numbers do not stand where they say, and no line is told apart.
    """
    lines = document.text.split("\n")
    found = [n for equation in document.equations() for n in equation.numbers() if n.where]
    off = [n for n in found if n.where and not _stands(n, lines)]
    if 5 * len(off) > len(found):
        return frozenset()
    return frozenset(n.where.line for n in off if n.where)


def _stands(number: Printed, lines: Sequence[str]) -> bool:
    where, text = number.where, number.text.strip().lstrip("+-−–")
    if where is None or not 0 < where.line <= len(lines):
        return False
    return text in lines[where.line - 1][max(0, where.column - 3) :]


def order_at(document: Document, where: Place) -> int:
    """The last block that begins before a place."""
    spot = (where.line, where.column)
    found = [
        order
        for order, block in enumerate(document.blocks)
        if (block.where.line, block.where.column) <= spot
    ]
    return max(
        found,
        key=lambda k: (document.blocks[k].where.line, document.blocks[k].where.column),
        default=0,
    )


def numbers_of(equation: Equation) -> Iterator[Item]:
    """The numbers by which a cell is worked out: they have their place in its equation."""
    for number in equation.numbers():
        if number.where is not None:
            yield Item(number.text, number, number.where)
