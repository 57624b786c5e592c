"""The reading and the settings under which the numbers of a text agree best.

Every setting is tried on the tables themselves.  What the text states outweighs small
differences; what it does not state is inferred, and where two settings fit the same numbers
both are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flint import arb

from symattn.errors import InputError
from symattn.problem.model import Problem
from symattn.verification.recognise.assign import Assigned, assign, softmax, worth
from symattn.verification.recognise.inputs import Episode, Reading, readings
from symattn.verification.recognise.runs import Run
from symattn.verification.recognise.stated import Settings, Stated
from symattn.verification.recognise.tables import Table
from symattn.words import say

__all__ = ["Choice", "choose"]

Pattern = tuple[tuple[int, ...], ...]
EARLY = ("Q", "K", "V", "scores")
MOST_FINALISTS = 3
LEAST = 2.0
"""How many numbers must speak against a setting that is stated, where there are few in all."""
STATED = 0.06
"""How much of the evidence a stated setting is worth beside one that fits better."""


@dataclass(eq=False)
class Choice:
    """A reading with its settings, and where the tables went under it."""

    assigned: Assigned
    reading: Reading
    settings: Mapping[str, Any]
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    remark: str = ""
    bonus: float = 0.0
    value: float = 0.0
    quick: float = 0.0
    others: list[Choice] = field(default_factory=list)

    @property
    def problem(self) -> Problem:
        return self.assigned.run.problem


def choose(
    episode: Episode, said: Stated, fixed: Settings, tables: Sequence[Table]
) -> Choice | None:
    """The best choice for an episode's tables; ``others``: the rest of them, best first.

    All are tried on the exact stages; the best of them again with what the text's own numbers
    give, and then with the largest score taken off.
    """
    whole = sum(map(worth, tables)) or 1.0
    found = [
        choice
        for rank, reading in enumerate(_likely(episode, said, fixed, tables))
        for keys, bonus in _settings(reading, said, fixed, tables)
        if (
            choice := _tried(
                reading,
                keys,
                tables,
                max(STATED * whole, LEAST) * (bonus - _odd(reading, said)) - 0.001 * rank,
                False,
            )
        )
    ]
    if not found:
        return None
    found.sort(key=lambda choice: -choice.value)
    finals = [_shifted(_again(choice, tables), tables) for choice in _finalists(found)]
    best = max(finals, key=lambda choice: choice.value)
    best.quick = max(
        found, key=lambda c: c.reading is best.reading and c.settings == best.settings
    ).quick
    best.others = [c for c in found if c.reading is not best.reading or c.settings != best.settings]
    _say(best, said, fixed)
    return best


def _odd(reading: Reading, said: Stated) -> float:
    """What is held against a layout that the text does not state."""
    return 0.5 if reading.keys["layout"] == "columns" and said.layout != "columns" else 0.0


def _likely(
    episode: Episode, said: Stated, fixed: Settings, tables: Sequence[Table]
) -> list[Reading]:
    """The readings of the inputs under which the most numbers before any scale agree."""
    columns = fixed.layout == "columns" or (said.layout == "columns" and fixed.layout is None)
    found = [
        reading
        for reading in readings(episode, columns)
        if not fixed.layout or reading.keys["layout"] == fixed.layout or "scores" in reading.keys
    ]
    early = [t for t in tables if max((t.hints.get(s, 0.0) for s in EARLY), default=0.0) > 0.3]
    if len(found) < 2 or not early:
        return found
    tried = [(_tried(reading, {}, early, 0.0, False), reading) for reading in found]
    values = [0.0 if choice is None else choice.quick for choice, _ in tried]
    best = max(values)
    return [
        reading for value, (_, reading) in zip(values, tried, strict=True) if value > best - 0.3
    ]


def _tried(
    reading: Reading, keys: Mapping[str, Any], tables: Sequence[Table], bonus: float, follow: bool
) -> Choice | None:
    try:
        run = Run.of(reading.problem(**keys))
    except InputError:
        return None
    assigned = assign(run, tables, follow)
    less = _left_out(assigned)
    choice = Choice(assigned, reading, keys, bonus=bonus - less)
    choice.value = assigned.total + choice.bonus
    choice.quick = assigned.total - less
    return choice


def _left_out(assigned: Assigned) -> float:
    """What is held against a scale under which a table of scaled scores is none."""
    placed = {put.table: put.agree for put in assigned.puts}
    named = [table for table in (*placed, *assigned.rest) if table.hints.get("scaled", 0.0) >= 0.8]
    return sum(worth(table) * (1 - placed.get(table, 0.0)) for table in named)


def _finalists(found: Sequence[Choice]) -> list[Choice]:
    """The best choices, and for each scale the best one."""
    out = list(found[:MOST_FINALISTS])
    scales = {str(choice.problem.scale) for choice in out}
    for choice in found:
        scale = str(choice.problem.scale)
        if scale not in scales and len(out) < 2 * MOST_FINALISTS:
            scales.add(scale)
            out.append(choice)
    return out


def _again(choice: Choice, tables: Sequence[Table]) -> Choice:
    """The choice with what the text's own numbers give."""
    run = choice.assigned.run
    again = Choice(assign(run, tables), choice.reading, choice.settings, bonus=choice.bonus)
    again.value = again.assigned.total + choice.bonus
    return again


