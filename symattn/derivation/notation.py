"""The letters of a derivation: S, S̃, m, z, A, O, or a paper's own.

A stage has a letter for its matrix and one for its entries, with token names
(or numbers from 1) as subscripts and the head as a superscript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from symattn.formulas.tree import Exp, Formula, Group, Name, Neg, Num, Power, Sum, Sym
from symattn.numbers.tensors import Index
from symattn.problem.model import Problem

__all__ = ["AXES", "Axis", "Notation"]

Axis = Literal["query", "key", "feature", "one"]

_Q: tuple[Axis, ...] = ("query", "feature")
_K: tuple[Axis, ...] = ("key", "feature")
_S: tuple[Axis, ...] = ("query", "key")

AXES: Mapping[str, tuple[Axis, ...]] = {
    "X": _Q, "Y": _K, "Q": _Q, "K": _K, "V": _K,
    "scores": _S, "scaled": _S, "biased": _S, "masked": _S, "bias": _S, "_shifted": _S,
    "exponentials": _S, "row_sums": ("query", "one"), "_row_max": ("query", "one"),
    "weights": _S, "dropped": _S, "terms": ("query", "key", "feature"),
    "output": _Q, "concat": _Q, "projected": _Q,
}  # fmt: skip
"""What the axes of a stage count, after leading batch and head axes."""

_MATRIX: Mapping[str, Sym] = {
    "scores": Sym("S"), "scaled": Sym("S", accent="tilde"), "biased": Sym("S", accent="hat"),
    "masked": Sym("S", accent="bar"), "exponentials": Sym("E"), "row_sums": Sym("z"),
    "_row_max": Sym("m"), "weights": Sym("A"), "dropped": Sym("A", accent="tilde"),
    "terms": Sym("T"), "output": Sym("O"), "concat": Sym("C"), "projected": Sym("P"),
    "bias": Sym("B"),
}  # fmt: skip


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

    def matrix(self, name: str) -> Sym:
        """The letter of a whole stage or input; lines in between have their stage's.

        W_Q is written W with the subscript Q.
        """
        stem = name.removesuffix("_given")
        if stem in self.own:
            return self.own[stem]
        if stem in _MATRIX:
            return _MATRIX[stem]
        if stem.startswith("_") and stem.split("_")[1] in AXES:
            return self.matrix(stem.split("_")[1])
        head, _, sub = stem.partition("_")
        return Sym(head, sub=(Sym(sub),) if sub else ())

    def cell(self, name: str, index: Index) -> Formula:
        """The letter of one entry at an index of the row convention (leading axes first)."""
        if name == "exponentials":
            return self.power(self._exponent(index))
        if name == "_shifted":
            return self._exponent(index)
        axes = AXES.get(self._stem(name), ("feature",) * min(2, len(index)))
        lead, tail = index[: len(index) - len(axes)], index[len(index) - len(axes) :]
        subs = [self.label(axis, i) for axis, i in zip(axes, tail, strict=True) if axis != "one"]
        if self.columns and len(subs) == 2 and "one" not in axes:
            subs.reverse()
        letter = self.matrix(name)
        small = letter.name.lower() if len(letter.name) == 1 else letter.name
        return replace(letter, name=small, sub=(*letter.sub, *subs), sup=self.head(lead))

    def power(self, exponent: Formula) -> Formula:
        """e (or the problem's base) to that power."""
        base = self.problem.base
        return Exp(exponent) if base is None else Power(Num(str(base)), exponent)

    def exponent_of(self) -> str:
        """The stage whose entries are exponents: masked, biased or scaled scores."""
        if self.problem.visible is not None:
            return "masked"
        if self.problem.bias is not None:
            return "biased"
        return "scores" if self.problem.scale_kind == "none" else "scaled"

    def _exponent(self, index: Index) -> Formula:
        plain = self.cell(self.exponent_of(), index)
        if self.problem.shift != "max":
            return plain
        return Sum((plain, Neg(self.cell("_row_max", (*index[:-1], 0)))))

    def _stem(self, name: str) -> str:
        stem = name.removesuffix("_given")
        return stem.split("_")[1] if stem.startswith("_") and stem not in AXES else stem

    def label(self, axis: Axis, i: int) -> Formula:
        """The subscript for the i-th (from 0) of an axis: a token's name, or its number."""
        names = {"query": self.problem.query_names, "key": self.problem.key_names}.get(axis)
        return Name(names[i]) if names and self.problem.named else Num(str(i + 1))

    @staticmethod
    def head(lead: Index) -> tuple[Formula, ...]:
        """The superscript (h) or (b,h) of an entry, empty without leading axes."""
        return tuple(Group(Num(str(i + 1))) for i in lead)


def _letter(text: str) -> Sym:
    """``\\alpha``, ``\\tilde S`` or ``A`` as a symbol."""
    for accent in ("tilde", "hat", "bar"):
        mark = f"\\{accent}"
        if text.startswith(mark):
            inner = text[len(mark) :].strip().strip("{}").strip()
            return Sym(inner.lstrip("\\"), accent=accent)
    return Sym(text.strip().lstrip("\\"))
