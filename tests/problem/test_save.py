"""A problem written as tables is the same problem when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

import symattn as sa
from symattn.problem.load import from_mapping, parsed
from symattn.problem.save import as_text

WORKSHEETS = sorted(Path(__file__).resolve().parents[2].joinpath("worksheets").glob("*.toml"))


def again(problem: sa.Problem) -> sa.Problem:
    return from_mapping(parsed(as_text(problem)))


@pytest.mark.parametrize("path", WORKSHEETS, ids=lambda path: path.stem)
def test_the_same_stages(path: Path) -> None:
    problem = sa.load(path)
    first, second = sa.solve(problem), sa.solve(again(problem))
    assert list(first) == list(second)
    for stage in first:
        assert first[stage].latex == second[stage].latex, stage


@pytest.mark.parametrize(
    "keys",
    [
        {"X": [["\\sqrt{2}", "1/3"], ["\\ln 3", "9.05E-04"]]},
        {"X": [[1, 2], [3, 4]], "layout": "columns", "mask": [[1, 0], [1, 1]]},
        {"X": [[1, 2], [3, 4]], "layout": "columns", "bias": [[0, 1], [2, 3]]},
        {"scores": [[1, 2], [3, 4]], "base": 2, "mask": "causal", "mask_fill": "-1e9"},
        {"Q": [["q", 1]], "K": [["k_{1}", 2]], "scale": "\\beta"},
        {"X": [[1, 2], [3, 4]], "dropout": {"p": "1/10", "keep": [[1, 0], [1, 1]]}},
    ],
)
def test_every_kind_of_entry(keys: dict[str, object]) -> None:
    problem = sa.Problem(**keys)
    first, second = sa.solve(problem), sa.solve(again(problem))
    for stage in first:
        assert first[stage].latex == second[stage].latex, stage


def test_one_line_of_ascii() -> None:
    text = as_text(sa.Problem(X=[[1, 2]], tokens=["笔"], title="a\nb % c"))
    assert text.isascii() and "\n" not in text
