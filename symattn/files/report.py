"""Verification reports in the terminal: symbols as well as colours, places that editors jump to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from symattn.errors import Place
from symattn.formulas import plain
from symattn.formulas.escape import terminal as safe
from symattn.numbers import show
from symattn.numbers.entries import Special
from symattn.problem.stages import is_square
from symattn.reading.digits import Printed
from symattn.verification.claims import Judged
from symattn.verification.finding import Diagnosis
from symattn.verification.report import Report
from symattn.words import say

__all__ = ["one_line", "print_report", "remarks"]

CROSS = "✗"
MARKS = {"wrong": "✗", "truncated": "✂", "undecided": "?", "unreadable": "?"}
LONGEST_FORM = 60
FIGURES = 6


def print_report(
    report: Report, console: Console, *, explain: bool = False, unplaced: bool = False
) -> None:
    """The whole report: what was taken for what, stage by stage, each finding with its cause."""
    out = _Printer(console)
    _head(report, out)
    _taken(report, out)
    _stages(report, out)
    for group in _findings(report):
        for judged in group.claims:
            _finding(report, judged, explain, out)
        out.line(f"   {group.cause}", "dim")
    _carried(report, out)
    _equations(report, out)
    _foot(report, unplaced, out)


class _Printer:
    """Lines that are never wrapped and never read as markup."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def line(self, text: str = "", style: str = "") -> None:
        self.console.print(Text(text, style=style), soft_wrap=True, highlight=False)


class _Group:
    """Findings of one cause."""

    def __init__(self, claims: list[Judged], cause: str) -> None:
        self.claims = claims
        self.cause = cause


def _head(report: Report, out: _Printer) -> None:
    numbers = report.numbers
    name = safe(report.file or report.problem.title or say("report.here"))
    out.line(
        say(
            "report.head",
            name=name,
            seen=numbers.seen,
            read=numbers.read,
            placed=numbers.placed,
            judged=numbers.judged,
        ),
        "bold",
    )
    out.line()


def _taken(report: Report, out: _Printer) -> None:
    """What each block was taken for, inputs first."""
    rows: list[tuple[str, str, str, str]] = []
    for result in (False, True):
        for taken in report.taken:
            if bool(taken.result) is not result:
                continue
            label = "" if any(r[0] == say(_kind(result)) for r in rows) else say(_kind(result))
            name = f"{taken.role}{' ' + say('report.again') if taken.again else ''}"
            if taken.head is not None:
                name = f"{name}, {say('sheet.head', number=taken.head + 1)}"
            shape = " × ".join(map(str, taken.shape))
            names = " ".join(safe(str(one)) for one in taken.names if one)
            rows.append((label, f"{name}  {shape}", _lines(taken.lines), names))
    wide = [max((len(row[k]) for row in rows), default=0) for k in range(3)]
    for row in rows:
        text = "  ".join(cell.ljust(size) for cell, size in zip(row, wide, strict=False))
        out.line(f"  {text}  {row[3]}".rstrip())
    settings = "; ".join((*report.stated, *report.inferred)) or say("report.default_settings")
    if report.taken or report.stated or report.inferred:
        out.line(f"  {say('report.settings')}  {settings}")
    problem = report.problem
    if problem.scale_kind == "none" and problem.d_k is not None and "scale none" in settings:
        out.line(f"  {say('report.left_out', d_k=problem.d_k)}")
    for note in report.notes:
        out.line(f"  {safe(note)}", "dim")
    if rows:
        out.line()


def _kind(result: bool) -> str:
    return "report.results" if result else "report.inputs"


def _lines(lines: tuple[int, int]) -> str:
    """ "line 56–58" of a block."""
    first, last = lines
    if not first:
        return ""
    if first == last:
        return say("report.line", first=first)
    return say("report.lines", first=first, last=last)


