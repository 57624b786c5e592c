"""What a verification report says, line by line: no colours yet, and no alphabet of one format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from symattn.document.sentences import sentence
from symattn.document.tree import Content, Inline, Text, User, content
from symattn.errors import Place
from symattn.formulas import plain
from symattn.formulas.tree import Formula, Num
from symattn.numbers import show
from symattn.numbers.certify import decimal
from symattn.numbers.entries import Special
from symattn.problem.stages import is_square
from symattn.reading.digits import Printed
from symattn.verification.claims import Accepted, Judged
from symattn.verification.finding import Diagnosis, Spot
from symattn.verification.report import Report, Unjudged, tally
from symattn.words import say

__all__ = [
    "Columns",
    "ReportLine",
    "Tone",
    "brief",
    "cause",
    "cell_name",
    "count",
    "let_pass",
    "lines",
    "note",
    "remark",
    "unjudged",
    "value",
]

Tone = Literal["plain", "strong", "aside", "wrong", "open"]

CROSS = "✗"
PASSED = "·"
CARRIED = "→"
MARKS = {"wrong": "✗", "truncated": "✂", "undecided": "?", "unreadable": "?"}
LONGEST_FORM = 60
"""Letters of a closed form; of a longer one its decimal is shown alone."""
FIGURES = 6


@dataclass(frozen=True)
class ReportLine:
    """One line, indented by so many letters."""

    parts: Content = ()
    tone: Tone = "plain"
    indent: int = 0


@dataclass(frozen=True)
class Columns:
    """Lines whose cells stand below each other, with a tone for each line."""

    rows: tuple[tuple[Content, ...], ...]
    tones: tuple[Tone, ...]


@dataclass(frozen=True)
class _Group:
    """Findings of one cause, and what is wrong because of them."""

    claims: list[Judged]
    cause: Content
    carried: list[Judged] = field(default_factory=list)


def lines(
    report: Report,
    *,
    explain: bool = False,
    unplaced: bool = False,
    web: bool = False,
    quiet: bool = False,
) -> Iterator[ReportLine | Columns]:
    """The whole report: what was taken for what, stage by stage, each finding with its cause.

    With ``explain`` the digits of a finding as an interval beside the bounds of the value, with
    ``unplaced`` the numbers that were not judged, with ``web`` what each array follows from;
    with ``quiet`` only what does not hold.
    """
    if not quiet:
        yield from _head(report)
        yield from _taken(report)
        if web:
            yield from _web(report)
        yield from _stages(report)
    for group in _findings(report):
        for judged in group.claims:
            yield from _finding(report, judged, explain)
        yield ReportLine(group.cause, "aside", 3)
        yield from _with_it(report, group)
    yield from _carried(report)
    if not quiet:
        yield from _passed(report)
    yield from _equations(report, quiet)
    if not quiet:
        yield from _foot(report, unplaced)


def brief(report: Report) -> Iterator[ReportLine]:
    """A report among many: how many numbers are right, and each one that does not hold."""
    fine = report.holds()
    head = content(f"{' ' if fine else CROSS} ", User(report.file or ""), f": {count(report)}")
    yield ReportLine(head, "plain" if fine else "wrong")
    for judged in report.claims:
        if judged.open:
            mark = CARRIED if judged.follows else MARKS.get(judged.verdict, CROSS)
            yield ReportLine(content(f"{mark} ", *_told(report, judged)), "plain", 4)
    for line in _equations(report, True):
        yield replace(line, tone="plain", indent=4)


def note(one: Unjudged) -> ReportLine:
    """A file of which nothing is judged: the file and why, once."""
    return ReportLine(content(f"{PASSED} ", User(unjudged(one))), "aside")


def unjudged(one: Unjudged) -> str:
    """The file and why nothing in it is judged, unless the reason names the file itself."""
    return one.why if one.why.startswith(f"{one.file}:") else f"{one.file}: {one.why}"


def _head(report: Report) -> Iterator[ReportLine]:
    numbers = report.numbers
    name = report.file or report.problem.title
    head = sentence(
        "report.head",
        name=User(name) if name else say("report.here"),
        seen=numbers.seen,
        read=numbers.read,
        placed=numbers.placed,
        judged=numbers.judged,
    )
    yield ReportLine(head, "strong")
    yield ReportLine()


def _taken(report: Report) -> Iterator[ReportLine | Columns]:
    """What each block was taken for, inputs first."""
    rows: list[tuple[Content, ...]] = []
    for key, result in (("report.inputs", False), ("report.results", True)):
        label = say(key)
        for taken in report.taken:
            if bool(taken.result) is result:
                rows.append((content(label), *_block(taken)))
                label = ""
    if rows:
        tones: list[Tone] = ["plain"] * len(rows)
        yield Columns(tuple(rows), tuple(tones))
    yield from _settings(report)
    for note in report.notes:
        yield ReportLine((User(note),), "aside", 2)
    yield ReportLine()


def _web(report: Report) -> Iterator[ReportLine | Columns]:
    """Each array: what it follows from, with how many cells and bits, and what was refused."""
    rows: list[tuple[Content, ...]] = []
    label = say("report.web")
    for one in report.web:
        shape = " × ".join(map(str, one.shape))
        told = sentence(
            f"report.web_{one.kind}",
            role=one.role,
            of=", ".join(one.of),
            agree=one.agree,
            cells=one.cells,
            bits=f"{one.bits:.1f}",
        )
        refused = sentence("report.web_refused", nearest=one.refused) if one.refused else ()
        name = (User(one.name), f"  {shape}")
        rows.append(
            (
                content(label),
                content(*name),
                _where(one.where.line, one.where.line),
                (*told, *refused),
            )
        )
        label = ""
    if rows:
        tones: list[Tone] = ["plain"] * len(rows)
        yield Columns(tuple(rows), tuple(tones))
        yield ReportLine()


def _settings(report: Report) -> Iterator[ReportLine]:
    """What the numbers were judged under: scale and layout always, else what is not as usual."""
    shown: list[Inline] = []
    for key, one in report.settings.items():
        if key in ("scale", "layout") or one.source != "default":
            line = one.where.line if one.where is not None else 1
            source = say(f"source.{one.source}", key=key, line=line)
            between = "; " if shown else ""
            shown += content(f"{between}{key} ", User(one.value), f" ({source})")
    yield ReportLine(content(f"{say('report.settings')}  ", *shown), indent=2)
    scale = report.settings.get("scale")
    said = scale is not None and scale.source in ("text", "numbers")
    problem = report.problem
    if said and problem.scale_kind == "none" and problem.d_k is not None:
        yield ReportLine(sentence("report.left_out", d_k=problem.d_k), indent=2)


def _block(taken: Any) -> tuple[Content, Content, Content]:
    """A block's part and shape, its lines in the text, its names."""
    name = say("report.again", role=taken.role) if taken.again else taken.role
    if taken.head is not None:
        name = say("sheet.of_head", heading=name, head=taken.head + 1)
    shape = " × ".join(map(str, taken.shape))
    names = " ".join(str(one) for one in taken.names if one)
    return content(f"{name}  {shape}"), _where(*taken.lines), (User(names),)


