"""``symattn worksheet``: problem files to printable pages."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symattn.cli.options import about
from symattn.words import say

if TYPE_CHECKING:
    from symattn.document.tree import Sheet

__all__ = ["command"]


class SheetName(str, Enum):
    """Which sheet is written; "all" writes four files."""

    SOLUTION = "solution"
    BLANK = "blank"
    HINTS = "hints"
    MAP = "map"
    ALL = "all"


class PaperName(str, Enum):
    """The paper's size."""

    A4 = "a4"
    LETTER = "letter"


class EngineName(str, Enum):
    """Who makes the PDF."""

    TYPST = "typst"
    XELATEX = "xelatex"


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="help.files")],
    output: Annotated[Path, typer.Option("-o", "--output", help="help.worksheet_output")],
    sheet: Annotated[SheetName, typer.Option("--sheet", help="help.sheet")] = SheetName.SOLUTION,
    paper: Annotated[PaperName, typer.Option("--paper", help="help.paper")] = PaperName.A4,
    detail: Annotated[
        int,
        typer.Option("--detail", min=1, max=3, help="help.detail"),
    ] = 2,
    engine: Annotated[EngineName, typer.Option("--engine", help="help.engine")] = EngineName.TYPST,
    large: Annotated[bool, typer.Option("--large", help="help.large")] = False,
) -> None:
    """Print a worksheet: blank, with hints, solved, or as a one-page map."""
    from symattn import files as writers
    from symattn.derivation.derivation import solve
    from symattn.document.worksheet.page import Options, build, warnings
    from symattn.files.progress import track
    from symattn.problem.load import load

    options = Options(paper.value, detail, large)
    derivations = [solve(load(file)) for file in files]
    names = ["blank", "hints", "solution", "map"] if sheet is SheetName.ALL else [sheet.value]
    jobs = [
        (_target(output, name, sheet, number, len(files)), derivation, name, file)
        for number, (derivation, file) in enumerate(zip(derivations, files, strict=True), start=1)
        for name in names
    ]
    made: dict[Path, Sheet] = {}
    for path, derivation, name, file in track(jobs, say("cli.pages")):
        with about(file):
            made[path] = build(derivation, name, options)
    writers.write(made, engine.value)
    for sentence in (text for derivation in derivations for text in warnings(derivation)):
        typer.echo(f"symattn: {say('cli.warning', sentence=sentence)}", err=True)
    for path in made:
        typer.echo(_made(path, engine.value))


def place_sheets(
    build: Callable[[str], Sheet], output: Path, sheet: SheetName, engine: str
) -> None:
    """Write the sheet that is asked for (all: blank, hints, solution) and say where it is."""
    from symattn import files as writers

    names = ["blank", "hints", "solution"] if sheet is SheetName.ALL else [sheet.value]
    made = {_target(output, name, sheet, 1, 1): build(name) for name in names}
    writers.write(made, engine)
    for path in made:
        typer.echo(_made(path, engine))


def _made(path: Path, engine: str) -> str:
    """Where a file is and which road it took, in words."""
    if path.suffix == ".pdf":
        return say(f"cli.made_{engine}", path=path)
    return say("cli.made_source", path=path, kind=path.suffix[1:])


def _target(output: Path, name: str, sheet: SheetName, number: int, of: int) -> Path:
    """OUT itself for one page; OUT-blank.pdf and so on for several."""
    stem = output.stem
    if of > 1:
        stem += f"-{number}"
    if sheet is SheetName.ALL:
        stem += f"-{name}"
    return output.with_name(stem + output.suffix)
