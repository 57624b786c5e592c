"""Why 1/√d_k: in symbols, in the limit, for rows of two keys and more, on a problem's numbers.

The claim is Vaswani et al., 2017, section 3.2.1 with its footnote 4: for independent
entries of mean 0 and variance 1 a dot product has mean 0 and variance d_k, and large
scores push the softmax where its gradients are small.  Each line here carries its reason; rows of
two keys are proven, those of more keys drawn in floats, and named so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from symattn.derivation.argument import LETTERS, Justified, both_sides, reach, saturation, variance
from symattn.derivation.backward import Gradients, gradients
from symattn.derivation.bounds import Bound, bounds, largest_additive
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.derivation import Derivation, solve
from symattn.derivation.typical import SEED, WIDTHS, Drawn, TwoKeys, drawn, two_keys
from symattn.errors import InputError
from symattn.formulas import glance
from symattn.formulas import latex as latex_writer
from symattn.formulas.tree import Formula, Fraction, Sym
from symattn.numbers import certify
from symattn.numbers.entries import Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working
from symattn.problem import keys
from symattn.problem.keys import ADDITIVE
from symattn.problem.model import Problem
from symattn.words import say

__all__ = [
    "SCALES",
    "AtScale",
    "Scaling",
    "quotient",
    "scaling",
]

SCALES = ("none", "1/sqrt(d_k)", "1/d_k")
MOST_SEED = 2**63 - 1
"""What fits into a seed of NumPy on every machine."""


@dataclass(frozen=True)
class AtScale:
    """The problem under one scale: forward and backward, entropies, Jacobian entries."""

    scale: str
    steps: Derivation
    back: Gradients
    entropy: tuple[Entry | None, ...]
    steepest: tuple[Entry | None, ...]
    """For each row the largest diagonal entry a(1 − a) of its Jacobian."""
    trace: tuple[Entry | None, ...]
    """For each row the trace of its Jacobian, 1 − Σa²."""
    arrives: tuple[Entry | None, ...]
    """The trace times the scale: what the chain rule leaves of it at the row's products."""


@dataclass(frozen=True, repr=False)
class Scaling:
    """Everything that ``symattn scaling`` shows."""

    variance: tuple[Justified, ...]
    saturation: tuple[Justified, ...]
    both_sides: tuple[Justified, ...]
    reach: tuple[Justified, ...]
    bounds: tuple[Bound, ...]
    """For each width the largest dot product, over √d_k, and what no additive score reaches."""
    views: tuple[AtScale, ...]
    two_keys: tuple[TwoKeys, ...]
    """Rows of two keys without the factor, for each width; with it the variance is 1."""
    with_factor: TwoKeys
    drawn: tuple[Drawn, ...]
    drawn_with_factor: Drawn
    seed: int
    problem: Problem | None = None

    def __repr__(self) -> str:
        about = "" if self.problem is None else f" on {self.problem!r}"
        return f"<why scores are divided by √d_k{about}>"

    def _repr_html_(self) -> str:
        """Each line with its reason, and rows of two keys."""
        letters = {name: f"${latex_writer.write(one)}$" for name, one in LETTERS.items()}
        lines = [
            [f"${latex_writer.write(one.line)}$", say(one.why, **letters)]
            for part in (self.variance, self.saturation, self.both_sides, self.reach)
            for one in part
        ]
        head = ["d_k", *(say(f"scaling.{name}") for name in ("median", "mean", "top_tenth"))]
        rows = [
            [str(two.variance), *(_figures(one) for one in (two.median, two.mean, two.share))]
            for two in (*self.two_keys, self.with_factor)
        ]
        rows[-1][0] = say("scaling.with_factor", root=letters["root"])
        beside = glance.division(say("scaling.two_keys"), glance.table(rows, columns=head))
        return glance.division(repr(self), glance.table(lines, most=len(lines)), beside)

    def ratio(self, row: int) -> Entry | None:
        """Largest Jacobian entry of a row with 1/√d_k over that without a scale."""
        if [view.scale for view in self.views[:2]] != list(SCALES[:2]):
            return None
        under, over = self.views[0].steepest[row], self.views[1].steepest[row]
        return None if under is None or over is None else quotient(over, under)


def scaling(problem: Problem | None = None, *, seed: int = SEED) -> Scaling:
    """Why 1/√d_k, in symbols and (for a problem without symbols) on its own numbers.

    Additive attention stands beside the dot products of the same queries and keys.  Raises
    InputError for a problem that has no d_k or has symbols, heads or batches.

    >>> from symattn import Problem
    >>> X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
    >>> found = scaling(Problem(X=X))
    >>> [view.scale for view in found.views], found.views[1].steepest[2].compare(0)
    (['none', '1/sqrt(d_k)', '1/d_k'], 1)
    """
    if problem is not None:
        keys.instance(problem, Problem, "problem", "symattn.Problem(X=…)")
    seed = keys.whole(seed, "seed", 0, MOST_SEED)
    rows = drawn((1, *WIDTHS), seed=seed)
    return Scaling(
        variance(),
        saturation(),
        both_sides(),
        reach(),
        _bounds(problem),
        () if problem is None else _views(problem),
        tuple(map(two_keys, WIDTHS)),
        two_keys(1),
        rows[1:],
        rows[0],
        seed,
        problem,
    )


