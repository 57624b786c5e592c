"""Evidence in bits: how much the printed cells of an array speak for a relation.

An agreeing cell that could be told from k other values gives log₂ k bits: k is the spread of
the array's own numbers over the width within which the cell agrees (its unit; with what the
rounding of earlier numbers leaves open, that too).  A value that stands in the array already
is no news: it gives log₂ of how many values were seen before it, plus one.  A cell that
disagrees costs what a slip costs (:mod:`priors`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from symattn.numbers.entries import Special
from symattn.numbers.precision import working
from symattn.reading.digits import Printed
from symattn.texts import priors
from symattn.texts.tables import Item, Table
from symattn.verification.claims import Closed
from symattn.verification.trial import fits_ball

__all__ = ["CARRIED", "CLOSE", "EXACTLY", "LOW", "Evidence", "Fact", "agrees", "evidence"]

Array = NDArray[np.float64]

EXACTLY, CARRIED, CLOSE, AWAY = 2, 1, -1, -2
"""What a cell is beside the relation: its value, right for the numbers printed before it, one
unit off, none of these; 0 where it prints no number."""

LOW = -1000
"""Logits below it are what a mask puts in for −∞: e^−1000 is 0 to 434 places."""

SHARP = 1e-9
"""Relative error that a float64 value of a stage stays far below (about 10⁻¹⁵ a step)."""


@dataclass(frozen=True, eq=False)
class Fact:
    """A printed array: its values, and the unit of the last place of each (0: exact)."""

    table: Table
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What was found of it already, by what it was held against."""

    @cached_property
    def values(self) -> Array:
        return self._of(_value)

    @cached_property
    def units(self) -> Array:
        return self._of(_unit)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Where there is a number."""
        return np.isfinite(self.values)

    @cached_property
    def hidden(self) -> NDArray[np.bool_]:
        """Where −∞ is printed."""
        return np.array([[item.special == "-inf" for item in row] for row in self.table.rows])

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, those of a deeper print one below the other, and columns."""
        return len(self.table.rows), len(self.table.rows[0])

    def _of(self, read: Any) -> Array:
        with working(64):
            return np.array([[read(item) for item in row] for row in self.table.rows], dtype=float)

    @cached_property
    def news(self) -> Array:
        """For each cell at most this many bits: a repetition is told from the values before it."""
        out = np.full(self.shape, np.inf)
        seen: set[float] = set()
        sums = self.adds_to_one
        for (i, j), value in np.ndenumerate(self.values):
            if value in seen:
                out[i, j] = np.log2(len(seen) + 1)
            seen.add(value)
            if sums and j == self.shape[1] - 1:
                out[i, j] = 0.0  # the last cell of a row that adds to one
        return out

    @cached_property
    def adds_to_one(self) -> bool:
        """Whether every row is one of weights: none below 0, together 1 but for rounding."""
        if self.shape[1] < 2 or not self.known.all() or (self.values < 0).any():
            return False
        slack = self.units.sum(axis=1) + SHARP
        return bool((np.abs(self.values.sum(axis=1) - 1) <= slack).all())

    @cached_property
    def spread(self) -> float:
        """How far its numbers lie apart, or from 0."""
        found = self.values[self.known]
        if not found.size:
            return 0.0
        return float(max(np.ptp(found), np.abs(found).max(), self.units.max(initial=0.0)))


def _value(item: Item) -> float:
    number = item.number
    if isinstance(number, Closed):
        ball = number.over.enclosure() / number.under.enclosure()
        return float(ball.mid()) if ball.is_finite() else np.nan
    value = item.value
    return np.nan if value is None else _float(value)


def _unit(item: Item) -> float:
    return _float(item.number.unit) if isinstance(item.number, Printed) else 0.0


def _float(value: fmpq) -> float:
    return float(arb(value).mid())


