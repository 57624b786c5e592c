"""The carrier of symbols: SymPy expressions in the same steps.

This module and ``reading.latex`` are the only ones that import SymPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from symattn.derivation.carriers import symbolic_show
from symattn.derivation.carriers.base import Carrier
from symattn.errors import InputError
from symattn.formulas.tree import Formula
from symattn.numbers.certify import Rounding
from symattn.numbers.tensors import Index
from symattn.words import say

__all__ = ["Symbolic"]

Expr = Any  # a SymPy expression


class Symbolic(Carrier):
    """Carries out recipes on SymPy expressions.  Arrays are plain tensors of them."""

    def number(self, value: Any) -> Expr:
        return symbolic_show.expression(value)

    def total(self, numbers: Sequence[Expr]) -> Expr:
        return sympy.Add(*numbers)

    def power(self, exponent: Expr, base: Any) -> Expr:
        return sympy.exp(exponent) if base is None else self.number(base) ** exponent

    def hyperbolic(self, a: Expr, place: Index) -> Expr:
        return sympy.tanh(a)

    def larger(self, a: Expr, b: Expr) -> Expr:
        order = (a - b).is_nonnegative
        if order is None:
            raise InputError(
                say("derivation.largest_of_symbols"),
                key="attention.shift",
                fix=say("fix.write_no_shift"),
            )
        return a if order else b

    def equal(self, a: Expr, b: Expr) -> bool | None:
        decided: bool | None = sympy.simplify(a - b).equals(0)
        return decided

    def is_zero(self, total: Expr) -> bool:
        return bool(total == 0)  # as it is written: nothing is simplified on the way

    def closed(self, number: Expr, decimals: bool) -> Formula:
        return symbolic_show.formula(number)

    def rounded(self, number: Expr, places: int, rounding: Rounding) -> str | None:
        return None if number.free_symbols else symbolic_show.decimal(number, places, rounding)

    def bounds(self, number: Expr, digits: int) -> tuple[str, str] | None:
        return None if number.free_symbols else symbolic_show.enclosure(number, digits)
