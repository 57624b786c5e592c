"""Certified decimals against mpmath with 1,000 digits, and where any fixed epsilon fails."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from symattn.errors import Limit
from symattn.formulas.tree import Num
from symattn.numbers import certify, polynomials
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.angles import angle
from symattn.numbers.certify import Undecided
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.monomials import Mono
from symattn.numbers.precision import working
from tests.numbers.numbers import DIGITS, Row, of_algebraic, q, row, rows

ROOT5 = Algebraic.power(fmpq(5), fmpq(1, 2))
FILL = -(10**9)
TINY = ExpSum.exp(FILL)


def quantized(value: Any, places: int, rounding: str) -> str:
    """By Python's decimal, from 1,000 digits of mpmath."""
    exact = Decimal(mp.nstr(value, DIGITS, strip_zeros=False, min_fixed=-mp.inf, max_fixed=mp.inf))
    mode = ROUND_HALF_EVEN if rounding == "half-even" else ROUND_HALF_UP
    found = exact.quantize(Decimal(1).scaleb(-places), mode, Context(prec=2 * DIGITS))
    return f"{found or abs(found):f}"


SEEN = mpf(10) ** (100 - DIGITS)
"""What 1,000 digits of mpmath still tell from 0, with a hundred to spare."""


def near_a_tie(value: Any, places: int) -> bool:
    """Whether mpmath cannot say on which side of a tie the value lies: 3/(2 + e^(−10⁹))."""
    twice = 2 * value * mpf(10) ** places
    whole = mp.nint(twice)
    return bool(whole % 2 == 1 and abs(twice - whole) < SEEN)


@given(rows(), st.integers(0, 40), st.sampled_from(["half-even", "half-up"]), st.integers(-3, 3))
def test_decimals_of_weights(of: Row, places: int, rounding: Any, factor: int) -> None:
    with mp.workdps(DIGITS):
        for j, value in enumerate(of.values()):
            entry = of.weight(j) * factor
            if entry.rational() is None and value > SEEN and not near_a_tie(value * factor, places):
                assert certify.decimal(entry, places, rounding) == quantized(
                    value * factor, places, rounding
                )


@given(st.fractions(min_value=-50, max_value=50, max_denominator=200), st.integers(0, 5))
def test_decimals_of_fractions(number: Fraction, places: int) -> None:
    for rounding in ("half-even", "half-up"):
        found = certify.decimal(q(number), places, rounding)
        scaled = abs(number) * 10**places
        whole, rest = divmod(scaled, 1)
        up = rest > Fraction(1, 2) or (
            rest == Fraction(1, 2) and (rounding == "half-up" or whole % 2 == 1)
        )
        expected = Fraction(int(whole) + up, 10**places) * (-1 if number < 0 else 1)
        assert Fraction(found) == expected
        assert not (expected == 0 and found.startswith("-"))
        assert len(found.partition(".")[2]) == places


def test_two_hundred_and_two_thousand_digits() -> None:
    weight = row([Algebraic.of(k) for k in (11, 9, 11)]).weight(1)
    with mp.workdps(2100):
        value = mp.exp(-2) / (2 + mp.exp(-2))
        for places in (200, 2000):
            exact = str(int(mp.nint(value * mpf(10) ** places))).rjust(places, "0")
            assert certify.decimal(weight, places) == f"0.{exact}"


@pytest.mark.parametrize("half", ["0.5", "1.5", "2.5", "0.0005", "0.125", "12345678.5"])
@pytest.mark.parametrize("sign", [1, -1])
def test_ties_and_what_lies_beside_them(half: str, sign: int) -> None:
    """A tie, and the same with e^(±10⁹) or 10⁻⁴⁰⁰ added: no epsilon sees these."""
    places = max(0, len(half.partition(".")[2]) - 1)
    tie = sign * q(Fraction(half))
    low, high = certify.nearest(tie, fmpq(1, 10**places))
    assert (low + high) / 2 == tie
    for off in (Entry.of(TINY), Entry.of(fmpq(1, 10**400)), Entry.of(ExpSum.exp(-(10**30)))):
        assert certify.nearest(off + tie, fmpq(1, 10**places)) == (high,)
        assert certify.nearest(-off + tie, fmpq(1, 10**places)) == (low,)
        assert certify.compare(off + tie, tie) == 1
        for rounding in ("half-even", "half-up"):
            above = certify.decimal(off + tie, places, rounding)
            assert Fraction(above) == Fraction(int(high.p), int(high.q))


