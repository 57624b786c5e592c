"""Derivations in the terminal: rich tables, readable without colour and without a wide window."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from symattn.derivation.backward import Gradients
from symattn.derivation.derivation import Derivation
from symattn.derivation.layers import layers
from symattn.derivation.ranking import Ranking, asked, rankings
from symattn.derivation.step import Step
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe
from symattn.formulas.tree import Chain, Name, Num
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor, indices
from symattn.problem.stages import turns
from symattn.words import say

__all__ = ["print_cell", "print_further", "print_steps"]

MOST_SHOWN = 12
"""More rows or columns than this are cut in the terminal; JSON has them all."""
LONGEST_FORM = 34
"""A closed form of more characters is not put into a table."""


def print_steps(
    steps: Derivation,
    names: list[str],
    digits: int,
    rounding: Rounding,
    console: Console | None = None,
) -> None:
    """Each stage: its rule, its entries in closed form, and in decimals where they differ."""
    out = console or Console(highlight=False, soft_wrap=True)
    if steps.problem.title:
        out.print(Text(safe(steps.problem.title), style="bold"))
    for name in names:
        _print_stage(steps[name], digits, rounding, out)
    for row in steps.undefined_rows:
        label = row if isinstance(row, int) else row[-1]
        query = _query(steps, label)
        if isinstance(steps, Gradients):
            out.print(say("gradient.undefined_row", query=query))
        else:
            out.print(say("terminal.undefined_row", row=query))
    if "weights" in names and steps.rows_add_to_one():
        out.print(say("terminal.rows_add_to_one"))


def print_further(
    steps: Derivation, digits: int, rounding: Rounding, console: Console | None = None
) -> None:
    """The ranking and the further layers, where the problem has them."""
    out = console or Console(highlight=False, soft_wrap=True)
    if asked(steps):
        for one in rankings(steps):
            _print_ranking(steps, one, digits, rounding, out)
    for number, layer in enumerate(layers(steps)[1:], start=2):
        out.print()
        out.print(Text(say("further.layer", number=number), style="bold"))
        print_steps(layer, list(layer), digits, rounding, out)


def _print_ranking(
    steps: Derivation, one: Ranking, digits: int, rounding: Rounding, out: Console
) -> None:
    out.print()
    query = _name(steps, "query", one.query[-1])
    out.print(Text(say("further.ranking", query=query), style="bold"))
    terms = steps.step("terms")
    place = 1
    for group in one.places:
        value = terms.carrier.decimal(terms.at((*one.query, group[0], 0)), digits, rounding)
        names = ", ".join(_name(steps, "key", good) for good in group)
        tie = f"   {say('further.tie')}" if len(group) > 1 else ""
        out.print(Text(f"  {place}  {names}   {value}{tie}"))
        place += len(group)
    for first, second in one.undecided:
        pair = {"first": _name(steps, "key", first), "second": _name(steps, "key", second)}
        out.print(Text("  " + say("further.open", **pair)))


def _name(steps: Derivation, axis: Any, i: int) -> str:
    label = steps.notation.label(axis, i)
    return safe(label.text) if isinstance(label, (Name, Num)) else plain.write(label)


def _query(steps: Derivation, row: int) -> str:
    return safe(plain.write(steps.notation.label("query", row)))


def _print_stage(step: Step, digits: int, rounding: Rounding, out: Console) -> None:
    out.print()
    head = Text(step.name, style="bold")
    if rule := _rule(step):
        head.append(f"   {rule}", style="not bold")
    out.print(head)
    cells = step.cells
    if len(cells.shape) < 2:
        cells = Tensor((1, *cells.shape), cells.cells)
    for lead, matrix in cells.matrices():
        if lead:
            out.print(Text(f"  {_lead(step, lead)}"))
        closed = matrix.map(lambda cell: _closed(step, cell))
        decimal = matrix.map(lambda cell: step.carrier.decimal(cell, digits, rounding))
        short = all(len(text) <= LONGEST_FORM for text in closed.cells)
        if short:
            _print_tables(step, closed.map(str), out)
        elif all(text is None for text in decimal.cells):
            _print_list(step, lead, matrix.shape, closed, out)
        if _differ(closed, decimal):
            out.print(Text("  " + say("terminal.decimals", digits=digits), style="dim"))
            _print_tables(step, decimal.map(_decimal), out)
            if not short:
                out.print(Text("  " + say("terminal.no_forms", stage=step.name), style="dim"))


def _rule(step: Step) -> str:
    """S = Q Kᵀ; nothing for what is given, or for heads that only take their columns."""
    if step.name.endswith("_given") or step.line.of[0] == f"{step.name}_given":
        return ""
    rule = step.rule()
    same = isinstance(rule, Chain) and rule.parts[0] == rule.parts[-1]
    return "" if same else plain.write(rule)


def _lead(step: Step, lead: Index) -> str:
    """Which sequence of a batch, which head and (of terms) which query a matrix is of."""
    batch = len(step.notation.problem.batch)
    per_query = len(step.notation.axes(step.name)) > 2  # a matrix for each query
    outer = lead[:-1] if per_query else lead
    words = [say("sheet.sequence", number=i + 1) for i in outer[:batch]]
    words += [say("sheet.head", number=i + 1) for i in outer[batch:]]
    if per_query:
        words.append(say("terminal.query", query=_label(step, "query", lead[-1])))
    return ", ".join(words)


def _print_list(step: Step, lead: Index, shape: Index, closed: Tensor[str], out: Console) -> None:
    """Long formulas in symbols, one entry under the other."""
    flat = len(step.cells.shape) < 2
    for i, j in indices(shape):
        index = step.public((j,) if flat else (*lead, i, j))
        out.print(Text(f"  {plain.write(step.letter(index))} = {closed[(i, j)]}"))


def _print_tables(step: Step, texts: Tensor[str], out: Console) -> None:
    """A stage as a table; where the window is too narrow, as several with a few columns each."""
    rows, columns = texts.shape
    shown = min(columns, MOST_SHOWN)
    row_axis, column_axis = _axes(step)
    names = [cell_len(_label(step, row_axis, i)) for i in range(rows) if row_axis != "one"]
    name = max(names, default=0)
    room = max(out.width, 40) - 2 - name
    held: list[int] = []
    taken = 0
    for j in range(shown):
        label = "" if column_axis == "one" else _label(step, column_axis, j)
        wide = 2 + max(cell_len(label), *(cell_len(texts[(i, j)]) for i in range(rows)))
        if held and taken + wide > room:
            _print_whole(_table(step, texts, held), taken + name, out)
            held, taken = [], 0
        held.append(j)
        taken += wide
    _print_whole(_table(step, texts, held, columns > shown), taken + name, out)


def _print_whole(table: Table, taken: int, out: Console) -> None:
    """The table with all digits of its numbers, also where the terminal is narrower."""
    narrow, padding = out.width, 16
    out.width = max(narrow, taken + padding)
    try:
        out.print(table)
    finally:
        out.width = narrow


def _decimal(text: str | None) -> str:
    if text is None:
        return "–"
    return "−∞" if text == "-inf" else text.replace("-", "−")


def _closed(step: Step, cell: Any) -> str:
    if isinstance(cell, Special) and not cell.hidden:
        return say("word.undefined")
    return plain.write(step.show(cell))


def _differ(closed: Tensor[str], decimal: Tensor[str | None]) -> bool:
    """Whether decimals tell more than the closed forms do (all integers: they don't)."""
    undefined = say("word.undefined")
    return any(text is not None for text in decimal.cells) and not all(
        text.lstrip("−-").isdigit() or text in ("−∞", undefined) for text in closed.cells
    )


def _table(step: Step, texts: Tensor[str], shown: list[int], cut: bool = False) -> Table:
    rows = texts.shape[0]
    table = Table(show_edge=False, pad_edge=True, box=None, padding=(0, 2, 0, 0))
    row_axis, column_axis = _axes(step)
    table.add_column("", justify="left", style="dim")
    for j in shown:
        label = "" if column_axis == "one" else _label(step, column_axis, j)
        table.add_column(label, justify="right", no_wrap=True)
    if cut:
        table.add_column("…", justify="right")
    for i in range(min(rows, MOST_SHOWN)):
        more = ["…"] if cut else []
        label = "" if row_axis == "one" else _label(step, row_axis, i)
        table.add_row(Text(label), *(Text(texts[(i, j)]) for j in shown), *more)
    if rows > MOST_SHOWN:
        table.add_row(Text("⋮"))
    return table


def _axes(step: Step) -> tuple[Any, Any]:
    row, column = step.notation.axes(step.name)[-2:]
    turned = step.notation.columns and turns(step.name)
    return (column, row) if turned else (row, column)


def _label(step: Step, axis: Any, i: int) -> str:
    label = step.notation.label(axis, i)
    return safe(label.text) if isinstance(label, (Name, Num)) else plain.write(label)


def print_cell(
    step: Step, index: Index, digits: int, rounding: Rounding, console: Console | None = None
) -> None:
    """One entry worked out in full; ``index`` in the row convention."""
    out = console or Console(highlight=False, soft_wrap=True)
    working = step.working(index)
    chain = working.chain()
    for relation, part in zip(chain.relations, chain.parts, strict=True):
        out.print(Text(f"  {relation or ' '} {plain.write(part)}"))
    cell = step.at(index)
    text = step.carrier.decimal(cell, digits, rounding)
    if not isinstance(cell, Special) and text is not None:
        out.print(Text(f"  ≈ {_decimal(text)}"))
