"""Gradients: the notebook's numbers, central differences, SymPy's diff, PyTorch, conventions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.backward import Gradients, backward
from symattn.derivation.steps import KINDS
from symattn.derivation.steps.kind import ForwardOnly
from symattn.errors import InputError
from symattn.problem.load import from_mapping
from tests.oracle.differences import differences
from tests.oracle.problems import INTEGERS, nested, problems

X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
NAMED = {"Q": "dQ", "K": "dK", "V": "dV", "scores": "dscores"}
PLACES = 30

FORWARD = {
    "copy",
    "divide",
    "dropout",
    "exp",
    "expand",
    "fill",
    "join",
    "minus_rows",
    "plus",
    "product",
    "repeat",
    "split",
    "sum_rows",
    "times",
}
"""Kinds through which gradients flow."""
NO_GRADIENT = {"dropout_variance", "hidden", "largest", "terms", "weigh"}
"""Kinds that say plainly that no gradient is taken through them."""


def test_every_kind_has_a_backward_rule_or_says_that_it_has_none() -> None:
    for op, kind in KINDS.items():
        assert callable(kind.back), op
        if op in FORWARD:
            assert not isinstance(kind, ForwardOnly), op
    steps_of_gradients = {op for op in KINDS if op not in FORWARD | NO_GRADIENT}
    assert all(KINDS[op].why for op in steps_of_gradients)


def test_notebook_jacobian_without_and_with_the_scale() -> None:
    found = []
    for scale in ("none", "1/sqrt(d_k)"):
        steps = sa.gradients(sa.Problem(X=X, scale=scale))
        assert isinstance(steps, Gradients)
        found.append(steps.jacobian(2).decimal(12)[2][2])
    assert [text[:8] for text in found] == ["0.007534", "0.113742"]
    assert round(Fraction(found[1]) / Fraction(found[0]), 3) == Fraction("15.097")


def test_names_of_self_attention() -> None:
    weight = [[1, 0], [0, 1]]
    problem = sa.Problem(
        X=weight,
        W_Q=weight,
        W_K=weight,
        W_V=weight,
        W_O=weight,
        b_Q=[0, 1],
        b_K=[1, 0],
        b_V=[1, 1],
        b_O=[0, 0],
    )
    steps = sa.gradients(problem)
    assert list(steps) == [
        "dprojected",
        "doutput",
        "dV",
        "dweights",
        "dscaled",
        "dscores",
        "dQ",
        "dK",
        "dX",
        "dW_Q",
        "dW_K",
        "dW_V",
        "dW_O",
        "db_Q",
        "db_K",
        "db_V",
        "db_O",
    ]
    assert steps.recipe["dX"].of == ("_dX_from_Q", "_dX_from_K", "_dX_from_V")
    assert steps["db_Q"].shape == (2,)
    assert steps["weights"].shape == (2, 2)


def test_paths_add_up_in_cross_attention() -> None:
    steps = sa.gradients(sa.Problem(X=[[1, 2]], Y=[[1, 0], [0, 1]]))
    assert steps.recipe["dY"].of == ("_dY_from_K", "_dY_from_V")
    assert "_dX_from_Q" not in steps.recipe


def _with_upstream(draw: st.DrawFn, mapping: dict[str, Any]) -> dict[str, Any]:
    shape = sa.gradients(from_mapping(mapping)).step(f"d{_result(mapping)}").shape
    kind = draw(st.sampled_from(["ones", "upstream", "target"]))
    if kind == "ones":
        return mapping
    return {**mapping, "gradient": {kind: nested(draw, shape, INTEGERS)}}


def _result(mapping: dict[str, Any]) -> str:
    return sa.gradients(from_mapping(mapping)).result


def check_differences(mapping: Mapping[str, Any]) -> None:
    """Every gradient of an input, to 30 digits, beside central differences."""
    steps = sa.gradients(from_mapping(dict(mapping)))
    for name, expected in differences(mapping).items():
        step = steps[NAMED.get(name, f"d{name}")]
        found = _flat(step.decimal(PLACES), step.shape)
        expected = _heads_apart(expected, name, step.shape, mapping)
        assert expected.shape == step.shape, name
        with mp.workdps(100):
            for index, value in np.ndenumerate(expected):
                if value is None:
                    continue
                room = mpf(10) ** -PLACES * (1 + abs(value))
                assert abs(mpf(found[index]) - value) <= room, (name, index)


def _heads_apart(value: Any, name: str, shape: tuple[int, ...], mapping: Mapping[str, Any]) -> Any:
    """The differences of a Q, K or V with its heads side by side, as the stage has it."""
    if value.shape == shape or name not in ("Q", "K", "V", "scores"):
        return value
    turned = mapping.get("layout") == "columns"
    value = value.swapaxes(-1, -2) if turned else value
    if value.ndim == len(shape):  # one head on an axis of its own
        return value.reshape(shape)
    *lead, heads, _, width = (*shape[:-2], shape[-1], shape[-2]) if turned else shape
    split = value.reshape(*lead, value.shape[-2], heads, width).swapaxes(-2, -3)
    return split.swapaxes(-1, -2) if turned else split


def _flat(value: Any, shape: tuple[int, ...]) -> Any:
    return np.array(value, dtype=object).reshape(shape)


@pytest.mark.timeout(1200)
@given(data=st.data())
def test_central_differences_agree_to_thirty_digits(data: st.DataObject) -> None:
    mapping = data.draw(problems())
    check_differences(data.draw(st.composite(_with_upstream)(mapping)))


SYMBOLS = {
    "Q": [["q_{11}", "q_{12}"], ["q_{21}", "q_{22}"]],
    "K": [["k_{11}", "k_{12}"], ["k_{21}", "k_{22}"]],
    "V": [["v_{11}", "v_{12}"], ["v_{21}", "v_{22}"]],
}


def _sympy_gradients(numbers: Mapping[str, Any], scale: Any, upstream: Any) -> dict[str, Any]:
    """SymPy's own: the closed form of L differentiated, then the numbers put in."""
    import sympy

    letters = {
        name: sympy.Matrix(
            [[sympy.Symbol(f"{name}{i}{j}") for j in range(len(rows[0]))] for i in range(len(rows))]
        )
        for name, rows in numbers.items()
    }
    q, k, v = (letters[name] for name in ("Q", "K", "V"))
    powers = (q * k.T * scale).applyfunc(sympy.exp)
    weights = sympy.Matrix(powers.rows, powers.cols, lambda i, j: powers[i, j] / sum(powers.row(i)))
    value = sum(sympy.Matrix(upstream).multiply_elementwise(weights * v))
    put_in = {
        letters[name][i, j]: sympy.Rational(numbers[name][i][j])
        for name in numbers
        for i in range(letters[name].rows)
        for j in range(letters[name].cols)
    }
    return {
        name: letter.applyfunc(lambda x: sympy.diff(value, x).subs(put_in))
        for name, letter in letters.items()
    }


