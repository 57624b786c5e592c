"""The letters of stages, inputs and gradients: of matrices, rows and entries, in LaTeX."""

from __future__ import annotations

from typing import Any

import pytest

import symattn as sa
from symattn.derivation.notation import Notation, gradient_of
from symattn.formulas import latex
from symattn.formulas.tree import Name, Num

X = [[1, 2], [3, 1], [0, 1]]
W = [[1, 0], [0, 1]]


def notation(**more: Any) -> Notation:
    return Notation.of(sa.Problem(**{"X": X, "W_Q": W, "bias": [[0, 1, 2]] * 3} | more))


PLAIN, COLUMNS = notation(), notation(layout="columns", X=[[1, 3, 0], [2, 1, 1]])


def partial(of: str) -> str:
    return rf"\frac{{\partial L}}{{\partial {of}}}"


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("dweights", ("weights", "")),
        ("_dX_from_Q", ("X", "Q")),
        ("_d_Q_product", ("_Q_product", "")),
        ("db_Q", ("b_Q", "")),
        ("dw_v", ("w_v", "")),
        ("dW_O", ("W_O", "")),
        ("dY", ("Y", "")),
        ("dbias", ("bias", "")),
        ("_dembedded_from_K", ("embedded", "K")),
        ("dropped", None),
        ("weights", None),
        ("dsomething", None),
        ("_row_max", None),
    ],
)
def test_what_a_line_is_the_gradient_of(name: str, of: tuple[str, str] | None) -> None:
    assert gradient_of(name) == of


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("scores", "S"),
        ("scaled", r"\tilde S"),
        ("weights", "A"),
        ("X", "X"),
        ("Q_given", "Q"),
        ("W_Q", "W_Q"),
        ("b_Q", "b_Q"),
        ("bias", "B"),
        ("upstream", "G"),
        ("_upstream", "G"),
        ("target", r"\hat O"),
        ("_Q_product", "Q"),
        ("_weights_defined", "A"),
        ("_row_max", "m"),
        ("_jacobian", "J"),
        ("projected_queries", "P_q"),
        ("dscores", partial("S")),
        ("_dX_from_Q", partial("X^{(Q)}")),
        ("_d_Q_product", partial("Q")),
        ("dW_Q", partial("W_Q")),
    ],
)
def test_the_letter_of_an_array(name: str, written: str) -> None:
    assert latex.write(PLAIN.matrix(name)) == written


@pytest.mark.parametrize(
    ("name", "lead", "written"),
    [
        ("scores", (0,), "S^{(1)}"),
        ("scores", (1, 0), "S^{(2),(1)}"),
        ("_jacobian", (1,), "J^{(2)}"),
        ("dscores", (2,), partial("S^{(3)}")),
        ("_dX_from_Q", (0,), partial("X^{(1),(Q)}")),
    ],
)
def test_the_letter_of_one_head(name: str, lead: tuple[int, ...], written: str) -> None:
    assert latex.write(PLAIN.headed(name, lead)) == written


@pytest.mark.parametrize(
    ("name", "index", "written"),
    [
        ("scores", (0, 2), "s_{1,3}"),
        ("weights", (1, 0, 2), "a_{1,3}^{(2)}"),
        ("X", (0, 1), "x_{1,2}"),
        ("W_Q", (0, 1), "w_{Q,1,2}"),
        ("b_Q", (1,), "b_{Q,2}"),
        ("bias", (0, 1), "b_{1,2}"),
        ("row_sums", (1, 0), "z_2"),
        ("_row_max", (2, 0), "m_3"),
        ("terms", (0, 1, 1), "t_{1,2,2}"),
        ("exponentials", (0, 1), r"e^{\hat s_{1,2}}"),
        ("_shifted", (0, 1), r"\hat s_{1,2}"),
        ("loss", (0, 0), "L"),
        ("target", (0, 1), r"\hat o_{1,2}"),
        ("_Q_product", (0, 1), "q_{1,2}"),
        ("dscores", (0, 1), partial("s_{1,2}")),
        ("_dX_from_Q", (0, 1), partial("x_{1,2}^{(Q)}")),
        ("db_Q", (0,), partial("b_{Q,1}")),
        (
            "_jacobian",
            (0, 1, 2),
            r"\frac{\partial a_{1,2}}{\partial \hat s_{1,3}}",
        ),
    ],
)
def test_the_letter_of_an_entry(name: str, index: tuple[int, ...], written: str) -> None:
    assert latex.write(PLAIN.cell(name, index)) == written


