"""A formula of numbers and symbols in SymPy's syntax: exp(-2)/(exp(-2) + 2)."""

from __future__ import annotations

from symattn.errors import Unsupported
from symattn.formulas import tree as f

__all__ = ["write"]

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def write(formula: f.Formula) -> str:
    """The formula as SymPy would parse it.

    >>> write(f.Fraction(f.Exp(f.Num("-2")), f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))))
    'exp(-2)/(2 + exp(-2))'
    """
    return _text(formula)[0]


def _at(formula: f.Formula, least: int) -> str:
    text, level = _text(formula)
    return text if level >= least else f"({text})"


def _text(node: f.Formula) -> tuple[str, int]:
    match node:
        case f.Num(text):
            return _number(text)
        case f.Sci(mantissa, exponent):
            return f"{mantissa}*10**({exponent})", _PRODUCT
        case f.Sym(name, sub, sup):
            return "_".join([name, *map(write, sub), *map(write, sup)]), _ATOM
        case f.Neg(body):
            return f"-{_at(body, _PRODUCT)}", _SUM
        case f.Sum(terms):
            first, *rest = (_at(term, _SUM) for term in terms)
            return first + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in rest), _SUM
        case f.Product(factors):
            return "*".join(_at(factor, _PRODUCT if k == 0 else _POWER) for k, factor in enumerate(factors)), _PRODUCT
        case f.Fraction(over, under):
            return f"{_at(over, _PRODUCT)}/{_at(under, _POWER)}", _PRODUCT
        case f.Power(base, exponent):
            return f"{_at(base, _ATOM)}**{_at(exponent, _ATOM)}", _POWER
        case f.Exp(exponent):
            return f"exp({write(exponent)})", _ATOM
        case f.Root(body, 2):
            return f"sqrt({write(body)})", _ATOM
        case f.Root(body, degree):
            return f"root({write(body)}, {degree})", _ATOM
        case f.Group(body):
            return f"({write(body)})", _ATOM
        case f.Apply(name, arguments):
            inner = ", ".join(map(write, arguments))
            return f"{'log' if name == 'ln' else name}({inner})", _ATOM
    raise Unsupported(f"a {type(node).__name__} has no SymPy syntax")


def _number(text: str) -> tuple[str, int]:
    if "." in text:
        whole, _, part = text.partition(".")
        return f"{int(whole + part)}/{10 ** len(part)}", _PRODUCT if not text.startswith("-") else _SUM
    return text, _SUM if text.startswith("-") else _ATOM
