"""Typst math markup of a formula, for the embedded PDF.

A user's own text stands in string literals alone, never as markup.  Places to
write into are the functions ``blank(digits)`` and ``answer(digits, body)`` of the
page.  A blank stands before each ";" of a matrix: right after a call Typst would
swallow it, and with it the end of the row.
"""

from __future__ import annotations

from collections.abc import Iterable

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import (
    ACCENTS,
    FUNCTIONS,
    GREEK,
    OPERATORS,
    RELATIONS,
    TYPST_LETTERS,
)
from symattn.formulas.precedence import grouped, inner, raised

__all__ = ["write"]

_DOTS = {"row": "dots.c", "column": "dots.v", "both": "dots.down"}
_DELIMITERS = {"[]": '"["', "()": '"("', "||": '"|"', "": "#none"}
_SIGNS = {"partial": "∂", "nabla": "∇", "ell": "ℓ"}


def write(formula: f.Formula) -> str:
    """The formula as it stands between two dollar signs.

    >>> e = f.Exp(f.Num("-2"))
    >>> write(f.Fraction(e, f.Sum((f.Num("2"), e))))
    '(e^(-2))/(2 + e^(-2))'
    >>> print(write(f.Sym("s", sub=(f.Name("笔"), f.Name("本")))))
    s_("笔,本")
    """
    return _text(grouped(formula))


def _text(node: f.Formula) -> str:  # noqa: C901  (one case for each node)
    match node:
        case f.Num(text):
            return text
        case f.Sci(mantissa, exponent):
            return f"{mantissa} times 10^({exponent})"
        case f.Sym():
            return _symbol(node)
        case f.Name(text) | f.Word(text):
            return escape.typst(text)
        case f.Neg(body):
            return f"-{_text(body)}"
        case f.Sum(terms):
            first, *rest = terms
            return _text(first) + "".join(f" {_signed(term)}" for term in rest)
        case f.Product(factors, by):
            return OPERATORS[by].typst.join(map(_text, factors))
        case f.Fraction(over, under, inline):
            return (
                f"{_text(over)} \\/ {_text(under)}"
                if inline
                else (f"({_text(over)})/({_text(under)})")
            )
        case f.Power(f.Apply() as function, f.Num(exponent)) if raised(node):
            return _apply(function, f"^({exponent})")
        case f.Power(base, exponent):
            return f"{_text(base)}^({_text(exponent)})"
        case f.Exp(exponent):
            return f"e^({_text(exponent)})"
        case f.Root(body, degree):
            return f"sqrt({_text(body)})" if degree == 2 else f"root({degree}, {_text(body)})"
        case f.Infinity():
            return "infinity"
        case f.Transpose(body):
            return f"{_text(body)}^top"
        case f.Apply():
            return _apply(node)
        case f.Group(body, shape):
            called = {"||": "abs", "‖‖": "norm"}.get(shape)
            return f"{called}({_text(body)})" if called else f"{shape[0]}{_text(body)}{shape[1]}"
        case f.BigSum():
            return _big_sum(node)
        case f.Dots(direction):
            return _DOTS[direction]
        case f.Blank() | f.Answer():
            return _place(node)
        case f.Matrix():
            return _matrix(node)
        case f.Chain():
            return _chain(node)
        case f.Lines(lines):
            return " \\\n".join(map(_aligned, lines))
        case f.Grid(rows):
            return _grid(rows)
        case _:
            raise TypeError(f"no Typst for a {type(node).__name__}")


def _big_sum(node: f.BigSum) -> str:
    low = _text(node.index) + ("" if node.lower is None else f" = {_text(node.lower)}")
    top = "" if node.upper is None else f"^({_text(node.upper)})"
    return f"sum_({low}){top} {_text(node.body)}"


def _symbol(node: f.Sym) -> str:
    letter = _letter(node)
    if not node.name:  # no letter: the list of its subscripts
        return _tight(node.sub)
    if node.accent:
        letter = f"{ACCENTS[node.accent][1]}({letter})"
    low = f"_({_tight(node.sub)})" if node.sub else ""
    high = f"^({_tight(node.sup)})" if node.sup else ""
    return letter + low + high


