"""Stages are listed in their table alone: elsewhere no list of their names stands.

One stage may be named where its mathematics is meant (the rows of the weights add to 1).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from symattn.problem.keys import INPUTS
from symattn.problem.stages import STAGES, gradients, names
from tests.house.imports import sources

NAMES = {*STAGES, *names(), *gradients()} - {*INPUTS}
"""Stages and gradients, without those that are inputs too (Q, K, V, scores)."""

TABLE = "problem/stages.py"
WORDS = "how strongly words and letters of a text name a stage"

EXCEPTIONS: dict[str, str] = {
    "derivation/forward.py": "the line that makes each stage",
    "derivation/steps/__init__.py": "kinds of step, some of which are called like a stage",
    **dict.fromkeys(
        (
            "texts/labels.py",
            "texts/vocabulary.py",
        ),
        WORDS,
    ),
    "texts/laying.py": "what a formula for each stage is written of",
    "texts/scaled_by.py": "the two stages by which a constant of the scale can be found",
}
"""Files in which a list of stages stands all the same, and why."""


def _lists(file: str) -> Iterator[str]:
    """Where two names of stages or more stand in one tuple, list, set or as keys."""
    for node in ast.walk(ast.parse(sources()[file])):
        match node:
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                found = parts
            case ast.Dict(keys=keys):
                found = [key for key in keys if key is not None]
            case ast.MatchOr(patterns=patterns):
                found = [p.value for p in patterns if isinstance(p, ast.MatchValue)]
            case _:
                continue
        held = {part.value for part in found if isinstance(part, ast.Constant)} & NAMES
        if len(held) > 1:
            yield f"{file}:{node.lineno}: {', '.join(sorted(held))}"


FILES = [file for file in sources() if file != TABLE]


@pytest.mark.parametrize("file", [file for file in FILES if file not in EXCEPTIONS])
def test_no_list_of_stages_stands_beside_their_table(file: str) -> None:
    assert list(_lists(file)) == []


@pytest.mark.parametrize("file", EXCEPTIONS)
def test_every_exception_is_needed(file: str) -> None:
    assert list(_lists(file))
