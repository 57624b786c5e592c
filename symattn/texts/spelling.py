"""Formulas of LaTeX, of programs and of plain text in one spelling."""

from __future__ import annotations

import re

__all__ = ["canonical"]

_TRANSPOSED = (
    r"\s*(?:\^\s*(?:\{\s*(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|T|⊤)\s*\}"
    r"|(?:\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|T|⊤)(?![a-z]))"
    r"|\.T\b|ᵀ|⊤|\.transpose\([^)]*\)|\.t\(\)|\.mT\b|的?转置|(?<=\b[QKVXE])['′](?!\w))"
)


def canonical(text: str) -> str:
    """Formulas of LaTeX, of programs and of plain text in one spelling; words as they are.

    >>> canonical(r"\\operatorname{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V")
    'softmax((QKᵀ)/(√d_k))V'
    """
    text = re.sub(
        r"\\(?:operatorname|text\w*|math\w+|boldsymbol|bm)\s*\*?\s*\{([^{}]*)\}", r"\1", text
    )
    text = re.sub(r"\\(?:left|right|big\w*|quad|qquad|,|;|:|!)", "", text)
    text = _programs(text)
    text = re.sub(_TRANSPOSED, "ᵀ", text)
    part = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
    text = re.sub(rf"\\[dt]?frac\s*{part}\s*{part}", r"(\1)/(\2)", text)
    text = re.sub(r"\\sqrt\s*|(?:math|np|torch)?\.?\bsqrt\b\s*", "√", text)
    text = re.sub(r"\\(?:cdot|times)(?![a-z])|[@·×⋅∗*]", " ", text)
    text = re.sub(r"\\(alpha|omega|tilde|hat|exp|softmax)", r"\1", text)
    text = re.sub(r"(\w)\u0303", r"tilde \1", text)
    return re.sub(r" {2,}", " ", re.sub(r"[{}$\\]", "", text))


_OPERAND = r"[\w.]+(?:\([^()]*\))?(?:\.T\b|')?"
_SPACE = r"(?:(?:np|numpy|jnp|torch|tf|tf\.linalg|jax\.numpy|F)\.)?"


def _programs(text: str) -> str:
    """matmul(A, B), A.dot(B), A %*% t(B) as A B and A Bᵀ."""
    text = re.sub(rf"{_SPACE}\btranspose\(\s*({_OPERAND})[^()]*\)|\bt\((\w+)\)", _turned, text)
    text = re.sub(r"\s*%\*%\s*", " ", text)
    text = re.sub(
        rf"{_SPACE}\b(?:mat_?mul|dot|bmm|mm)\(\s*({_OPERAND})\s*,\s*({_OPERAND})"
        r"(,\s*transpose_b\s*=\s*True)?\s*\)",
        lambda m: f"{m[1]} {m[2]}{'ᵀ' if m[3] else ''}",
        text,
    )
    return re.sub(rf"({_OPERAND})\.(?:dot|mat_?mul|bmm|mm)\(\s*({_OPERAND})\s*\)", r"\1 \2", text)


def _turned(match: re.Match[str]) -> str:
    return f"{match[1] or match[2]}ᵀ"
