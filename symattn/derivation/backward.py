"""The backward pass, made from the forward recipe by one rule per kind of step.

Reverse-mode differentiation on the list of lines (Griewank and Walther, "Evaluating
Derivatives", 2008, chapter 3): each line hands its gradient back to what it read, and
what was read several times adds its paths up.  The result is a recipe too, so gradients
are carried out, shown and worked out like any other step, in numbers and in symbols.

An entry of the result that is undefined (a row with nothing to see) is left out of L.
So L does not depend on it: its gradient is 0, and it gives nothing to other gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from math import prod
from typing import Any

from flint import fmpq

from symattn.derivation.carriers.base import Carrier
from symattn.derivation.derivation import Derivation, carrier_of
from symattn.derivation.forward import forward
from symattn.derivation.recipe import Line, Recipe
from symattn.derivation.step import Step
from symattn.derivation.steps import KINDS, Flow
from symattn.errors import InputError
from symattn.numbers.tensors import Index, Tensor
from symattn.problem import keys
from symattn.problem.model import Problem
from symattn.problem.stages import RESULTS, family, leaves, result
from symattn.words import say

__all__ = ["Gradients", "backward", "gradients"]


def backward(problem: Problem, recipe: Recipe | None = None) -> Recipe:
    """The recipe of the gradients: the forward lines, then ∂L/∂ every stage and input.

    ``recipe``: a forward recipe to differentiate instead of the problem's own.

    >>> problem = Problem(X=[[1, 2], [3, 4]])
    >>> [line.name for line in backward(problem) if line.public and line.name.startswith("d")]
    ['doutput', 'dV', 'dweights', 'dscaled', 'dscores', 'dQ', 'dK', 'dX']
    """
    ahead = forward(problem) if recipe is None else recipe
    last = result(line.name for line in ahead)
    seed, loss = _seed(problem, last)
    tape = _Tape(ahead, last, seed)
    for line in reversed(ahead.lines):
        tape.hand_back(line)
    for name in ahead.inputs():
        if _wanted(name):
            tape.finish(name)
    lines = _with_flat_biases(problem, tape.lines)
    if _undefined_rows(problem):
        lines = _without_undefined(ahead, lines)
    order = [f"d{name}" for name in leaves()]
    listed = [line for name in order for line in lines if line.name == name]
    others = [line for line in lines if line.name not in order]
    jacobian = Line("_jacobian", "jacobian", ("weights",), {"base": problem.base})
    return ahead.plus(*others, *listed, *loss, jacobian)


def _wanted(name: str) -> bool:
    """Whether the gradient of an input is asked for (Q_given has its own line Q)."""
    return name in leaves()


def _seed(problem: Problem, result: str) -> tuple[list[Line], list[Line]]:
    """The line that the backward pass starts from, and L itself where there is a target."""
    start = f"d{result}"
    if "target" in problem.gradient:
        seed = Line(start, "residual", (result, "target"))
        return [seed], [Line("loss", "half_square", (start,), {"of": result})]
    return [Line(start, "copy", ("upstream",))], []


def _stem(name: str) -> str:
    return name.split("_")[1] if name.startswith("_") else name


def gradient_name(name: str) -> str:
    """The name of the line that holds ∂L/∂(the line or input ``name``)."""
    return f"_d{name}" if name.startswith("_") else f"d{name}"


@dataclass
class _Tape:
    """The lines of the backward pass while they are written, last forward line first."""

    recipe: Recipe
    result: str
    lines: list[Line]
    paths: dict[str, list[str]] = field(default_factory=dict)

    def finish(self, name: str) -> str | None:
        """The line of ∂L/∂name: its one path under that name, or the sum of its paths."""
        wanted = gradient_name(name)
        if name == self.result:
            return wanted
        paths = self.paths.get(name)
        if paths is None:
            return None
        if len(paths) > 1:
            self.lines.append(Line(wanted, "total", tuple(reversed(paths))))
        else:
            self.rename(paths[0], wanted)
        return wanted

    def rename(self, old: str, new: str) -> None:
        """Another name for a line that no other line reads yet."""
        self.lines = [replace(ln, name=new) if ln.name == old else ln for ln in self.lines]

    def hand_back(self, line: Line) -> None:
        """The line's gradient finished, and handed to what the line reads."""
        upstream = self.finish(line.name)
        if upstream is None:
            return
        for flow in KINDS[line.op].back(line, upstream, self.recipe):
            if flow.to in self.recipe or _wanted(flow.to):
                self.paths.setdefault(flow.to, []).append(self.part(line, upstream, flow))

    def part(self, line: Line, upstream: str, flow: Flow) -> str:
        """The name of the line that holds what one line gives to one of its inputs."""
        if not flow.op and upstream.startswith("_"):
            return upstream  # nothing was done, and nobody else reads it under its name
        name = f"_d{flow.to}_from_{_stem(line.name)}"
        if flow.op:
            self.lines.append(Line(name, flow.op, flow.of, flow.how))
        else:
            self.lines.append(Line(name, "copy", (upstream,)))
        return name