def _stages(report: Report, out: _Printer) -> None:
    """For each stage how many numbers are right, and how many of each other verdict."""
    stages = list(dict.fromkeys(judged.claim.stage for judged in report.claims))
    wide = max(map(len, stages), default=0)
    for stage in stages:
        of = [judged for judged in report.claims if judged.claim.stage == stage]
        right = sum(judged.right for judged in of)
        text = f"  {stage.ljust(wide)}  {say('report.right', right=right, of=len(of))}"
        for verdict, mark in MARKS.items():
            if count := sum(judged.verdict == verdict for judged in of):
                text += f"   {mark} {count} {say(f'verdict.{verdict}')}"
        out.line(text, "" if right == len(of) else "red")
    if stages:
        out.line()


def _findings(report: Report) -> Iterator[_Group]:
    """What does not hold, by cause; what only follows from an earlier number is left to the end."""
    at = {(judged.claim.stage, judged.claim.index): judged for judged in report.claims}
    done: set[tuple[str, tuple[int, ...]]] = set()
    for found in report.diagnoses:
        spots = [(found.stage, index) for index in found.indices]
        claims = [at[spot] for spot in spots if spot in at and spot not in done]
        done.update(found.spots())
        if claims:
            yield _Group(claims, _cause(found, len(claims)))
    for judged in report.claims:
        spot = (judged.claim.stage, judged.claim.index)
        if judged.right or spot in done or judged.follows:
            continue
        done.add(spot)
        open_ends = {"undecided": "report.undecided", "unreadable": "report.unreadable"}
        key = open_ends.get(judged.verdict, "report.no_cause")
        yield _Group([judged], say(key, digits=judged.digits_tried))


def _cause(found: Diagnosis, count: int) -> str:
    sure = "cause" if found.certain else "guess"
    many = {1: "", 2: "_of_both"}.get(count, "_of_all")
    text = say(f"report.{sure}{many}", count=count, says=found.says)
    return say("report.also", cause=text, names=", ".join(found.also)) if found.also else text


def _finding(report: Report, judged: Judged, explain: bool, out: _Printer) -> None:
    mark = MARKS.get(judged.verdict, CROSS)
    text = f"{mark} {_place(report, judged)}{judged.claim.stage} {_cell(report, judged)}   "
    text += say("report.prints", printed=safe(judged.claim.text))
    if judged.nearest is not None:
        text += f"   {say('report.nearest', nearest=judged.nearest)}"
    out.line(text, "red")
    detail = _detail(judged)
    if detail:
        out.line(f"     {detail}")
    for key in judged.impossible:
        out.line(f"     {say(f'verify.impossible.{key}')}")
    if explain:
        for line in _intervals(judged):
            out.line(f"     {line}")


def _place(report: Report, judged: Judged) -> str:
    where = judged.claim.where
    if where is None:
        return ""
    return f"{where.file or report.file or ''}:{where.line}:{where.column}  ".lstrip(":")


def _cell(report: Report, judged: Judged) -> str:
    """笔→记, or row and column from 1."""
    index = judged.claim.index
    problem = report.problem
    row, column = index[-2:] if len(index) > 1 else (0, index[-1])
    if problem.layout == "columns":
        row, column = column, row
    names, keys = problem.query_names, problem.key_names
    lead = f"{','.join(str(i + 1) for i in index[:-2])}: " if len(index) > 2 else ""
    square = is_square(judged.claim.stage)
    left = safe(names[row]) if names and row < len(names) else str(row + 1)
    right = safe(keys[column]) if square and keys and column < len(keys) else str(column + 1)
    return f"{lead}{left}→{right}" if square else f"{lead}{left},{right}"


def _detail(judged: Judged) -> str:
    """Closed form and first figures of the value, and how far off the printed number is."""
    if judged.cell is None or isinstance(judged.cell, Special) or judged.decimal is None:
        return ""
    closed = plain.write(show.formula(judged.cell))
    digits = judged.enclosure(FIGURES)
    value = f"{digits[0]}…" if digits and digits[0] != digits[1] else judged.decimal
    text = f"{closed} = {value}" if len(closed) <= LONGEST_FORM else f"= {value}"
    if judged.ulps:
        text += f"   {say('report.off', ulps=judged.ulps)}"
    for tie in (judged.tie,) if judged.tie else ():
        text += f"   {say('report.tie', values=' / '.join(tie))}"
    return text


