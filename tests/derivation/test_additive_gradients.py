"""Gradients of additive attention against SymPy's diff, central differences and PyTorch."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import symattn as sa

INPUTS = ("Q", "K", "V", "W_q", "W_k", "w_v")


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """Two queries, three keys, width two, hidden width two."""

    def matrix(rows: int, columns: int) -> list[list[str]]:
        cell = st.fractions(-2, 2, max_denominator=4).map(str)
        return draw(
            st.lists(
                st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows
            )
        )

    return {
        "Q": matrix(2, 2),
        "K": matrix(3, 2),
        "V": matrix(3, 2),
        "W_q": matrix(2, 2),
        "W_k": matrix(2, 2),
        "w_v": matrix(1, 2)[0],
    }


def loss(values: dict[str, Any]) -> Any:
    """The sum of all entries of the output, in mpmath or SymPy."""
    tanh, exp = values["functions"]
    rows = [0, 1]
    hidden = range(len(values["w_v"]))

    def projected(name: str, weight: str, i: int, c: int) -> Any:
        row = values[name][i]
        return sum(row[k] * values[weight][k][c] for k in range(len(row)))

    total: Any = 0
    for i in rows[: len(values["Q"])]:
        powers = []
        for j in range(len(values["K"])):
            score = sum(
                values["w_v"][c] * tanh(projected("Q", "W_q", i, c) + projected("K", "W_k", j, c))
                for c in hidden
            )
            powers.append(exp(score))
        for j, power in enumerate(powers):
            total += power / sum(powers) * sum(values["V"][j])
    return total


def numbers(mapping: dict[str, Any]) -> dict[str, Any]:
    def read(value: Any) -> Any:
        if isinstance(value, list):
            return [read(item) for item in value]
        over, _, under = value.partition("/")
        return mpmath.mpf(over) / mpmath.mpf(under or 1)

    return {name: read(value) for name, value in mapping.items()} | {
        "functions": (mpmath.tanh, mpmath.exp)
    }


def cells(value: Any, place: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    if not isinstance(value, list):
        return [place]
    return [found for i, item in enumerate(value) for found in cells(item, (*place, i))]


def moved(values: dict[str, Any], name: str, place: tuple[int, ...], by: Any) -> Any:
    copy = [list(row) if isinstance(row, list) else row for row in values[name]]
    inner: Any = copy
    for i in place[:-1]:
        inner = inner[i]
    inner[place[-1]] += by
    return loss({**values, name: copy})


@given(problems())
def test_central_differences(mapping: dict[str, Any]) -> None:
    steps = sa.gradients(sa.Problem(kind="additive", **mapping))
    with mpmath.workdps(60):
        values = numbers(mapping)
        step = mpmath.mpf(10) ** -20
        for name in INPUTS:
            found = steps[f"d{name}"].decimal(30)
            for place in cells(mapping[name]):
                slope = moved(values, name, place, step) - moved(values, name, place, -step)
                cell: Any = found
                for i in place:
                    cell = cell[i]
                assert abs(slope / (2 * step) - mpmath.mpf(cell)) < mpmath.mpf(10) ** -28


def test_sympy_differentiates_to_the_same() -> None:
    mapping = {
        "Q": [["1", "1/2"]],
        "K": [["1", "0"], ["-1", "2"]],
        "V": [["1"], ["3"]],
        "W_q": [["1", "-1"], ["0", "1"]],
        "W_k": [["1/2", "0"], ["0", "1"]],
        "w_v": ["1", "-1/2"],
    }
    steps = sa.gradients(sa.Problem(kind="additive", **mapping))
    for name in INPUTS:
        for place in cells(mapping[name]):
            x = sympy.Symbol("x")
            values = {key: _sympy(value) for key, value in mapping.items()}
            inner: Any = values[name]
            for i in place[:-1]:
                inner = inner[i]
            at = inner[place[-1]]
            inner[place[-1]] = x
            wanted = sympy.diff(loss({**values, "functions": (sympy.tanh, sympy.exp)}), x)
            cell: Any = steps[f"d{name}"].decimal(25)
            for i in place:
                cell = cell[i]
            assert abs(wanted.subs(x, at).evalf(40) - sympy.Float(cell, 40)) < sympy.Float("1e-24")


def _sympy(value: Any) -> Any:
    return [_sympy(item) for item in value] if isinstance(value, list) else sympy.Rational(value)


@given(problems())
def test_pytorch(mapping: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch", reason="the tests' peer, installed in CI")
    steps = sa.gradients(sa.Problem(kind="additive", **mapping))
    values = {
        name: torch.tensor(_floats(value), dtype=torch.float64, requires_grad=True)
        for name, value in mapping.items()
    }
    queries, keys = values["Q"] @ values["W_q"], values["K"] @ values["W_k"]
    scores = torch.tanh(queries[:, None, :] + keys[None, :, :]) @ values["w_v"]
    (torch.softmax(scores, -1) @ values["V"]).sum().backward()
    for name, tensor in values.items():
        found = torch.tensor(_floats(steps[f"d{name}"].decimal(18)), dtype=torch.float64)
        assert torch.allclose(tensor.grad, found, rtol=0, atol=1e-13)


def _floats(value: Any) -> Any:
    if isinstance(value, list):
        return [_floats(item) for item in value]
    over, _, under = str(value).partition("/")
    return float(over) / float(under or 1)
