"""From rows of raw text to a :class:`Grid`: digits read for the whole block at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from symattn.reading.digits import Decimal, Printed, Unreadable, block
from symattn.reading.documents.arithmetic import Reader
from symattn.reading.documents.blocks import Cell, Equation, Grid
from symattn.reading.documents.dressed import garbled, number_like, uncertain, undressed
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.scan import DISPLAY, END, MATH, Token, scan
from symattn.reading.documents.trees import Name, Number, Rows, Tree, numbers
from symattn.words import say

__all__ = ["Raw", "cell_tree", "finish", "is_cell", "is_number", "latex_rows", "rows_tree"]


@dataclass
class Raw:
    """A rectangular piece of text before its digits are read."""

    cells: list[list[Marked]]
    kind: Literal["table", "matrix", "vector", "vectors", "list"] = "matrix"
    shape: tuple[int, ...] = ()
    row_names: list[str] = field(default_factory=list)
    column_names: list[str] = field(default_factory=list)
    column_groups: list[str] = field(default_factory=list)
    name: str = ""
    corner: str = ""
    trimmed: bool = False
    shift: int = 0
    latex: bool = False
    notes: list[str] = field(default_factory=list)


_DELIMITERS = re.compile(f"[{MATH}{DISPLAY}{END}]")
_PER_CENT = re.compile(r"\(\s*\\?%\s*\)|\[\s*\\?%\s*\]|\bin\s*\\?%")


def finish(raw: Raw, decimal: str) -> tuple[Grid, list[Equation]]:
    """The grid, and the chains that stood in its cells (``e^{0.58} ≈ 1.79``)."""
    flat = [undressed(cell, decimal) for row in raw.cells for cell in row]
    texts = [_bare(cell.text) for cell in flat]
    percent = any(_PER_CENT.search(t) for t in (raw.corner, raw.name, *raw.column_names))
    way: Decimal = "comma" if decimal == "comma" else "auto"
    if way == "comma" and any("." in t for t in texts) and not any("," in t for t in texts):
        way = "point"
    read = block(
        texts,
        decimal=way,
        trimmed=raw.trimmed,
        percent=percent,
        shift=raw.shift,
        wheres=[cell.place(_lead(cell.text)) for cell in flat],
    )
    chains: list[Equation] = []
    cells = [
        _cell(text, piece, number, raw.latex, decimal, chains)
        for text, piece, number in zip(texts, flat, read, strict=True)
    ]
    width = len(raw.cells[0]) if raw.cells else 0
    rows = tuple(tuple(cells[i : i + width]) for i in range(0, len(cells), width or 1))
    notes = list(dict.fromkeys([*raw.notes, *_said(read)]))
    grid = Grid(
        raw.kind,
        rows,
        flat[0].place(0),
        shape=raw.shape or (len(rows), width),
        name=raw.name,
        row_names=tuple(raw.row_names),
        column_names=tuple(raw.column_names),
        column_groups=tuple(raw.column_groups),
        corner=raw.corner,
        percent=percent,
        notes=tuple(notes),
    )
    return grid, chains


def _said(read: Sequence[Printed | Unreadable]) -> list[str]:
    return [number.ambiguous for number in read if isinstance(number, Printed) and number.ambiguous]


def _bare(text: str) -> str:
    return _DELIMITERS.sub(" ", text).strip().strip("'\"").strip()


def _lead(text: str) -> int:
    return next((i for i, c in enumerate(text) if not c.isspace() and c not in "$'\"" + MATH), 0)


def _cell(
    text: str,
    piece: Marked,
    number: Printed | Unreadable,
    latex: bool,
    decimal: str,
    chains: list[Equation],
) -> Cell:
    where = piece.place(_lead(piece.text))
    if isinstance(number, Printed):
        return Cell("" if number.special == "blank" else text, where, number if text else None)
    why = number.sentence + (f"; {number.fix}" if number.fix else "")
    arithmetic = re.search(r"\d.*[*·×/(^\\]", text)
    if odd := uncertain(text) if arithmetic else garbled(text):
        return Cell(text, where, why=odd)
    if not any(c.isdigit() for c in text) and not re.search(r"[eeπ∞√]\b|\\infty", text):
        return Cell(text, where)
    reader = _reader(piece, latex or MATH in piece.text, decimal)
    chain = reader.chain(0)
    if chain is None or chain.after < len(reader.tokens):
        return Cell(text, where, why=why)
    tree = chain.parts[-1]
    if chain.relations:
        chains.append(Equation(chain.parts, chain.relations, text, where))
    if isinstance(tree, Number):
        return Cell(text, where, tree.printed)
    if not any(True for _ in numbers(tree)) and not isinstance(tree, Name):
        return Cell(text, where, why=why)
    return Cell(text, where, tree=None if isinstance(tree, Name) else tree, why="")


def _reader(piece: Marked, latex: bool, decimal: str) -> Reader:
    tokens = scan(piece, decimal, latex)
    return Reader(tokens, lambda i: piece.place(i), decimal, lambda _: None, _no_object)


def _no_object(_: int) -> Tree:
    return Name("…")


def cell_tree(cell: Cell) -> Tree:
    """The cell as a leaf of a tree."""
    if cell.number is not None:
        return Number(cell.number)
    return cell.tree if cell.tree is not None else Name(cell.text)


def rows_tree(grid: Grid, index: int) -> Rows:
    """The grid as an operand; ``index`` is its number among the grids of its text."""
    rows = tuple(tuple(cell_tree(cell) for cell in row) for row in grid.cells)
    return Rows(rows, grid.shape, index)


def is_number(text: str, decimal: str = "point") -> bool:
    """Whether a piece of plain text is a number (or −∞) standing alone."""
    text = text.strip()
    if not text or len(text) > 60:
        return False
    return number_like(text, decimal) or bool(re.fullmatch(r"[-−–]?[\d.,]+", text))


def is_cell(cell: Marked, decimal: str = "point") -> bool:
    """Whether a piece of text is a number, or was to be one: marked, or with a slip in it."""
    bare = undressed(cell, decimal).text
    return is_number(bare, decimal) or (len(bare) <= 60 and bool(garbled(bare)))


_BEGIN = re.compile(
    r"^\\begin\{(?P<name>[a-zA-Z]+)\*?\}(?:\[[^\]]*\])?(?P<columns>\{(?:[^{}]|\{[^{}]*\})*\})?"
)
_STRUCTURE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cr(?![a-z])|tabularnewline|noalign\{[^{}]*\}"
    r"|c(?:mid)?rule(?:\([^)]*\))?\{[^{}]*\}|cline\{[^{}]*\}|hdashline|addlinespace(?:\[[^\]]*\])?|specialrule(?:\{[^{}]*\}){3}"
    r"|rowcolor\{[^{}]*\}|arraystretch)"
)
_LONE_BREAK = re.compile(r"\\[ \t]*\n(?=\s*\S)")
"""One backslash at the end of a line: a converter took the other."""
_ROW_ENDS = (r"\cr", r"\tabularnewline")


def latex_rows(body: Marked) -> list[list[Marked]]:
    r"""Rows and cells of an environment's inside: \\[6pt], \\*, \cr, \hline, & at depth 0."""
    text = _STRUCTURE.sub(
        lambda m: (r"\\" if m[0] in _ROW_ENDS else "").ljust(len(m[0])), body.text
    )
    body = Marked(text, body.offsets, body.source)
    rows: list[list[Marked]] = [[]]
    depth = start = i = 0
    while i < len(text):
        if text.startswith("\\begin{", i) or text[i] == "{":
            depth += 1
            i += 6 if text[i] == "\\" else 1
            if text[i - 1] == "{":
                continue
            i = text.find("}", i) + 1 or len(text)
            continue
        if text.startswith("\\end{", i):
            depth -= 1
            i = text.find("}", i) + 1 or len(text)
            continue
        if depth == 0 and (lone := _LONE_BREAK.match(text, i)):
            rows[-1].append(body[start:i])
            rows.append([])
            start = i = lone.end()
            continue
        if text.startswith("\\\\", i) and depth == 0:
            rows[-1].append(body[start:i])
            rows.append([])
            end = re.compile(r"\\\\\*?(?:\s*\[\s*-?[\d.]+\s*[a-z]+\s*\])?").match(text, i)
            assert end is not None
            start = i = end.end()
            continue
        if text[i] == "\\":
            i += 2
            continue
        if text[i] == "&" and depth == 0:
            rows[-1].append(body[start:i])
            start = i + 1
        depth -= text[i] == "}"
        i += 1
    rows[-1].append(body[start:])
    return [row for row in rows if any(cell.text.strip() for cell in row)]


def latex_matrix(token: Token, text: Marked, notes: Callable[[str], None]) -> Raw | None:
    """The matrix of a token that spans an environment; ``None`` where it is no matrix."""
    piece = text[token.start : token.end]
    begin = _BEGIN.match(piece.text)
    if not begin:
        return None
    columns = begin["columns"] if begin["name"] == "array" else None
    start = begin.end() if columns else begin.end() - len(begin["columns"] or "")
    end = piece.text.rfind("\\end{")
    rows = latex_rows(piece[start : end if end > start else len(piece)])
    if not rows:
        return None
    width = max(len(row) for row in rows)
    if any(len(row) != width for row in rows):
        notes(say("reading.uneven_matrix", place=piece.place(0)))
        blank = piece[0:0]
        rows = [row + [blank] * (width - len(row)) for row in rows]
    return Raw(rows, "matrix", latex=True)
