"""Which blocks are inputs: a new set of them starts a new problem of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symattn.errors import InputError
from symattn.problem.model import Problem
from symattn.problem.stages import names as stages_of
from symattn.reading.documents import Equation
from symattn.reading.documents.trees import Call, Name, Number, Product, plain
from symattn.verification.recognise.labels import INPUTS, hints
from symattn.verification.recognise.tables import Table

__all__ = ["Episode", "Reading", "episodes", "same_values"]


def _results() -> frozenset[str]:
    """What is worked out from inputs, and may be a text's first table all the same."""
    return frozenset(stages_of("scores", "logits", "softmax", "weights", "terms", "output"))


@dataclass(eq=False)
class Episode:
    """One set of inputs and the tables that come with it, until the next set.

    ``inputs``: by name the table (or a matrix that is named in words: the identity).
    ``again``: inputs that are printed once more, with their name and whether turned.
    ``keys``: the problem's keywords, where they are settled already.  ``guessed``: X is X
    only because it is the first matrix.
    """

    inputs: dict[str, Table] = field(default_factory=dict)
    made: dict[str, list[list[str]]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    again: list[tuple[Table, str, bool]] = field(default_factory=list)
    keys: Mapping[str, Any] | None = None
    guessed: bool = False

    def texts(self) -> dict[str, list[list[str]]]:
        """Inputs by name, as exact digits."""
        return {**self.made, **{name: table.texts() for name, table in self.inputs.items()}}


@dataclass(frozen=True, eq=False)
class Reading:
    """One way of making a problem of an episode's inputs: keywords, and what was turned."""

    keys: Mapping[str, Any]
    turned: tuple[str, ...] = ()

    def problem(self, **settings: Any) -> Problem:
        """The problem under these settings; InputError where shapes do not fit."""
        return Problem(**self.keys, **settings)


def same_values(a: Table, b: Table, turned: bool = False) -> bool:
    """Whether two tables hold the same numbers, each within the coarser one's half unit."""
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


def episodes(tables: Sequence[Table], equations: Iterable[Equation]) -> list[Episode]:
    """The problems of a text by their inputs, in order."""
    out = [Episode()]
    made = dict(_named(equations))
    for table in _gathered(tables):
        if not out[-1].made and out[-1].inputs.get("X") is not None:
            out[-1].made = _identities(out[-1], made)
        _place(out, table)
    return [one for one in out if one.inputs or one.tables or one.again]


def _place(out: list[Episode], table: Table) -> None:
    now = out[-1]
    role = _role(table, now)
    if role in ("X", "Q", "K") and now.guessed and table.hints.get(role, 0) >= 0.6:
        if "X" in now.inputs and not now.again:  # the text has inputs with names of their own
            now.tables.append(now.inputs.pop("X"))
        now.guessed = False
    if role and table.grid.role == "alone" and table.is_whole:
        known = now.inputs.get(role)
        if known is None and not _is_result(now, role):
            if not (role == "scores" and now.inputs):
                _take(out, table, role)
                return
        elif known is not None and not _same_either_way(known, table):
            if _is_new(known, table):
                kept = {"X": now.inputs["X"]} if role[1:2] == "_" and "X" in now.inputs else {}
                out.append(Episode({**kept, role: table}))
            else:
                now.again.append((table, role, False))
            return
    if not _is_called_result(now, table) and (repeated := _repeats(now, table)):
        now.again.append((table, *repeated))
        return
    now.tables.append(table)


def _is_called_result(now: Episode, table: Table) -> bool:
    """Whether the words at a table say that it is a result, whatever numbers it holds."""
    return any(
        strength >= 0.6 and (name in _results() or _is_result(now, name))
        for name, strength in table.hints.items()
    )


def _take(out: list[Episode], table: Table, role: str) -> None:
    """The table as an input of the present problem, or of a new one where results came before."""
    now = out[-1]
    copied = role in ("Q", "K", "V") and "X" in now.inputs and same_values(now.inputs["X"], table)
    if copied:  # queries, keys and values are the rows of X themselves
        now.tables.append(table)
        return
    begun = any(max(t.hints.values(), default=0) > 0.6 and not t.is_worked for t in now.tables)
    if begun and role in ("X", "Q", "scores") and ("scores" in now.inputs or role in now.inputs):
        out.append(Episode({role: table}))
        return
    if "scores" in now.inputs and role != "V":
        out.append(Episode({role: table}))
        return
    now.inputs[role] = table
    if role in table.grid.said:  # Q = K = [[1, 0], [0, 1]]
        shared = {"Q", "K", "V"} & {*table.grid.said} - {*now.inputs}
        now.inputs |= dict.fromkeys(sorted(shared), table)
    now.guessed = role == "X" and table.hints.get("X", 0) < 0.5


def _role(table: Table, now: Episode) -> str:
    """The input that a table is called, "" where it is called none."""
    if not table.grid.cells or (table.grid.kind == "list" and not now.inputs):
        return ""
    names = {
        name: strength
        for name, strength in table.hints.items()
        if name in INPUTS or name == "scores"
    }
    results = max((s for n, s in table.hints.items() if n in _results()), default=0.0)
    if names:
        best = max(names, key=lambda name: names[name])
        if best == "scores":
            return "scores" if not now.inputs and names[best] >= 0.6 else ""
        if names[best] >= 0.5 and names[best] > results:
            return best
    if (
        results < 0.6
        and not now.inputs
        and table.grid.kind != "list"
        and len(table.rows) > 1
        and not table.lead
    ):
        return "X"
    if not now.inputs and table.hints.get("masked", 0) > 0.5:
        return ""
    return ""


def _is_result(now: Episode, role: str) -> bool:
    """Q is made of X and W_Q, where both are there."""
    if role not in ("Q", "K", "V") or "X" not in now.inputs:
        return False
    return f"W_{role}" in now.inputs or f"W_{role}" in now.made


def _same_either_way(known: Table, table: Table) -> bool:
    return same_values(known, table) or same_values(known, table, turned=True)


def _is_new(known: Table, table: Table) -> bool:
    """Another input of the same name: new numbers, not the same ones rounded."""
    if known.shape != table.shape:
        return len(table.rows) > 1 or len(known.rows) == 1
    numbers = [re.search(r"\d+$", one.grid.name) for one in (known, table)]
    if all(numbers) and len({found[0] for found in numbers if found}) == 2:
        return True  # W_Q1 and W_Q2
    pairs = [
        (x, y)
        for one, other in zip(known.values(), table.values(), strict=True)
        for x, y in zip(one, other, strict=True)
    ]
    same = sum(x is not None and y is not None and abs(x - y) <= abs(x) / 20 for x, y in pairs)
    return bool(4 * same < 3 * len(pairs))


def _repeats(now: Episode, table: Table) -> tuple[str, bool] | None:
    called = sorted(
        now.inputs, key=lambda name: -table.hints.get(name, table.hints.get(f"{name}ᵀ", 0))
    )
    for name in called:
        if same_values(now.inputs[name], table):
            return name, False
    for name in called:
        if same_values(now.inputs[name], table, turned=True):
            return name, True
    return None


def _gathered(tables: Sequence[Table]) -> Iterator[Table]:
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


def _named(equations: Iterable[Equation]) -> Iterator[tuple[str, str]]:
    """Matrices that are given in words, W_K = W_V = 2I: name and factor."""
    for equation in equations:
        factor = _identity(equation.parts[-1])
        if factor is None:
            continue
        for part in equation.parts[:-1]:
            for name in hints(plain(part)):
                if name in ("W_Q", "W_K", "W_V"):
                    yield name, factor


def _identities(now: Episode, made: Mapping[str, str]) -> dict[str, list[list[str]]]:
    width = len(now.inputs["X"].rows[0])
    return {
        name: [[factor if i == j else "0" for j in range(width)] for i in range(width)]
        for name, factor in made.items()
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
        if isinstance(first, Number) and _identity(second):
            return str(first.printed.value)
    return None


def readings(episode: Episode, columns: bool | None) -> list[Reading]:
    """The ways in which the inputs make a problem, likeliest first.

    ``columns``: whether the text says that tokens are columns (None: it says nothing).
    """
    given = episode.texts()
    out: list[Reading] = []
    if episode.keys is not None:
        return [Reading({**episode.keys, "layout": "rows"})]
    layouts = ["columns", "rows"] if columns else ["rows", "columns"]
    if "scores" in given:
        layouts = layouts[:1]
    for names in _choices(frozenset(given)):
        chosen = {name: given[name] for name in names}
        for layout in layouts:
            for turned in _turns(chosen):
                keys = {
                    name: _turned(rows) if name in turned else rows for name, rows in chosen.items()
                }
                flat = {
                    n: r[0] if n.startswith("b_") and len(r) == 1 else r for n, r in keys.items()
                }
                try:
                    Problem(**flat, layout=layout)
                except InputError:
                    continue
                out.append(Reading({**flat, "layout": layout}, turned))
        if out:
            break
    return out


def _choices(names: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Which inputs are used: as many as go together."""
    order = [name for name in (*INPUTS, "scores") if name in names]
    yield tuple(order)
    if "W_O" in names:
        yield tuple(n for n in order if n not in ("W_O", "b_O"))
    if "scores" in names:
        yield tuple(n for n in order if n in ("scores", "V"))
    if {"Q", "K"} <= names:
        yield tuple(n for n in order if n in ("Q", "K", "V", "W_O", "b_O"))
        yield tuple(n for n in order if n in ("Q", "K", "V"))
    if "X" in names:
        made = {n for n in order if n in "QKV"}
        yield tuple(
            n for n in order if n not in {f"W_{m}" for m in made} | {f"b_{m}" for m in made}
        )
        yield tuple(n for n in order if n not in ("Q", "K", "V", "Y"))
        yield ("X",)


def _turns(given: Mapping[str, Any]) -> list[tuple[str, ...]]:
    projections = tuple(name for name in given if name in ("W_Q", "W_K", "W_V", "W_O"))
    out: list[tuple[str, ...]] = [()]
    if projections:
        out.append(projections)
    if "X" in given and projections:
        out.append(("X",))
    if "Q" in given and "K" in given:
        out.append(("K",))
    return out


def _turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(row) for row in zip(*rows, strict=True)]
