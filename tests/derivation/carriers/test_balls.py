"""Balls hold what mpmath computes, and are compared by what they hold."""

from __future__ import annotations

from flint import arb, fmpq
from mpmath import exp, mpf, tanh

import symattn as sa
from symattn.derivation.carriers.balls import Balls
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor


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


def holds(ball: arb, value: object) -> bool:
    """Whether a ball is narrow and holds a value of mpmath."""
    return bool(ball.rel_accuracy_bits() > 40 and ball.overlaps(arb(str(value), 1e-12)))


def test_numbers_of_every_kind_are_enclosed() -> None:
    balls = Balls()
    wide = arb(2, 1)
    assert balls.number(wide) is wide
    assert holds(balls.number(fmpq(1, 3)), mpf(1) / 3)
    assert holds(balls.number(ExpSum.exp(2)), exp(2))
    assert holds(balls.number(Entry.of(ExpSum.exp(1))), exp(1))


def test_powers_tangents_and_the_larger() -> None:
    balls = Balls()
    assert holds(balls.power(arb(2), None), exp(2))
    assert holds(balls.power(arb(2), fmpq(3)), 9)
    assert holds(balls.power(arb(-1), fmpq(1, 2)), 2)
    assert holds(balls.hyperbolic(arb(1), ()), tanh(1))
    assert balls.larger(arb(2), arb(3)) == 3
    assert balls.larger(arb(2), arb(-3)) == 2


def test_an_open_input_leaves_its_consequences_open() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 1]], scale="none"))
    scores = Tensor((2, 2), tuple(arb(x, 0.5) for x in (5, 5, 5, 10)))
    run = steps.running_on({"scores": scores}, carrier=Balls())
    weight = run["weights"].cells[(0, 0)]
    for a, b in ((4.5, 5.5), (5.5, 4.5), (5, 5)):
        assert weight.contains(arb(str(exp(a) / (exp(a) + exp(b)))))
    assert weight.rad() > 0.1
