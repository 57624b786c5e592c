"""A problem as the tables of a problem file: what was given, every entry exact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from symattn.formulas import latex
from symattn.numbers import show
from symattn.numbers.certify import decimal
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.tensors import Tensor
from symattn.problem import keys
from symattn.problem.dropping import Dropping
from symattn.problem.model import Problem

__all__ = ["as_tables", "as_text"]

MOST_PLACES = 30
PAGE = ("sheet", "printed")
"""What concerns a page or a text, and not the problem."""
SHOWN = ("also", "block")
"""But what the page works out besides the stages."""


def as_text(problem: Problem) -> str:
    """One line of ASCII, JSON with the keys of a problem file; ``symattn.load`` reads it.

    >>> as_text(Problem(Q=[[1, "1/3"]], K=[[1, 0]], scale="none"))
    '{"inputs": {"Q": [["1", "1/3"]], "K": [["1", "0"]]}, "attention": {"scale": "none"}}'
    """
    # no backslash of a user's text stands in a LaTeX file, not even in its comment
    return json.dumps(as_tables(problem)).replace("\\\\", "\\u005c")


def as_tables(problem: Problem) -> dict[str, Any]:
    """The tables of a problem file, in the layout in which the problem was typed."""
    turned = problem.layout == "columns"
    out: dict[str, Any] = {}
    for name, value in problem.settings.items():
        if value is None or name in PAGE or (name == "gradient" and value == _USUAL):
            continue
        flat = name in keys.FLAT
        plain = _plain(value, turned and not flat, problem.decimals)
        if name in keys.INPUTS:
            out.setdefault("inputs", {})[name] = plain
        elif name in keys.ATTENTION:
            out.setdefault("attention", {})[name] = plain
        else:
            out[name] = plain
    shown = {key: problem.sheet[key] for key in SHOWN if key in problem.sheet}
    return out | ({"sheet": _plain(shown, False, False)} if shown else {})


_USUAL = {"upstream": "ones"}


def _plain(value: Any, turned: bool, points: bool) -> Any:
    """``points``: numbers that end are written with a point."""
    match value:
        case Tensor():
            right = value.transposed() if turned and len(value.shape) > 1 else value
            return _nested(right, points)
        case Dropping(p, keep):
            return {"p": str(p), **({} if keep is None else {"keep": _plain(keep, turned, points)})}
        case bool() | int() | str():
            return value if isinstance(value, bool | int) else str(value)
        case Mapping():
            return {str(name): _plain(part, turned, points) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part, turned, points) for part in value]
        case fmpq() | Fraction():
            return _number(fmpq(value.numerator, value.denominator), points)
        case ExpSum() | Entry():
            entry = Entry.of(value) if isinstance(value, ExpSum) else value
            return latex.write(show.formula(entry))
        case _:
            return _other(value, points)


def _number(value: fmpq, points: bool) -> str:
    places = 0
    while points and places < MOST_PLACES and (value * 10**places).q != 1:
        places += 1
    return decimal(value, places) if points and (value * 10**places).q == 1 else str(value)


def _nested(tensor: Tensor[Any], points: bool) -> Any:
    if not tensor.shape:
        return _plain(tensor[()], False, points)
    cells = [_plain(cell, False, points) for cell in tensor.cells]
    for size in reversed(tensor.shape[1:]):
        cells = [cells[i : i + size] for i in range(0, len(cells), size)]
    return cells


def _other(value: Any, points: bool) -> Any:
    """An expression with symbols, as LaTeX; an array as its lists."""
    if hasattr(value, "tolist"):
        return _plain(value.tolist(), False, points)
    if hasattr(value, "free_symbols"):
        import sympy

        return str(sympy.latex(value))
    return str(value)
