"""Fragments for other people's documents: nothing over the margin, every letter told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import symattn as sa
from symattn.document import fragment
from symattn.document.boxes import box
from symattn.document.fragment import Wanted, build, displays
from symattn.document.listed import Room
from symattn.document.tree import Paragraph, Text
from symattn.errors import InputError
from symattn.formulas import latex
from tests.worksheets.pages import complaints, tex_log

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "worksheets" / "notebook.toml"
ARTICLE = (
    "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"
)
WIDE = sa.Problem(X=[[(i + j) % 3 for j in range(12)] for i in range(2)], W_V=[[1] * 12] * 12)
TWELVE = sa.load(ROOT / "tests" / "cases" / "situations" / "02-twelve-tokens.toml")
HEADS = sa.load(ROOT / "worksheets" / "heads.toml")


def parts(problem: sa.Problem, stage: str, **more: object) -> tuple[fragment.Part, ...]:
    return build(problem, Wanted((stage,), **more))  # type: ignore[arg-type]


def written(problem: sa.Problem, stage: str, form: str = "exact", **more: object) -> list[str]:
    return [latex.write(one) for one in displays(parts(problem, stage, form=form, **more))]


def sentences(problem: sa.Problem, stage: str, **more: object) -> list[str]:
    return [
        part.text
        for one in parts(problem, stage, **more)
        for block in one.blocks
        if isinstance(block, Paragraph)
        for part in block.parts
        if isinstance(part, Text)
    ]


def test_closed_forms_and_decimals() -> None:
    problem = sa.load(NOTEBOOK)
    (exact,) = written(problem, "weights")
    assert r"\frac{e^{-2}}{2 + e^{-2}}" in exact
    (decimal,) = written(problem, "weights", "decimal")
    assert r"\approx" in decimal
    assert "0.063" in decimal
    (both,) = written(problem, "weights", "both")
    assert exact in both
    (scores,) = written(problem, "scores", "both")
    assert r"\approx" not in scores  # whole numbers have nothing to round


def test_steps_are_a_display_for_each_entry() -> None:
    problem = sa.Problem(Q=[[1, 2], [3, 1]], K=[[1, 0], [1, 1]], scale="none")
    worked = written(problem, "scores", "steps")
    assert len(worked) == 4
    assert worked[0].count("&=") == 4  # a relation has a line of its own where there is room
    assert "笔" not in "".join(written(sa.load(NOTEBOOK), "scores", "steps"))
    named = written(sa.load(NOTEBOOK), "scores", "steps", tokens=True)
    assert r"\text{笔}" in named[0]


def test_lines_are_filled_where_a_page_is_short() -> None:
    worked = written(sa.load(NOTEBOOK), "weights", "steps")
    assert "".join(worked).count("a_{") == 9
    assert r"= \frac{1}{1 + e^{-2} + 1} = \frac{1}{2 + e^{-2}} \approx 0.468" in worked[0]


def test_one_cell_and_one_row() -> None:
    problem = sa.load(NOTEBOOK)
    (cell,) = written(problem, "weights", "steps", cell=(0, 1))
    assert cell.startswith("\\begin{aligned}\na_{1,2} &=")
    (row,) = written(problem, "weights", row=(1,))
    assert row.startswith("a_2 = \\begin{bmatrix}\n\\frac{1}{2 + e^{-1}} &")
    assert row.count(r"\\") == 0
    one_head = written(HEADS, "weights", "decimal", cell=(1, 0, 2))
    assert len(one_head) == 1
    assert "a_{1,3}^{(2)}" in one_head[0]
    assert len(written(HEADS, "weights", "decimal", cell=(0, 2))) == 2


@pytest.mark.parametrize("asked", [{"cell": (0, 3)}, {"cell": (0,)}, {"row": (3,)}])
def test_what_is_not_there_is_refused(asked: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(InputError, match="3 × 3"):
        parts(sa.load(NOTEBOOK), "weights", **asked)


def test_every_reciprocal_is_told() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 1], [0, 1]], W_Q=[[1, 0], [1, 1]])
    shown = written(problem, "dX")
    used = set(re.findall(r"r_\{?(\d)\}?", "".join(shown[:-1])))
    told = set(re.findall(r"r_\{?(\d)\}? &=", shown[-1]))
    assert used
    assert used == told


@pytest.mark.parametrize("stage", ["weights", "output", "dX"])
@pytest.mark.parametrize("form", ["exact", "both", "steps"])
def test_every_sum_with_a_letter_is_told_once(stage: str, form: str) -> None:
    whole = "\n".join(written(TWELVE, stage, form))
    told = re.findall(r"^(u_(?:\d|\{\d+\})) &?=", whole, re.MULTILINE)
    assert set(re.findall(r"u_(?:\d|\{\d+\})", whole)) == set(told)
    assert len(set(told)) == len(told)
    assert told == sorted(told, key=lambda letter: int(re.sub(r"\D", "", letter)))


def test_a_letter_of_the_problem_is_not_taken_again() -> None:
    problem = sa.Problem(
        Q=[["u_1", "x"], ["y", "1"]], K=[["u_2", "1"], ["x + y + 1", "x"]], scale="none"
    )
    shown = "".join(written(problem, "weights", "exact", room=Room(width=8.0)))
    assert re.search(r"c_1 &?= ", shown)


@pytest.mark.parametrize("width", [10.0, 18.6, 32.5])
@pytest.mark.parametrize("form", ["exact", "decimal", "both", "steps"])
@pytest.mark.parametrize(("stage", "whole"), [("weights", True), ("dX", False), ("scores", True)])
def test_nothing_is_wider_than_the_line(width: float, form: str, stage: str, whole: bool) -> None:
    room = Room(width=width, whole=whole)
    shown = displays(parts(TWELVE, stage, form=form, room=room))
    assert max(box(one).width for one in shown) <= width


@pytest.mark.parametrize("form", ["exact", "decimal", "both", "steps"])
def test_a_page_is_enough_and_a_sentence_says_what_is_left_out(form: str) -> None:
    found = sentences(TWELVE, "weights", form=form)
    assert re.search(r"Rows .* of 12 × 12 are shown|first \d+ of 144 entries", found[0])
    assert not parts(TWELVE, "weights", form=form)[0].whole
    shown = list(displays(parts(TWELVE, "weights", form=form)))
    assert sum(box(one).tall for one in shown) <= Room().height


@pytest.mark.parametrize("form", ["exact", "decimal", "both", "steps"])
def test_the_whole_is_all_of_it(form: str) -> None:
    room = Room(whole=True)
    (part,) = parts(TWELVE, "weights", form=form, room=room)
    assert part.whole
    text = "\n".join(written(TWELVE, "weights", form, room=room))
    cells = text.count("a_{") if form != "decimal" else len(re.findall(r"\d\.\d{3}", text))
    assert cells == 144
    assert max(box(one).tall for one in displays([part])) <= room.height


def test_a_slide_is_shared_by_the_stages() -> None:
    slide = Room(27.7, 17.0, paged=False)
    found = build(sa.load(NOTEBOOK), Wanted(("scores", "weights"), room=slide))
    assert sum(box(one).tall for one in displays(found)) <= 17.0


def test_no_more_columns_than_asked_for() -> None:
    for columns in (10, 4):
        (shown,) = written(WIDE, "V", room=replace(Room(), columns=columns))
        assert max(line.count("&") for line in shown.splitlines()) == columns - 1
        assert r"\cdots" in shown


def test_an_unknown_stage_or_layer_is_refused() -> None:
    with pytest.raises(InputError, match=r'no stage "wieghts" here; did you mean weights\?$'):
        parts(WIDE, "wieghts")
    with pytest.raises(InputError, match="there is no layer 2 here, there are 1"):
        parts(WIDE, "scores", layer=2)


def test_layers() -> None:
    problem = sa.load(ROOT / "worksheets" / "layers.toml")
    last = written(problem, "V")
    assert last == written(problem, "V", layer=2) != written(problem, "V", layer=1)
    assert written(problem, "V", layer=0) == written(problem, "V", layer=1) + last
    assert sentences(problem, "V", layer=0) == ["Layer 1:", "Layer 2:"]


@pytest.mark.tex
def test_fragments_compile_in_a_plain_article_under_pdflatex(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    pdflatex = program("pdflatex")
    problem = sa.load(NOTEBOOK)
    gradient = sa.Problem(X=[[1, 2], [3, 1]], W_Q=[[1, 0], [1, 1]])
    shown = [
        *written(problem, "weights", "both"),
        *written(problem, "output", "steps"),
        *written(WIDE, "V"),
        *written(gradient, "dX", "both"),
        *written(TWELVE, "dX", "both"),
    ]
    source = tmp_path / "article.tex"
    source.write_text(ARTICLE % "\n".join(f"\\[\n{one}\n\\]" for one in shown), encoding="utf-8")
    assert complaints(tex_log(pdflatex, source)) == []
