"""The carrier of marks: an entry is marked where it depends on a marked one.

Put marks on some cells of a stage and run the derivation on: what comes out marked was
computed from them.
"""

from __future__ import annotations

from typing import Any

from symattn.derivation.carriers.base import Carrier
from symattn.numbers.tensors import Index

__all__ = ["Marks"]


class Marks(Carrier):
    """Carries out recipes on true and false; inputs are not marked."""

    def number(self, value: Any) -> bool:
        return value is True

    entry = number  # a hidden score is no mark either

    def added(self, a: bool, b: bool) -> bool:
        return a or b

    multiplied = larger = added

    def negated(self, a: bool) -> bool:
        return a

    def power(self, exponent: bool, base: Any) -> bool:
        return exponent

    def hyperbolic(self, a: bool, place: Index) -> bool:
        return a

    def is_zero(self, total: bool) -> bool:
        return False

    def quotient(self, a: bool, divisor: bool) -> bool:
        return a or divisor

    def equal(self, a: bool, b: bool) -> bool | None:
        return a == b
