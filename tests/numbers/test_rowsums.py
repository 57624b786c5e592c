"""Row sums: the same by label and value, with the enclosure of the reciprocal."""

from __future__ import annotations

import pickle

from mpmath import mp

from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working
from symattn.numbers.rowsums import RowSum
from tests.numbers.numbers import inside


def test_the_same_by_value_whatever_they_are_called() -> None:
    one = RowSum(("w", 0), ExpSum.exp(1) + 1)
    again = RowSum(("v", 1), ExpSum.exp(1) + 1)
    assert one == again and hash(one) == hash(again)
    assert (one.label, again.label) == (("w", 0), ("v", 1))
    other = RowSum(("w", 0), ExpSum.exp(2) + 1)
    assert other not in (one, "w") and hash(one) != hash(other)
    assert repr(one) == f"RowSum({one.value})"
    assert [one.order, one.order] == [repr(one.value)] * 2


def test_places_on_a_page() -> None:
    """Numbers by size, then words by letters."""
    labels = [(2, 5), (10, 5), (10, "a"), (10, "b"), ("a", 1), ("b", 0)]
    sums = [RowSum(label, ExpSum.exp(1) + 1) for label in reversed(labels)]
    assert [one.label for one in sorted(sums, key=lambda one: one.place)] == labels
    assert sums[3].place == ((0, 10, ""), (1, 0, "a"))


def test_the_enclosure_of_the_reciprocal() -> None:
    one = RowSum(("w", 0), ExpSum.exp(1) + 1)
    with mp.workdps(80):
        for bits in (64, 200, 64):
            with working(bits):
                ball = one.enclosure()
                assert one.enclosure() is ball
            assert inside(ball, 1 / (mp.e + 1))
            assert bits - 8 < ball.rel_accuracy_bits() < bits + 2


def test_a_row_sum_is_pickled_without_its_ball() -> None:
    one = RowSum(("row", 1), ExpSum.exp(1) + ExpSum.exp(2))
    assert one.value.enclosure() > 10
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.label == ("row", 1)
