"""Derivations in the terminal: rich tables, readable without colour and without a wide window."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from symattn.derivation.derivation import Derivation, Step
from symattn.derivation.notation import AXES
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe
from symattn.formulas.tree import Name, Num
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor
from symattn.words import say

__all__ = ["print_cell", "print_steps"]

MOST_SHOWN = 12
"""More rows or columns than this are cut in the terminal; JSON has them all."""
LONGEST_FORM = 34
"""A closed form of more characters is not put into a table."""


def print_steps(
    steps: Derivation, names: list[str], digits: int, rounding: str, console: Console | None = None
) -> None:
    """Each stage: its rule, its entries in closed form, and in decimals where they differ."""
    out = console or Console(highlight=False, soft_wrap=True)
    if steps.problem.title:
        out.print(Text(safe(steps.problem.title), style="bold"))
    for name in names:
        _print_stage(steps[name], digits, rounding, out)
    for row in steps.undefined_rows:
        label = row if isinstance(row, int) else row[-1]
        out.print(say("terminal.undefined_row", row=_query(steps, label)))
    if "weights" in names and steps.rows_add_to_one():
        out.print(say("terminal.rows_add_to_one"))


def _query(steps: Derivation, row: int) -> str:
    return safe(plain.write(steps.notation.label("query", row)))


def _print_stage(step: Step, digits: int, rounding: str, out: Console) -> None:
    out.print()
    head = Text(step.name, style="bold")
    head.append(f"   {plain.write(step.rule())}", style="not bold")
    out.print(head)
    cells = step.cells
    if len(cells.shape) < 2:
        cells = Tensor((1, *cells.shape), cells.cells)
    for lead, matrix in cells.matrices():
        if lead:
            out.print(Text("  " + say("terminal.lead", index=", ".join(str(i + 1) for i in lead))))
        closed = matrix.map(lambda cell: plain.write(step.show(cell)))
        decimal = matrix.map(lambda cell: step.carrier.decimal(cell, digits, rounding))
        if all(len(text) <= LONGEST_FORM for text in closed.cells):
            out.print(_table(step, closed.map(str)))
        if _differ(closed, decimal):
            out.print(Text("  " + say("terminal.decimals", digits=digits), style="dim"))
            out.print(_table(step, decimal.map(_decimal)))


def _decimal(text: str | None) -> str:
    if text is None:
        return "–"
    return "−∞" if text == "-inf" else text.replace("-", "−")


def _differ(closed: Tensor[str], decimal: Tensor[str | None]) -> bool:
    """Whether decimals tell more than the closed forms do (all integers: they don't)."""
    return any(text is not None for text in decimal.cells) and not all(
        text.lstrip("−-").isdigit() or text in ("−∞", "undefined") for text in closed.cells
    )


def _table(step: Step, texts: Tensor[str]) -> Table:
    rows, columns = texts.shape
    table = Table(show_edge=False, pad_edge=True, box=None, padding=(0, 2, 0, 0))
    row_axis, column_axis = _axes(step)
    shown = list(range(min(columns, MOST_SHOWN)))
    table.add_column("", justify="left", style="dim")
    for j in shown:
        label = "" if column_axis == "one" else _label(step, column_axis, j)
        table.add_column(label, justify="right", no_wrap=True)
    if columns > MOST_SHOWN:
        table.add_column("…", justify="right")
    for i in range(min(rows, MOST_SHOWN)):
        more = ["…"] if columns > MOST_SHOWN else []
        label = "" if row_axis == "one" else _label(step, row_axis, i)
        table.add_row(Text(label), *(Text(texts[(i, j)]) for j in shown), *more)
    if rows > MOST_SHOWN:
        table.add_row(Text("⋮"))
    return table


def _axes(step: Step) -> tuple[Any, Any]:
    axes = AXES.get(step.name, ("feature", "feature"))[-2:]
    return (axes[1], axes[0]) if step.notation.columns and step.name != "terms" else axes


def _label(step: Step, axis: Any, i: int) -> str:
    label = step.notation.label(axis, i)
    return safe(label.text) if isinstance(label, (Name, Num)) else plain.write(label)


def print_cell(
    step: Step, index: Index, digits: int, rounding: str, console: Console | None = None
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
