"""A step: one line of a recipe carried out, with its entries in every notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line
from symattn.formulas import latex as latex_writer
from symattn.formulas.tree import Chain, Dots, Formula, Matrix, chain, equals, sum_of
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.stages import turns

__all__ = ["Explains", "Step", "Working", "matrices"]

LETTERS_IN_A_SUM = 6
"""Longer sums of letters are written with an ellipsis."""


@dataclass(frozen=True)
class Working:
    """One entry worked out: ``left`` = ``rule`` = Σ ``terms`` = Σ ``values`` = ``result``.

    ``terms`` have the numbers put in, ``values`` say what each term comes to
    (empty where there is nothing in between).
    """

    left: Formula
    rule: Formula
    terms: tuple[Formula, ...]
    values: tuple[Formula, ...]
    result: Formula

    def chain(self) -> Chain:
        """The whole working as one chain of equals, repetitions left out."""
        parts: list[Formula] = [self.left, self.rule, sum_of(self.terms)]
        if self.values:
            parts.append(sum_of(self.values))
        parts.append(self.result)
        kept = [part for k, part in enumerate(parts) if k == 0 or part != parts[k - 1]]
        return equals(*kept)


class Explains(Protocol):
    """What can say what a line does."""

    def rule(self, line: Line, notation: Notation) -> Formula:
        """What is done, in letters: the right side of "S = …"."""

    def working(self, step: Step, index: Index) -> Working:
        """One entry with its numbers put in; ``index`` in the row convention."""


@dataclass(frozen=True, repr=False)
class Step:
    """One line carried out.

    ``cells``, ``shape`` and all notations are in the problem's own layout
    (columns: transposed); ``at``, ``letter`` and ``working`` take an index of
    the row convention.
    """

    line: Line
    value: Value
    inputs: tuple[Value, ...]
    carrier: Carrier
    notation: Notation
    kinds: Mapping[str, Explains]

    @property
    def name(self) -> str:
        """The stage's name: "scores", "weights" …"""
        return self.line.name

    @property
    def cells(self) -> Tensor[Any]:
        """The entries in the problem's layout."""
        tensor = self.carrier.cells(self.value)
        return tensor.transposed() if self._turned else tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape in the problem's layout, leading axes first."""
        return self.cells.shape

    @property
    def _turned(self) -> bool:
        return self.notation.columns and turns(self.name) and not self._flat

    @property
    def _flat(self) -> bool:
        return len(self.carrier.cells(self.value).shape) < 2

    def public(self, index: Index) -> Index:
        """Where the entry at an index of the row convention stands in ``cells`` (and back)."""
        return (*index[:-2], index[-1], index[-2]) if self._turned else index

    def at(self, index: Index) -> Any:
        """The entry at an index of the row convention."""
        return self.carrier.cells(self.value)[index]

    def letter(self, index: Index) -> Formula:
        """The letter of an entry: s with its subscripts."""
        return self.notation.cell(self.name, index)

    def show(self, cell: Any) -> Formula:
        """The closed form of an entry as a formula."""
        return self.carrier.formula(cell, self.notation.problem.decimals)

    def show_input(self, value: object) -> Formula:
        """The closed form of a setting (the scale, the fill)."""
        (cell,) = self.carrier.cells(self.carrier.read(Tensor((1,), (value,)))).cells
        return self.show(cell)

    def sum_of_letters(self, letters: Sequence[Formula]) -> Formula:
        """The letters added up, the middle left out of a long sum."""
        if len(letters) <= LETTERS_IN_A_SUM:
            return sum_of(letters)
        return sum_of((*letters[:2], Dots("row"), letters[-1]))

    def rule(self) -> Formula:
        """What the step does: S = Q Kᵀ."""
        body = self.kinds[self.line.op].rule(self.line, self.notation)
        return chain(self.notation.matrix(self.name), ("=", body))

    def working(self, index: Index) -> Working:
        """One entry with its numbers put in."""
        return self.kinds[self.line.op].working(self, index)

    def formulas(self) -> Tensor[Formula]:
        """The closed form of every entry."""
        return self.cells.map(self.show)

    @property
    def exact(self) -> Any:
        """The entries as a SymPy matrix (an N-dimensional array with leading axes).

        Undefined entries are ``nan``, hidden scores ``-oo``.
        """
        import sympy

        from symattn.derivation.carriers import symbolic_show

        def entry(cell: Any) -> Any:
            if isinstance(cell, Special):
                return -sympy.oo if cell.hidden else sympy.nan
            if isinstance(cell, sympy.Basic):
                return cell
            return symbolic_show.from_tree(self.carrier.formula(cell))

        cells = self.cells.map(entry)
        if len(cells.shape) == 2:
            return sympy.ImmutableMatrix(*cells.shape, list(cells.cells))
        return sympy.ImmutableDenseNDimArray(list(cells.cells), cells.shape)

    def decimal(self, places: int = 6, rounding: Rounding = "half-even") -> Any:
        """Nested lists of correctly rounded decimals; None where there is none."""
        return self.cells.map(lambda cell: self.carrier.decimal(cell, places, rounding)).nested()

    def enclosure(self, digits: int = 30) -> Any:
        """Nested lists of (lower, upper): proven bounds as decimal strings."""
        return self.cells.map(lambda cell: self.carrier.enclosure(cell, digits)).nested()

    @property
    def latex(self) -> str:
        """The stage in closed form as LaTeX: one matrix for each leading index."""
        return r" \quad ".join(
            latex_writer.write(_matrix(matrix)) for _, matrix in matrices(self.formulas())
        )

    @property
    def numerators(self) -> Any:
        """Integer numerators over :attr:`denominator`; None where an entry is not rational."""
        rational = getattr(self.value, "rational", None)
        if rational is None:
            return None
        return rational.transposed().numerators if self._turned else rational.numerators

    @property
    def denominator(self) -> int | None:
        """The common denominator of the whole stage; None where an entry is not rational."""
        rational = getattr(self.value, "rational", None)
        return None if rational is None else rational.denominator

    def __repr__(self) -> str:
        return f"<{self.name}, {' × '.join(map(str, self.shape))}>"

    def _repr_latex_(self) -> str:
        letter = latex_writer.write(self.notation.matrix(self.name))
        return f"$\\displaystyle {letter} = {self.latex}$"


def matrices(tensor: Tensor[Any]) -> Iterator[tuple[Index, Tensor[Any]]]:
    """Each matrix of the last two axes with its leading index; a vector is one row."""
    if len(tensor.shape) < 2:
        tensor = Tensor((1, *tensor.shape), tensor.cells)
    return tensor.matrices()


def _matrix(tensor: Tensor[Formula]) -> Matrix:
    return Matrix(tuple(tensor.row(i) for i in range(tensor.shape[0])))
