"""Further layers: each reads the last stage of the one before as its X."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flint import fmpq

from symattn.errors import InputError, Limit
from symattn.numbers.tensors import Tensor
from symattn.problem import keys, stages
from symattn.problem.inputs import described
from symattn.words import say

__all__ = ["MOST_LAYERS", "read"]

MOST_LAYERS = 4
"""Layers after the first: exponentials are nested as deep as that."""

WEIGHTS = tuple(name for name in keys.INPUTS if name[:2] in ("W_", "b_", "w_"))
ALLOWED = (*WEIGHTS, *(name for name in keys.ATTENTION if name != "positions"))


Fields: TypeAlias = Mapping[str, Any]


def read(
    value: Any, first: Fields, build: Callable[[Mapping[str, Any]], Fields]
) -> tuple[Fields, ...]:
    """The fields of ``[[layers]]``; X of each stands for what the layer before gives.

    ``first`` holds the resolved fields of the first layer, ``build`` resolves those of a
    further one.  Raises InputError with the key, such as ``layers, part 1, W_Q``.
    """
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise InputError(
            say("expected.tables", found=described(value)),
            key="layers",
            fix=say("fix.write_layers"),
        )
    if len(value) > MOST_LAYERS:
        raise Limit(say("problem.many_layers", count=len(value), limit=MOST_LAYERS), key="layers")
    out: list[Fields] = []
    before = first
    for number, table in enumerate(value, start=1):
        key = say("problem.part", key="layers", number=number)
        if not isinstance(table, Mapping):
            raise InputError(say("expected.table", found=described(table)), key=key)
        keys.known(table, ALLOWED, f"{key}, ")
        given = {**table, "X": _placeholder(before, key), **_shared(first)}
        try:
            fields = build(given)
        except InputError as error:
            name = f"{key}, {error.key}" if error.key else key
            raise type(error)(
                error.sentence, key=name, row=error.row, column=error.column, fix=error.fix
            ) from None
        out.append(fields)
        before = fields
    return tuple(out)


def _placeholder(before: Fields, key: str) -> Tensor[Any]:
    """Zeros in the shape of what the layer before gives."""
    if before["d_v"] is None:
        raise InputError(say("problem.layer_without_output"), key=key, fix=say("fix.give_V_or_X"))
    shape = stages.last_shape(before)
    return Tensor.build(shape, lambda _: fmpq(0))


def _shared(first: Fields) -> dict[str, Any]:
    """What holds for every layer: the layout, and the names of the queries."""
    shared: dict[str, Any] = {"layout": first["layout"], "title": first["title"]}
    if first["named"] and first["query_names"]:
        shared["tokens"] = list(first["query_names"])
    return shared
