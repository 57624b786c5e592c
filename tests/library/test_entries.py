"""Entries, rows, arrays and tables of a step; the nearest doubles."""

from __future__ import annotations

import importlib.util
import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

import symattn as sa
from symattn.numbers import certify
from symattn.numbers.expsums import ExpSum
from tests.conftest import missing

X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
NAMES = ["笔", "记", "本"]


def steps(**keys: Any) -> sa.Derivation:
    return sa.solve(sa.Problem(**{"X": X, "scale": "none", "tokens": NAMES, **keys}))


@given(st.fractions(max_denominator=10**40), st.integers(-1100, 1100))
def test_the_nearest_double_of_a_rational(number: Fraction, power: int) -> None:
    value = number * Fraction(2) ** power
    try:
        expected = value.numerator / value.denominator
    except OverflowError:
        expected = float("inf") if value > 0 else float("-inf")
    assert certify.double(fmpq(value.numerator, value.denominator)) == expected


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_between_two_doubles_the_even_one_is_the_nearest(number: float) -> None:
    after = math.nextafter(number, math.inf)
    if np.isfinite(after):
        middle = (Fraction(number) + Fraction(float(after))) / 2
        expected = middle.numerator / middle.denominator
        assert certify.double(fmpq(middle.numerator, middle.denominator)) == expected


@given(st.fractions(min_value=-800, max_value=800, max_denominator=1000))
def test_the_nearest_double_of_an_exponential(exponent: Fraction) -> None:
    with mpmath.workdps(60):
        expected = float(mpmath.exp(mpmath.mpf(exponent.numerator) / exponent.denominator))
    found = certify.double(ExpSum.exp(fmpq(exponent.numerator, exponent.denominator)))
    assert found == expected


@pytest.mark.parametrize("base", [10**9, 10**36, 10**38, 2 * 10**308])
def test_exponentials_past_every_float(base: int) -> None:
    assert certify.double(ExpSum.exp(-base)) == 0
    assert str(certify.double(-ExpSum.exp(-base))) == "0.0"


def test_an_entry_in_every_notation() -> None:
    entry = steps()["weights"][0, 1]
    assert entry.decimal(3) == "0.063" and entry.enclosure(4) == ("0.06337", "0.06338")
    assert float(entry) == pytest.approx(0.0633789383, abs=1e-9)
    assert repr(entry) == "e⁻²/(2 + e⁻²)"
    latex = entry._repr_latex_()
    assert latex.startswith("$\\displaystyle a_{") and latex.endswith("= " + entry.latex + "$")


def test_rows_and_iteration() -> None:
    weights = steps()["weights"]
    assert len(weights) == 3 and len(list(weights)) == 3
    assert [entry.decimal(1) for entry in weights[-1]] == ["0.0", "0.0", "1.0"]
    assert weights[-1, -1] == weights[2, 2]
    assert weights[(2, 2)] == weights[2, 2] != weights[2, 1]


def test_columns_are_shown_as_they_were_typed() -> None:
    turned = sa.solve(
        sa.Problem(
            X=[list(row) for row in zip(*X, strict=True)],
            scale="none",
            layout="columns",
            tokens=NAMES,
        )
    )
    assert turned["weights"][1, 0].decimal(3) == steps()["weights"][0, 1].decimal(3)
    assert turned["weights"].shape == (3, 3) and turned["output"].shape == (5, 3)
    assert np.array_equal(np.asarray(turned["output"]), np.asarray(steps()["output"]).T)


def test_leading_axes() -> None:
    heads = sa.solve(sa.Problem(X=[[1, 2], [3, 4]], heads=2))["weights"]
    assert heads.shape == (2, 2, 2) and heads[1, 0, 1].decimal(3) == heads.decimal(3)[1][0][1]
    assert [[entry.decimal(3) for entry in row] for row in heads[1]] == heads.decimal(3)[1]


