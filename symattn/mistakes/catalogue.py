"""The one catalogue of mistakes, by name: used to find causes, and to make wrong answers.

The order is that in which names are preferred where two mistakes give the same numbers.
To add one: a function that yields its changes in the file of its kind, a row here, and the
sentence ``mistake.NAME`` in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from symattn.mistakes import backward, mask, matrices, scale, softmax
from symattn.mistakes.change import Changes, Mistake

__all__ = ["CATALOGUE", "mistake"]

_TOKENS = {"X": [[1, 2, 0], [0, 1, 1], [2, 0, 1]]}
_LONG = {
    "Q": [[1, 2], [0, 1], [2, 1], [1, 0], [1, 1]],
    "K": [[1, 0], [2, 1], [0, 1], [1, 1], [0, 2]],
    "V": [[1, 0], [3, 2], [0, 1], [1, 1], [2, 0]],
}
_SQUARE = {
    "X": [[1, 2], [0, 1], [2, 1]],
    "W_Q": [[1, 2], [0, 1]],
    "W_K": [[1, 0], [1, 1]],
    "W_V": [[2, 1], [1, 3]],
}
_KEYS = {"Q": [[1, 2], [0, 1]], "K": [[1, 0], [2, 1]], "V": [[1, 0], [3, 2]]}
_CAUSAL = {**_KEYS, "mask": "causal"}
_CROSS = {"X": [[1, 0], [1, 2]], "Y": [[2, 1], [0, 1]]}
_HEADS = {"X": [[1, 0, 2, 1], [0, 2, 1, 1], [1, 1, 0, 2]], "heads": 2}
_SHARED = {
    "Q": [[[1, 0], [0, 1]], [[1, 1], [1, -1]], [[2, 0], [0, 1]], [[0, 1], [1, 0]]],
    "K": [[[1, 0], [0, 2]], [[2, 1], [1, 1]]],
    "V": [[[1, 0], [0, 1]], [[3, 0], [0, 3]]],
    "heads": 4,
    "kv_heads": 2,
}
_CACHE = {
    "Q": [[1, 0], [0, 1]],
    "K": [[1, 1], [0, 1], [2, 0]],
    "V": [[1, 0], [0, 1], [1, 1]],
    "mask": "causal",
}
_BIASED = {**_KEYS, "bias": [[0, -2], [1, 0]]}
_WINDOW = {**_TOKENS, "mask": "causal", "window": 2}


def _problem(name: str, changes: Changes, example: Mapping[str, object]) -> Mistake:
    return Mistake(name, "problem", changes, example)


def _recipe(
    name: str, changes: Changes, example: Mapping[str, object], backward: bool = False
) -> Mistake:
    return Mistake(name, "recipe", changes, example, backward)


def _digits(name: str, changes: Changes | None = None) -> Mistake:
    return Mistake(name, "digits", changes, _TOKENS)


CATALOGUE: Mapping[str, Mistake] = {
    one.name: one
    for one in (
        _problem("no_scale", scale.no_scale, _KEYS),
        _problem("d_k_for_root", scale.d_k_for_root, _KEYS),
        _problem("scale_by_model_width", scale.scale_by_model_width, _HEADS),
        _problem("scale_by_length", scale.scale_by_length, _LONG),
        _recipe("scaled_twice", scale.scaled_twice, _KEYS),
        _recipe("keys_not_transposed", matrices.keys_not_transposed, _KEYS),
        _recipe("queries_keys_swapped", matrices.queries_keys_swapped, _KEYS),
        _recipe("sequences_exchanged", matrices.sequences_exchanged, _CROSS),
        _recipe("projection_transposed", matrices.projection_transposed, _SQUARE),
        _recipe("softmax_down_columns", softmax.softmax_down_columns, _TOKENS),
        _recipe("no_normalisation", softmax.no_normalisation, _TOKENS),
        _recipe("no_exponential", softmax.no_exponential, _TOKENS),
        _problem("base_two", softmax.base_two, _TOKENS),
        _problem("base_ten", softmax.base_ten, _TOKENS),
        _recipe("max_not_taken_from_all", softmax.max_not_taken_from_all, _TOKENS),
        _problem("mask_ignored", mask.mask_ignored, _CAUSAL),
        _problem("mask_inverted", mask.mask_inverted, _CAUSAL),
        _recipe("mask_after_softmax", mask.mask_after_softmax, _CAUSAL),
        _recipe("mask_added_as_number", mask.mask_added_as_number, _CAUSAL),
        _problem("mask_multiplied", mask.mask_multiplied, _CAUSAL),
        _problem("other_alignment", mask.other_alignment, _CACHE),
        _problem("other_window", mask.other_window, _WINDOW),
        _recipe("bias_before_scale", mask.bias_before_scale, _BIASED),
        _recipe("temperature_after_softmax", scale.temperature_after_softmax, _KEYS),
        _recipe("heads_split_wrong", matrices.heads_split_wrong, _HEADS),
        _recipe("heads_joined_wrong", matrices.heads_joined_wrong, _HEADS),
        _recipe("kv_heads_tiled", matrices.kv_heads_tiled, _SHARED),
        _recipe("values_left_out", matrices.values_left_out, _KEYS),
        _recipe("keys_for_values", matrices.keys_for_values, _KEYS),
        _recipe("jacobian_diagonal_only", backward.jacobian_diagonal_only, _TOKENS, backward=True),
        _recipe("scale_missing_backward", backward.scale_missing_backward, _TOKENS, backward=True),
        _recipe("path_left_out", backward.path_left_out, _TOKENS, backward=True),
        _problem("other_scale", scale.other_scale, {**_KEYS, "scale": "none"}),
        _problem("other_base", softmax.other_base, {**_TOKENS, "base": 2}),
        _problem("other_shift", softmax.other_shift, _TOKENS),
        _problem("other_mask", mask.other_mask, _TOKENS),
        _digits("rows_exchanged"),
        _digits("columns_exchanged"),
        Mistake("sign_slip", "recipe", softmax.sign_turned, _TOKENS),
        _digits("row_forced_to_one"),
        Mistake("rounded_too_early", "recipe", softmax.rounded_too_early, _TOKENS),
        Mistake("product_slip", "recipe", matrices.product_shortened, _TOKENS),
        _digits("single_precision"),
        _digits("truncated"),
        _digits("digits_swapped"),
        _digits("digit_mistyped"),
        _digits("function_slip"),
    )
}
"""Every mistake by its name."""


def mistake(name: str) -> Mistake:
    """The mistake of that name; KeyError where the catalogue has none."""
    return CATALOGUE[name]
