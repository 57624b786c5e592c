"""Between SymPy and symattn: exact numbers to expressions, expressions to formula trees.

SymPy's own printer is not used: it writes e⁻²/(2 + e⁻²) as 1/((e⁻² + 2)e²).
"""

from __future__ import annotations

import re
from functools import reduce
from operator import add, mul
from typing import Any

import sympy
from flint import fmpq

from symattn.errors import Unsupported
from symattn.formulas import tree as f
from symattn.numbers import certify
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.board import Term, in_order, rational_formula, written
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Entry, RowSum, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.show import formula as exact_formula
from symattn.words import say

__all__ = ["decimal", "enclosure", "expression", "formula", "from_tree", "symbol"]

_SYMBOL = re.compile(r"^\\?([A-Za-z]+)(?:_\{?([^{}]+)\}?)?(?:\^\{?([^{}]+)\}?)?$")


def expression(value: Any) -> Any:
    """A number of any kind as a SymPy expression; expressions and specials stay.

    >>> expression(fmpq(1, 3))
    1/3
    """
    if isinstance(value, (sympy.Basic, Special)):
        return value
    if isinstance(value, fmpq):
        return sympy.Rational(int(value.p), int(value.q))
    if isinstance(value, int):
        return sympy.Integer(value)
    return from_tree(exact_formula(Entry.of(value)))


def from_tree(node: f.Formula) -> Any:
    """A formula tree of numbers and symbols as a SymPy expression (no text is parsed)."""
    match node:
        case f.Num(text):
            return sympy.Rational(text)
        case f.Sym(name, sub):
            return symbol(name, tuple(_index_text(part) for part in sub))
        case f.Neg(body):
            return -from_tree(body)
        case f.Sum(terms):
            return sympy.Add(*map(from_tree, terms))
        case f.Product(factors):
            return sympy.Mul(*map(from_tree, factors))
        case f.Fraction(over, under):
            return from_tree(over) / from_tree(under)
        case f.Group(body):
            return from_tree(body)
        case _:
            return _power_from(node)


def _index_text(part: f.Formula) -> str:
    if isinstance(part, f.Sym):
        return part.name
    return part.text if isinstance(part, (f.Num, f.Name)) else ""


def _power_from(node: f.Formula) -> Any:
    """Powers, roots and functions."""
    match node:
        case f.Sci(mantissa, exponent):
            return sympy.Rational(mantissa) * sympy.Integer(10) ** exponent
        case f.Power(base, exponent):
            return from_tree(base) ** from_tree(exponent)
        case f.Exp(exponent):
            return sympy.exp(from_tree(exponent))
        case f.Root(body, degree):
            return sympy.root(from_tree(body), degree)
        case f.Apply(name, (argument,)) if name in _FUNCTIONS:
            return _FUNCTIONS[name](from_tree(argument))
    raise Unsupported(say("derivation.no_expression", kind=type(node).__name__))


_FUNCTIONS = {
    "ln": sympy.log,
    "tanh": sympy.tanh,
    "cosh": sympy.cosh,
    "sin": sympy.sin,
    "cos": sympy.cos,
}


def symbol(name: str, sub: tuple[str, ...] = ()) -> Any:
    """The SymPy symbol of that name, written as latex2sympy2 names it: q_{11}."""
    return sympy.Symbol(f"{name}_{{{','.join(sub)}}}" if sub else name)


def formula(expr: Any) -> f.Formula:
    """The formula tree of an expression, in ordinary notation.

    >>> formula(sympy.exp(-2) / (sympy.exp(-2) + 2)).under.terms[0]
    Num(text='2')
    """
    if expr.is_Symbol:
        return _letter(expr.name)
    if expr.is_Rational:
        return rational_formula(fmpq(int(expr.p), int(expr.q)))
    if expr.is_Add:
        return written([_term(one) for one in _ordered(expr)])
    if expr.is_Mul:
        return written([_term(expr)])
    if isinstance(expr, sympy.exp):
        return f.Exp(formula(expr.args[0]))
    if expr is sympy.E:
        return f.Exp(f.Num("1"))
    if expr.is_Pow:
        return _power(*expr.as_base_exp())
    if isinstance(expr, sympy.Function):
        name = {"log": "ln"}.get(expr.func.__name__, expr.func.__name__)
        return f.Apply(name, tuple(map(formula, expr.args)))
    raise Unsupported(say("derivation.no_formula", expr=expr))


