"""How wide a formula will be in print, in millimetres, before it is printed.

An estimate on the safe side, from the widths of Computer Modern's characters.
The builder of a page elides by it; the writers clamp what is still too wide.
"""

from __future__ import annotations

from collections.abc import Iterable

from symattn.document.tree import (
    Beside,
    Block,
    Content,
    Display,
    Inline,
    KeepTogether,
    Map,
    Math,
    Matter,
    Only,
    Paragraph,
    Picture,
    Sheet,
    Spread,
    Strong,
    Table,
    Text,
    User,
)
from symattn.formulas.tree import (
    Answer,
    Apply,
    BigSum,
    Blank,
    Chain,
    Dots,
    Exp,
    Formula,
    Fraction,
    Grid,
    Group,
    Infinity,
    Lines,
    Matrix,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sci,
    Sum,
    Sym,
    Transpose,
    Word,
)

__all__ = [
    "SHRINK",
    "blocks_width",
    "box_width",
    "caption_hangs",
    "fits",
    "map_size",
    "text_width",
    "widest_cell",
    "width",
]

PICTURE = (84.0, 54.0)
"""Width and height of a picture, in millimetres."""
SHRINK = 0.7
"""What is too wide is made smaller down to this; past it the builder elides."""

MARGIN = 22.0
_PAPER = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
_EM = 10.5 * 0.3528
"""One em at 10.5 points, in millimetres."""
_DIGIT, _LETTER, _SCRIPT = 0.5, 0.62, 0.72


def text_width(sheet: Sheet) -> float:
    """The width of the text on that sheet, in millimetres."""
    return _PAPER[sheet.paper][sheet.orientation == "landscape"] - 2 * MARGIN


def box_width(digits: int) -> float:
    """The width of a box for that many digits: room for a pencil's, in millimetres.

    >>> box_width(5)
    14.0
    """
    return 3.0 + 2.2 * max(digits, 2)


def fits(formula: Formula, sheet: Sheet, share: float = 1.0) -> bool:
    """Whether the formula stands on ``share`` of the line, made smaller at most to 70 %."""
    return width(formula) * SHRINK <= share * text_width(sheet)


def widest_cell(node: Map) -> float:
    """The widest cell of a map's stages, with room beside it, in millimetres."""
    rows = (row for stage in node.stages for row in stage.matter.rows)
    return 2.0 + max(width(cell) for row in rows for cell in row)


def map_size(node: Map) -> tuple[float, float]:
    """The estimated width and height of a map at its natural size, in millimetres."""
    bodies = [_matter(stage.matter, node) for stage in node.stages]
    above = [_matter(stage.above, node) for stage in node.stages if stage.above is not None]
    rules = [width(stage.rule) for stage in node.stages if stage.rule is not None]
    names = max(map(_line, node.names), default=0.0)
    if node.turned:
        broad = 20.0 + len(node.names) * max(widest_cell(node), 5.0)
        beside = max((size[0] for size in above), default=0.0)
        return broad + beside, 8.0 + sum(size[1] + 3.0 for size in bodies) + 10.0 * len(rules)
    wide = [max(body[0], 0.0) for body in bodies]
    for k, stage in enumerate(node.stages):
        if stage.above is not None:
            wide[k] = max(wide[k], _matter(stage.above, node)[0])
    whole = names + sum(wide) + sum(rules) + 2.4 * (len(wide) + len(rules))
    top = max((size[1] for size in above), default=0.0) + (7.0 if above else 0.0)
    return whole, top + 8.0 + max(size[1] for size in bodies)


def _matter(matter: Matter, node: Map) -> tuple[float, float]:
    boxes = any(isinstance(cell, (Answer, Blank)) for row in matter.rows for cell in row)
    if not boxes:
        columns = [max(map(width, column)) for column in zip(*matter.rows, strict=True)]
        tall = 5.0 if node.turned else 8.0
        return max(5.0, max(columns) + 1.0) * len(columns), tall * len(matter.rows)
    columns = [max(map(width, column)) + 1.0 for column in zip(*matter.rows, strict=True)]
    return sum(columns), 8.0 * len(matter.rows)


def blocks_width(blocks: Iterable[Block]) -> float:
    """The estimated width of the widest table or formula among blocks, in millimetres."""
    return max(map(_block, blocks), default=0.0)


def _block(node: Block) -> float:
    match node:
        case Display(formula):
            return width(formula)
        case Table():
            return _table(node)
        case Only(_, blocks) | KeepTogether(blocks):
            return blocks_width(blocks)
        case Spread():
            return _spread(node)
        case Picture():
            return PICTURE[0]
        case Map():
            return map_size(node)[0] * node.scale / 100
        case Beside(groups):
            return sum(map(blocks_width, groups)) + 6.0 * (len(groups) - 1)
        case Paragraph(parts) if any(isinstance(part, Math) for part in parts):
            return _line(parts)  # a line about a formula; words alone wrap
        case _:
            return 0.0


def _spread(node: Spread) -> float:
    """Names, the left matrix, the product, and the two letters beside them."""
    names = max((_line(name) for name in node.left.row_names), default=0.0)
    cells = [max(6.5, width(cell) + 2.4) for row in node.left.rows for cell in row]
    given = max(cells) * len(node.left.rows[0])
    columns = zip(*node.corner.rows, strict=True)
    return names + given + sum(max(map(width, column)) + 2.4 for column in columns) + 15.0


