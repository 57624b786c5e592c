"""The spoken text of a formula, for screen readers and tagged PDF."""

from __future__ import annotations

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, RELATIONS
from symattn.formulas.precedence import ATOM, level

__all__ = ["write"]


def write(formula: f.Formula) -> str:
    """The formula as one reads it aloud, in English.

    >>> write(f.Fraction(f.Exp(f.Num("-2")), f.Sum((f.Num("2"), f.Exp(f.Num("-2"))))))
    'e to the minus 2, over 2 plus e to the minus 2'
    """
    match formula:
        case f.Num(text):
            return text.replace("-", "minus ")
        case f.Sci(mantissa, exponent):
            return f"{write(f.Num(mantissa))} times 10 to the {write(f.Num(str(exponent)))}"
        case f.Sym():
            return _symbol(formula)
        case f.Name(text) | f.Word(text):
            return escape.visible(text)
        case f.Infinity():
            return "infinity"
        case f.Neg(body):
            return f"minus {_held(body)}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            return {"": " ", "·": " times ", "×": " times ", "⊙": " entry by entry times "}[by].join(
                map(_held, factors)
            )
        case f.Fraction(over, under):
            simple = isinstance(over, f.Num) and isinstance(under, f.Num)
            return f"{write(over)}{'' if simple else ','} over {write(under)}"
        case f.Power(base, exponent):
            if exponent == f.Num("2"):
                return f"{_held(base)} squared"
            return f"{_held(base)} to the {write(exponent)}"
        case f.Exp(exponent):
            return f"e to the {write(exponent)}"
        case f.Root(body, degree):
            return f"{'square' if degree == 2 else f'{degree}th'} root of {write(body)}"
        case f.Transpose(body):
            return f"{write(body)} transposed"
        case _:
            return _large(formula)


def _large(formula: f.Formula) -> str:
    match formula:
        case f.Apply(function, arguments):
            known = FUNCTIONS.get(function)
            return f"{known[2] if known else f'{function} of'} {', '.join(map(write, arguments))}"
        case f.Group(body, "‖‖"):
            return f"norm of {write(body)}"
        case f.Group(body):
            return write(body)
        case f.BigSum(body, index, lower, upper):
            start = f" from {write(lower)}" if lower is not None else ""
            end = f" to {write(upper)}" if upper is not None else ""
            return f"sum over {write(index)}{start}{end} of {write(body)}"
        case f.Dots():
            return "and so on"
        case f.Blank():
            return "blank"
        case f.Answer(body):
            return write(body)
        case f.Matrix(rows, row_names, column_names):
            return _matrix(rows, row_names, column_names)
        case f.Chain(parts, relations):
            said = (f"{RELATIONS[r][2]} {write(part)}" for r, part in zip(relations, parts, strict=True))
            return " ".join(said).strip()
        case f.Lines(lines):
            return "; ".join(map(write, lines))
        case f.Grid(rows):
            return "; ".join(
                f"{write(left)} equals {_sum(terms)} {write(end)}" for left, terms, end in rows
            )
    raise TypeError(f"no speech for {type(formula).__name__}")


def _symbol(node: f.Sym) -> str:
    letter = {"ell": "l"}.get(node.name, node.name)
    if node.accent:
        letter += f" {node.accent}"
    if node.sub:
        letter += " " + " ".join(map(write, node.sub))
    return f"{letter} of {' '.join(map(write, node.sup))}" if node.sup else letter


def _held(node: f.Formula) -> str:
    """A part that is itself a sum is set off by words."""
    return write(node) if level(node) == ATOM or isinstance(node, f.Num) else f"quantity {write(node)}"


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = write(terms[0])
    for term in terms[1:]:
        text = write(term)
        out += f" {text}" if text.startswith("minus ") else f" plus {text}"
    return out


def _matrix(
    rows: tuple[tuple[f.Formula, ...], ...], row_names: tuple[f.Formula, ...],
    column_names: tuple[f.Formula, ...],
) -> str:  # fmt: skip
    heads = f", columns {', '.join(map(write, column_names))}" if column_names else ""
    said = []
    for k, row in enumerate(rows):
        name = write(row_names[k]) if k < len(row_names) else f"row {k + 1}"
        said.append(f"{name}: {', '.join(map(write, row))}")
    return f"matrix{heads}; {'; '.join(said)}"
