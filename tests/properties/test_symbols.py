"""Symbols first and numbers put in afterwards are the same as numbers from the start."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symattn import Problem, solve
from tests.oracle.peers import sympy_stages

STAGES = ("scores", "scaled", "exponentials", "row_sums", "weights", "output")
NUMBERS = st.fractions(-3, 3, max_denominator=4)


def letters(letter: str, rows: int, columns: int) -> list[list[str]]:
    """q_{11} q_{12} …"""
    return [[f"{letter}_{{{i}{j}}}" for j in range(1, columns + 1)] for i in range(1, rows + 1)]


def put_in(stage: Any, values: dict[str, Any]) -> Any:
    """A symbolic stage with numbers in place of its letters."""
    plain = {name.replace("{", "").replace("}", ""): value for name, value in values.items()}
    put = {
        symbol: plain[symbol.name.replace("{", "").replace("}", "")]
        for symbol in stage.free_symbols
    }
    return stage.subs(put)


@settings(max_examples=settings().max_examples // 10)
@given(st.data(), st.integers(1, 2), st.integers(1, 2), st.integers(1, 2))
@pytest.mark.timeout(900)
def test_symbols_first_and_numbers_afterwards(data: st.DataObject, n: int, m: int, d: int) -> None:
    symbols = {"Q": letters("q", n, d), "K": letters("k", m, d), "V": letters("v", m, 1)}
    values = {
        name: sympy.Rational(str(data.draw(NUMBERS)))
        for matrix in symbols.values()
        for row in matrix
        for name in row
    }
    numbers = {
        key: [[str(values[name]) for name in row] for row in matrix]
        for key, matrix in symbols.items()
    }
    scale = data.draw(st.sampled_from(["none", "1/sqrt(d_k)", "1/2"]))
    first, direct = solve(Problem(**symbols, scale=scale)), solve(Problem(**numbers, scale=scale))
    for name in STAGES:
        there, here = put_in(first[name].exact, values), direct[name].exact
        assert there.shape == here.shape
        assert all(sympy.simplify(a - b) == 0 for a, b in zip(there, here, strict=True)), name


def test_the_symbolic_derivation_is_what_sympy_matrices_give() -> None:
    symbols = {"Q": letters("q", 2, 2), "K": letters("k", 2, 2), "V": letters("v", 2, 2)}
    derivation = solve(Problem(**symbols))
    found = {s.name: s for s in derivation["output"].exact.free_symbols}
    named = {name.replace("{", "").replace("}", ""): s for name, s in found.items()}
    own = {
        key: [[named[name.replace("{", "").replace("}", "")] for name in row] for row in matrix]
        for key, matrix in symbols.items()
    }
    for name, stage in sympy_stages(own, 1 / sympy.sqrt(2)).items():
        difference = derivation[name].exact - stage
        assert all(sympy.simplify(entry) == 0 for entry in difference), name
