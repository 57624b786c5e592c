"""Right tables raise no alarm, in whatever style and convention they are printed."""

from __future__ import annotations

from collections import Counter

import pytest

from symattn.reading.documents import read
from symattn.texts.reading import recognise
from symattn.verification.check import report_on
from tests.texts.styles import STYLES, printed, random_problem

PER_STYLE = 12


def check(seed: int, style: str) -> str:
    """What is amiss with one text, "" for nothing."""
    text = printed(random_problem(seed), seed, style)
    found = recognise(read(text.source.encode(), text.ending))
    judged = [j for one in found for j in report_on(one.problem, one.claims).claims]
    false = [(j.claim.stage, j.claim.index, j.claim.text) for j in judged if not j.right]
    if false:
        return f"seed {seed} {style}: false alarms {false[:3]} of {len(judged)}"
    counts = Counter(j.claim.stage for j in judged)
    missing = {s: n - counts[s] for s, n in text.stages.items() if counts[s] < n}
    return f"seed {seed} {style}: not judged {missing}" if missing else ""


@pytest.mark.parametrize("style", sorted(STYLES))
def test_right_tables_are_all_judged_and_all_right(style: str) -> None:
    assert [amiss for seed in range(PER_STYLE) if (amiss := check(seed, style))] == []
