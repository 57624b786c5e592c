"""Scaled dot-product attention, softmax(QKᵀ/√d_k)V, worked exactly and step by step.

>>> import symattn as sa
>>> problem = sa.Problem(X=[[1, 0], [0, 1]], scale="none")
>>> sa.solve(problem)["weights"].decimal(3)
[['0.731', '0.269'], ['0.269', '0.731']]

Names are imported when they are first used, so that ``import symattn`` and
``symattn --help`` cost nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symattn.derivation.backward import Gradients as Gradients
    from symattn.derivation.backward import gradients as gradients
    from symattn.derivation.derivation import Derivation as Derivation
    from symattn.derivation.derivation import solve as solve
    from symattn.derivation.multihead import from_multihead_attention as from_multihead_attention
    from symattn.derivation.scaling import Scaling as Scaling
    from symattn.derivation.scaling import scaling as scaling
    from symattn.derivation.step import Step as Step
    from symattn.derivation.step import StepEntry as StepEntry
    from symattn.derivation.torch_call import (
        scaled_dot_product_attention as scaled_dot_product_attention,
    )
    from symattn.derivation.torch_masks import attention_mask as attention_mask
    from symattn.errors import InputError as InputError
    from symattn.errors import SymattnError as SymattnError
    from symattn.files.pages import Pages as Pages
    from symattn.files.pages import worksheet as worksheet
    from symattn.problem.load import load as load
    from symattn.problem.model import Problem as Problem
    from symattn.verification import Report as Report
    from symattn.verification import verify as verify

__version__ = "0.1.0.dev0"

_WHERE = {
    "Derivation": "symattn.derivation.derivation",
    "Gradients": "symattn.derivation.backward",
    "InputError": "symattn.errors",
    "Pages": "symattn.files.pages",
    "Problem": "symattn.problem.model",
    "Report": "symattn.verification",
    "Scaling": "symattn.derivation.scaling",
    "Step": "symattn.derivation.step",
    "StepEntry": "symattn.derivation.step",
    "SymattnError": "symattn.errors",
    "attention_mask": "symattn.derivation.torch_masks",
    "from_multihead_attention": "symattn.derivation.multihead",
    "gradients": "symattn.derivation.backward",
    "load": "symattn.problem.load",
    "scaled_dot_product_attention": "symattn.derivation.torch_call",
    "scaling": "symattn.derivation.scaling",
    "solve": "symattn.derivation.derivation",
    "verify": "symattn.verification",
    "worksheet": "symattn.files.pages",
}

__all__ = [*_WHERE, "__version__"]


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # a name that is not listed above is an error to a type checker

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in _WHERE:
            raise AttributeError(f"module 'symattn' has no attribute {name!r}")
        value = getattr(import_module(_WHERE[name]), name)
        globals()[name] = value
        return value
