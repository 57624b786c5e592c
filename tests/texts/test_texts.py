"""Texts of our own in the kinds that are found: inputs, settings, stages and wrong numbers."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from symattn.errors import InputError
from symattn.problem.given import Given
from symattn.reading.documents import read
from symattn.texts.documents import verify_document
from symattn.texts.reading import Recognised, recognise
from symattn.verification.check import report_on
from symattn.verification.comments import comments
from symattn.words import say

TEXTS = Path(__file__).with_name("texts")


class Expected(NamedTuple):
    """A problem of a text: ``stages`` are numbers of claims, ``faulty`` stage and index."""

    inputs: str
    settings: str
    stages: dict[str, int]
    faulty: tuple[tuple[str, tuple[int, ...]], ...] = ()


SCALED, PLAIN = "rows, 1/sqrt(d_k), none", "rows, none, none"
WRONG_IN_THE_ARTICLE = (("weights", (0, 1)), ("weights", (1, 1)), ("weights", (2, 0)))

EXPECTED: dict[str, list[Expected]] = {
    "token_by_token.md": [
        Expected("K Q V", SCALED, {"scores": 3, "scaled": 3, "weights": 3, "output": 2})
    ],
    "session.Rmd": [Expected("K Q V", SCALED, {"scaled": 9, "weights": 9, "output": 6})],
    "lecture.tex": [
        Expected("K Q V", SCALED, {"scores": 9, "scaled": 9, "weights": 9, "output": 6})
    ],
    "macros.tex": [Expected("K Q V", SCALED, {"scaled": 4, "weights": 4, "output": 4})],
    "virgules.tex": [Expected("K Q V", SCALED, {"scaled": 9, "weights": 9, "output": 6})],
    "longtables.tex": [Expected("X", SCALED, {"scaled": 9, "weights": 9, "output": 6})],
    "printed_by_r.txt": [Expected("K Q", SCALED, {"scaled": 9, "weights": 9})],
    "boxes.txt": [Expected("X", SCALED, {"weights": 9, "output": 6})],
    "cosine_scores.md": [Expected("scores", PLAIN, {"weights": 4})],
    "sentences.md": [Expected("K Q", SCALED, {"weights": 6})],
    "steps.md": [Expected("K Q V", SCALED, {"scores": 3, "scaled": 3, "weights": 3, "output": 2})],
    "values.md": [Expected("K Q", SCALED, {"weights": 4}), Expected("K Q", SCALED, {"weights": 4})],
    "wiki.txt": [Expected("K Q V", SCALED, {"scores": 9, "weights": 9, "output": 6})],
    "sum_row.md": [
        Expected(
            "X",
            SCALED,
            {"scores": 3, "scaled": 3, "exponentials": 3, "row_sums": 1, "weights": 3, "output": 2},
        )
    ],
    "indexed.html": [Expected("X", SCALED, {"scores": 3, "scaled": 3, "weights": 3, "output": 2})],
    "article.txt": [
        Expected("X", PLAIN, {"scores": 9, "weights": 9, "output": 15}, WRONG_IN_THE_ARTICLE)
    ],
    "causal.ipynb": [
        Expected(
            "X",
            "rows, 1/sqrt(d_k), causal",
            {"scaled": 9, "masked": 9, "weights": 9, "output": 6},
        )
    ],
    "columns.md": [
        Expected(
            "X",
            "columns, 1/sqrt(d_k), none",
            {"scores": 9, "scaled": 9, "weights": 9, "output": 6},
        )
    ],
    "comment.md": [
        Expected(
            "K Q V",
            SCALED,
            {"scores": 2, "scaled": 2, "weights": 2, "output": 2},
            (
                ("weights", (0, 0)),
                ("weights", (0, 1)),
                ("output", (0, 0)),
                ("output", (0, 1)),
            ),
        )
    ],
    "cross.md": [Expected("K Q V", SCALED, {"scores": 6, "weights": 6, "output": 4})],
    "directed.md": [
        Expected("X", PLAIN, {"weights": 4}, (("weights", (0, 0)), ("weights", (0, 1))))
    ],
    "german.md": [Expected("X", PLAIN, {"scores": 4, "weights": 4, "output": 4})],
    "heads.md": [
        Expected(
            "W_K W_Q W_V X",
            SCALED,
            {"Q": 12, "K": 12, "V": 6, "scores": 18, "weights": 9, "output": 6},
        )
    ],
    "two_heads.md": [
        Expected(
            "W_K W_O W_Q W_V X",
            SCALED,
            {"Q": 8, "K": 8, "V": 8, "scaled": 8, "weights": 8, "output": 8, "concat": 8}
            | {"projected": 8},
            (("weights", (1, 0, 1)), ("projected", (1, 2))),
        )
    ],
    "nothing_forced.md": [],
    "percent.html": [Expected("X", PLAIN, {"weights": 9}, (("weights", (2, 2)),))],
    "running.md": [
        Expected("K Q V", SCALED, {"scores": 3, "scaled": 3, "weights": 3, "output": 2})
    ],
    "stages_in_columns.md": [
        Expected(
            "K Q V",
            SCALED,
            {
                "scores": 3,
                "scaled": 3,
                "exponentials": 3,
                "row_sums": 1,
                "weights": 3,
                "output": 2,
            },
            (("row_sums", (0, 0)),),
        )
    ],
    "statements.txt": [
        Expected("K Q", SCALED, {"scaled": 4, "exponentials": 2, "row_sums": 1, "weights": 2})
    ],
    "torch_heads.md": [Expected("K Q V", SCALED, {"scores": 8, "weights": 8, "output": 4})],
    "two_problems.tex": [
        Expected("K Q V", PLAIN, {"scores": 4, "weights": 4, "output": 4}),
        Expected("K Q V", SCALED, {"scaled": 4, "weights": 4}),
    ],
}


def _described(one: Recognised) -> Expected:
    problem = one.problem
    report = report_on(problem, one.claims)
    faulty = tuple((j.claim.stage, j.claim.index) for j in report.claims if not j.right)
    return Expected(
        " ".join(sorted(problem.inputs)),
        f"{problem.layout}, {problem.scale_text}, {problem.mask_kind}",
        dict(Counter(claim.stage for claim in one.claims)),
        faulty,
    )


def _recognised(text: Path) -> tuple[Recognised, ...]:
    """The problems of a text, under what its comments say."""
    document = read(text)
    said = {block: stage for block, (stage, _) in comments(document).stages.items()}
    return recognise(document, Given(None, {}, said))


def test_every_text_has_its_line() -> None:
    assert {path.name for path in TEXTS.iterdir()} == {*EXPECTED}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_inputs_settings_stages_and_wrong_numbers(name: str) -> None:
    assert [_described(one) for one in _recognised(TEXTS / name)] == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {"nothing_forced.md"}))
def test_every_number_of_a_table_is_placed(name: str) -> None:
    first = _recognised(TEXTS / name)[0]
    unused = {say("texts.unused_input")}  # the Q and K of a cosine
    assert {one.why for one in first.unplaced} <= {"prose", "code", "formula", "heading"} | unused


SLIPS = TEXTS.with_name("slips")
"""Texts with one mistake made throughout, named by it; what they state and print right is fixed."""


@pytest.mark.parametrize("name", sorted(path.name for path in SLIPS.iterdir()))
def test_a_slip_is_named_and_no_setting_is_bent_to_fit_it(name: str) -> None:
    (report,) = verify_document(SLIPS / name)
    assert [found.mistake for found in report.diagnoses][:1] == [name.removesuffix(".md")]
    assert report.problem.scale_text == "1/sqrt(d_k)"


OTHERS = TEXTS.with_name("others")
"""Texts about something else that have matrices too."""


@pytest.mark.parametrize("name", sorted(path.name for path in OTHERS.iterdir()))
def test_what_is_no_attention_is_not_judged(name: str) -> None:
    assert not any(one.claims for one in recognise(read(OTHERS / name)))


PAGES = TEXTS.with_name("pages")
"""Some of the texts as Chromium printed them, on small pages that break tables and listings."""


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.iterdir()))
def test_the_page_of_a_browser_says_the_same(page: str) -> None:
    (name,) = [name for name in EXPECTED if name.split(".")[0] == page.removesuffix(".pdf")]
    assert [_described(one) for one in recognise(read(PAGES / page))] == EXPECTED[name]


def _engines() -> list[object]:
    return [
        pytest.param(one, marks=pytest.mark.skipif(not shutil.which(one), reason=f"no {one}"))
        for one in ("pdflatex", "xelatex")
    ]


@pytest.mark.tex
@pytest.mark.parametrize("engine", _engines())
@pytest.mark.parametrize("name", sorted(name for name in EXPECTED if name.endswith(".tex")))
def test_the_page_of_a_text_says_the_same(name: str, engine: str, tmp_path: Path) -> None:
    """Pages that TeX made hold no tags: all is read from where the characters stand."""
    shutil.copy(TEXTS / name, tmp_path)
    subprocess.run(
        [engine, "-interaction=batchmode", name],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=True,
    )
    page = read((tmp_path / name).with_suffix(".pdf"))
    assert [_described(one) for one in recognise(page)] == EXPECTED[name]


def test_what_fits_nowhere_is_not_judged() -> None:
    with pytest.raises(InputError, match=r"nothing here was checked: K and Q was found, but"):
        verify_document(TEXTS / "nothing_forced.md")


def test_the_article_says_what_it_leaves_out() -> None:
    (found,) = recognise(read(TEXTS / "article.txt"))
    assert found.said("text") == ("scale none",)
    assert [(t.role, t.lines, t.again) for t in found.taken] == [
        ("X", (5, 7), False),
        ("Xᵀ", (12, 16), True),
        ("scores", (21, 23), False),
        ("weights", (30, 32), False),
        ("output", (36, 38), False),
    ]
    assert found.problem.query_names == ("sun", "moon", "star")
    assert found.placed == 63


def test_equations_are_judged_as_they_stand() -> None:
    (found,) = recognise(read(TEXTS / "statements.txt"))
    assert {one.verdict for one in found.equations} == {"exact", "rounded"}
    assert all(one.to_json()["kind"] == "equation" for one in found.equations)
