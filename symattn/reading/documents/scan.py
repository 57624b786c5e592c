"""Text and LaTeX cut into the same tokens, so that one grammar reads both.

Formulas inside a text stand between :data:`MATH` and :data:`END`; an array that has been
read already stands as one character of :data:`OBJECT`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from symattn.reading.documents.dressed import shown
from symattn.reading.documents.marked import Marked

__all__ = ["END", "MATH", "OBJECT", "Token", "object_at", "scan", "subscript_text"]

MATH, DISPLAY, END = "\ue000", "\ue002", "\ue001"
OBJECT = 0xF0000
"""The first of the characters that stand for arrays: chr(OBJECT + number)."""

TILDE = "\u0303"
"""The combining mark: a letter with it is another letter."""

Kind = Literal[
    "number",
    "name",
    "relation",
    "operator",
    "open",
    "close",
    "comma",
    "mark",
    "object",
    "matrix",
    "command",
    "break",
    "word",
    "dots",
    "other",
]

RELATIONS = {
    "≃": "≈",
    "≅": "≈",
    "≒": "≈",
    ":=": "=",
    "==": "=",
    "~=": "≈",
    "~": "≈",
    "<=": "≤",
    ">=": "≥",
    "->": "→",
    "-->": "→",
    "=>": "→",
    "⇒": "→",
    "⟹": "→",
    "⟶": "→",
    "↦": "→",
    "!=": "≠",
    "∼": "≈",
    r"\approx": "≈",
    r"\simeq": "≈",
    r"\cong": "≈",
    r"\sim": "≈",
    r"\doteq": "=",
    r"\equiv": "=",
    r"\to": "→",
    r"\rightarrow": "→",
    r"\Rightarrow": "→",
    r"\longrightarrow": "→",
    r"\implies": "→",
    r"\Longrightarrow": "→",
    r"\mapsto": "→",
    r"\leadsto": "→",
    r"\xrightarrow": "→",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\lt": "<",
    r"\gt": ">",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\propto": "∝",
    r"\in": "∈",
    r"\coloneqq": "=",
}
OPERATORS = {
    "⋅": "·",
    "∙": "·",
    "∗": "*",
    "÷": "/",
    r"\cdot": "·",
    r"\times": "×",
    r"\div": "/",
    r"\odot": "⊙",
    r"\ast": "*",
    r"\pm": "±",
    "∘": "⊙",
    r"\circ": "⊙",
}
_SPACES = {
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "quad",
    "qquad",
    "nonumber",
    "notag",
    "limits",
    "nolimits",
    "hline",
    "thinspace",
    "enspace",
    "mathbf",
    "bm",
    "boldsymbol",
    "mathit",
    "textbf",
    "boxed",
    "underline",
    "mathcal",
    "mathsf",
    "mathtt",
    "bar",
    "hat",
    "tilde",
    "vec",
    "widehat",
    "widetilde",
    "underbrace",
    "overbrace",
    "bf",
    "rm",
    "strut",
    "mathbb",
    "overline",
    "ensuremath",
    "noindent",
    "centering",
    "small",
    "large",
    "textit",
    "emph",
    "allowbreak",
    "protect",
    "text\u0000",
    "fbox",
    "num",
    "tt",
}
_APART = {r"\quad", r"\qquad", r"\hspace"}
"""Wide spaces, across which nothing is multiplied."""
_DROPPED = {
    "hspace",
    "vspace",
    "phantom",
    "hphantom",
    "vphantom",
    "label",
    "tag",
    "color",
    "textcolor",
    "colorbox",
    "sout",
    "st",
    "cancel",
    "xcancel",
    "bcancel",
    "cancelto",
    "ref",
    "eqref",
    "cite",
    "overset",
    "underset",
    "stackrel",
    "intertext",
    "mspace",
    "kern",
    "mskip",
    "class",
    "cssId",
    "cline",
    "cmidrule",
    "rowcolor",
    "cellcolor",
    "arraystretch",
    "footnote",
}
_WORDS = {
    "text",
    "textrm",
    "mathrm",
    "operatorname",
    "mbox",
    "textsf",
    "textup",
    "mathop",
    "hbox",
    "textnormal",
    "operatorname*",
    "texttt",
}
_SIGNS: dict[str, tuple[Kind, str]] = {
    "infty": ("number", "∞"),
    "{": ("open", "["),
    "lbrack": ("open", "["),
    "langle": ("open", "["),
    "}": ("close", "]"),
    "rbrack": ("close", "]"),
    "rangle": ("close", "]"),
    "frac": ("command", "frac"),
    "dfrac": ("command", "frac"),
    "tfrac": ("command", "frac"),
    "cfrac": ("command", "frac"),
    "sqrt": ("command", "sqrt"),
    **dict.fromkeys(("lvert", "rvert", "vert"), ("other", "|")),
    **dict.fromkeys(("|", "lVert", "rVert", "Vert"), ("other", "‖")),
    **{name: ("other", name) for name in "#$_%&"},
}
_GREEK = {r"\top": "T", r"\intercal": "T", r"\infty": "∞", r"\mathsf{T}": "T"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text; ``gap``: 0 directly after the one before, 1 after blanks, 2 on a new line.

    ``text`` is normalised (relations, operators, names); ``latex``: it stood in a formula.
    """

    kind: Kind
    text: str
    start: int
    end: int
    gap: int = 0
    latex: bool = False


