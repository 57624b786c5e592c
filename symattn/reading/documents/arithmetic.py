"""Chains of arithmetic out of tokens: ``W₁s = 0.34``, ``e^{0.58} ≈ 1.79``, ``A V = …``.

A chain is tried at every token; words fall through.  In plain text, operands that stand
side by side are a product only where a reader would say so (2e^2, Q K^T), in LaTeX always.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symattn.errors import Place
from symattn.reading.documents.atoms import DEEPEST, Atoms, Stop, negated
from symattn.reading.documents.names import called, mathy
from symattn.reading.documents.scan import Token
from symattn.reading.documents.trees import (
    Call,
    Fraction,
    Name,
    Neg,
    Number,
    Power,
    Product,
    Rows,
    Sum,
    Transpose,
    Tree,
)

__all__ = ["Chain", "Reader"]

BARS = {"|": "abs", "‖": "norm"}
"""Bars around a value, and the function that they are."""

_INDEXED = re.compile(r"[a-zA-Z](?:_\{?\w{1,12}\}?|[₀-₉]+)")
"""x_1, v_{cat}: after a number and a blank it is a factor."""

LONGEST_LINE = 200
"""Tokens of one line of an alignment that are looked through for its sign of alignment."""


@dataclass(frozen=True)
class Chain:
    """parts with the relations between them, and the tokens that it took.

    ``leading``: a relation stands before the first part (the line above goes on).
    """

    parts: tuple[Tree, ...]
    relations: tuple[str, ...]
    first: int
    after: int
    leading: str = ""


class Reader(Atoms):
    """Reads chains from tokens; ``matrix`` turns a LaTeX matrix token into a tree."""

    def __init__(
        self,
        tokens: Sequence[Token],
        where: Callable[[int], Place],
        decimal: str,
        matrix: Callable[[Token], Tree | None],
        objects: Callable[[int], Tree],
    ) -> None:
        self.tokens, self.where, self.decimal = tokens, where, decimal
        self.matrix, self.objects = matrix, objects
        self.at = 0
        self.depth = 0
        self.inside = ""
        self.closed = _closed(tokens)
        self.barred: set[int] = set()

    # -- chains ---------------------------------------------------------------
    def chain(self, first: int) -> Chain | None:
        """The chain that begins at that token, or ``None``."""
        self.at, self.depth, self.inside = first, 0, ""
        leading = self._relation() or ""
        try:
            parts = [self.sum()]
        except Stop:
            return None
        relations: list[str] = []
        while True:
            back = self.at
            sign = self._relation()
            if not sign or sign in "→∈∝":
                self.at = back
                break
            try:
                parts.append(self.sum())
            except Stop:
                self.at = back
                break
            relations.append(sign)
        return Chain(tuple(parts), tuple(relations), first, self.at, leading)

    def _relation(self) -> str | None:
        """The next relation, taken; alignment signs and line breaks before it fall away."""
        back = self.at
        while (token := self._peek()) and (token.kind == "break" or token.text == "&"):
            self.at += 1
        if token and token.kind == "relation":
            self.at += 1
            while (after := self._peek()) and after.text == "&":
                self.at += 1
            return token.text
        self.at = back
        return None

    # -- sums, products ---------------------------------------------------------
    def sum(self) -> Tree:
        """terms joined by + and −."""
        terms = [self._signed()]
        while (token := self._next_operator("+-±")) is not None:
            back = self.at
            self.at += 1
            try:
                term = self._product()
            except Stop:
                self.at = back
                break
            terms.append(Neg(term) if token.text == "-" else term)
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _signed(self) -> Tree:
        token = self._peek()
        if token and token.kind == "operator" and token.text in "+-":
            self.at += 1
            body = self._product()
            return body if token.text == "+" else negated(body)
        return self._product()

    def _next_operator(self, signs: str) -> Token | None:
        token = self._peek()
        skipped = 0
        while token and token.latex and (token.kind == "break" or token.text == "&"):
            skipped += 1
            token = self._peek(skipped)
        if not token or token.kind != "operator" or token.text not in signs:
            return None
        if skipped and self._begins_line(skipped):
            return None
        if token.gap == 2 and not self.depth and not token.latex and token.text not in "+×":
            return None
        listed = self.depth if not token.latex else self.inside == "]"
        if listed and token.text in "+-" and token.gap:
            after = self._peek(1)  # [1 -2 3]: a sign, no subtraction
            if after and after.gap == 0 and after.kind == "number":
                return None
        self.at += skipped
        return self._peek()

    def _begins_line(self, skipped: int) -> bool:
        """Whether a sign after a break is the first of a line with a relation at its ``&``."""
        before = self._peek(skipped - 1)
        if before is None or before.kind != "break":
            return False
        first = self.at + skipped
        for token, after in pairwise(self.tokens[first : first + LONGEST_LINE]):
            if token.kind == "break" or token.kind == "relation":
                return False
            if token.text == "&":
                return after.kind == "relation"
        return False

    def _product(self) -> Tree:
        tree = self._power()
        while True:
            back = self.at
            if (token := self._next_operator("*·×/⊙@")) is not None:
                self.at += 1
                try:
                    right = self._signed_factor()
                except Stop:
                    self.at = back
                    return tree
                sign = "·" if token.text == "*" else token.text
                tree = Fraction(tree, right) if sign == "/" else _times(tree, right, sign)
            elif self._beside(tree):
                try:
                    tree = _times(tree, self._power(), "")
                except Stop:
                    self.at = back
                    return tree
            else:
                return tree

    def _signed_factor(self) -> Tree:
        token = self._peek()
        if token and token.kind == "operator" and token.text == "-":
            self.at += 1
            return negated(self._power())
        return self._power()

    def _barred(self, token: Token) -> Tree:
        """‖q‖, |x|: what stands between two bars of one kind."""
        if not token.latex or token.text not in BARS or token.start in self.barred:
            raise Stop
        back = self.at
        self.at += 1
        try:
            return Call(BARS[token.text], (self._inside(self.sum, token.text),))
        except Stop:
            self.barred.add(token.start)  # never tried again
            self.at = back
            raise

    def _beside(self, tree: Tree) -> bool:
        """Whether the next token, standing side by side, is a factor."""
        token = self._peek()
        if token and token.latex and token.text in BARS and not self.depth:
            return token.start not in self.barred
        if token is None or token.kind not in ("name", "open", "object", "matrix", "command"):
            return False
        if token.text == "{" and not token.latex:
            return False
        if isinstance(tree, Number) and tree.printed.special:
            return False
        if (
            token.latex
            and self.tokens[self.at - 1].latex
            and (token.kind != "name" or len(token.text) < 4 or called(token.text))
        ):
            return token.gap < 2 or bool(self.depth)
        if token.kind in ("object", "matrix"):
            last = tree.factors[-1] if isinstance(tree, Product) else tree
            return isinstance(last, Rows | Number | Fraction) and token.gap < 2
        if token.gap == 2:
            return False
        if isinstance(tree, Number):
            listed = token.kind == "open" and token.text == "["
            return token.gap == 0 or listed or bool(_INDEXED.fullmatch(token.text))
        if token.kind == "name":
            return mathy(token.text) and _is_mathy(tree) and token.gap < 2
        return token.kind == "open" and token.gap == 0 and not isinstance(tree, Name)


def _closed(tokens: Sequence[Token]) -> set[int]:
    """Where the brackets begin that are closed again: the others are not tried."""
    found: set[int] = set()
    stack: list[Token] = []
    pairs = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
    for token in tokens:
        if token.kind == "open":
            stack.append(token)
        elif token.kind == "close":
            for back in range(len(stack) - 1, max(-1, len(stack) - 8), -1):
                if pairs.get(stack[back].text) == token.text:
                    if len(stack) - back <= 1 and len(stack) <= 4 * DEEPEST:
                        found.add(stack[back].start)
                    del stack[back:]
                    break
    return found


def _is_mathy(tree: Tree) -> bool:
    match tree:
        case Name(text=text):
            return mathy(text)
        case Transpose(body=body):
            return _is_mathy(body)
        case Product(factors=factors):
            return _is_mathy(factors[-1])
    return isinstance(tree, Call | Power)


def _times(left: Tree, right: Tree, by: str) -> Tree:
    if isinstance(left, Product) and left.by == by:
        return Product((*left.factors, right), by)
    return Product((left, right), by)
