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
from symattn.derivation.forward import forward
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


SQUARE = [[1, 2], [3, 4]]
SOFTMAX = [("dscaled", "softmax_back", ("weights", "dweights"))]
OUTPUT = [
    ("dV", "product_to", ("weights", "doutput", "V")),
    ("dweights", "product_to", ("doutput", "V", "weights")),
]
SCORES = [
    ("dscores", "times", ("dscaled",)),
    ("dQ", "product_to", ("dscores", "K", "Q")),
    ("dK", "product_to", ("dscores", "Q", "K")),
]
PATHS = [(f"_dX_from_{one}", "copy", (f"d{one}",)) for one in "VKQ"]
TOTAL = [("dX", "total", ("_dX_from_Q", "_dX_from_K", "_dX_from_V"))]
JACOBIAN = [("_jacobian", "jacobian", ("weights",))]


def after_forward(problem: sa.Problem) -> list[tuple[str, str, tuple[str, ...]]]:
    lines = [(line.name, line.op, line.of) for line in backward(problem)]
    return lines[len(forward(problem).lines) :]


def test_the_lines_of_self_attention() -> None:
    start = [("doutput", "copy", ("upstream",))]
    expected = [*start, *OUTPUT, *SOFTMAX, *SCORES, *PATHS, *TOTAL, *JACOBIAN]
    assert after_forward(sa.Problem(X=SQUARE)) == expected
    assert after_forward(sa.Problem(X=SQUARE, shift="max")) == expected


def test_the_lines_against_a_target_end_with_the_loss() -> None:
    problem = sa.Problem(
        X=SQUARE, Y=[[1, 0]], W_K=SQUARE, b_K=[1, 2], gradient={"target": SQUARE}, base=2
    )
    assert after_forward(problem) == [
        ("doutput", "residual", ("output", "target")),
        *OUTPUT,
        *SOFTMAX,
        *SCORES,
        ("_dY_from_V", "copy", ("dV",)),
        ("_d_K_product", "sum_to", ("dK", "_K_product")),
        ("_dY_from_K", "product_to", ("_d_K_product", "W_K", "Y")),
        ("dX", "copy", ("dQ",)),
        ("dY", "total", ("_dY_from_K", "_dY_from_V")),
        ("dW_K", "product_to", ("Y", "_d_K_product", "W_K")),
        ("db_K", "sum_to", ("dK", "b_K")),
        ("loss", "half_square", ("doutput",)),
        *JACOBIAN,
    ]
    recipe = backward(problem)
    assert dict(recipe["loss"].how) == {"of": "output"}
    assert dict(recipe["_jacobian"].how) == {"base": 2}
    assert dict(recipe["dscaled"].how) == {"base": 2, "along": "row"}


def test_the_lines_with_a_row_that_sees_nothing() -> None:
    """What is undefined is left out of L: of the upstream gradient, and of what others read."""
    problem = sa.Problem(X=SQUARE, mask=[[1, 1], [0, 0]])
    assert after_forward(problem) == [
        ("_upstream", "copy", ("upstream",)),
        ("doutput", "leave_out", ("_upstream", "output")),
        ("_weights_defined", "leave_out", ("weights", "weights")),
        ("dV", "product_to", ("_weights_defined", "doutput", "V")),
        ("dweights", "product_to", ("doutput", "V", "_weights_defined")),
        ("dmasked", "softmax_back", ("_weights_defined", "dweights")),
        ("dscaled", "fill_back", ("dmasked", "scaled")),
        *SCORES,
        *PATHS,
        *TOTAL,
        *JACOBIAN,
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"mask": [[1, 1], [0, 0]], "mask_fill": "-9"},
        {"mask": [[1, 1], [0, 0]], "empty_rows": "zero"},
        {"mask": [[0, 1], [1, 0]]},
        {"mask": "causal"},
        {},
    ],
)
def test_nothing_is_left_out_where_every_row_is_defined(more: dict[str, Any]) -> None:
    problem = sa.Problem(X=SQUARE, **more)
    assert "leave_out" not in {line.op for line in backward(problem)}
    assert sa.gradients(problem).undefined_rows == []


def test_a_row_that_sees_nothing_is_found_wherever_it_is() -> None:
    for hidden in range(3):
        mask = [[0, 0] if row == hidden else [0, 1] for row in range(3)]
        problem = sa.Problem(X=[[1], [2], [3]], Y=[[1], [2]], mask=mask)
        assert "_upstream" in backward(problem)


def test_a_row_that_sees_nothing_is_found_in_one_batch_of_many() -> None:
    sees = [[1, 1, 0], [0, 1, 1]]
    given = {"X": [[[1], [2]]] * 2, "Y": [[[1], [2], [3]]] * 2}
    assert "_upstream" not in backward(sa.Problem(**given, mask=[sees, sees]))
    assert "_upstream" in backward(sa.Problem(**given, mask=[sees, [[1, 0, 1], [0, 0, 0]]]))


