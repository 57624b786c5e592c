"""Mistakes in the softmax: each done by mpmath on the scores 1 2; 3 1."""

from __future__ import annotations

from typing import Any

import mpmath
import pytest

from tests.mistakes.wrongly import results, same, soft, told, turned, ways_of

GIVEN: dict[str, Any] = {"scores": [[1, 2], [3, 1]], "scale": "none"}
S = [[1, 2], [3, 1]]
E = [[mpmath.e**s for s in row] for row in S]
SHIFTED = {**GIVEN, "shift": "max"}
BOTH = pytest.mark.parametrize("problem", [GIVEN, SHIFTED])


def check(name: str, problem: dict[str, Any], *expected: list[Any], stages: str) -> None:
    found = results(name, problem, *stages.split())
    assert same(found, list(expected)), found


def over(rows: list[list[Any]], sums: list[Any]) -> list[list[Any]]:
    return [[cell / total for cell in row] for row, total in zip(rows, sums, strict=True)]


def test_down_the_columns() -> None:
    down = turned(soft(turned(S)))
    check("softmax_down_columns", GIVEN, [down], stages="weights")
    powers = turned(E)
    check("softmax_down_columns", GIVEN, [[[mpmath.fsum(c) for c in powers]]], stages="row_sums")
    (change,) = ways_of("softmax_down_columns", GIVEN)
    assert (
        change.recipe["row_sums"].how["along"] == change.recipe["weights"].how["along"] == "column"
    )


def test_an_undefined_row_is_one_in_columns_too() -> None:
    problem = {**GIVEN, "mask": [[1, 0], [1, 0]], "empty_rows": "zero"}
    (found,) = results("softmax_down_columns", problem, "weights")
    assert same([row[1] for row in found[0]], [0, 0])


def test_not_divided() -> None:
    check("no_normalisation", GIVEN, [E, E], stages="exponentials weights")


def test_no_exponential() -> None:
    check("no_exponential", GIVEN, [S, over(S, [3, 4])], stages="exponentials weights")
    check("no_exponential", SHIFTED, [S, over(S, [3, 4])], stages="exponentials weights")
    masked = {**GIVEN, "mask": "causal"}
    check("no_exponential", masked, [[[1, 0], [3, 1]]], stages="exponentials")


@pytest.mark.parametrize(("name", "base"), [("base_two", 2), ("base_ten", 10)])
def test_other_powers(name: str, base: int) -> None:
    check(name, GIVEN, [soft(S, base)], stages="weights")
    check(name, {**GIVEN, "base": 3}, [soft(S, base)], stages="weights")
    assert ways_of(name, {**GIVEN, "base": base}) == []
    assert len(ways_of(name, {**GIVEN, "base": 12 - base})) == 1


def test_powers_of_e_where_another_base_is_meant() -> None:
    check("other_base", {**GIVEN, "base": 2}, [soft(S)], stages="weights")
    (change,) = ways_of("other_base", {**GIVEN, "base": 2})
    assert change.recipe["exponentials"].how == {"base": None}
    assert ways_of("other_base", GIVEN) == []


@BOTH
def test_the_largest_score_taken_out_of_some_only(problem: dict[str, Any]) -> None:
    less = [[mpmath.exp(s - max(row)) for s in row] for row in S]
    plain, taken = [mpmath.fsum(row) for row in E], [mpmath.fsum(row) for row in less]
    one = [[mpmath.e, 1], [1, mpmath.e]]  # the largest is 1, the others stay
    two = [[1 / mpmath.e, mpmath.e**2], [mpmath.e**3, mpmath.exp(-2)]]
    check(
        "max_not_taken_from_all",
        problem,
        [less, over(less, plain)],
        [E, over(E, taken)],
        [one, over(one, [mpmath.fsum(row) for row in one])],
        [two, over(two, [mpmath.fsum(row) for row in two])],
        stages="exponentials weights",
    )


def test_the_largest_of_a_base() -> None:
    found = results("max_not_taken_from_all", {**GIVEN, "base": 2}, "exponentials")
    assert same(found[0], [[[0.5, 1], [1, 0.25]]])
    assert same(found[1], [[[2, 4], [8, 2]]])


def test_hidden_scores_are_never_the_largest() -> None:
    found = results("max_not_taken_from_all", {**GIVEN, "mask": "causal"}, "exponentials")
    assert same(found[2], [[[1, 0], [1, mpmath.e]]])


def test_the_other_way_of_writing_it() -> None:
    less = [[mpmath.exp(s - max(row)) for s in row] for row in S]
    check("other_shift", GIVEN, [less, soft(S)], stages="exponentials weights")
    check("other_shift", SHIFTED, [E, soft(S)], stages="exponentials weights")


