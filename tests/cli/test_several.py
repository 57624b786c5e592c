"""Several files: one report each, whatever happens to the others, and the exit code for all."""

from __future__ import annotations

import re

import pytest

from tests.cli.verifying import CORRECTED, DAMAGED, ELSEWHERE, RIGHT, WRONG, Desk

FILES: dict[str, str | bytes] = {
    "wrong.md": WRONG,
    "right.md": RIGHT,
    "else.md": ELSEWHERE,
    "damaged.docx": DAMAGED,
}
CODES = [
    ("right.md", 0),
    ("wrong.md", 1),
    ("else.md", 2),
    ("damaged.docx", 2),
    ("missing.md", 2),
    ("right.md else.md", 0),
    ("else.md right.md", 0),
    ("wrong.md else.md", 1),
    ("else.md else.md", 2),
    ("right.md damaged.docx", 2),
    ("damaged.docx wrong.md", 2),
    ("wrong.md missing.md", 2),
    ("damaged.docx else.md wrong.md right.md", 2),
]


@pytest.mark.parametrize(("names", "code"), CODES)
@pytest.mark.parametrize("more", [(), ("--json",), ("--quiet",)])
def test_the_exit_code_is_that_of_the_contract(
    desk: Desk, names: str, code: int, more: tuple[str, ...]
) -> None:
    listed = names.split()
    desk.lay({name: FILES[name] for name in listed if name in FILES})
    told = desk.verify(*listed, *more)
    assert told.code == code, told


@pytest.mark.parametrize(
    ("names", "code"), [(names, code) for names, code in CODES if "missing" not in names]
)
def test_a_folder_ends_as_its_files_do(desk: Desk, names: str, code: int) -> None:
    desk.lay({f"book/{name}": FILES[name] for name in names.split()})
    told = desk.verify("book")
    assert told.code == code, told


@pytest.mark.parametrize(
    "order", ["damaged.docx else.md wrong.md", "wrong.md damaged.docx else.md"]
)
def test_damaged_without_attention_and_wrong_are_all_reported(desk: Desk, order: str) -> None:
    desk.lay(FILES)
    told = desk.verify(*order.split())
    assert told.code == 2
    assert told.out.count("✗ wrong.md:") == 3
    assert "else.md: nothing here was checked" in told.out
    (line,) = told.err.splitlines()
    assert line.startswith("symattn: damaged.docx: ")


def test_the_json_has_an_object_for_each_file(desk: Desk) -> None:
    desk.lay(FILES)
    told = desk.verify("damaged.docx", "else.md", "wrong.md", "--json")
    damaged, without, wrong = told.json
    assert [one["file"] for one in told.json] == ["damaged.docx", "else.md", "wrong.md"]
    assert damaged["claims"] == without["claims"] == []
    assert "nothing here was checked" in without["note"] and "error" not in without
    assert "broken" in damaged["error"] and "note" not in damaged
    assert damaged["summary"]["claims"] == without["summary"]["wrong"] == 0
    assert wrong["summary"]["wrong"] == 3 and "note" not in wrong


def test_one_file_without_attention_is_one_line_of_error(desk: Desk) -> None:
    desk.lay(FILES)
    told = desk.verify("else.md")
    assert (told.code, told.out) == (2, "")
    assert re.fullmatch(r"symattn: else\.md: nothing here was checked: .*\n", told.err)


def test_where_nothing_is_judged_each_file_says_why(desk: Desk) -> None:
    desk.lay({"a.md": ELSEWHERE, "b.txt": "7 swans"})
    told = desk.verify("a.md", "b.txt")
    assert told.code == 2
    assert [line[:14] for line in told.err.splitlines()] == ["symattn: a.md:", "symattn: b.txt"]


def test_a_folder_lists_the_wrong_cells(desk: Desk) -> None:
    desk.lay({f"book/{name}": text for name, text in FILES.items()})
    told = desk.verify("book")
    lines = told.out.splitlines()
    assert "✗ book/wrong.md: 18 claims: 15 right, 3 wrong" in lines
    at = lines.index("✗ book/wrong.md: 18 claims: 15 right, 3 wrong")
    places = [line.split()[1] for line in lines[at + 1 : at + 4]]
    assert places == ["book/wrong.md:20:15", "book/wrong.md:21:15", "book/wrong.md:22:7"]
    assert "  book/right.md: 18 claims: 18 right" in lines
    assert any(line.startswith("· book/else.md: nothing here was checked") for line in lines)


