"""Verification reports in the terminal: symbols as well as colours, places that editors jump to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from symattn.document import report as told
from symattn.document import tree
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe
from symattn.verification.report import Report

__all__ = ["one_line", "print_report", "remarks"]

STYLES: dict[told.Tone, str] = {
    "plain": "",
    "strong": "bold",
    "aside": "dim",
    "wrong": "red",
    "open": "yellow",
}


def print_report(
    report: Report,
    console: Console,
    *,
    explain: bool = False,
    unplaced: bool = False,
    web: bool = False,
) -> None:
    """The whole report; its lines are never wrapped and never read as markup."""
    for block in told.lines(report, explain=explain, unplaced=unplaced, web=web):
        for text, tone in _rows(block):
            console.print(Text(text, style=STYLES[tone]), soft_wrap=True, highlight=False)


def _rows(block: told.ReportLine | told.Columns) -> Iterator[tuple[str, told.Tone]]:
    if isinstance(block, told.ReportLine):
        yield " " * block.indent + _text(block.parts), block.tone
        return
    rows = [[_text(cell) for cell in row] for row in block.rows]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, tone in zip(rows, block.tones, strict=True):
        cells = (cell.ljust(size) for cell, size in zip(row, wide, strict=True))
        yield f"  {'  '.join(cells)}".rstrip(), tone


def _text(parts: tree.Content) -> str:
    return "".join(map(_inline, parts))


def _inline(part: tree.Inline) -> str:
    match part:
        case tree.Text(text):
            return text
        case tree.User(text):
            return safe(text)
        case tree.Math(formula):
            return plain.write(formula)
        case tree.Strong(parts):
            return _text(parts)


def one_line(report: Report) -> str:
    """A report as a line of a folder's list."""
    mark = " " if report.holds() else told.CROSS
    return f"{mark} {safe(report.file or '')}: {told.count(report)}"


def remarks(reports: Sequence[Report]) -> Iterator[str]:
    """Lines in the form that GitHub's runners turn into remarks beside the text."""
    for report in reports:
        for judged in report.claims:
            where = judged.claim.where
            if not judged.open or where is None:
                continue
            place = f"file={where.file or report.file},line={where.line},col={where.column}"
            yield f"::error {place}::{_text(told.remark(judged))}"
