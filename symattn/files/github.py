"""Findings as the lines that GitHub's runners turn into annotations beside a text.

The syntax is that of workflow commands: ``::error file=NAME,line=N,col=N,title=T::MESSAGE``, in
which %, line ends, and in a property : and , are written as %25, %0D, %0A, %3A and %2C.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symattn.document.findings import Finding, Severity
from symattn.files.inline import plain_text
from symattn.formulas.escape import terminal as safe

__all__ = ["commands"]

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
IN_MESSAGE: dict[str, str] = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY: dict[str, str] = {**IN_MESSAGE, ":": "%3A", ",": "%2C"}


def commands(found: Iterable[Finding]) -> Iterator[str]:
    """A line for each finding that is not let pass."""
    for one in found:
        if one.accepted is None:
            said = _escaped(plain_text(one.says), IN_MESSAGE)
            yield f"::{_COMMANDS[one.level]} {_properties(one)}::{said}"


def _properties(one: Finding) -> str:
    values = {"file": one.file}
    if one.where is not None:
        values |= {"line": str(one.where.line), "col": str(one.where.column)}
    if one.extent is not None:
        values |= {"col": str(one.extent.start + 1), "endColumn": str(one.extent.end)}
    if one.name:
        values["title"] = f"symattn {one.name}"
    return ",".join(f"{key}={_escaped(value, IN_PROPERTY)}" for key, value in values.items())


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    """The text with those signs as their codes, and what else cannot be seen as its number."""
    return safe("".join(signs.get(char, char) for char in text))
