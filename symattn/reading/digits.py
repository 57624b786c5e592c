"""Printed numbers: the one closed grammar for every entrance (file, LaTeX, document).

A number in a text is a claim, not only a value: ``0.40`` says more than ``0.4``.
:class:`Printed` keeps the value, the unit claimed by the last printed place, and the
spelling, so that the right number can be written the way the text writes it.  What a
single number leaves open (``1,234``; ``1.`` from NumPy; a common factor) is decided by
:func:`block` for the whole table.  No float and no ``eval`` is involved anywhere.

The grammar, after full-width characters and the kinds of minus have been evened out::

    printed  = [relation] [sign] (decimal [power] | power | fraction) ["%"] ["…"]
    relation = "=" | "≈" | "~" | "<" | ">"
    decimal  = 468 | 0.468 | .468 | 1. | 0,468 | 1.234,5 | 1,234.5 | 1 234.5
    power    = E-04 | ×10⁻⁴ | \\times 10^{-4} | \\cdot 10^{-4}     (alone: 10^{-4})
    fraction = 1/3 | \\frac{1}{3}

Refused: digits of other scripts, ``1_000``, ``0.5f``, ``0.5²``, ``½``, ``0·5``, ``(0.5)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from flint import fmpq

from symattn.errors import Place
from symattn.reading.numerals import MOST_DIGITS, Form, Printed, Unreadable, ten, write
from symattn.words import say

__all__ = [
    "Decimal",
    "Form",
    "Printed",
    "Unreadable",
    "block",
    "even_out",
    "printed",
    "write",
]

Decimal = Literal["auto", "point", "comma"]

LARGEST_POWER = 500_000_000
"""Powers of ten in either direction: a fill of −1e9 leaves e^(−10⁹), about 10^−434294482."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_EVEN = (
    {0xFEE0 + c: c for c in range(0x21, 0x7F)}  # full-width forms
    | {ord(c): ord("-") for c in "−‐‑–﹣⁃"}
    | {ord(c): ord(" ") for c in "\u00a0\u2007\u2009\u202f\u200a\u2002\u2003\u3000"}
)

_WRAPPERS = re.compile(
    r"^\\(?:mathbf|boldsymbol|bm|textbf|text|mathrm|textit|emph|num|boxed|mathit|ensuremath)"
    r"\s*\{(?P<body>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$"
)
_RELATION = re.compile(r"^(=|≈|~|≃|<|>|\\approx(?![a-zA-Z])|\\sim(?![a-zA-Z])|\\lt|\\gt)\s*")
_SCIENTIFIC = re.compile(
    r"^(?P<mantissa>[\d., '’]*\d\.?)"
    r"(?:(?P<e>[eE])(?P<e_sign>[+-]?)(?P<e_digits>\d+)"
    r"|(?P<times> ?(?:×|·|⋅|\*|x|\\times|\\cdot) ?)10(?P<raise>\^\{ ?|\^|(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]))"
    r"(?P<t_sign>[-+⁻⁺]?)(?P<t_digits>[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+) ?(?P<close>\}?))?$"
)
_POWER = re.compile(
    r"^10(?P<raise>\^\{ ?|\^|(?=[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]))(?P<sign>[-+⁻⁺]?)"
    r"(?P<digits>[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+) ?(?P<close>\}?)$"
)
_FRACTION = re.compile(
    r"^(?:(\d+) ?/ ?(\d+)|\\[dt]?frac ?\{ ?(\d+) ?\} ?\{ ?(\d+) ?\}|\\[dt]?frac ?(\d) ?(\d))$"
)
_GROUPED = re.compile(r"^(?!0)\d{1,3}(?:(?P<by>[ ,.'’])\d{3})(?:(?P=by)\d{3})*$")
_SIMPLE = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)
_SPECIAL = re.compile(
    r"^(?:(?P<sign>[+-]?) ?(?P<inf>∞|\\infty|inf|infinity|oo)|(?P<nan>nan|n/a|na|undefined))$", re.I
)


def even_out(text: str) -> str:
    """The text with full-width forms, kinds of minus and kinds of blank made ASCII.

    Character for character, so that places in the text stay what they are.
    """
    return text.translate(_EVEN)


