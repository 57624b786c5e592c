"""How large a formula is when it is set: width, height and depth, in em of its text.

The rules are those of The TeXbook, appendix G (fractions, scripts, radicals, spacing
between atoms), the widths those of Computer Modern, which the fonts of LaTeX, KaTeX and
Typst share.  Where a size depends on the document's own (scripts are wider against their
text at ten points than at twelve), the larger is taken: a formula may turn out a little
smaller than its box, and no wider.  Half an em, a digit, is the unit that matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from symattn.document.widths import GREEK_WIDTHS, ITALIC, text_width
from symattn.formulas import tree as f
from symattn.formulas.letters import FUNCTIONS, GREEK
from symattn.formulas.precedence import grouped

__all__ = ["RELATION", "Extent", "box", "line_height"]


@dataclass(frozen=True)
class Extent:
    """A set formula: its width, and how far it reaches above and below the line."""

    width: float
    height: float = 0.69
    depth: float = 0.0

    @property
    def tall(self) -> float:
        """Height and depth together."""
        return self.height + self.depth


DISPLAY, TEXT, SCRIPT, TINY = range(4)
_SIZE = (1.0, 1.0, 0.81, 0.72)
"""Letters of each style against the text's: cmr7's digit is 3.99 pt, cmr10's 5 pt."""
_THIN, _MEDIUM, _THICK = 0.167, 0.223, 0.278
_AXIS, _RULE = 0.25, 0.04
_SCRIPT_ROOM = 0.05
_DIGIT, _SIGN, _DOT, _COMMA = 0.5, 0.778, 0.278, 0.278
RELATION = _SIGN + 2 * _THICK
"""A relation with the room at both of its sides."""


@lru_cache(1 << 14)
def box(formula: f.Formula) -> Extent:
    """The formula as it stands in a display, with the parentheses that it needs.

    >>> box(f.Num("0.468")).width
    2.278
    """
    return _box(grouped(formula), DISPLAY)


def line_height(made: Extent) -> float:
    """What a line of ``aligned`` takes: at least a line of text, and 3 pt between lines."""
    return max(1.2, made.tall + 0.1) + 0.3


def _box(node: f.Formula, style: int) -> Extent:  # noqa: C901  (one case for each node)
    size = _SIZE[style]
    match node:
        case f.Num(text):
            return _line(style, _number(text))
        case f.Sci(mantissa, exponent):
            power = _raised(_line(style, 2 * _DIGIT), _box(f.Num(str(exponent)), _script(style)))
            return _beside(_line(style, _number(mantissa) + _SIGN + 2 * _MEDIUM), power)
        case f.Sym():
            return _symbol(node, style)
        case f.Name(text) | f.Word(text):
            return Extent(size * text_width(text), 0.75 * size, 0.25 * size)
        case f.Neg(body):
            return _beside(_line(style, _SIGN), _box(body, style))
        case f.Sum(terms):
            added = [term.body if isinstance(term, f.Neg) else term for term in terms[1:]]
            return _joined([terms[0], *added], style, _SIGN + 2 * _MEDIUM)
        case f.Product(factors, by):
            sign = _SIGN if by in ("×", "⊙") else _DOT
            room = _THIN * (1 if any(map(_stands_apart, factors)) else 0)
            return _joined(factors, style, sign + 2 * _MEDIUM if by else room)
        case f.Fraction():
            return _fraction(node, style)
        case f.Power(base, exponent):
            return _raised(_box(base, style), _box(exponent, _script(style)))
        case f.Exp(exponent):
            return _raised(_line(style, ITALIC["e"]), _box(exponent, _script(style)))
        case f.Transpose(body):
            return _raised(_box(body, style), _line(_script(style), _SIGN))
        case f.Root(body, degree):
            inner = _box(body, style)
            sign = 0.84 if inner.tall < 1.0 else 1.0
            extra = 0.3 if degree != 2 else 0.0
            return Extent(
                inner.width + sign * size + extra, inner.height + 0.25, inner.depth + 0.05
            )
        case f.Infinity():
            return _line(style, 1.0)
        case f.Apply():
            return _apply(node, style)
        case f.Group(body):
            return _between((body,), style)
        case f.BigSum():
            return _big_sum(node, style)
        case f.Dots(direction):
            wide = {"row": 1.34, "column": 0.28, "both": 1.17}[direction]
            return Extent(wide * size, 1.51 if direction != "row" else 0.45)
        case f.Blank(width) | f.Answer(width=width):
            return Extent(0.5 * max(width, 2) + 0.7, 0.9, 0.4)
        case f.Matrix():
            return _matrix(node)
        case f.Chain():
            return _chain(node, style)
        case f.Lines(lines):
            return _lines(lines)
        case f.Grid(rows):
            return _lines(
                [f.Chain((a, f.sum_of(terms), end), ("", "=", "")) for a, terms, end in rows]
            )
        case _:
            raise TypeError(f"no box for {type(node).__name__}")


