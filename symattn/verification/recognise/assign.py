"""Tables to stages, one after the other, under one reading and one choice of settings.

A table goes where its words and its numbers agree best: numbers right for the exact stage, or
right for what the text itself prints a step before.  Words alone place it only where they are
plain; numbers alone only where most agree and could not do so by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flint import arb, fmpq

from symattn.numbers.entries import MINUS_INFINITY
from symattn.numbers.tensors import Index
from symattn.problem.stages import family, is_square
from symattn.problem.stages import names as stages_of
from symattn.verification.recognise.fit import Fit, fits, weight
from symattn.verification.recognise.places import rows_named
from symattn.verification.recognise.runs import Run
from symattn.verification.recognise.tables import Table

__all__ = ["Assigned", "Put", "accepted", "assign", "softmax", "worth"]

WAYS = {
    "whole": 0.0,
    "cells": 0.0,
    "matrix": 0.0,
    "rows": 0.02,
    "turned": 0.1,
    "columns": 0.15,
    "part": 0.2,
    "tile": 0.25,
}
ODD = ("turned", "columns", "part", "tile")
MOSTLY = 0.5
"""A table of a given stage lies on it in an odd way only where half of it agrees."""
FOLLOWED = 0.7
"""What agreement with the text's own numbers is worth beside agreement with the exact stage."""


def _scores() -> set[str]:
    """What may stand in a table of masked scores where nothing is hidden."""
    return {*stages_of("scores", "logits")} - {"masked"}


def softmax() -> tuple[str, ...]:
    """What becomes of scores, up to the weights."""
    return stages_of("logits", "softmax", "weights")


@dataclass(frozen=True, eq=False)
class Put:
    """A table on a stage.

    ``followed``: it agrees with what the text's own numbers give, better than with the
    exact stage.  ``said``: how strongly its words name the stage.
    """

    table: Table
    fit: Fit
    followed: bool
    said: float
    agree: float
    score: float

    @property
    def stage(self) -> str:
        return self.fit.stage


@dataclass(eq=False)
class Assigned:
    """Where the tables went, those left over, and how much of the evidence agrees."""

    run: Run
    puts: list[Put] = field(default_factory=list)
    rest: list[Table] = field(default_factory=list)
    total: float = 0.0

    def printed(self) -> dict[str, dict[Index, Any]]:
        """The printed values by stage and index, the last print of a cell first come."""
        out: dict[str, dict[Index, Any]] = {}
        for put in self.puts:
            _enter(out, put)
        return out


def worth(table: Table) -> float:
    """How much evidence a table holds."""
    return sum(weight(item) for _, item in table.items())


def assign(run: Run, tables: Sequence[Table], follow: bool = True) -> Assigned:
    """Every table to its stage, or to the rest; without ``follow`` by the exact stages alone."""
    out = _assigned(run, tables, follow, True)
    return _assigned(run, tables, follow, False) if _half_turned(out) else out


def _half_turned(found: Assigned) -> bool:
    """Whether scores agree only turned while other tables of their size do not even so.

    Then the text exchanged queries and keys somewhere, and prints no table turned.
    """
    square = [put for put in found.puts if is_square(put.stage) and min(put.table.shape) > 1]
    turned = any(put.fit.way == "turned" and put.stage in _scores() for put in square)
    return turned and any(put.agree < 0.5 for put in square)


def _assigned(run: Run, tables: Sequence[Table], follow: bool, turned: bool) -> Assigned:
    out = Assigned(run)
    search = _Search(run, follow, turned)
    for table in tables:
        best = None if _between(table) else search.best(table)
        if best is None or not accepted(best):
            out.rest.append(table)
            continue
        out.puts.append(best)
        out.total += worth(table) * best.agree * (FOLLOWED if best.followed else 1)
        search.learn(best)
    return out


def _between(table: Table) -> bool:
    """Whether its words say that it stands between stages: largest scores, shifted scores."""
    return max(table.hints.get("shifted", 0.0), table.hints.get("largest", 0.0)) >= 0.5


