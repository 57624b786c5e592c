"""Entries one after the other in the room of a page, and what the letters in them stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf

from symattn.document.boxes import box, line_height
from symattn.document.breaking import broken, definitions, packed
from symattn.document.naming import Letters, shortened
from symattn.document.shown import Place, Shown
from symattn.document.tree import Block, Display, Paragraph, Text
from symattn.formulas.tree import Chain, Formula, Lines
from symattn.words import say

__all__ = [
    "AROUND",
    "SENTENCE",
    "Room",
    "aligned",
    "height_of",
    "listed",
    "sentence",
    "where",
    "width_of",
]


@dataclass(frozen=True)
class Room:
    """The room of a text, in em: the width of a line, the height of a page.

    ``columns``: how many a matrix may have (amsmath's own are ten at most).  ``paged``:
    whether a page follows on a page, so that each stage may take one; a slide stands alone.
    """

    width: float = 32.0
    height: float = 45.0
    columns: int = 10
    whole: bool = False
    paged: bool = True

    @property
    def rows(self) -> int:
        """How many rows a matrix may have."""
        return max(self.columns, 10)

    @property
    def budget(self) -> float:
        """How high all that is shown may be together."""
        return inf if self.whole else self.height


AROUND = 2.0
"""The room above and below a display: 11 pt each at eleven points."""
SENTENCE = 1.4
CHUNK = 0.6
"""A display of many lines is made anew after that share of a page, so that pages fill."""
BREAKING = 0.4
"""The same for slides that go on: beamer breaks between displays, and leaves room at the foot."""


Entry = tuple[Place, tuple[Chain, ...]]
"""Where an entry stands, and the lines that show it."""


def listed(shown: Shown, room: Room, letters: Letters) -> tuple[tuple[Block, ...], bool]:
    """The entries one after the other, as many as there is room for, and a word for the rest.

    A relation has a line of its own where all entries fit so, else lines are filled.
    """
    places = [(i, j) for i in shown.rows for j in _limited(shown.columns, room)]
    asked = len(shown.rows) * len(shown.columns)
    mark = letters.mark()
    for tight in (shown.form != "steps", True):
        letters.back_to(mark)
        taken = _taken(shown, places, room, letters, tight)
        if len(taken) == asked:
            break
    if not taken:
        return _shortest(shown, places[0], asked, room, letters), False
    blocks: list[Block] = list(_displays(taken, room, tight))
    blocks += where(shown, [place for place, _ in taken], room, letters, mark)
    if len(taken) < asked:
        blocks.insert(0, _first(len(taken), asked))
    return tuple(blocks), len(taken) == asked


def _taken(
    shown: Shown, places: list[Place], room: Room, letters: Letters, tight: bool
) -> list[Entry]:
    """The first entries, as many as fit with what their letters stand for."""
    asked = len(shown.rows) * len(shown.columns)
    start, used = letters.mark(), 0.0
    taken: list[Entry] = []
    for place in places:
        mark = letters.mark()
        lines = _entry(shown, place, room, letters, tight)
        used += sum(line_height(box(line)) for line in lines) + (AROUND / 4 if tight else AROUND)
        told = where(shown, [*(p for p, _ in taken), place], room, letters, start)
        rest = SENTENCE if len(taken) + 1 < asked else 0.0
        if used + rest + height_of(told) > room.budget:
            letters.back_to(mark)
            break
        taken.append((place, lines))
    return taken


def _entry(
    shown: Shown, place: Place, room: Room, letters: Letters, tight: bool
) -> tuple[Chain, ...]:
    """The lines of an entry; where its working cannot be broken, those of its value alone."""
    mark = letters.mark()
    for chain in (shown.entry(place), shown.result(place), shown.decimal_alone(place)):
        letters.back_to(mark)
        lines = broken(chain, room.width, letters)
        if width_of(lines) <= room.width:
            break
    return packed(lines, room.width) if tight else lines


def _limited(columns: list[int], room: Room) -> list[int]:
    """The columns that a row of entries may have."""
    if room.whole or len(columns) <= room.columns:
        return columns
    return [*columns[: room.columns - 1], columns[-1]]


def _displays(taken: Iterable[Entry], room: Room, tight: bool) -> Iterator[Display]:
    """A display for each entry, or where lines are filled for the entries of a row."""
    for _, group in groupby(taken, key=lambda one: one[0][0] if tight else one[0]):
        yield from _chunks([line for _, lines in group for line in lines], room)


def _chunks(lines: list[Chain], room: Room) -> Iterator[Display]:
    """Displays of many lines, each no higher than a share of the page.

    Lines that fit alone may be too wide when aligned; they then stand in two displays.
    """
    alone = BREAKING if room.whole else 1.0
    most = (CHUNK if room.paged else alone) * room.height
    chunk: list[Chain] = []
    used = 0.0
    for line in lines:
        more = line_height(box(line))
        too_wide = bool(chunk) and width_of((*chunk, line)) > room.width
        if chunk and (too_wide or used + more > most):
            yield Display(aligned(tuple(chunk)))
            chunk, used = [], 0.0
        chunk.append(line)
        used += more
    yield Display(aligned(tuple(chunk)))


def _first(shown: int, count: int) -> Block:
    if shown == 1:
        return sentence(say("export.first_entry", count=count))
    return sentence(say("export.first_entries", shown=shown, count=count))


def _shortest(
    shown: Shown, place: Place, asked: int, room: Room, letters: Letters
) -> tuple[Block, ...]:
    """One entry where not even one fits: long sums shortened, then its value alone."""
    first = [] if asked == 1 else [_first(1, asked)]
    first.append(sentence(say("export.shortened")))
    mark = letters.mark()
    for entry in (shown.entry(place), shown.result(place)):
        chain = shortened(entry)
        assert isinstance(chain, Chain)
        lines = broken(chain, room.width, letters)
        displays = list(_chunks(list(lines), room))
        blocks = (*first, *displays, *where(shown, [place], room, letters, mark))
        if height_of(blocks) <= room.budget and width_of(lines) <= room.width:
            return blocks
        letters.back_to(mark)
    return (*first, Display(shown.decimal_alone(place)))


def where(
    shown: Shown, places: list[Place], room: Room, letters: Letters, start: int
) -> list[Block]:
    """What the letters r and u stand for that these entries use."""
    lines = [
        line for chain in shown.definitions(places) for line in broken(chain, room.width, letters)
    ]
    for definition in definitions(letters, room.width, start):
        lines += definition
    if not lines:
        return []
    return [sentence(say("export.where")), *_chunks(lines, room)]


def aligned(lines: tuple[Chain, ...]) -> Formula:
    return lines[0] if len(lines) == 1 else Lines(lines)


def width_of(lines: tuple[Chain, ...]) -> float:
    return box(aligned(lines)).width


def sentence(text: str) -> Block:
    return Paragraph((Text(text),))


def height_of(blocks: Iterable[Block]) -> float:
    """The height of blocks one under the other."""
    return sum(
        AROUND + box(block.formula).tall if isinstance(block, Display) else SENTENCE
        for block in blocks
    )