def _line(style: int, width: float) -> Extent:
    """Letters and digits on the line; parentheses reach a little further."""
    size = _SIZE[style]
    return Extent(width * size, 0.69 * size, 0.1 * size)


def _beside(*boxes: Extent) -> Extent:
    return Extent(
        sum(one.width for one in boxes),
        max(one.height for one in boxes),
        max(one.depth for one in boxes),
    )


def _joined(parts: Sequence[f.Formula], style: int, between: float) -> Extent:
    """Parts beside each other; in scripts signs have no room at their sides."""
    if style >= SCRIPT:
        between = max(0.0, between - 2 * _MEDIUM) * _SIZE[style] if between > _THIN else 0.0
    whole = _beside(*(_box(part, style) for part in parts))
    return Extent(whole.width + between * (len(parts) - 1), whole.height, whole.depth)


def _script(style: int) -> int:
    return SCRIPT if style < SCRIPT else TINY


def _number(text: str) -> float:
    widths = {".": _DOT, ",": _COMMA, "-": _SIGN}
    return sum(widths.get(char, _DIGIT) for char in text)


def _stands_apart(node: f.Formula) -> bool:
    """What TeX calls inner, an operator or words: it keeps a thin space from its neighbours."""
    return isinstance(node, (f.Fraction, f.Apply, f.BigSum, f.Name, f.Word)) or (
        isinstance(node, f.Sym) and len(node.name) > 1
    )


def _symbol(node: f.Sym, style: int) -> Extent:
    letter = _line(style, _letter(node))
    if node.accent:
        letter = Extent(letter.width, letter.height + 0.15, letter.depth)
    below, above = (_tight(parts, _script(style)) for parts in (node.sub, node.sup))
    if not node.name:
        return _tight(node.sub, style)
    if not (node.sub or node.sup):
        return letter
    return Extent(
        letter.width + max(below.width, above.width) + _SCRIPT_ROOM,
        letter.height + (0.45 * above.height if node.sup else 0.0),
        letter.depth + (0.45 * below.tall if node.sub else 0.0),
    )


def _letter(node: f.Sym) -> float:
    name = node.name
    if name in GREEK:
        return GREEK_WIDTHS.get(name, 0.69 if name[0].islower() else 0.84)
    if name in GREEK.values():
        return 0.84
    if len(name) == 1 and not node.upright:
        return ITALIC.get(name, 1.0)
    return text_width(name)


def _tight(parts: Sequence[f.Formula], style: int) -> Extent:
    """The parts with commas between them, as subscripts are written."""
    if not parts:
        return Extent(0.0, 0.0)
    whole = _beside(*(_box(part, style) for part in parts))
    commas = _COMMA * _SIZE[style] * (len(parts) - 1)
    return Extent(whole.width + commas, whole.height, whole.depth)


def _raised(base: Extent, exponent: Extent) -> Extent:
    up = max(0.413, base.height - 0.386)
    return Extent(
        base.width + exponent.width + _SCRIPT_ROOM,
        max(base.height, up + exponent.height),
        max(base.depth, exponent.depth - up),
    )


def _fraction(node: f.Fraction, style: int) -> Extent:
    if node.inline:
        whole = _beside(_box(node.over, style), _box(node.under, style))
        return Extent(whole.width + _DIGIT * _SIZE[style], whole.height, whole.depth)
    inner = min(style + 1, TINY)
    over, under = _box(node.over, inner), _box(node.under, inner)
    up, down, clear = (0.677, 0.686, 0.12) if style == DISPLAY else (0.394, 0.345, 0.04)
    up = max(up, _AXIS + _RULE / 2 + clear + over.depth)
    down = max(down, clear + under.height - _AXIS + _RULE / 2)
    return Extent(max(over.width, under.width) + 0.24, up + over.height, down + under.depth)


