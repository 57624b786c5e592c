"""A step: one line of a recipe carried out, with its entries in every notation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, overload

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.notation import Axis, Notation
from symattn.derivation.recipe import Line
from symattn.errors import InputError, MissingExtra, OutOfRange
from symattn.formulas import glance, plain, sympy_text
from symattn.formulas import latex as latex_writer
from symattn.formulas.tree import Chain, Dots, Formula, Matrix, chain, equals, sum_of
from symattn.numbers import certify
from symattn.numbers.certify import Rounding
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Index, Tensor
from symattn.problem import keys
from symattn.problem.stages import turns
from symattn.words import say

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import sympy

__all__ = ["Decimals", "Explains", "StageObject", "Step", "StepEntry", "Working", "matrices"]

LETTERS_IN_A_SUM = 6
"""Longer sums of letters are written with an ellipsis."""

_FEATURES: tuple[Axis, ...] = ("feature",) * 8

Decimals: TypeAlias = list[list[str | Any]]
"""Rows of decimals.  Where a stage has leading axes (batch, heads) the lists nest deeper, and
None stands where an entry has no decimal (symbols, a row with nothing to see)."""


class StageObject(TypedDict):
    """A stage in JSON: nested lists in the stage's shape."""

    name: str
    shape: list[int]
    exact: list[Any]
    """In SymPy's syntax; ``-oo`` for a hidden score, ``nan`` for what is undefined."""
    latex: list[Any]
    decimal: list[Any]
    """Correctly rounded; None where there is none."""


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


