"""The name of a token, or the number of what has none; and what a page calls a stage."""

from __future__ import annotations

from symattn.derivation.notation import Axis, Notation
from symattn.document.tree import Inline, Math, User
from symattn.formulas.tree import Name
from symattn.problem.stages import STAGES, stem
from symattn.words import say

__all__ = ["named", "stage_name"]


def named(notation: Notation, axis: Axis, i: int) -> Inline:
    """The i-th (from 0) of an axis: a user's own text, or a number."""
    label = notation.label(axis, i)
    return User(label.text) if isinstance(label, Name) else Math(label)


def stage_name(name: str) -> str:
    """A stage in words; a gradient with what it is the gradient of.

    >>> stage_name("weights"), stage_name("dweights"), stage_name("dW_Q")
    ('Weights', 'Gradient, weights', 'Gradient, W_Q')
    """
    about = stem(name)
    if about not in STAGES:
        return say("stage.gradient", of=about)
    called = say(f"stage.{about}")
    return called if about == name else say("stage.gradient", of=called.lower())
