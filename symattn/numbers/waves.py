"""sin and cos of real algebraic numbers: exact at 0, certified by balls elsewhere.

At a nonzero algebraic argument both are transcendental (Lindemann), so no rounding
boundary is ever met; comparing sums of several of them is left to balls.
"""

from __future__ import annotations

from flint import fmpq

from symattn.numbers.algebraic import Algebraic
from symattn.numbers.angles import Function, angle
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import ZERO, Mono

__all__ = ["wave"]


def wave(function: Function, argument: Algebraic) -> ExpSum:
    """sin or cos of the argument, in radians.

    >>> wave("cos", Algebraic.of(0)).rational(), wave("sin", Algebraic.of(1)).rational()
    (1, None)
    """
    if argument.sign() == 0:
        return ExpSum.of(1 if function == "cos" else 0)
    return ExpSum({Mono.of((), ZERO, ((angle(function, argument), 1),)): fmpq(1)})
