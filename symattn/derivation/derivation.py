"""A recipe carried out: its steps, by stage name and in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, Self

from flint import fmpq

from symattn.derivation.carriers.base import Carrier, Value
from symattn.derivation.forward import forward
from symattn.derivation.notation import Notation
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step, matrices
from symattn.derivation.steps import KINDS, Computes
from symattn.errors import NoStage
from symattn.formulas import glance, plain
from symattn.formulas import latex as latex_writer
from symattn.numbers.entries import Special
from symattn.numbers.tensors import Tensor
from symattn.problem import keys
from symattn.problem.inputs import described
from symattn.problem.model import Problem
from symattn.problem.stages import family, instead
from symattn.words import say

__all__ = ["Derivation", "carrier_of", "solve"]


class Derivation(Mapping[str, Step]):
    """The steps of a problem, by stage name and in order.

    Steps are worked out when they are first asked for.  ``given`` puts values in
    place of lines, so that the rest follows from them (follow-through).
    """

    kinds: Mapping[str, Computes] = {}
    """What carries lines out by their ``op``, beside the kinds of step; mistakes bring some."""

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
        self._given: dict[str, Value] = dict(given or {})
        self._values = dict(self._given)

    def value(self, name: str) -> Value:
        """The value of a line or input in the row convention."""
        if name not in self._values:
            if name in self.recipe:
                line = self.recipe[name]
                inputs = [self.value(source) for source in line.of]
                kind = self.kinds.get(line.op) or KINDS[line.op]
                self._values[name] = kind.compute(self.carrier, line, *inputs)
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
        return self.made(line, self.value(name), inputs)

    def input_step(self, name: str) -> Step:
        """An input (X, W_Q …) as a step that copies it, so that it shows itself like one."""
        value = self.value(name)
        return self.made(Line(name, "copy", (name,)), value, (value,))

    def made(self, line: Line, value: Value, inputs: tuple[Value, ...]) -> Step:
        """The step of a line whose value is known."""
        return Step(line, value, inputs, self.carrier, self.notation, KINDS)

    def __getitem__(self, name: str) -> Step:
        """The step of a stage.  Raises an InputError that is a KeyError too, with the nearest."""
        if name not in self.recipe:
            near = instead(str(name), self)
            raise NoStage(say("derivation.no_stage", name=described(name)), fix=near)
        return self.step(name)

    def __contains__(self, name: object) -> bool:
        return name in self.recipe

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __eq__(self, other: object) -> bool:
        """Whether the other works an equal problem out by the same lines from the same values."""
        if not isinstance(other, Derivation):
            return NotImplemented
        return (
            type(self) is type(other)
            and self.problem == other.problem
            and self.recipe == other.recipe
            and self.kinds == other.kinds
            and self._given == other._given
        )

    def __hash__(self) -> int:
        return hash((type(self), self.problem))

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
            for lead, matrix in matrices(cells)
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

    def _repr_html_(self) -> str:
        """Each stage with what it does and its shape, and the decimals of the last."""
        rows = [
            [name, plain.write(step.rule()), " × ".join(map(str, step.shape))]
            for name, step in self.items()
        ]
        head = [say("notebook.stage"), say("notebook.rule"), say("notebook.shape")]
        *_, last = self.values()
        title = self.problem.title or type(self).__name__
        listed = glance.table(rows, columns=head, most=len(rows))
        return glance.division(title, listed, last._repr_html_())

    def _repr_latex_(self) -> str:
        lines = [
            f"{latex_writer.write(step.notation.matrix(name))} &= {step.latex}"
            for name, step in self.items()
            if family(name) != "terms"
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

    Its steps are worked out when they are first asked for: ``derivation["weights"]``.  Raises
    InputError for what is no Problem, and where two symbols would have to be compared.
    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1.

    >>> from symattn import Problem
    >>> derivation = solve(Problem(Q=[[1, 0]], K=[[1, 0], [1, 0]], scale="none"))
    >>> derivation["weights"].decimal(3)
    [['0.500', '0.500']]
    """
    keys.instance(problem, Problem, "problem", "symattn.Problem(X=…)")
    return Derivation(problem, forward(problem), carrier_of(problem))
