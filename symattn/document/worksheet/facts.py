"""Facts that a page proves of its own problem: the kernel view, what a fill leaves, dropout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symattn.derivation.alibi import TwoWays, two_ways
from symattn.derivation.hiding import cancelled_rows, leaks
from symattn.derivation.kernel import Kernel, kernels
from symattn.document.measure import width
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Column,
    Display,
    Note,
    Paragraph,
    Row,
    Table,
    Text,
    content,
)
from symattn.document.worksheet.flow import Draft, flow
from symattn.document.worksheet.view import View, kept
from symattn.formulas.rebuild import parts_of
from symattn.formulas.tree import (
    Apply,
    Chain,
    Exp,
    Formula,
    Fraction,
    Group,
    Lines,
    Matrix,
    Neg,
    Num,
    Power,
    Product,
    Relation,
    Sci,
    Sum,
    Sym,
    Transpose,
    chain,
)
from symattn.numbers import certify, show
from symattn.numbers.entries import Entry, Special
from symattn.words import say

__all__ = ["bounded", "fact_sections", "is_tower", "value_chain"]


LINE = 150.0
PLACES = 3


def fact_sections(view: View) -> Iterator[Draft]:
    """The kernel view where it is asked for; the others where the problem brings them."""
    if "kernel" in view.steps.problem.sheet.get("also", ()):
        (kernel,) = (one for one in kernels(view.steps) if one.lead == view.lead)
        yield ("kernel",), tuple(_kernel(view, kernel))
    if blocks := (*_leaks(view), *_cancelled(view)):
        yield ("hiding",), blocks
    for both in two_ways(view.steps):
        if both.lead == view.lead:
            yield ("two_ways",), tuple(_two_ways(view, both))
    if view.has("output_variance"):
        yield ("chance",), tuple(_chance(view))


def value_chain(view: View, left: Formula, cell: Any) -> Chain:
    """left = closed form ≈ decimal, the closed form left out where it is too wide."""
    closed = view.steps.carrier.formula(cell, view.steps.problem.decimals)
    if isinstance(cell, Special):
        return chain(left, ("=", closed))
    parts: list[tuple[Relation, Formula]] = []
    if width(closed) < LINE and not is_tower(closed):
        parts.append(("=", closed))
    if not (isinstance(closed, Num) and "." not in closed.text):
        text = view.steps.carrier.decimal(cell, PLACES, "half-even")
        if text is not None and Num(text) != closed and not isinstance(closed, Num):
            parts.append(("≈", _rounded(cell, text)))
    return chain(left, *parts)


def _rounded(cell: Any, text: str) -> Formula:
    if text.strip("-0.") or not isinstance(cell, Entry):
        return Num(text)
    mantissa, exponent = certify.significant(cell, PLACES)
    return Sci(mantissa, exponent)


def bounded(formula: Chain | Formula) -> Formula:
    """A chain without those of its middle parts that are too wide for the page."""
    if not isinstance(formula, Chain) or width(formula) < LINE:
        return formula
    kept = [k for k, part in enumerate(formula.parts) if k == 0 or width(part) < LINE / 2]
    if len(kept) < 2:
        return formula
    return Chain(tuple(formula.parts[k] for k in kept), tuple(formula.relations[k] for k in kept))


def is_tower(formula: Formula) -> bool:
    """Whether an exponent holds exponentials or functions itself: nobody reads such a tower."""
    powers = [part.exponent for part in parts_of(formula) if isinstance(part, Exp)]
    return any(isinstance(part, Exp | Apply) for power in powers for part in parts_of(power))


# The kernel ----------------------------------------------------------------------------------


def _kernel(view: View, kernel: Kernel) -> Iterator[Block]:
    yield Paragraph(content(say("kernel.estimate")))
    yield Display(_factorisation(view, kernel))
    yield _gaussian(view, kernel)
    yield Note(content(say("kernel.key_factors")))
    yield Paragraph(
        sentence("list.full_stop", sentence=say(f"kernel.weights_{_truth(kernel.weights_hold)}"))
    )
    matrix = kernel.matrix.map(lambda cell: show.formula(cell))
    whole = Matrix(tuple(matrix.row(i) for i in range(matrix.shape[0])))
    yield Paragraph(content(say("kernel.of_keys")))
    yield Display(chain(Sym("G"), ("=", whole)))
    yield from _definite(kernel)


def _gaussian(view: View, kernel: Kernel) -> Table:
    """The Gaussian kernel of queries and keys, and below it the factors of the keys' norms."""
    cells = kernel.gaussian.map(lambda cell: show.formula(cell))
    queries, keys = cells.shape
    labels = view.names("query", list(range(queries)))
    rows = [Row(label, cells.row(i)) for i, label in enumerate(labels)]
    factors = tuple(show.formula(cell) for cell in kernel.norms(kernel.keys))
    rows.append(Row(content(_half_norm(view, kernel, Sym("k"))), factors))
    columns = tuple(Column(name, "centre") for name in view.names("key", list(range(keys))))
    corner = (Text(say("sheet.query")),)
    return Table(columns, tuple(rows), corner, (), (), say("kernel.gaussian"))