def _where(first: int, last: int) -> Content:
    """ "line 56–58" of a block."""
    if not first:
        return ()
    if first == last:
        return sentence("report.line", first=first)
    return sentence("report.lines", first=first, last=last)


def _stages(report: Report) -> Iterator[ReportLine | Columns]:
    """For each stage how many numbers are right, and how many of each other verdict."""
    rows: list[tuple[Content, ...]] = []
    tones: list[Tone] = []
    for stage in dict.fromkeys(judged.claim.stage for judged in report.claims):
        of = [judged for judged in report.claims if judged.claim.stage == stage]
        right = sum(judged.right for judged in of)
        text = say("report.right", right=right, of=len(of))
        for verdict, mark in MARKS.items():
            if some := sum(judged.open and judged.verdict == verdict for judged in of):
                text += f"   {mark} {say(f'verdict.{verdict}', count=some)}"
        if passed := sum(judged.accepted is not None for judged in of):
            text += f"   {PASSED} {say('report.passed', count=passed)}"
        rows.append((content(stage), content(text)))
        tones.append("wrong" if any(judged.open for judged in of) else "plain")
    if rows:
        yield Columns(tuple(rows), tuple(tones))
        yield ReportLine()


def _findings(report: Report) -> Iterator[_Group]:
    """What does not hold, by cause; what only follows from an earlier number is left to the end.

    A cell may be printed more than once; each printing that does not hold is a finding.
    """
    left: dict[Spot, list[Judged]] = {}
    for judged in report.claims:
        if judged.open:
            left.setdefault((judged.claim.stage, judged.claim.index), []).append(judged)
    for found in report.diagnoses:
        here = [(found.stage, index) for index in found.indices]
        claims = [judged for spot in here for judged in left.pop(spot, [])]
        carried = [judged for spot in found.carried for judged in left.pop(spot, [])]
        if claims:
            carried = [judged for judged in carried if not judged.follows]
            yield _Group(claims, cause(found, len(claims)), carried)
    for judged in (judged for some in left.values() for judged in some):
        if not judged.follows:
            open_ends = {"undecided": "report.undecided", "unreadable": "report.unreadable"}
            key = open_ends.get(judged.verdict, "report.no_cause")
            yield _Group([judged], sentence(key, digits=judged.digits_tried))


