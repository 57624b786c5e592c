"""Decimals that are proven to be correctly rounded, enclosures, comparisons.

A certified decimal comes from a ball (Arb): more bits until it holds no rounding
boundary.  Where one boundary stays inside, the difference to it is formed exactly
and its sign decided (a value *on* the boundary is rational, so that is decidable);
no precision is spent on e^(−10^9) beside a tie.
F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic", IEEE Trans. Comp. 66, 2017.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from flint import arb, fmpq, fmpz

from symattn.errors import Limit, SymattnError
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import doubling, working
from symattn.words import say

__all__ = [
    "Real",
    "Rounding",
    "Undecided",
    "compare",
    "decimal",
    "double",
    "enclosure",
    "nearest",
    "order_of_magnitude",
    "rounded",
    "significant",
    "truncated",
]

Real: TypeAlias = int | fmpq | Algebraic | ExpSum | Entry
Rounding: TypeAlias = Literal["half-even", "half-up"]

MOST_DIGITS = 100_000
MOST_BITS = 1 << 20
MOST_FIXED = 320  # places of an enclosure in fixed point
MOST_TRIED = 314_572  # digits of the 2^20 bits
OPEN_BITS = 1 << 13
_FAR = 1 << 12  # a double has powers of two from −1074 to 1023
OPEN_DIGITS = 2_466  # digits of the 2^13 bits that are tried where nothing decides


_ZERO, _HALF = fmpq(0), fmpq(1, 2)


class Undecided(SymattnError):
    """No procedure decides this, or a stated limit was reached; ``digits`` were tried."""

    def __init__(self, digits: int) -> None:
        super().__init__(say("numbers.undecided", digits=digits))
        self.digits = digits


def decimal(value: Real, places: int, rounding: Rounding = "half-even") -> str:
    """The decimal with ``places`` digits after the point, correctly rounded.

    Zero has no sign.  Raises Undecided for a value that may lie on a boundary
    and cannot be decided, Limit past 100,000 digits.

    >>> decimal(fmpq(1, 8), 2), decimal(fmpq(1, 8), 2, "half-up"), decimal(fmpq(-1, 1000), 1)
    ('0.12', '0.13', '0.0')
    """
    if not 0 <= places <= MOST_DIGITS:
        raise Limit(say("numbers.places", limit=MOST_DIGITS, places=places))
    return _written(_rounded(value, fmpq(1, 10**places), rounding), places)


def rounded(value: Real, unit: fmpq, rounding: Rounding = "half-even") -> fmpq:
    """The multiple of ``unit`` to which the value is correctly rounded."""
    return _rounded(value, unit, rounding) * unit


def nearest(value: Real, unit: fmpq) -> tuple[fmpq, ...]:
    """The nearest multiple of ``unit``; both neighbours at an exact tie, the lower first.

    >>> nearest(fmpq(1, 8), fmpq(1, 100))
    (3/25, 13/100)
    """
    near, tie = _floor(Entry.of(value), unit, _HALF)
    return ((near - 1) * unit, near * unit) if tie else (near * unit,)


def truncated(value: Real, unit: fmpq) -> fmpq:
    """The multiple of ``unit`` that is the value cut off toward zero.

    >>> truncated(fmpq(-19, 10), fmpq(1))
    -1
    """
    floor, exact = _floor(Entry.of(value), unit)
    return (floor if floor >= 0 or exact else floor + 1) * unit


def compare(value: Real, other: Real) -> int:
    """−1, 0 or 1 as the value is below, equal to or above the other, proven.

    Raises Undecided where no procedure decides equality and balls do not separate.
    """
    order = Entry.of(value).compare(other)
    if order is None:
        raise Undecided(OPEN_DIGITS)
    return order


def enclosure(value: Real, digits: int) -> tuple[str, str]:
    """Decimals (lower, upper) with ``digits`` figures that hold the value, rounded outward.

    Both are the same where the value is such a decimal.  A value that may be one, which is
    not decided, lies between its two neighbours.

    >>> enclosure(fmpq(1, 3), 3), enclosure(fmpq(-1, 4), 3)
    (('0.333', '0.334'), ('-0.250', '-0.250'))
    """
    entry = Entry.of(value)
    if compare(entry, 0) == 0:
        return "0", "0"
    try:
        power = order_of_magnitude(entry) - digits + 1
        low, exact = _floor(*_in_units(entry, power))
    except Undecided:
        return _around(entry, digits)
    return _figures(low, power), _figures(low if exact else low + 1, power)


def _around(entry: Entry, digits: int) -> tuple[str, str]:
    """The neighbours by a ball alone, where one may be the value itself."""
    for bits in doubling(digits * 4 + 64, MOST_BITS):
        ball = entry.ball(bits)
        with working(bits):
            ends = _ends(abs(ball).log() / arb(10).log())
            if ends is None:
                continue
            power = ends[1] - digits + 1
            scaled = ball / arb(10) ** power
            low, high = scaled.lower().floor(), scaled.upper().ceil()
            under, over = int(low.unique_fmpz()), int(high.unique_fmpz())
        if over - under <= 2:
            return _figures(under, power), _figures(over, power)
    raise Undecided(MOST_TRIED)


def order_of_magnitude(value: Real) -> int:
    """The exponent m with 10^m ≤ |value| < 10^(m+1), proven; ValueError for 0.

    >>> order_of_magnitude(ExpSum.exp(-10**9))
    -434294482
    """
    entry = Entry.of(value)
    sign = compare(entry, 0)
    if sign == 0:
        raise ValueError("0 has no order of magnitude")
    inside = entry * sign
    for bits in doubling(64, MOST_BITS):
        with working(bits):
            ends = _ends(_logarithm(inside, bits) / arb(10).log())
        if ends is None:
            continue
        low, high = ends
        if low == high:
            return low
        if high == low + 1:
            return high if compare(inside, ExpSum.exp(high, 10)) >= 0 else low
    raise Undecided(MOST_TRIED)


def _logarithm(entry: Entry, bits: int) -> arb:
    """ln of a positive entry; by the rest beside its largest exponent where a ball is too small."""
    ball = _relative(entry, bits)
    if ball > 0 and ball.is_finite():
        return ball.log()
    lead = max(one.largest_exponent() for _, one in entry.parts())
    if not lead:
        return ball.log()
    return lead.enclosure() + _relative(entry * ExpSum.exp(-lead), bits).log()


def double(value: Real) -> float:
    """The float64 nearest to the value, a tie to the even one; infinite past the largest.

    >>> double(fmpq(1, 10)), double(ExpSum.exp(-(10**9))), double(ExpSum.exp(1))
    (0.1, 0.0, 2.718281828459045)
    """
    entry = Entry.of(value)
    for bits in doubling(80, OPEN_BITS):
        ball = entry.ball(bits)
        if ball.is_finite():
            with working(bits):
                low, high = (_double(*end.man_exp()) for end in (ball.lower(), ball.upper()))
            if low == high:
                return low + 0.0  # no minus zero
        rational = entry.rational() if bits == 80 else None
        if rational is not None:  # as every value that lies between two doubles is
            return _double(rational.p, 0, int(rational.q)) + 0.0
    raise Undecided(OPEN_DIGITS)


def _double(top: fmpz, power: fmpz | int, bottom: int = 1) -> float:
    """top·2^power/bottom, rounded once."""
    size = int(power) + int(abs(top)).bit_length() - bottom.bit_length()
    if abs(size) > _FAR:
        return 0.0 if size < 0 or not top else float("inf" if top > 0 else "-inf")
    shift = int(power)
    try:
        return (int(top) << max(shift, 0)) / (bottom << max(-shift, 0))
    except OverflowError:
        return float("inf" if top > 0 else "-inf")


def significant(value: Real, figures: int, rounding: Rounding = "half-even") -> tuple[str, int]:
    """The mantissa with that many figures, and its power of ten; ("0", 0) for 0.

    >>> significant(fmpq(905, 10**6), 3), significant(fmpq(-9996), 3)
    (('9.05', -4), ('-1.00', 4))
    >>> significant(ExpSum.exp(-10**9), 4)
    ('1.250', -434294482)
    """
    entry = Entry.of(value)
    if compare(entry, 0) == 0:
        return "0", 0
    exponent = order_of_magnitude(entry)
    number = _rounded(*_in_units(entry, exponent - figures + 1), rounding)
    if abs(number) >= 10**figures:
        number, exponent = number // 10, exponent + 1
    return _written(number, figures - 1), exponent


def _rounded(value: Real, unit: fmpq, rounding: Rounding) -> int:
    near, tie = _floor(Entry.of(value), unit, _HALF)
    if not tie:
        return near
    if rounding == "half-up":  # away from zero, as in school and in decimal.ROUND_HALF_UP
        return near if near > 0 else near - 1
    return near - near % 2


def _in_units(entry: Entry, power: int) -> tuple[Entry, fmpq]:
    """The entry and a unit that measure it in 10^power, also where that cannot be written."""
    if abs(power) <= MOST_DIGITS:
        return entry, fmpq(10) ** power
    return entry * ExpSum.exp(-power, 10), fmpq(1)


def _floor(entry: Entry, unit: fmpq, plus: fmpq = _ZERO) -> tuple[int, bool]:
    """⌊entry/unit + plus⌋, and whether the sum is that integer exactly."""
    if not entry.rows():
        plain = entry.plain().rational()
        if plain is not None:
            _bounded(plain / unit)
            return _whole(plain / unit + plus)
    bits = 64 + max(0, int(unit.q).bit_length() - int(unit.p).bit_length())
    for tried in doubling(bits, 2 * MOST_BITS):
        with working(tried):
            scaled = _relative(entry, tried) / arb(unit) + plus
            ends = _ends(scaled)
        if ends is None or ends[1] - ends[0] > 1:
            continue
        low, high = ends
        if low == high and not scaled.contains(low):
            return low, False
        order = compare(entry, (high - plus) * unit)
        return (high, order == 0) if order >= 0 else (high - 1, False)
    raise Undecided(MOST_TRIED)


def _whole(value: fmpq) -> tuple[int, bool]:
    """⌊value⌋, and whether the value is whole."""
    return int(value.floor()), value.q == 1


def _bounded(value: fmpq) -> None:
    if int(value.floor()).bit_length() > 4 * MOST_DIGITS:
        raise Limit(say("numbers.long_decimal", limit=MOST_DIGITS))


def _ends(ball: arb) -> tuple[int, int] | None:
    """The floors of the ends of a ball; None where it tells nothing."""
    if not ball.is_finite():
        return None
    if _bits(ball.abs_lower()) > 4 * MOST_DIGITS:  # asked before it is written out
        raise Limit(say("numbers.long_decimal", limit=MOST_DIGITS))
    if _bits(ball.abs_upper()) > 4 * MOST_DIGITS:
        return None
    return int(ball.lower().floor().unique_fmpz()), int(ball.upper().floor().unique_fmpz())


def _bits(point: arb) -> int:
    """Bits before the point."""
    mantissa, exponent = point.man_exp()
    return int(exponent) + int(mantissa).bit_length()


def _relative(entry: Entry, bits: int) -> arb:
    """A ball with relative accuracy: by the numerator where the parts cancel."""
    ball = entry.enclosure()
    if not ball.contains(0) or bits < 128:
        return ball
    quotient = entry.quotient_enclosure()
    return ball if quotient is None else quotient


def _figures(number: int, power: int) -> str:
    """number·10^power: fixed point where that is short, else with a power of ten."""
    if abs(power) <= MOST_FIXED:
        return _written(number * 10 ** max(power, 0), max(-power, 0))
    digits = str(fmpz(abs(number)))
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{'-' if number < 0 else ''}{mantissa}e{power + len(digits) - 1}"


def _written(number: int, places: int) -> str:
    """number/10^places in fixed point."""
    digits = str(fmpz(abs(number))).rjust(places + 1, "0")  # Python's own refuses 4,300
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
