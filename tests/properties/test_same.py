"""What changes nothing, exactly: shifts, orders, batches, layouts, symbols first."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.problems import BATCHED, FLAT, Mapping, problems, to_columns
from tests.properties.compare import cells, same_cells, solved

AFTER_WEIGHTS = ("weights", "terms", "output", "concat", "projected")


@given(problems(), st.sampled_from([1, "-3", "1/7", "\\sqrt{2}", "1000000000000"]))
def test_a_constant_added_to_every_score_of_a_row_changes_no_weight(
    mapping: Mapping, constant: int | str
) -> None:
    settings = {**mapping["attention"], "mask_fill": "-inf"}
    settings.pop("bias", None)
    mapping = {**mapping, "attention": settings}
    before = solved(mapping)
    shape = before["weights"].shape[-2:]
    columns = mapping.get("layout") == "columns"
    row = [
        [constant if (j if columns else i) == 0 else 0 for j in range(shape[1])]
        for i in range(shape[0])
    ]
    changed = {**mapping, "attention": {**mapping["attention"], "bias": row}}
    after = solved(changed)
    for name in AFTER_WEIGHTS:
        if name in before:
            assert same_cells(before[name], after[name]), name


@given(
    problems(roads=("qkv", "scores"), axes=FLAT, layouts=("rows",)),
    st.randoms(use_true_random=False),
)
def test_keys_in_another_order_change_no_output(mapping: Mapping, random: Any) -> None:
    inputs, settings = mapping["inputs"], dict(mapping["attention"])
    settings.pop("window", None)
    if isinstance(settings.get("mask"), str):
        settings.pop("mask")
    count = len(inputs["K"]) if "K" in inputs else len(inputs["scores"][0])
    order = random.sample(range(count), count)

    def columns(matrix: Any) -> Any:
        return [[row[j] for j in order] for row in matrix]

    moved = {
        name: [value[j] for j in order] if name in "KV" else value for name, value in inputs.items()
    }
    if "scores" in inputs:
        moved["scores"] = columns(inputs["scores"])
    other = {
        key: columns(value) if key in ("mask", "bias") else value for key, value in settings.items()
    }
    before = solved({"inputs": inputs, "attention": settings})
    after = solved({"inputs": moved, "attention": other})
    assert columns(before["weights"].decimal(30)) == after["weights"].decimal(30)
    for name in ("row_sums", "output", "projected"):
        if name in before:
            assert same_cells(before[name], after[name]), name


@given(problems(roads=("x", "qkv"), axes=BATCHED))
def test_a_batch_is_its_problems_side_by_side(mapping: Mapping) -> None:
    inputs = mapping["inputs"]
    lead = "X" if "X" in inputs else "Q"
    heads = mapping["attention"].get("heads", 1)
    batched = solved(mapping)
    for one in range(len(inputs[lead])):
        parts = {
            name: value[one] if name in ("X", "Y", "Q", "K", "V") else value
            for name, value in inputs.items()
        }
        if lead == "Q" and heads == 1:
            parts |= {name: parts[name][0] for name in ("Q", "K", "V") if name in parts}
        alone = solved({**mapping, "inputs": parts})
        for name in alone:
            whole = batched[name].decimal(30)[one]
            if lead == "Q" and heads == 1 and depth(whole) > depth(alone[name].decimal(30)):
                (whole,) = whole
            assert whole == alone[name].decimal(30), name


def depth(nested: Any) -> int:
    """How many axes a nested list has."""
    return 1 + depth(nested[0]) if isinstance(nested, list) else 0


@given(problems())
def test_a_token_a_column_is_the_same_turned(mapping: Mapping) -> None:
    one, other = solved(mapping), solved(to_columns(mapping))
    assert list(one) == list(other)
    for name in one:
        left, right = one[name].decimal(30), other[name].decimal(30)
        assert left == (right if name == "terms" else turn(right)), name


def turn(nested: Any) -> Any:
    """Nested lists with their last two axes exchanged."""
    if depth(nested) > 2:
        return [turn(part) for part in nested]
    return [list(row) for row in zip(*nested, strict=True)]


@given(problems("integers"), st.data())
def test_a_weight_says_nothing_of_the_largest_score_taken_out(
    mapping: Mapping, data: st.DataObject
) -> None:
    plain = {**mapping, "attention": {**mapping["attention"], "shift": "none"}}
    shifted = {**mapping, "attention": {**mapping["attention"], "shift": "max"}}
    one, other = solved(plain), solved(shifted)
    for name in AFTER_WEIGHTS:
        if name in one:
            assert same_cells(one[name], other[name]), name


@given(problems())
def test_every_weight_is_a_share(mapping: Mapping) -> None:
    for cell in cells(solved(mapping)["weights"].enclosure(30)):
        if cell is not None:
            assert 0 <= float(cell[0]) <= float(cell[1]) <= 1 + 1e-12
