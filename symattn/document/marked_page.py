"""The text itself, with each judged number marked in its place: what a page of it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symattn.document.extents import Extent, extent
from symattn.document.report import cause, cell_name, count, let_pass, unjudged, value
from symattn.document.sentences import sentence
from symattn.document.tree import Content, Text, User, content
from symattn.verification.claims import Judged
from symattn.verification.report import Outcome, Report, Unjudged
from symattn.words import say

__all__ = ["MarkedFact", "MarkedLine", "MarkedNumber", "MarkedPage", "MarkedText", "page"]

LONGEST = 2000
"""Characters between two marks that are shown; a picture in a notebook's line has millions."""
KEPT = 200
"""Characters that are left at each end of what is longer."""


@dataclass(frozen=True)
class MarkedFact:
    """What is claimed of one number, and what was found.

    ``state``: the verdict, or "accepted" or "carried" where it is let pass or follows.
    """

    name: Content
    state: str
    verdict: str
    details: tuple[Content, ...]
    open: bool


@dataclass(frozen=True)
class MarkedNumber:
    """A printed number with all that is claimed of it; ``number`` counts the marks of a page."""

    number: int
    text: str
    facts: tuple[MarkedFact, ...]
    line: int

    @property
    def leading(self) -> MarkedFact:
        """The fact that matters most: one that does not hold, if there is one."""
        return next((fact for fact in self.facts if fact.open), self.facts[0])


MarkedLine: TypeAlias = tuple[str | MarkedNumber, ...]


@dataclass(frozen=True)
class MarkedText:
    """A file's text by lines, with marks in them; ``apart``: marks that have no place in it.

    ``counts``: one line for each problem in it.  ``why``: the reason where nothing is judged.
    """

    file: str
    counts: tuple[str, ...]
    lines: tuple[MarkedLine, ...] = ()
    apart: tuple[MarkedNumber, ...] = ()
    why: str = ""

    def marks(self) -> Iterator[MarkedNumber]:
        """All marks, in reading order."""
        yield from (part for line in self.lines for part in line if isinstance(part, MarkedNumber))
        yield from self.apart


@dataclass(frozen=True)
class MarkedPage:
    """All texts, under a title."""

    title: str
    texts: tuple[MarkedText, ...]


def page(found: Iterable[Outcome]) -> MarkedPage:
    """The page of what was found, file by file."""
    files: dict[str, list[Report]] = {}
    texts: list[MarkedText] = []
    listed = list(found)
    for one in listed:
        if isinstance(one, Report):
            files.setdefault(one.file or "", []).append(one)
        else:
            files.setdefault(one.file, [])
    whys = {one.file: unjudged(one) for one in listed if isinstance(one, Unjudged)}
    number = 0
    for file, reports in files.items():
        if reports:
            texts.append(_marked(file, reports, number))
            number += len(list(texts[-1].marks()))
        else:
            texts.append(MarkedText(file, (), why=whys[file]))
    return MarkedPage(say("page.title", files=", ".join(files)), tuple(texts))


def _marked(file: str, reports: Sequence[Report], before: int) -> MarkedText:
    lines = reports[0].text.split("\n")
    placed: dict[Extent, list[MarkedFact]] = {}
    apart: list[tuple[str, int, MarkedFact]] = []
    for report in reports:
        for text, where, fact in _facts(report):
            spot = extent(lines, where, text)
            if spot is None:
                apart.append((text, where.line if where else 0, fact))
            else:
                placed.setdefault(spot, []).append(fact)
    numbers = iter(range(before + 1, before + 1 + len(placed) + len(apart)))
    marks = [(spot, placed[spot]) for spot in sorted(placed)]
    parted = _parted(lines, marks, numbers)
    rest = tuple(MarkedNumber(next(numbers), text, (fact,), line) for text, line, fact in apart)
    return MarkedText(file, tuple(map(count, reports)), tuple(parted), rest)


def _parted(
    lines: Sequence[str], marks: Sequence[tuple[Extent, list[MarkedFact]]], numbers: Iterator[int]
) -> Iterator[MarkedLine]:
    """Each line of the text, cut at its marks; of two that overlap the first has the letters."""
    at: dict[int, list[tuple[Extent, list[MarkedFact]]]] = {}
    for spot, facts in marks:
        at.setdefault(spot.line, []).append((spot, facts))
    for i, text in enumerate(lines):
        parts: list[str | MarkedNumber] = []
        end = 0
        for spot, facts in at.get(i, []):
            parts.append(_cut(text[end : spot.start]))
            start = max(end, spot.start)
            parts.append(MarkedNumber(next(numbers), text[start : spot.end], tuple(facts), i + 1))
            end = max(end, spot.end)
        yield tuple(part for part in (*parts, _cut(text[end:])) if part)


def _cut(text: str) -> str:
    """The text, without its middle where it is too long to be read."""
    if len(text) <= LONGEST:
        return text
    left = len(text) - 2 * KEPT
    return f"{text[:KEPT]} … {say('page.cut', count=left)} … {text[-KEPT:]}"


def _facts(report: Report) -> Iterator[tuple[str, Any, MarkedFact]]:
    """What is printed, its place, and what was found, for every claim and equation."""
    causes = {spot: found for found in report.diagnoses for spot in found.spots()}
    for judged in report.claims:
        found = causes.get((judged.claim.stage, judged.claim.index))
        why = () if found is None or judged.right else cause(found, 1)
        name = content(f"{judged.claim.stage} ", *cell_name(report, judged))
        yield judged.claim.text, judged.claim.where, _fact(name, judged, judged.open, why)
    false = report.false_equations
    for equation in report.equations:
        judged = equation.judged
        name = content(User(equation.text))
        yield judged.claim.text, equation.where, _fact(name, judged, equation in false, ())


def _fact(name: Content, judged: Judged, open_: bool, why: Content) -> MarkedFact:
    state: str = judged.verdict
    if judged.accepted is not None:
        state = "accepted"
    elif judged.open and judged.follows:
        state = "carried"
    details = [
        content(*sentence("report.prints", printed=User(judged.claim.text))),
        content(*sentence("report.nearest", nearest=judged.nearest)) if judged.nearest else (),
        value(judged),
        why,
        sentence("report.follows") if judged.open and judged.follows else (),
        *(sentence(f"verify.impossible.{key}") for key in judged.impossible),
        (Text(let_pass(judged.accepted)),) if judged.accepted is not None else (),
        (User(judged.accepted.because),) if judged.accepted and judged.accepted.because else (),
    ]
    told = say(f"judged.{state}")
    return MarkedFact(name, state, told, tuple(filter(None, details)), open_)
