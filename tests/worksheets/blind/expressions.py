"""Formulas as text to numbers and matrices, in arithmetic of 60 digits.

    S = ((QK^{⊤})/(sqrt(d_{k})))      O = AV      P = concat(O^{(1)}, O^{(2)})W_{O}

A letter with its scripts is a name; two factors side by side are multiplied, as
matrices where both are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from mpmath import mp, mpf

mp.dps = 60

__all__ = ["Unreadable", "Value", "evaluate", "matmul", "number", "transposed"]

Value = Any
"""An mpf, None (undefined), or a matrix: a tuple of rows."""


class Unreadable(Exception):
    """What the page does not say, or says in a way that we cannot read."""


_TOKEN = re.compile(
    r"\s*(?P<name>[^\W\d_][\u0300-\u036f]*(?:_\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?"
    r"(?:\^\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?)"
    r"|\s*(?P<num>\d+(?:\.\d+)?)(?P<power>\^\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?"
    r"|\s*(?P<word>softmax|dropout|concat|mask|tanh|sqrt|ln|sin|cos|exp|max)(?=\(|\d|\s)"
    r"|\s*(?P<dots>[⋯…])"
    r"|\s*(?P<op>[-+−·×*/⊙,()∞])"
)
_WORD = re.compile(r"\s*(softmax|dropout|concat|mask|tanh|sqrt|ln|sin|cos|exp|max)")


def number(text: str) -> Value:
    """The number that an entry says: 3, −0.5, ((1)/(2)), −∞, 10^{9}; "–" is undefined."""
    stripped = text.strip()
    if stripped in ("–", "-", "—"):
        return None
    return evaluate(stripped, lambda name: (_ for _ in ()).throw(Unreadable(f"{name} in {text!r}")))


def evaluate(
    text: str, look: Callable[[str], Value], words: dict[str, Callable[..., Value]] | None = None
) -> Value:
    """The value of a formula; ``look`` gives the value of a name.

    Raises :class:`Unreadable`.
    """
    parser = _Parser(text, look, words or {})
    value = parser.sum()
    if parser.left():
        raise Unreadable(f"{parser.left()!r} in {text!r}")
    return value


def is_matrix(value: Value) -> bool:
    """Whether a value has rows."""
    return isinstance(value, tuple)


def transposed(matrix: Value) -> Value:
    """Rows as columns."""
    return tuple(zip(*matrix, strict=True))


def matmul(a: Value, b: Value) -> Value:
    """The product of two matrices; a row after a matrix of its width is a column."""
    if len(a[0]) != len(b) and len(b) == 1 and len(b[0]) == len(a[0]):
        b = transposed(b)
    if len(a[0]) != len(b):
        raise Unreadable(f"{len(a)}×{len(a[0])} times {len(b)}×{len(b[0])}")
    return tuple(tuple(_dot(row, column) for column in zip(*b, strict=True)) for row in a)


def _dot(row: Sequence[Value], column: Sequence[Value]) -> Value:
    if any(x is None for x in (*row, *column)):
        return None
    return mp.fsum(x * y for x, y in zip(row, column, strict=True) if x and y)


def each(value: Value, of: Callable[[Value], Value]) -> Value:
    """The function on every entry; undefined stays so."""
    if is_matrix(value):
        return tuple(tuple(each(cell, of) for cell in row) for row in value)
    return None if value is None else of(value)


def _both(a: Value, b: Value, of: Callable[[Value, Value], Value]) -> Value:
    if is_matrix(a) and is_matrix(b):
        if len(b) == 1 < len(a):
            b = b * len(a)
        if (len(a), len(a[0])) != (len(b), len(b[0])):
            if len(b[0]) == 1 and len(a) == len(b):
                b = tuple(row * len(a[0]) for row in b)
            else:
                raise Unreadable("sizes that differ")
        return tuple(
            tuple(_both(x, y, of) for x, y in zip(p, q, strict=True))
            for p, q in zip(a, b, strict=True)
        )
    if is_matrix(a):
        return each(a, lambda x: _both(x, b, of))
    if is_matrix(b):
        return each(b, lambda y: _both(a, y, of))
    return None if a is None or b is None else of(a, b)


class _Parser:
    """Sums of products of powers."""

    def __init__(
        self, text: str, look: Callable[[str], Value], words: dict[str, Callable[..., Value]]
    ) -> None:
        self.text, self.at, self.look, self.words = text, 0, look, words

    def left(self) -> str:
        """What has not been read."""
        return self.text[self.at :].strip()

    def _next(self, *marks: str) -> str | None:
        rest = self.text[self.at :]
        stripped = rest.lstrip()
        for mark in marks:
            if stripped.startswith(mark):
                self.at += len(rest) - len(stripped) + len(mark)
                return mark
        return None

    def sum(self) -> Value:
        """Terms with signs between them."""
        sign = -1 if self._next("−", "-") else 1
        self._next("+")
        value = self.product()
        if sign < 0:
            value = each(value, lambda x: -x)
        while (mark := self._next("+", "−", "-")) is not None:
            factor = 1 if mark == "+" else -1
            value = _both(value, self.product(), lambda x, y, f=factor: x + f * y)
        return value

    def product(self) -> Value:
        """Factors side by side, ⊙ for entry by entry, / for a quotient."""
        value = self.factor()
        while True:
            if self._next("⊙"):
                value = _both(value, self.factor(), lambda x, y: x * y)
            elif self._next("/"):
                value = _both(value, self.factor(), lambda x, y: x / y)
            elif self._next("·", "×", "*") or self._starts():
                value = self._times(value, self.factor())
            else:
                return value

    @staticmethod
    def _times(a: Value, b: Value) -> Value:
        if is_matrix(a) and is_matrix(b):
            return matmul(a, b)
        return _both(a, b, lambda x, y: x * y)

    def _starts(self) -> bool:
        rest = self.left()
        return bool(rest) and (rest[0].isalnum() or rest[0] in "(∞")

    def factor(self) -> Value:
        """A number, a name, a word with its arguments, or a sum in brackets."""
        word = _WORD.match(self.text, self.at)
        if word:
            self.at = word.end()
            return self._applied(word[1])
        if self._next("∞"):
            return mp.inf
        if self._next("("):
            value = self.sum()
            while self._next(","):  # never in a quotient
                raise Unreadable("a comma in brackets")
            if not self._next(")"):
                raise Unreadable(f"no end of a bracket in {self.text!r}")
            return self._raised(value)
        found = _TOKEN.match(self.text, self.at)
        if not found or not (found["name"] or found["num"]):
            raise Unreadable(f"{self.left()!r} in {self.text!r}")
        self.at = found.end()
        if found["num"]:
            value = mpf(found["num"])
            if found["power"]:
                value = value ** self._inner(found["power"][2:-1])
            return value
        return self._name(found["name"])

    def _inner(self, text: str) -> Value:
        return evaluate(text, self.look, self.words)

    def _raised(self, value: Value) -> Value:
        power = re.compile(r"\s*\^\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}").match(self.text, self.at)
        if power:
            self.at = power.end()
            return value ** self._inner(power[1])
        return value

    def _name(self, name: str) -> Value:
        base, over = name, ""
        script = re.search(r"\^\{(.*)\}$", name)
        if script:
            base, over = name[: script.start()], script[1].strip()
        if over.endswith("⊤"):
            rest = over[:-1].strip()
            return transposed(self.look(f"{base}^{{{rest}}}" if rest else base))
        if over and not re.fullmatch(r"\([\w−]+\)", over):
            power = self._inner(over)
            return mp.exp(power) if base == "e" else self.look(base) ** power
        return mp.e if name == "e" else self.look(name)

    def _applied(self, word: str) -> Value:
        plain = {
            "sqrt": mp.sqrt,
            "tanh": mp.tanh,
            "ln": mp.log,
            "sin": mp.sin,
            "cos": mp.cos,
            "exp": mp.exp,
        }
        if word in plain and not self.left().startswith("("):
            return plain[word](self.factor())
        if not self._next("("):
            raise Unreadable(f"{word} of nothing in {self.text!r}")
        arguments: list[Value] = []
        while True:
            arguments.append(... if self._next("⋯", "…", "...") else self.sum())
            if self._next(")"):
                break
            if not self._next(","):
                raise Unreadable(f"no end of {word} in {self.text!r}")
        if word in self.words:
            return self.words[word](*arguments)
        if word not in plain:
            raise Unreadable(f"what {word} is")
        return self._raised(each(arguments[0], plain[word]))
