"""A formula in one line of Unicode, for the terminal: e⁻²/(2 + e⁻²)."""

from __future__ import annotations

import re
from itertools import pairwise

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import (
    ACCENTS,
    FUNCTIONS,
    GREEK,
    OPERATORS,
    RELATIONS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
)
from symattn.formulas.precedence import grouped, inner, raised

__all__ = ["write"]

_DOTS = {"row": "…", "column": "⋮", "both": "⋱"}
_WORDS = re.compile("[a-z]{2}")
_ROOTS = {2: "√", 3: "∛", 4: "∜"}


def write(formula: f.Formula) -> str:
    """The formula in one line; what Unicode cannot raise is written ^(…), lowered _(…).

    >>> e = f.Exp(f.Num("-2"))
    >>> write(f.Fraction(e, f.Sum((f.Num("2"), e))))
    'e⁻²/(2 + e⁻²)'
    >>> write(f.Fraction(f.Root(f.Num("5")), f.Num("5")))
    '√5/5'
    """
    return _text(grouped(formula, flat=True))


def _text(node: f.Formula) -> str:  # noqa: C901  (one case for each node)
    match node:
        case f.Num(text):
            return text.replace("-", "−")
        case f.Sci(mantissa, exponent):
            return f"{mantissa.replace('-', '−')} × 10{_raised(_minus(exponent))}"
        case f.Sym():
            return _symbol(node)
        case f.Name(text) | f.Word(text):
            return escape.terminal(text)
        case f.Neg(body):
            return f"−{_text(body)}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            return _product(factors, by)
        case f.Fraction(over, under):
            return f"{_text(over)}/{_text(under)}"
        case f.Power(f.Apply() as function, f.Num(exponent)) if raised(node):
            return _apply(function, _raised(exponent))
        case f.Power(base, exponent):
            return _text(base) + _raised(_text(exponent))
        case f.Exp(exponent):
            return "e" + _raised(_text(exponent))
        case f.Root(body, degree):
            sign = _ROOTS.get(degree) or f"{_raised(str(degree))}√"
            return sign + _text(body)
        case f.Infinity():
            return "∞"
        case f.Transpose(body):
            return f"{_text(body)}ᵀ"
        case f.Apply():
            return _apply(node)
        case f.Group(body, shape):
            return f"{shape[0]}{_text(body)}{shape[1]}"
        case f.BigSum():
            return _big_sum(node)
        case f.Dots(direction):
            return _DOTS[direction]
        case f.Blank(width):
            return "_" * max(width, 1)
        case f.Matrix():
            return _matrix(node)
        case f.Chain(parts, relations):
            signs = (RELATIONS[relation].plain for relation in relations)
            said = zip(signs, map(_text, parts), strict=True)
            return " ".join(f"{sign} {part}" if sign else part for sign, part in said)
        case f.Lines(lines):
            return "; ".join(map(_text, lines))
        case f.Grid(rows):
            return "; ".join(
                f"{_text(left)} = {_sum(terms)} {_text(end)}" for left, terms, end in rows
            )
        case _:
            raise TypeError(f"no plain text for a {type(node).__name__}")


def _big_sum(node: f.BigSum) -> str:
    low = _text(node.index) + ("" if node.lower is None else f"={_text(node.lower)}")
    top = "" if node.upper is None else _raised(_text(node.upper))
    return f"Σ{_lowered(low)}{top} {_text(node.body)}"


def _symbol(node: f.Sym) -> str:
    letter = GREEK.get(node.name) or escape.terminal(node.name)
    letter += ACCENTS[node.accent][2] if node.accent else ""
    low, high = (",".join(map(_text, parts)) for parts in (node.sub, node.sup))
    if not node.name:  # no letter: the list of its subscripts
        return low
    return letter + (_lowered(low) if low else "") + (_raised(high) if high else "")


def _minus(value: int) -> str:
    return str(value).replace("-", "−")


def _raised(text: str) -> str:
    tight = text.replace(" ", "")
    if not _WORDS.search(text) and all(char in SUPERSCRIPTS for char in tight):
        return "".join(SUPERSCRIPTS[char] for char in tight)
    if text.startswith("(") and _closes_at_end(text):
        return f"^{text}"
    return f"^({text})"


def _closes_at_end(text: str) -> bool:
    """Whether the first parenthesis is closed by the last character."""
    depth = 0
    for k, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return k == len(text) - 1
    return False


def _lowered(text: str) -> str:
    tight = text.replace(" ", "")
    if all(char in SUBSCRIPTS for char in tight):
        return "".join(SUBSCRIPTS[char] for char in tight)
    return f"_{text}" if len(text) == 1 else f"_({text})"


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = ""
    for k, term in enumerate(terms):
        if k == 0:
            out = _text(term)
        elif isinstance(term, f.Neg):
            out += f" − {_text(term.body)}"
        else:
            out += f" + {_text(term)}"
    return out


def _product(factors: tuple[f.Formula, ...], by: str) -> str:
    if by:
        sign = "·" if by == "·" else OPERATORS[by].plain
        return sign.join(map(_text, factors))
    out = _text(factors[0])
    for before, after in pairwise(factors):
        words = isinstance(after, (f.Apply, f.Name, f.Word)) or raised(after)
        tight = isinstance(before, f.Num) and not words
        out += ("" if tight else " ") + _text(after)
    return out


def _apply(node: f.Apply, power: str = "") -> str:
    known = FUNCTIONS.get(node.function)
    name = (known.plain if known else escape.terminal(node.function)) + power
    if not node.arguments:
        return name
    if node.parentheses:
        first, *rest = node.arguments
        return f"{name}({', '.join(map(_text, (inner(first), *rest)))})"
    shown = ", ".join(map(_text, node.arguments))
    return f"{name}{shown}" if isinstance(node.arguments[0], f.Group) else f"{name} {shown}"


def _matrix(node: f.Matrix) -> str:
    """[1, 2; 3, 4], each row after its name; the names of columns come first."""
    names = [f"{_text(name)}: " for name in node.row_names] or [""] * len(node.rows)
    rows = [name + ", ".join(map(_text, row)) for name, row in zip(names, node.rows, strict=True)]
    head = [", ".join(map(_text, node.column_names))] if node.column_names else []
    left, right = node.brackets or "[]"
    return f"{left}{'; '.join([*head, *rows])}{right}"
