"""The closed grammar of entries: what is read, what is refused and with which words."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symattn.errors import InputError, Limit
from symattn.numbers.expsums import ExpSum
from symattn.reading.entries import Bare, closed_form, entry, read

RATIONAL = {
    "3": fmpq(3),
    "-3": fmpq(-3),
    "+3": fmpq(3),
    "007": fmpq(7),
    "0.25": fmpq(1, 4),
    ".5": fmpq(1, 2),
    "2.": fmpq(2),
    "9.05E-04": fmpq(181, 200000),
    "-1e9": fmpq(-(10**9)),
    "1e+3": fmpq(1000),
    "1/3": fmpq(1, 3),
    "- 1 / 3": fmpq(-1, 3),
    r"\frac{1}{3}": fmpq(1, 3),
    r"\dfrac12": fmpq(1, 2),
    r"\frac1{3}": fmpq(1, 3),
    r"-\tfrac{2}{4}": fmpq(-1, 2),
    "−3": fmpq(-3),
    "–0.5": fmpq(-1, 2),
    "－１２": fmpq(-12),
    "０.５": fmpq(1, 2),
    r"0{,}468": fmpq(117, 250),
    r"9.05\times 10^{-4}": fmpq(181, 200000),
    "9.05×10⁻⁴": fmpq(181, 200000),
    "10^{3}": fmpq(1000),
    "2^3": fmpq(8),
    "(1/3)^2": fmpq(1, 9),
    r"\left(\frac{1}{3}\right)^{2}": fmpq(1, 9),
    "-2^2": fmpq(-4),
    "3 - 1/2 + 2 \\cdot 4": fmpq(21, 2),
    "{1}": fmpq(1),
    "(0.5)": fmpq(1, 2),
    "$0.5$": fmpq(1, 2),
    r"\sqrt{4}": fmpq(2),
    r"\sqrt[3]{8}": fmpq(2),
    r"\sqrt{2}^{2}": fmpq(2),
    "4^{1/2}": fmpq(2),
    r"e^{\ln 3}": fmpq(3),
    r"\ln 1": fmpq(0),
    r"\frac{\sqrt{2}}{\sqrt{8}}": fmpq(1, 2),
}

REAL = {
    r"\sqrt{2}": mpmath.sqrt(2),
    r"\sqrt2": mpmath.sqrt(2),
    "sqrt(2)": mpmath.sqrt(2),
    "√2": mpmath.sqrt(2),
    "√12": mpmath.sqrt(12),
    "3√2": 3 * mpmath.sqrt(2),
    "1/√2": 1 / mpmath.sqrt(2),
    r"\frac{1}{\sqrt{5}}": 1 / mpmath.sqrt(5),
    r"\frac{1}{1+\sqrt{2}}": 1 / (1 + mpmath.sqrt(2)),
    r"\sqrt[3]{2}": mpmath.cbrt(2),
    r"\ln 3": mpmath.log(3),
    r"\ln{3}": mpmath.log(3),
    "ln(3)": mpmath.log(3),
    r"2\ln 3": 2 * mpmath.log(3),
    r"\ln\frac12": -mpmath.log(2),
    "e": mpmath.e,
    "e^2": mpmath.exp(2),
    "e^{-2}": mpmath.exp(-2),
    r"\mathrm{e}^{-2}": mpmath.exp(-2),
    r"\exp(-2)": mpmath.exp(-2),
    "exp(-2)": mpmath.exp(-2),
    "2e": 2 * mpmath.e,
    r"2^{\sqrt{2}}": mpmath.power(2, mpmath.sqrt(2)),
}

SYMBOLIC = {
    "x": "x",
    "q_{11}": "q_{11}",
    "q_1": "q_1",
    "q₁₁": "q_{11}",
    "d_k": "d_k",
    "x_{i,j}": None,
    r"\lambda": "lambda",
    "λ": "lambda",
    "E": "E",
    "i": "i",
    "S": "S",
    "N": "N",
}

REFUSED = {
    # the traps of the package, each with the way out
    r"QK^{T}": '"QK^{T}" is not read: a transposition is not carried out here; '
    "write the matrix out",
    r"A^{\top}": r'"A^{\top}" is not read: a transposition is not carried out here; '
    "write the matrix out",
    r"\log 3": r'"\log 3" is not read: the base of \log is not said; '
    r"write \ln for the natural logarithm",
    "0.(3)": '"0.(3)" is not read: a repeating decimal is not read; '
    "write the fraction, such as 1/3",
    "0,468": '"0,468" is not read: a comma stands in it; write the decimal point as a point, 0.468',
    r"1\,234": r'"1\,234" is not read: two numbers stand side by side; '
    r"write 1234 without blanks, or 3 \cdot 4",
    "3 4": '"3 4" is not read: two numbers stand side by side; '
    r"write 1234 without blanks, or 3 \cdot 4",
    r"2\frac{1}{2}": r'"2\frac{1}{2}" is not read: a mixed number or a product?; '
    r"write 2 + \frac{1}{2}, or 2 \cdot \frac{1}{2}",
    r"\frac{1}{0}": r'"\frac{1}{0}" is not read: it divides by zero; write a number',
    "1/0": "1/0 divides by zero; write a number",
    # other notations
    "1_000": '"1_000" is not read: an underscore stands behind digits; '
    "write the digits without groups: 1000",
    "٣": '"٣" is not read: ARABIC-INDIC DIGIT THREE stands in it; write the digits 0 to 9',
    "½": '"½" is not read: VULGAR FRACTION ONE HALF stands in it; write the digits 0 to 9',
    "0·5": r'"0·5" is not read: a decimal point or a product?; write 0.5, or 3 \cdot 4',
    "2·05": r'"2·05" is not read: a decimal point or a product?; write 0.5, or 3 \cdot 4',
    "00·5": None,
    "\u00ad0.5": None,
    "0.5f": '"0.5f" is not read: a letter stands behind the digits; write the digits alone',
    "0x10": None,
    "1E": None,
    "46.8%": '"46.8%" is not read: a % stands in it; write the number itself: 46.8% is 0.468',
    "3!": None,
    "1/2x": None,
    "1/2/3": None,
    "x^12": '"x^12" is not read: what is raised after ^12 is not clear; '
    "put it in braces: ^{12}, ^{-2}",
    "e^-2": None,
    "x_12": None,
    "2**3": r'"2**3" is not read: ** is not in the grammar; write a power as 2^{3}',
    "x^2^3": None,
    "--1": None,
    r"2\cdot-3": None,
    "f(2)": None,
    r"\ln x y": None,
    r"\ln^2 3": None,
    "sqrt 2": None,
    r"\sqrt{-1}": None,
    r"\ln 0": None,
    r"\ln(-1)": None,
    r"\overline{3}": None,
    r"\frac{1}{x-x}": None,
    r"\frac{1}{2": None,
    "(1": None,
    "1)": None,
    "": 'expected a number, found nothing; write 0, or a symbol such as "x"',
    "abc": 'expected a number, found "abc"; a symbol is one letter, such as x or x_{12}; '
    r"a product is written a \cdot b",
    "true": None,
    "__import__('os').system('touch pwned')": None,
    "().__class__.__bases__[0]": None,
    "lambda: 0": None,
    "10000000000!": None,
    "factorial(10**9)": None,
    r"\input{x}": None,
    r"\frac{1}{1+e^{2}}": None,
}

LIMITED = [
    "1e999999999",
    "1e-999999999",
    "1e99999999999999999999",
    "9" * 1001,
    "9" * 5000,
    "0." + "0" * 200_000 + "1",
    r"\frac{" * 500 + "}" * 500,
    "{" * 1000,
    "(" * 500,
    "2^{9^{9^9}}",
    "x + 2^{9^{9^9}}",
    "((2x)^{1000})^{1000}",
    "(1+e)^{1000}",
    "e^{(10^{1000})^{5}}",
]

NOT_FINITE = [
    "nan",
    "NaN",
    "-nan",
    "snan",
    "inf",
    "-inf",
    "+inf",
    "Infinity",
    "-Infinity",
    "∞",
    "-∞",
    "oo",
    r"\infty",
    r"-\infty",
    "1.#INF",
    "1.#QNAN",
    "None",
    "null",
    "N/A",
]


@pytest.mark.parametrize("text", RATIONAL)
def test_rational(text: str) -> None:
    value = entry(text)
    assert isinstance(value, fmpq) and value == RATIONAL[text]


@pytest.mark.parametrize("text", REAL)
def test_real(text: str) -> None:
    value = entry(text)
    assert isinstance(value, ExpSum)
    middle = mpmath.mpf(value.ball(100).mid().str(25, radius=False))
    assert mpmath.almosteq(middle, REAL[text], 1e-14)


@pytest.mark.parametrize("text", SYMBOLIC)
def test_symbols_have_names(text: str) -> None:
    value = entry(text)
    assert value.is_Symbol
    assert SYMBOLIC[text] in (value.name, None)


@pytest.mark.parametrize(
    ("text", "product"), [("2·3", 6), ("12·30", 360), ("-2·3·4", -24), ("0.5·3", fmpq(3, 2))]
)
def test_a_dot_between_whole_numbers_multiplies(text: str, product: Any) -> None:
    assert entry(text) == product


def test_symbolic_expressions() -> None:
    x, q, d = sympy.symbols("x q_{11} d_k")
    assert entry(r"\frac{q_{11}}{\sqrt{d_k}}") == q / sympy.sqrt(d)
    assert entry("2x") == 2 * x
    assert entry("x^2 - 1/2") == x**2 - sympy.Rational(1, 2)
    assert entry(r"-\ln(3) x") == -sympy.log(3) * x
    assert entry(r"e^{x}") == sympy.exp(x)
    assert entry(r"x\,q_{11}") == x * q
    assert entry("0.25x") == x / 4


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        entry(text)
    said = str(caught.value)
    assert "\n" not in said
    if REFUSED[text] is not None:
        assert said == REFUSED[text]


@pytest.mark.parametrize("text", LIMITED, ids=lambda text: text[:20])
@pytest.mark.timeout(5)
def test_limits_are_met_at_once(text: str) -> None:
    with pytest.raises((Limit, InputError)):
        entry(text)


@pytest.mark.parametrize("text", NOT_FINITE)
def test_not_finite(text: str) -> None:
    for value in (text, Bare(text)):
        with pytest.raises(InputError, match="no number that can be reckoned with"):
            entry(value)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
        True,
        False,
        None,
        1j,
        [],
        {},
        object(),
    ],
)
def test_objects_refused(value: object) -> None:
    with pytest.raises(InputError):
        entry(value)


def test_objects() -> None:
    assert entry(Fraction(1, 3)) == fmpq(1, 3)
    assert entry(Decimal("0.1")) == fmpq(1, 10)
    assert entry(0.1) == fmpq(3602879701896397, 36028797018963968)
    assert read(0.5).float and not read("0.5").float
    assert read("0.5").decimal and read("1/2").fraction and read(r"\frac12").fraction


@given(st.integers(-(10**30), 10**30), st.integers(0, 40))
def test_decimals_are_exact(digits: int, places: int) -> None:
    text = f"{abs(digits):0{places + 1}d}"
    cut = len(text) - places
    written = ("-" if digits < 0 else "") + text[:cut] + ("." + text[cut:] if places else "")
    assert entry(written) == fmpq(digits, 10**places)
    assert entry(Bare(written)) == fmpq(digits, 10**places)
    assert entry(f"{digits}e-{places}") == fmpq(digits, 10**places)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        entry(text)


@given(st.text(alphabet="0123456789.,-+*/^_(){}[]\\ exqTlnfracsqrt√²", max_size=24))
def test_any_formula_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        entry(text)


def test_closed_forms_of_a_weight(cases: Path) -> None:
    stem = cases / "reports/26-closed-form-spellings"
    claims = json.loads(stem.with_suffix(".json").read_text())
    wanted = json.loads(stem.with_suffix(".expected.json").read_text())
    for verdict in wanted["expect"]["verdicts"]:
        over, under = closed_form(verdict["printed"])
        ratio = over.ball(200) / under.ball(200)
        assert abs(float(ratio.mid()) - float(verdict["value"])) < 1e-12
    assert len(claims["claims"]) == len(wanted["expect"]["verdicts"])


def test_closed_forms_are_exact() -> None:
    over, under = closed_form(r"\frac{1}{2} - \frac{1}{2(2e^{2}+1)}")
    again, below = closed_form(r"\frac{e^2}{2e^2+1}")
    assert (over * below - again * under).is_zero()
    with pytest.raises(InputError, match="symbols"):
        closed_form(r"\frac{x}{2}")