def _shifted(best: Choice, tables: Sequence[Table]) -> Choice:
    """The choice with the largest score of a row taken off, where exponentials say so."""
    if not _has_exponentials(tables):
        return best
    other = _tried(best.reading, {**best.settings, "shift": "max"}, tables, best.bonus, True)
    return other if other is not None and other.value > best.value + 0.5 else best


def _settings(
    reading: Reading, said: Stated, fixed: Settings, tables: Sequence[Table]
) -> Iterator[tuple[dict[str, Any], float]]:
    """All settings worth trying, with a small bonus for stated and usual ones."""
    plain = reading.problem()
    masks = list(_masks(plain, said, tables))
    bases = [fixed.base] if fixed.base else ["e"] + [b for b in (said.base,) if b]
    for scale, liking in _scales(plain, said, fixed, tables):
        for mask, more in masks:
            for base in bases:
                keys = {"scale": scale, "base": base, **mask}
                yield keys, liking + more + (0.5 if base == said.base else 0)


def _ratio(plain: Problem, tables: Sequence[Table]) -> list[str]:
    """A scale 1/k or 1/√k that takes the scores to a table of scaled ones."""
    cells = Run.of(plain).cells("scores")
    if cells is None or len(cells.shape) != 2:
        return []
    out = []
    for table in tables:
        if table.shape != cells.shape or table.hints.get("scaled", 0) < 0.5 or table.lead:
            continue
        pairs = [(cells[at], item.value) for at, item in table.items() if item.value]
        for k in (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 32, 64, 100):
            for text, factor in ((f"1/{k}", arb(1) / k), (f"1/sqrt({k})", arb(k).rsqrt())):
                close = [
                    abs(ball * factor - arb(value)) < abs(arb(value)) / 50 for ball, value in pairs
                ]
                if len(close) > 1 and all(close):
                    out.append(text)
    return out


def _scales(
    plain: Problem, said: Stated, fixed: Settings, tables: Sequence[Table]
) -> Iterator[tuple[str, float]]:
    if fixed.scale:
        yield fixed.scale, 1.0
        return
    given = "scores" in plain.inputs
    usual = ["none"] if given or said.additive else ["1/sqrt(d_k)", "none", "1/d_k"]
    if plain.d_model and plain.d_model != plain.d_k and not given:
        usual.append(f"1/sqrt({plain.d_model})")
    stated = [s for s in said.scales if not (given and "d_k" in s)]
    if not said.scales:
        usual += _ratio(plain, tables)
    order = list(dict.fromkeys([*usual[:2], *stated, *usual[2:]]))
    likings = {scale: 1.0 if scale in stated[:1] else 0.6 for scale in stated}
    resolved = {
        str(plain.changed(scale=s).scale): liking for s, liking in reversed(likings.items())
    }
    values: set[str] = set()
    for i, scale in enumerate(order):
        value = str(plain.changed(scale=scale).scale)
        if value in values:
            continue
        values.add(value)
        yield scale, resolved.get(value, 0.0) - 0.01 * i


