"""Reads the package for the sentences that stand in it and the keys that it asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tests.house.imports import sources

SPOKEN = ("say", "sentence", "template")
"""Functions whose first argument is a key."""

USERS_ERRORS = {"InputError", "Limit", "MissingExtra", "Unreadable", "Unsupported", "SymattnError"}
"""What they say is read by the user; other errors are read by programmers, like docstrings."""

REFUSALS = ("refusal",)
"""Makers of such errors: behind the text that is refused they take why, and what to write."""

_WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? +\{?[^\W\d_]|[^\W\d_}][,;:]? [^\W\d_]{2,}")


@dataclass(frozen=True)
class Literal:
    """A string that stands in the code; ``{}`` where an f-string has a value."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"symattn/{self.file}:{self.line}: {self.text!r}"


@dataclass(frozen=True)
class Asked:
    """A sentence that is asked for: a pattern of its key, and the values that it gets.

    ``values`` is None where the call does not show them (``**``, a template).
    """

    file: str
    line: int
    pattern: str
    values: frozenset[str] | None
    called: bool = True  # False for a string that merely looks like a key

    def __str__(self) -> str:
        return f"symattn/{self.file}:{self.line}: {self.pattern}"

    def matches(self, key: str) -> bool:
        return re.fullmatch(self.pattern, key) is not None


@cache
def trees() -> dict[str, ast.Module]:
    """Every file of the package, parsed."""
    return {file: ast.parse(text) for file, text in sources().items()}


def sentences() -> Iterator[Literal]:
    """Strings of several words that are no docstring, no pattern and no programmer's error."""
    for file, tree in trees().items():
        if not file.startswith("words/"):
            yield from _strings(file, tree)


def _strings(file: str, node: ast.AST) -> Iterator[Literal]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Expr(value=ast.Constant()):  # a docstring
                continue
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name not in USERS_ERRORS:
                continue
            case ast.FunctionDef(name="__repr__"):
                continue
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                continue
            case ast.Constant(value=str(text)) if _WORDS.search(text):
                yield Literal(file, child.lineno, text)
            case ast.JoinedStr(values=parts) if _WORDS.search(text := _template(parts)):
                yield Literal(file, child.lineno, text)
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from _strings(file, part)
            case _:
                yield from _strings(file, child)


def _template(parts: list[ast.expr]) -> str:
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in parts)


def spelled_out() -> Iterator[Literal]:
    """Strings, of any length, that an error for the user says without the catalogue."""
    for file, tree in trees().items():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args, keywords=named):
                    if name in USERS_ERRORS:
                        told = [*args[:1], *(n.value for n in named if n.arg == "fix")]
                        for found in told:
                            yield from _letters(file, found)
                    elif name in REFUSALS:
                        for found in args[1:]:
                            yield from _letters(file, found)
                case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="refuse")):
                    if file.startswith("reading/"):
                        for found in node.args:
                            yield from _letters(file, found)


def _letters(file: str, node: ast.expr) -> Iterator[Literal]:
    """The strings of letters of an expression, but for those given to a function in it."""
    match node:
        case ast.Constant(value=str(text)):
            yield Literal(file, node.lineno, text)
        case ast.JoinedStr(values=parts):
            yield Literal(file, node.lineno, _template(parts))
        case ast.IfExp(body=first, orelse=second):
            yield from _letters(file, first)
            yield from _letters(file, second)


@cache
def asked() -> tuple[Asked, ...]:
    """Every key that the package asks for."""
    return tuple(found for file, tree in trees().items() for found in _asked(file, tree))


def _asked(file: str, tree: ast.Module) -> Iterator[Asked]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[key, *_], keywords=named) if name in SPOKEN:
                shown = name != "template" and all(n.arg for n in named)
                values = frozenset(str(n.arg) for n in named) if shown else None
                for one in _branches(key):
                    if (pattern := _pattern(one)) is not None:
                        yield Asked(file, node.lineno, pattern, values)
            case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z_]+\.\w+", text):
                yield Asked(file, node.lineno, re.escape(text), None, False)
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                if re.match(r"[a-z_]+\.", start) and (pattern := _pattern(node)) is not None:
                    yield Asked(file, node.lineno, pattern, None, False)


def _branches(key: ast.expr) -> list[ast.expr]:
    match key:
        case ast.IfExp(body=first, orelse=second):
            return [*_branches(first), *_branches(second)]
    return [key]


def _pattern(key: ast.expr) -> str | None:
    match key:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(
                re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w*" for p in parts
            )
    return None
