"""How an entry is printed on a page: exactly where it can be, else as a proven decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.derivation.step import Step
from symattn.formulas.tree import Answer, Formula, Infinity, Neg, Num, Sci, Word
from symattn.numbers import certify
from symattn.numbers.entries import Entry, Special
from symattn.problem.stages import STAGES

__all__ = ["Shown", "answer_width", "digits_of", "printed"]

FARTHEST_UP = 1000
"""Numbers past 10^1000 are printed, but not carried on."""
FARTHEST = -99
"""Below 10^-99 a table prints 0.000; what it hides is stated in words."""


@dataclass(frozen=True)
class Shown:
    """An entry as printed: its formula, and the number that it says (None: none)."""

    formula: Formula
    value: fmpq | None


def printed(step: Step, cell: Any, places: int | None) -> Shown:
    """The entry of a stage with ``places`` after the point; ``None`` prints it exactly.

    Whole numbers print without a point.  A weight of which fewer than two figures
    would be left is printed as a mantissa times a power of ten; an exponential,
    which is carried on, where more than one of its figures would be lost.
    """
    if isinstance(cell, Special):
        return Shown(Neg(Infinity()) if cell.hidden else Word("–"), None)
    closed = step.carrier.formula(cell, True)  # 2.5 rather than 5/2: it stands in a box
    if places is None or (isinstance(closed, Num) and closed.text.lstrip("-").isdigit()):
        return Shown(closed, _number(closed))
    row = STAGES.get(step.name)
    if (
        row is not None
        and row.large
        and isinstance(cell, Entry)
        and (far := _far(cell, places)) is not None
    ):
        return far
    text = step.carrier.decimal(cell, places, "half-even")
    if text is None:
        return Shown(closed, None)
    least = max(2, places - 1) if row is not None and row.large else 2
    if (
        row is not None
        and row.small
        and places > 1
        and _figures(text) < least
        and isinstance(cell, Entry)
    ):
        return _in_powers(cell, places, text)
    return Shown(Num(text), fraction(text))


def _far(cell: Entry, places: int) -> Shown | None:
    """A number of more than nine digits in powers of ten; None for others."""
    mantissa, exponent = certify.significant(cell, max(4, places))
    if exponent < 9:
        return None
    value = fraction(mantissa) * fmpq(10) ** exponent if exponent < FARTHEST_UP else None
    return Shown(Sci(mantissa, exponent), value)


def _in_powers(cell: Entry, figures: int, text: str) -> Shown:
    mantissa, exponent = certify.significant(cell, figures)
    if exponent < FARTHEST or exponent > 0:
        return Shown(Num(text), fraction(text))
    return Shown(Sci(mantissa, exponent), fraction(mantissa) * fmpq(1, 10**-exponent))


def _figures(text: str) -> int:
    return len(text.replace(".", "").lstrip("-0"))


def fraction(text: str) -> fmpq:
    """The rational number that plain decimal digits say."""
    whole, _, part = text.partition(".")
    return fmpq(int(whole + part), 10 ** len(part))


def _number(closed: Formula) -> fmpq | None:
    return fraction(closed.text) if isinstance(closed, Num) else None


def digits_of(formula: Formula) -> int:
    """About how many digits wide a formula is, for the box that holds it."""
    match formula:
        case Num(text):
            return len(text)
        case Sci(mantissa, exponent):
            return len(mantissa) + 3 + round(0.8 * (len(str(exponent)) - 1))
        case Word(text):
            return len(text)
        case _:
            from symattn.document.measure import width

            return max(2, round(width(formula) / 1.9))


def answer_width(shown: Iterable[Formula]) -> int:
    """The width of a table's boxes: its widest answer's, so that a width says nothing."""
    return max((digits_of(formula) for formula in shown), default=2)


def boxed(formulas: Iterable[Formula], width: int) -> tuple[Formula, ...]:
    """Places to write into, filled in."""
    return tuple(Answer(formula, width) for formula in formulas)


def given_places(sheet: Mapping[str, Any]) -> dict[str, int]:
    """The places that ``[sheet]`` asks for."""
    return {str(stage): int(k) for stage, k in dict(sheet.get("places", {})).items()}