@dataclass(frozen=True, repr=False, eq=False)
class Step:
    """One line carried out.

    ``cells``, ``shape`` and all notations are in the problem's own layout
    (columns: transposed); ``at``, ``letter`` and ``working`` take an index of
    the row convention.  ``step[i, j]`` is an entry in the problem's own layout, from 0;
    ``step[i]`` a row of them; NumPy takes a step for the array of the nearest doubles.

    >>> import numpy as np
    >>> import symattn as sa
    >>> weights = sa.solve(sa.Problem(X=[[1, 0], [0, 1]], scale="none"))["weights"]
    >>> weights[0, 1], weights[0, 1].decimal(3)
    (e⁻¹/(1 + e⁻¹), '0.269')
    >>> [entry.decimal(3) for entry in weights[0]], len(weights)
    (['0.731', '0.269'], 2)
    >>> np.asarray(weights).sum(axis=1)
    array([1., 1.])
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

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same stage of an equal problem, with the same entries."""
        if not isinstance(other, Step):
            return NotImplemented
        return (
            self.line == other.line
            and self.notation.problem == other.notation.problem
            and self.cells == other.cells
        )

    def __hash__(self) -> int:
        return hash((self.line, self.notation.problem))

    @overload
    def __getitem__(self, index: int) -> tuple[StepEntry, ...] | Any: ...

    @overload
    def __getitem__(self, index: tuple[int, ...]) -> StepEntry: ...

    def __getitem__(self, index: int | tuple[int, ...]) -> Any:
        """The entry at a full index, from 0; with fewer axes a tuple of what lies there.

        Negative numbers count from the end.  Raises InputError for what is no index of whole
        numbers, and one that is an IndexError too for an index outside the shape.
        """
        asked = self._within(index if isinstance(index, tuple) else (index,))

        def level(at: Index) -> Any:
            if len(at) == len(self.shape):
                return StepEntry(self, at)
            return tuple(level((*at, i)) for i in range(self.shape[len(at)]))

        return level(asked)

    def _within(self, index: tuple[Any, ...]) -> Index:
        if any(isinstance(i, slice) or i is None or i is Ellipsis for i in index):
            raise InputError(say("derivation.slice"), key=self.name, fix=say("fix.slice_array"))
        numbers = [keys.whole(i, self.name, -keys.MOST, keys.MOST) for i in index]
        size = " × ".join(map(str, self.shape))
        shape = self.shape[: len(index)]
        if len(index) > len(self.shape) or any(
            not -n <= i < n for i, n in zip(numbers, shape, strict=True)
        ):
            found = ", ".join(map(str, numbers))
            raise OutOfRange(say("derivation.outside", index=found, shape=size), key=self.name)
        return tuple(i % n for i, n in zip(numbers, shape, strict=True))

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    @property
    def exact(self) -> sympy.ImmutableMatrix | Any:
        """The entries as a SymPy matrix (an N-dimensional array with leading axes).

        Undefined entries are ``nan``, hidden scores ``-oo``.
        """
        import sympy

        cells = self.cells.map(self.expression)
        if len(cells.shape) == 2:
            return sympy.ImmutableMatrix(*cells.shape, list(cells.cells))
        return sympy.ImmutableDenseNDimArray(list(cells.cells), cells.shape)

    def expression(self, cell: Any) -> Any:
        """One entry as a SymPy expression."""
        import sympy

        from symattn.derivation.carriers import symbolic_show

        if isinstance(cell, Special):
            return -sympy.oo if cell.hidden else sympy.nan
        if isinstance(cell, sympy.Basic):
            return cell
        return symbolic_show.from_tree(self.carrier.formula(cell))

    def decimal(self, places: int = 6, rounding: Rounding = "half-even") -> Decimals:
        """Nested lists of correctly rounded decimals, in the stage's shape.

        ``places`` count after the point, from 0 to 100,000; ``rounding`` says what a tie does.
        None stands where there is no decimal (symbols, a row with nothing to see), and "-inf"
        for a hidden score.  Raises InputError for other arguments, and
        :class:`~symattn.numbers.certify.Undecided` where a tie cannot be decided.

        >>> import symattn as sa
        >>> sa.solve(sa.Problem(X=[[1, 0], [0, 1]], scale="none"))["weights"].decimal(3)
        [['0.731', '0.269'], ['0.269', '0.731']]
        """
        decimals: Decimals = self._decimals(places, rounding).nested()
        return decimals

    def _decimals(self, places: int, rounding: Rounding) -> Tensor[str | None]:
        how = _checked(places, rounding)
        return self.cells.map(lambda cell: self.carrier.decimal(cell, *how))

    def enclosure(self, digits: int = 30) -> list[list[tuple[str, str] | Any]]:
        """Nested lists of (lower, upper): proven bounds as decimal strings, ``digits`` figures.

        Both are the same where the value is such a decimal; None stands where there is no
        value (symbols, a hidden or an undefined entry).

        >>> import symattn as sa
        >>> sa.solve(sa.Problem(X=[[1, 0], [0, 1]], scale="none"))["weights"].enclosure(5)[0][1]
        ('0.26894', '0.26895')
        """
        figures = keys.whole(digits, "digits", 1, certify.MOST_DIGITS)
        found: list[list[Any]] = self.cells.map(
            lambda cell: self.carrier.enclosure(cell, figures)
        ).nested()
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """The doubles nearest to the values, in the stage's shape; a tie goes to the even one.

        A hidden score is −inf and what is undefined nan.  Raises InputError for symbols.
        """
        import numpy as np

        if copy is False:
            raise ValueError("a step has no array that could be given without a copy")
        cells = [self._double(cell) for cell in self.cells.cells]
        return np.array(cells, dtype=dtype or np.float64).reshape(self.shape)

    def nearest(self, places: int = 6) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        """The doubles nearest to the correctly rounded decimals, in the stage's shape.

        They are what a program prints that rounds rightly: 0.063, not 0.06300000000000001.

        >>> import symattn as sa
        >>> sa.solve(sa.Problem(X=[[1, 0], [0, 1]], scale="none"))["weights"].nearest(3)
        array([[0.731, 0.269],
               [0.269, 0.731]])
        """
        import numpy as np

        keys.whole(places, "places", 0, certify.MOST_DIGITS)
        cells = [
            self._double(cell)
            if isinstance(cell, Special)
            else float(self._number(self.carrier.decimal(cell, places)))
            for cell in self.cells.cells
        ]
        return np.array(cells, dtype=np.float64).reshape(self.shape)

    def _number(self, found: str | None) -> str:
        if found is None:
            raise InputError(
                say("derivation.no_double"), key=self.name, fix=say("fix.write_numbers_for_symbols")
            )
        return found

    def _double(self, cell: Any) -> float:
        if isinstance(cell, Special):
            return float("-inf" if cell.hidden else "nan")
        found = self.carrier.double(cell)
        if found is None:
            self._number(None)
        assert found is not None
        return found

    def to_dict(self, digits: int = 6, rounding: Rounding = "half-even") -> StageObject:
        """The stage as it stands in the JSON of ``solve``: closed forms, LaTeX and decimals.

        >>> import symattn as sa
        >>> sa.solve(sa.Problem(Q=[[1]], K=[[2]]))["scores"].to_dict()["decimal"]
        [['2.000000']]
        """

        def exact(cell: Any) -> str:
            if isinstance(cell, Special):
                return "-oo" if cell.hidden else "nan"
            return sympy_text.write(self.carrier.formula(cell, False))

        return {
            "name": self.name,
            "shape": list(self.shape),
            "exact": self.cells.map(exact).nested(),
            "latex": self.formulas().map(latex_writer.write).nested(),
            "decimal": self.decimal(digits, rounding),
        }

    def to_frame(self, places: int = 6, rounding: Rounding = "half-even") -> pd.DataFrame:
        """The decimals as a pandas DataFrame, rows and columns named by the tokens.

        Where tokens have no names they are numbered from 1, and so are features; leading axes
        (batch, heads) are further levels of the index.  Raises MissingExtra without pandas.
        """
        try:
            import pandas as pd
        except ImportError:
            missing = say("derivation.no_pandas")
            raise MissingExtra(missing, fix=say("fix.install_pandas")) from None
        *lead, rows, columns = self._axes_named()
        cells = self._decimals(places, rounding).cells
        table = [cells[k : k + len(columns)] for k in range(0, len(cells), len(columns))]
        index: Any = rows
        if lead:
            index = pd.MultiIndex.from_tuples([*product(*lead, rows)])
        return pd.DataFrame(table, index=index, columns=columns)

    def _axes_named(self) -> list[list[str]]:
        """The names along each axis in the problem's layout; a flat stage is one row."""
        shape = self.shape if len(self.shape) > 1 else (1, *self.shape)
        own = self.notation.axes(self.name)
        axes: tuple[Axis, ...] = (*_FEATURES[: len(shape) - len(own)], *own[-len(shape) :])
        if self._turned:
            axes = (*axes[:-2], axes[-1], axes[-2])
        return [
            [plain.write(self.notation.label(axis, i)) for i in range(size)]
            for axis, size in zip(axes, shape, strict=True)
        ]

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

    def _repr_html_(self) -> str:
        """The closed forms where they are short, and the decimals with the names of tokens."""
        latex = self._repr_latex_()
        formula = latex if len(latex) <= glance.LONGEST_FORMULA else ""
        return glance.division(f"{self!r} {formula}", *self._tables())

    def _tables(self) -> Iterator[str]:
        *_, rows, columns = self._axes_named()
        for lead, matrix in matrices(self.cells):
            head = ", ".join(str(i + 1) for i in lead)
            cells = [
                [self._shown(cell) for cell in matrix.row(i)[: glance.MOST_SHOWN]]
                for i in range(min(len(rows), glance.MOST_SHOWN))
            ]
            yield glance.table(cells, rows, columns, corner=head)

    def _shown(self, cell: Any) -> str:
        return self.carrier.decimal(cell, 6) or plain.write(self.show(cell))


