"""``symattn scaling``: not built yet."""

from __future__ import annotations

import typer

from symattn.errors import Unsupported

__all__ = ["command"]


def command(file: str = typer.Argument(..., metavar="FILE")) -> None:
    """Not built yet."""
    raise Unsupported("scaling is not built yet", file=file)
