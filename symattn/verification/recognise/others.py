"""Problems that the same inputs make under other settings, and what stands when they are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from symattn.verification.recognise.assign import Put, assign, softmax, worth
from symattn.verification.recognise.choose import Choice
from symattn.verification.recognise.inputs import Episode
from symattn.verification.recognise.stated import scales_in
from symattn.verification.recognise.tables import Table

__all__ = ["POOR", "Found", "under_given", "with_others"]

POOR = 0.5
GOOD = 0.8


@dataclass(eq=False)
class Found:
    """A problem: its inputs, the choice made, and the tables that it places."""

    episode: Episode
    choice: Choice
    rest: list[Table] = field(default_factory=list)
    first: bool = True


def with_others(episode: Episode, choice: Choice) -> list[Found]:
    """The problem, and those that the same inputs make under other settings."""
    main = Found(episode, choice, list(choice.assigned.rest))
    out = [main]
    while True:
        other = _other(choice, main)
        if other is None:
            return out
        found, tables = other
        main.choice.assigned.puts = [p for p in main.choice.assigned.puts if p.table not in tables]
        main.rest = [table for table in main.rest if table not in tables]
        found.assigned = assign(found.assigned.run, tables)
        out.append(Found(episode, found, [], first=False))


def under_given(episode: Episode, choice: Choice, strict: bool) -> list[Found]:
    """The problem whose scale is given, with the tables that another scale alone places.

    A table that fits nowhere, and fits throughout under another scale, stands where that places
    it; it is judged under what was given, and the other scale is a diagnosis.  Unless the rule
    is ``strict``, a table whose own words name the other scale shows it beside the given one,
    where the same stage is right under the given one: that is a problem of its own.
    """
    main = Found(episode, choice, list(choice.assigned.rest))
    out = [main]
    well = {put.stage for put in choice.assigned.puts if put.agree >= GOOD}
    for other in choice.others:
        puts = _fitting(other, choice, main)
        shown = [] if strict else [p.table for p in puts if p.stage in well and _names(p, other)]
        moved = [p for p in puts if p.table in main.rest and p.table not in shown]
        choice.assigned.puts = [p for p in choice.assigned.puts if p.table not in shown] + moved
        placed = {*shown, *(put.table for put in moved)}
        main.rest = [table for table in main.rest if table not in placed]
        if shown:
            other.assigned = assign(other.assigned.run, shown)
            other.stated = (f"scale {other.problem.scale_text}",)
            out.append(Found(episode, other, [], first=False))
    return out


def _names(put: Put, other: Choice) -> bool:
    """Whether the words before a table name the scale of the choice."""
    context = put.table.grid.context
    problem = other.problem
    return any(
        problem.changed(scale=scale).scale == problem.scale
        for scale in scales_in(f"{context.before} {put.table.grid.name}")
        if problem.d_k or "d_k" not in scale
    )


def _other(choice: Choice, main: Found) -> tuple[Choice, list[Table]] | None:
    """The settings under which most tables fit that do not fit under the chosen ones."""
    best: tuple[float, Choice, list[Table]] | None = None
    for other in choice.others:
        fitting = _fitting(other, choice, main)
        value = sum(worth(put.table) for put in fitting)
        if fitting and (best is None or value > best[0] + 1e-9):
            best = (value, other, [put.table for put in fitting])
    return None if best is None else (best[1], best[2])


def _fitting(other: Choice, choice: Choice, main: Found) -> list[Put]:
    """Where the other settings put tables that do not fit under the chosen ones."""
    if other.reading is not choice.reading:
        return []
    well = {put.stage for put in choice.assigned.puts if put.agree >= GOOD}
    again = [
        put
        for put in main.choice.assigned.puts
        if put.agree < GOOD and put.stage in (*softmax(), "output") and put.stage in well
    ]
    poor = {put.table for put in again if put.agree < POOR} | set(main.rest)
    open_ones = poor | {put.table for put in again}
    fitting = [
        put
        for put in other.assigned.puts
        if put.table in open_ones
        and put.stage in (*softmax(), "output")
        and not put.followed
        and put.agree >= (0.9 if put.table in poor else 0.999)
    ]
    return fitting if sum(worth(put.table) for put in fitting) >= 1.5 else []
