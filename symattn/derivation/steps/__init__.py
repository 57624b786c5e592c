"""The kinds of step, by the name that a recipe's line calls them.

To add one: a file (or class) here with ``compute``, ``rule`` and ``working``,
a row in :data:`KINDS`, a sentence in ``words`` for its ``why``, and its line in
``derivation/forward.py``.  ``tests/derivation/test_kinds.py`` goes over the table.
"""

from __future__ import annotations

from collections.abc import Mapping

from symattn.derivation.steps import heads, product, scores, softmax
from symattn.derivation.steps.kind import Kind, Working

__all__ = ["KINDS", "Kind", "Working"]

KINDS: Mapping[str, Kind] = {
    "copy": scores.Copy(),
    "divide": softmax.Divide(),
    "exp": softmax.Exponential(),
    "expand": heads.Expand(),
    "fill": scores.Fill(),
    "join": heads.Join(),
    "largest": softmax.Largest(),
    "minus_rows": softmax.MinusRows(),
    "plus": scores.Plus(),
    "product": product.MatrixProduct(),
    "repeat": heads.Repeat(),
    "split": heads.Split(),
    "sum_rows": softmax.SumRows(),
    "terms": product.Terms(),
    "times": scores.Times(),
}
