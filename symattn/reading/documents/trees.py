"""Arithmetic as a text prints it: small trees, so that each step can be judged exactly.

``0.20·[1,0] + 0.40·[0,1]`` is a :class:`Sum` of two :class:`Product`; nothing is computed
here.  Every :class:`Number` keeps its digits and its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from symattn.reading.digits import Printed

__all__ = [
    "Call",
    "Dots",
    "Fraction",
    "Name",
    "Neg",
    "Number",
    "Power",
    "Product",
    "Rows",
    "Sum",
    "Transpose",
    "Tree",
    "Vector",
    "children",
    "is_indexed",
    "is_named",
    "names",
    "nested",
    "numbers",
    "plain",
]


ARITHMETIC = {
    "softmax",
    "exp",
    "tanh",
    "sqrt",
    "log",
    "ln",
    "max",
    "min",
    "sum",
    "relu",
    "sigmoid",
    "cos",
    "sin",
    "mean",
    "abs",
}
"""Functions that compute: whole numbers in their brackets are numbers, not indices."""


@dataclass(frozen=True)
class Number:
    """A printed number (also −∞: ``printed.special``)."""

    printed: Printed


@dataclass(frozen=True)
class Name:
    """A letter or word with its marks, in plain text: "Q", "W_Q", "x^(2)", "alpha_1"."""

    text: str


@dataclass(frozen=True)
class Call:
    """A function of arguments: softmax(…), exp(…), sqrt(…), and also score(1,2)."""

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True)
class Power:
    """base^exponent; ``e^x`` has the base ``Name("e")``."""

    base: Tree
    exponent: Tree


@dataclass(frozen=True)
class Fraction:
    """over / under, whether written with a bar or with a slash."""

    over: Tree
    under: Tree


@dataclass(frozen=True)
class Product:
    """Factors; ``by`` is the sign between them ("" side by side, "⊙" entry by entry)."""

    factors: tuple[Tree, ...]
    by: str = ""


@dataclass(frozen=True)
class Sum:
    """Terms; a subtracted term is a :class:`Neg`."""

    terms: tuple[Tree, ...]


@dataclass(frozen=True)
class Neg:
    """−x."""

    body: Tree


@dataclass(frozen=True)
class Transpose:
    """xᵀ."""

    body: Tree


@dataclass(frozen=True)
class Vector:
    """Items in brackets: [a, b, c]."""

    items: tuple[Tree, ...]


@dataclass(frozen=True)
class Rows:
    """A matrix; ``shape`` has more than two numbers for nested lists that go deeper."""

    rows: tuple[tuple[Tree, ...], ...]
    shape: tuple[int, ...]
    block: int = -1  # the number of its Grid among the grids of the same text


@dataclass(frozen=True)
class Dots:
    """… : something left out."""


Tree: TypeAlias = (
    Number | Name | Call | Power | Fraction | Product | Sum | Neg | Transpose | Vector | Rows | Dots
)


def names(tree: Tree) -> Iterator[str]:
    """All names in the tree, from left to right; e is a number."""
    stack: list[Tree] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Name) and node.text != "e":
            yield node.text
        stack.extend(reversed(children(node)))


def is_named(tree: Tree) -> bool:
    """Whether a name stands in it: S = QKᵀ/√d defines, and claims no number."""
    return any(True for _ in names(tree))


def numbers(tree: Tree) -> Iterator[Printed]:
    """All printed numbers of the tree, from left to right, without indices such as score(1,2)."""
    stack: list[Tree] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Number):
            yield node.printed
        if not is_indexed(node):
            stack.extend(reversed(children(node)))


def is_indexed(tree: Tree) -> bool:
    """Whether it is a name with its indices in brackets, as score(1,2): they claim nothing."""
    return (
        isinstance(tree, Call)
        and tree.function.rsplit(".", 1)[-1].lower() not in ARITHMETIC
        and all(
            isinstance(part, Name) or (isinstance(part, Number) and part.printed.text.isdigit())
            for part in tree.arguments
        )
    )


def children(node: Tree) -> tuple[Tree, ...]:
    """The nodes directly below."""
    match node:
        case Call(arguments=parts) | Product(factors=parts) | Sum(terms=parts):
            return parts
        case Vector(items=parts):
            return parts
        case Power(base=a, exponent=b) | Fraction(over=a, under=b):
            return (a, b)
        case Neg(body=a) | Transpose(body=a):
            return (a,)
        case Rows(rows=rows):
            return tuple(cell for row in rows for cell in row)
    return ()


def plain(tree: Tree) -> str:
    """The tree as one line of plain text, one spelling for all notations.

    >>> plain(Fraction(Product((Name("Q"), Transpose(Name("K")))), Call("sqrt", (Name("d_k"),))))
    'Q K^T/sqrt(d_k)'
    """
    match tree:
        case Number(printed=number):
            return number.text.strip()
        case Name(text=text):
            return text
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(plain, arguments))})"
        case Power(base=base, exponent=exponent):
            return f"{_tight(base)}^{_tight(exponent)}"
        case Fraction(over=over, under=under):
            return f"{_tight(over, Product)}/{_tight(under)}"
        case Product(factors=factors, by=by):
            return (f" {by} " if by else " ").join(_tight(factor) for factor in factors)
        case Sum(terms=terms):
            return " + ".join(map(plain, terms)).replace("+ -", "- ")
        case Neg(body=body):
            return "-" + _tight(body)
        case Transpose(body=body):
            return _tight(body) + "^T"
        case Vector(items=items):
            return f"[{', '.join(map(plain, items))}]"
        case Rows(rows=rows):
            return "[" + "; ".join(", ".join(map(plain, row)) for row in rows) + "]"
    return "…"


def _tight(tree: Tree, also: type[Product] | None = None) -> str:
    loose = isinstance(tree, Sum | Neg | Fraction) or (isinstance(tree, Product) and also is None)
    return f"({plain(tree)})" if loose else plain(tree)


def nested(items: tuple[Tree, ...]) -> Tree:
    """A vector, or a matrix where all items are vectors of one length."""
    if len(items) > 0 and all(isinstance(item, Vector) for item in items):
        rows = tuple(item.items for item in items if isinstance(item, Vector))
        if len({len(row) for row in rows}) == 1:
            return Rows(rows, (len(rows), len(rows[0])))
    if items and all(isinstance(item, Rows) for item in items):
        deep = [item for item in items if isinstance(item, Rows)]
        if len({item.shape for item in deep}) == 1:
            cells = tuple(row for item in deep for row in item.rows)
            return Rows(cells, (len(deep), *deep[0].shape))
    return Vector(items)