@pytest.mark.parametrize("halves", [-5, -3, -1, 1, 3, 5])
@pytest.mark.parametrize("places", [0, 2])
@pytest.mark.parametrize("rounding", ["half-even", "half-up"])
def test_exact_ties_as_decimal_has_them(halves: int, places: int, rounding: Any) -> None:
    """At −½ half-up goes to −1: away from zero, also where the floor is 0."""
    tie = fmpq(halves, 2 * 10**places)
    mode = ROUND_HALF_EVEN if rounding == "half-even" else ROUND_HALF_UP
    unit = Decimal(1).scaleb(-places)
    expected = (Decimal(halves) / 2 * unit).quantize(unit, mode)
    assert certify.decimal(tie, places, rounding) == f"{expected or abs(expected):f}"
    assert certify.rounded(tie, fmpq(1, 10**places), rounding) == q(Fraction(expected))
    figures = 1 if abs(halves) > 1 else 0
    if figures and not places:
        found = certify.significant(tie, 1, rounding)
        assert found == (f"{expected:f}", 0)


def test_a_tie_hidden_in_row_sums() -> None:
    """Rows that add to one, over two row sums: 1/2 exactly, and with a fill just off it."""
    one = row([ROOT5, ROOT5 * 2])
    two = row([ROOT5 + 3, ROOT5 * 2 + 3], label=1)
    entry = one.weight(0) - two.weight(0) + fmpq(1, 2)
    assert certify.nearest(entry, fmpq(1)) == (0, 1)
    assert certify.decimal(entry, 0) == "0" and certify.decimal(entry, 0, "half-up") == "1"
    three = row([ROOT5, ROOT5 * 2, Algebraic.of(FILL)], label=2)
    assert certify.nearest(one.weight(0) - three.weight(0) + fmpq(1, 2), fmpq(1)) == (1,)
    assert certify.nearest(three.weight(0) - one.weight(0) + fmpq(1, 2), fmpq(1)) == (0,)


@pytest.mark.parametrize(
    ("value", "figures", "found"),
    [
        (fmpq(905, 10**6), 3, ("9.05", -4)),
        (fmpq(9996), 3, ("1.00", 4)),
        (fmpq(-9996), 3, ("-1.00", 4)),
        (fmpq(0), 3, ("0", 0)),
        (fmpq(1, 3), 1, ("3", -1)),
        (fmpq(10**50), 2, ("1.0", 50)),
        (ExpSum.exp(-(10**9)), 4, ("1.250", -434294482)),
        (-ExpSum.exp(10**9), 4, ("-8.003", 434294481)),
        (ExpSum.exp(-(10**9), 10), 3, ("1.00", -(10**9))),
        (ExpSum.exp(-(10**9), 2), 5, ("2.1678", -301029996)),
    ],
)
def test_significant_figures(value: Any, figures: int, found: tuple[str, int]) -> None:
    assert certify.significant(value, figures) == found


def test_orders_of_magnitude_at_powers_of_ten() -> None:
    for power in (-400, -3, 0, 7):
        ten = fmpq(10) ** power
        assert certify.order_of_magnitude(ten) == power
        assert certify.order_of_magnitude(Entry.of(ten) - Entry.of(TINY)) == power - 1
        assert certify.order_of_magnitude(Entry.of(ten) + Entry.of(TINY)) == power
    with pytest.raises(ValueError, match=r"^0 has no order of magnitude$"):
        certify.order_of_magnitude(0)


def test_the_order_of_what_cancels_down_to_a_fill() -> None:
    weight = row([Algebraic.of(0), Algebraic.of(FILL)]).weight(0)
    assert certify.order_of_magnitude(1 - weight) == -434294482
    assert certify.significant(1 - weight, 3) == ("1.25", -434294482)
    assert certify.significant(weight, 3) == ("1.00", 0)
    assert certify.decimal(weight, 50) == "1." + "0" * 50
    assert certify.decimal(1 - weight, 6) == "0.000000"
    assert certify.decimal(weight - 1, 6) == "0.000000"


@given(rows(), st.integers(1, 40))
def test_enclosures_hold_the_value_and_are_one_unit_wide(of: Row, digits: int) -> None:
    entry = of.weight(0)
    low, high = certify.enclosure(entry, digits)
    if entry.rational() is not None:
        return
    with mp.workdps(DIGITS):
        value = of.values()[0]
        if value < mpf(10) ** -300 or 1 - value < mpf(10) ** -300:
            return  # past what the oracle's digits tell
        assert Decimal(low) < Decimal(high)
        assert mpf(low) <= value <= mpf(high)  # beside e^(−10⁹) the oracle sees no difference
        unit = mpf(10) ** (int(mp.floor(mp.log10(value))) - digits + 1)
        assert abs(mpf(high) - mpf(low) - unit) < unit / 10**6


