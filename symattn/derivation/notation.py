"""The letters of a derivation: S, S̃, m, z, A, O, or a paper's own.

A stage has a letter for its matrix and one for its entries, with token names
(or numbers from 1) as subscripts and the head as a superscript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from symattn.formulas.tree import (
    Exp,
    Formula,
    Fraction,
    Group,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Sym,
)
from symattn.numbers.lazy import lazy
from symattn.numbers.tensors import Index
from symattn.problem.model import Problem
from symattn.problem.stages import STAGES, Axis, exponents

__all__ = ["Axis", "Notation"]

_AXES: Mapping[str, tuple[Axis, ...]] = {
    "X": ("query", "feature"),
    "Y": ("key", "feature"),
    "bias": ("query", "key"),
}
_LETTERS: Mapping[str, Sym] = {
    "bias": Sym("B"),
    "upstream": Sym("G"),
    "target": Sym("O", accent="hat"),
}
"""Axes and letters of what is given; those of the stages stand in their table."""

_PLAIN: tuple[Axis, ...] = ("feature", "feature")

_GRADIENT = re.compile(r"_?d(?P<of>_?[A-Za-z][A-Za-z_]*?)(_from_(?P<via>[A-Za-z]+))?")
_INPUT = re.compile(r"X|Y|[WbU]_[A-Za-z]+|[wb]_v")


def gradient_of(name: str) -> tuple[str, str] | None:
    """What a line is the gradient of, and on which path; None for a forward line.

    >>> gradient_of("dweights"), gradient_of("_dX_from_Q"), gradient_of("dropped")
    (('weights', ''), ('X', 'Q'), None)
    """
    match = _GRADIENT.fullmatch(name)
    if match is None:
        return None
    stem = match["of"]
    known = stem in STAGES or stem in _LETTERS or _INPUT.fullmatch(stem) or stem.startswith("_")
    return (stem, match["via"] or "") if known else None


@dataclass(frozen=True)
class Notation:
    """The letters and names for one problem."""

    problem: Problem
    own: Mapping[str, Sym]

    @classmethod
    def of(cls, problem: Problem) -> Notation:
        """The default letters, with those that ``[notation]`` gives instead."""
        return cls(problem, {stage: _letter(text) for stage, text in problem.notation.items()})

    @property
    def columns(self) -> bool:
        """Whether a token is a column."""
        return self.problem.layout == "columns"

    def matrix(self, name: str) -> Formula:
        """The letter of a whole stage or input, or ∂L/∂ its letter; lines in between have
        their stage's.  W_Q is written W with the subscript Q.
        """
        return self.headed(name, ())

    def headed(self, name: str, lead: Index) -> Formula:
        """The letter of one matrix of a stage: with (h) or (b, h) where there are such axes."""
        of = gradient_of(name)
        if of is not None:
            stem, via = of
            return _derivative(replace(self._sym(stem), sup=_path(via, self.head(lead))))
        if name == "_jacobian":
            return replace(Sym("J"), sup=self.head(lead))
        return replace(self._sym(name), sup=self.head(lead))

    def row(self, name: str, index: Index | None = None) -> Formula:
        """The letter of one row of a stage, a_i; of the row at ``index``, a with its name."""
        of = gradient_of(name)
        letter = self._sym(name if of is None else of[0])
        if index is None:
            sub: Formula = Sym("i")
        else:
            sub = self._subscript("query", index[-1])
        lead = () if index is None else index[:-1]
        name, subs = _small(letter.name), (*letter.sub, sub)
        small = replace(letter, name=name, sub=subs, sup=self.head(lead))
        return small if of is None else _derivative(small)

    def _sym(self, name: str) -> Sym:
        stem = name.removesuffix("_given")
        if stem in self.own:
            return self.own[stem]
        if stem in STAGES:
            return STAGES[stem].letter
        if stem in _LETTERS:
            return _LETTERS[stem]
        if stem.startswith("_") and _is_known(stem.split("_")[1]):
            return self._sym(stem.split("_")[1])
        head, _, sub = stem.partition("_")
        return Sym(head, sub=(Sym(sub),) if sub else ())

    def cell(self, name: str, index: Index) -> Formula:
        """The letter of one entry at an index of the row convention (leading axes first)."""
        of = gradient_of(name)
        if of is not None:
            return _derivative(self._cell(of[0], index, of[1]))
        if name == "_jacobian":
            score = self._cell(self.exponent_of(), (*index[:-2], index[-1]))
            return Fraction(_partial(self._cell("weights", index[:-1])), _partial(score))
        if name in STAGES and (entry := STAGES[name].entry) is not None:
            return entry
        if name == "exponentials":
            return self.power(self._exponent(index))
        if name == "_shifted":
            return self._exponent(index)
        return self._cell(name, index)

    def _cell(self, name: str, index: Index, via: str = "") -> Sym:
        axes = _axes(self._stem(name), _PLAIN[: len(index)])
        lead, tail = index[: len(index) - len(axes)], index[len(index) - len(axes) :]
        pairs = [(axis, i) for axis, i in zip(axes, tail, strict=True) if axis != "one"]
        subs = [self._subscript(axis, i) for axis, i in pairs]
        if self.columns and len(subs) == 2:
            subs.reverse()
        letter = self._sym(name)
        sup = _path(via, self.head(lead))
        return replace(letter, name=_small(letter.name), sub=(*letter.sub, *subs), sup=sup)

    def axes(self, name: str) -> tuple[Axis, ...]:
        """What the axes of a stage, an input or a gradient count, leading ones left out."""
        found = gradient_of(name)
        return _axes(self._stem(found[0] if found else name))

    def power(self, exponent: Formula) -> Formula:
        """e (or the problem's base) to that power."""
        base = self.problem.base
        return Exp(exponent) if base is None else Power(Num(str(base)), exponent)

    def exponent_of(self) -> str:
        """The stage whose entries are exponents: the last of the scores that differs."""
        return self._exponent_stage

    @lazy
    def _exponent_stage(self) -> str:
        return self.read(exponents(vars(self.problem)))

    def read(self, name: str) -> str:
        """The stage whose letter a rule reads: scores where scaled scores are a copy of them."""
        return "scores" if name == "scaled" and self.problem.scale_kind == "none" else name

    def _exponent(self, index: Index) -> Formula:
        plain = self.cell(self.exponent_of(), index)
        if self.problem.shift != "max":
            return plain
        return Sum((plain, Neg(self.cell("_row_max", (*index[:-1], 0)))))

    def _stem(self, name: str) -> str:
        stem = name.removesuffix("_given")
        return stem.split("_")[1] if stem.startswith("_") and not _is_known(stem) else stem

    def label(self, axis: Axis, i: int) -> Formula:
        """The subscript for the i-th (from 0) of an axis: a token's name, or its number."""
        names = {"query": self.problem.query_names, "key": self.problem.key_names}.get(axis)
        return Name(names[i]) if names and self.problem.named else Num(str(i + 1))

    def _subscript(self, axis: Axis, i: int) -> Formula:
        """The label, but a number where two tokens have one name: s_{far,far} says too little."""
        names = {"query": self.problem.query_names, "key": self.problem.key_names}.get(axis, ())
        repeated = len(set(names)) < len(names)
        return Num(str(i + 1)) if repeated else self.label(axis, i)

    @staticmethod
    def head(lead: Index) -> tuple[Formula, ...]:
        """The superscript (h) or (b,h) of an entry, empty without leading axes."""
        return tuple(Group(Num(str(i + 1))) for i in lead)


def _is_known(name: str) -> bool:
    return name in STAGES or name in _AXES or name in _LETTERS


def _axes(name: str, plain: tuple[Axis, ...] = _PLAIN) -> tuple[Axis, ...]:
    return STAGES[name].axes if name in STAGES else _AXES.get(name, plain)


def _small(name: str) -> str:
    return name.lower() if len(name) == 1 else name


def _partial(body: Formula) -> Formula:
    return Product((Sym("partial"), body))


def _derivative(of: Formula) -> Formula:
    """∂L/∂(of)."""
    return Fraction(_partial(Sym("L")), _partial(of))


def _path(via: str, sup: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """The superscript of an array as one of its readers sees it: X^(Q)."""
    return (*sup, Group(Sym(via))) if via else sup


def _letter(text: str) -> Sym:
    """``\\alpha``, ``\\tilde S`` or ``A`` as a symbol."""
    for accent in ("tilde", "hat", "bar"):
        mark = f"\\{accent}"
        if text.startswith(mark):
            inner = text[len(mark) :].strip().strip("{}").strip()
            return Sym(inner.lstrip("\\"), accent=accent)
    return Sym(text.strip().lstrip("\\"))
