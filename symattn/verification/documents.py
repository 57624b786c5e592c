"""Verification of a document: read, recognised, judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from symattn.errors import InputError, Unsupported
from symattn.problem.model import Problem
from symattn.reading import documents
from symattn.reading.documents.blocks import Document, Grid
from symattn.verification.check import report_on
from symattn.verification.finding import Spot
from symattn.verification.recognise import Recognised, recognise
from symattn.verification.report import Numbers, Report
from symattn.words import listed, say

__all__ = ["verify_document"]


def verify_document(
    source: str | Path | bytes,
    *,
    kind: str | None = None,
    problem: Problem | None = None,
    decimal: Literal["auto", "point", "comma"] = "auto",
    inputs: str = "exact",
    fixed: Mapping[str, Any] | None = None,
) -> tuple[Report, ...]:
    """A report for every problem that the document works out.

    ``problem`` gives the inputs where the text does not; ``fixed`` the settings that are not
    to be inferred.  Raises InputError where the document cannot be read, and where nothing in
    it could be judged ("nothing here was checked" is no success).
    """
    document = documents.read(source, kind, decimal=decimal)
    problem = problem or _directed(document, source)
    if problem is not None and problem.symbolic:
        raise Unsupported(
            say("verification.of_symbols"),
            file=document.file,
            fix=say("fix.write_numbers_for_symbols"),
        )
    try:
        found = recognise(document, fixed, problem)
    except InputError as error:
        raise error.within(file=document.file) from None
    reports = tuple(_report(document, one, inputs, first=not k) for k, one in enumerate(found))
    if not any(report.numbers.judged for report in reports):
        names = [one.role for report in reports for one in report.taken if not one.result]
        raise nothing_checked(document, names)
    return reports


def nothing_checked(document: Document, inputs: Sequence[str] = ()) -> InputError:
    """The error of a document in which nothing could be judged, with the reason."""
    if document.numbers_seen == 0:
        reason = say("verification.no_numbers")
    elif not document.grids():
        reason = say("verification.no_arrays", count=document.numbers_seen)
    elif inputs:
        names = listed(dict.fromkeys(inputs))
        reason = say("verification.no_steps", names=names)
    else:
        reason = say("verification.no_inputs", count=document.numbers_seen)
    if document.notes:
        reason = say("verification.reason_and_note", reason=reason, note=document.notes[0])
    return InputError(
        say("verification.nothing_checked", reason=reason),
        file=document.file,
        fix=say("fix.give_inputs"),
    )


def _directed(document: Document, source: str | Path | bytes) -> Problem | None:
    """The problem that a comment in the text names or holds, or that the file carries along."""
    for directive in document.directives:
        name = dict(directive.values).get("problem")
        if name and name.startswith("{"):
            from symattn.problem.load import from_mapping, parsed

            return from_mapping(parsed(name, document.file), document.file)
        if name and not isinstance(source, bytes):
            from symattn.problem.load import load

            return load(Path(source).parent / name)
    return None


def _report(document: Document, one: Recognised, inputs: str, first: bool) -> Report:
    """The report on one problem; the first one counts the numbers of the whole text."""
    problem = one.problem.changed(printed_inputs=inputs) if inputs != "exact" else one.problem
    report = report_on(problem, one.claims)
    seen = document.numbers_seen if first else one.placed
    read = document.numbers_read if first else one.placed
    return replace(
        report,
        numbers=Numbers(seen, read, one.placed, report.numbers.judged),
        stated=one.stated,
        inferred=one.inferred,
        unplaced=one.unplaced,
        equations=one.equations,
        taken=one.taken,
        notes=(*(document.notes if first else ()), *one.notes),
        file=document.file,
        accepted=_accepted(document, report),
        expected=_expected(document) if first else None,
    )


def _expected(document: Document) -> int | None:
    found = [dict(one.values).get("expect", "") for one in document.directives]
    return max((int(text) for text in found if text.isdigit()), default=None)


def _accepted(document: Document, report: Report) -> frozenset[Spot]:
    """Cells of a block whose comment accepts their verdict or their mistake."""
    out: set[Spot] = set()
    causes = {spot: found.mistake for found in report.diagnoses for spot in found.spots()}
    for directive in document.directives:
        names = set(dict(directive.values).get("accept", "").replace(",", " ").split())
        if not names or directive.block is None:
            continue
        block = document.blocks[directive.block]
        if not isinstance(block, Grid):
            continue
        places = {(cell.where.line, cell.where.column) for row in block.cells for cell in row}
        for judged in report.claims:
            where, spot = judged.claim.where, (judged.claim.stage, judged.claim.index)
            here = where is not None and (where.line, where.column) in places
            if here and (judged.verdict in names or causes.get(spot) in names):
                out.add(spot)
    return frozenset(out)
