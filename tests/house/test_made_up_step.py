"""A step that the tests alone add, in the places that CONTRIBUTING names, is known everywhere.

One row in the table of stages, its kinds, its line in the recipe and its sentences; no other
file of the project knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq
from mpmath import mp, mpf, tanh

import symattn as sa
from symattn.derivation import forward
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS
from symattn.document import fragment, gradient, places
from symattn.document.worksheet.page import build
from symattn.files import json, latex, render, terminal
from symattn.formulas import latex as formulas
from symattn.formulas import speech
from symattn.formulas.tree import Sym
from symattn.problem import stages
from symattn.texts.documents import verify_document
from symattn.words import speaking
from tests.house import made_up
from tests.house.catalogues import catalogue

X = [[1, 0], [2, 1], [0, 1]]
PROBLEM = {"X": X, "mask": "causal", "bias": [[0, 1, 0], [1, 0, 0], [0, 0, 2]]}


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setitem(stages.STAGES, "capped", made_up.ROW)
    monkeypatch.setitem(KINDS, "capped", made_up.Capped())
    monkeypatch.setitem(KINDS, "capped_back", made_up.CappedBack())
    monkeypatch.setitem(forward.LINES, "capped", made_up.line)
    with speaking(catalogue(tmp_path, made_up.SENTENCES)):
        yield


def test_it_is_solved_in_its_place() -> None:
    steps = sa.solve(sa.Problem(**PROBLEM))
    names = list(steps)
    assert names[names.index("capped") - 1] == "biased"
    assert names[names.index("capped") + 1] == "masked"
    assert steps["capped"].decimal(6)[1][1] == f"{float(2 * tanh(mp.sqrt(2) * 5 / 2 / 2)):.6f}"
    assert steps["masked"].decimal(6)[1][:2] == steps["capped"].decimal(6)[1][:2]
    assert steps.rows_add_to_one()


def test_it_is_differentiated() -> None:
    """∂L/∂X beside central differences of an attention of the test's own."""
    found = sa.gradients(sa.Problem(**PROBLEM))
    assert "dcapped" in list(found)
    with mp.workdps(80):
        h = mpf(10) ** -20
        for i, row in enumerate(X):
            for j in range(len(row)):
                moved = [_loss([[*map(mpf, r)] for r in X], i, j, s * h) for s in (1, -1)]
                wanted = (moved[0] - moved[1]) / (2 * h)
                assert abs(wanted - mpf(found["dX"].decimal(25)[i][j])) < mpf(10) ** -24


def _loss(rows: list[list[Any]], i: int, j: int, by: Any) -> Any:
    """The sum of the output of causal attention with bias and cap."""
    rows[i][j] += by
    total = mpf(0)
    for q, query in enumerate(rows):
        scores = [mp.fdot(query, key) / mp.sqrt(2) for key in rows]
        capped = [2 * tanh((s + b) / 2) for s, b in zip(scores, PROBLEM["bias"][q], strict=True)]
        powers = [mp.exp(s) for s in capped[: q + 1]]
        total += sum(p * sum(rows[k]) for k, p in enumerate(powers)) / sum(powers)
    return total


@pytest.mark.parametrize("sheet", ["solution", "blank", "hints", "map", "blank map"])
@pytest.mark.parametrize("layout", ["rows", "columns"])
def test_every_sheet_shows_it(sheet: str, layout: str) -> None:
    steps = sa.solve(sa.Problem(X=X, layout=layout))
    page = latex.render(build(steps, sheet)).decode()
    assert r"2\tanh\left(" in page
    answer = steps["capped"].decimal(places.choose(steps)["capped"])[0][0]
    assert (answer in page) == (sheet in ("solution", "map"))
    if "map" not in sheet:
        assert "Soft cap" in page
    assert ("take tanh" in page) == (sheet == "hints")
    assert ("Capped scores, entry by entry" in page) == (sheet == "solution")


def test_the_head_of_a_page_names_it_in_the_formula() -> None:
    page = latex.render(build(sa.solve(sa.Problem(**PROBLEM)), "blank")).decode()
    assert r"\tanh" in page[page.index("softmax") : page.index("softmax") + 120]


@pytest.mark.parametrize("sheet", ["solution", "blank", "hints"])
def test_the_page_of_the_gradient_shows_it(sheet: str) -> None:
    page = latex.render(gradient.build(sa.gradients(sa.Problem(**PROBLEM)), sheet)).decode()
    assert r"\frac{\partial L}{\partial S_c}" in page


def test_it_is_written_as_pdf() -> None:
    assert render(build(sa.solve(sa.Problem(**PROBLEM)), "solution"), ".pdf").startswith(b"%PDF")


@pytest.mark.parametrize("form", ["exact", "decimal", "both", "steps"])
@pytest.mark.parametrize("stage", ["capped", "dcapped"])
def test_it_is_exported(stage: str, form: str) -> None:
    parts = fragment.displays(fragment.build(sa.Problem(X=X), fragment.Wanted((stage,), form=form)))
    assert any("S_c" in formulas.write(part) or "s_{c" in formulas.write(part) for part in parts)


def test_it_is_printed_and_listed() -> None:
    steps = sa.solve(sa.Problem(X=X))
    assert "capped" in [one["name"] for one in json.derivation(steps, 3)["stages"]]
    terminal.print_steps(steps, ["capped"], 3, "half-even")