def _with_it(report: Report, group: _Group) -> Iterator[ReportLine]:
    """What is wrong in later steps because of the findings of a group."""
    if group.carried:
        yield ReportLine(sentence("report.with_it", count=len(group.carried)), "aside", 3)
    for judged in group.carried:
        yield ReportLine(content(f"{CARRIED} ", *_told(report, judged)), indent=5)


def cause(found: Diagnosis, number: int) -> Content:
    """The mistake behind so many findings, and other mistakes that give the same numbers."""
    sure = "cause" if found.certain else "guess"
    many = {1: "", 2: "_of_both"}.get(number, "_of_all")
    text = say(f"report.{sure}{many}", count=number, says=found.says)
    if found.also:
        text = say("report.also", cause=text, names=", ".join(found.also))
    return (User(text),)


def _finding(report: Report, judged: Judged, explain: bool) -> Iterator[ReportLine]:
    mark = MARKS.get(judged.verdict, CROSS)
    yield ReportLine(content(f"{mark} ", *_told(report, judged)), "wrong")
    detail = value(judged)
    if detail:
        yield ReportLine(detail, indent=5)
    for key in judged.impossible:
        yield ReportLine(sentence(f"verify.impossible.{key}"), indent=5)
    if explain:
        yield from (ReportLine(interval, indent=5) for interval in _intervals(judged))


def _told(report: Report, judged: Judged) -> Content:
    """Where a number stands, which one it is, what is printed and what would be right."""
    claim = judged.claim
    place = _place(claim.where, report.file)
    prints = sentence("report.prints", printed=User(claim.text))
    cell = cell_name(report, judged)
    return content(*place, f"{claim.stage} ", *cell, "   ", *prints, *_nearest(judged.nearest))


def _place(where: Place | None, file: str | None) -> Content:
    """file:line:column of a place, nothing where there is none."""
    if where is None:
        return ()
    return (User(f"{where.file or file or ''}:{where.line}:{where.column}  ".lstrip(":")),)


def _nearest(nearest: str | None, before: str = "   ") -> Content:
    return content(before, *sentence("report.nearest", nearest=nearest)) if nearest else ()


def cell_name(report: Report, judged: Judged) -> Content:
    """笔→记, or row and column from 1."""
    index = judged.claim.index
    problem = report.problem
    row, column = index[-2:] if len(index) > 1 else (0, index[-1])
    if problem.layout == "columns":
        row, column = column, row
    square = is_square(judged.claim.stage)
    lead = f"{','.join(str(i + 1) for i in index[:-2])}: " if len(index) > 2 else ""
    left = _named(problem.query_names, row)
    right = _named(problem.key_names if square else None, column)
    return content(lead, left, "→" if square else ",", right)


def _named(names: tuple[str, ...] | None, i: int) -> Inline:
    """The user's name of the i-th, or its number from 1."""
    return User(names[i]) if names and i < len(names) else Text(str(i + 1))


def value(judged: Judged) -> Content:
    """Closed form and first figures of the value, and how far off the printed number is."""
    if judged.cell is None or isinstance(judged.cell, Special) or judged.decimal is None:
        return ()
    closed: Formula = show.formula(judged.cell)
    digits = judged.enclosure(FIGURES)
    figures = f"{digits[0]}…" if digits and digits[0] != digits[1] else judged.decimal
    short = len(plain.write(closed)) <= LONGEST_FORM
    if isinstance(closed, Num):
        parts = content("= ", closed)
    else:
        parts = content(closed, f" = {figures}") if short else content(f"= {figures}")
    if judged.ulps:
        parts += content("   ", *sentence("report.off", ulps=judged.ulps))
    if judged.tie:
        parts += content("   ", *sentence("report.tie", values=" / ".join(judged.tie)))
    return parts


