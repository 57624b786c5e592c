"""Which blocks are the inputs: by their names, or by trying what makes the rest fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from flint import fmpq

from symattn.numbers.tensors import Tensor
from symattn.verification.taking.roles import INPUTS
from symattn.verification.taking.tables import Table

__all__ = ["Assignment", "assignments", "echo", "same_values"]

Assignment: TypeAlias = Mapping[str, Table]
"""Which table is which input."""


def assignments(tables: Sequence[Table]) -> Iterator[Assignment]:
    """What the inputs may be, the likeliest first.

    Inputs that the text names are never overruled by others that merely fit.
    """
    usable = [t for t in tables if _usable(t)]
    seen: list[tuple[tuple[str, int], ...]] = []
    named = list(_named(usable))
    sure = any(_sure(found) for found in named)
    for found in (*named, *(() if sure else _tried(usable))):
        key = tuple(sorted((role, id(table)) for role, table in found.items()))
        if found and key not in seen:
            seen.append(key)
            yield found


def _sure(found: Assignment) -> bool:
    """Whether names alone say what the inputs are."""
    strong = {role for role, table in found.items() if not table.weak}
    return (
        {"Q", "K"} <= strong
        or bool("X" in found and any(r.startswith("W_") for r in strong))
        or (strong == {"X"} and not any(word in found["X"].grid.name for word in ("_", "(")))
    )


def _usable(table: Table) -> bool:
    return table.grid.role == "alone" and not table.working and table.values() is not None


def _role(table: Table) -> str:
    first = table.hints[0] if table.hints else ""
    return first if first in INPUTS and not table.transposed else ""


def _named(tables: Sequence[Table]) -> Iterator[Assignment]:
    """By name: the first of each; a result under an input's name is none."""
    found: dict[str, Table] = {}
    for table in tables:
        role = _role(table)
        if role and role not in found and not (role in "QKV" and f"W_{role}" in found):
            found[role] = table
    if "X" not in found and any(role.startswith("W_") for role in found):
        token = next((t for t in tables if t.hints[:1] != ("",) and _fits_weights(t, found)), None)
        if token is not None:
            found["X"] = token
    yield from _complete(found)


def _fits_weights(table: Table, found: Mapping[str, Table]) -> bool:
    widths = {t.shape[-2] for role, t in found.items() if role in ("W_Q", "W_K", "W_V")}
    return table not in found.values() and {table.shape[-1]} == widths


def _complete(found: Mapping[str, Table]) -> Iterator[Assignment]:
    weights = {role: t for role, t in found.items() if role in ("W_Q", "W_K", "W_V", "W_O")}
    direct = {role: found[role] for role in ("Q", "K", "V") if role in found}
    if "X" in found:
        tokens = {role: found[role] for role in ("X", "Y") if role in found}
        yield {**tokens, **weights}
        if weights and direct:
            yield {
                **tokens,
                **weights,
                **{r: t for r, t in direct.items() if f"W_{r}" not in weights},
            }
    if "Q" in direct and "K" in direct:
        yield direct
        if "W_O" in weights:
            yield {**direct, "W_O": weights["W_O"]}
    if "Q" in direct and "X" in found:  # a query against tokens that are keys and values
        yield {"Q": direct["Q"], "K": found["X"], "V": found["X"]}
    if "K" in direct and "Q" not in direct and "X" in found:
        yield {"Q": found["X"], **direct}
    if "Q" in direct and "V" in direct and "K" not in direct:
        yield {**direct, "K": direct["V"]}


def _tried(tables: Sequence[Table]) -> Iterator[Assignment]:
    """Without names: tokens, or queries and keys (and values), or scores."""
    first = [t for t in tables if not t.code or t.grid.name][:6]
    for table in first[:4]:
        if table.shape[-2] > 1:
            yield {"X": table}
    for k, query in enumerate(first[:3]):
        for key in first[k + 1 : k + 3]:
            if query.shape[-1] != key.shape[-1]:
                continue
            yield {"Q": query, "K": key}
            yield {"Q": query, "K": key, "V": key}
            for value in first[k + 2 : k + 4]:
                if value is not key and value.shape[-2] == key.shape[-2]:
                    yield {"Q": query, "K": key, "V": value}
    for k, table in enumerate(first[:3]):
        if table.count > 1:
            yield {"scores": table}
            for value in first[k + 1 : k + 4]:
                if value.shape[-2] == table.shape[-1]:
                    yield {"scores": table, "V": value}


def same_values(table: Table, other: Table) -> bool:
    """Whether two tables hold the same numbers, turned or not."""
    one, two = table.values(), other.values()
    if one is None or two is None or len(one.shape) != 2 or len(two.shape) != 2:
        return one is not None and one == two
    return one == two or one.transposed() == two


def echo(table: Table, printed: Table) -> bool:
    """Whether a table only repeats rows, or a part, of one that is placed; or works toward it."""
    if len(table.shape) != 2 or len(printed.shape) != 2 or table is printed:
        return False
    if table.working:
        return table.shape == printed.shape and table.grid.where.line <= printed.grid.where.line
    one, two = table.values(), printed.values()
    if one is None or two is None or len(one.cells) < 2:
        return False
    return _is_part(one, two) or (table.grid.role != "alone" and _is_part(one.transposed(), two))


def _is_part(one: Tensor[fmpq], two: Tensor[fmpq]) -> bool:
    (rows, columns), (height, width) = one.shape, two.shape
    if columns == width:  # rows in any order
        there = {two.row(i) for i in range(height)}
        return all(one.row(i) in there for i in range(rows))
    return any(
        all(one[(i, j)] == two[(top + i, left + j)] for i in range(rows) for j in range(columns))
        for top in range(height - rows + 1) for left in range(width - columns + 1)
    ) if rows > 1 and columns > 1 else False  # fmt: skip
