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

from symattn.derivation.carriers.entrywise import Entrywise
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry, Special
from symattn.numbers.expsums import ExpSum

__all__ = ["Ball", "Balls"]

Ball: TypeAlias = arb | Special


class Balls(Entrywise):
    """Carries out recipes in ball arithmetic.  It keeps no state."""

    def entry(self, value: Any) -> Ball:
        if isinstance(value, (arb, Special)):
            return value
        if isinstance(value, (ExpSum, Entry)):
            return value.enclosure()
        return MINUS_INFINITY if value == "-inf" else arb(value)

    def add(self, a: Ball, b: Ball, sign: int = 1) -> Ball:
        if isinstance(a, Special):
            return a
        if isinstance(b, Special):
            return b
        return a + b if sign == 1 else a - b

    def multiply(self, a: Ball, b: Ball) -> Ball:
        if a is UNDEFINED or b is UNDEFINED:
            return UNDEFINED
        if isinstance(a, Special) or isinstance(b, Special):
            return MINUS_INFINITY
        return a * b

    def power(self, exponent: Ball, base: object) -> Ball:
        if isinstance(exponent, Special):
            return arb(0) if exponent.hidden else exponent
        if base is None:
            return exponent.exp()
        return (exponent * arb(base).log()).exp()

    def hyperbolic(self, a: Ball) -> Ball:
        return a if isinstance(a, Special) else a.tanh()

    def quotient(self, a: Ball, total: Ball, empty: str) -> Ball:
        if isinstance(total, Special) or isinstance(a, Special):
            return UNDEFINED
        if total.is_zero():
            return arb(0) if empty == "zero" else UNDEFINED
        return a / total

    def larger(self, a: Ball, b: Ball) -> Ball:
        if isinstance(a, Special):
            return b
        if isinstance(b, Special):
            return a
        return a.max(b)

    def same(self, a: Ball, b: Ball) -> bool | None:
        if isinstance(a, Special) or isinstance(b, Special):
            return a is b
        return True if a == b else None if a.overlaps(b) else False
