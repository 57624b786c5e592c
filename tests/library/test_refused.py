"""Every wrong argument raises an error of ours that says what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import symattn as sa

PROBLEM = sa.Problem(X=[[1, 2], [3, 4]])
STEPS = sa.solve(PROBLEM)
WEIGHTS = STEPS["weights"]
ONE = [[1]]

WRONG: dict[str, Callable[[], Any]] = {
    "problem: expected a Problem, found nothing; write symattn.Problem(X=…)": lambda: sa.solve(
        None  # type: ignore[arg-type]
    ),
    "problem: expected a Problem, found a table; write": lambda: sa.solve({"X": ONE}),  # type: ignore[arg-type]
    "problem: expected a Problem, found a Derivation; write symattn.gradients(deriv": (
        lambda: sa.gradients(STEPS)  # type: ignore[arg-type]
    ),
    "problem: expected a Problem, found a Step": lambda: sa.scaling(WEIGHTS),  # type: ignore[arg-type]
    "derivation: expected a Derivation, found a Problem; write symattn.solve(problem)": (
        lambda: sa.worksheet(PROBLEM)  # type: ignore[arg-type]
    ),
    'problem: expected a Problem, found "p.toml"': lambda: sa.verify("p.toml"),  # type: ignore[arg-type]
    "seed: expected a whole number from 0 to": lambda: sa.scaling(PROBLEM, seed=-1),
    'sheet: expected "solution" or "blank" or "hints" or "map", found "blnk"': (
        lambda: sa.worksheet(STEPS, sheet="blnk")  # type: ignore[arg-type]
    ),
    'paper: expected "a4" or "letter", found nothing': lambda: sa.worksheet(STEPS, paper=None),  # type: ignore[arg-type]
    "detail: expected a whole number from 1 to 3": lambda: sa.worksheet(STEPS, detail=4),
    'large: expected True or False, found "yes"': lambda: sa.worksheet(STEPS, large="yes"),  # type: ignore[arg-type]
    "path: expected a path, found the number 3": lambda: sa.worksheet(STEPS).write(3),  # type: ignore[arg-type]
    "-o: no writer for files that end in 'tex'": lambda: sa.worksheet(STEPS).render("tex"),
    "ending: expected a text": lambda: sa.worksheet(STEPS).render(3),  # type: ignore[arg-type]
    "path: expected a path, found nothing": lambda: sa.load(None),  # type: ignore[arg-type]
    'layout: expected "rows" or "columns"': lambda: sa.load("x.toml", layout="x"),
    "places: expected a whole number from 0 to 100000, found the number -1": (
        lambda: WEIGHTS.decimal(-1)
    ),
    "places: expected a whole number from 0 to 100000, found the number 2.5": (
        lambda: WEIGHTS[0, 0].decimal(2.5)  # type: ignore[arg-type]
    ),
    'rounding: expected "half-even" or "half-up", found "up"': (
        lambda: WEIGHTS.to_dict(3, "up")  # type: ignore[arg-type]
    ),
    "digits: expected a whole number from 1 to 100000": lambda: WEIGHTS.enclosure(0),
    'places: expected a whole number from 0 to 100000, found "3"': (
        lambda: WEIGHTS.nearest("3")  # type: ignore[arg-type]
    ),
    "no stage nothing here; ": lambda: STEPS[None],  # type: ignore[index]
    "no stage a list here; ": lambda: STEPS[[]],  # type: ignore[index]
    "row: expected a whole number from 0 to 1": lambda: sa.gradients(PROBLEM).jacobian(2),
    "row: expected 1 numbers, one for each axis": lambda: sa.gradients(PROBLEM).jacobian(0, 1),
    "printed: expected a table, found the number 3": lambda: sa.verify(PROBLEM, printed=3),  # type: ignore[arg-type]
    'inputs: expected "exact" or "rounded" or "truncated"': (
        lambda: sa.verify(PROBLEM, printed={"Q": ONE}, inputs="round")  # type: ignore[arg-type]
    ),
    "attn_mask: expected a number, found nothing": lambda: sa.attention_mask(None),
    "key_padding: expected True or False": lambda: sa.attention_mask(ONE, key_padding=1),  # type: ignore[arg-type]
    "query: expected [[1, 2], [3, 4]] or the like": (
        lambda: sa.scaled_dot_product_attention(None, ONE, ONE)
    ),
    "attn_mask: expected nested lists of one shape": (
        lambda: sa.scaled_dot_product_attention(ONE, ONE, ONE, attn_mask=[[True], [1, 2]])
    ),
    "scale: expected a number, found a list": (
        lambda: sa.scaled_dot_product_attention(ONE, ONE, ONE, scale=[1])
    ),
    "X: expected [[1, 2], [3, 4]] or the like, found a Step": lambda: sa.Problem(X=WEIGHTS),
    "X, row 1, column 1: expected a number, found a object": (
        lambda: sa.Problem(X=np.array([[object()]]))
    ),
    "tokens, column 1: expected a text": lambda: sa.Problem(X=ONE, tokens=[1]),  # type: ignore[list-item]
}
"""What is said, and of what."""


@pytest.mark.parametrize("says", WRONG)
def test_it_is_said_what_was_expected(says: str) -> None:
    with pytest.raises(sa.InputError) as error:
        WRONG[says]()
    assert str(error.value).startswith(says)
    assert "\n" not in str(error.value)


def test_what_may_stand_for_a_number_of_places_does() -> None:
    assert WEIGHTS.decimal(np.int64(2)) == WEIGHTS.decimal(2)  # type: ignore[arg-type]
