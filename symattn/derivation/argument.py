"""Why 1/√d_k, line by line: variance, the typical row and the mean row of two keys, what the
chain rule adds, and how far scores of either kind reach.  Each line carries its reason.

The claims are those of Vaswani et al., 2017, section 3.2.1 with its footnote 4.  Without
the factor the mean gradient is not small; the gradient of almost every row is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symattn.derivation import typical
from symattn.derivation.carriers import symbolic_show
from symattn.formulas.tree import (
    Apply,
    BigSum,
    Chain,
    Exp,
    Formula,
    Fraction,
    Group,
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
from symattn.numbers import certify

__all__ = ["LETTERS", "Justified", "both_sides", "reach", "saturation", "variance"]

_D = Sym("d", sub=(Sym("k"),))
_DELTA = Sym("Delta")
_ONE, _TWO = Num("1"), Num("2")
_KAPPA = Sym("kappa")
_RISE = Product((Sym("a"), Sum((_ONE, Neg(Sym("a"))))))
_MEDIAN, _MEAN = Apply("med", (_RISE,)), Apply("E", (_RISE,))
_QUANTILE = Product(
    (Power(Sym("Phi"), Num("-1")), Group(Fraction(Num("3"), Num("4"), inline=True)))
)
_DENSITY = Fraction(_ONE, Root(Product((Num("4"), Sym("pi"), _D))))


LETTERS: Mapping[str, Formula] = {
    "d": _D,
    "root": Root(_D),
    "delta": _DELTA,
    "kappa": _KAPPA,
    "rise": _RISE,
    "quantile": _QUANTILE,
}
"""What the reasons speak of, for the placeholders of their sentences."""


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
    one_term = Sum(
        (
            Product((_spread("q"), _spread("k"))),
            Product((_spread("q"), _square(_mean("k")))),
            Product((_spread("k"), _square(_mean("q")))),
        )
    )
    root = Root(_D)
    squares = tuple(Apply("E", (_square(_entry(x)),)) for x in "qk")
    return (
        _line("definition", dot, ("=", BigSum(term, Sym("i"), Num("1"), _D))),
        _line("independent", Apply("E", (term,)), ("=", means)),
        _line("linear", Apply("E", (dot,)), ("=", Product((_D, means)))),
        _line(
            "second_moment",
            Apply("Var", (term,)),
            ("=", Sum((Product(moments), Neg(_square(means))))),
            ("=", one_term),
        ),
        _line("terms_add", Apply("Var", (dot,)), ("=", Product((_D, one_term)))),
        _line(
            "standard_term",
            Apply("Var", (term,)),
            ("=", Product(squares)),
            ("=", Product((Num("1"), Num("1")), by="·")),
            ("=", Num("1")),
        ),
        _line(
            "standard",
            Apply("Var", (dot,)),
            ("=", BigSum(Apply("Var", (term,)), Sym("i"), Num("1"), _D)),
            ("=", _D),
        ),
        _line(
            "root",
            Apply("Var", (Fraction(dot, root),)),
            ("=", Fraction(_D, _D)),
            ("=", Num("1")),
        ),
        _line(
            "width",
            Apply("Var", (Fraction(dot, _D),)),
            ("=", Fraction(_D, _square(_D))),
            ("=", Fraction(Num("1"), _D)),
        ),
    )


def _line(why: str, first: Formula, *rest: tuple[Relation, Formula]) -> Justified:
    return Justified(chain(first, *rest), f"scaling.why_{why}")


def saturation() -> tuple[Justified, ...]:
    """Two keys whose scores differ by Δ: the weight, its derivative, and that derivative in the
    row in the middle and on the average, for normal scores of variance d_k.

    The bounds and their sharpness are those of :mod:`symattn.derivation.typical`.
    """
    closed = Fraction(_ONE, Sum((_ONE, Exp(Neg(_DELTA)))))
    half = Fraction(_DELTA, _TWO, inline=True)
    differential = Sym("d", upright=True)
    rise = Fraction(Product((differential, Sym("a"))), Product((differential, _DELTA)))
    gap = Product((_KAPPA, Root(_D)))
    middle = Fraction(gap, _TWO, inline=True)
    return (
        _line("two_keys", Sym("a"), ("=", closed)),
        _line("slope", rise, ("=", _RISE), ("=", _over_cosh(half))),
        _line("gap", Apply("Var", (_DELTA,)), ("=", Sum((_D, _D))), ("=", Product((_TWO, _D)))),
        _line(
            "rate",
            _KAPPA,
            ("=", Product((Root(_TWO), _QUANTILE))),
            ("≈", Num(certify.decimal(typical.rate(), 3))),
        ),
        _line("median", _MEDIAN, ("=", _over_cosh(middle)), ("<", Exp(Neg(gap)))),
        _line("mean", _MEAN, ("<", _DENSITY)),
    )


def both_sides() -> tuple[Justified, ...]:
    """The chain rule multiplies by the scale s too; what that leaves of the mean, and of the row
    in the middle, without the factor and with it; and that the bounds without it are sharp.
    """
    s, one = Sym("s"), typical.two_keys(1)
    scaled = Sym("S", accent="tilde")
    mean, median = (
        Fraction(Num(certify.decimal(number, 3)), Root(_D)) for number in (one.mean, one.median)
    )
    to_one = [symbolic_show.formula(limit) for limit in typical.limits()]
    gap = Product((_KAPPA, Root(_D)))
    wide = Root(Product((Num("4"), Sym("pi"), _D)))
    return (
        _line("chain_rule", _loss_by(Sym("S")), ("=", Product((s, _loss_by(scaled))))),
        _line("mean_with", Product((s, _MEAN)), ("≈", mean)),
        _line("median_with", Product((s, _MEDIAN)), ("≈", median)),
        _line("sharp_mean", Product((_MEAN, wide)), ("→", to_one[1])),
        _line("sharp_median", Fraction(_MEDIAN, Exp(Neg(gap))), ("→", to_one[0])),
    )


def _over_cosh(half: Formula) -> Formula:
    return Fraction(_ONE, Product((Num("4"), Power(Apply("cosh", (half,)), _TWO))))


def reach() -> tuple[Justified, ...]:
    """The largest score for entries between −1 and 1: dot products reach d_k, additive scores
    stay below Σ|w_v| whatever d_k is; and the larger of two weights with scores s and −s.
    """
    one, s, x = Num("1"), Sym("s"), Sym("x")
    root = Root(_D)
    dot = _size(Product((Sym("q"), Sym("k")), by="·"))
    sizes = BigSum(Product((_size(_entry("q")), _size(_entry("k")))), Sym("i"), one, _D)
    decay = Exp(Neg(Product((_TWO, _size(x)))))
    hidden = Apply("tanh", (_entry("h"),))
    w = Sym("w", sub=(Sym("v"), Sym("i")))
    i = Sym("i")
    both = Product((_size(w), _size(hidden)))
    power = Exp(Neg(Product((_TWO, s))))
    return (
        _line("reach_dot", dot, ("≤", sizes), ("≤", _D)),
        _line("reach_scaled", Fraction(dot, root), ("≤", Fraction(_D, root)), ("=", root)),
        _line(
            "reach_tanh",
            _size(Apply("tanh", (x,))),
            ("=", Fraction(Sum((one, Neg(decay))), Sum((one, decay)))),
            ("<", one),
        ),
        _line(
            "reach_additive",
            _size(BigSum(Product((w, hidden)), i)),
            ("≤", BigSum(both, i)),
            ("<", BigSum(_size(w), i)),
        ),
        _line("reach_weight", Sym("a"), ("=", Fraction(one, Sum((one, power))))),
    )


def _size(of: Formula) -> Group:
    return Group(of, "||")


def _loss_by(symbol: Formula) -> Formula:
    return Fraction(Product((Sym("partial"), Sym("L"))), Product((Sym("partial"), symbol)))
