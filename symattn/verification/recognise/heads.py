"""Heads that a text works one after the other, put together as one problem.

W_Q1, W_K1, W_V1 and their results, then W_Q2 … with the same X (or Q_1, K_1, V_1 and Q_2 …):
one problem with a leading axis of heads, so that what joins the heads is judged too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symattn.errors import InputError
from symattn.problem.model import Problem
from symattn.verification.recognise.inputs import Episode
from symattn.verification.recognise.places import head_named
from symattn.verification.recognise.tables import Table

__all__ = ["joined_heads"]

MOST_HEADS = 16
PER_HEAD = ("Q", "K", "V", "W_Q", "W_K", "W_V", "b_Q", "b_K", "b_V")
JOINING = ("W_O", "b_O")


def joined_heads(sets: Sequence[Episode]) -> Iterator[Episode]:
    """The sets of inputs; those that are the heads 1, 2 … of one problem as one."""
    at = 0
    while at < len(sets):
        run = _run(sets, at)
        whole = _joined(run) if len(run) > 1 else None
        yield whole or sets[at]
        at += len(run) if whole else 1


def _run(sets: Sequence[Episode], at: int) -> list[Episode]:
    """The sets from there on that are numbered 1, 2 … and alike."""
    run: list[Episode] = []
    for episode in sets[at : at + MOST_HEADS]:
        if _head(episode) != len(run) or (run and not _alike(run[0], episode)):
            break
        run.append(episode)
    return run


def _head(episode: Episode) -> int | None:
    """Which head, from 0, the names of the inputs (or the heading) say."""
    found = {_number(table) for name, table in episode.inputs.items() if name in PER_HEAD}
    return found.pop() if len(found) == 1 else None


def _number(table: Table) -> int | None:
    named = head_named(table, MOST_HEADS)
    if named is not None:
        return named
    found = re.fullmatch(r"[^\d]*?[_^({ ]*(\d{1,2})[)}\s]*", table.grid.name)
    return int(found[1]) - 1 if found else None


def _alike(first: Episode, other: Episode) -> bool:
    """Whether both have the same kinds of inputs in the same shapes, and the same X."""
    a, b = ({n: t for n, t in e.inputs.items() if n not in JOINING} for e in (first, other))
    if set(a) != set(b) or first.made or other.made or any(t.lead for t in a.values()):
        return False
    shared = [name for name in a if name not in PER_HEAD]
    return all(a[name].values() == b[name].values() for name in shared) and all(
        a[name].shape == b[name].shape for name in a
    )


def _joined(run: list[Episode]) -> Episode | None:
    """One set of inputs of all heads; ``None`` where they make no problem together."""
    first, last = run[0], run[-1]
    inputs = {
        name: _stacked([episode.inputs[name] for episode in run]) if name in PER_HEAD else table
        for name, table in first.inputs.items()
        if name not in JOINING
    }
    inputs |= {name: table for name, table in last.inputs.items() if name in JOINING}
    whole = Episode(inputs)
    for texts in (whole.texts(), {n: t for n, t in whole.texts().items() if n not in JOINING}):
        try:
            Problem(**_flat(texts))
        except InputError:
            continue
        whole.inputs = {name: inputs[name] for name in texts}
        break
    else:
        return None
    for head, episode in enumerate(run):
        whole.tables += [_of_head(table, head) for table in episode.tables]
        whole.again += [(_of_head(t, head), name, turned) for t, name, turned in episode.again]
        whole.tables += [
            episode.inputs[n] for n in JOINING if n in episode.inputs and n not in whole.inputs
        ]
    return whole


def _flat(texts: dict[str, list[list[str]]]) -> dict[str, object]:
    """Biases are rows, not matrices of one row."""
    return {
        name: [row[0] for row in value] if name in PER_HEAD and name[0] == "b" else value
        for name, value in texts.items()
    }


def _of_head(table: Table, head: int) -> Table:
    """The table, known to be about that head unless its words name another or all of them."""
    return table if table.lead else replace(table, head=head)


def _stacked(tables: Sequence[Table]) -> Table:
    first = tables[0]
    rows = tuple(row for table in tables for row in table.rows)
    return replace(first, rows=rows, lead=(len(tables),))
