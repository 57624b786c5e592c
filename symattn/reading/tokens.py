"""The tokens of an entry: numbers, letters, commands and signs; what has none is refused."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from symattn.errors import InputError
from symattn.reading.entries import quoted

__all__ = ["COMMANDS", "GREEK", "SIGNS", "Token", "refusal", "tokens"]


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
    "log": ("the base of \\log is not said", "write \\ln for the natural logarithm"),
    "pi": ("π is not supported", "write a number, or a letter as a symbol"),
    "infty": ("∞ is no number", "write a finite number; hidden keys belong in the mask"),
    "top": ("a transposition is not carried out here", "write the matrix out"),
    "intercal": ("a transposition is not carried out here", "write the matrix out"),
    "pm": ("± says two numbers", "write one"),
    "overline": ("a repeating decimal is not read", "write the fraction, such as 1/3"),
    "dot": ("a repeating decimal is not read", "write the fraction, such as 1/3"),
    "text": ("words are no numbers", "write a number or a symbol such as x_{1}"),
    "mathbf": ("styled letters are not told apart", "write the plain letter, such as x_{1}"),
    "boldsymbol": ("styled letters are not told apart", "write the plain letter, such as x_{1}"),
    "mathrm": ("upright words are not read", "write one letter, such as x_{1}"),
    "begin": ("a matrix inside an entry is not read", "write one number or formula"),
    "dots": ("entries are left out", "write all entries"),
    "cdots": ("entries are left out", "write all entries"),
    "ldots": ("entries are left out", "write all entries"),
    "vdots": ("entries are left out", "write all entries"),
    "ddots": ("entries are left out", "write all entries"),
    "tanh": ("tanh is not supported in an entry", "write a number or a symbol"),
}
SIGNS = {
    ",": ("a comma stands in it", "write the decimal point as a point, 0.468"),
    ";": ("a semicolon stands in it", "write one number for each entry"),
    "'": ("an apostrophe stands in it", "write digits without groups, letters without primes"),
    "’": ("an apostrophe stands in it", "write digits without groups, letters without primes"),
    "%": ("a % stands in it", "write the number itself: 46.8% is 0.468"),
    "!": ("factorials are not read", "write the number"),
    "&": ("a & stands in it", "write one number for each entry"),
    "=": ("an equals sign stands in it", "write one side"),
    "∞": ("∞ is no number", "write a finite number; hidden keys belong in the mask"),
    "π": ("π is not supported", "write a number, or a letter as a symbol"),
    "|": ("|…| is not read", "write the number itself"),
    "…": ("entries are left out", "write all digits"),
    ":": ("a colon stands in it", "write / for a fraction"),
}

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
    return InputError(f"{quoted(text)} is not read: {why}", fix=fix)


def tokens(text: str, original: str) -> list[Token]:
    """The tokens of an entry that was evened out; raises InputError for anything else."""
    if _TRANSPOSED.search(text):
        raise refusal(original, "a transposition is not carried out here", "write the matrix out")
    if re.search(r"[0-9]·[0-9]", text):
        raise refusal(original, "a decimal point or a product?", "write 0.5, or 3 \\cdot 4")
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
    why, fix = _WHY.get(
        name, (f"\\{name} is not in the grammar", "write it with \\frac, \\sqrt, \\ln or e^{…}")
    )
    raise refusal(original, why, fix)


def _unknown(sign: str, original: str) -> InputError:
    if sign in SIGNS:
        return refusal(original, *SIGNS[sign])
    if sign.isdigit() or sign.isnumeric():
        name = unicodedata.name(sign, "a digit of another script")
        return refusal(original, f"{name} stands in it", "write the digits 0 to 9")
    name = unicodedata.name(sign, f"the character U+{ord(sign):04X}")
    return refusal(original, f"{name} has no meaning in an entry", "write a number such as 0.25")
