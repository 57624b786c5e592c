"""Names in formulas: what is a function, what is a letter with marks, h₁ as h_1."""

from __future__ import annotations

import re

__all__ = ["WRAPPERS", "called", "letters", "mathy", "subscripts"]

FUNCTIONS = {
    "softmax",
    "exp",
    "tanh",
    "sqrt",
    "log",
    "ln",
    "max",
    "min",
    "sum",
    "relu",
    "sigmoid",
    "attention",
    "score",
    "scores",
    "sim",
    "attn",
    "cos",
    "sin",
    "dot",
    "mean",
    "var",
    "gelu",
    "concat",
    "layernorm",
    "diag",
    "norm",
    "trace",
    "softmaxrow",
}
WRAPPERS = {"tensor", "array", "matrix", "asarray", "list", "tuple", "float", "round", "around"}
_LOW = "₀₁₂₃₄₅₆₇₈₉ₐₑᵢⱼₖₙₘₒₓᵥₚₜ"
_POWERLESS = re.compile(rf"[^{_LOW}]+[{_LOW}]*")


def called(text: str) -> bool:
    return text.rsplit(".", 1)[-1].lower() in FUNCTIONS


def mathy(text: str) -> bool:
    """A name such as a formula has: one letter with marks, or a known function."""
    bare = text.rstrip("'0123456789₀₁₂₃₄₅₆₇₈₉")
    head = bare.split("_")[0].removesuffix(".T")
    letter = len(head) == 1 and (head.isascii() or "Α" <= head <= "ω")
    return letter or called(text) or bare == "sqrt"


def subscripts(text: str) -> str:
    """h₁ as h_1, W_{q} as W_q."""
    low = str.maketrans(_LOW, "0123456789aeijknmoxvpt")
    bare = text.rstrip(_LOW)
    text = bare + ("_" + text[len(bare) :].translate(low) if bare != text else "")
    return text.replace("{", "").replace("}", "")


def letters(text: str) -> list[str]:
    """W₁s as W₁ and s: an index ends a name."""
    return _POWERLESS.findall(text)
