"""What a document holds for us: blocks in reading order, each with its place.

Three kinds.  :class:`Grid`: whatever is rectangular (a table, a matrix, a vector, rows of
vectors joined, a program's print).  :class:`Equation`: a chain ``a = b ≈ c``.
:class:`Prose`: everything else, for the words in it ("no scaling", "columns").  Which stage
a block is, nobody decides here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from symattn.errors import Place
from symattn.reading.digits import Printed
from symattn.reading.documents.trees import Call, Name, Number, Transpose, Tree, numbers, plain

__all__ = [
    "Block",
    "Cell",
    "Context",
    "Directive",
    "Document",
    "Equation",
    "Grid",
    "Loose",
    "Prose",
]

Origin = Literal["prose", "math", "table", "verbatim", "output", "code"]


@dataclass(frozen=True)
class Cell:
    """One place of a grid.

    ``number``: a printed number.  ``tree``: arithmetic or a closed form (``1/1.732``,
    ``\\frac{1}{2+e^{-2}}``) where it is no plain number.  Neither: text, nothing
    (``text == ""``), or unreadable, and then ``why`` says it.
    """

    text: str
    where: Place
    number: Printed | None = None
    tree: Tree | None = None
    why: str = ""


@dataclass(frozen=True)
class Context:
    """What stands around a block, in plain text (formulas inside as their source).

    ``section`` counts headings of the document from 0 (no heading yet); ``heading`` is the
    last one.  ``before`` and ``after``: the words just before and after it in reading
    order, at most 300 characters, the nearest last (first).  ``cell``: the notebook cell,
    the list item or paragraph that it came from; blocks with the same number stood together.
    """

    section: int = 0
    heading: str = ""
    before: str = ""
    after: str = ""
    origin: Origin = "prose"
    cell: int = 0


@dataclass(frozen=True)
class Grid:
    """Cells in rows and columns.

    ``kind``: "table" (of the format, or of aligned plain text), "matrix" (in brackets, in
    LaTeX, nested lists, boxes, a print of NumPy or PyTorch), "vector" (one row in brackets),
    "vectors" (several of them that belong together, joined), "list" (numbers in a sentence).
    ``shape``: (rows, columns), or more axes for deeper nested prints; ``cells`` then has
    their rows one after the other.
    ``name``: what it is set equal to, nearest on its left ("Q", "softmax(X X^T)"), or the
    label above or before it; ``said``: all parts of the chain it stands in, but itself.
    ``relation``: the sign between ``name`` and it.  ``role``: "alone" (the block is all there
    is on its side of the sign), "operand" (a factor or term), "argument" (of ``function``).
    ``row_names``, ``column_names``: as printed, empty where there are none;
    ``column_groups``: the heads above those, where they have two lines.  ``corner``: the
    head over the row names, or the caption.  ``percent``: a heading said (%); the numbers
    have been divided by 100 already.  ``notes``: what was decided for the whole block.
    """

    kind: Literal["table", "matrix", "vector", "vectors", "list"]
    cells: tuple[tuple[Cell, ...], ...]
    where: Place
    shape: tuple[int, ...] = ()
    name: str = ""
    said: tuple[str, ...] = ()
    relation: str = ""
    role: Literal["alone", "operand", "argument"] = "alone"
    function: str = ""
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    column_groups: tuple[str, ...] = ()
    corner: str = ""
    percent: bool = False
    notes: tuple[str, ...] = ()
    context: Context = Context()

    def numbers(self) -> Iterator[Printed]:
        """All printed numbers in it, those of arithmetic in its cells included."""
        for row in self.cells:
            for cell in row:
                if cell.number is not None:
                    yield cell.number
                elif cell.tree is not None:
                    yield from numbers(cell.tree)


@dataclass(frozen=True)
class Equation:
    """parts[0] relations[0] parts[1] relations[1] …, as printed.

    Relations: "=", "≈", "<", ">", "≤", "≥", "≠", "→".  The last part is the claim; each step
    before it is an equation of its own.
    """

    parts: tuple[Tree, ...]
    relations: tuple[str, ...]
    text: str
    where: Place
    context: Context = Context()

    @property
    def subject(self) -> str:
        """The name on the left without its indices ("score" of score(1,2), "α" of α_1), or "".

        ``cat → sat: 0.27`` has the subject "→" and the indices ("cat", "sat").
        """
        return _subject(self.parts[0])[0]

    @property
    def indices(self) -> tuple[str, ...]:
        """The indices of the subject as printed: ("1", "2") of score(1,2) and of s_{12}."""
        return _subject(self.parts[0])[1]

    @property
    def last(self) -> Tree:
        """What the chain comes to."""
        return self.parts[-1]

    def numbers(self) -> Iterator[Printed]:
        """All printed numbers in it."""
        for part in self.parts:
            yield from numbers(part)


@dataclass(frozen=True)
class Prose:
    """A paragraph or heading as plain text; ``level`` is 0, or the heading's."""

    text: str
    where: Place
    level: int = 0
    context: Context = Context()


Block: TypeAlias = Grid | Equation | Prose


@dataclass(frozen=True)
class Loose:
    """A number in no grid and no equation.

    ``why``: "prose", "formula", "code", "address", "heading" (they count as seen), or
    "comment", "struck", "switched off" (no claims, not counted).  ``number`` is ``None``
    where the grammar does not take it.  ``before``: up to 80 characters on its left.
    """

    text: str
    where: Place
    why: str
    number: Printed | None = None
    before: str = ""


@dataclass(frozen=True)
class Directive:
    """A comment that speaks to symattn; ``values`` as written, ``block``: the next grid's number.

    ``block`` is an index into ``Document.blocks``, ``None`` where no grid or equation follows.
    ``odd``: the first word of it that is no key=value.
    """

    values: tuple[tuple[str, str], ...]
    where: Place
    block: int | None = None
    odd: str = ""


@dataclass(frozen=True)
class Document:
    """The blocks of a text in reading order, and an account of all its numbers.

    ``numbers_seen`` counts every number of the visible text once, wherever it stands;
    ``numbers_read`` those that the grammar takes; ``skipped`` lists those in no block, with
    the reason.  ``notes``: what was not followed or left out.
    """

    blocks: tuple[Block, ...]
    numbers_seen: int
    numbers_read: int
    skipped: tuple[Loose, ...] = ()
    notes: tuple[str, ...] = ()
    directives: tuple[Directive, ...] = ()
    file: str | None = None
    decimal: Literal["point", "comma"] = "point"
    text: str = field(default="", repr=False)

    def grids(self) -> list[Grid]:
        """The grids alone."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def equations(self) -> list[Equation]:
        """The equations alone."""
        return [block for block in self.blocks if isinstance(block, Equation)]


def _subject(tree: Tree) -> tuple[str, tuple[str, ...]]:
    if isinstance(tree, Transpose):
        return _subject(tree.body)
    if isinstance(tree, Call):
        simple = all(isinstance(part, Name | Number) for part in tree.arguments)
        return tree.function, tuple(map(plain, tree.arguments)) if simple else ()
    if isinstance(tree, Name):
        if tight := re.fullmatch(r"([^\W\d_]+)(\d{1,2})", tree.text):  # S12
            return tight[1], tuple(tight[2])
        text = re.sub(r"\^[({]*\d+[)}]*$", "", tree.text)  # s_12^(1): of the first head
        head, _, index = text.partition("_")
        index = index.strip("()")
        if "," in index:
            return head, tuple(part.strip() for part in index.split(","))
        return head, tuple(index) if index.isdigit() and len(index) == 2 else (index,) * bool(index)
    return "", ()
