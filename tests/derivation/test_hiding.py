"""What a finite fill leaks, and what a mask that is added does to a hidden row."""

from __future__ import annotations

from typing import Any

import pytest
from mpmath import exp, mp, mpf

import symattn as sa
from symattn.derivation.hiding import cancelled_rows, leaks
from symattn.numbers import certify
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor

X = [[1, 0], [0, 1], [1, 1]]
SCORES = [[0, 1, 2], [3, 1, 0], [1, 1, 1]]
V = [[1], [2], [3]]


def test_what_hidden_keys_take_of_a_row() -> None:
    problem = sa.Problem(
        scores=SCORES, V=V, scale="none", mask=[[1, 0, 0], [1, 1, 1], [0, 1, 0]], mask_fill="-5"
    )
    found = leaks(sa.solve(problem))
    assert [(leak.row, leak.hidden, leak.holds) for leak in found] == [
        ((0,), (1, 2), True),
        ((2,), (0, 2), True),
    ]
    with mp.workdps(40):
        for leak, score in zip(found, (0, 1), strict=True):
            expected = 2 * exp(-5) / (2 * exp(-5) + exp(score))
            assert abs(mpf(certify.decimal(leak.share, 25)) - expected) <= mpf(10) ** -25


def test_rows_that_are_all_hidden_leak_nothing() -> None:
    problem = sa.Problem(scores=SCORES, V=V, mask=[[0] * 3, [1] * 3, [1, 0, 1]], mask_fill="-5")
    assert [leak.row for leak in leaks(sa.solve(problem))] == [(2,)]


def opened(steps: Any, *places: tuple[int, int]) -> Any:
    """The same weights, those at these places known by balls alone."""

    def entry(index: Any) -> Entry:
        cell = steps["weights"].cells[index]
        if index not in places:
            return cell
        return Entry.of(ExpSum.opaque((repr(cell), index), cell.ball, lambda: None))

    weights = Tensor.build(steps["weights"].shape, entry)
    return steps.running_on({"weights": steps.carrier.of_cells(weights)})


def test_what_is_not_decided_is_open() -> None:
    problem = sa.Problem(scores=[[0, 1, 2]], V=V, scale="none", mask=[[1, 1, 0]], mask_fill="-5")
    (leak,) = leaks(opened(sa.solve(problem), (0, 0)))
    assert leak.holds is None
    added = sa.solve(sa.Problem(scores=[[0, 1, 2]], V=V, scale="none", bias=[[3, 3, 3]]))
    ((_, _, holds),) = cancelled_rows(opened(added, (0, 0)))
    assert holds is None


def test_more_keys_than_queries_in_each_head() -> None:
    given = {"X": [[1, 0], [0, 1]], "Y": X, "heads": 2}
    found = leaks(sa.solve(sa.Problem(**given, mask=[[1, 1, 0], [1, 0, 0]], mask_fill="-5")))
    assert [leak.hidden for leak in found] == [(2,), (1, 2)] * 2
    same_but_last = [[-9, -9, -8], [-9, -9, -9]]
    rows = cancelled_rows(sa.solve(sa.Problem(**given, bias=same_but_last)))
    assert [row for row, _, _ in rows] == [(0, 1), (1, 1)]
    hides_last = [[1, 1, 0], [1, 1, 1]]
    rows = cancelled_rows(sa.solve(sa.Problem(**given, bias=[[-9] * 3] * 2, mask=hides_last)))
    assert [(row, holds) for row, _, holds in rows] == [((0, 1), True), ((1, 1), True)]
    steps = sa.solve(sa.Problem(scores=[[0, 1, 2], [0, 0, 0]], V=V, bias=[[1] * 3] * 2))
    last = steps["weights"].cells
    changed = Tensor((2, 3), (*last.cells[:2], last.cells[0], *last.cells[3:]))
    other = steps.running_on({"weights": steps.carrier.of_cells(changed)})
    assert [holds for _, _, holds in cancelled_rows(other)] == [False, True]
    heads = sa.solve(sa.Problem(**given, bias=[[-9] * 3] * 2))
    cells = heads["weights"].cells
    changed = cells.shape, (*cells.cells[:2], cells.cells[1], *cells.cells[3:])
    other = heads.running_on({"weights": heads.carrier.of_cells(Tensor(*changed))})
    assert [holds for _, _, holds in cancelled_rows(other)] == [False, True, True, True]
    narrow = sa.solve(sa.Problem(Q=[[1], [2]], K=[[1]], V=[[1]], bias=[[-9], [0]]))
    assert [row for row, _, _ in cancelled_rows(narrow)] == [(0,)]


def test_a_row_for_each_head() -> None:
    problem = sa.Problem(X=X, heads=2, mask="causal", mask_fill="-5")
    found = leaks(sa.solve(problem))
    assert [leak.row for leak in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert {leak.holds for leak in found} == {True}


def test_weights_that_are_not_those_of_the_fill_do_not_hold() -> None:
    problem = sa.Problem(scores=SCORES, V=V, mask=[[1, 1, 0]] * 3, mask_fill="-5", scale="none")
    steps = sa.solve(problem)
    other = steps.running_on(
        {"weights": sa.solve(sa.Problem(scores=SCORES[::-1], V=V)).value("weights")}
    )
    assert False in {leak.holds for leak in leaks(other)}


@pytest.mark.parametrize(
    "more", [{}, {"mask": "causal"}, {"mask": "causal", "mask_fill": "-5", "X": [["x"]] * 3}]
)
def test_nothing_leaks_without_a_finite_fill(more: Any) -> None:
    assert leaks(sa.solve(sa.Problem(**{"X": X} | more))) == ()


def test_a_number_added_to_a_whole_row_cancels() -> None:
    bias = [[-9, -9, -9], [0, 0, 0], [-9, 0, -9]]
    steps = sa.solve(sa.Problem(X=X, bias=bias))
    assert [(row, int(number.p), holds) for row, number, holds in cancelled_rows(steps)] == [
        ((0,), -9, True)
    ]
    other = steps.running_on({"weights": sa.solve(sa.Problem(X=X, scale="none")).value("weights")})
    assert [holds for _, _, holds in cancelled_rows(other)] == [False]


def test_rows_of_heads_and_rows_under_a_mask() -> None:
    bias = [[-9, -9, -9], [-1, -1, -1], [-2, -2, -2]]
    heads = sa.solve(sa.Problem(X=X, heads=2, bias=bias))
    assert [row for row, _, _ in cancelled_rows(heads)] == [
        (h, i) for h in (0, 1) for i in range(3)
    ]
    masked = sa.solve(sa.Problem(X=X, bias=bias, mask="causal"))
    assert [row for row, _, _ in cancelled_rows(masked)] == [(2,)]
    empty = sa.solve(sa.Problem(X=X, bias=bias, mask=[[1] * 3, [1] * 3, [0] * 3]))
    assert [row for row, _, _ in cancelled_rows(empty)] == [(0,), (1,)]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bias": [[1, 1, 1]] * 3, "X": [["x"]] * 3},
        {"bias": [[1, 1, 2], [2, 1, 1], [1, 2, 1]]},
    ],
)
def test_no_row_cancels(more: Any) -> None:
    assert cancelled_rows(sa.solve(sa.Problem(**{"X": X} | more))) == ()
