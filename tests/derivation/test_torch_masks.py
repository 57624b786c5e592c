"""Masks of models: the smallest number of a type as mask, bias and fill; both polarities."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

import symattn as sa

Q = [[1, 0], [0, 2], [1, 1]]
K = [[1, 1], [0, 1], [2, 0]]
V = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
SMALLEST = {
    "float16": -65504.0,
    "bfloat16": -3.3895313892515355e38,
    "float32": -3.4028234663852886e38,
    "float64": -1.7976931348623157e308,
}
"""torch.finfo(dtype).min"""
CAUSAL = [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


def floats(least: float, seen: Any = CAUSAL) -> Any:
    return np.where(np.array(seen, dtype=bool), 0.0, least)


@pytest.mark.parametrize("least", SMALLEST.values(), ids=SMALLEST)
def test_hidden_weights_are_far_below_any_printed_place(least: float) -> None:
    step = sa.scaled_dot_product_attention(Q, K, V, attn_mask=floats(least))
    hidden = sa.scaled_dot_product_attention(Q, K, V, attn_mask=np.array(CAUSAL, dtype=bool))
    assert step.decimal(30) == hidden.decimal(30)
    assert step.decimal(6)[0] == ["1.000000", "0.000000", "0.000000"]


@pytest.mark.parametrize("least", list(SMALLEST.values())[1:], ids=list(SMALLEST)[1:])
def test_a_row_that_sees_nothing_is_shared_out_evenly(least: float) -> None:
    step = sa.scaled_dot_product_attention(Q, K, V, attn_mask=np.full((3, 3), least))
    assert step.exact[0, 0] == step.exact[2, 1] == Fraction(1, 3)
    moved = np.full((3, 3), least) + np.array([0.5, -1, 3])  # lost in float64, as in PyTorch's
    assert sa.scaled_dot_product_attention(Q, K, V, attn_mask=moved) is not None


@pytest.mark.parametrize("least", SMALLEST.values(), ids=SMALLEST)
@pytest.mark.parametrize("kind", ["bias", "fill"])
def test_as_bias_and_as_fill_of_a_problem(kind: str, least: float) -> None:
    keys: dict[str, Any] = {"bias": floats(least).tolist()}
    if kind == "fill":
        keys = {"mask": CAUSAL, "mask_fill": least}
    weights = sa.solve(sa.Problem(Q=Q, K=K, V=V, **keys))["weights"]
    assert weights.decimal(40)[0] == [f"1.{'0' * 40}", f"0.{'0' * 40}", f"0.{'0' * 40}"]
    assert weights[0, 1].exact.evalf(5) > 0 if least == -65504.0 else True
    assert np.asarray(weights)[0].tolist() == [1, 0, 0]


@pytest.mark.parametrize("least", list(SMALLEST.values())[1:], ids=list(SMALLEST)[1:])
def test_a_whole_row_of_a_bias_takes_nothing_away(least: float) -> None:
    """softmax(s + b) = softmax(s): added exactly, no score is lost."""
    plain = sa.solve(sa.Problem(Q=Q, K=K, V=V))
    moved = sa.solve(sa.Problem(Q=Q, K=K, V=V, bias=[[least] * 3] * 3))
    assert moved["weights"].decimal(30) == plain["weights"].decimal(30)
    assert moved["output"].enclosure(20) == plain["output"].enclosure(20)


@pytest.mark.parametrize("least", list(SMALLEST.values())[1:], ids=list(SMALLEST)[1:])
def test_their_size_is_known_to_the_last_figure(least: float) -> None:
    """The weight e^(b − s)/(1 + …): its power of ten, beside mpmath's."""
    problem = sa.Problem(Q=[[1]], K=[[0], [0]], bias=[[0, least]])
    lower, upper = sa.solve(problem)["weights"][0, 1].enclosure(8)  # type: ignore[misc]
    with mpmath.workdps(400):
        logarithm = mpmath.mpf(least) / mpmath.log(10)
        power = int(mpmath.floor(logarithm))
        mantissa = mpmath.power(10, logarithm - power)
        assert mpmath.mpf(lower.split("e")[0]) <= mantissa <= mpmath.mpf(upper.split("e")[0])
    assert lower.split("e")[1] == upper.split("e")[1] == str(power)


def test_a_large_number_beside_infinity_is_added() -> None:
    mask = np.array([[-np.inf, -1e300, -1e300]] * 3)
    step = sa.scaled_dot_product_attention(Q, K, V, attn_mask=mask)
    assert step.decimal(3)[0] == ["0.000", "0.196", "0.804"]  # by the scores 0 and √2