def _is_zero(expression: Any) -> bool:
    """Exactly: the numerator's exponentials, brought together, cancel (Lindemann–Weierstrass)."""
    import sympy

    numerator, _ = sympy.fraction(sympy.together(expression))
    return bool(sympy.powsimp(sympy.expand(numerator)) == 0)


def check_sympy(numbers: Mapping[str, Any], scale: str, upstream: Any) -> None:
    """Gradients of a small problem, equal to SymPy's derivative of the closed form."""
    import sympy

    factor = {"none": 1, "1/sqrt(d_k)": 1 / sympy.sqrt(len(numbers["Q"][0]))}[scale]
    problem = sa.Problem(**numbers, scale=scale, gradient={"upstream": upstream})
    steps = sa.gradients(problem)
    for name, expected in _sympy_gradients(numbers, factor, upstream).items():
        difference = steps[f"d{name}"].exact - expected
        assert all(_is_zero(cell) for cell in difference), name


@given(data=st.data())
def test_sympy_differentiates_to_the_same(data: st.DataObject) -> None:
    n, d = data.draw(st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2), (1, 4), (3, 1)]))
    entry = st.sampled_from([-2, -1, 0, 1, 2, 3, "1/2", "-1/3"])
    numbers = {name: [[data.draw(entry) for _ in range(d)] for _ in range(n)] for name in "QKV"}
    upstream = [[data.draw(st.integers(-2, 2)) for _ in range(d)] for _ in range(n)]
    check_sympy(numbers, data.draw(st.sampled_from(["none", "1/sqrt(d_k)"])), upstream)


def test_symbols_first_and_then_numbers() -> None:
    import sympy

    upstream_symbols = {"upstream": "symbols"}
    symbolic = sa.gradients(sa.Problem(**SYMBOLS, scale="symbolic", gradient=upstream_symbols))
    numbers = {"Q": [[1, 2], [0, -1]], "K": [[2, 1], [1, 1]], "V": [[3, 0], [1, 5]]}
    upstream = [[1, -1], [2, 3]]
    plain = sa.gradients(sa.Problem(**numbers, gradient={"upstream": upstream}))
    put_in = {sympy.Symbol("d_{k}"): 2, sympy.Symbol("d_k"): 2}
    for name, rows in {**numbers, "g": upstream}.items():
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                stem = name.lower()
                put_in |= {
                    sympy.Symbol(f"{stem}_{{{i + 1}{j + 1}}}"): value,
                    sympy.Symbol(f"{stem}_{{{i + 1},{j + 1}}}"): value,
                }
    for name in ("doutput", "dV", "dweights", "dscaled", "dscores", "dQ", "dK"):
        difference = symbolic[name].exact.subs(put_in) - plain[name].exact
        assert all(_is_zero(cell) for cell in difference), name


def test_symbols_have_no_decimals() -> None:
    steps = sa.gradients(sa.Problem(X=[[1], [2]], gradient={"upstream": "symbols"}))
    assert steps["dX"].decimal(3) == [[None], [None]]


