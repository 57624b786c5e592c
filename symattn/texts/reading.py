"""The reading of a text: from the blocks of a document to problems and claims.

Facts (:mod:`tables`, :mod:`statements`), what the text states (:mod:`stated`), its sources
(:mod:`sources`), the web of what follows from them (:mod:`web`), and an account of every
number.  Nothing is placed by force: what follows from nothing is listed with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from symattn.derivation.derivation import solve
from symattn.derivation.layers import layers
from symattn.problem import stages
from symattn.problem.given import NOTHING, Given, Source
from symattn.problem.model import Problem
from symattn.reading.documents import Document, Grid
from symattn.texts.account import (
    Account,
    Printing,
    Taken,
    block_of,
    claims_of,
    named,
    places,
    unplaced,
)
from symattn.texts.additive import additive_start
from symattn.texts.equations import Judgement, judged_equations
from symattn.texts.evidence import Fact
from symattn.texts.known import known
from symattn.texts.labels import hints
from symattn.texts.leftovers import place_leftovers
from symattn.texts.places import head_indexed, head_named, in_order, layer_named
from symattn.texts.remarks import remarks
from symattn.texts.scopes import scopes
from symattn.texts.sources import (
    MOST_HEADS,
    PER_HEAD,
    Start,
    gathered,
    role_of,
    same_values,
    starts,
)
from symattn.texts.stated import Stated, after, stated
from symattn.texts.statements import stated_tables, token_names
from symattn.texts.strands import Strand, strands
from symattn.texts.tables import Table, tables_of
from symattn.texts.views import equations_in, views
from symattn.texts.web import Component, components
from symattn.verification.claims import Claim
from symattn.verification.report import Unplaced
from symattn.words import say

__all__ = ["Recognised", "recognise"]

MOST_TABLES = 400
NO_CLAIM = ("comment", "struck", "switched off", "picture")


@dataclass(frozen=True, eq=False)
class Recognised:
    """A problem that a text works out.

    ``printings``: what the text says of its stages, cells printed twice in the same digits once.
    ``component``: how it was read; None where the problem was given.
    ``taken``: each block and what it was taken for.  ``placed``: how many numbers have a place
    in this problem.  The first problem speaks for the whole text: ``placed`` counts all its
    numbers with a place, ``equations`` are all its arithmetic written out, judged as it
    stands, ``unplaced`` what is left, ``web`` all its arrays.  ``settings``: by key the value
    that was read, and where it came from.
    """

    problem: Problem
    printings: tuple[Printing, ...]
    component: Component
    taken: tuple[Taken, ...] = ()
    placed: int = 0
    equations: tuple[Judgement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    web: tuple[Strand, ...] = ()
    settings: Mapping[str, tuple[str, Source]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def said(self, source: Source) -> tuple[str, ...]:
        """The settings from that source, in words: "scale none"."""
        return tuple(f"{key} {text}" for key, (text, of) in self.settings.items() if of == source)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What the text says of the stages."""
        return tuple(printing.claim for printing in self.printings)


def recognise(document: Document, given: Given = NOTHING) -> tuple[Recognised, ...]:
    """The problems of a document, in the order of their bits; what is given is kept."""
    said = stated(document)
    tables = _tables(document, given)
    plain = [table for table in tables if not table.is_worked]
    worked = [table for table in tables if table.is_worked]
    if given.problem is not None:
        found = list(_layered(plain, given, given.problem))
    else:
        found = _found(document, plain, said, given)
    return _accounted(document, found, [*plain, *worked], said)


def named_inputs(document: Document) -> dict[str, list[Table]]:
    """The whole arrays that are called an input, by its name."""
    out: dict[str, list[Table]] = {}
    for table in _tables(document, NOTHING):
        role = role_of(table)
        if role and table.grid.cells and table.is_whole:
            out.setdefault(role, []).append(table)
    return out


def _found(document: Document, plain: list[Table], said: Stated, given: Given) -> list[Component]:
    begun: list[Start] = []
    if said.additive and (one := additive_start(document, plain)):
        plain[:] = [*one.used.values(), *one.rest]
        begun.append(Start(one.keys, one.used))
    tables = list(gathered(plain))
    if said.heads or _numbered_apart(tables):
        tables = [_with_head(table) for table in tables]
    plain[:] = tables
    begun += starts(document, tables, said)
    facts = [Fact(table) for table in _news(tables, begun)]
    return components(facts, begun, said, {key: one.value for key, one in given.settings.items()})


