"""Fraction-free matrices: each of the four ways to multiply gives what fractions give."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpz
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
        (str(fmpz(7**6000)), fmpq(7**6000)),  # 5,071 digits
        ("1" + "0" * 99_999, fmpq(10**99_999)),
        ("1e100000", fmpq(10**100_000)),
        ("1e-100000", fmpq(1, 10**100_000)),
        ("2.5e1/5", fmpq(5)),
        (7, fmpq(7)),
        (Fraction(2, 6), fmpq(1, 3)),
        (fmpq(2, 6), fmpq(1, 3)),
    ],
)
def test_a_number_is_read_exactly(text: str | int | Fraction | fmpq, value: fmpq) -> None:
    assert rational(text) == value


@pytest.mark.parametrize(
    "text", ["", "1_000", "１２", "nan", "inf", "1e", "--1", "1/0", "1/2/3", "0x1"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        rational(text)
    told = "division by zero in" if text == "1/0" else "expected a number, found"
    assert str(error.value) == f"{told} {text!r}"


@pytest.mark.parametrize(
    "text", ["1e999999999", "1e-999999999", "1e100001", "1e-100001", "1" + "0" * 100_000]
)
def test_powers_of_ten_past_the_limit_are_refused_at_once(text: str) -> None:
    with pytest.raises(Limit) as error:
        rational(text)
    assert str(error.value) == "a number with more than 100000 digits is past the limit"


def test_lowest_terms_for_the_whole() -> None:
    half = matrix((1, 2), [Fraction(2, 4), Fraction(3, 2)])
    assert (half.denominator, half.ints) == (2, (1, 3))
    assert FractionFree((2,), (4, 8), 4) == FractionFree((2,), (1, 2), 1)
    assert FractionFree((2,), np.array([4, 8]), 4) == FractionFree((2,), (1, 2), 1)
    for numerators in ((4, 8), np.array([4, 8])):
        by_two = FractionFree((2,), numerators, 2)
        assert (by_two.denominator, by_two.ints) == (1, (2, 4))
    for numerators in ((2, 3), np.array([2, 3])):
        kept = FractionFree((2,), numerators, 2)
        assert (kept.denominator, kept.ints) == (2, (2, 3))
    assert FractionFree((1,), np.array([-(2**63)]), 6).ints == (-(2**62),)


def test_what_is_no_array_is_refused() -> None:
    for under in (0, -1):
        with pytest.raises(ValueError, match=r"^a common denominator is positive$"):
            FractionFree((1,), (1,), under)
    with pytest.raises(ValueError, match=r"^3 numerators do not fill \(2, 2\)$"):
        FractionFree((2, 2), (1, 2, 3))


def test_equal_arrays_have_one_shape_one_denominator_and_the_same_numbers() -> None:
    a = FractionFree((2, 2), (1, 2, 3, 4), 5)
    others = [
        FractionFree((4, 1), (1, 2, 3, 4), 5),
        FractionFree((2, 2), (1, 2, 3, 4), 7),
        FractionFree((2, 2), (1, 2, 3, 6), 5),
    ]
    assert all(a != other and hash(a) != hash(other) for other in others)
    assert a != "a"
    assert repr(a) == "FractionFree((2, 2), (1, 2, 3, 4), 5)"


def test_arrays_do_not_change() -> None:
    for numerators in ((1, 2), np.array([1, 2])):
        with pytest.raises(ValueError, match="read-only"):
            FractionFree((2,), numerators).numerators[0] = 3


@pytest.mark.parametrize(
    ("number", "kind"),
    [(1, np.int64), (200, np.int64), (2**63 - 1, np.int64), (2**63, object), (-(2**63), object)],
)
def test_the_kind_of_the_numerators(number: int, kind: type) -> None:
    assert FractionFree((1,), (number,)).numerators.dtype == kind


@pytest.mark.parametrize(
    ("numbers", "height"), [([-5, 3], 5), ([3, 1], 3), ([-7, -9], 9), ([0, 0], 0), ([], 0)]
)
def test_the_height_is_the_largest_absolute_value(numbers: list[int], height: int) -> None:
    shape = (len(numbers),)
    assert FractionFree(shape, tuple(numbers)).height == height
    assert FractionFree(shape, np.array(numbers, dtype=np.int64)).height == height


@pytest.mark.parametrize("by_numpy", [False, True])
def test_rows_and_columns_exchanged(by_numpy: bool) -> None:
    numbers = np.arange(24)
    ints = numbers.reshape(2, 4, 3) if by_numpy else tuple(range(24))
    turned = FractionFree((2, 4, 3), ints, 5).transposed()
    assert turned.shape == (2, 3, 4) and turned.denominator == 5
    assert turned.ints == tuple(numbers.reshape(2, 4, 3).transpose(0, 2, 1).ravel().tolist())
    assert FractionFree((0, 3), ()).transposed().shape == (3, 0)


@pytest.mark.parametrize("size", [1, 2**20, 2**27, 2**40, 2**70])
@pytest.mark.parametrize("n", [2, 24])
def test_every_road_multiplies_right(size: int, n: int) -> None:
    """By hand, by float64, by int64, by FLINT: chosen by n and by the numbers' size."""
    a = FractionFree((n, n), tuple(size - 7 * i for i in range(n * n)), 3)
    b = FractionFree((n, n), tuple((-1) ** i * (size + i) for i in range(n * n)), 5)
    assert list(a.matmul(b).cells().cells) == plain(a, b)


