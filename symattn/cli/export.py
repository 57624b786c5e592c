"""``symattn export``: the LaTeX of one stage, for the user's own document."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from symattn.cli.options import Digits, File, RoundingName, RoundingOption, about

__all__ = ["command"]


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


def command(
    file: File,
    stage: Annotated[str, typer.Option("--stage", help="help.export_stage", metavar="S")],
    form: Annotated[Form, typer.Option("--form", help="help.form")] = Form.EXACT,
    names: Annotated[Names, typer.Option("--names", help="help.names")] = Names.NUMBERS,
    width: Annotated[int, typer.Option("--width", help="help.width", min=2, max=10)] = 10,
    digits: Digits = 3,
    rounding: RoundingOption = RoundingName.HALF_EVEN,
) -> None:
    """Print the LaTeX of a stage: no preamble, amsmath alone, under pdfLaTeX too."""
    from symattn.document import fragment
    from symattn.formulas import latex
    from symattn.problem.load import load

    with about(file):
        parts = fragment.build(
            load(file),
            stage,
            form=form.value,
            tokens=names is Names.TOKENS,
            width=width,
            places=digits,
            rounding=rounding.value,
        )
    for part in parts:
        typer.echo(f"\\[\n{latex.write(part)}\n\\]")