def test_subscripts_are_turned_where_tokens_are_columns() -> None:
    assert latex.write(COLUMNS.cell("X", (2, 0))) == "x_{1,3}"
    assert latex.write(COLUMNS.cell("weights", (0, 2))) == "a_{3,1}"
    assert latex.write(COLUMNS.cell("row_sums", (1, 0))) == "z_2"
    assert latex.write(COLUMNS.cell("terms", (0, 1, 1))) == "t_{1,2,2}"
    assert latex.write(COLUMNS.cell("dscores", (0, 2))) == partial("s_{3,1}")
    assert (PLAIN.columns, COLUMNS.columns) == (False, True)


def test_rows() -> None:
    assert latex.write(PLAIN.row("weights")) == "a_i"
    assert latex.write(PLAIN.row("weights", (1,))) == "a_2"
    assert latex.write(PLAIN.row("weights", (0, 2))) == "a_3^{(1)}"
    assert latex.write(PLAIN.row("dQ")) == partial("q_i")
    assert latex.write(PLAIN.row("dQ", (1, 0))) == partial("q_1^{(2)}")
    assert latex.write(PLAIN.row("output_variance")) == r"\mathrm{Var}_i"


def test_exponents_are_the_last_of_the_scores() -> None:
    assert PLAIN.exponent_of() == "biased"
    assert notation(mask="causal").exponent_of() == "masked"
    plain = {"X": X, "scale": "none"}
    assert Notation.of(sa.Problem(**plain)).exponent_of() == "scores"
    assert Notation.of(sa.Problem(X=X)).exponent_of() == "scaled"
    unscaled, scaled = (Notation.of(sa.Problem(**x)) for x in (plain, {"X": X}))
    assert [one.read("scaled") for one in (unscaled, scaled)] == ["scores", "scaled"]
    assert [one.read("weights") for one in (unscaled, scaled)] == ["weights", "weights"]


def test_powers_and_shifted_exponents() -> None:
    shifted = notation(shift="max", base=2)
    assert latex.write(shifted.power(Num("3"))) == "2^3"
    assert latex.write(PLAIN.power(Num("3"))) == "e^{3}"
    assert latex.write(shifted.cell("_shifted", (1, 2))) == r"\hat s_{2,3} - m_2"
    assert latex.write(shifted.cell("exponentials", (1, 2))) == r"2^{\hat s_{2,3} - m_2}"
    assert latex.write(shifted.cell("exponentials", (0, 1, 2))) == (
        r"2^{\hat s_{2,3}^{(1)} - m_2^{(1)}}"
    )


def test_axes() -> None:
    assert PLAIN.axes("weights") == PLAIN.axes("dweights") == ("query", "key")
    assert PLAIN.axes("X") == ("query", "feature")
    assert PLAIN.axes("Y") == ("key", "feature")
    assert PLAIN.axes("K_given") == PLAIN.axes("_K_product") == ("key", "feature")
    assert PLAIN.axes("bias") == ("query", "key")
    assert PLAIN.axes("W_Q") == ("feature", "feature")
    assert PLAIN.axes("_row_max") == ("query", "one")


def test_names_of_tokens() -> None:
    named = notation(tokens=["see", "you", "far"])
    assert named.label("query", 1) == named.label("key", 1) == Name("you")
    assert named.label("feature", 1) == Num("2")
    assert latex.write(named.row("weights", (1,))) == r"a_{\text{you}}"
    assert PLAIN.label("query", 1) == Num("2")
    assert latex.write(named.cell("scores", (0, 2))) == r"s_{\text{see},\text{far}}"
    twice = notation(tokens=["see", "far", "far"])
    assert latex.write(twice.cell("scores", (0, 2))) == "s_{1,3}"
    assert twice.label("key", 2) == Name("far")


@pytest.mark.parametrize(
    ("own", "written"),
    [
        (r"\alpha", r"\alpha"),
        (r"\tilde S", r"\tilde S"),
        (r"\hat{P}", r"\hat P"),
        (r"\bar \alpha", r"\bar{\alpha}"),
        ("A", "A"),
        ("X", "X"),
        (r"\hat{X}", r"\hat X"),
        (r"\tilde X", r"\tilde X"),
    ],
)
def test_letters_of_a_paper(own: str, written: str) -> None:
    found = notation(notation={"weights": own})
    assert latex.write(found.matrix("weights")) == written
    assert latex.write(found.matrix("scores")) == "S"


def test_letters_of_several_signs_stay_large() -> None:
    named = notation(notation={"weights": r"\Lambda"})
    assert latex.write(named.cell("weights", (0, 1))) == r"\Lambda_{1,2}"
