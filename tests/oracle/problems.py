"""Random problems as mappings, over every key of the contract that the forward pass knows.

``problems()`` draws one; its entries are integers and text, as a problem file
holds them.  Sizes stay small: what is tested is how the keys meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Mapping = dict[str, Any]
Draw = st.DrawFn

INTEGERS = st.integers(-4, 4)
DECIMALS = st.sampled_from(["0.25", "-1.5", "0.1", "2.75", "-0.3", "1e-2", "-0.05"])
FRACTIONS = st.sampled_from(["1/3", "-2/7", "5/2", "\\frac{1}{6}", "-\\frac{3}{4}"])
ROOTS = st.sampled_from(["\\sqrt{2}", "-\\sqrt{3}", "2\\sqrt{2}", "\\sqrt{12}"])
LOGS = st.sampled_from(["\\ln 2", "-\\ln 3", "2\\ln 6"])

ENTRIES: dict[str, st.SearchStrategy[int | str]] = {
    "integers": INTEGERS,
    "decimals": INTEGERS | DECIMALS,
    "fractions": INTEGERS | FRACTIONS,
    "roots": INTEGERS | ROOTS,
    "logs": INTEGERS | LOGS,
    "all": INTEGERS | DECIMALS | FRACTIONS | ROOTS | LOGS,
}
"""What the entries of one problem are."""

SCALES = ["1/sqrt(d_k)", "none", "1/d_k", "1/sqrt(2)", "1/3", "0.5", "2"]


def nested(draw: Draw, shape: Sequence[int], entries: st.SearchStrategy[Any]) -> Any:
    """A nested list of the shape, its cells drawn one by one."""
    if not shape:
        return draw(entries)
    return [nested(draw, shape[1:], entries) for _ in range(shape[0])]


@dataclass(frozen=True)
class Axes:
    """What leading axes a problem may have: (heads, kv_heads) and batches."""

    heads: tuple[tuple[int, int], ...]
    leads: tuple[tuple[int, ...], ...]


ANY = Axes(((1, 1), (1, 1), (2, 2), (2, 1), (4, 2)), ((), (), (), (2,)))
FLAT = Axes(((1, 1),), ((),))
BATCHED = Axes(ANY.heads, ((2,),))


@st.composite
def problems(
    draw: Draw,
    /,
    entries: str | None = None,
    roads: Sequence[str] = ("x", "x", "qkv", "scores", "per_head"),
    axes: Axes = ANY,
    layouts: Sequence[str] = ("rows", "columns"),
) -> Mapping:
    """A problem's mapping: inputs by one of four roads, then settings.

    ``entries`` names a row of :data:`ENTRIES`; ``roads`` are rows of :data:`ROADS`.
    """
    kind = ENTRIES[entries or draw(st.sampled_from(sorted(ENTRIES)))]
    inputs, settings, (n, m) = ROADS[draw(st.sampled_from(roads))](draw, kind, axes)
    lead = [settings["heads"]] if "heads" in settings and draw(st.booleans()) else []
    settings |= _settings(draw, [*lead, n, m], kind, scaled="scores" not in inputs)
    problem: Mapping = {"inputs": inputs, "attention": settings}
    return to_columns(problem) if draw(st.sampled_from(layouts)) == "columns" else problem


def _sizes(draw: Draw) -> tuple[int, int, int, int]:
    """n, m, d_k, d_v."""
    return tuple(draw(st.integers(1, top)) for top in (3, 3, 3, 2))  # type: ignore[return-value]


Drawn = tuple[Mapping, Mapping, tuple[int, int]]
Kind = st.SearchStrategy[Any]


def _from_x(draw: Draw, kind: Kind, axes: Axes) -> Drawn:
    """X (and Y) with projections and biases, all of them or some."""
    n, m, d_k, d_v = _sizes(draw)
    heads, kv_heads = draw(st.sampled_from(axes.heads))
    lead, width = draw(st.sampled_from(axes.leads)), draw(st.integers(1, 3))
    inputs: Mapping = {}
    projected = heads > 1 or draw(st.booleans())
    width_y = draw(st.integers(1, 3)) if projected else width
    inputs["X"] = nested(draw, [*lead, n, width], kind)
    if draw(st.booleans()):
        inputs["Y"] = nested(draw, [*lead, m, width_y], kind)
    else:
        m, width_y = n, width
    widths = {
        "Q": (width, heads * d_k),
        "K": (width_y, kv_heads * d_k),
        "V": (width_y, kv_heads * d_v),
    }
    if projected:
        for which, shape in widths.items():
            inputs[f"W_{which}"] = nested(draw, shape, kind)
            if draw(st.integers(0, 2)) == 0:
                inputs[f"b_{which}"] = nested(draw, shape[1:], kind)
    else:
        d_v = width
    _projection_out(draw, inputs, heads * d_v, kind)
    return inputs, _head_settings(heads, kv_heads), (n, m)


def _projection_out(draw: Draw, inputs: Mapping, width: int, kind: Kind) -> None:
    if draw(st.integers(0, 2)) == 0:
        out = draw(st.integers(1, 2))
        inputs["W_O"] = nested(draw, [width, out], kind)
        if draw(st.booleans()):
            inputs["b_O"] = nested(draw, [out], kind)


def _head_settings(heads: int, kv_heads: int) -> Mapping:
    settings: Mapping = {} if heads == 1 else {"heads": heads}
    return settings if kv_heads == heads else {**settings, "kv_heads": kv_heads}


def _per_head(draw: Draw, kind: Kind, axes: Axes) -> Drawn:
    """X with a projection of its own for each head; biases flat, head after head."""
    n, _, d_k, d_v = _sizes(draw)
    heads, kv_heads = draw(st.sampled_from([(2, 2), (2, 1), (4, 2)]))
    width = draw(st.integers(1, 2))
    inputs = {"X": nested(draw, [*draw(st.sampled_from(axes.leads)), n, width], kind)}
    for which, count, columns in (("Q", heads, d_k), ("K", kv_heads, d_k), ("V", kv_heads, d_v)):
        inputs[f"W_{which}"] = nested(draw, [count, width, columns], kind)
        if draw(st.integers(0, 2)) == 0:
            inputs[f"b_{which}"] = nested(draw, [count * columns], kind)
    _projection_out(draw, inputs, heads * d_v, kind)
    return inputs, _head_settings(heads, kv_heads), (n, n)


def _from_qkv(draw: Draw, kind: Kind, axes: Axes) -> Drawn:
    """Q, K and perhaps V as they are: heads and batch as leading axes, or heads side by side."""
    n, m, d_k, d_v = _sizes(draw)
    heads, kv_heads = draw(st.sampled_from(axes.heads))
    batch = draw(st.sampled_from(axes.leads))
    lead, kv_lead = ([*batch, heads], [*batch, kv_heads]) if heads > 1 or batch else ([], [])
    if heads > 1 and not batch and draw(st.booleans()):
        lead, kv_lead, beside = [], [], (heads, kv_heads)
    else:
        beside = (1, 1)
    inputs = {
        "Q": nested(draw, [*lead, n, beside[0] * d_k], kind),
        "K": nested(draw, [*kv_lead, m, beside[1] * d_k], kind),
    }
    if draw(st.integers(0, 3)):
        inputs["V"] = nested(draw, [*kv_lead, m, beside[1] * d_v], kind)
        _projection_out(draw, inputs, heads * d_v, kind)
    return inputs, _head_settings(heads, kv_heads), (n, m)


def _from_scores(draw: Draw, kind: Kind, axes: Axes) -> Drawn:
    """Scores alone, or with values."""
    n, m, _, d_v = _sizes(draw)
    heads, kv_heads = draw(st.sampled_from(axes.heads))
    lead, kv_lead = ([heads], [kv_heads]) if heads > 1 else ([], [])
    inputs = {"scores": nested(draw, [*lead, n, m], kind)}
    if draw(st.booleans()):
        inputs["V"] = nested(draw, [*kv_lead, m, d_v], kind)
    return inputs, _head_settings(heads, kv_heads), (n, m)


ROADS: dict[str, Callable[[Draw, Kind, Axes], Drawn]] = {
    "x": _from_x,
    "qkv": _from_qkv,
    "scores": _from_scores,
    "per_head": _per_head,
}
"""How a problem gives its inputs."""


def _settings(draw: Draw, shape: list[int], kind: Kind, scaled: bool) -> Mapping:
    """Scale, bias, mask, window, fill, shift, base and empty_rows, each there or not."""
    settings: Mapping = {}
    scale = draw(st.sampled_from([None, *(SCALES if scaled else SCALES[3:])]))
    if scale is not None:
        settings["scale"] = scale
    if draw(st.integers(0, 3)) == 0:
        settings["bias"] = nested(draw, shape, kind)
    mask = draw(st.sampled_from([None, None, "causal", "causal-lower-right", "given"]))
    if mask is not None:
        settings["mask"] = mask if mask != "given" else nested(draw, shape, st.integers(0, 1))
    if draw(st.integers(0, 4)) == 0:
        settings["window"] = draw(st.integers(1, 3))
    base = draw(st.sampled_from([None, None, None, "e", 2, 3, 10]))
    settings |= {} if base is None else {"base": base}
    if "mask" in settings or "window" in settings:
        fills = [None, "-inf", "-100", "-7/2", "-1e9"]  # 2^(−10⁹) is past a stated limit
        fill = draw(st.sampled_from(fills if base in (None, "e") else fills[:-1]))
        settings |= {} if fill is None else {"mask_fill": fill}
    for key, values in (("shift", ["none", "max"]), ("empty_rows", ["undefined", "zero"])):
        chosen = draw(st.sampled_from([None, *values]))
        settings |= {} if chosen is None else {key: chosen}
    return settings


SLOPES = st.sampled_from(["1/2", "1/4", 1, "-1/3"])


@st.composite
def further_problems(draw: Draw, kind: str) -> Mapping:
    """Problems in rows with positions, a bias by rule, additive scores, or dropped weights.

    Their entries are whole numbers and decimals: sines and tanh beside them are enough.
    """
    entries = ENTRIES["decimals"]
    road = _from_qkv if kind == "additive" else _from_x
    axes = FLAT if kind in ("additive", "positions") else Axes(ANY.heads, ((),))
    inputs, settings, (n, m) = road(draw, entries, axes)
    settings |= _settings(draw, [n, m], entries, scaled=kind != "additive")
    if kind == "positions":
        inputs = {name: value for name, value in inputs.items() if name == "X"}
        inputs |= _square(draw, len(inputs["X"][0]), entries)
        settings["positions"], m = "sinusoidal", n
        for key in ("bias", "mask"):
            if not isinstance(settings.get(key), str):
                settings.pop(key, None)
    FURTHER[kind](draw, inputs, settings, (n, m))
    return {"inputs": inputs, "attention": settings}


def _square(draw: Draw, width: int, kind: Kind) -> Mapping:
    """Projections of one width, or none."""
    if draw(st.booleans()):
        return {}
    return {f"W_{which}": nested(draw, [width, width], kind) for which in "QKV"}


def _by_rule(draw: Draw, inputs: Mapping, settings: Mapping, size: tuple[int, int]) -> None:
    heads = settings.get("heads", 1)
    slopes = draw(st.one_of(SLOPES, st.lists(SLOPES, min_size=heads, max_size=heads)))
    far = draw(st.integers(0, 2))
    relative = draw(st.lists(SLOPES, min_size=2 * far + 1, max_size=2 * far + 1))
    settings["bias"] = draw(
        st.sampled_from(
            [
                {"alibi": slopes},
                {"alibi": slopes, "by": "position"},
                {"relative": relative},
            ]
        )
    )


def _prefix(draw: Draw, inputs: Mapping, settings: Mapping, size: tuple[int, int]) -> None:
    settings["mask"] = draw(st.sampled_from(["causal", "causal-lower-right"]))
    settings["prefix"] = draw(st.integers(0, size[1]))


def _dropped(draw: Draw, inputs: Mapping, settings: Mapping, size: tuple[int, int]) -> None:
    rate = draw(st.sampled_from(["1/2", "1/10", "0.25", 0, 1]))
    settings["dropout"] = {"p": rate, "keep": nested(draw, size, st.integers(0, 1))}


def _additive(draw: Draw, inputs: Mapping, settings: Mapping, size: tuple[int, int]) -> None:
    width, hidden = len(inputs["Q"][0]), draw(st.integers(1, 2))
    settings["kind"] = "additive"
    for name in ("W_q", "W_k"):
        inputs[name] = nested(draw, [width, hidden], INTEGERS)
    inputs["w_v"] = nested(draw, [hidden], ENTRIES["fractions"])


FURTHER: dict[str, Callable[[Draw, Mapping, Mapping, tuple[int, int]], None]] = {
    "additive": _additive,
    "bias by rule": _by_rule,
    "dropout": _dropped,
    "positions": lambda *_: None,
    "prefix": _prefix,
}
"""What comes next, and how a problem asks for it."""


def to_columns(problem: Mapping) -> Mapping:
    """The same problem with a token a column (and back)."""
    inputs = {name: turned(value) for name, value in problem["inputs"].items()}
    settings = {
        key: turned(value) if key in ("bias", "mask") and not isinstance(value, str) else value
        for key, value in problem["attention"].items()
    }
    layout = "rows" if problem.get("layout") == "columns" else "columns"
    return {**problem, "inputs": inputs, "attention": settings, "layout": layout}


def turned(value: Any) -> Any:
    """A nested list with its last two axes exchanged; a flat one as it is."""
    if not isinstance(value[0], list):
        return value
    if isinstance(value[0][0], list):
        return [turned(part) for part in value]
    return [list(row) for row in zip(*value, strict=True)]


@st.composite
def torch_problems(draw: Draw) -> Mapping:
    """Problems that PyTorch takes as they are: Q, K, V in rows, heads, masks and a bias."""
    kind = ENTRIES[draw(st.sampled_from(["integers", "decimals", "fractions", "roots"]))]
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    d_k, d_v = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    heads, kv_heads = draw(st.sampled_from(ANY.heads))
    lead, kv_lead = ([heads], [kv_heads]) if heads > 1 else ([], [])
    batch = draw(st.sampled_from(ANY.leads)) if heads > 1 else ()
    inputs = {
        "Q": nested(draw, [*batch, *lead, n, d_k], kind),
        "K": nested(draw, [*batch, *kv_lead, m, d_k], kind),
        "V": nested(draw, [*batch, *kv_lead, m, d_v], kind),
    }
    settings = _head_settings(heads, kv_heads)
    settings["scale"] = draw(st.sampled_from(SCALES))
    if draw(st.booleans()):
        settings["bias"] = nested(draw, [n, m], kind)
    mask = draw(st.sampled_from([None, "causal", "causal-lower-right", "given"]))
    if mask == "given":
        bits = nested(draw, [n, m], st.integers(0, 1))
        settings["mask"] = [[1, *row[1:]] for row in bits]
    elif mask is not None and not (mask == "causal-lower-right" and m < n):
        settings["mask"] = mask
    return {"inputs": inputs, "attention": settings}
