"""Sentences that a text wraps over lines: their line ends are blanks."""

from __future__ import annotations

import re
from itertools import pairwise

from symattn.reading.documents.marked import Marked

__all__ = ["unwrapped"]

SHORTEST = 40
FEWEST_WORDS = 4

_WORD = re.compile(r"(?<![\\\w])[^\W\d_]{2,}")
_ITEM = re.compile(r"\s*(?:[-*•+–—|│┌├└⎡⎢⎣#>&%$\\=≈]|\d+[.)]\s|[^\s:：=]{1,20}\s*[:：=])")


def unwrapped(text: Marked) -> Marked:
    """The text with the line ends inside its sentences as blanks.

    A line goes on in the next where it is prose (some words, and it announces nothing) and the
    next has words too and is no item, formula or row of a table.
    """
    if "\n" not in text.text:
        return text
    lines = text.text.split("\n")
    out = lines[0]
    for before, line in pairwise(lines):
        out += (" " if _goes_on(before, line) else "\n") + line
    return text.same_length(lambda _: out)


def _goes_on(before: str, line: str) -> bool:
    end = before.rstrip()
    if len(end) < SHORTEST or end.endswith((":", "：", "=", "≈", "|", "\\\\")):
        return False
    if len(_WORD.findall(end)) < FEWEST_WORDS or _ITEM.match(line):
        return False
    return bool(_WORD.search(line)) and not re.search(r"\S\s{4,}\S|\t", f"{end}\n{line}")
