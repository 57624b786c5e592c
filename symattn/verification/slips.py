"""Slips that are seen in the printed numbers themselves, cell by cell or row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from flint import fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.numbers import certify
from symattn.numbers.entries import Entry, Special
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor
from symattn.problem.stages import turns
from symattn.reading.digits import Printed
from symattn.verification.exponent_slip import exponent_slips
from symattn.verification.terms import term_slips
from symattn.verification.trial import BITS, Explanation, Placed, Tables, fits_ball

__all__ = ["slips"]

FLOAT32_BITS = 24
FLOAT32_SLACK = 64
"""A table counts as computed in single precision within so many of its last bits."""
MOST_ROWS = 8
"""Of larger tables, the first so many rows and columns are tried as exchanged."""


def slips(tables: Tables, roots: set[Placed]) -> list[Explanation]:
    """Every slip that explains some of the first wrong steps, one print of a stage at a time."""
    out: list[Explanation] = []
    with working(BITS):
        for stage, claims in tables.stages.items():
            for block in sorted({one.judged.claim.block for one in claims}):
                printed = tuple(one for one in claims if one.judged.claim.block == block)
                here = [one for one in printed if one in roots and _decimal(one)]
                if here:
                    alone = replace(tables, stages={**tables.stages, stage: printed})
                    out += _of_block(alone, stage, here, roots)
    return out


def _of_block(
    tables: Tables, stage: str, here: Sequence[Placed], roots: set[Placed]
) -> list[Explanation]:
    out: list[Explanation] = []
    for look in (_exchanged, _truncated, _single_precision):
        out += look(tables, stage, here)
    measured = [one for one in here if one.judged.ulps is not None]
    for look in (_fewer_places, _signs):
        out += look(tables, stage, measured)
    out += _cells(tables, stage, measured, "digits_swapped", _swapped, 2)
    mistyped = 7 if stage == "exponentials" else 4  # there a wrong value is likelier
    out += _cells(tables, stage, measured, "digit_mistyped", _mistyped, mistyped)
    out += term_slips(tables, stage, here)
    if stage == "weights":
        out += _forced(tables, roots)
        out += exponent_slips(tables, here)
    if stage == "exponentials":
        out.append(Explanation("function_slip", {stage: frozenset(here)}, True, 6))
    return out


def _decimal(one: Placed) -> bool:
    number = one.judged.claim.number
    return isinstance(number, Printed) and not number.special and number.unit != 0


def _number(one: Placed) -> Printed:
    number = one.judged.claim.number
    assert isinstance(number, Printed)
    return number


def _entry(one: Placed) -> Entry:
    """The exact entry of a number that is measured in units of its last place."""
    cell = one.judged.cell
    assert not isinstance(cell, Special)
    return cell


def _sum(row: Sequence[Placed]) -> Any:
    return sum(_number(one).value for one in row if _decimal(one))


def _forced(tables: Tables, roots: set[Placed]) -> Iterator[Explanation]:
    """One cell of a row of weights changed so that the printed row adds to exactly 1."""
    keys = tables.derivation.problem.m
    found = []
    for row in tables.rows("weights"):
        faulty = [one for one in row if not one.judged.right]
        if len(row) != keys or len(faulty) != 1 or faulty[0] not in roots:
            continue
        if all(_decimal(one) for one in row) and _sum(row) == 1:
            found.append(faulty[0])
    if found:
        yield Explanation("row_forced_to_one", {"weights": frozenset(found)}, True, 0)


def _truncated(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """A whole table cut off is a habit; single numbers are guessed to be cut."""
    cut = [one for one in here if one.judged.verdict == "truncated"]
    if not cut:
        return
    whole = all(_is_cut(one) for one in tables.stages[stage])
    if whole and len(cut) > 1:
        yield Explanation("truncated", {stage: frozenset(cut)}, True, 1)
        return
    for row in tables.rows(stage):
        mine = [one for one in row if one in cut]
        wrong = [one for one in row if one.judged.verdict == "wrong"]
        if mine and not wrong:
            yield Explanation("truncated", {stage: frozenset(mine)}, False, 5)
        elif mine and stage == "weights" and wrong in [[one] for one in here] and _sum(row) == 1:
            # the rest of the row was then made to add to one
            both = frozenset([*mine, *wrong])
            yield Explanation("truncated", {stage: both}, False, 5, values={"rest": True})


def _is_cut(one: Placed) -> bool:
    """Whether the number is the value cut off (exact ones are)."""
    if not _decimal(one) or isinstance(one.judged.cell, Special):
        return True
    if one.judged.ulps is None:  # the value is too large to be written out
        return False
    number = _number(one)
    return bool(certify.truncated(_entry(one), number.unit) == number.value)


def _single_precision(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """Numbers of seven figures and more that carry no more than a float32 does."""
    found = []
    for one in tables.stages[stage]:
        if not _decimal(one) or isinstance(one.judged.cell, Special):
            continue
        if not _near_float32(one):
            return
        if one in here:
            found.append(one)
    if found:
        yield Explanation("single_precision", {stage: frozenset(found)}, len(found) > 2, 1)


def _near_float32(one: Placed) -> bool:
    """Whether some float32 near the value is printed so."""
    number = _number(one)
    if one.judged.right:
        return True
    cell = _entry(one)
    ulp = _float32_ulp(number.value)
    if number.value == 0 or number.unit > ulp * 4:  # too few of its bits are printed to tell
        return False
    gap = certify.compare(cell, number.value - FLOAT32_SLACK * ulp)
    above = certify.compare(cell, number.value + FLOAT32_SLACK * ulp)
    if gap < 0 or above > 0:
        return False
    steps = (number.value / ulp + fmpq(1, 2)).floor()
    return bool(abs(steps * ulp - number.value) <= number.unit / 2)


def _float32_ulp(value: fmpq) -> fmpq:
    """The distance of neighbouring float32 numbers at a value."""
    size = abs(value)
    exponent = int(size.p).bit_length() - int(size.q).bit_length()
    if size < fmpq(2) ** exponent:
        exponent -= 1
    return fmpq(2) ** (exponent - FLOAT32_BITS + 1)


def _fewer_places(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """Numbers rounded to fewer places, and then printed with more."""
    places = {_number(one).form.places for one in here}
    for k in range(1, max(places, default=0)):
        unit = fmpq(1, 10**k)
        found = frozenset(
            one for one in here if _number(one).value in certify.nearest(_entry(one), unit)
        )
        if len(found) > 1 and 2 * len(found) > len(here):
            found |= _rest(tables, stage, here, found)
            values = {"stage": stage, "places": k, "cut": False}
            yield Explanation("rounded_too_early", {stage: found}, len(found) > 2, 2, values=values)


def _rest(
    tables: Tables, stage: str, here: Sequence[Placed], found: frozenset[Placed]
) -> frozenset[Placed]:
    """The one number of a row of weights that was then made the rest to exactly 1."""
    if stage != "weights":
        return frozenset()
    out = set()
    for row in tables.rows(stage):
        odd = [one for one in row if one in here and one not in found]
        whole = len(row) == tables.derivation.problem.m and all(_decimal(one) for one in row)
        if len(odd) == 1 and whole and _sum(row) == 1:
            out.add(odd[0])
    return frozenset(out)


def _signs(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """The right number with the wrong sign."""
    found = frozenset(
        one
        for one in here
        if -_number(one).value in certify.nearest(_entry(one), _number(one).unit)
    )
    if found:
        yield Explanation("sign_slip", {stage: found}, True, 2, values={"what": "number"})


def _exchanged(tables: Tables, stage: str, here: Sequence[Placed]) -> Iterator[Explanation]:
    """The right numbers in two rows or two columns that were exchanged."""
    cells: Tensor[object] = tables.derivation.carrier.cells(tables.derivation.value(stage))
    if len(cells.shape) < 2:
        return
    axes = ((-2, "rows_exchanged"), (-1, "columns_exchanged"))
    if tables.derivation.notation.columns and turns(stage):
        axes = ((-1, "rows_exchanged"), (-2, "columns_exchanged"))
    for axis, name in axes:
        for i, j in combinations(range(min(cells.shape[axis], MOST_ROWS)), 2):
            found = _exchange(tables, stage, here, cells, axis, i, j)
            if found:
                values = {"first": i + 1, "second": j + 1}
                whole = found == frozenset(here)
                yield Explanation(name, {stage: found}, whole, 2, values=values)


def _exchange(
    tables: Tables,
    stage: str,
    here: Sequence[Placed],
    cells: Tensor[object],
    axis: int,
    i: int,
    j: int,
) -> frozenset[Placed]:
    balls = Balls()
    other = {i: j, j: i}
    found = set()
    for one in tables.stages[stage]:
        at = list(one.index)
        if at[axis] not in other:
            continue
        at[axis] = other[at[axis]]
        if fits_ball(one.judged.claim.number, balls.entry(cells[tuple(at)])) is False:
            return frozenset()
        if one in here:
            found.add(one)
    return frozenset(found) if len(found) > 1 else frozenset()


def _cells(
    tables: Tables,
    stage: str,
    here: Sequence[Placed],
    name: str,
    looks: Callable[[str, str], bool],
    rank: int,
) -> Iterable[Explanation]:
    """Single cells whose digits differ from the right ones in a way that typing does."""
    found = []
    for one in here:
        nearest, off = one.judged.nearest, one.judged.ulps
        assert nearest is not None and off is not None
        if off < 9:
            continue
        alone = all(o.judged.right or o is one for o in tables.stages[stage] if o.row == one.row)
        if alone and looks(one.judged.claim.text.strip(), nearest):
            found.append(one)
    if found:
        yield Explanation(name, {stage: frozenset(found)}, False, rank)


def _swapped(printed: str, right: str) -> bool:
    """Two neighbouring digits exchanged."""
    if len(printed) != len(right):
        return False
    odd = [k for k, (a, b) in enumerate(zip(printed, right, strict=True)) if a != b]
    if len(odd) != 2:
        return False
    first, second = odd
    beside = second == first + 1 or printed[first + 1 : second] in (".", ",")
    return beside and printed[first] == right[second] and printed[second] == right[first]


def _mistyped(printed: str, right: str) -> bool:
    """One digit other than the last is another, is missing or stands there twice."""
    if len(printed) == len(right):
        odd = [k for k, (a, b) in enumerate(zip(printed, right, strict=True)) if a != b]
        return len(odd) == 1 and odd[0] < len(right) - 1 and right[odd[0]].isdigit()
    longer, shorter = sorted((printed, right), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:k] + longer[k + 1 :] == shorter for k in range(len(longer)))