def _numbered_apart(tables: Sequence[Table]) -> bool:
    """Whether a projection or an input comes under two numbers: W_Q1 and W_Q2 are two heads'."""
    found: dict[str, set[int | None]] = {}
    for table in tables:
        if role_of(table) in PER_HEAD:
            found.setdefault(role_of(table), set()).add(head_indexed(table))
    return any(len(numbers - {None}) > 1 for numbers in found.values())


def _with_head(table: Table) -> Table:
    """The table with the head that the index in its name tells, and what its name is without."""
    bare = re.sub(r"[_^({]*\d[)}]*$", "", table.grid.name)
    words = table.hints or (hints(bare) if bare != table.grid.name else {})
    named = head_named(table, MOST_HEADS) is not None
    return replace(table, head=table.head if named else head_indexed(table), hints=words)


def _news(tables: Sequence[Table], begun: Sequence[Start]) -> Iterator[Table]:
    """The arrays but those that only print a source once more, under its own name or none."""
    sources = {
        id(table): (name, table)
        for start in begun
        if not start.result
        for name, table in start.used.items()
    }
    for table in tables:
        known = (one for one in sources.values() if one[1] is not table)
        if id(table) in sources or not any(_again(table, *one) for one in known):
            yield table


def _again(table: Table, name: str, source: Table) -> bool:
    """Whether an array is a source once more, as it stands or turned."""
    top = max(table.hints.values(), default=0.0)
    called = not top or max(table.hints.get(name, 0), table.hints.get(f"{name}ᵀ", 0)) >= top
    if not called or len(table.rows) < 2:
        return False
    return same_values(source, table) or same_values(source, table, turned=True)


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
    grids = [part for table in grids for part in _arrows(table, document)]
    grids = list(_made(grids))
    found = [*grids, *stated_tables(document, grids, names, problem)]
    of = scopes(document)
    found = [replace(table, scope=of.get(table.grid.context.section, 0)) for table in found]
    return sorted(found, key=lambda table: (table.order, table.part))


def _arrows(table: Table, document: Document) -> list[Table]:
    """Vectors of one line with arrows between them, each an array of its own."""
    lines = document.text.split("\n")
    starts = [row[0].where for row in table.rows]
    line = starts[0].line
    together = table.grid.kind == "vectors" and {where.line for where in starts} == {line}
    if not together or len(starts) < 2 or line > len(lines):
        return [table]
    columns = [where.column for where in starts]
    between = [lines[line - 1][a:b] for a, b in pairwise(columns)]
    if not all(re.search(ARROW, text) for text in between):
        return [table]
    unnamed = replace(table.grid, name="", said=())
    return [
        replace(table, rows=(row,), row_names=(), part=table.part + k, grid=unnamed, hints={})
        for k, row in enumerate(table.rows)
    ]


ARROW = r"[-=]>|[→⇒⟶⟹]|\\(?:long)?rightarrow|\\to\b"


def _made(grids: Sequence[Table]) -> Iterator[Table]:
    """What a function of the array just before it in its chain gives: softmax([…]) ≈ […]."""
    before: Table | None = None
    for table in grids:
        function = before.grid.function.rsplit(".", 1)[-1].lower() if before else ""
        made = FUNCTIONS.get(function)
        chained = table.grid.role == "alone" and table.grid.relation in ("=", "≈")
        alike = before is not None and table.shape == before.shape
        if made and before and chained and alike and before.where.line == table.where.line:
            table = replace(table, hints={made: 1.0}, made_of=before)
        yield table
        before = table


FUNCTIONS = {"softmax": "weights", "exp": "exponentials"}
"""The stage that a function of scores gives."""