def test_a_flat_gradient() -> None:
    back = sa.gradients(sa.Problem(X=[[1, 2]], W_Q=[[1], [2]], W_K=[[1], [1]], b_Q=["1/2"]))
    assert back["db_Q"].shape == (1,)
    assert back["db_Q"][0] == back["db_Q"][0,]
    assert np.asarray(back["db_Q"]).shape == (1,)


@pytest.mark.parametrize(
    ("index", "says"),
    [
        ((0, 3), "weights: index 0, 3 is outside 3 × 3"),
        ((-4, 0), "weights: index -4, 0 is outside 3 × 3"),
        ((0, 0, 0), "weights: index 0, 0, 0 is outside 3 × 3"),
        (slice(0, 1), "weights: expected whole numbers, one for each axis, found a slice"),
        ((0, None), "weights: expected whole numbers, one for each axis, found a slice"),
        ("0", 'weights: expected a whole number from -1000000 to 1000000, found "0"'),
        (0.5, "weights: expected a whole number from -1000000 to 1000000, found the number 0.5"),
        (True, "weights: expected a whole number from -1000000 to 1000000, found true"),
    ],
)
def test_what_is_no_index(index: Any, says: str) -> None:
    with pytest.raises(sa.InputError) as error:
        steps()["weights"][index]
    assert str(error.value).startswith(says)
    assert isinstance(error.value, IndexError) == ("outside" in says)


def test_arrays_of_special_entries() -> None:
    hidden = steps(mask=[[1, 0, 1], [0, 0, 0], [1, 1, 1]])
    assert np.asarray(hidden["masked"])[0, 1] == -np.inf
    assert np.isnan(np.asarray(hidden["weights"])[1]).all()
    assert np.isnan(hidden["weights"].nearest(3)[1]).all()
    assert hidden["masked"].nearest(3)[0, 1] == -np.inf


def test_arrays_of_other_types_and_without_a_copy() -> None:
    weights = steps()["weights"]
    assert np.asarray(weights, dtype=np.float32).dtype == np.float32
    with pytest.raises(ValueError, match="without a copy"):
        weights.__array__(copy=False)  # as NumPy 2 asks


def test_symbols_are_no_numbers() -> None:
    scores = sa.solve(sa.Problem(X=[["x", 1]]))["scores"]
    for ask in (np.asarray, lambda step: step.nearest(3), lambda step: float(step[0, 0])):
        with pytest.raises(sa.InputError, match="scores: an entry with symbols is no number"):
            ask(scores)
    constant = sa.solve(sa.Problem(X=[["x", 1]]))["weights"]
    assert np.asarray(constant).tolist() == [[1.0]]


def test_nearest_doubles_of_decimals_are_what_is_printed() -> None:
    weights = steps()["weights"]
    assert weights.nearest(3).tolist() == [
        [float(text) for text in row] for row in weights.decimal(3)
    ]


def test_the_object_of_the_json() -> None:
    from symattn.files import json as writer

    derivation = steps()
    assert writer.derivation(derivation, 4)["stages"] == [
        step.to_dict(4) for step in derivation.values()
    ]


def test_a_table_of_pandas() -> None:
    if importlib.util.find_spec("pandas") is None:
        missing("pandas is not installed")
    frame = steps()["weights"].to_frame(3)
    assert frame.loc["笔", "记"] == "0.063" and list(frame.columns) == NAMES
    assert list(steps()["output"].to_frame(2).columns) == ["1", "2", "3", "4", "5"]
    heads = sa.solve(sa.Problem(X=[[1, 2], [3, 4]], heads=2, tokens=["a", "b"]))["weights"]
    assert heads.to_frame(3).loc[("2", "a"), "b"] == heads.decimal(3)[1][0][1]
    assert sa.Problem(X=frame.astype(float)).n == 3


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(sa.SymattnError, match="pandas is not installed; install it: pip install"):
        steps()["weights"].to_frame()


def test_keys_are_completed_and_missing_ones_named() -> None:
    derivation = steps()
    assert derivation._ipython_key_completions_() == list(derivation)
    with pytest.raises(KeyError, match='no stage "weigths" here; did you mean weights'):
        derivation["weigths"]
    assert derivation.get("weigths") is None and "weights" in derivation
