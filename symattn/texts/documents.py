"""Verification of a document: read, recognised, judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from symattn.errors import InputError, NothingChecked, Unsupported
from symattn.numbers.precision import USUAL, working
from symattn.problem.conventions import under
from symattn.problem.given import Given, Setting, used, written
from symattn.problem.model import Problem
from symattn.reading import documents
from symattn.reading.documents.blocks import Document, Grid
from symattn.texts.establish import established
from symattn.texts.reading import Recognised, named_inputs, recognise
from symattn.verification.check import report_on
from symattn.verification.claims import Claim, Judged
from symattn.verification.comments import Comments, comments
from symattn.verification.report import Expected, Numbers, Report, Unplaced
from symattn.words import listed, say

__all__ = ["verify_document"]


def verify_document(
    source: str | Path | bytes,
    *,
    kind: str | None = None,
    problem: Problem | None = None,
    decimal: Literal["auto", "point", "comma"] = "auto",
    options: Mapping[str, Setting] | None = None,
) -> tuple[Report, ...]:
    """A report for every problem that the document works out.

    ``problem`` gives the inputs where the text does not; ``options`` the settings that hold
    whatever the text says.  Raises InputError where the document cannot be read, where a comment
    in it or an option does not fit, and where nothing in it could be judged ("nothing here was
    checked" is no success).
    """
    document = documents.read(source, kind, decimal=decimal)
    said = comments(document)
    settings = {**said.settings, **(options or {})}
    if problem is not None:
        settings["problem"] = Setting(problem.file or problem.title, "option")
    else:
        problem = _directed(document, source)
    given = _given(document, problem, settings, said)
    with working(USUAL):
        try:
            found = recognise(document, given)
        except InputError as error:
            raise error.within(file=document.file) from None
        _fitting(document, said, found)
        reports = [_report(document, one, given, said, not k) for k, one in enumerate(found)]
    judged = sum(report.numbers.judged for report in reports)
    if not judged:
        raise nothing_checked(document)
    if said.expected is not None:
        least, where = said.expected
        reports[0] = replace(reports[0], expected=Expected(least, judged, where))
    return tuple(reports)


def nothing_checked(document: Document) -> NothingChecked:
    """The error of a document in which nothing could be judged, with the reason."""
    inputs = named_inputs(document)
    rivals = [
        (name, tables)
        for name, tables in inputs.items()
        if len({table.values() for table in tables}) > 1
    ]
    if document.numbers_seen == 0:
        reason = say("verification.no_numbers")
    elif not document.grids():
        reason = say("verification.no_arrays", count=document.numbers_seen)
    elif rivals:
        name, tables = rivals[0]
        lines = listed(say("report.line", first=table.where.line) for table in tables)
        reason = say("verification.rivals", name=name, count=len(tables), lines=lines)
    elif inputs:
        names = listed(inputs)
        reason = say("verification.no_steps", names=names)
    else:
        reason = say("verification.no_inputs", count=document.numbers_seen)
    if document.notes:
        reason = say("verification.reason_and_note", reason=reason, note=document.notes[0])
    return NothingChecked(
        say("verification.nothing_checked", reason=reason),
        file=document.file,
        fix=say("fix.give_inputs"),
    )


def _given(
    document: Document, problem: Problem | None, settings: Mapping[str, Setting], said: Comments
) -> Given:
    """What options and comments give, set into the problem where there is one."""
    stages = {block: stage for block, (stage, _) in said.stages.items()}
    if problem is None:
        return Given(None, settings, stages)
    if problem.symbolic:
        raise Unsupported(
            say("verification.of_symbols"),
            file=document.file,
            fix=say("fix.write_numbers_for_symbols"),
        )
    named = replace(settings["problem"], value=problem.file or document.file or "")
    settings = {**written(problem), **settings, "problem": named}
    return Given(under(problem, settings), settings, stages)


def _directed(document: Document, source: str | Path | bytes) -> Problem | None:
    """The problem that a comment in the text names or holds, or that the file carries along."""
    from symattn.problem.load import from_mapping, load, parsed

    setting = comments(document).settings.get("problem")
    if setting is None:
        return None
    name = setting.value
    if name.startswith("{"):
        return from_mapping(parsed(name, document.file), document.file)
    if name == "-":
        raise setting.refused("problem", say("given.no_standard_input"), say("given.name_file"))
    return load(name if isinstance(source, bytes) else Path(source).parent / name)


def _fitting(document: Document, said: Comments, found: Sequence[Recognised]) -> None:
    """InputError where a table is none of the stage that a comment says it is."""
    for block, (stage, where) in said.stages.items():
        grid = document.blocks[block]
        lines = [cell.where.line for row in grid.cells for cell in row if cell.text]  # type: ignore[union-attr]
        taken = (
            min(lines) <= one.lines[0] <= max(lines) and one.role.rstrip("ᵀ") == stage
            for of in found
            for one in of.taken
        )
        if found and not any(taken):
            raise InputError(say("given.unfit_stage", stage=stage), file=str(where), key="stage")


def _report(
    document: Document, one: Recognised, given: Given, said: Comments, first: bool
) -> Report:
    """The report on one problem; the first one counts the numbers of the whole text."""
    inputs = given.value("inputs") or one.problem.printed_inputs
    problem = one.problem.changed(printed_inputs=inputs)
    report = report_on(problem, one.claims)
    stands = established(one, report)
    if stands.left_out:
        report = report_on(problem, stands.claims)
    seen = document.numbers_seen if first else one.placed
    read = document.numbers_read if first else one.placed
    report = replace(
        report,
        numbers=Numbers(seen, read, one.placed, report.numbers.judged),
        stated=one.said("text"),
        inferred=one.said("numbers"),
        settings=_settings(problem, given, one),
        web=one.web,
        unplaced=(*one.unplaced, *_undecided(stands.left_out)),
        equations=one.equations,
        taken=one.taken,
        notes=(*(document.notes if first else ()), *one.notes),
        file=document.file,
        text=document.text,
    )
    for passing in said.passing:
        report = report.accepting(passing.names, passing.of, _within(document, passing.block))
    return report


def _undecided(left_out: Sequence[tuple[Claim, str]]) -> Iterator[Unplaced]:
    """Numbers whose place in the problem is not settled, line by line."""
    lines = {(claim.where.line, why): claim for claim, why in reversed(left_out) if claim.where}
    for (_, why), claim in sorted(lines.items(), key=lambda one: one[0]):
        yield Unplaced(claim.text, say(f"texts.{why}", stage=claim.stage), claim.where)


def _settings(problem: Problem, given: Given, one: Recognised) -> dict[str, Setting]:
    """The settings of a problem of the text, with what the text states and what was tried out."""
    if given.problem is not None and given.problem.layers:
        given = replace(given, problem=problem)
    return used(problem, given, {key: source for key, (_, source) in one.settings.items()})


def _within(document: Document, block: int) -> Callable[[Judged], bool]:
    """Whether a number stands in that grid."""
    grid = document.blocks[block]
    cells = [cell for row in grid.cells for cell in row] if isinstance(grid, Grid) else []
    places = {(cell.where.line, cell.where.column) for cell in cells}

    def within(judged: Judged) -> bool:
        where = judged.claim.where
        return where is not None and (where.line, where.column) in places

    return within
