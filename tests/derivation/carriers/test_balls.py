"""Balls are compared by what they hold."""

from __future__ import annotations

from flint import arb

from symattn.derivation.carriers.balls import Balls
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED


def test_exact_balls_of_one_value_are_the_same_wherever_they_stand() -> None:
    assert Balls().same(arb(2), arb(2)) is True
    assert Balls().same(arb(2), arb(3)) is False


def test_a_wide_ball_is_not_known_to_be_the_same_as_anything() -> None:
    wide = arb(2, 1)
    assert Balls().same(wide, wide) is None
    assert Balls().same(wide, arb(2)) is None
    assert Balls().same(wide, arb(4)) is False


def test_specials_are_the_same_as_themselves_alone() -> None:
    assert Balls().same(UNDEFINED, UNDEFINED) is True
    assert Balls().same(UNDEFINED, MINUS_INFINITY) is False
    assert Balls().same(MINUS_INFINITY, arb(0)) is False
