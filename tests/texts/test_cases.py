"""The documents of tests/cases: the inputs, stages and verdicts of the tables of the same names."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from symattn.numbers.tensors import Index
from symattn.problem.given import Setting
from symattn.reading.documents import Document, Grid, read
from symattn.texts.documents import verify_document
from symattn.texts.reading import recognise
from symattn.verification.check import report_on
from symattn.verification.report import Report

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
OPEN = {
    "zh_wo_ai_beijing": 9,  # weights, of which most are wrong
    "zh_mask_three": 18,  # weights and masked scores, of which most are wrong
    "zh_illustrated_rounded": 18,  # goes on from the second of two tables of weights
    "latex_cards_no_scale": 1,  # a sum, taken for the row of the token that its words name
}
"""How many claims of a table are left open: where most cells of an array are wrong, it is the
array that does not follow, and what is to blame cannot be told from the text."""

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


def _verdicts(reports: tuple[Report, ...]) -> dict[tuple[str, Index], set[tuple[str, str]]]:
    out: dict[tuple[str, Index], set[tuple[str, str]]] = {}
    for report in reports:
        for judged in report.claims:
            spot = (judged.claim.stage, judged.claim.index)
            text = judged.claim.text.replace("-∞", "-inf")
            out.setdefault(spot, set()).add((text, judged.verdict))
    return out


def _in_tables(document: Document) -> int:
    return sum(1 for grid in document.grids() for _ in grid.numbers())


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_claim_has_the_expected_verdict(name: str, cases: Path) -> None:
    found = _verdicts(verify_document(cases / "documents" / name))
    other, undecided = [], Counter[str]()
    for table in TABLES[name]:
        path = cases / "tables" / f"{table}.expected.json"
        for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
            index = tuple(claim["index"])
            index = (OWN_ROW[table], *index[1:]) if table in OWN_ROW else index
            verdicts = dict(found.get((claim["stage"], index), set()))
            verdict = verdicts.get(claim["printed"])
            if verdict is None:
                undecided[table] += 1
            elif verdict != claim["verdict"]:
                other.append((table, claim["stage"], index, claim["printed"], verdict))
    assert other == []
    assert {table: count for table, count in undecided.items() if count > OPEN.get(table, 0)} == {}


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
    judged = [one for report in verify_document(cases / "reports" / name) for one in report.claims]
    assert [j.claim.text for j in judged if not j.right] == []
    assert len(judged) >= REPORTS[name]


def test_rounded_inputs_are_judged_as_printed(cases: Path) -> None:
    """The text itself says that its inputs are; whoever takes them as they stand is offered it."""
    text = cases / "reports" / "40-inputs-printed-rounded.md"
    (report,) = verify_document(text)
    assert [one.verdict for one in report.claims] == ["consistent", "consistent"]
    (exact,) = verify_document(text, options={"inputs": Setting("exact", "option")})
    assert [(one.claim.index, one.verdict) for one in exact.claims] == [
        ((0, 0), "wrong"),
        ((0, 1), "wrong"),
    ]
    assert exact.offers


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
    assert found.said("text") == ("scale none",)
    assert [(t.role, t.again) for t in found.taken][:2] == [("X", False), ("Xᵀ", True)]


def test_our_article(article: Path) -> None:
    _is_worked_through(article, (58, 59, 60))


def test_the_article_behind_the_worked_case(shared: Path) -> None:
    _is_worked_through(shared / "source-article.txt", (83, 84, 85))
