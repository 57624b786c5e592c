"""What arithmetic written out in a text comes to, exactly.

Vectors and matrices are worked out entry by entry; softmax and tanh are quotients of
exponential sums.  Nothing with a name in it has a value, but e.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import reduce
from typing import Any, TypeAlias, Union

from flint import arb, fmpq

from symattn.errors import SymattnError
from symattn.formulas import tree as formula
from symattn.numbers.entries import Entry
from symattn.numbers.rowsums import RowSum
from symattn.reading.digits import Printed
from symattn.reading.documents.trees import (
    Call,
    Fraction,
    Name,
    Neg,
    Number,
    Power,
    Product,
    Rows,
    Sum,
    Transpose,
    Tree,
    Vector,
    children,
)
from symattn.reading.evaluate import ratio
from symattn.reading.numerals import Unreadable
from symattn.verification.claims import Closed
from symattn.words import say

__all__ = [
    "Shaped",
    "claimed",
    "closed",
    "enclosures",
    "entry",
    "flat",
    "is_exact",
    "is_worked",
    "shaped",
]

Shaped: TypeAlias = Union[formula.Formula, "list[Shaped]"]
"""A formula, or nested lists of formulas."""

MOST_CELLS = 400
MOST_TERMS = 400
LARGEST_EXPONENT = 10_000
SMALLEST_EXPONENT = -(10**10)
LARGEST_VALUE = arb(10) ** 5000
"""Past it a right decimal would fill pages."""


class Unknown(Exception):
    """The arithmetic has a name in it, or does not fit together."""


def is_worked(tree: Tree) -> bool:
    """Whether there is arithmetic with a number in it, and not a number or vector alone."""
    if isinstance(tree, Vector | Rows):
        return any(is_worked(part) for part in children(tree))
    if isinstance(tree, Number | Name | Transpose):
        return False
    if isinstance(tree, Neg):
        return is_worked(tree.body)
    return any(True for _ in _numbers(tree))


def is_exact(tree: Tree) -> bool:
    """Whether all its numbers are whole: a decimal in a text may be a rounded one."""
    found = _numbers(tree)
    return bool(found) and all(
        number.printed.special == "" and number.printed.value.q == 1 and number.printed.unit >= 1
        for number in found
    )


def _numbers(tree: Tree) -> list[Number]:
    stack, out = [tree], []
    while stack:
        node = stack.pop()
        if isinstance(node, Number):
            out.append(node)
        stack.extend(children(node))
    return out


def shaped(tree: Tree) -> Shaped | None:
    """The arithmetic entry by entry, None where it cannot be worked out."""
    if len(_numbers(tree)) > MOST_TERMS:
        return None
    try:
        return _shaped(tree)
    except Unknown:
        return None


def flat(value: Shaped) -> list[formula.Formula]:
    """The entries in reading order."""
    if isinstance(value, list):
        return [one for part in value for one in flat(part)]
    return [value]


def entry(value: formula.Formula) -> Entry | None:
    """The exact value of one entry."""
    try:
        over, under = ratio(value)
        plain = under.rational()
        if plain is not None:
            found = Entry.of(over) * (1 / plain) if plain else None
        else:
            found = Entry.of(over) * Entry.reciprocal(RowSum(("equation", id(value)), under))
        return found if found is not None and abs(found.ball(64)) < LARGEST_VALUE else None
    except (SymattnError, ZeroDivisionError, ValueError, OverflowError):
        return None


def claimed(tree: Tree, text: str) -> Closed | Unreadable:
    """The claim of a closed form, or why it cannot be read."""
    found = closed(tree, text)
    why = say("texts.not_worked_out", text=text[:40])
    return found or Unreadable(why, fix=say("fix.write_number"))


def closed(tree: Tree, text: str) -> Closed | None:
    """The claim of a closed form, None where it cannot be worked out or is no single entry."""
    value = shaped(tree)
    if value is None or isinstance(value, list):
        return None
    try:
        over, under = ratio(value)
    except (SymattnError, ZeroDivisionError, ValueError, OverflowError):
        return None
    return Closed(text, over, under) if under else None


def enclosures(tree: Tree, exact: Collection[tuple[fmpq, ...]]) -> list[arb] | None:
    """The arithmetic entry by entry where each decimal in it may be rounded, in reading order.

    Every printed decimal is a variable of its own within its half-unit; whole numbers and the
    vectors in ``exact`` (rows of the text's own inputs) are what they are.  None: it cannot be
    worked out.
    """
    balls: dict[str, arb] = {}
    value = shaped(_loosened(tree, exact, balls))
    if value is None or not balls:
        return None
    try:
        return [_ball(one, balls) for one in flat(value)]
    except (Unknown, ZeroDivisionError, ValueError, OverflowError):
        return None


def _loosened(tree: Any, exact: Collection[tuple[fmpq, ...]], balls: dict[str, arb]) -> Any:
    """The tree with a variable for each decimal that may be rounded; ``balls`` gets its values."""
    if isinstance(tree, tuple):
        return tuple(_loosened(part, exact, balls) for part in tree)
    if isinstance(tree, Number):
        number = tree.printed
        if number.special or number.unit >= 1:
            return tree
        name = f"{VARIABLE}{len(balls)}"
        balls[name] = arb(arb(number.value).mid(), arb(number.unit / 2))
        return Name(name)
    if isinstance(tree, Vector) and _plain_values(tree) in exact:
        return tree
    if is_dataclass(tree) and not isinstance(tree, type | Printed):
        parts = {f.name: _loosened(getattr(tree, f.name), exact, balls) for f in fields(tree)}
        return replace(tree, **parts)
    return tree


def _plain_values(tree: Vector) -> tuple[fmpq, ...] | None:
    """The values of a vector of numbers."""
    found: list[fmpq] = []
    for item in tree.items:
        sign = -1 if isinstance(item, Neg) else 1
        inner = item.body if isinstance(item, Neg) else item
        if not isinstance(inner, Number) or inner.printed.special:
            return None
        found.append(sign * inner.printed.value)
    return tuple(found)


VARIABLE = "\x00"
"""How the names of those variables begin, as no name of a text does."""


def _ball(value: formula.Formula, known: Mapping[str, arb]) -> arb:
    """The value of a formula in which symbols are balls."""
    match value:
        case formula.Num(text=text):
            return arb(fmpq(int(text)))
        case formula.Sym(name=name):
            return known[name]
        case formula.Neg(body=body):
            return -_ball(body, known)
        case formula.Sum(terms=terms):
            return sum((_ball(term, known) for term in terms), arb(0))
        case formula.Product(factors=factors):
            return reduce(lambda a, b: a * b, (_ball(factor, known) for factor in factors))
        case formula.Fraction(over=over, under=under):
            return _ball(over, known) / _ball(under, known)
        case formula.Power(base=base, exponent=exponent):
            return _ball(base, known) ** _ball(exponent, known)
        case formula.Exp(exponent=exponent):
            return _ball(exponent, known).exp()
        case formula.Root(body=body):
            return _ball(body, known).sqrt()
        case formula.Apply(function=function, arguments=(argument,)):
            inner = _ball(argument, known)
            return {"ln": inner.log, "sin": inner.sin, "cos": inner.cos}[function]()
    raise Unknown


def _shaped(tree: Tree) -> Shaped:  # noqa: C901  (one case for each node)
    match tree:
        case Number(printed=number):
            if number.special:
                raise Unknown
            return _num(number.value)
        case Name(text="e"):
            return formula.Exp(formula.Num("1"))
        case Name(text=text) if text.startswith(VARIABLE):
            return formula.Sym(text)
        case Neg(body=body):
            return _each(formula.Neg, _shaped(body))
        case Vector(items=items):
            return [_shaped(item) for item in items]
        case Rows(rows=rows):
            return [[_shaped(cell) for cell in row] for row in rows]
        case Transpose(body=body):
            return _turned(_shaped(body))
        case Sum(terms=terms):
            return reduce(lambda a, b: _both(_plus, a, b), map(_shaped, terms))
        case Product(factors=factors, by=by):
            return reduce(lambda a, b: _times(a, b, by), map(_shaped, factors))
        case Fraction(over=over, under=under):
            below = _shaped(under)
            if isinstance(below, list):
                raise Unknown
            return _each(lambda x: formula.Fraction(x, below), _shaped(over))
        case Power(base=base, exponent=exponent):
            return _power(base, _shaped(exponent))
        case Call(function=function, arguments=arguments):
            return _call(function.rsplit(".", 1)[-1].lower(), [_shaped(a) for a in arguments])
    raise Unknown


def _num(value: fmpq) -> formula.Formula:
    over = formula.Num(str(abs(value.numer())))
    whole: formula.Formula = over
    if value.denom() != 1:
        whole = formula.Fraction(over, formula.Num(str(value.denom())))
    return formula.Neg(whole) if value < 0 else whole


def _plus(a: formula.Formula, b: formula.Formula) -> formula.Formula:
    return formula.Sum((a, b))


def _each(change: Callable[[formula.Formula], formula.Formula], value: Shaped) -> Shaped:
    if isinstance(value, list):
        return [_each(change, part) for part in value]
    return change(value)


def _both(
    join: Callable[[formula.Formula, formula.Formula], formula.Formula], a: Shaped, b: Shaped
) -> Shaped:
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            raise Unknown
        return [_both(join, x, y) for x, y in zip(a, b, strict=True)]
    if isinstance(a, list) or isinstance(b, list):
        raise Unknown
    return join(a, b)


def _times(a: Shaped, b: Shaped, by: str) -> Shaped:
    def join(x: formula.Formula, y: formula.Formula) -> formula.Formula:
        return formula.Product((x, y))

    if not isinstance(a, list):
        return _each(lambda x: join(a, x), b)
    if not isinstance(b, list):
        return _each(lambda x: join(x, b), a)
    if by == "⊙":
        return _both(join, a, b)
    if not isinstance(a[0], list) and not isinstance(b[0], list):
        return _dot(a, b)
    rows = [_row(part) for part in a] if isinstance(a[0], list) else [a]
    columns = [list(c) for c in zip(*map(_row, b), strict=True)] if isinstance(b[0], list) else [b]
    if len(rows) * len(columns) > MOST_CELLS:
        raise Unknown
    out: list[Shaped] = [[_dot(row, column) for column in columns] for row in rows]
    if isinstance(a[0], list) and isinstance(b[0], list):
        return out
    if isinstance(b[0], list):
        return out[0]
    return [one for part in out if isinstance(part, list) for one in part]


def _row(part: Shaped) -> list[Shaped]:
    if not isinstance(part, list):
        raise Unknown
    return part


def _dot(row: Sequence[Shaped], column: Sequence[Shaped]) -> Shaped:
    if len(row) != len(column):
        raise Unknown
    terms: list[formula.Formula] = []
    for x, y in zip(row, column, strict=True):
        if isinstance(x, list) or isinstance(y, list):
            raise Unknown
        terms.append(formula.Product((x, y)))
    return formula.Sum(tuple(terms))


def _turned(value: Shaped) -> Shaped:
    if not isinstance(value, list) or not isinstance(value[0], list):
        return value
    return [list(column) for column in zip(*map(_row, value), strict=True)]


def _power(base: Tree, exponent: Shaped) -> Shaped:
    if isinstance(base, Name) and base.text == "e":
        return _each(_exp, exponent)
    below = _shaped(base)
    if isinstance(below, list) or isinstance(exponent, list):
        raise Unknown
    return formula.Power(below, exponent)


def _exp(x: formula.Formula) -> formula.Formula:
    value = entry(x)
    rational = None if value is None else value.rational()
    if rational is not None and not SMALLEST_EXPONENT < rational < LARGEST_EXPONENT:
        raise Unknown
    return formula.Exp(x)


def _call(function: str, arguments: list[Shaped]) -> Shaped:
    one = arguments[0] if len(arguments) == 1 else arguments
    if not arguments:
        raise Unknown
    if function == "softmax":
        return _softmax(one)
    if function == "exp":
        return _each(_exp, one)
    if function == "sqrt":
        return _each(formula.Root, one)
    if function == "tanh":
        return _each(_tanh, one)
    if function in ("sin", "cos"):
        return _each(lambda x: formula.Apply(function, (x,)), one)
    if function in ("ln", "log"):
        return _each(lambda x: formula.Apply("ln", (x,)), one)
    if function == "sum" and isinstance(one, list):
        return formula.Sum(tuple(flat(one)))
    if function in ("max", "min") and isinstance(one, list):
        return _extreme(flat(one), function == "max")
    raise Unknown


def _softmax(value: Shaped) -> Shaped:
    if not isinstance(value, list):
        raise Unknown
    if isinstance(value[0], list):
        return [_softmax(row) for row in value]
    powers = [_exp(x) for x in flat(value)]
    total = formula.Sum(tuple(powers))
    return [formula.Fraction(power, total) for power in powers]


def _tanh(x: formula.Formula) -> formula.Formula:
    double = _exp(formula.Product((formula.Num("2"), x)))
    minus = formula.Neg(formula.Num("1"))
    return formula.Fraction(formula.Sum((double, minus)), formula.Sum((double, formula.Num("1"))))


def _extreme(values: Sequence[formula.Formula], largest: bool) -> formula.Formula:
    found = [(rational, x) for x in values if (rational := _rational(x)) is not None]
    if len(found) != len(values):
        raise Unknown
    pick = max if largest else min
    return pick(found, key=lambda pair: pair[0])[1]


def _rational(x: formula.Formula) -> fmpq | None:
    value = entry(x)
    return None if value is None else value.rational()
