"""latex2sympy2 behind the grammar: what reaches it is read as the tree says."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symattn.errors import InputError
from symattn.formulas import tree as f
from symattn.reading import grammar, latex

_LEAVES = st.one_of(
    st.integers(0, 20).map(lambda n: f.Num(str(n))),
    st.sampled_from(["0.25", "1.5", "9.05E-04"]).map(f.Num),
    st.sampled_from(["x", "E", "i", "d", "lambda", "S"]).map(f.Sym),
    st.sampled_from(["1", "11", "k"]).map(lambda sub: f.Sym("q", (f.Num(sub),))),
)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(f.Neg),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: f.Sum(tuple(terms))),
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: f.Product(tuple(terms))),
        st.builds(f.Fraction, inner, inner),
        st.builds(f.Power, inner, st.integers(1, 4).map(lambda n: f.Num(str(n)))),
        inner.map(f.Exp),
    ),
    max_leaves=6,
)


def _direct(node: object) -> sympy.Expr:
    """The expression of a tree, without any text in between."""
    match node:
        case f.Num(text):
            return sympy.Rational(text)
        case f.Sym():
            return sympy.Symbol(latex.name(node))
        case f.Neg(body):
            return -_direct(body)
        case f.Sum(terms):
            return sympy.Add(*map(_direct, terms))
        case f.Product(factors):
            return sympy.Mul(*map(_direct, factors))
        case f.Fraction(over, under):
            return _direct(over) / _direct(under)
        case f.Power(base, exponent):
            return _direct(base) ** _direct(exponent)
        case f.Exp(exponent):
            return sympy.exp(_direct(exponent))
    raise AssertionError(node)


@settings(max_examples=40)
@given(_TREES.filter(lambda tree: bool(grammar.symbols(tree))))
def test_reads_what_the_tree_says(tree: f.Formula) -> None:
    direct = _direct(tree)
    if direct.has(sympy.zoo, sympy.nan, sympy.oo):
        with pytest.raises(InputError, match=r"zero|ln 0"):
            latex.expression(tree)
    else:
        assert sympy.simplify(latex.expression(tree) - direct) == 0


@pytest.mark.parametrize(
    "value",
    [
        sympy.nan,
        sympy.zoo,
        sympy.oo,
        -sympy.oo,
        sympy.pi,
        sympy.I,
        sympy.Float("0.5") + sympy.Symbol("x"),
        sympy.sqrt(-2),
    ],
)
def test_sympy_numbers_refused(value: object) -> None:
    with pytest.raises(InputError):
        latex.of_sympy(value)


def test_sympy_numbers() -> None:
    assert latex.of_sympy(sympy.Rational(-1, 3)).value == -grammar.value(grammar.tree("1/3"), "1/3")
    assert latex.of_sympy(sympy.Float("0.5")).float
    two = latex.of_sympy(sympy.sqrt(2) + sympy.log(3) * sympy.exp(-2) / 2).value
    assert two == grammar.value(grammar.tree(r"\sqrt{2} + \ln(3) e^{-2}/2"), "")


def test_runs_without_typing_io() -> None:
    """Python 3.13 has no typing.io; the package asks for it."""
    code = (
        "import sys; sys.modules['typing.io'] = None; del sys.modules['typing.io']\n"
        "from symattn.reading.entries import entry; print(entry('x^2'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "x**2"


def test_numbers_do_not_import_sympy() -> None:
    code = (
        "import sys; from symattn.reading.entries import entry\n"
        "entry('0.25'); entry(r'\\sqrt{2}'); entry(r'\\frac{1}{3}')\n"
        "assert 'sympy' not in sys.modules and 'latex2sympy2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
