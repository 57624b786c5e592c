"""The working precision is set for a block and put back, also when the block fails."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq

from symattn.numbers import certify
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import doubling, sign_of, working


def test_it_is_put_back() -> None:
    before = ctx.prec
    with working(100):
        with working(200):
            assert ctx.prec == 200
        assert ctx.prec == 100
    assert ctx.prec == before


def _fail() -> None:
    with working(77):
        raise KeyError


def test_it_is_put_back_after_an_error() -> None:
    before = ctx.prec
    with pytest.raises(KeyError):
        _fail()
    assert ctx.prec == before


def test_nothing_of_this_room_leaves_another_precision() -> None:
    before = ctx.prec
    value = ExpSum.exp(fmpq(1, 3))
    certify.decimal(value, 300)
    certify.enclosure(value, 40)
    value.ball(1000)
    (value - 1).sign()
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("first", "most", "tried"),
    [(64, 255, [64, 128]), (64, 256, [64, 128, 256]), (3, 3, [3]), (4, 3, [])],
)
def test_twice_as_many_bits_each_time(first: int, most: int, tried: list[int]) -> None:
    assert list(doubling(first, most)) == tried


@pytest.mark.parametrize(
    ("ball", "sign"),
    [("3 +/- 1", 1), ("-3 +/- 1", -1), ("1 +/- 2", None), ("-1 +/- 2", None), ("0", None)],
)
def test_the_sign_that_a_ball_proves(ball: str, sign: int | None) -> None:
    assert sign_of(arb(ball)) == sign
