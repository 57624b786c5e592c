"""The second page of a solution: every kind of step written out, and what decimals hide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flint import fmpq

from symattn.derivation.derivation import solve
from symattn.document.cells import printed
from symattn.document.measure import width
from symattn.document.places import choose
from symattn.document.sentences import sentence
from symattn.document.tree import Block, Display, Note, Paragraph, content
from symattn.document.worksheet.sections import Draft
from symattn.document.worksheet.view import View
from symattn.formulas.tree import (
    Chain,
    Formula,
    Fraction,
    Grid,
    Lines,
    Num,
    Relation,
    Root,
    Sci,
    Sym,
    chain,
    sum_of,
)
from symattn.numbers import certify
from symattn.numbers.entries import Entry, Special
from symattn.numbers.tensors import Index, indices
from symattn.words import say

__all__ = ["derivation_sections"]

MOST_ENTRIES = 9
"""Up to this many entries are all written out; of more, one row and the last entry."""
MOST_TERMS = 8
LINE = 150.0
"""Millimetres that a line of the derivation may take before its middle is left out."""


def derivation_sections(view: View, detail: int) -> Iterator[Draft]:
    """The derivation of one leading index.

    ``detail`` 2 shows each kind of step once (every different dot product and
    weight while they are few), 3 every entry.
    """
    for name in ("Q", "K", "V"):
        if view.has(name) and view.step(name).line.op != "copy":
            yield f"derive_{name}", tuple(_projection(view, name, detail))
    if "scores" not in view.steps.problem.inputs:
        yield "derive_scores", tuple(_dot_products(view, detail))
    if view.steps.recipe["scaled"].op != "copy":
        yield "derive_scaled", tuple(_chains(view, "scaled", detail))
    yield "derive_weights", tuple(_weights(view, detail))
    if view.has("output"):
        yield "derive_output", tuple(_output(view, detail))
    if notes := tuple(_hidden(view)):
        yield "derive_hides", notes


def _chosen(view: View, name: str, detail: int, among: list[Index] | None = None) -> list[Index]:
    """The entries to write out: all while they are few, else one full row and the last."""
    shape = view.at(name).shape
    every = among if among is not None else list(indices(shape))
    if detail >= 3 or len(every) <= MOST_ENTRIES:
        return every
    return [i for i in every if i[0] == 0][:MOST_ENTRIES] + [every[-1]]


def _products(view: View, name: str, chosen: list[Index]) -> Iterator[Block]:
    """Sums of products, aligned at "+" and "="."""
    step = view.step(name)
    rows: list[tuple[Formula, tuple[Formula, ...], Chain]] = []
    for index in chosen:
        working = step.working(view.index(name, index))
        rows.append((working.left, working.terms, Chain((working.result,), ("=",))))
    if len(rows[0][1]) > MOST_TERMS or _row_width(rows[0]) > LINE:
        yield Display(Lines(tuple(_cut(left, terms, end) for left, terms, end in rows)))
    else:
        yield Display(Grid(tuple(rows)))


def _row_width(row: tuple[Formula, tuple[Formula, ...], Chain]) -> float:
    left, terms, end = row
    return width(left) + width(sum_of(terms)) + 2 * len(terms) + width(end)


def _cut(left: Formula, terms: tuple[Formula, ...], end: Chain) -> Chain:
    from symattn.formulas.tree import Dots

    shown = terms if len(terms) <= 4 else (*terms[:2], Dots("row"), terms[-1])
    return chain(left, ("=", sum_of(shown)), ("=", end.parts[0]))


def _projection(view: View, name: str, detail: int) -> Iterator[Block]:
    """The last line that multiplies on the way to Q, K or V, entry by entry."""
    line = view.step(name).line
    if line.op == "product":
        yield from _products(view, name, _chosen(view, name, detail))
        return
    rows = [view.step(name).working(view.index(name, i)) for i in _chosen(view, name, detail)]
    yield Display(Lines(tuple(chain(w.left, ("=", w.rule), ("=", w.result)) for w in rows)))


def _dot_products(view: View, detail: int) -> Iterator[Block]:
    queries, keys = view.at("scores").shape
    symmetric = view.source("Q") == view.source("K") and queries == keys
    among = [i for i in indices((queries, keys)) if not symmetric or i[0] <= i[1]]
    yield from _products(view, "scores", _chosen(view, "scores", detail, among))
    if symmetric and queries > 1:
        yield Note(content(say("derive.symmetric")))


def _chains(view: View, name: str, detail: int) -> Iterator[Block]:
    """letter = rule with the numbers in = closed form ≈ decimal, once for each value."""
    lines = []
    for index in _different(view, name, detail):
        step = view.step(name)
        working = step.working(view.index(name, index))
        parts: list[tuple[Relation, Formula]] = [("=", working.terms[0])]
        if working.result != working.terms[0]:
            parts.append(("=", working.result))
        rounded = view.printed(name, index)
        if rounded != parts[-1][1]:
            parts.append(("≈", rounded))
        lines.append(chain(working.left, *parts))
    yield Display(Lines(tuple(lines)))


def _different(view: View, name: str, detail: int) -> list[Index]:
    """The first place of each different value (every place at detail 3)."""
    cells = view.at(name)
    step = view.step(name)
    seen: set[Formula] = set()
    found: list[Index] = []
    for index in indices(cells.shape):
        cell = cells[index]
        shown = step.show(cell)
        if isinstance(cell, Special) or (shown in seen and detail < 3):
            continue
        if isinstance(cell, Entry) and not cell.parts():
            continue
        seen.add(shown)
        found.append(index)
    most = len(found) if detail >= 3 else 12
    return found if len(found) <= most else [*found[: most - 1], found[-1]]


def _weights(view: View, detail: int) -> Iterator[Block]:
    """Each different weight from exponentials to closed form to decimal; the rows' sums."""
    yield from _chains(view, "weights", detail)
    weights = view.at("weights")
    step = view.step("weights")
    defined = [i for i in range(weights.shape[0]) if not isinstance(weights[(i, 0)], Special)]
    if not defined:
        return
    row = weights.row(defined[0])
    shown = [step.show(cell) for cell in row]
    if all(isinstance(f, Fraction) for f in shown):
        under = {f.under for f in shown if isinstance(f, Fraction)}
        if len(under) == 1:
            top = sum_of(f.over for f in shown if isinstance(f, Fraction))
            whole: Formula = Fraction(top, under.pop())
        else:
            whole = sum_of(shown)
    else:
        whole = sum_of(shown)
    total = step.carrier.sums(step.carrier.of_cells(weights), "row")
    exact = all(
        isinstance(c, Special) or step.carrier.same(c, step.carrier.unit()) is True
        for c in step.carrier.cells(total).cells
    )
    if exact and width(whole) < LINE:
        yield Paragraph(content(say("derive.row_sum"), " ", chain(whole, ("=", Num("1")))))
    elif exact:
        yield Paragraph(content(say("derive.rows_sum")))


