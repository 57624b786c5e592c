"""What a carrier can do: verbs on whole arrays, and how it shows an entry.

Steps know no number type; they call these verbs.  ``Value`` is whatever the
carrier keeps an array in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from symattn.formulas.tree import Formula
from symattn.numbers.certify import Rounding
from symattn.numbers.tensors import Tensor

__all__ = ["Carrier", "Value"]

Value = Any


class Carrier(Protocol):
    """A world of entries in which a recipe can be carried out."""

    def read(self, tensor: Tensor[Any]) -> Value:
        """The array of a problem's input."""

    def move(self, value: Value, change: Callable[[Tensor[Any]], Tensor[Any]]) -> Value:
        """The same entries in other places (heads split, rows turned)."""

    def product(self, a: Value, b: Value, turn: str) -> Value:
        """a·b over the last two axes; ``turn`` "first" or "second" transposes that one."""

    def terms(self, a: Value, b: Value) -> Value:
        """(…, n, m) and (…, m, d) → (…, n, m, d): a_ik b_kj before the sum over k."""

    def plus(self, a: Value, b: Value, sign: int = 1) -> Value:
        """a + sign·b, stretched to one shape."""

    def times(self, a: Value, factor: object) -> Value:
        """Every entry times one factor."""

    def hadamard(self, a: Value, b: Value) -> Value:
        """Entry times entry, stretched to one shape."""

    def fill(self, a: Value, where: Tensor[bool], fill: object) -> Value:
        """``fill`` in place of the entries where ``where`` is false ("-inf" hides them)."""

    def largest(self, a: Value, along: str) -> Value:
        """The largest entry of each row (or column), −∞ where all are hidden."""

    def exp(self, a: Value, base: object) -> Value:
        """e (or the base) to the power of each entry; 0 where it is −∞."""

    def tanh(self, a: Value) -> Value:
        """tanh of each entry, in exponentials: 1 − 2/(e^(2x) + 1)."""

    def sums(self, a: Value, along: str) -> Value:
        """The sum of each row: shape (…, n, 1), or of each column: (…, 1, m)."""

    def divide(self, a: Value, sums: Value, empty: str, label: str) -> Value:
        """Each row over its sum, kept over a formal reciprocal where that is not rational."""

    def cells(self, value: Value) -> Tensor[Any]:
        """The entries."""

    def of_cells(self, tensor: Tensor[Any]) -> Value:
        """The array with these entries."""

    def formula(self, cell: Any, decimals: bool) -> Formula:
        """The closed form of an entry."""

    def decimal(self, cell: Any, places: int, rounding: Rounding) -> str | None:
        """The correctly rounded decimal; None where there is none (symbols, undefined)."""

    def enclosure(self, cell: Any, digits: int) -> tuple[str, str] | None:
        """A proven interval around the entry with about that many digits."""

    def multiply(self, a: Any, b: Any) -> Any:
        """The product of two entries."""

    def unit(self) -> Any:
        """The entry 1."""

    def same(self, a: Any, b: Any) -> bool | None:
        """Whether two entries are equal; None where that is not decided."""
