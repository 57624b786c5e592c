"""The documents of tests/cases: the inputs, stages and verdicts of the tables of the same names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symattn.numbers.tensors import Index
from symattn.reading.documents import Document, Grid, read
from symattn.texts.reading import Recognised, recognise
from symattn.verification.check import report_on

TABLES: dict[str, tuple[str, ...]] = {
    "additive_three_states.md": ("additive_three_states",),
    "boxes_three_words.md": ("boxes_three_words",),
    "html_pre_last_row.html": ("html_pre_last_row", "html_quiz_three_scores"),
    "latex_cards.md": ("latex_cards", "latex_cards_no_scale"),
    "latex_projection_slip.md": ("latex_projection_slip",),
    "numpy_causal_trimmed.md": ("numpy_causal_trimmed",),
    "tiles_four_places.txt": ("tiles_four_places",),
    "torch_six_tokens.ipynb": ("torch_six_tokens",),
    "zh_illustrated_exponents.ipynb": (
        "zh_illustrated_exact",
        "zh_illustrated_one_place",
        "zh_illustrated_rounded",
    ),
    "zh_one_cat.ipynb": ("zh_one_cat", "zh_one_cat_exponentials"),
    "zh_wo_ai_beijing.md": ("zh_wo_ai_beijing", "zh_mask_three"),
}
OWN_ROW = {"html_pre_last_row": 2}
"""Where one query of several is worked out, the row of that query in the text's inputs."""

REPORTS = {
    "34-html-merged-header.html": 9,
    "36-latex-comments-and-struck.tex": 18,
    "38-torch-prints.md": 27,
    "42-stated-other-convention.md": 9,
    "43-decimal-comma-table.md": 9,
    "45-percent-mixed.md": 9,
    "51-notebook-twin-outputs.ipynb": 9,
}
"""Documents in which every number is right, and how many claims they make at least."""


def _verdicts(found: tuple[Recognised, ...]) -> dict[tuple[str, Index], set[tuple[str, str]]]:
    out: dict[tuple[str, Index], set[tuple[str, str]]] = {}
    for one in found:
        for judged in report_on(one.problem, one.claims).claims:
            spot = (judged.claim.stage, judged.claim.index)
            text = judged.claim.text.replace("-∞", "-inf")
            out.setdefault(spot, set()).add((text, judged.verdict))
    return out


def _in_tables(document: Document) -> int:
    return sum(1 for grid in document.grids() for _ in grid.numbers())


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_claim_has_the_expected_verdict(name: str, cases: Path) -> None:
    found = _verdicts(recognise(read(cases / "documents" / name)))
    missing = []
    for table in TABLES[name]:
        path = cases / "tables" / f"{table}.expected.json"
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            index = tuple(claim["index"])
            index = (OWN_ROW[table], *index[1:]) if table in OWN_ROW else index
            said = (claim["printed"], claim["verdict"])
            if said not in found.get((claim["stage"], index), set()):
                missing.append((table, claim["stage"], index, said))
    assert missing == []


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_number_of_tables_and_matrices_is_placed(name: str, cases: Path) -> None:
    document = read(cases / "documents" / name)
    first = recognise(document)[0]
    inside = [
        one for one in first.unplaced if one.why not in ("prose", "code", "formula", "heading")
    ]
    assert inside == []
    assert first.placed >= 0.9 * _in_tables(document)
    assert all(isinstance(grid, Grid) for grid in document.grids())


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_nothing_right_is_called_wrong(name: str, cases: Path) -> None:
    found = recognise(read(cases / "reports" / name))
    judged = [j for one in found for j in report_on(one.problem, one.claims).claims]
    assert [j.claim.text for j in judged if not j.right] == []
    assert len(judged) >= REPORTS[name]


def test_rounded_inputs_are_judged_as_printed(cases: Path) -> None:
    (found,) = recognise(read(cases / "reports" / "40-inputs-printed-rounded.md"))
    report = report_on(found.problem, found.claims)
    assert [(j.claim.index, j.verdict) for j in report.claims] == [
        ((0, 0), "wrong"),
        ((0, 1), "wrong"),
    ]
    assert report.offers


def _is_worked_through(text: Path, lines: tuple[int, int, int]) -> None:
    """33 results, three of them wrong, in a text that names no scale."""
    (found,) = recognise(read(text))
    report = report_on(found.problem, found.claims)
    wrong = [(j.claim.text, j.nearest, j.claim.where.line) for j in report.wrong if j.claim.where]
    texts, nearest = ("0.064", "0.156", "0.0069"), ("0.063", "0.155", "0.0067")
    assert wrong == list(zip(texts, nearest, lines, strict=True))
    assert report.summary["claims"] == 33
    (cause,) = [one for one in report.diagnoses if one.mistake == "row_forced_to_one"]
    assert list(cause.spots()) == [("weights", (0, 1)), ("weights", (1, 1))]
    assert found.stated == ("scale none",)
    assert [(t.role, t.again) for t in found.taken][:2] == [("X", False), ("Xᵀ", True)]


def test_our_article(article: Path) -> None:
    _is_worked_through(article, (58, 59, 60))


def test_the_article_behind_the_worked_case(shared: Path) -> None:
    _is_worked_through(shared / "source-article.txt", (83, 84, 85))