def _output(view: View, detail: int) -> Iterator[Block]:
    """Outputs in closed form and decimal: one row, or all at detail 3."""
    shape = view.at("output").shape
    step = view.step("output")
    lines = []
    for index in indices(shape):
        if (index[0] > 0 and detail < 3) or (index[1] > 7 and detail < 3):
            continue
        cell = view.at("output")[index]
        if isinstance(cell, Special):
            continue
        closed = step.show(cell)
        parts: list[tuple[Relation, Formula]] = [("=", closed)]
        rounded = view.printed("output", index)
        if rounded != closed:
            parts.append(("≈", rounded))
        lines.append(chain(step.letter(view.index("output", index)), *parts))
    if lines:
        yield Display(Lines(tuple(lines)))


def _hidden(view: View) -> Iterator[Block]:
    """What the decimals hide: sums that miss 1, masks that leave something, the other scale."""
    if "weights" in view.places:
        yield from _rounded_sum(view)
        yield from _left_behind(view)
    yield from _undefined(view)
    yield from _other_scale(view)


def _rounded_sum(view: View) -> Iterator[Block]:
    tensor = view.at("weights")
    for i in range(tensor.shape[0]):
        values = [view.printed("weights", (i, j)) for j in range(tensor.shape[1])]
        if not all(isinstance(f, Num) for f in values) or len(values) > MOST_TERMS:
            continue
        total = sum((_value(f) for f in values), fmpq(0))
        if total != 1:
            text = certify.decimal(total, view.places["weights"])
            yield Paragraph(content(say("derive.rounded_sum"), " ", chain(sum_of(values), ("=", Num(text)))))
            return


def _value(formula: Formula) -> fmpq:
    from symattn.document.cells import fraction

    assert isinstance(formula, Num)
    return fraction(formula.text)


def _left_behind(view: View) -> Iterator[Block]:
    """A finite fill: the weight that a hidden key keeps, beside the 0 of −∞."""
    problem = view.steps.problem
    if problem.visible is None or problem.fill == "-inf":
        return
    step = view.step("weights")
    masked, before = view.at("masked"), view.at("biased" if view.has("biased") else "scaled")
    for index in indices(masked.shape):
        hidden = view.steps.carrier.same(masked[index], before[index]) is not True
        cell = view.at("weights")[index]
        if not hidden or not isinstance(cell, Entry) or cell.sign() in (0, None):
            continue
        row_hidden = all(
            view.steps.carrier.same(masked[(index[0], j)], masked[index]) is True
            for j in range(masked.shape[1])
        )
        if row_hidden:
            uniform = chain(step.letter(view.index("weights", index)), ("=", step.show(cell)))
            yield Paragraph(content(say("derive.uniform_row"), " ", uniform))
            continue
        mantissa, exponent = certify.significant(cell, 3)
        value = chain(
            step.letter(view.index("weights", index)), ("=", step.show(cell)), ("≈", Sci(mantissa, exponent))
        )
        yield Paragraph(content(say("derive.left_behind"), " ", value))
        yield Note(content(say("derive.left_behind_inf")))
        return


def _undefined(view: View) -> Iterator[Block]:
    weights = view.at("weights")
    for i in range(weights.shape[0]):
        if isinstance(weights[(i, 0)], Special):
            yield Paragraph(content(say("derive.undefined_row"), " ", view.name("query", i), ". ",
                                    say("derive.undefined_why")))  # fmt: skip


def _other_scale(view: View) -> Iterator[Block]:
    """The same weights with 1/√d_k where the sheet has none, and without where it has it."""
    problem = view.steps.problem
    if problem.symbolic or problem.d_k is None or view.lead or problem.scale_kind == "given":
        return
    unscaled = problem.scale_kind == "none"
    other = solve(problem.changed(scale="1/sqrt(d_k)" if unscaled else "none"))
    beside = replace(view, steps=other, places=choose(other), fill=frozenset())
    key = "derive.with_scale" if unscaled else "derive.without_scale"
    width = Sym("d", sub=(Sym("k"),))
    yield Paragraph(sentence(key, root=Root(width), value=chain(width, ("=", Num(str(problem.d_k))))))
    yield beside.table("weights", say("sheet.weights"), given=True)
