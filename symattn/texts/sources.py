"""Which printed arrays a text works from: its sources, by name, and the problems that they make.

A *definition* is an array that the text calls an input (or, where nothing is called so, its
first matrix).  At every place of a text each name means the nearest definition before it (after
it, where none stands before); numbers in names keep heads apart.  The sources at a place make a
:class:`Start` in every way in which their shapes go together: with projections, turned, in
columns, heads split or stacked.  What is named a result is a source only where what it would be
made of is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flint import fmpq

from symattn.errors import SymattnError
from symattn.problem import stages
from symattn.problem.model import Problem
from symattn.reading.documents import Document, Equation
from symattn.reading.documents.trees import Call, Name, Number, Product, plain
from symattn.texts import priors
from symattn.texts.evidence import Fact
from symattn.texts.labels import INPUTS, hints
from symattn.texts.places import head_named
from symattn.texts.spelling import canonical
from symattn.texts.stated import Stated
from symattn.texts.tables import Table

__all__ = [
    "MOST_HEADS",
    "PER_HEAD",
    "Start",
    "gathered",
    "result_of",
    "role_of",
    "same_values",
    "starts",
]

OWN_PRODUCT = r"(?<![\w])X ?X ?ᵀ|Xᵀ ?X(?!\w)"
"""The name of an array that is made of X itself, whatever else the text says of projections."""
MOST_HEADS = 16
MOST_PLACES = 20
PER_HEAD = ("Q", "K", "V", "W_Q", "W_K", "W_V", "b_Q", "b_K", "b_V")

PLAIN = 0.85
"""Words of this strength are an array's own name."""

Texts = list[Any]


@dataclass(frozen=True, eq=False)
class Start:
    """Sources that make a problem.

    ``keys``: the keywords of the problem, settings left open.  ``used``: the array of each
    input.  ``bits``: what is held against it before any number speaks.  ``result``: the stage
    that it begins with, where that is a result.
    ``turned``: inputs taken turned.  ``guessed``: a source without a name.
    ``free``: what a result that it begins with is made of is not printed.  ``against``: the
    text says that something else is made of the sources first, and does not print it.  ``made``:
    what the queries and keys are made of is printed too, so that they are results themselves.
    ``scope``: the exercise that it belongs to (0: none).
    """

    keys: Mapping[str, Any]
    used: Mapping[str, Table]
    bits: float = 0.0
    result: str = ""
    turned: tuple[str, ...] = ()
    guessed: bool = False
    free: bool = True
    against: bool = False
    made: bool = False
    scope: int = 0
    until: tuple[int, int] = (10**9, 0)

    def reaches(self, table: Table) -> bool:
        """Whether an array may follow from the sources: of the same exercise, and, where they are
        a result, not after the next array of that stage."""
        if table.scope != self.scope:
            return False
        at = (table.order, table.part)
        return not self.result or self._result_at <= at < self.until

    @property
    def _result_at(self) -> tuple[int, int]:
        table = self.used.get("weights") or self.used["scores"]
        return table.order, table.part

    @property
    def tells_places(self) -> bool:
        """Whether the values of the sources have as many places as are printed: 0.50 has not."""
        for table in self.used.values():
            units = [u for u in Fact(table).units.reshape(-1) if 0 < u < 1]
            values = [v for row in table.values() for v in row if v is not None]
            if units and min(units) < 10.0 ** -max(map(_places, values)) * (1 - 1e-9):
                return False
        return True

    @property
    def fine(self) -> bool:
        """Whether its sources have three places or more, as what a program prints has; who types
        numbers types fewer."""
        units = [Fact(table).units for table in self.used.values()]
        return any(bool(((unit > 0) & (unit < 1e-2)).any()) for unit in units)

    def halves(self) -> dict[str, float]:
        """Half a unit of the last place, by source: how far its entries may be off where they
        are printed rounded.  Whole numbers are what they are."""
        out = {}
        for name, table in self.used.items():
            units = Fact(table).units
            if (units < 1).any() and name in self.keys:
                out[name] = float(units[units > 0].min()) / 2
        return out

    @property
    def first(self) -> int:
        """The line on which its sources begin."""
        return min((table.where.line for table in self.used.values()), default=1)

    @property
    def sourced(self) -> bool:
        """Whether its sources are printed under their own names, as they are used."""
        return not self.guessed and not self.result and self.bits > priors.ODD_WAY

    def problem(self, **settings: Any) -> Problem:
        """The problem under these settings; InputError where they do not fit."""
        return Problem(**{**self.keys, **settings})


