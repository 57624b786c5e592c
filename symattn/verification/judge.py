"""A printed number against an exact entry: a verdict that is proven, never a tolerance.

A number printed with k places claims the multiple of 10⁻ᵏ nearest to the value; at an exact
tie it may be either.  All comparisons are those of :mod:`symattn.numbers.certify`.
"""

from __future__ import annotations

from dataclasses import replace

from flint import fmpq

from symattn.errors import Limit
from symattn.numbers import certify
from symattn.numbers.entries import Element, Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.reading import digits
from symattn.reading.digits import Printed, Unreadable
from symattn.reading.numerals import MOST_DIGITS, ten, write_beyond
from symattn.verification.claims import Claim, Closed, Judged
from symattn.words import say

__all__ = ["fits", "judge", "own_unit", "spelled"]


def judge(claim: Claim, cell: Element) -> Judged:
    """The claim with its verdict against the exact entry.

    >>> from symattn.verification.claims import read
    >>> third = Entry.of(fmpq(1, 3))
    >>> numbers = read(["0.33", "0.34", "1/3"])
    >>> [judge(Claim("weights", (0, 0), "", number), third).verdict for number in numbers]
    ['rounded', 'wrong', 'exact']
    """
    number = claim.number
    if isinstance(number, Unreadable):
        return Judged(
            claim, "unreadable", cell, notes=(("verify.unreadable", {"why": number.sentence}),)
        )
    try:
        if isinstance(cell, Special):
            return _special(claim, number, cell)
        if isinstance(number, Closed):
            return _closed(claim, number, cell)
        if number.special == "beyond":
            return _beyond(claim, number, cell)
        if number.special:
            return _wrong_special(claim, cell)
        if number.relation in "<>":
            return _inequality(claim, number, cell)
        if number.unit == 0:
            same = certify.compare(cell, number.value) == 0
            return Judged(claim, "exact" if same else "wrong", cell)
        return _either_reading(claim, number, cell)
    except certify.Undecided as error:
        return Judged(claim, "undecided", cell, digits_tried=error.digits)
    except Limit:  # too large to be written out: the printed number is not near it
        return Judged(claim, "wrong", cell)


def fits(number: Printed | Closed | Unreadable, cell: Element) -> bool:
    """Whether the printed number is right for that entry; an undecided one is not."""
    return judge(Claim("", (), "", number), cell).right


def _special(claim: Claim, number: Printed | Closed, cell: Special) -> Judged:
    special = number.special if isinstance(number, Printed) else ""
    if cell.hidden:
        return Judged(claim, "exact" if special == "-inf" else "wrong", cell, nearest="-inf")
    return Judged(claim, "exact" if special in ("nan", "-", "blank") else "wrong", cell)


def _wrong_special(claim: Claim, cell: Entry) -> Judged:
    """-inf or nan where there is a number."""
    return Judged(claim, "wrong", cell)


def _closed(claim: Claim, number: Closed, cell: Entry) -> Judged:
    same = (cell * number.under - number.over).equals(ExpSum.of(0))
    if same is None:
        raise certify.Undecided(int(2**15 * 0.3))
    return Judged(claim, "exact" if same else "wrong", cell)


def _inequality(claim: Claim, number: Printed, cell: Entry) -> Judged:
    order = certify.compare(cell, number.value)
    if order == (-1 if number.relation == "<" else 1):
        return Judged(claim, "exact", cell, nearest=number.text.strip(), ulps=0)
    if number.unit == 0:
        return Judged(claim, "wrong", cell)
    steps = _half_even(_near(cell, number.unit))
    off = _apart(number, steps)
    return Judged(claim, "wrong", cell, spelled(cell, steps, number), off)


def own_unit(number: Printed) -> fmpq:
    """The unit of the places that are printed, whatever the rest of the block has."""
    return number.unit if number.form.power else ten(number.form.shift - number.form.places)


def _either_reading(claim: Claim, number: Printed, cell: Entry) -> Judged:
    """Where a block only looks as if zeros had been dropped, the number's own places count too."""
    judged = _decimal(claim, number, cell)
    if judged.right or not number.ambiguous:
        return judged
    plain = _decimal(claim, replace(number, unit=own_unit(number), ambiguous=""), cell)
    return plain if plain.right else judged


