"""Radical sums: a field of real numbers, beside mpmath."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given
from mpmath import mp

from symattn.errors import Limit, Unsupported
from symattn.numbers import algebraic
from symattn.numbers.algebraic import (
    Algebraic,
    Radical,
    factored,
    radical_ball,
    radical_product,
)
from symattn.numbers.precision import working
from tests.numbers.numbers import algebraics, inside, of_algebraic

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
THIRD = Algebraic.power(fmpq(2), fmpq(1, 3))
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
    for base in (fmpq(-2), fmpq(0), fmpq(-1, 3)):
        with pytest.raises(Unsupported) as unsupported:
            Algebraic.power(base, fmpq(1, 2))
        told = "a root or a logarithm is taken of positive numbers only"
        assert str(unsupported.value) == told
    for base in (fmpq(-2), fmpq(0)):
        with pytest.raises(Unsupported):
            Algebraic.power(base, 2)
    for part in (fmpq(1 << 128), fmpq(1, 1 << 128)):
        with pytest.raises(Limit) as error:
            Algebraic.power(part, fmpq(1, 3))
        told = "a number with more than 38 digits under a root or a logarithm is past the limit"
        assert str(error.value) == told
    with pytest.raises(ZeroDivisionError, match=r"^1/0$"):
        Algebraic({}).inverse()
    with pytest.raises(Unsupported) as unsupported:
        (1 + THIRD).inverse()
    assert str(unsupported.value) == "one over a sum of roots other than square roots"
    for wrong in ("1", 1.5, None):
        with pytest.raises(TypeError):
            ROOT2 + wrong  # type: ignore[operator]
        with pytest.raises(TypeError):
            ROOT2 * wrong  # type: ignore[operator]
        assert wrong != ROOT2
    with pytest.raises(TypeError):
        Algebraic.of(None)  # type: ignore[arg-type]


def test_the_largest_numbers_under_a_root() -> None:
    large = fmpq(1 << 130)
    assert Algebraic.power(large, -2) == Algebraic.power(1 / large, 2) == fmpq(1, 1 << 260)
    top = (1 << 127) - 1  # a prime
    root = Algebraic.power(fmpq(2 * top, 1), fmpq(1, 2))
    assert root.terms() == ((((2, fmpq(1, 2)), (top, fmpq(1, 2))), fmpq(1)),)
    assert root * root == 2 * top


@pytest.mark.parametrize(("base", "bits"), [(fmpq(2), 2), (fmpq(1, 4), 3), (fmpq(3, 16), 5)])
def test_powers_have_at_most_2_to_the_20_bits(base: fmpq, bits: int) -> None:
    most = (1 << 20) // bits
    for sign in (1, -1):
        assert Algebraic.power(base, sign * most) == base ** (sign * most)
        with pytest.raises(Limit) as error:
            Algebraic.power(base, sign * (most + 1))
        assert str(error.value) == f"the power {base} to the {sign * (most + 1)} is past the limit"
        Algebraic.power(base, fmpq(sign * (2 * most - 1), 2))
        with pytest.raises(Limit):
            Algebraic.power(base, fmpq(sign * (2 * most + 3), 2))


@pytest.mark.parametrize(
    ("value", "primes"),
    [((12, 25), ((2, 2), (3, 1), (5, -2))), ((1, 1), ()), ((1, 6), ((2, -1), (3, -1)))],
)
def test_factors_of_a_fraction(value: tuple[int, int], primes: object) -> None:
    assert factored(value) == primes


@pytest.mark.parametrize(
    ("a", "b", "factor", "product"),
    [
        ((), ((2, 1, 2),), 1, ((2, 1, 2),)),
        (((2, 1, 2),), (), 1, ((2, 1, 2),)),
        (((2, 1, 2),), ((2, 1, 2),), 2, ()),
        (((2, 1, 3),), ((2, 1, 6),), 1, ((2, 1, 2),)),
        (((2, 2, 3),), ((2, 2, 3),), 2, ((2, 1, 3),)),
        (((2, 1, 4),), ((2, 1, 4),), 1, ((2, 1, 2),)),
        (((5, 1, 2),), ((3, 1, 2),), 1, ((3, 1, 2), (5, 1, 2))),
        (((2, 1, 2), (3, 1, 2)), ((2, 1, 2), (3, 2, 3)), 6, ((3, 1, 6),)),
    ],
)
def test_products_of_radicals(a: Radical, b: Radical, factor: int, product: Radical) -> None:
    assert radical_product(a, b) == (factor, product)
    assert radical_product(b, a) == (factor, product)


@pytest.mark.parametrize("radical", [((2, 1, 2),), ((2, 1, 3), (5, 3, 4)), ()])
def test_radicals_as_mpmath_has_them(radical: Radical) -> None:
    with mp.workdps(80):
        value = mp.fprod(mp.power(p, mp.mpf(k) / q) for p, k, q in radical)
        for bits in (64, 200):
            with working(bits):
                ball = radical_ball(radical)
            assert inside(ball, value)
            assert radical == () or bits - 8 < ball.rel_accuracy_bits() < bits + 2


def test_numbers_of_other_kinds_beside_it() -> None:
    assert 1 - ROOT2 == -(ROOT2 - 1)
    assert ROOT2 + fmpq(3) == 3 + ROOT2
    assert fmpq(1, 2) * ROOT2 == ROOT2 / 2 == ROOT2 * ROOT2 / (ROOT2 * 2)
    assert ROOT2 * 0 == 0 and not ROOT2 * 0
    assert ROOT2 / fmpq(2, 3) == ROOT2 * fmpq(3, 2)
    assert Algebraic.of(3) == 3 and Algebraic.of(0) == 0 and ROOT2 != 2
    assert Algebraic.of(ROOT2) is ROOT2 and ROOT2 not in (ROOT3, -ROOT2)
    assert (ROOT2 > 1, ROOT2 < 1, ROOT2 > ROOT2, ROOT2 < ROOT2) == (True, False, False, False)
    assert fmpq(7, 5) < ROOT2 and fmpq(3, 2) > ROOT2


def test_inverses_of_sums_of_roots() -> None:
    x = 1 + ROOT2 + ROOT3 * 2 + ROOT2 * ROOT3
    assert x * x.inverse() == 1
    assert (THIRD * fmpq(3, 5)).inverse() == THIRD * THIRD * fmpq(5, 6)
    assert (ROOT2 * ROOT3 * fmpq(1, 2)).inverse() == ROOT2 * ROOT3 * fmpq(1, 3)


def test_signs() -> None:
    numbers = (Algebraic({}), Algebraic.of(fmpq(1, 2)), Algebraic.of(-3), -THIRD, THIRD)
    assert [x.sign() for x in numbers] == [0, 1, -1, -1, 1]
    for x in (ROOT2 - fmpq(14, 10), ROOT2 + ROOT3 - Algebraic.power(fmpq(10), fmpq(1, 2))):
        with mp.workdps(30):
            expected = int(mp.sign(of_algebraic(x)))
        assert [x.sign(), x.sign(), (-x).sign()] == [expected, expected, -expected]


def test_numbers_that_agree_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(algebraic, "MAX_PRECISION", 256)
    p, q = 1, 1
    for _ in range(95):
        p, q = p + 2 * q, p + q
    assert (ROOT2 - fmpq(p, q)).sign() == (1 if p * p < 2 * q * q else -1)  # 244 bits
    for _ in range(45):
        p, q = p + 2 * q, p + q
    with pytest.raises(Limit) as error:
        (ROOT2 - fmpq(p, q)).sign()
    told = "two numbers agree to more than a million digits: past the limit"
    assert str(error.value) == told


def test_enclosures_at_the_precision_that_is_asked_for() -> None:
    x = ROOT2 + ROOT3
    with mp.workdps(80):
        for bits in (64, 200, 64):
            assert inside(x.ball(bits), mp.sqrt(2) + mp.sqrt(3))
            assert bits - 8 < x.ball(bits).rel_accuracy_bits() < bits + 2
    assert x.ball(64) is x.ball(64)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Algebraic({}), "0"),
        (Algebraic.of(fmpq(-1, 2)), "-1/2"),
        (ROOT2, "2^(1/2)"),
        (ROOT2 * ROOT3 * fmpq(-2, 3) + 1, "1 + -2/3*2^(1/2)*3^(1/2)"),
    ],
)
def test_how_a_number_is_written_for_programmers(value: Algebraic, text: str) -> None:
    assert repr(value) == f"Algebraic({text})"


def test_equal_numbers_have_one_hash() -> None:
    assert hash(ROOT2 * ROOT2 * ROOT3) == hash(ROOT3 * 2)
    assert len({hash(x) for x in (ROOT2, ROOT3, -ROOT2, ROOT2 + 1, ROOT2 * fmpq(1, 2))}) == 5


def test_terms_in_order_and_the_rational_value() -> None:
    x = ROOT2 * 3 + fmpq(1, 2)
    assert x.terms() == (((), fmpq(1, 2)), (((2, fmpq(1, 2)),), fmpq(3)))
    assert x.rational() is None
    assert (x - x).rational() == 0
    assert (ROOT2 * ROOT2).rational() == 2
    assert x.irrational_part() == ROOT2 * 3
    assert ROOT2.irrational_part() is ROOT2
    assert ROOT2.rational() is None
    assert Algebraic({}).rational() == 0
    assert Algebraic.of(fmpq(5, 3)).rational() == fmpq(5, 3)
    y = ROOT3 + ROOT2 * ROOT3 + ROOT2
    assert [radical for radical, _ in y.terms()] == [
        ((2, fmpq(1, 2)),),
        ((2, fmpq(1, 2)), (3, fmpq(1, 2))),
        ((3, fmpq(1, 2)),),
    ]
