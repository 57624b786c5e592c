"""The sections of a worksheet's first page, each with its places to write into.

A section stands on the blank, the hints and the solution alike; only the boxes
differ.  Nothing outside a box depends on a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symattn.document.measure import blocks_width, width
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Beside,
    Block,
    Content,
    Display,
    Hint,
    KeepTogether,
    Matter,
    Note,
    Only,
    Paragraph,
    Spread,
    Table,
    content,
)
from symattn.document.worksheet.exponentials import exponentials
from symattn.document.worksheet.flow import GAP, Blocks, Draft, flow
from symattn.document.worksheet.givens import shares
from symattn.document.worksheet.rules import (
    Logits,
    defined,
    encodings,
    joined_rule,
    projection_rule,
)
from symattn.document.worksheet.view import Kept, View, cell_at, kept
from symattn.document.worksheet.worked import in_full
from symattn.formulas.tree import (
    Answer,
    Formula,
    Matrix,
    Num,
    Sym,
    Transpose,
    chain,
)
from symattn.numbers.tensors import Tensor
from symattn.problem.stages import STAGES, names
from symattn.words import say

__all__ = ["joined_sections", "sections"]

ASIDE = 62.0
"""Millimetres that what stands beside the weights needs."""
CLOSED_FORM = 14
"""Digits that the box of the closed form is wide, whatever stands in it."""
LONGEST_CLOSED = 46.0
"""Millimetres that a closed form may be long."""
MOST_HIDDEN = 3
"""Queries whose hidden rows a page shows."""
MOST_CLOSED = 5
"""With more keys a closed form has too many terms for its box."""

"""A section before it has its number: the keys of its heading, and its blocks."""


def sections(view: View, detail: int = 2) -> Iterator[Draft]:
    """The sections of one leading index, from projections to the output."""
    placed = [name for name in names("positions") if view.is_new(name)]
    if placed:
        yield ("embedded",), (_hint("embedded"), *flow(_positions(view, placed), view.line))
    projected = [name for name in names("projections") if view.is_new(name)]
    if projected:
        yield ("projections",), (_hint("projections"), *_projections(view, projected))
    additive = [name for name in names("additive") if view.has(name)]
    if additive:
        tables = ((_ruled(view.step(name).rule()), _table(view, name)) for name in additive)
        yield ("additive",), (_hint("additive"), *flow(tables, view.line))
    if view.has("hidden"):
        yield ("hidden",), (_hint("hidden"), *flow(_hidden(view), view.line))
    yield _scores(view, detail)
    yield ("exponentials",), (_exponentials_hint(view), *exponentials(view), *defined(view))
    ends = [name for name in names("weights", "output") if view.has(name)]
    beside: list[Blocks] = [(_ruled(_over(view, name)), _table(view, name)) for name in ends]
    values: list[Blocks] = [(Display(given),) for given in _values(view)]
    beside[-1:-1] = values
    if len(ends) > 1 and sum(blocks_width(group) + GAP for group in beside) <= view.line + GAP:
        hints = tuple(map(_hint, ends))
        shown = (*flow(beside, view.line), *in_full(view, "output"))
        yield tuple(ends), (*hints, *shown, *_aside(view, short=True))
        return
    yield ("weights",), (_hint("weights"), *_weights(view))
    for name, group in zip(ends, beside, strict=False):
        if STAGES[name].family == "weights" and name != "weights":
            yield (name,), (_hint(name), KeepTogether(group))
    if view.has("output"):
        full = tuple(in_full(view, "output"))
        groups = [*values, (_ruled(view.rule("output")), _table(view, "output"))]
        yield ("output",), (_hint("output"), *full, *flow(groups, view.line))


def _positions(view: View, placed: list[str]) -> Iterator[Blocks]:
    """The encodings with both their rules, then the sums."""
    for name in placed:
        rules: Blocks = (_ruled(view.rule(name)),)
        if name == "positional":
            width = chain(Sym("d"), ("=", Num(str(view.at(name).shape[-1]))))
            told = Note(sentence("sheet.positions", width=width))
            rules = (told, *(_ruled(rule) for rule in encodings()))
        yield (*rules, _table(view, name))


def _projections(view: View, projected: list[str]) -> Iterator[Block]:
    """Q = X W_Q and so on, with the columns that are this head's; what heads share comes once."""
    problem = view.steps.problem
    group = problem.heads // problem.kv_heads
    head = view.lead[-1] if view.lead else 0
    own = [name for name in projected if name == "Q" or head % group == 0]
    yield from shares(view)
    made = ((_ruled(projection_rule(view, name)), _table(view, name)) for name in own)
    yield from flow(made, view.line)
    shared = [name for name in projected if name not in own]
    if shared:
        first = (*view.lead[:-1], head - head % group)
        letter = view.steps.notation.headed
        same = (chain(letter(name, view.lead), ("=", letter(name, first))) for name in shared)
        parts = [part for equal in same for part in (", ", equal)][1:]
        yield Paragraph(
            sentence("sheet.shared", head=head + 1, of=first[-1] + 1, letters=content(*parts))
        )


