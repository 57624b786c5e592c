"""The exact value of a formula tree without symbols, as a quotient of exponential sums."""

from __future__ import annotations

from functools import reduce
from typing import Literal

from flint import fmpq

from symattn.errors import InputError, Limit, Unsupported
from symattn.formulas.tree import (
    Apply,
    Exp,
    Formula,
    Fraction,
    Group,
    Neg,
    Num,
    Power,
    Product,
    Root,
    Sum,
)
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.numbers.waves import wave
from symattn.reading import limits
from symattn.reading.entries import EntryValue, lowered, plain_number
from symattn.words import say

__all__ = ["Ratio", "number", "ratio"]

Ratio = tuple[ExpSum, ExpSum]

MOST_TERMS = 20_000
MOST_BITS = 50_000
_ONE = ExpSum.of(1)


def number(tree: Formula) -> EntryValue:
    """The value as an fmpq or an ExpSum; raises Unsupported for a fraction over a longer sum."""
    over, under = ratio(tree)
    if under == _ONE:
        return lowered(over)
    raise Unsupported(say("reading.sum_of_exponentials_below"), fix=say("fix.write_number"))


def ratio(tree: Formula) -> Ratio:
    """Numerator and denominator; the denominator is 1 wherever it can be divided out."""
    match tree:
        case Num(text):
            value = plain_number(text)
            if value is None:
                raise Unsupported(say("reading.no_number", text=text))
            return ExpSum.of(value), _ONE
        case Neg(body):
            over, under = ratio(body)
            return -over, under
        case Group(body):
            return ratio(body)
        case Sum(terms):
            return reduce(_plus, map(ratio, terms))
        case Product(factors):
            return reduce(_times, map(ratio, factors))
        case Fraction(top, bottom):
            return _times(ratio(top), _inverse(ratio(bottom)))
        case Exp(exponent):
            return _exponential(exponent)
        case Power(base, exponent):
            return _power(ratio(base), ratio(exponent))
        case Root(body, degree):
            return _root(ratio(body), degree), _ONE
        case Apply(("ln" | "sin" | "cos") as function, (argument,)):
            value = ratio(argument)
            return _log(value) if function == "ln" else _wave(function, value), _ONE
    raise Unsupported(say("reading.no_value", kind=type(tree).__name__.lower()))


def _bounded(a: ExpSum, b: ExpSum) -> None:
    if len(a.terms) * len(b.terms) > MOST_TERMS:
        raise Limit(say("reading.many_terms", limit=MOST_TERMS), fix=say("fix.write_shorter"))


def _plus(a: Ratio, b: Ratio) -> Ratio:
    if a[1] == b[1]:
        return a[0] + b[0], a[1]
    for one, two in ((a[0], b[1]), (b[0], a[1]), (a[1], b[1])):
        _bounded(one, two)
    return a[0] * b[1] + b[0] * a[1], a[1] * b[1]


def _times(a: Ratio, b: Ratio) -> Ratio:
    _bounded(a[0], b[0])
    _bounded(a[1], b[1])
    return a[0] * b[0], a[1] * b[1]


def _inverse(value: Ratio) -> Ratio:
    """1/x; InputError where x is 0."""
    over, under = value
    zero = over.is_zero()
    if zero:
        raise InputError(say("reading.divides_by_zero"), fix=say("fix.write_number"))
    if zero is None:
        raise Unsupported(say("reading.zero_undecided"))
    inverse = over.inverse()
    return (under, over) if inverse is None else (under * inverse, _ONE)


def _exponential(exponent: Formula) -> Ratio:
    """e^x, with e^(k ln y) = y^k for whole k taken first."""
    terms = exponent.terms if isinstance(exponent, Sum) else (exponent,)
    result: Ratio = (_ONE, _ONE)
    rest = ExpSum.of(0)
    for term in terms:
        times, argument = _log_of(term)
        if argument is not None:
            inner = ratio(argument)
            if inner[1] != _ONE or inner[0].rational() is None:
                _positive(inner)
                result = _times(result, _whole(inner, times))
                continue
        over, under = ratio(term)
        if under != _ONE:
            raise Unsupported(say("reading.fraction_in_exponent"))
        rest = rest + over
    return _times(result, (ExpSum.exp(rest), _ONE))


