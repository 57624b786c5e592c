"""Mistakes tried on printed tables: which rows fit, what speaks against, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath
import pytest
from flint import arb, fmpq

import symattn as sa
from symattn.derivation.recipe import Recipe
from symattn.mistakes import CATALOGUE, Change, Mistake, mistake
from symattn.mistakes.change import redone
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry
from symattn.numbers.precision import working
from symattn.numbers.tensors import Tensor
from symattn.verification import trial
from symattn.verification.claims import read
from symattn.verification.trial import Explanation, fits_ball, in_balls, tried
from tests.verification.printing import tables


def ball(value: str, radius: str = "0") -> arb:
    return arb(value, radius)


def number(text: str) -> Any:
    return read([text])[0]


@pytest.mark.parametrize(
    ("text", "cell", "fits"),
    [
        ("0.5", ball("0.54"), True),
        ("0.5", ball("0.56"), False),
        ("0.5", ball("0.46"), True),
        ("0.5", ball("0.44"), False),
        ("0.5", ball("0.55", "0.001"), True),  # across the end
        ("0.5", ball("0.56", "0.001"), False),
        ("<0.5", ball("0.49"), True),
        ("<0.5", ball("0.51"), False),
        ("<0.5", ball("0.5", "0.01"), False),
        (">0.5", ball("0.51"), True),
        (">0.5", ball("0.49"), False),
        (">0.5", ball("0.5", "0.01"), False),
        ("<0.5", ball("0.5"), False),
        (">0.5", ball("0.5"), False),
        ("1", ball("1.5"), True),  # a tie
        ("1/2", ball("0.5", "0.001"), True),
        ("1/2", ball("0.51", "0.001"), False),
        ("-inf", MINUS_INFINITY, True),
        ("-inf", UNDEFINED, False),
        ("-inf", ball("1"), False),
        ("nan", UNDEFINED, True),
        ("nan", MINUS_INFINITY, False),
        ("-", UNDEFINED, True),
        ("0.5", MINUS_INFINITY, False),
        ("0.5", UNDEFINED, False),
        ("0.5", ball("nan"), False),
        ("abc", ball("0.5"), None),
        ("e^{-2}", ball("0.5"), None),
        ("1e-20000", MINUS_INFINITY, False),
        ("1e-20000", ball("nan"), False),
        ("2e-20000", ball("0.5"), False),
    ],
)
def test_a_number_and_an_enclosure(text: str, cell: Any, fits: bool | None) -> None:
    with working(64):
        assert fits_ball(number(text), cell) is fits


def test_a_power_past_the_limit_and_an_enclosure() -> None:
    with working(128):
        tiny = arb(-46_052).exp()  # 10^(−46052/ln 10) = 10^−20000.13…: 7.4·10^−20001
        assert fits_ball(number("7e-20001"), tiny) is True
        assert fits_ball(number("8e-20001"), tiny) is False
        assert fits_ball(number("<1e-20000"), tiny) is True
        assert fits_ball(number(">1e-20000"), tiny) is False


def test_a_number_that_may_have_lost_zeros_fits_either_way() -> None:
    half = read(["0.25", "0.5", "0.75", "0.12", "0.38", "0.62"])[1]
    with working(64):
        assert fits_ball(half, ball("0.54")) is True
        assert fits_ball(half, ball("0.56")) is False
        assert fits_ball(read(["0.997", "0."])[1], ball("0.3")) is False  # 0.000 is meant


def test_entries_as_enclosures_with_printed_values_among_them() -> None:
    with working(64):
        found = in_balls(Tensor((2,), (Entry.of(fmpq(1, 2)), MINUS_INFINITY)), {(1,): fmpq(1, 4)})
        assert found.cells == (arb(fmpq(1, 2)), arb(fmpq(1, 4)))
        assert in_balls(Tensor((1,), (MINUS_INFINITY,)), {}).cells == (MINUS_INFINITY,)


PAIR: dict[str, Any] = {
    "Q": [[1, 2], [0, 1], [2, 1]],
    "K": [[1, 0], [2, 1], [0, 1]],
    "V": [[1, 0], [3, 2], [0, 1]],
}


def explained(problem: dict[str, Any], printed: Any) -> dict[str, Explanation]:
    """The first explanation of each name."""
    made, _ = tables(problem, printed)
    out: dict[str, Explanation] = {}
    for one in tried(made):
        out.setdefault(one.mistake, one)
    return out


def cells(one: Explanation) -> dict[str, list[tuple[int, ...]]]:
    return {stage: sorted(p.index for p in held) for stage, held in one.found.items()}


def decimals(problem: dict[str, Any], stage: str, places: int = 4) -> list[list[str]]:
    found: list[list[str]] = sa.solve(sa.Problem(**problem))[stage].decimal(places)
    return found


UNSCALED = {**PAIR, "scale": "none"}
ALL = [(i, j) for i in range(3) for j in range(3)]
BLANK = ["", "", ""]


def test_a_whole_table_with_a_mistake() -> None:
    wrong = decimals(UNSCALED, "weights")
    right = decimals(PAIR, "weights")
    different = [(i, j) for i, j in ALL if wrong[i][j] != right[i][j]]
    found = explained(PAIR, {"weights": wrong})["no_scale"]
    assert cells(found) == {"weights": different}
    assert (found.certain, found.rank, found.against, dict(found.values)) == (True, 1, 0, {})


def test_one_number_alone_is_a_guess() -> None:
    """A single number that fits proves nothing: certain needs two that do not only follow."""
    wrong = decimals(UNSCALED, "weights")
    one = explained(PAIR, {"weights": [[wrong[0][0], "", ""], BLANK, BLANK]})["no_scale"]
    assert (one.certain, one.rank) == (False, 1)
    two = explained(PAIR, {"weights": [[wrong[0][0], wrong[0][1], ""], BLANK, BLANK]})["no_scale"]
    assert (two.certain, two.rank) == (True, 1)


def test_rows_fit_as_wholes() -> None:
    wrong = decimals(UNSCALED, "weights")
    mixed = [wrong[0], [wrong[1][0], "0.9999", wrong[1][2]], wrong[2]]
    found = explained(PAIR, {"weights": mixed})["no_scale"]
    assert {i for i, _ in cells(found)["weights"]} == {0, 2}
    assert (found.certain, found.rank) == (False, 3)


def test_right_numbers_speak_against() -> None:
    """A row that is right is not that of the mistake; its numbers are counted."""
    wrong, right = decimals(UNSCALED, "weights"), decimals(PAIR, "weights")
    found = explained(PAIR, {"weights": [wrong[0], right[1], BLANK]})["no_scale"]
    against = sum(a != b for a, b in zip(wrong[1], right[1], strict=True))
    assert against and found.against == against
    assert (found.certain, found.rank) == (False, 3)


def test_each_print_is_contradicted_by_itself() -> None:
    wrong, right = decimals(UNSCALED, "weights"), decimals(PAIR, "weights")
    found = explained(PAIR, [{"weights": right}, {"weights": wrong}])["no_scale"]
    assert found.against > 0 and (found.certain, found.rank) == (True, 1)


ONCE: dict[str, Any] = {"scores": [[0, 1, 2]], "scale": "2"}
"""Unscaled: 0.0900 0.2447 0.6652; scaled: 0.0159 0.1173 0.8668."""


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (["0.0900", "0.2447", "0.6653"], [(0, 0), (0, 1), (0, 2)]),  # the rest to 1
        (["0.0900", "0.2447", "0.6654"], None),  # adds to 1.0001
        (["0.0900", "0.2446", "0.6654"], None),  # two do not fit
        (["0.0900", "0.2447", ""], [(0, 0), (0, 1)]),  # not whole, and both fit
        (["0.0900", "0.2500", ""], None),
        (["0.0900", "0.2447", "e^{-2}"], [(0, 0), (0, 1)]),  # what is no decimal is left open
    ],
)
def test_the_rest_to_one_in_a_mistaken_row(
    row: list[str], found: list[tuple[int, ...]] | None
) -> None:
    one = explained(ONCE, {"weights": [row]}).get("no_scale")
    assert (one and cells(one)) == (found and {"weights": found})
    if one is not None and len(cells(one)["weights"]) == 3:
        assert (one.certain, one.rank) == (False, 1)


def test_a_rest_needs_the_whole_row() -> None:
    """Three of four weights that add to 1, the last of them none of the mistake's."""
    four = {"scores": [[0, 1, 2, -9]], "scale": "2"}
    assert "no_scale" not in explained(four, {"weights": [["0.0900", "0.2447", "0.6653", ""]]})
    right = {"weights": [["0.0900", "0.2447", "0.6653", "0.0000"]]}
    assert cells(explained(four, right)["no_scale"]) == {"weights": [(0, 0), (0, 1), (0, 2)]}
    turned = {"scores": [[-9, 0, 1, 2]], "scale": "2"}  # the first is right in any scale
    right = {"weights": [["0.0000", "0.0900", "0.2447", "0.6653"]]}
    assert cells(explained(turned, right)["no_scale"]) == {"weights": [(0, 1), (0, 2), (0, 3)]}


