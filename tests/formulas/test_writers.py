"""Every notation writes every node, and the goldens as a person would."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
import sympy

from symattn.document.walk import nodes
from symattn.formulas import latex, plain, speech, sympy_text, tree, typst
from symattn.formulas.letters import FUNCTIONS, GREEK, OPERATORS, RELATIONS
from symattn.formulas.rebuild import rebuilt, with_parts
from symattn.formulas.tree import (
    Answer,
    Blank,
    Chain,
    Dots,
    Formula,
    Lines,
    Matrix,
    Name,
    Neg,
    Num,
    Product,
    Sum,
    Sym,
    num,
)
from tests.formulas.goldens import GOLDENS

WRITERS: dict[str, Callable[[Formula], str]] = {
    "latex": latex.write,
    "typst": typst.write,
    "plain": plain.write,
    "speech": speech.write,
    "sympy": sympy_text.write,
}
FORMULAS = [golden.formula for golden in GOLDENS.values()]

golden = pytest.mark.parametrize("name", GOLDENS)
every_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@golden
def test_latex(name: str) -> None:
    assert latex.write(GOLDENS[name].formula) == GOLDENS[name].latex


@golden
def test_plain(name: str) -> None:
    assert plain.write(GOLDENS[name].formula) == GOLDENS[name].plain


@golden
def test_sympy(name: str) -> None:
    assert sympy_text.write(GOLDENS[name].formula) == GOLDENS[name].sympy


@golden
def test_speech(name: str) -> None:
    assert speech.write(GOLDENS[name].formula) == GOLDENS[name].spoken


def test_the_goldens_hold_every_node() -> None:
    met = {type(node) for formula in FORMULAS for node in nodes(formula)}
    assert met == set(get_args(tree.Formula))


@every_writer
@pytest.mark.parametrize("kind", get_args(tree.Formula), ids=lambda kind: kind.__name__)
def test_every_writer_knows_every_node(
    write: Callable[[Formula], str], kind: type[Formula]
) -> None:
    whole = [formula for formula in FORMULAS if any(isinstance(n, kind) for n in nodes(formula))]
    for formula in whole:
        assert write(formula)
        assert write(Lines((Chain((formula,), ("=",)),)))


@every_writer
def test_an_unknown_node_is_an_error(write: Callable[[Formula], str]) -> None:
    with pytest.raises(TypeError):
        write(golden)  # type: ignore[arg-type]


@pytest.mark.parametrize("relation", RELATIONS)
@every_writer
def test_every_relation(write: Callable[[Formula], str], relation: tree.Relation) -> None:
    assert write(Chain((num(1), num(2)), ("", relation)))


@pytest.mark.parametrize("by", OPERATORS)
@every_writer
def test_every_operator(write: Callable[[Formula], str], by: str) -> None:
    x, y = Sym("x"), Sym("y")
    assert write(Product((x, y), by))  # type: ignore[arg-type]


def test_tables_say_the_same_things() -> None:
    assert set(RELATIONS) == set(get_args(tree.Relation))
    assert len(set(GREEK.values())) == len(GREEK)
    assert all(spelling.spoken for spelling in FUNCTIONS.values())


@pytest.mark.parametrize(
    ("rows", "environment"), [(10, r"\begin{bmatrix}"), (11, r"\begin{array}{@{}*{11}{c}@{}}")]
)
def test_amsmath_has_ten_columns(rows: int, environment: str) -> None:
    assert environment in latex.write(Matrix((tuple(num(k) for k in range(rows)),)))


def test_places_need_no_macro_in_another_document() -> None:
    text = latex.write(Sum((Blank(4), Answer(num(11), 4))), macros=False)
    assert text == (r"\underline{\hspace{2.7em}} + \underline{\makebox[2.7em]{$11$\strut}}")


def test_a_blank_says_nothing_of_its_width_aloud() -> None:
    assert speech.write(Blank(2)) == speech.write(Blank(9)) == "blank"


def test_typst_keeps_the_end_of_a_row_after_a_call() -> None:
    text = typst.write(Matrix(((num(1), Blank(2)), (num(3), num(4)))))
    assert text == 'mat(delim: "[", 1, #blank(2) ; 3, 4)'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q_{11}", "Symbol('q_{11}')"),
        ("d_k", "d_k"),
        ("S_k", "S_k"),
        ("x", "x"),
        ("S", "Symbol('S')"),
        ("lambda", "Symbol('lambda')"),
    ],
)
def test_symbols_read_back_under_their_own_name(name: str, text: str) -> None:
    stem, _, sub = name.partition("_")
    subs = (Num(sub.strip("{}")),) if sub else ()
    assert sympy_text.write(Sym(stem, sub=subs)) == text
    assert sympy.sympify(text) == sympy.Symbol(name)


def test_what_cannot_be_raised_stands_in_parentheses() -> None:
    assert plain.write(tree.Exp(Sum((num(1), Num("0.5"))))) == "e^(1 + 0.5)"
    assert plain.write(tree.Power(Sym("x"), Name("笔"))) == "x^(笔)"
    assert plain.write(Sym("W", sub=(Sym("Q"),))) == "W_Q"


def test_the_list_of_a_symbol_without_a_letter() -> None:
    assert [write(Sym("", sub=(num(1), num(2)))) for write in WRITERS.values()] == [
        "1,2",
        '1","2',
        "1,2",
        "1 2",
        "Symbol('1,2')",
    ]


def test_a_tree_without_changes_is_the_same_tree() -> None:
    for formula in FORMULAS:
        assert rebuilt(formula, lambda node: node) is formula
    assert with_parts(Neg(num(1)), lambda _: Dots()) == Neg(Dots())
