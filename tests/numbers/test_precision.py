"""The working precision is set for a block and put back, also when the block fails."""

from __future__ import annotations

import pytest
from flint import ctx, fmpq

from symattn.numbers import certify
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working


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