def _table(node: Table) -> float:
    columns = _columns(node)
    whole = _heads(node) + sum(columns) + 2.4 * (len(columns) + 1)
    if caption_hangs(node):
        return whole
    if not node.spans:  # it has a line of its own
        return max(whole, _line(node.caption))
    return whole + max(0.0, _line(node.caption) - _heads(node))


def _heads(node: Table) -> float:
    return max(_line(part) for part in (node.corner, *(row.head for row in node.rows)))


def _columns(node: Table) -> list[float]:
    cells = zip(*(row.cells for row in node.rows), strict=True)
    return [
        max(_line(column.head), *(width(cell) for cell in below if cell is not None), 0.0)
        for column, below in zip(node.columns, cells, strict=True)
    ]


def caption_hangs(node: Table) -> bool:
    """Whether the caption reaches over the first columns without touching the first span's head."""
    if not node.spans or not node.caption:
        return False
    span, columns = node.spans[0], _columns(node)
    before = _heads(node) + sum(columns[: span.first]) + 2.4 * (1 + span.first)
    across = sum(columns[span.first : span.first + span.width]) + 2.4 * span.width
    return before + (across - _line(span.head)) / 2 > _line(node.caption) + 2.0


def _line(parts: Content) -> float:
    return sum(_inline(part) for part in parts)


def _inline(part: Inline) -> float:
    match part:
        case Math(formula):
            return width(formula)
        case Strong(parts):
            return _line(parts)
        case Text(text) | User(text):
            return width(Word(text))


def width(formula: Formula) -> float:  # noqa: C901  (one case for each node)
    """The estimated width of a formula, in millimetres.

    >>> width(Num("0.468")) < width(Num("0.46831"))
    True
    """
    match formula:
        case Answer(width=digits) | Blank(width=digits):
            return box_width(digits)
        case Matrix() | Lines() | Grid():
            return _rows(formula)
        case Chain(parts, relations):
            return _all(parts) + 1.35 * _EM * sum(map(bool, relations))
        case Fraction(over, under, inline):
            pair = (width(over), width(under))
            return sum(pair) + 0.5 * _EM if inline else max(pair) + 0.3 * _EM
        case Power(base, exponent):
            return width(base) + _SCRIPT * _flat(exponent)
        case Sym(_, sub, sup, _, upright):
            letters = len(formula.name) if upright else 1
            scripts = max(_commas(sub), _commas(sup))
            return letters * _LETTER * _EM + _SCRIPT * scripts
        case Num(text):
            return _digits(text)
        case Sci(mantissa, exponent):
            return _digits(mantissa) + 2.3 * _EM + _SCRIPT * _digits(str(exponent))
        case Name(text) | Word(text):
            return _EM * sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text)
        case Infinity() | Dots():
            return 1.2 * _EM
        case Neg(body):
            return width(body) + 0.8 * _EM
        case Exp(exponent):
            return 0.5 * _EM + _SCRIPT * _flat(exponent)
        case Root(body) | Group(body) | Transpose(body):
            return width(body) + 0.9 * _EM
        case Sum(terms):
            return _all(terms) + 1.3 * _EM * max(0, len(terms) - 1)
        case Product(factors, by):
            return _all(factors) + (0.8 if by else 0.2) * _EM * (len(factors) - 1)
        case Apply(function, arguments):
            return 0.55 * _EM * len(function) + _all(arguments) + 0.9 * _EM
        case BigSum(body):
            return width(body) + 3.0 * _EM
        case _:
            raise TypeError(f"no width for {type(formula).__name__}")


def _flat(exponent: Formula) -> float:
    """The width on one line: fractions are slanted in an exponent."""
    match exponent:
        case Fraction(over, under):
            return _flat(over) + _flat(under) + 1.4 * _EM
        case Neg(body):
            return _flat(body) + 0.8 * _EM
        case Sum(terms):
            return sum(map(_flat, terms)) + 1.3 * _EM * max(0, len(terms) - 1)
        case Product(factors, by):
            return sum(map(_flat, factors)) + (0.8 if by else 0.4) * _EM * (len(factors) - 1)
        case _:
            return width(exponent)


def _rows(formula: Matrix | Lines | Grid) -> float:
    match formula:
        case Matrix(rows, row_names):
            columns = zip(*rows, strict=True) if rows else ()
            cells = [max(map(width, column)) for column in columns]
            names = max(map(width, row_names), default=0.0) + (_EM if row_names else 0.0)
            return sum(cells) + _EM * max(0, len(cells) - 1) + 1.2 * _EM + names
        case Lines(lines):
            heads = max(
                (width(line.parts[0]) for line in lines if not line.relations[0]), default=0
            )
            return heads + max((_tail(line) for line in lines), default=0.0) + 0.5 * _EM
        case Grid(rows):
            return max(
                width(left) + _all(terms) + 1.3 * _EM * len(terms) + width(end)
                for left, terms, end in rows
            )


def _tail(line: Chain) -> float:
    """The width of a chain past its alignment."""
    first = 0.0 if line.relations[0] else width(line.parts[0])
    return width(line) - first


def _all(parts: Iterable[Formula]) -> float:
    return sum(map(width, parts))


def _commas(parts: tuple[Formula, ...]) -> float:
    return _all(parts) + 0.28 * _EM * max(0, len(parts) - 1)


def _digits(text: str) -> float:
    return _EM * sum({".": 0.28, ",": 0.28, "-": 0.8}.get(char, _DIGIT) for char in text)
