"""Inputs made from public bug reports: verdicts, ulps, twelve places, and the mistake's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import symattn as sa
from symattn.errors import InputError
from symattn.problem.load import from_mapping

REPORTS = Path(__file__).with_name("reports")
NO_VERDICT = {"<0.001", "≈1", "≈0"}
"""Claims that the expected file leaves to the contract."""


def _cases() -> Iterator[tuple[str, str]]:
    """(problem file, expected file) of every report with printed numbers."""
    for path in sorted(REPORTS.glob("*.toml")):
        number = path.name[:2]
        (expected,) = REPORTS.glob(f"{number}-*.expected.json")
        if "[printed]" in path.read_text("utf-8"):
            yield path.name, expected.name


CASES = list(_cases())


def _claims(found: Any) -> list[dict[str, Any]]:
    """The first list of claims in an expected file, of the variant that a file name asks for."""
    return list(found["verify"]["claims"]) if "verify" in found else []


def _part(expected: dict[str, Any], file: str) -> list[dict[str, Any]]:
    inner = expected["expect"]
    if "verify" in inner:
        return _claims(inner)
    if "taken_exactly" in inner:
        return list(inner["taken_exactly"]["claims"])
    for key, value in inner.items():
        ending = key.replace("_", "-")
        if (
            isinstance(value, dict)
            and "verify" in value
            and file.removesuffix(".toml").endswith(ending)
        ):
            return _claims(value)
    return next((_claims(v) for v in inner.values() if isinstance(v, dict) and "verify" in v), [])


@pytest.mark.parametrize(("file", "expected"), CASES)
def test_every_claim_is_judged_as_expected(file: str, expected: str) -> None:
    wanted = _part(json.loads((REPORTS / expected).read_text("utf-8")), file)
    assert wanted or "renormalised" in file
    report = sa.verify(sa.load(REPORTS / file))
    found = {(one.claim.stage, one.claim.index): one for one in report.claims}
    for claim in wanted:
        one = found[(claim["stage"], tuple(claim["index"]))]
        assert one.verdict == claim["verdict"], claim
        assert one.ulps == claim["ulps"], claim
        assert (one.nearest or "").lower() == claim["nearest"].lower(), claim
        if "decimal" in claim:
            assert one.decimal == claim["decimal"], claim


@pytest.mark.parametrize(("file", "expected"), CASES)
def test_the_mistake_is_named(file: str, expected: str) -> None:
    wanted = json.loads((REPORTS / expected).read_text("utf-8")).get("mistake")
    report = sa.verify(sa.load(REPORTS / file))
    if "renormalised" in file:
        assert not report.diagnoses  # divided again: the same numbers, so no mistake
    elif wanted:
        assert report.diagnoses[0].mistake == wanted


def test_inequalities_and_signs_of_nearness_hold() -> None:
    report = sa.verify(sa.load(REPORTS / "33-tiny-weights-not-zero.toml"))
    for one in report.claims:
        if one.claim.text in NO_VERDICT:
            assert one.right, one.claim.text


def test_closed_forms_are_proven_equal_or_unequal() -> None:
    table = json.loads((REPORTS / "26-closed-form-spellings.json").read_text("utf-8"))
    expected = json.loads((REPORTS / "26-closed-form-spellings.expected.json").read_text("utf-8"))
    problem = sa.Problem(X=[[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]], scale="none")
    assert table
    for one in expected["expect"]["verdicts"]:
        cells = [[""] * 3 for _ in range(3)]
        i, j = one["index"]
        cells[i][j] = one["printed"]
        (judged,) = sa.verify(problem, printed={"weights": cells}).claims
        allowed = ("exact", "undecided") if one["equal"] else ("wrong",)
        assert judged.verdict in allowed, one
        assert judged.nearest is None and judged.ulps is None


def test_trailing_zeros_of_bare_numbers_count(tmp_path: Path) -> None:
    path = tmp_path / "zeros.json"
    inputs = '"inputs": {"Q": [[1]], "K": [["0"], ["0.39"]]}, "attention": {"scale": "none"}'
    path.write_text("{" + inputs + ', "printed": {"weights": [[0.400, 0.60]]}}', "utf-8")
    assert [one.verdict for one in sa.verify(sa.load(path)).claims] == ["wrong", "rounded"]


def test_inputs_printed_rounded_call_no_possible_number_wrong() -> None:
    problem = sa.load(REPORTS / "40-inputs-printed-rounded.toml")
    assert sa.verify(problem).offers == ("verify.offer_rounded",)
    report = sa.verify(problem, inputs="rounded")
    assert [one.verdict for one in report.claims] == ["consistent", "consistent"]
    far = sa.verify(problem, printed={"weights": [["0.300", "0.700"]]}, inputs="rounded")
    assert [one.verdict for one in far.claims] == ["wrong", "wrong"]


def test_nothing_printed_is_no_success() -> None:
    with pytest.raises(InputError, match="nothing is printed"):
        sa.verify(from_mapping({"inputs": {"X": [[1, 2]]}}))
