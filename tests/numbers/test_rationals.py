"""Fraction-free matrices: each of the four ways to multiply gives what fractions give."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symattn.errors import InputError, Limit
from symattn.numbers import rationals
from symattn.numbers.rationals import FractionFree, rational
from symattn.numbers.tensors import Tensor


def matrix(shape: tuple[int, ...], numbers: list[Fraction]) -> FractionFree:
    cells = tuple(fmpq(x.numerator, x.denominator) for x in numbers)
    return FractionFree.from_cells(Tensor(shape, cells))


def plain(a: FractionFree, b: FractionFree) -> list[fmpq]:
    """The product of two matrices by fractions, entry by entry."""
    inner = a.shape[-1]
    return [
        sum((a.entry((i, k)) * b.entry((k, j)) for k in range(inner)), fmpq(0))
        for i in range(a.shape[0])
        for j in range(b.shape[1])
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", fmpq(3)),
        ("-0.25", fmpq(-1, 4)),
        (".5", fmpq(1, 2)),
        ("5.", fmpq(5)),
        ("9.05E-04", fmpq(905, 10**6)),
        ("1/3", fmpq(1, 3)),
        ("1e3", fmpq(1000)),
        ("0" * 5000 + "7", fmpq(7)),
        (7, fmpq(7)),
        (Fraction(2, 6), fmpq(1, 3)),
    ],
)
def test_a_number_is_read_exactly(text: str | int | Fraction, value: fmpq) -> None:
    assert rational(text) == value


@pytest.mark.parametrize(
    "text", ["", "1_000", "１２", "nan", "inf", "1e", "--1", "1/0", "1/2/3", "0x1"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        rational(text)


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999"])
def test_powers_of_ten_past_the_limit_are_refused_at_once(text: str) -> None:
    with pytest.raises(Limit):
        rational(text)


def test_lowest_terms_for_the_whole() -> None:
    half = matrix((1, 2), [Fraction(2, 4), Fraction(3, 2)])
    assert (half.denominator, half.ints) == (2, (1, 3))
    assert FractionFree((2,), (4, 8), 4) == FractionFree((2,), (1, 2), 1)
    assert FractionFree((2,), np.array([4, 8]), 4) == FractionFree((2,), (1, 2), 1)


@pytest.mark.parametrize("size", [1, 2**20, 2**27, 2**40, 2**70])
@pytest.mark.parametrize("n", [2, 24])
def test_every_road_multiplies_right(size: int, n: int) -> None:
    """By hand, by float64, by int64, by FLINT: chosen by n and by the numbers' size."""
    a = FractionFree((n, n), tuple(size - 7 * i for i in range(n * n)), 3)
    b = FractionFree((n, n), tuple((-1) ** i * (size + i) for i in range(n * n)), 5)
    assert list(a.matmul(b).cells().cells) == plain(a, b)


@pytest.mark.parametrize("top", [2**53, 2**63])
def test_just_below_and_above_a_bound(top: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rationals, "SMALL", 0)
    for number in (top // 4 - 1, top // 4, top // 4 + 1):
        a = FractionFree((1, 2), (number, number))
        b = FractionFree((2, 1), (2, 1))
        assert a.matmul(b).ints == (3 * number,)


def test_int64_at_its_lower_end() -> None:
    a = FractionFree((1, 1), (-(2**63),))
    assert a.numerators.dtype == object
    assert a.plus(a).ints == (-(2**64),)


@given(st.data())
def test_ring_laws(data: st.DataObject) -> None:
    numbers = st.fractions(min_value=-99, max_value=99, max_denominator=30)
    a, b, c = (
        matrix((2, 2), data.draw(st.lists(numbers, min_size=4, max_size=4))) for _ in range(3)
    )
    assert a.matmul(b.plus(c)) == a.matmul(b).plus(a.matmul(c))
    assert a.matmul(b).matmul(c) == a.matmul(b.matmul(c))
    assert a.matmul(b).transposed() == b.transposed().matmul(a.transposed())
    assert a.plus(b) == b.plus(a)
    assert a.times(fmpq(2, 3)).plus(a.times(fmpq(1, 3))) == a


def test_leading_axes_are_broadcast() -> None:
    a = FractionFree((2, 1, 1, 2), (1, 2, 3, 4))
    b = FractionFree((3, 2, 1), (1, 0, 0, 1, 1, 1))
    assert a.matmul(b).shape == (2, 3, 1, 1)
    assert a.matmul(b).ints == (1, 2, 3, 3, 4, 7)


def test_the_numpy_and_the_python_form_agree() -> None:
    ints = tuple(range(24))
    one, two = (
        FractionFree((2, 3, 4), ints),
        FractionFree((2, 3, 4), np.arange(24).reshape(2, 3, 4)),
    )
    assert one == two
    assert hash(one) == hash(two)
    assert one.transposed() == two.transposed()
    assert one.height == two.height == 23
    assert one.numerators.tolist() == two.numerators.tolist()


def test_sizes_are_bounded_before_flint_is_called() -> None:
    a = FractionFree((200, 200), (2**30000,) * 40000)
    with pytest.raises(Limit):
        a.matmul(a)


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="do not multiply"):
        FractionFree((1, 2), (1, 2)).matmul(FractionFree((1, 2), (1, 2)))
    with pytest.raises(IndexError):
        FractionFree((1, 2), (1, 2)).entry((0, 2))
