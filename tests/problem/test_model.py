"""What a problem resolves: sizes, scale, masks, names; and copies with other settings."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.problem.model import Problem

X = [[1, 2, 1, 2], [0, 1, 1, 0], [3, 2, 1, 1]]


def root(delta: int) -> ExpSum:
    return ExpSum.of(Algebraic.power(fmpq(delta), fmpq(-1, 2)))


def test_defaults() -> None:
    problem = Problem(X=X)
    assert (problem.n, problem.m, problem.d_model, problem.d_k, problem.d_v) == (3, 3, 4, 4, 4)
    assert (problem.heads, problem.kv_heads, problem.batch, problem.lead) == (1, 1, (), ())
    assert (problem.scale, problem.scale_kind) == (fmpq(1, 2), "1/sqrt(d_k)")
    assert (problem.layout, problem.shift, problem.base, problem.fill) == (
        "rows",
        "none",
        None,
        "-inf",
    )
    assert problem.visible is None and problem.bias is None and problem.window is None
    assert problem.mask_kind == "none" and problem.empty_rows == "undefined"
    assert not problem.named and problem.query_names == problem.key_names == ()
    assert problem.gradient == {"upstream": "ones"}
    assert not problem.symbolic and not problem.decimals and problem.dyadic == ()


SCALES = {
    "1/sqrt(d_k)": ("1/sqrt(d_k)", fmpq(1, 2)),
    r"\frac{1}{\sqrt{d_k}}": ("1/sqrt(d_k)", fmpq(1, 2)),
    "1/√d_k": ("1/sqrt(d_k)", fmpq(1, 2)),
    "1/d_k": ("1/d_k", fmpq(1, 4)),
    "none": ("none", fmpq(1)),
    "1/8": ("given", fmpq(1, 8)),
    "0.125": ("given", fmpq(1, 8)),
    "1/sqrt(2)": ("given", root(2)),
    r"1/\sqrt{2}": ("given", root(2)),
    "2/sqrt(d_k)": ("given", fmpq(1)),
    r"\frac{3}{d_{k}}": ("given", fmpq(3, 4)),
}


@pytest.mark.parametrize("text", SCALES)
def test_scale(text: str) -> None:
    problem = Problem(X=X, scale=text)
    assert (problem.scale_kind, problem.scale) == SCALES[text]
    assert problem.scale_text == text
    assert not problem.symbolic


def test_symbolic_scale() -> None:
    problem = Problem(X=X, scale="symbolic")
    assert problem.scale == 1 / sympy.sqrt(sympy.Symbol("d_k"))
    assert problem.scale_kind == "symbolic" and problem.symbolic
    assert Problem(X=X, scale=r"\lambda").scale == sympy.Symbol("lambda")


def test_heads_share_the_width() -> None:
    problem = Problem(X=X, heads=2)
    assert (problem.d_k, problem.d_v, problem.scale) == (2, 2, root(2))
    assert problem.lead == (2,)
    assert Problem(X=X, heads=4, scale="1/d_k").scale == 1


def test_given_queries_are_split() -> None:
    problem = Problem(Q=X, K=X, V=X, heads=2)
    assert problem.inputs["Q"].shape == (2, 3, 2)
    assert problem.inputs["Q"][(1, 2, 0)] == 1 and problem.inputs["K"][(1, 0, 1)] == 2


def test_shared_keys() -> None:
    queries = [[[1, 0]], [[0, 1]], [[1, 1]], [[2, 0]]]
    keys = [[[1, 0], [0, 1]], [[1, 1], [0, 2]]]
    problem = Problem(Q=queries, K=keys, V=keys)
    assert (problem.heads, problem.kv_heads, problem.n, problem.m) == (4, 2, 1, 2)
    one = Problem(Q=queries, K=keys[0], V=keys[0], kv_heads=1)
    assert one.kv_heads == 1 and one.inputs["K"].shape == (1, 2, 2)


def test_leading_axes() -> None:
    one = Problem(Q=[[[[1, 0], [0, 1]]]], K=[[[[1, 1], [0, 1]]]])
    assert (one.batch, one.heads, one.lead) == ((1, 1), 1, (1, 1))
    two = Problem(Q=np.ones((3, 2, 4, 5), int), K=np.ones((3, 2, 6, 5), int))
    assert (two.batch, two.heads, two.n, two.m) == ((3,), 2, 4, 6)
    batch = Problem(X=np.ones((3, 2, 4), int), heads=2)
    assert (batch.batch, batch.lead, batch.d_k) == ((3,), (3, 2), 2)


def test_projections_for_each_head() -> None:
    weights = np.ones((2, 4, 3), int)
    problem = Problem(X=X, W_Q=weights, W_K=weights, W_V=weights, b_Q=[1, 2, 3, 4, 5, 6])
    assert problem.per_head_projections and problem.heads == 2 and problem.d_k == 3
    assert problem.inputs["b_Q"].shape == (2, 1, 3)
    assert problem.inputs["b_Q"][(1, 0, 0)] == 4
    one = Problem(X=X, W_Q=weights[:1], W_K=weights[:1], W_V=weights[:1])
    assert one.lead == (1,)


def test_columns_are_transposed_on_reading() -> None:
    rows = Problem(
        X=X,
        W_Q=[[1, 0], [0, 1], [1, 1], [0, 0]],
        W_K=[[1, 0], [0, 1], [1, 1], [0, 0]],
        b_Q=[1, 2],
        mask=[[1, 0, 1], [1, 1, 0], [0, 1, 1]],
    )
    turned = [list(line) for line in zip(*X, strict=True)]
    weight = [[1, 0, 1, 0], [0, 1, 1, 0]]
    columns = Problem(
        X=turned,
        W_Q=weight,
        W_K=weight,
        b_Q=[1, 2],
        layout="columns",
        mask=[[1, 1, 0], [0, 1, 1], [1, 0, 1]],
    )
    assert columns.inputs == rows.inputs and columns.visible == rows.visible
    assert (columns.n, columns.d_k, columns.layout) == (3, 2, "columns")


def test_scores_alone() -> None:
    problem = Problem(scores=[[1, 2, 3], [4, 5, 6]])
    assert (problem.n, problem.m, problem.d_k, problem.scale_kind) == (2, 3, None, "none")
    assert Problem(scores=[[1]], V=[[1, 2]], scale="1/8").scale == fmpq(1, 8)


def test_cross_attention() -> None:
    problem = Problem(X=[[1, 2]], Y=[[1, 0], [0, 1], [1, 1]])
    assert (problem.n, problem.m) == (1, 3)


def test_masks_and_windows() -> None:
    wide = {"Q": [[1], [1]], "K": [[1], [1], [1]]}
    assert Problem(**wide, mask="causal").visible.nested() == [[1, 0, 0], [1, 1, 0]]
    assert Problem(**wide, mask="causal-lower-right").visible.nested() == [[1, 1, 0], [1, 1, 1]]
    assert Problem(**wide, mask="causal-lower-right", window=2).visible.nested() == [
        [1, 1, 0],
        [0, 1, 1],
    ]
    assert Problem(**wide, window=1).visible.nested() == [[1, 0, 0], [0, 1, 0]]
    given_mask = Problem(**wide, mask=[[True, False, True], [1, 1, 1]], window=2)
    assert given_mask.visible.nested() == [[1, 0, 0], [1, 1, 0]]
    assert given_mask.mask_kind == "given"
    heads = Problem(X=X, heads=2, mask=np.ones((2, 3, 3), bool))
    assert heads.visible.shape == (2, 3, 3)


def test_bias_with_a_head_axis() -> None:
    problem = Problem(X=X, heads=2, bias=np.arange(18).reshape(2, 3, 3))
    assert problem.bias.shape == (2, 3, 3)


def test_names() -> None:
    both = Problem(X=X, tokens=["a", "b", "c"])
    assert both.query_names == both.key_names == ("a", "b", "c") and both.named
    one = Problem(Q=[[1]], K=[[1], [2]], tokens=["a", "b"])
    assert (one.query_names, one.key_names) == ((), ("a", "b"))
    two = Problem(Q=[[1]], K=[[1], [2]], tokens={"queries": ["q"], "keys": ["a", "b"]})
    assert (two.query_names, two.key_names) == (("q",), ("a", "b"))


def test_fill_and_base() -> None:
    assert Problem(X=X, mask_fill="-1e9").fill == fmpq(-(10**9))
    for text in ("-inf", "-Infinity", "−∞", float("-inf")):
        assert Problem(X=X, mask_fill=text).fill == "-inf"
    assert Problem(X=X, base="e").base is None
    assert Problem(X=X, base=2).base == 2


def test_how_numbers_were_typed() -> None:
    assert Problem(X=[["0.5", 1]]).decimals
    assert not Problem(X=[["0.5", "1/3"]]).decimals
    assert not Problem(X=[["1/3", 1]]).decimals
    floats = Problem(X=np.array([[0.1, 2.0]]), W_Q=[[1], [1]], W_K=[[1], [1]])
    assert floats.dyadic == ("X",)
    assert floats.changed(scale="none").dyadic == ("X",)


def test_a_whole_matrix_in_latex() -> None:
    text = r"\begin{bmatrix} 1 & \frac12 \\[6pt] \sqrt{2} & q_{11} \end{bmatrix}"
    problem = Problem(X=text)
    assert problem.inputs["X"].shape == (2, 2)
    assert problem.inputs["X"][(0, 1)] == fmpq(1, 2)
    assert problem.inputs["X"][(1, 1)] == sympy.Symbol("q_{11}") and problem.symbolic
    assert Problem(X=X, mask=r"\begin{pmatrix}1&0&0\\1&1&0\\1&1&1\end{pmatrix}").visible


def test_changed() -> None:
    problem = Problem(X=X, heads=2, tokens=["a", "b", "c"], mask="causal", title="t")
    assert problem.changed(scale="none").scale_kind == "none"
    assert problem.changed(heads=None).heads == 1
    assert problem.changed(heads=4).scale == 1
    assert problem.changed(mask=None).visible is None
    assert problem.changed(named=False).query_names == ("a", "b", "c")
    assert problem.changed(fill=fmpq(-5)).fill == -5
    assert problem.changed(layout="columns").inputs == problem.inputs
    other = problem.changed(inputs={"X": Tensor((3, 2), (1, 2, 3, 4, 5, 6))}, heads=1)
    assert other.d_k == 2 and other.title == "t"
    assert problem.heads == 2
    with pytest.raises(TypeError):
        problem.changed(nothing=1)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.data())
def test_layouts_agree(n: int, m: int, d: int, v: int, data: st.DataObject) -> None:
    def matrix(rows: int, columns: int) -> list[list[int]]:
        row = st.lists(st.integers(-3, 3), min_size=columns, max_size=columns)
        return data.draw(st.lists(row, min_size=rows, max_size=rows))

    given_rows = {"Q": matrix(n, d), "K": matrix(m, d), "V": matrix(m, v), "bias": matrix(n, m)}
    columns = {k: [list(line) for line in zip(*a, strict=True)] for k, a in given_rows.items()}
    one, two = Problem(**given_rows), Problem(**columns, layout="columns")
    assert one.inputs == two.inputs and one.bias == two.bias
    assert two.changed(layout="rows").inputs == one.inputs
    assert one.changed(scale="none").inputs == one.inputs
