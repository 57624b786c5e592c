"""Tables that real texts print: every verdict and nearest decimal as other programs found them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import symattn as sa
from symattn.verification.report import Report

FOLDER = Path(__file__).with_name("tables")
TABLES = sorted(path.stem for path in FOLDER.glob("*.toml"))
OUR_NAMES = {
    "no_exponential": "no_exponential",
    "float32_print": "single_precision",
    "scaled_again": "scaled_twice",
    "wrong_projection": "product_slip",
    "cut_off": "truncated",
    "row_forced_to_one": "row_forced_to_one",
}
"""What the notes call a cause, where the catalogue has a name for just that."""


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))
    return found


def verified(name: str) -> Report:
    return sa.verify(sa.load(FOLDER / f"{name}.toml"))


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_has_its_verdict_and_nearest_decimal(name: str) -> None:
    wanted = {
        (claim["stage"], tuple(claim["index"])): (claim["verdict"], claim["nearest"])
        for claim in expected(name)["claims"]
    }
    report = verified(name)
    found = {
        (one.claim.stage, one.claim.index): (one.verdict, (one.nearest or "").rstrip("."))
        for one in report.claims
    }
    assert found == wanted
    counts = Counter(one.verdict for one in report.claims)
    assert counts["exact"] + counts["rounded"] == sum(one.right for one in report.claims)


@pytest.mark.parametrize("name", TABLES)
def test_diagnoses_name_faulty_cells_alone(name: str) -> None:
    report = verified(name)
    faulty = {(one.claim.stage, one.claim.index) for one in report.claims if one.faulty}
    named = [spot for found in report.diagnoses for spot in found.spots()]
    assert set(named) <= faulty
    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", TABLES)
def test_what_is_carried_forward_is_right_for_what_is_printed_before(name: str) -> None:
    report = verified(name)
    follows = {(one.claim.stage, one.claim.index): one.follows for one in report.claims}
    for cause in expected(name)["causes"]:
        certain = cause.get("sure", "certain" if cause.get("certain") else "") == "certain"
        if cause["mistake"] in ("carried_forward", "follows_from_previous") and certain:
            for index in cause["indices"]:
                spot = (cause["stage"], tuple(index))
                assert follows.get(spot, True) or _printed_beside(name, spot), spot


def _printed_beside(name: str, spot: tuple[str, tuple[int, ...]]) -> bool:
    """Scores that follow from tanh values, which are no claims."""
    return (name, spot[0]) == ("additive_three_states", "scores")


@pytest.mark.parametrize("name", TABLES)
def test_causes_that_the_catalogue_has_are_found(name: str) -> None:
    report = verified(name)
    found = {(one.mistake, one.stage): set(one.indices) for one in report.diagnoses}
    for cause in expected(name)["causes"]:
        ours = OUR_NAMES.get(cause["mistake"])
        sure = cause.get("sure") == "certain" or cause.get("certain") is True
        if ours and sure:
            cells = {tuple(index) for index in cause["indices"]}
            assert cells <= found.get((ours, cause["stage"]), set()), cause


@pytest.mark.parametrize("name", TABLES)
def test_json_holds_what_the_contract_says(name: str) -> None:
    made = verified(name).to_json()
    assert {"problem", "numbers", "claims", "unplaced", "summary", "diagnoses"} <= set(made)
    for claim in made["claims"]:
        assert {
            "kind",
            "stage",
            "index",
            "printed",
            "verdict",
            "nearest",
            "decimal",
            "ulps",
            "exact",
            "follows",
        } <= set(claim)
    assert json.loads(json.dumps(made)) == made
