"""The oracle against numbers that other people printed or worked out."""

from __future__ import annotations

import tomllib

import pytest
from mpmath import mp

from tests.oracle.arithmetic import number, real
from tests.oracle.attention import attention, undefined_rows


def decimals(stage: object, places: int) -> object:
    """A stage in decimals of the nearest multiple, as nested lists."""
    return [[f"{float(real(cell)):.{places}f}" for cell in row] for row in stage]  # type: ignore[attr-defined]


X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]

NOTEBOOK = {
    "none": [
        "0.468311 0.063379 0.468311",
        "0.422319 0.155362 0.422319",
        "0.006687 0.000905 0.992408",
    ],
    "1/sqrt(d_k)": [
        "0.415137 0.169725 0.415137",
        "0.378873 0.242254 0.378873",
        "0.092891 0.037978 0.869131",
    ],
}


@pytest.mark.parametrize("scale", NOTEBOOK)
def test_the_notebook_case(scale: str) -> None:
    stages = attention({"inputs": {"X": X}, "attention": {"scale": scale}})
    assert stages["scores"].tolist() == [[11, 9, 11], [9, 8, 9], [11, 9, 16]]
    assert decimals(stages["weights"], 6) == [row.split() for row in NOTEBOOK[scale]]


def test_a_weight_is_its_closed_form_to_eighty_digits() -> None:
    weight = attention({"inputs": {"X": X}, "attention": {"scale": "none"}})["weights"][0, 0]
    with mp.workdps(100):
        assert abs(weight - 1 / (2 + mp.exp(-2))) < mp.mpf(10) ** -80


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("0.25", mp.mpf("0.25")),
        ("-1e-3", None),
        ("2/3", None),
        ("\\frac{1}{4}", mp.mpf("0.25")),
        ("-\\sqrt{4}", -2),
        ("3\\sqrt{9}", 9),
        ("\\ln 1", 0),
    ],
)
def test_entries(text: str, value: object) -> None:
    expected = {"-1e-3": number("-1/1000"), "2/3": number(2) / 3}.get(text, value)
    assert number(text) == expected


@pytest.mark.parametrize("text", ["1_000", "nan", "inf", "", "1/", "x", "--1", "１"])
def test_what_the_oracle_does_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="does not read"):
        number(text)


SEEN = {
    "causal": ({"mask": "causal"}, ["1000", "1100"]),
    "lower right": ({"mask": "causal-lower-right"}, ["1110", "1111"]),
    "window": ({"window": 1}, ["1000", "0100"]),
    "both": ({"mask": "causal-lower-right", "window": 2}, ["0110", "0011"]),
    "given": ({"mask": [[0, 1, 1, 0], [1, 0, 0, 1]]}, ["0110", "1001"]),
}


@pytest.mark.parametrize("case", SEEN)
def test_masks(case: str) -> None:
    settings, seen = SEEN[case]
    stages = attention({"inputs": {"scores": [[0] * 4] * 2}, "attention": settings})
    assert ["".join("01"[w > 0] for w in row) for row in stages["weights"]] == seen


def test_columns_are_rows_turned() -> None:
    weight = [[1, 0], [0, 2], [1, 1], [0, 0], [3, 0]]
    rows = {"inputs": {"X": X, "W_Q": weight, "W_K": weight}}
    turned = {k: [list(c) for c in zip(*v, strict=True)] for k, v in rows["inputs"].items()}
    by_rows, by_columns = attention(rows), attention({"inputs": turned, "layout": "columns"})
    for name, stage in by_rows.items():
        other = by_columns[name]
        assert ((stage if name == "terms" else stage.T) == other).all()


def test_a_hidden_row_is_undefined_or_zero() -> None:
    problem = {
        "inputs": {"scores": [[1, 2], [3, 4]], "V": [[1], [2]]},
        "attention": {"mask": [[0, 0], [1, 1]]},
    }
    assert undefined_rows(problem) == [0]
    assert attention(problem)["output"][0, 0] is None
    zero = attention({**problem, "attention": {"mask": [[0, 0], [1, 1]], "empty_rows": "zero"}})
    assert zero["output"][0, 0] == 0


def test_heads_read_their_own_columns_and_share_keys() -> None:
    problem = tomllib.loads("""
        inputs.Q = [[[1]], [[2]], [[3]], [[4]]]
        inputs.K = [[[1], [0]], [[0], [1]]]
        inputs.V = [[[1], [2]], [[3], [4]]]
        attention.heads = 4
        attention.kv_heads = 2
        attention.scale = "none"
    """)
    stages = attention(problem)
    assert stages["scores"][:, 0, :].tolist() == [[1, 0], [2, 0], [0, 3], [0, 4]]
    assert stages["concat"].shape == (1, 4)


def test_a_printed_table_in_columns(cases) -> None:  # type: ignore[no-untyped-def]
    text = (cases / "tables/columns_four_tokens.toml").read_text(encoding="utf-8")
    stages = attention(tomllib.loads(text))
    assert decimals(stages["weights"], 2) == tomllib.loads(text)["printed"]["weights"]