def _decimal(claim: Claim, number: Printed, cell: Entry) -> Judged:
    unit = number.unit
    found = _near(cell, unit)
    off = min(_apart(number, steps) for steps in found)
    judged = Judged(claim, "wrong", cell, spelled(cell, _half_even(found), number), off)
    if len(found) == 2:
        judged = replace(judged, tie=tuple(spelled(cell, steps, number) for steps in found))
    if off == 0:
        exact = len(found) == 1 and certify.compare(cell, number.value) == 0
        return replace(judged, verdict="exact" if exact else "rounded", notes=_ambiguous(number))
    if off == 1 and certify.truncated(cell, unit) == number.value:
        # "0.468…" says itself that digits are left out
        return replace(judged, verdict="rounded" if number.form.cut else "truncated")
    return replace(judged, notes=(*_ambiguous(number), *_other_reading(number, cell)))


def _beyond(claim: Claim, number: Printed, cell: Entry) -> Judged:
    """A power of ten past what is written out: the value is measured in it, and then judged."""
    power = number.form.beyond
    scaled = cell * ExpSum.exp(-power, 10)
    if number.relation not in "<>" and _same_size(scaled, number.value):
        form = replace(number.form, power="", lone=False)
        judged = _decimal(claim, replace(number, text="", form=form), scaled)
        nearest, *ties = (
            write_beyond(text, power, number) for text in (judged.nearest or "", *judged.tie)
        )
        if len(str(abs(_steps(number)))) == number.form.places + 1 and judged.ulps:
            nearest = write_beyond(*certify.significant(cell, number.form.places + 1), number)
        return replace(judged, cell=cell, nearest=nearest, tie=tuple(ties))
    order = certify.compare(scaled, number.value)
    if order == {"<": -1, ">": 1}.get(number.relation, 0):
        return Judged(claim, "exact", cell, number.text.strip(), 0)
    figures = len(str(abs(_steps(number))))
    nearest = write_beyond(*certify.significant(cell, figures), number)
    return Judged(claim, "wrong", cell, nearest)


def _same_size(value: Entry, other: fmpq) -> bool:
    """Whether both are less than two powers of ten apart."""
    if other == 0 or certify.compare(value, 0) == 0:
        return False
    return abs(certify.order_of_magnitude(value) - certify.order_of_magnitude(other)) < 2


def _near(cell: Entry, unit: fmpq) -> tuple[int, ...]:
    """The nearest multiples of the unit, by their factors."""
    return tuple(int((value / unit).numer()) for value in certify.nearest(cell, unit))


def _half_even(found: tuple[int, ...]) -> int:
    return found[0] if len(found) == 1 or found[0] % 2 == 0 else found[1]


def _apart(number: Printed, steps: int) -> int:
    """By how many of its units a printed number is off.  Raises Limit past 10^4000 of them."""
    off = abs(_steps(number) - steps)
    if off > 10**MOST_DIGITS:
        raise Limit(say("numbers.long_decimal", limit=MOST_DIGITS))
    return off


def _steps(number: Printed) -> int:
    """The printed number in its own units."""
    return int((number.value / number.unit).numer())


def spelled(cell: Entry, steps: int, like: Printed) -> str:
    """``steps`` units as the text writes numbers.

    Where the power of ten moves, the mantissa keeps its places: then the value itself is
    rounded to them, not its rounding rounded again.
    """
    value = steps * like.unit
    if steps == _steps(like):
        return _bare(like)
    written = digits.write(value, like)
    if not like.form.power or steps == 0:
        return written
    if len(str(abs(steps))) == like.form.places + 1 and _value(written, like) == value:
        return written
    unit = ten(certify.order_of_magnitude(cell) - like.form.places)
    return digits.write(_half_even(_near(cell, unit)) * unit, replace(like, unit=unit))


def _value(text: str, like: Printed) -> fmpq:
    """What the text says that was written as ``like`` is, which can be read again."""
    return digits.printed(text, decimal="comma" if like.form.point == "," else "point").value


def _bare(number: Printed) -> str:
    """The printed digits themselves, without a sign of relation and without dollars."""
    written = digits.write(number.value, replace(number, unit=own_unit(number)))
    return written if _value(written, number) == number.value else number.text.strip()


def _ambiguous(number: Printed) -> tuple[tuple[str, dict[str, object]], ...]:
    return (("verify.read_as", {"note": number.ambiguous}),) if number.ambiguous else ()


def _other_reading(number: Printed, cell: Entry) -> tuple[tuple[str, dict[str, object]], ...]:
    """80 claims units; where it would be right as "about 80", that is said."""
    steps = _steps(number)
    zeros = 0
    while steps and steps % 10 == 0:
        steps, zeros = steps // 10, zeros + 1
        if not number.form.places and steps in _near(cell, number.unit * ten(zeros)):
            return (("verify.right_to", {"unit": str(number.unit * ten(zeros))}),)
    return ()