def test_the_lines_of_a_bias_for_each_head() -> None:
    eye = [SQUARE, SQUARE]
    problem = sa.Problem(X=SQUARE, W_Q=eye, W_K=eye, W_V=eye, b_Q=[1, 0, 2, 0], heads=2)
    found = after_forward(problem)
    assert found[:2] == [
        ("dconcat", "copy", ("upstream",)),
        ("doutput", "split_like", ("dconcat", "output")),
    ]
    assert found[9:15] == [
        ("_dX_from_V", "collapse", ("_d_V_heads",)),
        ("_d_K_heads", "product_to", ("dK", "W_K", "_K_heads")),
        ("_dX_from_K", "collapse", ("_d_K_heads",)),
        ("_d_Q_product", "sum_to", ("dQ", "_Q_product")),
        ("_db_Q", "sum_to", ("dQ", "b_Q")),
        ("_d_Q_heads", "product_to", ("_d_Q_product", "W_Q", "_Q_heads")),
    ]
    assert found[-2:] == [("db_Q", "flat", ("_db_Q",)), *JACOBIAN]


def test_positions_get_the_gradient_of_what_they_are_added_to() -> None:
    found = after_forward(sa.Problem(X=SQUARE, positions="sinusoidal", shift="max"))
    assert found[-4:] == [
        ("dembedded", "total", tuple(f"_dembedded_from_{one}" for one in "QKV")),
        ("dpositional", "sum_to", ("dembedded", "positional")),
        ("dX", "sum_to", ("dembedded", "X")),
        *JACOBIAN,
    ]


def test_another_forward_recipe_is_differentiated_instead() -> None:
    problem = sa.Problem(X=SQUARE)
    doubled = forward(problem).change("scaled", how={"by": problem.scale * 2})
    recipe = backward(problem, doubled)
    assert recipe["dscores"].how["by"] == problem.scale * 2
    assert recipe["scaled"].how["by"] == problem.scale * 2


def test_a_derivation_lists_the_gradients_alone() -> None:
    hidden = sa.gradients(sa.Problem(X=SQUARE, mask=[[1, 1], [0, 0]]))
    plain = ["doutput", "dV", "dweights", "dscaled", "dscores", "dQ", "dK", "dX"]
    assert list(sa.gradients(sa.Problem(X=SQUARE))) == plain
    assert list(hidden) == [*plain[:3], "dmasked", *plain[3:]]
    assert len(hidden) == 9


def test_an_upstream_gradient_of_numbers_letters_or_both() -> None:
    given = {"Q": [[1]], "K": [[1], [2]], "V": [[1, 0], [5, 1]]}
    ones = sa.gradients(sa.Problem(**given))
    assert ones["doutput"].decimal(0) == [["1", "1"]]
    assert type(ones.carrier).__name__ == "Exact"
    numbers = sa.gradients(sa.Problem(**given, gradient={"upstream": [[3, "1/2"]]}))
    assert numbers["doutput"].decimal(1) == [["3.0", "0.5"]]
    assert type(numbers.carrier).__name__ == "Exact"
    letters = sa.gradients(sa.Problem(**given, gradient={"upstream": "symbols"}))
    assert str(letters["doutput"].exact) == "Matrix([[g_{1,1}, g_{1,2}]])"
    assert type(letters.carrier).__name__ == "Symbolic"
    columns = sa.Problem(X=SQUARE, layout="columns", gradient={"upstream": "symbols"})
    assert "g_{1,2}" in str(sa.gradients(columns)["doutput"].exact[0, 1])
    mixed = sa.gradients(sa.Problem(**given, gradient={"upstream": [["u", 2]]}))
    assert str(mixed["doutput"].exact) == "Matrix([[u, 2]])"
    assert type(mixed.carrier).__name__ == "Symbolic"
    target = sa.gradients(sa.Problem(**given, gradient={"target": [["t", 0]]}))
    assert "t" in str(target["doutput"].exact[0])


def test_the_jacobian_of_a_row_in_a_head() -> None:
    steps = sa.gradients(sa.Problem(X=SQUARE, heads=2, base=3))
    whole = steps.carrier.cells(steps.value("_jacobian"))
    step = steps.jacobian(1, 0)
    assert step.shape == (2, 2)
    assert step.name == "_jacobian"
    assert [
        cell.compare(whole[(1, 0, j, k)])
        for (j, k), cell in zip([(0, 0), (0, 1), (1, 0), (1, 1)], step.cells.cells, strict=True)
    ] == [0] * 4
    assert step.inputs == (steps.value("_jacobian"),)
    assert step.line.of == ("_jacobian",)


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
