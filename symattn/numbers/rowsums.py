"""Row sums z, of which entries hold the formal reciprocals r = 1/z."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from flint import arb, ctx

from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import remembered

__all__ = ["Key", "RowSum"]


class RowSum:
    """z, of which entries hold the formal reciprocal; ``label`` says which row's it is."""

    __slots__ = ("_balls", "_hash", "label", "value")

    def __init__(self, label: tuple[Hashable, ...], value: ExpSum) -> None:
        self.label = label
        self.value = value
        self._hash = hash(label)
        self._balls: dict[int, arb] = {}

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, RowSum):
            return NotImplemented
        return self.label == other.label and self.value == other.value

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"RowSum({self.label}, {self.value})"

    def enclosure(self) -> arb:
        """1/z at the precision that is set."""
        known = self._balls.get(ctx.prec)
        if known is not None:
            return known
        return remembered(self._balls, ctx.prec, 1 / self.value.enclosure())


Key: TypeAlias = tuple[tuple[RowSum, int], ...]
