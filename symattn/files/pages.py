"""Worksheets for Python: a derivation laid out, and written where one asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from symattn.derivation.derivation import Derivation
from symattn.document.tree import Paper, Sheet
from symattn.document.worksheet.page import SHEETS, Options, build
from symattn.errors import InputError
from symattn.files import render, write
from symattn.words import say

__all__ = ["Pages", "worksheet"]


@dataclass(frozen=True)
class Pages:
    """A laid-out sheet that can be written in any format."""

    sheet: Sheet

    def write(self, path: str | Path, engine: str = "typst") -> None:
        """Write the file; its ending (.pdf .tex .typ) chooses the format.

        Raises InputError for an unknown ending, a character that no font has,
        or a target that cannot be written; nothing is left half written.
        """
        write({Path(path): self.sheet}, engine)

    def render(self, ending: str, engine: str = "typst") -> bytes:
        """The file's content for an ending such as ".tex"."""
        return render(self.sheet, ending, engine)


def worksheet(
    derivation: Derivation,
    *,
    sheet: str = "solution",
    paper: Paper = "a4",
    detail: int = 2,
    large: bool = False,
) -> Pages:
    """The sheet "solution", "blank", "hints" or "map" of a derivation.

    ``detail`` 1 shows results, 2 each kind of step once, 3 every entry.

    >>> import symattn as sa
    >>> pages = worksheet(sa.solve(sa.Problem(X=[[1, 0], [0, 1]])), sheet="blank")
    >>> pages.render(".tex").startswith(b"\\\\documentclass")
    True
    """
    if sheet not in SHEETS:
        raise InputError(
            say("document.no_sheet", sheet=sheet), fix=say("fix.one_of", known=", ".join(SHEETS))
        )
    return Pages(build(derivation, sheet, Options(paper, detail, large)))
