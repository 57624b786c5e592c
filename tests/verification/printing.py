"""Printed tables as claims, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import symattn as sa
from symattn.verification.check import claims_of, derivation_for, judged_claims, row_index
from symattn.verification.claims import Claim, read
from symattn.verification.follow import follow
from symattn.verification.report import Report
from symattn.verification.trial import Explanation, Placed, Tables


def claims(stage: str, rows: Iterable[Sequence[str]], block: int = 0) -> list[Claim]:
    """One claim for each cell of a matrix that is no blank."""
    table = [list(row) for row in rows]
    numbers = iter(read([text for row in table for text in row]))
    return [
        Claim(stage, (i, j), text, number, block=block)
        for i, row in enumerate(table)
        for j, text in enumerate(row)
        if (number := next(numbers)) and text
    ]


def verdicts(report: Report, stage: str | None = None) -> list[str]:
    """The verdicts of a report's claims (of one stage), in order."""
    return [one.verdict for one in report.claims if stage in (None, one.claim.stage)]


def causes(report: Report) -> list[tuple[str, str, tuple[tuple[int, ...], ...], bool]]:
    """Its diagnoses: stage, mistake, cells, and whether it is certain."""
    return [(one.stage, one.mistake, one.indices, one.certain) for one in report.diagnoses]


def verified(problem: dict[str, object], printed: object) -> Report:
    """The report on a problem, given by its mapping, with what is printed of it."""
    return sa.verify(sa.Problem(**problem), printed=printed)


def tables(problem: dict[str, object], printed: object) -> tuple[Tables, set[Placed]]:
    """The judged claims of what is printed in their tables, and the faulty ones of them."""
    whole = sa.Problem(**problem, printed=printed)
    found = claims_of(whole)
    derivation = derivation_for(whole, found)
    follows = follow(derivation, found, lambda claim: row_index(derivation, claim))
    placed = [
        Placed(one, derivation.step(one.claim.stage).public(one.claim.index))
        for one in judged_claims(derivation, found, follows)
    ]
    faulty = {one for one in placed if one.judged.faulty}
    return Tables.of(derivation, placed, follows), faulty


def said(one: Explanation) -> tuple[str, dict[str, list[tuple[int, ...]]], bool, int]:
    """An explanation as mistake, cells by stage, whether it is certain, and its rank."""
    cells = {stage: sorted(p.index for p in held) for stage, held in one.found.items()}
    return one.mistake, cells, one.certain, one.rank
