"""A blank sheet holds no answer, and each version its own blocks."""

from __future__ import annotations

import pytest

from symattn.document.tree import Column, Display, Hint, Only, Row, Section, Sheet, Table, content
from symattn.document.versions import answers, show
from symattn.document.walk import nodes
from symattn.formulas.tree import Answer, Blank, Fraction, Num, chain

SHEET = Sheet(
    "t",
    (
        Section(
            "1",
            content("Scores"),
            (
                Only(("hints",), (Hint(content("first move")),)),
                Display(chain(Num("1"), ("=", Answer(Fraction(Num("7"), Num("8")), 3)))),
                Table((Column(),), (Row((), (Answer(Num("9"), 2),)), Row((), (None,)))),
            ),
        ),
        Only(("solution",), (Display(Num("42")),)),
    ),
)


@pytest.mark.parametrize("version", ["blank", "hints", "map"])
def test_no_answer_is_left(version: str) -> None:
    shown = show(SHEET, version)  # type: ignore[arg-type]
    assert not [node for node in nodes(shown) if isinstance(node, Answer)]
    assert list(answers(shown)) == [Blank(3), Blank(2)]
    assert not {"7", "8", "9", "42"} & {n.text for n in nodes(shown) if isinstance(n, Num)}


def test_solution_keeps_everything() -> None:
    shown = show(SHEET, "solution")
    assert [type(node) for node in answers(shown)] == [Answer, Answer]
    assert shown.blocks[-1] == Display(Num("42"))
    assert not [node for node in nodes(shown) if isinstance(node, (Only, Hint))]


def test_hints_alone_have_hints() -> None:
    assert any(isinstance(node, Hint) for node in nodes(show(SHEET, "hints")))
    assert not any(isinstance(node, Hint) for node in nodes(show(SHEET, "blank")))


def test_the_sheet_itself_is_unchanged() -> None:
    before = SHEET
    show(SHEET, "blank")
    assert before == SHEET
    assert hash(SHEET) == hash(before)