@BOTH
def test_signs_of_whole_tables(problem: dict[str, Any]) -> None:
    minus = [[-s for s in row] for row in S]
    check(
        "sign_slip",
        problem,
        [S, S, soft(minus)],
        [S, minus, soft(minus)],
        [minus, minus, soft(minus)],
        stages="scores scaled weights",
    )
    assert told("sign_slip", problem) == [
        {"what": "exponents"},
        {"what": "scaled"},
        {"what": "scores"},
    ]


def test_the_sign_of_a_bias_and_of_what_is_masked() -> None:
    problem = {**GIVEN, "bias": [[1, 0], [0, 5]]}
    found = results("sign_slip", problem, "biased")
    assert same(found[0], [[[0, 2], [3, -4]]]) and told("sign_slip", problem)[0] == {"what": "bias"}
    assert same(found[1], [[[2, 2], [3, 6]]])
    masked = {**GIVEN, "mask": "causal"}
    assert told("sign_slip", masked) == [{"what": "scaled"}, {"what": "scores"}]
    assert same(results("sign_slip", masked, "weights")[0], [soft([[-1, None], [-3, -1]])])


EARLY: dict[str, Any] = {"scores": [["0.256", "-0.256"]], "scale": "none"}


def early(places: int, cut: bool, stage: str) -> list[list[Any]]:
    """Scaled scores, exponentials, row sums and weights of the way that says so of itself."""
    values = {"places": places, "cut": cut, "stage": stage}
    number = told("rounded_too_early", EARLY).index(values)
    stages = ("scaled", "exponentials", "row_sums", "weights")
    return results("rounded_too_early", EARLY, *stages)[number]


def test_all_ways_of_rounding_too_early() -> None:
    stages = ("scaled", "exponentials", "row_sums", "weights", "")
    assert told("rounded_too_early", EARLY) == [
        {"places": places, "cut": cut, "stage": stage}
        for places in (2, 3, 1, 4, 0, 5)
        for cut in (False, True)
        for stage in stages
    ]


@pytest.mark.parametrize(
    ("places", "cut", "score"),
    [(2, False, "0.26"), (2, True, "0.25"), (1, False, "0.3"), (1, True, "0.2"), (0, True, "0")],
)
def test_scores_that_were_rounded(places: int, cut: bool, score: str) -> None:
    """Toward zero where they are cut, the negative one too."""
    x = mpmath.mpf(score)
    scaled, powers, _, weights = early(places, cut, "scaled")
    assert same(scaled, [[mpmath.mpf("0.256"), mpmath.mpf("-0.256")]])
    assert same(powers, [[mpmath.exp(x), mpmath.exp(-x)]])
    assert same(weights, soft([[x, -x]]))


def test_exponentials_and_sums_that_were_rounded() -> None:
    """e^0.256 = 1.2918, e^−0.256 = 0.7741; their sum is 2.0659."""
    _, powers, sums, weights = early(2, False, "exponentials")
    assert same(powers, [[mpmath.exp("0.256"), mpmath.exp("-0.256")]])
    assert same(sums, [[mpmath.mpf("2.06")]])
    assert same(
        weights,
        [[mpmath.mpf("1.29") / mpmath.mpf("2.06"), mpmath.mpf("0.77") / mpmath.mpf("2.06")]],
    )
    *_, weights = early(2, False, "row_sums")
    assert same(
        weights,
        [[mpmath.exp("0.256") / mpmath.mpf("2.07"), mpmath.exp("-0.256") / mpmath.mpf("2.07")]],
    )
    *_, weights = early(2, True, "row_sums")
    assert same(weights[0][0], mpmath.exp("0.256") / mpmath.mpf("2.06"))


def test_every_stage_rounded() -> None:
    """0.3 gives 1.3499 and 0.7408, to one place 1.3 and 0.7 with the sum 2.0."""
    _, powers, sums, weights = early(1, False, "")
    assert same(powers, [[mpmath.exp("0.3"), mpmath.exp("-0.3")]])
    assert same(sums, [[2]]) and same(weights, [[mpmath.mpf("0.65"), mpmath.mpf("0.35")]])


def test_an_undefined_row_is_not_rounded() -> None:
    """Weights 0.3221 and 0.6779 of which the output is the first, to two places."""
    problem = {
        "scores": [["0.256", "1"], ["1", "1"]],
        "V": [[1], [0]],
        "scale": "none",
        "mask": [[1, 1], [0, 0]],
    }
    values = {"places": 2, "cut": False, "stage": "weights"}
    number = told("rounded_too_early", problem).index(values)
    (output,) = results("rounded_too_early", problem, "output")[number]
    assert same(output, [[mpmath.mpf("0.32")], ["undefined"]])
