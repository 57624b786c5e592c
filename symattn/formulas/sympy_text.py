"""A formula in SymPy's syntax: exp(-2)/(2 + exp(-2)).

What SymPy reads back is the same number, exactly: decimals are written as
fractions.  x and d_k stand as they are; any other symbol, and those letters that SymPy
keeps for something of its own (S, Q, E …), is written ``Symbol('q_{11}')``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, RELATIONS
from symattn.formulas.precedence import grouped, inner, signed
from symattn.formulas.rebuild import rebuilt

__all__ = ["write"]

_BARE = re.compile(r"[ABDF-HJ-MPRT-Za-z][0-9]*|[A-Za-z]_[A-Za-z0-9]")
"""A letter (none of SymPy's own C, E, I, N, O, Q, S), with digits or a short subscript."""


def write(formula: f.Formula) -> str:
    """The formula as ``sympy.sympify`` reads it.

    >>> e = f.Exp(f.Num("-2"))
    >>> write(f.Fraction(e, f.Sum((f.Num("2"), e))))
    'exp(-2)/(2 + exp(-2))'
    >>> write(f.Sum((f.Num("0.25"), f.Sym("q", sub=(f.Num("11"),)))))
    "1/4 + Symbol('q_{11}')"
    """
    return _text(grouped(rebuilt(formula, _as_fraction), flat=True))


def _as_fraction(node: f.Formula) -> f.Formula:
    """Decimals and powers of ten as fractions and powers of integers."""
    match node:
        case f.Num(text) if "." in text:
            value = Fraction(text)
            over, under = f.Num(str(abs(value.numerator))), f.Num(str(value.denominator))
            part = over if value.denominator == 1 else f.Fraction(over, under)
            return f.Neg(part) if value < 0 else part
        case f.Sci(mantissa, exponent):
            negative, size = signed(f.Num(mantissa))
            power = f.Power(f.Num("10"), f.Num(str(exponent)))
            shown = f.Product((_as_fraction(size), power), "·")
            return f.Neg(shown) if negative else shown
        case _:
            return node


def _text(node: f.Formula) -> str:  # noqa: C901  (one case for each node)
    match node:
        case f.Num(text):
            return text
        case f.Sym() | f.Name() | f.Word() | f.Dots() | f.Blank():
            return _symbol(_name(node))
        case f.Neg(body):
            return f"-{_text(body)}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors):
            return "*".join(map(_text, factors))
        case f.Fraction(over, under):
            return f"{_text(over)}/{_text(under)}"
        case f.Power(base, exponent):
            raised = _text(exponent)
            return f"{_text(base)}**{raised}" if raised.isalnum() else f"{_text(base)}**({raised})"
        case f.Exp(exponent):
            return f"exp({_text(exponent)})"
        case f.Root(body, degree):
            bare = _text(inner(body))
            return f"sqrt({bare})" if degree == 2 else f"root({bare}, {degree})"
        case f.Apply(function, arguments):
            known = FUNCTIONS.get(function)
            called = known.sympy if known else _identifier(function)
            return f"{called}({_listed(map(inner, arguments))})"
        case f.Infinity():
            return "oo"
        case f.Transpose(body):
            return f"transpose({_text(inner(body))})"
        case f.Group(body, shape):
            called = {"||": "Abs", "‖‖": "Norm"}.get(shape, "")
            return f"{called}({_text(body)})"
        case f.BigSum(body, index, lower, upper):
            bounds = [bound for bound in (lower, upper) if bound is not None]
            span = _listed((index, *bounds))
            return f"Sum({_text(inner(body))}, {f'({span})' if bounds else span})"
        case f.Matrix(rows):
            return f"Matrix([{', '.join(f'[{_listed(row)}]' for row in rows)}])"
        case f.Chain():
            return _chain(node)
        case f.Lines(lines):
            return f"({''.join(f'{_text(line)}, ' for line in lines)})"
        case f.Grid(rows):
            return _text(
                f.Lines(
                    tuple(
                        f.Chain((left, f.Sum(terms), *end.parts), ("", "=", *end.relations))
                        for left, terms, end in rows
                    )
                )
            )
        case _:
            raise TypeError(f"no SymPy syntax for a {type(node).__name__}")


def _listed(parts: Iterable[f.Formula]) -> str:
    return ", ".join(map(_text, parts))


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = ""
    for k, term in enumerate(terms):
        if k == 0:
            out = _text(term)
        elif isinstance(term, f.Neg):
            out += f" - {_text(term.body)}"
        else:
            out += f" + {_text(term)}"
    return out


def _chain(node: f.Chain) -> str:
    """Each relation as SymPy's own; several as a tuple of them."""
    pairs = zip(node.parts, node.parts[1:], node.relations[1:], strict=False)
    said = [f"{RELATIONS[r].sympy}({_text(a)}, {_text(b)})" for a, b, r in pairs]
    if len(said) < 2:
        return said[0] if said else _text(node.parts[0])
    return f"({', '.join(said)})"


def _symbol(name: str) -> str:
    return name if _BARE.fullmatch(name) else f"Symbol({name!r})"


def _identifier(name: str) -> str:
    return name if name.isidentifier() else f"Function({name!r})"


def _braced(script: str) -> str:
    return script if len(script) == 1 else f"{{{script}}}"


def _name(node: f.Formula) -> str:
    """The name of a symbol as SymPy has it: q_{11}."""
    match node:
        case f.Sym(name, sub, sup, accent):
            low, high = (",".join(_name(part) for part in parts) for parts in (sub, sup))
            full = f"{accent}_{name}" if accent else name
            if low:
                full += f"_{_braced(low)}" if name else low
            return full + (f"^{_braced(high)}" if high else "")
        case f.Name(text) | f.Word(text) | f.Num(text):
            return text
        case f.Dots():
            return "dots"
        case f.Blank():
            return "blank"
        case f.Group(body):
            return _name(body)
        case _:
            return _text(node)
