"""Radical sums: a field of real numbers, beside mpmath."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given
from mpmath import mp

from symattn.errors import Limit, Unsupported
from symattn.numbers.algebraic import Algebraic
from tests.numbers.numbers import algebraics, inside, of_algebraic

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT3 = Algebraic.power(fmpq(3), fmpq(1, 2))


@given(algebraics(), algebraics(), algebraics())
def test_ring_laws(a: Algebraic, b: Algebraic, c: Algebraic) -> None:
    assert (a + b) * c == a * c + b * c
    assert (a * b) * c == a * (b * c)
    assert a * b == b * a
    assert a - a == 0
    assert hash(a + b) == hash(b + a)


@given(algebraics(), algebraics())
def test_products_sums_and_signs_as_mpmath_has_them(a: Algebraic, b: Algebraic) -> None:
    with mp.workdps(60):
        x, y = of_algebraic(a), of_algebraic(b)
        assert abs(of_algebraic(a * b) - x * y) < mp.mpf(10) ** -50
        assert inside((a + b).ball(150), x + y)
        difference = a - b
        assert difference.sign() == (0 if not difference else int(mp.sign(x - y)))
        assert (a < b) == (difference.sign() < 0)


@given(algebraics())
def test_inverses_by_conjugates(a: Algebraic) -> None:
    if a:
        assert a * a.inverse() == 1


def test_roots_of_other_bases() -> None:
    third = Algebraic.power(fmpq(2), fmpq(1, 3))
    assert third * third * third == 2
    assert Algebraic.power(fmpq(4), fmpq(5, 2)) == 32
    assert Algebraic.power(fmpq(1, 8), fmpq(1, 6)) * ROOT2 == 1
    assert Algebraic.power(fmpq(12), fmpq(1, 2)) == 2 * ROOT3
    assert Algebraic.power(fmpq(2), fmpq(-7, 3)) * Algebraic.power(fmpq(2), fmpq(7, 3)) == 1


def test_nearly_equal_numbers_are_told_apart() -> None:
    """√2 and its convergents: the difference is decided, however small."""
    p, q = 1, 1
    for _ in range(300):
        p, q = p + 2 * q, p + q
    assert (ROOT2 - fmpq(p, q)).sign() == (1 if p * p < 2 * q * q else -1)


def test_what_is_refused() -> None:
    with pytest.raises(Unsupported):
        Algebraic.power(fmpq(-2), fmpq(1, 2))
    with pytest.raises(Limit):
        Algebraic.power(fmpq(10**60 + 7), fmpq(1, 2))
    with pytest.raises(Limit):
        Algebraic.power(fmpq(2), fmpq(10**9))
    with pytest.raises(ZeroDivisionError):
        Algebraic({}).inverse()
    with pytest.raises(Unsupported):
        (1 + Algebraic.power(fmpq(2), fmpq(1, 3))).inverse()


def test_terms_in_order_and_the_rational_value() -> None:
    x = ROOT2 * 3 + fmpq(1, 2)
    assert x.terms() == (((), fmpq(1, 2)), (((2, fmpq(1, 2)),), fmpq(3)))
    assert x.rational() is None
    assert (x - x).rational() == 0
    assert (ROOT2 * ROOT2).rational() == 2
    assert x.irrational_part() == ROOT2 * 3
