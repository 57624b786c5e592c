"""Inputs that a text prints rounded or cut off: which numbers some inputs within them give.

A cell is called wrong only where no inputs within half a unit (or within the unit that was
cut off) give it: that is proven by enclosures of the whole box of inputs.  It is called
consistent where two points of the box give values on either side of the printed interval, or
one inside it: the derivation is continuous, so some point between them gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.derivation import Derivation
from symattn.numbers.entries import Special
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor
from symattn.reading.digits import Printed
from symattn.verification.claims import Judged

__all__ = ["Box", "boxes", "offers", "within_inputs"]

BITS = 128
MOST_PLACES = 12
DEEPEST = 8
"""How often the box of inputs is halved where its enclosure alone proves nothing."""

Spot = tuple[str, int]
Point = Mapping[str, tuple[fmpq, ...]]


@dataclass(frozen=True)
class Box:
    """Lower and upper ends of the inputs' entries, by input."""

    low: Point
    high: Point

    def middle(self) -> dict[str, tuple[fmpq, ...]]:
        """The centre of the box."""
        return {
            name: tuple((a + b) / 2 for a, b in zip(self.low[name], self.high[name], strict=True))
            for name in self.low
        }

    def open_spots(self) -> list[Spot]:
        """The entries that may vary."""
        return [
            (name, k)
            for name in self.low
            for k, low in enumerate(self.low[name])
            if low != self.high[name][k]
        ]

    def halves(self, spot: Spot) -> tuple[Box, Box]:
        """The box cut in two at one entry."""
        name, k = spot
        cut = (self.low[name][k] + self.high[name][k]) / 2
        return (
            Box(self.low, _put(self.high, spot, cut)),
            Box(_put(self.low, spot, cut), self.high),
        )


def _put(point: Point, spot: Spot, value: fmpq) -> dict[str, tuple[fmpq, ...]]:
    name, k = spot
    cells = point[name]
    return {**point, name: (*cells[:k], value, *cells[k + 1 :])}


def boxes(derivation: Derivation, kind: str) -> Box:
    """The inputs that would be printed as these are: "rounded" or "truncated".

    A matrix without decimals is taken as exact, and one with them to be printed to as many
    places as its longest entry has.
    """
    low: dict[str, tuple[fmpq, ...]] = {}
    high: dict[str, tuple[fmpq, ...]] = {}
    for name, tensor in derivation.problem.inputs.items():
        if not all(isinstance(cell, fmpq) for cell in tensor.cells):
            continue
        places = max(_places(cell) for cell in tensor.cells)
        unit = fmpq(1, 10**places) if places else fmpq(0)
        low[name] = tuple(_end(cell, unit, kind, -1) for cell in tensor.cells)
        high[name] = tuple(_end(cell, unit, kind, 1) for cell in tensor.cells)
    return Box(low, high)


def _places(value: fmpq) -> int:
    """Digits after the point; 0 for what is no short decimal."""
    for places in range(MOST_PLACES + 1):
        if (value * 10**places).q == 1:
            return places
    return 0


def _end(value: fmpq, unit: fmpq, kind: str, side: int) -> fmpq:
    if kind == "rounded":
        return value + side * unit / 2
    # cut off toward zero: the value lies further out, on either side of 0 where it is 0
    return value + side * unit if side * value >= 0 else value


class _Tight(Balls):
    """Enclosures in which a weight is 1/(1 + Σ of the other exponentials over its own).

    The quotient by the row sum would count the own exponential's width twice.
    """

    def divide(self, a: Tensor[Any], sums: Tensor[Any], empty: str, label: str) -> Tensor[Any]:
        plain = super().divide(a, sums, empty, label)

        def entry(index: Index) -> Any:
            own = a[index]
            if own.contains(0):
                return plain[index]
            row = [a[(*index[:-1], k)] for k in range(a.shape[-1]) if k != index[-1]]
            return 1 / (1 + sum(cell / own for cell in row))

        return Tensor.build(a.shape, entry)


class _Run:
    """The derivation at points and on boxes of inputs."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation

    def values(self, cells: Mapping[str, Sequence[Any]]) -> dict[str, Tensor[Any]]:
        """The given inputs' lines, for :meth:`Derivation.running_on`."""
        inputs = self.derivation.problem.inputs
        out = {}
        for line in self.derivation.recipe:
            for name in line.of:
                bare = name.removesuffix("_given")
                if name not in self.derivation.recipe and bare in cells:
                    out[name] = Tensor(inputs[bare].shape, tuple(cells[bare]))
        return out

    def at(self, point: Point) -> Derivation:
        """The derivation at a point of the box."""
        cells = {name: [arb(value) for value in row] for name, row in point.items()}
        return self.derivation.running_on(self.values(cells), carrier=Balls())

    def over(self, box: Box) -> Derivation:
        """The derivation on the whole box."""
        cells = {
            name: [_hull(a, b) for a, b in zip(row, box.high[name], strict=True)]
            for name, row in box.low.items()
        }
        return self.derivation.running_on(self.values(cells), carrier=_Tight())


