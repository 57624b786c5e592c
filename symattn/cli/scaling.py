"""``symattn scaling``: why 1/√d_k."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from symattn.cli.options import Digits, Json, about
from symattn.cli.worksheet import EngineName, PaperName, SheetName

__all__ = ["command"]


def command(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A problem to show it on, or -.")
    ] = None,
    digits: Digits = 6,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the experiment.")] = 2017,
    as_json: Json = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A worksheet: .pdf, .tex or .typ.")
    ] = None,
    sheet: Annotated[SheetName, typer.Option("--sheet", help="Which sheet.")] = SheetName.SOLUTION,
    paper: Annotated[PaperName, typer.Option("--paper", help="The paper.")] = PaperName.A4,
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Who makes a PDF.")
    ] = EngineName.TYPST,
) -> None:
    """Show why scores are divided by the root of d_k: in symbols, on numbers, by experiment."""
    from symattn.derivation.scaling import scaling
    from symattn.problem.load import load

    with about(file):
        found = scaling(None if file is None else load(file), seed=seed)
    if output is not None:
        from symattn.cli.worksheet import place_sheets
        from symattn.document.scaling import build

        place_sheets(lambda name: build(found, name, paper.value), output, sheet, engine.value)
        return
    from symattn.files import json, scaling_text

    if as_json:
        typer.echo(json.dumps(scaling_text.to_json(found, digits)))
    else:
        scaling_text.print_scaling(found, digits)
