"""All escapes of a user's own text, one function for each notation."""

from __future__ import annotations

import unicodedata

__all__ = ["latex", "terminal", "typst", "visible", "xml"]

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}", "`": r"\textasciigrave{}", "-": "-{}",
}  # fmt: skip


def visible(text: str) -> str:
    """The text with line ends as a space and control or direction marks as U+XXXX.

    >>> visible("a\\nb\\x07")
    'a bU+0007'
    """
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in "\n\r\t\u2028\u2029":
        return " "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return f"U+{ord(char):04X}"
    return char


def latex(text: str) -> str:
    """For LaTeX text: every letter prints as it is.

    >>> latex("50 % of R&D")
    '50 \\\\% of R\\\\&D'
    """
    return "".join(_LATEX.get(char, char) for char in visible(text))


def typst(text: str) -> str:
    """As a Typst string literal, quotes included.

    >>> typst('say "x"')
    '"say \\\\"x\\\\""'
    """
    inner = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def xml(text: str) -> str:
    """For XML and HTML, attributes included."""
    for char, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(char, f"&{name};")
    return visible(text)


def terminal(text: str) -> str:
    """For the terminal: no control codes reach it."""
    return visible(text)
