"""A line of a page as plain text, with formulas in plain letters."""

from __future__ import annotations

from symattn.document import tree
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe

__all__ = ["plain_text"]


def plain_text(parts: tree.Content) -> str:
    """The parts as text; what cannot be seen in a user's own text is shown as its number.

    >>> plain_text(tree.content("prints ", tree.User("0.5\\x1b")))
    'prints 0.5<U+001B>'
    """
    return "".join(map(_inline, parts))


def _inline(part: tree.Inline) -> str:
    match part:
        case tree.Text(text):
            return text
        case tree.User(text):
            return safe(text)
        case tree.Math(formula):
            return plain.write(formula)
        case tree.Strong(parts):
            return plain_text(parts)