def _factorisation(view: View, kernel: Kernel) -> Formula:
    """e^(s q·k) = e^(s‖q‖²/2) e^(−s‖q − k‖²/2) e^(s‖k‖²/2), with the problem's s."""
    q, k = Sym("q"), Sym("k")
    factor = () if kernel.scale.rational() == 1 else (show.formula(kernel.scale),)
    dot = Product((*factor, q, Transpose(k)))
    apart = _half_norm(view, kernel, Sum((q, Neg(k))), minus=True)
    lengths = [_half_norm(view, kernel, x) for x in (q, k)]
    product = Product((lengths[0], apart, lengths[1]), by="·")
    return chain(view.steps.notation.power(dot), ("=", product))


def _half_norm(view: View, kernel: Kernel, body: Formula, minus: bool = False) -> Formula:
    """e^(±s‖x‖²/2)."""
    square: Formula = Power(Group(body, "‖‖"), Num("2"))
    if kernel.scale.rational() != 1:
        square = Product((show.formula(kernel.scale), square))
    half = Fraction(square, Num("2"))
    return view.steps.notation.power(Neg(half) if minus else half)


_AGAINST_ZERO: Mapping[int, Relation] = {1: ">", -1: "<", 0: "="}


def _definite(kernel: Kernel) -> Iterator[Block]:
    lines = []
    for order, (minor, sign) in enumerate(zip(kernel.minors, kernel.signs, strict=True), start=1):
        left = Sym("D", sub=(Num(str(order)),))
        closed = show.formula(minor)
        parts: list[tuple[Relation, Formula]] = [("=", closed)] if width(closed) < LINE else []
        if sign is not None and Num("0") != closed:
            parts.append((_AGAINST_ZERO[sign], Num("0")))
        lines.append(chain(left, *parts))
    yield Paragraph(content(say("kernel.minors")))
    yield Display(Lines(tuple(lines)))
    verdict = kernel.verdict.replace(" ", "_")
    yield Paragraph(
        content(
            say(
                "kernel.verdict_and_why",
                verdict=say(f"kernel.{verdict}"),
                why=say(f"kernel.why_{verdict}"),
            )
        )
    )


def _truth(value: bool | None) -> str:
    return "open" if value is None else "hold" if value else "fail"


# What hides and what does not ----------------------------------------------------------------


def _leaks(view: View) -> Iterator[Block]:
    """What the hidden keys of a row keep under a finite fill, and what the others lose."""
    for one in leaks(view.steps):
        if one.row[:-1] != view.lead:
            continue
        row = one.row[-1]
        hidden = [view.step("weights").letter((*one.row, j)) for j in one.hidden]
        total = Sum(tuple(hidden)) if len(hidden) > 1 else hidden[0]
        mantissa, exponent = certify.significant(one.share, 3)
        share = Sym("epsilon")
        closed = show.formula(one.share)
        parts: list[tuple[Relation, Formula]] = [("=", total)]
        if width(closed) < LINE / 2:
            parts.append(("=", closed))
        yield Paragraph(sentence("hiding.share", query=view.name("query", row)))
        yield Display(chain(share, *parts, ("≈", Sci(mantissa, exponent))))
        rest = Sum((Num("1"), Neg(share)))
        yield Paragraph(sentence(f"hiding.scaled_{_truth(one.holds)}", rest=rest))
        return


def _cancelled(view: View) -> Iterator[Block]:
    """Rows to all of whose scores the same number is added: nothing changes."""
    for row, number, holds in cancelled_rows(view.steps):
        if row[:-1] == view.lead:
            shown = show.formula(Entry.of(number))
            yield Paragraph(
                sentence(
                    f"hiding.cancels_{_truth(holds)}",
                    number=shown,
                    query=view.name("query", row[-1]),
                )
            )


def _two_ways(view: View, both: TwoWays) -> Iterator[Block]:
    """A bias by distance beside the same by position, and what one row has more."""
    yield Paragraph(content(say("alibi.two_ways")))
    groups: list[tuple[Block, ...]] = []
    for i in (i for i in kept(len(both.apart)) if i is not None):
        head = Paragraph(sentence("alibi.row", query=view.name("query", i)))
        groups.append((head, Display(Lines(tuple(_moved(both, i))))))
    yield from flow(groups, view.line)
    yield Paragraph(content(say(f"alibi.same_{_truth(both.holds)}")))


def _moved(both: TwoWays, i: int) -> Iterator[Chain]:
    """By distance + the number of the row = by position, for each key of it that is seen."""
    for distance, position in zip(both.by_distance.row(i), both.by_position.row(i), strict=True):
        if distance is not None and position is not None:
            parts = [show.formula(Entry.of(one)) for one in (distance, both.apart[i], position)]
            yield chain(Sum((parts[0], parts[1])), ("=", parts[2]))


def _chance(view: View) -> Iterator[Block]:
    """The expectation and the variance of every entry of the output under dropout."""
    dropout = view.steps.problem.dropout
    assert dropout is not None
    p = show.formula(Entry.of(dropout.p))
    yield Paragraph(sentence("chance.expectation", p=p))
    yield Paragraph(content(view.step("output_variance").rule()))
    lines = []
    cells = view.at("output_variance")
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            letter = view.step("output").letter(view.index("output", (i, j)))
            name = Product((Sym("Var", upright=True), letter))
            lines.append(value_chain(view, name, cells[(i, j)]))
    yield Display(Lines(tuple(lines[:12])))
    yield Paragraph(content(say("chance.rows")))
