"""The conventions that an option or a comment gives for a text: which values they may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symattn.errors import InputError, Place, Unsupported
from symattn.problem import keys
from symattn.problem.given import Setting, Source
from symattn.problem.model import Problem
from symattn.words import say

__all__ = ["CONVENTIONS", "setting", "under"]

CONVENTIONS: Mapping[str, tuple[str, ...]] = {
    "scale": ("1/sqrt(d_k)", "none", "1/d_k"),
    "layout": ("rows", "columns"),
    "base": ("e",),
    "inputs": ("exact", "rounded", "truncated"),
}
"""The settings that an option or a comment may give for a text, each with its known words; scale
and base may be numbers too.  ``inputs``: how the text prints its inputs."""


def setting(key: str, value: str, source: Source, where: Place | None = None) -> Setting:
    """One of the conventions, given.  Raises InputError where it cannot be that.

    >>> setting("scale", "1/8", "option")
    Setting(value='1/8', source='option', where=None)
    >>> try:
    ...     setting("layout", "colums", "option")
    ... except InputError as error:
    ...     print(error.key, error.fix)
    --layout did you mean columns?
    """
    found = Setting(value, source, where)
    known = CONVENTIONS[key]
    if value not in known and not _taken(key, value):
        sentence = say("given.expected", expected=say(f"given.{key}"), value=value)
        raise found.refused(key, sentence, keys.meant(value, known))
    return found


def _taken(key: str, value: str) -> bool:
    """Whether a problem takes the value, and stays one of numbers."""
    if key == "inputs":
        return False
    try:
        asked: dict[str, Any] = {key: value}
        return not Problem(X=[[1]], **asked).symbolic
    except InputError:
        return False


def under(problem: Problem, given: Mapping[str, Setting]) -> Problem:
    """The problem with the conventions that options and comments give, in every layer.

    The inputs stay those of its own layout.  Raises InputError where one does not fit the
    problem, with the option's name or the comment's place.
    """
    for key in CONVENTIONS:
        if key not in given:
            continue
        try:
            problem = _changed(problem, key, given[key].value)
        except InputError as error:
            raise given[key].refused(key, error.sentence, error.fix) from None
    return problem


def _changed(problem: Problem, key: str, value: str) -> Problem:
    if key == "inputs":
        return problem.changed(printed_inputs=value)
    if key == "layout" and value == problem.layout:
        return problem
    layers = problem.settings.get("layers")
    if not layers:
        return problem.changed(**{key: value})
    if key == "layout":
        raise Unsupported(say("given.layers_turned"), key=key)
    return problem.changed(**{key: value}, layers=[{**layer, key: value} for layer in layers])
