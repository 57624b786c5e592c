"""A page as a tree.  LaTeX and Typst (and later HTML and others) are written from it.

The nodes say what a page *says* (a table with a head, a product laid out in
space), never how a format spells it.  All nodes are immutable.  Words come from
the catalogue; a user's own text is a node of its own (:class:`User`), so that a
writer knows what to escape.  Formulas are trees of :mod:`symattn.formulas.tree`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from symattn.formulas.tree import Formula
from symattn.words import language

__all__ = [
    "Align",
    "Beside",
    "Block",
    "Column",
    "Content",
    "Curve",
    "Display",
    "Heatmap",
    "Hint",
    "Inline",
    "KeepTogether",
    "Map",
    "MapStage",
    "Math",
    "Matter",
    "NameLine",
    "Note",
    "Only",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Picture",
    "Points",
    "Row",
    "Section",
    "Sheet",
    "Span",
    "Spread",
    "Strong",
    "Table",
    "Text",
    "User",
    "Version",
    "content",
]

Paper = Literal["a4", "letter"]
Align = Literal["point", "centre", "left"]
Version = Literal["solution", "blank", "hints", "map"]


# Inline ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """Words of the page, from the catalogue."""

    text: str


@dataclass(frozen=True)
class User:
    """A user's own text: printed letter for letter, never read as markup."""

    text: str


@dataclass(frozen=True)
class Math:
    """A formula within a line; its spoken text is made by the writer."""

    formula: Formula


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    parts: Content


Inline = Text | User | Math | Strong
Content = tuple[Inline, ...]


def content(*parts: str | Inline | Formula) -> Content:
    """The parts as a line of text: strings are words, formulas are set as such.

    >>> content("the query")
    (Text(text='the query'),)
    """
    return tuple(_inline(part) for part in parts)


def _inline(part: str | Inline | Formula) -> Inline:
    if isinstance(part, str):
        return Text(part)
    if isinstance(part, (Text, User, Math, Strong)):
        return part
    return Math(part)


# Blocks ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """A head whose number hangs in the left margin, and what stands under it.

    ``number`` "" leaves the margin free; the heads of a page are of one level.
    """

    number: str
    heading: Content
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, ragged right."""

    parts: Content


@dataclass(frozen=True)
class Note:
    """A remark, set smaller than a paragraph."""

    parts: Content


@dataclass(frozen=True)
class Hint:
    """A small line under a head: the rule and the first move, no result."""

    parts: Content


@dataclass(frozen=True)
class Display:
    """A formula on a line of its own, at the left edge of the text."""

    formula: Formula


@dataclass(frozen=True)
class NameLine:
    """Name ______  Date ______  Points ___ / 36: labels, each with a line to write on.

    ``weights`` share out the width; ``points`` "" leaves the number of points away.
    """

    labels: tuple[str, ...]
    weights: tuple[int, ...]
    points: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and how its cells line up."""

    head: Content = ()
    align: Align = "centre"


@dataclass(frozen=True)
class Span:
    """A head over ``width`` columns from ``first`` (0 is the first after the row heads)."""

    head: Content
    first: int
    width: int


@dataclass(frozen=True)
class Row:
    """A row of a table: its head and its cells; a cell that is None stays empty."""

    head: Content
    cells: tuple[Formula | None, ...]


@dataclass(frozen=True)
class Table:
    """Rules above and below, a thin one under the head, none vertical.

    ``corner`` names the row heads ("query"), ``spans`` stand over the columns
    ("key"), ``caption`` says once what holds for all cells ("≈, 3 places").
    ``summary`` says what the table is, for those who hear the page.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    corner: Content = ()
    spans: tuple[Span, ...] = ()
    caption: Content = ()
    summary: str = ""


@dataclass(frozen=True)
class Matter:
    """A matrix in space: its letter, its cells, the names of its rows and columns."""

    letter: Formula
    rows: tuple[tuple[Formula, ...], ...]
    row_names: tuple[Content, ...] = ()
    column_names: tuple[Content, ...] = ()


@dataclass(frozen=True)
class Spread:
    """A product laid out in space: ``left`` (X), ``above`` (Xᵀ), ``corner`` (S).

    Each cell of the corner has its two factors on its left and above it, so
    ``left`` has the rows of the corner and ``above`` its columns.  ``aside`` is
    what stands in the free corner above ``left``.
    """

    left: Matter
    above: Matter
    corner: Matter
    aside: Content = ()


@dataclass(frozen=True)
class Beside:
    """Groups of blocks side by side; ``weights`` share out the width.

    A group of weight 0 is as wide as its tables and formulas.
    """

    groups: tuple[tuple[Block, ...], ...]
    weights: tuple[int, ...] = ()


@dataclass(frozen=True)
class MapStage:
    """A stage on the map: one row for each token, the rule over the arrow that leads to it.

    ``above`` is a second factor that stands above (Xᵀ over S, X over O).
    """

    matter: Matter
    rule: Formula | None = None
    above: Matter | None = None


@dataclass(frozen=True)
class Map:
    """The one-page map X | S | m | e^(s−m) | z | A | O, one line of the page for each token.

    ``turned`` is the layout in columns: the same turned by a quarter, one
    column of the page for each token.  The matters are then given as that
    layout shows them (a column is a token).
    """

    names: tuple[Content, ...]
    stages: tuple[MapStage, ...]
    turned: bool = False
    scale: int = 100
    """Per cent of its natural size."""


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a new page."""


@dataclass(frozen=True)
class KeepTogether:
    """Blocks that no page break parts."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Only:
    """Blocks that stand in these versions of a sheet alone (the derivation: "solution")."""

    versions: tuple[Version, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Points:
    """Marks at (x, y); coordinates in units of the picture's ranges, as decimal texts."""

    at: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Curve:
    """A line through (x, y); ``label`` stands at its end."""

    through: tuple[tuple[str, str], ...]
    label: Content = ()
    dashed: bool = False


@dataclass(frozen=True)
class Heatmap:
    """Cells in shades of grey: each row holds per mille of black."""

    shades: tuple[tuple[int, ...], ...]
    row_names: tuple[Content, ...] = ()
    column_names: tuple[Content, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A plot: what it shows in words (its alt text), its ranges, and the marks on it."""

    alt: str
    marks: tuple[Points | Curve | Heatmap, ...]
    x_range: tuple[str, str] = ("0", "1")
    y_range: tuple[str, str] = ("0", "1")
    x_label: Content = ()
    y_label: Content = ()


Block = (
    Section
    | Paragraph
    | Note
    | Hint
    | Display
    | NameLine
    | Table
    | Spread
    | Beside
    | Map
    | PageBreak
    | KeepTogether
    | Only
    | Picture
)


@dataclass(frozen=True)
class Sheet:
    """A whole document.

    ``title`` is the user's own text.  ``footer`` holds what stands at the foot
    of each page beside the title (scale, layout); the sheet id and "page of
    pages" follow it.  ``page_of`` is the catalogue's sentence with the
    placeholders ``{page}`` and ``{pages}``.  ``large`` prints larger, with boxes
    9 mm high.  ``problem``: the problem in one line, which the file carries along, so that
    the sheet can be verified without the problem file.
    """

    title: str
    blocks: tuple[Block, ...]
    language: str = field(default_factory=language)
    paper: Paper = "a4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    footer: tuple[Content, ...] = ()
    sheet_id: str = ""
    page_of: str = "{page} / {pages}"
    large: bool = False
    problem: str = ""

    def changed(self, blocks: Iterable[Block]) -> Sheet:
        """A copy with other blocks."""
        return replace(self, blocks=tuple(blocks))
