"""Row sums: the same by label and value, with the enclosure of the reciprocal."""

from __future__ import annotations

from mpmath import mp

from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working
from symattn.numbers.rowsums import RowSum
from tests.numbers.numbers import inside


def test_the_same_by_label_and_value() -> None:
    one = RowSum(("w", 0), ExpSum.exp(1) + 1)
    assert one == RowSum(("w", 0), ExpSum.exp(1) + 1)
    assert hash(one) == hash(RowSum(("w", 0), ExpSum.exp(2)))
    assert hash(one) != hash(RowSum(("w", 1), ExpSum.exp(1) + 1))
    assert one != RowSum(("w", 1), ExpSum.exp(1) + 1)
    assert one != RowSum(("w", 0), ExpSum.exp(2) + 1)
    assert one != "w"
    assert repr(one) == f"RowSum(('w', 0), {one.value})"


def test_the_enclosure_of_the_reciprocal() -> None:
    one = RowSum(("w", 0), ExpSum.exp(1) + 1)
    with mp.workdps(80):
        for bits in (64, 200, 64):
            with working(bits):
                ball = one.enclosure()
                assert one.enclosure() is ball
            assert inside(ball, 1 / (mp.e + 1))
            assert bits - 8 < ball.rel_accuracy_bits() < bits + 2