def object_at(character: str) -> int:
    """The number of the array that the character stands for, else −1."""
    return ord(character) - OBJECT if ord(character) >= OBJECT else -1


_POWER = (
    r"(?:[eE][+-]?\d+(?![\w.])"
    r"|[ \t]*(?:\\[,;: ])?(?:×|·|⋅|\*|\\times(?![a-zA-Z])|\\cdot(?![a-zA-Z]))[ \t]*10"
    r"(?:[ ]?\^[ ]?\{[ ]?[-+]?\d+[ ]?\}|[ ]?\^[ ]?[-+]?\d+|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
)
_LONE = r"10(?:[ ]?\^[ ]?\{[ ]?[-+]?\d+[ ]?\}|\^[-+]?\d+|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
_PERCENT = r"(?:(?:[ ]|\\,)?\\?%(?!\w))?"
_POINT = (
    r"(?:\d{1,3}(?:(?:,|\{,\}|\\,|['’ \u00a0])\d{3})+\.\d+|\d+\.\d+|\.\d+"
    r"|\d+\.(?=[\s,;\])]|[eE][+-])"
    r"|\d+)"
)
_COMMA = r"(?:\d{1,3}(?:(?:\.|\\,|['’ \u00a0])\d{3})+(?:,|\{,\})\d+|\d+(?:,|\{,\})\d+|\d+\.\d+|\d+)"


_PLAIN_NAME = (
    r"[^\W\d_]\u0303?[^\W_]*(?:_\{[^{}\n]*\})'*"
    r"|[^\W\d_]\u0303?[\w′]*(?:\.[A-Za-z_]\w*)*(?:_\{[^{}\n]*\})?'*"
)


@lru_cache(maxsize=4)
def _pattern(decimal: str, latex: bool) -> re.Pattern[str]:
    number = rf"(?:{_LONE}|{_COMMA if decimal == 'comma' else _POINT}{_POWER}?){_PERCENT}"
    name = r"[^\W\d_]+\u0303?'*|[∑∏]" if latex else _PLAIN_NAME
    parts = [
        ("space", r"[ \t\r\f\u00a0]+|\\[,;:! ><]|~(?=[\\{\w])" if latex else r"[ \t\r\f\u00a0]+"),
        ("line", r"\n"),
        ("address", r"(?:https?://|www\.|arXiv:|doi:)[^\s\ue000-\ue002]+|[\w.]+@[\w.]+\.\w+"),
        ("chapter", r"(?<![\w.])\d+(?:\.\d+){2,}(?![\w.])|\b\d{4}-\d\d-\d\d\b|\d+:\d\d(?::\d\d)?"),
        ("shape", r"\(\s*\d+\s*(?:[x×]\s*\d+\s*)+\)|(?<![\w.])\d+x\d+(?!\w)"),
        ("glued", r"\d[\d.]*(?!e\^|e[⁻⁺⁰¹²³⁴-⁹]|exp\b|[eE][+-]?\d)[A-Za-z_]\w*"),
        ("number", number),
        ("math", f"[{MATH}{DISPLAY}{END}]"),
        ("matrix", r"\\begin\{(?:[a-zA-Z]*matrix\*?|array)\}"),
        ("begin", r"\\(?:begin|end)\{[a-zA-Z]*\*?\}(?:\[[^\]]*\])?(?:\{\d+\})?"),
        ("row", r"\\\\(?:\s*\[[^\]\d]*[\d.]+\s*[a-z]+\])?\*?|\\cr(?![a-zA-Z])|\\newline\b"),
        ("command", r"\\[a-zA-Z]+\*?|\\[{}|#$_%&]"),
        ("relation", r"-->|->|=>|:=|==|~=|<=|>=|!=|[=≈≃≅≒<>≤≥≠∝∈→⇒⟹⟶↦∼]|~(?=\s*[\d\[])"),
        ("operator", r"[-+*/·⋅∙∗×÷⊙@±∘]"),
        ("dots", r"\.\.\.|…|⋯"),
        ("ellipsis", r"[⋮⋱]"),
        ("open", r"[(\[{⟨⎡]"),
        ("close", r"[)\]}⟩⎦]"),
        ("comma", r"[,;&]"),
        ("raised", r"[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+|ᵀ|⊤"),
        ("mark", r"\^|_|√"),
        ("object", "[\U000f0000-\U000ffffd]"),
        ("infinity", r"∞|inf(?![A-Za-z0-9_(])"),
        ("name", rf"(?:{name})" + r"[₀₁₂₃₄₅₆₇₈₉ₐₑᵢⱼₖₙₘₒₓᵥₚₜ]*"),
    ]
    return re.compile("|".join(f"(?P<{kind}>{rule})" for kind, rule in parts) + "|(?P<other>.)")


