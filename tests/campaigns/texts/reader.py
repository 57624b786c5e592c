"""What symattn says of a text, beside what is true of it.

Claims are matched by line and column of the printed number (of its sign, or of the digit after
it).  A verdict on a
number that is no claim of the text can only be a false alarm.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, NoReturn

from symattn.errors import InputError
from symattn.reading import documents
from symattn.texts.documents import verify_document
from tests.campaigns.texts.compose import Text
from tests.campaigns.texts.marks import Claim

ACCUSED = frozenset({"wrong", "truncated"})
PASSED = frozenset({"exact", "rounded", "consistent"})
INNOCENT = frozenset({"right", "given", "unknown", "consistent"})
GUILTY = frozenset({"wrong", "truncated"})

ELSEWHERE = "no claim of the text"
"""The style under which is counted what belongs to no claim."""

Spot = tuple[int, int]


@dataclass(frozen=True)
class Failure:
    """A right number accused, or a wrong one passed."""

    what: str
    line: int
    column: int
    printed: str
    says: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.printed}: {self.what} ({self.says})"


@dataclass
class Outcome:
    """Counts of one text.

    ``counts``: by style, how many claims there are, ``read`` (the reader gives the number, digit
    for digit, at its place), ``judged``, ``alarms``, ``misses``; ``crashes``: tracebacks.
    """

    text: Text
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""

    def count(self, style: str, what: str) -> None:
        """One more."""
        self.counts.setdefault(style, Counter())[what] += 1


class TooLong(Exception):
    """A text took longer than it may."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raises TooLong inside when the time is over (in the main thread of a process)."""

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise TooLong(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tried(text: Text, seconds: int = 60) -> Outcome:
    """The outcome of ``symattn verify --json`` on a text, by the function that it calls."""
    outcome = Outcome(text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / text.name
        path.write_text(text.content, encoding="utf-8")
        reports: list[Mapping[str, Any]] = []
        reached: Mapping[Spot, str] = {}
        try:
            with limited(seconds):
                reports = [report.to_json() for report in verify_document(path)]
        except (InputError, TooLong) as error:
            outcome.stopped = str(error).replace(str(path), text.name)
            reached = read_by(path, reports)
        except Exception as error:
            # A traceback is what a user would see; the campaign counts it and goes on.
            outcome.count(ELSEWHERE, "crashes")
            outcome.failures.append(Failure("crashed", 1, 1, type(error).__name__, str(error)))
        else:
            reached = read_by(path, reports)
    compare(outcome, reports, reached)
    return outcome


def read_by(path: Path, reports: Sequence[Mapping[str, Any]]) -> Mapping[Spot, str]:
    """Every number that reaches the model, its digits by line and column.

    A number reaches the model if the reading layer gives it, digit for digit and at its place,
    in an array or in an equation, or if a report has it as a claim or in its ``web``.
    Change this one function when the reader shows more or less of what it read.
    """
    found: dict[Spot, str] = {}
    try:
        document = documents.read(path)
    except InputError:
        return found
    for grid in document.grids():
        for row in grid.cells:
            for cell in row:
                if cell.number is not None and cell.where is not None:
                    found[cell.where.line, cell.where.column] = cell.number.text
    for equation in document.equations():
        for number in equation.numbers():
            if number.where is not None:
                found[number.where.line, number.where.column] = number.text
    for report in reports:
        shown = [*report["claims"], *_cells(report.get("web", ()))]
        found |= {_spot(one): one.get("printed", one.get("text", "")) for one in shown}
    return found


def _cells(part: Any) -> Iterator[Mapping[str, Any]]:
    """Everything inside a web that has a place."""
    if isinstance(part, Mapping):
        if isinstance(part.get("where"), Mapping) and "printed" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _cells(one)


def _spot(claim: Mapping[str, Any]) -> Spot:
    where = claim["where"] or {}
    return where.get("line", 0), where.get("column", 0)


def compare(
    outcome: Outcome, reports: Sequence[Mapping[str, Any]], reached: Mapping[Spot, str]
) -> None:
    """Counts claims, numbers read, judged, alarms and misses."""
    said: dict[Spot, list[Mapping[str, Any]]] = {}
    for report in reports:
        for one in report["claims"]:
            said.setdefault(_spot(one), []).append(one)
    for claim in outcome.text.claims:
        verdicts = [one for spot in spots(claim) for one in said.pop(spot, [])]
        read = [reached[spot] for spot in spots(claim) if spot in reached]
        _count(outcome, claim, verdicts, read[0] if read else "")
        for one in verdicts:
            _weigh(outcome, claim, one)
    for (line, column), verdicts in said.items():
        for one in verdicts:
            if one["verdict"] in ACCUSED:
                outcome.count(ELSEWHERE, "alarms")
                outcome.failures.append(
                    Failure("accused, and no result", line, column, one["printed"], _says(one))
                )


def spots(claim: Claim) -> list[Spot]:
    """Where a reader may say that the number is: at its sign, or at the digit after it."""
    signed = claim.printed[0] in "-−"
    return [(claim.line, claim.column + k) for k in range(2 if signed else 1)]


def _says(one: Mapping[str, Any]) -> str:
    what = f"{one['stage']}{one['index']}" if one["kind"] == "stage" else one.get("text", "")
    return f"{one['verdict']}, nearest {one.get('nearest')}, as {what}"


def _count(
    outcome: Outcome, claim: Claim, verdicts: Sequence[Mapping[str, Any]], read: str
) -> None:
    if not claim.result:
        return
    outcome.count(claim.style, "claims")
    judged = any(one["verdict"] in ACCUSED | PASSED for one in verdicts)
    if judged or alike(read, claim.printed):
        outcome.count(claim.style, "read")
    if judged:
        outcome.count(claim.style, "judged")


def alike(read: str, printed: str) -> bool:
    """Whether the reader has the same digits; ``1.`` is 1."""
    plain = [text.replace("{,}", ",").replace("−", "-").rstrip(".") for text in (read, printed)]
    return bool(read) and plain[0] == plain[1]


def _weigh(outcome: Outcome, claim: Claim, one: Mapping[str, Any]) -> None:
    """An alarm or a miss, if the verdict is one."""
    equation = one["kind"] == "equation"
    kind = claim.equation if equation and claim.equation else claim.kind
    own = not equation or bool(claim.equation)
    what = ""
    if one["verdict"] in ACCUSED and kind in INNOCENT:
        what = "alarms"
    elif one["verdict"] in PASSED and kind in GUILTY and own:
        what = "misses"
    if what:
        outcome.count(claim.style, what)
        word = {"alarms": f"accused, and it is {kind}", "misses": f"passed, and it is {kind}"}[what]
        outcome.failures.append(Failure(word, claim.line, claim.column, claim.printed, _says(one)))