MISNAMED = 0.2
"""Below this share of right numbers a table may be of another stage than its words say."""


def accepted(put: Put) -> bool:
    """Whether a table may be judged as that stage."""
    held = worth(put.table)
    other = max((s for stage, s in put.table.hints.items() if stage != put.stage), default=0.0)
    right = put.agree
    if put.fit.way == "tile":
        return right > 0.95 and put.said > 0
    if put.fit.way == "part":
        return right > 0.95 and (put.said >= 0.5 or held >= 2)
    if put.said >= 0.85:
        return True
    if put.said >= 0.5:
        return right >= 0.3 or put.fit.near >= 0.5
    if other >= 0.6:
        return right >= 0.9 and held >= 2
    return (right >= 0.8 and held >= 1.4) or (right >= 0.5 and held >= 4)


class _Search:
    """The best stage for each table, while what the text prints becomes known."""

    def __init__(self, run: Run, follow: bool, turned: bool) -> None:
        self.run = run
        self.follow = follow
        self.turned = turned
        self.order = {stage: i for i, stage in enumerate(run.stages)}
        self.given: dict[str, dict[Index, Any]] = {}
        self.last = -1
        self.known: dict[tuple[Any, ...], Run] = {}
        self.version = 0
        self.puts: list[Put] = []
        self.rows: dict[Table, tuple[int, ...]] = {}
        names = run.problem.query_names
        self.names = names

    def learn(self, put: Put) -> None:
        """What the table prints is gone on from by the tables after it."""
        self.puts.append(put)
        if put.fit.way != "tile":
            _enter(self.given, put)
            self.version += 1
        self.last = self.order.get(put.stage, self.last)
        turned = self.run.problem.layout == "columns"
        rows = {index[-1 if turned else -2] for index in put.fit.where.values() if len(index) > 1}
        if len(rows) == 1:
            self.rows[put.table] = tuple(rows)

    def best(self, table: Table) -> Put | None:
        """The likeliest place of the table."""
        stages = list(self._stages(table))
        best = self._best(table, stages, False)
        if self.follow and not (best is not None and best.agree > 0.999 and accepted(best)):
            other = self._best(table, stages, True)
            if other is not None and (best is None or other.score > best.score):
                best = other
        if best is None or best.agree < MISNAMED:
            best = self._misnamed(table) or best
        if best is None or not accepted(best):
            return self._once_more(table) or best
        return best

    def _misnamed(self, table: Table) -> Put | None:
        """The stage that all its numbers are, where almost none is right for the one it names."""
        if worth(table) < 3 or table.stage:
            return None
        put = self._best(table, list(self.order), False)
        return put if put is not None and put.agree > 0.999 and put.fit.way == "whole" else None

    def _best(self, table: Table, stages: Sequence[str], followed: bool) -> Put | None:
        found = (put for stage in stages for put in self._puts(table, stage, followed))
        return max(found, key=lambda put: put.score, default=None)

    def _once_more(self, table: Table) -> Put | None:
        """A table without a name that holds the numbers of one before it, with other zeros."""
        if max(table.hints.values(), default=0.0) >= 0.6 or worth(table) < 2:
            return None
        for put in reversed(self.puts):
            if put.table.shape == table.shape and put.table.values() == table.values():
                return replace(put, table=table, said=0.9)
        return None

    def _stages(self, table: Table) -> Iterator[str]:
        if table.stage:
            yield from {table.stage} & {*self.order}
            return
        none = self.run.problem.scale_kind == "none"
        named = {
            stage for stage, strength in table.hints.items() if stage in self.order and strength
        }
        if none and "scaled" in named:
            named.add("scores")
        if named & _scores() and _is_hidden(table):
            named.add("masked")
        plain = max((table.hints[stage] for stage in named & {*table.hints}), default=0.0) >= 0.85
        for stage in self.order:
            if stage == "scaled" and none:
                continue
            deep = table.lead or len((table.fixed or ((),))[0]) == 3
            if stage == "terms" and not (deep or stage in named):
                continue
            if not plain or stage in named:
                yield stage

    def _puts(self, table: Table, stage: str, followed: bool) -> Iterator[Put]:
        said = table.hints.get(stage, 0.0)
        if stage == "scores" and self.run.problem.scale_kind == "none":
            said = max(said, table.hints.get("scaled", 0.0))
        if stage == "masked" and _is_hidden(table):  # scores, and some of them hidden already
            said = max(said, *(table.hints.get(name, 0.0) for name in _scores()))
        if stage == "weights" and 0.5 <= said < 0.9 and _adds_to_one(table):
            said = 0.9
        rows = self._rows(table)
        for run in self._runs(stage) if followed else (self.run,):
            cells = run.cells(stage)
            if cells is None:
                continue
            for hinted in {rows, ()} if rows else {()}:
                for fit in fits(table, stage, cells, hinted):
                    if fit.way == "turned" and self._is_upright(table, stage):
                        continue
                    if table.stage and fit.way in ODD and fit.right < MOSTLY:
                        continue
                    put = self._put(table, fit, followed, said, bool(rows) and not hinted)
                    if put is not None:
                        yield put

    def _is_upright(self, table: Table, stage: str) -> bool:
        """Whether the table cannot be the stage turned.

        Exponentials are worked out by query under either layout.
        """
        square = is_square(stage)
        laid_out = (square or stage == "output") and family(stage) != "softmax"
        return (square and not self.turned) or (table.upright and laid_out)

    def _rows(self, table: Table) -> tuple[int, ...]:
        if table.beside is not None and table.beside in self.rows:
            return self.rows[table.beside]
        return rows_named(table, self.names, self.run.problem.n)

    def _put(
        self, table: Table, fit: Fit, followed: bool, said: float, unhinted: bool
    ) -> Put | None:
        agree = fit.right
        if fit.way in ("rows", "columns") and not agree and not fit.near and unhinted:
            return None
        if fit.way == "part" and agree < 0.95:
            return None
        top = max(table.hints.values(), default=0.0)
        score = max(agree, 0.6 * fit.near) + 0.5 * said - WAYS[fit.way]
        score -= 0.4 if top >= 0.6 and said < 0.2 else 0.0
        score -= 0.04 if followed else 0.0
        score -= 0.03 if unhinted else 0.0
        score -= 0.02 if self.order[fit.stage] < self.last else 0.0
        return Put(table, fit, followed, said, agree * (0.97 if followed else 1), score)

    def _runs(self, stage: str) -> Iterator[Run]:
        """Runs that go on from what is printed before the stage, in the ways it can be read."""
        before = {s: cells for s, cells in self.given.items() if self.order[s] < self.order[stage]}
        if not before:
            return
        yield self._after(before)
        fewer = {s: cells for s, cells in before.items() if s not in ("exponentials", "row_sums")}
        if fewer and len(fewer) < len(before):
            yield self._after(fewer)
        if "exponentials" in before and "row_sums" in before:
            yield self._after({s: cells for s, cells in before.items() if s != "row_sums"})

    def _after(self, given: Mapping[str, Mapping[Index, Any]]) -> Run:
        key = (self.version, *given)
        if key not in self.known:
            self.known[key] = self.run.after(given)
        return self.known[key]


def _is_hidden(table: Table) -> bool:
    """Whether some of its numbers are printed as −∞."""
    return any(item.special == "-inf" for _, item in table.items())


def _adds_to_one(table: Table) -> bool:
    """Whether every row is a row of weights: none below 0, together 1 but for rounding."""
    for row in table.values():
        plain = [value for value in row if value is not None]
        if len(plain) != len(row) or len(row) < 2 or min(plain) < 0:
            return False
        if abs(sum(plain) - 1) > fmpq(len(row), 100):
            return False
    return True


def _enter(given: dict[str, dict[Index, Any]], put: Put) -> None:
    cells = given.setdefault(put.stage, {})
    for place, item in put.table.items():
        for index in put.fit.everywhere(place):
            if item.special == "-inf":
                cells[index] = MINUS_INFINITY
            elif (value := item.value) is not None:
                cells[index] = arb(value)
