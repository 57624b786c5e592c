"""SARIF logs against the schema of OASIS (sarif-schema-2.1.0.json), and what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.verifying import CORRECTED, DAMAGED, ELSEWHERE, RIGHT, WRONG, Desk

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
FILES: dict[str, str | bytes] = {
    "wrong.md": WRONG,
    "right.md": RIGHT,
    "else.md": ELSEWHERE,
    "damaged.docx": DAMAGED,
    "a b/ü,%:1.md": CORRECTED,
    "false.md": "A sum: $1.79/7.43 ≈ 0.25$ here.\n\n" + RIGHT,
}


def log(desk: Desk, *arguments: str) -> Any:
    """The one run of a log that the schema takes."""
    desk.lay(FILES)
    made = desk.verify(*arguments, "--format", "sarif").json
    assert [error.message for error in VALIDATOR.iter_errors(made)] == []
    (run,) = made["runs"]
    return run


@pytest.mark.parametrize("names", [*FILES, " ".join(list(FILES)[:4]), "-", "missing.md"])
def test_a_log_is_one_of_the_schema(
    desk: Desk, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.stand_in(monkeypatch, WRONG)
    log(desk, *([names] if names in FILES else names.split()))


def test_the_schema_refuses_what_is_no_log() -> None:
    assert list(VALIDATOR.iter_errors({"version": "2.1.0", "runs": [{}]}))


def test_a_result_names_rule_place_and_fix(desk: Desk) -> None:
    run = log(desk, "wrong.md")
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("row_forced_to_one", "error"),
        ("row_forced_to_one", "error"),
        ("wrong", "error"),
    ]
    rules = run["tool"]["driver"]["rules"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
    first = run["results"][0]
    place = first["locations"][0]["physicalLocation"]
    region = {"startLine": 20, "startColumn": 15, "endLine": 20, "endColumn": 20}
    assert place == {"artifactLocation": {"uri": "wrong.md"}, "region": region}
    (replacement,) = first["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement == {"deletedRegion": region, "insertedContent": {"text": "0.063"}}
    assert first["properties"]["exact"] == "exp(-2)/(2 + exp(-2))"
    assert "the row was made to add to 1" in first["message"]["text"]


def test_names_are_uris(desk: Desk) -> None:
    run = log(desk, "a b/ü,%:1.md")
    (one,) = run["results"]
    uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "a%20b/%C3%BC%2C%25%3A1.md"
    whole = log(desk, str(desk.folder / "wrong.md"))
    uri = whole["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (desk.folder / "wrong.md").as_uri()


def test_what_is_let_pass_is_suppressed_with_its_reason(desk: Desk) -> None:
    run = log(desk, "wrong.md", "--accept", "row_forced_to_one")
    assert [one.get("suppressions") for one in run["results"]] == [
        [{"kind": "external", "justification": "row_forced_to_one"}],
        [{"kind": "external", "justification": "row_forced_to_one"}],
        None,
    ]
    comment = '<!-- symattn: accept=wrong because="as printed" -->\n\n| weights'
    FILES["passed.md"] = WRONG.replace("| weights", comment)
    run = log(desk, "passed.md")
    assert {one["suppressions"][0]["kind"] for one in run["results"]} == {"inSource"}
    assert {one["suppressions"][0]["justification"] for one in run["results"]} == {"as printed"}


def test_files_of_which_nothing_is_judged_are_notifications(desk: Desk) -> None:
    run = log(desk, "else.md", "damaged.docx", "right.md")
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False and invocation["exitCode"] == 2
    notes = invocation["toolExecutionNotifications"]
    assert [note["level"] for note in notes] == ["note", "error"]
    assert run["results"] == []
    (fine,) = log(desk, "else.md", "right.md")["invocations"]
    assert fine["executionSuccessful"] is True and fine["exitCode"] == 0


def test_a_false_equation_is_a_result(desk: Desk) -> None:
    (one,) = log(desk, "false.md")["results"]
    assert one["ruleId"] == "equations" and one["properties"]["nearest"] == "0.24"
