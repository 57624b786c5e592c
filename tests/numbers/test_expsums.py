"""Exponential sums: a ring, signs that are proven, and what is decided where."""

from __future__ import annotations

import pickle

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symattn.errors import Limit, Unsupported
from symattn.formulas.tree import Num
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Mono
from symattn.numbers.precision import working
from tests.numbers.numbers import algebraics, inside, of_algebraic

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT3 = Algebraic.power(fmpq(3), fmpq(1, 2))
ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
E1 = ExpSum.exp(1)
LN2, LN3 = ExpSum.log(2), ExpSum.log(3)


@st.composite
def sums(draw: st.DrawFn) -> ExpSum:
    parts = draw(st.lists(st.tuples(algebraics(), algebraics()), max_size=3))
    return ExpSum.total([ExpSum.exp(a) * c for c, a in parts])


def value(x: ExpSum) -> mpf:
    return mp.fsum(of_algebraic(c) * mp.exp(of_algebraic(a)) for (a, _), c in x.grouped().items())


@given(sums(), sums(), sums())
def test_ring_laws(a: ExpSum, b: ExpSum, c: ExpSum) -> None:
    assert (a + b) * c == a * c + b * c
    assert (a * b) * c == a * (b * c)
    assert a + b == b + a
    assert hash(a * b) == hash(b * a)
    assert not a - a
    assert ExpSum.total([a, b, c]) == a + b + c


@given(sums(), sums(), algebraics())
def test_values_as_mpmath_has_them(a: ExpSum, b: ExpSum, shift: Algebraic) -> None:
    with mp.workdps(80):
        assert inside((a * b - a).ball(200), value(a) * value(b) - value(a))
        assert inside(a.shifted(shift).ball(150), value(a) * mp.exp(of_algebraic(shift)))
        assert a.sign() == int(mp.sign(value(a)) if a else 0)


@given(algebraics(), algebraics())
def test_exponents_add(a: Algebraic, b: Algebraic) -> None:
    assert ExpSum.exp(a) * ExpSum.exp(b) == ExpSum.exp(a + b)
    assert ExpSum.exp(a) * ExpSum.exp(-a) == ExpSum.of(1)


def test_equal_monomials_are_one_object_also_after_a_trip_through_pickle() -> None:
    a = ExpSum.exp(ROOT2) * ExpSum.exp(-1)
    assert a == ExpSum.exp(ROOT2 - 1)
    assert pickle.loads(pickle.dumps(a)) == a
    (mono,) = a.terms
    assert Mono.of(mono.radical, mono.exponent, mono.atoms) is mono


def test_logarithms_go_into_the_coefficient() -> None:
    assert ExpSum.exp(ExpSum.log(3)).rational() == 3
    assert ExpSum.exp(ExpSum.log(fmpq(8, 9)) * fmpq(1, 2)) == ExpSum.of(ROOT2 * fmpq(2, 3))
    assert ExpSum.exp(ExpSum.log(fmpq(3, 2)) + 2) == ExpSum.exp(2) * fmpq(3, 2)
    assert ExpSum.log(6) == LN2 + LN3
    assert (ExpSum.log(4) - LN2 * 2).is_zero() is True


@pytest.mark.parametrize(
    ("base", "power", "found"), [(2, 3, 8), (4, fmpq(1, 2), 2), (10, -2, fmpq(1, 100))]
)
def test_whole_and_rational_powers_of_another_base(base: int, power: fmpq, found: fmpq) -> None:
    assert ExpSum.exp(power, base).rational() == found


def test_irrational_powers_of_a_base_and_of_its_powers() -> None:
    assert ExpSum.exp(ROOT5, 4) == ExpSum.exp(ROOT5 * 2, 2)
    assert ExpSum.exp(ROOT5, fmpq(1, 2)) * ExpSum.exp(ROOT5, 2) == ExpSum.of(1)
    assert ExpSum.exp(ROOT5, 6) == ExpSum.exp(ROOT5, 2) * ExpSum.exp(ROOT5, 3)
    assert ExpSum.exp(LN2 * ROOT5) == ExpSum.exp(ROOT5, 2)


