"""Gradients once more: central differences of the oracle's own attention, in mpmath.

(L(x + h) − L(x − h)) / 2h with h = 10⁻³⁰ at 120 digits: the method is off by
about h², and rounding by 10⁻¹²⁰/h, so at least 45 digits after the point are right
while derivatives stay moderate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from mpmath import mp, mpf

from tests.oracle.arithmetic import UNDEFINED, Array, Number, array, real
from tests.oracle.attention import _stages, _turned

DIGITS = 120
STEP = mpf(10) ** -30

LAST = ("projected", "concat", "output", "dropped", "weights")


def differences(problem: Mapping[str, Any], most: int = 4) -> dict[str, Array]:
    """∂L/∂ every input of a problem, in the problem's layout: name of the input → gradient.

    Of each input ``most`` entries are worked out, spread over it; the others are None.

    L is what ``problem["gradient"]`` says (upstream "ones", a matrix, or a target), with
    undefined entries of the last stage left out.
    """
    with mp.workdps(DIGITS):
        columns = problem.get("layout") == "columns"
        turn = _turned if columns else (lambda value: value)
        inputs = {name: turn(array(value)) for name, value in problem["inputs"].items()}
        settings = dict(problem.get("attention", {}))
        for name in ("bias", "mask"):
            if columns and name in settings and not isinstance(settings[name], str):
                settings[name] = np.array(settings[name], dtype=object).swapaxes(-1, -2)
        value = _value(problem.get("gradient", {}), settings, turn)
        return {name: turn(_gradient(inputs, name, value, most)) for name in inputs}


def _value(
    gradient: Mapping[str, Any], settings: dict[str, Any], turn: Callable[[Array], Array]
) -> Callable[[dict[str, Array]], Number]:
    """L as a function of the inputs."""
    given = gradient.get("target", gradient.get("upstream", "ones"))
    fixed = None if isinstance(given, str) else turn(array(given))

    def loss(inputs: dict[str, Array]) -> Number:
        stages = _stages(inputs, settings)
        result = next(stages[name] for name in LAST if name in stages)
        total = mpf(0)
        for index, cell in np.ndenumerate(result):
            if cell is UNDEFINED:
                continue
            if fixed is None:
                total += real(cell)
            elif "target" in gradient:
                total += (real(cell) - real(fixed[index])) ** 2 / 2
            else:
                total += real(cell) * real(fixed[index])
        return total

    return loss


def _gradient(
    inputs: dict[str, Array], name: str, loss: Callable[[dict[str, Array]], Number], most: int
) -> Array:
    out = np.empty(inputs[name].shape, dtype=object)
    places = list(np.ndindex(*out.shape))
    for index in places[:: max(1, -(-len(places) // most))]:
        ends = []
        for sign in (1, -1):
            moved = inputs[name].copy()
            moved[index] = real(moved[index]) + sign * STEP
            ends.append(loss({**inputs, name: moved}))
        out[index] = (ends[0] - ends[1]) / (2 * STEP)
    return out
