"""A text read by a problem that the user gives: where its arrays lie, and nothing else.

The problem's inputs and settings are fixed; what the words of an array call it carries a
verdict by itself, even where every cell of it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from symattn.derivation.carriers.floats import Floats
from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.problem.given import Given
from symattn.problem.model import Problem
from symattn.texts import priors, vocabulary
from symattn.texts.evidence import Fact, evidence
from symattn.texts.laying import Laying, Put
from symattn.texts.settings import Choice
from symattn.texts.sources import Start, gathered
from symattn.texts.spelling import canonical
from symattn.texts.stated import scales_in
from symattn.texts.tables import Table
from symattn.texts.web import Component

__all__ = ["known"]

PLAIN = 0.85
"""Words of this strength name one stage and no other."""


def known(tables: Sequence[Table], problem: Problem, given: Given) -> Iterator[Component]:
    """The arrays of a text on the stages of a problem that is given, and of it under another scale.

    An array that follows under another scale alone stands where that places it; it is judged
    under what was given.  Unless an option or a comment gave the scale, an array whose own words
    name the other one shows it beside: that is a problem of its own.
    """
    facts = [Fact(table) for table in gathered(tables) if not _is_shifted(table)]
    inputs = _inputs(problem, [fact for fact in facts if not fact.table.stage])
    results = [fact for fact in facts if fact not in set(inputs.values())]
    puts = {
        fact: put
        for fact, put in Laying(problem, results).puts().items()
        if put.accepted or _is_firm(put)
    }
    beside: list[Component] = []
    strict = given.fixes("scale") and given.settings["scale"].source != "problem"
    well = {put.stage for put in puts.values() if put.accepted}
    open_ones = list(results)
    for other in _others(problem):
        left = [f for f in open_ones if f not in puts or puts[f].found.bad]
        found = {f: p for f, p in Laying(other, left).puts().items() if p.net >= priors.TO_ACCUSE}
        shown = {
            f: p for f, p in found.items() if not strict and p.stage in well and _names(p, other)
        }
        puts |= {
            f: replace(p, mistaken=True)
            for f, p in found.items()
            if f not in shown and not (f in puts and puts[f].accepted)
        }
        if shown:
            puts = {f: p for f, p in puts.items() if f not in shown}
            open_ones = [f for f in open_ones if f not in shown]
            beside.append(_component(other, {}, shown.values()))
    used = {name: fact.table for name, fact in inputs.items()}
    yield _component(problem, used, puts.values())
    yield from beside


OTHER_SCALES = ("none", "1/sqrt(d_k)", "1/d_k")


def _others(problem: Problem) -> Iterator[Problem]:
    """The problem under the other scales that people use."""
    for scale in OTHER_SCALES:
        if problem.symbolic or (not problem.d_k and "d_k" in scale):
            continue
        other = problem.changed(scale=scale)
        if other.scale != problem.scale:
            yield other


def _is_shifted(table: Table) -> bool:
    """Whether its name says that it is scores less the largest of their row, which is no stage."""
    return bool(re.search(vocabulary.LESS_LARGEST, canonical(table.grid.name)))


def _is_firm(put: Put) -> bool:
    """Whether the words at an array, or a comment, say that it is this stage and no other."""
    stage = put.table.stage
    return put.stage == stage if stage else put.table.hints.get(put.stage, 0.0) >= PLAIN


def _names(put: Put, other: Problem) -> bool:
    """Whether the words at an array name the scale of the problem."""
    context = put.table.grid.context
    return any(
        other.changed(scale=scale).scale == other.scale
        for scale in scales_in(f"{context.before} {put.table.grid.name}")
        if other.d_k or "d_k" not in scale
    )


def _component(problem: Problem, used: Mapping[str, Table], puts: Iterable[Put]) -> Component:
    kept = tuple(puts)
    bits = sum(put.net for put in kept if put.accepted)
    choice = Choice({}, 0.0, fixed=True, given=True)
    return Component(Start({}, used), choice, problem, kept, bits)


def _inputs(problem: Problem, facts: Sequence[Fact]) -> dict[str, Fact]:
    """The arrays that repeat an input of the problem, whole or turned, by its name."""
    run = Derivation(problem, forward(problem), Floats())
    out: dict[str, Fact] = {}
    given = {name: run.value(name).x for name in problem.inputs}
    if problem.bias is not None:
        given["bias"] = run.carrier.read(problem.bias).x
    for name, x in given.items():
        shown = x.reshape(1, -1) if x.ndim < 2 else x
        for fact in facts:
            if fact in out.values() or shown.ndim != 2:
                continue
            for matrix in (shown, shown.T):
                if matrix.shape == fact.shape:
                    found = evidence(fact, matrix, matrix, matrix * 0.0)
                    if found.agree == found.cells > 0:
                        out.setdefault(name, fact)
    return out
