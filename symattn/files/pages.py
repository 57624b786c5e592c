"""Worksheets for Python: a derivation laid out, and written where one asks."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from symattn.derivation.derivation import Derivation
from symattn.derivation.torch_masks import flag
from symattn.document.tree import Paper, Sheet, Version
from symattn.document.worksheet.page import SHEETS, Options, build
from symattn.errors import InputError
from symattn.files import render, write
from symattn.formulas import glance
from symattn.problem import keys
from symattn.problem.inputs import described
from symattn.words import say

__all__ = ["Pages", "worksheet"]

Engine: TypeAlias = Literal["typst", "xelatex"]


@dataclass(frozen=True, repr=False)
class Pages:
    """A laid-out sheet that can be written in any format.  In a notebook it shows its pages."""

    sheet: Sheet

    def write(self, path: str | PathLike[str], engine: Engine = "typst") -> None:
        """Write the file; its ending (.pdf .tex .typ) chooses the format.

        Raises InputError for an unknown ending, a character that no font has,
        or a target that cannot be written; nothing is left half written.
        """
        if not isinstance(path, str | PathLike):
            raise InputError(say("expected.path", found=described(path)), key="path")
        write({Path(path): self.sheet}, engine)

    def render(self, ending: str, engine: Engine = "typst") -> bytes:
        """The file's content for an ending such as ".tex".

        Raises InputError as :meth:`write` does.
        """
        if not isinstance(ending, str):
            raise InputError(say("expected.text", found=described(ending)), key="ending")
        return render(self.sheet, ending, engine)

    def __repr__(self) -> str:
        return f"<sheet {self.sheet.title!r}>"

    def _repr_html_(self) -> str:
        """The pages as pictures."""
        from symattn.files import pdf, typst

        pages = pdf.pictures(typst.render(self.sheet))
        names = (say("sheet.page_of", page=k, pages=len(pages)) for k in range(1, len(pages) + 1))
        return glance.division(self.sheet.title, *map(glance.picture, pages, names))


def worksheet(
    derivation: Derivation,
    *,
    sheet: Version = "solution",
    paper: Paper = "a4",
    detail: int = 2,
    large: bool = False,
) -> Pages:
    """The sheet "solution", "blank", "hints" or "map" of a derivation.

    ``paper`` is "a4" or "letter"; ``detail`` 1 shows results, 2 each kind of step once, 3 every
    entry; ``large``: large print, boxes 9 mm high.  Raises InputError for other arguments.

    >>> import symattn as sa
    >>> pages = worksheet(sa.solve(sa.Problem(X=[[1, 0], [0, 1]])), sheet="blank")
    >>> pages.render(".tex").startswith(b"\\\\documentclass")
    True
    """
    keys.instance(derivation, Derivation, "derivation", "symattn.solve(problem)")
    keys.choice(sheet, SHEETS, "sheet")
    options = Options(
        keys.choice(paper, get_args(Paper), "paper"),
        keys.whole(detail, "detail", 1, 3),
        flag("large", large),
    )
    return Pages(build(derivation, sheet, options))
