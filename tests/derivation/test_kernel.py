"""Attention as a kernel method: by mpmath, determinants by SymPy, verdicts by hand."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from flint import fmpq
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.kernel import MOST_KEYS, Kernel, dot, kernels
from symattn.errors import InputError, Unsupported
from symattn.numbers import certify
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.words import say

Q, K, V = [[1, 0], [2, -1]], [[0, 1], [1, 1], [2, 0]], [[1], [2], [3]]
PLACES = mpf(10) ** -25


def kernel(**more: Any) -> Kernel:
    given = {"Q": Q, "K": K, "V": V, "scale": "1/2"} | more
    (found,) = kernels(sa.solve(sa.Problem(**given)))
    return found


def real(cell: Any) -> Any:
    return mpf(certify.decimal(cell, 30))


def close(cell: Any, expected: Any) -> bool:
    return bool(abs(real(cell) - expected) <= PLACES * (1 + abs(expected)))


@pytest.mark.parametrize("base", [None, 3])
def test_the_kernel_its_gaussian_and_the_norms(base: int | None) -> None:
    found = kernel(base=base or "e")
    with mp.workdps(45):
        b = mp.e if base is None else mpf(base)
        for i, q in enumerate(Q):
            for j, k in enumerate(K):
                inner = sum(x * y for x, y in zip(q, k, strict=True))
                apart = sum((x - y) ** 2 for x, y in zip(q, k, strict=True))
                assert close(found.values[(i, j)], b ** (mpf(inner) / 2))
                assert close(found.gaussian[(i, j)], b ** (-mpf(apart) / 4))
        for k, norm in zip(K, found.norms(found.keys), strict=True):
            assert close(norm, b ** (mpf(sum(x * x for x in k)) / 4))
        for i, one in enumerate(K):
            for j, two in enumerate(K):
                inner = sum(x * y for x, y in zip(one, two, strict=True))
                assert close(found.matrix[(i, j)], b ** (mpf(inner) / 2))
    assert (found.values.shape, found.matrix.shape) == ((2, 3), (3, 3))
    assert found.factors_hold is True
    assert found.weights_hold is True


def test_entries_of_another_kernel_do_not_hold() -> None:
    one = kernel()
    other = kernel(scale="1/3")
    mixed = Kernel(other.derivation, (), one.queries, one.keys, one.scale, None)
    assert mixed.weights_hold is False
    mixed.__dict__["values"] = other.values
    assert mixed.factors_hold is False


def test_weights_under_masks() -> None:
    assert kernel(mask=[[1, 0, 1], [1, 1, 0]]).weights_hold is True
    assert kernel(mask=[[1, 0, 1], [0, 0, 0]]).weights_hold is True
    found = kernel(mask=[[1, 0, 1], [1, 1, 0]])
    unmasked = Kernel(kernel().derivation, (), found.queries, found.keys, found.scale, None)
    assert unmasked.weights_hold is True
    assert kernel(Q=[[1, 0]]).weights_hold is True
    assert kernel(Q=[*Q, [1, 1]]).weights_hold is True


def test_minors_are_the_determinants_of_sympy() -> None:
    found = kernel(K=[[0, 1], [1, 1], [2, 0], [1, 2]], V=[[1]] * 4)
    keys = [[0, 1], [1, 1], [2, 0], [1, 2]]
    half = sympy.Rational(1, 2)
    whole = sympy.Matrix(
        4,
        4,
        lambda i, j: sympy.exp(half * sum(a * b for a, b in zip(keys[i], keys[j], strict=True))),
    )
    assert len(found.minors) == 4
    with mp.workdps(45):
        for order, minor in enumerate(found.minors, start=1):
            expected = sympy.N(whole[:order, :order].det(), 40)
            assert close(Entry.of(minor), mpf(str(expected)))
    assert found.signs == (1, 1, 1, 1)


def test_minors_end_at_a_number_of_keys() -> None:
    keys = [[k] for k in range(MOST_KEYS + 2)]
    found = kernel(Q=[[1]], K=keys, V=keys)
    assert len(found.minors) == MOST_KEYS == 5
    assert found.verdict == "positive definite"


@pytest.mark.parametrize(
    ("more", "equal", "rank", "verdict"),
    [
        ({}, (), 3, "positive definite"),
        ({"K": [[0, 1], [1, 1], [0, 1]]}, ((0, 2),), 2, "positive semidefinite"),
        ({"K": [[1, 1]] * 3}, ((0, 1), (0, 2), (1, 2)), 1, "positive semidefinite"),
        ({"scale": "-1/2"}, (), None, "indefinite"),
        (
            {"scale": "-1/2", "K": [[1, 1]] * 3},
            ((0, 1), (0, 2), (1, 2)),
            1,
            "positive semidefinite",
        ),
        ({"scale": "0"}, (), 1, "positive semidefinite"),
        ({"K": [[1, 2]], "V": [[1]]}, (), 1, "positive definite"),
        ({"K": [[1, 2]], "V": [[1]], "scale": "-1"}, (), 1, "positive definite"),
        ({"base": "1/2"}, (), None, "indefinite"),
        ({"base": "3/2"}, (), 3, "positive definite"),
        ({"scale": "-1", "K": [[1, 0], [0, 1]], "V": [[1], [2]]}, (), None, "indefinite"),
        ({"base": "1/2", "scale": "-1/2"}, (), 3, "positive definite"),
        ({"base": "3", "scale": "-1/2"}, (), None, "indefinite"),
    ],
)
def test_verdicts(more: Any, equal: Any, rank: int | None, verdict: str) -> None:
    found = kernel(**more)
    assert found.equal_keys == equal
    assert found.rank == rank
    assert found.verdict == verdict
    if verdict == "positive definite":
        assert set(found.signs) == {1}
    if verdict == "indefinite":
        assert -1 in found.signs


def test_the_number_of_different_keys() -> None:
    assert kernel().distinct == 3
    assert kernel(K=[[0, 1], [1, 1], [0, 1]]).distinct == 2
    assert kernel(K=[[1, 1]] * 3).distinct == 1


def test_what_is_not_decided_stays_open() -> None:
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    plain = kernel(Q=[[1]], K=[[1], [2]], V=[[1], [2]])
    keys = Tensor((2, 1), (deep, again))
    open_keys = Kernel(plain.derivation, (), plain.queries, keys, plain.scale, None)
    assert open_keys.equal_keys is open_keys.distinct is open_keys.rank is None
    assert open_keys.verdict == "not decided"
    open_scale = Kernel(plain.derivation, (), plain.queries, plain.keys, deep - again, None)
    assert open_scale.direction is open_scale.rank is None
    assert open_scale.verdict == "not decided"
    with_base = Kernel(plain.derivation, (), plain.queries, plain.keys, deep - again, fmpq(1, 2))
    assert with_base.direction is None


def test_one_view_for_each_head_with_its_own_keys() -> None:
    tokens = [[1, 2, 0, 1], [0, 1, 1, 1]]
    eye = [[int(i == j) for j in range(4)] for i in range(4)]
    shared = [row[:2] for row in eye]
    steps = sa.solve(
        sa.Problem(X=tokens, W_Q=eye, W_K=shared, W_V=shared, heads=4, kv_heads=2, scale="1/2")
    )
    views = kernels(steps)
    assert [view.lead for view in views] == [(0,), (1,), (2,), (3,)]
    firsts = [[int(cell.rational().p) for cell in view.keys.cells] for view in views]
    assert firsts == [[1, 0], [1, 0], [2, 1], [2, 1]]
    queries = [[int(cell.rational().p) for cell in view.queries.cells] for view in views]
    assert queries == [[1, 0], [2, 1], [0, 1], [1, 1]]
    assert all(view.weights_hold and view.factors_hold for view in views)
    lines = {"W_Q": eye, "W_K": shared, "W_V": shared, "heads": 4, "kv_heads": 2}
    views = kernels(sa.solve(sa.Problem(X=[tokens, tokens[::-1]], **lines)))
    assert len(views) == 8
    assert all(view.weights_hold for view in views)
    firsts = [[int(cell.rational().p) for cell in view.keys.cells] for view in views]
    assert firsts == [[1, 0], [1, 0], [2, 1], [2, 1], [0, 1], [0, 1], [1, 2], [1, 2]]
    batches = [[tokens, tokens[::-1]], [tokens[::-1], tokens]]
    views = kernels(sa.solve(sa.Problem(X=batches, **lines)))
    assert [view.keys.row(0)[0].rational() for view in views[:4]] == [1, 1, 2, 2]
    assert [view.keys.row(0)[0].rational() for view in views[4:8]] == [0, 0, 1, 1]
    assert [view.lead for view in views[8:10]] == [(1, 0, 0), (1, 0, 1)]
    batch = sa.solve(sa.Problem(X=[tokens, tokens[::-1]], heads=2))
    assert [view.lead for view in kernels(batch)] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(view.weights_hold for view in kernels(batch))


def test_a_dot_product() -> None:
    a, b = ((Entry.of(x), Entry.of(y)) for x, y in ((1, 2), (3, -4)))
    assert dot(a, b).rational() == -5


@pytest.mark.parametrize(
    ("given", "error", "sentence", "key", "fix"),
    [
        (
            {"Q": [["q"]], "K": [["k"]]},
            Unsupported,
            "kernel_of_symbols",
            "inputs",
            "write_numbers_for_them",
        ),
        ({"scores": [[1, 2]]}, InputError, "kernel_of_scores", "inputs.scores", "give_Q_K"),
        (
            {"kind": "additive", "Q": [[1]], "K": [[1]], "W_q": [[1]], "W_k": [[1]], "w_v": [1]},
            InputError,
            "kernel_of_dot_products",
            "attention.kind",
            "write_dot",
        ),
        (
            {"X": Q, "bias": [[0, 1], [1, 0]]},
            InputError,
            "kernel_with_bias",
            "attention.bias",
            "leave_out",
        ),
        (
            {"X": Q, "mask": "causal", "mask_fill": "-9"},
            InputError,
            "kernel_with_fill",
            "attention.mask_fill",
            "write_infinite_fill",
        ),
    ],
)
def test_dot_products_alone(given: Any, error: Any, sentence: str, key: str, fix: str) -> None:
    with pytest.raises(error) as refused:
        kernels(sa.solve(sa.Problem(**given)))
    assert say(f"derivation.{sentence}") in str(refused.value)
    assert (refused.value.key, refused.value.fix) == (key, say(f"fix.{fix}"))
