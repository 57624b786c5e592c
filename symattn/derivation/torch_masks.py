"""PyTorch's masks: booleans of both senses, and numbers that are added to the scores."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import keys
from symattn.problem.inputs import described
from symattn.reading import arrays, entries
from symattn.words import say

__all__ = ["attention_mask", "by_heads", "flag", "mask_cells", "parts", "settings"]

LOST = 2**54
"""A double has 53 bits: added to a number more than 2^54 times as large, one changes nothing."""


def attention_mask(mask: Any, *, key_padding: bool = False, heads: int | None = None) -> Any:
    """A mask of ``nn.MultiheadAttention`` in the sense of this call: there True hides.

    ``key_padding`` takes a ``key_padding_mask`` (batch, m) to (batch, 1, 1, m), which
    stretches over heads and queries; ``heads`` takes an ``attn_mask`` (batch · heads, n, m) to
    (batch, heads, n, m).  Float masks are added by both and stay.  The result is nested lists,
    for ``attn_mask`` of :func:`symattn.scaled_dot_product_attention` and for ``mask`` or
    ``bias`` of a problem.  Raises InputError for other shapes, and masks of integers.

    >>> attention_mask([[False, True]])
    [[True, False]]
    >>> attention_mask([[False, True]], key_padding=True)
    [[[[True, False]]]]
    """
    padding = flag("key_padding", key_padding)
    tensor, kind = mask_cells(mask, "attn_mask")
    if kind == "bool":
        tensor = tensor.map(lambda hidden: not hidden)
    if padding:
        if len(tensor.shape) != 2:
            raise InputError(say("torch.padding", shape=tensor.shape), key="mask")
        tensor = Tensor((tensor.shape[0], 1, 1, *tensor.shape[1:]), tensor.cells)
    if heads is not None:
        tensor = by_heads(tensor, keys.whole(heads, "heads"))
    return tensor.nested()


def by_heads(tensor: Tensor[Any], heads: int) -> Tensor[Any]:
    """(batch · heads, n, m) as (batch, heads, n, m)."""
    if len(tensor.shape) != 3 or tensor.shape[0] % heads:
        raise InputError(say("torch.by_heads", heads=heads, shape=tensor.shape), key="mask")
    return Tensor((tensor.shape[0] // heads, heads, *tensor.shape[1:]), tensor.cells)


def flag(name: str, value: Any) -> bool:
    """A bool of Python or NumPy; a number or a word is refused, as PyTorch refuses it."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    raise InputError(say("torch.flag", found=described(value)), key=name)


def mask_cells(mask: Any, key: str) -> tuple[Tensor[Any], str]:
    """The mask's cells and their kind, "bool" or "float"; integers are refused as PyTorch does."""
    try:
        tensor = Tensor.of(arrays.nested(mask))
    except InputError as error:
        raise error.within(key=key) from None
    except (TypeError, ValueError):
        raise InputError(say("torch.uneven_mask"), key=key) from None
    if all(isinstance(cell, bool) for cell in tensor.cells):
        return tensor, "bool"
    if all(type(cell) is int for cell in tensor.cells):
        raise InputError(say("torch.mask_of_integers"), key=key, fix=say("fix.convert_mask"))
    for cell in tensor.cells:
        if isinstance(cell, bool):
            raise InputError(say("torch.mixed_mask"), key=key)
        if not _hides(cell):
            _number(cell, key)
    return tensor, "float"


def parts(mask: Tensor[Any], kind: str, key: str) -> tuple[Tensor[Any], Tensor[bool]]:
    """What a mask adds to each score, and which keys it hides; a boolean one's True hides."""
    if kind == "bool":
        return mask.map(lambda _: fmpq(0)), mask
    hidden = mask.map(_hides)
    return mask.map(lambda cell: fmpq(0) if _hides(cell) else _number(cell, key)), hidden


def settings(
    numbers: Tensor[Any], hidden: Tensor[bool], most: fmpq | None = None
) -> dict[str, Any]:
    """The settings of a problem in which ``numbers`` are added and ``hidden`` keys not seen.

    ``most``: what no score exceeds, where that is known.  A number so far below that no score
    changes it in any of PyTorch's types (``torch.finfo(dtype).min``) stands in place of the
    score, as it does there.  Beside −inf it is added like any other: only a row that sees
    nothing else could tell.
    """
    out: dict[str, Any] = {}
    if any(hidden.cells):
        out["mask"] = hidden.map(lambda cell: not cell)
    else:
        far = {c for c in numbers.cells if isinstance(c, fmpq) and _swallows(c, most)}
        fill = min(far, default=fmpq(0))
        if far and all((one - fill) * LOST < -fill for one in far):
            out |= {"mask": numbers.map(lambda cell: cell not in far), "mask_fill": fill}
            numbers = numbers.map(lambda cell: fmpq(0) if cell in far else cell)
    if any(cell != 0 for cell in numbers.cells):
        out["bias"] = numbers
    return out


def _swallows(number: fmpq, most: fmpq | None) -> bool:
    return most is not None and number < -LOST * most


def _hides(cell: Any) -> bool:
    return str(cell) == "-inf"


def _number(cell: Any, key: str) -> Any:
    try:
        return entries.entry(cell)
    except InputError as error:
        raise error.within(key=key) from None
