"""``symattn verify``: every printed number of a text, judged."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
    from symattn.problem.given import Setting
    from symattn.problem.model import Problem
    from symattn.verification.report import Report

__all__ = ["command"]

PROBLEM_FILES = (".toml", ".json")


class Inputs(str, Enum):
    """How the text prints its inputs."""

    EXACT = "exact"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"


class Decimal(str, Enum):
    """What stands before the decimals."""

    AUTO = "auto"
    POINT = "point"
    COMMA = "comma"


class Color(str, Enum):
    """When the report is coloured; its symbols say the same without."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Way = Literal["auto", "point", "comma"]
_WAYS: dict[Decimal, Way] = {
    Decimal.AUTO: "auto",
    Decimal.POINT: "point",
    Decimal.COMMA: "comma",
}


@dataclass(frozen=True)
class _Asked:
    """The options that say how a text is read."""

    problem: Problem | None
    decimal: Way
    options: Mapping[str, Setting]


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="help.texts")],
    problem: Annotated[str | None, typer.Option("--problem", help="help.problem")] = None,
    inputs: Annotated[Inputs | None, typer.Option("--inputs", help="help.inputs")] = None,
    expect: Annotated[int | None, typer.Option("--expect", min=0, help="help.expect")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="help.explain")] = False,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="help.unplaced")] = False,
    web: Annotated[bool, typer.Option("--web", help="help.web")] = False,
    accept: Annotated[str, typer.Option("--accept", help="help.accept")] = "",
    layout: Annotated[str | None, typer.Option("--layout", help="help.layout")] = None,
    scale: Annotated[str | None, typer.Option("--scale", help="help.scale")] = None,
    base: Annotated[str | None, typer.Option("--base", help="help.base")] = None,
    decimal: Annotated[Decimal, typer.Option("--decimal", help="help.decimal")] = Decimal.AUTO,
    color: Annotated[Color, typer.Option("--color", help="help.color")] = Color.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="help.json")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="help.verify_output")
    ] = None,
) -> int:
    """Judge the printed numbers of problem files, documents and folders of them."""
    from symattn.problem.load import load
    from symattn.verification.comments import acceptable

    let_pass = acceptable(accept, "--accept")
    settings = {"layout": layout, "scale": scale, "base": base, "inputs": inputs and inputs.value}
    asked = _Asked(
        None if problem is None else load(problem),
        _WAYS[decimal],
        _options({key: value for key, value in settings.items() if value is not None}),
    )
    folders = any(file != "-" and Path(file).is_dir() for file in files)
    reports = [_passing(report, let_pass, expect) for report in _reports(files, asked)]
    if not any(report.numbers.judged for report in reports):
        raise _nothing(files, reports)
    if output is not None:
        from symattn.document.errata import sheet
        from symattn.files import write

        write({output: sheet(reports)})
    _print(reports, folders, {"explain": explain, "unplaced": unplaced, "web": web}, as_json, color)
    enough = _enough(reports, expect)
    return 0 if enough and all(report.holds() for report in reports) else 1


def _options(given: Mapping[str, str]) -> dict[str, Setting]:
    """The conventions that the command line gives, each a known one."""
    from symattn.problem.conventions import setting

    return {key: setting(key, value, "option") for key, value in given.items()}


def _passing(report: Report, let_pass: tuple[str, ...], expect: int | None) -> Report:
    """The report with what ``--accept`` lets pass; ``--expect`` stands in place of comments."""
    found = report.accepting(let_pass)
    return found if expect is None else replace(found, expected=None)


def _enough(reports: list[Report], expect: int | None) -> bool:
    """Whether as many numbers are judged as the option, or else each text, expects."""
    judged = sum(report.numbers.judged for report in reports)
    short = [(judged, expect, "--expect")] if expect is not None and judged < expect else []
    short += [
        (one.judged, one.least, str(one.where))
        for report in reports
        if (one := report.expected) is not None and not one.met
    ]
    for count, least, by in short:
        sentence = say("cli.too_few", count=least, by=by, judged=count)
        typer.echo(f"symattn: {sentence}", err=True)
    return not short


def _reports(files: Iterable[str], asked: _Asked) -> Iterator[Report]:
    from symattn.files.progress import track

    listed = [name for file in files for name in _listed(file)]
    for name, in_folder in track(listed, say("cli.texts")):
        try:
            yield from _report(name, asked)
        except InputError as error:
            if not in_folder:
                raise
            # One file of a folder that cannot be read must not hide the others.
            typer.echo(f"symattn: {error}", err=True)


def _listed(file: str) -> Iterator[tuple[str, bool]]:
    """The file itself, or the readable files of a folder, by name."""
    if file == "-" or not Path(file).is_dir():
        yield file, False
        return
    from symattn.reading.documents import KINDS

    endings = {*KINDS, *PROBLEM_FILES}
    for path in sorted(Path(file).rglob("*")):
        if path.is_file() and path.suffix.lower() in endings:
            yield str(path), True


def _report(name: str, asked: _Asked) -> Iterable[Report]:
    """The reports of one file: a problem file's own, or one for each problem of a document."""
    if Path(name).suffix.lower() in PROBLEM_FILES:
        return [_own(name, asked)]
    from symattn.texts.documents import verify_document

    return verify_document(
        name, problem=asked.problem, decimal=asked.decimal, options=asked.options
    )


def _own(name: str, asked: _Asked) -> Report:
    """The report of a problem file on what it says to be printed."""
    from symattn.problem.conventions import under
    from symattn.problem.given import Given
    from symattn.problem.load import load
    from symattn.verification import verify_problem

    options = asked.options
    layout = options["layout"].value if "layout" in options else None
    given = load(name, layout)
    return verify_problem(under(given, options), Given(settings=options))


def _nothing(files: list[str], reports: list[Report]) -> InputError:
    """A document of which nothing could be judged is no success."""
    reasons: dict[str, int] = {}
    for report in reports:
        for one in report.unplaced:
            reasons[one.why] = reasons.get(one.why, 0) + 1
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
    seen = sum(report.numbers.seen for report in reports)
    sentence = say("cli.nothing_checked", count=seen)
    if why:
        sentence = say("cli.nothing_checked_why", count=seen, reasons=why)
    return InputError(sentence, file=", ".join(files), fix=say("fix.give_inputs_or_mark"))


def _print(
    reports: list[Report], folders: bool, more: Mapping[str, bool], as_json: bool, color: Color
) -> None:
    from symattn.files import json, report

    if as_json:
        found: list[Any] = [one.to_json() for one in reports]
        typer.echo(json.dumps(found[0] if len(found) == 1 else found))
        return
    if folders:
        for one in reports:
            typer.echo(report.one_line(one))
    else:
        console = _console(color)
        for number, one in enumerate(reports):
            if number:
                console.print()
            report.print_report(one, console, **more)
    if os.environ.get("GITHUB_ACTIONS"):
        for line in report.remarks(reports):
            typer.echo(line)


def _console(color: Color) -> Any:
    from rich.console import Console

    forced = {Color.ALWAYS: True, Color.NEVER: False, Color.AUTO: None}[color]
    return Console(
        file=sys.stdout,
        force_terminal=forced,
        no_color=color is Color.NEVER,
        soft_wrap=True,
        highlight=False,
    )
