"""The fewest mistakes that explain the most wrong numbers at their first wrong step.

First what only follows is set aside: numbers that are right for wrong numbers printed a step
before.  For the rest every mistake is tried, and the one that explains most is taken, until
none explains any.  Nothing is ever said about numbers that are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from symattn.derivation.derivation import Derivation
from symattn.numbers.tensors import Index
from symattn.verification.claims import Judged
from symattn.verification.finding import Diagnosis, Spot
from symattn.verification.follow import Follow, reached
from symattn.verification.slips import slips
from symattn.verification.trial import Explanation, Placed, Tables, tried

__all__ = ["Found", "diagnose"]

EARLY = "rounded_too_early"


@dataclass(frozen=True)
class Found:
    """Diagnoses, the largest first, and the first wrong steps that no mistake gives."""

    diagnoses: tuple[Diagnosis, ...] = ()
    unexplained: tuple[Spot, ...] = ()


def diagnose(derivation: Derivation, judged: Sequence[Judged], follow: Follow) -> Found:
    """What explains the wrong and the truncated numbers."""
    if not any(one.faulty for one in judged):
        return Found()
    placed = [
        Placed(one, derivation.step(one.claim.stage).public(one.claim.index)) for one in judged
    ]
    tables = Tables.of(derivation, placed, follow)
    faulty = {one for one in placed if one.judged.faulty}
    carried = _carried(derivation, placed)
    roots = faulty - carried
    pool = [*_early(tables, roots), *tried(tables), *slips(tables, roots)]
    chosen, left = _fewest(pool, roots)
    diagnoses = [_diagnosis(tables, one, others) for one, others in _by_stage(chosen)]
    diagnoses.sort(key=lambda found: not found.certain)
    diagnoses = _with_carried(derivation, placed, carried, diagnoses)
    return Found(tuple(diagnoses), tuple(sorted({_spot(one) for one in left}, key=_order(tables))))


def _spot(placed: Placed) -> Spot:
    return placed.stage, placed.judged.claim.index


def _order(tables: Tables) -> Callable[[Spot], tuple[int, Index]]:
    stages = list(tables.stages)
    return lambda spot: (stages.index(spot[0]), spot[1])


def _carried(derivation: Derivation, placed: Sequence[Placed]) -> set[Placed]:
    """Faulty claims that are right for what is printed before, part of which is faulty."""
    marks = {(one.stage, one.index) for one in placed if one.judged.faulty}
    touched = reached(derivation, marks, {one.stage for one in placed})
    return {
        one
        for one in placed
        if one.judged.faulty and one.judged.follows and touched[one.stage][one.index]
    }


def _early(tables: Tables, roots: set[Placed]) -> list[Explanation]:
    """Right for the rounded numbers that are printed a step before, which are right."""
    found = {
        stage: frozenset(one for one in roots if one.stage == stage and one.judged.follows)
        for stage in tables.stages
    }
    found = {stage: held for stage, held in found.items() if held}
    values = {"stage": "", "printed": True}
    return [Explanation(EARLY, found, True, 0, values=values)] if found else []


def _fewest(
    pool: Sequence[Explanation], roots: set[Placed]
) -> tuple[list[tuple[Explanation, list[str]]], set[Placed]]:
    """The explanations taken, each with the names that explain the same, and what is left."""
    left = set(roots)
    chosen: list[tuple[Explanation, list[str]]] = []
    cells = [(number, one, one.cells()) for number, one in enumerate(pool)]
    while left:
        ranked = [
            ((-len(held & left), one.rank, one.against, -len(held), number), one, held)
            for number, one, held in cells
            if held & left
        ]
        if not ranked:
            break
        key, best, held = min(ranked, key=lambda entry: entry[0])
        same = {
            one.mistake: None
            for other, one, _ in ranked
            if other[:3] == key[:3] and one.found == best.found and one.mistake != best.mistake
        }
        chosen.append((replace(best, found=_only(best, left)), list(same)))
        left -= held
    return chosen, left


def _by_stage(
    chosen: Iterable[tuple[Explanation, list[str]]],
) -> Iterator[tuple[Explanation, list[str]]]:
    """Each stage that was computed from rounded numbers is a finding of its own."""
    for one, others in chosen:
        if one.mistake == EARLY and one.values.get("printed"):
            for stage, held in one.found.items():
                yield replace(one, found={stage: held}), others
        else:
            yield one, others


def _only(one: Explanation, left: set[Placed]) -> Mapping[str, frozenset[Placed]]:
    """What is newly explained, and in later stages all that follows."""
    out: dict[str, frozenset[Placed]] = {}
    for stage, held in one.found.items():
        mine = held & left if not out else held
        if mine:
            out[stage] = mine
    return out


def _diagnosis(tables: Tables, one: Explanation, others: list[str]) -> Diagnosis:
    stages = list(tables.stages)
    first, *later = sorted(one.found, key=stages.index)
    return Diagnosis(
        stage=first,
        mistake=one.mistake,
        indices=tuple(sorted({held.judged.claim.index for held in one.found[first]})),
        certain=one.certain and not others,
        carried=tuple(
            sorted(
                {_spot(held) for stage in later for held in one.found[stage]}, key=_order(tables)
            )
        ),
        also=tuple(others),
        values=one.values,
    )


def _with_carried(
    derivation: Derivation,
    placed: Sequence[Placed],
    carried: set[Placed],
    diagnoses: Iterable[Diagnosis],
) -> list[Diagnosis]:
    """The diagnoses with what follows from their cells listed under them."""
    waiting = set(carried)
    stages = {one.stage for one in placed}
    by_spot: dict[Spot, Index] = {_spot(one): one.index for one in placed}
    listed = list(diagnoses)
    more: dict[int, set[Spot]] = {}
    # what only shows in the last digits of one print is carried by the others first
    for found in sorted(listed, key=lambda found: found.mistake == "single_precision"):
        own = set(found.spots())
        waiting -= {one for one in waiting if _spot(one) in own}
        marks = {(stage, by_spot[(stage, index)]) for stage, index in own}
        touched = reached(derivation, marks, stages)
        mine = {one for one in waiting if touched[one.stage][one.index]}
        waiting -= mine
        more[id(found)] = {_spot(one) for one in mine} - own
    return [replace(found, carried=(*found.carried, *sorted(more[id(found)]))) for found in listed]
