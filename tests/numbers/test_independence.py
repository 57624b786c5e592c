"""What the theorems decide, and formal powers of primes put together."""

from __future__ import annotations

import pytest
from flint import fmpq

from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.numbers.independence import collected, independent
from symattn.numbers.monomials import ONE, Mono, Prime
from symattn.numbers.waves import wave

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT3 = Algebraic.power(fmpq(3), fmpq(1, 2))
ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
E1 = ExpSum.exp(1)
LN2, LN3 = ExpSum.log(2), ExpSum.log(3)
COS = wave("cos", Algebraic.of(1))  # not known to be positive
BIG = 1 << 20  # a power that stays formal

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
    assert independent(collected(DECIDED[name].terms))


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_is_still_told_from_zero_by_balls(name: str) -> None:
    assert not independent(collected(OPEN[name].terms))
    assert OPEN[name].is_zero() is False


def formal(*powers: int, prime: int = 2) -> Mono:
    """The monomial of a prime to a formal power, and further primes."""
    primes = (prime, 3, 5)
    atoms = tuple((Prime(p), Algebraic.of(k)) for p, k in zip(primes, powers, strict=False) if k)
    return Mono.of((), Algebraic({}), atoms)


def test_no_term_is_no_proof() -> None:
    assert not independent({})


def test_sums_without_formal_powers_stay_as_they_are() -> None:
    terms = (E1 + ROOT2 + LN2).terms
    assert collected(terms) is terms


def test_formal_powers_of_near_size_are_put_together_under_the_largest() -> None:
    terms = {formal(BIG): fmpq(1), formal(BIG - 3): fmpq(8), formal(-BIG): fmpq(5), ONE: fmpq(7)}
    assert collected(terms) == {formal(BIG): fmpq(2), formal(-BIG): fmpq(5), ONE: fmpq(7)}
    cancel = {formal(BIG): fmpq(1), formal(BIG + 2): fmpq(-1, 4), ONE: fmpq(7)}
    assert collected(cancel) == {ONE: fmpq(7)}


@pytest.mark.parametrize(("apart", "groups"), [(1 << 16, 1), ((1 << 16) + 1, 2)])
def test_how_near_is_near(apart: int, groups: int) -> None:
    terms = {formal(BIG): fmpq(1), formal(BIG - apart): fmpq(1)}
    assert len(collected(terms)) == groups


def test_formal_powers_of_several_primes() -> None:
    """2^a·3^b: together where both powers are near, whatever they come to."""
    terms = {formal(BIG, -BIG): fmpq(1), formal(BIG + 1, 2 - BIG): fmpq(1, 18)}
    assert collected(terms) == {formal(BIG + 1, 2 - BIG): fmpq(1, 9)}
    more, fewer = formal(BIG, 2048), formal(BIG)
    found = collected({fewer: fmpq(1), more: fmpq(1)})
    assert found == {more: 1 + fmpq(1, 3**2048)}
    found = collected({fewer: fmpq(3) ** 3000, more: fmpq(1)})
    assert found == {fewer: fmpq(3) ** 3000 + fmpq(3) ** 2048}
    other = {formal(BIG): fmpq(1), formal(0, BIG): fmpq(1)}
    assert collected(other) == other
    mixed = {
        mono: c
        for k in (BIG, BIG - 1)
        for mono, c in (ExpSum.exp(ROOT5 + k, 2) * E1 * LN2).terms.items()
    }
    assert len(mixed) == len(collected(mixed)) == 1
    ((mono, c),) = collected({m: fmpq(1) for m in mixed}).items()
    assert (mono, c) == (next(iter(mixed)), fmpq(1))


def test_near_formal_powers_beside_other_factors() -> None:
    """The same power of e, the same irrational power and the same logarithm are one group."""
    one = ((Prime(2), ROOT5 + BIG),)
    two = ((Prime(2), ROOT5 + BIG - 2),)
    a, b = (Mono.of((), Algebraic.of(1), atoms) for atoms in (one, two))
    assert collected({a: fmpq(3), b: fmpq(4)}) == {a: fmpq(4)}
    other = Mono.of((), Algebraic.of(2), two)
    assert collected({a: fmpq(3), other: fmpq(4)}) == {a: fmpq(3), other: fmpq(4)}


