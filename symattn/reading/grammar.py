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
from symattn.reading.tokens import SIGNS, Token, refusal, refused, tokens
from symattn.words import say

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
        raise replace(
            error, sentence=say("reading.not_read", text=quoted(original), why=error.sentence)
        ) from None


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
            raise self.refuse(say("reading.no_digits"), say("fix.write_number_such_as"))
        parsed = self.sum()
        if self.at < len(self.tokens):
            raise self.unexpected()
        return parsed

    def refuse(self, why: str, fix: str | None = None) -> InputError:
        return refusal(self.original, why, fix)

    def unexpected(self) -> InputError:
        token = self.peek()
        if token is None:
            return self.refuse(say("reading.breaks_off"), say("fix.complete"))
        if token.kind == ",":
            return refused(self.original, *SIGNS[","])
        if token.kind == "^":
            return self.refuse(say("reading.two_powers"), say("fix.brackets_round_first"))
        if token.kind in ")]}":
            return self.refuse(
                say("reading.closes_nothing", text=token.text), say("fix.balance_brackets")
            )
        return self.refuse(say("reading.unexpected", text=token.text))

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
                say("reading.deep_entry", limit=limits.NESTING),
                fix=say("fix.write_flatter"),
            )
        terms: list[Formula] = []
        sign = self.take().kind if self.kind() in ("+", "-") else "+"
        while True:
            if self.kind() in ("+", "-"):
                raise self.refuse(say("reading.two_signs"), say("fix.brackets_round_negative"))
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
                    raise self.refuse(say("reading.two_strokes"), say("fix.put_brackets"))
                self.no_sign()
                left, divided = Fraction(left, self.power()), True
            elif kind in ("*", "\\cdot", "\\times"):
                self.take()
                if self.kind() == "*":
                    raise self.refuse(say("reading.two_stars"), say("fix.write_power"))
                self.no_sign()
                left = Product((left, self.power()), by="·")
            elif kind in _STARTS or kind in ("\\frac", "\\sqrt", "\\sqrt*", "\\ln", "\\exp"):
                self.side_by_side(divided)
                left = Product((left, self.power()))
            else:
                return left

    def no_sign(self) -> None:
        if self.kind() in ("+", "-"):
            raise self.refuse(say("reading.two_signs"), say("fix.brackets_round_negative"))

    def side_by_side(self, divided: bool) -> None:
        """Whether a product without a sign says one thing only."""
        before, after = self.tokens[self.at - 1], self.tokens[self.at]
        if after.kind == "number":
            if before.kind == "number":
                raise self.refuse(say("reading.two_numbers"), say("fix.blanks_or_cdot"))
            raise self.refuse(say("reading.number_behind_factor"), say("fix.number_first_or_cdot"))
        if before.kind == "number" and after.kind == "command" and after.text == "frac":
            raise self.refuse(say("reading.mixed_or_product"), say("fix.plus_or_cdot"))
        if before.kind == "number" and before.text.endswith(".") and after.kind == "(":
            raise self.refuse(say("reading.repeating"), say("fix.write_fraction"))
        if (
            before.kind == "number"
            and after.text in ("E", "f", "F", "L", "l", "d", "D", "j", "J")
            and (len(self.tokens) == 2)
        ):
            raise self.refuse(say("reading.letter_behind_digits"), say("fix.digits_alone"))
        if before.kind == "letter" and after.kind in ("(", "["):
            raise self.refuse(
                say("reading.function_or_product"), say("fix.write_cdot", text=before.text)
            )
        if divided:
            raise self.refuse(say("reading.reach_of_stroke"), say("fix.brackets_or_frac"))

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
            say("reading.reach_of_power", text=token.text), say("fix.braces_round_power")
        )

    def close(self, opened: str) -> None:
        if self.kind() != _CLOSE[opened]:
            if self.peek() is None:
                raise self.refuse(
                    say("reading.not_closed", opened=opened), say("fix.balance_brackets")
                )
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
            raise self.refuse(say("reading.underscore_behind_digits"), say("fix.no_groups"))
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
                raise self.refuse(say("reading.subscript"), say("fix.letters_and_digits"))
            self.take()
            return _index(text)
        if token.kind == "letter" or (token.kind == "number" and len(token.text) == 1):
            return _index(token.text)
        raise self.refuse(
            say("reading.reach_of_subscript", text=token.text), say("fix.braces_round_subscript")
        )

    def word(self, token: Token) -> Formula:
        """sqrt(2), ln(3), ln 3, exp(-2) as programs write them."""
        if token.text in ("ln", "exp", "sqrt"):
            if token.text != "ln" and self.kind() != "(":
                raise self.refuse(
                    say("reading.no_brackets", text=token.text),
                    say("fix.write_argument", text=token.text),
                )
            return self.command(token.text)
        if token.text == "log":
            raise self.refuse(say("reading.base_of_log"), say("fix.write_ln"))
        if token.text == "pi":
            raise self.refuse(say("reading.pi"), say("fix.number_or_letter"))
        raise InputError(
            say("expected.number", found=quoted(self.original)),
            fix=say("fix.symbol_is_one_letter"),
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
        raise self.refuse(say("reading.nothing_before", name=name))

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
                raise self.refuse(say("reading.degree"), say("fix.whole_degree"))
            degree = int(token.text)
            self.close("[")
        if plain and self.kind() == "number":
            return Root(self.number(self.take()), degree)
        if self.kind() == "(":
            self.take()
            inner = self.sum()
            self.close("(")
            if self.kind() == "^":
                raise self.refuse(say("reading.root_raised"), say("fix.put_braces"))
            return Root(inner, degree)
        return Root(self.argument(), degree)

    def function(self, name: str) -> Formula:
        if self.kind() in ("(", "{", "["):
            opened = self.take().kind
            inner = self.sum()
            self.close(opened)
            if self.kind() == "^":
                raise self.refuse(
                    say("reading.function_raised", name=name), say("fix.put_brackets")
                )
            return inner
        if self.kind() == "^":
            raise self.refuse(
                say("reading.power_of_function", name=name), say("fix.power_of_brackets", name=name)
            )
        inner = self.power()
        if self.kind() in _STARTS or self.kind() in ("\\frac", "\\sqrt", "\\ln", "\\exp"):
            raise self.refuse(
                say("reading.reach_of_function", name=name), say("fix.write_function", name=name)
            )
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
        raise self.refuse(say("reading.reach_of_command"), say("fix.braces_round_argument"))


def _index(text: str) -> Formula:
    return Num(text) if text.isdigit() else Name(text)
