r"""LaTeX with symbols to SymPy, by latex2sympy2: the only module that calls it.

The package never sees a user's text.  What reaches it is written here from a formula
tree of the closed grammar, in a narrow dialect that it reads rightly: every operand in
brackets, numbers as integers and fractions, each symbol as ``y_{101}`` and so on, named
again afterwards.  Its traps (``QK^{T}`` loses the transpose, ``1e5`` is 5·e·1, ``\\[6pt]``
becomes three symbols, ``\log`` has base 10 …) cannot be reached.
"""

from __future__ import annotations

import sys
import types
import typing
import warnings
from functools import lru_cache, partial
from typing import Any

import sympy
from flint import fmpq

from symattn.errors import InputError, Limit, Unsupported
from symattn.formulas import tree as f
from symattn.numbers.precision import LOCK
from symattn.reading import evaluate, limits
from symattn.reading.entries import Reading, plain_number
from symattn.words import say

__all__ = ["expression", "name", "of_sympy"]


@lru_cache(maxsize=1)
def _reader() -> Any:
    """The package's function.  It imports ``typing.io``, which Python 3.13 no longer has."""
    if "typing.io" not in sys.modules:
        shim = types.ModuleType("typing.io")
        shim.TextIO = typing.TextIO  # type: ignore[attr-defined]
        shim.BinaryIO = typing.BinaryIO  # type: ignore[attr-defined]
        shim.IO = typing.IO  # type: ignore[attr-defined]
        sys.modules["typing.io"] = shim
    from latex2sympy2 import latex2sympy

    return latex2sympy


def name(symbol: f.Sym) -> str:
    """The SymPy name of a symbol, as latex2sympy2 has it: ``q_{11}``, ``d_k``, ``lambda``."""
    if not symbol.sub:
        return symbol.name
    (index,) = symbol.sub
    text = str(getattr(index, "text", ""))
    return f"{symbol.name}_{text}" if len(text) == 1 else f"{symbol.name}_{{{text}}}"


@lru_cache(maxsize=4096)
def expression(parsed: f.Formula) -> Any:
    """The SymPy expression of a tree with symbols.

    Raises InputError where it divides by zero and Limit where powers grow too large.
    """
    if isinstance(parsed, f.Sym):
        return sympy.Symbol(name(parsed))
    _guard(parsed, 1)
    from symattn.reading.grammar import symbols

    ordered = sorted(symbols(parsed), key=name)
    codes = {symbol: f"y_{{{101 + number}}}" for number, symbol in enumerate(ordered)}
    source = _dialect(parsed, codes)
    try:
        with LOCK, warnings.catch_warnings():  # the package keeps its state in globals
            warnings.simplefilter("ignore")  # of the package and the parser beneath it
            read = _reader()(source)
    except Exception as error:
        raise Unsupported(say("reading.latex2sympy2_refuses", error=type(error).__name__)) from None
    back = {sympy.Symbol(code): sympy.Symbol(name(symbol)) for symbol, code in codes.items()}
    if not isinstance(read, sympy.Expr) or not read.free_symbols <= set(back):
        raise Unsupported(say("reading.latex2sympy2_differs"))
    result = _rebuilt(read, back)
    if result.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise InputError(say("reading.divides_by_zero"), fix=say("fix.number_or_symbol"))
    return result


def _rebuilt(read: Any, back: dict[Any, Any]) -> Any:
    """Evaluated again from the leaves: the package leaves products and logarithms unevaluated."""
    if not read.args:
        return back.get(read, read)
    arguments = [_rebuilt(argument, back) for argument in read.args]
    if read.func is sympy.log and len(arguments) == 2 and arguments[1] == sympy.E:
        arguments = arguments[:1]
    return read.func(*arguments)


