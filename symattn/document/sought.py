"""Where the stages that are asked for come from: a layer's forward pass, then the gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symattn.derivation.derivation import Derivation, solve
from symattn.derivation.layers import layers
from symattn.derivation.step import Step
from symattn.errors import InputError
from symattn.problem.inputs import described
from symattn.problem.model import Problem
from symattn.problem.stages import instead
from symattn.words import say

__all__ = ["sought"]


def sought(
    problem: Problem, stages: Sequence[str], layer: int | None
) -> Iterator[tuple[int, Step]]:
    """The number of each layer that is asked for (0: every one, None: the last) and its steps."""
    for number, sources in _layers(problem, layer):
        for stage in stages:
            yield number, _step(sources, stage)


def _layers(
    problem: Problem, layer: int | None
) -> Iterator[tuple[int, Sequence[Mapping[str, Step]]]]:
    """Each layer that is asked for, with everything that has its stages: forward, then back."""
    forward = solve(problem)
    every = layers(forward) if problem.layers else (forward,)
    last = len(every)
    number = last if layer is None else layer
    if not 0 <= number <= last:
        raise InputError(
            say("export.no_layer", number=number, count=last), fix=say("export.fix_layer")
        )
    for one in range(1, last + 1) if number == 0 else (number,):
        yield one, (every[one - 1], *([_Later(problem)] if one == last else []))


class _Later(Mapping[str, Step]):
    """The gradients of a problem, differentiated when they are first asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._made: Derivation | None = None

    def _steps(self) -> Derivation:
        from symattn.derivation.backward import gradients

        if self._made is None:
            self._made = gradients(self._problem)
        return self._made

    def __getitem__(self, name: str) -> Step:
        return self._steps()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps())

    def __len__(self) -> int:
        return len(self._steps())


def _step(sources: Sequence[Mapping[str, Step]], stage: str) -> Step:
    found = next((one for one in sources if stage in one), None)
    if found is None:
        known = [name for one in sources for name in one]
        raise InputError(
            say("derivation.no_stage", name=described(stage)), fix=instead(stage, known)
        )
    return found[stage]