def _intervals(judged: Judged) -> Iterator[str]:
    """The printed digits as an interval beside the proven bounds of the value."""
    number = judged.claim.number
    if isinstance(number, Printed) and not number.special:
        from symattn.numbers.certify import decimal

        half = number.unit / 2
        places = max(1, len(judged.claim.text.partition(".")[2]) + 1)
        low, high = decimal(number.value - half, places), decimal(number.value + half, places)
        yield say("report.interval", low=low, high=high)
    bounds = judged.enclosure(12)
    if bounds is not None:
        yield say("report.enclosure", low=bounds[0], high=bounds[1])


def _carried(report: Report, out: _Printer) -> None:
    """Numbers that are right for what the text prints a step before."""
    carried = [judged for judged in report.claims if not judged.right and judged.follows]
    named = {(found.stage, i) for found in report.diagnoses for i in found.indices}
    carried = [j for j in carried if (j.claim.stage, j.claim.index) not in named]
    if not carried:
        return
    out.line(say("report.carried", count=len(carried)), "yellow")
    for judged in carried:
        nearest = f"   {_nearest(judged.nearest)}" if judged.nearest else ""
        out.line(
            f"  → {_place(report, judged)}{judged.claim.stage} {_cell(report, judged)}   "
            f"{say('report.prints', printed=safe(judged.claim.text))}{nearest}"
        )


def _nearest(decimal: str) -> str:
    return say("report.nearest", nearest=decimal)


def _at(report: Report, where: Place | None) -> str:
    """file:line:column of a place, nothing where there is none."""
    return "" if where is None else f"{report.file or ''}:{where.line}:{where.column}  ".lstrip(":")


def _equations(report: Report, out: _Printer) -> None:
    """False arithmetic; where its end is right for the stage, only the rounded numbers miss it."""
    right = {judged.claim.where for judged in report.claims if judged.right}
    for equation in report.equations:
        if equation.verdict not in ("exact", "rounded", "consistent"):
            where = getattr(equation, "where", None)
            nearest = _nearest(equation.nearest) if equation.nearest else ""
            text = f"{_at(report, where)}{safe(str(equation.text))}   {nearest}"
            if where is not None and where in right:
                out.line(f"· {text}; {say('report.only_written')}", "dim")
            else:
                out.line(f"{CROSS} {text}", "red")


def _foot(report: Report, unplaced: bool, out: _Printer) -> None:
    summary = report.summary
    if report.unplaced:
        reasons: dict[str, int] = {}
        for one in report.unplaced:
            reasons[one.why] = reasons.get(one.why, 0) + 1
        listed = ", ".join(f"{why} {count}" for why, count in reasons.items())
        key = "report.unplaced" if not unplaced else "report.unplaced_all"
        out.line(say(key, count=len(report.unplaced), reasons=listed))
        if unplaced:
            for one in report.unplaced:
                out.line(f"  {_at(report, one.where)}{safe(one.text)}   {one.why}")
    for key in report.offers:
        out.line(say(key), "yellow")
    errata = "" if report.holds() else f"   {say('report.errata')}"
    out.line(f"{_count(summary)}.{errata}", "bold")


def _count(summary: dict[str, int]) -> str:
    right = summary["exact"] + summary["rounded"] + summary["consistent"]
    text = say("report.claims", claims=summary["claims"], right=right)
    for verdict in MARKS:
        if summary[verdict]:
            text += f", {summary[verdict]} {say(f'verdict.{verdict}')}"
    return text


def one_line(report: Report) -> str:
    """A report as a line of a folder's list."""
    mark = " " if report.holds() else CROSS
    return f"{mark} {safe(report.file or '')}: {_count(report.summary)}"


def remarks(reports: Sequence[Report]) -> Iterator[str]:
    """Lines in the form that GitHub's runners turn into remarks beside the text."""
    for report in reports:
        for judged in report.claims:
            where = judged.claim.where
            if judged.right or where is None:
                continue
            nearest = f", {_nearest(judged.nearest)}" if judged.nearest else ""
            prints = say("report.prints", printed=safe(judged.claim.text))
            yield (
                f"::error file={where.file or report.file},line={where.line},col={where.column}::"
                f"{judged.claim.stage} {prints}{nearest}"
            )
