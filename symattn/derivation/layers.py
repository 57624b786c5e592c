"""Several layers of attention, one on the other.

The second layer's exponents hold quotients of exponentials, and past that there is no
decision procedure (DESIGN: Lindemann and Weierstrass reach algebraic exponents).  Its
entries are known by enclosures, as narrow as asked for, so decimals are certified as
before; where two values agree as far as balls were refined, "equal" stays open and is
said so ("not decided at N digits"), never guessed.
"""

from __future__ import annotations

from symattn.derivation.derivation import Derivation
from symattn.derivation.forward import forward
from symattn.problem import stages
from symattn.problem.model import Problem

__all__ = ["last_stage", "layers"]


def layers(first: Derivation) -> tuple[Derivation, ...]:
    """The derivation of every layer, the first one included.

    X of each further one is the last stage (output, concat or projected) of the one before;
    its problem holds these entries as its input, so that it stands for itself.
    """
    out = [first]
    for problem in first.problem.layers:
        before = out[-1]
        cells = before.carrier.cells(before.value(last_stage(before.problem)))
        whole = problem.changed(X=cells).changed(symbolic=first.problem.symbolic)
        out.append(Derivation(whole, forward(whole), before.carrier))
    return tuple(out)


def last_stage(problem: Problem) -> str:
    """The name of the stage that the next layer reads."""
    return stages.last(vars(problem))