def test_a_rest_is_no_evidence_against_a_right_row_or_beside_right_numbers() -> None:
    two = {"scores": [[0, 1, 2], [2, 0, 1]], "scale": "2"}
    printed = {"weights": [["0.0900", "0.2447", "0.6653"], ["0.8668", "0.0159", "0.1173"]]}
    assert "no_scale" not in explained(two, printed)
    scaled = {"scaled": [["0.0", "1.0", "0.0"]]}  # a sum of 1 that is no row of weights
    assert "no_scale" not in explained(ONCE, scaled)


def test_what_follows_later_is_counted_with_its_cause() -> None:
    steps = {stage: decimals(UNSCALED, stage) for stage in ("weights", "output")}
    found = explained(PAIR, steps)["no_scale"]
    assert set(found.found) == {"weights", "output"} and found.certain
    assert found.cells() == found.found["weights"] | found.found["output"]


def test_a_mistake_made_on_printed_numbers() -> None:
    """Scaled scores of other scores, and weights from them in powers of two."""
    problem = {"scores": [[1, 2, 4]], "scale": "none"}
    powers = [mpmath.mpf(2) ** s for s in (3, 1, 2)]
    row = [f"{float(p / mpmath.fsum(powers)):.4f}" for p in powers]
    printed = {"scaled": [["3", "1", "2"]], "weights": [row]}
    found = explained(problem, printed)["base_two"]
    assert cells(found) == {"weights": [(0, 0), (0, 1), (0, 2)]} and found.certain


