"""MathML Core of a formula: what browsers, Word and screen readers take.

Every number, letter and sign is an element of its own.  Attributes that MathML Core left
out (``mfenced``, ``columnalign``) are not used; where columns are to line up, cells carry
``style="text-align: …"``, which Core has from CSS.
"""

from __future__ import annotations

from collections.abc import Iterable

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, GREEK, OPERATORS, RELATIONS
from symattn.formulas.precedence import grouped, inner

__all__ = ["write"]

_DOTS = {"row": "⋯", "column": "⋮", "both": "⋱"}
_BRACKETS = {"()": "()", "[]": "[]", "||": "||", "‖‖": "‖‖"}
_APPLY = "<mo>\u2061</mo>"
"""Function application, which is not seen."""
_TIMES = "<mo>\u2062</mo>"
"""Times, which is not seen."""


def write(formula: f.Formula, *, display: bool = True) -> str:
    """The formula as a ``math`` element.

    >>> write(f.Fraction(f.Num("1"), f.Sym("z")), display=False)
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mi>z</mi></mfrac></math>'
    """
    block = ' display="block"' if display else ""
    body = _text(grouped(formula))
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{block}>{body}</math>'


def _text(node: f.Formula) -> str:  # noqa: C901  (one case for each node)
    match node:
        case f.Num(text):
            return _number(text)
        case f.Sci(mantissa, exponent):
            power = f"<msup><mn>10</mn>{_row(_number(str(exponent)))}</msup>"
            return _row(f"{_number(mantissa)}<mo>×</mo>{power}")
        case f.Sym():
            return _symbol(node)
        case f.Name(text) | f.Word(text):
            return f"<mtext>{escape.xml(text)}</mtext>"
        case f.Neg(body):
            return _row(f"<mo>−</mo>{_text(body)}")
        case f.Sum(terms):
            first, *rest = terms
            return _row(_text(first) + "".join(map(_signed, rest)))
        case f.Product(factors, by):
            sign = f"<mo>{OPERATORS[by].plain.strip()}</mo>" if by else _TIMES
            return _row(sign.join(map(_text, factors)))
        case f.Fraction(over, under, inline):
            if inline:
                return _row(f"{_text(over)}<mo>/</mo>{_text(under)}")
            return f"<mfrac>{_text(over)}{_text(under)}</mfrac>"
        case f.Power(base, exponent):
            return f"<msup>{_text(base)}{_text(exponent)}</msup>"
        case f.Exp(exponent):
            return f"<msup><mi>e</mi>{_text(exponent)}</msup>"
        case f.Transpose(body):
            return f"<msup>{_text(body)}<mo>⊤</mo></msup>"
        case f.Root(body, degree):
            if degree == 2:
                return f"<msqrt>{_text(body)}</msqrt>"
            return f"<mroot>{_text(body)}<mn>{degree}</mn></mroot>"
        case f.Infinity():
            return "<mi>∞</mi>"
        case f.Apply():
            return _apply(node)
        case f.Group(body, shape):
            return _between(_BRACKETS[shape], _text(body))
        case f.BigSum():
            return _big_sum(node)
        case f.Dots(direction):
            return f"<mo>{_DOTS[direction]}</mo>"
        case f.Blank(width):
            return _place(width, "")
        case f.Answer(body, width):
            return _place(width, _text(body))
        case f.Matrix():
            return _matrix(node)
        case f.Chain():
            return _row(_chain(node))
        case f.Lines(lines):
            return _table(map(_aligned, lines), ("right", "left"))
        case f.Grid(rows):
            return _grid(rows)
        case _:
            raise TypeError(f"no MathML for a {type(node).__name__}")


def _row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>"


def _number(text: str) -> str:
    digits = f"<mn>{text.removeprefix('-')}</mn>"
    return _row(f"<mo>−</mo>{digits}") if text.startswith("-") else digits


def _symbol(node: f.Sym) -> str:
    if not node.name:  # no letter: the list of its subscripts
        return _tight(node.sub)
    letter = _letter(node)
    if node.accent:
        mark = {"tilde": "~", "hat": "^", "bar": "¯"}[node.accent]
        letter = f'<mover accent="true">{letter}<mo>{mark}</mo></mover>'
    if node.sub and node.sup:
        return f"<msubsup>{letter}{_tight(node.sub)}{_tight(node.sup)}</msubsup>"
    if node.sub:
        return f"<msub>{letter}{_tight(node.sub)}</msub>"
    return f"<msup>{letter}{_tight(node.sup)}</msup>" if node.sup else letter


def _letter(node: f.Sym) -> str:
    """A letter of one character is slanted unless it says it is upright; names never are."""
    name = GREEK.get(node.name, node.name)
    upright = ' mathvariant="normal"' if node.upright and len(name) == 1 else ""
    return f"<mi{upright}>{escape.xml(name)}</mi>"


