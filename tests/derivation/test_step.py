"""A step carried out: its entries in every notation, in the problem's layout."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import fmpq

import symattn as sa
from symattn.derivation.carriers.exact import Exact, Values
from symattn.derivation.step import Working, matrices
from symattn.formulas import latex
from symattn.formulas.tree import Dots, Num, Sum, Sym, num
from symattn.numbers.tensors import Tensor

PLAIN = sa.solve(sa.Problem(Q=[[1, 2]], K=[[3, 4], [5, 6]], V=[[1, "1/2", 0], [2, 0, 1]]))
COLUMNS = sa.solve(
    sa.Problem(X=[[1, 0, 2], [0, 1, "1/3"]], layout="columns", scale="none", W_Q=[[1, 2], [0, 1]])
)
HIDDEN = sa.solve(sa.Problem(X=[[1], [2]], mask=[[1, 0], [0, 0]], scale="none"))


def chain(*values: str) -> str:
    a, b = Num("3"), Num("4")
    working = Working(Sym("s"), Sym("q"), (a, b), tuple(map(num, values)), Num("7"))
    return latex.write(working.chain())


def test_a_working_is_a_chain_without_repetitions() -> None:
    assert chain() == "s = q = 3 + 4 = 7"
    assert chain("5", "2") == "s = q = 3 + 4 = 5 + 2 = 7"
    assert chain("7") == "s = q = 3 + 4 = 7"  # one value is the result
    working = Working(Sym("s"), Sym("s"), (Num("7"),), (), Num("7"))
    assert latex.write(working.chain()) == "s = 7"
    working = Working(Sym("s"), Sym("q"), (Num("1"), Num("2")), (Num("1"), Num("2")), Num("3"))
    assert latex.write(working.chain()) == "s = q = 1 + 2 = 3"


def test_entries_in_the_layout_of_the_problem() -> None:
    step = PLAIN["output"]
    assert (step.name, step.shape) == ("output", (1, 3))
    turned = COLUMNS["Q"]
    assert turned.shape == (2, 3)
    assert turned.at((2, 0)).equals(turned.cells[(0, 2)])
    assert turned.public((2, 0)) == (0, 2)
    assert turned.decimal(2) == [["1.00", "2.00", "2.67"], ["0.00", "1.00", "0.33"]]
    heads = sa.solve(sa.Problem(X=[[1, 0, 2], [0, 1, 1]], layout="columns", heads=2))
    scores = heads["scores"]
    assert scores.public((1, 2, 0)) == (1, 0, 2)
    assert scores.at((1, 2, 0)).equals(scores.cells[(1, 0, 2)])
    terms = COLUMNS.step("terms")
    assert (terms.shape, terms.public((0, 1, 1))) == ((3, 3, 2), (0, 1, 1))
    assert PLAIN["output"].public((0, 2)) == (0, 2)
    assert latex.write(turned.letter((2, 0))) == "q_{1,3}"


def test_a_vector_is_never_turned() -> None:
    steps = sa.gradients(
        sa.Problem(X=[[1, 0], [0, 1]], layout="columns", W_Q=[[1, 2], [0, 1]], b_Q=[1, 2])
    )
    assert steps["db_Q"].shape == (2,)
    assert steps["db_Q"].public((1,)) == (1,)


def test_closed_forms_and_settings() -> None:
    assert latex.write(PLAIN["scores"].show(Exact().number(fmpq(1, 3)))) == r"\frac{1}{3}"
    decimals = sa.solve(sa.Problem(X=[["0.5"]]))
    assert latex.write(decimals["scores"].formulas().cells[0]) == "0.25"
    assert latex.write(PLAIN["scores"].show_input(fmpq(2, 5))) == r"\frac{2}{5}"
    assert latex.write(PLAIN["scores"].show_input("-inf")) == r"-\infty"


def test_long_sums_of_letters_leave_the_middle_out() -> None:
    step = PLAIN["scores"]
    letters = [Sym("a", sub=(num(k),)) for k in range(8)]
    assert step.sum_of_letters(letters[:1]) == letters[0]
    assert step.sum_of_letters(letters[:6]) == Sum(tuple(letters[:6]))
    assert step.sum_of_letters(letters[:7]) == Sum((*letters[:2], Dots("row"), letters[6]))
    assert latex.write(step.sum_of_letters(letters)) == r"a_0 + a_1 + \cdots + a_7"


def test_one_entry_worked_out() -> None:
    working = PLAIN["scores"].working((0, 1))
    assert latex.write(working.chain()) == (
        r"s_{1,2} = q_{1,1} k_{2,1} + q_{1,2} k_{2,2} = 1 \cdot 5 + 2 \cdot 6 = 5 + 12 = 17"
    )


def test_the_rule_is_an_equation() -> None:
    rule = PLAIN["scores"].rule()
    assert rule.relations == ("", "=")
    assert latex.write(rule) == r"S = Q K^{\top}"


def test_expressions_of_sympy() -> None:
    weights = PLAIN["weights"].exact
    assert isinstance(weights, sympy.ImmutableMatrix)
    assert weights.shape == (1, 2)
    assert sympy.simplify(sum(weights) - 1) == 0
    assert HIDDEN["masked"].exact == sympy.Matrix([[1, -sympy.oo], [-sympy.oo, -sympy.oo]])
    assert HIDDEN["weights"].exact[1, 0] is sympy.nan
    terms = PLAIN["terms"].exact
    assert isinstance(terms, sympy.ImmutableDenseNDimArray)
    assert terms.shape == (1, 2, 3)
    letters = sa.solve(sa.Problem(Q=[["q"]], K=[["k"]]))["scores"].exact
    assert letters == sympy.Matrix([[sympy.Symbol("q") * sympy.Symbol("k")]])
    decimals = sa.solve(sa.Problem(X=[["0.5"]]))["scores"].exact
    assert decimals[0] == sympy.Rational(1, 4)


def test_decimals_and_enclosures() -> None:
    step = PLAIN["V"]
    assert step.decimal(0) == [["1", "0", "0"], ["2", "0", "1"]]
    assert step.decimal(0, "half-up") == [["1", "1", "0"], ["2", "0", "1"]]
    assert step.decimal()[0][1] == "0.500000"
    assert HIDDEN["masked"].decimal(1)[0] == ["1.0", "-inf"]
    assert HIDDEN["weights"].decimal(1)[1] == [None, None]
    (low, high), _ = PLAIN["weights"].enclosure(12)[0]
    assert Fraction(low) < Fraction(PLAIN["weights"].decimal(30)[0][0]) < Fraction(high)
    assert PLAIN["weights"].enclosure() == PLAIN["weights"].enclosure(30)
    assert HIDDEN["weights"].enclosure()[1] == [None, None]


def test_one_matrix_for_each_head() -> None:
    step = sa.solve(sa.Problem(X=[[1, 2]], heads=2))["Q"]
    heads = "\\begin{bmatrix}\n1\n\\end{bmatrix} \\quad \\begin{bmatrix}\n2\n\\end{bmatrix}"
    assert step.latex == heads
    assert step._repr_latex_() == rf"$\displaystyle Q = {step.latex}$"
    assert PLAIN["Q"].latex == "\\begin{bmatrix}\n1 & 2\n\\end{bmatrix}"


def test_integers_over_one_denominator() -> None:
    step = COLUMNS["Q"]
    assert step.denominator == 3
    assert step.numerators.tolist() == [[3, 6, 8], [0, 3, 1]]
    assert PLAIN["V"].numerators.tolist() == [[2, 1, 0], [4, 0, 2]]
    assert (PLAIN["V"].denominator, PLAIN["weights"].denominator) == (2, None)
    assert PLAIN["weights"].numerators is None
    letters = sa.solve(sa.Problem(Q=[["q"]], K=[["k"]]))["scores"]
    assert letters.numerators is letters.denominator is None


def test_what_a_step_says_of_itself() -> None:
    assert repr(PLAIN["output"]) == "<output, 1 × 3>"


def test_matrices_of_an_array() -> None:
    found = list(matrices(Tensor((2, 1, 2), (1, 2, 3, 4))))
    assert [lead for lead, _ in found] == [(0,), (1,)]
    assert [matrix.nested() for _, matrix in found] == [[[1, 2]], [[3, 4]]]
    ((lead, row),) = matrices(Tensor((1, 2), (1, 2)))
    assert (lead, row.nested()) == ((), [[1, 2]])
    ((lead, row),) = matrices(Tensor((3,), (1, 2, 3)))
    assert (lead, row.nested()) == ((), [[1, 2, 3]])


@pytest.mark.parametrize("name", ["Q", "weights"])
def test_arrays_of_exact_entries(name: str) -> None:
    value = PLAIN.value(name)
    assert isinstance(value, Values)
    assert value.cells is value.cells
