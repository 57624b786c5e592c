"""Jupyter notebooks: cells and outputs, each character with its place in the JSON.

An output that is held twice (as text and as HTML; printed and shown) counts once.
"""

from __future__ import annotations

import json
import re
from typing import Any

from symattn.errors import InputError
from symattn.reading.documents.html import read_html
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import Pieces
from symattn.reading.documents.plain import mark_formulas
from symattn.words import say

__all__ = ["read_notebook"]

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SHOWN = ("text/html", "text/latex", "text/markdown", "text/plain")


def read_notebook(text: Marked) -> Pieces:
    """The pieces of a notebook: Markdown cells, code cells and what they printed."""
    strings = [m.span() for m in _STRING.finditer(text.text)]
    counted = iter(range(len(strings)))
    try:
        for start, end in strings:
            json.loads(text.text[start:end], strict=False)
        numbered = _STRING.sub(lambda _: f'"{next(counted)}"', text.text)
        tree = json.loads(numbered, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise InputError(say("expected.notebook")) from None
    book = _Book(text, strings)
    cells = book.get(tree, "cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        raise InputError(say("expected.notebook_cells"), fix=say("fix.old_notebooks"))
    found = Pieces()
    for number, cell in enumerate(cells):
        if isinstance(cell, dict):
            _cell(book, cell, number, found)
    return found


class _Book:
    """The tree of the JSON, in which every string is a number of :attr:`strings`."""

    def __init__(self, text: Marked, strings: list[tuple[int, int]]) -> None:
        self.text, self.strings = text, strings

    def string(self, number: object) -> Marked:
        """The string with its escapes undone."""
        if not isinstance(number, str) or not number.isdigit():
            return self.text[0:0]
        start, end = self.strings[int(number)]
        raw = self.text[start + 1 : end - 1]
        parts, at = [], 0
        for escape in _ESCAPE.finditer(raw.text):
            parts.append(raw[at : escape.start()])
            value = json.loads(f'"{escape[0]}"') if escape[0] != "\\'" else "'"
            parts.append(
                Marked(value, raw.offsets[escape.start() : escape.start() + len(value)], raw.source)
            )
            at = escape.end()
        return Marked.join([*parts, raw[at:]]) if parts else raw

    def get(self, node: dict[str, Any], key: str) -> Any:
        """The value under a key (keys are numbered strings too)."""
        for name, value in node.items():
            if self.string(name).text == key:
                return value
        return None

    def joined(self, value: object) -> Marked:
        """A string, or a list of strings that are its lines."""
        if isinstance(value, list):
            return Marked.join([self.string(line) for line in value])
        return self.string(value)


def _cell(book: _Book, cell: dict[str, Any], number: int, found: Pieces) -> None:
    kind = book.string(book.get(cell, "cell_type")).text
    source = book.joined(book.get(cell, "source"))
    if kind == "markdown":
        _markdown(source, number, found)
    elif kind == "code":
        found.add("code", source, origin="code", cell=number)
        seen: set[tuple[str, ...]] = set()
        outputs = book.get(cell, "outputs")
        for output in outputs if isinstance(outputs, list) else []:
            if isinstance(output, dict):
                _output(book, output, number, found, seen)


def _markdown(source: Marked, number: int, found: Pieces) -> None:
    from symattn.reading.documents.markdown import read_markdown

    if not source.text.strip():
        return
    inner = read_markdown(source, "markdown")
    for piece in inner.pieces:
        piece.cell = number
    found.extend(inner)


def _output(
    book: _Book, output: dict[str, Any], number: int, found: Pieces, seen: set[tuple[str, ...]]
) -> None:
    kind = book.string(book.get(output, "output_type")).text
    if kind == "stream":
        text = book.joined(book.get(output, "text"))
        if book.string(book.get(output, "name")).text != "stderr":
            _printed(text, number, found, seen)
        return
    if kind not in ("execute_result", "display_data", "update_display_data"):
        return
    data = book.get(output, "data")
    held = (
        {book.string(key).text: value for key, value in data.items()}
        if isinstance(data, dict)
        else {}
    )
    for way in _SHOWN:
        if way not in held:
            continue
        text = book.joined(held[way])
        if way == "text/html":
            if "<table" not in text.text and len(held) > 1:
                continue
            before = len(found.pieces)
            found.extend(read_html(text))
            for piece in found.pieces[before:]:
                piece.cell = number
        elif way == "text/latex":
            found.add("text", mark_formulas(text), origin="output", cell=number)
        elif way == "text/markdown":
            _markdown(text, number, found)
        else:
            _printed(text, number, found, seen)
        return


def _printed(text: Marked, number: int, found: Pieces, seen: set[tuple[str, ...]]) -> None:
    """Text that a program printed, without colours; the same numbers twice in a cell count once."""
    parts, at = [], 0
    for colour in _ANSI.finditer(text.text):
        parts.append(text[at : colour.start()])
        at = colour.end()
    text = Marked.join([*parts, text[at:]]) if parts else text
    numbers = tuple(re.findall(r"\d+\.?\d*(?:[eE][-+]?\d+)?", text.text))
    if len(numbers) > 1 and numbers in seen:
        return
    seen.add(numbers)
    found.add("verbatim", text, origin="output", cell=number)
