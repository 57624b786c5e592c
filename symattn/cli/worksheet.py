"""``symattn worksheet``: problem files to printable pages."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from symattn.cli.options import about

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
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="Problem files, or -.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Where to; its ending chooses .pdf .tex .typ")
    ],
    sheet: Annotated[SheetName, typer.Option("--sheet", help="Which sheet.")] = SheetName.SOLUTION,
    paper: Annotated[PaperName, typer.Option("--paper", help="The paper.")] = PaperName.A4,
    detail: Annotated[
        int,
        typer.Option(
            "--detail", min=1, max=3, help="1 results, 2 each kind of step, 3 every entry."
        ),
    ] = 2,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Who makes a PDF.")
    ] = EngineName.TYPST,
    large: Annotated[bool, typer.Option("--large", help="Large print, boxes 9 mm high.")] = False,
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
    for path, derivation, name, file in track(jobs, "pages"):
        with about(file):
            made[path] = build(derivation, name, options)
    writers.write(made, engine.value)
    for sentence in (text for derivation in derivations for text in warnings(derivation)):
        typer.echo(f"symattn: warning: {sentence}", err=True)
    for path in made:
        typer.echo(f"{path} ({_took(path, engine.value)})")


def place_sheets(
    build: Callable[[str], Sheet], output: Path, sheet: SheetName, engine: str
) -> None:
    """Write the sheet that is asked for (all: blank, hints, solution) and say where it is."""
    from symattn import files as writers

    names = ["blank", "hints", "solution"] if sheet is SheetName.ALL else [sheet.value]
    made = {_target(output, name, sheet, 1, 1): build(name) for name in names}
    writers.write(made, engine)
    for path in made:
        typer.echo(f"{path} ({_took(path, engine)})")


def _took(path: Path, engine: str) -> str:
    """Which road a file took, in words."""
    return {".pdf": f"PDF by {'Typst, embedded' if engine == 'typst' else 'XeLaTeX'}"}.get(
        path.suffix, f"{path.suffix[1:]} source"
    )


def _target(output: Path, name: str, sheet: SheetName, number: int, of: int) -> Path:
    """OUT itself for one page; OUT-blank.pdf and so on for several."""
    stem = output.stem
    if of > 1:
        stem += f"-{number}"
    if sheet is SheetName.ALL:
        stem += f"-{name}"
    return output.with_name(stem + output.suffix)