@pytest.mark.parametrize(
    ("value", "digits", "found"),
    [
        (fmpq(1, 4), 3, ("0.250", "0.250")),
        (fmpq(-1, 3), 3, ("-0.334", "-0.333")),
        (0, 5, ("0", "0")),
        (fmpq(12345), 3, ("12300", "12400")),
        (ExpSum.exp(-(10**9)), 3, ("1.24e-434294482", "1.25e-434294482")),
        (-ExpSum.exp(-(10**9)), 3, ("-1.25e-434294482", "-1.24e-434294482")),
    ],
)
def test_enclosures(value: Any, digits: int, found: tuple[str, str]) -> None:
    assert certify.enclosure(value, digits) == found


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        (fmpq(-19, 10), 1, -1),
        (fmpq(19, 10), 1, 1),
        (fmpq(3, 10), 1, 0),
        (fmpq(-3, 10), 1, 0),
        (0, 1, 0),
        (fmpq(-2), 1, -2),
        (fmpq(1, 3), fmpq(1, 100), fmpq(33, 100)),
        (Entry.of(1) - Entry.of(TINY), fmpq(1, 10), fmpq(9, 10)),
        (Entry.of(TINY) - 1, fmpq(1, 10), fmpq(-9, 10)),
        (-Entry.of(TINY), 1, 0),
        (Entry.of(TINY) + 1, 1, 1),
    ],
)
def test_truncated(value: Any, unit: Any, found: fmpq) -> None:
    assert certify.truncated(value, fmpq(unit)) == found


@given(
    st.integers(-(10**6), 10**6),
    st.integers(0, 4),
    st.sampled_from([ROOT5, ROOT5 - 2, ROOT5 * 10**6, ROOT5 * 10**13, ROOT5 * 10**14]),
)
def test_algebraic_numbers(shift: int, places: int, number: Algebraic) -> None:
    value = number * fmpq(shift, 7)
    with mp.workdps(60):
        exact = of_algebraic(value) * 10**places
        assert certify.rounded(value, fmpq(1, 10**places)) == fmpq(int(mp.nint(exact)), 10**places)


def test_what_cannot_be_decided_says_how_far_it_was_tried() -> None:
    def ball(bits: int) -> arb:
        with working(bits):
            return arb(3) / 2

    def open_ball(bits: int) -> arb:
        with working(bits):
            return ball(bits) + (arb(2).sqrt() - arb(2).sqrt())

    twin = ExpSum.opaque("three halves, perhaps", open_ball, lambda: Num("?"))
    assert certify.decimal(twin, 3) == "1.500"
    with pytest.raises(Undecided) as error:
        certify.decimal(twin, 0)
    assert error.value.digits == 2466
    assert str(error.value) == "not decided at 2466 digits"
    with pytest.raises(Undecided) as error:
        certify.compare(twin, fmpq(3, 2))
    assert error.value.digits == 2466


def known_by_a_ball(ball: str) -> ExpSum:
    """A number of which no more than this ball is ever known."""
    return ExpSum.opaque(("a ball", ball), lambda bits: arb(ball), lambda: Num("?"))


def test_a_ball_that_gets_no_smaller() -> None:
    with pytest.raises(Undecided) as error:
        certify.truncated(known_by_a_ball("500 +/- 499"), fmpq(1))
    assert error.value.digits == 314_572
    with pytest.raises(Undecided) as error:
        certify.order_of_magnitude(known_by_a_ball("500 +/- 499"))
    assert error.value.digits == 314_572
    with pytest.raises(Undecided) as error:
        certify.order_of_magnitude(known_by_a_ball("50 +/- 45"))
    assert error.value.digits == 2466
    with pytest.raises(Undecided) as error:
        certify.enclosure(known_by_a_ball("50 +/- 45"), 2)
    assert error.value.digits == 314_572
    for ball in ("5.5 +/- 1", "5.5 +/- 1.2"):  # two whole numbers inside: no neighbours
        for ask in (lambda x: certify.truncated(x, fmpq(1)), lambda x: certify.enclosure(x, 1)):
            with pytest.raises(Undecided) as error:
                ask(known_by_a_ball(ball))
            assert error.value.digits == 314_572
    assert certify.order_of_magnitude(known_by_a_ball("50 +/- 1")) == 1
    assert certify.order_of_magnitude(known_by_a_ball("-0.5 +/- 0.1")) == -1


