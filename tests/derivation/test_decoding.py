"""Decoding with a cache: each time step is the row of the whole, and reads nothing later."""

from __future__ import annotations

from typing import Any

import pytest
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.marks import Marks
from symattn.derivation.decoding import Decoded, decode
from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.words import say

X = [[1, 2, 0, 1], [0, 1, 1, 1], [2, 0, 1, 0]]
W = [[1, 0, 0, 2], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 1]]
HALF = [row[:2] for row in W]
PROBLEMS = {
    "plain": sa.Problem(X=X, mask="causal"),
    "scaled and biased": sa.Problem(
        X=X, mask="causal", bias=[[0, 1, 2], [1, 0, 1], [2, 1, 0]], shift="max", base=2
    ),
    "heads": sa.Problem(X=X, mask="causal", heads=2, W_O=W, scale="none"),
    "grouped": sa.Problem(
        X=X, W_Q=W, W_K=HALF, W_V=HALF, heads=4, kv_heads=2, mask="causal", b_K=[1, 0]
    ),
    "lower right": sa.Problem(Q=X[1:], K=X, V=X, mask="causal-lower-right"),
    "batch": sa.Problem(X=[X, X[::-1]], mask="causal"),
    "window": sa.Problem(X=X, mask="causal", window=2),
    "additive": sa.Problem(
        kind="additive",
        Q=[[1], [2]],
        K=[[1], [0]],
        V=[[1], [3]],
        W_q=[[1]],
        W_k=[[1]],
        w_v=[1],
        mask="causal",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_time_step_is_the_row_of_the_whole(name: str) -> None:
    problem = PROBLEMS[name]
    steps = sa.solve(problem)
    found = decode(steps)
    late = problem.m - problem.n
    assert [one.row for one in found] == list(range(problem.n))
    assert [one.keys for one in found] == [t + late + 1 for t in range(problem.n)]
    for one in found:
        assert one.same is True
        assert one.name("output") == "_output_now"
        now = one.derivation.step("_output_now")
        assert now.shape[-2] == 1
        assert one.derivation.step("_scores_now").shape[-2:] == (1, one.keys)
        assert one.derivation.step("_K_now").shape[-2] == one.keys


def test_a_time_step_reads_no_later_key() -> None:
    steps = sa.solve(PROBLEMS["plain"])
    later = {name: Tensor.build((3, 4), lambda i: i[0] == 2) for name in ("Q", "K", "V")}
    for one in decode(steps)[:2]:
        run = one.derivation.running_on(later, carrier=Marks(), kinds=one.derivation.kinds)
        assert not any(run["_output_now"].cells.cells)
    run = decode(steps)[2].derivation
    assert all(run.running_on(later, carrier=Marks(), kinds=run.kinds)["_output_now"].cells.cells)


def test_the_lines_of_a_time_step() -> None:
    steps = decode(sa.solve(PROBLEMS["scaled and biased"]))[1].derivation
    lines = [(line.name, line.op, line.of) for line in steps.recipe if "_now" in line.name]
    assert lines == [
        ("_Q_now", "part", ("Q",)),
        ("_K_now", "part", ("K",)),
        ("_V_now", "part", ("V",)),
        ("_bias_now", "part", ("_bias_row",)),
        ("_scores_now", "product", ("_Q_now", "_K_now")),
        ("_scaled_now", "times", ("_scores_now",)),
        ("_biased_now", "plus", ("_scaled_now", "_bias_now")),
        ("_masked_now", "fill", ("_biased_now",)),
        ("_row_max_now", "largest", ("_masked_now",)),
        ("_shifted_now", "minus_rows", ("_masked_now", "_row_max_now")),
        ("_exponentials_now", "exp", ("_shifted_now",)),
        ("_row_sums_now", "sum_rows", ("_exponentials_now",)),
        ("_weights_now", "divide", ("_exponentials_now", "_row_sums_now")),
        ("_terms_now", "terms", ("_weights_now", "_V_now")),
        ("_output_now", "product", ("_weights_now", "_V_now")),
    ]
    plain = decode(sa.solve(PROBLEMS["plain"]))[1].derivation.recipe
    assert "_bias_row" not in plain
    projected = decode(sa.solve(PROBLEMS["heads"]))[1].derivation.recipe
    assert "_concat_now" not in projected


def test_a_row_that_differs_is_told_apart() -> None:
    steps = sa.solve(sa.Problem(X=[[1], [2]], mask="causal", scale="none"))
    first, second = decode(steps)
    other = second.derivation.running_on(
        {"V": Tensor((2, 1), (fmpq(1), fmpq(1))), **_given(second)}, kinds=second.derivation.kinds
    )
    assert Decoded(other, 1, 2).same is False
    assert Decoded(first.derivation, 1, 2).same is False


def _given(one: Decoded) -> dict[str, Any]:
    steps = one.derivation
    exact = steps.carrier
    return {
        "output": steps.value("output"),
        "V": exact.read(Tensor((2, 1), (fmpq(1), fmpq(1)))),
    }


@pytest.mark.parametrize(
    ("more", "error", "key"),
    [
        ({}, InputError, "attention.mask"),
        ({"mask": "causal", "mask_fill": "-9"}, InputError, "attention.mask"),
        ({"mask": [[1, 0, 0], [1, 1, 0], [1, 1, 1]]}, InputError, "attention.mask"),
        ({"mask": "causal", "dropout": {"p": "1/2"}}, Unsupported, None),
        ({"scores": [[1, 2], [2, 1]], "mask": "causal", "X": None}, Unsupported, None),
        ({"Q": [["q"]], "K": [["k"]], "V": [[1]], "mask": "causal", "X": None}, Unsupported, None),
        ({"Q": X, "K": X, "mask": "causal", "X": None}, InputError, "inputs.V"),
        ({"mask": "causal", "prefix": 1}, InputError, "attention.mask"),
        (
            {"Q": X, "K": X[:2], "V": X[:2], "mask": "causal-lower-right", "X": None},
            InputError,
            "attention.mask",
        ),
    ],
)
def test_what_has_no_order_in_time_is_refused(more: Any, error: Any, key: str | None) -> None:
    given = {name: value for name, value in ({"X": X} | more).items() if value is not None}
    with pytest.raises(error) as refused:
        decode(sa.solve(sa.Problem(**given)))
    assert refused.value.key == key
    sentence = {
        "attention.mask": "decoding_later_keys",
        "inputs.V": "decoding_without_values",
        None: "decoding_of_numbers",
    }[key]
    assert say(f"derivation.{sentence}") in str(refused.value)
    assert (refused.value.fix is None) == (error is Unsupported)


def test_what_is_not_decided_is_open() -> None:
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    (one,) = decode(sa.solve(sa.Problem(X=[[1]], mask="causal")))
    steps = one.derivation
    given = {"output": deep, "_output_now": again}
    arrays = {k: steps.carrier.of_cells(Tensor((1, 1), (cell,))) for k, cell in given.items()}
    other = steps.running_on(arrays, kinds=steps.kinds)
    assert Decoded(other, 0, 1).same is None