def _intervals(judged: Judged) -> Iterator[Content]:
    """The printed digits as an interval beside the proven bounds of the value."""
    number = judged.claim.number
    if isinstance(number, Printed) and not number.special:
        half = number.unit / 2
        places = max(1, len(judged.claim.text.partition(".")[2]) + 1)
        low, high = decimal(number.value - half, places), decimal(number.value + half, places)
        yield sentence("report.interval", low=low, high=high)
    bounds = judged.enclosure(12)
    if bounds is not None:
        yield sentence("report.enclosure", low=bounds[0], high=bounds[1])


def _carried(report: Report) -> Iterator[ReportLine]:
    """Numbers that are right for what the text prints a step before."""
    carried = [judged for judged in report.claims if judged.open and judged.follows]
    named = {(found.stage, i) for found in report.diagnoses for i in found.indices}
    carried = [j for j in carried if (j.claim.stage, j.claim.index) not in named]
    if carried:
        yield ReportLine(sentence("report.carried", count=len(carried)), "open")
    for judged in carried:
        yield ReportLine(content(f"{CARRIED} ", *_told(report, judged)), indent=2)


def _passed(report: Report) -> Iterator[ReportLine]:
    """Numbers that do not hold and are let pass, with the name and the reason."""
    for judged in report.claims:
        if (passed := judged.accepted) is None:
            continue
        reason = content(": ", User(passed.because)) if passed.because else ()
        told = content(f"{PASSED} ", *_told(report, judged), f"   {let_pass(passed)}", *reason)
        yield ReportLine(told, "aside")


def let_pass(passed: Accepted) -> str:
    """By whom a number is let pass, and as what."""
    line = passed.where.line if passed.where is not None else 1
    return say(f"passed.{passed.source}", name=passed.name, line=line)


def _equations(report: Report, quiet: bool) -> Iterator[ReportLine]:
    """False arithmetic; where its end is right for the stage, only the rounded numbers miss it."""
    false = report.false_equations
    for equation in report.equations:
        text = (User(str(equation.text)), Text("   "), *_nearest(equation.nearest, ""))
        parts = (*_place(equation.where, report.file), *text)
        if equation in false:
            yield ReportLine(content(f"{CROSS} ", *parts), "wrong")
        elif not quiet and (why := _excused(equation)):
            yield ReportLine(content(f"{PASSED} ", *parts, "; ", *why), "aside")


def _excused(equation: Any) -> Content:
    """Why arithmetic that does not hold as it stands accuses nobody; () where it holds."""
    if (passed := equation.judged.accepted) is not None:
        return content(let_pass(passed))
    if equation.verdict == "wrong":
        return sentence("report.only_written")
    return () if equation.judged.right else content(say(f"verdict.{equation.verdict}", count=1))


def _foot(report: Report, unplaced: bool) -> Iterator[ReportLine]:
    if report.unplaced:
        reasons = tally(one.why for one in report.unplaced)
        listed = ", ".join(f"{why} {number}" for why, number in reasons.items())
        key = "report.unplaced" if not unplaced else "report.unplaced_all"
        yield ReportLine(sentence(key, count=len(report.unplaced), reasons=listed))
        if unplaced:
            for one in report.unplaced:
                place = _place(one.where, report.file)
                yield ReportLine(content(*place, User(one.text), f"   {one.why}"), indent=2)
    for key in report.offers:
        yield ReportLine(sentence(key), "open")
    errata = (
        "" if not any(judged.open for judged in report.claims) else f"   {say('report.errata')}"
    )
    yield ReportLine(content(f"{count(report)}.{errata}"), "strong")


def count(report: Report) -> str:
    """How many claims a report has, how many of them are right, and what the others are."""
    right = sum(judged.right for judged in report.claims)
    text = say("report.claims", claims=len(report.claims), right=right)
    if passed := sum(judged.accepted is not None for judged in report.claims):
        text += f", {say('report.passed', count=passed)}"
    for verdict in MARKS:
        if some := sum(judged.open and judged.verdict == verdict for judged in report.claims):
            text += f", {say(f'verdict.{verdict}', count=some)}"
    if false := len(report.false_equations):
        text += f", {say('report.false_equations', count=false)}"
    return text


def remark(judged: Judged) -> Content:
    """A finding in few words, for a place beside the text."""
    prints = sentence("report.prints", printed=User(judged.claim.text))
    return content(f"{judged.claim.stage} ", *prints, *_nearest(judged.nearest, ", "))