def test_a_ball_of_one_point_on_a_boundary_proves_no_side() -> None:
    """An opaque 5/2 may be a tie, whatever the ball: it is not said to be beside one."""
    with pytest.raises(Undecided):
        certify.nearest(known_by_a_ball("2.5"), fmpq(1))


def test_the_order_of_what_cancels_where_no_numerator_is_affordable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polynomials, "MOST_TERMS", 1)
    monkeypatch.setattr(polynomials, "MOST_SUMS", 0)
    one = row([Algebraic.of(0), Algebraic.of(-140), Algebraic.of(-150)]).weight(0)
    two = row([Algebraic.of(0), Algebraic.of(-141), Algebraic.of(-150)], label=1).weight(0)
    assert (two - one).numerator() is None
    with mp.workdps(100):
        value = mp.exp(-140) - mp.exp(-141)  # but for the squares
        assert certify.order_of_magnitude(two - one) == int(mp.floor(mp.log10(value)))


def in_disguise() -> ExpSum:
    """tanh 2 (1 + tanh² 1) − 2 tanh 1 + 1, which is 1, and no procedure here decides it."""
    one, two = (
        ExpSum({Mono.of((), Algebraic.of(0), ((angle("tanh", Algebraic.of(k)), 1),)): fmpq(1)})
        for k in (1, 2)
    )
    return two * (one * one + 1) - one * 2 + 1


def test_neighbours_of_what_is_near_zero() -> None:
    """10⁻¹⁰⁰ in disguise: on a power of ten, which nothing decides."""
    one = in_disguise()
    tiny = one - 1 + fmpq(1, 10**100)
    assert certify.enclosure(tiny, 1) == ("0." + "0" * 100, "0." + "0" * 99 + "2")
    assert certify.enclosure(tiny, 90) == (
        "0." + "0" * 100 + "9" * 89,
        "0." + "0" * 99 + "1" + "0" * 88 + "1",
    )
    assert certify.enclosure(one * 1000, 6) == ("999.99", "1000.01")
    assert certify.enclosure(one * 10**400, 1) == ("0e400", "2e400")


def test_limits() -> None:
    for value, places in (
        (ExpSum.exp(10**9), 2),
        (fmpq(10) ** 500_000, 0),
        (fmpq(-10) ** 500_001, 0),
        (fmpq(2) ** 399_999, 1),
    ):
        with pytest.raises(Limit) as error:
            certify.decimal(value, places)
        assert str(error.value) == "a decimal with more than 100000 digits is past the limit"
    for places in (-1, 100_001):
        with pytest.raises(Limit) as error:
            certify.decimal(fmpq(1, 3), places)
        assert str(error.value) == f"decimals have 0 to 100000 places, asked for {places}"
    assert certify.decimal(fmpq(1, 3), 100_000) == "0." + "3" * 100_000


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_decimal_has_400_000_bits(sign: int) -> None:
    """√5 has two bits before the point."""
    for number, bits in ((fmpq(1), 399_999), (ROOT5, 399_998)):
        assert len(certify.decimal(number * sign * fmpq(2) ** bits, 0).lstrip("-")) == 120_412
        with pytest.raises(Limit):
            certify.decimal(number * sign * fmpq(2) ** (bits + 1), 0)


def test_a_ball_that_tells_nothing_has_no_floors() -> None:
    with working(64):
        assert certify._ends(arb(1) / 0) is None
        assert certify._ends(arb(0, 2**450_000)) is None
        assert certify._ends(arb(0, arb(2) ** 399_999)) is not None
        assert certify._ends(arb("2.25 +/- 1")) == (1, 3)


@pytest.mark.parametrize(
    ("power", "found"),
    [
        (0, "1"),
        (1, "10"),
        (320, "1" + "0" * 320),
        (321, "1e321"),
        (-320, "0." + "0" * 319 + "1"),
        (-321, "1e-321"),
    ],
)
def test_bounds_are_in_fixed_point_where_that_is_short(power: int, found: str) -> None:
    assert certify.enclosure(fmpq(10) ** power, 1) == (found, found)
    assert certify.enclosure(-(fmpq(10) ** power), 1) == ("-" + found, "-" + found)


def test_digits_of_a_bound_with_a_power_of_ten() -> None:
    assert certify.enclosure(fmpq(-16) * fmpq(10) ** 400, 2) == ("-1.6e401", "-1.6e401")
    assert certify.enclosure(fmpq(125) / fmpq(10) ** 403, 3) == ("1.25e-401", "1.25e-401")


