"""Sinusoidal positional encodings.

Vaswani et al., 2017, section 3.5: PE(pos, 2i) = sin(pos/10000^(2i/d)), and the cosine
of the same in the next column; positions count from 0.
"""

from __future__ import annotations

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow
from symattn.formulas.tree import Apply, Formula, Fraction, Num, Power, Product, Sym
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Index, Tensor
from symattn.numbers.waves import wave

__all__ = ["Sinusoidal", "encoding"]

PERIOD = 10_000


def encoding(position: int, column: int, width: int) -> ExpSum:
    """The entry of the encoding at a position and a column, both from 0.

    >>> encoding(0, 1, 4).rational()
    1
    """
    even = column - column % 2
    slower = Algebraic.power(fmpq(PERIOD), fmpq(-even, width))
    return wave("cos" if column % 2 else "sin", slower * position)


class Sinusoidal:
    """P: the encodings of all positions of a sequence, (n, d_model)."""

    why = "step.positions"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        shape = carrier.cells(values[0]).shape
        return carrier.read(Tensor.build(shape, lambda i: encoding(i[-2], i[-1], shape[-1])))

    def rule(self, line: Line, notation: Notation) -> Formula:
        period = Power(Num(str(PERIOD)), Fraction(Product((Num("2"), Sym("i"))), Sym("d")))
        return Apply("sin", (Fraction(Sym("p"), period),))

    def working(self, step: Step, index: Index) -> Working:
        width = step.carrier.cells(step.value).shape[-1]
        column = index[-1]
        even = column - column % 2
        period = Power(Num(str(PERIOD)), Fraction(Num(str(even)), Num(str(width)), inline=True))
        name = "cos" if column % 2 else "sin"
        rule = Apply(name, (Fraction(Num(str(index[-2])), period),))
        result = step.show(step.at(index))
        return Working(step.letter(index), rule, (result,), (), result)

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """Positions are given: nothing flows back through them."""
        return ()
