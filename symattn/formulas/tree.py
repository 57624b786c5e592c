"""A formula as a small tree.  LaTeX, Typst, MathML, speech and plain text are
written from it, each by its own module of this room; none of them computes.

The nodes say what a formula *is* (a fraction, an exponential, a product laid
out with dots), never how a notation spells it.  All nodes are immutable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Answer",
    "Apply",
    "BigSum",
    "Blank",
    "By",
    "Chain",
    "Dots",
    "Exp",
    "Formula",
    "Fraction",
    "Grid",
    "Group",
    "Infinity",
    "Lines",
    "Matrix",
    "Name",
    "Neg",
    "Num",
    "Power",
    "Product",
    "Relation",
    "Root",
    "Sci",
    "Sum",
    "Sym",
    "Transpose",
    "Word",
    "chain",
    "equals",
    "num",
    "product",
    "sum_of",
]

By = Literal["", "·", "×", "⊙"]
Relation = Literal["", "=", "≈", "<", ">", "≤", "≥", "≠", "→", ":=", "∝", "+", "−", "·"]


@dataclass(frozen=True)
class Num:
    """Digits as they are to be read, "." as the point: "3", "-3", "0.468"."""

    text: str


@dataclass(frozen=True)
class Sci:
    """A number in powers of ten: mantissa × 10^exponent (9.05 × 10⁻⁴)."""

    mantissa: str
    exponent: int


@dataclass(frozen=True)
class Sym:
    """A mathematical letter: "S", "d", "alpha" (Greek by its English name).

    ``sub`` and ``sup`` are written after it, comma-separated and tight;
    ``accent`` sits above.  ``upright`` is for names of several letters.
    """

    name: str
    sub: tuple[Formula, ...] = ()
    sup: tuple[Formula, ...] = ()
    accent: Literal["", "tilde", "hat", "bar"] = ""
    upright: bool = False


@dataclass(frozen=True)
class Name:
    """A user's own text inside a formula (a token): upright, escaped by the writer."""

    text: str


@dataclass(frozen=True)
class Word:
    """Words of the page inside a formula ("for", "otherwise"), from the catalogue."""

    text: str


@dataclass(frozen=True)
class Infinity:
    """∞ (negated with :class:`Neg`)."""


@dataclass(frozen=True)
class Neg:
    """−x."""

    body: Formula


@dataclass(frozen=True)
class Sum:
    """x + y + …; a term that is a :class:`Neg` (or a negative number) is subtracted."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True)
class Product:
    """x y …: ``by`` "" writes them side by side, "·" and "×" put that sign between."""

    factors: tuple[Formula, ...]
    by: By = ""


@dataclass(frozen=True)
class Fraction:
    """over / under; ``inline`` asks for the slanted form on one line."""

    over: Formula
    under: Formula
    inline: bool = False


@dataclass(frozen=True)
class Power:
    """base^exponent."""

    base: Formula
    exponent: Formula


@dataclass(frozen=True)
class Exp:
    """e^exponent, with the e of the exponential function."""

    exponent: Formula


@dataclass(frozen=True)
class Root:
    """The square root, or the root of that degree."""

    body: Formula
    degree: int = 2


@dataclass(frozen=True)
class Apply:
    """A named function of its arguments: ln, max, softmax, tanh, cosh, diag, Var …"""

    function: str
    arguments: tuple[Formula, ...]
    parentheses: bool = True


@dataclass(frozen=True)
class Transpose:
    """Mᵀ."""

    body: Formula


@dataclass(frozen=True)
class Group:
    """Parentheses that are wanted even where precedence asks for none."""

    body: Formula
    shape: Literal["()", "[]", "||", "‖‖"] = "()"


@dataclass(frozen=True)
class BigSum:
    """Σ over ``index`` from ``lower`` to ``upper`` (either may be missing) of ``body``."""

    body: Formula
    index: Formula
    lower: Formula | None = None
    upper: Formula | None = None


@dataclass(frozen=True)
class Dots:
    """Something left out: "…" along a row, "⋮" down a column, "⋱" both."""

    direction: Literal["row", "column", "both"] = "row"


@dataclass(frozen=True)
class Blank:
    """A place to write into, ``width`` digits wide.  It holds no answer.

    ``loose``: a last digit that differs by one is right too, and the box has a star.
    """

    width: int
    loose: bool = False


@dataclass(frozen=True)
class Answer:
    """A place to write into, filled in: what a blank sheet replaces by :class:`Blank`.

    ``width`` is the width of the place in digits, the same for a whole table.
    """

    body: Formula
    width: int
    loose: bool = False


@dataclass(frozen=True)
class Matrix:
    """Rows of formulas in brackets, with the names of rows and columns beside it."""

    rows: tuple[tuple[Formula, ...], ...]
    row_names: tuple[Formula, ...] = ()
    column_names: tuple[Formula, ...] = ()
    brackets: Literal["[]", "()", "||", ""] = "[]"


@dataclass(frozen=True)
class Chain:
    """first rel₁ second rel₂ …: ``relations[i]`` stands before ``parts[i]`` ("" before the first).

    A chain may start with a relation: it then continues the line above; with "+", "−" or "·" it
    continues a part of it that was too long for one line.
    """

    parts: tuple[Formula, ...]
    relations: tuple[Relation, ...]

    def __post_init__(self) -> None:
        if len(self.parts) != len(self.relations):
            raise ValueError("a chain has one relation for each part")


@dataclass(frozen=True)
class Lines:
    """Chains one under the other, aligned at their relations."""

    lines: tuple[Chain, ...]


@dataclass(frozen=True)
class Grid:
    """Sums one under the other, aligned at every "+" and at the relation.

    Each row: the left side, the terms, then a chain of what they come to.
    """

    rows: tuple[tuple[Formula, tuple[Formula, ...], Chain], ...]


Formula = (
    Num
    | Sci
    | Sym
    | Name
    | Word
    | Infinity
    | Neg
    | Sum
    | Product
    | Fraction
    | Power
    | Exp
    | Root
    | Apply
    | Transpose
    | Group
    | BigSum
    | Dots
    | Blank
    | Answer
    | Matrix
    | Chain
    | Lines
    | Grid
)


def num(value: int | str) -> Formula:
    """The number as a node.

    >>> num(-3)
    Num(text='-3')
    """
    return Num(str(value))


def sum_of(terms: Iterable[Formula]) -> Formula:
    """The sum, without a wrapper where there is one term; 0 where there is none."""
    listed = tuple(terms)
    if not listed:
        return Num("0")
    return listed[0] if len(listed) == 1 else Sum(listed)


def product(factors: Iterable[Formula], by: By = "") -> Formula:
    """The product, without a wrapper where there is one factor; 1 where there is none."""
    listed = tuple(factors)
    if not listed:
        return Num("1")
    return listed[0] if len(listed) == 1 else Product(listed, by)


def equals(first: Formula, *rest: Formula) -> Chain:
    """first = second = third …"""
    parts: list[tuple[Relation, Formula]] = [("=", part) for part in rest]
    return chain(first, *parts)


def chain(first: Formula, *rest: tuple[Relation, Formula]) -> Chain:
    """first rel second rel third …

    >>> chain(num(1), ("=", num(1))).relations
    ('', '=')
    """
    return Chain((first, *(part for _, part in rest)), ("", *(relation for relation, _ in rest)))
