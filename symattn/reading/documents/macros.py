r"""Macros that an author made: those that dress an argument are looked through.

``\newcommand{\win}[1]{\textbf{#1}}`` shows what it is given; ``\newcommand{\lineto}[1]{\hskip 0pt
plus #1fill}`` only measures with it and shows nothing; ``\newcommand{\shown}[1]{$\displaystyle
#1$}`` makes a formula of it.  Nothing else is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from symattn.reading.documents.marked import Marked

__all__ = ["Macro", "braced", "looked_through", "macros_of"]

DEEPEST = 40
_DEFINED = re.compile(r"\\(?:re)?newcommand\*?\s*\{?\\([a-zA-Z]+)\}?\s*\[([1-9])\]\s*\{")
_FONT = re.compile(r"\\newfontfamily\s*\{?\\([a-zA-Z]+)\}?")
_LENGTH = re.compile(r"\\(?:dimexpr|numexpr)[^\\{}]*(?:\\relax)?")


@dataclass(frozen=True)
class Macro:
    """``count`` arguments; ``shows``: whether the last is shown; ``formula``: as mathematics.

    ``heading``: it is called a section or a heading, and makes one.

    Without arguments it is a switch (of the font), which shows nothing itself.
    """

    count: int
    shows: bool
    formula: bool = False
    heading: bool = False


def macros_of(text: str) -> dict[str, Macro]:
    """The macros with arguments that a text defines."""
    out: dict[str, Macro] = {}
    for found in _DEFINED.finditer(text):
        body = text[found.end() : braced(text, found.end() - 1) - 1]
        count = int(found[2])
        last = re.escape(f"#{count}")
        # an argument that is only a length (3*#1mm, plus #1fill) shows nothing
        shows = re.search(rf"(?<![*\d.]){last}(?![a-z])", _LENGTH.sub("", body))
        formula = re.search(rf"\$[^$]*{last}[^$]*\$", body)
        heading = re.search(r"(?:section|heading)$", found[1], re.I)
        out[found[1]] = Macro(count, bool(shows), bool(formula), bool(heading))
    out |= {name: Macro(1, False) for name in ("phantom", "hphantom", "vphantom")}
    return out | {found[1]: Macro(0, False) for found in _FONT.finditer(text)}


def looked_through(
    text: Marked, macros: Mapping[str, Macro], depth: int = 0, inside: bool = False
) -> Marked:
    """The text with its macros replaced by what they show of their last argument.

    ``inside``: the text stands in a formula.
    """
    if not macros or depth > DEEPEST:
        return text
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    pieces, at = [], 0
    for found in re.finditer(rf"\\({names})(?![a-zA-Z])", text.text):
        if found.start() < at:
            continue
        macro = macros[found[1]]
        last = _last_argument(text.text, found.end(), macro.count)
        if last is None:
            continue
        start, end = last
        pieces.append(text[at : found.start()])
        if macro.shows:
            before = text.text[: found.start()]
            math = inside or _in_formula(before)
            inner = looked_through(
                text[start + 1 : end - 1], macros, depth + 1, math or macro.formula
            )
            if before.endswith(("^", "_")):
                inner = inner.surrounded("{", "}")
            elif macro.heading:
                inner = inner.surrounded("\\section{", "}")
            elif macro.formula and not math:
                inner = inner.surrounded("\\[", "\\]")
            pieces.append(inner)
        at = end
    return Marked.join([*pieces, text[at:]]) if pieces else text


def _last_argument(text: str, at: int, count: int) -> tuple[int, int] | None:
    """Where the last argument's braces stand; the arguments before it are passed over."""
    opening = at = at if count else at + len(text[at:]) - len(text[at:].lstrip(" "))
    for _ in range(count):
        opening = text.find("{", at)
        if opening < 0 or text[at:opening].strip():
            return None
        at = braced(text, opening)
    return opening, at


def _in_formula(before: str) -> bool:
    """Whether a dollar, or a display, is open at the end of a text (of its last paragraph)."""
    near = re.split(r"\n\s*\n", before)[-1]
    dollars = len(re.findall(r"(?<!\\)\$", near))
    return bool(dollars % 2) or near.rfind("\\[") > near.rfind("\\]")


def braced(text: str, start: int) -> int:
    """Just past the brace that closes the one at ``start``."""
    depth = 0
    for i in range(start, min(len(text), start + 200_000)):
        depth += (text[i] == "{") - (text[i] == "}")
        if not depth:
            return i + 1
    return len(text)
