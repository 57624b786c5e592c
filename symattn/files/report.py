"""Verification reports in the terminal: symbols as well as colours, places that editors jump to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from symattn.document import report as told
from symattn.document import tree
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe
from symattn.verification.report import Outcome, Report, Unjudged

__all__ = ["print_outcomes", "remarks"]

STYLES: dict[told.Tone, str] = {
    "plain": "",
    "strong": "bold",
    "aside": "dim",
    "wrong": "red",
    "open": "yellow",
}


def print_outcomes(
    found: Sequence[Outcome], console: Console, *, brief: bool = False, **more: bool
) -> None:
    """All reports, one after another, with a line for each file of which nothing is judged.

    ``brief``: a line or so for each report; ``more``: what :func:`symattn.document.report.lines`
    shows besides.
    """
    quiet = more.get("quiet", False)
    apart = False
    for one in found:
        if isinstance(one, Unjudged):
            if one.readable and not quiet:
                _print([told.note(one)], console)
        elif not (quiet and one.holds()):
            if apart and not (brief or quiet):
                console.print()
            _print(told.brief(one) if brief else told.lines(one, **more), console)
        apart = True


def _print(blocks: Iterable[told.ReportLine | told.Columns], console: Console) -> None:
    """The lines, never wrapped and never read as markup."""
    for block in blocks:
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


def remarks(reports: Sequence[Report]) -> Iterator[str]:
    """Lines in the form that GitHub's runners turn into remarks beside the text."""
    for report in reports:
        for judged in report.claims:
            where = judged.claim.where
            if not judged.open or where is None:
                continue
            place = f"file={where.file or report.file},line={where.line},col={where.column}"
            yield f"::error {place}::{_text(told.remark(judged))}"
