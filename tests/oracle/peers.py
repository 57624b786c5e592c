"""Other people's attention: PyTorch in float64 with a bound on its rounding, and SymPy's matrices.

PyTorch is imported when a function here is called, never before.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import array, real

Floats = NDArray[np.float64]

UNIT = 2.0**-53
"""Half the distance of 1.0 and the next float64."""

STRAY = 16.0
"""How many roundings one exponential or logarithm of PyTorch may be off."""


@dataclass(frozen=True)
class Rounded:
    """What float64 computed, and how far the exact value may be from it, entry by entry.

    The bounds are those of Higham, "Accuracy and Stability of Numerical
    Algorithms", 2nd edition, section 3.1: k operations are off by the factor
    k·u/(1 − k·u) at most.  Sums are bounded for any order of adding.
    """

    value: Floats
    error: Floats

    @classmethod
    def of(cls, nested: object) -> Rounded:
        """Entries of a problem, each rounded once."""
        numbers = array(nested)
        value = np.vectorize(lambda cell: float(real(cell)), otypes=[np.float64])(numbers)
        return cls(value, 2 * UNIT * np.abs(value))

    def after(self, value: Any, error: Floats, roundings: float) -> Rounded:
        """What PyTorch made of it: an error that came in, and so many roundings of its own."""
        found = np.asarray(value.numpy() if hasattr(value, "numpy") else value, dtype=np.float64)
        return Rounded(found, (error + roundings * UNIT * np.abs(found)) * (1 + 1e-9) + 1e-320)


def _product(left: Rounded, right: Rounded) -> Rounded:
    import torch

    value = torch.from_numpy(left.value) @ torch.from_numpy(right.value)
    size, extra = np.abs(left.value), np.abs(right.value)
    terms = left.value.shape[-1] + 2
    error = left.error @ (extra + right.error) + size @ right.error + terms * UNIT * (size @ extra)
    return left.after(value, error, 1)


def _plus(left: Rounded, right: Rounded) -> Rounded:
    return left.after(left.value + right.value, left.error + right.error, 1)


def torch_stages(problem: Mapping[str, Any]) -> dict[str, Rounded]:
    """Scores, weights and output by PyTorch's own operations, each with its bound.

    Takes problems in rows with Q, K and V given.  The output is that of
    ``scaled_dot_product_attention``, grouped heads and masks left to it.
    """
    q, k, v = (Rounded.of(problem["inputs"][name]) for name in ("Q", "K", "V"))
    settings = problem.get("attention", {})
    heads = settings.get("heads", 1)
    group = heads // settings.get("kv_heads", heads)
    keys, values = _repeated(k, group), _repeated(v, group)
    scores = _product(q, Rounded(keys.value.swapaxes(-1, -2), keys.error.swapaxes(-1, -2)))
    factor = torch_scale(problem)
    logits = scores.after(scores.value * factor, scores.error * factor, 3)
    if "bias" in settings:
        logits = _plus(logits, Rounded.of(settings["bias"]))
    weights = _softmax(logits, torch_mask(problem, scores.value.shape[-2:]))
    by_hand = _product(weights, values)
    ready = _ready_made(problem, q, k, v)
    return {"scores": scores, "weights": weights, "output": Rounded(ready, 2 * by_hand.error)}


def _repeated(part: Rounded, group: int) -> Rounded:
    if group == 1:
        return part
    return Rounded(np.repeat(part.value, group, -3), np.repeat(part.error, group, -3))


def _ready_made(problem: Mapping[str, Any], q: Rounded, k: Rounded, v: Rounded) -> Floats:
    import torch

    shape = (q.value.shape[-2], k.value.shape[-2])
    output = torch.nn.functional.scaled_dot_product_attention(
        *(torch.from_numpy(part.value) for part in (q, k, v)),
        attn_mask=_float_mask(problem, shape),
        scale=torch_scale(problem),
        enable_gqa="kv_heads" in problem.get("attention", {}),
    )
    return output.numpy()  # type: ignore[no-any-return]


def _softmax(logits: Rounded, seen: NDArray[np.bool_] | None) -> Rounded:
    """Weights; their relative error is what the exponents' errors make of it."""
    import torch

    shape = logits.value.shape
    hidden = ~np.broadcast_to(True if seen is None else seen, shape)
    values = torch.from_numpy(np.where(hidden, -np.inf, logits.value))
    weights = torch.softmax(values, dim=-1).numpy()
    spread = np.where(hidden, 0, logits.error + 2 * UNIT * np.abs(logits.value))
    worst = spread.max(axis=-1, keepdims=True)
    own = STRAY + logits.value.shape[-1]
    return logits.after(weights, np.abs(weights) * np.expm1(2 * worst), 2 * own)


def torch_scale(problem: Mapping[str, Any]) -> float:
    """The scale as a float: 1/√d_k unless the problem says otherwise."""
    width = np.array(problem["inputs"]["Q"], dtype=object).shape[-1]
    word = problem.get("attention", {}).get("scale", "1/sqrt(d_k)")
    words = {"none": 1.0, "1/d_k": 1 / width, "1/sqrt(d_k)": 1 / math.sqrt(width)}
    return words[word] if word in words else float(real(array([word])[0]))


