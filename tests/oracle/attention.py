"""Attention once more, from the problem file's mapping, in mpmath: the tests' source of truth.

Written from the contract's words alone: entries are mpmath floats (or
fractions, while nothing irrational has come in), arrays are NumPy arrays of
them, and each stage is one plain line.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from mpmath import mp

from tests.oracle import further
from tests.oracle.arithmetic import (
    DIGITS,
    HIDDEN,
    UNDEFINED,
    Array,
    Number,
    added,
    array,
    exponential,
    mapped,
    number,
    plus,
    product,
    real,
    times,
)

Stages = dict[str, Array]
Settings = Mapping[str, Any]


def attention(problem: Mapping[str, Any]) -> Stages:
    """Every stage of a problem, by the contract's names and in the problem's layout.

    An undefined entry is None; a score hidden under −∞ is "-inf".
    """
    with mp.workdps(DIGITS):
        columns = problem.get("layout", "rows") == "columns"
        inputs = {name: array(value) for name, value in problem["inputs"].items()}
        settings = dict(problem.get("attention", {}))
        if columns:
            inputs = {name: _turned(value) for name, value in inputs.items()}
            for name in ("bias", "mask"):
                if name in settings and not isinstance(settings[name], str):
                    settings[name] = np.array(settings[name], dtype=object).swapaxes(-1, -2)
        stages = _stages(inputs, settings)
        if columns:
            stages = {k: v if k == "terms" else _turned(v) for k, v in stages.items()}
        return stages


def undefined_rows(problem: Mapping[str, Any]) -> list[Any]:
    """The rows without a visible key, from 0; lists of indices where there are leading axes."""
    weights = attention(problem)["weights"]
    if problem.get("layout") == "columns":
        weights = _turned(weights)
    rows = [list(i) for i in np.ndindex(*weights.shape[:-1]) if weights[(*i, 0)] is UNDEFINED]
    return [row[0] if len(row) == 1 else row for row in rows]


def _turned(value: Array) -> Array:
    return value.swapaxes(-1, -2) if value.ndim > 1 else value


def _stages(inputs: dict[str, Array], settings: Settings) -> Stages:
    stages: Stages = {}
    heads = settings.get("heads", 1)
    kv_heads = settings.get("kv_heads", heads)
    group, width = heads // kv_heads, None
    own, other = inputs.get("X"), inputs.get("Y", inputs.get("X"))
    if settings.get("positions") == "sinusoidal":
        assert own is not None
        stages["positional"] = further.encodings(*own.shape[-2:])
        stages["embedded"] = own = other = mapped(plus, own, stages["positional"])
    if "scores" in inputs:
        stages["scores"] = inputs["scores"]
    else:
        stages["Q"] = _projected(inputs, "Q", own, heads > 1, heads)
        stages["K"] = _projected(inputs, "K", other, heads > 1, kv_heads)
        width = stages["Q"].shape[-1]
    if "V" in inputs or "X" in inputs:
        stages["V"] = _projected(inputs, "V", other, heads > 1, kv_heads)
    if settings.get("kind") == "additive":
        stages |= further.additive(inputs, stages["Q"], stages["K"])
    elif "scores" not in inputs:
        stages["scores"] = product(stages["Q"], _turned(_repeated(stages["K"], group)))
    _exponents(stages, settings, width)
    _softmax(stages, settings)
    if "dropout" in settings:
        stages["dropped"] = further.dropped(settings, stages["weights"])
    if "V" in stages:
        _output(stages, inputs, _repeated(stages["V"], group), settings)
    return stages


def _projected(
    inputs: dict[str, Array], which: str, source: Array | None, split: bool, heads: int
) -> Array:
    """Q, K or V: given, or source · W + b, cut into heads where W holds them side by side."""
    if which in inputs:
        given = inputs[which]
        return _split(given, heads) if split and given.ndim == 2 else given
    assert source is not None
    weight, bias = inputs.get(f"W_{which}"), inputs.get(f"b_{which}")
    per_head = weight is not None and weight.ndim == 3
    if per_head and bias is not None:
        bias = bias.reshape(heads, 1, -1)
    value = source[..., None, :, :] if per_head else source
    value = value if weight is None else product(value, weight)
    value = value if bias is None else mapped(plus, value, bias)
    return _split(value, heads) if split and not per_head else value


def _split(value: Array, heads: int) -> Array:
    """(…, n, heads · d) → (…, heads, n, d): a head is a block of neighbouring columns."""
    *lead, n, width = value.shape
    return value.reshape(*lead, n, heads, width // heads).swapaxes(-2, -3)


def _joined(value: Array) -> Array:
    """(…, heads, n, d) → (…, n, heads · d)."""
    *lead, heads, n, width = value.shape
    return value.swapaxes(-2, -3).reshape(*lead, n, heads * width)


def _repeated(value: Array, group: int) -> Array:
    """Key/value heads as the query heads read them: query head h reads h // group."""
    return value if group == 1 else np.repeat(value, group, axis=-3)


