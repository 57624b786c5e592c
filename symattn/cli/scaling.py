"""``symattn scaling``: why 1/√d_k."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from symattn.cli.options import Digits, Json, about
from symattn.cli.worksheet import EngineName, PaperName, SheetName

__all__ = ["command"]


def command(
    file: Annotated[str | None, typer.Argument(metavar="[FILE]", help="help.example_file")] = None,
    digits: Digits = 6,
    seed: Annotated[int, typer.Option("--seed", min=0, help="help.seed")] = 2017,
    as_json: Json = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="help.output")] = None,
    sheet: Annotated[SheetName, typer.Option("--sheet", help="help.sheet")] = SheetName.SOLUTION,
    paper: Annotated[PaperName, typer.Option("--paper", help="help.paper")] = PaperName.A4,
    engine: Annotated[EngineName, typer.Option("--engine", help="help.engine")] = EngineName.TYPST,
) -> None:
    """Show why scores are divided by the root of d_k: in symbols, over many rows, on numbers."""
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
