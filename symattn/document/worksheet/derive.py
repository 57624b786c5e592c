"""The second page of a solution: every kind of step written out, and what decimals hide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from flint import fmpq

from symattn.derivation.derivation import solve
from symattn.document.measure import width
from symattn.document.places import choose
from symattn.document.sentences import sentence
from symattn.document.tree import Block, Display, KeepTogether, Note, Paragraph, content
from symattn.document.worksheet.facts import is_tower
from symattn.document.worksheet.flow import Draft, flow
from symattn.document.worksheet.view import View
from symattn.formulas.tree import (
    Chain,
    Dots,
    Formula,
    Fraction,
    Grid,
    Lines,
    Num,
    Relation,
    Root,
    Sci,
    Sum,
    Sym,
    chain,
    sum_of,
)
from symattn.numbers import certify
from symattn.numbers.entries import Entry, Special
from symattn.numbers.tensors import Index, indices
from symattn.problem.stages import STAGES, names
from symattn.words import say

__all__ = ["derivation_sections"]

T = TypeVar("T")
_SumRow = tuple[Formula, tuple[Formula, ...], Chain]

MOST_ENTRIES = 9
"""Up to this many entries are all written out; of more, one row and the last entry."""
MOST_TERMS = 8
MOST_IN_A_COLUMN = 3
"""More lines than this stand in two columns where both fit."""
LINE = 150.0
"""Millimetres that a line of the derivation may take before its middle is left out."""


def derivation_sections(view: View, detail: int) -> Iterator[Draft]:
    """The derivation of one leading index.

    ``detail`` 2 shows each kind of step once (every different dot product and
    weight while they are few), 3 every entry.
    """
    projected = [
        name for name in names("projections") if view.is_new(name) and _multiplies(view, name)
    ]
    if projected:
        groups = (tuple(_projection(view, name, detail)) for name in projected)
        yield ("derive_projections",), tuple(flow(groups))
    if "scores" not in view.steps.problem.inputs:
        yield ("derive_scores",), tuple(_dot_products(view, detail))
    for name in names("logits"):
        worked = STAGES[name].derived and view.is_new(name)
        if worked and (chains := tuple(_chains(view, name, detail))):
            yield (f"derive_{name}",), chains
    if weights := tuple(_weights(view, detail)):
        yield (_heading(view, "weights"),), weights
    if view.has("output") and (output := tuple(_output(view, detail))):
        yield (_heading(view, "output"),), output
    if notes := tuple(_hidden(view)):
        yield ("derive_hides",), notes


def _heading(view: View, name: str) -> str:
    """Closed forms are promised where one is shown: towers are left out."""
    step, cells = view.step(name), view.at(name).cells
    towers = all(isinstance(cell, Special) or is_tower(step.show(cell)) for cell in cells)
    return f"derive_{name}_rounded" if towers else f"derive_{name}"


def _multiplies(view: View, name: str) -> bool:
    """Whether a product leads to Q, K or V, rather than columns that are shared out."""
    line = view.step(name).line
    while line.op in ("split", "plus") and view.has(line.of[0]):
        line = view.step(line.of[0]).line
    return line.op == "product"


def _chosen(view: View, name: str, detail: int, among: list[Index] | None = None) -> list[Index]:
    """The entries to write out: all while they are few, else one full row and the last."""
    every = among if among is not None else list(indices(view.at(name).shape))
    if detail >= 3 or len(every) <= MOST_ENTRIES:
        return every
    return [*[i for i in every if i[0] == 0][:MOST_ENTRIES], every[-1]]


def _products(view: View, name: str, chosen: list[Index], halved: bool = True) -> Iterator[Block]:
    """Sums of products, aligned at "+" and "="."""
    step = view.step(name)
    rows: list[_SumRow] = []
    for index in chosen:
        working = step.working(view.index(name, index))
        rows.append((working.left, working.terms, Chain((working.result,), ("=",))))
    yield from _laid(rows, halved=halved)


def _laid(rows: list[_SumRow], halved: bool = True) -> Iterator[Block]:
    if len(rows[0][1]) > MOST_TERMS or _row_width(rows[0]) > LINE:
        yield from _parted([_cut(left, terms, end) for left, terms, end in rows])
    else:
        parts = _halved(tuple(rows)) if halved else [tuple(rows)]
        yield from _halves([Display(Grid(part)) for part in parts])


def _parted(lines: list[Chain]) -> Iterator[Block]:
    """Chains one under the other; many short ones in two columns."""
    if lines:
        yield from _halves([Display(Lines(part)) for part in _halved(tuple(lines))])


def _halved(rows: tuple[T, ...]) -> list[tuple[T, ...]]:
    if len(rows) <= MOST_IN_A_COLUMN:
        return [rows]
    middle = (len(rows) + 1) // 2
    return [rows[:middle], rows[middle:]]


def _halves(displays: list[Display]) -> Iterator[Block]:
    yield from flow((display,) for display in displays)


def _row_width(row: _SumRow) -> float:
    left, terms, end = row
    return width(left) + width(sum_of(terms)) + 2 * len(terms) + width(end)


def _cut(left: Formula, terms: tuple[Formula, ...], end: Chain) -> Chain:
    shown = terms if len(terms) <= 4 else (*terms[:2], Dots("row"), terms[-1])
    return chain(left, ("=", sum_of(shown)), ("=", end.parts[0]))


def _projection(view: View, name: str, detail: int) -> Iterator[Block]:
    """Q, K or V entry by entry: the products that are added, and a bias."""
    rows = [_projected(view, name, index) for index in _chosen(view, name, detail)]
    yield from _laid(rows, halved=False)


def _projected(view: View, name: str, index: Index) -> _SumRow:
    """One entry of Q, K or V, back through its head and its bias to the product."""
    step, at = view.step(name), view.index(name, index)
    left, end = step.letter(at), Chain((step.show(step.at(at)),), ("=",))
    wide = view.at(name).shape[-1]
    terms: tuple[Formula, ...] = ()
    while True:
        working = step.working(at)
        if step.line.op == "split":
            at = (*at[:-3], at[-2], at[-3] * wide + at[-1])
        elif step.line.op == "plus":
            terms = working.terms[1:]
        else:
            return left, (*working.terms, *terms), end
        step = view.steps.step(step.line.of[0])


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
        parts: list[tuple[Relation, Formula]] = []
        if not _same(working.terms[0], working.result):
            parts.append(("=", working.terms[0]))
        if not parts or working.result != working.terms[0]:
            parts.append(("=", working.result))
        parts = _shortened(working.left, parts)
        if any(is_tower(part) for _, part in parts):
            parts = [("=", working.rule)]
        rounded = _told(view, name, index)
        if rounded != parts[-1][1] and not view.steps.problem.symbolic:
            parts.append((view.relation(name, index), rounded))
        lines.append(chain(working.left, *parts))
    yield from _parted(lines)


def _told(view: View, name: str, index: Index) -> Formula:
    """The printed number; where its digits are all 0 and it is not, in powers of ten."""
    shown, cell = view.printed(name, index), view.at(name)[index]
    zeros = isinstance(shown, Num) and not set(shown.text) - set("0.")
    if zeros and isinstance(cell, Entry) and cell.sign() in (1, -1):
        return Sci(*certify.significant(cell, 3))
    return shown


def _shortened(
    left: Formula, parts: list[tuple[Relation, Formula]]
) -> list[tuple[Relation, Formula]]:
    """The parts of a chain that fit its line: long sums with their middle left out."""
    room = LINE - 24.0 - width(left)
    if sum(width(part) + 5 for _, part in parts) <= room:
        return parts
    short = [(relation, _elided(part)) for relation, part in parts]
    if sum(width(part) + 5 for _, part in short) > room:
        short = short[-1:]
    return short


def _elided(formula: Formula) -> Formula:
    """A long sum, or a fraction of such, with dots for its middle."""
    if isinstance(formula, Fraction):
        return replace(formula, over=_elided(formula.over), under=_elided(formula.under))
    if isinstance(formula, Sum) and len(formula.terms) > 5:
        return Sum((*formula.terms[:2], Dots("row"), *formula.terms[-2:]))
    return formula


def _same(one: Formula, other: Formula) -> bool:
    """Whether two fractions differ by nothing but the order of a sum."""
    if isinstance(one, Fraction) and isinstance(other, Fraction) and one.over == other.over:
        pair = one.under, other.under
        return all(isinstance(f, Sum) for f in pair) and _terms(pair[0]) == _terms(pair[1])
    return one == other


def _terms(total: Formula) -> list[str]:
    return sorted(map(repr, total.terms)) if isinstance(total, Sum) else []


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
    if isinstance(weights[(view.example, 0)], Special):
        return
    row = weights.row(view.example)
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
    if exact and width(whole) < LINE and not is_tower(whole):
        one = chain(whole, ("=", Num("1")))
        yield Paragraph(sentence("derive.row_sum", query=view.name("query", view.example), sum=one))
    elif exact:
        yield Paragraph(content(say("derive.rows_sum")))


def _output(view: View, detail: int) -> Iterator[Block]:
    """Outputs in closed form and decimal: one row, or all at detail 3."""
    shape = view.at("output").shape
    step = view.step("output")
    lines = []
    for index in indices(shape):
        if detail < 3 and (index[0] != view.example or index[1] > 7):
            continue
        cell = view.at("output")[index]
        if isinstance(cell, Special):
            continue
        closed = step.show(cell)
        left = step.letter(view.index("output", index))
        parts: list[tuple[Relation, Formula]] = _shortened(left, [("=", closed)])
        parts = [] if is_tower(closed) else parts
        rounded = view.printed("output", index)
        if rounded != closed and not view.steps.problem.symbolic:
            parts.append((view.relation("output", index), rounded))
        lines.append(chain(left, *parts))
    if lines:
        yield from _parted(lines)


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
        if total not in (0, 1):
            text = certify.decimal(total, view.places["weights"])
            yield Paragraph(
                sentence("derive.rounded_sum", sum=chain(sum_of(values), ("=", Num(text))))
            )
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
    masked, before = view.at("masked"), view.at(view.step("masked").line.of[0])
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
            yield Paragraph(sentence("derive.uniform_row", weight=uniform))
            continue
        mantissa, exponent = certify.significant(cell, 3)
        value = chain(
            step.letter(view.index("weights", index)),
            ("=", step.show(cell)),
            ("≈", Sci(mantissa, exponent)),
        )
        yield Paragraph(sentence("derive.left_behind", weight=value))
        yield Note(content(say("derive.left_behind_inf")))
        return


def _undefined(view: View) -> Iterator[Block]:
    weights = view.at("weights")
    for i in range(weights.shape[0]):
        if isinstance(weights[(i, 0)], Special):
            yield Paragraph(
                (
                    *sentence("derive.undefined_row", query=view.name("query", i)),
                    *content(" ", say("derive.undefined_why")),
                )
            )


def _other_scale(view: View) -> Iterator[Block]:
    """The same weights with 1/√d_k where the sheet has none, and without where it has it."""
    problem = view.steps.problem
    kinds = ("none", "1/sqrt(d_k)", "1/d_k")
    if problem.symbolic or problem.d_k in (None, 1) or problem.scale_kind not in kinds:
        return
    if problem.kind != "dot":  # d_k is the width of no dot product
        return
    if view.lead or "weights" not in view.places:
        return
    unscaled = problem.scale_kind == "none"
    other = solve(problem.changed(scale="1/sqrt(d_k)" if unscaled else "none"))
    beside = replace(view, steps=other, places=choose(other), fill=frozenset())
    key = "derive.with_scale" if unscaled else "derive.without_scale"
    width = Sym("d", sub=(Sym("k"),))
    value = chain(width, ("=", Num(str(problem.d_k))))
    table = beside.table("weights", say("sheet.weights"), given=True)
    yield KeepTogether((Paragraph(sentence(key, root=Root(width), value=value)), table))
