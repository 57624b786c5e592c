"""What was recognised in a text: a problem, its claims, and what each block was taken for."""

from __future__ import annotations

from dataclasses import dataclass, field

from symattn.problem.model import Problem
from symattn.verification.claims import Claim
from symattn.verification.taking.tables import Table

__all__ = ["Recognised", "Taken"]


@dataclass(frozen=True, eq=False)
class Taken:
    """A block and what it was taken for: an input, a stage, or either once more."""

    table: Table
    role: str
    again: bool = False
    result: bool = False


@dataclass(frozen=True, eq=False)
class Recognised:
    """A problem that a text works out, with the claims about it."""

    problem: Problem
    claims: tuple[Claim, ...]
    taken: tuple[Taken, ...]
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left: tuple[Table, ...] = field(default=())
