"""The same tree with its nodes changed: one walk, so that no writer needs its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from symattn.formulas.tree import Formula

__all__ = ["parts_of", "rebuilt", "with_parts"]


def with_parts(node: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The node with ``change`` made to each formula directly in it.

    >>> from symattn.formulas.tree import Neg, Num, Sum
    >>> with_parts(Sum((Num("1"), Num("2"))), Neg)
    Sum(terms=(Neg(body=Num(text='1')), Neg(body=Num(text='2'))))
    """
    new: dict[str, Any] = {}
    for field in fields(node):
        old = getattr(node, field.name)
        made = _changed(old, change)
        if made is not old:
            new[field.name] = made
    return replace(node, **new) if new else node


def rebuilt(node: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The tree with ``change`` made to every node, from the leaves upwards."""
    return change(with_parts(node, lambda part: rebuilt(part, change)))


def parts_of(node: Formula) -> list[Formula]:
    """The node and every formula in it.

    >>> from symattn.formulas.tree import Neg, Num
    >>> parts_of(Neg(Num("1")))
    [Num(text='1'), Neg(body=Num(text='1'))]
    """
    out: list[Formula] = []

    def keep(part: Formula) -> Formula:
        out.append(part)
        return part

    rebuilt(node, keep)
    return out


def _changed(value: Any, change: Callable[[Formula], Formula]) -> Any:
    if isinstance(value, tuple):
        made = tuple(_changed(part, change) for part in value)
        return value if all(a is b for a, b in zip(made, value, strict=True)) else made
    if is_dataclass(value) and not isinstance(value, type):
        return change(value)  # type: ignore[arg-type]
    return value
