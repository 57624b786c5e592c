r"""LaTeX of a formula, as a person would write it, with amsmath alone.

Places to write into are the macros ``\answer{digits}{…}`` and ``\blank{digits}``, which
a worksheet's preamble defines; a fragment for another document holds none.
"""

from __future__ import annotations

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, GREEK, RELATIONS, WIDE
from symattn.formulas.precedence import factor_needs, leads_with_minus, power_base_needs, tail_needs

__all__ = ["write"]


def write(formula: f.Formula) -> str:
    r"""The formula in LaTeX math.

    >>> print(write(f.Fraction(f.Exp(f.Num("-2")), f.Sum((f.Num("2"), f.Exp(f.Num("-2")))))))
    \frac{e^{-2}}{2 + e^{-2}}
    """
    match formula:
        case f.Num(text):
            return text
        case f.Sci(mantissa, exponent):
            return f"{mantissa} \\times 10^{{{exponent}}}"
        case f.Sym():
            return _symbol(formula)
        case f.Name(text) | f.Word(text):
            return f"\\text{{{escape.latex(text)}}}"
        case f.Infinity():
            return r"\infty"
        case f.Neg(body):
            return f"-{_grouped(body, tail_needs(body))}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            return _product(factors, by)
        case f.Fraction(over, under, inline):
            if inline:
                return f"{_grouped(over, factor_needs(over))}/{_grouped(under, power_base_needs(under))}"
            return f"\\frac{{{write(over)}}}{{{write(under)}}}"
        case f.Power(base, exponent):
            return f"{_grouped(base, power_base_needs(base))}^{{{write(exponent)}}}"
        case f.Exp(exponent):
            return f"e^{{{write(exponent)}}}"
        case f.Root(body, degree):
            return f"\\sqrt{'' if degree == 2 else f'[{degree}]'}{{{write(body)}}}"
        case f.Apply():
            return _apply(formula)
        case f.Transpose(body):
            return f"{_grouped(body, power_base_needs(body))}^{{\\top}}"
        case _:
            return _large(formula)


def _large(formula: f.Formula) -> str:
    match formula:
        case f.Group(body, shape):
            left, right = _BRACKETS[shape]
            return f"\\left{left} {write(body)} \\right{right}" if _tall(body) else f"{left}{write(body)}{right}"
        case f.BigSum(body, index, lower, upper):
            low = write(index) if lower is None else f"{write(index)}={write(lower)}"
            top = "" if upper is None else f"^{{{write(upper)}}}"
            return f"\\sum_{{{low}}}{top} {_grouped(body, isinstance(body, f.Sum))}"
        case f.Dots(direction):
            return {"row": r"\cdots", "column": r"\vdots", "both": r"\ddots"}[direction]
        case f.Blank(width):
            return f"\\blank{{{width}}}"
        case f.Answer(body, width):
            return f"\\answer{{{width}}}{{{write(body)}}}"
        case f.Matrix():
            return _matrix(formula)
        case f.Chain():
            return _chain(formula, "")
        case f.Lines(lines):
            return _environment("aligned", (_chain(line, "&") for line in lines))
        case f.Grid(rows):
            return _grid(rows)
    raise TypeError(f"no LaTeX for {type(formula).__name__}")


_BRACKETS = {"()": ("(", ")"), "[]": ("[", "]"), "||": ("|", "|"), "‖‖": (r"\|", r"\|")}


def _tall(body: f.Formula) -> bool:
    return r"\frac" in write(body)


def _symbol(node: f.Sym) -> str:
    letter = f"\\{node.name}" if node.name in GREEK else node.name
    if node.upright or (len(node.name) > 1 and node.name not in GREEK):
        letter = f"\\mathrm{{{node.name}}}"
    if node.accent:
        letter = f"\\{node.accent}{{{letter}}}" if letter.startswith("\\") else f"\\{node.accent} {letter}"
    if node.sub:
        letter += f"_{{{','.join(map(write, node.sub))}}}"
    return f"{letter}^{{{','.join(map(write, node.sup))}}}" if node.sup else letter


