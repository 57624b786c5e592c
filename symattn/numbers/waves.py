"""sin and cos of real algebraic numbers: exact at 0, certified by balls elsewhere.

At a nonzero algebraic argument both are transcendental (Lindemann), so no rounding
boundary is ever met; comparing sums of several of them is left to balls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flint import arb

from symattn.formulas.tree import Apply, Formula
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.closed import algebraic_formula
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working

__all__ = ["wave"]


def wave(function: Literal["sin", "cos"], argument: Algebraic) -> ExpSum:
    """sin or cos of the argument, in radians.

    >>> wave("cos", Algebraic.of(0)).rational(), wave("sin", Algebraic.of(1)).rational()
    (1, None)
    """
    if argument.sign() == 0:
        return ExpSum.of(1 if function == "cos" else 0)
    made = _Wave(function, argument)
    return ExpSum.opaque((function, argument), made.ball, made.shown)


@dataclass(frozen=True)
class _Wave:
    function: Literal["sin", "cos"]
    argument: Algebraic

    def ball(self, bits: int) -> arb:
        with working(bits + 20):
            inner = self.argument.ball(bits + 20)
            return inner.cos() if self.function == "cos" else inner.sin()

    def shown(self) -> Formula:
        return Apply(self.function, (algebraic_formula(self.argument),), parentheses=False)
