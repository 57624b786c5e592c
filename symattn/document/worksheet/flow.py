"""Blocks side by side where the line holds them, else one under the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symattn.document.measure import blocks_width
from symattn.document.tree import Beside, Block, KeepTogether

__all__ = ["GAP", "LINE", "Blocks", "Draft", "flow"]

LINE = 166.0
"""Millimetres of a line of text on A4 paper, the narrower of the two."""
GAP = 6.0

Blocks = tuple[Block, ...]
Draft = tuple[tuple[str, ...], Blocks]
"""A section to be: the stages that it is about, and its blocks."""


def flow(groups: Iterable[Blocks], line: float = LINE) -> Iterator[Block]:
    """The groups in order, as many to a line as fit; what stands in a group stays together.

    >>> from symattn.document.tree import Display
    >>> from symattn.formulas.tree import Num
    >>> [type(block).__name__ for block in flow([(Display(Num("1")),)] * 2)]
    ['Beside']
    """
    held: list[Blocks] = []
    taken = 0.0
    for group in groups:
        wide = blocks_width(group)
        if held and taken + wide > line:
            yield from _line(held)
            held, taken = [], 0.0
        held.append(group)
        taken += wide + GAP
    yield from _line(held)


def _line(groups: list[Blocks]) -> Iterator[Block]:
    if len(groups) > 1:
        yield Beside(tuple(groups), (0,) * len(groups))
    elif groups and len(groups[0]) > 1:  # what stands over a table stays with it
        yield KeepTogether(groups[0])
    elif groups:
        yield from groups[0]
