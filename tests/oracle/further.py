"""What the article and its readers meet next, once more, from the words of the contract:
positions, biases by rule, additive scores, dropped weights."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from mpmath import mp

from tests.oracle.arithmetic import Array, Number, added, array, mapped, number, plus, product, real
from tests.oracle.arithmetic import times as multiplied

Settings = Mapping[str, Any]


def encodings(n: int, width: int) -> Array:
    """sin and cos of position/10000^(2i/width), in neighbouring columns, positions from 0."""
    out = np.empty((n, width), dtype=object)
    for position, column in np.ndindex(n, width):
        even = column - column % 2
        angle = position / mp.mpf(10_000) ** (mp.mpf(even) / width)
        out[position, column] = mp.cos(angle) if column % 2 else mp.sin(angle)
    return out


def bias(settings: Settings, n: int, m: int) -> Array:
    """The table that is added to the scaled scores: given, or said by a rule."""
    given = settings["bias"]
    if not isinstance(given, Mapping):
        return array(given)
    late = m - n if settings.get("mask") == "causal-lower-right" else 0
    if "relative" in given:
        values = [number(value) for value in given["relative"]]
        return _table(n, m, lambda i, j: _clipped(values, j - i - late))
    by_position = given.get("by") == "position"

    def alibi(slope: Number) -> Array:
        return _table(n, m, lambda i, j: slope * (j if by_position else -abs(i + late - j)))

    slopes = given["alibi"]
    if not isinstance(slopes, list):
        return alibi(number(slopes))
    tables = [alibi(number(slope)) for slope in slopes]
    return np.stack(tables) if len(tables) > 1 else tables[0]


def _table(n: int, m: int, function: Any) -> Array:
    out = np.empty((n, m), dtype=object)
    for i, j in np.ndindex(n, m):
        out[i, j] = function(i, j)
    return out


def _clipped(values: list[Number], distance: int) -> Number:
    far = len(values) // 2
    return values[far + max(-far, min(far, distance))]


def additive(inputs: Mapping[str, Array], queries: Array, keys: Array) -> dict[str, Array]:
    """tanh(q W_q + k W_k) w_v, stage by stage."""
    left, right = product(queries, inputs["W_q"]), product(keys, inputs["W_k"])
    sums = mapped(plus, left[..., :, None, :], right[..., None, :, :])
    hidden = mapped(lambda x: Fraction(0) if x == 0 else mp.tanh(real(x)), sums)
    scores = added(mapped(multiplied, hidden, inputs["w_v"]), axis=-1)
    return {
        "projected_queries": left,
        "projected_keys": right,
        "hidden": hidden,
        "scores": scores,
    }


def dropped(settings: Settings, weights: Array) -> Array:
    """Weights that stay over 1 − p, the others 0 (all of them 0 where p is 1)."""
    rate = number(settings["dropout"]["p"])
    keep = np.array(settings["dropout"]["keep"], dtype=object)
    factor = Fraction(0) if rate == 1 else 1 / (1 - rate)
    return mapped(lambda w, kept: multiplied(w, factor if kept else Fraction(0)), weights, keep)
