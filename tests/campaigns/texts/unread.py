"""What the reading layer makes of the numbers of a text, before anything is judged.

Each number whose place is known (results, sources and operands alike) is looked for among the
cells of grids and the numbers of equations: ``unread`` where none stands at its place, ``misread``
where one with other digits does, ``unseen`` where not even the list of what was left out has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from symattn.errors import InputError
from symattn.reading import documents
from symattn.reading.documents import Document, Equation, Grid
from tests.campaigns.texts.compose import Text
from tests.campaigns.texts.marks import Claim
from tests.campaigns.texts.reader import Spot, alike, spots

WHAT = ("numbers", "unread", "misread", "unseen")


@dataclass
class Unread:
    """Counts of one text by style, and what is not read as it is printed, with the reason."""

    text: Text
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    lost: list[tuple[Claim, str]] = field(default_factory=list)
    stopped: str = ""


def looked_through(text: Text) -> Unread:
    """The text given to the reading layer alone."""
    found = Unread(text)
    try:
        document = documents.read(text.content.encode(), kind=f".{text.ending}")
    except InputError as error:
        found.stopped, cells, left = str(error), {}, set[Spot]()
    else:
        cells = dict(printed_in(document))
        left = {(loose.where.line, loose.where.column) for loose in document.skipped}
    for claim in text.claims:
        counts = found.counts.setdefault(claim.style, Counter())
        counts["numbers"] += 1
        if what := _what(claim, cells, left):
            found.lost.append((claim, what))
            counts["unread" if what == "unseen" else what] += 1
            counts["unseen"] += what == "unseen"
    return found


def printed_in(document: Document) -> Iterator[tuple[Spot, str]]:
    """Every number of a grid or an equation: its place and its digits."""
    for block in document.blocks:
        if isinstance(block, Grid | Equation):
            for number in block.numbers():
                if number.where is not None:
                    yield (number.where.line, number.where.column), number.text


def _what(claim: Claim, cells: dict[Spot, str], left: set[Spot]) -> str:
    held = [cells[spot] for spot in spots(claim) if spot in cells]
    if any(alike(text, claim.printed) for text in held):
        return ""
    if held:
        return "misread"
    return "unread" if left & set(spots(claim)) else "unseen"
