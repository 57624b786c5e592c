"""The lines of the argument for 1/√d_k: as they are written, and true of numbers by mpmath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from mpmath import mp, mpf

from symattn.derivation import argument
from symattn.derivation.argument import Justified
from symattn.formulas import latex
from symattn.formulas import tree as f
from tests.derivation.workings import value

RISE = r"\frac{\mathrm{d} a}{\mathrm{d} \Delta}"
MEDIAN = r"\operatorname{med}(a (1 - a))"
MEAN = r"\operatorname{E}(a (1 - a))"
MOMENTS = r"\sigma_q^2 \sigma_k^2 + \sigma_q^2 \mu_k^2 + \sigma_k^2 \mu_q^2"
WRITTEN = {
    argument.variance: {
        "definition": r"q \cdot k = \sum_{i=1}^{d_k} q_i k_i",
        "independent": r"\operatorname{E}(q_i k_i) = \mu_q \mu_k",
        "linear": r"\operatorname{E}(q \cdot k) = d_k \mu_q \mu_k",
        "second_moment": r"\operatorname{Var}(q_i k_i) = (\sigma_q^2 + \mu_q^2) "
        rf"(\sigma_k^2 + \mu_k^2) - (\mu_q \mu_k)^2 = {MOMENTS}",
        "terms_add": rf"\operatorname{{Var}}(q \cdot k) = d_k ({MOMENTS})",
        "standard_term": r"\operatorname{Var}(q_i k_i) = \operatorname{E}(q_i^2) "
        r"\operatorname{E}(k_i^2) = 1 \cdot 1 = 1",
        "standard": r"\operatorname{Var}(q \cdot k) = "
        r"\sum_{i=1}^{d_k} \operatorname{Var}(q_i k_i) = d_k",
        "root": r"\operatorname{Var}\left( \frac{q \cdot k}{\sqrt{d_k}} \right) = "
        r"\frac{d_k}{d_k} = 1",
        "width": r"\operatorname{Var}\left( \frac{q \cdot k}{d_k} \right) = "
        r"\frac{d_k}{d_k^2} = \frac{1}{d_k}",
    },
    argument.saturation: {
        "two_keys": r"a = \frac{1}{1 + e^{-\Delta}}",
        "slope": rf"{RISE} = a (1 - a) = \frac{{1}}{{4\cosh^2(\Delta/2)}}",
        "gap": r"\operatorname{Var}(\Delta) = d_k + d_k = 2d_k",
        "rate": r"\kappa = \sqrt{2} \Phi^{-1} (3/4) \approx 0.954",
        "median": rf"{MEDIAN} = \frac{{1}}{{4\cosh^2(\kappa \sqrt{{d_k}}/2)}} < "
        r"e^{-\kappa \sqrt{d_k}}",
        "mean": rf"{MEAN} < \frac{{1}}{{\sqrt{{4\pi d_k}}}}",
    },
    argument.both_sides: {
        "chain_rule": r"\frac{\partial L}{\partial S} = s \frac{\partial L}{\partial \tilde S}",
        "mean_with": rf"s {MEAN} \approx \frac{{0.182}}{{\sqrt{{d_k}}}}",
        "median_with": rf"s {MEDIAN} \approx \frac{{0.201}}{{\sqrt{{d_k}}}}",
        "sharp_mean": rf"{MEAN} \sqrt{{4\pi d_k}} \to 1",
        "sharp_median": rf"\frac{{{MEDIAN}}}{{e^{{-\kappa \sqrt{{d_k}}}}}} \to 1",
    },
    argument.reach: {
        "reach_dot": r"|q \cdot k| \le \sum_{i=1}^{d_k} |q_i| |k_i| \le d_k",
        "reach_scaled": r"\frac{|q \cdot k|}{\sqrt{d_k}} \le \frac{d_k}{\sqrt{d_k}} = \sqrt{d_k}",
        "reach_tanh": r"|\tanh(x)| = \frac{1 - e^{-2|x|}}{1 + e^{-2|x|}} < 1",
        "reach_additive": r"\left| \sum_i w_{v,i} \tanh(h_i) \right| \le "
        r"\sum_i |w_{v,i}| |\tanh(h_i)| < \sum_i |w_{v,i}|",
        "reach_weight": r"a = \frac{1}{1 + e^{-2s}}",
    },
}


@pytest.mark.parametrize("lines", WRITTEN, ids=lambda lines: lines.__name__)
def test_every_line_as_it_is_written(lines: Callable[[], tuple[Justified, ...]]) -> None:
    found = {one.why: latex.write(one.line) for one in lines()}
    assert found == {f"scaling.why_{why}": text for why, text in WRITTEN[lines].items()}
    assert [one.why for one in lines()] == list(found)


def line(of: Callable[[], tuple[Justified, ...]], why: str) -> f.Chain:
    (found,) = (one.line for one in of() if one.why == f"scaling.why_{why}")
    return found


D, DELTA, KAPPA, S, A = f.Sym("d", sub=(f.Sym("k"),)), *map(f.Sym, ("Delta", "kappa", "s", "a"))


def check(chain: f.Chain, letters: dict[Any, Any]) -> None:
    """The parts behind the first, with numbers put in, hold in the relations between them."""
    parts = [value(part, letters) for part in chain.parts[1:]]
    for one, two, relation in zip(parts, parts[1:], chain.relations[2:], strict=False):
        assert (abs(one - two) < mpf(10) ** -30) if relation == "=" else (one < two)


@pytest.mark.parametrize("x", ["0.25", "1", "3"])
def test_lines_are_true_of_numbers(x: str) -> None:
    with mp.workdps(40):
        delta = mpf(x)
        weight = 1 / (1 + mp.exp(-delta))
        letters = {DELTA: delta, S: mpf(1), A: weight}
        check(line(argument.saturation, "slope"), letters)
        check(line(argument.saturation, "median"), {KAPPA: delta, D: mpf(3)})
        (closed,) = line(argument.saturation, "two_keys").parts[1:]
        assert abs(value(closed, letters) - weight) < mpf(10) ** -35
        (larger,) = line(argument.reach, "reach_weight").parts[1:]
        assert abs(value(larger, {S: delta / 2}) - weight) < mpf(10) ** -35


def test_moments_are_true_of_numbers() -> None:
    with mp.workdps(40):
        means = {of: f.Sym("mu", sub=(f.Sym(of),)) for of in "qk"}
        spreads = {of: f.Sym("sigma", sub=(f.Sym(of),)) for of in "qk"}
        letters = {means["q"]: mpf(2), means["k"]: mpf("0.5"), spreads["q"]: mpf(3), D: mpf(5)}
        letters |= {spreads["k"]: mpf("1.5")}
        check(line(argument.variance, "second_moment"), letters)
        check(line(argument.variance, "root"), letters)
        check(line(argument.variance, "width"), letters)
