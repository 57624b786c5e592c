"""Workings read as mathematics: what a formula comes to by mpmath, and chains that must be true.

The letters of a working stand for the numbers that the line reads.  With them put in, the rule,
the terms, the values and the result all come to the entry that the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import reduce
from operator import add, mul, neg, pos
from typing import Any

from flint import fmpq
from mpmath import mp, mpf

from symattn.derivation.carriers.exact import Exact
from symattn.derivation.derivation import Derivation
from symattn.derivation.recipe import Line
from symattn.derivation.step import Step
from symattn.derivation.steps import KINDS
from symattn.formulas import latex
from symattn.formulas import tree as f
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Special
from symattn.numbers.tensors import Tensor, indices

Letters = Mapping[f.Formula, Any]
DIGITS = 40
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ln": mp.log,
    "max": max,
    "tanh": mp.tanh,
    "cosh": mp.cosh,
    "sin": mp.sin,
    "cos": mp.cos,
}


def value(node: f.Formula, letters: Letters) -> Any:
    """What a formula comes to; raises KeyError for a letter that stands for nothing."""
    if node in letters:
        return letters[node]
    match node:
        case f.Num(text):
            exact = Fraction(text)
            return mpf(exact.numerator) / exact.denominator
        case f.Infinity():
            return mp.inf
        case f.Word("undefined"):
            return mp.nan
        case f.Apply(name, arguments):
            return FUNCTIONS[name](*(value(part, letters) for part in arguments))
        case f.Root(body, degree):
            return mp.root(value(body, letters), degree)
        case f.Sum(parts) | f.Product(parts):
            found = [value(part, letters) for part in parts]
            return reduce(add if isinstance(node, f.Sum) else mul, found)
    return OPERATIONS[type(node)](*(value(part, letters) for part in _parts(node)))


def _parts(node: Any) -> list[f.Formula]:
    """What the operation of a node is done to; raises KeyError for a letter."""
    if type(node) not in OPERATIONS:
        raise KeyError(node)
    found = (getattr(node, name.name) for name in fields(node))
    return [part for part in found if is_dataclass(part)]


def _over(above: Any, below: Any) -> Any:
    return above / below if below else mp.nan


MULTIPLIED = {
    *("product", "product_to", "terms", "dropout", "dropout_variance", "hadamard", "times"),
    *("softmax_back", "weigh", "outer", "weigh_back", "hidden_back"),
}
"""Kinds whose terms are products of numbers, with a dot between them."""

OPERATIONS: Mapping[type, Callable[..., Any]] = {
    f.Neg: neg,
    f.Fraction: _over,
    f.Power: pow,
    f.Exp: mp.exp,
    f.Group: pos,
}


def number(step: Step, cell: Any) -> Any:
    """An entry of a step by its proven decimal; −∞ and nan for what is no number."""
    if isinstance(cell, Special):
        return -mp.inf if cell.hidden else mp.nan
    return mpf(step.carrier.decimal(cell, DIGITS))


def letters_of(step: Step) -> dict[f.Formula, Any]:
    """The letter of every entry that the line reads, with its number."""
    found: dict[f.Formula, Any] = {}
    for name, array in zip(step.line.of, step.inputs, strict=True):
        cells = step.carrier.cells(array)
        for index in indices(cells.shape):
            for called in {name, step.notation.read(name)}:
                letter = step.notation.cell(called, index)
                there = number(step, cells[index])
                assert _same(found.setdefault(letter, there), there), "one letter, two numbers"
    return found


def check(derivation: Derivation, op: str, more: Letters | None = None, rule: bool = True) -> None:
    """Every entry of every line of a kind: its working is true, link by link.

    ``more``: what letters beside those of the inputs stand for; ``rule``: whether the rule of
    an entry is about entries (not about whole arrays).
    """
    lines = [line for line in derivation.recipe if line.op == op]
    assert lines, f"no line of the kind {op}"
    for line in lines:
        check_step(derivation.step(line.name), more, rule)


def check_step(step: Step, more: Letters | None = None, rule: bool = True) -> None:
    """Every entry of one step: its working is true, link by link."""
    with mp.workdps(DIGITS + 10):
        letters = letters_of(step) | dict(more or {}) if rule else {}
        for index in indices(step.carrier.cells(step.value).shape):
            working = step.working(index)
            expected = number(step, step.at(index))
            links = [f.sum_of(working.terms), working.result]
            links += [working.rule] if rule else []
            links += [f.sum_of(working.values)] if working.values else []
            for link in links:
                known = {} if link is not working.rule else letters
                assert _same(value(link, known), expected), (step.name, index, latex.write(link))
            assert working.left == step.letter(index)
            assert isinstance(working.values, tuple)
            if step.line.op in MULTIPLIED:
                assert all(_sign(term) == "·" for term in working.terms), step.name
            assert latex.write(working.chain()).startswith(latex.write(working.left))


def _sign(term: f.Formula) -> str:
    """The sign between the numbers of a term; a logarithm may stand before them all."""
    if isinstance(term, f.Product) and isinstance(term.factors[0], f.Apply):
        return _sign(term.factors[1])
    return term.by if isinstance(term, f.Product) else "·"


def _same(one: Any, two: Any) -> bool:
    if mp.isnan(one) or mp.isnan(two) or mp.isinf(one):
        return bool(mp.isnan(one) == mp.isnan(two)) and (bool(mp.isnan(one)) or bool(one == two))
    return bool(abs(one - two) <= mpf(10) ** (5 - DIGITS) * (1 + abs(two)))


def rule(derivation: Derivation, name: str) -> str:
    """What a line does, in LaTeX."""
    return latex.write(derivation.step(name).rule())


def array(rows: Any) -> Any:
    """Nested lists of numbers ("-inf" hides, None is undefined) as an array of exact entries."""
    exact = Exact()
    tensor: Tensor[Any] = Tensor.of(rows)
    if any(cell is None or cell == "-inf" for cell in tensor.cells):
        return exact.of_cells(tensor.map(_entry))
    return exact.read(tensor.map(q))


def _entry(cell: Any) -> Any:
    if cell is None:
        return UNDEFINED
    return MINUS_INFINITY if cell == "-inf" else Exact().number(q(cell))


def compute(op: str, how: Mapping[str, Any], *rows: Any, name: str = "made") -> Any:
    """A kind of step carried out on nested lists of numbers: nested lists of fractions.

    What is not rational is None, what is hidden "-inf", what is undefined "undefined".
    """
    line = Line(name, op, tuple(f"given{k}" for k in range(len(rows))), how)
    found = KINDS[op].compute(Exact(), line, *map(array, rows))
    return plain(Exact().cells(found)).nested()


def q(x: Fraction | int) -> fmpq:
    """A rational number as the carriers take it."""
    exact = Fraction(x)
    return fmpq(exact.numerator, exact.denominator)


def plain(cells: Tensor[Any]) -> Tensor[Any]:
    """Entries as fractions; None for what is not rational, a word for what is no number."""

    def one(cell: Any) -> Any:
        if isinstance(cell, Special):
            return "-inf" if cell is MINUS_INFINITY else "undefined"
        found = cell.rational()
        return None if found is None else Fraction(int(found.p), int(found.q))

    return cells.map(one)


def flows(op: str, of: Sequence[str], how: Mapping[str, Any] | None = None) -> list[Any]:
    """What a line of this kind hands back, as plain tuples (to, op, of, how)."""
    from symattn.derivation.recipe import Recipe

    line = Line("made", op, tuple(of), how or {})
    found = KINDS[op].back(line, "up", Recipe((line,)))
    return [(flow.to, flow.op, flow.of, dict(flow.how)) for flow in found]
