"""Exact attention behind PyTorch's own call, so that code can be held against it.

The arguments and their meaning are those of
``torch.nn.functional.scaled_dot_product_attention`` (PyTorch 2.13): a boolean mask's
True takes part, a float mask is added to the scaled scores (the smallest number of a type,
``torch.finfo(dtype).min``, takes their place), ``is_causal`` aligns at the
top left also where queries and keys differ in number, and a row with nothing to see
gives zeros.  PyTorch itself is not imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

from flint import fmpq

from symattn.derivation import torch_masks
from symattn.derivation.carriers.shapes import broadcast, pick
from symattn.derivation.derivation import solve
from symattn.derivation.step import Step
from symattn.derivation.torch_masks import attention_mask, flag
from symattn.errors import InputError
from symattn.numbers.tensors import Shape, Tensor
from symattn.problem.inputs import read_array
from symattn.problem.model import Problem
from symattn.reading import arrays, entries
from symattn.words import say

__all__ = ["attention_mask", "scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: Any = 0,
    is_causal: bool = False,
    scale: Any = None,
    enable_gqa: bool = False,
    *,
    keep: Any = None,
) -> Step:
    """The ``output`` step for PyTorch's arguments: shape (…, n, d_v), exact.

    ``query`` (…, n, d), ``key`` (…, m, d), ``value`` (…, m, d_v): nested lists, NumPy
    arrays or tensors; a float is the dyadic rational that it is.  ``attn_mask``
    (…, n, m) stretches to (…, n, m).  With ``enable_gqa`` query head h reads key head
    h // (heads / key heads).  ``dropout_p`` below 1 needs ``keep`` (…, n, m), which says
    the entries that are kept; 1 gives zeros.

    Raises InputError where PyTorch refuses the arguments too: integer masks,
    ``is_causal`` with a mask, shapes that do not go together.

    >>> scaled_dot_product_attention([[1, 0]], [[1, 0], [0, 1]], [[2], [4]], scale=0).decimal(1)
    [['3.0']]
    """
    causal, grouped = flag("is_causal", is_causal), flag("enable_gqa", enable_gqa)
    given = {"query": query, "key": key, "value": value}
    q, k, v = (read_array(one, name).tensor for name, one in given.items())
    lead = _lead(q, k, v, grouped)
    n, m = q.shape[-2], k.shape[-2]
    if q.shape[-1] != k.shape[-1]:
        raise InputError(say("torch.columns", wanted=q.shape[-1], found=k.shape[-1]), key="key")
    settings: dict[str, Any] = {"empty_rows": "zero"}
    factor = _factor(scale)
    if causal:
        if attn_mask is not None:
            raise InputError(say("torch.two_masks"), key="attn_mask", fix=say("fix.give_one"))
        settings["mask"] = "causal"
    if attn_mask is not None:
        settings |= _masking(attn_mask, (*lead, n, m), _most(q, k, factor))
    if factor is not None:
        settings["scale"] = factor
    settings |= _dropping(dropout_p, keep, (*lead, n, m))
    return _solved(q, k, v, lead, settings)


def _factor(scale: Any) -> Any:
    """The scale as a problem takes it: a number, exactly; a name or formula stays."""
    plain = arrays.nested(scale)
    if plain is None or isinstance(plain, str):
        return plain
    try:
        return entries.entry(plain)
    except InputError as error:
        raise error.within(key="scale") from None


def _lead(q: Tensor[Any], k: Tensor[Any], v: Tensor[Any], grouped: bool) -> Shape:
    """The leading axes of the output: those of the query, once keys are shared and stretched."""
    shapes = [tensor.shape[:-2] for tensor in (q, k, v)]
    if k.shape[-2] != v.shape[-2]:
        raise InputError(say("torch.rows", wanted=k.shape[-2], found=v.shape[-2]), key="value")
    if grouped:
        if min(map(len, shapes)) < 1:
            raise InputError(say("torch.no_heads"), key="query")
        heads = q.shape[-3]
        for name, tensor in (("key", k), ("value", v)):
            if heads % tensor.shape[-3]:
                raise InputError(
                    say("torch.shared_heads", heads=heads, shared=tensor.shape[-3]), key=name
                )
        shapes = [(*shape[:-1], heads) for shape in shapes]
    try:
        return broadcast(broadcast(shapes[0], shapes[1]), shapes[2])
    except ValueError:
        raise InputError(
            say("torch.leading_axes", first=shapes[0], second=shapes[1], third=shapes[2]),
            key="key",
            fix=say("fix.pass_enable_gqa") if not grouped else None,
        ) from None


def _masking(mask: Any, shape: Shape, most: fmpq | None) -> dict[str, Any]:
    """The settings of a mask: hidden keys, and what is added to the scores of the others."""
    tensor, kind = torch_masks.mask_cells(mask, "attn_mask")
    stretched = _stretched(tensor, shape, "attn_mask")
    if kind == "bool":
        return {"mask": stretched}
    return torch_masks.settings(*torch_masks.parts(stretched, kind, "attn_mask"), most)


def _most(q: Tensor[Any], k: Tensor[Any], scale: Any) -> fmpq | None:
    """What no scaled score exceeds, d · max|q| · max|k| · scale; None where that is no rational."""
    factor = 1 if scale is None else scale
    cells = (*q.cells, *k.cells, factor)
    if not all(isinstance(cell, fmpq | int) for cell in cells):
        return None
    sizes = [max(abs(cell) for cell in tensor.cells) for tensor in (q, k)]
    return fmpq(q.shape[-1]) * sizes[0] * sizes[1] * abs(factor)


def _stretched(tensor: Tensor[Any], shape: Shape, key: str) -> Tensor[Any]:
    missing = len(shape) - len(tensor.shape)
    own = (1,) * missing + tensor.shape
    if missing < 0 or any(a not in (1, b) for a, b in zip(own, shape, strict=True)):
        raise InputError(say("torch.no_stretch", found=tensor.shape, wanted=shape), key=key)
    return Tensor.build(shape, lambda i: tensor[pick(tensor.shape, i)])


def _dropping(rate: Any, keep: Any, shape: Shape) -> dict[str, Any]:
    p = _probability(rate)
    if p == 0:
        return {}
    if keep is None:
        if p != 1:
            raise InputError(say("torch.chance"), key="dropout_p", fix=say("fix.pass_keep"))
        keep = [[False]]
    return {"dropout": (p, _stretched(_bits(keep), shape, "keep"))}


def _bits(keep: Any) -> Tensor[bool]:
    tensor = Tensor.of(arrays.nested(keep))
    wrong = [cell for cell in tensor.cells if cell not in (0, 1)]
    if wrong:
        raise InputError(say("torch.keep", wrong=wrong[0]), key="keep")
    return tensor.map(bool)


def _probability(rate: Any) -> fmpq:
    try:
        p = entries.entry(rate)
    except InputError as error:
        raise error.within(key="dropout_p") from None
    if not isinstance(p, fmpq) or not 0 <= p <= 1:
        raise InputError(say("torch.probability", rate=rate), key="dropout_p")
    return p


def _solved(
    q: Tensor[Any], k: Tensor[Any], v: Tensor[Any], lead: Shape, settings: dict[str, Any]
) -> Step:
    """The output; all leading axes are heads of one problem, put back into shape at the end."""
    from symattn.problem.dropping import Dropping

    count = prod(lead)
    inputs: dict[str, Any] = {
        name: _flattened(tensor, lead, count) for name, tensor in (("Q", q), ("K", k), ("V", v))
    }
    n, m = q.shape[-2], k.shape[-2]
    for name in ("mask", "bias"):
        if isinstance(settings.get(name), Tensor):
            settings[name] = _matrices(count, n, m, settings[name])
    if "dropout" in settings:
        p, kept = settings["dropout"]
        settings["dropout"] = Dropping(p, _matrices(count, n, m, kept))
    step = solve(Problem(**inputs, **settings))["output"]
    shape = (*lead, n, v.shape[-1])
    value = step.carrier.move(step.value, _reshaped(shape))
    return replace(step, value=value)


def _reshaped(shape: Shape) -> Callable[[Tensor[Any]], Tensor[Any]]:
    return lambda tensor: Tensor(shape, tensor.cells)


def _flattened(tensor: Tensor[Any], lead: Shape, count: int) -> Tensor[Any]:
    """(…, rows, columns) stretched to the leading axes, which become one axis."""
    own = tensor.shape[:-2]
    rows, columns = tensor.shape[-2:]

    def source(i: Shape) -> Shape:
        if not own:
            return i[len(lead) :]
        group = lead[-1] // own[-1]  # heads of queries that share one of keys
        where = (*i[: len(lead) - 1], i[len(lead) - 1] // group)
        return (*pick(own, where), *i[len(lead) :])

    whole = Tensor.build((*lead, rows, columns), lambda i: tensor[source(i)])
    return _matrices(count, rows, columns, whole)


def _matrices(count: int, rows: int, columns: int, whole: Tensor[Any]) -> Tensor[Any]:
    """The entries as so many matrices, one alone without an axis of its own."""
    return Tensor((count, rows, columns) if count > 1 else (rows, columns), whole.cells)
