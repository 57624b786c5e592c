"""The softmax block by block, and pieces of arrays: by NumPy, and the whole row in the end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import fmpq

import symattn as sa
from symattn.derivation.blocks import (
    OUTPUT,
    PARTS,
    block_size,
    blockwise,
    same,
    same_rows,
    spans,
)
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.recipe import Line
from symattn.errors import InputError, Unsupported
from symattn.numbers import entries
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry, RowSum
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.words import say

X = [[1, 2], [3, 1], [0, 1], [2, 2], [1, 0]]
EXACT = Exact()


def exact(array: Any) -> Any:
    return EXACT.read(Tensor(array.shape, tuple(fmpq(int(x)) for x in array.ravel())))


def carried_out(op: str, how: dict[str, Any], *arrays: Any) -> Any:
    line = Line("made", op, ("a",), how)
    found = EXACT.cells(PARTS[op].compute(EXACT, line, *map(exact, arrays)))
    return np.array([int(x.rational().p) for x in found.cells]).reshape(found.shape)


def test_columns_and_rows_cut_out() -> None:
    array = np.arange(24).reshape(2, 3, 4)
    cut = {"first": 1, "last": 3}
    assert (carried_out("part", {**cut, "of": "columns"}, array) == array[:, :, 1:3]).all()
    assert (carried_out("part", {**cut, "of": "rows"}, array) == array[:, 1:3, :]).all()
    assert carried_out("part", {**cut, "of": "rows"}, array).shape == (2, 2, 4)


def test_the_larger_of_each_row_and_a_column_stretched() -> None:
    one, two = np.array([[[1], [5]]]), np.array([[[3], [-5]]])
    assert (carried_out("larger", {}, one, two) == np.maximum(one, two)).all()
    assert (carried_out("rescale", {}, one, two) == one * two).all()


def test_blocks_cover_all_keys() -> None:
    assert spans(5, 2) == [(0, 2), (2, 4), (4, 5)]
    assert spans(4, 2) == [(0, 2), (2, 4)]
    assert spans(3, 9) == [(0, 3)]
    assert block_size(sa.Problem(X=X)) == 2
    assert block_size(sa.Problem(X=X, sheet={"also": ["blocks"], "block": 3})) == 3


PROBLEMS = {
    "plain": sa.Problem(X=X),
    "shifted": sa.Problem(X=X, shift="max", base=3),
    "masked": sa.Problem(X=X, mask=[[1, 1, 1, 1, 1]] + [[0, 0, 0, 1, 1]] * 3 + [[0] * 5]),
    "zero": sa.Problem(X=X, mask=[[1] * 5] * 4 + [[0] * 5], empty_rows="zero"),
    "biased": sa.Problem(X=X, bias=[[0, 1, 2, 0, 1]] * 5, scale="none"),
    "heads": sa.Problem(X=[[1, 2, 0, 1], [0, 1, 1, 1], [2, 0, 1, 0]], heads=2, mask="causal"),
}


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("size", [1, 2, 5, 7])
def test_blocks_give_the_whole_row(name: str, size: int) -> None:
    whole = sa.solve(PROBLEMS[name])
    steps = blockwise(whole, size)
    found = same_rows(steps, OUTPUT, "output")
    assert found.shape == whole["output"].shape[:-1]
    assert set(found.cells) == {True}
    assert steps.step(OUTPUT).decimal(20) == whole["output"].decimal(20)


def test_blocks_read_the_scores_before_anything_is_taken_out_of_them() -> None:
    for name, stage in (("plain", "scaled"), ("shifted", "scaled"), ("masked", "masked")):
        steps = blockwise(sa.solve(PROBLEMS[name]), 2)
        assert steps.recipe["_scores_of_block_2"].of == (stage,)


def test_the_running_maximum_and_sums_are_those_of_the_algorithm() -> None:
    steps = blockwise(sa.solve(sa.Problem(scores=[[1, 4, 2]], V=[[1], [2], [3]], scale="none")), 2)

    def first(name: str) -> str | None:
        return steps.step(name).decimal(6)[0][0]

    assert (first("_maximum_of_block_1"), first("_maximum_of_block_2")) == ("4.000000",) * 2
    assert first("_sums_of_block_1") == "1.049787"  # 1 + e⁻³
    assert first("_own_of_block_2") == "2.000000"
    assert first("_factor_of_block_2") == "1.000000"
    assert first("_sums_of_block_2") == "1.185122"  # 1 + e⁻³ + e⁻²
    assert first("_outputs_of_block_2") == "2.455793"  # 2 + e⁻³ + 3e⁻²
    assert [line.name for line in steps.recipe][-15:] == [
        "_scores_of_block_2",
        "_values_of_block_2",
        "_own_of_block_2",
        "_maximum_of_block_2",
        "_shifted_of_block_2",
        "_powers_of_block_2",
        "_new_of_block_2",
        "_added_of_block_2",
        "_step_of_block_2",
        "_factor_of_block_2",
        "_kept_of_block_2",
        "_sums_of_block_2",
        "_old_of_block_2",
        "_outputs_of_block_2",
        OUTPUT,
    ]


@pytest.mark.parametrize(
    ("given", "size", "error", "key", "sentence"),
    [
        ({"X": X}, 0, InputError, "sheet.block", "block_size"),
        ({"Q": X, "K": X}, 2, InputError, "inputs.V", "blocks_without_values"),
        (
            {"X": X, "dropout": {"p": "1/2"}},
            2,
            Unsupported,
            "attention.dropout",
            "blocks_of_numbers",
        ),
        (
            {"Q": [["q"]], "K": [["k"]], "V": [[1]]},
            2,
            Unsupported,
            "sheet.also",
            "blocks_of_numbers",
        ),
    ],
)
def test_what_has_no_blocks_is_refused(
    given: Any, size: int, error: Any, key: str, sentence: str
) -> None:
    with pytest.raises(error) as refused:
        blockwise(sa.solve(sa.Problem(**given)), size)
    assert refused.value.key == key
    assert say(f"derivation.{sentence}", size=0) in str(refused.value)
    assert (refused.value.fix is None) == (key == "sheet.block")


def test_equality_of_entries_over_one_row_sum_each() -> None:
    e = ExpSum.exp(1)
    one = Entry.of(e) * Entry.reciprocal(RowSum(("a",), e + 1))
    two = Entry.of(ExpSum.exp(2)) * Entry.reciprocal(RowSum(("b",), ExpSum.exp(2) + e))
    assert same(one, two) is True
    assert same(one, two + 1) is False
    assert same(one, one + two) is False
    several = one + Entry.reciprocal(RowSum(("c",), e + 2))
    assert same(several, several + 0) is True
    assert same(several, one) is same(one, several) is False
    assert same(UNDEFINED, UNDEFINED) is True
    assert same(UNDEFINED, one) is same(one, MINUS_INFINITY) is False


def test_past_the_limit_of_a_product_of_row_sums_entries_are_still_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """e/(e + 1) = e²/(e² + e) is no cross product where no row sum may be multiplied out."""
    e = ExpSum.exp(1)
    one = Entry.of(e) * Entry.reciprocal(RowSum(("a",), e + 1))
    two = Entry.of(ExpSum.exp(2)) * Entry.reciprocal(RowSum(("b",), ExpSum.exp(2) + e))
    monkeypatch.setattr(entries, "MOST_BOTTOM", 1)
    assert one.over() is None and Entry.of(1).over() is not None
    assert same(one, two) is True and same(one, two + 1) is False
    assert same(one, Entry.of(1)) is same(Entry.of(1), one) is False


def test_rows_that_differ_and_rows_that_are_open() -> None:
    steps = sa.solve(sa.Problem(X=[[1, 2], [3, 1]], scale="none"))
    other = steps.running_on({"a": exact(np.array([[5, 5], [5, 9]])), "b": steps.value("scores")})
    assert same_rows(other, "a", "b").nested() == [True, False]
    deep = Entry.of(ExpSum.exp(ExpSum.exp(ExpSum.exp(1))))
    again = Entry.of(ExpSum.opaque(("again",), lambda bits: deep.ball(bits), lambda: None))
    zero, one = Entry.of(0), Entry.of(1)

    def run(*rows: Any) -> Any:
        return EXACT.of_cells(Tensor.of(rows))

    open_ = steps.running_on(
        {"a": run([deep, zero], [deep, zero]), "b": run([again, zero], [again, one])}
    )
    assert same_rows(open_, "a", "b").nested() == [None, False]
