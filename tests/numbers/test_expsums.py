"""Exponential sums: a ring, signs that are proven, and what is decided where."""

from __future__ import annotations

import pickle

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symattn.errors import Limit, Unsupported
from symattn.formulas.tree import Exp, Num, Power
from symattn.numbers import expsums
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.closed import sum_formula
from symattn.numbers.expsums import ExpSum, accumulate
from symattn.numbers.monomials import Mono
from symattn.numbers.precision import working
from symattn.numbers.waves import wave
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
    assert a.enclosure() > 1  # its ball and those of its exponent are known now
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
    assert (twin - ROOT2 + fmpq(1, 10**2000)).sign() == 1
    assert (twin - ROOT2 + fmpq(1, 10**3000)).sign() is None  # 2^13 bits are tried
    assert twin.exponents() == (Algebraic.of(0),)


def test_what_is_proven_different_is_no_zero_whatever_the_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expsums, "PROVEN_BITS", 128)
    near = E1 - ExpSum.exp(1 + fmpq(1, 10**100))
    assert near.sign() is None
    assert near.is_zero() is False


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
    for exponent, base in ((10**4000, None), (-(10**4000), None), (10**4001, 2)):
        with pytest.raises(Limit) as error:
            ExpSum.exp(exponent, base)
        assert str(error.value) == "an exponent past 10^4000 is past the limit"
    largest = ExpSum.exp(10**4000 - 10**3990)
    assert largest.largest_exponent() == 10**4000 - 10**3990
    with pytest.raises(Limit):
        ExpSum.log(10**60 + 7)
    with pytest.raises(Unsupported):
        ExpSum.exp(1, -2)
    with pytest.raises(Unsupported):
        ExpSum.log(0)
    for base in (-2, 0):
        with pytest.raises(Unsupported) as unsupported:
            ExpSum.exp(E1, base)
        assert str(unsupported.value) == "powers are taken of positive numbers only"


def test_what_is_no_number_is_refused() -> None:
    for wrong in ("1", 1.5, None):
        with pytest.raises(TypeError):
            E1 + wrong  # type: ignore[operator]
        with pytest.raises(TypeError):
            E1 * wrong  # type: ignore[operator]
        assert wrong != E1
    with pytest.raises(TypeError):
        ExpSum.of(None)  # type: ignore[arg-type]


def test_terms_of_one_monomial_are_put_together() -> None:
    """Whole sums, sums with factors from either side, and products that give a root twice."""
    assert ExpSum.total([E1 + 2, E1 * 2 + 3, E1 * -3]) == ExpSum.of(5)
    assert (E1 + ROOT2) * 3 == E1 * 3 + ROOT2 * 3
    assert 3 * (E1 + ROOT2) == E1 * 3 + ROOT2 * 3
    assert ExpSum.exp(2) + E1 * 2 + 1 == (E1 + 1) * (E1 + 1)
    assert (ExpSum.of(ROOT2) + E1) * (ExpSum.of(ROOT2) + E1) == ExpSum.of(2) + ExpSum.exp(
        2
    ) + E1 * (ROOT2 * 2)
    assert ExpSum.exp(2) - 2 == (E1 + ROOT2) * (E1 - ROOT2)
    assert 2 - E1 == -(E1 - 2)
    assert ExpSum.of(-1) == E1 - (E1 + 1)
    assert ExpSum.exp(2) not in (E1, -E1, E1 + 1)
    assert E1.shifted(1) == ExpSum.exp(2)
    assert (E1 + 1).power(3) == ExpSum.exp(3) + ExpSum.exp(2) * 3 + E1 * 3 + 1
    assert (E1 + 1).power(0) == ExpSum.of(1)
    assert E1.times(ROOT2) == ExpSum.exp(1) * ROOT2


def test_products_added_to_what_is_there() -> None:
    """One product after the other into the same terms, each of the two ways."""
    for a, b in ((E1 + LN2, E1 + ROOT2), (E1 + LN2, ExpSum.of(3)), (ExpSum.of(3), E1 + LN2)):
        into: dict[Mono, fmpq] = {}
        for _ in range(2):
            accumulate(into, a.terms, b.terms)
        assert ExpSum({m: c for m, c in into.items() if c}) == a * b + a * b


