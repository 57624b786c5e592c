"""The problems of a document: inputs, settings, and the tables that belong to each.

A set of inputs is tried with all its tables.  Tables that contradict what was printed before
are a problem of their own (new scores), and so are those that fit under other settings alone.
"""

from __future__ import annotations

from symattn.verification.recognise.assign import Put, worth
from symattn.verification.recognise.choose import Choice, choose
from symattn.verification.recognise.inputs import Episode
from symattn.verification.recognise.others import POOR, Found, with_others
from symattn.verification.recognise.stated import Settings, Stated
from symattn.verification.recognise.tables import Table

__all__ = ["problems_of"]


def problems_of(episode: Episode, said: Stated, fixed: Settings) -> list[Found]:
    """The problems that one set of inputs makes, the main one first."""
    tables = list(episode.tables)
    choice = choose(episode, said, fixed, tables)
    if episode.guessed and choice is not None and _agreement(choice) < POOR:
        return []  # a first matrix that nobody calls an input, and nothing follows from it
    later = _other_scores(episode, choice, said) or _contradiction(episode, choice)
    if later:
        tables = [table for table in tables if table not in later]
        choice = choose(episode, said, fixed, tables)
    out: list[Found] = []
    if choice is not None:
        out = with_others(episode, choice)
    if later:
        start = Episode({"scores": later[0]}, {}, later[1:])
        more = problems_of(start, said, fixed)
        if any(found.choice.assigned.puts for found in more):
            return [*out, *more]
        if out:
            out[0].rest += later
    return out


def _agreement(choice: Choice) -> float:
    """The share of the placed numbers that agree."""
    puts = choice.assigned.puts
    whole = sum(worth(put.table) for put in puts)
    return sum(put.agree * worth(put.table) for put in puts) / whole if whole else 1.0


def _other_scores(episode: Episode, choice: Choice | None, said: Stated) -> list[Table]:
    """Scores that are no dot products, as the text says, with the tables after them."""
    if choice is None or not said.other_scores or "scores" in episode.inputs:
        return []
    for put in choice.assigned.puts:
        if put.stage in ("scores", "scaled") and put.fit.way == "whole" and put.agree < 0.9:
            after = [table for table in episode.tables if table.order > put.table.order]
            return [put.table, *after]
    return []


def _contradiction(episode: Episode, choice: Choice | None) -> list[Table]:
    """Tables from where other scores than those printed before begin, which nothing gives."""
    if choice is None or "scores" in episode.inputs:
        return []
    known: list[Put] = []
    for put in choice.assigned.puts:
        if put.stage != "scores" or put.fit.way != "whole":
            continue
        if known and put.agree < POOR and put.fit.near < POOR and put.table.is_whole:
            start = put.table.order
            poor = {
                p.table for p in choice.assigned.puts if p.table.order > start and p.agree < 0.9
            }
            after = [
                table
                for table in episode.tables
                if table in poor or (table in choice.assigned.rest and table.order > start)
            ]
            return [put.table, *after]
        known.append(put)
    return []