def test_a_moderate_number_is_added_exactly() -> None:
    step = sa.scaled_dot_product_attention(Q, K, V, attn_mask=np.full((3, 3), -1e9))
    assert step.decimal(12) == sa.scaled_dot_product_attention(Q, K, V).decimal(12)


@pytest.mark.parametrize(
    ("mask", "asked", "expected"),
    [
        ([[True, False]], {}, [[False, True]]),
        ([[True, False]], {"key_padding": True}, [[[[False, True]]]]),
        ([[[True]], [[False]]], {"heads": 2}, [[[[False]], [[True]]]]),
        ([[0.5, 1.0]], {"key_padding": True}, [[[[0.5, 1.0]]]]),
    ],
)
def test_masks_of_the_module(mask: Any, asked: dict[str, Any], expected: Any) -> None:
    assert sa.attention_mask(mask, **asked) == expected


@pytest.mark.parametrize("heads", [3, 0, "2", True])
def test_masks_of_other_heads(heads: Any) -> None:
    with pytest.raises(sa.InputError):
        sa.attention_mask([[[True]], [[False]]], heads=heads)


def test_a_padding_mask_fits_a_problem() -> None:
    seen = sa.attention_mask([[False, True], [False, False]], key_padding=True)
    X = [[[1, 2], [3, 4]], [[1, 0], [0, 1]]]
    weights = sa.solve(sa.Problem(X=X, heads=2, mask=seen))["weights"]
    assert weights.shape == (2, 2, 2, 2)
    assert weights.decimal(1)[0][1] == [["1.0", "0.0"], ["1.0", "0.0"]]
    assert "0.0" not in weights.decimal(1)[1][0][0]
    with pytest.raises(sa.InputError, match="expected 2 × 2"):
        sa.Problem(X=[[1, 2], [3, 4]], mask=[[1, 0]])  # one row for two queries says nothing


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
def test_tensors_of_every_type() -> None:
    import torch

    x = torch.tensor([[1.5, -0.25], [2.0, 0.0]])
    expected = sa.solve(sa.Problem(X=x.tolist()))["weights"].decimal(9)
    for dtype in ("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2"):
        tensor = x.to(getattr(torch, dtype))
        assert sa.solve(sa.Problem(X=tensor))["weights"].decimal(9) == expected
        assert sa.scaled_dot_product_attention(tensor, tensor, V[:2]).decimal(9) is not None
    for tensor in (x.to_sparse(), torch.conj(torch.complex(x, -x)).imag, torch.nn.Parameter(x)):
        assert sa.solve(sa.Problem(X=tensor))["weights"].decimal(9) == expected
    for tensor in (x.to("meta"), torch.complex(x, x)):
        for take in (
            lambda one: sa.Problem(X=one),
            lambda one: sa.scaled_dot_product_attention(x, x, x, attn_mask=one),
            lambda one: sa.scaled_dot_product_attention(one, x, x),
        ):
            with pytest.raises(sa.InputError):
                take(tensor)
    scaled = sa.scaled_dot_product_attention(x, x, x, scale=torch.tensor(0.5))
    assert scaled.decimal(9) == sa.scaled_dot_product_attention(x, x, x, scale=0.5).decimal(9)


PAIR = [[1.0, 0.0], [0.0, 1.0]]
VALUES = [[2.0], [4.0]]


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
def test_multihead_attention_s_masks_mean_the_opposite() -> None:
    import torch

    source = random.Random(5)
    x = torch.from_numpy(
        np.array([[[source.gauss(0, 1) for _ in range(2)] for _ in range(3)] for _ in range(2)])
    )
    hides = torch.tensor([[False, True, False], [False, False, True], [False, False, False]])
    padding = torch.tensor([[False, False, True], [False, False, False]])
    layer = torch.nn.MultiheadAttention(2, 1, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.cat([torch.eye(2)] * 3))
        layer.out_proj.weight.copy_(torch.eye(2))
        found, _ = layer(x, x, x, attn_mask=hides, key_padding_mask=padding, need_weights=False)
    first = sa.attention_mask(hides)
    second = sa.attention_mask(padding, key_padding=True)
    both = np.array(first)[None, None] & np.array(second)
    own = x.numpy()[:, None]
    exact = sa.scaled_dot_product_attention(own, own, own, attn_mask=both).decimal(17)
    assert np.abs(np.array(exact, dtype=float)[:, 0] - found.numpy()).max() < 1e-14


