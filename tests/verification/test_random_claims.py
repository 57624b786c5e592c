"""Samples of the campaigns; the whole of them runs by ``python -m tests.campaigns.…``."""

from __future__ import annotations

from collections import Counter

from tests.campaigns import claims, diagnoses, enumeration

SAMPLE = 1500


def test_random_claims_are_judged_as_the_oracle_judges_them() -> None:
    tally: Counter[str] = Counter()
    assert list(claims.disagreements(SAMPLE, 7, tally)) == []
    for kind in claims.KINDS:
        assert tally[kind] >= SAMPLE // len(claims.KINDS)
    for notation in claims.NOTATIONS:
        assert tally[f"notation {notation}"] > 0


def test_two_tokens_of_width_one_against_all_two_place_weights() -> None:
    assert list(enumeration.disagreements(every=60)) == []


def test_right_tables_raise_no_false_alarm() -> None:
    assert diagnoses.right_tables(30, 5) == 0
