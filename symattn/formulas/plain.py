"""A formula in one line of Unicode, for the terminal: e⁻²/(2 + e⁻²)."""

from __future__ import annotations

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import GREEK, SUBSCRIPTS, SUPERSCRIPTS
from symattn.formulas.precedence import factor_needs, leads_with_minus, level, power_base_needs, tail_needs

__all__ = ["write"]

_ACCENTS = {"": "", "tilde": "\u0303", "hat": "\u0302", "bar": "\u0304"}


def write(formula: f.Formula) -> str:
    """The formula in one line.

    >>> write(f.Fraction(f.Exp(f.Num("-2")), f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))))
    'e⁻²/(2 + e⁻²)'
    """
    match formula:
        case f.Num(text):
            return text.replace("-", "−")
        case f.Sci(mantissa, exponent):
            return f"{write(f.Num(mantissa))} × 10{_raised(str(exponent))}"
        case f.Sym():
            return _symbol(formula)
        case f.Name(text) | f.Word(text):
            return escape.terminal(text)
        case f.Infinity():
            return "∞"
        case f.Neg(body):
            return f"−{_grouped(body, tail_needs(body))}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            return _product(factors, by)
        case f.Fraction(over, under):
            return f"{_grouped(over, factor_needs(over))}/{_grouped(under, _needs_under(under))}"
        case f.Power(base, exponent):
            return f"{_grouped(base, power_base_needs(base))}{_raised(write(exponent))}"
        case f.Exp(exponent):
            return f"e{_raised(write(exponent))}"
        case f.Root(body, degree):
            sign = {2: "√", 3: "∛", 4: "∜"}.get(degree, f"{_raised(str(degree))}√")
            return f"{sign}{_grouped(body, level(body) < 3 or isinstance(body, f.Fraction))}"
        case f.Transpose(body):
            return f"{_grouped(body, power_base_needs(body))}ᵀ"
        case _:
            return _large(formula)


def _needs_under(node: f.Formula) -> bool:
    return factor_needs(node) or isinstance(node, (f.Product, f.Fraction, f.Sci))


def _large(formula: f.Formula) -> str:
    match formula:
        case f.Apply(function, arguments, parentheses):
            inner = ", ".join(map(write, arguments))
            return f"{function}({inner})" if parentheses else f"{function} {inner}"
        case f.Group(body, shape):
            return f"{shape[0]}{write(body)}{shape[-1]}"
        case f.BigSum(body, index, lower, upper):
            low = write(index) if lower is None else f"{write(index)}={write(lower)}"
            top = "" if upper is None else f"..{write(upper)}"
            return f"Σ_{low}{top} {_grouped(body, isinstance(body, f.Sum))}"
        case f.Dots(direction):
            return {"row": "…", "column": "⋮", "both": "⋱"}[direction]
        case f.Blank(width):
            return "_" * width
        case f.Answer(body):
            return write(body)
        case f.Matrix(rows):
            return "[" + "; ".join("  ".join(map(write, row)) for row in rows) + "]"
        case f.Chain(parts, relations):
            said = (f"{r} {write(part)}" for r, part in zip(relations, parts, strict=True))
            return " ".join(said).strip()
        case f.Lines(lines):
            return "\n".join(map(write, lines))
        case f.Grid(rows):
            return "\n".join(f"{write(left)} = {_sum(terms)} {write(end)}" for left, terms, end in rows)
    raise TypeError(f"no plain text for {type(formula).__name__}")


def _symbol(node: f.Sym) -> str:
    letter = GREEK.get(node.name, node.name) + _ACCENTS[node.accent]
    if node.sub:
        letter += _lowered(",".join(map(write, node.sub)))
    return letter + _raised(",".join(map(write, node.sup))) if node.sup else letter


def _raised(text: str) -> str:
    plain = text.replace("−", "-")
    if plain and all(char in SUPERSCRIPTS for char in plain):
        return "".join(SUPERSCRIPTS[char] for char in plain)
    return f"^({text})" if len(text) > 1 else f"^{text}"


def _lowered(text: str) -> str:
    plain = text.replace("−", "-")
    if all(char in SUBSCRIPTS for char in plain):
        return "".join(SUBSCRIPTS[char] for char in plain)
    return f"_{{{text}}}" if len(text) > 1 else f"_{text}"


def _grouped(node: f.Formula, needed: bool) -> str:
    return f"({write(node)})" if needed else write(node)


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = write(terms[0])
    for term in terms[1:]:
        out += f" − {write(term)[1:]}" if leads_with_minus(term) else f" + {write(term)}"
    return out


def _product(factors: tuple[f.Formula, ...], by: str) -> str:
    parts = [
        _grouped(factor, factor_needs(factor) and not (k == 0 and isinstance(factor, f.Num)))
        for k, factor in enumerate(factors)
    ]
    if by:
        return by.join(parts)
    out = parts[0]
    for before, part in zip(factors, parts[1:], strict=False):
        digits = part[:1].isdigit() and isinstance(before, f.Num)
        glue = "" if isinstance(before, f.Num) and not digits else " "
        out += ("·" if digits else glue) + part
    return out