def test_rough_mistakes_need_a_whole_table() -> None:
    problem = {"Q": [[2, 3], [5, 7]], "K": [[11, 13], [17, 19]], "scale": "none"}
    # the second term left out everywhere: 22 34; 55 85
    whole = explained(problem, {"scores": [["22", "34"], ["55", "85"]]})["product_slip"]
    assert whole.rank == 2 and whole.certain and whole.values["term"] == 2
    part = explained(problem, {"scores": [["22", "34"], ["55", "99"]]})
    assert "product_slip" not in part
    assert "product_slip" not in explained(problem, {"scores": [["22", ""], ["", ""]]})
    assert "product_slip" in explained(problem, {"scores": [["22", "34"], ["", ""]]})


def test_rounding_too_early_is_never_certain_here() -> None:
    problem = {"scores": [["0.256", "-0.256", "0.1"]], "scale": "none"}
    powers = [mpmath.exp(mpmath.mpf(x)) for x in ("0.3", "-0.3", "0.1")]
    row = [f"{float(p / mpmath.fsum(powers)):.4f}" for p in powers]
    found = explained(problem, {"weights": [row]})["rounded_too_early"]
    assert (found.certain, found.rank) == (False, 2)
    assert found.values == {"places": 1, "cut": False, "stage": "scaled"}
    problem = {"scores": [["0.256", "-0.256"]], "scale": "none"}
    powers = powers[:2]
    row = [f"{float(p / mpmath.fsum(powers)):.4f}" for p in powers]
    assert "rounded_too_early" in explained(problem, {"weights": [row]})
    assert "rounded_too_early" not in explained(problem, {"weights": [[row[0], ""]]})


