"""From keys to a :class:`Problem`'s fields: every decision of a problem is taken here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.problem import dropping, keys, layers, masking, scale, tables
from symattn.problem.inputs import Array, described, read_array
from symattn.problem.sizes import Sizes, sizes
from symattn.reading import entries
from symattn.words import say

__all__ = ["KEYWORDS", "build"]

KEYWORDS = tuple(
    name
    for name in (*keys.INPUTS, *keys.ATTENTION, *keys.TOP)
    if name not in ("inputs", "attention")
)


@dataclass(frozen=True)
class _Words:
    """What stands before a key in messages: nothing in Python, its table in a file."""

    inputs: str = ""
    attention: str = ""


def build(given: Mapping[str, Any], file: str | None = None, table: bool = False) -> dict[str, Any]:
    """The fields of the problem that these keywords describe.

    ``table`` says that they come from a file, whose messages name ``inputs.X``.
    Raises InputError with the file.
    """
    words = _Words("inputs.", "attention.") if table else _Words()
    try:
        return _fields(given, words, file)
    except InputError as error:
        raise error.within(file=file) from None


def _fields(given: Mapping[str, Any], words: _Words, file: str | None) -> dict[str, Any]:
    keys.known(given, KEYWORDS)
    kind = _kind(given, words)
    layout = keys.choice(given.get("layout", "rows"), ("rows", "columns"), "layout")
    arrays = _inputs(given, layout, words)
    tensors = {name: array.tensor for name, array in arrays.items()}
    at = words.attention
    if kind == "additive" and given.get("heads", 1) not in (1, "1"):
        raise Unsupported(
            say("problem.additive_heads"), key=f"{at}heads", fix=say("fix.write_one_head")
        )
    found = sizes(tensors, *_heads(given, at), layout, words.inputs, at)
    bias = masking.bias(given.get("bias"), found, layout, at, given.get("mask"))
    settings = {**given, **tensors, **({} if bias is None else {"bias": bias.tensor})}
    resolved = {
        "title": keys.text(given.get("title", ""), "title"),
        "layout": layout,
        "inputs": dict(found.arrays),
        **_typed(arrays),
        **{name: getattr(found, name) for name in _SIZES},
        "per_head_projections": found.per_head,
        "kind": kind,
        "positions": _positions(given, tensors, words),
        **_scale(given, found, at, kind),
        **masking.mask(given, found, layout, at, settings),
        "fill": _fill(given.get("mask_fill", "-inf"), at + "mask_fill"),
        "bias": None if bias is None else bias.tensor,
        "dropout": dropping.dropout(given.get("dropout"), found, layout, at, settings),
        "shift": keys.choice(given.get("shift", "none"), ("none", "max"), at + "shift"),
        "base": _base(given.get("base", "e"), at + "base"),
        "empty_rows": keys.choice(
            given.get("empty_rows", "undefined"), ("undefined", "zero"), at + "empty_rows"
        ),
        **tables.names(given.get("tokens"), found.n, found.m),
        "file": file,
    }
    resolved["symbolic"] = _symbolic(resolved)
    resolved |= tables.read(given, resolved, settings)
    return resolved | _layered(given, resolved) | {"settings": settings}


def _layered(given: Mapping[str, Any], resolved: Mapping[str, Any]) -> dict[str, Any]:
    """Further layers; a symbol in one of them makes all symbolic."""
    from symattn.problem.model import Problem

    found = layers.read(given.get("layers"), resolved, build)
    symbolic = resolved["symbolic"] or any(layer["symbolic"] for layer in found)
    made = tuple(Problem._of({**layer, "symbolic": symbolic}) for layer in found)
    return {"layers": made, "symbolic": symbolic}


def _heads(given: Mapping[str, Any], at: str) -> tuple[int | None, int | None]:
    """heads and kv_heads as they were said; None where they were not."""
    heads, kv_heads = given.get("heads"), given.get("kv_heads")
    return (
        None if heads is None else keys.whole(heads, f"{at}heads"),
        None if kv_heads is None else keys.whole(kv_heads, f"{at}kv_heads"),
    )


def _typed(arrays: Mapping[str, Array]) -> dict[str, Any]:
    """How the numbers were written: as decimals throughout, and which inputs as floats."""
    points = any(array.decimal for array in arrays.values())
    strokes = any(array.fraction for array in arrays.values())
    floats = tuple(name for name, array in arrays.items() if array.float)
    return {"decimals": points and not strokes, "dyadic": floats}


_SIZES = ("batch", "heads", "kv_heads", "n", "m", "d_model", "d_k", "d_v")


def _kind(given: Mapping[str, Any], words: _Words) -> str:
    """ "dot" or "additive", with the inputs that belong to it."""
    kind = keys.choice(given.get("kind", "dot"), ("dot", "additive"), f"{words.attention}kind")
    held = [name for name in keys.ADDITIVE if given.get(name) is not None]
    if kind == "dot" and held:
        raise InputError(
            say("problem.of_additive_alone"),
            key=words.inputs + held[0],
            fix=say("fix.write_additive_or_leave_out"),
        )
    if kind == "additive" and len(held) < len(keys.ADDITIVE):
        missing = next(name for name in keys.ADDITIVE if name not in held)
        raise InputError(
            say("problem.additive_needs"),
            key=words.inputs + missing,
            fix=say("fix.give_additive"),
        )
    return kind


def _positions(given: Mapping[str, Any], tensors: Mapping[str, Any], words: _Words) -> str:
    """ "none" or "sinusoidal"; only a sequence X has positions."""
    key = f"{words.attention}positions"
    value = keys.choice(given.get("positions", "none"), ("none", "sinusoidal"), key)
    if value != "none" and "X" not in tensors:
        raise InputError(say("problem.positions_without_X"), key=key, fix=say("fix.give_X"))
    return value


def _inputs(given: Mapping[str, Any], layout: str, words: _Words) -> dict[str, Array]:
    out = {}
    for name in keys.INPUTS:
        value = given.get(name)
        if value is None:
            continue
        flat = name in keys.FLAT
        array = read_array(
            value,
            words.inputs + name,
            flat=flat and not isinstance(value, Tensor) and not _two_levels(value),
        )
        turned = layout == "columns" and not flat and not isinstance(value, Tensor)
        out[name] = array.transposed() if turned else array
    return out


def _two_levels(value: Any) -> bool:
    """A bias with a row for each head, in a list or an array."""
    shape = getattr(value, "shape", None)
    if shape is not None:
        return len(shape) == 2
    return isinstance(value, list) and bool(value) and isinstance(value[0], list)


def _scale(given: Mapping[str, Any], found: Sizes, at: str, kind: str) -> dict[str, Any]:
    default = "1/sqrt(d_k)" if found.d_k is not None and kind == "dot" else "none"
    asked = given.get("scale")
    resolved = scale.resolve(default if asked is None else asked, found.d_k, at + "scale")
    return {
        "scale": resolved.factor,
        "scale_kind": resolved.kind,
        "scale_text": resolved.text,
    }


def _fill(value: Any, key: str) -> Any:
    """ "-inf", or the rational that takes the place of a hidden score."""
    text = entries.even_out(value) if isinstance(value, str) else str(value)
    if text.lower() in ("-inf", "-infinity", "-∞", "-\\infty", "-oo"):
        return "-inf"
    return _rational(value, key, say("problem.a_fill"))


def _base(value: Any, key: str) -> fmpq | None:
    if value is None or (isinstance(value, str) and value.strip() in ("e", "\\mathrm{e}")):
        return None
    number = _rational(value, key, say("problem.a_base"))
    if number <= 0 or number == 1:
        raise InputError(say("expected.base", number=number), key=key)
    return number


def _rational(value: Any, key: str, wanted: str) -> fmpq:
    try:
        number = entries.entry(value)
    except InputError as error:
        raise error.within(key=key, fix=say("fix.write", value=wanted)) from None
    if not isinstance(number, fmpq):
        raise InputError(say("expected.any", wanted=wanted, found=described(value)), key=key)
    return number


def _symbolic(resolved: Mapping[str, Any]) -> bool:
    """Whether any entry, the bias or the scale holds a symbol."""

    def symbol(value: Any) -> bool:
        return not isinstance(value, fmpq | ExpSum | Entry | Special)

    tensors = [*resolved["inputs"].values()]
    if resolved["bias"] is not None:
        tensors.append(resolved["bias"])
    return symbol(resolved["scale"]) or any(symbol(c) for t in tensors for c in t.cells)
