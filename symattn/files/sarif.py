"""Findings as SARIF 2.1.0, the format of scanners' results that code hosts and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from symattn import __version__
from symattn.document.findings import Finding
from symattn.files.inline import plain_text

__all__ = ["log"]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
STANDARD_INPUT = "stdin"


def log(found: Iterable[Finding], code: int) -> dict[str, Any]:
    """The log file as an object; ``code``: the exit code of the run.

    Findings in a text are results, each with a rule of its name, and with a suppression where it
    is let pass.  A file of which nothing is judged is a notification.
    """
    listed = list(found)
    results = [one for one in listed if one.name]
    notes = [_notification(one) for one in listed if not one.name]
    rules = {one.name: one.about for one in reversed(results)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "symattn",
                        "semanticVersion": _semantic(__version__),
                        "version": __version__,
                        "rules": [
                            {"id": name, "shortDescription": {"text": about}}
                            for name, about in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": code < 2,
                        "exitCode": code,
                        "toolExecutionNotifications": notes,
                    }
                ],
                "results": [_result(one, list(rules)) for one in results],
            }
        ],
    }


def _semantic(version: str) -> str:
    """A version of Python's as one of semver.org: 0.1.0.dev0 is 0.1.0-dev0."""
    release, dot, stage = version.partition(".dev")
    return f"{release}-dev{stage}" if dot else version


def _result(one: Finding, names: Sequence[str]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "ruleId": one.name,
        "ruleIndex": names.index(one.name),
        "level": one.level,
        "message": {"text": plain_text(one.says)},
        "locations": [{"physicalLocation": _location(one)}],
        "properties": one.facts,
    }
    if one.accepted is not None:
        kind = "inSource" if one.accepted.source == "comment" else "external"
        reason = one.accepted.because or one.accepted.name
        out["suppressions"] = [{"kind": kind, "justification": reason}]
    if one.nearest is not None and one.extent is not None:
        out["fixes"] = [_fix(one, one.nearest)]
    return out


def _location(one: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": _uri(one.file)}}
    if one.where is not None:
        found["region"] = _region(one)
    return found


def _region(one: Finding) -> dict[str, int]:
    if one.extent is not None:
        line, start, end = one.extent.line + 1, one.extent.start + 1, one.extent.end + 1
        return {"startLine": line, "startColumn": start, "endLine": line, "endColumn": end}
    assert one.where is not None
    return {"startLine": one.where.line, "startColumn": one.where.column}


def _fix(one: Finding, nearest: str) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(one), "insertedContent": {"text": nearest}}
    change = {"artifactLocation": {"uri": _uri(one.file)}, "replacements": [replacement]}
    return {"artifactChanges": [change]}


def _notification(one: Finding) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(one.file)}}}
    return {
        "level": one.level,
        "message": {"text": plain_text(one.says)},
        "locations": [location],
    }


def _uri(file: str) -> str:
    """The file as a URI: relative where it was named so."""
    if file == "-":
        return STANDARD_INPUT
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
