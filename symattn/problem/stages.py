"""Which stages a problem has, and their shapes in the row convention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["last", "last_shape", "present", "shape"]

Shape = tuple[int, ...]


def _table(resolved: Mapping[str, Any]) -> dict[str, Shape]:
    """Every forward stage with its shape, in order."""
    inputs, batch = resolved["inputs"], resolved["batch"]
    axis = resolved["heads"] > 1 or resolved["per_head_projections"]
    lead: Shape = (*batch, resolved["heads"]) if axis else batch
    held: Shape = (*batch, resolved["kv_heads"]) if axis else batch
    n, m, d_k, d_v = (resolved[name] for name in ("n", "m", "d_k", "d_v"))
    table: dict[str, Shape] = {}
    if resolved["positions"] != "none":
        table |= dict.fromkeys(("positional", "embedded"), inputs["X"].shape)
    if d_k is not None:
        table |= {"Q": (*lead, n, d_k), "K": (*held, m, d_k)}
    if d_v is not None:
        table["V"] = (*held, m, d_v)
    square = (*lead, n, m)
    if "w_v" in inputs:
        hidden = len(inputs["w_v"].cells)
        table |= {
            "projected_queries": (*lead, n, hidden),
            "projected_keys": (*lead, m, hidden),
            "hidden": (*square, hidden),
        }
    table |= {"scores": square, "scaled": square}
    if resolved["bias"] is not None:
        table["biased"] = square
    if resolved["visible"] is not None:
        table["masked"] = square
    table |= {"exponentials": square, "row_sums": (*lead, n, 1), "weights": square}
    if resolved["dropout"] is not None:
        table["dropped"] = square
    if d_v is not None:
        table |= {"terms": (*square, d_v), "output": (*lead, n, d_v)}
        if axis:
            table["concat"] = (*batch, n, resolved["heads"] * d_v)
        if "W_O" in inputs:
            table["projected"] = (*batch, n, inputs["W_O"].shape[-1])
    return table


def present(resolved: Mapping[str, Any]) -> tuple[str, ...]:
    """The stages that there are, in order."""
    return tuple(_table(resolved))


def last(resolved: Mapping[str, Any]) -> str:
    """The stage that a gradient starts from."""
    return present(resolved)[-1]


def last_shape(resolved: Mapping[str, Any]) -> Shape:
    """The shape of :func:`last`."""
    return _table(resolved)[last(resolved)]


def shape(stage: str, resolved: Mapping[str, Any]) -> Shape | None:
    """The shape of a stage or gradient; None where the problem has none of that name."""
    table = _table(resolved)
    if stage in table:
        return table[stage]
    if not stage.startswith("d"):
        return None
    if stage == "doutput":
        return table.get("output")
    name = stage[1:]
    if name in table:
        return table[name]
    if name not in resolved["inputs"]:
        return None
    own: Shape = resolved["inputs"][name].shape
    if name.startswith("b_") and len(own) > 1:  # a bias for each head: its gradient is flat
        return (own[0] * own[-1],)
    return own
