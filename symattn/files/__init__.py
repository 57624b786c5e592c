"""Writers, one module for each format.  A module is imported when its ending is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from symattn.document.tree import Sheet
from symattn.errors import InputError
from symattn.files.place import put_all
from symattn.words import say

__all__ = ["ENDINGS", "ENGINES", "render", "write"]

ENDINGS: Mapping[str, str] = {".pdf": "pdf", ".svg": "svg", ".tex": "latex", ".typ": "typst"}
"""File ending → module of this room; each has ``render(sheet) -> bytes``."""

ENGINES: Mapping[str, str] = {"typst": "pdf", "xelatex": "xelatex"}
"""Who makes a PDF: the compiler in the typst package, or an installed TeX."""


def render(sheet: Sheet, ending: str, engine: str = "typst") -> bytes:
    """The file of a sheet in the format of that ending (".pdf").

    Raises :class:`InputError` for an unknown ending or engine, and what the writer raises.
    """
    if ending.lower() not in ENDINGS:
        raise InputError(
            say("files.no_writer", ending=ending),
            key="-o",
            fix=say("fix.end_name_in", endings=", ".join(ENDINGS)),
        )
    if engine not in ENGINES:
        raise InputError(
            say("files.no_engine", engine=engine), key="--engine", fix=say("fix.typst_or_xelatex")
        )
    module = ENDINGS[ending.lower()]
    if module == "pdf":
        module = ENGINES[engine]
    made: bytes = import_module(f"{__name__}.{module}").render(sheet)
    return made


def write(sheets: Mapping[Path, Sheet], engine: str = "typst") -> None:
    """Nothing; each sheet is then in its file.  All are rendered before any is placed."""
    put_all({path: render(sheet, path.suffix, engine) for path, sheet in sheets.items()})