def scan(text: Marked, decimal: str = "point", latex: bool = False) -> list[Token]:
    """The tokens of a text; formulas in it are scanned as LaTeX."""
    even = shown(text.evened().text)
    found: list[Token] = []
    at, gap, depth, tilde = 0, 2, 0, False
    while at < len(even):
        match = _pattern(decimal, latex).match(even, at)
        assert match is not None and match.lastgroup
        kind, start, at = match.lastgroup, at, match.end()
        piece = match[0]
        if kind == "math":
            gap = 2 if piece == DISPLAY or (latex and gap == 2) else max(gap, 1)
            latex = piece != END
        elif kind == "space":
            gap = max(gap, 1)
        elif kind == "line":
            gap = max(gap, 1) if latex else 2
        elif kind == "number" and piece.endswith(".") and not depth:
            found.append(Token("number", piece[:-1], start, at - 1, gap, latex))
            at, gap = at - 1, 0
        elif kind == "command":
            token, at = _command(even, start, at, gap)
            gap = 0 if token else 2 if piece in _APART else max(gap, 1)
            found += [token] if token else []
            tilde = piece in (r"\tilde", r"\widetilde")
        elif kind == "matrix":
            at = _matrix_end(even, start)
            found.append(Token("matrix", even[start:at], start, at, gap, latex))
            gap = 0
        elif kind == "begin":
            gap = max(gap, 1)
        else:
            depth += (kind == "open") - (kind == "close")
            if tilde and kind == "name":
                piece, tilde = f"{piece}{TILDE}", False
            found.append(_token(kind, piece, start, at, gap, latex))
            gap = 0
    return found


_KINDS: dict[str, Kind] = {
    "address": "other",
    "chapter": "other",
    "shape": "other",
    "glued": "word",
    "row": "break",
    "raised": "mark",
    "infinity": "number",
    "ellipsis": "dots",
}


def _token(kind: str, piece: str, start: int, end: int, gap: int, latex: bool) -> Token:
    text = piece
    if kind == "relation":
        text = RELATIONS.get(piece, piece)
    elif kind == "operator":
        text = OPERATORS.get(piece, piece)
    elif kind == "comma" and piece == "&":
        return Token("comma", "&", start, end, gap, latex)
    plain: Kind = _KINDS.get(kind) or kind  # type: ignore[assignment]
    return Token(plain, text, start, end, gap, latex)


def _command(text: str, start: int, end: int, gap: int) -> tuple[Token | None, int]:
    """The token of a LaTeX command (none for spacing), and where reading goes on."""
    command = text[start:end]
    name = command[1:]
    if command in RELATIONS:
        if name == "xrightarrow":
            end = _group_end(text, end)
        return Token("relation", RELATIONS[command], start, end, gap, True), end
    if command in OPERATORS:
        return Token("operator", OPERATORS[command], start, end, gap, True), end
    if name in _WORDS:
        close = _group_end(text, end)
        word = subscript_text(text[end:close])
        return Token("name", word, start, close, gap, True), close
    if name.rstrip("*") in _SPACES:
        return None, end
    if name.rstrip("*") in _DROPPED:
        return None, _group_end(text, end)
    if name.endswith("dots"):
        return Token("dots", "…", start, end, gap, True), end
    if name in _SIGNS:
        kind, sign = _SIGNS[name]
        return Token(kind, sign or name, start, end, gap, True), end
    return Token("name", _GREEK.get(command, name), start, end, gap, True), end


def _group_end(text: str, at: int) -> int:
    """Just past the {…} (or single character) that begins here; blanks are skipped."""
    while at < len(text) and text[at] in " \t\n":
        at += 1
    if at >= len(text) or text[at] != "{":
        return at
    depth, i = 0, at
    while i < len(text):
        depth += (text[i] == "{") - (text[i] == "}")
        i += 1
        if not depth:
            return i
    return len(text)


def _matrix_end(text: str, start: int) -> int:
    """Just past the \\end that closes the environment beginning here."""
    depth = 0
    for found in re.compile(r"\\(begin|end)\{[a-zA-Z]+\*?\}").finditer(text, start):
        depth += 1 if found[1] == "begin" else -1
        if not depth:
            return found.end()
    return len(text)


def subscript_text(text: str) -> str:
    """An index or a word as plain text: braces, fonts and spacing taken away.

    >>> subscript_text(r"{\\text{one},\\, 2}")
    'one,2'
    """
    plain = re.sub(r"\\(?:[a-zA-Z]+\s*|.)", lambda m: _letter(m[0].strip()), text)
    return re.sub(r"\s+", " ", re.sub(r"[{}$\ue000-\ue002]", "", plain)).strip().replace(", ", ",")


def _letter(command: str) -> str:
    name = command[1:]
    if name in _SPACES or name in _WORDS or not name.isalpha():
        return ""
    return _GREEK.get(command) or OPERATORS.get(command) or RELATIONS.get(command) or name