def test_how_a_sum_is_written_for_programmers() -> None:
    assert repr(E1 * fmpq(1, 2) - 3) == (
        "ExpSum({Mono((), Algebraic(0), ()): -3, Mono((), Algebraic(1), ()): 1/2})"
    )
    assert hash(E1 + 1) == hash(1 + E1) != hash(E1 + 2)


def test_values_of_powers_past_linear_ones() -> None:
    """e^(e), 2^(e), 5^(3 ln 2), e^(ln 2·ln 3): by mpmath, and as formulas."""
    with mp.workdps(80):
        for found, expected in (
            (ExpSum.exp(E1 + 1), mp.exp(mp.e + 1)),
            (ExpSum.exp(E1, 2), mp.power(2, mp.e)),
            (ExpSum.exp(E1 * ROOT2 - 3, fmpq(1, 3)), mp.power(3, 3 - mp.e * mp.sqrt(2))),
            (ExpSum.exp(LN2 * 3, 5), mp.power(5, 3 * mp.log(2))),
            (ExpSum.exp(LN2 * LN3), mp.exp(mp.log(2) * mp.log(3))),
            (ExpSum.exp(LN2 * LN2), mp.exp(mp.log(2) ** 2)),
            (ExpSum.exp(LN2 * E1), mp.exp(mp.log(2) * mp.e)),
            (ExpSum.exp(LN2 * ROOT2 + LN2 * ROOT3), mp.power(2, mp.sqrt(2) + mp.sqrt(3))),
        ):
            assert inside(found.ball(200), expected)
            assert found.ball(200).rel_accuracy_bits() > 190
    assert ExpSum.exp(LN2 * ROOT2 + LN2 * ROOT3) == ExpSum.exp(ROOT2 + ROOT3, 2)
    assert ExpSum.exp(E1) == ExpSum.exp(E1)
    assert len({ExpSum.exp(E1), ExpSum.exp(E1, 2), ExpSum.exp(E1, 3), ExpSum.exp(E1 * 2)}) == 4
    for base, name in ((None, "e"), (2, "2")):
        (mono,) = ExpSum.exp(E1, base).terms
        assert [atom.order for atom, _ in mono.atoms] == [(2, 0, repr(("power", name, E1)))]
    assert sum_formula(ExpSum.exp(E1)) == Exp(Exp(Num("1")))
    assert sum_formula(ExpSum.exp(E1, 2)) == Power(Num("2"), Exp(Num("1")))
    huge = ExpSum.exp(-ExpSum.exp(10**5))
    assert huge.sign() == 1 and (-huge).sign() == -1  # positive, whatever a ball says


def test_near_numbers_are_told_apart_where_they_are_proven_different() -> None:
    """Apart by 10⁻³⁰⁰⁰: past the bits that are tried where nothing proves them different."""
    near = E1 - ExpSum.exp(1 + fmpq(1, 10**3000))
    assert near.sign() == -1
    assert (-near).sign() == 1
    assert near.is_zero() is False


def test_signs_of_one_term() -> None:
    assert [(E1 * c).sign() for c in (fmpq(1, 3), fmpq(-1, 3), 2, -2, 0)] == [1, -1, 1, -1, 0]
    assert (LN2 * -1).sign() == -1
    assert (wave("cos", Algebraic.of(3)) * 2).sign() == -1


