"""Rows of two keys against mpmath's quadrature and the numbers that a drawing found; more keys."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
from mpmath import mp, mpf

from symattn.derivation import typical
from symattn.numbers import certify

KNOWN = {  # two million drawn rows, and quadrature: median, mean, the top tenth in per cent
    1: ("0.2008", "0.1816", "14"),
    4: ("0.1125", "0.1200", "21"),
    16: ("0.0211", "0.0672", "36"),
    64: ("0.000485", "0.0348", "62"),
    256: ("2.35e-7", "0.0176", "89"),
    1024: ("5.54e-14", "0.0088", "99"),
}


def _slope(gap: Any) -> Any:
    return 1 / (4 * mpmath.cosh(gap / 2) ** 2)


@pytest.mark.parametrize("variance", KNOWN)
def test_two_keys_are_those_of_mpmath(variance: int) -> None:
    found = typical.two_keys(variance)
    with mp.workdps(30):
        spread = mpmath.sqrt(2 * variance)

        def weighed(x: Any) -> Any:
            return _slope(x) * mpmath.npdf(x, 0, spread)

        def quantile(p: str) -> Any:
            return spread * mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(p) - 1)

        points = [0, 1, 5, 20, 60, 150]
        mean = 2 * mpmath.quad(weighed, points)
        edge = quantile("0.55")
        top = 2 * mpmath.quad(weighed, [0, edge / 2, edge])
        for one, expected in (
            (found.median, _slope(quantile("0.75"))),
            (found.mean, mean),
            (found.share, top / mean),
        ):
            mantissa, exponent = certify.significant(one, 15)
            assert abs(mpf(mantissa) * mpf(10) ** exponent / expected - 1) < mpf(10) ** -13


@pytest.mark.parametrize("variance", KNOWN)
def test_two_keys_are_those_that_the_pages_name(variance: int) -> None:
    found = typical.two_keys(variance)
    median, mean, share = KNOWN[variance]
    for one, known in ((found.median, median), (found.mean, mean)):
        figures = len(known.split("e")[0].replace("0.", "").lstrip("0").replace(".", ""))
        mantissa, exponent = certify.significant(one, figures)
        assert mpf(mantissa) * mpf(10) ** exponent == pytest.approx(float(known), rel=1e-12)
    assert certify.decimal(found.share * 100, 0) == share


def test_the_bounds_hold_at_every_width() -> None:
    with mp.workdps(60):
        kappa = mpf(certify.decimal(typical.rate(), 50))
        for power in range(11):
            found = typical.two_keys(2**power)
            root = mpmath.sqrt(2**power)
            assert mpf(certify.decimal(found.median, 50)) < mpmath.exp(-kappa * root)
            assert mpf(certify.decimal(found.mean, 30)) < 1 / mpmath.sqrt(4 * mpmath.pi) / root


def test_the_rate_is_the_quartile_of_a_normal_gap() -> None:
    with mp.workdps(40):
        rate = mpf(certify.decimal(typical.rate(), 30))
        assert abs(mpmath.ncdf(rate / mpmath.sqrt(2)) - mpf(3) / 4) < mpf(10) ** -28


def test_the_limits_are_of_the_right_functions() -> None:
    """Each function of the proof, at a point far out: it is what tends to 1."""
    gap = sympy.Symbol("x")
    weight = 1 / (1 + sympy.exp(-gap))
    assert sympy.simplify(sympy.diff(weight, gap) - weight * (1 - weight)) == 0
    assert typical.limits() == (1, 1, 1)
    found = typical.two_keys(1 << 20)
    tenfold = mpf(certify.decimal(found.mean, 30)) * mpmath.sqrt(4 * mpmath.pi * (1 << 20))
    assert 0.999 < tenfold < 1


def test_more_bits_narrow_every_number() -> None:
    found = typical.two_keys(64)
    for one in (found.median, found.mean, found.share, typical.rate()):
        assert one.ball(300).rel_accuracy_bits() > 250


def test_drawn_rows_of_two_keys_are_near_the_proven_ones() -> None:
    """The trace of two keys is 2a(1 − a)."""
    for more in typical.drawn((1, 4, 16), keys=2, rows=200_000):
        two = typical.two_keys(more.variance)
        assert more.median == pytest.approx(2 * float(certify.decimal(two.median, 8)), rel=0.02)
        assert more.mean == pytest.approx(2 * float(certify.decimal(two.mean, 8)), rel=0.02)
        assert more.share == pytest.approx(float(certify.decimal(two.share, 8)), rel=0.02)


def test_drawn_rows_are_the_same_for_a_seed() -> None:
    assert typical.drawn() == typical.drawn(seed=typical.SEED)
    assert typical.drawn(seed=1) != typical.drawn()