def _factor(settings: Settings, width: int | None) -> Number:
    """The scale; scores alone have none unless it is said."""
    plain = width is None or settings.get("kind") == "additive"
    word = settings.get("scale", "none" if plain else "1/sqrt(d_k)")
    if word == "none":
        return Fraction(1)
    if word == "1/d_k":
        return Fraction(1, width or 0)
    return number(f"1/sqrt({width})" if word == "1/sqrt(d_k)" else word)


def _exponents(stages: Stages, settings: Settings, width: int | None) -> None:
    """Scores to exponents: scale, then bias, then mask."""
    factor = _factor(settings, width)
    stages["scaled"] = last = mapped(lambda score: times(score, factor), stages["scores"])
    if "bias" in settings:
        stages["biased"] = last = mapped(plus, last, further.bias(settings, *last.shape[-2:]))
    visible = _visible(settings, *last.shape[-2:])
    if visible is not None:
        word = settings.get("mask_fill", "-inf")
        fill = HIDDEN if word == "-inf" else number(word)
        stages["masked"] = mapped(lambda score, seen: score if seen else fill, last, visible)


def _visible(settings: Settings, n: int, m: int) -> Array | None:
    """Which key each query may look at; None where neither a mask nor a window is set."""
    mask, window = settings.get("mask"), settings.get("window")
    if mask is None and window is None:
        return None
    late = m - n if isinstance(mask, str) and mask == "causal-lower-right" else 0
    seen: Array = np.ones((n, m), dtype=object)
    for i, j in np.ndindex(n, m):
        own = i + late
        if isinstance(mask, str) and j > own and j >= settings.get("prefix", 0):
            seen[i, j] = 0
        early = isinstance(mask, str) and j < settings.get("prefix", 0)
        if window is not None and not own - window < j <= own and not early:
            seen[i, j] = 0
    return seen if mask is None or isinstance(mask, str) else seen * np.array(mask, dtype=object)


def _softmax(stages: Stages, settings: Settings) -> None:
    base = None if settings.get("base", "e") == "e" else number(settings["base"])
    exponents = stages.get("masked", stages.get("biased", stages["scaled"]))
    if settings.get("shift") == "max":
        exponents = _shifted(exponents)
    stages["exponentials"] = mapped(lambda exponent: exponential(exponent, base), exponents)
    stages["row_sums"] = sums = added(stages["exponentials"], axis=-1)[..., None]
    empty = Fraction(0) if settings.get("empty_rows") == "zero" else UNDEFINED
    stages["weights"] = mapped(
        lambda part, whole: real(part) / real(whole) if whole else empty,
        stages["exponentials"],
        sums,
    )


def _shifted(exponents: Array) -> Array:
    """The largest exponent of each row taken out; a row that is hidden altogether stays so."""
    out = exponents.copy()
    for row in np.ndindex(*out.shape[:-1]):
        shown = [entry for entry in out[row] if entry is not HIDDEN]
        top: Number = max(shown, key=real, default=Fraction(0))
        for j, entry in enumerate(out[row]):
            if entry is not HIDDEN:
                out[(*row, j)] = plus(entry, -top)
    return out


def _output(stages: Stages, inputs: dict[str, Array], values: Array, settings: Settings) -> None:
    weights = stages.get("dropped", stages["weights"])
    stages["terms"] = mapped(times, weights[..., None], values[..., None, :, :])
    stages["output"] = last = added(stages["terms"], axis=-2)
    if settings.get("heads", 1) > 1 or getattr(inputs.get("W_V"), "ndim", 2) > 2:
        stages["concat"] = last = _joined(last)
    if "W_O" in inputs:
        stages["projected"] = product(last, inputs["W_O"])
        if "b_O" in inputs:
            stages["projected"] = mapped(plus, stages["projected"], inputs["b_O"])
