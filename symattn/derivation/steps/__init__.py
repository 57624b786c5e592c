"""The kinds of step, by the name that a recipe's line calls them.

To add one: a file (or class) here with ``compute``, ``rule``, ``working`` and ``back``,
a row in :data:`KINDS`, a row in the table of stages (``problem/stages.py``), its line in
``derivation/forward.py``, and its sentences in ``words``.  ``tests/house/made_up.py`` is one
to copy from; ``tests/derivation/test_kinds.py`` goes over the table.
"""

from __future__ import annotations

from collections.abc import Mapping

from symattn.derivation.steps import (
    additive,
    dropout,
    gradients,
    heads,
    jacobian,
    position,
    product,
    scores,
    softmax,
)
from symattn.derivation.steps.kind import Computes, Flow, Kind

__all__ = ["KINDS", "Computes", "Flow", "Kind"]

KINDS: Mapping[str, Kind] = {
    "collapse": heads.Collapse(),
    "copy": scores.Copy(),
    "divide": softmax.Divide(),
    "dropout": dropout.Dropout(),
    "dropout_variance": dropout.DropoutVariance(),
    "exp": softmax.Exponential(),
    "expand": heads.Expand(),
    "fill": scores.Fill(),
    "fill_back": gradients.FillBack(),
    "flat": heads.Flat(),
    "gather": heads.Gather(),
    "hadamard": gradients.Hadamard(),
    "half_square": gradients.HalfSquare(),
    "hidden": additive.Hidden(),
    "hidden_back": additive.HiddenBack(),
    "jacobian": jacobian.Jacobian(),
    "jacobian_row": jacobian.JacobianRow(),
    "join": heads.Join(),
    "largest": softmax.Largest(),
    "leave_out": gradients.LeaveOut(),
    "minus_rows": softmax.MinusRows(),
    "outer": additive.Outer(),
    "plus": scores.Plus(),
    "positions": position.Sinusoidal(),
    "product": product.MatrixProduct(),
    "product_to": gradients.ProductTo(),
    "repeat": heads.Repeat(),
    "residual": gradients.Residual(),
    "softmax_back": jacobian.SoftmaxBack(),
    "split": heads.Split(),
    "split_like": heads.SplitLike(),
    "spread": gradients.Spread(),
    "sum_rows": softmax.SumRows(),
    "sum_to": gradients.SumTo(),
    "terms": product.Terms(),
    "times": scores.Times(),
    "total": gradients.Total(),
    "weigh": additive.Weigh(),
    "weigh_back": additive.WeighBack(),
}
