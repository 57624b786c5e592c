"""From a document's blocks to problems and claims, unaided.

The inputs are found by name or by trying; every table goes where its numbers fit; settings
(scale, layout, mask, shift) are those under which most numbers fit.  What was taken for what
is part of the result, and what fits nowhere is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symattn.numbers.tensors import Index
from symattn.problem.model import Problem
from symattn.reading.documents.blocks import Document
from symattn.verification.claims import Claim
from symattn.verification.taking.place import Placing
from symattn.verification.taking.recognised import Recognised, Taken
from symattn.verification.taking.search import Choice, best_choice, known_choice
from symattn.verification.taking.settings import Stated, Trial, stated_by
from symattn.verification.taking.tables import Table, tables_of

__all__ = ["Recognised", "Taken", "recognise"]

MOST_PROBLEMS = 8
LEAST_SHARE = 0.4
"""What part of the numbers of a second problem must fit for it to be one."""


def recognise(
    document: Document, fixed: Mapping[str, Any] | None = None, problem: Problem | None = None
) -> tuple[Recognised, ...]:
    """The problems that a document works out, in the order of their inputs.

    ``fixed``: settings that are not to be inferred ("layout", "scale", "base", "mask").
    ``problem``: inputs and settings that are known already.
    """
    stated = stated_by(document)
    if problem is not None:
        known = known_choice(tables_of(document), problem)
        return tuple(_recognised(known, stated)[:1])
    left: Sequence[Table] = tables_of(document)
    out: list[Recognised] = []
    while len(left) > 1 and len(out) < MOST_PROBLEMS:
        choice = best_choice(left, stated, fixed or {})
        if choice is None or not choice.placed or (out and not _good(choice)):
            break
        found = _recognised(choice, stated)
        out += found
        left = choice.left
    return tuple(
        one if k else Recognised(
            one.problem, one.claims, one.taken, one.stated, one.inferred, one.notes, tuple(left)
        )
        for k, one in enumerate(out)
    )  # fmt: skip


def _good(choice: Choice) -> bool:
    """Whether what is left over is a problem of its own: by name, or nearly all of it fits."""
    judged = sum(p.table.count for p in choice.placed)
    named = all(
        not table.weak and table.hints[:1] == (role,) for role, table in choice.inputs.items()
    )
    share = LEAST_SHARE if named else 2 * LEAST_SHARE
    return sum(p.fits for p in choice.placed) >= max(3, share * judged)


def _recognised(choice: Choice, stated: Stated) -> list[Recognised]:
    inputs = [Taken(table, role) for role, table in choice.inputs.items()]
    inputs += [Taken(table, _repeated(table, choice), again=True) for table in choice.again]
    out = [_one(choice, choice.trial, choice.placed, inputs, stated)]
    out += [_one(choice, trial, placed, [], stated) for trial, placed in choice.others]
    return out


def _repeated(table: Table, choice: Choice) -> str:
    from symattn.verification.taking.assign import same_values

    for role, other in choice.inputs.items():
        if same_values(table, other):
            return role
    return table.hints[0] if table.hints else ""


def _one(
    choice: Choice, trial: Trial, placed: Sequence[Placing], inputs: Sequence[Taken], stated: Stated
) -> Recognised:
    claims, results = _claims(placed)
    said = stated.said(trial.settings)
    usual = {"base": "e", "shift": "none"}
    inferred = [
        f"{key} {value}" for key, value in trial.settings.items()
        if usual.get(key) != value and f"{key} {value}" not in said
    ]  # fmt: skip
    notes = [
        "fits as well: " + ", ".join(f"{key} {value}" for key, value in other.items())
        for other in choice.equal
        if _differs(other, trial.settings)
    ]
    return Recognised(
        _named(trial.problem, choice), claims, (*inputs, *results), tuple(said), tuple(inferred),
        tuple(notes),
    )  # fmt: skip


def _differs(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two settings differ in more than the shift, which changes no weight."""
    return {k: v for k, v in one.items() if k != "shift"} != {
        k: v for k, v in two.items() if k != "shift"
    }


def _claims(placed: Sequence[Placing]) -> tuple[tuple[Claim, ...], list[Taken]]:
    """The claims of placed tables; what is printed once more in the same digits counts once."""
    seen: dict[tuple[str, Index], list[str]] = {}
    claims: list[Claim] = []
    taken: list[Taken] = []
    for placing in placed:
        new = 0
        table = placing.table
        for index, cell, number in zip(placing.indices, table.cells, table.numbers, strict=True):
            if number is None or placing.stage.startswith("_"):
                continue
            before = seen.setdefault((placing.stage, index), [])
            text = cell.text.strip()
            if text in before:
                continue
            claims.append(Claim(placing.stage, index, text, number, cell.where, len(before)))
            before.append(text)
            new += 1
        taken.append(Taken(table, placing.stage, again=not new, result=True))
    return tuple(claims), taken


def _named(problem: Problem, choice: Choice) -> Problem:
    """The problem with the tokens' names, where the inputs' rows have any."""
    for role in ("X", "Q"):
        table = choice.inputs.get(role)
        if (
            table is not None
            and len(table.grid.row_names) == problem.n
            and all(table.grid.row_names)
        ):
            keys = choice.inputs.get("K")
            names = list(table.grid.row_names)
            others = list(keys.grid.row_names) if keys is not None else names
            if len(others) != problem.m or not all(others):
                others = [str(k + 1) for k in range(problem.m)] if problem.m != problem.n else names
            return problem.changed(tokens={"queries": names, "keys": others})
    return problem