def _masks(
    plain: Problem, said: Stated, tables: Sequence[Table]
) -> Iterator[tuple[dict[str, Any], float]]:
    hidden, causal = _hidden(plain, tables)
    if not (said.causal and _all_causal(plain, tables)):
        yield {}, 0.0
    hidden = hidden if said.masked else []
    if not hidden and not causal and not said.causal and not said.masked:
        return
    fills: list[str] = ["-inf"]
    for table in tables:
        values = [v for row in table.values() for v in row if v is not None]
        low = min(values, default=None)
        if low is not None and low <= -1000:
            fills.append(str(low))
    for fill in dict.fromkeys(fills):
        more = {} if fill == "-inf" else {"mask_fill": fill}
        yield {"mask": "causal", **more}, 0.1 if said.causal and causal else -0.05
        if plain.n != plain.m:
            yield {"mask": "causal-lower-right", **more}, 0.0
        for pattern in hidden:
            yield {"mask": [list(row) for row in pattern], **more}, -0.05


def _all_causal(plain: Problem, tables: Sequence[Table]) -> bool:
    """Whether each table of weights has zeros just where a causal mask hides."""
    shape = (plain.n, plain.m)
    weights = [t for t in tables if t.hints.get("weights", 0.0) >= 0.6 and t.shape == shape]
    return (
        bool(weights)
        and plain.n > 1
        and all(
            (item.value == 0) == (j > i)
            for t in weights
            if not t.lead
            for (i, j), item in t.items()
        )
    )


def _hidden(plain: Problem, tables: Sequence[Table]) -> tuple[list[Pattern], bool]:
    """Patterns of what is hidden, from tables of the size of the scores with −∞ or 0 in them."""
    out: dict[Pattern, None] = {}
    seen = False
    causal = tuple(tuple(int(j <= i) for j in range(plain.m)) for i in range(plain.n))
    for table in tables:
        infinite = any(item.special == "-inf" for _, item in table.items())
        seen = seen or infinite
        if table.shape != (plain.n, plain.m) or table.lead:
            continue
        rows = tuple(
            tuple(
                int(not (item.special == "-inf" or (not infinite and item.value == 0)))
                for item in row
            )
            for row in table.rows
        )
        if all(map(all, rows)) or not all(map(any, rows)):
            continue
        seen = seen or rows == causal
        likely = infinite or max(table.hints.get("weights", 0), table.hints.get("masked", 0)) > 0.5
        if rows != causal and likely:
            out[rows] = None
    return list(out), seen


def _has_exponentials(tables: Sequence[Table]) -> bool:
    return any(
        table.hints.get("exponentials", 0) or table.hints.get("row_sums", 0) for table in tables
    )


def _say(best: Choice, said: Stated, fixed: Settings) -> None:
    """Which settings the text states, which were inferred, and which others fit as well."""
    problem = best.problem
    stated: list[str] = []
    inferred: list[str] = []
    used = {put.stage for put in best.assigned.puts}
    scale = f"scale {problem.scale_text}"
    spelled = {
        str(problem.changed(scale=s).scale) for s in said.scales if problem.d_k or "d_k" not in s
    }
    if fixed.scale or str(problem.scale) in spelled:
        stated.append(scale)
    elif numeric := [s for s in said.scales if re.fullmatch(r"1/sqrt\(\d+\)", s)]:
        inferred.append(scale)
        best.remark = say("report.states_other", stated=numeric[0], scale=scale)
    elif used & {*softmax(), "output"} and problem.kind == "dot":
        inferred.append(scale)
    layout = f"layout {problem.layout}"
    (stated if problem.layout in (said.layout, fixed.layout) else inferred).append(layout)
    if problem.mask_kind != "none":
        (stated if said.causal or said.masked else inferred).append(f"mask {problem.mask_kind}")
    if problem.base is not None:
        (stated if said.base or fixed.base else inferred).append(f"base {problem.base}")
    if problem.shift != "none" and used & {"exponentials", "row_sums"}:
        inferred.append("shift max")
    inferred += [f"{name} turned" for name in best.reading.turned]
    best.stated, best.inferred = tuple(stated), tuple(inferred)
    best.also = _also(best)


def _also(best: Choice) -> tuple[str, ...]:
    """Scales under which all the numbers agree just as well."""
    if not any(
        put.stage in (*softmax(), "output") and put.agree > 0.5 for put in best.assigned.puts
    ):
        return ()
    out = []
    for other in best.others:
        if other.quick < best.quick - 1e-9:
            continue
        if str(other.problem.scale) == str(best.problem.scale):
            continue
        if other.reading is best.reading:
            out.append(f"scale {other.problem.scale_text}")
    return tuple(dict.fromkeys(out))
