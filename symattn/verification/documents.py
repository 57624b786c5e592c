"""Verification of a document: read, recognised, judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from symattn.problem.model import Problem
from symattn.reading import documents
from symattn.reading.documents.blocks import Document
from symattn.verification.check import report_on
from symattn.verification.taking import Recognised, recognise
from symattn.verification.report import Numbers, Report, Unplaced

__all__ = ["verify_document"]


def verify_document(
    source: str | Path | bytes, *, kind: str | None = None, problem: Problem | None = None,
    decimal: Literal["auto", "point", "comma"] = "auto", inputs: str = "exact",
    fixed: Mapping[str, Any] | None = None,
) -> tuple[Report, ...]:  # fmt: skip
    """A report for every problem that the document works out; none where none is found.

    ``problem`` gives the inputs where the text does not; ``fixed`` the settings that are not
    to be inferred.  Raises InputError where the document cannot be read.
    """
    document = documents.read(source, kind, decimal=decimal)
    found = recognise(document, fixed)
    placed = [sum(t.table.count for t in one.taken) for one in found]
    return tuple(
        _report(document, one, inputs, sum(placed) if k == 0 else placed[k], first=k == 0)
        for k, one in enumerate(found)
    )


def _report(document: Document, one: Recognised, inputs: str, placed: int, first: bool) -> Report:
    problem = one.problem.changed(printed_inputs=inputs) if inputs != "exact" else one.problem
    report = report_on(problem, one.claims)
    seen = document.numbers_seen if first else placed
    read = document.numbers_read if first else placed
    numbers = Numbers(seen, read, placed, report.numbers.judged)
    return Report(
        problem=problem, claims=report.claims, numbers=numbers, diagnoses=report.diagnoses,
        unexplained=report.unexplained, stated=one.stated, inferred=one.inferred,
        unplaced=_unplaced(document, one) if first else (), taken=one.taken, offers=report.offers,
        notes=(*(document.notes if first else ()), *one.notes), file=document.file,
    )  # fmt: skip


def _unplaced(document: Document, one: Recognised) -> tuple[Unplaced, ...]:
    out = [
        Unplaced(cell.text, "no stage fits this block", cell.where)
        for table in one.left for cell in table.cells if cell.text.strip()
    ]  # fmt: skip
    out += [
        Unplaced(cell.text, "a column of sums", cell.where)
        for taken in one.taken for cell in taken.table.dropped
    ]  # fmt: skip
    out += [
        Unplaced(loose.text, loose.why, loose.where) for loose in document.skipped
        if loose.why not in ("comment", "struck", "switched off")
    ]  # fmt: skip
    return tuple(out)