def road(a: FractionFree, b: FractionFree) -> str:
    """Who multiplies: "hand", a kind of NumPy's, or "flint"."""
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_by_hand", "_by_flint"):
            real = getattr(rationals, name)
            patch.setattr(
                rationals, name, lambda *of, as_=name, do=real: (seen.append(as_), do(*of))[1]
            )
        matmul = np.matmul
        patch.setattr(np, "matmul", lambda x, y: (seen.append(str(x.dtype)), matmul(x, y))[1])
        a.matmul(b)
    (name,) = seen
    return name.removeprefix("_by_")


@pytest.mark.parametrize(
    ("bound", "who"),
    [
        (1, "float64"),
        (200, "float64"),
        (2**53 - 1, "float64"),
        (2**53, "int64"),
        (2**54 - 1, "int64"),
        (2**63 - 1, "int64"),
        (2**63, "flint"),
        (2**64 - 1, "flint"),
    ],
)
def test_who_multiplies(bound: int, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One number times one: the product is the bound itself."""
    monkeypatch.setattr(rationals, "SMALL", 0)
    a, b = FractionFree((1, 1), (bound,)), FractionFree((1, 1), (1,))
    assert road(a, b) == who
    assert a.matmul(b).ints == (bound,)


def test_small_products_are_done_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rationals, "SMALL", 12)
    a, b = FractionFree((2, 3), (1,) * 6), FractionFree((3, 2), (1,) * 6)
    assert road(a, b) == "hand"
    assert road(b, a) == "float64"


@pytest.mark.parametrize(("n", "past"), [(2**24, 2**53), (2**29, 2**63)])
def test_the_bound_counts_the_terms_of_a_sum(n: int, past: int) -> None:
    """Each product is below the bound, the sum of 64 is past it: every entry would be wrong.

    The sums are odd, and so no float64 past 2^53 holds them.
    """
    size = 64
    a = FractionFree((size, size), (n + 1,) * size**2)
    b = FractionFree((size, size), (n + 1,) * (size**2 - size) + (n + 2,) * size)
    assert (n + 1) * (n + 2) < past < size * (n + 1) ** 2
    assert set(a.matmul(b).ints) == {size * (n + 1) ** 2 + (n + 1)}


def test_a_sum_of_exactly_two_to_the_63(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rationals, "SMALL", 0)
    a, b = FractionFree((1, 2), (2**31,) * 2), FractionFree((2, 1), (2**31,) * 2)
    assert a.matmul(b).ints == (2**63,)


@pytest.mark.parametrize("top", [1, 2**40, 2**70])
@pytest.mark.parametrize("small", [0, 1 << 13])
def test_stacks_of_matrices_that_are_not_square(
    top: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rationals, "SMALL", small)
    left = np.array([(top + i) * (-1) ** i for i in range(60)], dtype=object).reshape(2, 1, 3, 10)
    right = np.array([top - 3 * i for i in range(80)], dtype=object).reshape(2, 10, 4)
    a = FractionFree((2, 1, 3, 10), tuple(left.ravel().tolist()), 3)
    b = FractionFree((2, 10, 4), tuple(right.ravel().tolist()), 7)
    expected = [
        sum(left[i, 0, r, k] * right[j, k, c] for k in range(10))
        for i in range(2)
        for j in range(2)
        for r in range(3)
        for c in range(4)
    ]
    found = a.matmul(b)
    assert found.shape == (2, 2, 3, 4)
    assert found.cells().cells == tuple(fmpq(x, 21) for x in expected)


def test_empty_sums_are_zero() -> None:
    nothing = FractionFree((2, 0), ()).matmul(FractionFree((0, 3), ()))
    assert (nothing.shape, nothing.ints) == ((2, 3), (0,) * 6)


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
    one = FractionFree((1, 2), (5, 6))
    assert one.matmul(b).ints == (5, 6, 11)
    assert b.transposed().matmul(one.transposed()).ints == (5, 6, 11)
    with pytest.raises(ValueError, match=r"^leading axes \(2,\) and \(3,\) do not match$"):
        FractionFree((2, 1, 2), (1, 2, 3, 4)).matmul(b)


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
    with pytest.raises(Limit) as error:
        a.matmul(a)
    told = "a product of shape (200, 200) with numbers of this size is past the limit"
    assert str(error.value) == told


def test_the_limit_counts_64_bits_for_each_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    a = FractionFree((2, 2), (1, 2, 3, 4))
    monkeypatch.setattr(rationals, "MAX_BITS", 4 * 64)
    assert a.matmul(a).ints == (7, 10, 15, 22)
    monkeypatch.setattr(rationals, "MAX_BITS", 4 * 64 - 1)
    with pytest.raises(Limit):
        a.matmul(a)


def test_shapes_that_do_not_fit() -> None:
    a = FractionFree((1, 2), (1, 2))
    with pytest.raises(ValueError, match=r"^shapes \(1, 2\) and \(1, 2\) do not multiply$"):
        a.matmul(a)
    with pytest.raises(ValueError, match=r"^shapes \(1, 2\) and \(2, 1\) differ$"):
        a.plus(a.transposed())
    square = FractionFree((2, 2), (1, 2, 3, 4))
    for index in ((0, 2), (-1, 0)):
        with pytest.raises(IndexError) as error:
            square.entry(index)
        assert str(error.value) == f"index {index} is outside the shape (2, 2)"
