"""``symattn solve``: every step, in the terminal or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    cell_index,
)
from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
    from symattn.derivation.derivation import Derivation
    from symattn.numbers.certify import Rounding

__all__ = ["command"]


def command(
    file: File,
    stage: StageOption = None,
    cell: CellOption = None,
    digits: Digits = 6,
    rounding: RoundingOption = RoundingName.HALF_EVEN,
    as_json: Json = False,
) -> None:
    """Work a problem out: every step exactly, decimals correctly rounded."""
    from symattn.derivation.derivation import solve
    from symattn.problem.load import load

    with about(file):
        steps = solve(load(file))
        show(steps, stage, cell, digits, rounding.value, as_json, with_further=True)


def show(
    steps: Derivation,
    stage: str | None,
    cell: str | None,
    digits: int,
    rounding: Rounding,
    as_json: bool,
    *,
    with_further: bool = False,
) -> None:
    """Print a derivation (forward or backward) as the options ask.

    ``with_further``: rankings and further layers too, where the whole is asked for.
    """
    from symattn.files import json, terminal

    if cell is not None and stage is None:
        raise InputError(say("cli.cell_without_stage"), fix=say("fix.add_stage"))
    if stage is not None:
        _ = steps[stage]  # refused where there is none
    if as_json:
        only = None if stage is None else [stage]
        found = json.derivation(steps, digits, rounding=rounding, only=only)
        if with_further and stage is None:
            found = json.with_further(found, steps, digits, rounding)
        typer.echo(json.dumps(found))
    elif cell is not None and stage is not None:
        step = steps[stage]
        terminal.print_cell(step, step.public(cell_index(cell, step.shape)), digits, rounding)
    else:
        terminal.print_steps(steps, list(steps) if stage is None else [stage], digits, rounding)
        if with_further and stage is None:
            terminal.print_further(steps, digits, rounding)