def _with_flat_biases(problem: Problem, lines: list[Line]) -> list[Line]:
    """The gradient of a bias that has a row for each head, flat as the bias was given."""
    out: list[Line] = []
    for line in lines:
        if line.name.startswith("db_") and len(problem.inputs[line.name[1:]].shape) > 1:
            inner = f"_{line.name}"
            out += [replace(line, name=inner), Line(line.name, "flat", (inner,))]
        else:
            out.append(line)
    return out


def _undefined_rows(problem: Problem) -> bool:
    """Whether some row may have no visible key at all, and no weights then."""
    if problem.visible is None or problem.fill != "-inf" or problem.empty_rows != "undefined":
        return False
    size = problem.visible.shape[-1]
    cells = problem.visible.cells
    return not all(any(cells[k : k + size]) for k in range(0, len(cells), size))


def _without_undefined(ahead: Recipe, lines: list[Line]) -> list[Line]:
    """The backward lines with 0 for what is undefined, wherever they read it."""
    start, *rest = lines
    out = [replace(start, name="_upstream")]
    out.append(Line(start.name, "leave_out", ("_upstream", result(line.name for line in ahead))))
    for line in rest:
        of = []
        for name in line.of:
            if family(name) in RESULTS:
                stand_in = f"_{name}_defined"
                if not any(made.name == stand_in for made in out):
                    out.append(Line(stand_in, "leave_out", (name, name)))
                name = stand_in
            of.append(name)
        out.append(replace(line, of=tuple(of)))
    return out


class Gradients(Derivation):
    """The gradients of a problem as a derivation: it lists ∂L/∂ stages and inputs.

    Forward stages can be had from it by name too; :meth:`jacobian` gives the softmax
    Jacobian of one row.
    """

    def __init__(self, problem: Problem, recipe: Recipe, carrier: Carrier) -> None:
        super().__init__(problem, recipe, carrier)
        self.result = result(line.name for line in recipe)

    def __iter__(self) -> Iterator[str]:
        backward = dropwhile(lambda line: line.name != f"d{self.result}", self.recipe)
        return (line.name for line in backward if line.public)

    def _input(self, name: str) -> Tensor[Any]:
        if name == "target":
            return self._given_gradient("target")
        if name == "upstream":
            return self._upstream()
        return super()._input(name)

    def _given_gradient(self, key: str) -> Tensor[Any]:
        tensor: Tensor[Any] = self.problem.gradient[key]
        return tensor

    def _upstream(self) -> Tensor[Any]:
        given = self.problem.gradient.get("upstream")
        if isinstance(given, Tensor):
            return given
        shape = self.carrier.cells(self.value(self.result)).shape
        if given == "symbols":
            return Tensor.build(shape, self._symbol)
        return Tensor(shape, (fmpq(1),) * prod(shape))

    def _symbol(self, index: Index) -> Any:
        from symattn.derivation.carriers.symbolic_show import symbol

        place = self.step(self.result).public(index)
        return symbol("g", tuple(str(i + 1) for i in place))

    def jacobian(self, *row: int) -> Step:
        """The softmax Jacobian diag(a) − a aᵀ of one row (leading axes first, from 0): m × m.

        >>> steps = gradients(Problem(X=[[0], [0]]))
        >>> steps.jacobian(0).decimal(2)
        [['0.25', '-0.25'], ['-0.25', '0.25']]
        """
        lead = self.carrier.cells(self.value("weights")).shape[:-1]
        if len(row) != len(lead):
            raise InputError(
                say("derivation.row_index", count=len(lead), found=len(row)), key="row"
            )
        row = tuple(keys.whole(i, "row", 0, n - 1) for i, n in zip(row, lead, strict=True))
        line = Line("_jacobian", "jacobian_row", ("_jacobian",), {"row": row})
        inputs = (self.value("_jacobian"),)
        value = KINDS[line.op].compute(self.carrier, line, *inputs)
        return self.made(line, value, inputs)


def gradients(problem: Problem) -> Gradients:
    """The gradients ∂L/∂(every stage and input) of a problem, as a derivation.

    L is what ``problem.gradient`` says: the sum of all entries of the last stage (upstream
    "ones"), its sum weighted by a matrix or by symbols g_ij, or ½‖output − target‖² (then
    ``loss`` is L itself, of shape (1, 1)).  Each gradient has the shape of what it is the
    gradient of.  Rows with nothing to see are left out of L, so their gradients are 0.
    Raises Unsupported where a step has no gradient, InputError for what is no Problem.

    >>> steps = gradients(Problem(Q=[[1, 0]], K=[[1, 0], [0, 1]], V=[[1], [0]], scale="none"))
    >>> steps["dscores"].decimal(3)
    [['0.197', '-0.197']]
    """
    keys.instance(problem, Problem, "problem", "symattn.gradients(derivation.problem)")
    return Gradients(problem, backward(problem), _carrier(problem))


def _carrier(problem: Problem) -> Carrier:
    """The problem's carrier, or that of symbols where the upstream gradient has any."""
    given = problem.gradient.get("target", problem.gradient.get("upstream"))
    cells = given.cells if isinstance(given, Tensor) else ()
    if given != "symbols" and not any(hasattr(cell, "free_symbols") for cell in cells):
        return carrier_of(problem)
    from symattn.derivation.carriers.symbolic import Symbolic

    return Symbolic()
