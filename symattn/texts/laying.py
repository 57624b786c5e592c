"""Laying printed arrays on the stages of one problem, with the evidence for each.

The problem's recipe is carried out in estimates, line by line; at every stage each array is
held against it in every way in which it may lie there.  What is printed at a stage takes the
place of what is computed, so that the stages after it are held against both: the values from
the inputs, and those that follow from the nearest printed numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symattn.derivation.carriers.floats import Estimate, Floats
from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS
from symattn.numbers.tensors import Index
from symattn.problem import stages
from symattn.problem.model import Problem
from symattn.problem.stages import is_square
from symattn.texts import priors
from symattn.texts.counting import ROW_NUMBER
from symattn.texts.evidence import CLOSE, EXACTLY, LOW, Evidence, Fact, evidence
from symattn.texts.places import rows_named
from symattn.texts.tables import Table
from symattn.texts.ways import Way, Ways

__all__ = ["PLAIN", "Laying", "Put", "name_bits"]

MASKED_TO_ZERO = ("exponentials", "weights")
"""Stages in which a mask puts a number where it hides a key."""

OWN = r"X\s*[·@*]?\s*X"
"""A product of X with itself: queries and keys are X."""

PLAIN = 0.85
"""Words of this strength leave no other stage open (a stage's own word or formula)."""


@dataclass(frozen=True, eq=False)
class Put:
    """An array on a stage.

    ``named``: the bits of its words; ``net``: all bits, those of the way of lying included;
    ``tried``: how many stages it was held against.  ``mistaken``: it follows only from another
    setting than the one that holds; ``doubtful``: the words say that it is this stage, and
    most of it does not follow, or it rests on such an array.  ``direct``: nothing is printed
    between it and the sources.
    """

    fact: Fact
    stage: str
    way: Way
    found: Evidence
    named: float
    net: float
    tried: int = 1
    mistaken: bool = False
    doubtful: bool = False
    direct: bool = False

    @property
    def table(self) -> Table:
        return self.fact.table

    @property
    def told(self) -> bool:
        """Whether a comment in the text says that the array is this stage."""
        return self.table.stage == self.stage

    @property
    def is_named(self) -> bool:
        return self.named >= priors.NAMED

    @property
    def explicit(self) -> bool:
        """Whether a formula says how the whole array is made."""
        return self.named >= priors.EXPLICIT and self.way.kind == "whole"

    def spelled(self, used: Iterable[str], puts: Iterable[Put]) -> bool:
        """Whether a formula says how the whole array is made, and its operands are printed:
        among the sources ``used``, or as arrays that follow."""
        there = {*used, *(put.stage for put in puts if put.accepted)}
        if "X" in there and re.search(OWN, " ".join((self.table.grid.name, *self.table.grid.said))):
            there |= {"Q", "K", "V"}
        return self.explicit and any(needed <= there for needed in _operands(self.stage))

    @property
    def follows(self) -> bool:
        """Whether half of its cells agree, those one unit off counted by half."""
        close = int((self.found.state == CLOSE).sum())
        return 2 * self.found.agree + close >= self.found.cells

    @property
    def exact(self) -> bool:
        """Whether half of its cells are what follows from the sources themselves."""
        return 2 * int((self.found.state == EXACTLY).sum()) >= self.found.cells

    @property
    def accepted(self) -> bool:
        """Whether the array is placed by its numbers.

        What its words call it holds where every cell agrees, however little a cell says.
        """
        if self.told:
            return True
        if self.is_named and self.net > 0 and self.found.agree == self.found.cells:
            return True
        return self.net >= priors.TO_JUDGE and self.follows

    def index(self, i: int, j: int) -> list[Index]:
        """The cells of the stage that a cell of the array is said to be."""
        return self.way.index(i, j)


def name_bits(table: Table, stage: str, plain_scores: bool) -> float:
    """What the words at an array say about its being that stage.

    ``plain_scores``: there is no scale, so that scaled scores are scores.
    """
    hints = table.hints
    top = max(hints.values(), default=0.0)
    if top < 0.3:
        return priors.UNNAMED
    names = (stage, *stages.STAGES[stage].shares) if stage in stages.STAGES else (stage,)
    if stage == "scores" and plain_scores:
        names = ("scores", "scaled")
    strength = max((hints.get(name, 0.0) for name in names), default=0.0)
    if hints.get(stage, 0.0) >= 0.95 and (stage not in "QKV" or _is_product(table)):
        return priors.EXPLICIT
    if strength >= 0.3 and strength >= top - 0.35:
        return priors.NAMED
    if strength > 0.2 or top < 0.6:
        return priors.UNNAMED
    return priors.OTHERWISE


def _rank(put: Put) -> tuple[bool, float, float]:
    return put.accepted, 0.0 if put.accepted else put.named, put.net


def _about(puts: Iterable[Put]) -> Iterator[tuple[Fact, tuple[int, ...]]]:
    """For single rows under the heading of one query, or on one line, the row that most speaks for:
    texts count from 0 or from 1, and all that is said of a query is about the same row."""
    groups: dict[tuple[int, int], list[Put]] = {}
    for put in puts:
        if put.way.kind == "rows" and put.fact.shape[0] == 1 and put.follows:
            context = put.table.grid.context
            headed = re.search(ROW_NUMBER, context.heading, re.I)
            key = (context.section, 0) if headed else (-1, put.table.where.line)
            groups.setdefault(key, []).append(put)
    for group in groups.values():
        rows: dict[int, float] = {}
        for put in group:
            row = put.index(0, 0)[0][-2]
            rows[row] = rows.get(row, 0.0) + put.found.net
        if len(rows) > 1:
            best = max(rows, key=lambda row: rows[row])
            yield from ((put.fact, (best,)) for put in group)


def _operands(stage: str) -> tuple[frozenset[str], ...]:
    """What a formula for the stage may have in it: any of these sets."""
    logits = stages.names("scores", "logits")
    found = {
        "scores": [{"Q", "K"}],
        "weights": [{name} for name in (*logits, "exponentials")],
        "exponentials": [{name} for name in logits],
        "output": [{"weights", "V"}],
        **{name: [{"X", f"W_{name}"}] for name in "QKV"},
        **{name: [{"scores"}, {"Q", "K"}] for name in logits if name != "scores"},
    }
    return tuple(frozenset(one) for one in found.get(stage, []))


def _is_product(table: Table) -> bool:
    """Whether the chain that an array stands in names a projection: Q = X W_Q = […]."""
    return any("W" in part for part in (table.grid.name, *table.grid.said))


@dataclass(eq=False)
class Laying:
    """Arrays on the stages of ``problem``; ``stop``: stages that the text makes otherwise.

    ``halves``: by source, how far its entries may be off because they are printed rounded.
    """

    problem: Problem
    facts: Sequence[Fact]
    stop: frozenset[str] = frozenset()
    halves: Mapping[str, float] = field(default_factory=dict)
    _direct: bool = True
    _about: Mapping[Fact, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def _plain(self) -> bool:
        return self.problem.scale_kind == "none"

    @cached_property
    def _inputs(self) -> Derivation:
        return Derivation(self.problem, forward(self.problem), Floats())

    def quick(self) -> dict[Fact, Put]:
        """The best place of each array, from one pass."""
        return self._chosen([self._pass(None)])

    def puts(self) -> dict[Fact, Put]:
        """The best place of each array, when what is printed is known.

        A stage that is printed twice is gone on from in both ways.
        """
        chosen = self._chosen([self._pass(None)])
        self._about = dict(_about(chosen.values()))
        for _ in range(2):
            worlds = [self._pass(chosen)]
            if self._twice(chosen):
                worlds.append(self._pass(chosen, last=True))
            chosen = self._chosen(worlds)
        return chosen

    @staticmethod
    def _twice(chosen: Mapping[Fact, Put]) -> bool:
        """Whether a stage has more than one array."""
        stages = [put.stage for put in chosen.values() if put.accepted]
        return len(set(stages)) < len(stages)

    def _chosen(self, worlds: Sequence[Mapping[Fact, list[Put]]]) -> dict[Fact, Put]:
        """The best put of each array: by its numbers, and where they follow nowhere by its words.

        One without a name pays for every stage that it was held against, but for a stage that
        another array, with a name, has established already.
        """
        best: dict[Fact, Put] = {}
        for fact in self.facts:
            puts = [put for world in worlds for put in world[fact]]
            if puts:
                tried = len({put.stage for put in puts})
                best[fact] = replace(max(puts, key=_rank), tried=tried)
        known = {put.stage for put in best.values() if put.is_named and put.accepted}
        return {
            fact: put
            if put.is_named or put.stage in known
            else replace(put, net=put.net - log2(1 + put.tried))
            for fact, put in best.items()
        }

    def _pass(self, chosen: Mapping[Fact, Put] | None, last: bool = False) -> dict[Fact, list[Put]]:
        """The places of all arrays; ``chosen``: those by which the printed values are known,
        ``last``: the later of two printings rather than the first.

        An array is never held against what follows from its own numbers.
        """
        carrier = Floats()
        values: dict[str, Any] = {}
        out: dict[Fact, list[Put]] = {fact: [] for fact in self.facts}
        printed: set[Fact] = set()
        touched: set[str] = set()
        for line in forward(self.problem):
            self._direct = not touched.intersection(line.of)
            inputs = [values[n] if n in values else self._input(n) for n in line.of]
            value = KINDS[line.op].compute(carrier, line, *inputs)
            if line.public and not self._repeats(line):
                here: list[Put] = []
                if line.name not in self.stop:
                    shown = self._turned(line.name, value)
                    bare = Estimate(shown.x, shown.x, np.zeros(shown.shape))
                    for fact in self.facts:
                        if fact.table.is_told:
                            continue
                        here += self._at(fact, line.name, bare if fact in printed else shown)
                    for put in here:
                        out[put.fact].append(put)
                printing = self._printing(line.name, here, out, chosen)
                printed |= {put.fact for put in printing}
                order = printing[::-1] if last else printing
                value = self._with_printed(line.name, value, order)
                if printing:
                    touched.add(line.name)
            if not self._direct:
                touched.add(line.name)
            values[line.name] = value
        return out

    def _repeats(self, line: Line) -> bool:
        """Whether the line only gives its input another name: that array is a source itself."""
        given = line.of[0].endswith("_given")
        return line.op == "copy" and (given or (line.name == "scaled" and self._plain))

    def _input(self, name: str) -> Estimate:
        value: Estimate = self._inputs.value(name)
        half = self.halves.get(name.removesuffix("_given"))
        if half is None:
            return value
        return Estimate(value.x, value.p, np.full(value.shape, half))

    def _turned(self, stage: str, value: Estimate) -> Estimate:
        flat = len(value.shape) < 2
        if self.problem.layout != "columns" or stage == "terms" or flat:
            return value
        return value.map(lambda array: np.swapaxes(array, -1, -2))

    def _at(self, fact: Fact, stage: str, value: Estimate) -> Iterator[Put]:
        words = ("named", stage, self._plain)
        if words not in fact.memo:
            fact.memo[words] = name_bits(fact.table, stage, self._plain)
        named: float = fact.memo[words]
        top = max(fact.table.hints.values(), default=0.0)
        if named == priors.OTHERWISE and top >= 0.95 and not is_square(stage):
            return
        if stage == "terms" and named < priors.NAMED and not self._deep(fact.table):
            return
        if fact.hidden.any() and not (value.x < LOW).any():
            return  # −∞ is no slip: it stands where a mask has been put
        key = (stage, self._plain, bool(self.halves), value.key, self._about.get(fact))
        if key not in fact.memo:
            fact.memo[key] = self._best(fact, stage, value, named)
        if fact.memo[key] is not None:
            yield replace(fact.memo[key], direct=self._direct)

    def _best(self, fact: Fact, stage: str, value: Estimate, named: float) -> Put | None:
        """The best of all ways in which the array may lie on the stage."""
        rows = self._rows(fact)
        square = is_square(stage) and self.problem.layout == "rows"
        key = ("ways", value.shape, rows, square)
        if key not in fact.memo:
            fact.memo[key] = Ways.of(fact.table, value.shape, rows, square)
        found: Ways | None = fact.memo[key]
        if found is None:
            return None
        x, p, h = (array.reshape(-1)[found.flat] for array in (value.x, value.p, value.h))
        held = evidence(fact, x, p, h, sources=not self.halves)
        if (forced := self._forced(stage, value.shape)) is not None:
            held = replace(held, idle=forced.reshape(-1)[found.flat])
        if stage == "weights":
            held = held.by_rows()
        k, best = held.best(found.bits)
        net = best.net + named + found.each[k].bits
        return Put(fact, stage, found.each[k], best, named, net)

    def _forced(self, stage: str, shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
        """The cells that the mask alone gives, whatever the scores are: e^(−∞) and a hidden weight
        are 0, and the weight of an only visible key is 1."""
        visible = self.problem.visible
        if visible is None or stage not in MASKED_TO_ZERO:
            return None
        sees = np.array(visible.cells, dtype=bool).reshape(visible.shape)
        forced = ~sees
        if stage == "weights":
            forced |= sees.sum(axis=-1, keepdims=True) == 1
        if self.problem.layout == "columns":
            forced = np.swapaxes(forced, -1, -2)
        return np.broadcast_to(forced, shape)

    def _rows(self, fact: Fact) -> tuple[int, ...]:
        """The rows that the words at the array name, or that what stands beside it is about."""
        if fact in self._about:
            return self._about[fact]
        key = ("rows", self.problem.query_names, self.problem.n)
        if key not in fact.memo:
            fact.memo[key] = rows_named(fact.table, self.problem.query_names, self.problem.n)
        out: tuple[int, ...] = fact.memo[key]
        return out

    @staticmethod
    def _deep(table: Table) -> bool:
        return bool(table.lead) or (bool(table.fixed) and len(table.fixed[0]) == 3)

    def _printing(
        self,
        stage: str,
        here: Sequence[Put],
        found: Mapping[Fact, list[Put]],
        chosen: Mapping[Fact, Put] | None,
    ) -> list[Put]:
        """The arrays by which a stage's printed values are known, in text order."""
        if chosen is not None:
            known = (chosen.get(put.fact) for put in here)
            return [
                put
                for put in known
                if put
                and put.stage == stage
                and self._holds(put)
                and (put.accepted or put.explicit)
            ]
        best = {put.fact: max(found[put.fact], key=_rank) for put in here}
        return [put for put in here if best[put.fact] is put and self._holds(put)]

    @staticmethod
    def _holds(put: Put) -> bool:
        return put.way.kind != "tile" and (put.accepted or put.is_named)

    def _with_printed(self, stage: str, value: Estimate, puts: Sequence[Put]) -> Estimate:
        if not puts:
            return value
        shown = self._turned(stage, value)
        shape = shown.shape
        where: NDArray[np.bool_] = np.zeros(shape, dtype=bool)
        printed, half = np.zeros(shape), np.zeros(shape)
        for put in puts:
            known = put.fact.known
            for at in (put.way.at, *put.way.copies):
                places = tuple(np.moveaxis(at[known], -1, 0))
                new = ~where[places]
                spots = tuple(axis[new] for axis in places)
                printed[spots] = put.fact.values[known][new]
                half[spots] = put.fact.units[known][new] / 2
                where[spots] = True
        known_too = where & np.isfinite(shown.x)
        out = shown.printed(known_too, printed, half)
        return self._turned(stage, out)