@dataclass(frozen=True, repr=False)
class StepEntry:
    r"""One entry of a step; ``index`` counts from 0 in the problem's own layout.

    >>> import symattn as sa
    >>> entry = sa.solve(sa.Problem(X=[[1, 0], [0, 1]], scale="none"))["weights"][0, 1]
    >>> entry.latex, entry.exact, float(entry)
    ('\\frac{e^{-1}}{1 + e^{-1}}', exp(-1)/(exp(-1) + 1), 0.2689414213699951)
    """

    step: Step
    index: Index

    @property
    def _cell(self) -> Any:
        return self.step.cells[self.index]

    @property
    def exact(self) -> sympy.Expr | Any:
        """The closed form as a SymPy expression."""
        return self.step.expression(self._cell)

    @property
    def latex(self) -> str:
        """The closed form as LaTeX."""
        return latex_writer.write(self.step.show(self._cell))

    def decimal(self, places: int = 6, rounding: Rounding = "half-even") -> str | None:
        """The correctly rounded decimal; None where there is none (symbols, undefined)."""
        return self.step.carrier.decimal(self._cell, *_checked(places, rounding))

    def enclosure(self, digits: int = 30) -> tuple[str, str] | None:
        """Proven bounds (lower, upper) with ``digits`` figures; None where there is no value."""
        figures = keys.whole(digits, "digits", 1, certify.MOST_DIGITS)
        return self.step.carrier.enclosure(self._cell, figures)

    def __float__(self) -> float:
        return self.step._double(self._cell)

    def __repr__(self) -> str:
        return plain.write(self.step.show(self._cell))

    def _repr_latex_(self) -> str:
        letter = latex_writer.write(self.step.letter(self.step.public(self.index)))
        return f"$\\displaystyle {letter} = {self.latex}$"


def _checked(places: Any, rounding: Any) -> tuple[int, Rounding]:
    how: Rounding = keys.choice(rounding, ("half-even", "half-up"), "rounding")
    return keys.whole(places, "places", 0, certify.MOST_DIGITS), how


def matrices(tensor: Tensor[Any]) -> Iterator[tuple[Index, Tensor[Any]]]:
    """Each matrix of the last two axes with its leading index; a vector is one row."""
    if len(tensor.shape) < 2:
        tensor = Tensor((1, *tensor.shape), tensor.cells)
    return tensor.matrices()


def _matrix(tensor: Tensor[Formula]) -> Matrix:
    return Matrix(tuple(tensor.row(i) for i in range(tensor.shape[0])))