def printed(text: str, *, decimal: Decimal = "auto", where: Place | None = None) -> Printed:
    """The printed number.

    ``decimal`` says what the point is; "auto" decides where one reading alone is possible.
    Raises :class:`Unreadable` for whatever the grammar does not have.

    >>> number = printed("9.05E-04")
    >>> number.value, number.unit
    (181/200000, 1/1000000)
    >>> printed("46.8%").unit
    1/1000
    """
    try:
        return replace(_printed(text, decimal), where=where)
    except Unreadable as error:
        raise error.within(
            file=where.file if where else None,
            row=where.line if where else None,
            column=where.column if where else None,
        ) from None


def _printed(text: str, decimal: Decimal) -> Printed:
    if decimal != "comma" and len(text) < 40 and (simple := _SIMPLE.fullmatch(text)):
        places = len(simple[3] or "")
        unit = fmpq(1, 10**places)
        value = fmpq(int(simple[2] + (simple[3] or ""))) * unit
        return Printed(text, -value if simple[1] else value, unit, form=Form(places=places))
    if len(text) > 2 * MOST_DIGITS:
        raise Unreadable(say("reading.long_number", limit=MOST_DIGITS))
    body = _unwrapped(text)
    if not body or body in ("-", "--", "---", "—", "/"):
        return Printed(text, fmpq(0), fmpq(0), special="-" if body else "blank")
    relation: Literal["=", "≈", "<", ">"] = "="
    if found := _RELATION.match(body):
        sign = found[1]
        relation = "<" if sign in ("<", r"\lt") else ">" if sign in (">", r"\gt") else "≈"
        relation = "=" if sign == "=" else relation
        body = body[found.end() :]
    if special := _SPECIAL.match(body):
        name = "nan" if special["nan"] else "-inf" if special["sign"] == "-" else "inf"
        return Printed(text, fmpq(0), fmpq(0), relation, special=name)
    form = Form(minus=_minus(text), wide=any("０" <= c <= "９" for c in text))
    body, form = _tail(body, form)
    negative = body[:1] == "-"
    if body[:1] in ("-", "+"):
        body = body[1:].lstrip()
    value, unit, form = _magnitude(body, form, decimal, text)
    value = -value if negative else value
    kind = "beyond" if form.beyond else ""
    return Printed(text, value, unit, relation, form, bool(form.percent), kind)


def _unwrapped(text: str) -> str:
    body = even_out(text).strip()
    for character in body:
        if character.isdigit() and character not in "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹":
            raise Unreadable(
                say("reading.other_digits", text=_quoted(text)), fix=say("fix.write_ascii_digits")
            )
    body = body.strip("$ ")
    body = body.replace("{,}", ",").replace("{.}", ".")
    body = re.sub(r"\\[,;:! ]|~(?=\d)|\\(?:thinspace|quad)(?![a-zA-Z])", " ", body).strip()
    while found := _WRAPPERS.match(body):
        body = found["body"].strip()
    while body[:1] == "{" and body[-1:] == "}":
        body = body[1:-1].strip()
    return body


def _tail(body: str, form: Form) -> tuple[str, Form]:
    """The number without its per cent sign and its three dots."""
    if found := re.search(r"(?<=\d)( ?(?:\.\.\.|…|⋯|\\l?dots|\\cdots))$", body):
        body, form = body[: found.start()], replace(form, cut=True)
    if found := re.search(r"(?<=[\d.}⁰¹²³⁴⁵⁶⁷⁸⁹])( ?\\?%)$", body):
        body = body[: found.start()]
        form = replace(form, percent=found[1], shift=-2)
    return body, form


