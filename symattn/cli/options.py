"""Options that several commands share, each declared once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Annotated

import typer

from symattn.errors import InputError
from symattn.words import say

__all__ = [
    "CellOption",
    "Digits",
    "File",
    "Json",
    "RoundingName",
    "RoundingOption",
    "StageOption",
    "about",
    "cell_index",
]

MOST_DIGITS = 100_000


@contextmanager
def about(file: str | None) -> Iterator[None]:
    """What is found wrong with a problem while it is worked out names its file too."""
    try:
        yield
    except InputError as error:
        raise error.within(file=file) from error


class RoundingName(str, Enum):
    """What happens to a value that lies half-way between two decimals."""

    HALF_EVEN = "half-even"
    HALF_UP = "half-up"


File = Annotated[str, typer.Argument(metavar="FILE", help="help.file")]
StageOption = Annotated[str | None, typer.Option("--stage", help="help.stage", metavar="S")]
CellOption = Annotated[str | None, typer.Option("--cell", help="help.cell")]
Digits = Annotated[int, typer.Option("--digits", help="help.digits", min=0, max=MOST_DIGITS)]
Json = Annotated[bool, typer.Option("--json", help="help.json")]
RoundingOption = Annotated[RoundingName, typer.Option("--rounding", help="help.rounding")]


def cell_index(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """``"1,2"`` (from 1) as an index (from 0) into an array of that shape.

    >>> cell_index("1,2", (3, 3))
    (0, 1)
    """
    parts = text.replace(" ", "").split(",")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise InputError(say("cli.cell", found=text), fix=say("fix.write_cell"))
    index = tuple(int(part) - 1 for part in parts)
    if len(index) != len(shape) or any(not 0 <= i < n for i, n in zip(index, shape, strict=False)):
        size = " × ".join(map(str, shape))
        raise InputError(say("cli.cell_outside", cell=text, size=size))
    return index
