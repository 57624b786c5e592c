"""``symattn verify``: every printed number of a text, judged."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from symattn.cli.texts import Asked, has_folder, outcomes
from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
    from symattn.problem.given import Setting
    from symattn.verification.report import Outcome, Report, Unjudged

__all__ = ["command"]

MARKED_TEXT = (".html", ".htm")


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


class Form(str, Enum):
    """Whom the report is for: people, programs, code scanners, GitHub's runners."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


_WAYS: dict[Decimal, Literal["auto", "point", "comma"]] = {
    Decimal.AUTO: "auto",
    Decimal.POINT: "point",
    Decimal.COMMA: "comma",
}


@dataclass(frozen=True)
class _Shown:
    """How the report is shown: for whom, ``more`` or less of it, a line for each file, colours."""

    form: Form
    more: Mapping[str, bool]
    brief: bool
    color: Color


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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="help.quiet")] = False,
    form: Annotated[Form | None, typer.Option("--format", help="help.format")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help.as_json")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="help.verify_output")
    ] = None,
) -> int:
    """Judge the printed numbers of problem files, documents and folders of them."""
    from symattn.problem.load import load
    from symattn.verification.comments import acceptable
    from symattn.verification.report import Report

    let_pass = acceptable(accept, "--accept")
    settings = {"layout": layout, "scale": scale, "base": base, "inputs": inputs and inputs.value}
    asked = Asked(
        None if problem is None else load(problem),
        _WAYS[decimal],
        _options({key: value for key, value in settings.items() if value is not None}),
    )
    shown = _Shown(
        _form(form, as_json),
        {"explain": explain, "unplaced": unplaced, "web": web, "quiet": quiet},
        has_folder(files),
        color,
    )
    found = [_passing(one, let_pass, expect) for one in outcomes(files, asked)]
    reports = [one for one in found if isinstance(one, Report)]
    if output is not None and reports:
        _write(output, found)
    code = _ended(found, _enough(reports, expect))
    _print(found, shown, code)
    _complain(found)
    return code


def _write(output: Path, found: Sequence[Outcome]) -> None:
    """Write what the ending of the name asks for: the marked text, or an errata sheet."""
    from symattn.document.errata import sheet
    from symattn.document.marked_page import page
    from symattn.files import marked_text, write
    from symattn.files.place import put
    from symattn.verification.report import Report

    if output.suffix.lower() in MARKED_TEXT:
        put(output, marked_text.render(page(found)))
    else:
        write({output: sheet([one for one in found if isinstance(one, Report)])})


def _form(form: Form | None, as_json: bool) -> Form:
    """The format that is asked for; ``--json`` is short for one of them."""
    if as_json and form is not None and form is not Form.JSON:
        raise InputError(say("cli.two_formats", form=form.value), key="--json")
    return Form.JSON if as_json else form or Form.TEXT


def _options(given: Mapping[str, str]) -> dict[str, Setting]:
    """The conventions that the command line gives, each a known one."""
    from symattn.problem.conventions import setting

    return {key: setting(key, value, "option") for key, value in given.items()}


def _passing(one: Outcome, let_pass: tuple[str, ...], expect: int | None) -> Outcome:
    """A report with what ``--accept`` lets pass; ``--expect`` stands in place of comments."""
    from symattn.verification.report import Report

    if not isinstance(one, Report):
        return one
    found = one.accepting(let_pass)
    return found if expect is None else replace(found, expected=None)


def _enough(reports: Sequence[Report], expect: int | None) -> bool:
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


def _ended(found: Sequence[Outcome], enough: bool) -> int:
    """The exit code."""
    from symattn.verification.report import Report

    reports = [one for one in found if isinstance(one, Report)]
    if _fatal(found) or not reports:
        return 2
    return 0 if enough and all(report.holds() for report in reports) else 1


def _fatal(found: Sequence[Outcome]) -> list[Unjudged]:
    """What makes the exit code 2: files that cannot be read, and all where nothing is judged."""
    from symattn.verification.report import Unjudged

    without = [one for one in found if isinstance(one, Unjudged)]
    nothing = len(without) == len(found)
    return [one for one in without if nothing or not one.readable]


def _complain(found: Sequence[Outcome]) -> None:
    """Say on standard error what makes the exit code 2, when the reports are out."""
    from symattn.document.report import unjudged

    for one in _fatal(found):
        typer.echo(f"symattn: {unjudged(one)}", err=True)


def _print(found: Sequence[Outcome], shown: _Shown, code: int) -> None:
    """Print the outcomes in the format that is asked for."""
    from symattn.document.findings import findings
    from symattn.files import github, json, report, sarif
    from symattn.verification.report import Report

    if shown.form is Form.JSON:
        told: list[Any] = [one.to_json() for one in found]
        typer.echo(json.dumps(told[0] if len(told) == 1 else told))
    elif shown.form is Form.SARIF:
        typer.echo(json.dumps(sarif.log(findings(found), code)))
    elif any(isinstance(one, Report) for one in found) and shown.form is Form.TEXT:
        console = _console(shown.color)
        report.print_outcomes(found, console, brief=shown.brief, **shown.more)
    if shown.form is Form.GITHUB or (shown.form is Form.TEXT and os.environ.get("GITHUB_ACTIONS")):
        for line in github.commands(findings(found)):
            typer.echo(line)


def _console(color: Color) -> Any:
    """Where the report is printed; without colours it holds no code of a terminal at all."""
    from rich.console import Console

    plain = color is Color.NEVER or (color is Color.AUTO and os.environ.get("NO_COLOR"))
    return Console(
        file=sys.stdout,
        force_terminal=True if color is Color.ALWAYS else None,
        color_system=None if plain else "auto",
        no_color=False,
        soft_wrap=True,
        highlight=False,
    )
