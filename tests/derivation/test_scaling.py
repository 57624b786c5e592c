"""Why 1/√d_k: the lines hold, the numbers are right, the experiment is the same each time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath
import pytest
import sympy

import symattn as sa
from symattn.derivation import argument, scaling, typical
from symattn.formulas import latex, plain
from symattn.numbers import certify, show
from symattn.words import say

X = [[1, 2, 1, 2, 1], [1, 1, 1, 2, 1], [3, 2, 1, 1, 1]]
NOTEBOOK = sa.Problem(X=X)


def test_every_line_has_its_reason() -> None:
    found = sa.scaling()
    for one in (*found.variance, *found.saturation, *found.both_sides, *found.reach):
        assert latex.write(one.line)
        assert say(one.why, **dict.fromkeys(argument.LETTERS, "x"))


def test_the_variance_of_a_product_is_what_the_line_says() -> None:
    m, n, s, t = sympy.symbols("m n s t", positive=True)
    second = (s**2 + m**2) * (t**2 + n**2) - (m * n) ** 2
    assert sympy.expand(second - (s**2 * t**2 + s**2 * n**2 + t**2 * m**2)) == 0


def test_the_derivative_of_the_two_key_softmax() -> None:
    x = sympy.symbols("x", real=True)
    slope = sympy.diff(1 / (1 + sympy.exp(-x)), x)
    assert sympy.simplify((slope - 1 / (4 * sympy.cosh(x / 2) ** 2)).rewrite(sympy.exp)) == 0


def test_the_bounds_are_sharp_by_sympy() -> None:
    assert typical.limits() == (1, 1, 1)
    ends = {one.why: plain.write(one.line) for one in argument.both_sides()}
    assert ends["scaling.why_sharp_mean"].endswith("→ 1")
    assert ends["scaling.why_sharp_median"].endswith("→ 1")


def test_notebook_entries_and_their_ratio() -> None:
    found = sa.scaling(NOTEBOOK)
    steepest = [certify.decimal(view.steepest[2], 6) for view in found.views]
    assert steepest[:2] == ["0.007534", "0.113742"]
    ratio = found.ratio(2)
    assert ratio is not None
    assert certify.decimal(ratio, 3) == "15.097"


@pytest.mark.parametrize("row", range(3))
def test_entropies_are_those_of_mpmath(row: int) -> None:
    found = sa.scaling(NOTEBOOK)
    scores = [sum(a * b for a, b in zip(X[row], other, strict=True)) for other in X]
    for view, scale in zip(found.views, (1, 1 / mpmath.sqrt(5), mpmath.mpf(1) / 5), strict=True):
        powers = [mpmath.exp(score * scale) for score in scores]
        weights = [power / sum(powers) for power in powers]
        entropy = -sum(a * mpmath.log(a) for a in weights)
        assert abs(mpmath.mpf(certify.decimal(view.entropy[row], 10)) - entropy) < 1e-9


def test_each_view_has_its_weights_and_its_jacobian() -> None:
    found = sa.scaling(NOTEBOOK)
    scores = [sum(a * b for a, b in zip(X[2], other, strict=True)) for other in X]
    for view, factor in zip(found.views, (1, 1 / mpmath.sqrt(5), mpmath.mpf(1) / 5), strict=True):
        powers = [mpmath.exp(score * factor) for score in scores]
        weights = [power / sum(powers) for power in powers]
        written = view.steps["weights"].decimal(12)[2]
        jacobian = view.back.jacobian(2).decimal(12)
        for i, a in enumerate(weights):
            assert abs(mpmath.mpf(written[i]) - a) < 1e-11
            for j, b in enumerate(weights):
                assert abs(mpmath.mpf(jacobian[i][j]) - (a * (i == j) - a * b)) < 1e-11


def test_the_rows_have_the_seed_that_is_asked_for() -> None:
    assert sa.scaling().seed == typical.SEED == 2017
    found = sa.scaling(seed=5)
    assert found.seed == 5
    assert (found.drawn_with_factor, *found.drawn) == typical.drawn((1, *typical.WIDTHS), seed=5)
    assert found.drawn != sa.scaling().drawn == sa.scaling().drawn


def test_what_the_chain_rule_leaves_of_each_row() -> None:
    found = sa.scaling(NOTEBOOK)
    for i, one in enumerate(X):
        scores = [sum(a * b for a, b in zip(one, other, strict=True)) for other in X]
        for view, s in zip(found.views, (1, 1 / mpmath.sqrt(5), mpmath.mpf(1) / 5), strict=True):
            powers = [mpmath.exp(score * s) for score in scores]
            trace = 1 - sum((power / sum(powers)) ** 2 for power in powers)
            assert abs(mpmath.mpf(certify.decimal(view.trace[i], 12)) - trace) < 1e-11
            assert abs(mpmath.mpf(certify.decimal(view.arrives[i], 12)) - s * trace) < 1e-11


def test_a_row_that_sees_nothing_has_no_ratio() -> None:
    found = sa.scaling(NOTEBOOK.changed(mask=[[1, 1, 1], [0, 0, 0], [1, 1, 1]]))
    assert found.ratio(1) is None
    assert found.ratio(0) is not None
    assert [view.entropy[1] for view in found.views] == [None] * 3


def test_a_ratio_needs_both_slopes() -> None:
    found = sa.scaling(NOTEBOOK)
    assert found.problem is NOTEBOOK and sa.scaling().problem is None
    for at in range(2):
        views = list(found.views)
        views[at] = replace(views[at], steepest=(None, *views[at].steepest[1:]))
        without = replace(found, views=tuple(views))
        assert without.ratio(0) is None
        assert without.ratio(1) is not None


def test_a_row_of_one_visible_key_has_no_entropy_and_no_slope() -> None:
    found = sa.scaling(NOTEBOOK.changed(mask="causal"))
    for view in found.views:
        assert view.entropy[0] is not None
        assert view.entropy[0].rational() == view.steepest[0].rational() == 0


def test_the_steepest_entry_is_the_largest_wherever_it_stands() -> None:
    for scores in ([9, 0, 0], [0, 9, 1], [0, 1, 9]):
        (found,) = (
            scaling._steepest(sa.solve(sa.Problem(scores=[scores]))["weights"].cells.cells),
        )
        powers = [mpmath.exp(score) for score in scores]
        weights = [power / sum(powers) for power in powers]
        expected = max(a * (1 - a) for a in weights)
        assert abs(mpmath.mpf(certify.decimal(found, 12)) - expected) < 1e-11


def test_balls_have_the_bits_that_are_asked_for() -> None:
    """The same number under the same name cancels, another does not."""
    found, again = sa.scaling(NOTEBOOK), sa.scaling(NOTEBOOK)
    for one, same, other in (
        (found.views[0].entropy[0], again.views[0].entropy[0], found.views[1].entropy[0]),
        (found.ratio(0), again.ratio(0), found.ratio(1)),
    ):
        assert one is not None and same is not None and other is not None
        assert one.ball(200).rel_accuracy_bits() > 190
        assert (one - same).sign() == 0
        assert (one - other).sign() in (1, -1)


def test_what_balls_alone_know_has_a_letter_or_a_fraction() -> None:
    found = sa.scaling(NOTEBOOK)
    entropy, ratio = found.views[0].entropy[0], found.ratio(0)
    assert latex.write(show.formula(entropy)) == "H"
    assert ratio is not None
    under, over = found.views[0].steepest[0], found.views[1].steepest[0]
    text = latex.write(show.formula(ratio))
    parts = (latex.write(show.formula(one)) for one in (over, under))
    assert text == r"\frac{{{}}}{{{}}}".format(*parts)


REFUSED = {
    "there are no dot products here whose scale could be compared; give X, or Q and K": {
        "scores": [[1, 2]]
    },
    "the comparison of scales needs numbers, and this problem has symbols; "
    "write numbers, or leave FILE out": {"Q": [["a"]], "K": [["b"]], "V": [[1]]},
    "the comparison of scales is made for one head; give one head's Q, K and V": {
        "Q": [[[1]], [[2]]],
        "K": [[[1]], [[1]]],
        "V": [[[1]], [[1]]],
    },
}


@pytest.mark.parametrize(("sentence", "given"), REFUSED.items())
def test_what_cannot_be_compared_is_refused(sentence: str, given: dict[str, Any]) -> None:
    with pytest.raises(sa.InputError) as error:
        sa.scaling(sa.Problem(**given).changed(file="sheet.toml"))
    assert str(error.value) == f"sheet.toml: {sentence}"


def test_additive_attention_with_symbols_is_refused_as_such() -> None:
    with pytest.raises(sa.InputError, match="has symbols"):
        sa.scaling(ADDITIVE.changed(w_v=["a", 1]))


W_V = [1, "-1/2"]
ADDITIVE = sa.Problem(
    kind="additive",
    Q=[[1, 0]],
    K=[[1, 1], [0, 1], [1, 0]],
    V=[[1, 0], [0, 1], [2, 2]],
    W_q=[["1/2", 0], [0, 1]],
    W_k=[["1/2", "-1/2"], [0, "1/2"]],
    w_v=W_V,
)


def test_additive_attention_stands_beside_the_dot_products_of_its_queries_and_keys() -> None:
    found = sa.scaling(ADDITIVE)
    assert [view.scale for view in found.views] == [*scaling.SCALES, "additive"]
    plain_dot = [mpmath.exp(score) for score in (1, 0, 1)]
    steepest = max(p / sum(plain_dot) * (1 - p / sum(plain_dot)) for p in plain_dot)
    assert abs(mpmath.mpf(certify.decimal(found.views[0].steepest[0], 12)) - steepest) < 1e-11
    scores = [
        mpmath.tanh(a) - mpmath.tanh(b) / 2
        for a, b in (((1.0), (0.0)), ((0.5), (0.5)), ((1.0), (-0.5)))
    ]
    powers = [mpmath.exp(score) for score in scores]
    entropy = -sum(p / sum(powers) * mpmath.log(p / sum(powers)) for p in powers)
    assert abs(mpmath.mpf(certify.decimal(found.views[3].entropy[0], 12)) - entropy) < 1e-11


def test_dot_products_reach_their_width_and_additive_scores_stay_below_theirs() -> None:
    for bound in sa.scaling(ADDITIVE).bounds:
        assert bound.dot.compare(bound.width) == 0
        assert (bound.scaled * bound.scaled).compare(bound.width) == 0
        assert str(bound.additive.rational()) == "3/2"
    assert {str(bound.additive.rational()) for bound in sa.scaling().bounds} == {"1"}


def test_widths_that_differ_leave_additive_attention_alone() -> None:
    problem = ADDITIVE.changed(Q=[[1]], W_q=[[1, 1]])
    found = sa.scaling(problem)
    assert [view.scale for view in found.views] == ["additive"]
    assert found.ratio(0) is None


def test_additive_attention_of_tokens_stands_beside_their_dot_products() -> None:
    """Queries and keys are the tokens 1 0, 0 1: the dot products 1 0; 0 1, the widths one."""
    tokens = sa.Problem(
        kind="additive", X=[[1, 0], [0, 1]], W_q=[[1], [0]], W_k=[[1], [1]], w_v=[1]
    )
    found = sa.scaling(tokens)
    assert [view.scale for view in found.views] == [*scaling.SCALES, "additive"]
    one = mpmath.e / (1 + mpmath.e)
    for row in range(2):
        steepest = certify.decimal(found.views[0].steepest[row], 12)
        assert abs(mpmath.mpf(steepest) - one * (1 - one)) < 1e-11
