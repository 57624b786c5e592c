"""``symattn verify``: every printed number of a text, judged."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
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
    inputs: str
    decimal: Way
    fixed: dict[str, str]


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="help.texts")],
    problem: Annotated[str | None, typer.Option("--problem", help="help.problem")] = None,
    inputs: Annotated[Inputs, typer.Option("--inputs", help="help.inputs")] = Inputs.EXACT,
    expect: Annotated[int | None, typer.Option("--expect", min=0, help="help.expect")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="help.explain")] = False,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="help.unplaced")] = False,
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

    settings = {"layout": layout, "scale": scale, "base": base}
    asked = _Asked(
        None if problem is None else load(problem),
        inputs.value,
        _WAYS[decimal],
        {key: value for key, value in settings.items() if value is not None},
    )
    folders = any(file != "-" and Path(file).is_dir() for file in files)
    reports = list(_reports(files, asked))
    if not any(report.numbers.judged for report in reports):
        raise _nothing(files, reports)
    if output is not None:
        from symattn.document.errata import sheet
        from symattn.files import write

        write({output: sheet(reports)})
    _print(reports, folders, explain, unplaced, as_json, color)
    let_pass = [name.strip() for name in accept.split(",") if name.strip()]
    held = all(report.holds(let_pass) for report in reports)
    enough = expect is None or sum(report.numbers.judged for report in reports) >= expect
    if not enough:
        typer.echo(f"symattn: {say('cli.too_few', count=expect)}", err=True)
    return 0 if held and enough else 1


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
        from symattn.problem.load import load
        from symattn.verification import verify

        given = load(name)
        if asked.inputs != "exact":
            given = given.changed(printed_inputs=asked.inputs)
        return [verify(given.changed(**asked.fixed) if asked.fixed else given)]
    from symattn.verification.documents import verify_document

    return verify_document(
        name,
        problem=asked.problem,
        decimal=asked.decimal,
        inputs=asked.inputs,
        fixed=asked.fixed,
    )


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
    reports: list[Report], folders: bool, explain: bool, unplaced: bool, as_json: bool, color: Color
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
            report.print_report(one, console, explain=explain, unplaced=unplaced)
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