def _tight(parts: Iterable[f.Formula]) -> str:
    """The parts with commas between them, as subscripts are written."""
    comma = '<mo separator="true" lspace="0em" rspace="0em">,</mo>'
    return _row(comma.join(map(_text, parts)))


def _signed(term: f.Formula) -> str:
    if isinstance(term, f.Neg):
        return f"<mo>−</mo>{_text(term.body)}"
    return f"<mo>+</mo>{_text(term)}"


def _apply(node: f.Apply) -> str:
    known = FUNCTIONS.get(node.function)
    name = f"<mi>{escape.xml(known.plain if known else node.function)}</mi>"
    if not node.arguments:
        return name
    first, *rest = node.arguments
    own = (inner(first), *rest) if node.parentheses else node.arguments
    listed = "<mo>,</mo>".join("<mo>…</mo>" if a == f.Dots() else _text(a) for a in own)
    return _row(name + _APPLY + (_between("()", listed) if node.parentheses else listed))


def _between(brackets: str, inside: str) -> str:
    left, right = brackets[0], brackets[1]
    stretchy = ' form="prefix" stretchy="true"', ' form="postfix" stretchy="true"'
    return _row(f"<mo{stretchy[0]}>{left}</mo>{inside}<mo{stretchy[1]}>{right}</mo>")


def _big_sum(node: f.BigSum) -> str:
    low = _text(node.index)
    if node.lower is not None:
        low = _row(f"{low}<mo>=</mo>{_text(node.lower)}")
    sign = '<mo movablelimits="false">∑</mo>'
    if node.upper is None:
        return _row(f"<munder>{sign}{low}</munder>{_text(node.body)}")
    return _row(f"<munderover>{sign}{low}{_text(node.upper)}</munderover>{_text(node.body)}")


def _place(width: int, inside: str) -> str:
    room = f"{max(width, 2) * 0.5 + 0.7:.3g}em"
    style = f"border-bottom: thin solid; min-width: {room}; display: inline-block"
    return f'<mrow style="{style}">{inside or "<mspace/>"}</mrow>'


def _table(rows: Iterable[Iterable[str]], sides: Iterable[str] = ()) -> str:
    aligned = [f' style="text-align: {side}"' for side in sides]

    def cells(row: Iterable[str]) -> str:
        listed = list(row)
        styles = aligned or [""] * len(listed)
        styles += styles[-1:] * (len(listed) - len(styles))
        return "".join(
            f"<mtd{style}>{cell}</mtd>" for style, cell in zip(styles, listed, strict=False)
        )

    return f"<mtable>{''.join(f'<mtr>{cells(row)}</mtr>' for row in rows)}</mtable>"


def _matrix(node: f.Matrix) -> str:
    rows = [list(map(_text, row)) for row in node.rows]
    if node.row_names or node.column_names:
        if node.row_names:
            rows = [[_text(name), *row] for name, row in zip(node.row_names, rows, strict=True)]
        if node.column_names:
            corner = [_row("")] if node.row_names else []
            rows.insert(0, [*corner, *map(_text, node.column_names)])
        return _table(rows)
    return _between(node.brackets, _table(rows)) if node.brackets else _table(rows)


def _chain(node: f.Chain) -> str:
    pieces = []
    for relation, part in zip(node.relations, node.parts, strict=True):
        pieces += [f"<mo>{RELATIONS[relation].plain}</mo>"] if relation else []
        pieces.append(_text(part))
    return "".join(pieces)


def _aligned(node: f.Chain) -> tuple[str, str]:
    """A chain in two cells, parted before its first relation."""
    at = next((k for k, relation in enumerate(node.relations) if relation), len(node.parts))
    before = "".join(map(_text, node.parts[:at]))
    after = f.Chain(node.parts[at:], node.relations[at:])
    indent = '<mspace width="1em"/>' if node.relations[at:][:1] in _GOES_ON else ""
    return _row(before), _row(indent + _chain(after))


_GOES_ON: tuple[tuple[str], ...] = (("+",), ("−",), ("·",))


def _grid(rows: tuple[tuple[f.Formula, tuple[f.Formula, ...], f.Chain], ...]) -> str:
    """Each term in a column of its own, at the left of which stands its sign."""
    most = max((len(terms) for _, terms, _ in rows), default=1) or 1
    lines = []
    for left, terms, end in rows:
        shown = [f"<mo>=</mo>{_text(terms[0])}"] if terms else ["<mo>=</mo>"]
        shown += [_signed(term) for term in terms[1:]]
        shown += [""] * (most - len(shown))
        lines.append([_text(left), *map(_row, shown), _row(_chain(end))])
    return _table(lines, ("right", "left"))
