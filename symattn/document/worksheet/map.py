"""The one-page map: the whole computation in one line of the page for each token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from symattn.derivation.derivation import Derivation
from symattn.document.measure import map_size
from symattn.document.places import Places
from symattn.document.tree import (
    Beside,
    Block,
    Map,
    MapStage,
    Matter,
    PageBreak,
    Paper,
    Paragraph,
    Sheet,
    content,
)
from symattn.document.worksheet.rules import projection_rule
from symattn.document.worksheet.view import View, kept
from symattn.formulas.tree import Formula, Transpose
from symattn.numbers.tensors import indices
from symattn.problem.save import as_text
from symattn.problem.stages import STAGES, order
from symattn.words import say, template

__all__ = ["map_sheet"]

WIDE, TALL = 234.0, 150.0
"""Millimetres that maps may take on either paper."""
SMALLEST, LARGEST = 0.7, 1.5
"""How much smaller or larger than its natural size a map may be."""
WORTH = 1.2
"""One more line of a map must make it this much larger."""
LONGEST = 13.0
"""A longer formula is named by its letter: the solution has the formula."""


def map_sheet(derivation: Derivation, places: Places, paper: Paper) -> Sheet:
    """X | S | m | e^(s−m) | z | A | O on one landscape page; one map for each head.

    A map too wide for its line is broken into two or more, each with a line for
    each token, and made as large as the page allows.
    """
    from symattn.document.worksheet.page import footer

    shape = derivation.carrier.cells(derivation.value("weights")).shape
    leads = list(indices(shape[:-2]))
    shown = leads if len(leads) <= 4 else [leads[0], leads[-1]]
    views = [View(derivation, places, lead, longest=LONGEST) for lead in shown]
    blocks: list[Block] = list(_laid_out(views, TALL / len(views)))
    if _scale(blocks) < SMALLEST * 100 and len(views) > 1:
        blocks = []
        for view in views:
            blocks += [*_laid_out([view], TALL), PageBreak()]
        blocks.pop()
    return Sheet(
        title=derivation.problem.title or say("sheet.untitled"),
        blocks=tuple(blocks),
        paper=paper,
        orientation="landscape",
        footer=footer(derivation),
        page_of=template("sheet.page_of"),
        problem=as_text(derivation.problem),
    )


def _scale(blocks: list[Block]) -> int:
    """The smallest scale among the maps."""
    maps = [block for block in blocks if isinstance(block, Map)]
    beside = [block for block in blocks if isinstance(block, Beside)]
    maps += [
        node
        for block in beside
        for group in block.groups
        for node in group
        if isinstance(node, Map)
    ]
    return min(node.scale for node in maps)


def _laid_out(views: list[View], tall: float) -> Iterator[Block]:
    for view in views:
        rules = [projection_rule(view, name) for name in ("Q", "K", "V") if view.is_new(name)]
        if rules:
            parts = [part for rule in rules for part in (rule, "   ")]
            yield Paragraph(content(*parts[:-1]))
        maps, scale = _broken(_map(view), tall)
        maps = [replace(node, scale=round(100 * scale)) for node in maps]
        if view.columns and len(maps) > 1:
            yield Beside(tuple((node,) for node in maps), (0,) * len(maps))
        else:
            yield from maps


def _broken(whole: Map, tall: float) -> tuple[list[Map], float]:
    """The map in as few lines as make it large, and how large it may be."""
    best: tuple[list[Map], float] = ([whole], _largest([whole], tall))
    for lines in range(2, min(4, len(whole.stages)) + 1):
        cuts = combinations(range(1, len(whole.stages)), lines - 1)
        parts, scale = max(
            ((maps, _largest(maps, tall)) for maps in (_cut(whole, cut) for cut in cuts)),
            key=lambda found: found[1],
        )
        if min(scale, LARGEST) > WORTH * best[1]:
            best = (parts, scale)
    return best[0], min(max(best[1], 0.3), LARGEST)


def _cut(whole: Map, cuts: tuple[int, ...]) -> list[Map]:
    ends = (0, *cuts, len(whole.stages))
    return [replace(whole, stages=whole.stages[a:b]) for a, b in pairwise(ends)]


def _largest(maps: list[Map], tall: float) -> float:
    """How large maps may be that stand under each other (turned: beside each other)."""
    sizes = [map_size(node) for node in maps]
    wide, high = [size[0] for size in sizes], [size[1] for size in sizes]
    if maps[0].turned:
        return min((WIDE - 6 * len(maps)) / sum(wide), tall / max(high), LARGEST)
    return min(WIDE / max(wide), (tall - 5 * len(maps)) / sum(high), LARGEST)


def _map(view: View) -> Map:
    down = kept(view.at("weights").shape[0])
    stages: list[MapStage] = []
    if view.has("Q"):
        stages.append(MapStage(_matter(view, "Q")))
    rule = view.body("scores") if view.is_new("scores") else None
    stages.append(MapStage(_matter(view, "scores"), rule, _keys(view)))
    for name in order():
        if STAGES[name].mapped and view.is_new(name):
            stages.append(MapStage(_matter(view, name), view.body(name)))
    if view.has("output"):
        stages.append(MapStage(_matter(view, "output"), view.body("output"), _matter(view, "V")))
    return Map(view.names("query", down), tuple(stages), turned=view.columns)


def _matter(view: View, name: str) -> Matter:
    """A stage with its places to write into; what the sheet gives, as it is."""
    given = (name in ("Q", "V", "K") and not view.is_new(name)) or (
        name == "scores" and not view.is_new(name)
    )
    return Matter(view.letter(name), view.rows(name, given=given))


def _keys(view: View) -> Matter | None:
    if not view.has("K") or view.steps.recipe["scores"].op != "product":
        return None
    keys = _matter(view, "K")
    if view.columns:
        return keys
    letter: Formula = Transpose(keys.letter)
    return Matter(letter, tuple(zip(*keys.rows, strict=True)))
