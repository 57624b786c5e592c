"""The carrier of enclosures: every entry is a ball (Arb) that holds the exact one.

Fast enough to try a hundred ways of computing the same table.  A ball inside a number's
half-unit interval proves that it is rounded rightly, one outside that it is not; where it
lies across the end, more bits or the exact carrier decide.  With inputs that are balls
themselves it propagates what rounded inputs leave open.  The caller sets the precision
(:class:`symattn.numbers.precision.working`).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from flint import arb

from symattn.derivation.carriers.base import Carrier
from symattn.numbers.entries import Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import raised
from symattn.numbers.tensors import Index

__all__ = ["Ball", "Balls"]

Ball: TypeAlias = arb | Special


class Balls(Carrier):
    """Carries out recipes in ball arithmetic.  It keeps no state."""

    def number(self, value: Any) -> arb:
        if isinstance(value, arb):
            return value
        return value.enclosure() if isinstance(value, (ExpSum, Entry)) else arb(value)

    def power(self, exponent: arb, base: Any) -> arb:
        return raised(exponent if base is None else exponent * arb(base).log())

    def hyperbolic(self, a: arb, place: Index) -> arb:
        return a.tanh()

    def larger(self, a: arb, b: arb) -> arb:
        return a.max(b)

    def equal(self, a: arb, b: arb) -> bool | None:
        return True if a == b else None if a.overlaps(b) else False
