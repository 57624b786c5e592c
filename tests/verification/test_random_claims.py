"""The campaigns: 100,000 random claims where CI asks for them, a part of them elsewhere.

A million, or fifty problems for each mistake, run by ``python -m tests.campaigns.…``.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.campaigns import claims, diagnoses, enumeration

IN_CI = bool(os.environ.get("CI"))
PARTS = range(10)
CLAIMS = 10_000 if IN_CI else 500
TABLES = 200 if IN_CI else 20


@pytest.mark.parametrize("part", PARTS)
def test_random_claims_are_judged_as_the_oracle_judges_them(part: int) -> None:
    tally: Counter[str] = Counter()
    assert list(claims.disagreements(CLAIMS, 100 + part, tally)) == []
    for kind in claims.KINDS:
        assert tally[kind] == CLAIMS // len(claims.KINDS)
    for notation in claims.NOTATIONS:
        assert tally[f"notation {notation}"] > 0


@pytest.mark.parametrize("part", PARTS)
def test_two_tokens_of_width_one_against_all_two_place_weights(part: int) -> None:
    """All 252,500 claims, ten parts."""
    assert list(enumeration.disagreements(every=len(PARTS), start=part)) == []


@pytest.mark.parametrize("part", PARTS)
def test_right_tables_raise_no_false_alarm(part: int) -> None:
    assert diagnoses.right_tables(TABLES, part) == 0