@pytest.mark.parametrize(("c", "apart"), [(fmpq(1), True), (fmpq(2) ** 100_000, False)])
def test_powers_of_unlike_size_cannot_cancel(c: fmpq, apart: bool) -> None:
    """2^(−10^5)·c beside 1: apart for c = 1, of one size for c = 2^(10^5)."""
    assert independent({ONE: fmpq(1), formal(-100_000): c}) is apart


@pytest.mark.parametrize(("bits", "apart"), [(16, False), (17, False), (18, True), (40, True)])
def test_how_far_apart_sizes_must_be(bits: int, apart: bool) -> None:
    """16 bits, and one for each term."""
    assert independent({ONE: fmpq(1), formal(-100_000): fmpq(2) ** (100_000 - bits)}) is apart


def test_the_sizes_of_huge_powers_are_known_up_to_their_rounding() -> None:
    """At 2^(10^12) a float's logarithm may be off by 10^3: that near is not told apart."""
    huge = 10**12
    assert not independent({formal(huge): fmpq(1), formal(huge - 900): fmpq(1)})
    assert independent({formal(huge): fmpq(1), formal(huge - 2000): fmpq(1)})


UNDECIDED = {
    "opaque, of unknown sign, alone": COS * 2,
    "opaque, of unknown sign": COS * 2 - COS * E1,
    "two opaque ones": ExpSum.exp(E1) - ExpSum.exp(E1 * 2),
    "an opaque one beside a number": ExpSum.exp(E1) - 2,
    "two logarithms beside powers of e": LN2 * E1 - LN3 * E1 * E1,
    "a square of a logarithm beside another": LN2 * LN2 - LN3,
    "vectors on no line": ExpSum.exp(ROOT2, 2) + ExpSum.exp(ROOT3, 2) + ExpSum.exp(ROOT5, 2),
    "vectors on no line, of one kind": ExpSum.exp(ROOT2, 2)
    + ExpSum.exp(ROOT3 + ROOT2, 2)
    + ExpSum.exp(ROOT2 * 2 + ROOT3, 2)
    + 1,
    "one line, another start": ExpSum.exp(ROOT2, 2) + ExpSum.exp(ROOT2 * 2, 2) + ExpSum.exp(1),
    "two bases in other proportions": ExpSum.exp(ROOT2, 2)
    + ExpSum.exp(ROOT2, 2) * ExpSum.exp(ROOT2, 3)
    + ExpSum.exp(ROOT2 * 2, 2) * ExpSum.exp(ROOT2, 3),
}
UNDECIDED |= {
    "one start, two directions": ExpSum.of(1) + ExpSum.exp(ROOT2, 6) + ExpSum.exp(ROOT2, 12),
    "one power twice, and two directions": ExpSum.exp(ROOT2, 2) * (ROOT2 + 1)
    + ExpSum.exp(ROOT3, 2)
    + ExpSum.exp(ROOT5, 2),
}
PROVEN = {
    "one opaque positive factor": ExpSum.exp(E1) * 2 - ExpSum.exp(E1) * E1,
    "a line through another start": ExpSum.exp(ROOT2 + ROOT3, 2)
    + ExpSum.exp(ROOT2 * 2 + ROOT3, 2)
    + ExpSum.exp(ROOT2 * 5 + ROOT3, 2),
    "two bases in one proportion": ExpSum.exp(ROOT2, 6) + ExpSum.exp(ROOT2 * 3, 6) - 5,
    "powers of one logarithm": LN2 * LN2 * E1 - LN2 * E1,
    "logarithms beside one power of e": LN2 * E1 - LN3 * E1 + E1,
    "roots of one number": ExpSum.of(ROOT2) + ROOT3 + 1,
    "a number alone": ExpSum.of(3),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_no_theorem_here_decides(name: str) -> None:
    assert not independent(collected(UNDECIDED[name].terms))


@pytest.mark.parametrize("name", PROVEN)
def test_what_a_theorem_decides(name: str) -> None:
    assert independent(collected(PROVEN[name].terms))