def _hull(low: fmpq, high: fmpq) -> arb:
    return arb(low).union(arb(high))


def within_inputs(
    derivation: Derivation, judged: Sequence[Judged], kind: str
) -> tuple[Judged, ...]:
    """The verdicts for inputs that are printed rounded ("rounded") or cut off ("truncated")."""
    box = boxes(derivation, kind)
    spots = box.open_spots()
    faulty = [one for one in judged if one.faulty and _checkable(one)]
    if not spots or not faulty:
        return tuple(judged)
    with working(BITS):
        search = _Search(derivation, box, spots)
        verdicts = {id(one): search.verdict(one) for one in faulty}
    return tuple(
        replace(one, verdict=verdicts[id(one)]) if id(one) in verdicts else one for one in judged
    )


def _checkable(one: Judged) -> bool:
    number = one.claim.number
    return isinstance(number, Printed) and not number.special and not isinstance(one.cell, Special)


class _Search:
    """Looks for inputs that give a printed number, or proves that there are none."""

    def __init__(self, derivation: Derivation, box: Box, spots: Sequence[Spot]) -> None:
        self.run, self.box, self.spots = _Run(derivation), box, spots
        self.middle = self.run.at(box.middle())
        self.nudged = {
            spot: self.run.at(_put(box.middle(), spot, box.high[spot[0]][spot[1]]))
            for spot in spots
        }
        self.whole = self.run.over(box)
        self.derivation = derivation

    def verdict(self, one: Judged) -> Any:
        stage = one.claim.stage
        index = self.derivation.step(stage).public(one.claim.index)
        number = one.claim.number
        assert isinstance(number, Printed)
        low, high = (arb(end) for end in number.half)
        ball = self.whole.value(stage)[index]
        if _side(ball, low, high):
            return "wrong"
        centre = _side(self.middle.value(stage)[index], low, high)
        for up in (True, False):
            corner = _side(self.corner(stage, index, up), low, high)
            if not corner or corner != centre:
                return "consistent"
        order = sorted(self.spots, key=lambda spot: self.effect(spot, stage, index), reverse=True)
        proven = self.none(self.box, (stage, index), low, high, order, DEEPEST)
        return "wrong" if proven else "undecided"

    def effect(self, spot: Spot, stage: str, index: Index) -> float:
        """How far the value moves with one input: only for the order of halving."""
        moved = self.nudged[spot].value(stage)[index] - self.middle.value(stage)[index]
        return abs(float(moved.mid()))

    def corner(self, stage: str, index: Index, up: bool) -> Any:
        """The value at the corner toward which it grows (or shrinks), seen from the centre."""
        centre = self.middle.value(stage)[index]
        point: Point = self.box.middle()
        for spot in self.spots:
            grows = self.nudged[spot].value(stage)[index] > centre
            ends = self.box.high if grows == up else self.box.low
            point = _put(point, spot, ends[spot[0]][spot[1]])
        return self.run.at(point).value(stage)[index]

    def none(
        self,
        box: Box,
        cell: tuple[str, Index],
        low: arb,
        high: arb,
        order: Sequence[Spot],
        depth: int,
    ) -> bool:
        """Whether no point of the box gives the printed number, proven by halving it."""
        if _side(self.run.over(box).value(cell[0])[cell[1]], low, high):
            return True
        if depth == 0:
            return False
        spot = order[(DEEPEST - depth) % len(order)]
        return all(self.none(half, cell, low, high, order, depth - 1) for half in box.halves(spot))


def _side(ball: Any, low: arb, high: arb) -> str:
    """On which side of the printed interval the value is proven to lie; "" where on none."""
    return "below" if ball < low else "above" if ball > high else ""


def offers(derivation: Derivation, judged: Sequence[Judged]) -> tuple[str, ...]:
    """What else could be tried: inputs taken as rounded, where that alone makes all consistent."""
    if derivation.problem.printed_inputs != "exact" or len(judged) < 2:
        return ()
    if not all(one.faulty and _checkable(one) for one in judged):
        return ()
    found = within_inputs(derivation, judged, "rounded")
    return ("verify.offer_rounded",) if all(one.right for one in found) else ()