def test_it_is_spoken() -> None:
    rule = speech.write(sa.solve(sa.Problem(X=X))["capped"].rule())
    assert rule == "S sub c equals 2 times the hyperbolic tangent of S tilde over 2"


def test_what_is_printed_of_it_is_verified() -> None:
    problem = sa.Problem(**PROBLEM)
    steps = {**sa.solve(problem), **sa.gradients(problem)}
    printed = {name: steps[name].decimal(4) for name in ("capped", "dcapped", "weights")}
    assert all(one.right for one in sa.verify(problem, printed=printed).claims)
    printed["capped"][0][0] = "7.7777"
    (wrong,) = sa.verify(problem, printed=printed).wrong
    assert (wrong.claim.stage, wrong.claim.index) == ("capped", (0, 0))


def test_our_own_solution_of_it_holds() -> None:
    problem = sa.Problem(X=X, bias=PROBLEM["bias"])
    reports = verify_document(latex.render(build(sa.solve(problem), "solution")), kind=".tex")
    assert "capped" in {one.claim.stage for report in reports for one in report.claims}
    assert all(one.right for report in reports for one in report.claims)


def test_a_step_left_out_is_no_mistake_that_is_tried_on_it() -> None:
    """Mistakes of the catalogue are carried out with the made-up kind in their recipes."""
    problem = sa.Problem(X=X)
    plain = sa.solve(problem.changed(scale="none"))
    printed = {"weights": plain["weights"].decimal(4)}
    (found, *_) = sa.verify(problem, printed=printed).diagnoses
    assert found.mistake == "no_scale"


def test_it_is_recognised_in_a_text() -> None:
    steps = sa.solve(sa.Problem(X=X))
    names = {"X": "X", "scaled": "Scaled scores", "capped": "Capped scores", "weights": "Weights"}
    rows = {name: steps[name].decimal(4) for name in names if name != "X"} | {"X": X}
    text = "Self-attention, scores divided by √d_k, under a soft cap.\n" + "".join(
        f"\n{said}:\n\n" + "".join(f"    {'  '.join(map(str, row))}\n" for row in rows[name])
        for name, said in names.items()
    )
    (report,) = verify_document(text.encode(), kind=".md")
    assert {one.claim.stage for one in report.claims} == {"scaled", "capped", "weights"}
    assert all(one.right for one in report.claims)


def test_its_places_are_chosen_so_that_the_next_stage_follows() -> None:
    found = places.choose(sa.solve(sa.Problem(**PROBLEM)))
    assert "capped" in found
    assert [miss for miss in found.misses if "capped" in (miss.source, miss.stage)] == []
    assert all(miss.off == 1 for miss in found.misses)


TWICE = {
    **{f"{kind}.twice": "Twice" for kind in ("stage", "heading", "sheet")},
    "hint.twice": "Take it twice.",
}


def _twice(monkeypatch: pytest.MonkeyPatch, stage: str, **more: Any) -> None:
    """The stage ``twice`` after ``stage``, of the same family and axes, in a row and a line."""
    row = replace(stages.STAGES[stage], name="twice", letter=Sym("D"), entry=None, after=stage)
    monkeypatch.setitem(stages.STAGES, "twice", replace(row, when=lambda asked: True, **more))
    how = {"by": fmpq(2)}
    monkeypatch.setitem(
        forward.LINES, "twice", lambda problem, last: [Line("twice", "times", (last,), how)]
    )


@pytest.mark.parametrize(
    ("stage", "more"), [("weights", {}), ("concat", {"width": lambda asked: 2, "shares": ()})]
)
def test_a_step_of_the_weights_or_of_joined_heads_needs_no_other_place_either(
    stage: str, more: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Taken twice, weights or output double what comes after them, and the gradients."""
    problem = sa.Problem(X=X)
    before = sa.gradients(problem)["dX"]
    _twice(monkeypatch, stage, **more)
    folder = tmp_path / "twice"
    folder.mkdir()
    with speaking(catalogue(folder, {**made_up.SENTENCES, **TWICE})):
        steps, back = sa.solve(problem), sa.gradients(problem)
        of = "weights" if stage == "weights" else "output"
        assert _double(steps["twice"], steps[of])
        assert "dtwice" in list(back) and _double(back["dX"], before)
        for sheet in ("solution", "blank", "hints"):
            assert "Twice" in latex.render(build(steps, sheet)).decode()
        printed = {"twice": steps["twice"].decimal(4)}
        assert all(one.right for one in sa.verify(problem, printed=printed).claims)
        printed["twice"][0][0] = "7.7777"
        assert len(sa.verify(problem, printed=printed).wrong) == 1


def _double(step: Any, other: Any) -> bool:
    """Whether every entry is twice the other one."""
    pairs = zip(step.cells.cells, other.cells.cells, strict=True)
    return all((one - two * 2).sign() == 0 for one, two in pairs)


FAMILIES = ["positional", "V", "projected_keys", "hidden", "scores", "terms", "output"]


@pytest.mark.parametrize("stage", FAMILIES)
def test_a_step_whose_line_is_nowhere_is_not_left_out_without_a_word(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _twice(monkeypatch, stage)
    with pytest.raises(ValueError, match=r"no line of derivation/forward\.py makes .* twice"):
        sa.solve(sa.Problem(X=X))