def test_a_float_mask_is_added_by_both() -> None:
    assert sa.attention_mask([[0.5, -1.0]]) == [[0.5, -1.0]]
    with pytest.raises(sa.InputError, match="integers"):
        sa.attention_mask([[1, 0]])
    with pytest.raises(sa.InputError, match="batch"):
        sa.attention_mask([[[True]]], key_padding=True)


@pytest.mark.parametrize(
    ("mask", "padding", "key", "says"),
    [
        ([[1, 0]], False, "attn_mask", "integers"),
        ("a word", False, "attn_mask", "."),
        ([[True, "x"]], False, "attn_mask", "found both"),
        ([["?"]], False, "attn_mask", "."),
        (None, False, "attn_mask", "."),
        ([True], True, "mask", r"\(batch, m\)"),
        ([[[True]]], True, "mask", r"\(batch, m\)"),
    ],
)
def test_a_mask_that_cannot_be_turned(mask: Any, padding: bool, key: str, says: str) -> None:
    with pytest.raises(sa.InputError, match=says) as error:
        sa.attention_mask(mask, key_padding=padding)
    assert error.value.key == key


@pytest.mark.parametrize("shape", [(1,), (2, 1, 3)])
def test_the_whole_sentence_for_a_padding_mask(shape: tuple[int, ...]) -> None:
    with pytest.raises(sa.InputError) as error:
        sa.attention_mask(np.ones(shape, dtype=bool), key_padding=True)
    assert str(error.value) == f"mask: expected (batch, m) for a padding mask, found {shape}"


def test_flags_of_numpy_before_and_after_its_second_version() -> None:
    """It called the type of its truth values bool_ first, and bool later."""
    early = type("bool_", (), {"__bool__": lambda self: True})()
    late = type("bool", (), {"__bool__": lambda self: True})()
    for yes in (True, np.True_, early, late):
        step = sa.scaled_dot_product_attention(PAIR, PAIR, VALUES, is_causal=yes, scale=0)
        assert step.decimal(1) == [["2.0"], ["3.0"]]
    step = sa.scaled_dot_product_attention(PAIR, PAIR, VALUES, is_causal=np.False_, scale=0)
    assert step.decimal(1) == [["3.0"], ["3.0"]]


@pytest.mark.parametrize("kind", [np.uint8, np.int64, object])
def test_masks_of_integers_are_refused_whatever_their_width(kind: type) -> None:
    with pytest.raises(sa.InputError, match="found integers"):
        sa.scaled_dot_product_attention(
            PAIR, PAIR, VALUES, attn_mask=np.array([[1, 0]], dtype=kind)
        )


def test_a_mask_of_python_numbers_in_an_array_is_what_they_are() -> None:
    """Scores 0: e^0 and e^(ln 3) weigh the values 2 and 4 as 1 to 3."""
    added = np.array([[Fraction(0), "ln(3)"]], dtype=object)
    step = sa.scaled_dot_product_attention([[0]], [[0], [0]], [[2], [4]], attn_mask=added)
    assert step.decimal(1) == [["3.5"]]


@pytest.mark.parametrize(
    ("mask", "asked", "sentence"),
    [
        ([[True]], {"key_padding": 1}, "key_padding: expected True or False, found the number 1"),
        ([[True]], {"heads": "2"}, 'heads: expected a whole number from 1 to 1000000, found "2"'),
        ([[True], [True, False]], {}, "attn_mask: expected nested lists of one shape"),
        ([[True, 1.5]], {}, "attn_mask: expected booleans alone or floats alone, found both"),
        (
            np.array([[1j]]),
            {},
            "attn_mask: expected real numbers, found an array of complex128",
        ),
        (
            [[0.5, None]],
            {},
            "attn_mask: expected a number, found nothing; write 0, or a symbol",
        ),
        (
            [[True]],
            {"heads": 2},
            "mask: expected (batch · 2, n, m) for a mask of 2 heads, found (1, 1)",
        ),
        (
            [[1]],
            {},
            (
                "attn_mask: expected booleans (True takes part) or floats (added), found integers; "
                "write mask != 0 for the first, or convert to float"
            ),
        ),
    ],
)
def test_what_is_asked_of_a_mask_is_named(mask: Any, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(sa.InputError) as error:
        sa.attention_mask(mask, **asked)
    assert str(error.value) == sentence
