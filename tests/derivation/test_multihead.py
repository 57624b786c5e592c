"""PyTorch's module, held against its derivation; and what it refuses."""

from __future__ import annotations

from types import SimpleNamespace as Made
from typing import Any

import numpy as np
import pytest

import symattn as sa
from tests.oracle.peers import multihead

CALLS = 300
ROOM = 1e-11
"""Sums of a few dozen products of numbers below 10 in float64."""


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@pytest.mark.parametrize("first", range(0, CALLS, 30))
def test_the_module_gives_what_its_derivation_gives(first: int) -> None:
    for seed in range(first, first + 30):
        call = multihead(seed)
        steps = sa.from_multihead_attention(call.module, **call.arguments)
        weights = np.asarray(steps["weights"])
        assert weights.size == call.weights.size, (seed, call.told)
        for found, theirs in (
            (weights.reshape(call.weights.shape), call.weights),
            (np.asarray(steps["projected"]), call.output),
        ):
            np.testing.assert_allclose(
                found, theirs, rtol=ROOM, atol=ROOM, err_msg=f"{seed} {call.told}"
            )


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
def test_the_calls_have_everything_among_them() -> None:
    calls = [multihead(seed) for seed in range(60)]
    modules = [call.module for call in calls]
    assert {module.num_heads for module in modules} == {1, 2, 3}
    assert {module.batch_first for module in modules} == {False, True}
    assert {module.bias_k is None for module in modules} == {False, True}
    assert {module.add_zero_attn for module in modules} == {False, True}
    assert {module.in_proj_weight is None for module in modules} == {False, True}
    assert {module.in_proj_bias is None for module in modules} == {False, True}
    assert {call.arguments["query"].dim() for call in calls} == {2, 3}
    assert any(np.isnan(call.weights).any() for call in calls)
    for name in ("key_padding_mask", "attn_mask"):
        kinds = {str(call.arguments[name].dtype) for call in calls if name in call.arguments}
        assert kinds == {"torch.bool", "torch.float64"}
    assert any(call.arguments.get("is_causal") for call in calls)


def module(**changed: Any) -> Any:
    """One head of width 2 that stands for PyTorch's module: it has the same attributes."""
    ones = [[1, 0], [0, 1]]
    return Made(
        **{
            "num_heads": 1,
            "in_proj_weight": [*ones, *ones, *ones],
            "in_proj_bias": None,
            "bias_k": None,
            "bias_v": None,
            "add_zero_attn": False,
            "batch_first": True,
            "dropout": 0.0,
            "training": False,
            "out_proj": Made(weight=[[1, 2], [3, 4]], bias=[5, 6]),
            **changed,
        }
    )


X = [[1, 0], [0, 1]]


def test_its_weights_are_transposed_as_it_stores_them() -> None:
    steps = sa.from_multihead_attention(module(), [[1, 0]], [[1, 0]], [[1, 0]])
    assert steps["projected"].decimal(0) == [["6", "9"]]  # [1, 0] times the transpose, plus [5, 6]


def test_two_sequences_keep_their_names() -> None:
    one = sa.from_multihead_attention(module(), X, X, X)
    assert {"X", "W_Q", "W_K", "W_V"} <= one.problem.inputs.keys()
    assert "Y" not in one.problem.inputs
    two = sa.from_multihead_attention(module(), X, [[1, 1]], [[1, 1]])
    assert "Y" in two.problem.inputs
    three = sa.from_multihead_attention(module(), X, [[1, 1]], [[0, 1]])
    assert {"X", "K", "V"} <= three.problem.inputs.keys()


@pytest.mark.parametrize(
    ("changed", "arguments", "says"),
    [
        ({}, {"query": [1, 2]}, r"query: expected a matrix"),
        ({}, {"query": [[[[1, 2]]]]}, r"query: expected \(n, d\), or three axes with a batch"),
        ({}, {"query": [[1, 2, 3]]}, r"query: expected \(1, 2\), found \(1, 3\)"),
        ({}, {"value": [[1, 2]]}, r"value: expected \(2, 2\), found \(1, 2\)"),
        ({}, {"key": [["x", 1], [1, 2]]}, r"key: expected numbers alone, found a symbol"),
        ({}, {"is_causal": True}, r"attn_mask: is_causal=True without the mask"),
        ({}, {"is_causal": "yes"}, r'is_causal: expected True or False, found "yes"'),
        (
            {},
            {"is_causal": True, "attn_mask": [[False, False], [False, False]]},
            r"attn_mask: is_causal=True beside a mask that is not the causal one",
        ),
        ({}, {"attn_mask": [[0, 1], [0, 0]]}, r"attn_mask: expected booleans .* found integers"),
        (
            {},
            {"attn_mask": [[True]]},
            r"attn_mask: expected \(2, 2\) or \(1, 2, 2\), found \(1, 1\)",
        ),
        ({}, {"attn_mask": [[True], [True, False]]}, r"attn_mask: expected nested lists of one"),
        ({}, {"attn_mask": 3}, r"attn_mask: "),
        ({}, {"key_padding_mask": [[True, False]]}, r"key_padding_mask: expected \(2,\), found"),
        ({}, {"key_padding_mask": "no"}, r"key_padding_mask: "),
        ({"training": True, "dropout": 0.1}, {}, r"module: .* by chance; call module.eval\(\)"),
    ],
)
def test_refused(changed: dict[str, Any], arguments: dict[str, Any], says: str) -> None:
    given = {"query": X, "key": X, "value": X, **arguments}
    with pytest.raises(sa.InputError, match=f"^{says}"):
        sa.from_multihead_attention(module(**changed), **given)


@pytest.mark.parametrize("other", [None, 3, {"num_heads": 2}, [[1]]])
def test_what_is_no_module(other: Any) -> None:
    with pytest.raises(sa.InputError, match=r"^module: expected a torch\.nn\.MultiheadAttention"):
        sa.from_multihead_attention(other, X, X, X)


def test_training_without_dropout_is_no_chance() -> None:
    assert sa.from_multihead_attention(module(training=True), X, X, X)["scores"].shape == (2, 2)