def _magnitude(body: str, form: Form, decimal: Decimal, text: str) -> tuple[fmpq, fmpq, Form]:
    if found := _FRACTION.match(body):
        over, under = (int(_bounded(part)) for part in found.groups() if part)
        if under == 0:
            raise Unreadable(say("reading.zero_below", text=_quoted(text)))
        spelled = "/" if "/" in body else body[: body.index("c") + 1]
        return fmpq(over, under) * ten(form.shift), fmpq(0), replace(form, fraction=spelled)
    if found := _POWER.match(body):
        exponent = _exponent(found["sign"], found["digits"])
        form = _raised(replace(form, lone=True), "10" + found["raise"], found, "digits", "sign")
        exponent, form = _written_out(exponent, form)
        return ten(exponent + form.shift), ten(exponent + form.shift), form
    found = _SCIENTIFIC.match("0" + body if body[:1] in (".", ",") else body)
    if not found:
        raise Unreadable(say("expected.number", found=_quoted(text)))
    digits, form = _mantissa(found["mantissa"], form, decimal, text)
    form = replace(form, bare=body[:1] in (".", ","))
    exponent = 0
    if found["e"]:
        exponent = _exponent(found["e_sign"], found["e_digits"])
        form = _raised(form, found["e"], found, "e_digits", "e_sign")
    elif found["times"]:
        exponent = _exponent(found["t_sign"], found["t_digits"])
        form = _raised(form, f"{found['times']}10{found['raise']}", found, "t_digits", "t_sign")
    exponent, form = _written_out(exponent, form)
    unit = ten(exponent - form.places + form.shift)
    return fmpq(int(_bounded(digits))) * unit, unit, form


