"""Arithmetic written out in a text, judged as it stands: each step against the one before.

``1.79/7.43 ≈ 0.24`` claims that the quotient of these very numbers rounds to 0.24, whatever
stage it belongs to.  A step with a name in it claims nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flint import arb, fmpq

from symattn.errors import Place
from symattn.numbers import certify
from symattn.numbers.entries import Entry
from symattn.reading.digits import Printed
from symattn.reading.documents import Document, Equation
from symattn.reading.documents.trees import Neg, Number, Rows, Tree, Vector, numbers, plain
from symattn.texts.arithmetic import (
    closed,
    enclosures,
    entry,
    flat,
    is_exact,
    is_worked,
    shaped,
)
from symattn.texts.said import UNDERLINED, misread
from symattn.verification.claims import Claim, Judged
from symattn.verification.judge import judge

__all__ = ["Judgement", "judged_equations"]

MOST_EQUATIONS = 2000
TWO_COMMAS = r"\d,\d+\s*;\s*-?\d+,\d"
"""[1,9 ; 0,5] is a row of two decimals in one country and two rows of two numbers in another."""
LONGEST = 120


@dataclass(frozen=True, eq=False)
class Judgement:
    """One printed number at the end of a step, with its verdict.

    ``text``: the step as printed, ``left``: what is worked out.  ``as_it_stands``: the verdict
    where the digits on the left are what they say; "consistent" is said where only some values
    within their half-units give the number.
    """

    judged: Judged
    text: str
    left: str
    as_it_stands: str = ""

    @property
    def verdict(self) -> str:
        return self.judged.verdict

    @property
    def nearest(self) -> str | None:
        return self.judged.nearest

    @property
    def where(self) -> Place | None:
        return self.judged.claim.where

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, of kind "equation"."""
        out = self.judged.to_json()
        for key in ("stage", "index", "follows"):
            out.pop(key, None)
        out |= {"kind": "equation", "text": self.text}
        return {**out, "as_it_stands": self.as_it_stands or self.verdict}


def judged_equations(
    document: Document, exact: Collection[tuple[fmpq, ...]] = ()
) -> tuple[list[Judgement], set[tuple[int, int]]]:
    """Every step that can be worked out, and the places of all numbers that took part.

    ``exact``: rows of the text's own inputs, which are not rounded.
    """
    out: list[Judgement] = []
    places: set[tuple[int, int]] = set()
    lines = misread(document)
    for equation in document.equations():
        if len(out) > MOST_EQUATIONS:
            break
        if equation.where.line in lines or re.match(UNDERLINED, equation.text):
            continue
        found = list(_steps(equation, exact))
        if re.search(TWO_COMMAS, equation.text) or _may_be_grouped(equation):
            found = [one for one in found if not one.judged.faulty]
        if found:
            places |= {
                (number.where.line, number.where.column)
                for part in equation.parts
                for number in numbers(part)
                if number.where
            }
        out += found
    return out, places


def _may_be_grouped(equation: Equation) -> bool:
    """Whether a number is read with its digits in groups, and may have decimals: 1.000, 2,000."""
    return any(
        number.form.group and number.text.count(number.form.group) == 1
        for part in equation.parts
        for number in numbers(part)
    )


def _steps(equation: Equation, exact: Collection[tuple[fmpq, ...]]) -> Iterator[Judgement]:
    left: Tree | None = None
    for k, part in enumerate(equation.parts):
        relation = equation.relations[k - 1] if k else ""
        if k and relation not in ("=", "≈"):
            left = None
        claimed = _claimed(part)
        if left is not None and claimed:
            yield from _judged(left, claimed, relation, exact)
        elif left is not None and relation == "=" and is_exact(left) and is_exact(part):
            yield from _closed(left, part)
        on = claimed and equation.relations[k : k + 1] == ("≈",)
        left = part if (on or is_worked(part)) and shaped(part) is not None else None


def _claimed(part: Tree) -> list[Printed]:
    """The printed numbers of a number, a vector or a matrix; [] for anything else."""
    cells: Iterable[Tree]
    if isinstance(part, Vector):
        cells = part.items
    elif isinstance(part, Rows):
        cells = [cell for row in part.rows for cell in row]
    else:
        cells = (part,)
    out = []
    for cell in cells:
        inner = cell.body if isinstance(cell, Neg) else cell
        if not isinstance(inner, Number) or inner is not cell:
            return []
        if inner.printed.special not in ("", "beyond"):
            return []
        out.append(inner.printed)
    return out


def _closed(left: Tree, part: Tree) -> Iterator[Judgement]:
    """A step from whole numbers to a closed form is proven equal or unequal."""
    value, form = shaped(left), closed(part, plain(part))
    if value is None or form is None or isinstance(value, list):
        return
    cell = entry(value)
    if cell is None:
        return
    where = next((number.where for number in numbers(part)), None)
    claim = Claim("", (), plain(part), form, where)
    yield Judgement(_verdict(claim, cell), f"{_short(left)} = {plain(part)}", _short(left))


def _verdict(claim: Claim, cell: Entry) -> Judged:
    try:
        return judge(claim, cell)
    except certify.Undecided as error:
        return Judged(claim, "undecided", cell, digits_tried=error.digits)


def _short(left: Tree) -> str:
    shown = plain(left)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def _judged(
    left: Tree, claimed: list[Printed], relation: str, exact: Collection[tuple[fmpq, ...]]
) -> Iterator[Judgement]:
    value = shaped(left)
    if value is None:
        return
    entries = flat(value)
    if len(entries) != len(claimed):
        return
    shown = _short(left)
    loose = enclosures(left, exact) or [None] * len(entries)
    for one, number, ball in zip(entries, claimed, loose, strict=True):
        cell = entry(one)
        if cell is None:
            continue
        claim = Claim("", (), number.text.strip(), number, number.where)
        judged = _verdict(claim, cell)
        as_it_stands = judged.verdict
        if judged.faulty and ball is not None and _within(number, ball):
            judged = replace(judged, verdict="consistent")
        text = f"{shown} {relation} {number.text.strip()}"
        yield Judgement(judged, text, shown, as_it_stands)


def _within(number: Printed, ball: arb) -> bool:
    """Whether some value in the enclosure rounds to the printed number."""
    return bool(ball.overlaps(arb(arb(number.value).mid(), arb(number.unit / 2))))
