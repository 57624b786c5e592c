"""A recipe carried out: immutable steps, each with its entries in every notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

from flint import fmpq

from symattn.derivation.carriers.protocol import Carrier, Value
from symattn.derivation.forward import forward
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.steps import KINDS, Computes, Working
from symattn.formulas import latex as latex_writer
from symattn.formulas.tree import Dots, Formula, Matrix, chain, sum_of
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor
from symattn.problem.model import Problem

__all__ = ["Derivation", "Step", "carrier_of", "solve"]

LETTERS_IN_A_SUM = 6
"""Longer sums of letters are written with an ellipsis."""


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
        return self.notation.columns and self.name != "terms" and not self._flat

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
        body = KINDS[self.line.op].rule(self.line, self.notation)
        return chain(self.notation.matrix(self.name), ("=", body))

    def working(self, index: Index) -> Working:
        """One entry with its numbers put in."""
        return KINDS[self.line.op].working(self, index)

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
            return symbolic_show.from_tree(self.carrier.formula(cell, False))

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
            latex_writer.write(_matrix(matrix)) for _, matrix in _matrices(self.formulas())
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


class Derivation(Mapping[str, Step]):
    """The steps of a problem, by stage name and in order.

    Steps are worked out when they are first asked for.  ``given`` puts values in
    place of lines, so that the rest follows from them (follow-through).
    """

    kinds: Mapping[str, Computes] = KINDS
    """What carries a line out, by its ``op``; mistakes bring kinds of their own."""

    def __init__(
        self,
        problem: Problem,
        recipe: Recipe,
        carrier: Carrier,
        given: Mapping[str, Value] | None = None,
    ) -> None:
        self.problem = problem
        self.recipe = recipe
        self.carrier = carrier
        self.notation = Notation.of(problem)
        self._given = dict(given or {})
        self._values: dict[str, Value] = dict(self._given)

    def value(self, name: str) -> Value:
        """The value of a line or input in the row convention."""
        if name not in self._values:
            if name in self.recipe:
                line = self.recipe[name]
                inputs = [self.value(source) for source in line.of]
                self._values[name] = self.kinds[line.op].compute(self.carrier, line, *inputs)
            else:
                self._values[name] = self.carrier.read(self._input(name))
        return self._values[name]

    def running_on(
        self,
        given: Mapping[str, Value],
        *,
        problem: Problem | None = None,
        recipe: Recipe | None = None,
        carrier: Carrier | None = None,
        kinds: Mapping[str, Computes] | None = None,
    ) -> Self:
        """The same derivation run on from ``given`` values, by another recipe or carrier."""
        other = copy(self)
        other.problem = self.problem if problem is None else problem
        other.recipe = self.recipe if recipe is None else recipe
        other.carrier = self.carrier if carrier is None else carrier
        other.kinds = self.kinds if kinds is None else kinds
        other._given = dict(given)
        other._values = dict(given)
        return other

    def _input(self, name: str) -> Tensor[Any]:
        if name == "bias" and self.problem.bias is not None:
            return self.problem.bias
        return self.problem.inputs[name.removesuffix("_given")]

    def step(self, name: str) -> Step:
        """A line carried out, lines in between included."""
        line = self.recipe[name]
        inputs = tuple(self.value(source) for source in line.of)
        return Step(line, self.value(name), inputs, self.carrier, self.notation)

    def input_step(self, name: str) -> Step:
        """An input (X, W_Q …) as a step that copies it, so that it shows itself like one."""
        value = self.value(name)
        return Step(Line(name, "copy", (name,)), value, (value,), self.carrier, self.notation)

    def __getitem__(self, name: str) -> Step:
        if name not in self.recipe:
            raise KeyError(f"no stage {name!r} here; there are {', '.join(self)}")
        return self.step(name)

    def __iter__(self) -> Iterator[str]:
        return (line.name for line in self.recipe if line.public)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def undefined_rows(self) -> list[Any]:
        """Rows without a visible key, from 0 (with leading axes: lists of indices)."""
        cells = self.carrier.cells(self.value("weights"))
        found = [
            [*lead, i]
            for lead, matrix in _matrices(cells)
            for i in range(matrix.shape[0])
            if isinstance(matrix[(i, 0)], Special)
        ]
        return [row[0] if len(row) == 1 else row for row in found]

    def rows_add_to_one(self) -> bool:
        """Whether every defined row of weights adds to exactly 1, decided exactly.

        A row without a visible key is none, whether it is undefined or set to zeros.
        """
        sums = self.carrier.cells(self.carrier.sums(self.value("weights"), "row")).cells
        (zero,) = self.carrier.cells(self.carrier.read(Tensor((1,), (fmpq(0),)))).cells
        expected = [self.carrier.unit()]
        if self.problem.empty_rows == "zero":
            expected.append(zero)
        return all(
            isinstance(found, Special)
            or any(self.carrier.same(found, value) is True for value in expected)
            for found in sums
        )

    def __repr__(self) -> str:
        return f"<derivation of {', '.join(self)}>"

    def _repr_latex_(self) -> str:
        lines = [
            f"{latex_writer.write(step.notation.matrix(name))} &= {step.latex}"
            for name, step in self.items()
            if name != "terms"
        ]
        return "$$\\begin{aligned}" + r" \\ ".join(lines) + "\\end{aligned}$$"


def carrier_of(problem: Problem) -> Carrier:
    """The carrier that a problem needs: symbols where it has any, exact numbers else."""
    if problem.symbolic:
        from symattn.derivation.carriers.symbolic import Symbolic

        return Symbolic()
    from symattn.derivation.carriers.exact import Exact

    return Exact()


def solve(problem: Problem) -> Derivation:
    """The forward derivation of a problem, from Q, K, V to the output.

    >>> from symattn import Problem
    >>> derivation = solve(Problem(Q=[[1, 0]], K=[[1, 0], [1, 0]], scale="none"))
    >>> derivation["weights"].decimal(3)
    [['0.500', '0.500']]
    """
    return Derivation(problem, forward(problem), carrier_of(problem))


def _matrices(tensor: Tensor[Any]) -> Iterator[tuple[Index, Tensor[Any]]]:
    if len(tensor.shape) < 2:
        tensor = Tensor((1, *tensor.shape), tensor.cells)
    return tensor.matrices()


def _matrix(tensor: Tensor[Formula]) -> Matrix:
    return Matrix(tuple(tensor.row(i) for i in range(tensor.shape[0])))
