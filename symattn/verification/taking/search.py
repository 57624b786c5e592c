"""Inputs, settings and places of all tables together: the choice in which most numbers fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symattn.numbers.precision import working
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem
from symattn.verification.taking.assign import Assignment, assignments, echo, same_values
from symattn.verification.taking.place import Placing, best_placing
from symattn.verification.taking.settings import Stated, Trial, trial_of, trials
from symattn.verification.taking.tables import Table
from symattn.verification.trial import BITS

__all__ = ["Choice", "best_choice", "known_choice"]

OTHER_SETTING = 0.9
"""What part of a table must fit under another setting for it to be taken as meant so."""
POOR = 0.6
MOST_TRIED = 24


@dataclass(frozen=True, eq=False)
class Choice:
    """Inputs, a setting, and where each table belongs under it.

    ``others``: tables that fit another setting of the same inputs.  ``equal``: settings under
    which all the same numbers fit.
    """

    inputs: Assignment
    trial: Trial
    placed: tuple[Placing, ...]
    again: tuple[Table, ...]
    left: tuple[Table, ...]
    fits: float
    others: tuple[tuple[Trial, tuple[Placing, ...]], ...] = ()
    equal: tuple[Mapping[str, Any], ...] = field(default=())


def best_choice(tables: Sequence[Table], stated: Stated, fixed: Mapping[str, Any]) -> Choice | None:
    """The choice in which most numbers fit; None where hardly any do."""
    best: Choice | None = None
    wanted = sum(t.count for t in tables if _claims(t))
    with working(BITS):
        for number, inputs in enumerate(assignments(tables)):
            if number >= MOST_TRIED:
                break
            found = _under_best_setting(inputs, tables, stated, fixed)
            if found is not None and (best is None or found.fits > best.fits + 0.5):
                best = found
            if best is not None and best.fits >= 0.9 * (wanted - _inputs_count(best)):
                break
    return best


def known_choice(tables: Sequence[Table], problem: Problem) -> Choice:
    """Where each table belongs in a problem whose inputs and settings are known."""
    trial = trial_of(problem)
    with working(BITS):
        inputs = {
            name: t for name, tensor in problem.inputs.items() if (t := _holding(tables, tensor))
        }
        claims = [t for t in tables if _claims(t) and t not in inputs.values()]
        _, placed, fits = _placed(trial, claims)
    there = {id(p.table) for p in placed} | {id(t) for t in inputs.values()}
    left = tuple(t for t in tables if id(t) not in there)
    return Choice(inputs, trial, placed, (), left, fits)


def _holding(tables: Sequence[Table], tensor: Tensor[Any]) -> Table | None:
    """The table that prints an input."""
    for table in tables:
        value = table.values()
        if value is not None and len(value.shape) == 2 and tensor in (value, value.transposed()):
            return table
    return None


def _inputs_count(choice: Choice) -> int:
    return sum(t.count for t in {*choice.inputs.values(), *choice.again})


def _claims(table: Table) -> bool:
    """Whether a table can claim results: alone, no arithmetic on the way, not typed as code."""
    return table.grid.role == "alone" and not table.working and not table.code


def _under_best_setting(
    inputs: Assignment, tables: Sequence[Table], stated: Stated, fixed: Mapping[str, Any]
) -> Choice | None:
    values = {
        role: value for role, table in inputs.items() if (value := table.values()) is not None
    }
    held = [t for t in tables if t not in inputs.values()]
    again = tuple(t for t in held if _repeats(t, inputs))
    first = min(_place(t) for t in inputs.values())
    claims = [t for t in held if t not in again and _claims(t) and _place(t) > first]
    found = [_placed(trial, claims) for trial in trials(values, stated, fixed)]
    if not found:
        return None
    trial, placed, fits = max(found, key=lambda one: one[2])
    equal = tuple(
        one[0].settings for one in found
        if one[2] == fits and one[0] is not trial and _same_places(one[1], placed)
    )  # fmt: skip
    poor = [p.table for p in placed if p.share < POOR]
    poor += [t for t in claims if all(p.table is not t for p in placed)]
    others, moved = _other_settings(found, trial, poor)
    kept = tuple(p for p in placed if p.table not in moved)
    rest = [t for t in held if t not in again and t not in moved]
    left = [t for t in rest if all(p.table is not t for p in kept)]
    printed = [p.table for p in kept] + list(inputs.values())
    echoes = tuple(
        t for t in left if _place(t) > first and any(echo(t, other) for other in printed)
    )
    again, left = (*again, *echoes), [t for t in left if t not in echoes]
    more = sum(p.fits for _, group in others for p in group)
    return Choice(inputs, trial, kept, again, tuple(left), fits + more, others, equal)


def _place(table: Table) -> tuple[int, int]:
    where = table.grid.where
    return where.line, where.column


def _repeats(table: Table, inputs: Assignment) -> bool:
    """An input printed once more, turned or not, or one of its rows."""
    own = table.hints[0] if table.hints and not table.weak else ""
    stage = own in ("Q", "K", "V") and own not in inputs and table.grid.role == "alone"
    if any(same_values(table, other) for other in inputs.values()):
        return not stage
    value = table.values()
    if value is None or len(value.shape) != 2 or value.shape[0] != 1 or not table.hints:
        return False
    role = table.hints[0]
    return role in inputs and value.cells in _rows(inputs[role].values())


def _rows(tensor: Tensor[Any] | None) -> list[tuple[Any, ...]]:
    if tensor is None or len(tensor.shape) != 2:
        return []
    return [tensor.row(i) for i in range(tensor.shape[0])]


Found = tuple[Trial, tuple[Placing, ...], float]


def _placed(trial: Trial, tables: Sequence[Table]) -> Found:
    """Every table at its best place; a stage that is taken takes no second table that misfits."""
    out: list[Placing] = []
    taken: list[tuple[str, Index]] = []
    for table in tables:
        found = best_placing(table, trial.stages, _columns(trial), taken)
        if found is None:
            continue
        held = sum((found.stage, index) in taken for index in found.indices)
        if held and found.share < POOR and not _corrects(found, out):
            continue
        out.append(found)
        taken += [(found.stage, index) for index in found.indices]
    return trial, tuple(out), sum(p.score for p in out)


def _columns(trial: Trial) -> bool:
    return trial.problem.layout == "columns"


def _corrects(found: Placing, placed: Sequence[Placing]) -> bool:
    """Whether a misfitting table repeats a misfitting one: the same wrong numbers twice."""
    texts = {(p.stage, index): number for p in placed for index, number in _texts(p)}
    same = [texts.get((found.stage, index)) == number for index, number in _texts(found)]
    return sum(same) >= 0.5 * len(same)


def _texts(placing: Placing) -> list[tuple[Index, str]]:
    return [(i, cell.text) for i, cell in zip(placing.indices, placing.table.cells, strict=True)]


def _same_places(one: Sequence[Placing], two: Sequence[Placing]) -> bool:
    return [(p.stage, p.fits) for p in one] == [(p.stage, p.fits) for p in two]


def _other_settings(
    found: Sequence[Found], main: Trial, poor: Sequence[Table]
) -> tuple[tuple[tuple[Trial, tuple[Placing, ...]], ...], set[Table]]:
    """Tables that hardly fit, but fit another setting of the same inputs all over."""
    groups: dict[int, tuple[Trial, list[Placing]]] = {}
    moved: set[Table] = set()
    for table in poor:
        for trial, _, _ in found:
            if trial is main or trial.settings["layout"] != main.settings["layout"]:
                continue
            placing = best_placing(table, trial.stages, _columns(trial))
            if placing is None or placing.share < OTHER_SETTING or table.count < 3:
                continue
            groups.setdefault(id(trial), (trial, []))[1].append(placing)
            moved.add(table)
            break
    return tuple((trial, tuple(group)) for trial, group in groups.values()), moved
