"""Every mistake of the catalogue: its sentence, its example, and that it shows in it."""

from __future__ import annotations

import pytest

from symattn import Problem
from symattn.derivation.backward import gradients
from symattn.derivation.carriers.balls import Balls
from symattn.derivation.derivation import solve
from symattn.derivation.steps import KINDS as STEPS
from symattn.mistakes import CATALOGUE, KINDS, Mistake, mistake, mistaken, ways
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor
from symattn.words import say

CONTRACT = [
    "no_scale",
    "d_k_for_root",
    "scale_by_model_width",
    "scale_by_length",
    "scaled_twice",
    "keys_not_transposed",
    "queries_keys_swapped",
    "sequences_exchanged",
    "projection_transposed",
    "softmax_down_columns",
    "no_normalisation",
    "no_exponential",
    "base_two",
    "base_ten",
    "max_not_taken_from_all",
    "mask_ignored",
    "mask_inverted",
    "mask_after_softmax",
    "mask_added_as_number",
    "mask_multiplied",
    "other_alignment",
    "other_window",
    "bias_before_scale",
    "temperature_after_softmax",
    "heads_split_wrong",
    "heads_joined_wrong",
    "kv_heads_tiled",
    "values_left_out",
    "keys_for_values",
    "rows_exchanged",
    "columns_exchanged",
    "product_slip",
    "sign_slip",
    "function_slip",
    "rounded_too_early",
    "row_forced_to_one",
    "truncated",
    "digits_swapped",
    "digit_mistyped",
    "single_precision",
    "jacobian_diagonal_only",
    "scale_missing_backward",
    "path_left_out",
]


def test_the_contracts_names_are_all_there_once() -> None:
    names = list(CATALOGUE)
    assert set(CONTRACT) <= set(names)
    assert mistake("no_scale").name == "no_scale"
    with pytest.raises(KeyError):
        mistake("no_such_mistake")


@pytest.mark.parametrize("one", CATALOGUE.values(), ids=lambda one: one.name)
def test_each_has_a_sentence(one: Mistake) -> None:
    assert say(f"mistake.{one.name}")


@pytest.mark.parametrize(
    "one", [m for m in CATALOGUE.values() if m.changes], ids=lambda one: one.name
)
def test_each_shows_in_its_example(one: Mistake) -> None:
    """In one way at least, some stage of the example comes out otherwise."""
    problem = Problem(**one.example)
    right = gradients(problem) if one.backward else solve(problem)
    plain = right.running_on({}, carrier=Balls())
    shown = False
    made = list(ways(one, right))
    assert made
    with working(128):
        for change in made:
            wrong = mistaken(right, change)
            for line in change.recipe:
                assert line.op in KINDS or line.op in STEPS
                if line.name in right.recipe and line.public:
                    shown = shown or _differ(wrong.value(line.name), plain.value(line.name))
    assert shown


def _differ(one: Tensor[object], two: Tensor[object]) -> bool:
    if one.shape != two.shape:
        return True
    pairs = zip(one.cells, two.cells, strict=True)
    return any(type(a) is not type(b) or (a is not b and _apart(a, b)) for a, b in pairs)


def _apart(a: object, b: object) -> bool:
    overlaps = getattr(a, "overlaps", None)
    return a != b if overlaps is None else not overlaps(b)


@pytest.mark.parametrize(
    "one", [m for m in CATALOGUE.values() if m.changes], ids=lambda one: one.name
)
def test_none_applies_where_its_cause_is_missing(one: Mistake) -> None:
    """A problem of one token and one key leaves nothing to mask, join or project."""
    problem = Problem(Q=[[1]], K=[[2]], V=[[3]], scale="none")
    names = {
        "mask_ignored",
        "mask_inverted",
        "bias_before_scale",
        "heads_split_wrong",
        "other_window",
    }
    if one.name in names:
        assert list(ways(one, solve(problem))) == []


@pytest.mark.parametrize(
    "one", [m for m in CATALOGUE.values() if m.changes], ids=lambda one: one.name
)
def test_its_recipes_have_no_new_stages_and_no_name_twice(one: Mistake) -> None:
    problem = Problem(**one.example)
    right = gradients(problem) if one.backward else solve(problem)
    for change in ways(one, right):
        names = [line.name for line in change.recipe]
        assert len(names) == len(set(names))
        assert all(name in right.recipe or name.startswith("_") for name in names)


DIGITS = {
    "rows_exchanged",
    "columns_exchanged",
    "row_forced_to_one",
    "single_precision",
    "truncated",
    "digits_swapped",
    "digit_mistyped",
    "function_slip",
}
SETTINGS = {
    "no_scale",
    "d_k_for_root",
    "scale_by_model_width",
    "scale_by_length",
    "base_two",
    "base_ten",
    "mask_ignored",
    "mask_inverted",
    "mask_multiplied",
    "other_alignment",
    "other_window",
    "other_scale",
    "other_base",
    "other_shift",
    "other_mask",
}


def test_what_each_changes() -> None:
    """Digits are looked for in the printed numbers; all others have ways of being made."""
    kinds = {one.name: one.at for one in CATALOGUE.values()}
    assert {name for name, at in kinds.items() if at == "digits"} == DIGITS
    assert {name for name, at in kinds.items() if at == "problem"} == SETTINGS
    assert set(kinds.values()) == {"digits", "problem", "recipe"}
    assert {one.name for one in CATALOGUE.values() if one.changes is None} == DIGITS
    assert {one.name for one in CATALOGUE.values() if one.backward} == {
        "jacobian_diagonal_only",
        "scale_missing_backward",
        "path_left_out",
    }
