"""What does not hold in the files that were judged, one finding after another.

For lists beside a text: an editor, a review, a scanner's report.  A finding has a name, by which
it can be let pass: that of the mistake behind it, or else of its verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from symattn.document.extents import Extent, extent
from symattn.document.report import remark
from symattn.document.sentences import sentence
from symattn.document.tree import Content, User, content
from symattn.errors import Place
from symattn.verification.claims import Accepted, Judged
from symattn.verification.finding import Diagnosis
from symattn.verification.report import EQUATIONS, Outcome, Report, Unjudged
from symattn.words import say

__all__ = ["Finding", "Severity", "findings"]

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One printed number that does not hold, or a file of which nothing is judged.

    ``name``: of the mistake, the verdict, or ``equations``; "" for a file.  ``level``: a number
    that only follows from a wrong one, or is not decided, is a warning.  ``about``: what all
    findings of its name are.  ``where``: None for a file; ``extent``: the characters in its line,
    None where the text does not have the number letter for letter.  ``nearest``: what would be
    right there.  ``facts``: the same for programs.
    """

    file: str
    name: str
    level: Severity
    says: Content
    about: str = ""
    where: Place | None = None
    extent: Extent | None = None
    nearest: str | None = None
    accepted: Accepted | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def findings(found: Iterable[Outcome]) -> Iterator[Finding]:
    """All findings, file by file in the order of the outcomes, in a file by place."""
    for one in found:
        if isinstance(one, Unjudged):
            level: Severity = "note" if one.readable else "error"
            yield Finding(one.file, "", level, (User(one.why),))
        else:
            yield from sorted(_of(one), key=_place)


def _place(one: Finding) -> tuple[int, int]:
    return (one.where.line, one.where.column) if one.where else (0, 0)


def _of(report: Report) -> Iterator[Finding]:
    lines = report.text.split("\n")
    causes = {spot: found for found in report.diagnoses for spot in found.spots()}
    for judged in report.claims:
        if not judged.right:
            yield _finding(
                report,
                lines,
                judged,
                causes.get((judged.claim.stage, judged.claim.index)),
            )
    for equation in report.equations:
        if equation in report.false_equations or equation.judged.accepted is not None:
            yield _equation(report, lines, equation)


def _finding(
    report: Report, lines: Sequence[str], judged: Judged, cause: Diagnosis | None
) -> Finding:
    claim = judged.claim
    said = remark(judged)
    if cause is not None:
        key = "report.cause" if cause.certain else "report.guess"
        said = content(*said, "; ", User(say(key, says=cause.says)))
    elif judged.follows:
        said = content(*said, "; ", *sentence("report.follows"))
    doubtful = judged.verdict == "undecided" or judged.follows
    return Finding(
        _file(report, claim.where),
        judged.verdict if cause is None else cause.mistake,
        "warning" if doubtful else "error",
        said,
        say(f"about.{judged.verdict}") if cause is None else cause.says,
        claim.where,
        extent(lines, claim.where, claim.text),
        judged.nearest,
        judged.accepted,
        {"stage": claim.stage, "index": list(claim.index), **_facts(judged)},
    )


def _equation(report: Report, lines: Sequence[str], equation: Any) -> Finding:
    judged = equation.judged
    said = sentence("report.equation", text=User(equation.text), nearest=judged.nearest or "–")
    return Finding(
        _file(report, equation.where),
        EQUATIONS,
        "error",
        said,
        say("about.equations"),
        equation.where,
        extent(lines, equation.where, judged.claim.text),
        judged.nearest,
        judged.accepted,
        {"text": equation.text, **_facts(judged)},
    )


def _file(report: Report, where: Place | None) -> str:
    return (where and where.file) or report.file or ""


def _facts(judged: Judged) -> dict[str, Any]:
    return {
        "printed": judged.claim.text,
        "verdict": judged.verdict,
        "nearest": judged.nearest,
        "exact": judged.exact,
    }
