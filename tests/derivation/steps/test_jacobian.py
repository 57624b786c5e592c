"""The softmax Jacobian: by hand on fractions, against SymPy's diff, each working a true chain."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from mpmath import mp, mpf

import symattn as sa
from symattn.derivation.backward import Gradients
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS
from symattn.errors import Unsupported
from symattn.formulas import latex
from symattn.formulas import tree as f
from symattn.numbers.tensors import indices
from tests.derivation.workings import array, check, check_step, compute, flows, letters_of, q, rule

A = [[Fraction(1, 4), Fraction(3, 4)], [Fraction(2, 5), Fraction(3, 5)]]
G = [[3, -2], [1, 7]]
X = [[1, 2, 1, 2], [1, 1, 0, 2], [3, 2, 1, 1]]


def jacobian(row: list[Fraction]) -> list[list[Fraction]]:
    return [[a * ((j == k) - b) for k, b in enumerate(row)] for j, a in enumerate(row)]


def turned(rows: list[list[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


BACK = [
    [sum(cell * g for cell, g in zip(line, up, strict=True)) for line in jacobian(row)]
    for row, up in zip(A, G, strict=True)
]
"""J·g of each row."""


def test_the_jacobian_of_each_row() -> None:
    assert compute("jacobian", {}, A) == [jacobian(row) for row in A]
    assert compute("jacobian", {}, [A, A[::-1]])[1] == [jacobian(row) for row in A[::-1]]


def test_a_row_that_is_undefined_moves_nothing() -> None:
    zeros = [[0, 0], [0, 0]]
    assert compute("jacobian", {}, [A[0], [None, None]]) == [jacobian(A[0]), zeros]


def test_one_row_is_picked() -> None:
    whole = [jacobian(row) for row in A]
    assert compute("jacobian_row", {"row": (1,)}, whole) == whole[1]
    assert compute("jacobian_row", {"row": (1, 0)}, [whole, whole[::-1]]) == whole[1]


def test_the_jacobian_times_the_gradient() -> None:
    assert compute("softmax_back", {}, A, G) == BACK
    assert compute("softmax_back", {"along": "row"}, A, G) == BACK
    assert compute("softmax_back", {"along": "column"}, turned(A), turned(G)) == turned(BACK)
    assert compute("softmax_back", {}, [A, A], [G, G]) == [BACK, BACK]


@pytest.mark.parametrize("op", ["softmax_back", "jacobian"])
def test_another_base_brings_its_logarithm(op: str) -> None:
    given = [array(A), array(G)][: 2 if op == "softmax_back" else 1]
    line = Line("x", op, ("a", "g")[: len(given)], {"base": q(3)})
    found = Exact().cells(KINDS[op].compute(Exact(), line, *given))
    plain = BACK[1][0] if op == "softmax_back" else jacobian(A[1])[0][0]
    cell = found[(1, 0)] if op == "softmax_back" else found[(1, 0, 0)]
    with mp.workdps(40):
        expected = mp.log(3) * plain.numerator / plain.denominator
        assert abs(mpf(Exact().decimal(cell, 30)) - expected) < mpf(10) ** -29


PROBLEMS = {
    "plain": sa.Problem(X=X, scale="none"),
    "another base": sa.Problem(X=X[:2], base=3, mask="causal"),
    "heads": sa.Problem(X=X, heads=2, mask="causal", base="1/2"),
    "columns": sa.Problem(X=X[:2], layout="columns"),
    "cross heads": sa.Problem(X=X[:2], Y=X, heads=2, scale="none"),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("op", ["softmax_back", "jacobian"])
def test_every_working_is_true(name: str, op: str) -> None:
    check(sa.gradients(PROBLEMS[name]), op)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_working_of_one_row_is_true(name: str) -> None:
    steps = sa.gradients(PROBLEMS[name])
    assert isinstance(steps, Gradients)
    weights = letters_of(steps.step("_jacobian"))
    shape = steps.carrier.cells(steps.value("weights")).shape
    whole = steps.step("_jacobian")
    for row in indices(shape[:-1]):
        step = steps.jacobian(*row)
        for index in indices((shape[-1], shape[-1])):
            working = step.working(index)
            assert working.left == step.notation.cell("_jacobian", (*row, *index))
            assert working.rule == whole.working((*row, *index)).rule
            assert working.terms == (working.result,) == (step.show(step.at(index)),)
            assert working.values == ()
            assert step.at(index).equals(whole.at((*row, *index)))
    assert weights


def test_numbers_are_multiplied_with_a_dot() -> None:
    (term,) = sa.gradients(PROBLEMS["plain"]).step("dscaled").working((0, 1)).terms
    assert isinstance(term, f.Product)
    weight, rest = term.factors
    assert isinstance(weight, f.Fraction)
    mean = rest.body.terms[1].body.body
    assert [product.by for product in mean.terms] == ["·"] * 3


def test_workings_along_columns_are_true() -> None:
    for problem in (sa.Problem(X=X, scale="none"), sa.Problem(X=X, heads=2, base=3)):
        steps = sa.gradients(problem)
        how = dict(steps.recipe["dscaled"].how) | {"along": "column"}
        other = steps.running_on({}, recipe=steps.recipe.change("dscaled", how=how))
        working = other.step("dscaled").working((*(0,) * len(problem.lead), 2, 1))
        own = "1,2", "2,2", "3,2"  # the entries of the second column, and no others
        found = re.findall(r"a_\{(\d,\d)\}", latex.write(working.rule))
        assert found == [own[2], own[2], *(place for place in own for _ in "ag")]
        # the rows' weights do not add to 1 along columns, so the chain is true of softmaxed columns
        powers = other.recipe.change("row_sums", how={"along": "column"})
        check(other.running_on({}, recipe=powers), "softmax_back")


def test_an_undefined_row_is_zero_without_letters() -> None:
    steps = sa.gradients(sa.Problem(X=X[:2], mask=[[1, 1], [0, 0]]))
    step = steps.step("_jacobian")
    working = step.working((1, 0, 1))
    zero = f.Num("0")
    assert (working.rule, working.terms, working.values) == (zero, (zero,), ())
    assert working.result == zero
    assert working.left == step.letter((1, 0, 1))
    assert step.working((0, 0, 1)).rule != zero


def test_rules_in_letters() -> None:
    plain, base = sa.gradients(PROBLEMS["plain"]), sa.gradients(PROBLEMS["another base"])
    body = r"\operatorname{diag}(a_i) - a_i a_i^{\top}"
    assert rule(plain, "_jacobian") == f"J = {body}"
    assert rule(base, "_jacobian") == rf"J = (\ln 3) ({body})"
    assert rule(plain, "dscaled") == (
        r"\frac{\partial L}{\partial \tilde S} = A \odot \left( \frac{\partial L}{\partial A} - "
        r"\operatorname{rowsum}\left( A \odot \frac{\partial L}{\partial A} \right) \right)"
    )
    assert rule(base, "dmasked") == (
        r"\frac{\partial L}{\partial \bar S} = (\ln 3) \left( A \odot \left( "
        r"\frac{\partial L}{\partial A} - \operatorname{rowsum}\left( A \odot "
        r"\frac{\partial L}{\partial A} \right) \right) \right)"
    )
    row = r"\operatorname{diag}(a_2) - a_2 a_2^{\top}"
    assert latex.write(plain.jacobian(1).rule()) == f"J = {row}"
    assert latex.write(base.jacobian(1).rule()) == rf"J = (\ln 3) ({row})"
    entry = plain.step("_jacobian").working((0, 0, 0)).rule
    assert latex.write(entry) == r"a_{1,1} (1 - a_{1,1})"
    entry = plain.step("_jacobian").working((0, 0, 1)).rule
    assert latex.write(entry) == r"-a_{1,1} \cdot a_{1,2}"


def test_sympy_differentiates_the_softmax_to_the_same() -> None:
    import sympy

    scores = [0, 2, 1]
    names = sympy.symbols("s:3")
    total = sum(sympy.exp(name) for name in names)
    put_in = dict(zip(names, scores, strict=True))
    steps = sa.gradients(sa.Problem(scores=[scores], V=[[1], [2], [3]], scale="none"))
    found = steps.jacobian(0)
    for j in range(3):
        for k in range(3):
            expected = sympy.diff(sympy.exp(names[j]) / total, names[k]).subs(put_in)
            apart = Fraction(found.decimal(25)[j][k]) - Fraction(str(sympy.N(expected, 40)))
            assert abs(apart) <= Fraction(1, 10**25)


@pytest.mark.parametrize("op", ["softmax_back", "jacobian", "jacobian_row"])
def test_second_derivatives_are_refused(op: str) -> None:
    with pytest.raises(Unsupported):
        flows(op, ("a", "g"))


def test_one_step_is_held_to_its_chain() -> None:
    check_step(sa.gradients(PROBLEMS["plain"]).step("dscaled"))
