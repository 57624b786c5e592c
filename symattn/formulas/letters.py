"""Letters, relations, operators and functions, and how each notation spells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = [
    "ACCENTS",
    "FUNCTIONS",
    "GREEK",
    "NOT_IN_LATEX",
    "OPERATORS",
    "RAISED",
    "RELATIONS",
    "SUBSCRIPTS",
    "SUPERSCRIPTS",
    "TYPST_LETTERS",
    "WIDE",
    "Spelling",
]


class Spelling(NamedTuple):
    """One sign in each notation; ``spoken`` is a key of the catalogue of words."""

    latex: str
    typst: str
    plain: str
    spoken: str
    sympy: str


GREEK: Mapping[str, str] = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "omicron": "ο",
    "pi": "π",
    "varpi": "ϖ",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "ϕ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Alpha": "Α",
    "Beta": "Β",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Epsilon": "Ε",
    "Zeta": "Ζ",
    "Eta": "Η",
    "Theta": "Θ",
    "Iota": "Ι",
    "Kappa": "Κ",
    "Lambda": "Λ",
    "Mu": "Μ",
    "Nu": "Ν",
    "Xi": "Ξ",
    "Omicron": "Ο",
    "Pi": "Π",
    "Rho": "Ρ",
    "Sigma": "Σ",
    "Tau": "Τ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Chi": "Χ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "partial": "∂",
    "nabla": "∇",
    "ell": "ℓ",
}
"""English names of Greek letters, and of signs used as letters → the character."""

NOT_IN_LATEX: Mapping[str, str] = {
    "omicron": "o",
    "Alpha": r"\mathrm{A}",
    "Beta": r"\mathrm{B}",
    "Epsilon": r"\mathrm{E}",
    "Zeta": r"\mathrm{Z}",
    "Eta": r"\mathrm{H}",
    "Iota": r"\mathrm{I}",
    "Kappa": r"\mathrm{K}",
    "Mu": r"\mathrm{M}",
    "Nu": r"\mathrm{N}",
    "Omicron": r"\mathrm{O}",
    "Rho": r"\mathrm{P}",
    "Tau": r"\mathrm{T}",
    "Chi": r"\mathrm{X}",
}
"""Greek letters that TeX takes from the Latin alphabet; the others are commands of their name."""

TYPST_LETTERS: Mapping[str, str] = {
    "epsilon": "epsilon.alt",
    "varepsilon": "epsilon",
    "vartheta": "theta.alt",
    "varpi": "pi.alt",
    "varrho": "rho.alt",
    "varsigma": "sigma.alt",
    "phi": "phi.alt",
    "varphi": "phi",
}
"""Where Typst's name of a letter is another one than TeX's."""

ACCENTS: Mapping[str, tuple[str, str, str, str]] = {
    "tilde": (r"\tilde", "tilde", "\u0303", "speech.tilde"),
    "hat": (r"\hat", "hat", "\u0302", "speech.hat"),
    "bar": (r"\bar", "macron", "\u0304", "speech.bar"),
}
"""Accent → LaTeX, Typst, the combining character, the key of what is spoken."""

RELATIONS: Mapping[str, Spelling] = {
    "": Spelling("", "", "", "", ""),
    "=": Spelling("=", "=", "=", "speech.equals", "Eq"),
    "≈": Spelling(r"\approx", "approx", "≈", "speech.about", "Approximately"),
    "<": Spelling("<", "<", "<", "speech.less", "Lt"),
    ">": Spelling(">", ">", ">", "speech.greater", "Gt"),
    "≤": Spelling(r"\le", "<=", "≤", "speech.at_most", "Le"),
    "≥": Spelling(r"\ge", ">=", "≥", "speech.at_least", "Ge"),
    "≠": Spelling(r"\ne", "!=", "≠", "speech.not_equal", "Ne"),
    "→": Spelling(r"\to", "->", "→", "speech.tends", "Approaches"),
    ":=": Spelling(":=", "colon.eq", ":=", "speech.defined", "Eq"),
    "∝": Spelling(r"\propto", "prop", "∝", "speech.proportional", "Proportional"),
    # a sum or product that goes on in another line
    "+": Spelling(r"\quad +", "quad +", "+", "speech.plus", "Add"),
    "−": Spelling(r"\quad -", "quad -", "−", "speech.minus", "Sub"),
    "·": Spelling(r"\quad \cdot", "quad dot", "·", "speech.times", "Mul"),
}

OPERATORS: Mapping[str, Spelling] = {
    "": Spelling("", " ", " ", "speech.side_by_side", "*"),
    "·": Spelling(r" \cdot ", " dot ", " · ", "speech.times", "*"),
    "×": Spelling(r" \times ", " times ", " × ", "speech.times", "*"),
    "⊙": Spelling(r" \odot ", " dot.o ", " ⊙ ", "speech.entrywise", "*"),
}
"""What stands between the factors of a product."""

FUNCTIONS: Mapping[str, Spelling] = {
    "ln": Spelling(r"\ln", "ln", "ln", "speech.ln", "log"),
    "log": Spelling(r"\log", "log", "log", "speech.log", "log"),
    "exp": Spelling(r"\exp", "exp", "exp", "speech.exp", "exp"),
    "max": Spelling(r"\max", "max", "max", "speech.max", "Max"),
    "min": Spelling(r"\min", "min", "min", "speech.min", "Min"),
    "tanh": Spelling(r"\tanh", "tanh", "tanh", "speech.tanh", "tanh"),
    "sin": Spelling(r"\sin", "sin", "sin", "speech.sin", "sin"),
    "cos": Spelling(r"\cos", "cos", "cos", "speech.cos", "cos"),
    "cosh": Spelling(r"\cosh", "cosh", "cosh", "speech.cosh", "cosh"),
    "sinh": Spelling(r"\sinh", "sinh", "sinh", "speech.sinh", "sinh"),
    "det": Spelling(r"\det", "det", "det", "speech.det", "det"),
}
"""Functions that have a spelling of their own; others are set upright under their name."""

RAISED = frozenset({"sin", "cos", "tanh", "sinh", "cosh"})
"""Functions whose powers are written after the name: cosh² x."""

SUPERSCRIPTS: Mapping[str, str] = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
SUBSCRIPTS: Mapping[str, str] = dict(
    zip("0123456789+−=(),aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎,ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
"""Characters that Unicode has raised, or lowered; the comma stays on the line."""

WIDE = 10
"""amsmath's matrices have at most ten columns (MaxMatrixCols); wider ones are arrays."""