def test_large_problems_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scores take 3·3·(2 + 2) products."""
    made, _ = tables(PAIR, {"weights": decimals(UNSCALED, "weights")})
    monkeypatch.setattr(trial, "MOST_WORK", 36)
    found = {one.mistake for one in tried(made)}
    assert "no_scale" in found and not found & set(trial.ROUGH)
    monkeypatch.setattr(trial, "MOST_WORK", 35)
    assert tried(made) == []


def test_the_work_counts_heads_and_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = {"X": [[[1, 2, 3, 4], [5, 6, 7, 9]]] * 3, "heads": 2}
    made, _ = tables(batch, {"scaled": sa.solve(sa.Problem(**batch))["scores"].decimal(2)})
    monkeypatch.setattr(trial, "MOST_WORK", 2 * 2 * 4 * 2 * 3)
    assert tried(made)
    monkeypatch.setattr(trial, "MOST_WORK", 2 * 2 * 4 * 2 * 3 - 1)
    assert tried(made) == []
    scores = {"scores": [[1, 2]], "scale": "1/2"}
    made, _ = tables(scores, {"weights": [["0.2689", "0.7311"]]})
    monkeypatch.setattr(trial, "MOST_WORK", 4)
    assert [one.mistake for one in tried(made)] != []
    monkeypatch.setattr(trial, "MOST_WORK", 3)
    assert tried(made) == []


def test_the_width_of_the_model_comes_first_with_heads() -> None:
    heads = {"X": [[1, 0, 2, 1], [0, 2, 1, 1]], "heads": 2}
    wrong = decimals({**heads, "scale": "1/2"}, "weights")
    made, _ = tables(heads, {"weights": wrong})
    assert tried(made)[0].mistake == "scale_by_model_width"
    one = {"Q": [[1, 0], [0, 2]], "K": [[1, 0], [0, 2]], "V": [[1], [2]]}
    made, _ = tables(one, {"weights": decimals({**one, "scale": "none"}, "weights")})
    assert tried(made)[0].mistake == "no_scale"


def test_with_one_head_the_order_is_that_of_the_catalogue() -> None:
    """Width 4 and d_k = 2: 1/√4 is 1/d_k too."""
    one = {
        "X": [[1, 0, 2, 1], [0, 2, 1, 1]],
        "W_Q": [[1, 0], [0, 1]] * 2,
        "W_K": [[1, 1], [0, 1]] * 2,
    }
    made, _ = tables(one, {"weights": decimals({**one, "scale": "1/2"}, "weights")})
    assert tried(made)[0].mistake == "d_k_for_root"


def test_rough_mistakes_take_ten_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """2·2·(2 + 1) products."""
    problem = {"Q": [[2, 3], [5, 7]], "K": [[11, 13], [17, 19]], "scale": "none"}
    made, _ = tables(problem, {"scores": [["22", "34"], ["55", "85"]]})
    for work, found in ((120, True), (119, False)):
        monkeypatch.setattr(trial, "MOST_WORK", work)
        assert ("product_slip" in {one.mistake for one in tried(made)}) is found


def test_a_line_that_the_mistake_changes_is_worked_out_anew() -> None:
    problem = {"X": [[1, 2], [0, 1]], "W_Q": [[1, 2], [0, 1]], "W_K": [[1, 0], [1, 1]]}
    # X W_Qᵀ = 5 2; 2 1
    found = explained(problem, {"Q": [["5", "2"], ["2", "1"]]})["projection_transposed"]
    assert found.values == {"which": "W_Q"} and found.certain


def test_rows_of_heads_are_apart() -> None:
    batch = {"Q": [[[1], [2]], [[3], [4]]], "K": [[[1], [2]], [[3], [4]]], "heads": 2}
    made, _ = tables(batch, {"scores": [[["1", "2"], ["2", "4"]], [["9", "12"], ["12", "16"]]]})
    assert [len(row) for row in made.rows("scores")] == [2, 2, 2, 2]


def test_tables_are_in_the_order_of_the_recipe_with_what_stands_before() -> None:
    printed = {
        "weights": [["0.5", "", "abc"], BLANK, BLANK],
        "scores": [["7", "", ""], BLANK, BLANK],
    }
    made, faulty = tables(PAIR, printed)
    assert list(made.stages) == ["scores", "weights"]
    assert made.given["scores"] == {} and set(made.given["weights"]) == {"scores"}
    given: Any = made.given["weights"]["scores"]
    assert given[(0, 0)] == arb(7) and given[(0, 1)] == arb(4)
    assert [[p.index for p in row] for row in made.rows("weights")] == [[(0, 0), (0, 2)]]
    assert {p.stage for p in faulty} == {"scores", "weights"}
    (placed, *_) = made.stages["scores"]
    assert placed.row == (0, (0,)) and placed.stage == "scores"


def test_a_table_of_another_shape_does_not_fit() -> None:
    """Values left out would give weights in place of the output, which is wider."""
    problem = {**PAIR, "V": [[1], [3], [0]]}
    assert "values_left_out" not in explained(problem, {"output": [["9"], ["9"], ["9"]]})


TWO: dict[str, Any] = {"scores": [[0, 1]], "V": [[0], [1]], "scale": "2"}
"""Unscaled weights 0.2689 0.7311, scaled 0.1192 0.8808; the output is the second weight."""


def test_a_stage_that_the_mistake_leaves_out_is_passed_over() -> None:
    made, _ = tables(TWO, {"scaled": [["0", "2"]], "weights": [["0.2689", "0.7311"]]})
    change = Change(made.derivation.recipe.without("scaled"))
    found = trial._explains(made, mistake("no_scale"), change, {})
    assert found is not None and cells(found) == {"weights": [(0, 0), (0, 1)]}
    assert (found.certain, found.rank, found.against) == (True, 1, 0)


def test_a_mistake_may_change_the_inputs_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the values 1 and 3 the output is 1 + 2·0.8808; lines that stay have other numbers."""
    other = sa.Problem(**{**TWO, "V": [[1], [3]]})

    def changes(problem: sa.Problem, recipe: Recipe) -> Iterator[Change]:
        yield Change(recipe, other)

    monkeypatch.setitem(CATALOGUE, "other_values", Mistake("other_values", "problem", changes, {}))
    found = explained(TWO, {"output": [["2.7616"]]})
    assert cells(found["other_values"]) == {"output": [(0, 0)]}


