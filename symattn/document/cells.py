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

__all__ = ["Shown", "answer_width", "digits_of", "figures", "printed", "rounded"]

FARTHEST_UP = 1000
"""Numbers past 10^1000 are printed, but not carried on."""
FIGURES = 3
"""Of exponentials and weights below 0.01; the sheet says it in words (``intro.figures``)."""
SMALL = fmpq(1, 100)
"""Below it places leave too few figures."""
LONGEST = -4
"""Below 10^-4 a small number is written with a power of ten."""
FARTHEST = -99
"""Below 10^-99 a table prints 0.000; what it hides is stated in words."""


@dataclass(frozen=True)
class Shown:
    """An entry as printed: its formula, and the number that it says (None: none)."""

    formula: Formula
    value: fmpq | None


def figures(name: str) -> int:
    """The figures that a number of the stage below 0.01 has at least; 0: places alone count."""
    row = STAGES.get(name)
    return FIGURES if row is not None and (row.small or row.large) else 0


def printed(step: Step, cell: Any, places: int | None) -> Shown:
    """The entry of a stage with ``places`` after the point; ``None`` prints it exactly.

    Whole numbers print without a point.  Below 0.01 a weight or an exponential keeps
    :func:`figures` figures, as a mantissa times a power of ten where it is very small.
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
    least = figures(step.name)
    if least and isinstance(cell, Entry) and abs(fraction(text)) <= SMALL:
        small = _small(cell, places, least)
        if small is not None:
            return small
    return Shown(Num(text), fraction(text))


def _far(cell: Entry, places: int) -> Shown | None:
    """A number of more than nine digits in powers of ten; None for others."""
    mantissa, exponent = certify.significant(cell, max(4, places))
    if exponent < 9:
        return None
    value = fraction(mantissa) * fmpq(10) ** exponent if exponent < FARTHEST_UP else None
    return Shown(Sci(mantissa, exponent), value)


def _small(cell: Entry, places: int, least: int) -> Shown | None:
    """A number below 0.01 with so many figures; None where ``places`` give as many."""
    mantissa, exponent = certify.significant(cell, least)
    needed = least - 1 - exponent
    if exponent >= -2 or exponent < FARTHEST or needed <= places:
        return None
    value = fraction(mantissa) * fmpq(1, 10**-exponent)
    if exponent < LONGEST:
        return Shown(Sci(mantissa, exponent), value)
    digits = mantissa.replace(".", "").replace("-", "")
    sign = "-" if mantissa.startswith("-") else ""
    return Shown(Num(f"{sign}0.{'0' * (-exponent - 1)}{digits}"), value)


def rounded(value: fmpq, places: int) -> fmpq:
    """The nearest multiple of 10^−places, the even one of a tie.

    >>> rounded(fmpq(1, 8), 2)
    3/25
    """
    scaled = value * 10**places
    low = scaled.floor()
    gap = 2 * (scaled - low)
    up = gap > 1 or (gap == 1 and low % 2 == 1)
    return fmpq(low + up, 10**places)


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