def _apply(node: f.Apply, style: int) -> Extent:
    known = FUNCTIONS.get(node.function)
    name = _line(style, text_width(known.plain if known else node.function))
    if not node.arguments:
        return name
    if node.parentheses:
        return _beside(name, _between(node.arguments, style))
    arguments = _joined(node.arguments, style, _COMMA + _THIN)
    return Extent(name.width + arguments.width + _THIN, arguments.height, arguments.depth)


def _between(bodies: Sequence[f.Formula], style: int) -> Extent:
    """Parentheses as high as what they hold."""
    inner = _joined(bodies, style, _COMMA + _THIN)
    sign = _bracket(inner, round_=True)
    room = 2 * _THIN if sign > 0.4 else 0.0
    return Extent(
        inner.width + 2 * sign * _SIZE[style] + room,
        max(inner.height, 0.75 * _SIZE[style]) + 0.1,
        max(inner.depth, 0.25 * _SIZE[style]) + 0.1,
    )


def _bracket(inner: Extent, round_: bool) -> float:
    """The width of the bracket for what it holds: its sizes grow by 6 pt of height."""
    needed = 0.901 * 2 * max(inner.height - _AXIS, inner.depth + _AXIS)
    widths = (0.389, 0.458, 0.597, 0.736, 0.792) if round_ else (0.278, 0.417, 0.472, 0.528, 0.583)
    for width, tall in zip(widths, (1.0, 1.2, 1.8, 2.4, 3.0), strict=True):
        if needed <= tall:
            return width
    return 0.875 if round_ else 0.667


def _big_sum(node: f.BigSum, style: int) -> Extent:
    body = _box(node.body, style)
    limits = [_box(part, SCRIPT).width for part in (node.index, node.lower, node.upper) if part]
    low = sum(limits[:2]) + (_SIGN * 0.8 if node.lower is not None else 0.0)
    wide = max(1.45, low, *limits)
    if style != DISPLAY:
        wide = 1.06 + max(low, *limits)
    return Extent(wide + body.width + _THIN, max(1.9, body.height), max(1.4, body.depth))


def _matrix(node: f.Matrix) -> Extent:
    """Cells are set as in text; two columns stand one em apart, and rows have struts."""
    cells = [[_box(cell, TEXT) for cell in row] for row in node.rows]
    columns = [max(cell.width for cell in column) for column in zip(*cells, strict=True)]
    height = sum(
        max(0.84, max(cell.height for cell in row)) + max(0.36, max(cell.depth for cell in row))
        for row in cells
    )
    names = max((_box(name, TEXT).width for name in node.row_names), default=-1.0) + 1.0
    half = Extent(0.0, height / 2 + _AXIS, height / 2 - _AXIS)
    brackets = 2 * (_bracket(half, round_=node.brackets == "()") + _THIN)
    wide = sum(columns) + 1.0 * max(0, len(columns) - 1) + names + brackets
    extra = 1.2 if node.column_names else 0.0
    return Extent(wide, half.height + extra, half.depth)


def _chain(node: f.Chain, style: int) -> Extent:
    whole = _beside(*(_box(part, style) for part in node.parts))
    signs = sum(RELATION + 0.222 * (one == "→") for one in node.relations if one)
    return Extent(whole.width + signs, whole.height, whole.depth)


def _lines(lines: Iterable[f.Chain]) -> Extent:
    """Two columns, before and after the mark of alignment."""
    left, right, height = 0.0, 0.0, 0.0
    for line in lines:
        at = next((k for k, relation in enumerate(line.relations) if relation), len(line.parts))
        before, after = (
            f.Chain(line.parts[part], line.relations[part]) for part in (slice(at), slice(at, None))
        )
        boxes = [_chain(part, DISPLAY) if part.parts else Extent(0.0) for part in (before, after)]
        left, right = max(left, boxes[0].width), max(right, boxes[1].width)
        height += line_height(_beside(*boxes))
    return Extent(left + right + _THIN, height / 2 + _AXIS, height / 2 - _AXIS)
