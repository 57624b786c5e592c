"""What an entry of a problem may be: one closed grammar for every entrance.

Numbers are exact: ``0.25`` is 1/4.  An entry is one of

* an integer, a decimal or a number in powers of ten: ``3``, ``-0.25``, ``.5``, ``9.05E-04``
  (``−``, full-width digits, ``0{,}25`` and ``9.05\\times 10^{-4}`` are read as they look);
* a fraction: ``1/3``, ``\\frac{1}{3}``, ``\\frac13``;
* a root, a logarithm or an exponential: ``\\sqrt{2}``, ``\\sqrt[3]{2}``, ``\\ln 3``,
  ``e^{-2}``, ``\\exp(-2)``, also written ``sqrt(2)``, ``√2``, ``ln(3)``, ``exp(-2)``;
* a symbol: one letter, Latin or Greek, with a subscript if need be: ``q_{11}``, ``d_k``,
  ``\\lambda``;
* sums, differences, products, quotients and powers of these, with brackets.

In full (blanks between tokens mean nothing, except between two digits)::

    entry    = sum
    sum      = ["+" | "-"] term {("+" | "-") term}
    term     = power {("*" | "·" | "×" | "\\cdot" | "\\times" | "/" | "÷" | "\\div" | "") power}
    power    = atom ["^" (digit | letter | "{" sum "}" | "(" sum ")")]
    atom     = number | symbol | "e" | "(" sum ")" | "[" sum "]" | "{" sum "}"
             | "\\frac" arg arg | "\\sqrt" ["[" integer "]"] arg
             | ("\\ln" | "\\exp") (arg | "(" sum ")" | power)
    arg      = "{" sum "}" | digit | letter
    number   = digits ["." [digits]] | "." digits, with an exponent: "E" or "e", sign, digits
    symbol   = letter ["_" (digit | letter | "{" letters, digits and commas "}")]

What could be read in two ways is refused, with the way to write it: ``1,5``, ``1 234``,
``2\\frac{1}{2}``, ``0.(3)``, ``\\log 3``, ``x^12``, ``1/2x``, ``ab``, ``QK^T``, ``1_000``,
digits of other scripts.  Nothing is ever evaluated as a program.  A whole matrix is read
by :mod:`symattn.reading.matrices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, TypeAlias

from flint import fmpq

from symattn.errors import InputError, Limit
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.reading import limits
from symattn.words import say

__all__ = [
    "Bare",
    "EntryValue",
    "Reading",
    "closed_form",
    "entry",
    "even_out",
    "from_float",
    "lowered",
    "plain_number",
    "quoted",
    "read",
]

EntryValue: TypeAlias = fmpq | ExpSum | Any
"""fmpq where the number is rational, ExpSum with √, ln and e^…, a SymPy expression with symbols."""


class Bare(str):
    """A number as it stands in a file without quotes: its own digits, never a float."""

    __slots__ = ()


@dataclass(frozen=True)
class Reading:
    """An entry and how it was written: with a point, as a fraction, or as a float."""

    value: EntryValue
    decimal: bool = False
    fraction: bool = False
    float: bool = False


_NUMBER = re.compile(
    r"^(?P<sign>[+-]?)\s*(?:(?P<whole>[0-9]+)(?P<point>\.(?P<places>[0-9]*))?|\.(?P<only>[0-9]+))"
    r"(?:[eE](?P<power>[+-]?[0-9]+))?$"
)
_FRACTION = re.compile(r"^([+-]?)\s*([0-9]+)\s*/\s*([0-9]+)$")
_NOT_FINITE = re.compile(
    r"^[+-]?\s*(?:\\?inf(?:inity|ty)?|∞|oo|s?nan(?:\([^)]*\))?|1\.#(?:inf|ind|qnan|snan)\w*"
    r"|\\?(?:mathrm|text)?\{?nan\}?|n/?a|null|none|<na>|nat)$",
    re.I,
)
_EVEN = (
    {0xFEE0 + c: c for c in range(0x21, 0x7F)}
    | {ord(c): ord("-") for c in "−‐‑–﹣⁃"}
    | {ord(c): ord(" ") for c in "\u00a0\u2007\u2009\u202f\u200a\u2002\u2003\u3000\t\n\r"}
)


_BOOLEANS = ("bool", "bool_", "BooleanTrue", "BooleanFalse")


def even_out(text: str) -> str:
    """The text with full-width characters, kinds of minus and of blanks made plain.

    >>> even_out("－０.５")
    '-0.5'
    """
    return text.translate(_EVEN).strip()


def entry(value: object) -> EntryValue:
    r"""The exact value of one entry: fmpq, ExpSum, or a SymPy expression.

    Raises InputError (without file, key, row, column: the caller knows them).

    >>> entry("0.25"), entry("1/3"), entry("9.05E-04")
    (1/4, 1/3, 181/200000)
    >>> entry(r"\sqrt{5}") * entry(r"\sqrt{5}") == ExpSum.of(5)
    True
    """
    return read(value).value


def read(value: object) -> Reading:
    """One entry with how it was written."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, fmpq | ExpSum):
        return Reading(value)
    if isinstance(value, Algebraic):
        return Reading(lowered(ExpSum.of(value)))
    return _object(value)


