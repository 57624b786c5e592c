"""The typical row, the mean row, and what the top tenth of rows carries, against the variance
of the scores.

Two keys with independent normal scores of variance d (dot products of normal vectors of
width d come near): their difference Δ is normal with variance 2d, and the one entry of the
softmax Jacobian is a(1 − a) = 1/(4 cosh²(Δ/2)), which falls with |Δ|.  So

- half of all rows have |Δ| > κ√d with κ = √2 Φ⁻¹(3/4), and the median is
  1/(4 cosh²(κ√d/2)) < e^(−κ√d);
- the mean is ∫ a(1 − a) φ dΔ < 1/√(4πd), since the density φ is at most 1/√(4πd) and
  ∫ a(1 − a) dΔ = 1;
- the tenth of rows with the largest entry is |Δ| < √(2d) Φ⁻¹(11/20).

Both bounds are sharp: the quotients tend to 1 (:func:`limits`, by SymPy).  All numbers are
balls: integrals by Arb's rigorous quadrature (Johansson, "Numerical integration in
arbitrary-precision ball arithmetic", 2018), with the tail past the last point bounded.  With
the factor 1/√d the variance is 1 at every width.

For more keys there is no such formula; their rows are drawn, in floats with a seed, and the
trace of the Jacobian 1 − Σa² stands for its size (for two keys it is 2a(1 − a)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flint import acb, arb, ctx

from symattn.formulas.tree import Formula, Sym
from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.numbers.precision import working

__all__ = [
    "KEYS",
    "ROWS",
    "SEED",
    "WIDTHS",
    "Drawn",
    "TwoKeys",
    "drawn",
    "limits",
    "rate",
    "two_keys",
]

WIDTHS = (4, 16, 64, 256, 1024)
KEYS = 16
ROWS = 20_000
SEED = 2017
_GUARD = 40


@dataclass(frozen=True)
class TwoKeys:
    """a(1 − a) over rows of two keys whose scores have the variance: its median, its mean,
    and the share of its sum that the largest tenth of rows carries.
    """

    variance: int
    median: Entry
    mean: Entry
    share: Entry


@dataclass(frozen=True)
class Drawn:
    """The same of 1 − Σa² over drawn rows of more keys; floats."""

    variance: int
    median: float
    mean: float
    share: float


def two_keys(variance: int) -> TwoKeys:
    """The three numbers of rows of two keys, known by balls.

    >>> from symattn.numbers import certify
    >>> found = two_keys(64)
    >>> [certify.decimal(one, 6) for one in (found.median, found.mean, found.share)]
    ['0.000485', '0.034820', '0.617526']
    """
    median, mean, share = (_known(name, variance) for name in ("median", "mean", "share"))
    return TwoKeys(variance, median, mean, share)


def rate() -> Entry:
    """κ = √2 Φ⁻¹(3/4): half of all rows of variance d have |Δ| > κ√d.

    >>> from symattn.numbers import certify
    >>> certify.decimal(rate(), 5)
    '0.95387'
    """
    return _known("rate", 1)


def _known(name: str, variance: int) -> Entry:
    made = _Known(name, variance)
    return Entry.of(ExpSum.opaque(("typical", name, variance), made.ball, made.shown, True))


@dataclass(frozen=True)
class _Known:
    name: str
    variance: int

    def ball(self, bits: int) -> arb:
        with working(bits + _GUARD):
            return _BALLS[self.name](self.variance)

    def shown(self) -> Formula:
        return Sym(self.name, upright=True)


def _rate() -> arb:
    return _quantile(arb(3) / 4) * arb(2).sqrt()


def _quantile(p: arb) -> arb:
    """Φ⁻¹(p) = √2 erf⁻¹(2p − 1)."""
    return arb(2).sqrt() * (2 * p - 1).erfinv()


def _slope(gap: arb) -> arb:
    return 1 / (4 * (gap / 2).cosh() ** 2)


def _half_line(variance: int) -> arb:
    """∫ a(1 − a) φ over Δ > 0: up to a last point, and what is left there as a bound.

    Past the point x, a(1 − a) < e^(−Δ) leaves less than e^(−x)·φ(0).
    """
    last = arb(ctx.prec)
    tail = (-last).exp() * _density(variance)
    return _half(variance, last) + (tail / 2).union(arb(0)).union(tail)


def _half(variance: int, to: arb) -> arb:
    """∫ a(1 − a) φ from 0 to the point."""

    def integrand(z: acb, _analytic: bool) -> acb:
        return (-(z * z) / (4 * variance)).exp() / (4 * (z / 2).cosh() ** 2)

    return acb.integral(integrand, acb(0), acb(to)).real * _density(variance)


def _density(variance: int) -> arb:
    """φ(0) = 1/√(4πd), the largest density of the difference of two scores."""
    return 1 / (4 * arb.pi() * variance).sqrt()


def _share(variance: int) -> arb:
    edge = _quantile(arb(11) / 20) * arb(2 * variance).sqrt()
    return _half(variance, edge) / _half_line(variance)


_BALLS: Mapping[str, Callable[[int], arb]] = {
    "median": lambda variance: _slope(_rate() * arb(variance).sqrt()),
    "mean": lambda variance: 2 * _half_line(variance),
    "share": _share,
    "rate": lambda _: _rate(),
}


@cache
def limits() -> tuple[Any, Any, Any]:
    """By SymPy, each 1: median/e^(−x) as x = κ√d → ∞; ∫ a(1 − a) dΔ, whose antiderivative
    is a; and φ(Δ)/φ(0) as d → ∞ for each Δ.

    The last two give mean·√(4πd) → 1: φ(Δ)/φ(0) grows with d toward 1, so the integral of
    a(1 − a) φ/φ(0) tends to that of a(1 − a) (monotone convergence).

    >>> limits()
    (1, 1, 1)
    """
    import sympy

    x, d = sympy.symbols("x d", positive=True)
    gap = sympy.Symbol("Delta", real=True)
    quotient = sympy.simplify((sympy.exp(x) / (4 * sympy.cosh(x / 2) ** 2)).rewrite(sympy.exp))
    weight = 1 / (1 + sympy.exp(-gap))
    whole = sympy.limit(weight, gap, sympy.oo) - sympy.limit(weight, gap, -sympy.oo)
    density = sympy.limit(sympy.exp(-(gap**2) / (4 * d)), d, sympy.oo)
    return sympy.limit(quotient, x, sympy.oo), whole, density


def drawn(
    widths: Sequence[int] = WIDTHS, *, seed: int = SEED, keys: int = KEYS, rows: int = ROWS
) -> tuple[Drawn, ...]:
    """Rows of normal scores, the same every time for a seed."""
    import numpy as np

    chance = np.random.Generator(np.random.PCG64(seed))
    standard = chance.standard_normal((rows, keys))
    out = []
    for width in widths:
        scores = standard * width**0.5
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights = powers / powers.sum(axis=1, keepdims=True)
        traces = np.sort((weights * (1 - weights)).sum(axis=1))[::-1]
        share = float(traces[: rows // 10].sum() / traces.sum())
        out.append(Drawn(width, float(np.median(traces)), float(traces.mean()), share))
    return tuple(out)