def _letter(node: f.Sym) -> str:
    name = TYPST_LETTERS.get(node.name) or _SIGNS.get(node.name)
    if name or node.name in GREEK:
        return name or node.name
    if len(node.name) == 1 and node.name.isascii() and node.name.isalpha() and not node.upright:
        return node.name
    if node.name in GREEK.values():
        return node.name
    return escape.typst(node.name)


def _tight(parts: Iterable[f.Formula]) -> str:
    """The parts with commas between them and no room, as subscripts are written."""
    listed = list(parts)
    words = [part.text for part in listed if isinstance(part, (f.Name, f.Word))]
    if words and len(words) == len(listed):
        return escape.typst(",".join(words))
    return '","'.join(map(_text, listed))


def _signed(term: f.Formula) -> str:
    return f"- {_text(term.body)}" if isinstance(term, f.Neg) else f"+ {_text(term)}"


def _apply(node: f.Apply, power: str = "") -> str:
    known = FUNCTIONS.get(node.function)
    name = (known.typst if known else f"op({escape.typst(node.function)})") + power
    if not node.arguments:
        return name
    if node.parentheses:
        first, *rest = node.arguments
        listed = ("dots.h" if a == f.Dots() else _text(a) for a in (inner(first), *rest))
        return f"{name} ({', '.join(listed)})"
    return f"{name} {', '.join(map(_text, node.arguments))}"


def _place(node: f.Blank | f.Answer) -> str:
    star = ", star: true" if node.loose else ""
    if isinstance(node, f.Blank):
        return f"#blank({node.width}{star})"
    return f"#answer({node.width}{star}, ${_text(node.body)}$)"


def _matrix(node: f.Matrix) -> str:
    rows = [", ".join(map(_cell, row)) for row in node.rows]
    if not (node.row_names or node.column_names):
        return f"mat(delim: {_DELIMITERS[node.brackets]}, {' ; '.join(rows)})"
    rules = []
    if node.row_names:
        names = map(_cell, node.row_names)
        rows = [f"{name}, {row}" for name, row in zip(names, rows, strict=True)]
        rules.append("vline: 1")
    if node.column_names:
        corner = '"", ' if node.row_names else ""
        rows.insert(0, corner + ", ".join(map(_cell, node.column_names)))
        rules.append("hline: 1")
    return f"mat(delim: #none, augment: #({', '.join(rules)}), {' ; '.join(rows)})"


def _cell(node: f.Formula) -> str:
    """A cell; what holds a comma of its own (a list, a chain) may not end the cell."""
    text = _text(node)
    return f"#[${text}$]" if isinstance(node, (f.Chain, f.Lines, f.Grid)) else text


def _chain(node: f.Chain) -> str:
    pieces = []
    for relation, part in zip(node.relations, node.parts, strict=True):
        pieces += [RELATIONS[relation].typst] if relation else []
        pieces.append(_text(part))
    return " ".join(pieces)


def _aligned(node: f.Chain) -> str:
    """A chain with the mark of alignment before its first relation."""
    at = next((k for k, relation in enumerate(node.relations) if relation), len(node.parts))
    before = " ".join(map(_text, node.parts[:at]))
    after = _chain(f.Chain(node.parts[at:], node.relations[at:]))
    return f"{before} &{after}" if before else f"&{after}"


def _grid(rows: tuple[tuple[f.Formula, tuple[f.Formula, ...], f.Chain], ...]) -> str:
    """Each term in a column of its own, at the left of which stands its sign."""
    most = max((len(terms) for _, terms, _ in rows), default=1) or 1
    lines = []
    for left, terms, end in rows:
        shown = [f"= {_text(terms[0])}"] if terms else ["="]
        shown += [_signed(term) for term in terms[1:]]
        shown += [""] * (most - len(shown))
        lines.append(f"{_text(left)} &" + " &&".join([*shown, _chain(end)]))
    return " \\\n".join(lines)