def lowered(value: ExpSum) -> EntryValue:
    """The number as an fmpq where it is rational."""
    rational = value.rational()
    return value if rational is None else rational


def plain_number(text: str) -> fmpq | None:
    """The value of a plain number or fraction; None where the text is something else.

    >>> plain_number("-1e-3"), plain_number("x")
    (-1/1000, None)
    """
    match = _NUMBER.match(text)
    if match:
        return _decimal(match)
    match = _FRACTION.match(text)
    if match is None:
        return None
    sign, over, under = match.groups()
    bounded(over + under)
    if int(under) == 0:
        raise InputError(say("reading.zero_below", text=text), fix=say("fix.write_number"))
    return fmpq(-int(over) if sign == "-" else int(over), int(under))


def _decimal(match: re.Match[str]) -> fmpq:
    places = match["places"] or match["only"] or ""
    digits = (match["whole"] or "") + places
    bounded(digits)
    power = power_of_ten(match["power"] or "0")
    value = fmpq(int(digits)) * fmpq(10) ** (power - len(places))
    return -value if match["sign"] == "-" else value


def bounded(digits: str) -> None:
    """Nothing, or Limit where there are too many digits."""
    if len(digits) > limits.DIGITS:
        raise Limit(
            say("reading.number_past_limit", count=len(digits), limit=limits.DIGITS),
            fix=say("fix.fewer_digits"),
        )


def power_of_ten(text: str) -> int:
    """The exponent of a power of ten, or Limit."""
    # The length first: converting ten million digits takes seconds.
    if len(text.lstrip("+-0")) > 6 or abs(int(text)) > limits.POWER_OF_TEN:
        raise Limit(
            say("reading.power_past_limit", power=_short(text), limit=limits.POWER_OF_TEN),
            fix=say("fix.printable_size"),
        )
    return int(text)


def _text(text: str) -> Reading:
    if len(text) > limits.CHARACTERS:
        raise Limit(
            say("reading.entry_past_limit", length=len(text), limit=limits.CHARACTERS),
            fix=say("fix.write_shorter"),
        )
    plain = even_out(text)
    value = plain_number(plain)
    if value is not None:
        return Reading(value, decimal="." in plain, fraction="/" in plain)
    if not plain:
        raise InputError(say("expected.number_not_nothing"), fix=say("fix.zero_or_symbol_x"))
    if _NOT_FINITE.match(plain):
        raise InputError(
            say("reading.not_finite", text=quoted(text)),
            fix=say("fix.finite_or_attention_mask"),
        )
    from symattn.reading import grammar  # only what is no plain number needs the parser

    return grammar.reading(plain, text)


def _object(value: object) -> Reading:
    """Python's, NumPy's and SymPy's numbers."""
    from symattn.reading import arrays

    if isinstance(value, bool) or type(value).__name__ in _BOOLEANS:
        raise InputError(
            say("expected.number", found=str(value).lower()), fix=say("fix.write_1_or_0")
        )
    if isinstance(value, Integral):
        if abs(int(value)).bit_length() > 4 * limits.DIGITS:
            raise Limit(say("reading.integer_past_limit", limit=limits.DIGITS))
        return Reading(fmpq(int(value)))
    if isinstance(value, Rational):
        return Reading(fmpq(int(value.numerator), int(value.denominator)), fraction=True)
    if isinstance(value, Decimal):
        return _text(str(value))
    return arrays.scalar(value)


def quoted(text: str) -> str:
    """User text for a message, in quotes, cut where it is long."""
    return f'"{_short(text)}"'


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "…"


def from_float(value: float) -> fmpq:
    """The dyadic rational that a float is.

    >>> from_float(0.1)
    3602879701896397/36028797018963968
    """
    if value != value or value in (float("inf"), float("-inf")):
        raise InputError(
            say("reading.not_finite", text=value),
            fix=say("fix.finite_or_attention_mask"),
        )
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def closed_form(text: str) -> tuple[ExpSum, ExpSum]:
    r"""Numerator and denominator of a printed closed form, such as ``\frac{1}{2+e^{-2}}``.

    Raises InputError for what is not in the grammar, and where there are symbols.

    >>> over, under = closed_form(r"\frac{1}{2+e^{-2}}")
    >>> over == ExpSum.of(1), under == ExpSum.of(2) + ExpSum.exp(ExpSum.of(-2))
    (True, True)
    """
    from symattn.reading import evaluate, grammar
    from symattn.reading.tokens import refusal

    if len(text) > limits.CHARACTERS:
        raise Limit(say("reading.formula_past_limit", length=len(text), limit=limits.CHARACTERS))
    parsed = grammar.tree(even_out(text), text)
    if grammar.symbols(parsed):
        raise refusal(text, say("reading.symbols"), say("fix.write_numbers"))
    return evaluate.ratio(parsed)