DECIDED = {
    "exponentials": ExpSum.exp(ROOT2) + ExpSum.exp(ROOT3) - ExpSum.exp(1),
    "powers of one number": ExpSum.exp(ROOT5, 2) - ExpSum.exp(ROOT5 * fmpq(3, 2), 2) * ROOT2 + 1,
    "powers of one number, of base 6": ExpSum.exp(ROOT5 * fmpq(-1, 3), 6) - ExpSum.exp(-ROOT5, 6),
    "two different powers": ExpSum.exp(ROOT2, 2) - ExpSum.exp(ROOT3, 2),
    "one logarithm": LN2 * LN2 - LN2 * ROOT2 + 3,
    "logarithms, linearly": LN2 * ROOT5 - LN3 + 1,
    "a logarithm times exponentials": LN2 * E1 - LN2 * ExpSum.exp(ROOT2),
    "a positive atom in all terms": ExpSum.exp(E1) * ROOT2 - ExpSum.exp(E1) * E1,
}
OPEN = {
    "three powers of a base": ExpSum.exp(ROOT2, 2) + ExpSum.exp(ROOT3, 2) - 1,
    "e beside another base": ExpSum.exp(ROOT2, 2) + E1 - 1,
    "a logarithm beside an exponential": LN2 + E1,
    "a product of logarithms": LN2 * LN3 + 1,
    "an exponential of an exponential": ExpSum.exp(E1) - 1,
}


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_decided(name: str) -> None:
    from symattn.numbers.independence import collected, independent

    assert independent(collected(DECIDED[name].terms))


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_still_told_from_zero_by_balls(name: str) -> None:
    from symattn.numbers.independence import collected, independent

    assert not independent(collected(OPEN[name].terms))
    assert OPEN[name].is_zero() is False


def test_an_equality_that_nothing_decides_stays_open() -> None:
    """sin² + cos² in disguise: the same number under two names."""

    def ball(bits: int) -> arb:
        with working(bits):
            return arb(2).sqrt()

    twin = ExpSum.opaque("√2 by another name", ball, lambda: Num("?"))
    assert (twin - ROOT2).is_zero() is None
    assert (twin - ROOT2).sign() is None
    assert (twin - twin).is_zero() is True
    assert (twin - 1).sign() == 1


FILL = -(10**9)


@pytest.mark.parametrize("base", [None, 2, 6, fmpq(1, 2)])
def test_what_a_fill_leaves_is_no_zero_and_costs_nothing(base: int | None) -> None:
    tiny = ExpSum.exp(FILL if base != fmpq(1, 2) else -FILL, base)
    assert tiny.sign() == 1
    assert (1 + tiny - 1) == tiny
    assert ((1 + tiny) * (1 - tiny) - 1).sign() == -1
    assert (tiny * 2 - tiny).sign() == 1


def test_formal_powers_that_are_written_otherwise_still_cancel() -> None:
    tiny = ExpSum.exp(FILL, 2)
    again = ExpSum.exp(FILL - 900, 2) * fmpq(2) ** 900
    for difference in (tiny - again, tiny * tiny - ExpSum.exp(2 * FILL, 2)):
        assert difference.is_zero() is True
        assert difference.rational() == 0
    long_way = ExpSum.of(1)
    for _ in range(5):
        long_way = long_way * ExpSum.exp(1000, 2)
    assert (long_way - ExpSum.exp(5000, 2)).is_zero() is True
    assert long_way.rational() == 2**5000
    assert (tiny - again * 2).sign() == -1
    assert ExpSum.exp(3000, 2) - ExpSum.exp(1500, 4) == ExpSum.of(0)


def test_sums_of_very_different_formal_powers() -> None:
    tiny = ExpSum.exp(FILL, 2)
    assert (1 - tiny).is_zero() is False
    assert (1 - tiny).rational() is None  # it is rational, but has 10^9 digits
    assert (tiny - tiny * tiny).sign() == 1


def test_limits() -> None:
    with pytest.raises(Limit):
        ExpSum.exp(10**40)
    with pytest.raises(Limit):
        ExpSum.exp(10**40, 2)
    with pytest.raises(Limit):
        ExpSum.log(10**60 + 7)
    with pytest.raises(Unsupported):
        ExpSum.exp(1, -2)
    with pytest.raises(Unsupported):
        ExpSum.log(0)


def test_exponents_and_plain_terms() -> None:
    x = ExpSum.exp(2) + ExpSum.exp(ROOT2) * ROOT3 + 1
    assert x.exponents() == (Algebraic.of(2), ROOT2, Algebraic.of(0))
    assert x.largest_exponent() == 2
    assert x.plain_term() is None
    assert (ExpSum.exp(ROOT2) * ROOT3).plain_term() == (ROOT3, ROOT2)
    assert ExpSum.of(ROOT2 + 1).algebraic() == ROOT2 + 1
    assert x.algebraic() is None
    inverse = (ExpSum.exp(2) * (1 + ROOT2)).inverse()
    assert inverse == ExpSum.exp(-2) * (ROOT2 - 1)
    assert x.inverse() is None


def test_huge_exponents_keep_relative_accuracy() -> None:
    for exponent in (10**9, -(10**9), 10**30):
        ball = ExpSum.exp(ROOT5 * exponent).ball(100)
        assert ball.rel_accuracy_bits() > 90
