"""The text that is spoken for a formula: alt text of tagged PDF, screen readers.

Words come from the catalogue.  A place to write into is "blank", whatever its
width and its answer.
"""

from __future__ import annotations

import re

from symattn.formulas import escape
from symattn.formulas import tree as f
from symattn.formulas.letters import ACCENTS, FUNCTIONS, OPERATORS, RELATIONS
from symattn.formulas.precedence import Level, level, signed
from symattn.words import say

__all__ = ["write"]


def write(formula: f.Formula) -> str:
    """The formula as one reads it aloud.

    >>> e = f.Exp(f.Num("-2"))
    >>> write(f.Fraction(e, f.Sum((f.Num("2"), e))))
    'e to the minus 2, over 2 plus e to the minus 2'
    """
    said = " ".join(_text(formula).split())
    said = re.sub(f" ?({_OPEN}[^{_CLOSE}]*{_CLOSE} ?)+(?=$|[.,])", "", said)
    return said.replace(f" {_OPEN}", ", ").replace(_OPEN, ", ").replace(_CLOSE, ",")


_OPEN, _CLOSE = "\x02", "\x03"
"""Around "end quantity" and the like, which is left out where a pause says it anyway."""


def _until(said: str, end: str) -> str:
    return f"{said}{_OPEN}{say(end)}{_CLOSE}"


def _text(node: f.Formula) -> str:  # noqa: C901  (one case for each node)
    match node:
        case f.Num(text):
            return text.replace("-", say("speech.minus") + " ")
        case f.Sci(mantissa, exponent):
            times = say("speech.times")
            return f"{_text(f.Num(mantissa))} {times} {_power('10', f.Num(str(exponent)))}"
        case f.Sym():
            return _symbol(node)
        case f.Name(text) | f.Word(text):
            return escape.visible(text)
        case f.Neg(body):
            return f"{say('speech.minus')} {_part(body)}"
        case f.Sum(terms):
            return _sum(terms)
        case f.Product(factors, by):
            sign = OPERATORS[by].spoken
            return f" {say(sign)} ".join(_part(factor) for factor in factors)
        case f.Fraction(over, under):
            key = "speech.short_fraction" if _is_short(over) else "speech.fraction"
            below = _whole_fraction(under) if isinstance(under, f.Fraction) else _text(under)
            return say(key, over=_text(over), under=below)
        case f.Power(base, exponent):
            return _power(_base(base), exponent)
        case f.Exp(exponent):
            return _power("e", exponent)
        case f.Root(body, degree):
            key = {2: "speech.root", 3: "speech.cube_root"}.get(degree, "speech.nth_root")
            return say(key, body=_part(body), degree=degree)
        case f.Infinity():
            return say("speech.infinity")
        case f.Transpose(body):
            return say("speech.transpose", body=_part(body))
        case f.Apply():
            return _apply(node)
        case f.Group(body, shape):
            key = {"||": "speech.absolute", "‖‖": "speech.norm"}.get(shape, "")
            return say(key, body=_text(body)) if key else _quantity(body)
        case f.BigSum():
            return _big_sum(node)
        case f.Dots() | f.Blank():
            return say("speech.dots" if isinstance(node, f.Dots) else "speech.blank")
        case f.Answer(body):
            return _text(body)
        case f.Matrix():
            return _matrix(node)
        case f.Chain(parts, relations):
            signs = (say(RELATIONS[r].spoken) if r else "" for r in relations)
            said = zip(signs, map(_text, parts), strict=True)
            return " ".join(f"{sign} {part}" for sign, part in said)
        case f.Lines(lines):
            return ". ".join(map(_text, lines))
        case f.Grid(rows):
            equals = say("speech.equals")
            return ". ".join(
                f"{_text(left)} {equals} {_sum(terms)} {_text(end)}" for left, terms, end in rows
            )
        case _:
            raise TypeError(f"no spoken text for a {type(node).__name__}")


