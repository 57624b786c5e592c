"""What a text claims, and what was found about it: types without any judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from symattn.errors import InputError, Place
from symattn.formulas import sympy_text
from symattn.numbers import certify, show
from symattn.numbers.entries import Element, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.lazy import lazy
from symattn.numbers.tensors import Index
from symattn.reading import digits, entries
from symattn.reading.digits import Printed, Unreadable

__all__ = [
    "RIGHT",
    "VERDICTS",
    "Accepted",
    "Claim",
    "Claimed",
    "Closed",
    "Judged",
    "Verdict",
    "read",
]

Verdict = Literal["exact", "rounded", "consistent", "truncated", "wrong", "undecided", "unreadable"]
VERDICTS: tuple[Verdict, ...] = (
    "exact",
    "rounded",
    "consistent",
    "truncated",
    "wrong",
    "undecided",
    "unreadable",
)
RIGHT: frozenset[Verdict] = frozenset(("exact", "rounded", "consistent"))

DECIMAL_PLACES = 12
LONGEST_DECIMAL = 60
"""Digits before the point up to which a value is written out."""


@dataclass(frozen=True)
class Closed:
    """A printed closed form: numerator and denominator."""

    text: str
    over: ExpSum
    under: ExpSum


Claimed: TypeAlias = Printed | Closed | Unreadable


@dataclass(frozen=True)
class Claim:
    """One printed number, and the cell that it is said to be (in the problem's layout)."""

    stage: str
    index: Index
    text: str
    number: Claimed
    where: Place | None = None
    block: int = 0


def read(
    texts: Sequence[str], *, decimal: digits.Decimal = "auto", percent: bool = False
) -> tuple[Claimed, ...]:
    r"""The printed numbers of one table, closed forms included; "" is a blank.

    >>> [type(number).__name__ for number in read(["0.5", r"\frac{1}{2+e^{-2}}", "abc?"])]
    ['Printed', 'Closed', 'Unreadable']
    """
    found = digits.block(texts, decimal=decimal, percent=percent)
    return tuple(
        _closed(text, number) if isinstance(number, Unreadable) else number
        for text, number in zip(texts, found, strict=True)
    )


def _closed(text: str, error: Unreadable) -> Claimed:
    if not any(sign in text for sign in ("e", "ln", "\\", "(", "/", "√", "^")):
        return error
    try:
        over, under = entries.closed_form(text)
    except (InputError, ValueError, ZeroDivisionError):
        return error
    return Closed(text, over, under)


@dataclass(frozen=True)
class Accepted:
    """Why a number that does not hold is let pass.

    ``name``: the verdict or mistake that is accepted; ``because``: the reason that is given;
    ``where``: the place of the comment.
    """

    name: str
    source: Literal["option", "comment"]
    because: str = ""
    where: Place | None = None

    def to_json(self) -> dict[str, Any]:
        """``name``, ``from``, and as far as given ``because`` and ``where``."""
        out: dict[str, Any] = {"name": self.name, "from": self.source}
        if self.because:
            out["because"] = self.because
        if self.where is not None:
            out["where"] = {"line": self.where.line, "column": self.where.column}
        return out


@dataclass(frozen=True, eq=False)
class Judged:
    """A claim with its verdict.

    ``cell`` is the exact entry that it was judged against.  ``nearest`` is the right decimal
    as the text would write it, ``ulps`` how many of its last places the claim is off; both
    ``None`` where there is none.  ``follows``: right for what the text prints a step before
    (``None``: it prints nothing there).  ``tie``: both decimals that are equally near.
    ``notes`` and ``impossible`` are keys of the catalogue of sentences with their values.
    ``accepted``: why it is let pass although it does not hold.
    """

    claim: Claim
    verdict: Verdict
    cell: Element
    nearest: str | None = None
    ulps: int | None = None
    tie: tuple[str, ...] = ()
    follows: bool | None = None
    digits_tried: int = 0
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()
    impossible: tuple[str, ...] = ()
    accepted: Accepted | None = None

    @property
    def right(self) -> bool:
        """Whether the number may stand as it is."""
        return self.verdict in RIGHT

    @property
    def open(self) -> bool:
        """Whether it does not hold and is not let pass."""
        return not self.right and self.accepted is None

    @property
    def faulty(self) -> bool:
        """Whether the number is wrong or cut off: something that a cause is looked for."""
        return self.verdict in ("wrong", "truncated")

    @lazy
    def decimal(self) -> str | None:
        """The value with 12 places (a power of ten where it is huge); None where there is none."""
        if isinstance(self.cell, Special):
            return None
        try:
            if certify.compare(self.cell, 0) and (
                certify.order_of_magnitude(self.cell) > LONGEST_DECIMAL
            ):
                mantissa, exponent = certify.significant(self.cell, DECIMAL_PLACES + 1)
                return f"{mantissa}e{exponent}"
            return certify.decimal(self.cell, DECIMAL_PLACES)
        except certify.Undecided:
            return None

    @lazy
    def exact(self) -> str:
        """The closed form in SymPy's syntax."""
        if isinstance(self.cell, Special):
            return "-oo" if self.cell.hidden else "nan"
        return sympy_text.write(show.formula(self.cell))

    def enclosure(self, figures: int = 12) -> tuple[str, str] | None:
        """Proven decimal bounds of the value."""
        if isinstance(self.cell, Special):
            return None
        return certify.enclosure(self.cell, figures)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract."""
        claim = self.claim
        out: dict[str, Any] = {
            "kind": "stage",
            "stage": claim.stage,
            "index": list(claim.index),
            "printed": claim.text,
        }
        if claim.where is not None:
            out["where"] = {"line": claim.where.line, "column": claim.where.column}
        out |= {
            "verdict": self.verdict,
            "nearest": self.nearest,
            "decimal": self.decimal,
            "ulps": self.ulps,
            "exact": self.exact,
            "follows": self.follows,
        }
        if self.tie:
            out["tie"] = list(self.tie)
        if self.impossible:
            out["impossible"] = list(self.impossible)
        if self.verdict == "undecided":
            out["digits_tried"] = self.digits_tried
        if self.accepted is not None:
            out["accepted"] = self.accepted.to_json()
        return out