def _positive(value: Ratio) -> None:
    signs = [part.sign() for part in value]
    if None in signs or signs[0] != signs[1] or signs[0] == 0:
        raise Unsupported(say("reading.ln_of_negative"))


def _log_of(term: Formula) -> tuple[int, Formula | None]:
    """k and y of a term k·ln y with a whole k."""
    match term:
        case Neg(body):
            times, argument = _log_of(body)
            return -times, argument
        case Apply("ln", (argument,)):
            return 1, argument
        case Product((Num(text), Apply("ln", (argument,)))) if text.isdigit() and len(text) < 4:
            return int(text), argument
    return 0, None


def _log(value: Ratio) -> ExpSum:
    """ln of a rational, or of c·e^a with rational c."""
    over, under = value
    plain = over.plain_term() if under == _ONE else None
    if plain is not None and over.terms:
        factor = plain[0].rational()
        if factor is not None:
            return ExpSum.log(factor) + ExpSum.of(plain[1])
    if under == _ONE and not over.terms:
        raise InputError(say("reading.ln_of_zero"), fix=say("fix.write_number"))
    raise Unsupported(say("reading.ln_of_irrational"))


def _wave(function: Literal["sin", "cos"], value: Ratio) -> ExpSum:
    """sin or cos of an algebraic number, in radians."""
    over, under = value
    plain = over.algebraic() if under == _ONE else None
    if plain is None:
        raise Unsupported(say("reading.of_algebraic_alone", function=function))
    return wave(function, plain)


def _root(value: Ratio, degree: int) -> ExpSum:
    over, under = value
    if under == _ONE and not over.terms:
        return over
    plain = over.plain_term() if under == _ONE else None
    factor = None if plain is None else plain[0].rational()
    if plain is not None and factor is not None:
        if factor < 0:
            raise InputError(say("reading.root_of_negative"), fix=say("fix.write_number"))
        root = Algebraic.power(factor, fmpq(1, degree))
        return ExpSum.exp(plain[1] * fmpq(1, degree)) * root
    raise Unsupported(say("reading.root_of_irrational"))


def _power(base: Ratio, exponent: Ratio) -> Ratio:
    if exponent[1] != _ONE:
        raise Unsupported(say("reading.fraction_in_exponent"))
    raised = exponent[0].rational()
    if raised is None:
        number = base[0].rational() if base[1] == _ONE else None
        if number is None or number <= 0:
            raise Unsupported(say("reading.irrational_power"))
        return (_ONE if number == 1 else ExpSum.exp(exponent[0], number)), _ONE
    if raised.q != 1:
        if raised.q > 100:
            raise Limit(say("reading.large_degree"))
        base = (_root(base, int(raised.q)), _ONE)
    return _whole(base, int(raised.p))


def _whole(base: Ratio, times: int) -> Ratio:
    if abs(times) > limits.POWER:
        raise Limit(say("reading.large_power", limit=limits.POWER), fix=say("fix.write_the_number"))
    if times <= 0 and base[0].is_zero():
        raise InputError(say("reading.divides_by_zero"), fix=say("fix.write_number"))
    if times < 0:
        return _whole(_inverse(base), -times)
    for part in base:
        for c in part.terms.values():
            if int(c.height_bits()) * times > MOST_BITS:
                raise Limit(say("reading.long_power"), fix=say("fix.write_the_number"))
    result: Ratio = (_ONE, _ONE)
    square = base
    while times:
        if times & 1:
            result = _times(result, square)
        times >>= 1
        if times:
            square = _times(square, square)
    return result
