"""The errata sheet: a text's tables with the wrong numbers marked, worked out, with causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symattn.derivation.derivation import Derivation
from symattn.derivation.notation import Axis
from symattn.derivation.step import Step
from symattn.document.names import named, stage_name
from symattn.document.sentences import sentence
from symattn.document.tree import (
    Block,
    Column,
    Content,
    Display,
    Note,
    Paper,
    Paragraph,
    Row,
    Section,
    Sheet,
    Strong,
    Table,
    Text,
    User,
    content,
)
from symattn.formulas.tree import Chain, Formula, Lines, Num, Relation, Sci, Word, chain
from symattn.numbers.tensors import Index
from symattn.verification.check import derivation_for, row_index
from symattn.verification.claims import Judged
from symattn.verification.report import Report
from symattn.words import say, template

__all__ = ["sheet"]

MOST_COLUMNS = 8


def sheet(reports: Sequence[Report], paper: Paper = "a4") -> Sheet:
    """The errata of one or several checked texts, one after another."""
    blocks: list[Block] = []
    for report in reports:
        if report.file:
            blocks.append(Paragraph((Strong((User(report.file),)),)))
        blocks += _report(report)
    title = reports[0].problem.title if len(reports) == 1 and reports[0].problem.title else ""
    return Sheet(
        title=say("errata.title_of", title=title) if title else say("errata.title"),
        blocks=tuple(blocks),
        paper=paper,
        page_of=template("sheet.page_of"),
    )


def _report(report: Report) -> Iterator[Block]:
    right = sum(judged.right for judged in report.claims)
    faulty = [judged for judged in report.claims if judged.open]
    yield Paragraph(
        sentence("errata.summary", claims=len(report.claims), right=right, rest=len(faulty))
    )
    if not faulty:
        return
    derivation = derivation_for(report.problem, [judged.claim for judged in report.claims])
    number = 0
    for stage in dict.fromkeys(judged.claim.stage for judged in report.claims):
        found = [judged for judged in faulty if judged.claim.stage == stage]
        if found:
            number += 1
            heading = (Text(say("errata.stage", stage=stage_name(stage))),)
            yield Section(str(number), heading, tuple(_stage(report, derivation, stage, found)))


def _stage(
    report: Report, derivation: Derivation, stage: str, found: list[Judged]
) -> Iterator[Block]:
    claims = [judged for judged in report.claims if judged.claim.stage == stage]
    for block in sorted({judged.claim.block for judged in claims}):
        for lead in sorted({judged.claim.index[:-2] for judged in claims}):
            yield from _table(
                derivation,
                stage,
                [
                    judged
                    for judged in claims
                    if judged.claim.block == block and judged.claim.index[:-2] == lead
                ],
            )
    for judged in found:
        yield from _finding(report, derivation, judged)


def _table(derivation: Derivation, stage: str, claims: list[Judged]) -> Iterator[Block]:
    """The printed numbers in their places; a wrong one with the right one behind an arrow."""
    if not claims or len(claims[0].claim.index) < 2:
        return
    at = {judged.claim.index[-2:]: judged for judged in claims}
    rows = sorted({index[0] for index in at})
    columns = sorted({index[1] for index in at})[:MOST_COLUMNS]
    row_axis, column_axis = _axes(derivation, stage)
    yield Table(
        columns=tuple(Column(_name(derivation, column_axis, j)) for j in columns),
        rows=tuple(
            Row(_name(derivation, row_axis, i), tuple(_cell(at.get((i, j))) for j in columns))
            for i in rows
        ),
        caption=(Text(say("errata.printed")),),
        summary=say("errata.printed"),
    )


def _axes(derivation: Derivation, stage: str) -> tuple[Axis, Axis]:
    axes = derivation.notation.axes(stage)
    return (axes[-1], axes[-2]) if derivation.notation.columns else (axes[-2], axes[-1])


def _name(derivation: Derivation, axis: Axis, i: int) -> Content:
    return () if axis == "one" else (named(derivation.notation, axis, i),)


def _cell(judged: Judged | None) -> Formula | None:
    if judged is None or not judged.claim.text:
        return None
    printed = _number(judged.claim.text)
    if not judged.open or judged.nearest is None:
        return printed
    return chain(printed, ("→", _number(judged.nearest)))


def _number(text: str) -> Formula:
    """Digits as the text writes them: a number where it is plainly one, else words."""
    plain = text.strip().replace("−", "-")
    mantissa, _, exponent = plain.lower().partition("e")
    if exponent and _digits(mantissa) and exponent.lstrip("+-").isdigit():
        return Sci(mantissa, int(exponent))
    return Num(plain) if _digits(plain) else Word(text)


def _digits(text: str) -> bool:
    body = text.lstrip("-").replace(".", "", 1)
    return body.isascii() and body.isdigit()


def _finding(report: Report, derivation: Derivation, judged: Judged) -> Iterator[Block]:
    """One wrong number: what it should be, worked out, and which mistake gives it."""
    index = row_index(derivation, judged.claim)
    step = derivation[judged.claim.stage]
    key = "errata.finding" if judged.nearest is not None else "errata.finding_undefined"
    yield Paragraph(
        sentence(
            key,
            cell=step.letter(index),
            printed=_number(judged.claim.text),
            nearest=_number(judged.nearest or ""),
        )
    )
    if judged.cell is not None:
        yield Display(Lines(tuple(_worked(step, index, judged))))
    for line in _causes(report, judged):
        yield Note(content(line))


def _worked(step: Step, index: Index, judged: Judged) -> Iterator[Chain]:
    working = step.working(index)
    parts: list[tuple[Relation, Formula]] = []
    if len(working.terms) == 1:
        parts.append(("=", working.terms[0]))
    if not parts or parts[-1][1] != working.result:
        parts.append(("=", working.result))
    if judged.decimal is not None:
        parts.append(("≈", _number(judged.decimal)))
    yield chain(working.left, *parts)


def _causes(report: Report, judged: Judged) -> Iterable[str]:
    spot = (judged.claim.stage, judged.claim.index)
    named = [found for found in report.diagnoses if spot in set(found.spots())]
    for found in named:
        key = "errata.cause" if found.certain else "errata.guess"
        yield say(key, says=found.says)
    if not named:
        yield say("errata.follows" if judged.follows else "errata.no_cause")