def _raised(form: Form, power: str, found: re.Match[str], digits: str, sign: str) -> Form:
    close = found["close"] if "{" in power else ""
    if ("{" in power) != (close == "}"):
        raise Unreadable(say("reading.braces", text=_quoted(found[0])))
    written = found[digits]
    return replace(
        form,
        power=power,
        close=close,
        width=len(written),
        plus=found[sign] in ("+", "⁺"),
        raised=written[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹",
    )


def _mantissa(text: str, form: Form, decimal: Decimal, whole_text: str) -> tuple[str, Form]:
    """The digits without separators, and the form with places, point and group."""
    signs = [c for c in text if not c.isdigit()]
    point = _point(text, signs, decimal, whole_text)
    before, _, after = text.rpartition(point) if point else (text, "", "")
    if not after.isdigit() and after:
        raise Unreadable(say("expected.digits_after_point", text=_quoted(whole_text)))
    group = ""
    if not before.isdigit():
        grouped = _GROUPED.match(before)
        if not grouped or grouped["by"] == point:
            raise Unreadable(say("expected.groups_of_three", text=_quoted(whole_text)))
        group = grouped["by"]
        before = before.replace(group, "")
    places = len(after)
    form = replace(form, point=point or _other_point(group), places=places, group=group)
    return before + after, replace(form, dot=bool(point) and not after)


def _point(text: str, signs: list[str], decimal: Decimal, whole_text: str) -> str:
    """The character that is the decimal point in this text, "" if there is none."""
    kinds = [c for c in dict.fromkeys(signs) if c in ".,"]
    if not kinds:
        return ""
    if len(kinds) == 2:
        last = kinds[1]
        if signs.count(last) != 1 or (decimal, last) in (("point", ","), ("comma", ".")):
            raise Unreadable(say("reading.points_and_commas", text=_quoted(whole_text)))
        return last
    kind = kinds[0]
    if signs.count(kind) > 1:
        return ""  # 1.234.567: groups
    wanted = {"point": ".", "comma": ",", "auto": ""}[decimal]
    grouped = bool(_GROUPED.match(text)) and text[0] != "0"
    if wanted and kind != wanted:
        if not grouped:
            name = "point" if wanted == "." else "comma"
            raise Unreadable(say(f"expected.decimal_{name}", found=_quoted(whole_text)))
        return ""
    if not wanted and kind == "," and grouped:
        raise Unreadable(
            say(
                "reading.comma_or_groups",
                text=_quoted(whole_text),
                comma=text.replace(",", "."),
                groups=text.replace(",", ""),
            ),
            fix=say("fix.say_decimal"),
        )
    return kind


def _other_point(group: str) -> str:
    return "," if group == "." else "."


def block(
    texts: Sequence[str],
    *,
    decimal: Decimal = "auto",
    trimmed: bool = False,
    percent: bool = False,
    shift: int = 0,
    wheres: Sequence[Place | None] | None = None,
) -> tuple[Printed | Unreadable, ...]:
    """The numbers of one table, read together; an unreadable one is given as its error.

    Decided for the whole block: the decimal comma; the unit of ``1.`` and ``0.``; zeros
    that a program dropped (``trimmed``: NumPy's way of printing is known; otherwise only
    when the block says so clearly, and noted as ``ambiguous``).  ``percent``: a heading
    says (%).  ``shift``: the common factor 10^shift of a PyTorch print (``1e-03 *``).

    >>> [str(number.unit) for number in block(["0.997", "0."])]
    ['1/1000', '1/1000']
    """
    way = _decided(texts) if decimal == "auto" else decimal
    found: list[Printed | Unreadable] = []
    for text, where in zip(texts, wheres or [None] * len(texts), strict=True):
        try:
            found.append(_moved(printed(text, decimal=way, where=where), percent, shift))
        except Unreadable as error:
            found.append(error)
    return tuple(_with_zeros(found, trimmed))


def _decided(texts: Sequence[str]) -> Decimal:
    """Comma or point, where the block holds a number that can be read in one way only."""
    seen = {"comma": 0, "point": 0}
    for text in texts:
        even = even_out(text)
        for way, point, other in (("comma", ",", "."), ("point", ".", ",")):
            sure = rf"(?<!\d)(?:0{point}\d+|\d+{point}\d{{1,2}}|\d+{point}\d{{4,}}|[\d{other}]+"
            sure += rf"{other}\d{{3}}{point}\d*)(?!\d)"
            seen[way] += bool(re.search(sure.replace(".", r"\."), even.replace("{,}", ",")))
    if bool(seen["comma"]) == bool(seen["point"]):
        return "auto"
    return "comma" if seen["comma"] else "point"


def _moved(number: Printed, percent: bool, shift: int) -> Printed:
    if number.special or (percent and number.form.percent):
        return number
    by = shift - 2 if percent else shift
    return replace(
        number,
        value=number.value * ten(by),
        unit=number.unit * ten(by),
        percent=number.percent or percent,
        form=replace(number.form, shift=number.form.shift + by),
    )


def _with_zeros(found: list[Printed | Unreadable], trimmed: bool) -> list[Printed | Unreadable]:
    fixed = [number for number in found if isinstance(number, Printed) and _is_fixed(number)]
    places = max((number.form.places for number in fixed), default=0)
    if not places:
        return found
    full = [number for number in fixed if number.form.places == places]
    kept = any(_ends_in_zero(number) for number in full)
    guessed = places > 1 and not kept and len(fixed) >= 6 and 3 * len(full) >= 2 * len(fixed)
    figures = min((_figures(number) for number in full), default=0)
    note = say("reading.zeros_dropped", places=places)

    def filled(number: Printed | Unreadable) -> Printed | Unreadable:
        if not isinstance(number, Printed) or not _is_fixed(number):
            return number
        unit = ten(number.form.shift - places)
        short = number.form.places < places
        if number.form.dot or (short and trimmed and not kept):
            return replace(number, unit=unit)
        if short and guessed and number.form.places and _figures(number) <= figures:
            return replace(number, unit=unit, ambiguous=note)
        return number

    return [filled(number) for number in found]


def _figures(number: Printed) -> int:
    """Digits before the point: 10.1 beside 2.72 keeps three figures, it dropped no zero."""
    return len(str(abs(int(number.value.numer()) // int(number.value.denom()))))


def _is_fixed(number: Printed) -> bool:
    return not (number.special or number.form.power or number.form.fraction)


def _ends_in_zero(number: Printed) -> bool:
    return bool((number.value / number.unit).numer() % 10 == 0)


def _exponent(sign: str, digits: str) -> int:
    plain = digits.translate(_SUPERSCRIPTS)
    if len(plain.lstrip("0")) > 9 or int(plain) > LARGEST_POWER:
        raise Unreadable(say("reading.large_power_of_ten", limit=LARGEST_POWER, found=plain[:40]))
    return -int(plain) if sign in ("-", "⁻") else int(plain)


def _written_out(exponent: int, form: Form) -> tuple[int, Form]:
    """The exponent; past the limit it goes into the form, and 0 is left."""
    if abs(exponent) <= MOST_DIGITS:
        return exponent, form
    return 0, replace(form, beyond=exponent)


def _bounded(digits: str) -> str:
    if len(digits) > MOST_DIGITS:
        raise Unreadable(say("reading.long_number", limit=MOST_DIGITS))
    return digits


def _minus(text: str) -> str:
    return next((c for c in text if even_out(c) == "-"), "-")


def _quoted(text: str) -> str:
    short = text if len(text) <= 40 else text[:37] + "…"
    return f"“{short}”"
