"""A mask kind, a mistake, a writer and a language that the tests alone add, as CONTRIBUTING says.

Each is one row (and what the row names); nothing else of the project knows of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flint import fmpq

import symattn as sa
from symattn.cli import main
from symattn.derivation.recipe import Recipe
from symattn.document.tree import Sheet, Text
from symattn.document.walk import nodes
from symattn.document.worksheet.page import build
from symattn.files import ENDINGS, json, latex
from symattn.formulas import plain
from symattn.formulas.tree import Answer
from symattn.mistakes import CATALOGUE, Change, Mistake
from symattn.mistakes.change import redone
from symattn.numbers.tensors import Tensor
from symattn.problem import masks
from symattn.problem.save import as_text
from symattn.words import say, speaking
from tests.house.catalogues import catalogue, translated

X = [[1, 2], [3, 1], [0, 1]]


# A mask kind ---------------------------------------------------------------------------------


def _banded(n: int, m: int) -> Tensor[bool]:
    """Each query sees its own key and the two beside it."""
    return Tensor.build((n, m), lambda i: abs(i[0] - i[1]) <= 1)


@pytest.fixture
def banded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(masks.KINDS, "banded", _banded)


@pytest.mark.usefixtures("banded")
def test_a_mask_kind_is_solved_saved_and_shown() -> None:
    problem = sa.Problem(X=X, mask="banded")
    weights = sa.solve(problem)["weights"].decimal(3)
    assert (weights[0][2], weights[2][0]) == ("0.000", "0.000")
    assert weights[0][1] != "0.000"
    assert '"mask": "banded"' in as_text(problem)
    for sheet in ("solution", "blank", "hints", "map"):
        page = latex.render(build(sa.solve(problem), sheet)).decode()
        assert "infty" in page, "the fill is given on every sheet"
        assert "mask" in page.lower()


@pytest.mark.usefixtures("banded")
def test_a_mask_kind_is_looked_for_where_weights_are_wrong() -> None:
    printed = {"weights": sa.solve(sa.Problem(X=X, mask="banded"))["weights"].decimal(4)}
    assert all(one.right for one in sa.verify(sa.Problem(X=X, mask="banded"), printed).claims)
    (found,) = sa.verify(sa.Problem(X=X), printed).diagnoses
    assert (found.mistake, found.values) == ("other_mask", {"by": "banded"})


def test_a_mask_kind_without_its_row_is_refused() -> None:
    with pytest.raises(sa.InputError, match="banded"):
        sa.Problem(X=X, mask="banded")


# A mistake -----------------------------------------------------------------------------------


def _values_doubled(problem: sa.Problem, recipe: Recipe) -> Iterator[Change]:
    """The values taken twice."""
    if "output" in recipe:
        yield Change(redone(recipe, "output", "times", by=fmpq(2)), values={"by": 2})


def test_a_mistake_is_found_and_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = Mistake("values_doubled", "recipe", _values_doubled, {"X": X})
    output = sa.solve(sa.Problem(X=X))["output"].decimal(4)
    printed = {"output": [[f"{2 * float(cell):.3f}" for cell in row] for row in output]}
    before = sa.verify(sa.Problem(X=X), printed).diagnoses
    assert all(found.mistake != "values_doubled" for found in before)
    monkeypatch.setitem(CATALOGUE, "values_doubled", made)
    with speaking(catalogue(tmp_path, {"mistake.values_doubled": "the values count {by} times"})):
        report = sa.verify(sa.Problem(X=X), printed)
        (found,) = report.diagnoses
        assert (found.mistake, found.says) == ("values_doubled", "the values count 2 times")
        assert "values_doubled" in json.dumps(report.to_json())


# A writer ------------------------------------------------------------------------------------


def _lines(sheet: Sheet) -> bytes:
    """The title of a sheet and its answers, one to a line."""
    answers = (node for node in nodes(sheet) if isinstance(node, Answer))
    return "\n".join((sheet.title, *(plain.write(one.body) for one in answers))).encode()


def test_a_writer_is_found_by_its_ending(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    problem = tmp_path / "problem.toml"
    problem.write_text('title = "Two"\ninputs.X = [[1, 2], [3, 1]]\n', encoding="utf-8")
    page = tmp_path / "page.lines"
    assert main(["worksheet", str(problem), "-o", str(page)]) == 2
    writer = ModuleType("symattn.files.made_up")
    writer.render = _lines  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "symattn.files.made_up", writer)
    monkeypatch.setitem(ENDINGS, ".lines", "made_up")
    assert main(["worksheet", str(problem), "-o", str(page), "--sheet", "all"]) == 0
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.lines")}
    assert sorted(made) == [f"page-{name}.lines" for name in ("blank", "hints", "map", "solution")]
    assert made["page-blank.lines"] == "Two"
    assert "10" in made["page-solution.lines"].splitlines()


# A language ----------------------------------------------------------------------------------


WORD = re.compile(r"(\{[^{}]*\})|[^\W\d_]+")
"""A word of a message, or a {placeholder}."""


def _dotted(text: str) -> str:
    """A message with dots for the letters of its words."""
    return WORD.sub(lambda found: found[1] or "·" * len(found[0]), text)


def test_a_language_speaks_on_every_sheet(tmp_path: Path) -> None:
    """No text of a page but a user's own is said in another language than the one spoken."""
    steps = sa.solve(sa.Problem(X=X, W_V=[[1], [2]], mask="causal", bias=[[0, 1, 2]] * 3))
    with speaking(translated(tmp_path, _dotted)):
        assert say("sheet.query") == "·····"
        for name in ("solution", "blank", "hints", "map"):
            texts = [node.text for node in nodes(build(steps, name)) if isinstance(node, Text)]
            assert texts
            assert [text for text in texts if re.search(r"[A-Za-z]{2}", text)] == []
    assert say("sheet.query") == "query"
