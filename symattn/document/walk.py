"""All nodes of a page or a formula, by one walk over their fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

__all__ = ["nodes"]


def nodes(node: Any) -> Iterator[Any]:
    """The node itself and all nodes under it, in reading order.

    >>> from symattn.formulas.tree import Neg, Num
    >>> list(nodes(Neg(Num("1"))))
    [Neg(body=Num(text='1')), Num(text='1')]
    """
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            yield from nodes(getattr(node, field.name))