@dataclass(eq=False)
class _Scope:
    """What each name means at one place; ``made``: matrices that are given in words."""

    defined: dict[str, Table] = field(default_factory=dict)
    made: dict[str, Texts] = field(default_factory=dict)
    guessed: bool = False
    head: int | None = None
    number: int = 0

    def texts(self) -> dict[str, Texts]:
        return {**self.made, **{name: table.texts() for name, table in self.defined.items()}}

    def key(self) -> tuple[Any, ...]:
        return self.number, *sorted((name, id(table)) for name, table in self.defined.items())


def results() -> tuple[str, ...]:
    """The stages that a text works out from its sources."""
    return stages.names("scores", "logits", "softmax", "weights", "terms", "output", "joined")


def role_of(table: Table) -> str:
    """The input that the words at an array call it; "" where they call it none."""
    named = {name: bits for name, bits in table.hints.items() if name in INPUTS}
    if not named or table.grid.role != "alone" or not table.grid.cells:
        return ""
    best = max(named, key=lambda name: named[name])
    worked = max((s for name, s in table.hints.items() if name in results()), default=0.0)
    return best if named[best] >= 0.5 and named[best] > worked else ""


def _places(value: fmpq) -> int:
    """How many decimal places a value has."""
    return next((k for k in range(MOST_PLACES) if (value * 10**k).q == 1), MOST_PLACES)


def result_of(table: Table) -> str:
    """The result that the words at an array call it; "" where they call it none."""
    named = {name: bits for name, bits in table.hints.items() if name in results()}
    best = max(named, key=lambda name: named[name], default="")
    return best if best and named[best] >= 0.5 else ""


def _results_of(table: Table) -> Iterator[str]:
    """The results that the words at an array may call it: E is scores, or exponentials."""
    best = result_of(table)
    if best:
        yield best
    logits = {
        name: bits for name, bits in table.hints.items() if name in stages.names("scores", "logits")
    }
    other = max(logits, key=lambda name: logits[name], default="")
    if other and other != best and logits[other] >= MAYBE:
        yield other


MAYBE = 0.3
"""Words of this strength may name an array, among other things."""


def starts(document: Document, facts: Sequence[Table], said: Stated) -> list[Start]:
    """The problems that the arrays of a text may make, those of one place together."""
    out: list[Start] = []
    if any(re.search(OWN_PRODUCT, canonical(table.grid.name)) for table in facts):
        said = replace(said, projects=False)
    identities = dict(_identity_names(document.equations()))
    seen: set[tuple[Any, ...]] = set()
    for scope in _scopes(facts):
        if "X" in scope.defined:
            scope.made = _identities(scope, identities)
        if scope.key() not in seen:
            seen.add(scope.key())
            out += _of_scope(scope, said)
    for stack in (*_stacked(facts), *(_in_turn(facts) if said.heads else ())):
        out += _of_scope(stack, said)
    out += _of_results(facts, said)
    return out


def _scopes(facts: Sequence[Table]) -> Iterator[_Scope]:
    """The meaning of the names at each array that is no definition itself."""
    named = [(table, role_of(table) or _turned_to(table, facts)) for table in facts]
    roles = [role for _, role in named if role]
    if not roles or not {"X", "Q", "K"} & set(roles):
        named = _first_matrix(named)
    guessed = not {"X", "Q", "K"} & set(roles)
    for at, (table, role) in enumerate(named):
        if role and at + 1 < len(named):
            continue
        head = head_named(table, MOST_HEADS)
        yield _Scope(_nearest(named, at, head), {}, guessed, head, table.scope)


def _turned_to(table: Table, facts: Sequence[Table]) -> str:
    """The role of an array that is printed once more, turned, under its name: Xᵀ names X."""
    if table.lead or not table.is_whole or result_of(table):
        return ""
    turned = tuple(zip(*table.values(), strict=True))
    for other in facts:
        for name in INPUTS:
            if other.hints.get(f"{name}ᵀ", 0.0) >= PLAIN and other.values() == turned:
                return name
    return ""


def _first_matrix(named: Sequence[tuple[Table, str]]) -> list[tuple[Table, str]]:
    """The first matrix without a name stands for the sequence where nothing is called so."""
    for at, (table, role) in enumerate(named):
        free = not role and not result_of(table) and table.is_whole and not table.lead
        matrix = len(table.rows) > 1 and table.grid.cells and table.grid.kind != "list"
        if free and matrix and table.grid.role == "alone":
            return [(t, "X" if k == at else r) for k, (t, r) in enumerate(named)]
    return list(named)


