"""The parser of entries: text → formula tree → exact value (see :mod:`symattn.reading.entries`).

A descent over a closed grammar.  What a mathematician and a program could read in two
ways is refused, with the way to write it.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from symattn.errors import InputError, Limit
from symattn.formulas.tree import (
    Apply,
    Exp,
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sum,
    Sym,
)
from symattn.reading import evaluate, limits
from symattn.reading.entries import EntryValue, Reading, bounded, power_of_ten, quoted
from symattn.reading.tokens import SIGNS, Token, refusal, tokens

__all__ = ["reading", "replaced", "symbols", "tree", "value"]

_STARTS = {"number", "letter", "word", "(", "{", "["}
_SUBSCRIPT = re.compile(r"^[A-Za-z0-9]+(?:,[A-Za-z0-9]+)*$")
_CLOSE = {"(": ")", "[": "]", "{": "}"}


def reading(text: str, original: str) -> Reading:
    """The entry that is no plain number."""
    parsed = tree(text, original)
    return Reading(value(parsed, original), decimal="." in text, fraction=_fraction(parsed))


def value(parsed: Formula, original: str) -> EntryValue:
    """The exact value of a tree: a number, or a SymPy expression where there are symbols."""
    try:
        if symbols(parsed):
            from symattn.reading import latex

            return latex.expression(parsed)
        return evaluate.number(parsed)
    except InputError as error:
        raise replace(error, sentence=f"{quoted(original)} is not read: {error.sentence}") from None


def tree(text: str, original: str | None = None) -> Formula:
    r"""The formula tree of an entry.

    >>> tree(r"\frac12")
    Fraction(over=Num(text='1'), under=Num(text='2'), inline=False)
    """
    parser = _Parser(tokens(text, original or text), original or text)
    return parser.whole()


def symbols(parsed: Any) -> frozenset[Sym]:
    """The symbols in a tree."""
    if isinstance(parsed, Sym):
        return frozenset((parsed,))
    return frozenset().union(*map(symbols, _children(parsed)))


def replaced(parsed: Any, old: Formula, new: Formula) -> Any:
    """The tree with every ``old`` made ``new``."""
    if parsed == old:
        return new
    if isinstance(parsed, tuple):
        return tuple(replaced(item, old, new) for item in parsed)
    if not is_dataclass(parsed) or isinstance(parsed, (Sym, Num)):
        return parsed
    changed = {f.name: replaced(getattr(parsed, f.name), old, new) for f in fields(parsed)}
    return replace(parsed, **changed)  # type: ignore[type-var]


def _children(parsed: Any) -> list[Any]:
    if isinstance(parsed, tuple):
        return list(parsed)
    if is_dataclass(parsed) and not isinstance(parsed, type):
        return [getattr(parsed, f.name) for f in fields(parsed)]
    return []


def _fraction(parsed: Formula) -> bool:
    return isinstance(parsed, Fraction) or any(map(_fraction, _children(parsed)))


class _Parser:
    """One text.  Every method reads from ``at`` on and moves it."""

    def __init__(self, found: list[Token], original: str) -> None:
        self.tokens = found
        self.original = original
        self.at = 0
        self.depth = 0

    def whole(self) -> Formula:
        if not self.tokens:
            raise self.refuse("it holds no number", "write a number such as 0.25")
        parsed = self.sum()
        if self.at < len(self.tokens):
            raise self.unexpected()
        return parsed

    def refuse(self, why: str, fix: str | None = None) -> InputError:
        return refusal(self.original, why, fix)

    def unexpected(self) -> InputError:
        token = self.peek()
        if token is None:
            return self.refuse("it breaks off", "complete it")
        if token.kind == ",":
            return self.refuse(*SIGNS[","])
        if token.kind == "^":
            return self.refuse("two powers stand on one another", "put brackets round the first")
        if token.kind in ")]}":
            return self.refuse(f"a {token.text} closes nothing", "balance the brackets")
        return self.refuse(f"{token.text} is not expected there")

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def kind(self) -> str:
        token = self.peek()
        if token is None:
            return ""
        return token.kind if token.kind != "command" else f"\\{token.text}"

    def take(self) -> Token:
        token = self.peek()
        if token is None:
            raise self.unexpected()
        self.at += 1
        return token

    def sum(self) -> Formula:
        self.depth += 1
        if self.depth > limits.NESTING:
            raise Limit(
                f"the entry nests more than {limits.NESTING} brackets, fractions or roots",
                fix="write it flatter",
            )
        terms: list[Formula] = []
        sign = self.take().kind if self.kind() in ("+", "-") else "+"
        while True:
            if self.kind() in ("+", "-"):
                raise self.refuse(
                    "two signs stand together", "put brackets round a negative number"
                )
            term = self.term()
            terms.append(Neg(term) if sign == "-" else term)
            if self.kind() not in ("+", "-"):
                break
            sign = self.take().kind
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def term(self) -> Formula:
        left = self.power()
        divided = False
        while True:
            kind = self.kind()
            if kind in ("/", "\\div"):
                self.take()
                if divided:
                    raise self.refuse("two fraction strokes stand together", "put brackets")
                self.no_sign()
                left, divided = Fraction(left, self.power()), True
            elif kind in ("*", "\\cdot", "\\times"):
                self.take()
                if self.kind() == "*":
                    raise self.refuse("** is not in the grammar", "write a power as 2^{3}")
                self.no_sign()
                left = Product((left, self.power()), by="·")
            elif kind in _STARTS or kind in ("\\frac", "\\sqrt", "\\sqrt*", "\\ln", "\\exp"):
                self.side_by_side(divided)
                left = Product((left, self.power()))
            else:
                return left

    def no_sign(self) -> None:
        if self.kind() in ("+", "-"):
            raise self.refuse("two signs stand together", "put brackets round a negative number")

    def side_by_side(self, divided: bool) -> None:
        """Whether a product without a sign says one thing only."""
        before, after = self.tokens[self.at - 1], self.tokens[self.at]
        if after.kind == "number":
            if before.kind == "number":
                raise self.refuse(
                    "two numbers stand side by side", "write 1234 without blanks, or 3 \\cdot 4"
                )
            raise self.refuse(
                "a number stands behind a factor", "put the number first, or write \\cdot"
            )
        if before.kind == "number" and after.kind == "command" and after.text == "frac":
            raise self.refuse(
                "a mixed number or a product?", "write 2 + \\frac{1}{2}, or 2 \\cdot \\frac{1}{2}"
            )
        if before.kind == "number" and before.text.endswith(".") and after.kind == "(":
            raise self.refuse("a repeating decimal is not read", "write the fraction, such as 1/3")
        if (
            before.kind == "number"
            and after.text in ("E", "f", "F", "L", "l", "d", "D", "j", "J")
            and (len(self.tokens) == 2)
        ):
            raise self.refuse("a letter stands behind the digits", "write the digits alone")
        if before.kind == "letter" and after.kind in ("(", "["):
            raise self.refuse("a function or a product?", f"write {before.text} \\cdot (…)")
        if divided:
            raise self.refuse(
                "how far the fraction stroke reaches is not clear", "put brackets, or write \\frac"
            )

    def power(self) -> Formula:
        base = self.atom()
        if self.kind() != "^":
            return base
        self.take()
        exponent = self.exponent()
        if self.kind() == "^":
            raise self.unexpected()
        if isinstance(base, Exp):
            return Exp(exponent)
        return Power(base, exponent)

    def exponent(self) -> Formula:
        token = self.take()
        if token.kind in ("{", "("):
            inner = self.sum()
            self.close(token.kind)
            return inner
        if token.kind == "number" and len(token.text) == 1:
            return Num(token.text)
        if token.kind == "letter":
            return Exp(Num("1")) if token.text == "e" else Sym(token.text)
        raise self.refuse(
            f"what is raised after ^{token.text} is not clear", "put it in braces: ^{12}, ^{-2}"
        )

    def close(self, opened: str) -> None:
        if self.kind() != _CLOSE[opened]:
            if self.peek() is None:
                raise self.refuse(f"a {opened} is not closed", "balance the brackets")
            raise self.unexpected()
        self.take()

    def atom(self) -> Formula:
        token = self.take()
        if token.kind == "number":
            return self.number(token)
        if token.kind in _CLOSE:
            inner = self.sum()
            self.close(token.kind)
            return inner
        if token.kind == "letter":
            return self.letter(token)
        if token.kind == "word":
            return self.word(token)
        if token.kind == "command":
            return self.command(token.text)
        self.at -= 1
        raise self.unexpected()

    def number(self, token: Token) -> Formula:
        if self.kind() == "_":
            raise self.refuse(
                "an underscore stands behind digits", "write the digits without groups: 1000"
            )
        mantissa, _, power = token.text.lower().partition("e")
        bounded(mantissa.replace(".", ""))
        if power:
            power_of_ten(power)
        return Num(token.text)

    def letter(self, token: Token) -> Formula:
        if self.kind() != "_":
            return Exp(Num("1")) if token.text == "e" else Sym(token.text)
        self.take()
        return Sym(token.text, (self.subscript(),))

    def subscript(self) -> Formula:
        token = self.take()
        if token.kind == "{":
            text = ""
            while self.kind() in ("number", "letter", "word", ","):
                text += self.take().text
            if self.kind() != "}" or not _SUBSCRIPT.match(text):
                raise self.refuse("the subscript is not read", "write letters and digits: x_{12}")
            self.take()
            return _index(text)
        if token.kind == "letter" or (token.kind == "number" and len(token.text) == 1):
            return _index(token.text)
        raise self.refuse(
            f"how far the subscript {token.text} reaches is not clear", "put it in braces: x_{12}"
        )

    def word(self, token: Token) -> Formula:
        """sqrt(2), ln(3), ln 3, exp(-2) as programs write them."""
        if token.text in ("ln", "exp", "sqrt"):
            if token.text != "ln" and self.kind() != "(":
                raise self.refuse(f"{token.text} has no brackets", f"write {token.text}(2)")
            return self.command(token.text)
        if token.text == "log":
            raise self.refuse("the base of log is not said", "write ln for the natural logarithm")
        if token.text == "pi":
            raise self.refuse("π is not supported", "write a number, or a letter as a symbol")
        raise InputError(
            f"expected a number, found {quoted(self.original)}",
            fix="a symbol is one letter, such as x or x_{12}; a product is written a \\cdot b",
        )

    def command(self, name: str) -> Formula:
        if name == "frac":
            over = self.argument()
            return Fraction(over, self.argument())
        if name.startswith("sqrt"):
            return self.root(plain=name.endswith("*"))
        if name in ("ln", "exp"):
            inner = self.function(name)
            return Exp(inner) if name == "exp" else Apply("ln", (inner,))
        raise self.refuse(f"\\{name} has nothing before it")

    def root(self, plain: bool) -> Formula:
        degree = 2
        if self.kind() == "[" and not plain:
            self.take()
            token = self.take()
            if (
                token.kind != "number"
                or not token.text.isdigit()
                or not 2 <= int(token.text) <= 100
            ):
                raise self.refuse(
                    "the root's degree is not read", "write a whole number from 2 to 100"
                )
            degree = int(token.text)
            self.close("[")
        if plain and self.kind() == "number":
            return Root(self.number(self.take()), degree)
        if self.kind() == "(":
            self.take()
            inner = self.sum()
            self.close("(")
            if self.kind() == "^":
                raise self.refuse(
                    "whether the root or what is under it is raised is not clear", "put braces"
                )
            return Root(inner, degree)
        return Root(self.argument(), degree)

    def function(self, name: str) -> Formula:
        if self.kind() in ("(", "{", "["):
            opened = self.take().kind
            inner = self.sum()
            self.close(opened)
            if self.kind() == "^":
                raise self.refuse(
                    f"whether {name} or its argument is raised is not clear", "put brackets"
                )
            return inner
        if self.kind() == "^":
            raise self.refuse(f"a power of {name} is not read", f"write ({name}(…))^2")
        inner = self.power()
        if self.kind() in _STARTS or self.kind() in ("\\frac", "\\sqrt", "\\ln", "\\exp"):
            raise self.refuse(f"how far {name} reaches is not clear", f"write {name}(…)")
        return inner

    def argument(self) -> Formula:
        """What LaTeX takes: a group in braces, or one digit or letter."""
        token = self.take()
        if token.kind == "{":
            self.at -= 1
            return self.atom()
        if token.kind == "number" and token.text.isdigit():
            if len(token.text) > 1:
                self.at -= 1
                self.tokens[self.at] = Token("number", token.text[1:])
            return Num(token.text[0])
        if token.kind == "letter" and self.kind() != "_":
            return self.letter(token)
        raise self.refuse(
            "what belongs to \\frac or \\sqrt is not clear", "put it in braces: \\sqrt{12}"
        )


def _index(text: str) -> Formula:
    return Num(text) if text.isdigit() else Name(text)
