"""The documents of tests/cases: every printed table of the case is found, cell for cell."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from symattn.reading.digits import Printed, Unreadable, block
from symattn.reading.documents import Document, Equation, Grid, read

FOUND = [
    # document, problem file, stages whose printed rows stand in one grid
    ("additive_three_states.md", None, ()),
    ("boxes_three_words.md", "boxes_three_words", ("scores", "scaled", "weights", "output")),
    ("latex_cards.md", "latex_cards", ("Q", "K", "V", "scores", "scaled", "output")),
    (
        "latex_projection_slip.md",
        "latex_projection_slip",
        ("Q", "K", "scores", "scaled", "weights"),
    ),
    (
        "numpy_causal_trimmed.md",
        "numpy_causal_trimmed",
        ("Q", "K", "V", "scaled", "weights", "output"),
    ),
    ("tiles_four_places.txt", "tiles_four_places", ("scores", "scaled", "weights", "output")),
    ("torch_six_tokens.ipynb", "torch_six_tokens", ("scores", "weights", "output")),
    ("zh_one_cat.ipynb", "zh_one_cat", ("Q", "K", "V", "scores", "scaled", "weights", "output")),
    ("zh_wo_ai_beijing.md", "zh_wo_ai_beijing", ("scores", "scaled", "weights")),
    ("html_pre_last_row.html", "html_pre_last_row", ()),
]


def values(rows: list[list[str]]) -> list[list[str]] | None:
    """Rows as exact values; ``None`` where a cell is not printed."""
    found = [block(row) for row in rows]
    if any(not isinstance(cell, Printed) or cell.special for row in found for cell in row):
        return None
    return [[str(cell.value) for cell in row if isinstance(cell, Printed)] for row in found]


def grids(document: Document) -> list[list[list[str]]]:
    return [
        [
            [str(cell.number.value) if cell.number else cell.text for cell in row]
            for row in grid.cells
        ]
        for grid in document.grids()
    ]


@pytest.mark.parametrize(("name", "table", "stages"), FOUND)
def test_printed_tables_are_found(
    cases: Path, name: str, table: str | None, stages: tuple[str, ...]
) -> None:
    document = read(cases / "documents" / name)
    assert document.numbers_read == document.numbers_seen
    found = grids(document)
    if table is None:
        return
    path = cases / "tables" / f"{table}.toml"
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    printed = case["printed"] if isinstance(case["printed"], list) else [case["printed"]]
    for stage in stages:
        for claims in printed:
            rows = claims.get(stage)
            wanted = values(rows) if rows else None
            if wanted:
                assert wanted in found, (stage, wanted)


def _is_found_whole(text: Path, weight: str) -> None:
    """Inputs, their transpose and three result tables: 63 numbers; code and formulas apart."""
    document = read(text)
    shapes = [grid.shape for grid in document.grids()]
    assert shapes == [(3, 5), (5, 3), (3, 3), (3, 3), (3, 5)]
    assert sum(len(list(grid.numbers())) for grid in document.grids()) == 63
    weights = document.grids()[3]
    assert weights.cells[0][1].text == "0.064"
    assert str(weights.cells[0][1].where).endswith(weight)
    assert weights.row_names == weights.column_names == ("笔", "记", "本")
    assert {loose.why for loose in document.skipped} <= {"code", "formula", "prose"}


def test_our_article(article: Path) -> None:
    _is_found_whole(article, "58:15")


def test_the_article_behind_the_worked_case(shared: Path) -> None:
    _is_found_whole(shared / "source-article.txt", "83:11")


REPORTS = [
    # file, shapes of the grids, values of the first cells of some of them
    ("34-html-merged-header.html", [(3, 5), (3, 4)]),
    ("36-latex-comments-and-struck.tex", [(3, 5), (3, 3), (3, 3)]),
    ("38-torch-prints.md", [(3, 5), (3, 3), (3, 3), (3, 3)]),
    ("40-inputs-printed-rounded.md", [(1, 2), (2, 2), (1, 2)]),
    ("42-stated-other-convention.md", [(3, 5), (3, 3)]),
    ("43-decimal-comma-table.md", [(3, 5), (3, 3)]),
    ("45-percent-mixed.md", [(3, 5), (3, 3), (3, 3)]),
    ("51-notebook-twin-outputs.ipynb", [(3, 5), (3, 3)]),
]


@pytest.mark.parametrize(("name", "shapes"), REPORTS)
def test_reports(cases: Path, name: str, shapes: list[tuple[int, ...]]) -> None:
    document = read(cases / "reports" / name)
    assert [grid.shape for grid in document.grids()] == shapes
    assert document.numbers_read == document.numbers_seen


def test_per_cent_and_decimal_comma_are_decided(cases: Path) -> None:
    folder = cases / "reports"
    signs, heading = read(folder / "45-percent-mixed.md").grids()[1:]
    for grid in (signs, heading):
        assert [str(n.value) for n in grid.numbers()][:2] == ["117/250", "63/1000"]
        assert [str(n.unit) for n in grid.numbers()][6:8] == ["1/10000", "1/10000"]
    assert heading.percent and not signs.percent
    comma = read(folder / "43-decimal-comma-table.md")
    assert comma.decimal == "comma"
    assert [str(n.unit) for n in comma.grids()[1].numbers()] == ["1/10000"] * 9
    claims = [block for block in comma.blocks if isinstance(block, Equation)]
    assert str(next(iter(claims[-1].numbers())).value) == "6687/1000000"


def test_units_of_prints(cases: Path) -> None:
    document = read(cases / "documents" / "numpy_causal_trimmed.md")
    weights = next(grid for grid in document.grids() if grid.name == "A")
    assert {str(number.unit) for number in weights.numbers()} == {"1/1000"}
    assert not any(isinstance(number, Unreadable) for number in weights.numbers())
    assert isinstance(weights, Grid)
