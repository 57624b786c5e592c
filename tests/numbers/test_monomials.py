"""Monomials: each once, products, inverses, powers of primes, enclosures beside mpmath."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from flint import arb, fmpq
from mpmath import mp

from symattn.errors import Limit
from symattn.formulas.tree import Num
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.monomials import (
    ONE,
    UNIT,
    ZERO,
    Log,
    Mono,
    Opaque,
    Prime,
    mono_product,
    prime_power,
    remembered,
    worked_out,
)
from symattn.numbers.precision import working
from tests.numbers.numbers import inside, of_algebraic

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))
ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
BIG = 10**9 // 2048 * 2048


def opaque(name: str, value: str, positive: bool = False) -> Opaque:
    return Opaque(name, lambda bits: arb(value), lambda: Num(value), positive)


THREE = opaque("three", "3", positive=True)
MINUS = opaque("minus five", "-5")


def at(bits: int, mono: Mono) -> arb:
    with working(bits):
        return mono.enclosure()


def test_equal_monomials_are_one_object() -> None:
    parts = (((2, 1, 2),), ROOT5, ((Log(3), 2),))
    mono = Mono.of(*parts)
    assert Mono.of(*parts) is mono
    assert (mono.radical, mono.exponent, mono.atoms) == parts
    assert pickle.loads(pickle.dumps(mono)) is mono
    assert Mono.of() is ONE
    assert repr(mono) == f"Mono({parts[0]}, {parts[1]}, {parts[2]})"


@pytest.mark.parametrize(
    ("mono", "value"),
    [
        (ONE, lambda: mp.mpf(1)),
        (Mono.of(((2, 1, 2), (3, 2, 3))), lambda: mp.sqrt(2) * mp.cbrt(9)),
        (Mono.of((), ROOT5 - 3), lambda: mp.exp(mp.sqrt(5) - 3)),
        (Mono.of((), ROOT5 * 10**30), lambda: mp.exp(mp.sqrt(5) * 10**30)),
        (Mono.of((), ROOT5 * fmpq(10**12, 3)), lambda: mp.exp(mp.sqrt(5) * 10**12 / 3)),
        (Mono.of((), ZERO, ((Log(3), -2),)), lambda: mp.log(3) ** -2),
        (Mono.of((), ZERO, ((Prime(7), ROOT2),)), lambda: mp.power(7, mp.sqrt(2))),
        (Mono.of((), ZERO, ((Prime(2), ROOT2 - BIG),)), lambda: mp.power(2, mp.sqrt(2) - BIG)),
        (Mono.of((), ZERO, ((THREE, 2), (MINUS, 3))), lambda: mp.mpf(-9 * 125)),
        (Mono.of(((5, 1, 2),), ROOT2), lambda: mp.sqrt(5) * mp.exp(mp.sqrt(2))),
    ],
)
def test_enclosures_hold_the_value_and_are_relative(mono: Mono, value: Any) -> None:
    with mp.workdps(120):
        for bits in (64, 200, 64):
            ball = at(bits, mono)
            assert inside(ball, value())
            assert ball.rel_accuracy_bits() > bits - 10


def test_enclosures_are_kept_for_few_precisions() -> None:
    mono = Mono.of((), ROOT5 * 17)
    first = at(80, mono)
    assert at(80, mono) is first
    balls: dict[int, arb] = {}
    for bits in (1, 2, 3, 4):
        assert remembered(balls, bits, arb(bits)) == bits
    assert list(balls) == [1, 2, 3, 4]
    remembered(balls, 5, arb(5))
    assert list(balls) == [5]


def test_what_is_known_to_be_positive() -> None:
    assert (
        ONE.positive and Mono.of((), ROOT5, ((Log(2), 1), (Prime(2), ROOT2), (THREE, 1))).positive
    )
    assert not Mono.of((), ZERO, ((Log(2), 1), (MINUS, 2))).positive


def test_the_order_of_atoms() -> None:
    atoms = [THREE, MINUS, Log(3), Log(2), Prime(5), Prime(3)]
    assert sorted(atoms, key=lambda atom: atom.order) == [
        Prime(3),
        Prime(5),
        Log(2),
        Log(3),
        MINUS,
        THREE,
    ]
    assert [atom.order for atom in (Prime(3), Log(3), THREE)] == [
        (0, 3, ""),
        (1, 3, ""),
        (2, 0, "'three'"),
    ]


def test_opaque_numbers_are_the_same_by_their_key() -> None:
    assert opaque("a", "1") == opaque("a", "2", positive=True)
    assert opaque("a", "1") != opaque("b", "1")
    assert not opaque("a", "1").positive
    assert repr(opaque("a", "1")) == "Opaque('a')"


def test_opaque_numbers_are_asked_for_the_precision_that_is_set() -> None:
    asked: list[int] = []
    third = Opaque("third", lambda bits: asked.append(bits) or arb(1), lambda: Num("1"))
    at(77, Mono.of((), ZERO, ((third, 1),)))
    assert asked == [77]


def test_products() -> None:
    a = Mono.of(((2, 1, 2), (3, 1, 3)), ROOT5, ((Prime(2), ROOT2), (Log(2), 1), (THREE, 1)))
    b = Mono.of(((2, 1, 2), (3, 1, 3)), ROOT2 - ROOT5, ((Log(2), 2), (MINUS, 1), (THREE, -1)))
    factor, mono = mono_product(a, b)
    assert factor == 2
    assert mono == Mono.of(((3, 2, 3),), ROOT2, ((Prime(2), ROOT2), (Log(2), 3), (MINUS, 1)))
    assert mono_product(b, a) == (factor, mono)
    for one, two in ((a, ONE), (ONE, a), (Mono.of((), ROOT5), Mono.of((), -ROOT5))):
        assert mono_product(one, two)[0] is UNIT  # by identity: callers ask so
    assert mono_product(a, ONE)[1] is a and mono_product(ONE, a)[1] is a
    assert mono_product(Mono.of((), ROOT5), Mono.of((), -ROOT5))[1] is ONE
    power = Mono.of((), ZERO, ((Prime(2), ROOT2),))
    assert mono_product(power, power)[1] == Mono.of((), ZERO, ((Prime(2), ROOT2 * 2),))


def test_inverses() -> None:
    mono = Mono.of(((2, 1, 2), (3, 1, 3)), ROOT5, ((Prime(2), ROOT2), (Log(2), 2)))
    factor, turned = mono.inverse()
    assert factor == fmpq(1, 6)
    assert turned == Mono.of(((2, 1, 2), (3, 2, 3)), -ROOT5, ((Prime(2), -ROOT2), (Log(2), -2)))
    again, one = mono_product(mono, turned)
    assert (again * factor, one) == (1, ONE)


@pytest.mark.parametrize(
    ("base", "exponent"),
    [
        (fmpq(8), Algebraic.of(fmpq(1, 2))),
        (fmpq(12, 5), Algebraic.of(fmpq(-7, 3))),
        (fmpq(6), ROOT2 * 3 + fmpq(5, 2)),
        (fmpq(6), ROOT5),
        (fmpq(1, 4), ROOT5 - 3),
        (fmpq(10), Algebraic.of(1023)),
        (fmpq(10), Algebraic.of(1024)),
        (fmpq(2), Algebraic.of(-1024)),
        (fmpq(2), Algebraic.of(-1025)),
        (fmpq(3), Algebraic.of(BIG + 17)),
        (fmpq(1), ROOT2),
    ],
)
def test_powers_as_mpmath_has_them(base: fmpq, exponent: Algebraic) -> None:
    factor, mono = prime_power(base, exponent)
    with mp.workdps(80):
        value = mp.power(mp.mpf(int(base.p)) / int(base.q), of_algebraic(exponent))
        with working(200):
            assert inside(mono.enclosure() * factor, value)
            assert (mono.enclosure() * factor).rel_accuracy_bits() > 180
    assert all(0 < k < q for _, k, q in mono.radical) and mono.exponent == 0
    small = all(abs(int(f.p)).bit_length() < 12_000 for f in (factor, 1 / factor))
    assert small  # a formal power takes what is past 2048


@pytest.mark.parametrize(
    ("power", "formal"),
    [(1023, 0), (1024, 2048), (3071, 2048), (3072, 4096), (-1024, 0), (-1025, -2048), (BIG, BIG)],
)
def test_whole_powers_stay_formal_in_multiples_of_2048(power: int, formal: int) -> None:
    factor, mono = prime_power(fmpq(2), Algebraic.of(power))
    assert mono.atoms == (((Prime(2), Algebraic.of(formal)),) if formal else ())
    assert factor == fmpq(2) ** (power - formal)


def test_powers_past_the_limit() -> None:
    prime_power(fmpq(2), Algebraic.of(10**4000))
    for base, power in ((2, 10**4000 + 1), (2, -(10**4000) - 1), (4, 10**4000)):
        with pytest.raises(Limit) as error:
            prime_power(fmpq(base), Algebraic.of(power))
        assert str(error.value) == "a power past 10^4000 is past the limit"


def test_formal_powers_worked_out() -> None:
    def power(prime: int, exponent: Algebraic) -> Mono:
        return Mono.of((), ZERO, ((Prime(prime), exponent),))

    assert worked_out(ONE, fmpq(3, 2)) == fmpq(3, 2)
    assert worked_out(power(3, Algebraic.of(2048)), fmpq(5)) == 5 * 3**2048
    assert worked_out(power(3, Algebraic.of(-2048)), fmpq(5)) == fmpq(5, 3**2048)
    assert worked_out(power(2, Algebraic.of(1 << 19)), fmpq(1)) == 2 ** (1 << 19)
    assert worked_out(power(2, Algebraic.of((1 << 19) + 1)), fmpq(1)) is None
    assert worked_out(power(2, Algebraic.of(-(1 << 20))), fmpq(1)) is None
    two = Mono.of((), ZERO, ((Prime(2), Algebraic.of(2048)), (Prime(3), Algebraic.of(4096))))
    assert worked_out(two, fmpq(1, 7)) == fmpq(2**2048 * 3**4096, 7)
    for other in (
        Mono.of(((2, 1, 2),)),
        Mono.of((), ROOT5),
        power(2, ROOT2),
        Mono.of((), ZERO, ((Log(2), 1),)),
        Mono.of((), ZERO, ((THREE, 1),)),
    ):
        assert worked_out(other, fmpq(1)) is None