def _hidden(view: View) -> Iterator[Blocks]:
    """tanh(p_i + p'_j), a table for each query: its keys down, the components across."""
    queries = view.step("hidden").cells.shape[-3]
    for i in range(min(queries, MOST_HIDDEN)):
        one = replace(view, lead=(*view.lead, i))
        name = (*content(say("sheet.query"), " "), one.name("query", i)) if queries > 1 else ()
        over: Block = Paragraph(name) if i else Paragraph((*content(view.rule("hidden")), *name))
        yield over, _table(one, "hidden")


def _over(view: View, name: str) -> Formula:
    """What stands over a table: the letter of the weights, the rule of what follows."""
    return view.letter(name) if name == "weights" else view.rule(name)


def _values(view: View) -> Iterator[Formula]:
    """The values, where the page shows them nowhere else: V as it was given."""
    if view.has("V") and view.source("V") == "V_given":
        letter = view.steps.notation.headed("V", view.lead)
        yield chain(letter, ("=", Matrix(view.rows("V", given=True))))


def _hint(stage: str) -> Block:
    return Only(("hints",), (Hint(content(say(f"hint.{stage}"))),))


def _exponentials_hint(view: View) -> Block:
    shifted = view.steps.problem.shift == "max"
    return _hint("exponentials_shifted" if shifted else "exponentials")


def _table(view: View, name: str) -> Table:
    return view.table(name, say(f"sheet.{name}"))


def _ruled(rule: Formula) -> Block:
    return Paragraph(content(rule))


def _scores(view: View, detail: int) -> Draft:
    """Scores, and what is done to them before the softmax: scale, bias, mask.

    Scale, bias and mask come to one table, the last of them, unless every entry
    is asked for.
    """
    logits = Logits(view)
    shown = logits.shown(detail)
    groups: list[tuple[Block, ...]] = []
    after: tuple[Block, ...] = ()
    if "scores" in view.steps.problem.inputs:
        given = view.table("scores", say("sheet.scores"), given=True)
        groups.append((_ruled(view.letter("scores")), given))
        keys = ("given_scores", *shown)
    else:
        laid_out = _spread(view)
        if laid_out is not None:
            groups.append((laid_out,))
        else:
            groups.append((_ruled(view.rule("scores")), _table(view, "scores")))
        after = tuple(in_full(view, "scores"))
        keys = ("scores", *shown)
    groups += [(_ruled(logits.rule(name)), _table(view, name)) for name in shown]
    spread = any(isinstance(block, Spread) for group in groups for block in group)
    asked = ("scores_apart" if key == "scores" and not spread else key for key in keys)
    hints = tuple(_hint(key) for key in asked if key != "given_scores")
    return keys, (*hints, *flow(groups, view.line), *after)


