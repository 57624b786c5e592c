"""Options that several commands share, each declared once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Annotated

import typer

from symattn.errors import InputError

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


File = Annotated[str, typer.Argument(metavar="FILE", help="A problem file (TOML or JSON), or -.")]
StageOption = Annotated[str | None, typer.Option("--stage", help="This stage only.", metavar="S")]
CellOption = Annotated[
    str | None, typer.Option("--cell", help="One entry worked out in full: row,column from 1.")
]
Digits = Annotated[
    int, typer.Option("--digits", help="Places after the point.", min=0, max=MOST_DIGITS)
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RoundingOption = Annotated[RoundingName, typer.Option("--rounding", help="What ties do.")]


def cell_index(text: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """``"1,2"`` (from 1) as an index (from 0) into an array of that shape.

    >>> cell_index("1,2", (3, 3))
    (0, 1)
    """
    parts = text.replace(" ", "").split(",")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise InputError(
            f"--cell takes whole numbers from 1 with commas between, found {text!r}",
            fix="write for example --cell 1,2",
        )
    index = tuple(int(part) - 1 for part in parts)
    if len(index) != len(shape) or any(not 0 <= i < n for i, n in zip(index, shape, strict=False)):
        size = " × ".join(map(str, shape))
        raise InputError(f"--cell {text} is outside the stage, which is {size}")
    return index
