"""``symattn verify``: every printed number of a text, judged."""

from __future__ import annotations

import typer

from symattn.errors import Unsupported

__all__ = ["command"]


def command(file: str = typer.Argument(..., metavar="FILE")) -> None:
    """Judge the printed numbers of a problem file or a document."""
    raise Unsupported("verify is not built yet", file=file)
