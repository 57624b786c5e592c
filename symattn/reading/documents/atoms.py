"""Operands of the grammar: numbers, names with their marks, brackets, fractions, calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symattn.errors import Place
from symattn.reading.digits import Decimal, Unreadable, printed
from symattn.reading.documents.names import WRAPPERS, called, letters, subscripts
from symattn.reading.documents.scan import Token, object_at, subscript_text
from symattn.reading.documents.trees import (
    Call,
    Dots,
    Fraction,
    Name,
    Neg,
    Number,
    Power,
    Product,
    Rows,
    Transpose,
    Tree,
    Vector,
    nested,
)

__all__ = ["DEEPEST", "Atoms", "Stop", "negated"]

DEEPEST = 40
"""Brackets and fractions inside one another."""


class Stop(Exception):
    """No operand of the grammar begins here."""


class Atoms:
    """Reads one operand at :attr:`at`; sums and products of operands are left to the heir."""

    tokens: Sequence[Token]
    where: Callable[[int], Place]
    decimal: str
    matrix: Callable[[Token], Tree | None]
    objects: Callable[[int], Tree]
    closed: set[int]
    at: int
    depth: int
    inside: str

    def sum(self) -> Tree:
        """Terms joined by + and −."""
        raise NotImplementedError

    def _signed_factor(self) -> Tree:
        raise NotImplementedError

    def _barred(self, token: Token) -> Tree:
        raise NotImplementedError

    def _peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    # -- powers, atoms ----------------------------------------------------------
    def _power(self) -> Tree:
        tree = self._atom()
        while (token := self._peek()) and token.kind == "mark" and token.text != "√":
            if token.gap and not token.latex:
                break
            self.at += 1
            if token.text == "_":
                mark = self._script()
                tree = Name(f"{tree.text}_{mark}") if isinstance(tree, Name) else tree
            elif token.text == "^":
                tree = self._raised(tree)
            elif token.text in ("ᵀ", "⊤"):
                tree = Transpose(tree)
            else:
                digits = token.text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+"))
                tree = Power(tree, self._number(digits, token))
        return tree

    def _script(self) -> str:
        """An index as plain text, taken."""
        token = self._peek()
        if not token:
            raise Stop
        if token.text != "{":
            self.at += 1
            if token.kind == "name" and token.latex and len(token.text) > 1:
                return token.text
            return subscript_text(token.text)
        depth = 0
        pieces: list[str] = []
        while token := self._peek():
            self.at += 1
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                return "".join(pieces)
            pieces.append("" if token.text in "{}" else token.text)
        raise Stop

    def _raised(self, base: Tree) -> Tree:
        token = self._peek()
        if not token:
            raise Stop
        back = self.at
        if token.text != "{":
            if token.kind == "operator" and token.text == "-":
                return Power(base, self._signed_factor())
            exponent = self._atom()  # e^10 in LaTeX raises the 1 alone, but who writes it means 10
        else:
            self.at += 1
            body = self._peek()
            if body and body.text == "(" and isinstance(base, Name) and base.text != "e":
                self.at = back
                return Name(f"{base.text}^{self._script()}")
            try:
                exponent = self._inside(self.sum, "}")
            except Stop:
                self.at = back
                mark = self._script()
                return Transpose(base) if mark in _TURNED else _marked(base, mark)
        if isinstance(exponent, Name) and exponent.text in _TURNED:
            return Transpose(base)
        if isinstance(exponent, Name | Product) and isinstance(base, Name) and base.text != "e":
            mark = exponent.text if isinstance(exponent, Name) else ""
            return _marked(base, mark or "(…)")
        return Power(base, exponent)

    def _inside(self, read: Callable[[], Tree], close: str) -> Tree:
        """What stands up to that closing bracket."""
        self.depth += 1
        around, self.inside = self.inside, close
        if self.depth > DEEPEST:
            raise Stop
        try:
            tree = read()
            token = self._peek()
            if not token or token.text != close:
                raise Stop
            self.at += 1
            return tree
        finally:
            self.depth -= 1
            self.inside = around

    def _atom(self) -> Tree:
        token = self._peek()
        if token is None:
            raise Stop
        if token.kind == "number":
            self.at += 1
            return self._number(token.text, token)
        if token.kind == "object":
            self.at += 1
            return self.objects(object_at(token.text))
        if token.kind == "matrix":
            tree = self.matrix(token)
            if tree is None:
                raise Stop
            self.at += 1
            return tree
        if token.kind == "dots" and self.depth:
            self.at += 1
            return Dots()
        if token.kind == "command" or token.text == "√":
            return self._command(token)
        if token.kind == "open":
            return self._bracket(token)
        if token.kind == "name":
            return self._named(token)
        return self._barred(token)

    def _number(self, text: str, token: Token) -> Tree:
        way = "comma" if self.decimal == "comma" else "point"
        for decimal in (way, "auto"):
            try:
                return Number(printed(text, decimal=decimal, where=self.where(token.start)))  # type: ignore[arg-type]
            except Unreadable:
                continue
        raise Stop

    def _command(self, token: Token) -> Tree:
        self.at += 1
        if token.text in ("sqrt", "√"):
            degree = None
            if (after := self._peek()) and after.text == "[" and token.text == "sqrt":
                self.at += 1
                degree = self._inside(self.sum, "]")
            body = self._argument(token)
            return Call("sqrt", (body,) if degree is None else (body, degree))
        over = self._argument(token)
        return Fraction(over, self._argument(token))

    def _argument(self, command: Token) -> Tree:
        token = self._peek()
        if token and token.text == "{":
            self.at += 1
            return self._inside(self.sum, "}")
        if token and command.text == "frac" and token.text.isdigit() and len(token.text) == 2:
            return self._split_digits(token)
        return self._power() if command.text == "√" else self._atom()

    def _split_digits(self, token: Token) -> Tree:
        r"""\frac12: the first digit; the second is put back as a token of its own."""
        first, second = token.text[0], token.text[1]
        rest = Token("number", second, token.start + 1, token.end, 0, True)
        self.tokens = [*self.tokens[: self.at + 1], rest, *self.tokens[self.at + 1 :]]
        self.at += 1
        return self._number(first, token)

    def _bracket(self, token: Token) -> Tree:
        if (token.text == "{" and not token.latex) or token.start not in self.closed:
            raise Stop
        self.at += 1
        close = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}.get(token.text)
        if close is None:
            raise Stop
        if token.text == "{":
            return self._inside(self.sum, "}")
        try:
            rows = self._items(close)
        except Stop:
            self.closed.discard(token.start)
            raise
        if len(rows) == 1 and len(rows[0]) == 1 and token.text == "(":
            return rows[0][0]
        if len(rows) == 1:
            only = rows[0][0]
            if len(rows[0]) == 1 and isinstance(only, Rows) and only.block >= 0:
                return only  # \left[ around an environment that has no brackets
            return nested(rows[0])
        if len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
            return Rows(tuple(rows), (len(rows), len(rows[0])))
        if all(len(row) == 1 for row in rows):
            return Vector(tuple(row[0] for row in rows))
        raise Stop

    def _items(self, close: str) -> list[tuple[Tree, ...]]:
        """Items up to the bracket that closes; a semicolon begins a new row."""
        self.depth += 1
        around, self.inside = self.inside, close
        if self.depth > DEEPEST:
            raise Stop
        rows: list[list[Tree]] = [[]]
        try:
            while True:
                token = self._peek()
                if token is None:
                    raise Stop
                if token.text == close:
                    self.at += 1
                    break
                if token.kind == "comma" or token.kind == "break":
                    self.at += 1
                    if token.text in (";", "\\\\"):
                        rows.append([])
                    continue
                if rows[-1] and token.gap == 0 and self.tokens[self.at - 1].kind != "comma":
                    raise Stop  # no separator: f(x)y …
                rows[-1].append(self.sum())
        finally:
            self.depth -= 1
            self.inside = around
        found = [tuple(row) for row in rows if row]
        if not found:
            raise Stop
        return found

    def _named(self, token: Token) -> Tree:
        self.at += 1
        pieces = letters(token.text) if not token.latex else []
        if len(pieces) > 1:  # W₁s: a product of names
            return Product(tuple(Name(subscripts(piece)) for piece in pieces))
        text = subscripts(token.text)
        short = text.rsplit(".", 1)[-1].lower()
        if text.endswith(".T") and not token.latex:
            return Transpose(Name(text[:-2]))
        after = self._peek()
        raised = bool(after and after.gap == 0 and after.text in ("^", "ᵀ", "⊤"))
        if (token.latex or raised) and re.fullmatch(r"[A-Z]{2,3}", text):
            return self._letters(text)
        if after and after.kind == "open" and after.text in "([{":
            formula = (token.latex and after.latex) or self._holds_command()
            near = after.gap == 0 or (called(text) and formula)
            if short in WRAPPERS and after.text == "(":
                return self._wrapped()
            if after.text == "[" and near and not token.latex and not called(text):
                return self._entry(text)
            if near and after.text != "{" and (after.text == "(" or called(text)):
                return self._call(text, after)
        bare = token.latex or short in ("exp", "ln", "log")
        if called(text) and bare and after and after.gap < 2 and _takes(after):
            return Call(text, (self._signed_factor(),))
        return Name(text)

    def _holds_command(self) -> bool:
        """Whether the bracket begins with a fraction or a root, as on pages of a PDF."""
        first = self._peek(1)
        return bool(first and first.kind == "command")

    def _entry(self, text: str) -> Tree:
        """V[0], A[i, j]: a name with its index."""
        back = self.at
        self.at += 1
        try:
            items = [item for row in self._items("]") for item in row]
        except Stop:
            items = []
        simple = all(
            isinstance(i, Name)
            or (isinstance(i, Number) and i.printed.text.removeprefix("-").isdigit())
            for i in items
        )
        if items and simple:
            return Call(text, tuple(items))
        self.at = back
        return Name(text)

    def _letters(self, text: str) -> Tree:
        r"""QK in LaTeX is Q times K; a mark after it belongs to the last letter."""
        last: Tree = Name(text[-1])
        back = self.at
        token = self._peek()
        if token and token.kind == "mark" and token.text in ("^", "_", "ᵀ", "⊤"):
            self.at += 1
            try:
                last = (
                    self._raised(last)
                    if token.text == "^"
                    else Transpose(last)
                    if token.text in ("ᵀ", "⊤")
                    else Name(f"{text[-1]}_{self._script()}")
                )
            except Stop:
                self.at = back
        return Product((*(Name(letter) for letter in text[:-1]), last))

    def _call(self, text: str, opening: Token) -> Tree:
        text = _LIBRARY.sub("", text) if called(text) else text
        back = self.at
        if opening.start not in self.closed:
            return Name(text)
        self.at += 1
        try:
            rows = self._items(")" if opening.text == "(" else "]")
        except Stop:
            self.closed.discard(opening.start)  # never tried again
            self.at = back
            return Name(text)
        items = tuple(item for row in rows for item in row)
        if opening.text == "[":
            return Call(text, (Vector(items) if len(rows) == 1 else nested(items),))
        return Call(text, items)

    def _wrapped(self) -> Tree:
        """tensor(…), array(…, dtype=…): what is inside; keyword arguments fall away."""
        back = self.at
        self.at += 1
        self.depth += 1
        try:
            tree = self.sum()
        finally:
            self.depth -= 1
        depth = 1
        while token := self._peek():
            depth += (token.text == "(") - (token.text == ")")
            self.at += 1
            if not depth:
                return tree
        self.at = back
        raise Stop


_LIBRARY = re.compile(r"^(?:np|numpy|jnp|math|torch|tf|F)\.(?:nn\.|functional\.|linalg\.)*")
_TURNED = ("T", "⊤", "top", "t", "ᵀ", "⊺")


def _takes(token: Token) -> bool:
    """Whether a function stands before its argument without brackets: exp 2, ln{3}."""
    return token.kind in ("number", "matrix", "object", "command") or token.text in ("{", "-")


def _marked(base: Tree, mark: str) -> Tree:
    return Name(f"{base.text}^{mark}") if isinstance(base, Name) else base


def negated(tree: Tree) -> Tree:
    """A sign belongs to the number that it stands before: −0.5 is printed, not computed."""
    if isinstance(tree, Number):
        text = "-" + tree.printed.text
        try:
            point: Decimal = "comma" if tree.printed.form.point == "," else "point"
            return Number(printed(text, where=tree.printed.where, decimal=point))
        except Unreadable:
            return Neg(tree)
    if isinstance(tree, Fraction) and isinstance(tree.over, Number):
        return Fraction(negated(tree.over), tree.under)
    if isinstance(tree, Product) and isinstance(tree.factors[0], Number):
        return Product((negated(tree.factors[0]), *tree.factors[1:]), tree.by)
    return Neg(tree)
