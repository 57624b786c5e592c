"""Mistakes carried out, as mpmath numbers, and mpmath's own attention to compare them with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import mpmath

from symattn import Problem
from symattn.derivation.backward import gradients
from symattn.derivation.derivation import Derivation, solve
from symattn.mistakes import Change, mistake, mistaken, ways
from symattn.numbers.entries import Special
from symattn.numbers.precision import working

Rows = Sequence[Sequence[Any]]


def right(problem: Mapping[str, object], backward: bool = False) -> Derivation:
    made = Problem(**problem)
    return gradients(made) if backward else solve(made)


def ways_of(name: str, problem: Mapping[str, object], backward: bool = False) -> list[Change]:
    """The ways in which the mistake can be made in a problem."""
    derivation = right(problem, backward)
    changes = list(ways(mistake(name), derivation))
    for change in changes:  # what is new stands in between: it is no stage, and has its own name
        names = [line.name for line in change.recipe]
        assert len(names) == len(set(names))
        assert all(name in derivation.recipe or name.startswith("_") for name in names)
    return changes


def told(name: str, problem: Mapping[str, object]) -> list[dict[str, object]]:
    """What its ways tell of themselves."""
    return [dict(change.values) for change in ways_of(name, problem)]


def results(
    name: str, problem: Mapping[str, object], *stages: str, backward: bool = False
) -> list[list[Any]]:
    """For each way, the stages as nested lists of numbers (names for what is no number)."""
    derivation = right(problem, backward)
    out = []
    with working(160):
        for change in ways_of(name, problem, backward):
            run = mistaken(derivation, change)
            out.append([run.value(stage).map(_number).nested() for stage in stages])
    return out


def _number(cell: Any) -> Any:
    if isinstance(cell, Special):
        return cell.name
    text = cell.mid().str(30, radius=False)
    return mpmath.mpf(text)


def same(one: Any, other: Any) -> bool:
    """Whether nested numbers agree to twelve figures."""
    if isinstance(one, list) or isinstance(other, (list, tuple)):
        pairs = zip(one, other, strict=True)
        return len(one) == len(other) and all(same(a, b) for a, b in pairs)
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return bool(mpmath.almosteq(one, other, 1e-12, 1e-12))


def soft(rows: Rows, base: Any = mpmath.e) -> list[list[Any]]:
    """Softmax of each row; None is hidden."""
    powers = [[0 if s is None else mpmath.power(base, s) for s in row] for row in rows]
    return [[p / mpmath.fsum(row) for p in row] for row in powers]


def product(one: Rows, two: Rows) -> list[list[Any]]:
    return [
        [mpmath.fsum(a * b for a, b in zip(row, column, strict=True)) for column in turned(two)]
        for row in one
    ]


def turned(rows: Rows) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def scaled(rows: Rows, by: Any) -> list[list[Any]]:
    return [[cell * by for cell in row] for row in rows]
