"""The campaign as a test, for ``pytest tests/campaigns/texts/campaign.py``.

It is collected under this name only when it is asked for; SYMATTN_TEXTS says
how many texts, SYMATTN_TEXTS_SEED which.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.campaigns.texts.compose import make
from tests.campaigns.texts.reader import tried

COUNT = int(os.environ.get("SYMATTN_TEXTS", "60"))
SEED = int(os.environ.get("SYMATTN_TEXTS_SEED", "1"))
JUDGED = 0.97
"""The part of the claims that reach the model which must be judged."""


@pytest.mark.timeout(60 + 10 * COUNT)
def test_no_right_number_is_accused_and_no_wrong_one_passes() -> None:
    every: Counter[str] = Counter()
    failures = []
    for number in range(COUNT):
        outcome = tried(make(SEED, number))
        failures += [f"{outcome.text.name}:{failure}" for failure in outcome.failures]
        every.update(sum(outcome.counts.values(), Counter[str]()))
    assert not failures, "\n".join(failures[:50])
    assert every["judged"] >= JUDGED * every["read"], every
