"""PyTorch's own call: its arguments, its refusals, and its results within float64's rounding."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import fmpq
from hypothesis import settings

import symattn as sa
from symattn.derivation.torch_call import attention_mask
from symattn.errors import InputError
from tests.oracle.peers import UNIT, Rounded, _plus, _product, _softmax

SETS = 1000 if settings.default is not None and settings.default.max_examples >= 500 else 72
"""Random sets of arguments: all of them where nothing is left out."""

MASKS = ("none", "causal", "bool", "float", "float with -inf")
LEADS: tuple[tuple[int, ...], ...] = ((), (2,), (2, 4))
SIZES = ((2, 2), (2, 3), (3, 2), (1, 4))
COMBINATIONS = list(
    itertools.product(MASKS, (None, 0.75), (False, True), LEADS, SIZES, (0.0, 0.0, 1.0))
)


@dataclass(frozen=True)
class Arguments:
    """One call: arrays, and the other arguments by name."""

    query: Any
    key: Any
    value: Any
    others: dict[str, Any]


def argument_sets(count: int) -> Iterator[Arguments]:
    """Every combination in turn, mixed, each with new numbers."""
    source = random.Random(20170612)
    order = COMBINATIONS[:]
    source.shuffle(order)
    for number in range(count):
        yield made(source, *order[number % len(order)])


def made(
    source: random.Random,
    kind: str,
    scale: float | None,
    grouped: bool,
    lead: tuple[int, ...],
    size: tuple[int, int],
    dropout: float,
) -> Arguments:
    n, m = size
    d, wide = source.choice((1, 2, 3)), source.choice((1, 2))
    grouped = grouped and bool(lead)
    held = (*lead[:-1], lead[-1] // 2) if grouped else lead
    arrays = [numbers(source, s) for s in ((*lead, n, d), (*held, m, d), (*held, m, wide))]
    others: dict[str, Any] = {"dropout_p": dropout, "enable_gqa": grouped, "scale": scale}
    others["is_causal"] = kind == "causal"
    if kind not in ("none", "causal"):
        shape = source.choice(((n, m), (*lead, n, m), (1, m)))
        others["attn_mask"] = mask(source, kind, shape)
    return Arguments(*arrays, others)


def numbers(source: random.Random, shape: tuple[int, ...]) -> Any:
    count = math.prod(shape)
    return np.array([source.randint(-12, 12) / 8 for _ in range(count)]).reshape(shape)


def mask(source: random.Random, kind: str, shape: tuple[int, ...]) -> Any:
    """Booleans, or floats to add; now and then a row with nothing to see."""
    seen = np.array([source.random() < 0.6 for _ in range(math.prod(shape))]).reshape(shape)
    if source.random() < 0.3:
        seen[..., 0, :] = False
    if kind == "bool":
        return seen
    added = numbers(source, shape)
    return added if kind == "float" else np.where(seen, added, -np.inf)


def pytorch(call: Arguments) -> Any:
    import torch

    tensors = [torch.from_numpy(array) for array in (call.query, call.key, call.value)]
    others = dict(call.others)
    if "attn_mask" in others:
        others["attn_mask"] = torch.from_numpy(others["attn_mask"])
    return torch.nn.functional.scaled_dot_product_attention(*tensors, **others).numpy()


def room(call: Arguments) -> Any:
    """How far float64 may be off, entry by entry, for these sizes of numbers (peers.Rounded)."""
    q, k, v = (Rounded(a, np.zeros_like(a)) for a in (call.query, call.key, call.value))
    if call.others["enable_gqa"]:
        group = q.value.shape[-3] // k.value.shape[-3]
        k, v = (Rounded(*(np.repeat(x, group, -3) for x in (p.value, p.error))) for p in (k, v))
    scores = _product(q, Rounded(k.value.swapaxes(-1, -2), k.error.swapaxes(-1, -2)))
    factor = call.others["scale"] or 1 / math.sqrt(q.value.shape[-1])
    logits = scores.after(scores.value * factor, scores.error * factor, 3)
    seen, given = None, call.others.get("attn_mask")
    shape = scores.value.shape[-2:]
    if call.others["is_causal"]:
        seen = np.tril(np.ones(shape, dtype=bool))
    elif given is not None and given.dtype == bool:
        seen = given
    elif given is not None:
        seen = np.broadcast_to(given > -np.inf, logits.value.shape)
        plain = np.broadcast_to(np.where(given > -np.inf, given, 0.0), logits.value.shape)
        logits = _plus(logits, Rounded(plain, np.zeros_like(plain)))
    weights = _softmax(logits, seen)
    clean = Rounded(np.nan_to_num(weights.value), np.nan_to_num(weights.error))
    return 2 * _product(clean, v).error + 4 * UNIT


@pytest.mark.torch
@pytest.mark.timeout(1200)
@pytest.mark.usefixtures("torch_installed")
def test_pytorch_lies_inside_the_enclosure_widened_by_rounding_every_time() -> None:
    for number, call in enumerate(argument_sets(SETS)):
        exact = sa.scaled_dot_product_attention(call.query, call.key, call.value, **call.others)
        found, allowed = pytorch(call), room(call)
        assert exact.shape == found.shape, (number, call)
        bounds = np.array(flat(exact.enclosure(30)), dtype=object).reshape(*found.shape, 2)
        for i in np.ndindex(*found.shape):
            value, wide = Fraction(float(found[i])), Fraction(float(allowed[i]))
            low, high = (Fraction(text) for text in bounds[i])
            assert low - wide <= value <= high + wide, (number, i, call)


def flat(nested: Any) -> list[Any]:
    if isinstance(nested, list):
        return [pair for part in nested for pair in flat(part)]
    return [nested]


# The module of the article ---------------------------------------------------------------


def module(q: Any, k: Any, v: Any, temperature: float, mask: Any, keep: Any, p: float) -> Any:
    """What an attention module with a temperature, −1e9 and dropout computes, in float64.

    The kept entries are given, where the module draws them.
    """
    import torch

    scores = torch.matmul(q / temperature, k.transpose(2, 3)).masked_fill(mask == 0, -1e9)
    weights = torch.softmax(scores, dim=-1) * keep / (1 - p)
    return torch.matmul(weights, v), weights


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@pytest.mark.parametrize("seed", range(12))
def test_a_module_with_temperature_fill_and_dropout(seed: int) -> None:
    import torch

    source = random.Random(seed)
    heads, n, d = 2, 3, 2
    q, k, v = (numbers(source, (2, heads, n, d)) for _ in range(3))
    seen = np.array([[source.randint(0, 1) for _ in range(n)] for _ in range(n)])
    keep = np.array([source.randint(0, 1) for _ in range(4 * n * n)]).reshape(2, heads, n, n)
    tensors = [torch.from_numpy(x) for x in (q, k, v)]
    output, weights = module(*tensors, 1.5, torch.from_numpy(seen), torch.from_numpy(keep), 0.25)
    problem = sa.Problem(
        Q=q,
        K=k,
        V=v,
        heads=heads,
        scale="2/3",
        mask=seen.tolist(),
        mask_fill="-1e9",
        dropout={"p": "1/4", "keep": keep.tolist()},
    )
    steps = sa.solve(problem)
    for name, found in (("dropped", weights), ("output", output)):
        exact = np.array(steps[name].decimal(18), dtype=object).astype(float)
        assert np.abs(exact - found.numpy()).max() < 1e-13
    assert steps.rows_add_to_one()


def test_a_row_that_lost_nothing_adds_to_more_than_one_and_is_never_said_to_add_to_one() -> None:
    problem = sa.Problem(X=[[1, 0], [0, 1]], dropout={"p": "1/5", "keep": [[1, 1], [0, 0]]})
    steps = sa.solve(problem)
    sums = steps.carrier.cells(steps.carrier.sums(steps.value("dropped"), "row"))
    assert [cell.rational() for cell in sums.cells] == [fmpq(5, 4), 0]
    assert steps.rows_add_to_one()


# What it says to bad arguments ---------------------------------------------------------------

Q = [[1.0, 0.0], [0.0, 1.0]]
V = [[2.0], [4.0]]
REFUSED = {
    "integer mask": ({"attn_mask": [[1, 0], [1, 1]]}, "attn_mask", "integers"),
    "integer array": ({"attn_mask": np.array([[1, 0], [1, 1]])}, "attn_mask", "integers"),
    "causal and mask": ({"attn_mask": [[True, False]], "is_causal": True}, "attn_mask", "beside"),
    "mask of another shape": ({"attn_mask": [[True, True, True]]}, "attn_mask", "stretch"),
    "mask with nan": ({"attn_mask": [[0.0, float("nan")]]}, "attn_mask", "NaN|nan|not a number"),
    "chance": ({"dropout_p": 0.5}, "dropout_p", "chance"),
    "rate above one": ({"dropout_p": 1.5}, "dropout_p", "from 0 to 1"),
    "rate below zero": ({"dropout_p": -0.5}, "dropout_p", "from 0 to 1"),
    "rate a word": ({"dropout_p": "half"}, "dropout_p", "."),
    "kept of another shape": ({"dropout_p": 0.5, "keep": [[1, 1, 1]]}, "keep", "stretch"),
    "kept not a bit": ({"dropout_p": 0.5, "keep": [[1, 2], [1, 1]]}, "keep", "1 or true"),
    "kept not said": ({"dropout_p": 0.5, "keep": [[1, None], [1, 1]]}, "keep", "1 or true"),
    "grouped without heads": ({"enable_gqa": True}, "query", "axis for the heads"),
    "causal a number": ({"is_causal": 1}, "is_causal", "True or False"),
    "causal a word": ({"is_causal": "yes"}, "is_causal", "True or False"),
    "grouped a number": ({"enable_gqa": 1}, "enable_gqa", "True or False"),
    "mask a word": ({"attn_mask": "causal"}, "attn_mask", "expected a number"),
    "mask of both kinds": ({"attn_mask": [[True, 0.5]]}, "attn_mask", "found both"),
    "mask holds nothing": ({"attn_mask": [[None, 0.5]]}, "attn_mask", "."),
    "scale a list": ({"scale": [1]}, "scale", "found a list"),
    "scale nan": ({"scale": float("nan")}, "scale", "nan"),
    "scale a word": ({"scale": "large"}, "scale", "."),
}


@pytest.mark.parametrize(("others", "key", "says"), REFUSED.values(), ids=REFUSED)
def test_bad_arguments_are_named(others: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        sa.scaled_dot_product_attention(Q, Q, V, **others)
    assert error.value.key == key


SHAPES = {
    "widths": ([[1, 2]], [[1, 2, 3]], [[1]], "key", "columns as in query"),
    "lengths": ([[1, 2]], [[1, 2]], [[1], [2]], "value", "rows as in key"),
    "a vector": ([1, 2], [[1, 2]], [[1]], "query", "matrix|rows"),
    "heads": ([[[1]], [[1]]], [[[1]], [[1]], [[1]]], [[[1]], [[1]], [[1]]], "key", "leading axes"),
    "nothing": ([], [[1]], [[1]], "query", "empty"),
    "infinite": ([[float("inf")]], [[1]], [[1]], "query", "."),
}


@pytest.mark.parametrize(("q", "k", "v", "key", "says"), SHAPES.values(), ids=SHAPES)
def test_shapes_that_do_not_go_together(q: Any, k: Any, v: Any, key: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        sa.scaled_dot_product_attention(q, k, v)
    assert error.value.key == key


def ones(*shape: int) -> Any:
    return np.ones(shape).tolist()


FOUR, TWO, THREE = ones(4, 1, 1), ones(2, 1, 1), ones(3, 1, 1)
VECTOR = (
    "expected a matrix, found a list of numbers; "
    "put it into one more pair of brackets: [[…]] for one row"
)
SENTENCES: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
    f"query: {VECTOR}": ([1], Q, V, {}),
    f"key: {VECTOR}": (Q, [1, 2], V, {}),
    f"value: {VECTOR}": (Q, Q, [1, 2], {}),
    "key: expected 4 columns as in query, found 6": (
        ones(2, 3, 4),
        ones(2, 5, 6),
        ones(2, 5, 7),
        {},
    ),
    "value: expected 5 rows as in key, found 3": (ones(2, 4, 6), ones(2, 5, 6), ones(2, 3, 7), {}),
    "query: enable_gqa needs an axis for the heads": (Q, Q, V, {"enable_gqa": True}),
    "key: 3 query heads cannot share 2 heads equally": (THREE, TWO, THREE, {"enable_gqa": True}),
    "value: 4 query heads cannot share 3 heads equally": (FOUR, TWO, THREE, {"enable_gqa": True}),
    "key: the leading axes (4,), (2,), (3,) do not go together; "
    "for grouped heads pass enable_gqa=True": (FOUR, TWO, THREE, {}),
    "key: the leading axes (2, 2), (3, 2), (1, 2) do not go together": (
        [TWO, TWO],
        [TWO, TWO, TWO],
        [TWO],
        {"enable_gqa": True},
    ),
} | {
    sentence: (Q, Q, V, others)
    for sentence, others in {
        "attn_mask: a mask beside is_causal=True; give one of them": {
            "is_causal": True,
            "attn_mask": [[True, False]],
        },
        "is_causal: expected True or False, found the number 1": {"is_causal": 1},
        'enable_gqa: expected True or False, found "no"': {"enable_gqa": "no"},
        "attn_mask: expected booleans (True takes part) or floats (added), found integers; "
        "write mask != 0 for the first, or convert to float": {"attn_mask": [[1, 0]]},
        "attn_mask: expected booleans alone or floats alone, found both": {
            "attn_mask": [[True, 0.5]]
        },
        "attn_mask: the shape (1, 3) does not stretch to (2, 2)": {"attn_mask": [[True] * 3]},
        "dropout_p: which entries are dropped is chance; "
        "pass keep=…, the entries that stay, or dropout_p=0": {"dropout_p": 0.5},
        "dropout_p: expected a probability from 0 to 1, found 1.5": {"dropout_p": 1.5},
        "keep: expected 1 or true (kept), 0 or false (dropped), found 2": {
            "dropout_p": 0.5,
            "keep": [[1, 2]],
        },
        "keep: the shape (3, 2) does not stretch to (2, 2)": {
            "dropout_p": 0.5,
            "keep": [[1, 1]] * 3,
        },
    }.items()
}


@pytest.mark.parametrize(("sentence", "given"), SENTENCES.items())
def test_the_whole_sentence(sentence: str, given: tuple[Any, Any, Any, dict[str, Any]]) -> None:
    q, k, v, others = given
    with pytest.raises(InputError) as error:
        sa.scaled_dot_product_attention(q, k, v, **others)
    assert str(error.value) == sentence


def test_query_heads_that_cannot_share() -> None:
    with pytest.raises(InputError, match="cannot share") as error:
        sa.scaled_dot_product_attention([[[1]]] * 3, [[[1]]] * 2, [[[1]]] * 2, enable_gqa=True)
    assert error.value.key == "key"


def test_an_empty_row_gives_zeros_and_all_dropped_gives_zeros() -> None:
    hidden = sa.scaled_dot_product_attention(Q, Q, V, attn_mask=[[False, False], [True, False]])
    assert hidden.decimal(1) == [["0.0"], ["2.0"]]
    assert sa.scaled_dot_product_attention(Q, Q, V, dropout_p=1).decimal(1) == [["0.0"], ["0.0"]]


def test_causal_aligns_at_the_top_left() -> None:
    step = sa.scaled_dot_product_attention([[1.0]], [[1.0], [2.0]], V, is_causal=True)
    assert step.decimal(1) == [["2.0"]]


def test_kept_entries_make_dropout_exact() -> None:
    step = sa.scaled_dot_product_attention(
        [[0.0]], [[1.0], [2.0]], V, dropout_p="1/2", keep=[[1, 0]]
    )
    assert step.cells.cells[0].rational() == 2


# The opposite polarity -----------------------------------------------------------------------


def test_an_array_of_one_axis_is_refused() -> None:
    with pytest.raises(InputError) as error:
        sa.scaled_dot_product_attention([1, 2], Q, V)
    assert error.value.key == "query"


# What stands for a number, a bool, an array --------------------------------------------------


@dataclass(frozen=True)
class Elsewhere:
    """An array on another device, as PyTorch has it: numbers only after these three calls."""

    array: Any
    calls: tuple[str, ...] = ()

    def detach(self) -> Elsewhere:
        return Elsewhere(self.array, (*self.calls, "detach"))

    def cpu(self) -> Elsewhere:
        return Elsewhere(self.array, (*self.calls, "cpu"))

    def numpy(self) -> Any:
        assert self.calls == ("detach", "cpu")
        return np.array(self.array)


def test_arrays_on_another_device() -> None:
    """Scores 0: a row is the mean of the values it sees, 2 and 4."""
    zeros = Elsewhere([[0.0], [0.0]])
    seen = Elsewhere([[True, False], [True, True]])
    step = sa.scaled_dot_product_attention(zeros, zeros, Elsewhere(V), attn_mask=seen)
    assert step.decimal(1) == [["2.0"], ["3.0"]]
    kept = Elsewhere([[1, 1], [0, 1]])
    step = sa.scaled_dot_product_attention(zeros, zeros, V, dropout_p=0.5, keep=kept)
    assert step.decimal(1) == [["6.0"], ["4.0"]]
    assert attention_mask(seen) == [[False, True], [False, False]]


@pytest.mark.parametrize("name", ["detach", "numpy"])
def test_what_is_no_array_of_pytorch_for_all_its_methods(name: str) -> None:
    other = type("Other", (), {name: lambda self: self})()
    with pytest.raises(InputError) as error:
        sa.scaled_dot_product_attention(Q, other, V)
    assert error.value.key == "key"


def test_a_rate_that_is_no_rational_number() -> None:
    for rate in ("x", r"\sqrt{1/2}"):
        with pytest.raises(InputError) as error:
            sa.scaled_dot_product_attention(Q, Q, V, dropout_p=rate, keep=[[1, 1]])
        assert str(error.value).startswith("dropout_p: expected a probability from 0 to 1, found")


@pytest.mark.parametrize(
    "leads",
    [((3, 2), (2,), ()), ((2,), (3, 2), (3, 1)), ((1,), (1,), (1,)), ((2, 3), (2, 1), (1, 3))],
)
def test_leading_axes_stretch_as_numpy_stretches_them(leads: tuple[tuple[int, ...], ...]) -> None:
    source = random.Random(11)
    sizes = ((2, 2), (3, 2), (3, 1))
    arrays = [numbers(source, (*lead, *size)) for lead, size in zip(leads, sizes, strict=True)]
    lead = np.broadcast_shapes(*leads)
    whole = [
        np.broadcast_to(array, (*lead, *size)) for array, size in zip(arrays, sizes, strict=True)
    ]
    mask = np.array([[True, False, True], [False, True, True]])
    found = sa.scaled_dot_product_attention(*arrays, attn_mask=mask, scale=0)
    assert found.shape == (*lead, 2, 1)
    v = whole[2]
    means = np.stack([(v[..., 0, :] + v[..., 2, :]) / 2, (v[..., 1, :] + v[..., 2, :]) / 2], -2)
    assert np.array_equal(np.array(found.decimal(8), dtype=float), means)
    scores = (whole[0] @ np.swapaxes(whole[1], -1, -2)) / 2
    powers = np.where(mask, np.exp(scores), 0)
    expected = powers / powers.sum(-1, keepdims=True) @ v
    step = sa.scaled_dot_product_attention(*arrays, attn_mask=mask, scale="1/2")
    assert np.abs(np.array(step.decimal(15), dtype=float) - expected).max() < 1e-13


@pytest.mark.parametrize(("scale", "most"), [(None, 30), (1, 30), (0.5, 15), (Fraction(-1, 2), 15)])
@pytest.mark.parametrize("lead", [(), (1,)])
def test_how_low_a_mask_takes_the_place_of_scores(
    scale: Any, most: int, lead: tuple[int, ...]
) -> None:
    """Past 2^54 times d · max|q| · max|k| · |scale|: no score that is added to it is left."""
    q = np.array([[3, 1]]).reshape(*lead, 1, 2)
    k = np.array([[1, 0], [0, 5]]).reshape(*lead, 2, 2)
    v = np.array([[2], [4]]).reshape(*lead, 2, 1)
    for low, even in ((-(2.0**54) * most, False), (np.nextafter(-(2.0**54) * most, -1e99), True)):
        mask = np.full((1, 2), low)
        step = sa.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale)
        (found,) = step.cells.cells
        assert (found.rational() == 3) is even
