"""Mistakes of the catalogue tried on printed tables, in enclosures.

A mistake explains a row only as a whole: every number printed in it must be right for the
mistaken derivation.  So a number that is right anyway never speaks for a mistake that would
have changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.protocol import Value
from symattn.derivation.derivation import Derivation
from symattn.errors import SymattnError
from symattn.mistakes import CATALOGUE, Change, Mistake, mistaken, ways
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor
from symattn.reading.digits import Printed
from symattn.verification.claims import Judged, Number
from symattn.verification.judge import own_unit

__all__ = ["BITS", "Explanation", "Placed", "Tables", "fits_ball", "tried"]

BITS = 128
ROUGH = ("rounded_too_early", "product_slip", "sign_slip")
"""Mistakes with many ways of making them: one cell alone is no evidence for them."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A judged claim and its index in the row convention."""

    judged: Judged
    index: Index

    @property
    def stage(self) -> str:
        return self.judged.claim.stage

    @property
    def row(self) -> tuple[int, Index]:
        return self.judged.claim.block, self.index[:-1]


@dataclass(frozen=True, eq=False)
class Explanation:
    """What a mistake would explain: faulty claims by stage.

    ``rank``: how much it is trusted beside others that explain as many (0: most).
    ``against``: right numbers that it would have made wrong.
    """

    mistake: str
    found: Mapping[str, frozenset[Placed]]
    certain: bool
    rank: int
    against: int = 0
    values: Mapping[str, object] = field(default_factory=dict)

    def cells(self) -> frozenset[Placed]:
        """All claims that it explains."""
        return frozenset().union(*self.found.values())


@dataclass(frozen=True)
class Tables:
    """The claims by stage, in the order of the recipe, and what the text itself goes on from.

    ``given``: for each stage, the printed values of the stages before it, as enclosures.
    """

    derivation: Derivation
    stages: Mapping[str, tuple[Placed, ...]]
    given: Mapping[str, Mapping[str, Value]]

    def rows(self, stage: str) -> Iterable[Sequence[Placed]]:
        """The claims of a stage, row by row."""
        found: dict[tuple[int, Index], list[Placed]] = {}
        for placed in self.stages[stage]:
            found.setdefault(placed.row, []).append(placed)
        return found.values()


def fits_ball(number: Number, ball: Any) -> bool | None:
    """Whether a printed number is right for an enclosed one; None where it cannot be said."""
    if not isinstance(number, Printed):
        return None
    if number.special:
        return ball is MINUS_INFINITY if number.special == "-inf" else ball is UNDEFINED
    if isinstance(ball, Special) or not ball.is_finite():
        return False
    if number.relation in "<>":
        below = ball < arb(number.value)
        return bool(below) if number.relation == "<" else bool(ball > arb(number.value))
    if number.unit == 0:
        return bool(ball.contains(number.value))
    gap = abs(ball - arb(number.value))
    units = [number.unit, own_unit(number)] if number.ambiguous else [number.unit]
    # a ball across the end of the interval is a tie, and either neighbour is right
    return any(not gap > arb(unit) / 2 for unit in units)


def tried(tables: Tables) -> list[Explanation]:
    """Every mistake of the catalogue that changes recipes and explains some faulty number."""
    out: list[Explanation] = []
    with working(BITS):
        for mistake in CATALOGUE:
            for change in ways(mistake, tables.derivation):
                found = _explains(tables, mistake, change)
                if found is not None:
                    out.append(found)
    return out


def _explains(tables: Tables, mistake: Mistake, change: Change) -> Explanation | None:
    run = mistaken(tables.derivation, change)
    found: dict[str, frozenset[Placed]] = {}
    against, whole, first = 0, False, ""
    for stage, claims in tables.stages.items():
        if stage not in change.recipe:
            continue
        explained, misfits = _rows(tables, stage, _cells(run, stage), follows=True)
        against += 0 if first else misfits
        if not explained and tables.given[stage]:
            after = mistaken(tables.derivation, change, tables.given[stage])
            explained, _ = _rows(tables, stage, _cells(after, stage), follows=False)
        if explained:
            found[stage] = explained
            if not first:
                first = stage
                whole = not misfits and all(p in explained for p in claims if p.judged.faulty)
    if not found:
        return None
    if mistake.name in ROUGH and len(found[first]) < 2 and not (whole and len(tables.stages[first]) > 2):
        return None
    certain = whole and len(found[first]) > 1 and mistake.name != "rounded_too_early"
    rank = 2 if mistake.name in ROUGH else 1 if whole else 3
    return Explanation(mistake.name, found, certain, rank, against, change.values)


def _cells(run: Derivation, stage: str) -> Tensor[Any] | None:
    try:
        cells: Tensor[Any] = run.carrier.cells(run.value(stage))
    except (SymattnError, ValueError, IndexError, ZeroDivisionError):
        return None
    return cells


def _rows(
    tables: Tables, stage: str, cells: Tensor[Any] | None, follows: bool
) -> tuple[frozenset[Placed], int]:
    """Faulty claims of rows that fit as a whole, and how many right claims do not fit.

    Without ``follows``, claims that are right for the numbers before them need no mistake.
    """
    out: set[Placed] = set()
    misfits = 0
    if cells is None:
        return frozenset(), 0
    for row in tables.rows(stage):
        if any(not _inside(p.index, cells.shape) for p in row):
            return frozenset(), misfits
        fit = [fits_ball(p.judged.claim.number, cells[p.index]) for p in row]
        misfits += sum(f is False and p.judged.right for f, p in zip(fit, row, strict=True))
        if False not in fit:
            out |= {
                p for p in row if p.judged.faulty and (follows or p.judged.follows is not True)
            }
    return frozenset(out), misfits


def _inside(index: Index, shape: tuple[int, ...]) -> bool:
    return len(index) == len(shape) and all(i < size for i, size in zip(index, shape, strict=True))


def in_balls(tensor: Tensor[Any], instead: Mapping[Index, fmpq]) -> Tensor[Any]:
    """Exact entries as enclosures, printed values in place of some of them."""
    carrier = Balls()
    return Tensor.build(tensor.shape, lambda i: carrier.entry(instead.get(i, tensor[i])))