def _guard(parsed: Any, outer: int) -> bool:
    """Whether the tree is free of symbols; its numbers are worked out here, powers bounded."""
    if isinstance(parsed, f.Sym):
        return False
    if isinstance(parsed, tuple):
        return all(list(map(partial(_guard, outer=outer), parsed)))
    inner = outer
    if isinstance(parsed, f.Power) and _plain(parsed.exponent):
        value = evaluate.number(parsed.exponent)
        if isinstance(value, fmpq):
            if abs(value.p) > limits.POWER or value.q > limits.POWER:
                raise Limit(
                    say("reading.large_power", limit=limits.POWER), fix=say("fix.write_smaller")
                )
            inner = outer * max(1, abs(int(value.p)))
        if inner > limits.POWER:
            raise Limit(
                say("reading.large_power", limit=limits.POWER), fix=say("fix.write_smaller")
            )
    children = _children(parsed)
    numeric = all(list(map(partial(_guard, outer=inner), children)))
    if numeric and not isinstance(parsed, (str, int, bool)):
        evaluate.ratio(parsed)
    return numeric


def _children(parsed: Any) -> tuple[Any, ...]:
    match parsed:
        case f.Neg(body) | f.Exp(body) | f.Root(body):
            return (body,)
        case f.Sum(parts) | f.Product(parts) | f.Apply(_, parts):
            return parts
        case f.Fraction(one, two) | f.Power(one, two):
            return (one, two)
    return ()


def _plain(parsed: Any) -> bool:
    return not isinstance(parsed, f.Sym) and all(map(_plain, _children(parsed)))


def _dialect(parsed: Any, codes: dict[f.Sym, str]) -> str:
    """The tree in the dialect, every operand in brackets."""

    def inner(part: Any) -> str:
        return _dialect(part, codes)

    match parsed:
        case f.Sym():
            return codes[parsed]
        case f.Num(text):
            value = plain_number(text)
            assert value is not None
            return str(value.p) if value.q == 1 else rf"\frac{{{value.p}}}{{{value.q}}}"
        case f.Neg(body):
            return rf"(-1) \cdot ({inner(body)})"
        case f.Sum(terms):
            return " + ".join(f"({inner(term)})" for term in terms)
        case f.Product(factors):
            return r" \cdot ".join(f"({inner(factor)})" for factor in factors)
        case f.Fraction(over, under):
            return rf"\frac{{{inner(over)}}}{{{inner(under)}}}"
        case f.Exp(exponent):
            return rf"\exp({inner(exponent)})"
        case f.Power(base, exponent):
            return rf"({inner(base)})^{{{inner(exponent)}}}"
        case f.Root(body, degree):
            return rf"\sqrt[{degree}]{{{inner(body)}}}"
        case f.Apply("ln", (argument,)):
            return rf"\ln({inner(argument)})"
    raise Unsupported(say("reading.kind_not_read", kind=type(parsed).__name__.lower()))


def of_sympy(value: Any) -> Reading:
    """A SymPy number as an exact one; an expression with symbols stays.

    >>> of_sympy(sympy.Rational(1, 3)).value
    1/3
    """
    if value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise InputError(say("reading.not_finite", text=value), fix=say("fix.write_finite"))
    if value.is_Float:
        exact = sympy.Rational(value)
        return Reading(fmpq(int(exact.p), int(exact.q)), decimal=True, float=True)
    if not isinstance(value, sympy.Expr) or value.has(sympy.Float):
        raise InputError(
            say("expected.exact", found=str(value)[:40]),
            fix=say("fix.floats_as_fractions"),
        )
    if value.free_symbols:
        return Reading(value)
    return Reading(evaluate.number(_tree(value)), fraction=bool(value.is_Rational and value.q != 1))


def _tree(value: Any) -> f.Formula:
    """The formula tree of a SymPy number."""
    if value.is_Rational:
        over = f.Num(str(abs(value.p)))
        body: f.Formula = over if value.q == 1 else f.Fraction(over, f.Num(str(value.q)))
        return f.Neg(body) if value.p < 0 else body
    if value is sympy.E:
        return f.Exp(f.Num("1"))
    if value.is_Add:
        return f.Sum(tuple(map(_tree, value.args)))
    if value.is_Mul:
        return f.Product(tuple(map(_tree, value.args)))
    if isinstance(value, sympy.exp):
        return f.Exp(_tree(value.args[0]))
    if isinstance(value, sympy.log):
        return f.Apply("ln", (_tree(value.args[0]),))
    if value.is_Pow:
        return f.Power(_tree(value.base), _tree(value.exp))
    raise InputError(say("reading.other_number", value=value), fix=say("fix.use_known_functions"))
