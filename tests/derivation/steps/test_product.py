"""Products of matrices and their terms: by hand, and each working as a true chain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import symattn as sa
from symattn.errors import Unsupported
from symattn.formulas import latex
from tests.derivation.workings import check, compute, flows, rule

A = [[1, 2, Fraction(1, 2)], [0, -3, 4]]
B = [[2, 1], [Fraction(1, 3), 5], [1, 0]]
AB = [[Fraction(19, 6), 11], [3, -15]]
X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]
W = [[1, 0, 2, 1], [0, 1, 1, 0], [1, 1, 0, 0], [0, 0, 1, 2]]
GROUPED = {"W_Q": W, "W_K": [row[:2] for row in W], "W_V": [row[2:] for row in W], "W_O": W}


def turned(rows: list[list[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def test_either_factor_turned() -> None:
    assert compute("product", {}, A, B) == AB
    assert compute("product", {"turn": ""}, A, B) == AB
    assert compute("product", {"turn": "second"}, A, turned(B)) == AB
    assert compute("product", {"turn": "first"}, turned(A), B) == AB


def test_terms_before_they_are_summed() -> None:
    found = compute("terms", {}, A, B)
    assert found == [[[A[i][k] * B[k][j] for j in range(2)] for k in range(3)] for i in range(2)]


PROBLEMS = {
    "plain": sa.Problem(X=X, scale="none"),
    "heads": sa.Problem(X=X, heads=2, kv_heads=1, **GROUPED),
    "columns": sa.Problem(X=turned(X), layout="columns", W_Q=W, scale="none"),
    "batch": sa.Problem(X=[X[:2], X[1:]], W_Q=W, W_O=W),
    "dropped": sa.Problem(X=X, dropout={"p": "1/3", "keep": [[1, 0, 1]] * 3}),
    "expected": sa.Problem(X=X, dropout={"p": "1/3"}),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("op", ["product", "terms"])
def test_every_working_is_true(name: str, op: str) -> None:
    check(sa.solve(PROBLEMS[name]), op)


def test_terms_are_written_in_the_letters_of_what_they_read() -> None:
    """Under dropout the values are weighed by ã, and the working says so."""
    step = sa.solve(PROBLEMS["dropped"]).step("terms")
    assert latex.write(step.working((0, 0, 1)).rule) == r"\tilde a_{1,1} v_{1,2}"
    step = sa.solve(PROBLEMS["heads"]).step("terms")
    assert latex.write(step.working((1, 0, 2, 1)).rule) == "a_{1,3}^{(2)} v_{3,2}^{(2)}"


def test_what_each_term_comes_to_is_shown() -> None:
    working = sa.solve(sa.Problem(Q=[[1, 2]], K=[[3, 4], [5, 6]])).step("scores").working((0, 1))
    assert latex.write(working.chain()) == (
        r"s_{1,2} = q_{1,1} k_{2,1} + q_{1,2} k_{2,2} = 1 \cdot 5 + 2 \cdot 6 = 5 + 12 = 17"
    )


def test_a_turned_factor_is_worked_out_from_its_own_entries() -> None:
    """dV = Aᵀ G and dK = dSᵀ Q read the first factor by columns; dQ = dS K by rows."""
    for name in ("plain", "heads", "columns", "batch"):
        check(sa.gradients(PROBLEMS[name]), "product_to")


def test_a_product_with_its_first_factor_turned_is_worked_out() -> None:
    steps = sa.solve(sa.Problem(Q=[[1, 2]], K=[[3, 4], [5, 6]], V=[[1], [2]], scale="none"))
    recipe = steps.recipe.change("output", of=("K", "V"), how={"turn": "first"})
    other = steps.running_on({}, recipe=recipe)
    check(other, "product")
    assert other["output"].decimal(0) == [["13"], ["16"]]
    assert rule(other, "output") == r"O = K^{\top} V"


def test_rules_in_letters() -> None:
    plain, columns = sa.gradients(PROBLEMS["plain"]), sa.gradients(PROBLEMS["columns"])
    assert rule(plain, "scores") == r"S = Q K^{\top}"
    assert rule(plain, "output") == "O = A V"
    assert rule(plain, "terms") == "T = a_{i,k} v_{k,j}"
    assert rule(columns, "Q") == "Q = W_Q X"
    assert rule(columns, "scores") == r"S = K^{\top} Q"
    assert rule(columns, "output") == "O = V A"
    assert rule(columns, "terms") == "T = a_{k,i} v_{j,k}"
    assert rule(columns, "dK") == (
        r"\frac{\partial L}{\partial K} = Q \left( \frac{\partial L}{\partial S} \right)^{\top}"
    )
    assert rule(columns, "dV") == (
        r"\frac{\partial L}{\partial V} = \frac{\partial L}{\partial O} A^{\top}"
    )
    assert rule(sa.solve(PROBLEMS["dropped"]), "terms") == r"T = \tilde a_{i,k} v_{k,j}"
    assert rule(sa.solve(PROBLEMS["heads"]), "terms") == "T = a_{i,k} v_{k,j}"
    assert rule(sa.solve(PROBLEMS["batch"]), "terms") == "T = a_{i,k} v_{k,j}"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, [("b", ("a", "up", "b"), "first"), ("a", ("up", "b", "a"), "second")]),
        ({"turn": "second"}, [("a", ("up", "b", "a"), ""), ("b", ("up", "a", "b"), "first")]),
        ({"turn": "first"}, [("a", ("b", "up", "a"), "second"), ("b", ("a", "up", "b"), "")]),
    ],
    ids=["A B", "A Bᵀ", "Aᵀ B"],
)
def test_what_is_handed_back(how: dict[str, str], expected: list[Any]) -> None:
    wanted = [(to, "product_to", of, {"turn": turn}) for to, of, turn in expected]
    assert flows("product", ("a", "b"), how) == wanted


def test_terms_hand_nothing_back() -> None:
    with pytest.raises(Unsupported):
        flows("terms", ("a", "v"))