def test_target_gives_the_loss_and_its_gradient() -> None:
    steps = sa.gradients(sa.Problem(X=[[1], [1]], gradient={"target": [[0], [3]]}))
    assert steps["doutput"].decimal(1) == [["1.0"], ["-2.0"]]
    assert steps["loss"].decimal(1) == [["2.5"]]


def test_a_fully_hidden_row_is_left_out_of_the_loss() -> None:
    problem = sa.Problem(X=[[1, 2], [3, 1]], mask=[[1, 1], [0, 0]], W_O=[[1, 0], [1, 1]])
    steps = sa.gradients(problem)
    assert steps.undefined_rows == [1]
    assert steps["dprojected"].decimal(0)[1] == ["0", "0"]
    assert steps["dscores"].decimal(0)[1] == ["0", "0"]
    assert steps["dQ"].decimal(0)[1] == ["0", "0"]
    assert all(cell is not None for row in steps["dX"].decimal(3) for cell in row)
    assert steps.jacobian(1).decimal(0) == [["0", "0"], ["0", "0"]]


def test_hidden_and_fixed_cells_get_nothing() -> None:
    for fill in ("-inf", "-3"):
        problem = sa.Problem(X=[[1, 2], [3, 1]], mask="causal", mask_fill=fill)
        assert sa.gradients(problem)["dscores"].decimal(3)[0][1] == "0.000"


def test_another_base_brings_its_logarithm() -> None:
    numbers: dict[str, Any] = {"Q": [[1]], "K": [[1], [2]], "V": [[1], [5]], "scale": "none"}
    of_e, of_two = (sa.gradients(sa.Problem(**numbers, base=base)) for base in ("e", 2))
    assert of_e["dscores"].decimal(6) == [["-0.786448", "0.786448"]]
    assert of_two["dscores"].decimal(6) == [["-0.616131", "0.616131"]]  # ln 2 · 8/9


def test_upstream_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(InputError, match=r"gradient\.upstream: expected 2 × 1"):
        sa.Problem(X=[[1], [2]], gradient={"upstream": [[1, 2]]})


def test_backward_of_an_edited_recipe() -> None:
    problem = sa.Problem(X=X)
    recipe = backward(problem).change("dscores", op="copy", how={})
    wrong = Gradients(problem, recipe, sa.gradients(problem).carrier)
    assert wrong["dscores"].decimal(3) == wrong["dscaled"].decimal(3)
    assert wrong["dQ"].decimal(3) != sa.gradients(problem)["dQ"].decimal(3)


def test_every_cell_is_worked_out() -> None:
    from symattn.formulas import latex
    from symattn.numbers.tensors import indices

    tokens = [[1, 2, 0, 1], [0, 1, 1, 1]]
    heads = {"X": tokens, "heads": 2, "mask": "causal", "bias": [[0, 1], [2, 0]]}
    weight = [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]]
    shared = [row[:2] for row in weight]
    problem = sa.Problem(
        **heads,
        W_Q=weight,
        W_K=shared,
        W_V=shared,
        kv_heads=1,
        b_K=[1, 2],
        base=2,
        gradient={"target": [[1, 0, 0, 1], [0, 1, 1, 0]]},
    )
    steps = sa.gradients(problem)
    for line in steps.recipe:
        step = steps.step(line.name)
        assert latex.write(step.rule())
        cells = step.carrier.cells(step.value)
        for index in list(indices(cells.shape))[:3]:
            working = step.working(index)
            assert latex.write(working.chain())
            assert working.result == step.show(step.at(index)), line.name


def _torch_gradients(mapping: Mapping[str, Any]) -> dict[str, Any]:
    import torch

    from tests.oracle.peers import Rounded, _float_mask, torch_scale

    parts = {
        name: torch.tensor(Rounded.of(mapping["inputs"][name]).value, requires_grad=True)
        for name in "QKV"
    }
    shape = (parts["Q"].shape[-2], parts["K"].shape[-2])
    output = torch.nn.functional.scaled_dot_product_attention(
        parts["Q"],
        parts["K"],
        parts["V"],
        attn_mask=_float_mask(mapping, shape),
        scale=torch_scale(mapping),
        enable_gqa="kv_heads" in mapping.get("attention", {}),
    )
    output.sum().backward()
    return {f"d{name}": part.grad.numpy() for name, part in parts.items()}


@pytest.mark.torch
@pytest.mark.usefixtures("torch_installed")
@given(data=st.data())
def test_pytorch_differentiates_to_the_same(data: st.DataObject) -> None:
    from tests.oracle.problems import torch_problems

    mapping = data.draw(torch_problems())
    steps = sa.gradients(from_mapping(mapping))
    for name, found in _torch_gradients(mapping).items():
        ours = np.array(steps[name].decimal(18), dtype=np.float64)
        room = 1e-12 * (1 + np.abs(ours).max())
        assert np.allclose(ours, found, rtol=1e-9, atol=room), name
