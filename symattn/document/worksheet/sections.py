"""The sections of a worksheet's first page, each with its places to write into.

A section stands on the blank, the hints and the solution alike; only the boxes
differ.  Nothing outside a box depends on a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symattn.document.cells import answer_width, printed
from symattn.document.measure import box_width
from symattn.document.tree import (
    Beside,
    Block,
    Column,
    Content,
    Display,
    Hint,
    Math,
    Matter,
    Note,
    Only,
    Paragraph,
    Row,
    Section,
    Span,
    Spread,
    Table,
    Text,
    content,
)
from symattn.document.worksheet.view import View, kept
from symattn.formulas.tree import (
    Answer,
    Dots,
    Formula,
    Matrix,
    Product,
    Transpose,
    chain,
    sum_of,
)
from symattn.words import say

__all__ = ["sections"]

LINE = 162.0
"""Millimetres of a line that tables side by side may take."""
MOST_TERMS = 6
"""An entry with more terms is not written out box by box."""

Draft = tuple[str, tuple[Block, ...]]
"""A section before it has its number: the key of its heading, and its blocks."""


def sections(view: View) -> Iterator[Draft]:
    """The sections of one leading index, from projections to the output."""
    yield from _projections(view)
    if "scores" in view.steps.problem.inputs:
        yield "given_scores", (view.table("scores", say("sheet.scores"), given=True),)
    else:
        yield "scores", (_hint("scores"), *_scores(view))
    logits = [name for name in ("scaled", "biased", "masked") if _is_new(view, name)]
    for pair in (logits[k : k + 2] for k in range(0, len(logits), 2)):
        yield "_and_".join(pair), (*map(_hint, pair), *_with_rules(view, pair))
    yield "exponentials", (_hint("exponentials", view), *_exponentials(view))
    yield "weights", (_hint("weights"), *_weights(view))
    if view.has("output"):
        yield "output", (_hint("output"), *_output(view))


def _is_new(view: View, name: str) -> bool:
    """Whether the stage differs from the one before it."""
    return view.has(name) and view.step(name).line.op != "copy"


def _hint(stage: str, view: View | None = None) -> Block:
    key = f"hint.{stage}"
    if view is not None and view.steps.problem.shift == "max":
        key += "_shifted"
    return Only(("hints",), (Hint(content(say(key))),))


def _projections(view: View) -> Iterator[Draft]:
    names = [
        name for name in ("Q", "K", "V")
        if view.has(name) and view.steps.recipe[name].op != "copy"
    ]  # fmt: skip
    if not names:
        return
    blocks: list[Block] = []
    for name in names:
        letter = view.steps.notation.headed(name, view.lead)
        blocks.append(Display(chain(letter, ("=", _rule(view, name)), ("=", Matrix(view.rows(name))))))
    yield "projections", (_hint("projections"), *_in_lines(blocks))


def _in_lines(blocks: list[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


def _rule(view: View, name: str) -> Formula:
    """X W_Q + b_Q, whatever lines in between make it up."""
    problem, notation = view.steps.problem, view.steps.notation
    source = "Y" if name != "Q" and "Y" in problem.inputs else "X"
    parts: list[Formula] = [notation.matrix(source)]
    if f"W_{name}" in problem.inputs:
        weight = notation.matrix(f"W_{name}")
        if problem.heads > 1:
            weight = replace(weight, sup=notation.head(view.lead))
        parts = [weight, *parts] if view.columns else [*parts, weight]
    body: Formula = Product(tuple(parts)) if len(parts) > 1 else parts[0]
    if f"b_{name}" in problem.inputs:
        bias = notation.matrix(f"b_{name}")
        if problem.heads > 1:
            bias = replace(bias, sup=notation.head(view.lead))
        body = sum_of((body, bias))
    return body


def _scores(view: View) -> Iterator[Block]:
    """The product laid out in space, and one entry of it in full."""
    line = view.steps.recipe["scores"]
    first, second = (line.of[1], line.of[0]) if view.columns else (line.of[0], line.of[1])
    across, down = view.axes("scores")[1], view.axes("scores")[0]
    scores = view.formulas("scores")
    rows, columns = kept(scores.shape[0]), kept(scores.shape[1], 8)
    left, above = view.formulas(first, given=True), view.formulas(second, given=True)
    if view.columns:
        left = left.transposed()
    else:
        above = above.transposed()
    inner = kept(left.shape[1], 8)
    yield Spread(
        left=Matter(_turned(view.letter(first), view.columns), _grid(left, rows, inner), view.names(down, rows)),
        above=Matter(
            _turned(view.letter(second), not view.columns), _grid(above, inner, columns), (),
            view.names(across, columns),
        ),
        corner=Matter(view.steps.notation.matrix("scores"), _grid(scores, rows, columns)),
    )  # fmt: skip
    yield from _in_full(view, "scores", (0, _last(view, "scores")))


def _turned(letter: Formula, turned: bool) -> Formula:
    return Transpose(letter) if turned else letter


def _grid(cells, rows, columns):  # type: ignore[no-untyped-def]
    from symattn.document.worksheet.view import _cell

    return tuple(tuple(_cell(cells, i, j) for j in columns) for i in rows)


def _last(view: View, name: str) -> int:
    return int(view.at(name).shape[-1]) - 1


def _in_full(view: View, name: str, index: tuple[int, int]) -> Iterator[Block]:
    """One entry with a box for each term: s = □ + □ + □ = □."""
    step = view.step(name)
    working = step.working(view.index(name, index))
    if len(working.values) > MOST_TERMS or len(working.values) < 2:
        return
    terms = list(working.values)
    if name in view.places:
        terms = [_rounded_term(view, name, index, k) for k in range(len(terms))]
    width = answer_width(terms)
    parts = sum_of(Answer(term, width) for term in terms)
    result = Answer(view.printed(name, index), view.width(name))
    relation = "≈" if name in view.places else "="
    yield Paragraph(
        content(say("sheet.in_full"), " ", chain(working.left, (relation, parts), (relation, result)))
    )


def _rounded_term(view: View, name: str, index: tuple[int, int], k: int) -> Formula:
    """A term a·v of the output, to the places of the weights."""
    if name != "output":
        return view.step(name).working(view.index(name, index)).values[k]
    step = view.step("terms")
    cell = step.at(view.index("terms", (index[0], k, index[1])))
    return printed(step, cell, view.places["weights"] if "weights" in view.places else None).formula


def _with_rules(view: View, names: list[str]) -> Iterator[Block]:
    """One or two tables side by side, each with its rule above it."""
    groups = tuple(
        (Paragraph(content(view.step(name).rule())), view.table(name, say(f"sheet.{name}")))
        for name in names
    )
    if len(names) == 1:
        rule, table = groups[0]
        yield Beside(((table,), (rule,)), (0, 1))
    elif sum(_table_width(view, name) for name in names) < LINE:
        yield Beside(groups, (1, 1))
    else:
        yield from (block for group in groups for block in group)


def _table_width(view: View, name: str) -> float:
    columns = min(view.formulas(name).shape[-1], 8)
    return 24 + columns * (box_width(view.width(name)) + 2)


def _exponentials(view: View) -> Iterator[Block]:
    """One line for each query: largest score, exponents, exponentials, row sum.

    In one table where the line holds it, else in two: exponents, exponentials.
    """
    letter = view.steps.notation.matrix
    first: list[_Group] = []
    across = kept(view.at("exponentials").shape[-1], 8)
    if view.steps.problem.shift == "max":
        first.append(("_row_max", letter("_row_max"), [0]))
        first.append(("_shifted", _head(view, "_shifted"), across))
    second: list[_Group] = [("exponentials", _head(view, "exponentials"), across)]
    second.append(("row_sums", letter("row_sums"), [0]))
    together = first + second
    for groups in ([together] if _line_width(view, together) < LINE else [first, second]):
        if groups:
            yield _line_table(view, groups)


_Group = tuple[str, Formula, list[int | None]]
"""Columns of one head: the stage, the head, and which keys are shown."""


def _line_width(view: View, groups: list[_Group]) -> float:
    return 20 + sum(len(which) * (box_width(view.width(name)) + 2) for name, _, which in groups)


def _line_table(view: View, groups: list[_Group]) -> Table:
    columns: list[Column] = []
    spans: list[Span] = []
    for _, head, which in groups:
        if len(which) > 1:
            spans.append(Span((Math(head),), len(columns), len(which)))
            columns += [Column(title, "centre") for title in view.names("key", which)]
        else:
            columns.append(Column((Math(head),), "centre"))
    rows = tuple(_line(view, groups, i) for i in kept(view.at("exponentials").shape[0]))
    names = {name for name, _, _ in groups}
    caption = view.rounding("exponentials" if "exponentials" in names else "_shifted")
    corner: Content = (Text(say("sheet.query")),)
    return Table(tuple(columns), rows, corner, tuple(spans), caption, say("sheet.exponentials"))


def _line(view: View, groups: list[_Group], i: int | None) -> Row:
    if i is None:
        return Row((Math(Dots("column")),), tuple(Dots("column") for g in groups for _ in g[2]))
    cells: list[Formula] = []
    for name, _, which in groups:
        for j in which:
            cells.append(Dots("row") if j is None else view.place(name, (i, j)))
    return Row((view.name("query", i),), tuple(cells))


def _head(view: View, name: str) -> Formula:
    """e^(s − m) as the head of a group of columns, in letters without subscripts."""
    step = view.step(name)
    from symattn.derivation.steps import KINDS

    return KINDS[step.line.op].rule(step.line, view.steps.notation)


def _weights(view: View) -> Iterator[Block]:
    """The table of weights; beside it one closed form and what rounding does to a sum."""
    aside: list[Block] = []
    keys = view.at("weights").shape[-1]
    index = view.index("weights", (0, min(1, keys - 1)))
    step = view.step("weights")
    closed = step.show(step.at(index))
    aside.append(Paragraph(content(say("sheet.closed_form"))))
    aside.append(Display(chain(step.letter(index), ("=", Answer(closed, 14)))))
    if "weights" in view.places:
        aside.append(Note(content(say("sheet.adds_to_one"))))
    yield Beside(((view.table("weights", say("sheet.weights")),), tuple(aside)), (0, 1))


def _output(view: View) -> Iterator[Block]:
    """One entry with its terms, then the whole table."""
    yield from _in_full(view, "output", (0, 0))
    yield view.table("output", say("sheet.output"))
