"""Scaled dot-product attention, softmax(QKᵀ/√d_k)V, worked exactly and step by step.

>>> import symattn as sa
>>> problem = sa.Problem(X=[[1, 0], [0, 1]], scale="none")
>>> sa.solve(problem)["weights"].decimal(3)
[['0.731', '0.269'], ['0.269', '0.731']]

Names are imported when they are first used, so that ``import symattn`` and
``symattn --help`` cost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symattn.derivation.backward import gradients as gradients
    from symattn.derivation.derivation import Derivation as Derivation
    from symattn.derivation.derivation import solve as solve
    from symattn.derivation.scaling import scaling as scaling
    from symattn.derivation.step import Step as Step
    from symattn.derivation.torch_call import (
        scaled_dot_product_attention as scaled_dot_product_attention,
    )
    from symattn.errors import InputError as InputError
    from symattn.errors import SymattnError as SymattnError
    from symattn.files.pages import worksheet as worksheet
    from symattn.problem.load import load as load
    from symattn.problem.model import Problem as Problem
    from symattn.verification import verify as verify

__version__ = "0.1.0.dev0"

_WHERE = {
    "Derivation": "symattn.derivation.derivation",
    "InputError": "symattn.errors",
    "Problem": "symattn.problem.model",
    "Step": "symattn.derivation.step",
    "SymattnError": "symattn.errors",
    "gradients": "symattn.derivation.backward",
    "load": "symattn.problem.load",
    "scaled_dot_product_attention": "symattn.derivation.torch_call",
    "scaling": "symattn.derivation.scaling",
    "solve": "symattn.derivation.derivation",
    "verify": "symattn.verification",
    "worksheet": "symattn.files.pages",
}

__all__ = [*_WHERE, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'symattn' has no attribute {name!r}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
