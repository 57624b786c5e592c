"""All escapes of a user's own text, one function for each notation.

A text prints as it is: what is markup in a notation comes out as the character
that was typed.  Line ends print as one blank; what cannot be seen (control
codes, marks that turn the direction of a line, halves of a pair) as its number,
so that it can neither act nor hide.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["latex", "terminal", "typst", "visible", "xml"]

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\symbol{34}",
    "`": r"\textasciigrave{}",
    # after \\ these would be its argument or its star
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    # signs that text fonts lack come from the font of the formulas
    "≈": r"$\approx$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "≠": r"$\ne$",
    "−": "$-$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "√": r"$\surd$",
    "∞": r"$\infty$",
    "→": r"$\to$",
    "←": r"$\gets$",
    "↓": r"$\downarrow$",
    "Σ": r"$\Sigma$",
    "∂": r"$\partial$",
}
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=,)(?=,)|(?<=')(?=')|(?<=[?!])(?=\\textasciigrave)")


def visible(text: str) -> str:
    """The text with white space as a blank, and what cannot be seen as its number.

    >>> visible("a\\nb\\u202ec")
    'a b<U+202E>c'
    """
    return "".join(map(_visible, text.replace("\r\n", "\n")))


def _visible(char: str) -> str:
    if char.isspace() and char not in "\x1c\x1d\x1e\x1f\u3000":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        return f"<U+{ord(char):04X}>"
    return char


def latex(text: str) -> str:
    r"""For LaTeX text, also inside ``\text{…}``: every character prints as it is.

    >>> print(latex(r"50 % of R&D, \input{x}"))
    50 \% of R\&D, \textbackslash{}input\{x\}
    """
    spelt = "".join(_LATEX.get(char, char) for char in visible(text))
    spelt = _LIGATURES.sub("{}", spelt)
    return re.sub(r"^ | $|(?<= ) ", r"\\ ", spelt)


def typst(text: str) -> str:
    """As a Typst string literal, quotes included.

    >>> print(typst('say "x"'))
    "say \\"x\\""
    """
    inner = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def xml(text: str) -> str:
    """For XML and HTML, attributes included.

    >>> xml("<script>")
    '&lt;script&gt;'
    """
    shown = visible(text)
    for char, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        shown = shown.replace(char, f"&{name};")
    return shown


def terminal(text: str) -> str:
    """For the terminal, as text in which rich reads no markup: a line end shows as ␤.

    Put it into a ``rich.text.Text``, or print it with ``markup=False``.

    >>> terminal("a\\nb\\x1b[31m")
    'a␤b<U+001B>[31m'
    """
    return visible(text.replace("\r\n", "\n").replace("\n", "␤"))
