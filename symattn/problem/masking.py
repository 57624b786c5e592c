"""Who sees whom: mask and window as one table of booleans; and the bias on scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import keys, masks
from symattn.problem.biases import by_rule
from symattn.problem.inputs import Array, described, read_array, shape_text
from symattn.problem.sizes import Sizes
from symattn.reading import entries
from symattn.words import say

__all__ = ["bias", "bits", "mask"]


def mask(
    given: Mapping[str, Any], found: Sizes, layout: str, at: str, settings: dict[str, Any]
) -> dict[str, Any]:
    """The fields visible, mask_kind and window; ``settings`` keeps a given mask as a tensor."""
    value = given.get("mask")
    kind, visible = "none", None
    if isinstance(value, str) and "\\begin" not in value:
        kind = keys.choice(value, masks.KINDS, f"{at}mask")
        visible = masks.KINDS[kind](found.n, found.m)
    elif value is not None:
        kind, visible = "given", bits(value, found, layout, f"{at}mask")
        settings["mask"] = visible
    width = None if given.get("window") is None else keys.whole(given["window"], f"{at}window")
    if width is not None:
        seen = masks.window(found.n, found.m, width, kind)
        visible = seen if visible is None else masks.both(visible, seen)
    if given.get("prefix") is not None:
        if not kind.startswith("causal"):
            raise InputError(
                say("problem.prefix_without_causal"),
                key=f"{at}prefix",
                fix=say("fix.write_causal_too"),
            )
        assert visible is not None
        visible = masks.either(visible, masks.prefix(found.n, found.m, _prefix(given, found, at)))
    return {"visible": visible, "mask_kind": kind, "window": width}


def _prefix(given: Mapping[str, Any], found: Sizes, at: str) -> int:
    return keys.whole(given["prefix"], f"{at}prefix", 0, found.m)


def bias(value: Any, found: Sizes, layout: str, at: str, mask: Any = None) -> Array | None:
    """What is added to the scaled scores: (n, m), with leading axes where given."""
    if value is None:
        return None
    key = f"{at}bias"
    if isinstance(value, dict):
        shift = found.m - found.n if mask == "causal-lower-right" else 0
        heads = found.heads if found.axis else 1
        return Array(by_rule(value, (found.n, found.m), heads, shift, key))
    array = read_array(value, key)
    if layout == "columns" and not isinstance(value, Tensor):
        array = array.transposed()
    _fits(array.tensor.shape, found, layout, key)
    return array


def bits(value: Any, found: Sizes, layout: str, key: str) -> Tensor[bool]:
    """A table of 1 and 0 (or true and false) for queries by keys, in the row convention."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (str, list, tuple)) and not hasattr(value, "shape"):
            raise InputError(
                say("expected.mask", found=described(value)),
                key=key,
            )
        array = read_array(value, key, read=_bit)
        tensor = (array.transposed() if layout == "columns" else array).tensor
    else:
        tensor = value
    tensor = _every_query(tensor, found.n)
    _fits(tensor.shape, found, layout, key)
    return tensor.map(bool)


def _every_query(tensor: Tensor[Any], n: int) -> Tensor[Any]:
    """A mask of keys alone, (batch, 1, 1, m) say, with a row for each query."""
    *lead, rows, columns = tensor.shape
    if not lead or rows != 1:
        return tensor
    return Tensor.build((*lead, n, columns), lambda i: tensor[(*i[:-2], 0, i[-1])])


def _bit(value: Any) -> entries.Reading:
    """1 or true may look; 0 or false is hidden."""
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return entries.Reading(bool(value))
    number = None
    if not isinstance(value, (list, dict)) and value is not None:
        number = entries.entry(value)
    if number not in (0, 1):
        raise InputError(
            say("expected.mask_bit", found=described(value)),
            fix=say("fix.use_bias"),
        )
    return entries.Reading(number == 1)


def _fits(shape: tuple[int, ...], found: Sizes, layout: str, key: str) -> None:
    """The last two axes are queries and keys; leading ones stretch to the batch and heads."""
    lead = (*found.batch, found.heads) if found.axis else found.batch
    wanted = (found.n, found.m)
    good = shape[-2:] == wanted and len(shape) - 2 <= len(lead)
    for size, whole in zip(reversed(shape[:-2]), reversed(lead), strict=False):
        good = good and size in (1, whole)
    if good:
        return
    turned = shape[-2:] == wanted[::-1] and found.n != found.m
    axes = "expected.key_by_query" if layout == "columns" else "expected.query_by_key"
    raise InputError(
        say(
            axes,
            wanted=shape_text(wanted, layout),
            found=shape_text(shape, layout),
        ),
        key=key,
        fix=say("fix.transpose") if turned else None,
    )
