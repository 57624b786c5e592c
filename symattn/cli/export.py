"""``symattn export``: stages as formulas for the user's own document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from symattn.cli.export_options import index, room
from symattn.cli.export_options import layer as layer_number
from symattn.cli.options import CellOption, Digits, File, Json, RoundingName, RoundingOption, about
from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
    from symattn.document.fragment import Part, Wanted
    from symattn.files.fragments import Target
    from symattn.problem.model import Problem

__all__ = ["command", "write"]


class Form(str, Enum):
    """What is written of each entry."""

    EXACT = "exact"
    DECIMAL = "decimal"
    BOTH = "both"
    STEPS = "steps"


class Names(str, Enum):
    """How rows and columns are named in subscripts."""

    NUMBERS = "numbers"
    TOKENS = "tokens"


class To(str, Enum):
    """The kind of document that it is for."""

    ARTICLE = "article"
    TWOCOLUMN = "twocolumn"
    BEAMER = "beamer"
    MARKDOWN = "markdown"
    QUARTO = "quarto"
    KATEX = "katex"
    TYPST = "typst"
    MATHML = "mathml"


def command(
    file: File,
    stages: Annotated[list[str], typer.Option("--stage", help="help.export_stage", metavar="S")],
    form: Annotated[Form | None, typer.Option("--form", help="help.form")] = None,
    to: Annotated[To, typer.Option("--to", help="help.to")] = To.ARTICLE,
    names: Annotated[Names, typer.Option("--names", help="help.names")] = Names.NUMBERS,
    cell: CellOption = None,
    row: Annotated[str | None, typer.Option("--row", help="help.row")] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="help.export_layer")] = None,
    width: Annotated[str | None, typer.Option("--width", help="help.width")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="help.whole")] = False,
    digits: Digits = 3,
    rounding: RoundingOption = RoundingName.HALF_EVEN,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="help.export_output")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print stages as formulas for a document of yours: no preamble, nothing over the margin."""
    from symattn.document.fragment import Wanted
    from symattn.files.fragments import TARGETS
    from symattn.problem.load import load

    if cell is not None and row is not None:
        raise InputError(say("export.cell_and_row"), key="--row", fix=say("export.fix_one"))
    target = TARGETS[to.value]
    default = Form.EXACT if cell is None else Form.STEPS
    asked = Wanted(
        tuple(dict.fromkeys(stages)),
        (form or default).value,
        names is Names.TOKENS,
        digits,
        rounding.value,
        None if cell is None else index(cell, "--cell"),
        None if row is None else index(row, "--row"),
        layer_number(layer),
        room(target, width, whole=whole),
    )
    with about(file):
        written, parts, notes = write(load(file), asked, target)
    for note in notes:
        typer.echo(f"symattn: {say('cli.note', sentence=note)}", err=True)
    if as_json:
        from symattn.files.json import dumps

        written = dumps(as_object(parts, target, to.value, written, notes)) + "\n"
    if output is None:
        typer.echo(written, nl=False)
        return
    from symattn.files.place import put

    put(output, written.encode())
    typer.echo(str(output))


def write(
    problem: Problem, asked: Wanted, target: Target
) -> tuple[str, tuple[Part, ...], list[str]]:
    """What is pasted, its parts, and what the reader of the terminal should know."""
    from symattn.document import fragment
    from symattn.files.fragments import unset

    notes = []
    if asked.tokens and (char := unset(target, (*problem.query_names, *problem.key_names))):
        notes.append(say("export.numbered", char=char, code=f"{ord(char):04X}"))
        asked = replace(asked, tokens=False)
    parts = fragment.build(problem, asked)
    if not all(part.whole for part in parts):
        cut = ", ".join(dict.fromkeys(part.stage for part in parts if not part.whole))
        notes.append(say("export.cut", stages=cut))
    blocks = (block for part in parts for block in part.blocks)
    return f"{target.write(blocks).strip()}\n", parts, notes


def as_object(
    parts: Iterable[Part], target: Target, to: str, written: str, notes: Sequence[str]
) -> dict[str, Any]:
    """The same as JSON: each part with its formulas, without the marks of a display."""
    from symattn.document.fragment import displays

    return {
        "to": to,
        "text": written,
        "notes": list(notes),
        "parts": [
            {
                "stage": part.stage,
                "layer": part.layer,
                "whole": part.whole,
                "formulas": [target.formula(one) for one in displays([part])],
                "text": f"{target.write(part.blocks).strip()}\n",
            }
            for part in parts
        ],
    }
