"""What is drawn or written around the arrays of a print and is no part of them, blanked in place.

A lens takes a text of lines and gives one of the same length, so that no place is lost.  A new
one is a function and its name in :data:`LENSES`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate

from symattn.reading.documents.marked import Marked

__all__ = ["LENSES", "revealed", "width_of"]


def width_of(text: str) -> int:
    """Columns on a terminal: East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# -- frames -----------------------------------------------------------------------------
_TOP = re.compile(r"\s*[┌╭┏╔][─━═]{3,}[┐╮┓╗]\s*")
_FOOT = re.compile(r"\s*[└╰┗╚][─━═]{3,}[┘╯┛╝]\s*")
_SIDES = re.compile(r"(\s*)([│┃║|])(.*)([│┃║|])\s*")
_RULE = re.compile(r"\s*[├┣╠╟][─━═]+[┤┫╣╢]\s*")
_ARRAY = re.compile(r"[\[(⎡⎛┌╭]|[=:：]\s*$|=\s*[-\d]|[^\W\d_]{2,}.*[.。]")
"""What has rows or words of its own: no cells of a matrix that the frame would be."""


def _without_frames(text: str) -> str:
    """Frames around whole lines; a box around numbers alone is a matrix and stays."""
    if not any(c in text for c in "┌╭┏╔"):
        return text
    lines = text.split("\n")
    for first, line in enumerate(lines):
        if not _TOP.fullmatch(line):
            continue
        left = len(line) - len(line.lstrip())
        last = first + 1
        while last < len(lines) and _inside(lines[last], left) is not None:
            last += 1
        if last < len(lines) and _FOOT.fullmatch(lines[last]):
            inside = [_inside(one, left) or "" for one in lines[first + 1 : last]]
            if any(map(_ARRAY.search, inside)):
                lines[first : last + 1] = [" " * len(line), *inside, " " * len(lines[last])]
    return "\n".join(lines)


def _inside(line: str, left: int) -> str | None:
    """The line without the sides of a frame that begins in that column."""
    if _RULE.fullmatch(line) and not line[:left].strip():
        return " " * len(line)
    sides = _SIDES.fullmatch(line)
    if not sides or len(sides[1]) != left:
        return None
    return f"{sides[1]} {sides[3]} ".ljust(len(line))


# -- numbers under the name of their type --------------------------------------------------
_TYPED = re.compile(
    r"(\b(?:(?:np|numpy|jnp|torch|tf)\.)?(?:float|int|double)_?(?:16|32|64|128)?\()"
    r"(\s*[-+]?(?:[\d.]+(?:[eE][-+]?\d+)?|inf|nan)\s*)(\))"
)


def _plain_floats(text: str) -> str:
    """np.float64(0.67) as 0.67."""
    return _TYPED.sub(lambda m: f"{' ' * len(m[1])}{m[2]} ", text) if "(" in text else text


# -- lists in braces -----------------------------------------------------------------------
_BRACED = re.compile(r"\{\s*\{[-−+\d.,;\s{}eE*^∞/]*\}\s*\}")


def _in_brackets(text: str) -> str:
    """{{1, 2}, {3, 4}} of Mathematica and C as [[1, 2], [3, 4]]."""
    return _BRACED.sub(lambda m: m[0].translate(_SQUARE), text) if "{" in text else text


# -- what Julia says before a matrix --------------------------------------------------------
_TYPE = re.compile(r"^[ \t]*\d+(?:×\d+|-element) [\w.]+(?:\{[^\n]*\})?(?:[^\n]*)?:[ \t]*$", re.M)


def _without_types(text: str) -> str:
    """2×2 Matrix{Float64}: above a print."""
    return _TYPE.sub(lambda m: " " * len(m[0]), text) if "×" in text or "-el" in text else text


# -- prompts -------------------------------------------------------------------------------
_PROMPT = re.compile(r"^[ \t]*(?:>>>|julia>|(?:In |Out)\[\d*\]:)(?=[ \t])", re.M)


def _without_prompts(text: str) -> str:
    """julia> S, which is no comparison."""
    return _PROMPT.sub(lambda m: " " * len(m[0]), text)


_SQUARE = str.maketrans("{}", "[]")

LENSES: tuple[Callable[[str], str], ...] = (
    _without_frames,
    _plain_floats,
    _in_brackets,
    _without_types,
    _without_prompts,
)


def revealed(text: Marked) -> Marked:
    """The text through every lens, one after the other."""
    *_, seen = accumulate(LENSES, lambda shown, lens: lens(shown), initial=text.text)
    return text.same_length(lambda _: seen)
