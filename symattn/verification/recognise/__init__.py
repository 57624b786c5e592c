"""From the blocks of a document to problems and claims, with what was taken for what.

The inputs are found by their names or as the first matrix; every block goes to the stage that
its words and its numbers name; scale, layout, mask, base and shift are those that the text
states or under which most numbers agree exactly.  Nothing is placed by force: what fits
nowhere is listed with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from symattn.derivation.derivation import solve
from symattn.derivation.layers import layers
from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import scale
from symattn.problem.given import NOTHING, Given, Setting
from symattn.problem.model import Problem
from symattn.reading.documents import Document, Grid
from symattn.verification.claims import Claim
from symattn.verification.recognise.account import (
    Account,
    Taken,
    block_of,
    claims_of,
    named,
    places,
    unplaced,
)
from symattn.verification.recognise.additive import additive_episode
from symattn.verification.recognise.assign import assign
from symattn.verification.recognise.choose import Choice
from symattn.verification.recognise.equations import Judgement, judged_equations
from symattn.verification.recognise.fit import agrees
from symattn.verification.recognise.heads import joined_heads
from symattn.verification.recognise.inputs import Episode, Reading, episodes
from symattn.verification.recognise.leftovers import place_leftovers
from symattn.verification.recognise.others import Found, under_given, with_others
from symattn.verification.recognise.places import in_order, layer_named
from symattn.verification.recognise.problems import problems_of
from symattn.verification.recognise.remarks import remarks
from symattn.verification.recognise.rivals import without_rivals
from symattn.verification.recognise.runs import Run
from symattn.verification.recognise.stated import Settings, stated
from symattn.verification.recognise.statements import stated_tables, token_names
from symattn.verification.recognise.tables import Table, tables_of
from symattn.verification.recognise.views import equations_in, views
from symattn.verification.report import Unplaced
from symattn.words import say

__all__ = ["Recognised", "Settings", "Taken", "recognise"]

MOST_TABLES = 400
OTHER_SCALES = ("none", "1/sqrt(d_k)", "1/d_k")
NO_CLAIM = ("comment", "struck", "switched off", "picture")


@dataclass(frozen=True, eq=False)
class Recognised:
    """A problem that a text works out.

    ``claims``: what the text says of its stages, cells printed twice in the same digits once.
    ``taken``: each block and what it was taken for.  ``placed``: how many numbers have a place
    in this problem.  The first problem speaks for the whole text: ``placed`` counts all its
    numbers with a place, ``equations`` are all its arithmetic written out, judged as it
    stands, ``unplaced`` what is left.
    """

    problem: Problem
    claims: tuple[Claim, ...]
    taken: tuple[Taken, ...] = ()
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    placed: int = 0
    equations: tuple[Judgement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def recognise(document: Document, given: Given = NOTHING) -> tuple[Recognised, ...]:
    """The problems of a document, in the order of their first blocks.

    ``given`` holds: nothing else is tried for what it fixes.
    """
    tables = _tables(document, given)
    found = _layered(tables, given) if given.problem else _found(document, tables, given)
    equations, spots = judged_equations(document)
    accounts = [_account(one) for one in found]
    rest = [table for account in accounts for table in account.rest]
    everywhere = set(spots).union(*(account.placed for account in accounts))
    for account in accounts[:1]:
        account.placed |= spots
        beside = views(found[0].choice.problem)
        everywhere |= remarks(document, found[0].choice.problem)
        everywhere |= place_leftovers(rest, found, account, beside)
        everywhere |= equations_in(beside, document)
    out = [_recognised(one, account) for one, account in zip(found, accounts, strict=True)]
    out = [one for one in out if one.claims] or out[:1]
    if not out:
        return ()
    left = (
        *unplaced(rest, everywhere, "no stage fits this block"),
        *_loose(document, everywhere),
        *_open_equations(document, rest, everywhere),
    )
    out[0] = replace(out[0], equations=tuple(equations), unplaced=left, placed=len(everywhere))
    return tuple(out)


def _tables(document: Document, given: Given) -> list[Table]:
    """All tables of blocks and of single statements, in reading order."""
    grids: list[Table] = []
    for order, block in enumerate(document.blocks):
        if isinstance(block, Grid) and len(grids) < MOST_TABLES:
            grids += tables_of(block, order)
    upright = given.fixes("layout") and given.settings["layout"].source != "problem"
    grids = [
        replace(table, upright=upright, stage=stage, hints={stage: 2.0} if stage else table.hints)
        for table in grids
        for stage in (given.stages.get(table.order, ""),)
    ]
    problem = given.problem
    names = token_names(grids) if problem is None else (problem.query_names, problem.key_names)
    grids = [in_order(table, *names) for table in grids]
    found = [*grids, *stated_tables(document, grids, names, problem)]
    return sorted(found, key=lambda table: (table.order, table.part))


def _found(document: Document, tables: Sequence[Table], given: Given) -> list[Found]:
    said = stated(document)
    settings = Settings(given.value("layout"), given.value("scale"), given.value("base"))
    plain = [table for table in tables if not table.is_worked]
    worked = [table for table in tables if table.is_worked]
    sets = episodes(plain, document.equations())
    if said.heads:
        sets = list(joined_heads(sets))
    if said.additive and (one := additive_episode(document, plain)):
        sets = [one]
    out: list[Found] = []
    for episode in without_rivals(sets, said, settings):
        found = problems_of(episode, said, settings)
        if not found and out:
            out[-1].rest += [*episode.tables, *episode.inputs.values()]
        out += found
    if out:
        out[0].rest += worked
    elif given.fixes("scale") and any("scores" in episode.inputs for episode in sets):
        _without_width(given.settings["scale"])
    return out


def _without_width(given: Setting) -> None:
    """InputError where a scale of d_k is given and the text has no queries, only scores."""
    try:
        scale.resolve(given.value, None, "scale")
    except InputError as error:
        raise given.refused("scale", error.sentence, error.fix) from None


def _layered(tables: Sequence[Table], given: Given) -> list[Found]:
    """The tables of each layer of a problem that is given, by the layer that their words name."""
    problem = given.problem
    assert problem is not None
    if not problem.layers:
        return _known(tables, problem, given)
    problems = [one.problem for one in layers(solve(problem))]
    named = [(table, layer_named(table, len(problems))) for table in tables]
    return [
        found
        for k, layer in enumerate(problems)
        for found in _known([table for table, at in named if at == k], layer, given)
    ]


def _known(tables: Sequence[Table], problem: Problem, given: Given) -> list[Found]:
    """The tables on the stages of a problem that is given, or of it under another scale."""
    run = Run.of(problem)
    episode = Episode()
    rest: list[Table] = []
    worked: list[Table] = []
    for table in tables:
        name, turned = _input(run, table) if not table.stage else ("", False)
        if name:
            episode.again.append((table, name, turned))
        else:
            (worked if table.is_worked else rest).append(table)
    assigned = assign(run, rest)
    choice = Choice(assigned, Reading({}), {})
    for factor in OTHER_SCALES:
        other = problem.changed(scale=factor) if problem.d_k or "d_k" not in factor else problem
        if not problem.symbolic and other.scale != problem.scale:
            tried = assign(Run.of(other), rest, follow=False)
            choice.others.append(Choice(tried, choice.reading, {"scale": factor}))
    if "scale" in problem.settings:
        strict = "scale" in given.settings and given.settings["scale"].source != "problem"
        found = under_given(episode, choice, strict)
    else:
        found = with_others(episode, choice)
    found[0].rest += worked
    return found


def _input(run: Run, table: Table) -> tuple[str, bool]:
    """The input of a given problem that a table repeats, and whether it is turned."""
    known = {name: run.cells(name) for name in run.problem.inputs} | run.settings()
    for name, cells in known.items():
        if cells is not None and len(cells.shape) == 1:
            cells = Tensor((1, *cells.shape), cells.cells)
        if cells is None or len(cells.shape) != 2:
            continue
        for turned in (False, True):
            shown = cells.transposed() if turned else cells
            if shown.shape == table.shape and all(
                agrees(item, shown[place]) for place, item in table.items()
            ):
                return name, turned
    return "", False


def _account(found: Found) -> Account:
    account = Account(rest=list(found.rest))
    if found.first:
        inputs = found.episode.inputs
        for name in sorted(inputs, key=lambda name: (inputs[name].order, "XQKV".find(name))):
            table = inputs[name]
            account.taken.append(block_of(table, name))
            account.placed.update(places(table))
        for table, name, turned in found.episode.again:
            role = f"{name}ᵀ" if turned else name
            account.taken.append(block_of(table, role, again=True))
            account.placed.update(places(table))
    for put in found.choice.assigned.puts:
        account.placed.update(places(put.table))
    return account


def _recognised(found: Found, account: Account) -> Recognised:
    claims, results = claims_of(found.choice.assigned.puts)
    choice = found.choice
    notes = [say("report.fits_as_well", setting=other) for other in choice.also]
    notes += [choice.remark] if choice.remark else []
    problem = choice.problem
    if found.episode.inputs:
        problem = named(problem, found.episode, choice.assigned.puts)
    return Recognised(
        problem,
        claims,
        (*account.taken, *results),
        choice.stated,
        choice.inferred,
        tuple(notes),
        len(account.placed),
    )


def _open_equations(
    document: Document, rest: Sequence[Table], placed: set[tuple[int, int]]
) -> list[Unplaced]:
    """Equations of which a number has no place, where no block has told of it already."""
    told = {spot for table in rest for spot in places(table)} | placed
    out = []
    for equation in document.equations():
        spots = [n.where for n in equation.numbers() if n.where is not None]
        open_ones = [spot for spot in spots if (spot.line, spot.column) not in told]
        if open_ones:
            text = " ".join(equation.text.split())
            out.append(Unplaced(text, "no stage fits this equation", open_ones[0]))
            told.update((spot.line, spot.column) for spot in open_ones)
    return out


def _loose(document: Document, placed: set[tuple[int, int]]) -> list[Unplaced]:
    return [
        Unplaced(loose.text, loose.why, loose.where)
        for loose in document.skipped
        if loose.why not in NO_CLAIM and (loose.where.line, loose.where.column) not in placed
    ]
