"""Mistakes of the catalogue tried on printed tables, in enclosures.

A mistake explains a row only as a whole: every number printed in it must be right for the
mistaken derivation.  So a number that is right anyway never speaks for a mistake that would
have changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.carriers.base import Value
from symattn.derivation.derivation import Derivation
from symattn.errors import SymattnError
from symattn.mistakes import CATALOGUE, Change, Mistake, mistaken, ways
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem
from symattn.reading.digits import Printed
from symattn.verification.claims import Claimed, Judged
from symattn.verification.follow import Follow
from symattn.verification.judge import own_unit

__all__ = ["BITS", "Explanation", "Placed", "Tables", "fits_ball", "tried"]

BITS = 128
MOST_WORK = 400_000
"""Products of a problem past which no mistakes are tried, and a tenth of it for rough ones."""
ROUGH = ("rounded_too_early", "product_slip", "sign_slip")
"""Mistakes with many ways of making them: only a table that fits as a whole is evidence."""

WIDTH = "scale_by_model_width"
"""With several heads it is the commonest mistake with the scale, and preferred to others."""


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

    @classmethod
    def of(cls, derivation: Derivation, placed: Sequence[Placed], follow: Follow) -> Tables:
        """The claims in the order of the recipe, with what each stage is computed from."""
        order = [line.name for line in derivation.recipe]
        named = {one.stage for one in placed}
        stages = {
            stage: tuple(one for one in placed if one.stage == stage)
            for stage in order
            if stage in named
        }
        given: dict[str, Mapping[str, Value]] = {}
        so_far: dict[str, Value] = {}
        with working(BITS):
            for stage, claims in stages.items():
                given[stage] = dict(so_far)
                so_far[stage] = in_balls(follow.cells[stage][0], _said(claims))
        return cls(derivation, stages, given)

    def rows(self, stage: str) -> Iterable[Sequence[Placed]]:
        """The claims of a stage, row by row."""
        found: dict[tuple[int, Index], list[Placed]] = {}
        for placed in self.stages[stage]:
            found.setdefault(placed.row, []).append(placed)
        return found.values()


def _said(claims: Sequence[Placed]) -> dict[Index, fmpq]:
    """The values of the numbers among them, by index."""
    numbers = ((one.index, one.judged.claim.number) for one in claims)
    return {
        index: number.value
        for index, number in numbers
        if isinstance(number, Printed) and not number.special
    }


def fits_ball(number: Claimed, ball: Any) -> bool | None:
    """Whether a printed number is right for an enclosed one; None where it cannot be said."""
    if not isinstance(number, Printed):
        return None
    if number.special == "beyond":
        return _fits_beyond(number, ball)
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


def _fits_beyond(number: Printed, ball: Any) -> bool:
    """The same in units of a power of ten that is too large to be written out."""
    if isinstance(ball, Special) or not ball.is_finite():
        return False
    scaled = ball * (-number.form.beyond * arb(10).log()).exp()
    return bool(fits_ball(replace(number, special=""), scaled))


def tried(tables: Tables) -> list[Explanation]:
    """Every mistake of the catalogue that changes recipes and explains some faulty number."""
    out: list[Explanation] = []
    problem = tables.derivation.problem
    many = problem.heads > 1
    size = _size(problem)
    if size > MOST_WORK:
        return out
    with working(BITS):
        plain = tables.derivation.running_on({}, carrier=Balls())
        for mistake in sorted(CATALOGUE.values(), key=lambda one: not (many and one.name == WIDTH)):
            if mistake.name in ROUGH and size > MOST_WORK // 10:
                continue
            for change in ways(mistake, tables.derivation):
                found = _explains(tables, mistake, change, _shared(plain, change))
                if found is not None:
                    out.append(found)
    return out


def _size(problem: Problem) -> int:
    """About how many products one way of computing the problem takes."""
    width = (problem.d_k or 1) + (problem.d_v or 1)
    return problem.n * problem.m * width * max(1, problem.heads) * prod(problem.batch)


def _shared(plain: Derivation, change: Change) -> dict[str, Value]:
    """The values of the lines that a change leaves as they are."""
    out: dict[str, Value] = {}
    if change.problem is not None:
        return out
    made = {line.name for line in change.recipe}
    for line in change.recipe:
        known = all(name in out or name not in made for name in line.of)
        if known and line.name in plain.recipe and plain.recipe[line.name] == line:
            out[line.name] = plain.value(line.name)
    return out


def _explains(
    tables: Tables, mistake: Mistake, change: Change, shared: Mapping[str, Value]
) -> Explanation | None:
    run = mistaken(tables.derivation, change, shared)
    fits: dict[str, _Fit] = {}
    against = 0
    for stage, placed in tables.stages.items():
        if stage not in change.recipe:
            continue
        fit = _fit(tables, stage, _cells(run, stage), follows=True)
        against += 0 if fits else fit.against
        open_ones = any(p.judged.faulty and p.judged.follows is not True for p in placed)
        if not fit.explained and open_ones and tables.given[stage]:
            after = mistaken(tables.derivation, change, tables.given[stage])
            fit = _fit(tables, stage, _cells(after, stage), follows=False)
        if fit.explained:
            fits[stage] = fit
    if not fits:
        return None
    first, best = next(iter(fits.items()))
    claims = tables.stages[first]
    blocks = {p.judged.claim.block for p in best.explained}
    claims = tuple(p for p in claims if p.judged.claim.block in blocks)
    whole = not (blocks & best.contradicted) and all(
        p in best.explained for p in claims if p.judged.faulty
    )
    new = sum(p.judged.follows is not True for p in best.explained)
    rough = mistake.name in ROUGH
    enough = new > 1 or (len(claims) > 2 and mistake.name == "rounded_too_early")
    if rough and not (whole and enough):
        return None
    certain = whole and new > 1 and not best.rest
    return Explanation(
        mistake.name,
        {stage: fit.explained for stage, fit in fits.items()},
        certain and mistake.name != "rounded_too_early",
        2 if rough else 1 if whole else 3,
        against,
        change.values,
    )


@dataclass(frozen=True)
class _Fit:
    """Faulty claims of rows that fit; right claims that do not fit; and whether a number of a
    fitting row was the rest to 1."""

    explained: frozenset[Placed] = frozenset()
    against: int = 0
    rest: bool = False
    contradicted: frozenset[int] = frozenset()


def _cells(run: Derivation, stage: str) -> Tensor[Any] | None:
    try:
        cells: Tensor[Any] = run.carrier.cells(run.value(stage))
    except (SymattnError, ValueError, IndexError, ZeroDivisionError):
        return None
    return cells


def _fit(tables: Tables, stage: str, cells: Tensor[Any] | None, follows: bool) -> _Fit:
    """How the rows of a printed stage fit the entries of a mistaken derivation.

    Without ``follows``, claims that are right for the numbers before them need no mistake.
    """
    if cells is None:
        return _Fit()
    rows = []
    against = 0
    contradicted: set[int] = set()
    for row in tables.rows(stage):
        if any(not _inside(p.index, cells.shape) for p in row):
            return _Fit(against=against)
        fit = [fits_ball(p.judged.claim.number, cells[p.index]) for p in row]
        misfits = sum(f is False and p.judged.right for f, p in zip(fit, row, strict=True))
        against += misfits
        if misfits:
            contradicted.add(row[0].judged.claim.block)
        rows.append((row, fit))
    whole = [(row, fit) for row, fit in rows if False not in fit]
    adjusted = [(row, fit) for row, fit in rows if not against and _rest_of_row(tables, row, fit)]
    held = frozenset(
        p
        for row, fit in (*whole, *adjusted)
        for p, f in zip(row, fit, strict=True)
        if f is not None and p.judged.faulty and (follows or p.judged.follows is not True)
    )
    return _Fit(held, against, bool(adjusted), frozenset(contradicted))


def _rest_of_row(tables: Tables, row: Sequence[Placed], fit: Sequence[bool | None]) -> bool:
    """Whether all weights of a row fit but one, which was made the rest to exactly 1."""
    if row[0].stage != "weights" or fit.count(False) != 1 or fit.count(True) < 2:
        return False
    if len(row) != tables.derivation.problem.m or None in fit:
        return False
    odd = row[fit.index(False)]
    if not odd.judged.faulty or not any(p.judged.faulty for p in row if p is not odd):
        return False
    numbers = [p.judged.claim.number for p in row]
    return bool(sum(n.value for n in numbers if isinstance(n, Printed)) == 1)


def _inside(index: Index, shape: tuple[int, ...]) -> bool:
    return len(index) == len(shape) and all(i < size for i, size in zip(index, shape, strict=True))


def in_balls(tensor: Tensor[Any], instead: Mapping[Index, fmpq]) -> Tensor[Any]:
    """Exact entries as enclosures, printed values in place of some of them."""
    carrier = Balls()
    return Tensor.build(tensor.shape, lambda i: carrier.entry(instead.get(i, tensor[i])))
