"""Random formulas of rational numbers, what they come to, and their texts read back."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import strategies as st

from symattn.formulas import tree as f

_LEAVES = st.one_of(
    st.integers(-9, 9).map(lambda n: f.Num(str(n))),
    st.sampled_from(["0.25", "-1.5", "0.468"]).map(f.Num),
    st.builds(f.Sci, st.sampled_from(["9.05", "-2"]), st.integers(-2, 2)),
)


def _larger(parts: st.SearchStrategy[f.Formula]) -> st.SearchStrategy[f.Formula]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(f.Neg, parts),
        st.builds(f.Sum, several),
        st.builds(f.Product, several, st.sampled_from(["", "·", "×"])),
        st.builds(f.Fraction, parts, parts, st.booleans()),
        st.builds(f.Power, parts, st.integers(0, 2).map(lambda n: f.Num(str(n)))),
        st.builds(f.Group, parts),
        st.builds(f.Answer, parts, st.just(3)),
    )


FORMULAS = st.recursive(_LEAVES, _larger, max_leaves=8)


def value(node: f.Formula) -> Fraction:
    """What the formula comes to; raises ZeroDivisionError where it comes to nothing."""
    match node:
        case f.Num(text):
            return Fraction(text)
        case f.Sci(mantissa, exponent):
            return Fraction(mantissa) * Fraction(10) ** exponent
        case f.Neg(body):
            return -value(body)
        case f.Sum(terms):
            return sum(map(value, terms), Fraction(0))
        case f.Product(factors):
            result = Fraction(1)
            for factor in factors:
                result *= value(factor)
            return result
        case f.Fraction(over, under):
            return value(over) / value(under)
        case f.Power(base, exponent):
            return value(base) ** int(value(exponent))
        case f.Group(body) | f.Answer(body):
            return value(body)
    raise TypeError(type(node).__name__)


_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def read(text: str) -> Fraction:
    """Python's own reading of arithmetic: precedence as everybody knows it."""
    assert re.fullmatch(r"[0-9.+\-*/() ]*", text), text
    exact = re.sub(r"(?<![\w.])(\d+\.?\d*)(?![\w.])", r"F('\1')", text)
    return Fraction(eval(exact, {"F": Fraction, "__builtins__": {}}))


def from_plain(text: str) -> str:
    """Plain text as Python's arithmetic; what stands side by side is multiplied."""
    raised = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda m: f"**({m[0].translate(_RAISED)})", text)
    return _multiplied(raised.replace("−", "-").replace("·", "*").replace("×", "*"))


def from_latex(text: str) -> str:
    """LaTeX as Python's arithmetic, fractions from the inside out."""
    text = re.sub(r"\^(\d)", r"^{\1}", text.replace(r"\left", "").replace(r"\right", ""))
    text = text.replace(r"\cdot", "*").replace(r"\times", "*")
    text = re.sub(r"\\answer\{3\}", "", text)
    while "{" in text:
        before = text
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\^\{([^{}]*)\}", r"**(\1)", text)
        text = re.sub(r"(?<![\^}c])\{([^{}]*)\}", r"(\1)", text)
        assert text != before, text
    return _multiplied(text)


def from_typst(text: str) -> str:
    """Typst as Python's arithmetic."""
    text = _stacked(text)
    text = re.sub(r"#answer\(3, \$", "((", text).replace("$)", "))")
    text = text.replace(" dot ", " * ").replace(" times ", " * ").replace("^", "**")
    return _multiplied(text.replace("\\/", "/"))


def _stacked(text: str) -> str:
    """Every fraction (a)/(b), which is set with a bar, in parentheses of its own."""
    while (at := text.find(")/(")) >= 0:
        start, end, depth = at, at + 2, 0
        for start in range(at, -1, -1):
            depth += (text[start] == ")") - (text[start] == "(")
            if not depth:
                break
        for end in range(at + 2, len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if not depth:
                break
        over, under = text[start : at + 1], text[at + 2 : end + 1]
        text = f"{text[:start]}({over} \\/ {under}){text[end + 1 :]}"
    return text


def _multiplied(text: str) -> str:
    """With the sign between what stands side by side."""
    return re.sub(r"(?<=[\d)]) ?(?=\()", "*", text).replace("***", "**")
