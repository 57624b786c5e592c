"""A row of weights in which one exponential was taken wrongly: a guess that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.reading.digits import Printed
from symattn.verification.trial import Explanation, Placed, Tables

__all__ = ["exponent_slips"]

FARTHEST = fmpq(3, 100)
"""By how much of itself an exponential may be off and still be called a slip."""
INFINITE = arb("inf")


def exponent_slips(tables: Tables, here: Sequence[Placed]) -> Iterator[Explanation]:
    """Rows with two or more faulty weights that one wrong exponential explains."""
    balls = Balls()
    powers = tables.derivation.running_on({}, carrier=balls).value("exponentials")
    found: set[Placed] = set()
    for row in tables.rows("weights"):
        faulty = [one for one in row if one.judged.faulty]
        if len(faulty) < 2 or any(one not in here for one in faulty):
            continue
        if len(row) != powers.shape[-1] or not all(_plain(one) for one in row):
            continue
        if _fits(row, [powers[one.index] for one in row]):
            found |= set(faulty)
    if found:
        yield Explanation("function_slip", {"weights": frozenset(found)}, False, 6)


def _plain(one: Placed) -> bool:
    number = one.judged.claim.number
    return isinstance(number, Printed) and not number.special and number.unit != 0


def _fits(row: Sequence[Placed], powers: Sequence[arb]) -> bool:
    """Whether one value in place of one of the row's exponentials gives every printed weight."""
    for wrong in powers:
        same = [power.overlaps(wrong) for power in powers]
        rest = sum(p for p, s in zip(powers, same, strict=True) if not s)
        count = sum(same)
        low, high = wrong * (1 - arb(FARTHEST)), wrong * (1 + arb(FARTHEST))
        for one, power, mine in zip(row, powers, same, strict=True):
            below, above = _interval(one, power, mine, rest, count)
            low, high = low.max(below), high.min(above)
        if low < high:
            return True
    return False


def _interval(one: Placed, power: arb, mine: bool, rest: arb, count: int) -> tuple[Any, Any]:
    """Between which values the exponential must lie for the printed weight to be right."""
    number = one.judged.claim.number
    assert isinstance(number, Printed)

    def giving(weight: fmpq) -> arb:
        """The exponential that gives this weight; infinite where none is large enough."""
        if mine:  # w = x / (rest + count·x), which stays below 1/count
            return weight * rest / (1 - count * weight) if count * weight < 1 else INFINITE
        return (power / weight - rest) / count if weight > 0 else INFINITE

    least, most = (giving(end) for end in number.half)
    return (least, most) if mine else (most, least)
