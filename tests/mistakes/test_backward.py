"""Mistakes in gradients, by mpmath: the softmax's Jacobian, the scale, the ways to X."""

from __future__ import annotations

from typing import Any

import mpmath

from symattn import Problem
from symattn.derivation.backward import gradients
from symattn.derivation.derivation import solve
from symattn.mistakes import mistake, ways
from tests.mistakes.wrongly import product, results, same, scaled, soft, turned

Q, K, V = [[1, 2, 0, 1]], [[3, 1, 0, 0], [0, 2, 1, 0]], [[1, 0], [3, 5]]
PAIR: dict[str, Any] = {"Q": Q, "K": K, "V": V}
WEIGHTS = soft([[mpmath.mpf("2.5"), 2]])
DWEIGHTS = [[1, 8]]  # rows of V added up: ∂L/∂output is 1 everywhere


def test_the_diagonal_of_the_jacobian_alone() -> None:
    expected = [[w * (1 - w) * d for w, d in zip(WEIGHTS[0], DWEIGHTS[0], strict=True)]]
    (found,) = results("jacobian_diagonal_only", PAIR, "dweights", "dscaled", backward=True)
    assert same(found, [DWEIGHTS, expected])


def test_the_scale_left_out_on_the_way_back() -> None:
    mean = mpmath.fsum(w * d for w, d in zip(WEIGHTS[0], DWEIGHTS[0], strict=True))
    right = [[w * (d - mean) for w, d in zip(WEIGHTS[0], DWEIGHTS[0], strict=True)]]
    (found,) = results("scale_missing_backward", PAIR, "dscaled", "dscores", "dQ", backward=True)
    assert same(found, [right, right, product(right, K)])
    for problem in ({**PAIR, "scale": "none"}, {"scores": [[1, 2]], "V": V, "scale": "none"}):
        assert list(ways(mistake("scale_missing_backward"), gradients(Problem(**problem)))) == []


def test_without_gradients_there_is_none_of_them() -> None:
    for name in ("jacobian_diagonal_only", "scale_missing_backward", "path_left_out"):
        assert list(ways(mistake(name), solve(Problem(**PAIR)))) == []


TOKENS: dict[str, Any] = {
    "X": [[1, 2], [0, 1]],
    "W_Q": [[1, 2], [0, 1]],
    "W_K": [[1, 0], [1, 1]],
    "W_V": [[2, 1], [1, 3]],
}


def test_a_way_to_x_left_out() -> None:
    """dX = dQ W_Qᵀ + dK W_Kᵀ + dV W_Vᵀ: each left out, and each alone."""
    made = results("path_left_out", TOKENS, "dX", "dQ", "dK", "dV", backward=True)
    through = {
        name: product(made[0][k], turned(TOKENS[f"W_{name}"]))
        for k, name in enumerate("QKV", start=1)
    }
    changes = list(ways(mistake("path_left_out"), gradients(Problem(**TOKENS))))
    whole = gradients(Problem(**TOKENS)).recipe["dX"].of
    named = dict(zip(whole, _order(whole), strict=True))
    expected = []
    for change in changes:
        assert dict(change.values) == {"stage": "dX"}
        kept = [through[named[line]] for line in change.recipe["dX"].of]
        expected.append(
            [[mpmath.fsum(one[i][j] for one in kept) for j in range(2)] for i in range(2)]
        )
    assert same([one[0] for one in made], expected)
    lost = [sorted(set(whole) - set(change.recipe["dX"].of)) for change in changes]
    singles = [[line] for line in whole]
    assert lost == singles + [sorted(set(whole) - {line}) for line in whole]


def _order(lines: tuple[str, ...]) -> list[str]:
    """Q, K, V for the lines that a total adds, by the name in each."""
    return [next(name for name in "QKV" if name in line) for line in lines]


def test_two_ways_are_not_named_twice_and_one_is_no_sum() -> None:
    two = {"X": [[1, 2], [0, 1]], "W_Q": [[1, 2], [0, 1]], "V": [[1], [2]]}
    changes = list(ways(mistake("path_left_out"), gradients(Problem(**two))))
    kept = [change.recipe["dX"].of for change in changes]
    whole = gradients(Problem(**two)).recipe["dX"].of
    assert len(whole) == 2 and kept == [whole[1:], whole[:1], whole[:1], whole[1:]]
    assert list(ways(mistake("path_left_out"), gradients(Problem(**PAIR)))) == []


def test_the_scale_by_hand() -> None:
    assert same(scaled([[2, 4]], mpmath.mpf("0.5")), [[1, 2]])