def _nearest(named: Sequence[tuple[Table, str]], at: int, head: int | None) -> dict[str, Table]:
    """For each name the nearest definition before a place, else the first one after it."""
    out: dict[str, Table] = {}
    before = list(reversed(named[: at + 1]))
    own_scope = named[at][0].scope
    later = [pair for pair in named[at + 1 :] if not own_scope or pair[0].scope == own_scope]
    for table, role in (*before, *later):
        if table.scope not in (0, own_scope):
            continue
        if not role or not table.is_whole:
            continue
        if role in out and not _clearer(table, out[role], role):
            continue
        own = head_named(table, MOST_HEADS)
        if role in PER_HEAD and None not in (head, own) and own != head:
            continue
        out[role] = table
        for part in table.grid.said:  # W_Q = W_K = [[1, 0], [0, 1]]
            for other, strength in hints(part).items():
                if other in INPUTS and strength >= PLAIN:
                    out.setdefault(other, table)
    return out


def _clearer(table: Table, known: Table, role: str) -> bool:
    """Whether an earlier array is called so by its own name, and a later one by words nearby."""
    earlier, later = table.hints.get(role, 0.0), known.hints.get(role, 0.0)
    return later <= PLAIN < earlier and table.order < known.order


def _stacked(facts: Sequence[Table]) -> Iterator[_Scope]:
    """Inputs that are printed for each head, W_Q1 W_Q2 or Q_1 Q_2, as one problem with heads."""
    found: dict[str, dict[int, Table]] = {}
    named = [(table, role_of(table)) for table in facts]
    last = 0
    for at, (table, role) in enumerate(named):
        head = head_named(table, MOST_HEADS)
        if role in PER_HEAD and head is not None and table.is_whole and not table.lead:
            found.setdefault(role, {}).setdefault(head, table)
            last = at
    count = max((len(tables) for tables in found.values()), default=0)
    if count < 2:
        return
    shared = {r: t for r, t in _nearest(named, last, None).items() if r not in PER_HEAD}
    stack: dict[str, Table] = {}
    for role, tables in found.items():
        chosen = [tables[head] for head in range(count) if head in tables]
        if len(chosen) < count or len({t.shape for t in chosen}) > 1:
            continue
        rows = tuple(row for table in chosen for row in table.rows)
        stack[role] = replace(chosen[0], rows=rows, lead=(count,))
    yield _Scope({**shared, **stack})


def _in_turn(facts: Sequence[Table]) -> Iterator[_Scope]:
    """Inputs of one name that are printed one after the other before any result: Q, Q, K, K."""
    found: dict[str, list[Table]] = {}
    shared: dict[str, Table] = {}
    for table in facts:
        role = role_of(table)
        if role in PER_HEAD and table.is_whole and not table.lead:
            found.setdefault(role, []).append(table)
        elif role:
            shared.setdefault(role, table)
        elif result_of(table) and found:
            break
    counts = {len(tables) for tables in found.values()}
    alike = all(len({table.shape for table in tables}) == 1 for tables in found.values())
    if len(counts) != 1 or counts == {1} or not alike:
        return
    stack = {
        role: replace(
            tables[0], rows=tuple(row for t in tables for row in t.rows), lead=(len(tables),)
        )
        for role, tables in found.items()
    }
    parts = {id(t) for tables in found.values() for t in tables}
    yield _Scope({**{r: t for r, t in shared.items() if id(t) not in parts}, **stack})


def _of_scope(scope: _Scope, said: Stated) -> Iterator[Start]:
    """The problems that the sources of one place make; those with the most inputs that fit."""
    given = scope.texts()
    if not _suffices(given):
        return
    own = {name for name, table in scope.defined.items() if table.scope == scope.number}
    if scope.number and own < given.keys() and _suffices(own):
        # another example: projections of the first may be its own too, tokens are not
        yield from _of_names({name: given[name] for name in own}, scope, said)
        given = {name: given[name] for name in given if name in own or "_" in name}
    yield from _of_names(given, scope, said)


def _suffices(names: Collection[str]) -> bool:
    """Whether inputs of these names make scores."""
    return "X" in names or ("Q" in names and "K" in names)


def _of_names(given: Mapping[str, Texts], scope: _Scope, said: Stated) -> Iterator[Start]:
    for names in _choices(frozenset(given)):
        found = list(_fitting({name: given[name] for name in names}, scope, said))
        yield from found
        if found:
            return


