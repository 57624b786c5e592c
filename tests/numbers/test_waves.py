"""sin and cos, exact at 0, by balls elsewhere, beside mpmath."""

from __future__ import annotations

from typing import Literal

import pytest
from flint import fmpq
from mpmath import mp

from symattn.formulas.tree import Apply, Num
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.closed import sum_formula
from symattn.numbers.waves import wave
from tests.numbers.numbers import inside

ROOT2 = Algebraic.power(fmpq(2), fmpq(1, 2))


def test_at_zero() -> None:
    assert wave("cos", Algebraic.of(0)).rational() == 1
    assert wave("sin", Algebraic.of(0)).rational() == 0


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_values(name: Literal["sin", "cos"]) -> None:
    of = {"sin": mp.sin, "cos": mp.cos}[name]
    with mp.workdps(80):
        for bits in (64, 200):
            for argument, value in ((ROOT2, mp.sqrt(2)), (Algebraic.of(-3), mp.mpf(-3))):
                ball = wave(name, argument).ball(bits)
                assert inside(ball, of(value))
                assert ball.rel_accuracy_bits() > bits - 4
        far = wave(name, ROOT2 * 10**5).ball(100)
        assert inside(far, of(mp.sqrt(2) * 10**5)) and far.rel_accuracy_bits() > 90


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_what_it_is(name: Literal["sin", "cos"]) -> None:
    two = wave(name, Algebraic.of(2))
    assert two == wave(name, Algebraic.of(2))
    assert two != wave(name, Algebraic.of(3))
    assert sum_formula(two) == Apply(name, (Num("2"),), parentheses=False)
    assert wave("sin", Algebraic.of(2)) != wave("cos", Algebraic.of(2))
    assert wave("cos", Algebraic.of(3)).sign() == -1  # not taken to be positive
