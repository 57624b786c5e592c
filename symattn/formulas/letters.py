"""Letters, relations and functions, and how each notation spells them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FUNCTIONS", "GREEK", "RELATIONS", "SUBSCRIPTS", "SUPERSCRIPTS", "WIDE"]

GREEK: Mapping[str, str] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "partial": "∂", "ell": "ℓ", "nabla": "∇",
}  # fmt: skip
"""English names of Greek letters and letter-like signs → the character."""

RELATIONS: Mapping[str, tuple[str, str, str]] = {
    "": ("", "", ""), "=": ("=", "=", "equals"), "≈": (r"\approx", "approx", "is about"),
    "<": ("<", "<", "is less than"), ">": (">", ">", "is greater than"),
    "≤": (r"\le", "<=", "is at most"), "≥": (r"\ge", ">=", "is at least"),
    "≠": (r"\ne", "!=", "is not"), "→": (r"\to", "->", "tends to"),
    ":=": (":=", ":=", "is defined as"), "∝": (r"\propto", "prop", "is proportional to"),
}  # fmt: skip
"""Relation → LaTeX, Typst, spoken."""

FUNCTIONS: Mapping[str, tuple[str, str, str]] = {
    "ln": (r"\ln", "ln", "natural log of"), "max": (r"\max", "max", "the largest of"),
    "min": (r"\min", "min", "the smallest of"), "tanh": (r"\tanh", "tanh", "tanh of"),
    "cosh": (r"\cosh", "cosh", "cosh of"), "sinh": (r"\sinh", "sinh", "sinh of"),
    "sin": (r"\sin", "sin", "sine of"), "cos": (r"\cos", "cos", "cosine of"),
    "det": (r"\det", "det", "determinant of"), "lim": (r"\lim", "lim", "limit of"),
}  # fmt: skip
"""Function → LaTeX, Typst, spoken; others are set upright under their own name."""

SUPERSCRIPTS: Mapping[str, str] = dict(
    zip("0123456789+-()=niT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ⁿⁱᵀ", strict=True)
)
SUBSCRIPTS: Mapping[str, str] = dict(
    zip("0123456789+-()=aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,", strict=True)
)
WIDE = 10
"""amsmath's matrices have at most ten columns; wider ones are arrays."""
