"""The tokens of an entry: numbers, letters, commands and signs; what has none is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from symattn.errors import InputError
from symattn.reading.entries import quoted
from symattn.words import say

__all__ = ["COMMANDS", "GREEK", "SIGNS", "Token", "refusal", "refused", "tokens"]


@dataclass(frozen=True)
class Token:
    """``kind`` is "number", "letter", "word", "command" or the sign itself."""

    kind: str
    text: str
    gap: bool = False  # a blank stands before it


GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Σ": "Sigma",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}
_LETTERS = {*GREEK.values(), "varepsilon", "vartheta", "varphi", "varrho", "varsigma", "ell"}
COMMANDS = {"frac", "sqrt", "ln", "exp", "cdot", "times", "div"}
_SAME = {"dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "ast": "cdot"}
_DROPPED = {
    "left",
    "right",
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
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "limits",
    "nolimits",
}
_BLANK = {"quad", "qquad", "thinspace", "enspace"}

_WHY = {
    "log": ("reading.log_base", "fix.write_ln_command"),
    "pi": ("reading.pi", "fix.number_or_letter"),
    "infty": ("reading.infinite", "fix.finite_or_mask"),
    "top": ("reading.transposition", "fix.write_matrix_out"),
    "intercal": ("reading.transposition", "fix.write_matrix_out"),
    "pm": ("reading.plus_minus", "fix.write_one"),
    "overline": ("reading.repeating", "fix.write_fraction"),
    "dot": ("reading.repeating", "fix.write_fraction"),
    "text": ("reading.words", "fix.number_or_symbol_x"),
    "mathbf": ("reading.styled", "fix.plain_letter"),
    "boldsymbol": ("reading.styled", "fix.plain_letter"),
    "mathrm": ("reading.upright", "fix.one_letter"),
    "begin": ("reading.matrix_in_entry", "fix.one_formula"),
    "dots": ("reading.left_out", "fix.all_entries"),
    "cdots": ("reading.left_out", "fix.all_entries"),
    "ldots": ("reading.left_out", "fix.all_entries"),
    "vdots": ("reading.left_out", "fix.all_entries"),
    "ddots": ("reading.left_out", "fix.all_entries"),
    "tanh": ("reading.tanh", "fix.number_or_symbol"),
}
"""Commands that are not read: the keys of why, and of what to write."""
SIGNS = {
    ",": ("reading.comma", "fix.decimal_point"),
    ";": ("reading.semicolon", "fix.one_number_each"),
    "'": ("reading.apostrophe", "fix.no_groups_no_primes"),
    "’": ("reading.apostrophe", "fix.no_groups_no_primes"),
    "%": ("reading.per_cent", "fix.no_per_cent"),
    "!": ("reading.factorial", "fix.write_the_number"),
    "&": ("reading.ampersand", "fix.one_number_each"),
    "=": ("reading.equals_sign", "fix.one_side"),
    "∞": ("reading.infinite", "fix.finite_or_mask"),
    "π": ("reading.pi", "fix.number_or_letter"),
    "|": ("reading.absolute", "fix.number_itself"),
    "…": ("reading.left_out", "fix.all_digits"),
    ":": ("reading.colon", "fix.write_stroke"),
}
"""Signs that are not read, in the same way."""

_SUPER, _SUB = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "₀₁₂₃₄₅₆₇₈₉"
_SUPERSCRIPT = str.maketrans(_SUPER, "0123456789+-")
_SUBSCRIPT = str.maketrans(_SUB, "0123456789")
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|\\(?P<command>[A-Za-z]+)\*?"
    r"|(?P<blank>\s+|~|\\[,;:!> ])"
    r"|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>[-+*/^_(){}\[\],])"
)
_TRANSPOSED = re.compile(
    r"\^\s*\{?\s*(?:T(?![A-Za-z_])|\\top(?![A-Za-z])|\\intercal|\\mathsf\s*\{?\s*T|\\mathrm\s*\{?\s*T|ᵀ)|ᵀ"
)
_EULER = re.compile(r"\\(?:mathrm|text|mathit|rm|operatorname)\s*\{\s*e\s*\}")
_NAMED = re.compile(r"\\(?:mathrm|operatorname)\s*\{\s*(ln|exp)\s*\}")


def refusal(text: str, why: str, fix: str | None = None) -> InputError:
    """The error for an entry that is not read."""
    return InputError(say("reading.not_read", text=quoted(text), why=why), fix=fix)


def refused(text: str, why: str, fix: str) -> InputError:
    """The error for an entry with a sign or command that is not read, by its row in a table."""
    return refusal(text, say(why), say(fix))


_OLD_POINT = re.compile(r"(?<![0-9.])0[0-9]*·[0-9]|[0-9]·0[0-9]")
"""0·5 and 2·05, as decimals were printed in Britain; no number of a product begins with 0."""


def tokens(text: str, original: str) -> list[Token]:
    """The tokens of an entry that was evened out; raises InputError for anything else."""
    if _TRANSPOSED.search(text):
        raise refused(original, *_WHY["top"])
    if _OLD_POINT.search(text):
        raise refusal(original, say("reading.point_or_product"), say("fix.point_or_cdot"))
    plain = _normal(text)
    found: list[Token] = []
    at, gap = 0, False
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            raise _unknown(plain[at], original)
        at = match.end()
        if match["blank"]:
            gap = True
            continue
        made = _token(match, original, gap)
        gap = gap and made is None
        if made is None:
            continue
        found.append(made)
    return found


def _normal(text: str) -> str:
    """Dollar signs off, {,} to a point; roots, signs, Greek and raised digits to LaTeX."""
    plain = text.strip()
    for left, right in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        if plain.startswith(left) and plain.endswith(right) and len(plain) > len(left + right):
            plain = plain[len(left) : -len(right)].strip()
            break
    plain = _EULER.sub(" e", plain)
    plain = _NAMED.sub(r"\\\1 ", plain)
    plain = re.sub(r"(?<=[0-9])\{,\}(?=[0-9])", ".", plain)
    plain = re.sub(f"[{_SUPER}]+", lambda m: "^{" + m[0].translate(_SUPERSCRIPT) + "}", plain)
    plain = re.sub(f"[{_SUB}]+", lambda m: "_{" + m[0].translate(_SUBSCRIPT) + "}", plain)
    for sign, command in (
        ("·", "cdot"),
        ("⋅", "cdot"),
        ("∙", "cdot"),
        ("×", "times"),
        ("÷", "div"),
    ):
        plain = plain.replace(sign, f"\\{command} ")
    plain = plain.replace("√", "\\sqrt*")  # marked: the plain root takes a whole number
    return re.sub("[α-ωΓΔΘΛΞΣΦΨΩ]", lambda m: f"\\{GREEK[m[0]]} " if m[0] in GREEK else m[0], plain)


def _token(match: re.Match[str], original: str, gap: bool) -> Token | None:
    if match["number"]:
        return Token("number", match["number"], gap)
    if match["sign"]:
        return Token(match["sign"], match["sign"], gap)
    if match["word"]:
        word = match["word"]
        return Token("letter" if len(word) == 1 else "word", word, gap)
    name = _SAME.get(match["command"], match["command"])
    if name in _DROPPED or name in _BLANK:
        return None
    if name in _LETTERS:
        return Token("letter", name, gap)
    if name in COMMANDS:
        starred = match[0].endswith("*")
        return Token("command", name + "*" if starred and name == "sqrt" else name, gap)
    if name in _WHY:
        raise refused(original, *_WHY[name])
    raise refusal(original, say("reading.no_command", name=name), say("fix.known_commands"))


def _unknown(sign: str, original: str) -> InputError:
    if sign in SIGNS:
        return refused(original, *SIGNS[sign])
    if sign.isdigit() or sign.isnumeric():
        name = unicodedata.name(sign, say("reading.foreign_digit"))
        return refusal(original, say("reading.stands_in_it", name=name), say("fix.write_digits"))
    name = unicodedata.name(sign, say("reading.character", code=f"{ord(sign):04X}"))
    return refusal(original, say("reading.meaningless", name=name), say("fix.write_number_such_as"))