def test_exponents_and_plain_terms() -> None:
    x = ExpSum.exp(2) + ExpSum.exp(ROOT2) * ROOT3 + 1
    assert x.exponents() == (Algebraic.of(2), ROOT2, Algebraic.of(0))
    assert x.largest_exponent() == 2
    assert x.plain_term() is None
    assert (ExpSum.exp(ROOT2) * ROOT3).plain_term() == (ROOT3, ROOT2)
    assert ExpSum.of(ROOT2 + 1).algebraic() == ROOT2 + 1
    assert x.algebraic() is None
    assert ExpSum.of(0).plain_term() == (Algebraic.of(0), Algebraic.of(0))
    assert (E1 + 1).plain_term() is None and (E1 + 1).inverse() is None
    assert LN2.plain_term() is None and LN2.algebraic() is None
    assert ExpSum.of(0).largest_exponent() == 0
    assert (x.largest_exponent(), x.largest_exponent()) == (2, 2)
    inverse = (ExpSum.exp(2) * (1 + ROOT2)).inverse()
    assert inverse == ExpSum.exp(-2) * (ROOT2 - 1)
    assert x.inverse() is None
    assert (ExpSum.exp(2) * fmpq(3, 7)).inverse() == ExpSum.exp(-2) * fmpq(7, 3)
    assert ExpSum.of(ROOT2 * 3).inverse() == ExpSum.of(ROOT2 * fmpq(1, 6))
    assert (LN2 * (1 + ROOT2)).inverse() == ExpSum.log(2).inverse() * (ROOT2 - 1)
    assert ExpSum.of(1 + Algebraic.power(fmpq(2), fmpq(1, 3))).inverse() is None
    assert (E1 * (ROOT2 + ROOT3 + 1)).inverse() * (E1 * (ROOT2 + ROOT3 + 1)) == ExpSum.of(1)
    with pytest.raises(ZeroDivisionError, match=r"^1/0$"):
        ExpSum.of(0).inverse()


def test_the_leading_term() -> None:
    """By hand: the largest exponent first, then the most of the first atom, then the root."""
    logs = [ExpSum.log(p) for p in (2, 3, 5, 7, 11)]
    ln2, ln3, *_ = logs
    root2, root3, two_and_e = ExpSum.of(ROOT2), ExpSum.of(ROOT3), ExpSum.exp(2) * fmpq(-3, 7)
    order = [
        two_and_e,  # the largest exponent, whatever its coefficient
        E1 * ln2 * ln2,
        E1 * ln2 * ln3,
        E1 * ln2,
        E1 * ln3 * 100,
        E1 * root3,
        E1 * root2 * 9,
        E1 * 9,
        E1 * ln3.inverse(),
        E1 * ln2.inverse() * ln3,
        E1 * ln2.inverse(),
        root2,
    ]
    for at, first in enumerate(order):
        for others in (order[at:], [*order[:at:-1], first]):
            assert ExpSum.total(others).leading() == first
    for at, first in enumerate(logs):
        for second in logs[at + 1 :]:
            assert (first + second).leading() == (second + first).leading() == first
    powers = [ExpSum.exp(ROOT2 * k, 2) for k in (2, 1, -1)]  # of a prime: no whole numbers
    for some in (powers, powers[::-1]):
        assert ExpSum.total([*some, LN2, ExpSum.of(5)]).leading() == powers[0]


@pytest.mark.parametrize("terms", [(E1, LN2), (LN2, LN3, ExpSum.of(1)), (E1 * LN2, E1, LN3)])
def test_the_leading_term_taken_out_of_a_sum_or_of_its_multiple(terms: tuple[ExpSum, ...]) -> None:
    """x over its leading term is the same for x and for x·t, where t is one term."""
    x = ExpSum.total(terms)
    kept = x * x.leading().inverse()
    assert kept.leading() == ExpSum.of(1)
    for term in (E1 * 3, LN2 * -1, ExpSum.exp(-ROOT2) * LN3 * LN3, LN2.inverse(), LN3.inverse()):
        assert x * term * (x * term).leading().inverse() == kept


def test_the_rational_value() -> None:
    assert ExpSum.of(0).rational() == 0
    assert ExpSum.of(fmpq(2, 3)).rational() == fmpq(2, 3)
    for irrational in (E1, ExpSum.of(ROOT2), E1 + 1, LN2, LN2 + 1, ExpSum.exp(ROOT2, 2)):
        assert irrational.rational() is None
    assert (ExpSum.exp(5000, 2) + ExpSum.exp(5001, 2)).rational() == 3 * 2**5000
    assert (ExpSum.exp(5000, 2) - ExpSum.exp(2500, 4)).rational() == 0
    assert (ExpSum.exp(5000, 2) + LN2).rational() is None


def test_huge_exponents_keep_relative_accuracy() -> None:
    for exponent in (10**9, -(10**9), 10**30):
        ball = ExpSum.exp(ROOT5 * exponent).ball(100)
        assert ball.rel_accuracy_bits() > 90
