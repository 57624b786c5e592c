"""Row sums z, of which entries hold the formal reciprocals r = 1/z."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from flint import arb, ctx

from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import remembered

__all__ = ["TANH", "Key", "RowSum"]

TANH = "tanh"
"""The first part of the label of e^(2x) + 1, whose reciprocal is (1 − tanh x)/2."""


class RowSum:
    """z, of which entries hold the formal reciprocal.

    Its value says which one it is: rows with the same sum share a reciprocal.  ``label``
    is the name of the row that the sum is shown as.
    """

    __slots__ = ("_balls", "_order", "label", "value")

    def __init__(self, label: tuple[Hashable, ...], value: ExpSum) -> None:
        self.label = label
        self.value = value
        self._order: str | None = None
        self._balls: dict[int, arb] = {}

    def __reduce__(self) -> tuple[type[RowSum], tuple[tuple[Hashable, ...], ExpSum]]:
        """Pickled without its balls, which are found again."""
        return RowSum, (self.label, self.value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RowSum):
            return NotImplemented
        return self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"RowSum({self.value})"

    @property
    def order(self) -> str:
        """Where it stands among row sums in a product."""
        if self._order is None:
            self._order = repr(self.value)
        return self._order

    @property
    def place(self) -> tuple[tuple[int, int, str], ...]:
        """Where it stands on a page: labels of words and numbers, in one order."""
        return tuple((0, p, "") if isinstance(p, int) else (1, 0, str(p)) for p in self.label)

    def enclosure(self) -> arb:
        """1/z at the precision that is set."""
        known = self._balls.get(ctx.prec)
        if known is not None:
            return known
        return remembered(self._balls, ctx.prec, 1 / self.value.enclosure())


Key: TypeAlias = tuple[tuple[RowSum, int], ...]
