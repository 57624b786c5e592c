"""Annotations in the syntax of GitHub's workflow commands, read back as its runner reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from symattn.document.findings import Finding, Severity
from symattn.document.tree import User, content
from symattn.errors import Place
from symattn.files.github import commands
from tests.cli.verifying import DAMAGED, ELSEWHERE, RIGHT, WRONG, Desk

COMMAND = re.compile(r"::(?P<command>error|warning|notice) (?P<properties>[^:]*)::(?P<said>.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """The command, its properties and its message, with the codes turned back."""
    found = COMMAND.fullmatch(line)
    assert found is not None and line.isprintable(), line
    pairs = (pair.partition("=") for pair in found["properties"].split(","))
    properties = {key: turned_back(value, ("%3A", ":"), ("%2C", ",")) for key, _, value in pairs}
    return found["command"], properties, turned_back(found["said"])


def turned_back(text: str, *more: tuple[str, str]) -> str:
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(code, sign)
    return text


def annotated(desk: Desk, *arguments: str) -> Iterator[tuple[str, dict[str, str], str]]:
    yield from map(read, desk.verify(*arguments, "--format", "github").out.splitlines())


def test_a_finding_is_an_error_at_its_number(desk: Desk) -> None:
    desk.lay({"wrong.md": WRONG})
    first, *_ = found = list(annotated(desk, "wrong.md"))
    assert len(found) == 3
    properties = {"file": "wrong.md", "line": "20", "col": "15", "endColumn": "19"}
    assert first[:2] == ("error", {**properties, "title": "symattn row_forced_to_one"})
    assert first[2].startswith("weights prints 0.064, nearest 0.063; likely cause: ")


def test_files_of_which_nothing_is_judged_are_told(desk: Desk) -> None:
    desk.lay({"else.md": ELSEWHERE, "damaged.docx": DAMAGED, "right.md": RIGHT})
    found = list(annotated(desk, "else.md", "damaged.docx", "right.md"))
    assert [one[0] for one in found] == ["notice", "error"]
    assert [one[1] for one in found] == [{"file": "else.md"}, {"file": "damaged.docx"}]


def test_what_is_let_pass_is_not_annotated(desk: Desk) -> None:
    desk.lay({"wrong.md": WRONG})
    assert len(list(annotated(desk, "wrong.md", "--accept", "row_forced_to_one"))) == 1


@pytest.mark.parametrize("level", ["error", "warning", "note"])
@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "50 %", "%0A", "a,b", "a:b", "::error::x", "a=b", "笔"]
)
def test_signs_of_the_syntax_are_escaped_in_names_and_messages(text: str, level: Severity) -> None:
    (line,) = commands([Finding(text, "wrong", level, content("x"), where=Place(3, 4))])
    command, properties, _ = read(line)
    assert command == {"error": "error", "warning": "warning", "note": "notice"}[level]
    assert properties["file"] == text and properties["line"] == "3"
    (line,) = commands([Finding("f", "", level, content("it is ", User(text)))])
    said = read(line)[2]
    assert said == f"it is {text}".replace("\n", "␤").replace("\r", " ")


def test_a_control_character_shows_as_its_number() -> None:
    (line,) = commands([Finding("a\x1b[31m", "", "error", content(User("b\x1b\u202e")))])
    assert line == "::error file=a<U+001B>[31m::b<U+001B><U+202E>"


def test_text_has_the_annotations_under_a_runner(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.lay({"wrong.md": WRONG})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    out = desk.verify("wrong.md").out
    alone = desk.verify("wrong.md", "--format", "github").out
    assert alone.count("::error ") == 3 and out.endswith(alone) and out != alone
    assert "::error" not in desk.verify("wrong.md", "--json").out
