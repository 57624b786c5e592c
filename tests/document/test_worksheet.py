"""Worksheets: one page for a blank, no answer in it, and numbers that carry on."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import fmpq

import symattn as sa
from symattn.document.places import choose
from symattn.document.versions import show
from symattn.document.walk import nodes
from symattn.document.worksheet.page import Options, build, warnings
from symattn.document.worksheet.view import View
from symattn.files import latex, pdf, typst
from symattn.formulas.tree import Answer, Blank, Num
from symattn.numbers.tensors import indices

FOLDER = Path(__file__).resolve().parents[2] / "worksheets"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
QUEER: dict[str, dict[str, Any]] = {
    "one token": {"X": [[2]]},
    "scores alone, base 2": {"scores": [["1/2", 0, 1], [2, -1, 0]], "base": 2},
    "no values": {"Q": [["0.5", "1.25"], [1, 0]], "K": [[1, 0], ["0.1", 1]]},
    "cross": {"X": [[1, 2]], "Y": [[1, 0], [0, 1]], "W_V": [[1, 0], [0, 1]], "b_V": [1, 2]},
    "batch": {"X": [[[1, 0], [0, 1]], [[1, 1], [2, 0]]], "shift": "max"},
    "batch and heads": {"X": [[[1, 0, 1, 0], [0, 1, 1, 1]]] * 2, "heads": 2},
    "grouped heads": {
        "X": [[1, 0], [0, 1]],
        "heads": 4,
        "kv_heads": 2,
        "W_Q": [[1, 0, 0, 1], [0, 1, 1, 0]],
        "W_K": [[1, 0], [0, 1]],
        "W_V": [[1, 2], [0, 1]],
    },
    "bias, mask, window": {
        "X": [[1, 0], [0, 1], [1, 1]],
        "bias": [[0, -1, "1/3"], [1, 0, 0], [0, "0.5", 0]],
        "mask": "causal",
        "window": 2,
        "shift": "max",
    },
    "a row of zeros": {"X": [[1, 0], [0, 1]], "mask": [[0, 0], [1, 1]], "empty_rows": "zero"},
    "all undefined": {"X": [[1, 0], [0, 1]], "mask": [[0, 0], [0, 0]]},
    "finite fill": {"X": [[1, 0], [0, 1]], "mask": [[1, 0], [0, 0]], "mask_fill": "-1e9"},
    "large scores": {"X": [[100, 200], [300, "1/7"]], "scale": "none"},
    "roots and logarithms": {"Q": [["\\sqrt{2}", 1]], "K": [[1, "\\sqrt{3}"], [0, 1]]},
    "mixed symbols": {"X": [["a", "b"], ["c", 1], [0, "d"]]},
    "floats": {"X": [[0.1, 1.0], [0.5, 0.25]]},
    "forty keys": {
        "Q": [[1, 2]],
        "K": [[i % 5 - 2, i % 3] for i in range(40)],
        "V": [[i % 7] for i in range(40)],
    },
    "twelve by sixty-four": {"X": [[(i * j) % 3 - 1 for j in range(64)] for i in range(12)]},
    "columns": {"X": [[1, 0, 2], [0, 1, 1]], "layout": "columns", "shift": "max"},
}


def solved(name: str) -> sa.Derivation:
    return sa.solve(sa.load(FOLDER / f"{name}.toml"))


def page_count(made: bytes) -> int:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(made)
    try:
        return len(document)
    finally:
        document.close()


MORE = {
    "layers": 2,
    "module": 3,
    "padding-added": 2,
    "causal": 2,
    "grouped": 3,
    "heads": 3,
    "positions": 2,
    "projections": 2,
}
"""Sheets with a second layer, with boxes as wide as −1000000001, or with a mask, heads, positions
or projections that the page explains: they take one page more."""


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_fits_one_page_and_the_map_too(name: str, paper: str) -> None:
    derivation = solved(name)
    options = Options(paper)  # type: ignore[arg-type]
    few = max(derivation.problem.n, derivation.problem.m) <= 4
    most = MORE.get(name, derivation.problem.heads if few else 2)
    assert page_count(pdf.render(build(derivation, "blank", options))) <= most
    assert page_count(pdf.render(build(derivation, "map", options))) <= most


@pytest.mark.parametrize("sheet", ["solution", "blank", "hints", "map"])
@pytest.mark.parametrize("kind", QUEER)
def test_every_kind_of_problem_has_every_sheet(kind: str, sheet: str) -> None:
    derivation = sa.solve(sa.Problem(**QUEER[kind]))
    whole = build(derivation, sheet)
    assert pdf.render(whole).startswith(b"%PDF-")
    assert latex.source(whole)


def changed(node: Any) -> Any:
    """The tree with another answer of the same width in every place."""
    if isinstance(node, Answer):
        return Answer(Num("7" * node.width), node.width)
    if isinstance(node, tuple):
        return tuple(map(changed, node))
    if is_dataclass(node) and not isinstance(node, type):
        return type(node)(**{f.name: changed(getattr(node, f.name)) for f in fields(node)})
    return node


@pytest.mark.parametrize("sheet", ["blank", "hints"])
@pytest.mark.parametrize("name", NAMES)
def test_other_answers_leave_a_blank_byte_for_byte_the_same(name: str, sheet: str) -> None:
    whole = build(solved(name), "solution")
    version = build(solved(name), sheet)
    assert not [node for node in nodes(version) if isinstance(node, Answer)]
    other = changed(whole)
    for write in (latex.source, typst.source):
        assert write(show(other, sheet)) == write(show(whole, sheet))  # type: ignore[arg-type]


def masked(node: Any) -> Any:
    """The tree with every number alike, so that two problems can be compared."""
    if isinstance(node, Num):
        return Num("0")
    if isinstance(node, tuple):
        return tuple(map(masked, node))
    if is_dataclass(node) and not isinstance(node, type):
        return type(node)(**{f.name: masked(getattr(node, f.name)) for f in fields(node)})
    return node


def test_another_problem_with_answers_as_wide_has_the_same_blank() -> None:
    settings: dict[str, Any] = {"scale": "none", "shift": "max"}
    first, second = (sa.solve(sa.Problem(X=rows, **settings)) for rows in (X, X[::-1]))
    assert first["weights"].decimal(3) != second["weights"].decimal(3)
    made = (replace(build(derivation, "blank"), problem="") for derivation in (first, second))
    blanks = [masked(sheet) for sheet in made]
    assert latex.source(blanks[0]) == latex.source(blanks[1])
    assert any(isinstance(node, Blank) for node in nodes(blanks[0]))


@pytest.mark.parametrize("name", ["projections", "heads", "columns"])
def test_projected_rows_are_not_given_away_by_the_scores(name: str) -> None:
    derivation = solved(name)
    for sheet in ("blank", "blank map"):
        made = build(derivation, sheet)
        written = typst.source(made)
        queries = derivation["Q"].decimal(0)
        row = queries[0] if isinstance(queries[0], list) else queries
        assert str(row) not in written
        assert not [node for node in nodes(made) if isinstance(node, Answer)]


def rounded(value: Fraction, places: int) -> Fraction:
    with localcontext() as context:
        context.prec = 60
        whole = Decimal(value.numerator) / Decimal(value.denominator)
        return Fraction(whole.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def number(shown: fmpq | None) -> Fraction:
    assert shown is not None
    return Fraction(int(shown.p), int(shown.q))


@pytest.mark.parametrize("name", ["notebook", "scaled", "columns"])
def test_whoever_carries_the_printed_numbers_gets_the_next_ones(name: str) -> None:
    derivation = solved(name)
    places = choose(derivation)
    assert places.misses == ()
    view = View(derivation, places)

    def at(stage: str, i: int, j: int) -> Fraction:
        turned = view.columns
        return number(view.shown(stage)[(j, i) if turned else (i, j)].value)

    rows, keys = view.at("weights").shape
    for i, j in indices((rows, keys)):
        carried = at("exponentials", i, j) / at("row_sums", i, 0)
        if at("weights", i, j) >= Fraction(1, 100):
            assert rounded(carried, places["weights"]) == at("weights", i, j)
    for i, j in indices(view.at("output").shape):
        carried = sum((at("weights", i, k) * at("V", k, j) for k in range(keys)), Fraction(0))
        assert rounded(carried, places["output"]) == at("output", i, j)


def test_places_that_are_asked_for_are_kept_and_their_misses_named() -> None:
    sheet = {"places": {"weights": 3, "output": 3}}
    derivation = sa.solve(sa.Problem(X=X, scale="none", sheet=sheet))
    said = warnings(derivation)
    # 0.007 and 0.001 would give 11 of 15 wrong; 6.69 × 10⁻³ and 9.05 × 10⁻⁴, as printed, 13
    assert len(said) == 13
    assert all("output, cell" in sentence and "weights (3 places)" in sentence for sentence in said)


def test_keys_of_the_sheet_and_own_letters() -> None:
    derivation = sa.solve(
        sa.Problem(
            X=[[1, 0], [0, 1]],
            notation={"weights": "\\alpha"},
            sheet={"intro": "100% by hand", "points": 36, "blank": ["scores"]},
        )
    )
    blank = latex.source(build(derivation, "blank"))
    assert r"100\% by hand" in blank
    assert "/ 36" in blank
    assert r"\alpha" in blank
    places = [node for node in nodes(build(derivation, "blank")) if isinstance(node, Blank)]
    assert len(places) == 4 + 3  # the scores, and one of them in full


@pytest.mark.parametrize(("detail", "pages"), [(1, 1), (2, 2), (3, 2)])
def test_details(detail: int, pages: int) -> None:
    made = pdf.render(build(solved("notebook"), "solution", Options(detail=detail)))
    assert page_count(made) == pages


def test_letters_follow_the_scale() -> None:
    plain = latex.source(build(solved("notebook"), "blank"))
    assert r"\tilde" not in plain
    assert "X X^{\\top}" in re.sub(r"\s+", " ", latex.source(build(solved("notebook"), "map")))
