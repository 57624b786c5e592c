r"""Macros that an author made: those of formulas are expanded, others looked through.

``\newcommand{\Q}{\mathbf{Q}}``, ``\DeclareMathOperator{\softmax}{softmax}`` and
``\newcommand{\mat}[1]{\begin{bmatrix}#1\end{bmatrix}}`` stand for what they write, as long as
that is a formula of a few known commands; its own characters stand where the macro is used.
``\newcommand{\win}[1]{\textbf{#1}}`` shows what it is given; ``\newcommand{\lineto}[1]{\hskip 0pt
plus #1fill}`` only measures with it and shows nothing; ``\newcommand{\shown}[1]{$\displaystyle
#1$}`` makes a formula of it.  Nothing else is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from symattn.reading.documents.marked import Marked

__all__ = ["Macro", "braced", "looked_through", "macros_of", "undefined"]

DEEPEST = 40
LONGEST_BODY = 400
MOST_WRITTEN = 1_000_000
"""Characters that macros may add to a text; past it they are left as they are."""
_DEFINED = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\\([a-zA-Z]+)\}?\s*(?:\[([1-9])\])?\s*\{"
    r"|\\(?:DeclareMathOperator\*?)\s*\{?\\([a-zA-Z]+)\}?\s*\{|\\def\s*\\([a-zA-Z]+)\s*\{"
)
_FORMULA_COMMANDS = {
    "mathbf",
    "bm",
    "boldsymbol",
    "mathrm",
    "mathsf",
    "mathit",
    "mathbb",
    "mathcal",
    "mathtt",
    "bf",
    "rm",
    "text",
    "textbf",
    "textrm",
    "textit",
    "operatorname",
    "frac",
    "dfrac",
    "tfrac",
    "sqrt",
    "left",
    "right",
    "big",
    "Big",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "begin",
    "end",
    "top",
    "intercal",
    "cdot",
    "times",
    "ldots",
    "cdots",
    "dots",
    "approx",
    "exp",
    "ln",
    "log",
    "sum",
    "quad",
    "qquad",
    "ensuremath",
    "displaystyle",
    "hat",
    "tilde",
    "bar",
    "vec",
    "alpha",
    "beta",
    "sigma",
    "tau",
    "lambda",
    "infty",
}
_FONT = re.compile(r"\\newfontfamily\s*\{?\\([a-zA-Z]+)\}?")
_BLANKS = re.compile(" *")
_LENGTH = re.compile(r"\\(?:dimexpr|numexpr)[^\\{}]*(?:\\relax)?")


@dataclass(frozen=True)
class Macro:
    """``count`` arguments; ``shows``: whether the last is shown; ``formula``: as mathematics.

    ``heading``: it is called a section or a heading, and makes one.

    ``body``: what it writes, where that is expanded.  Without arguments and body it is a switch
    (of the font), which shows nothing itself.
    """

    count: int
    shows: bool
    formula: bool = False
    heading: bool = False
    body: str = ""


def macros_of(text: str) -> dict[str, Macro]:
    """The macros that a text defines and that are expanded or looked through."""
    out: dict[str, Macro] = {}
    for found in _DEFINED.finditer(text):
        body = text[found.end() : braced(text, found.end() - 1) - 1]
        name, count = found[1] or found[3] or found[4], int(found[2] or 0)
        if found[3]:
            body = f"\\operatorname{{{body}}}"
        body = _flat(body, out)
        if _is_formula(body, count):
            out[name] = Macro(count, True, body=body)
            continue
        if not count:
            out.pop(name, None)
            continue
        last = re.escape(f"#{count}")
        # an argument that is only a length (3*#1mm, plus #1fill) shows nothing
        shows = re.search(rf"(?<![*\d.]){last}(?![a-z])", _LENGTH.sub("", body))
        formula = re.search(rf"\$[^$]*{last}[^$]*\$", body)
        heading = re.search(r"(?:section|heading)$", name, re.I)
        out[name] = Macro(count, bool(shows), bool(formula), bool(heading))
    out |= {name: Macro(1, False) for name in ("phantom", "hphantom", "vphantom")}
    return out | {found[1]: Macro(0, False) for found in _FONT.finditer(text)}


def undefined(text: Marked) -> Marked:
    """The text with the definitions of macros in it blanked."""
    spans = [(m.start(), braced(text.text, m.end() - 1)) for m in _DEFINED.finditer(text.text)]

    def blank(words: str) -> str:
        pieces, at = [], 0
        for start, end in spans:
            if start >= at:
                pieces += [words[at:start], re.sub(r"[^\n]", " ", words[start:end])]
                at = end
        return "".join([*pieces, words[at:]])

    return text.same_length(blank)


def _flat(body: str, macros: Mapping[str, Macro]) -> str:
    """A body with the macros in it that take no arguments written out."""
    if len(body) > LONGEST_BODY:
        return body
    return re.sub(
        r"\\([a-zA-Z]+)",
        lambda m: known.body if (known := macros.get(m[1])) and not known.count else m[0],
        body,
    )


def _is_formula(body: str, count: int) -> bool:
    """Whether a macro of that body can be expanded: known commands, each argument once."""
    commands = set(re.findall(r"\\([a-zA-Z]+)", body))
    arguments = sorted(re.findall(r"#(\d)", body))
    around = re.sub(r"#\d|\\(?:textbf|textit|text|textrm)\b|[\s{}]", "", body)
    once = arguments == [str(i + 1) for i in range(count)]
    known = commands <= _FORMULA_COMMANDS and "$" not in body
    return 0 < len(body) <= LONGEST_BODY and once and known and bool(around)


def looked_through(
    text: Marked, macros: Mapping[str, Macro], depth: int = 0, inside: bool = False
) -> Marked:
    """The text with its macros replaced by what they show of their last argument.

    ``inside``: the text stands in a formula.
    """
    if not macros or depth > DEEPEST:
        return text
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    pieces, at, written = [], 0, 0
    for found in re.finditer(rf"\\({names})(?![a-zA-Z])", text.text):
        if found.start() < at:
            continue
        macro = macros[found[1]]
        given = _arguments(text.text, found.end(), macro.count)
        written += len(macro.body)
        if given is None or written > MOST_WRITTEN:
            continue
        start, end = given[-1]
        pieces.append(text[at : found.start()])
        if macro.body:
            held = [looked_through(text[a + 1 : b - 1], macros, depth + 1, True) for a, b in given]
            pieces.append(_written(macro.body, held, text, found.start(), end))
        elif macro.shows:
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


def _written(body: str, held: list[Marked], text: Marked, start: int, end: int) -> Marked:
    """The body with its arguments; its own characters stand where the macro is called."""

    def own(words: str) -> Marked:
        return Marked(words, [text.offsets[start]] * len(words), text.source)

    scripted = text.text[max(start - 1, 0) : start] in ("^", "_")
    parted = body[-1:].isalnum() and text.text[end : end + 1].isalnum()
    parts, at = [own("{" * scripted)], 0
    for mark in re.finditer(r"#(\d)", body):
        parts += [own(body[at : mark.start()]), held[int(mark[1]) - 1]]
        at = mark.end()
    return Marked.join([*parts, own(body[at:] + "}" * scripted + " " * parted)])


def _arguments(text: str, at: int, count: int) -> list[tuple[int, int]] | None:
    """Where the braces of each argument stand; without any, the blanks after the macro."""
    if not count:
        blanks = _BLANKS.match(text, at)
        return [(at, blanks.end() if blanks else at)]
    found: list[tuple[int, int]] = []
    for _ in range(count):
        opening = text.find("{", at)
        if opening < 0 or text[at:opening].strip():
            return None
        at = braced(text, opening)
        found.append((opening, at))
    return found


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
