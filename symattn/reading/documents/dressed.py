r"""What is put on a number and changes nothing about it: colours, marks, footnotes, overlays.

``\cellcolor{red}0.999``, ``0.999†``, ``==0.999==``, ``\only<2->{0.999}``, ``0.999 (max)`` and
``(0.999)`` print 0.999.  What changes it, or may, is left on, and the number is unreadable then:
``0.999 ± 0.001``, ``0.063(2)``, ``0.999^{2}``.
"""

from __future__ import annotations

import re

from symattn.reading.digits import Decimal, Unreadable, block
from symattn.reading.documents.macros import braced
from symattn.reading.documents.marked import Marked
from symattn.words import say

__all__ = ["garbled", "number_like", "shown", "uncertain", "undressed"]

_HIDING = {
    **dict.fromkeys(
        (
            *("alert", "only", "uncover", "visible", "onslide", "action", "pause", "hl", "ul"),
            *("uline", "footnotemark", "highlight", "bfseries", "itshape", "em", "framebox"),
        ),
        0,
    ),
    **dict.fromkeys(
        (
            *("cellcolor", "rowcolor", "columncolor", "color", "textcolor", "mathcolor"),
            *("colorbox", "tikzmark", "tikzmarknode", "footnote", "tnote", "tablefootnote"),
        ),
        1,
    ),
    "fcolorbox": 2,
}
"""LaTeX's commands that mark what they show, and how many arguments stand before that."""

_COMMAND = re.compile(
    rf"\\({'|'.join(sorted(_HIDING, key=len, reverse=True))})(?![a-zA-Z])\*?"
    r"(?:\s*(?:<[^<>\n]*>|\[[^\[\]\n]*\]))*\s*"
)
_SYMBOLS = (
    r"[†‡§¶★☆✓✔✗✘✦●◆■▲▼←→↑↓⬆⬇⬅\U0001f300-\U0001faff\ufe0f]"
    r"|\\(?:d?dag(?:ger)?|S|P|ast|star|bigstar|checkmark|(?:up|down|left)arrow)(?![a-zA-Z])"
)
_BEFORE = re.compile(rf"(?:\s|==|\*{{1,3}}|__?|{_SYMBOLS})+(?=\S)")
_BEHIND = re.compile(
    rf"(?:\s|==|\\?\*|__?|[,;:]|\^?\{{?(?:{_SYMBOLS})\}}?|\[\^[^\]\s]*\]|\^\{{[^{{}}\d]*\}}|\^[a-z]"
    r"|\\textsuperscript\{[^{}\d]*\}|\([^()\d]*\))+$"
)
_BRACKETS = re.compile(r"[(\[]([^()\[\],;]*)[)\]]")
_WRAPPERS = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|textbf|text|mathrm|textit|emph|num|boxed|mathit|ensuremath|mathbf"
    r"|underline|textsc|texttt|textrm|mathsf|mathtt)\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_BRACES = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")
_DELIMITERS = re.compile("[\ue000-\ue002$]")

_UNCERTAIN = re.compile(r"±|\+/-|\+-|\\pm|\d\s*\(\d+\)\s*$")
_GARBLED = re.compile(r"[-+]?(?:\d+[.,]\S*|[.,]\d\S*|0\d*[ '’]\d+|\d+%%+|\?+)$")
"""What begins as a decimal does, whatever comes then; and a place left open."""


def shown(text: str) -> str:
    r"""LaTeX with its marks blanked, character for character: what they mark stays in its place.

    >>> shown(r"\colorbox{red}{0.9}")
    '               0.9 '
    """
    at = 0
    while found := _COMMAND.search(text, at):
        at = end = found.end()
        for _ in range(_HIDING[found[1]]):
            if text[end : end + 1] != "{":
                break
            at = end = braced(text, end)
        if text[end : end + 1] == "{":
            close = braced(text, end) - 1
            text = f"{text[:close]} {text[close + 1 :]}" if text[close : close + 1] == "}" else text
            end += 1
        text = text[: found.start()] + re.sub(r"[^\n]", " ", text[found.start() : end]) + text[end:]
    return text


def undressed(cell: Marked, decimal: str) -> Marked:
    """The number of a cell without what is put on it; the cell as it is where that is none."""
    bare = cell.same_length(lambda t: _DELIMITERS.sub(" ", shown(t) if "\\" in t else t)).strip()
    before = None
    while bare.text != before:
        before = bare.text
        for inside in (_WRAPPERS, _BRACES, _BRACKETS):
            if found := inside.fullmatch(bare.text):
                bare = bare[found.start(1) : found.end(1)].strip()
        if number_like(bare.text, decimal):
            continue
        if lead := _BEFORE.match(bare.text):
            bare = bare[lead.end() : len(bare)]
        if tail := _BEHIND.search(bare.text):
            bare = bare[: tail.start()]
    return bare if number_like(bare.text, decimal) else cell


def number_like(text: str, decimal: str = "point") -> bool:
    """Whether a text is a number of the grammar."""
    way: Decimal = "comma" if decimal == "comma" else "auto"
    found = block([text], decimal=way)[0]
    return not isinstance(found, Unreadable) and found.special not in ("blank", "-")


def garbled(text: str) -> str:
    """Why what looks like a number is none; "" where it does not look like one."""
    text = _DELIMITERS.sub(" ", text).strip()
    return uncertain(text) or (say("expected.number", found=text) if _GARBLED.match(text) else "")


def uncertain(text: str) -> str:
    """Why a number that says how far off it may be is none; "" for any other text."""
    found = re.search(r"\d", text) and _UNCERTAIN.search(text)
    return say("reading.uncertain", text=text) if found else ""
