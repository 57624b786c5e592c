"""The kinds of mask by name, and windows.

To add a kind: a function (n, m) → who sees whom, and a row in :data:`KINDS`;
``tests/problem/test_masks.py`` goes over the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symattn.numbers.tensors import Tensor

__all__ = ["KINDS", "both", "causal", "causal_lower_right", "either", "prefix", "window"]


def causal(n: int, m: int) -> Tensor[bool]:
    """(n, m): key j is visible to query i when j ≤ i, aligned at the top left.

    >>> causal(2, 3).nested()
    [[True, False, False], [True, True, False]]
    """
    return Tensor.build((n, m), lambda i: i[1] <= i[0])


def causal_lower_right(n: int, m: int) -> Tensor[bool]:
    """(n, m): key j is visible to query i when j ≤ i + m − n, so the last query sees all.

    >>> causal_lower_right(2, 3).nested()
    [[True, True, False], [True, True, True]]
    """
    return Tensor.build((n, m), lambda i: i[1] <= i[0] + m - n)


KINDS: Mapping[str, Callable[[int, int], Tensor[bool]]] = {
    "causal": causal,
    "causal-lower-right": causal_lower_right,
}


def window(n: int, m: int, width: int, kind: str) -> Tensor[bool]:
    """(n, m): the ``width`` keys that end at the query's own position.

    Query i stands at key i, and at key i + m − n under "causal-lower-right".  A window
    counts back, so it never shows a later key.

    >>> window(3, 3, 2, "none").nested()
    [[True, False, False], [True, True, False], [False, True, True]]
    """
    own = m - n if kind == "causal-lower-right" else 0
    return Tensor.build((n, m), lambda i: i[0] + own - width < i[1] <= i[0] + own)


def prefix(n: int, m: int, size: int) -> Tensor[bool]:
    """(n, m): the first ``size`` keys, which every query sees.

    Liu et al., "Generating Wikipedia by Summarizing Long Sequences", 2018; Raffel et
    al., 2020, figure 4 (prefix LM).

    >>> prefix(2, 3, 1).nested()
    [[True, False, False], [True, False, False]]
    """
    return Tensor.build((n, m), lambda i: i[1] < size)


def either(first: Tensor[bool], second: Tensor[bool]) -> Tensor[bool]:
    """Visible in one of two tables of one shape."""
    return Tensor.build(first.shape, lambda i: first[i] or second[i])


def both(first: Tensor[bool], second: Tensor[bool]) -> Tensor[bool]:
    """Visible in ``first`` (with any leading axes) and in ``second`` (rows and columns)."""
    return Tensor.build(
        first.shape,
        lambda i: first[i] and second[(i[-2] if second.shape[0] > 1 else 0, i[-1])],
    )
