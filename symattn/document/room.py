"""A matrix of a stage in the room of a page: whole, broken, listed, or elided with a word for it.

Nothing is wider than the line.  A page's worth is shown at most, and a sentence says what
is left out; ``whole`` shows everything, on as many pages as that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symattn.document.boxes import box
from symattn.document.breaking import broken
from symattn.document.listed import (
    AROUND,
    SENTENCE,
    Room,
    aligned,
    height_of,
    listed,
    sentence,
    where,
    width_of,
)
from symattn.document.naming import Letters
from symattn.document.shown import Place, Shown, elided
from symattn.document.tree import Block, Display
from symattn.formulas.tree import Formula
from symattn.words import say

__all__ = ["laid"]

FEWEST = 3
"""A matrix is elided to three rows and columns at least: the first, dots, the last."""


def laid(shown: Shown, room: Room, letters: Letters) -> tuple[tuple[Block, ...], bool]:
    """The blocks that show a matrix, and whether all that was asked for is there."""
    if shown.form != "steps" and shown.column is None:
        found = _as_matrix(shown, room, letters)
        if found is not None:
            return found
        if shown.form == "decimal" and room.whole:
            return tuple(_in_blocks(shown, room, letters)), True
    return listed(shown, room, letters)


def _as_matrix(shown: Shown, room: Room, letters: Letters) -> tuple[tuple[Block, ...], bool] | None:
    """As a matrix, if it is one that fits; listed where all of that fits and no matrix does."""
    rows, columns = shown.rows, shown.columns
    most = (min(len(rows), room.rows), min(len(columns), room.columns))
    whole = most == (len(rows), len(columns))
    wanted = whole or not room.whole
    if wanted and (plain := _matrix(shown, most, room, letters, naming=False)):
        return plain, whole
    if shown.form != "decimal" and (whole or room.whole):
        found, all_of_it = listed(shown, room, letters)
        if all_of_it:
            return found, True
    if room.whole:
        return None
    size = _largest(shown, most, room, letters)
    if size is None:
        return None
    return _matrix(shown, size, room, letters, naming=True), size == (len(rows), len(columns))


def _largest(shown: Shown, most: Place, room: Room, letters: Letters) -> Place | None:
    """The largest size that fits: as many columns as go into the line, then rows of them."""
    least = min(most[0], FEWEST), min(most[1], FEWEST)

    def fits(rows: int, columns: int) -> bool:
        mark = letters.mark()
        found = _matrix(shown, (rows, columns), room, letters, naming=True)
        letters.back_to(mark)
        return bool(found)

    for columns in range(most[1], least[1] - 1, -1):
        if fits(least[0], columns):
            fewer = range(most[0], least[0], -1)
            return next((rows for rows in fewer if fits(rows, columns)), least[0]), columns
    return None


def _matrix(
    shown: Shown, most: Place, room: Room, letters: Letters, *, naming: bool
) -> tuple[Block, ...]:
    """The matrix with at most so many rows and columns; nothing where it does not fit."""
    mark = letters.mark()
    shows: list[Place] = []

    def grid(of: Callable[[Place], Formula]) -> Formula:
        made, places = elided(shown.rows, shown.columns, most, of)
        shows[:] = places
        return made

    chain = shown.parts(grid)
    lines = (chain,) if box(chain).width <= room.width else broken(chain, room.width, letters)
    fits = width_of(lines) <= room.width and box(aligned(lines)).tall <= room.height
    if fits and (naming or letters.mark() == mark):
        blocks = [Display(aligned(lines)), *where(shown, shows, room, letters, mark)]
        if _elides(shown, most):
            blocks.insert(0, sentence(_elision(shown, most)))
        if height_of(blocks) <= room.budget:
            return tuple(blocks)
    letters.back_to(mark)
    return ()


def _elides(shown: Shown, most: Place) -> bool:
    return len(shown.rows) > most[0] or len(shown.columns) > most[1]


def _elision(shown: Shown, most: Place) -> str:
    rows, columns = shown.rows, shown.columns
    return say(
        "export.elided",
        rows=_kept(rows, most[0]),
        columns=_kept(columns, most[1]),
        size=f"{shown.cells.shape[0]} × {shown.cells.shape[1]}",
    )


def _kept(lines: list[int], most: int) -> str:
    """The lines that stay, from 1, in words: "1 to 8 and 12"."""
    if len(lines) == 1:
        return str(lines[0] + 1)
    if len(lines) <= most:
        return say("export.from_to", first=lines[0] + 1, last=lines[-1] + 1)
    if most == FEWEST:
        return say("export.and", first=lines[0] + 1, last=lines[-1] + 1)
    first = say("export.from_to", first=lines[0] + 1, last=lines[most - 3] + 1)
    return say("export.and", first=first, last=lines[-1] + 1)


def _in_blocks(shown: Shown, room: Room, letters: Letters) -> Iterator[Block]:
    """A matrix of decimals in parts of as many columns and rows as fit."""
    rows, columns = shown.rows, shown.columns
    wide = max(box(shown.rounded((i, j))).width for i in rows for j in columns)
    across = max(1, min(room.columns, int((room.width - 2.0) / (wide + 1.0))))
    down = max(1, int((room.height - AROUND - SENTENCE) / 1.5))
    for top in range(0, len(rows), down):
        for left in range(0, len(columns), across):
            part = rows[top : top + down], columns[left : left + across]
            yield sentence(
                say(
                    "export.part",
                    rows=_kept(part[0], len(part[0])),
                    columns=_kept(part[1], len(part[1])),
                )
            )
            made, _ = elided(*part, (len(part[0]), len(part[1])), shown.rounded)
            yield Display(made)
