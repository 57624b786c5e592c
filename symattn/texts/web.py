"""The web of a text: which arrays follow from which, chosen by the bits that speak for it.

A *component* is a problem of the text: its sources, its settings, and the arrays that follow
from them.  Among all that can be made of the sources (:mod:`sources`) and of the settings that
the text states, that are usual, or that its own numbers solve for, the one with the most bits
is read; then the next among the arrays that are left, until nothing follows any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from symattn.errors import SymattnError
from symattn.numbers.tensors import Index
from symattn.problem import stages
from symattn.problem.model import Problem
from symattn.texts import priors
from symattn.texts.evidence import EXACTLY, Fact
from symattn.texts.laying import PLAIN, Laying, Put
from symattn.texts.settings import Choice, choices
from symattn.texts.sources import Start, result_of
from symattn.texts.stated import Stated, after
from symattn.texts.tables import Table

__all__ = ["Component", "components"]

MOST_COMPONENTS = 12
MOST_TRIED = 3
"""Candidates that are laid once more with what the text prints; the rest are worse by the
bits of a first pass, which differs from the second in arrays that follow from printed ones."""


@dataclass(frozen=True, eq=False)
class Component:
    """A problem of the text.  ``problem``: what its numbers are judged by.

    ``bits``: all evidence, priors included; ``against``: a setting that the text states and
    that its numbers contradict throughout.  ``rounded``: its sources are printed rounded;
    ``spared``: cells that are right for some sources within their half-units, where that is
    as likely.  ``failed``: how many arrays of the same exercise, or of the text, the words call
    a result, and they follow from nothing and lie nowhere.
    """

    start: Start
    choice: Choice
    problem: Problem
    puts: tuple[Put, ...]
    bits: float
    against: str = ""
    refused: tuple[Put, ...] = ()
    rounded: bool = False
    spared: Mapping[Fact, NDArray[np.bool_]] = field(default_factory=dict)
    failed: int = 0

    @property
    def mute(self) -> bool:
        """Whether the exact layer cannot be told how its sources are rounded."""
        start = self.start
        made = bool(start.result) and (start.result == "exponentials" or not start.free)
        return made or (self.rounded and not start.tells_places)

    @property
    def tables(self) -> set[Table]:
        """Its arrays: sources and results."""
        return {*self.start.used.values(), *(put.table for put in self.puts)}


@dataclass(eq=False)
class _Candidate:
    start: Start
    choice: Choice
    problem: Problem
    quick: Mapping[Fact, Put]
    inputs: str = ""

    def bits(self, facts: Sequence[Fact]) -> float:
        return self.start.bits + self.choice.bits + _worth(self.quick, facts, self.start)


def _worth(puts: Mapping[Fact, Put], facts: Sequence[Fact], start: Start) -> float:
    """The bits of the arrays that are placed; a named result that does not follow costs some,
    and what follows from nothing but such a result counts nothing."""
    total = 0.0
    used = set(start.used.values())
    broken = _broken(puts.values(), start)
    for fact in facts:
        put = puts.get(fact)
        if put is None or fact.table in used:
            continue
        if put.told:
            total += max(put.net, priors.TO_JUDGE)
        elif put.accepted:
            total += 0.0 if _rests(put, broken) else put.net
        elif put.is_named and _stands(put):
            total += priors.MISTAKE
    return total


def _broken(puts: Iterable[Put], start: Start) -> set[str]:
    """The stages whose array does not follow, though its words say that it is the stage."""
    every = list(puts)
    firm = {
        put.stage
        for put in every
        if put.accepted or (start.sourced and put.spelled(start.used, every))
    }
    called = (put for put in every if not put.accepted and put.is_named and _stands(put))
    return {put.stage for put in called} - firm


def _rests(put: Put, broken: set[str]) -> bool:
    """Whether the array follows from nothing but what is printed after such a stage."""
    return not put.exact and any(put.stage in after(stage)[1:] for stage in broken)


def components(
    facts: Sequence[Fact], found: Sequence[Start], said: Stated, fixed: Mapping[str, str]
) -> list[Component]:
    """The problems of a text, the one with the most bits first."""
    left = list(facts)
    of = _by_scope(found, said)
    candidates = [
        one for start in found for one in _candidates(start, facts, of[start.scope], fixed)
    ]
    out: list[Component] = []
    while left and len(out) < MOST_COMPONENTS:
        best = _best(candidates, left, out, said)
        if best is None:
            break
        out.append(best)
        taken = {put.table for put in best.puts}
        left = [fact for fact in left if fact.table not in taken]
    if not out and "scale" in fixed:
        out += _as_given(candidates, facts, said)
    return list(_with_called(out, left))


def _by_scope(found: Sequence[Start], said: Stated) -> Mapping[int, Stated]:
    """What is stated for the problems of each exercise or further example: what stands in it, and
    where that is no scale, what the text states elsewhere."""
    every = {start.scope for start in found}
    out = {scope: said.within(scope) if len(every | {0}) > 1 else said for scope in every}
    return {
        scope: here if here.scales else replace(here, scales=said.scales)
        for scope, here in out.items()
    }


def _as_given(
    candidates: Sequence[_Candidate], facts: Sequence[Fact], said: Stated
) -> Iterator[Component]:
    """What the words name, where nothing follows under the scale that the user gave: all of it is
    judged by that."""
    sure = [one for one in candidates if one.start.sourced]
    for one in sorted(sure, key=lambda one: -one.bits(facts))[:1]:
        every = _laying(one.start, one.problem, facts, said).puts()
        puts = tuple(put for put in every.values() if put.is_named and _stands(put))
        if puts:
            choice = replace(one.choice, given=True)
            yield Component(one.start, choice, one.problem, puts, one.bits(facts))


def _with_called(found: Sequence[Component], left: Sequence[Fact]) -> Iterator[Component]:
    """The components with the arrays that are called one of their stages and do not follow."""
    sources = {table for one in found for table in one.start.used.values()}
    open_ones = {fact.table for fact in left} - sources
    for one in found:
        called = [
            replace(put, doubtful=True)
            for put in one.refused
            if put.table in open_ones and _is_called(put) and _may_call(one.start)
        ]
        open_ones -= {put.table for put in called}
        lost = sum(_is_lost(table, one.start) for table in open_ones)
        yield replace(one, puts=(*one.puts, *called), failed=lost)


def _is_lost(table: Table, start: Start) -> bool:
    """Whether a whole array is called a result of these sources."""
    return (
        table.scope == start.scope
        and table.grid.role == "alone"
        and len(table.rows) > 1
        and bool(result_of(table))
    )


def _is_called(put: Put) -> bool:
    """Whether the text itself calls the array a result: not what was gathered from quotients, and
    no input, which is another problem's where it is not this one's."""
    if not put.is_named or not _stands(put):
        return False
    if put.stage in stages.names("projections") and not put.explicit:
        return False
    if put.way.kind != "whole" and put.table.hints.get(put.stage, 0.0) < PLAIN:
        return False  # a lone row under a letter, such as p, may be anything
    return put.table.grid.kind != "list" or bool(put.table.grid.name)


def _may_call(start: Start) -> bool:
    return not (start.guessed or start.result or start.against)


def _candidates(
    start: Start, facts: Sequence[Fact], said: Stated, fixed: Mapping[str, str]
) -> Iterator[_Candidate]:
    for choice in choices(start, facts, said, fixed):
        try:
            problem = start.problem(**choice.keys)
            quick = _laying(start, problem, facts, said).quick()
        except (SymattnError, ValueError, FloatingPointError):
            continue
        yield _Candidate(start, choice, problem, quick, fixed.get("inputs", ""))


def _laying(
    start: Start, problem: Problem, facts: Sequence[Fact], said: Stated, rounded: bool = False
) -> Laying:
    used = set(start.used.values())
    others = [f for f in facts if f.table not in used and start.reaches(f.table)]
    stop = frozenset() if start.result else said.stopped
    return Laying(problem, others, stop, start.halves() if rounded else {})


def _best(
    candidates: Sequence[_Candidate],
    left: Sequence[Fact],
    before: Sequence[Component],
    said: Stated,
) -> Component | None:
    ranked = sorted(
        (one for one in candidates if _allowed(one.start, before, said)),
        key=lambda one: -one.bits(left),
    )
    best: Component | None = None
    for one in ranked[:MOST_TRIED]:
        if one.bits(left) < priors.TO_JUDGE - priors.MOST_SIBLINGS:
            break
        context = [put.fact for c in before if c.start.used == one.start.used for put in c.puts]
        laid = _laid(one, left, said, context)
        if laid is not None and (best is None or laid.bits > best.bits):
            best = laid
    return best


def _laid(
    one: _Candidate, left: Sequence[Fact], said: Stated, context: Sequence[Fact] = ()
) -> Component | None:
    """The candidate with what is printed; None where nothing follows.

    ``context``: arrays of the same sources that have their place already, and are gone on from.
    """
    shifts = ["none"]
    if any(_is_exponential(fact.table) for fact in left):
        shifts.append("max")
    found = [_as_laid(one, shift, False, left, said, context) for shift in shifts]
    best = max((c for c in found if c is not None), key=lambda c: c.bits, default=None)
    if one.start.halves() and one.inputs != "exact":
        shift = best.choice.keys["shift"] if best else "none"
        loose = _as_laid(one, shift, True, left, said, context)
        best = _likelier(best, loose, one, said)
    elif best is None and one.start.halves():
        best = _as_they_stand(_as_laid(one, "none", True, left, said, context), one)
    return best and _as_stated(best, left, said)


def _as_they_stand(found: Component | None, one: _Candidate) -> Component | None:
    """What lies where it does if the sources are rounded, judged by what is printed: who gives
    the inputs as exact asks for that."""
    if found is None:
        return None
    choice = replace(found.choice, given=True)
    return replace(found, problem=one.problem, choice=choice, rounded=False)


def _likelier(
    exact: Component | None, rounded: Component | None, one: _Candidate, said: Stated
) -> Component | None:
    """Sources as their digits say, or within half a unit: what the arrays that stand next to
    them have more bits for.

    A text seldom prints rounded sources without a word; for a result that it begins with, a
    tie is rounded, and what is as likely spares the cells that it allows.
    """
    if exact is None or rounded is None:
        return exact or rounded
    if said.rounded:
        return rounded
    there = {put.fact for put in rounded.puts}
    called = (put for put in exact.refused if put.is_named and put.fact in there)
    direct = {put.fact: put for put in (*exact.puts, *called) if put.direct}
    loose = {put.fact: put.found for put in (*rounded.puts, *rounded.refused)}
    if not direct.keys() & loose.keys():
        return exact
    sharp = sum(put.found.net - OFF * put.found.bad for put in direct.values())
    wide = sum(loose[fact].net for fact in direct if fact in loose)
    usual = exact.start.result or exact.start.fine or exact.start.made
    wide += 0.0 if usual else priors.UNSTATED
    if wide > sharp or (wide == sharp and (exact.start.result or exact.start.made)):
        return rounded
    if wide + AS_LIKELY < sharp and not usual:
        return exact
    return replace(exact, spared=dict(_spared(exact, one, said)))


def _spared(
    found: Component, one: _Candidate, said: Stated
) -> Iterator[tuple[Fact, NDArray[np.bool_]]]:
    """The cells that some sources within half a unit give, whatever is printed on the way."""
    for put in found.puts:
        if (put.found.state != EXACTLY).any():
            alone = _laying(one.start, found.problem, [put.fact], said, True).quick()
            if put.fact in alone:
                yield put.fact, alone[put.fact].found.state > 0


OFF = 8.0
"""What a cell off by one costs more where nothing is rounded on the way to it: it is a slip
then like any other (:data:`priors.DISAGREES` beside its bits), counted by half in ``bad``."""

AS_LIKELY = 4.0
"""Readings within so many bits of each other, 16 to 1, do not accuse by what parts them."""


def _as_laid(
    one: _Candidate,
    shift: str,
    rounded: bool,
    left: Sequence[Fact],
    said: Stated,
    context: Sequence[Fact] = (),
) -> Component | None:
    plain = shift == "none"
    problem = one.problem if plain else one.start.problem(**one.choice.keys, shift=shift)
    every = _laying(one.start, problem, [*left, *context], said, rounded).puts()
    puts = {fact: put for fact, put in every.items() if fact not in context}
    bits = one.start.bits + one.choice.bits + _worth(puts, left, one.start)
    broken = _broken(every.values(), one.start)
    kept = tuple(
        put
        for put in puts.values()
        if put.accepted and _made_there(put, every) and not _rests(put, broken)
    )
    least = 2 * priors.TO_ACCUSE if one.start.guessed else priors.TO_JUDGE
    if not kept or bits < least:
        return None
    choice = replace(one.choice, keys={**one.choice.keys, "shift": shift})
    refused = tuple(p for p in puts.values() if p not in kept)
    if rounded and one.start.tells_places:
        problem = problem.changed(printed_inputs="rounded")
    return Component(one.start, choice, problem, kept, bits, refused=refused, rounded=rounded)


def _made_there(put: Put, puts: Mapping[Fact, Put]) -> bool:
    """Whether what a formula makes of an array lies where that array does: softmax([…]) ≈ […]."""
    made_of = put.table.made_of
    if made_of is None:
        return True
    rows = {index[:-1] for index in _cells(put)}
    at = (made_of.order, made_of.part)
    of = (p for p in puts.values() if (p.table.order, p.table.part) == at and p.accepted)
    return any({index[:-1] for index in _cells(other)} == rows for other in of)


def _cells(put: Put) -> Iterator[Index]:
    for place, _ in put.table.items():
        yield from put.index(*place)[:1]


def _is_exponential(table: Table) -> bool:
    return bool(table.hints.get("exponentials", 0) or table.hints.get("row_sums", 0))


def _stands(put: Put) -> bool:
    """Whether the array lies on the stage as a whole, so that its words must mean it."""
    return put.way.kind in ("whole", "rows", "deep", "cells") and put.found.cells > 0


def _as_stated(found: Component, left: Sequence[Fact], said: Stated) -> Component:
    """Under the settings that the text states, where its numbers follow from others throughout.

    The arrays stay where they lie; the setting is judged as stated, and the contradiction is
    what is found.  Where other numbers of the text follow under what it states, it works out
    both, and neither is a mistake.
    """
    if found.choice.fixed or found.start.against or found.start.guessed:
        return found
    here = said.within(found.start.scope)
    for name, value in _contradicted(found, here):
        try:
            problem = found.start.problem(**{**found.choice.keys, name: value})
        except SymattnError:
            continue
        if problem.scale == found.problem.scale and problem.visible == found.problem.visible:
            continue
        others = _as_well(found, problem, left, said)
        if any(put.stage in stages.names("softmax", "weights") for put in others):
            continue
        puts = tuple(replace(put, mistaken=put.stage in after("scaled")) for put in found.puts)
        return replace(found, problem=problem, puts=(*puts, *others), against=f"{name} {value}")
    return found


def _contradicted(found: Component, said: Stated) -> Iterator[tuple[str, str]]:
    """The settings that the text states beside these numbers, and that they do not have."""
    stated = found.choice.stated_scale
    if stated and said.scales and "none" not in said.scales:
        yield "scale", stated
    square = found.problem.n == found.problem.m > 1
    if said.causal and square and found.problem.visible is None:
        yield "mask", "causal"


def _as_well(
    found: Component, problem: Problem, left: Sequence[Fact], said: Stated
) -> tuple[Put, ...]:
    """Other arrays of the text, which follow under the stated settings."""
    taken = {put.fact for put in found.puts}
    others = _laying(found.start, problem, [f for f in left if f not in taken], said).puts()
    return tuple(put for put in others.values() if put.accepted)


def _allowed(start: Start, before: Sequence[Component], said: Stated) -> bool:
    """A printed result is a source only where what it is made of is not printed, or not known."""
    if not start.result or said.stopped:
        return True
    return start.free