def _grouped(node: f.Formula, needed: bool) -> str:
    if not needed:
        return write(node)
    tall = isinstance(node, (f.Fraction, f.Matrix)) or (
        isinstance(node, (f.Sum, f.Product, f.Neg)) and r"\frac" in write(node)
    )
    return f"\\left({write(node)}\\right)" if tall else f"({write(node)})"


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = _grouped(terms[0], isinstance(terms[0], f.Chain))
    for term in terms[1:]:
        if leads_with_minus(term):
            out += f" - {write(term)[1:]}"
        else:
            out += f" + {_grouped(term, isinstance(term, f.Chain))}"
    return out


def _product(factors: tuple[f.Formula, ...], by: str) -> str:
    sign = {"": r" ", "·": r" \cdot ", "×": r" \times ", "⊙": r" \odot "}[by]
    parts = [
        _grouped(factor, factor_needs(factor) and not (k == 0 and isinstance(factor, f.Num)))
        for k, factor in enumerate(factors)
    ]
    if by:
        return sign.join(parts)
    out = parts[0]
    for before, part in zip(factors, parts[1:], strict=False):
        digits = part[:1].isdigit() and isinstance(before, (f.Num, f.Sci))
        out += (r" \cdot " if digits else " ") + part
    return out


def _apply(node: f.Apply) -> str:
    known = FUNCTIONS.get(node.function)
    name = known[0] if known else f"\\operatorname{{{node.function}}}"
    inner = ", ".join(map(write, node.arguments))
    if not node.parentheses and len(node.arguments) == 1:
        return f"{name} {_grouped(node.arguments[0], factor_needs(node.arguments[0]))}"
    if r"\frac" in inner or r"\begin" in inner:
        return f"{name}\\left({inner}\\right)"
    return f"{name}({inner})"


def _matrix(node: f.Matrix) -> str:
    rows = [" & ".join(map(write, row)) for row in node.rows]
    width = max((len(row) for row in node.rows), default=0)
    if not node.row_names and not node.column_names:
        return _brackets(node.brackets, rows, width)
    body = _brackets(node.brackets, rows, width)
    names = _environment("matrix", map(write, node.row_names)) if node.row_names else ""
    heads = ""
    if node.column_names:
        heads = _array(width, [" & ".join(map(write, node.column_names))])
    if heads:
        body = f"\\begin{{array}}{{c}} {heads} \\\\ {body} \\end{{array}}"
    return f"{names}\\;{body}" if names else body


def _brackets(brackets: str, rows: list[str], width: int) -> str:
    name = {"[]": "bmatrix", "()": "pmatrix", "||": "vmatrix", "": "matrix"}[brackets]
    if width <= WIDE:
        return _environment(name, rows)
    body = _array(width, rows)
    left, right = {"[]": "[]", "()": "()", "||": "||", "": ".."}[brackets]
    return f"\\left{left}{body}\\right{right}"


def _array(width: int, rows: list[str]) -> str:
    return f"\\begin{{array}}{{{'c' * width}}}\n" + " \\\\\n".join(rows) + "\n\\end{array}"


def _environment(name: str, rows: object) -> str:
    return f"\\begin{{{name}}}\n" + " \\\\\n".join(rows) + f"\n\\end{{{name}}}"  # type: ignore[call-overload]


def _chain(node: f.Chain, mark: str) -> str:
    out = ""
    marked = False
    for relation, part in zip(node.relations, node.parts, strict=True):
        if relation:
            out += f" {'' if marked else mark}{RELATIONS[relation][0]} "
            marked = True
        out += write(part)
    return out.strip() if not mark else out.lstrip()


def _grid(rows: tuple[tuple[f.Formula, tuple[f.Formula, ...], f.Chain], ...]) -> str:
    most = max(len(terms) for _, terms, _ in rows)
    lines = []
    for left, terms, end in rows:
        cells = []
        for k, term in enumerate(terms):
            minus = leads_with_minus(term)
            sign = "=" if k == 0 else ("-" if minus else "+")
            body = write(term)[1:] if minus and k else write(term)
            cells.append(f"{{}}{sign}{{}} & {body}")
        cells += ["&"] * (most - len(terms))
        lines.append(f"{write(left)} & " + " & ".join(cells) + f" & {_chain(end, '')}")
    columns = "@{}r" + "@{}c@{}r" * most + "@{\\;}l@{}"
    return f"\\begin{{array}}{{{columns}}}\n" + " \\\\\n".join(lines) + "\n\\end{array}"
