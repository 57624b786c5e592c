"""Why 1/√d_k, line by line: variance, saturation, both sides of the gradient, and how far
scores of either kind reach.  Each line carries its reason.

The claims are those of Vaswani et al., 2017, section 3.2.1 with its footnote 4.
"""

from __future__ import annotations

from dataclasses import dataclass

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

__all__ = ["Justified", "both_sides", "reach", "saturation", "variance"]

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
    one_term = Sum(
        (
            Product((_spread("q"), _spread("k"))),
            Product((_spread("q"), _square(_mean("k")))),
            Product((_spread("k"), _square(_mean("q")))),
        )
    )
    root = Root(_D)
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
        _line("standard", Apply("Var", (dot,)), ("=", _D)),
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
        _line("slope", rise, ("=", Product((weight, Sum((Num("1"), Neg(weight)))))), ("=", slope)),
        _line(
            "limit_without",
            Chain((_DELTA, Product((c, Root(_D)))), ("", "=")),
            ("→", Infinity()),
            ("→", Chain((rise, unscaled), ("", "→"))),
        ),
        _line("limit_with", Chain((_DELTA, c), ("", "=")), ("→", Chain((rise, scaled), ("", "=")))),
    )


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


def _limits() -> tuple[Formula, Formula]:
    """The limits of a′ as d_k → ∞ without and with the factor, by SymPy."""
    import sympy

    from symattn.derivation.carriers import symbolic_show

    d, c = sympy.symbols("d c", positive=True)
    slope = 1 / (4 * sympy.cosh(c * sympy.sqrt(d) / 2) ** 2)
    unscaled = sympy.limit(slope, d, sympy.oo)
    scaled = sympy.limit(slope.subs(c, c / sympy.sqrt(d)), d, sympy.oo)
    return symbolic_show.formula(unscaled), symbolic_show.formula(scaled)
