"""What ``[sheet] also`` asks for beyond the steps: decoding, blocks, comparison.

It stands with the derivation and the facts about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symattn.derivation.blocks import OUTPUT, block_size, blockwise, same_rows, spans
from symattn.derivation.bounds import bounds, largest_additive
from symattn.derivation.decoding import decode
from symattn.derivation.derivation import Derivation
from symattn.document.bounds import table
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Column,
    Content,
    Display,
    Note,
    Paragraph,
    Row,
    Table,
    Text,
    content,
)
from symattn.document.worksheet.facts import bounded, fact_sections, value_chain
from symattn.document.worksheet.flow import Draft, flow
from symattn.document.worksheet.view import View
from symattn.formulas.tree import (
    Apply,
    BigSum,
    Chain,
    Exp,
    Formula,
    Fraction,
    Group,
    Lines,
    Neg,
    Num,
    Product,
    Sum,
    Sym,
    chain,
)
from symattn.words import say

__all__ = ["also_sections"]

PLACES = 3
"""Of an entry, where the page prints its stage exactly."""


def also_sections(view: View) -> Iterator[Draft]:
    """The sections of the derivation that the problem asks for, or brings with it."""
    also = view.steps.problem.sheet.get("also", ())
    for key, make in (("decoding", _decoding), ("blocks", _blocks), ("comparison", _comparison)):
        if key in also:
            yield (key,), tuple(make(view))
    yield from fact_sections(view)


def _decoding(view: View) -> Iterator[Block]:
    """One line for each time step: what is in the cache, and the row that comes out."""
    steps = decode(view.steps)
    width = view.at("output").shape[-1]
    rows = []
    for one in steps:
        values = one.derivation.carrier.cells(one.derivation.value(one.name("output")))
        cells = tuple(_decimal(view, values[(*view.lead, 0, j)], "output") for j in range(width))
        rows.append(Row((view.name("query", one.row),), (Num(str(one.keys)), *cells)))
    letter = view.steps.notation.matrix("output")
    heads = [
        (Text(say("further.cache")),),
        *(content(chain(letter, ("", Num(str(j + 1))))) for j in range(width)),
    ]
    yield Paragraph(content(say("further.decoding")))
    columns = tuple(Column(head, "centre") for head in heads)
    corner: Content = (Text(say("sheet.query")),)
    yield Table(columns, tuple(rows), corner, (), view.rounding("output"), say("heading.decoding"))
    truth = [one.same for one in steps]
    verdict = "fail" if False in truth else "open" if None in truth else "hold"
    yield Paragraph(content(say(f"further.rows_{verdict}")))


def _decimal(view: View, cell: Any, stage: str) -> Formula:
    places = view.places.of.get(stage, PLACES)
    return Num(view.steps.carrier.decimal(cell, places, "half-even") or "–")


def _blocks(view: View) -> Iterator[Block]:
    """The last query's row, block by block."""
    size = block_size(view.steps.problem)
    steps = blockwise(view.steps, size)
    row = view.at("weights").shape[0] - 1
    yield Paragraph(sentence("further.blocks", query=view.name("query", row)))
    yield Display(Lines(_rules()))
    groups: list[tuple[Block, ...]] = []
    for b, (first, last) in enumerate(spans(view.steps.problem.m, size), start=1):
        names = [view.name("key", j) for j in range(first, last)]
        head: list[Any] = [say("further.block", number=b), " "]
        for position, name in enumerate(names):
            head += [", ", name] if position else [name]
        lines = Display(Lines(tuple(_block_lines(view, steps, b, row))))
        groups.append((Paragraph(content(*head)), lines))
    yield from flow(groups, view.line)
    yield Display(bounded(_ending(view, steps, row)))
    truth = same_rows(steps, "output", OUTPUT).cells
    verdict = "fail" if False in truth else "open" if None in truth else "hold"
    yield Paragraph(content(say(f"further.blocks_{verdict}")))


_BEFORE, _NOW = (Group(Sym("b−1")),), (Group(Sym("b")),)


def _rules() -> tuple[Chain, ...]:
    """m, z and u (the output times z) of a block from those of the block before."""

    def letter(name: str, block: tuple[Formula, ...]) -> Sym:
        return Sym(name, sup=block)

    largest = letter("m", _NOW)
    kept = Exp(Sum((letter("m", _BEFORE), Neg(largest))))
    power = Exp(Sum((Sym("s", sub=(Sym("j"),)), Neg(largest))))
    value = Sym("v", sub=(Sym("j"),))
    j = Sym("j")
    return (
        chain(largest, ("=", Apply("max", (letter("m", _BEFORE), Sym("s", sub=(j,)))))),
        chain(
            letter("z", _NOW), ("=", Sum((Product((kept, letter("z", _BEFORE))), BigSum(power, j))))
        ),
        chain(
            letter("u", _NOW),
            ("=", Sum((Product((kept, letter("u", _BEFORE))), BigSum(Product((power, value)), j)))),
        ),
    )


def _block_lines(view: View, steps: Derivation, b: int, row: int) -> Iterator[Chain]:
    block = (Group(Num(str(b))),)
    for letter, name in (("m", "maximum"), ("z", "sums"), ("u", "outputs")):
        cells = steps.carrier.cells(steps.value(f"_{name}_of_block_{b}"))
        for j in range(cells.shape[-1]):
            sub = (Num(str(j + 1)),) if letter == "u" else ()
            yield value_chain(view, Sym(letter, sub=sub, sup=block), cells[(*view.lead, row, j)])


def _ending(view: View, steps: Derivation, row: int) -> Formula:
    """o = u/z of the last block, the first entry."""
    size = block_size(view.steps.problem)
    last = (Group(Num(str(len(spans(view.steps.problem.m, size))))),)
    cell = steps.carrier.cells(steps.value(OUTPUT))[(*view.lead, row, 0)]
    letter = view.step("output").letter(view.index("output", (row, 0)))
    over = Fraction(Sym("u", sub=(Num("1"),), sup=last), Sym("z", sup=last))
    return chain(letter, ("=", over), ("≈", _decimal(view, cell, "output")))


def _comparison(view: View) -> Iterator[Block]:
    """Dot products that grow with d_k beside additive scores that do not."""
    top = largest_additive(view.steps.problem)
    width, letter = Sym("d", sub=(Sym("k"),)), Sym("w", sub=(Sym("v"),))
    index = Sym("i")
    sizes = BigSum(Group(Sym("w", sub=(Sym("v"), index)), "||"), index)
    bound = chain(sizes, ("=", view.step("scores").show(top)))
    yield Paragraph(sentence("further.comparison", width=width, letter=letter))
    yield Display(bound)
    yield Paragraph(content(say("further.two_keys")))
    yield table(bounds(top))
    yield Note(content(say("further.one_less")))
