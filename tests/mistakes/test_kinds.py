"""Steps of mistaken recipes, one by one, on small tables."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from symattn.derivation.carriers.balls import Balls
from symattn.derivation.recipe import Line
from symattn.derivation.steps import KINDS as RIGHT
from symattn.mistakes.kinds import KINDS
from symattn.mistakes.scale import root
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED
from symattn.numbers.tensors import Tensor


def done(op: str, *values: Any, **how: object) -> Any:
    """The nested result of one step, its balls as fractions."""
    tensors = [
        Tensor.of(value).map(lambda c: arb(c) if isinstance(c, int) else c) for value in values
    ]
    return KINDS[op].compute(Balls(), Line("x", op, (), how), *tensors).map(_plain).nested()


def _plain(cell: Any) -> Any:
    return (
        cell
        if not isinstance(cell, arb)
        else fmpq(int((cell * 1000).mid().floor().unique_fmpz()), 1000)
    )


ROWS = [[1, 2], [3, 4]]


def test_none_of_them_is_a_right_step() -> None:
    assert not set(RIGHT) & set(KINDS)


def test_a_table_added() -> None:
    table = Tensor((2, 2), (fmpq(1), fmpq(0), fmpq(0), fmpq(1)))
    assert done("add_table", ROWS, table=table) == [[2, 2], [3, 5]]


def test_powers_leave_zeros_and_what_is_no_number() -> None:
    cells = [[4, 0], [MINUS_INFINITY, UNDEFINED]]
    assert done("raised", cells, by=fmpq(2)) == [[16, 0], [MINUS_INFINITY, UNDEFINED]]


def test_a_root_of_zero_is_zero() -> None:
    """Also where the power is irrational: 1/√3."""
    assert done("raised", [[0, 1]], by=root(3)) == [[0, 1]]


def test_rounding_and_cutting_off() -> None:
    cells = [[arb(fmpq(256, 1000)), arb(fmpq(-256, 1000))], [arb(fmpq(254, 1000)), MINUS_INFINITY]]
    half = fmpq(1, 2000)
    shifted = done("rounded", cells, places="2")
    assert [abs(shifted[0][0] - fmpq(26, 100)) <= 2 * half, shifted[1][1]] == [True, MINUS_INFINITY]
    assert abs(shifted[0][1] + fmpq(26, 100)) <= 2 * half
    assert abs(shifted[1][0] - fmpq(25, 100)) <= 2 * half
    cut = done("rounded", cells, places="2", cut=True)
    assert abs(cut[0][0] - fmpq(25, 100)) <= 2 * half and abs(cut[0][1] + fmpq(25, 100)) <= 2 * half
    assert done("rounded", [[arb(fmpq(1, 2)), arb(fmpq(5, 2))]], places=0) == [[1, 3]]
    assert done("rounded", [[0, 7]], places=0) == [[0, 7]]


def test_zero_in_place_of_what_is_hidden() -> None:
    assert done("hidden_as_zero", [[1, MINUS_INFINITY]]) == [[1, 0]]


def test_picked_where_the_gap_is_zero() -> None:
    gap = [[0, MINUS_INFINITY], [-1, 0]]
    assert done("picked", ROWS, [[5, 6], [7, 8]], gap) == [[1, 6], [7, 4]]


def test_products_without_a_term() -> None:
    # [1 2; 3 4] [5 6; 7 8]: without the first term 2·7, 2·8; without the second 1·5, 1·6
    two = [[5, 6], [7, 8]]
    assert done("short_product", ROWS, two, without=0) == [[14, 16], [28, 32]]
    assert done("short_product", ROWS, two, without=1) == [[5, 6], [15, 18]]
    assert done("short_product", ROWS, two, without=0, turn="second") == [[12, 16], [24, 32]]


def test_products_of_other_shapes_without_a_term() -> None:
    # [1 2 3; 4 5 6] [1 0; 0 1; 1 1] without the third term: 1 2; 4 5
    one, two = [[1, 2, 3], [4, 5, 6]], [[1, 0], [0, 1], [1, 1]]
    assert done("short_product", one, two, without=2) == [[1, 2], [4, 5]]
    assert done("short_product", [one, one], [two, two], without=2) == [[[1, 2], [4, 5]]] * 2


def test_the_diagonal_of_the_jacobian() -> None:
    assert done("diagonal_jacobian", [[2, 3]], [[5, 7]]) == [[-10, -42]]


EIGHT = [[1, 2, 3, 4], [5, 6, 7, 8]]
BATCH = [EIGHT, [[10 * cell for cell in row] for row in EIGHT]]


def test_heads_in_memory_and_in_every_second_column() -> None:
    flat = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    mixed = [[[1, 3], [5, 7]], [[2, 4], [6, 8]]]
    assert done("split_flat", EIGHT, heads=2) == flat
    assert done("split_interleaved", EIGHT, heads="2") == mixed
    assert done("split_flat", BATCH, heads="2")[0] == flat
    assert done("split_interleaved", BATCH, heads=2)[1][0] == [[10, 30], [50, 70]]


def test_heads_side_by_side_as_they_lie() -> None:
    heads = [[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]
    joined = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    assert done("join_flat", heads) == joined
    assert done("join_flat", [heads, heads]) == [joined, joined]


def test_tiled_heads() -> None:
    heads = [[[1, 2]], [[3, 4]]]
    assert done("tiled", heads, group=2) == [[[1, 2]], [[3, 4]], [[1, 2]], [[3, 4]]]
    three = done("tiled", [heads, heads], group="3")
    assert three == [[[[1, 2]], [[3, 4]]] * 3] * 2
