"""Sentences of the catalogue with formulas in them."""

from __future__ import annotations

import re

from symattn.document.tree import Content, Inline, Math, Strong, Text, User
from symattn.formulas.tree import Formula
from symattn.words import template

__all__ = ["sentence"]

_PLACE = re.compile(r"\{(\w+)\}")


def sentence(key: str, **values: str | int | Inline | Formula | Content) -> Content:
    """The sentence of that key; a {placeholder} takes words, a user's text, a formula or
    a line of these.

    >>> from symattn.formulas.tree import Num
    >>> sentence("sheet.page_of", page=Num("1"), pages="2")[1]
    Math(formula=Num(text='1'))
    """
    parts: list[Inline] = []
    for k, piece in enumerate(_PLACE.split(template(key, values.get("count")))):
        if k % 2:
            value = values[piece]
            parts += value if isinstance(value, tuple) else (_inline(value),)
        elif piece:
            parts.append(Text(piece))
    return tuple(parts)


def _inline(value: str | int | Inline | Formula) -> Inline:
    match value:
        case str() | int():
            return Text(str(value))
        case Text() | User() | Math() | Strong():
            return value
        case _:
            return Math(value)
