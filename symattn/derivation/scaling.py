"""Why 1/√d_k: in symbols, in the limit, on the numbers of a problem, and in an experiment.

The claim is Vaswani et al., 2017, section 3.2.1 with its footnote 4: for independent
entries of mean 0 and variance 1 a dot product has mean 0 and variance d_k, and large
scores push the softmax where its gradients are small.  Each line here carries its reason;
the experiment is a float one and is named so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb

from symattn.derivation.backward import Gradients, gradients
from symattn.derivation.carriers.exact import Exact
from symattn.derivation.derivation import Derivation, solve
from symattn.errors import InputError
from symattn.formulas.tree import (
    Apply,
    BigSum,
    Chain,
    Exp,
    Formula,
    Fraction,
    Group,
    Infinity,
    Matrix,
    Neg,
    Num,
    Power,
    Product,
    Relation,
    Root,
    Sum,
    Sym,
    chain,
)
from symattn.numbers.entries import Entry, Special
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working
from symattn.problem.model import Problem

__all__ = [
    "SCALES", "WIDTHS", "Justified", "Scaling", "Trial", "View", "both_sides", "experiment",
    "quotient", "saturation",
    "scaling", "variance",
]  # fmt: skip

SCALES = ("none", "1/sqrt(d_k)", "1/d_k")
WIDTHS = (16, 64, 256, 1024)
KEYS = 8
TRIALS = 400
SEED = 2017

_D = Sym("d", sub=(Sym("k"),))
_DELTA = Sym("Delta")
_TWO = Num("2")


@dataclass(frozen=True)
class Justified:
    """A line and the key of the sentence that says why it holds."""

    line: Chain
    why: str


def _mean(of: str) -> Sym:
    return Sym("mu", sub=(Sym(of),))


def _square(symbol: Formula) -> Formula:
    return Power(symbol, _TWO)


def _spread(of: str) -> Formula:
    return _square(Sym("sigma", sub=(Sym(of),)))


def _entry(of: str) -> Sym:
    return Sym(of, sub=(Sym("i"),))


def variance() -> tuple[Justified, ...]:
    """Mean and variance of q·k for independent entries, line by line.

    First for any means and variances, then for mean 0 and variance 1, where the variance
    is d_k: the root brings the spread back to 1, and 1/d_k would bring it to 1/√d_k.
    """
    dot = Product((Sym("q"), Sym("k")), by="·")
    term = Product((_entry("q"), _entry("k")))
    means = Product((_mean("q"), _mean("k")))
    moments = tuple(Sum((_spread(x), _square(_mean(x)))) for x in "qk")
    one_term = Sum((
        Product((_spread("q"), _spread("k"))), Product((_spread("q"), _square(_mean("k")))),
        Product((_spread("k"), _square(_mean("q")))),
    ))  # fmt: skip
    root = Root(_D)
    return (
        _line("definition", dot, ("=", BigSum(term, Sym("i"), Num("1"), _D))),
        _line("independent", Apply("E", (term,)), ("=", means)),
        _line("linear", Apply("E", (dot,)), ("=", Product((_D, means)))),
        _line(
            "second_moment", Apply("Var", (term,)),
            ("=", Sum((Product(moments), Neg(_square(means))))), ("=", one_term),
        ),
        _line("terms_add", Apply("Var", (dot,)), ("=", Product((_D, one_term)))),
        _line("standard", Apply("Var", (dot,)), ("=", _D)),
        _line(
            "root", Apply("Var", (Fraction(dot, root),)), ("=", Fraction(_D, _D)), ("=", Num("1")),
        ),
        _line(
            "width", Apply("Var", (Fraction(dot, _D),)), ("=", Fraction(_D, _square(_D))),
            ("=", Fraction(Num("1"), _D)),
        ),
    )  # fmt: skip


def _line(why: str, first: Formula, *rest: tuple[Relation, Formula]) -> Justified:
    return Justified(chain(first, *rest), f"scaling.why_{why}")


def saturation() -> tuple[Justified, ...]:
    """The softmax of two keys whose scores differ by Δ, its derivative, and its limits.

    The limits are SymPy's; the gap of unscaled scores grows as c√d_k, and the factor
    keeps it at c.
    """
    closed = Fraction(Num("1"), Sum((Num("1"), Exp(Neg(_DELTA)))))
    half = Fraction(_DELTA, _TWO, inline=True)
    slope = Fraction(Num("1"), Product((Num("4"), Power(Apply("cosh", (half,)), _TWO))))
    weight = Apply("a", (_DELTA,))
    differential = Sym("d", upright=True)
    rise = Fraction(Product((differential, Sym("a"))), Product((differential, _DELTA)))
    unscaled, scaled = _limits()
    c = Sym("c")
    return (
        _line("two_keys", weight, ("=", closed)),
        _line("slope", rise, ("=", Product((weight, Sum((Num("1"), Neg(weight)))))),
              ("=", slope)),
        _line(
            "limit_without", Chain((_DELTA, Product((c, Root(_D)))), ("", "=")),
            ("→", Infinity()), ("→", Chain((rise, unscaled), ("", "→"))),
        ),
        _line("limit_with", Chain((_DELTA, c), ("", "=")), ("→", Chain((rise, scaled), ("", "=")))),
    )  # fmt: skip


def both_sides() -> tuple[Justified, ...]:
    """The Jacobian as a function of the scale s, its decay, and what the chain rule leaves.

    The factor also multiplies the gradient by s; with s = 1/√d_k a share of 1/√d_k is
    left, without it one that falls like e^(−c√d_k).
    """
    s, one = Sym("s"), Num("1")
    gap = Product((s, _DELTA))
    half = Fraction(gap, _TWO, inline=True)
    weight = Sym("a")
    rise = Product((weight, Sum((one, Neg(weight)))))
    entry = Fraction(one, Product((Num("4"), Power(Apply("cosh", (half,)), _TWO))))
    small = Exp(Neg(gap))
    pair = Matrix(((one, Num("-1")), (Num("-1"), one)))
    scaled = Sym("S", accent="tilde")
    c = Sym("c")
    steady = Power(Apply("cosh", (Fraction(c, _TWO, inline=True),)), _TWO)
    left = Fraction(one, Product((Num("4"), Root(_D), steady)))
    return (
        _line("jacobian", Sym("J"), ("=", Product((rise, pair))), ("=", Product((entry, pair)))),
        _line("norm", Group(Sym("J"), "‖‖"), ("=", Product((_TWO, rise)))),
        _line(
            "decay", entry, ("=", Fraction(small, _square(Group(Sum((one, small)))))), ("<", small)
        ),
        _line("chain_rule", _loss_by(Sym("S")), ("=", Product((s, _loss_by(scaled))))),
        _line("left_without", Product((s, rise)), ("<", Exp(Neg(Product((c, Root(_D))))))),
        _line("left_with", Product((s, rise)), ("=", left)),
    )


def _loss_by(symbol: Formula) -> Formula:
    return Fraction(Product((Sym("partial"), Sym("L"))), Product((Sym("partial"), symbol)))


def _limits() -> tuple[Formula, Formula]:
    """The limits of a′ as d_k → ∞ without and with the factor, by SymPy."""
    import sympy

    from symattn.derivation.carriers import symbolic_show

    d, c = sympy.symbols("d c", positive=True)
    slope = 1 / (4 * sympy.cosh(c * sympy.sqrt(d) / 2) ** 2)
    unscaled = sympy.limit(slope.rewrite(sympy.exp), d, sympy.oo)
    scaled = sympy.limit(slope.subs(c, c / sympy.sqrt(d)), d, sympy.oo)
    return symbolic_show.formula(unscaled), symbolic_show.formula(scaled)


@dataclass(frozen=True)
class View:
    """The problem under one scale: forward and backward, entropies, Jacobian entries."""

    scale: str
    steps: Derivation
    back: Gradients
    entropy: tuple[Entry | None, ...]
    steepest: tuple[Entry | None, ...]
    """For each row the largest diagonal entry a(1 − a) of its Jacobian."""


@dataclass(frozen=True)
class Trial:
    """One line of the experiment; spread and slope are float means over seeded trials."""

    width: int
    spread: tuple[float, float]
    """Standard deviation of the scores without and with the factor."""
    expected: tuple[float, float]
    """What the proof says: √d_k and 1."""
    steepest: tuple[float, float]
    """Mean of the largest Jacobian entry of a row of keys, without and with the factor."""


@dataclass(frozen=True)
class Scaling:
    """Everything that ``symattn scaling`` shows."""

    variance: tuple[Justified, ...]
    saturation: tuple[Justified, ...]
    both_sides: tuple[Justified, ...]
    views: tuple[View, ...]
    experiment: tuple[Trial, ...]
    seed: int
    problem: Problem | None = None

    def ratio(self, row: int) -> Entry | None:
        """Largest Jacobian entry of a row with 1/√d_k over that without a scale."""
        if len(self.views) < 2:
            return None
        under, over = self.views[0].steepest[row], self.views[1].steepest[row]
        return None if under is None or over is None else quotient(over, under)


def scaling(problem: Problem | None = None, *, seed: int = SEED) -> Scaling:
    """Why 1/√d_k, in symbols and (for a problem without symbols) on its own numbers.

    Raises InputError for a problem that has no d_k or has symbols, heads or batches.

    >>> from symattn import Problem
    >>> X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
    >>> found = scaling(Problem(X=X))
    >>> [view.scale for view in found.views], found.views[1].steepest[2].compare(0)
    (['none', '1/sqrt(d_k)', '1/d_k'], 1)
    """
    return Scaling(
        variance(), saturation(), both_sides(), () if problem is None else _views(problem),
        experiment(seed=seed), seed, problem,
    )  # fmt: skip


def _views(problem: Problem) -> tuple[View, ...]:
    if problem.d_k is None or problem.kind != "dot":
        raise InputError("there are no dot products here whose scale could be compared",
                         file=problem.file, fix="give X, or Q and K")  # fmt: skip
    if problem.symbolic:
        raise InputError("the comparison of scales needs numbers, and this problem has symbols",
                         file=problem.file, fix="write numbers, or leave FILE out")  # fmt: skip
    if problem.lead:
        raise InputError("the comparison of scales is made for one head",
                         file=problem.file, fix="give one head's Q, K and V")  # fmt: skip
    return tuple(_view(problem, scale) for scale in SCALES)


def _view(problem: Problem, scale: str) -> View:
    under = problem.changed(scale=scale)
    steps, back = solve(under), gradients(under)
    weights = steps.carrier.cells(steps.value("weights"))
    rows = [weights.row(i) for i in range(weights.shape[0])]
    return View(scale, steps, back, tuple(map(_entropy, rows)), tuple(map(_steepest, rows)))


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
    positive = [cell for cell in row if cell.sign() == 1]

    def ball(bits: int) -> arb:
        with working(bits + 40):
            total = arb(0)
            for cell in positive:
                a = cell.ball(bits + 40)
                total -= a * a.log()
            return total

    def shown() -> Formula:
        return Sym("H")

    if len(positive) == 1:
        return Entry.of(0)
    return Entry.of(ExpSum.opaque(("entropy", *map(repr, positive)), ball, shown))


def quotient(over: Entry, under: Entry) -> Entry:
    """over/under, known by balls (a quotient leaves the field in which entries are sums)."""

    def ball(bits: int) -> arb:
        with working(bits + 40):
            return over.ball(bits + 40) / under.ball(bits + 40)

    def shown() -> Formula:
        exact = Exact()
        return Fraction(exact.formula(over), exact.formula(under))

    return Entry.of(ExpSum.opaque(("quotient", repr(over), repr(under)), ball, shown))


def experiment(
    widths: Sequence[int] = WIDTHS, *, seed: int = SEED, trials: int = TRIALS, keys: int = KEYS
) -> tuple[Trial, ...]:
    """Scores of standard normal queries and keys, in floats, seeded: the same every time."""
    import numpy as np

    chance = np.random.Generator(np.random.PCG64(seed))
    out = []
    for width in widths:
        queries = chance.standard_normal((trials, 1, width))
        against = chance.standard_normal((trials, keys, width))
        scores = (queries @ against.transpose(0, 2, 1))[:, 0, :]
        scaled = scores / np.sqrt(width)
        out.append(Trial(
            width, (float(scores.std()), float(scaled.std())), (width**0.5, 1.0),
            (_mean_slope(scores, np), _mean_slope(scaled, np)),
        ))  # fmt: skip
    return tuple(out)


def _mean_slope(scores: Any, np: Any) -> float:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return float((weights * (1 - weights)).max(axis=1).mean())

