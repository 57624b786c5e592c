"""Decimals that are proven to be correctly rounded, enclosures, comparisons.

A certified decimal comes from a ball (Arb): the precision is raised until the ball
holds no rounding boundary.  A value *on* a boundary is rational; that is decided
exactly first, so the loop ends for everything whose equality is decidable.
F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic", IEEE Trans. Comp. 66, 2017.
"""

from __future__ import annotations

from typing import Literal, Union

from flint import arb, fmpq, fmpz

from symattn.errors import Limit, SymattnError
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working

__all__ = [
    "Real", "Rounding", "Undecided", "compare", "decimal", "enclosure", "nearest",
    "order_of_magnitude", "rounded", "significant", "truncated",
]  # fmt: skip

Real = Union[int, fmpq, Algebraic, ExpSum, Entry]
Rounding = Literal["half-even", "half-up"]

MOST_DIGITS = 200_000
MOST_BITS = 2**22


class Undecided(SymattnError):
    """No procedure decides this, or a stated limit was reached; ``digits`` were tried."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"not decided at {digits} digits")
        self.digits = digits


def decimal(value: Real, places: int, rounding: Rounding = "half-even") -> str:
    """The decimal with ``places`` digits after the point, correctly rounded.

    Raises Undecided for a value that may lie on a boundary and cannot be decided,
    Limit past the stated number of digits.

    >>> decimal(fmpq(1, 8), 2), decimal(fmpq(1, 8), 2, "half-up"), decimal(fmpq(-1, 1000), 1)
    ('0.12', '0.13', '0.0')
    """
    if not 0 <= places <= MOST_DIGITS:
        raise Limit(f"decimals have 0 to {MOST_DIGITS} places, asked for {places}")
    return _written(rounded(value, fmpq(1, 10**places), rounding), places)


def rounded(value: Real, unit: fmpq, rounding: Rounding = "half-even") -> int:
    """The integer n for which n·unit is the value correctly rounded to the unit."""
    low = nearest(value, unit)
    if len(low) == 1:
        return low[0]
    below, above = low
    if rounding == "half-up":
        return above if above > 0 else below
    return below if below % 2 == 0 else above


def nearest(value: Real, unit: fmpq) -> tuple[int, ...]:
    """The nearest multiple of ``unit`` as its factor: two of them at an exact tie.

    >>> nearest(fmpq(1, 8), fmpq(1, 100))
    (12, 13)
    """
    entry = Entry.of(value)
    plain = _seen_rational(entry)
    if plain is not None:
        return _nearest_rational(plain / unit)
    precision = 64
    tried = False
    while precision <= MOST_BITS:
        with working(precision):
            scaled = entry.ball(precision) / arb(unit) + arb(1) / 2
            found = scaled.floor().unique_fmpz() if scaled.is_finite() else None
            guess = scaled.mid().floor().unique_fmpz() if scaled.rad() < 1 else None
        if found is not None and not _on_boundary(scaled, found):
            return (int(found),)
        if guess is not None and not tried and precision >= 256:
            tried = True
            boundary = int((scaled.mid() + arb(1) / 2).floor().unique_fmpz())
            order = entry.compare((fmpq(2 * boundary - 1, 2)) * unit)
            if order is not None:
                return (boundary - 1, boundary) if order == 0 else (boundary - (order < 0),)
            if len(entry.rows()) <= 1 and not _decidable(entry):
                raise Undecided(int(precision * 0.3))
        precision *= 2
    raise Undecided(int(MOST_BITS * 0.3))


def _decidable(entry: Entry) -> bool:
    return all(not m.atoms for _, one in entry.parts() for m in one.terms)


def _on_boundary(scaled: arb, found: fmpz) -> bool:
    """Whether the ball touches the lower end n of [n, n + 1): then n − ½ may be a tie."""
    return not scaled > arb(found)


def _seen_rational(entry: Entry) -> fmpq | None:
    return None if entry.rows() else entry.plain().rational()


def _nearest_rational(value: fmpq) -> tuple[int, ...]:
    doubled = 2 * value
    floor = int(value.floor())
    if doubled.q == 1 and int(doubled.p) % 2:
        return floor, floor + 1
    return (int((value + fmpq(1, 2)).floor()),)


def _written(number: int, places: int) -> str:
    digits = str(abs(number)) if abs(number) < 10**4000 else _long(abs(number))
    digits = digits.rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _long(number: int) -> str:
    return str(fmpz(number))


def truncated(value: Real, unit: fmpq) -> int:
    """The integer n for which n·unit is the value cut off toward zero.

    >>> truncated(fmpq(-19, 10), fmpq(1))
    -1
    """
    entry = Entry.of(value)
    sign = compare(entry, fmpq(0))
    if sign == 0:
        return 0
    inside = entry if sign > 0 else -entry
    (near, *_) = nearest(inside, unit)
    below = near if compare(inside, near * unit) >= 0 else near - 1
    return sign * below


def compare(value: Real, other: fmpq) -> int:
    """−1, 0 or 1 as the value is below, equal to or above the rational, exactly.

    Raises Undecided where no procedure decides equality.
    """
    order = Entry.of(value).compare(other)
    if order is None:
        raise Undecided(int(2**15 * 0.3))
    return order


def enclosure(value: Real, digits: int) -> tuple[str, str]:
    """Decimals (lower, upper) that hold the value, about ``digits`` figures apart.

    >>> enclosure(fmpq(1, 3), 3)
    ('0.333', '0.334')
    """
    entry = Entry.of(value)
    if compare(entry, fmpq(0)) == 0:
        return "0", "0"
    _, exponent = _leading(entry)
    places = max(0, digits - 1 - exponent)
    if places > MOST_DIGITS:
        mantissa, power = significant(entry, digits)
        near = int(mantissa.replace(".", ""))  # the nearest one: a unit to either side is outside
        low, high = (_written(number, digits - 1) for number in (near - 1, near + 1))
        return f"{low}e{power}", f"{high}e{power}"
    unit = fmpq(1, 10**places)
    toward = truncated(entry, unit)
    if compare(entry, toward * unit) == 0:
        return _written(toward, places), _written(toward, places)
    low, high = (toward, toward + 1) if compare(entry, fmpq(0)) > 0 else (toward - 1, toward)
    return _written(low, places), _written(high, places)


def order_of_magnitude(value: Real) -> int:
    """The exponent m with 10^m ≤ |value| < 10^(m+1), exactly; ValueError for 0.

    >>> order_of_magnitude(ExpSum.exp(ExpSum.of(-10**9)))
    -434294482
    """
    return _leading(Entry.of(value))[1]


def _leading(entry: Entry) -> tuple[int, int]:
    sign = compare(entry, fmpq(0))
    if sign == 0:
        raise ValueError("0 has no order of magnitude")
    inside = entry if sign > 0 else -entry
    precision = 64
    while precision <= MOST_BITS:
        with working(precision):
            logarithm = inside.ball(precision).log() / arb(10).log()
            floor = logarithm.floor().unique_fmpz() if logarithm.is_finite() else None
            close = (logarithm + arb(1) / 2).floor().unique_fmpz() if logarithm.is_finite() else None
        if floor is not None:
            return sign, int(floor)
        if close is not None and abs(int(close)) <= MOST_DIGITS and precision >= 128:
            power = int(close)
            ten = fmpq(10**power) if power >= 0 else fmpq(1, 10**-power)
            return sign, power if compare(inside, ten) >= 0 else power - 1
        precision *= 2
    raise Undecided(int(MOST_BITS * 0.3))


def significant(value: Real, figures: int, rounding: Rounding = "half-even") -> tuple[str, int]:
    """Mantissa with that many figures, and the power of ten: 9.05 and −4.

    Powers past the limit of decimals are proven by balls alone.

    >>> significant(fmpq(905, 10**6), 3)
    ('9.05', -4)
    """
    entry = Entry.of(value)
    sign, exponent = _leading(entry)
    if abs(exponent) > MOST_DIGITS:
        return _by_ball(entry, exponent, figures)
    power = exponent - figures + 1
    unit = fmpq(10**power) if power >= 0 else fmpq(1, 10**-power)
    number = rounded(entry, unit, rounding)
    if abs(number) >= 10**figures:
        number, exponent = number // 10, exponent + 1
    return _written(number, figures - 1), exponent


def _by_ball(entry: Entry, exponent: int, figures: int) -> tuple[str, int]:
    precision = 128 + 4 * figures
    with working(precision):
        ten = (arb(10).log() * exponent).exp()
        scaled = entry.ball(precision) / ten * 10 ** (figures - 1) + arb(1) / 2
        found = scaled.floor().unique_fmpz()
    if found is None:
        raise Undecided(figures)
    number = int(found)
    if abs(number) >= 10**figures:
        number, exponent = number // 10, exponent + 1
    return _written(number, figures - 1), exponent
