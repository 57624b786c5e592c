"""Numbers of a column line up at their points."""

from __future__ import annotations

import pytest

from symattn.document.tree import Column, Row, Table
from symattn.files import align
from symattn.files.align import NONE, Pad
from symattn.formulas.tree import Answer, Blank, Num, Sci


@pytest.mark.parametrize(
    ("texts", "pads"),
    [
        (["0.468", "1"], [NONE, Pad(point=True, decimals=3)]),
        (["11", "9"], [NONE, Pad(digits=1)]),
        (["-2", "0"], [NONE, Pad(minus=True)]),
        (["-10.5", "3"], [NONE, Pad(1, True, True, 1)]),
        (["1.25", "1.5"], [NONE, Pad(decimals=1)]),
    ],
)
def test_padding(texts: list[str], pads: list[Pad]) -> None:
    rows = tuple(Row((), (Answer(Num(text), 5),)) for text in texts)
    assert align.table(Table((Column((), "point"),), rows)) == [(pad,) for pad in pads]


def test_all_numbers_of_a_column_are_equally_wide() -> None:
    texts = ["-12.25", "3", "0.5", "-7"]
    rows = tuple(Row((), (Num(text),)) for text in texts)
    wide = []
    for text, (pad,) in zip(texts, align.table(Table((Column((), "point"),), rows)), strict=True):
        own = sum({".": 0.278, "-": 0.778}.get(char, 0.5) for char in text)
        wide.append(round(own + sum(align.ems(pad)), 6))
    assert len(set(wide)) == 1


def test_what_is_no_number_stays() -> None:
    rows = (Row((), (Blank(3), Sci("9.05", -4))),)
    columns = (Column((), "point"), Column((), "point"))
    assert align.table(Table(columns, rows)) == [(NONE, NONE)]