def _fitting(chosen: dict[str, Texts], scope: _Scope, said: Stated) -> Iterator[Start]:
    bits = priors.GUESSED if scope.guessed else 0.0
    bare = "X" in chosen and any(not {name, f"W_{name}"} & chosen.keys() for name in "QK")
    against = bare and said.projects  # Q = X W_Q, and W_Q is not printed
    bits += priors.CONTRADICTED if against else 0.0
    used = {name: scope.defined[name] for name in chosen if name in scope.defined}
    for layout in ("rows", "columns"):
        unlikely = 0.0 if (layout == "columns") == (said.layout == "columns") else priors.UNSTATED
        for turned in _turns(chosen):
            keys = {
                name: _turned(rows) if name in turned else rows for name, rows in chosen.items()
            }
            flat = {n: r[0] if n[:2] == "b_" and len(r) == 1 else r for n, r in keys.items()}
            for heads in _heads(flat, said):
                whole: dict[str, Any] = {**flat, "layout": layout, **heads}
                try:
                    Problem(**whole)
                except SymattnError:
                    continue
                cost = unlikely + (priors.ODD_WAY if turned else 0.0)
                if heads:
                    cost += priors.UNSTATED / (2 if said.head_counts else 1)
                yield Start(
                    whole,
                    used,
                    bits + cost,
                    turned=turned,
                    guessed=scope.guessed,
                    against=against,
                    made="X" in scope.defined and "X" not in chosen,
                    scope=scope.number,
                )


def _heads(keys: Mapping[str, Any], said: Stated) -> Iterator[dict[str, int]]:
    """How many heads a full projection may be split into, where the text speaks of heads."""
    yield {}
    deep = any(isinstance(keys[n][0][0], list) for n in ("W_Q", "Q", "K") if n in keys)
    name = next((n for n in ("W_Q", "Q") if n in keys), "")
    if said.heads and name and not deep:
        wide = len(keys[name][0])
        for heads in said.head_counts or (2, 3, 4, 8):
            if 1 < heads <= wide and wide % heads == 0:
                yield {"heads": heads}