def test_a_mistake_that_cannot_be_carried_out_explains_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An output of two columns plus weights of three keys is no sum."""

    def changes(problem: sa.Problem, recipe: Recipe) -> Iterator[Change]:
        yield Change(redone(recipe, "output", "plus", "weights"))

    monkeypatch.setitem(CATALOGUE, "added", Mistake("added", "recipe", changes, {}))
    problem = {**ONCE, "V": [[0, 1], [1, 0], [3, 1]]}
    unscaled = {**problem, "scale": "none"}
    printed = {name: decimals(unscaled, name) for name in ("weights", "output")}
    found = explained(problem, printed)
    assert "added" not in found and set(cells(found["no_scale"])) == {"weights", "output"}


def test_what_follows_from_the_print_is_held_too() -> None:
    """The output 0.7311 is right for the printed weights, and that of the mistake."""
    printed = {"weights": [["0.2689", "0.7311"]], "output": [["0.7311"]]}
    found = explained(TWO, printed)["no_scale"]
    assert cells(found) == {"weights": [(0, 0), (0, 1)], "output": [(0, 0)]}


def test_right_numbers_speak_against_as_far_as_the_first_stage_that_fits() -> None:
    """Scores 0 1 2 taken twice are 0 2 4: of two stages two right numbers each are not the
    mistake's; the output after it, which is right, is not counted any more."""
    problem = {**ONCE, "V": [[0], [1], [3]]}
    printed = {
        "scaled": [["0", "2", "4"]],
        "exponentials": [["1.0", "7.4", "54.6"]],
        "weights": [["0.0900", "0.2447", "0.6652"]],
        "output": decimals(problem, "output"),
    }
    found = explained(problem, printed)["no_scale"]
    assert cells(found) == {"weights": [(0, 0), (0, 1), (0, 2)]}
    assert found.against == 4


def test_rows_that_are_right_for_the_print_need_no_mistake() -> None:
    """Printed scores 1 1 1 give thirds in every base, 3 1 2 in base two 4/7 1/7 2/7."""
    problem = {"scores": [[1, 2, 4], [1, 2, 4]], "scale": "none"}
    printed = {
        "scaled": [["1", "1", "1"], ["3", "1", "2"]],
        "weights": [["0.3333"] * 3, ["0.5714", "0.1429", "0.2857"]],
    }
    found = explained(problem, printed)["base_two"]
    assert cells(found) == {"weights": [(1, 0), (1, 1), (1, 2)]}