def test_what_is_no_problem_is_passed_over_in_a_folder(desk: Desk) -> None:
    desk.lay(
        {
            "book/right.md": RIGHT,
            "book/package.json": '{"name": "x"}',
            "book/pyproject.toml": "[project]\nname = 'x'\n",
            "book/question.toml": "[inputs]\nX = [[1, 2]]\n",
        }
    )
    told = desk.verify("book")
    assert told.code == 0 and told.err == ""
    assert told.out.count("book/") == 4


def test_a_broken_problem_file_is_an_error_in_a_folder_too(desk: Desk) -> None:
    desk.lay({"book/right.md": RIGHT, "book/question.toml": "[inputs\nX = [[1, 2]]\n"})
    told = desk.verify("book")
    assert told.code == 2 and "book/question.toml" in told.err
    assert "book/right.md" in told.out


def test_a_correction_does_not_hide_the_number_that_it_corrects(desk: Desk) -> None:
    desk.lay({"text.md": CORRECTED})
    told = desk.verify("text.md")
    assert told.code == 1
    assert [line for line in told.out.splitlines() if line.startswith("✗")] == [
        "✗ text.md:8:11  scores b→b   prints 7   nearest 1"
    ]


ONCE_MORE = (
    WRONG
    + """
The weights once more, rounded better:

| weights | a | b | c |
|---|---|---|---|
| a | 0.4683 | 0.0634 | 0.4683 |
| b | 0.4223 | 0.1554 | 0.4223 |
| c | 0.0067 | 9.05E-04 | 0.992 |
"""
)


def test_a_cause_stands_under_the_wrong_printing(desk: Desk) -> None:
    """A cause names cells; of a cell printed twice it is the wrong printing that has it."""
    desk.lay({"text.md": ONCE_MORE})
    found = [line for line in desk.verify("text.md").out.splitlines() if line.startswith("✗")]
    assert [line.split()[1] for line in found] == ["text.md:20:15", "text.md:21:15", "text.md:22:7"]


def test_each_wrong_printing_of_a_cell_is_listed(desk: Desk) -> None:
    twice = ONCE_MORE.replace("0.0634", "0.0643").replace("0.0067", "0.0071")
    desk.lay({"text.md": twice})
    out = desk.verify("text.md").out
    wrong = {
        f"text.md:{claim['where']['line']}:{claim['where']['column']}"
        for claim in desk.verify("text.md", "--json").json["claims"]
        if claim["verdict"] == "wrong"
    }
    assert len(wrong) == 5
    found = [line.split()[1] for line in out.splitlines() if line.startswith("✗")]
    assert set(found) == wrong and len(found) == 5


SUM = """# A sum

{said}We have $1.79/7.43 ≈ {value}$ here.

"""


def equations(value: str, said: str = "") -> str:
    return SUM.format(value=value, said=said) + RIGHT


def test_a_false_equation_fails_the_run_unless_it_is_let_pass(desk: Desk) -> None:
    desk.lay({"true.md": equations("0.24"), "false.md": equations("0.25")})
    assert desk.verify("true.md").code == 0
    told = desk.verify("false.md")
    assert told.code == 1
    assert "✗ false.md:3:22  1.79/7.43 ≈ 0.25   nearest 0.24" in told.out
    assert told.out.endswith("18 claims: 18 right, 1 equation is false.\n")
    assert desk.verify("false.md", "--accept", "truncated").code == 1
    told = desk.verify("false.md", "--accept", "equations")
    assert told.code == 0
    assert "· false.md:3:22" in told.out and "let pass by --accept equations" in told.out


def test_the_summary_counts_equations_too_and_apart(desk: Desk) -> None:
    desk.lay({"false.md": equations("0.25")})
    found = desk.verify("false.md", "--json").json
    assert len(found["claims"]) == found["summary"]["claims"] == 19
    assert found["summary"]["wrong"] == found["summary"]["equations"]["wrong"] == 1
    assert found["summary"]["equations"]["claims"] == 1
    passed = desk.verify("false.md", "--json", "--accept", "equations").json
    assert passed["summary"]["accepted"] == 1
