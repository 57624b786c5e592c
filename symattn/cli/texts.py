"""The files that ``verify`` is given: which they are, and an outcome for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from symattn.errors import InputError, NothingChecked
from symattn.words import say

if TYPE_CHECKING:
    from symattn.problem.given import Setting
    from symattn.problem.model import Problem
    from symattn.verification.report import Outcome, Report, Unjudged

__all__ = ["Asked", "has_folder", "outcomes"]

PROBLEM_FILES = (".toml", ".json")
OF_A_PROBLEM = re.compile(
    rb"""^\s*\[{0,2}\s*(?:inputs|printed|attention)\b|["'](?:inputs|printed|attention)["']\s*:""",
    re.MULTILINE,
)
"""What a problem file has in it, and other files of its endings have not."""


@dataclass(frozen=True)
class Asked:
    """How the texts are to be read."""

    problem: Problem | None
    decimal: Literal["auto", "point", "comma"]
    options: Mapping[str, Setting]


@dataclass(frozen=True)
class _Name:
    """A file, and whether it was found in a folder or named itself."""

    name: str
    found: bool


def has_folder(files: Iterable[str]) -> bool:
    """Whether one of the names is a folder's."""
    return any(file != "-" and Path(file).is_dir() for file in files)


def outcomes(files: Iterable[str], asked: Asked) -> Iterator[Outcome]:
    """What was found in each file, one after another; none keeps the others from being judged."""
    from symattn.files.progress import track

    listed = [name for file in files for name in _listed(file)]
    for one in track(listed, say("cli.texts")):
        try:
            yield from _judged(one, asked)
        except NothingChecked as error:
            yield _unjudged(one.name, error, True)
        except InputError as error:
            yield _unjudged(one.name, error, False)


def _listed(file: str) -> Iterator[_Name]:
    """The file itself, or the readable files of a folder, by name; hidden ones are left out."""
    if file == "-" or not Path(file).is_dir():
        yield _Name(file, False)
        return
    from symattn.reading.documents import KINDS

    endings = {*KINDS, *PROBLEM_FILES}
    for path in sorted(Path(file).rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(file).parts)
        if path.is_file() and path.suffix.lower() in endings and not hidden:
            yield _Name(str(path), True)


def _judged(one: _Name, asked: Asked) -> Sequence[Outcome]:
    """The reports of a file, or the word that nothing in it is judged."""
    if one.found and not _may_be_judged(Path(one.name)):
        raise NothingChecked(say("cli.no_problem_file"), file=one.name)
    reports = _reports(one.name, asked)
    return reports if any(report.numbers.judged for report in reports) else [_nothing(reports)]


def _may_be_judged(path: Path) -> bool:
    """Whether a file of a folder is a document or a problem file, and no other TOML or JSON."""
    if path.suffix.lower() not in PROBLEM_FILES:
        return True
    try:
        return OF_A_PROBLEM.search(path.read_bytes()) is not None
    except OSError:
        return True  # whoever reads it next says why it cannot be read


def _reports(name: str, asked: Asked) -> Sequence[Report]:
    """The reports of one file: a problem file's own, or one for each problem of a document."""
    if Path(name).suffix.lower() in PROBLEM_FILES:
        return [_own(name, asked)]
    from symattn.texts.documents import verify_document

    return verify_document(
        name, problem=asked.problem, decimal=asked.decimal, options=asked.options
    )


def _own(name: str, asked: Asked) -> Report:
    """The report of a problem file on what it says to be printed."""
    from symattn.problem.conventions import under
    from symattn.problem.given import Given
    from symattn.problem.load import load
    from symattn.verification import verify_problem

    options = asked.options
    layout = options["layout"].value if "layout" in options else None
    given = load(name, layout)
    report = verify_problem(under(given, options), Given(settings=options))
    return replace(report, text=Path(name).read_text(encoding="utf-8-sig"))


def _nothing(reports: Sequence[Report]) -> Unjudged:
    """The outcome where no number of a file can be judged."""
    from symattn.verification.report import tally

    seen = sum(report.numbers.seen for report in reports)
    reasons = tally(one.why for report in reports for one in report.unplaced)
    sentence = say("cli.nothing_checked", count=seen)
    if reasons:
        listed = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        sentence = say("cli.nothing_checked_why", count=seen, reasons=listed)
    fix = say("fix.give_inputs_or_mark")
    return _unjudged(reports[0].file or "", NothingChecked(sentence, fix=fix), True)


def _unjudged(name: str, error: InputError, readable: bool) -> Unjudged:
    from symattn.verification.report import Unjudged

    own = error.file in (None, name)
    return Unjudged(name, str(replace(error, file=None) if own else error), readable)
