"""The name of a token, or the number of what has none, as a page prints it."""

from __future__ import annotations

from symattn.derivation.notation import Axis, Notation
from symattn.document.tree import Inline, Math, User
from symattn.formulas.tree import Name

__all__ = ["named"]


def named(notation: Notation, axis: Axis, i: int) -> Inline:
    """The i-th (from 0) of an axis: a user's own text, or a number."""
    label = notation.label(axis, i)
    return User(label.text) if isinstance(label, Name) else Math(label)
