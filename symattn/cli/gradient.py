"""``symattn gradient``: the backward pass, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from symattn.cli.options import (
    CellOption,
    Digits,
    File,
    Json,
    RoundingName,
    RoundingOption,
    StageOption,
    about,
)
from symattn.cli.solve import show
from symattn.cli.worksheet import EngineName, PaperName, SheetName

__all__ = ["command"]


def command(
    file: File,
    stage: StageOption = None,
    cell: CellOption = None,
    digits: Digits = 6,
    rounding: RoundingOption = RoundingName.HALF_EVEN,
    as_json: Json = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="help.output")] = None,
    sheet: Annotated[SheetName, typer.Option("--sheet", help="help.sheet")] = SheetName.SOLUTION,
    paper: Annotated[PaperName, typer.Option("--paper", help="help.paper")] = PaperName.A4,
    engine: Annotated[EngineName, typer.Option("--engine", help="help.engine")] = EngineName.TYPST,
) -> None:
    """Work the gradients out: the backward pass in the same exact steps."""
    from symattn.derivation.backward import gradients
    from symattn.problem.load import load

    with about(file):
        steps = gradients(load(file))
    if output is None:
        show(steps, stage, cell, digits, rounding.value, as_json)
        return
    from symattn.cli.worksheet import place_sheets
    from symattn.document.gradient import build

    place_sheets(lambda name: build(steps, name, paper.value), output, sheet, engine.value)