def _letter(name: str) -> f.Formula:
    match = _SYMBOL.match(name)
    if not match:
        return f.Name(name)
    stem, sub, sup = match.groups()
    subs = tuple(_index(part) for part in sub.split(",")) if sub else ()
    return f.Sym(stem, sub=subs, sup=(_index(sup),) if sup else ())


def _index(text: str) -> f.Formula:
    text = text.strip()
    return f.Num(text) if text.isdigit() else f.Sym(text)


def _ordered(total: Any) -> list[Any]:
    """Terms in reading order: positive numbers first, then SymPy's own order."""
    terms = list(total.as_ordered_terms())
    numbers = sorted(
        (t for t in terms if t.is_number and t.is_positive), key=lambda t: not t.is_Rational
    )
    plus = [t for t in terms if t not in numbers and not t.could_extract_minus_sign()]
    return numbers + plus + [t for t in terms if t not in numbers and t not in plus]


def _term(expr: Any) -> Term:
    """One term of a sum: its rational number, its square root, and what else stands where."""
    c, root = fmpq(1), 1
    over: list[Any] = []
    under: list[Any] = []
    for factor in sympy.Mul.make_args(expr):
        if factor.is_Rational:
            c = c * fmpq(int(factor.p), int(factor.q))
        elif factor.is_Pow and factor.base.is_Integer and factor.exp == sympy.Rational(1, 2):
            root *= int(factor.base)
        elif (
            factor.is_Pow
            and not isinstance(factor, sympy.exp)
            and factor.exp.could_extract_minus_sign()
        ):
            under.append(1 / factor)
        else:
            over.append(factor)
    above, below = (in_order([formula(one) for one in part]) for part in (over, under))
    return Term(c, root, above, below)


def _power(base: Any, exponent: Any) -> f.Formula:
    if exponent.could_extract_minus_sign():
        return f.Fraction(f.Num("1"), formula(base**-exponent))
    if exponent.is_Rational and exponent.p == 1 and exponent.q > 1:
        return f.Root(formula(base), int(exponent.q))
    return f.Power(formula(base), formula(exponent))


def decimal(expr: Any, places: int, rounding: Rounding) -> str | None:
    """The correctly rounded decimal of an expression without symbols."""
    value = _exact(expr)
    return None if value is None else certify.decimal(value, places, rounding)


def enclosure(expr: Any, digits: int) -> tuple[str, str] | None:
    """A proven interval around an expression without symbols."""
    value = _exact(expr)
    return None if value is None else certify.enclosure(value, digits)


def _exact(expr: Any) -> Entry | None:
    """The exact number behind an expression: sums, products, powers, exponentials."""
    over, under = sympy.fraction(sympy.together(expr))
    top, bottom = _sum(over), _sum(under)
    if top is None or bottom is None:
        return None
    return Entry.of(top) * Entry.reciprocal(RowSum(("expression", str(under)), bottom))


def _sum(expr: Any) -> ExpSum | None:
    if expr.is_Rational:
        return ExpSum.of(fmpq(int(expr.p), int(expr.q)))
    if expr.is_Add or expr.is_Mul:
        parts = [_sum(argument) for argument in expr.args]
        if any(part is None for part in parts):
            return None
        return reduce(add if expr.is_Add else mul, parts)
    if expr is sympy.E:
        return ExpSum.exp(1)
    if isinstance(expr, sympy.exp):
        inner = _sum(expr.args[0])
        return None if inner is None else ExpSum.exp(inner)
    if isinstance(expr, sympy.log) and expr.args[0].is_Rational:
        return ExpSum.log(fmpq(int(expr.args[0].p), int(expr.args[0].q)))
    if expr.is_Pow and expr.exp.is_Rational and expr.base.is_Rational and expr.base > 0:
        base, exponent = expr.base, expr.exp
        power = Algebraic.power(
            fmpq(int(base.p), int(base.q)), fmpq(int(exponent.p), int(exponent.q))
        )
        return ExpSum.of(power)
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 0:
        inner = _sum(expr.base)
        return None if inner is None else reduce(mul, [inner] * int(expr.exp))
    return None
