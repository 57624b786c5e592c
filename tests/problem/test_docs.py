"""The examples of docs/problem-file.md are problem files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import symattn as sa
from symattn.problem import stages
from symattn.problem.load import from_mapping, parsed

DOCS = Path(__file__).resolve().parents[2] / "docs" / "problem-file.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_solved(example: str) -> None:
    steps = sa.solve(from_mapping(parsed(example)))
    assert steps["weights"].decimal(3)


@pytest.mark.parametrize(
    ("word", "listed"), [("Stages", stages.names()), ("Gradients", stages.gradients())]
)
def test_all_stages_and_gradients_are_listed(word: str, listed: tuple[str, ...]) -> None:
    found = re.search(rf"^{word}: `([^`]*)`", DOCS.read_text(encoding="utf-8"), re.M)
    assert found is not None
    assert tuple(found[1].split()) == listed