@pytest.mark.parametrize("sign", [1, -1])
def test_a_value_that_may_be_a_bound_itself_lies_between_its_neighbours(sign: int) -> None:
    one = in_disguise() * sign
    bounds = [certify.enclosure(one, digits) for digits in (2, 5, 60)]
    for digits, found in zip((2, 5, 60), bounds, strict=True):
        below, above = "0." + "9" * (digits - 1), "1." + "0" * (digits - 2) + "1"
        assert found == ((below, above) if sign > 0 else (f"-{above}", f"-{below}"))
    assert certify.enclosure(one, 1) == (("0", "2") if sign > 0 else ("-2", "0"))
    low, high = bounds[1]
    assert fmpq(*_parts(low)) < sign < fmpq(*_parts(high))
    assert fmpq(*_parts(high)) - fmpq(*_parts(low)) < fmpq(1, 1000)
    assert certify.decimal(one, 3) == ("-" if sign < 0 else "") + "1.000"


def _parts(text: str) -> tuple[int, int]:
    found = Fraction(text)
    return found.numerator, found.denominator


@pytest.mark.parametrize(
    "value",
    [
        *(fmpq(1, 10), fmpq(-1, 3), fmpq(0), fmpq(7**400, 3**200), fmpq(-1, 7**400)),
        *(1 + fmpq(1, 2**53), 1 + fmpq(3, 2**53), 1 + fmpq(1, 2**53) + fmpq(1, 2**200)),
        *(
            fmpq(1, 2**1074),
            fmpq(1, 2**1075),
            fmpq(3, 2**1075),
            fmpq(1, 2**1075) - fmpq(1, 2**1300),
        ),
        *(fmpq(2**1024 - 2**970), fmpq(2**1024 - 2**971), fmpq(1, 2**9000)),
    ],
)
def test_the_nearest_double_is_the_one_that_python_finds(value: fmpq) -> None:
    """Ties go to the even one; below 2^-1075 is 0, past the largest is no double."""
    try:
        found = float(Fraction(int(value.p), int(value.q)))
    except OverflowError:
        found = float("inf")
    assert certify.double(value) == found
    assert str(certify.double(-value)) == str(-found + 0.0)


def test_doubles_of_what_is_not_rational() -> None:
    with mp.workdps(60):
        for value in (ROOT5, ROOT5 * fmpq(-1, 10**300)):
            assert certify.double(value) == float(of_algebraic(value))
        for power in (-745, -746, 709, 710):
            exact = mp.exp(power)
            found = certify.double(ExpSum.exp(power))
            assert found == (float(exact) if power < 710 else float("inf"))
    assert certify.double(ExpSum.exp(-(2**200))) == 0
    assert certify.double(ExpSum.exp(2**200)) == float("inf")
    assert certify.double(ExpSum.exp(-FILL)) == float("inf")
    assert certify.double(-ExpSum.exp(-FILL)) == -float("inf")
    assert str(certify.double(-TINY)) == "0.0"


def test_a_double_that_no_precision_decides() -> None:
    """A number that stays within 2^-bits of the middle between two doubles."""

    def ball(bits: int) -> arb:
        with working(bits):
            return arb(1 + fmpq(1, 2**53)) + arb(0, arb(2) ** -bits)

    open_ = Entry.of(ExpSum.opaque(("between",), ball, lambda: Num("1")))
    with pytest.raises(Undecided) as error:
        certify.double(open_)
    assert error.value.digits == certify.OPEN_DIGITS


def test_the_size_of_what_64_bits_do_not_tell_from_zero() -> None:
    """√5 less its first 60 decimals."""
    with mp.workdps(100):
        near = fmpq(int(mp.floor(mp.sqrt(5) * mpf(10) ** 60)), 10**60)
        rest = mp.sqrt(5) - mpf(int(near.p)) / mpf(int(near.q))
        wanted = int(mp.floor(mp.log10(rest)))
    assert certify.order_of_magnitude(ROOT5 - near) == wanted


def test_the_size_of_what_no_ball_holds() -> None:
    """e^(2^200) (1 + 1/e): by the largest exponent and the rest beside it."""
    power = 2**200
    with mp.workdps(100):
        wanted = int(mp.floor((power + mp.log(1 + mp.exp(-1))) / mp.log(10)))
    assert certify.order_of_magnitude(ExpSum.exp(power) + ExpSum.exp(power - 1)) == wanted
