"""Verification reports in the terminal: symbols as well as colours, places that editors jump to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from symattn.document import report as told
from symattn.files.inline import plain_text
from symattn.verification.report import Outcome, Unjudged

__all__ = ["print_outcomes"]

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
        yield " " * block.indent + plain_text(block.parts), block.tone
        return
    rows = [[plain_text(cell) for cell in row] for row in block.rows]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, tone in zip(rows, block.tones, strict=True):
        cells = (cell.ljust(size) for cell, size in zip(row, wide, strict=True))
        yield f"  {'  '.join(cells)}".rstrip(), tone
