"""Printed numbers as values: what is claimed, how it is spelled, and writing another so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from flint import fmpq, fmpz

from symattn.errors import InputError, Place

__all__ = ["MOST_DIGITS", "Form", "Printed", "Unreadable", "ten", "write", "write_beyond"]

MOST_DIGITS = 4_000
"""Digits of a printed number, and the largest power of ten that is written out, in either
direction.  Python reads and writes integers of 4,300 digits at most."""

_RAISE = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_WIDEN = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.,-+%"}


class Unreadable(InputError):
    """The text is no number of the grammar; the sentence says why."""


@dataclass(frozen=True)
class Form:
    """How a number is spelled: all that :func:`write` needs besides the value."""

    point: str = "."
    places: int = 0
    group: str = ""
    bare: bool = False  # ".468": nothing before the point
    dot: bool = False  # "1.": nothing after it
    power: str = ""  # what stands between mantissa and exponent: "e", "×10^{" …
    close: str = ""  # what ends the exponent: "}" or nothing
    width: int = 0  # digits of the exponent, padded
    plus: bool = False  # "e+02"
    raised: bool = False  # superscript digits
    lone: bool = False  # "10^{-4}", without a mantissa
    minus: str = "-"
    percent: str = ""  # "%", "\\%", " %": as printed; a heading's % is not printed
    fraction: str = ""  # "/" or the command
    cut: bool = False  # "0.468…": digits left out, not rounded
    wide: bool = False  # full-width digits
    shift: int = 0  # the printed digits stand for themselves times 10^shift (%, 1e-03 *)
    beyond: int = 0  # a power of ten too large to be written out: value and unit go without it


@dataclass(frozen=True)
class Printed:
    """A number as a text prints it.

    ``value`` is what it says, ``unit`` what its last place claims: 10⁻ᵏ, or 10ᵐ⁻ᵏ with a
    power of ten; 0 for a fraction such as 1/3, which claims to be exact.  ``relation`` is
    the sign printed with the number itself (``<0.001``).  ``special`` is "-inf", "inf",
    "nan", "-" or "blank" where no number stands (value and unit are then 0), "beyond" where
    the power of ten is past 10^±4000: value and unit are then those of the mantissa.
    ``ambiguous`` says how else the text could be read and why this reading was taken.
    """

    text: str
    value: fmpq
    unit: fmpq
    relation: Literal["=", "≈", "<", ">"] = "="
    form: Form = field(default_factory=Form)
    percent: bool = False
    special: str = ""
    ambiguous: str = ""
    where: Place | None = None

    @property
    def half(self) -> tuple[fmpq, fmpq]:
        """The interval that the printed digits stand for: half a unit either side."""
        return self.value - self.unit / 2, self.value + self.unit / 2


def write(value: fmpq, like: Printed) -> str:
    """The multiple of ``like.unit`` nearest to ``value``, spelled as ``like`` is.

    Ties go to the even neighbour; a mantissa keeps its places and is brought back
    between 1 and 10 where the power of ten moves.  Minus zero is written 0.

    >>> from symattn.reading.digits import printed
    >>> write(fmpq(9996, 10000), printed("9.95e-1"))
    '1.00e0'
    """
    form = like.form
    if form.fraction:
        return _signed(value < 0, _fraction(abs(value * ten(-form.shift)), form.fraction), form)
    steps = _nearest(value / like.unit)
    places = max(form.places, 0)
    tail = ""
    if form.power:
        steps, exponent = _normalised(steps, like.unit * ten(places - form.shift), places)
        tail = _exponent_text(exponent, form)
    else:
        places = _places(like.unit * ten(-form.shift), places)
    digits = str(abs(steps)).rjust(places + 1, "0")
    whole, after = (digits[:-places], digits[-places:]) if places else (digits, "")
    if not form.power and places > form.places:
        after = after.rstrip("0")  # zeros are dropped here, as the block drops them
    if form.group:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", form.group, whole)
    if form.bare and whole == "0" and after:
        whole = ""
    body = whole + (form.point + after if after or form.dot else "")
    if form.lone and abs(steps) == 1:
        body, tail = "", tail.replace("×", "", 1)
    return _signed(steps < 0, body + tail, form)


def _signed(below: bool, body: str, form: Form) -> str:
    """The digits with their sign and per cent sign, in the printed width."""
    text = (form.minus if below else "") + body + form.percent
    return text.translate(_WIDEN) if form.wide else text


def _fraction(value: fmpq, spelled: str) -> str:
    over, under = value.numer(), value.denom()
    return f"{over}/{under}" if spelled == "/" else f"{spelled}{{{over}}}{{{under}}}"


def _normalised(steps: int, unit: fmpq, places: int) -> tuple[int, int]:
    """Mantissa digits and exponent, the mantissa between 1 and 10 with ``places`` places."""
    exponent = _log10(unit)
    if steps == 0:
        return 0, exponent
    over = len(str(abs(steps))) - places - 1
    if over > 0:
        steps = _nearest(fmpq(steps, 10**over))
        if len(str(abs(steps))) > places + 1:
            steps, over = steps // 10, over + 1
    elif over < 0:
        steps *= 10**-over
    return steps, exponent + over


def _exponent_text(exponent: int, form: Form) -> str:
    sign = "-" if exponent < 0 else "+" if form.plus else ""
    digits = sign + str(abs(exponent)).rjust(form.width if form.width > 1 else 1, "0")
    power = form.power if not form.lone else "×" + form.power
    return power + (digits.translate(_RAISE) if form.raised else digits) + form.close


def write_beyond(mantissa: str, exponent: int, like: Printed) -> str:
    """A mantissa and its power of ten, spelled as ``like`` is.

    >>> from symattn.reading.digits import printed
    >>> write_beyond("7.43", -434294485, printed("7.42e-434294485"))
    '7.43e-434294485'
    """
    body = mantissa.replace("-", like.form.minus).replace(".", like.form.point)
    tail = _exponent_text(exponent, replace(like.form, width=0))
    if like.form.lone and mantissa == "1":
        return tail.removeprefix("×")
    return body if mantissa == "0" else body + tail


def _places(unit: fmpq, least: int) -> int:
    return max(least, -_log10(unit))


def _log10(power: fmpq) -> int:
    """k of 10^k."""
    over, under = str(power.numer()), str(power.denom())
    return len(over) - len(under)


def _nearest(x: fmpq) -> int:
    """The nearest integer, half to even."""
    doubled = 2 * x.numer() + x.denom()
    down: fmpz = doubled // (2 * x.denom())
    if doubled == down * 2 * x.denom() and down % 2 == 1:
        down -= 1
    return int(down)


def ten(exponent: int) -> fmpq:
    return fmpq(10**exponent) if exponent >= 0 else fmpq(1, 10**-exponent)