def _choices(names: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Which inputs are used: as many as go together."""
    order = [name for name in INPUTS if name in names]
    yield tuple(order)
    if "W_O" in names:
        yield tuple(n for n in order if n not in ("W_O", "b_O"))
    if {"Q", "K"} <= names and not ("X" in names and {"W_Q", "W_K"} <= names):
        yield tuple(n for n in order if n in ("Q", "K", "V", "W_O", "b_O"))
        yield tuple(n for n in order if n in ("Q", "K", "V"))
        yield ("Q", "K")
    if "X" in names:
        made = {n for n in order if n in "QKV" and f"W_{n}" in names}
        yield tuple(n for n in order if n not in made)
        yield tuple(n for n in order if n not in {*made, "W_O", "b_O"})
        yield tuple(n for n in order if n not in ("Q", "K", "V", "Y"))
        yield tuple(n for n in order if n not in ("Q", "K", "V", "Y", "W_O", "b_O"))
        yield ("X",)


def _turns(given: Mapping[str, Any]) -> list[tuple[str, ...]]:
    projections = tuple(name for name in given if name in ("W_Q", "W_K", "W_V", "W_O"))
    out: list[tuple[str, ...]] = [()]
    if projections:
        out.append(projections)
    if "X" in given and projections:
        out.append(("X",))
    if "Q" in given and "K" in given and not _is_square(given["K"]):
        out.append(("K",))
    return out


def _is_square(rows: Texts) -> bool:
    """A square K is not taken turned: whoever multiplies without turning it makes a mistake."""
    matrix = rows[0] if rows and isinstance(rows[0][0], list) else rows
    return len(matrix) == len(matrix[0])


def _turned(rows: Texts) -> Texts:
    if rows and isinstance(rows[0][0], list):
        return [_turned(matrix) for matrix in rows]
    return [list(row) for row in zip(*rows, strict=True)]


def _of_results(facts: Sequence[Table], said: Stated) -> Iterator[Start]:
    """Starts from a printed result: where what it is made of is not printed, or not known."""
    values = [one for one in facts if role_of(one) == "V" and one.is_whole]
    called = [(table, stage) for table in facts for stage in _results_of(table)]
    for table, stage in called:
        logits = stage in stages.names("scores", "logits")
        powers, result = stage == "exponentials", stage == "weights"
        if not (logits or powers or result):
            continue
        if not table.is_whole or table.fixed:
            continue
        rows = table.texts()
        bits = 0.0 if stage == result_of(table) else priors.UNNAMED
        if powers:
            if any(value is None or value <= 0 for row in table.values() for value in row):
                continue
            rows = table.map_texts(lambda text: f"\\ln({text})")
        name = "weights" if result else "scores"
        keys: dict[str, Any] = {name: rows}
        used = {name: table}
        width = table.shape[1]
        near: list[Table | None] = [v for v in values if width in v.shape[:2]]
        for v in near[-1:] or [None]:
            more = (
                {} if v is None else {"V": v.texts() if v.shape[0] == width else _turned(v.texts())}
            )
            whole = used if v is None else {**used, "V": v}
            free = _is_free(table, facts, said)
            start = Start({**keys, **more}, whole, bits, stage, free=free, scope=table.scope)
            start = replace(start, until=_next(table, stage, facts))
            try:
                start.problem()
            except SymattnError:
                continue
            yield start


def _next(table: Table, stage: str, facts: Sequence[Table]) -> tuple[int, int]:
    """Where the next array of a stage stands."""
    at = (table.order, table.part)
    later = [(one.order, one.part) for one in facts if result_of(one) == stage]
    return min((place for place in later if place > at), default=(10**9, 0))


def _is_free(table: Table, facts: Sequence[Table], said: Stated) -> bool:
    """Whether nothing is printed from which the result could be made, in the exercise or, for
    what belongs to none, in the text: neither Q and K, nor X with what projects it."""
    if table.grid.role == "argument":
        return True
    before = [one for one in facts if one.order < table.order and one.scope == table.scope]
    there = {role_of(one) for one in before}
    projected = {"W_Q", "W_K"} <= there or not said.projects
    return not ({"Q", "K"} <= there or ("X" in there and projected))


def same_values(a: Table, b: Table, turned: bool = False) -> bool:
    """Whether two tables hold the same numbers."""
    if a.lead != b.lead or (turned and a.lead):
        return False
    first = a.values()
    second = tuple(zip(*b.values(), strict=True)) if turned else b.values()
    if len(first) != len(second) or len(first[0]) != len(second[0]):
        return False
    return all(
        x == y and x is not None
        for row, other in zip(first, second, strict=True)
        for x, y in zip(row, other, strict=True)
    )


def gathered(tables: Sequence[Table]) -> Iterator[Table]:
    """Single rows q_1, q_2, q_3 that stand apart, as one table."""
    rest = list(tables)
    while rest:
        table = rest.pop(0)
        key = _numbered(table)
        if key:
            group = [table]
            while rest and _numbered(rest[0]) == key and len(rest[0].rows[0]) == len(table.rows[0]):
                group.append(rest.pop(0))
            if len(group) > 1:
                yield replace(
                    table,
                    rows=tuple(row for one in group for row in one.rows),
                    row_names=tuple(one.grid.name for one in group),
                )
                continue
        yield table


def _numbered(table: Table) -> str:
    """The letter of a single row that is numbered, x of x_1; "" otherwise."""
    if len(table.rows) != 1 or table.grid.role != "alone" or table.lead:
        return ""
    found = re.fullmatch(r"([XxQqKkVvEeHh])[_^]?\(?(\d{1,2}|[A-Za-z]\w*)\)?", table.grid.name)
    return found[1] if found else ""


def _identity_names(equations: Iterable[Equation]) -> Iterator[tuple[str, str]]:
    """Matrices that are given in words, W_K = W_V = 2I: name and factor."""
    for equation in equations:
        factor = _identity(equation.parts[-1])
        if factor is None:
            continue
        for part in equation.parts[:-1]:
            for name in hints(plain(part)):
                if name in ("W_Q", "W_K", "W_V"):
                    yield name, factor


def _identities(scope: _Scope, made: Mapping[str, str]) -> dict[str, Texts]:
    width = len(scope.defined["X"].rows[0])
    return {
        name: [[factor if i == j else "0" for j in range(width)] for i in range(width)]
        for name, factor in made.items()
        if name not in scope.defined
    }


def _identity(part: Any) -> str | None:
    """The factor of a multiple of the identity, None for anything else."""
    if isinstance(part, Name) and re.fullmatch(
        r"I(?:_\w+)?|identity|eye|单位矩阵|Einheitsmatrix", part.text
    ):
        return "1"
    if isinstance(part, Call) and re.fullmatch(r"(?:np\.|torch\.)?(?:eye|identity)", part.function):
        return "1"
    if isinstance(part, Product) and len(part.factors) == 2:
        first, second = part.factors
        for number, other in ((first, second), (second, first)):
            if isinstance(number, Number) and _identity(other):
                return str(number.printed.value)
    return None