def torch_mask(problem: Mapping[str, Any], shape: tuple[int, ...]) -> NDArray[np.bool_] | None:
    """PyTorch's boolean mask (True takes part) of a problem's mask, or None."""
    import torch

    mask = problem.get("attention", {}).get("mask")
    if mask is None:
        return None
    if not isinstance(mask, str):
        return np.array(mask, dtype=bool)
    n, m = shape
    late = m - n if mask == "causal-lower-right" else 0
    return torch.ones(n, m).tril(late).bool().numpy()  # type: ignore[no-any-return]


def _float_mask(problem: Mapping[str, Any], shape: tuple[int, ...]) -> Any:
    import torch

    bias = problem.get("attention", {}).get("bias")
    added = torch.zeros(shape, dtype=torch.float64)
    if bias is not None:
        added = added + torch.from_numpy(Rounded.of(bias).value)
    seen = torch_mask(problem, shape)
    return added if seen is None else added.masked_fill(~torch.from_numpy(seen), float("-inf"))


def sympy_stages(inputs: Mapping[str, Any], scale: Any) -> dict[str, Any]:
    """Scores to output of plain Q, K, V as SymPy's own matrices, cell functions and all."""
    import sympy

    q, k, v = (sympy.Matrix(inputs[name]) for name in ("Q", "K", "V"))
    scores = q * k.T
    parts = (scores * scale).applyfunc(sympy.exp)
    sums = sympy.Matrix([sum(parts.row(i)) for i in range(parts.rows)])
    weights = sympy.Matrix(parts.rows, parts.cols, lambda i, j: parts[i, j] / sums[i])
    return {"scores": scores, "exponentials": parts, "weights": weights, "output": weights * v}


@dataclass(frozen=True)
class Call:
    """A call of ``torch.nn.MultiheadAttention``, and what it gives: the batch first."""

    module: Any
    arguments: dict[str, Any]
    weights: Floats
    output: Floats

    @property
    def told(self) -> str:
        """What is particular about it, for a test that fails."""
        return f"{self.module} {sorted(self.arguments)}"


def multihead(seed: int) -> Call:
    """A random module and call: heads, widths of their own, batches in both orders, biases,
    keys and values that stand after all others, and masks of both kinds and polarities.
    """
    import torch

    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)

    def yes(share: float = 0.5) -> bool:
        return bool(chance.random() < share)

    heads, width = int(chance.integers(1, 4)), int(chance.integers(1, 3))
    other = {"kdim": int(chance.integers(1, 4)), "vdim": int(chance.integers(1, 4))}
    module = torch.nn.MultiheadAttention(
        heads * width,
        heads,
        bias=yes(0.7),
        add_bias_kv=yes(0.2),
        add_zero_attn=yes(0.2),
        batch_first=yes(),
        dtype=torch.float64,
        **(other if yes(0.3) else {}),
    ).eval()
    with torch.no_grad():
        for weight in module.parameters():
            weight.copy_(torch.from_numpy(chance.integers(-3, 4, weight.shape) / 2))
    batch, n, m = (int(chance.integers(1, 4)) for _ in range(3))
    batched = yes(0.7)

    def tokens(rows: int, columns: int) -> Any:
        shape = (batch, rows, columns) if batched else (rows, columns)
        made = torch.from_numpy(chance.integers(-2, 3, shape) / 2)
        return made if module.batch_first or not batched else made.transpose(0, 1)

    query = tokens(n, heads * width)
    same = module._qkv_same_embed_dim
    key = query if same and yes(0.4) else tokens(m, module.kdim)
    value = key if same and yes(0.6) else tokens(m, module.vdim)
    if key is query and value is not key:
        value = tokens(n, module.vdim)
    m = n if key is query else m
    arguments: dict[str, Any] = {"query": query, "key": key, "value": value}

    lowest = [torch.finfo(torch.float64).min, 0.0] if yes(0.3) else [-math.inf] * 2
    """What hides in either mask; the sum of two smallest numbers would be −∞ in float64 alone."""

    def mask(shape: tuple[int, ...]) -> Any:
        hidden = torch.from_numpy(chance.random(shape) < 0.3)
        least = lowest.pop()
        if least == -math.inf and yes():
            return hidden
        return torch.from_numpy(chance.integers(-3, 4, shape) / 2).masked_fill(hidden, least)

    if yes():
        arguments["key_padding_mask"] = mask((batch, m) if batched else (m,))
    if yes():
        lead = (batch if batched else 1) * heads
        arguments["attn_mask"] = mask((lead, n, m) if yes() else (n, m))
    elif yes(0.3):
        arguments["attn_mask"] = torch.ones(n, m, dtype=torch.bool).triu(1)
        arguments["is_causal"] = True
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two masks of two kinds are allowed, and frowned upon
        output, weights = module(**arguments, average_attn_weights=False)
    if batched and not module.batch_first:
        output = output.transpose(0, 1)
    return Call(module, arguments, weights.numpy(), output.numpy())