@dataclass(frozen=True, eq=False)
class Evidence:
    """Cell by cell: what it is beside the relation, and its bits for (or against) it.

    ``idle``: cells that a mask gives.  They tell which stage the array is, and say nothing of the
    numbers that it is made of, so that nothing is accused by them.
    """

    state: NDArray[np.int_]
    bits: Array
    idle: NDArray[np.bool_] | None = None

    @cached_property
    def net(self) -> float:
        """All bits together."""
        return float(self.bits.sum())

    def by_rows(self) -> Evidence:
        """Where the cells of a row add to 1: one of them that is wrong moves the others, so that
        a row disagrees once."""
        away = self.state == AWAY
        again = away & (np.cumsum(away, axis=-1) > 1)
        return replace(self, bits=np.where(again, 0.0, self.bits))

    def best(self, prior: Array) -> tuple[int, Evidence]:
        """Of several, along the first axis, the one with the most bits, ``prior`` included."""
        k = int(np.argmax(self.bits.sum(axis=(-2, -1)) + prior))
        idle = None if self.idle is None else self.idle[k]
        return k, Evidence(self.state[k], self.bits[k], idle)

    @property
    def agree(self) -> int:
        """How many cells agree, exactly or carried on."""
        return int((self.state > 0).sum())

    @property
    def cells(self) -> int:
        """How many cells print a number."""
        return int((self.state != 0).sum())

    @property
    def bad(self) -> float:
        """How many cells neither agree nor follow, those one unit off counted by half."""
        return float((self.state == AWAY).sum() + (self.state == CLOSE).sum() / 2)

    def without(self, rows: slice | int, columns: slice | int) -> float:
        """The net bits with some cells left out, and those that a mask gives."""
        left = self.bits.copy()
        if self.idle is not None:
            left[self.idle & (self.state > 0)] = 0.0
        left[rows, columns] = 0.0
        return float(left.sum())


def evidence(fact: Fact, x: Array, p: Array, h: Array, sources: bool = True) -> Evidence:
    """The evidence of a printed array for being x (from the inputs) or p ± h (carried on).

    With leading axes on x, p and h: one after the other, for many ways of lying at once.
    Without ``sources`` the inputs are rounded numbers themselves, and only p ± h is known.
    """
    v, u = fact.values, fact.units
    known = fact.known & np.isfinite(x)
    with np.errstate(all="ignore"):
        sharp = SHARP * (1 + np.abs(x))
        exact = (np.abs(v - x) <= u / 2 + sharp) & sources
        carried = np.abs(v - p) <= u / 2 + h + sharp
        close = (np.abs(v - x) <= 1.5 * u + sharp) | (np.abs(v - p) <= 1.5 * u + h + sharp)
        width = np.maximum(np.where(exact, u, u + 2 * h), sharp)
        bits = np.log2(1 + fact.spread / width)
        nearly = np.log2(1 + fact.spread / (3 * width)) + priors.NEAR
    bits = np.minimum(np.minimum(bits, fact.news), priors.MOST_BITS)
    nearly = np.minimum(nearly, priors.MOST_NEAR + priors.NEAR)
    state = np.where(exact, EXACTLY, np.where(carried, CARRIED, np.where(close, CLOSE, AWAY)))
    bits = np.where(state > 0, bits, np.where(state == CLOSE, nearly, priors.DISAGREES))
    off = fact.known & ~np.isfinite(x)  # a number where there is none
    hidden = fact.hidden & np.isneginf(x)
    lost = fact.hidden & ~np.isneginf(x) & ~(x < LOW)
    state = np.where(known, state, np.where(hidden, EXACTLY, np.where(lost | off, AWAY, 0)))
    bits = np.where(known, bits, np.where(hidden, 1.0, np.where(lost | off, priors.DISAGREES, 0)))
    return Evidence(state, bits)


def agrees(item: Item, ball: Any) -> bool:
    """Whether a printed number is right for an enclosure."""
    number = item.number
    if isinstance(number, Closed):
        if isinstance(ball, Special):
            return False
        return bool((ball * number.under.enclosure()).overlaps(number.over.enclosure()))
    if number is None or not isinstance(number, Printed):
        return False
    if number.special == "-inf" and not isinstance(ball, Special):
        return bool(ball < LOW)
    return fits_ball(number, ball) is True
