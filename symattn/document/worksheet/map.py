"""The one-page map: the whole computation in one line of the page for each token."""

from __future__ import annotations

from symattn.derivation.derivation import Derivation
from symattn.derivation.steps import KINDS
from symattn.document.places import Places
from symattn.document.tree import Map, MapStage, Matter, Paper, Sheet
from symattn.document.worksheet.view import View, kept
from symattn.formulas.tree import Formula, Transpose
from symattn.numbers.tensors import indices
from symattn.words import say

__all__ = ["map_sheet"]


def map_sheet(derivation: Derivation, places: Places, paper: Paper) -> Sheet:
    """X | S | m | e^(s−m) | z | A | O on one landscape page; one map for each head."""
    from symattn.document.worksheet.page import footer

    shape = derivation.carrier.cells(derivation.value("weights")).shape
    leads = list(indices(shape[:-2]))
    shown = leads if len(leads) <= 4 else [leads[0], leads[-1]]
    blocks = tuple(_map(View(derivation, places, lead)) for lead in shown)
    return Sheet(
        title=derivation.problem.title or say("sheet.untitled"), blocks=blocks, paper=paper,
        orientation="landscape", footer=footer(derivation), page_of=say("sheet.page_of"),
    )  # fmt: skip


def _map(view: View) -> Map:
    queries = view.at("weights").shape[0]
    down = kept(queries)
    stages: list[MapStage] = []
    if view.has("Q"):
        stages.append(MapStage(_given(view, "Q")))
    stages.append(MapStage(_matter(view, "scores"), _rule(view, "scores"), _above(view)))
    names = ["scaled", "biased", "masked", "_row_max", "exponentials", "row_sums", "weights"]
    for name in names:
        if view.has(name) and view.step(name).line.op != "copy":
            stages.append(MapStage(_matter(view, name), _rule(view, name)))
    if view.has("output"):
        stages.append(MapStage(_matter(view, "output"), _rule(view, "output"), _given(view, "V")))
    return Map(view.names("query", down), tuple(stages), turned=view.columns)


def _matter(view: View, name: str) -> Matter:
    return Matter(view.steps.notation.matrix(name), view.rows(name))


def _given(view: View, name: str) -> Matter:
    return Matter(view.letter(name), view.rows(name, given=True))


def _above(view: View) -> Matter | None:
    if not view.has("K"):
        return None
    rows = view.rows(view.steps.recipe["scores"].of[1], given=True)
    if view.columns:
        return Matter(view.letter("K"), rows)
    return Matter(Transpose(view.letter("K")), tuple(zip(*rows, strict=True)))


def _rule(view: View, name: str) -> Formula:
    step = view.step(name)
    return KINDS[step.line.op].rule(step.line, view.steps.notation)