def _symbol(node: f.Sym) -> str:
    letter = node.name
    if node.accent:
        letter = say(ACCENTS[node.accent][3], letter=letter)
    low, high = (" ".join(map(_label, parts)) for parts in (node.sub, node.sup))
    if not node.name:  # no letter: the list of its subscripts
        return low
    if low:
        letter = say("speech.sub", letter=letter, sub=low)
    return say("speech.sup", letter=letter, sup=high) if high else letter


def _label(node: f.Formula) -> str:
    return _text(node.body if isinstance(node, f.Group) else node)


def _is_short(node: f.Formula) -> bool:
    """What needs no pause after it: a number, a letter, a word."""
    match node:
        case f.Num() | f.Name() | f.Word() | f.Blank() | f.Infinity():
            return True
        case f.Sym(sub=sub, sup=sup):
            return len(sub) < 2 and not sup
        case f.Neg(body) | f.Answer(body):
            return _is_short(body)
        case _:
            return False


def _part(node: f.Formula) -> str:
    """A part of something larger; a sum or a fraction in it says where it ends."""
    match node:
        case f.Answer(body):
            return _part(body)
        case f.Sum() | f.Chain():
            return _quantity(node)
        case f.Fraction(over, under) if not (_is_short(over) and _is_short(under)):
            return _whole_fraction(node)
        case _:
            return _text(node)


def _whole_fraction(node: f.Formula) -> str:
    return _until(say("speech.whole_fraction", body=_text(node)), "speech.end_fraction")


def _base(node: f.Formula) -> str:
    held = level(node) == Level.ATOM or isinstance(node, (f.Group, f.Sym, f.Transpose))
    return _part(node) if held else _quantity(node, short=False)


def _quantity(node: f.Formula, short: bool = True) -> str:
    if short and _is_short(node):
        return _text(node)
    return _until(say("speech.quantity", body=_text(node)), "speech.end_quantity")


def _power(base: str, exponent: f.Formula) -> str:
    match exponent:
        case f.Answer(body):
            return _power(base, body)
        case f.Num("2"):
            return say("speech.squared", base=base)
        case _ if _is_short(exponent):
            return say("speech.power", base=base, exponent=_text(exponent))
        case _:
            raised = say("speech.long_power", base=base, exponent=_text(exponent))
            return _until(raised, "speech.end_power")


def _sum(terms: tuple[f.Formula, ...]) -> str:
    out = ""
    for k, term in enumerate(terms):
        negative, rest = signed(term)
        if k == 0:
            out = _text(term) if negative else _part(term) if len(terms) > 1 else _text(term)
        elif negative and signed(rest)[0]:
            out += f" {say('speech.minus')} {_quantity(rest, short=False)}"
        else:
            sign = say("speech.minus" if negative else "speech.plus")
            last = k == len(terms) - 1 and isinstance(rest, f.Fraction)
            out += f" {sign} {_text(rest) if last else _part(rest)}"
    return out


def _apply(node: f.Apply) -> str:
    known = FUNCTIONS.get(node.function)
    name = say(known.spoken) if known else escape.visible(node.function)
    if not node.arguments:
        return name
    said = [_text(argument) for argument in node.arguments]
    listed = ", ".join(said)
    return say("speech.of", function=name, arguments=listed)


def _big_sum(node: f.BigSum) -> str:
    over = _text(node.index)
    if node.lower is not None:
        over = say("speech.from", over=over, lower=_text(node.lower))
    if node.upper is not None:
        over = say("speech.to", over=over, upper=_text(node.upper))
    return say("speech.big_sum", over=over, body=_part(node.body))


def _matrix(node: f.Matrix) -> str:
    """Row by row; a row is called by its name where it has one."""
    size = say("speech.matrix", rows=len(node.rows), columns=max(map(len, node.rows), default=0))
    said = [size]
    if node.column_names:
        said.append(say("speech.columns", names=", ".join(map(_text, node.column_names))))
    for k, row in enumerate(node.rows):
        name = _text(node.row_names[k]) if node.row_names else say("speech.row", number=k + 1)
        said.append(say("speech.row_of", name=name, entries=", ".join(map(_text, row))))
    return ". ".join(said)