def test_another_print_that_is_wrong_otherwise_does_not_matter() -> None:
    printed = [{"weights": [["0.4000", "0.6000"]]}, {"weights": [["0.2689", "0.7311"]]}]
    found = explained(TWO, printed)["no_scale"]
    assert [p.judged.claim.block for p in found.cells()] == [1, 1]
    assert (found.certain, found.rank, found.against) == (True, 1, 0)


def test_what_only_follows_makes_nothing_certain() -> None:
    """Scaled scores 5 6 are no table of the mistake, and give the weights of 0 1."""
    printed = {"scaled": [["5", "6"]], "weights": [["0.2689", "0.7311"]]}
    found = explained(TWO, printed)["no_scale"]
    assert cells(found) == {"weights": [(0, 0), (0, 1)]}
    assert (found.certain, found.rank) == (False, 1)


def test_one_number_of_three_may_show_early_rounding() -> None:
    """e^0.3, e^-0.3, e^0.1 over their sum are 0.42 0.23 0.35; from 0.256: 0.41 0.24 0.35."""
    problem = {"scores": [["0.256", "-0.256", "0.1"], ["0", "0", "0"]], "scale": "none"}
    three = explained(problem, {"weights": [["0.42", "", ""], ["0.33", "0.33", ""]]})
    found = three["rounded_too_early"]
    assert cells(found) == {"weights": [(0, 0)]} and (found.certain, found.rank) == (False, 2)
    two = explained(problem, {"weights": [["0.42", "", ""], ["0.33", "", ""]]})
    assert "rounded_too_early" not in two
    whole = explained(problem, {"weights": [["0.42", "0.23", "0.35"], BLANK]})
    found = whole["rounded_too_early"]
    assert cells(found) == {"weights": [(0, 0), (0, 1)]} and not found.certain


def test_one_number_of_three_shows_no_product_slip() -> None:
    """Without the second term the second row stays as it is: 55 and 85."""
    problem = {"Q": [[2, 3], [5, 0]], "K": [[11, 13], [17, 19]], "scale": "none"}
    assert "product_slip" not in explained(problem, {"scores": [["22", ""], ["55", "85"]]})
    found = explained(problem, {"scores": [["22", "34"], ["55", "85"]]})["product_slip"]
    assert cells(found) == {"scores": [(0, 0), (0, 1)]} and found.rank == 2


def test_numbers_outside_of_a_smaller_table() -> None:
    """One right weight that does not fit is counted before the row that has no place."""
    made, _ = tables({"scores": [[0, 0], [0, 0]]}, {"weights": [["0.5", ""], ["0.4", "0.6"]]})
    with working(64):
        narrow = Tensor((2, 1), (ball("0.3"), ball("0.4")))
        fit = trial._fit(made, "weights", narrow, follows=True)
        assert (fit.explained, fit.against, fit.rest) == (frozenset(), 1, False)
        whole = Tensor((2, 2), tuple(map(ball, ("0.3", "0.7", "0.4", "0.6"))))
        fit = trial._fit(made, "weights", whole, follows=True)
    assert sorted(p.index for p in fit.explained) == [(1, 0), (1, 1)]
    assert (fit.against, fit.rest, fit.contradicted) == (1, False, frozenset({0}))
    assert trial._fit(made, "weights", None, follows=True) == trial._Fit()


def test_a_rest_needs_two_that_fit_and_one_of_them_wrong() -> None:
    assert "no_scale" not in explained(TWO, {"weights": [["0.27", "0.7300"]]})
    equal = {"scores": [[0, 0, 0]], "scale": "2"}
    assert "no_scale" not in explained(equal, {"weights": [["0.33", "0.33", "0.34"]]})


def test_a_rest_beside_what_is_no_decimal_is_none() -> None:
    four = {"scores": [[0, 1, 2, -9]], "scale": "2"}
    printed = {"weights": [["0.0900", "0.2447", "0.6653", "e^{-12}"]]}
    assert "no_scale" not in explained(four, printed)
