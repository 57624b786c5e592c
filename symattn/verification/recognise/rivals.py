"""Two matrices of one name before any result: the numbers tell which is meant, or nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symattn.errors import InputError
from symattn.verification.recognise.assign import worth
from symattn.verification.recognise.inputs import Episode
from symattn.verification.recognise.problems import problems_of
from symattn.verification.recognise.stated import Settings, Stated

__all__ = ["without_rivals"]

FITS = 0.8
"""The share of the evidence that must agree before a candidate is taken for the one meant."""


def without_rivals(sets: Sequence[Episode], said: Stated, fixed: Settings) -> Iterator[Episode]:
    """The sets of inputs, of several that vie for the same results the one that gives them.

    Raises InputError, with both places, where none or more than one gives them.
    """
    rivals: list[Episode] = []
    for episode in sets:
        if rivals and not _same_names(rivals[-1], episode):
            yield from rivals
            rivals = []
        rivals.append(episode)
        if episode.tables or episode.again:
            yield from _chosen(rivals, said, fixed)
            rivals = []
    yield from rivals


def _same_names(a: Episode, b: Episode) -> bool:
    return bool(a.inputs) and set(a.inputs) == set(b.inputs)


def _chosen(rivals: list[Episode], said: Stated, fixed: Settings) -> list[Episode]:
    last = rivals[-1]
    if len(rivals) == 1 or not last.tables:
        return rivals
    tried = [replace(one, tables=list(last.tables), again=list(last.again)) for one in rivals]
    fitting = [one for one in tried if _share(one, said, fixed) >= FITS]
    if len(fitting) == 1:
        return fitting
    name = next(iter(last.inputs))
    places = " and ".join(f"line {one.inputs[name].where.line}" for one in rivals)
    count = {2: "two", 3: "three"}.get(len(rivals), str(len(rivals)))
    raise InputError(
        f"{count} matrices are called {name} ({places}), and the numbers do not tell which holds",
        fix="leave one out, or give the inputs with --problem FILE",
    )


def _share(episode: Episode, said: Stated, fixed: Settings) -> float:
    """How much of what the tables print agrees with these inputs."""
    found = problems_of(replace(episode, tables=list(episode.tables)), said, fixed)
    whole = sum(map(worth, episode.tables))
    return found[0].choice.assigned.total / whole if found and whole else 0.0
