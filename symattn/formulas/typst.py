"""Typst math of a formula, for the embedded PDF.

User text goes in as an escaped string literal, never as markup.  Places to write into
are the functions ``answer(digits, body)`` and ``blank(digits)`` of the page's preamble.
A blank stands before every ";" of a matrix: right after a call it would be swallowed.
"""

from __future__ import annotations

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, GREEK, RELATIONS
from symattn.formulas.precedence import factor_needs, leads_with_minus, power_base_needs, tail_needs

__all__ = ["write"]

_TYPST_GREEK = {"partial": "partial", "ell": "ell", "nabla": "nabla", "epsilon": "epsilon.alt"}


def write(formula: f.Formula) -> str:
    """The formula in Typst math markup.

    >>> write(f.Fraction(f.Exp(f.Num("-2")), f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))))
    'frac(e^(-2), 2 + e^(-2))'
    """
    match formula:
        case f.Num(text):
            return text
        case f.Sci(mantissa, exponent):
            return f"{mantissa} times 10^({exponent})"
        case f.Sym():
            return _symbol(formula)
        case f.Name(text) | f.Word(text):
            return escape.typst(text)
        case f.Infinity():
            return "infinity"
        case f.Neg(body):
            return f"-{_grouped(body, tail_needs(body))}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            return _product(factors, by)
        case f.Fraction(over, under, inline):
            if inline:
                return f"{_grouped(over, factor_needs(over))} \\/ {_grouped(under, power_base_needs(under))}"
            return f"frac({_argument(over)}, {_argument(under)})"
        case f.Power(base, exponent):
            return f"{_grouped(base, power_base_needs(base))}^({write(exponent)})"
        case f.Exp(exponent):
            return f"e^({write(exponent)})"
        case f.Root(body, degree):
            return f"sqrt({_argument(body)})" if degree == 2 else f"root({degree}, {_argument(body)})"
        case f.Transpose(body):
            return f"{_grouped(body, power_base_needs(body))}^top"
        case _:
            return _large(formula)


def _large(formula: f.Formula) -> str:
    match formula:
        case f.Apply():
            return _apply(formula)
        case f.Group(body, shape):
            left, right = {"()": "()", "[]": "[]", "||": "||", "‖‖": ("bar.v.double", "bar.v.double")}[shape]
            return f"lr({left} {write(body)} {right})"
        case f.BigSum(body, index, lower, upper):
            low = write(index) if lower is None else f"{write(index)} = {write(lower)}"
            top = "" if upper is None else f"^({write(upper)})"
            return f"sum_({low}){top} {_grouped(body, isinstance(body, f.Sum))}"
        case f.Dots(direction):
            return {"row": "dots.c", "column": "dots.v", "both": "dots.down"}[direction]
        case f.Blank(width):
            return f"#blank({width})"
        case f.Answer(body, width):
            return f"#answer({width}, ${write(body)}$)"
        case f.Matrix():
            return _matrix(formula)
        case f.Chain():
            return _chain(formula, "")
        case f.Lines(lines):
            return " \\ ".join(_chain(line, "& ") for line in lines)
        case f.Grid(rows):
            return " \\ ".join(_grid_row(*row) for row in rows)
    raise TypeError(f"no Typst for {type(formula).__name__}")


def _argument(node: f.Formula) -> str:
    """As an argument of a call: a comma or semicolon in it must not end it."""
    text = write(node)
    return f"#[${text}$]" if ";" in text or "," in text and not isinstance(node, f.Sym) else text


def _symbol(node: f.Sym) -> str:
    letter = _TYPST_GREEK.get(node.name, node.name)
    if node.name not in GREEK and len(node.name) > 1 or node.upright:
        letter = f"upright({escape.typst(node.name)})"
    if not letter:
        letter = '""'
    if node.accent:
        letter = f"{ {'tilde': 'tilde', 'hat': 'hat', 'bar': 'macron'}[node.accent]}({letter})"
    if node.sub:
        inner = "\\,".join(map(write, node.sub))
        letter += f"_({inner})"
    if not node.sup:
        return letter
    above = "\\,".join(map(write, node.sup))
    return f"{letter}^({above})"


def _grouped(node: f.Formula, needed: bool) -> str:
    return f"({write(node)})" if needed else write(node)


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = _grouped(terms[0], isinstance(terms[0], f.Chain))
    for term in terms[1:]:
        if leads_with_minus(term):
            out += f" - {write(term)[1:]}"
        else:
            out += f" + {_grouped(term, isinstance(term, f.Chain))}"
    return out


def _product(factors: tuple[f.Formula, ...], by: str) -> str:
    sign = {"": " ", "·": " dot ", "×": " times ", "⊙": " dot.o "}[by]
    parts = [
        _grouped(factor, factor_needs(factor) and not (k == 0 and isinstance(factor, f.Num)))
        for k, factor in enumerate(factors)
    ]
    if by:
        return sign.join(parts)
    out = parts[0]
    for before, part in zip(factors, parts[1:], strict=False):
        digits = part[:1].isdigit() and isinstance(before, (f.Num, f.Sci))
        out += (" dot " if digits else " ") + part
    return out


def _apply(node: f.Apply) -> str:
    known = FUNCTIONS.get(node.function)
    name = known[1] if known else f"op({escape.typst(node.function)})"
    inner = "\\, ".join(map(write, node.arguments))
    if not node.parentheses and len(node.arguments) == 1:
        return f"{name} {_grouped(node.arguments[0], factor_needs(node.arguments[0]))}"
    return f"{name} lr(( {inner} ))"


def _matrix(node: f.Matrix) -> str:
    delim = {"[]": '"["', "()": '"("', "||": '"|"', "": "#none"}[node.brackets]
    rows = " ; ".join(", ".join(map(_argument, row)) for row in node.rows)
    body = f"mat(delim: {delim}, {rows} )"
    if node.column_names:
        heads = ", ".join(map(_argument, node.column_names))
        body = f"mat(delim: #none, {f'mat(delim: #none, {heads} )'} ; {body} )"
    if node.row_names:
        names = " ; ".join(map(_argument, node.row_names))
        body = f"mat(delim: #none, {names} ) thin {body}"
    return body


def _chain(node: f.Chain, mark: str) -> str:
    out = ""
    marked = False
    for relation, part in zip(node.relations, node.parts, strict=True):
        if relation:
            out += f" {'' if marked else mark}{RELATIONS[relation][1]} "
            marked = True
        out += write(part)
    return out.strip()


def _grid_row(left: f.Formula, terms: tuple[f.Formula, ...], end: f.Chain) -> str:
    out = f"{write(left)} &="
    for k, term in enumerate(terms):
        minus = leads_with_minus(term) and k > 0
        sign = "" if k == 0 else (" &-" if minus else " &+")
        out += f"{sign} {write(term)[1:] if minus else write(term)}"
    return f"{out} &{_chain(end, '')}"
