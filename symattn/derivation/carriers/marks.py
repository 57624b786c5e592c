"""The carrier of marks: an entry is marked where it depends on a marked one.

Put marks on some cells of a stage and run the derivation on: what comes out marked was
computed from them.
"""

from __future__ import annotations

from typing import Any

from symattn.derivation.carriers.entrywise import Entrywise

__all__ = ["Marks"]


class Marks(Entrywise):
    """Carries out recipes on true and false; inputs are not marked."""

    def entry(self, value: Any) -> bool:
        return value is True

    def add(self, a: bool, b: bool, sign: int = 1) -> bool:
        return a or b

    def multiply(self, a: bool, b: bool) -> bool:
        return a or b

    def power(self, exponent: bool, base: object) -> bool:
        return exponent

    def hyperbolic(self, a: bool) -> bool:
        return a

    def quotient(self, a: bool, total: bool, empty: str) -> bool:
        return a or total

    def larger(self, a: bool, b: bool) -> bool:
        return a or b

    def same(self, a: bool, b: bool) -> bool | None:
        return a == b
