"""Several threads and processes at once: right results, and FLINT's precision as it was."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import flint
import pytest

import symattn as sa

PROBLEMS: tuple[dict[str, Any], ...] = (
    {"X": [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]], "scale": "none"},
    {"X": [["0.25", "1/3"], ["-1.5", 2], [0, "0.125"]], "mask": "causal", "shift": "max"},
    {"Q": [["\\sqrt{2}", 1]], "K": [[1, 0], ["\\ln 3", 1]], "V": [[1, 2], [3, 4]]},
    {"Q": [[1, 0], [0, 2]], "K": [[1, 1], [0, 1]], "V": [[2], [1]], "base": 2, "mask_fill": "-1e9"},
    {"Q": [[1, 0]], "K": [[1, 0], [0, 1]], "W_q": [[1], [2]], "W_k": [[1], [1]], "w_v": [1]}
    | {"V": [[1], [0]], "kind": "additive"},
    {"X": [["q", 1], [0, 1]], "scale": "none"},
    {"X": [[1, "x+1"], [2, 1]], "scale": "none"},
    {"X": [[1, 2], [0, 1]], "layers": [{"scale": "none"}]},
)
"""One for each way to compute: every carrier, roots, logarithms, another base, tanh, symbols,
and a second layer."""

PRECISION = 91
"""One that nobody sets by chance."""


def worked(keys: dict[str, Any]) -> list[Any]:
    """Everything that ball arithmetic has a part in: decimals, bounds, verdicts, gradients."""
    problem = sa.Problem(**keys)
    steps = sa.solve(problem)
    found: list[Any] = [steps["weights"].decimal(places) for places in (3, 17, 40)]
    found.append(steps["output"].enclosure(25))
    if not problem.symbolic:
        printed = {"weights": steps["weights"].decimal(4)}
        found.append(sa.verify(problem, printed=printed).summary)
    if not problem.layers:
        gradients = sa.gradients(problem)
        found += [gradients[name].decimal(12) for name in gradients]
    return found


@pytest.fixture(scope="module")
def alone() -> list[list[Any]]:
    """The results of one thread."""
    return [worked(keys) for keys in PROBLEMS]


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads that take turns a thousand times as often as usual, at a precision of our own."""
    interval, precision = sys.getswitchinterval(), flint.ctx.prec
    sys.setswitchinterval(1e-6)
    flint.ctx.prec = PRECISION
    yield
    sys.setswitchinterval(interval)
    flint.ctx.prec = precision


@pytest.mark.usefixtures("hurried")
def test_eight_threads_give_what_one_gives(alone: list[list[Any]]) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(worked, PROBLEMS * 8))
    assert found == alone * 8
    assert flint.ctx.prec == PRECISION


@pytest.mark.usefixtures("hurried")
def test_eight_threads_share_one_derivation(alone: list[list[Any]]) -> None:
    for keys, expected in zip(PROBLEMS, alone, strict=True):
        steps = sa.solve(sa.Problem(**keys))
        start = threading.Barrier(8)

        def decimals(
            places: int, steps: sa.Derivation = steps, start: threading.Barrier = start
        ) -> Any:
            start.wait()
            return steps["weights"].decimal(places)

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(decimals, (3, 17, 40, 3, 17, 40, 3, 17)))
        assert found == [*expected[:3], *expected[:3], *expected[:2]]
    assert flint.ctx.prec == PRECISION


@pytest.mark.parametrize(
    "fails",
    [
        lambda: sa.solve(sa.Problem(X=[[1, 2]]))["weights"].decimal(10**7),
        lambda: sa.solve(sa.Problem(X=[["1e90", 1], [0, 1]]))["exponentials"].decimal(3),
        lambda: sa.solve(sa.Problem(X=[[1, 2], [0, 1]])).step("weights").enclosure(10**6),
    ],
)
@pytest.mark.usefixtures("hurried")
def test_an_error_leaves_the_precision_as_it_was(fails: Callable[[], Any]) -> None:
    with pytest.raises(sa.SymattnError):
        fails()
    assert flint.ctx.prec == PRECISION


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_pool_of_processes_solves_problems(method: str, alone: list[list[Any]]) -> None:
    problems = [sa.Problem(**keys) for keys in PROBLEMS]
    with multiprocessing.get_context(method).Pool(2) as pool:
        solved = pool.map(sa.solve, problems)
        back = pool.map(sa.gradients, problems[:-1])
    for derivation, problem, expected in zip(solved, problems, alone, strict=True):
        assert derivation.problem == problem
        assert [derivation["weights"].decimal(places) for places in (3, 17, 40)] == expected[:3]
    assert [list(one) for one in back] == [list(sa.gradients(one)) for one in problems[:-1]]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_forked_while_a_thread_computes_is_not_kept_waiting() -> None:
    stop = threading.Event()

    def compute() -> None:
        while not stop.is_set():
            worked(PROBLEMS[0])

    def child() -> None:
        worked(PROBLEMS[1])
        sys.exit(flint.ctx.prec != precision)

    precision = flint.ctx.prec
    thread = threading.Thread(target=compute)
    thread.start()
    try:
        for _ in range(8):
            process = multiprocessing.get_context("fork").Process(target=child)
            process.start()
            process.join(60)
            assert process.exitcode == 0
    finally:
        stop.set()
        thread.join()
    assert flint.ctx.prec == precision


@pytest.mark.parametrize("bits", [2, 20, 1000])
def test_no_result_depends_on_the_precision_that_a_user_sets(
    bits: int, alone: list[list[Any]]
) -> None:
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        assert [worked(keys) for keys in PROBLEMS] == alone
        assert flint.ctx.prec == bits
    finally:
        flint.ctx.prec = before