def _spread(view: View) -> Spread | None:
    """The product laid out in space; None where its factors are results themselves."""
    line = view.steps.recipe["scores"]
    sources = [view.source(name) for name in line.of]
    if line.op != "product" or any(view.has(name) or name in view.read for name in sources):
        return None
    first, second = (line.of[1], line.of[0]) if view.columns else (line.of[0], line.of[1])
    down, across = view.axes("scores")
    scores = view.formulas("scores")
    rows, columns = kept(scores.shape[0]), kept(scores.shape[1], view.most("scores", 70.0))
    left, above = view.formulas(first, given=True), view.formulas(second, given=True)
    left, above = (left.transposed(), above) if view.columns else (left, above.transposed())
    inner = kept(left.shape[1], 8)
    letters = view.letter(first), view.letter(second)
    return Spread(
        left=Matter(
            Transpose(letters[0]) if view.columns else letters[0],
            _grid(left, rows, inner),
            view.names(down, rows),
        ),
        above=Matter(
            letters[1] if view.columns else Transpose(letters[1]),
            _grid(above, inner, columns),
            (),
            view.names(across, columns),
        ),
        corner=Matter(view.letter("scores"), _grid(scores, rows, columns)),
    )


def _grid(cells: Tensor[Formula], rows: Kept, columns: Kept) -> tuple[tuple[Formula, ...], ...]:
    return tuple(tuple(cell_at(cells, i, j) for j in columns) for i in rows)


def _weights(view: View) -> Iterator[Block]:
    """The table of weights; beside it one closed form and what rounding does to a sum."""
    table = _table(view, "weights")
    if blocks_width((table,)) > view.line - ASIDE:
        yield from (table, *_aside(view, short=True))
        return
    aside = tuple(_aside(view))
    yield Beside(((table,), aside), (0, 1)) if aside else table


def _aside(view: View, *, short: bool = False) -> Iterator[Block]:
    """One weight in closed form, and what rounding does to a sum; ``short``: in one line each."""
    keys = view.at("weights").shape[-1]
    closed = _closed(view) if keys <= MOST_CLOSED and view.is_blank("weights") else None
    notes = [Note(_over_sum(view))]
    if closed is not None and short:
        line = Paragraph(sentence("sheet.closed_form_of", weight=closed))
        yield Beside(((line,), tuple(notes)), (0, 1)) if notes else line
        return
    if closed is not None and not short:
        yield Paragraph(content(say("sheet.closed_form")))
        yield Display(closed)
    yield from notes


def _over_sum(view: View) -> Content:
    """What a weight is; and where weights are rounded, what that does to their sum."""
    rule = sentence("sheet.is_over_sum", sums=view.letter("row_sums"))
    if "weights" not in view.places:
        return rule
    adds = "sheet.adds_to_one_columns" if view.columns else "sheet.adds_to_one"
    return (*rule, *content(" ", say(adds)))


def _closed(view: View) -> Formula | None:
    """a = □, the box of one width for every answer; None where no short form says more."""
    index = view.index("weights", (view.example, _second_seen(view, view.at("weights").shape[-1])))
    step = view.step("weights")
    closed = step.show(step.at(index))
    if view.steps.problem.symbolic or width(closed) > LONGEST_CLOSED:
        return None
    return chain(step.letter(index), ("=", Answer(closed, CLOSED_FORM)))


def _second_seen(view: View, keys: int) -> int:
    """The second key that the example's query may look at; else the first."""
    seen = [j for j in range(keys) if view.sees(view.example, j)]
    return seen[1] if len(seen) > 1 else seen[0] if seen else 0


def joined_sections(view: View) -> Iterator[Draft]:
    """What comes after the heads: their outputs side by side, and W_O."""
    asked = view.fill or frozenset()
    ends = [name for name in names("joined") if view.has(name)]
    shown = tuple(name for name in ends if name in asked or name == ends[-1])
    groups: list[Blocks] = [(_ruled(joined_rule(view, name)), _table(view, name)) for name in shown]
    if "projected" in shown and "W_O" in view.steps.problem.inputs:
        factor = Matrix(view.rows("W_O", given=True))
        groups.insert(-1, (Display(chain(view.letter("W_O"), ("=", factor))),))
    if shown:
        yield shown, (*map(_hint, shown), *flow(groups, view.line))
