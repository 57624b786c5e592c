"""Weights that cannot be, from the printed numbers alone: each reason, and its limits by hand."""

from __future__ import annotations

import pytest

from symattn.numbers.tensors import Tensor
from symattn.verification.claims import Claim, read
from symattn.verification.impossible import impossible
from tests.verification.printing import claims

SUM = ("row_not_one",)


def why(*rows: list[str], keys: int) -> dict[tuple[int, ...], tuple[str, ...]]:
    return dict(impossible([(c.index, c) for c in claims("weights", rows)], keys))


@pytest.mark.parametrize(
    ("row", "possible"),
    [
        (["0.5", "0.5"], True),
        (["0.5", "0.6"], True),  # 0.55 + 0.55 ≥ … ≥ 0.45 + 0.55 = 1: just possible
        (["0.5", "0.4"], True),  # 0.55 + 0.45 = 1: just possible
        (["0.5", "0.7"], False),  # at least 0.45 + 0.65 = 1.1
        (["0.5", "0.3"], False),  # at most 0.55 + 0.35 = 0.9
        (["0.5", "0.55"], True),  # 0.45 + 0.545 ≤ 1
        (["0.5", "0.56"], False),  # at least 0.45 + 0.555 = 1.005
        (["0.5", "0.45"], True),
        (["0.5", "0.44"], False),  # at most 0.55 + 0.445 = 0.995
    ],
)
def test_the_slack_of_a_row_is_half_a_unit_of_each_number(row: list[str], possible: bool) -> None:
    assert why(row, keys=2) == ({} if possible else {(0, 0): SUM, (0, 1): SUM})


def test_thirds_may_be_printed_so() -> None:
    assert why(["0.33", "0.33", "0.33"], keys=3) == {}
    assert why(["0.32", "0.33", "0.33"], keys=3) == {(0, j): SUM for j in range(3)}


def test_exact_fractions_have_no_slack() -> None:
    assert why(["1/3", "2/3"], keys=2) == {}
    assert why(["1/3", "1/3"], keys=2) == {(0, 0): SUM, (0, 1): SUM}


def test_a_row_is_added_up_by_itself_and_only_where_it_is_whole() -> None:
    found = why(["0.2", "0.2"], ["0.9", "0.1"], ["0.2", ""], keys=2)
    assert found == {(0, 0): SUM, (0, 1): SUM}
    assert why(["0.2", "0.2"], keys=3) == {}


def test_zero_and_one_are_weights_and_what_lies_beyond_is_none() -> None:
    assert why(["0.0", "1.0"], keys=3) == {}
    assert why(["-0.1", "1.1"], keys=3) == {(0, 0): ("below_zero",), (0, 1): ("above_one",)}
    assert why(["2.1", "-0.1"], keys=2) == {
        (0, 0): ("above_one", "row_not_one"),
        (0, 1): ("below_zero", "row_not_one"),
    }


@pytest.mark.parametrize("text", ["<2.0", ">2.0", "nan", "-inf", "abc", "e^{9}"])
def test_what_is_no_plain_number_says_nothing_and_leaves_its_row_open(text: str) -> None:
    assert why([text, "0.2"], keys=2) == {}
    assert why(["0.2", text], ["1.5", ""], keys=2) == {(1, 0): ("above_one",)}


def at(index: tuple[int, ...], text: str) -> tuple[tuple[int, ...], Claim]:
    return index, Claim("weights", index, text, read([text])[0])


def test_a_hidden_key_has_weight_zero() -> None:
    visible = Tensor((2, 2), (True, False, True, True))
    shown = [at((0, 1), "0.5"), at((0, 0), "0.5"), at((1, 1), "0.5")]
    assert impossible(shown, 3, visible) == {(0, 1): ("hidden_not_zero",)}
    assert impossible([at((0, 1), "0.0")], 3, visible) == {}
    assert impossible(shown, 3) == {}


def test_rows_of_several_heads_are_added_up_apart() -> None:
    shown = [at((h, i, j), "0.5") for h in (0, 1) for i in (0, 1) for j in (0, 1)]
    assert impossible(shown, 2) == {}
    assert impossible([*shown[1:], at((0, 0, 0), "0.7")], 2) == {(0, 0, 0): SUM, (0, 0, 1): SUM}


def test_a_mask_is_read_for_every_head_and_along_axes_of_size_one() -> None:
    plain = Tensor((2, 3), (True, True, False, True, False, True))
    assert impossible([at((4, 1, 1), "0.5"), at((4, 1, 2), "0.5")], 9, plain) == {
        (4, 1, 1): ("hidden_not_zero",)
    }
    heads = Tensor((2, 1, 3), (True, True, True, False, True, True))
    assert impossible([at((h, 5, 0), "0.5") for h in (0, 1)], 9, heads) == {
        (1, 5, 0): ("hidden_not_zero",)
    }
