"""A sample of the generated texts: what is not read may only grow less.

All of them: ``python -m tests.campaigns.texts --reading``.  The aim is none of each.
"""

from __future__ import annotations

from collections import Counter

from tests.campaigns.texts.compose import make
from tests.campaigns.texts.unread import looked_through

SEED, TEXTS = 13, 60
UNREAD, MISREAD, UNSEEN = 0, 0, 0
"""Numbers that are in no grid and no equation; that stand there with other digits; and those of
the unread that the list of what was left out does not have either; of 6,216."""


def test_few_numbers_are_not_read_and_fewer_not_even_seen() -> None:
    every: Counter[str] = Counter()
    for number in range(TEXTS):
        every.update(sum(looked_through(make(SEED, number)).counts.values(), Counter[str]()))
    assert every["numbers"] > 5_000
    assert every["unread"] <= UNREAD, every
    assert every["misread"] <= MISREAD, every
    assert every["unseen"] <= UNSEEN, every