def _bounds(problem: Problem | None) -> tuple[Bound, ...]:
    """With Σ|w_v| of the problem; of one without w_v, for Σ|w_v| = 1."""
    own = problem is not None and problem.kind == "additive" and not problem.symbolic
    return bounds(largest_additive(problem) if own and problem is not None else Entry.of(1))


def _views(problem: Problem) -> tuple[AtScale, ...]:
    """Under each scale; of additive attention also as it stands, beside the dot products."""
    if problem.d_k is None:
        raise InputError(
            say("derivation.scaling_without_products"),
            file=problem.file,
            fix=say("fix.give_X_or_Q_K"),
        )
    if problem.symbolic:
        raise InputError(
            say("derivation.scaling_of_symbols"),
            file=problem.file,
            fix=say("fix.write_numbers_or_no_file"),
        )
    if problem.lead:
        raise InputError(
            say("derivation.scaling_of_one_head"),
            file=problem.file,
            fix=say("fix.give_one_head"),
        )
    dot = _as_dot(problem)
    scaled = () if dot is None else tuple(_view(dot.changed(scale=s), s) for s in SCALES)
    return scaled if problem.kind == "dot" else (*scaled, _view(problem, "additive"))


def _as_dot(problem: Problem) -> Problem | None:
    """The same queries and keys with dot products; None where their widths differ."""
    given = problem.inputs
    if "Q" in given and "K" in given and given["Q"].shape[-1] != given["K"].shape[-1]:
        return None
    taken = dict.fromkeys(ADDITIVE)
    return problem.changed(kind="dot", **taken)


def _view(problem: Problem, scale: str) -> AtScale:
    steps, back = solve(problem), gradients(problem)
    weights = steps.carrier.cells(steps.value("weights"))
    rows = [weights.row(i) for i in range(weights.shape[0])]
    entropies, steepest, traces = (tuple(map(of, rows)) for of in (_entropy, _steepest, _trace))
    factor = Entry.of(1) if scale in ("none", "additive") else Entry.of(problem.scale)
    arrives = tuple(None if trace is None else trace * factor for trace in traces)
    return AtScale(scale, steps, back, entropies, steepest, traces, arrives)


def _trace(row: Sequence[Any]) -> Entry | None:
    """1 − Σa² of a row."""
    if any(isinstance(cell, Special) for cell in row):
        return None
    return Entry.sum_of(cell - cell * cell for cell in row)


def _steepest(row: Sequence[Any]) -> Entry | None:
    """The largest a(1 − a) of a row, compared exactly."""
    if any(isinstance(cell, Special) for cell in row):
        return None
    found: list[Entry] = [cell - cell * cell for cell in row]
    best = found[0]
    for entry in found[1:]:
        if (entry - best).sign() == 1:
            best = entry
    return best


def _entropy(row: Sequence[Any]) -> Entry | None:
    """−Σ a ln a of a row (natural logarithm), 0 ln 0 = 0; known by balls."""
    if any(isinstance(cell, Special) for cell in row):
        return None
    made = _Entropy(tuple(cell for cell in row if cell.sign() == 1))
    if len(made.weights) == 1:
        return Entry.of(0)
    key = ("entropy", *(cell.plain() for cell in made.weights))
    return Entry.of(ExpSum.opaque(key, made.ball, made.shown))


@dataclass(frozen=True)
class _Entropy:
    weights: tuple[Entry, ...]

    def ball(self, bits: int) -> arb:
        with working(bits + 40):
            total = arb(0)
            for cell in self.weights:
                a = cell.ball(bits + 40)
                total -= a * a.log()
            return total

    def shown(self) -> Formula:
        return Sym("H")


def quotient(over: Entry, under: Entry) -> Entry:
    """over/under, known by balls (a quotient leaves the field in which entries are sums)."""
    made = _Quotient(over, under)
    key = ("quotient", over.plain(), under.plain())
    return Entry.of(ExpSum.opaque(key, made.ball, made.shown))


@dataclass(frozen=True)
class _Quotient:
    over: Entry
    under: Entry

    def ball(self, bits: int) -> arb:
        with working(bits + 40):
            return self.over.ball(bits + 40) / self.under.ball(bits + 40)

    def shown(self) -> Formula:
        exact = Exact()
        return Fraction(exact.formula(self.over), exact.formula(self.under))


def _figures(number: Entry) -> str:
    return "e".join(map(str, certify.significant(number, 4)))
