"""A sample of the generated texts: what is accused and what passes may only grow less.

The whole campaign is ``python -m tests.campaigns.texts``; its aim is none of either.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.campaigns.texts.compose import make
from tests.campaigns.texts.reader import tried

SEED, TEXTS = 12, 60
ALARMS, MISSES = 2, 3
"""Right numbers accused and wrong ones passed, of 3,506 claims."""
JUDGED = 0.85
"""The part of the claims that the reader reads which is judged."""


@pytest.mark.timeout(600)
def test_few_right_numbers_are_accused_and_few_wrong_ones_pass() -> None:
    every: Counter[str] = Counter()
    for number in range(TEXTS):
        every.update(sum(tried(make(SEED, number)).counts.values(), Counter[str]()))
    assert every["crashes"] == 0
    assert every["alarms"] <= ALARMS, every
    assert every["misses"] <= MISSES, every
    assert every["judged"] >= JUDGED * every["read"], every