def _layered(tables: Sequence[Table], given: Given, problem: Problem) -> Iterator[Component]:
    """The tables of each layer of a problem that is given, by the layer that their words name."""
    if not problem.layers:
        yield from known(tables, problem, given)
        return
    problems = [one.problem for one in layers(solve(problem))]
    at = [(table, layer_named(table, len(problems))) for table in tables]
    for k, layer in enumerate(problems):
        yield from known([table for table, where in at if where == k], layer, given)


def _accounted(
    document: Document, found: Sequence[Component], tables: Sequence[Table], said: Stated
) -> tuple[Recognised, ...]:
    exact = {
        tuple(row)
        for one in found
        if not one.start.result and not one.rounded
        for table in one.start.used.values()
        for rows in (table.values(), zip(*table.values(), strict=True))
        for row in rows
    }
    equations, spots = judged_equations(document, exact)
    accounts = [_account(one) for one in found]
    placed = {table for one in found for table in one.tables}
    rest = [table for table in tables if table not in placed]
    everywhere = set(spots).union(*(account.placed for account in accounts))
    for account in accounts[:1]:
        account.placed |= spots
        beside = views(found[0].problem)
        everywhere |= remarks(document, found[0].problem)
        everywhere |= place_leftovers(rest, found, account, beside)
        everywhere |= equations_in(beside, document)
    out = [_recognised(one, account, said) for one, account in zip(found, accounts, strict=True)]
    out = [one for one in out if one.printings] or out[:1]
    if not out:
        return ()
    grids = [table for table in rest if table.grid.cells]
    inputs = [table for table in grids if role_of(table)]
    left = (
        *unplaced(inputs, everywhere, say("texts.unused_input")),
        *unplaced(
            [table for table in grids if table not in inputs],
            everywhere,
            say("texts.unplaced_block"),
        ),
        *_loose(document, everywhere),
        *_open_equations(document, rest, everywhere),
    )
    out[0] = replace(
        out[0],
        equations=tuple(equations),
        unplaced=left,
        placed=len(everywhere),
        web=strands(tables, found),
    )
    return tuple(out)


def _account(found: Component) -> Account:
    account = Account()
    inputs = found.start.used
    for name in sorted(inputs, key=lambda name: (inputs[name].order, "XQKV".find(name))):
        account.taken.append(block_of(inputs[name], name))
        account.placed.update(places(inputs[name]))
    for put in found.puts:
        account.placed.update(places(put.table))
    return account


def _recognised(found: Component, account: Account, said: Stated) -> Recognised:
    printings, results = claims_of(found.puts)
    problem = found.problem
    if found.start.used:
        problem = named(problem, found.start, found.puts)
    return Recognised(
        problem,
        tuple(printings),
        found,
        (*account.taken, *results),
        len(account.placed),
        settings=_settings(found, said),
    )


def _settings(found: Component, said: Stated) -> dict[str, tuple[str, Source]]:
    """The settings of a problem that was read, each from the text's words or from its numbers."""
    problem, choice = found.problem, found.choice
    if choice.given:
        return {}
    known = {*choice.known, *([found.against.split()[0]] if found.against else [])}
    out: dict[str, tuple[str, Source]] = {}

    def enter(key: str, text: str, stated: bool) -> None:
        out[key] = (text, "text" if stated else "numbers")

    used = {put.stage for put in found.puts}
    if problem.kind == "dot" and (used & {*after("scaled")} or "scale" in known):
        enter("scale", problem.scale_text, "scale" in known)
    enter("layout", problem.layout, said.layout == problem.layout)
    if problem.mask_kind != "none":
        enter("mask", problem.mask_kind, "mask" in known)
    if problem.base is not None:
        enter("base", str(problem.base), said.base is not None)
    if problem.shift != "none" and used & {*stages.names("softmax")}:
        enter("shift", "max", False)
    if found.rounded:
        enter("inputs", "rounded", said.rounded)
    return out


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
            out.append(Unplaced(text, say("texts.unplaced_equation"), open_ones[0]))
            told.update((spot.line, spot.column) for spot in open_ones)
    return out


def _loose(document: Document, placed: set[tuple[int, int]]) -> list[Unplaced]:
    return [
        Unplaced(loose.text, loose.why, loose.where)
        for loose in document.skipped
        if loose.why not in NO_CLAIM and (loose.where.line, loose.where.column) not in placed
    ]
