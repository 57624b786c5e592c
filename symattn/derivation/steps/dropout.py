"""Dropout on the weights: with the kept entries given, or in expectation.

Srivastava et al., "Dropout", JMLR 15, 2014, in the form that scales what is kept by
1/(1 − p) while training; Vaswani et al., 2017, section 5.4, use it on the weights.
A row of dropped weights need not add to 1, and is never said to.
"""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.carriers.shapes import pick
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, Working
from symattn.derivation.steps.kind import Flow, ForwardOnly
from symattn.formulas.tree import Formula, Fraction, Neg, Num, Power, Product, Sum, Sym
from symattn.numbers.tensors import Index, Tensor

__all__ = ["Dropout", "DropoutVariance", "kept_factor"]

_RATE = Sym("p")


def kept_factor(line: Line) -> Tensor[fmpq]:
    """What each weight is multiplied by: 1/(1 − p) where it is kept, 0 where it is dropped."""
    p: Any = line.how["p"]
    keep: Any = line.how["keep"]
    kept = fmpq(0) if p == 1 else 1 / (1 - p)
    factors: Tensor[fmpq] = keep.map(lambda stays: kept if stays else fmpq(0))
    return factors


class Dropout:
    """ã = a/(1 − p) where the entry is kept, 0 where it is dropped."""

    why = "step.dropout"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        return carrier.hadamard(values[0], carrier.read(kept_factor(line)))

    def rule(self, line: Line, notation: Notation) -> Formula:
        rest = Sum((Num("1"), Neg(_RATE)))
        return Fraction(Product((notation.matrix(line.of[0]), Sym("D")), by="⊙"), rest)

    def working(self, step: Step, index: Index) -> Working:
        factors = kept_factor(step.line)
        factor = step.show_input(factors[pick(factors.shape, index)])
        before = step.show(step.carrier.cells(step.inputs[0])[index])
        letter = step.notation.cell(step.line.of[0], index)
        return Working(
            left=step.letter(index),
            rule=Product((factor, letter), by="·"),
            terms=(Product((factor, before), by="·"),),
            values=(),
            result=step.show(step.at(index)),
        )

    def back(self, line: Line, upstream: str, recipe: Recipe) -> tuple[Flow, ...]:
        """The same entries are dropped, the same factor stands before the rest."""
        return (Flow(line.of[0], "dropout", (upstream,), line.how),)


class DropoutVariance(ForwardOnly):
    """Var o_ij = p/(1 − p) · Σ_k a_ik² v_kj², for independently dropped weights."""

    why = "step.dropout_variance"

    def compute(self, carrier: Carrier, line: Line, *values: Value) -> Value:
        p = line.how["p"]
        assert isinstance(p, fmpq)
        squares = [carrier.hadamard(value, value) for value in values]
        return carrier.times(carrier.product(squares[0], squares[1], ""), p / (1 - p))

    def rule(self, line: Line, notation: Notation) -> Formula:
        odds = Fraction(_RATE, Sum((Num("1"), Neg(_RATE))))
        letters = [Power(notation.matrix(name), Num("2")) for name in line.of]
        return Product((odds, *(letters[::-1] if notation.columns else letters)))

    def working(self, step: Step, index: Index) -> Working:
        a, v = (step.carrier.cells(value) for value in step.inputs)
        p = step.line.how["p"]
        assert isinstance(p, fmpq)
        odds = step.show_input(p / (1 - p))
        rows = [
            (a[pick(a.shape, (*index[:-1], k))], v[pick(v.shape, (*index[:-2], k, index[-1]))])
            for k in range(a.shape[-1])
        ]
        two = Num("2")
        terms = tuple(
            Product((odds, Power(step.show(x), two), Power(step.show(y), two)), by="·")
            for x, y in rows
        )
        return Working(
            step.letter(index),
            self.rule(step.line, step.notation),
            terms,
            (),
            step.show(step.at(index)),
        )
