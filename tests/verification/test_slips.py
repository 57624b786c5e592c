"""Slips seen in the printed numbers themselves: tables spoiled by hand, and what is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from symattn.verification.slips import slips
from symattn.verification.trial import Explanation
from tests.verification.printing import said, tables

Said = tuple[str, dict[str, list[tuple[int, ...]]], bool, int]


def explained(
    problem: dict[str, object], printed: object, leave: Sequence[tuple[int, ...]] = ()
) -> list[Explanation]:
    made, faulty = tables(problem, printed)
    return slips(made, {one for one in faulty if one.index not in leave})


def named(name: str, problem: dict[str, object], printed: object) -> list[Said]:
    return [said(one) for one in explained(problem, printed) if one.mistake == name]


def scored(*rows: Sequence[object], **more: object) -> dict[str, object]:
    return {"scores": [[str(cell) for cell in row] for row in rows], "scale": "none", **more}


def at(name: str, *cells: tuple[int, ...], sure: bool, rank: int, stage: str = "scaled") -> Said:
    return (name, {stage: sorted(cells)}, sure, rank)


def exchange(name: str, problem: dict[str, object], printed: object) -> list[tuple[object, ...]]:
    return [
        (*said(one)[:3], one.values)
        for one in explained(problem, printed)
        if one.mistake == f"{name}_exchanged"
    ]


def moved(name: str, i: int, j: int, sure: bool, *cells: tuple[int, ...]) -> tuple[object, ...]:
    values = {"first": i, "second": j}
    return (f"{name}_exchanged", {"scaled": sorted(cells)}, sure, values)


THREE = scored([1, 2, 3], [4, 5, 6], [7, 8, 9])


def test_rows_exchanged() -> None:
    printed = {"scaled": [["7", "8", "9"], ["4", "5", "6"], ["1", "2", "3"]]}
    cells = [(i, j) for i in (0, 2) for j in range(3)]
    assert exchange("rows", THREE, printed) == [moved("rows", 1, 3, True, *cells)]
    assert exchange("columns", THREE, printed) == []
    assert {said(one)[3] for one in explained(THREE, printed) if "ex" in one.mistake} == {2}


def test_columns_exchanged() -> None:
    printed = {"scaled": [["1", "3", "2"], ["4", "6", "5"], ["7", "9", "8"]]}
    cells = [(i, j) for i in range(3) for j in (1, 2)]
    assert exchange("columns", THREE, printed) == [moved("columns", 2, 3, True, *cells)]
    assert exchange("rows", THREE, printed) == []


def test_an_exchange_beside_another_fault_is_a_guess() -> None:
    printed = {"scaled": [["4", "5", "6"], ["1", "2", "3"], ["7", "8", "0"]]}
    cells = [(i, j) for i in (0, 1) for j in range(3)]
    assert exchange("rows", THREE, printed) == [moved("rows", 1, 2, False, *cells)]


def test_one_number_of_two_rows_that_does_not_fit_is_against_their_exchange() -> None:
    printed = {"scaled": [["4", "5", "6"], ["1", "2", "0"], ["7", "8", "9"]]}
    assert exchange("rows", THREE, printed) == []


def test_a_right_number_may_stand_in_exchanged_rows() -> None:
    problem = scored([1, 2, 3], [4, 2, 6])
    printed = {"scaled": [["4", "2", "6"], ["1", "2", "3"]]}
    cells = [(0, 0), (0, 2), (1, 0), (1, 2)]
    assert exchange("rows", problem, printed) == [moved("rows", 1, 2, True, *cells)]


def test_one_number_is_no_exchange() -> None:
    assert exchange("rows", THREE, {"scaled": [["4", "", ""], [""] * 3, [""] * 3]}) == []
    two = exchange("rows", THREE, {"scaled": [["4", "5", ""], [""] * 3, [""] * 3]})
    assert two == [moved("rows", 1, 2, True, (0, 0), (0, 1))]


def test_the_first_eight_rows_and_columns_are_tried() -> None:
    values = [[10 * i + 3 * j for j in range(9)] for i in range(9)]
    for i, j, found in ((6, 7, True), (0, 7, True), (7, 8, False)):
        rows = [[str(cell) for cell in row] for row in values]
        rows[i], rows[j] = rows[j], rows[i]
        cells = [(a, b) for a in (i, j) for b in range(9)]
        expected = [moved("rows", i + 1, j + 1, True, *cells)] if found else []
        assert exchange("rows", scored(*values), {"scaled": rows}) == expected


def test_in_columns_rows_are_columns() -> None:
    given = {"Q": [[1, 2], [0, 1]], "K": [[1, 0], [1, 3]], "layout": "columns", "scale": "none"}
    # columns of Q: (1, 0), (2, 1); of K: (1, 1), (0, 3); Kᵀ Q = 1 3; 0 3
    found = [one.mistake for one in explained(given, {"scaled": [["0", "3"], ["1", "3"]]})]
    assert "rows_exchanged" in found and "columns_exchanged" not in found
    found = [one.mistake for one in explained(given, {"scaled": [["3", "1"], ["3", "0"]]})]
    assert "columns_exchanged" in found and "rows_exchanged" not in found


def test_heads_in_columns_have_rows_and_columns_of_their_own() -> None:
    given = {
        "Q": [[[1, 2], [0, 1]], [[1, 2], [0, 1]]],
        "K": [[[1, 0], [1, 3]], [[1, 0], [1, 3]]],
        "heads": 2,
        "layout": "columns",
        "scale": "none",
    }
    right = [["1", "3"], ["0", "3"]]
    for wrong, name in (([["0", "3"], ["1", "3"]], "rows"), ([["3", "1"], ["3", "0"]], "columns")):
        found = [one.mistake for one in explained(given, {"scaled": [wrong, wrong]})]
        assert [one for one in found if "exchanged" in one] == [f"{name}_exchanged"]
    blank = [["", ""], ["", ""]]
    assert right != wrong and explained(given, {"scaled": [right, blank]}) == []


def test_terms_keep_their_axes_in_columns() -> None:
    """Terms a_ij v_j with equal weights of keys (2, 4) and (6, 8): rows are the keys."""
    given = {
        "Q": [[0], [0]],
        "K": [[1, 2], [1, 3]],
        "V": [[2, 6], [4, 8]],
        "layout": "columns",
        "scale": "none",
    }
    rows = [[["3", "4"], ["1", "2"]]]
    found = [one.mistake for one in explained(given, {"terms": rows})]
    assert "rows_exchanged" in found and "columns_exchanged" not in found


def test_a_vector_has_no_rows_to_exchange() -> None:
    problem = {
        "X": [[1, 2], [3, 5]],
        "W_Q": [[1, 0], [0, 1]],
        "b_Q": [1, 2],
        "W_K": [[1, 0], [0, 1]],
        "W_V": [[1, 0], [0, 1]],
    }
    assert [one.mistake for one in explained(problem, {"db_Q": ["9.0", "99.0"]})] == []


HALVES = scored(["2/3", "5/3", "1/2"], ["1/6", "11/6", "7/6"])
"""0.667 1.667 0.5; 0.167 1.833 1.167"""


def test_a_whole_table_cut_off_is_a_habit() -> None:
    printed = {"scaled": [["0.66", "1.66", "0.50"], ["0.16", "1.83", "1.16"]]}
    cut = [(0, 0), (0, 1), (1, 0), (1, 2)]
    assert named("truncated", HALVES, printed) == [at("truncated", *cut, sure=True, rank=1)]


@pytest.mark.parametrize("other", ["1/2", "abc", "nan"])
def test_what_is_no_decimal_does_not_speak_against_the_habit(other: str) -> None:
    printed = {"scaled": [["0.66", "1.66", other], [""] * 3]}
    (found,) = named("truncated", HALVES, printed)
    assert found == at("truncated", (0, 0), (0, 1), sure=True, rank=1)


def test_hidden_scores_are_not_cut() -> None:
    problem = {**scored(["2/3", "5/3"], ["2/3", "5/3"]), "mask": "causal"}
    printed = {"masked": [["0.66", "-inf"], ["0.66", "1.66"]]}
    (found,) = named("truncated", problem, printed)
    assert found == at("truncated", (0, 0), (1, 0), (1, 1), sure=True, rank=1, stage="masked")
    printed = {"masked": [["0.66", "0.0"], ["0.66", ""]]}
    (found,) = named("truncated", problem, printed)
    assert found == at("truncated", (0, 0), (1, 0), sure=True, rank=1, stage="masked")


def test_single_cut_numbers_are_guessed_row_by_row() -> None:
    printed = {"scaled": [["0.66", "1.67", "0.50"], ["0.16", "1.83", "1.16"]]}
    assert named("truncated", HALVES, printed) == [
        at("truncated", (0, 0), sure=False, rank=5),
        at("truncated", (1, 0), (1, 2), sure=False, rank=5),
    ]
    lone = {"scaled": [["0.66", "", ""], [""] * 3]}
    assert named("truncated", HALVES, lone) == [at("truncated", (0, 0), sure=False, rank=5)]


def test_a_wrong_number_in_the_row_speaks_against_cutting() -> None:
    printed = {"scaled": [["0.66", "1.99", ""], ["0.16", "", ""]]}
    assert named("truncated", HALVES, printed) == [at("truncated", (1, 0), sure=False, rank=5)]


THIRDS = scored([0, 0, 0], [0, 0, 1])


def test_the_rest_to_one_beside_a_cut_weight() -> None:
    """1/3 cut to 0.3333, right 0.3333…: e.g. 0.33 is right; 0.212 0.211 0.577 for 1, 1, e."""
    printed = {"weights": [[""] * 3, ["0.2119", "0.2119", "0.5762"]]}  # 0.21194 0.21194 0.57612
    (wrong,) = [one for one in explained(THIRDS, printed) if one.mistake == "row_forced_to_one"]
    assert said(wrong) == ("row_forced_to_one", {"weights": [(1, 2)]}, True, 0)
    printed = {"weights": [[""] * 3, ["0.211", "0.212", "0.577"]]}  # 0.211 is cut, 0.577 the rest
    found = [one for one in explained(THIRDS, printed) if one.mistake == "truncated"]
    assert [said(one) for one in found] == [("truncated", {"weights": [(1, 0), (1, 2)]}, False, 5)]
    assert found[0].values == {"rest": True}
    printed = {"weights": [[""] * 3, ["0.211", "0.212", "0.578"]]}  # adds to 1.001
    assert named("truncated", THIRDS, printed) == []
    printed = {"weights": [[""] * 3, ["0.211", "0.215", "0.574"]]}  # two are wrong
    assert named("truncated", THIRDS, printed) == []


def test_the_rest_is_a_weights_affair() -> None:
    problem = scored(["2/3", "1/3"])
    assert named("truncated", problem, {"scaled": [["0.66", "0.34"]]}) == []


def test_a_row_forced_to_one() -> None:
    third = {"weights": [["0.33", "0.33", "0.34"], [""] * 3]}
    assert named("row_forced_to_one", THIRDS, third) == [
        ("row_forced_to_one", {"weights": [(0, 2)]}, True, 0)
    ]
    for row in (
        ["0.33", "0.33", "0.35"],  # adds to 1.01
        ["0.33", "0.32", "0.35"],  # two are not right
        ["0.33", "0.67", ""],  # not whole
        ["1/3", "1/3", "0.34"],  # no decimals
        ["1/3", "0.32", "26/75"],
    ):
        assert named("row_forced_to_one", THIRDS, {"weights": [row, [""] * 3]}) == []


def test_every_forced_row_is_found_and_those_that_only_follow_are_not() -> None:
    printed = {"weights": [["0.33", "0.33", "0.34"], ["0.212", "0.212", "0.576"]]}
    two = {"weights": [["0.33", "0.33", "0.35"], ["0.2119", "0.2119", "0.5762"]]}
    three = {"weights": [["0.33", "0.33", "0.34"], ["0.2119", "0.2119", "0.5762"]]}
    assert named("row_forced_to_one", THIRDS, printed) == [
        ("row_forced_to_one", {"weights": [(0, 2)]}, True, 0)
    ]
    assert named("row_forced_to_one", THIRDS, two) == [
        ("row_forced_to_one", {"weights": [(1, 2)]}, True, 0)
    ]
    assert named("row_forced_to_one", THIRDS, three) == [
        ("row_forced_to_one", {"weights": [(0, 2), (1, 2)]}, True, 0)
    ]
    assert [
        said(one)
        for one in explained(THIRDS, three, leave=[(0, 2)])
        if one.mistake == "row_forced_to_one"
    ] == [("row_forced_to_one", {"weights": [(1, 2)]}, True, 0)]


def float32(over: int, under: int, places: int) -> str:
    """A fraction as single precision holds it, printed with so many places."""
    return f"{float(np.float32(over) / np.float32(under)):.{places}f}"


def test_single_precision() -> None:
    """The float32 next to 1/3 is 11184811·2⁻²⁵ = 0.333333343…"""
    assert float32(1, 3, 9) == "0.333333343"
    problem = scored(["1/3", "2/3", "10/3"], ["1/7", "1/2", "1/3"])
    three = {"scaled": [[float32(1, 3, 9), float32(2, 3, 9), float32(10, 3, 8)], ["", "", ""]]}
    cells = [(0, 0), (0, 1), (0, 2)]
    assert named("single_precision", problem, three) == [
        at("single_precision", *cells, sure=True, rank=1)
    ]
    two = {"scaled": [["nan", *three["scaled"][0][1:]], ["abc", "0.500000000", ""]]}
    assert named("single_precision", problem, two) == [
        at("single_precision", *cells[1:], sure=False, rank=1)
    ]
    leave = explained(problem, three, leave=cells[:1])
    assert [said(one) for one in leave if one.mistake == "single_precision"] == [
        at("single_precision", *cells[1:], sure=False, rank=1)
    ]


@pytest.mark.parametrize(
    ("text", "value", "single"),
    [
        ("0.333333343", "1/3", True),
        ("-0.333333343", "-1/3", True),
        ("0.333333403", "1/3", True),  # 2 ulps of 2⁻²⁵ further: 0.33333340287…
        ("0.33333340", "1/3", True),
        ("0.333333350", "1/3", False),  # between two of them
        ("0.333335221", "1/3", True),  # 63·2⁻²⁵ beyond 0.333333343 = 0.33333522
        ("0.333331466", "1/3", True),  # 63 before 0.333333343: 0.3333314657…
        ("0.333335280", "1/3", False),  # 65 beyond
        ("0.333331376", "1/3", False),  # 66 before, past 64 from 1/3
        ("0.3333400", "1/3", False),  # some float32 is printed so, but it is far away
        ("0.333330", "1/3", False),  # too few places to tell
        ("0.333335251", "1/3", False),  # 64 beyond 0.333333343, 64.3 from 1/3
        ("0.000000000", "1/300000000", False),
        ("0.000000000", "1/200000000", False),
        ("1.00000762939453125", "1", True),  # 64 of the bits above 1, exactly
        ("0.999996185302734375", "1", True),  # 64 of those below
        ("1.0000021", "1", True),  # 17.62·2⁻²³ from 1, and 18·2⁻²³ is printed so
        ("1.0000003", "1", False),  # 2.52·2⁻²³: 3·2⁻²³ is 1.0000004
        ("1.000000000", "4194329/4194304", True),  # 50·2⁻²³ below; below 1 the bits are halved
        ("3000002", "3000001", True),  # four bits to the unit
        ("3000.124", "3000123/1000", False),  # 4.096 bits to the unit
        ("3000000.3", "3000000", True),  # 3000000.25 is a tie, and may be printed so
        ("0.000000001", "0", False),
    ],
)
def test_a_float32_near_the_value_printed_as_it_is(text: str, value: str, single: bool) -> None:
    found = named("single_precision", scored([value]), {"scaled": [[text]]})
    assert found == ([at("single_precision", (0, 0), sure=False, rank=1)] if single else [])


def test_one_number_that_no_float32_gives_is_against_them_all() -> None:
    problem = scored(["1/3", "2/3", "1/3"])
    printed = {"scaled": [["0.333333343", "0.666666687", "0.333333350"]]}
    assert named("single_precision", problem, printed) == []


def fewer(problem: dict[str, object], printed: object) -> list[tuple[Said, dict[str, object]]]:
    return [
        (said(one), dict(one.values))
        for one in explained(problem, printed)
        if one.mistake == "rounded_too_early" and one.values.get("cut") is False
    ]


def test_numbers_of_fewer_places_printed_with_more() -> None:
    problem = scored(["2/3", "5/3", "1/2"], ["1/6", "11/6", "7/6"])
    printed = {"scaled": [["0.6700", "1.6700", "0.5000"], [""] * 3]}
    values = {"stage": "scaled", "places": 2, "cut": False}
    assert fewer(problem, printed) == [
        (at("rounded_too_early", (0, 0), (0, 1), sure=False, rank=2), values)
    ]
    printed = {"scaled": [["0.6700", "1.6700", ""], ["0.1700", "", "1.9999"]]}
    cells = [(0, 0), (0, 1), (1, 0)]
    assert fewer(problem, printed) == [(at("rounded_too_early", *cells, sure=True, rank=2), values)]
    most = {"scaled": [["0.6700", "1.6700", ""], ["0.9999", "1.9999", ""]]}  # half of them only
    assert fewer(problem, most) == []
    assert fewer(problem, {"scaled": [["0.6700", "", ""], [""] * 3]}) == []


def test_the_first_places_that_fit_are_named_and_longer_ones_too() -> None:
    problem = scored(["2/3", "5/3"])
    found = fewer(problem, {"scaled": [["0.7000", "1.7000"]]})
    assert [values["places"] for _, values in found] == [1]
    found = fewer(problem, {"scaled": [["0.6670", "1.6670"]]})
    assert [values["places"] for _, values in found] == [3]
    assert fewer(problem, {"scaled": [["0.67", "1.99"]]}) == []
    assert fewer(problem, {"scaled": [["1.0000", "2.0000"]]}) == []  # whole numbers are not


def test_places_are_those_of_the_digits_whatever_the_unit() -> None:
    """6.70e-1 has the unit 10⁻³: rounding to thousandths explains nothing there."""
    problem = scored(["2/3", "5/3"])
    assert fewer(problem, {"scaled": [["6.7000e-1", "1.6700e0"]]})
    assert fewer(problem, {"scaled": [["6.7e-1", "1.9e0"]]}) == []


def test_weights_of_fewer_places_whose_rest_was_made_up() -> None:
    problem = scored([0, 1, 2])  # 0.0900 0.2447 0.6652
    printed = {"weights": [["0.1000", "0.2000", "0.7000"]]}
    (found,) = fewer(problem, printed)
    cells = [(0, 0), (0, 1), (0, 2)]
    assert found[0] == ("rounded_too_early", {"weights": cells}, True, 2)
    problem = scored([0, 0, 0, 1])  # 0.1749 0.1749 0.1749 0.4754
    printed = {"weights": [["0.2000", "0.2000", "0.2000", "0.4000"]]}
    (found,) = fewer(problem, printed)
    assert found[0][1] == {"weights": [(0, j) for j in range(4)]}
    printed = {"weights": [["0.2000", "0.2000", "0.2000", "0.4100"]]}  # adds to 1.01
    assert fewer(problem, printed)[0][0][1] == {"weights": [(0, j) for j in range(3)]}
    printed = {"weights": [["0.2000", "0.2000", "0.5000", "0.1000"]]}
    (found,) = fewer(scored([0, 0, 1, 0]), printed)  # of four, three are rounded; one the rest
    assert found[0][1] == {"weights": [(0, j) for j in range(4)]}


def test_the_rest_needs_a_whole_row_and_one_odd_number() -> None:
    problem = scored([0, 0, 0, 1], [0, 0, 0, 1])
    blank = [""] * 4
    for row in (["0.2000", "0.2000", "0.6000", ""], ["0.2000", "0.2000", "1/5", "0.4000"]):
        ((name, cells, *_), _), *_ = fewer(problem, {"weights": [row, blank]})
        assert cells == {"weights": [(0, 0), (0, 1)]}
    two = ["0.2000", "0.2000", "0.1000", "0.5000"]  # 0.1 and … : 0.5 is 0.4754 to one place
    ((_, cells, *_), _), *_ = fewer(problem, {"weights": [two, blank]})
    assert cells == {"weights": [(0, 0), (0, 1), (0, 2), (0, 3)]}
    both = ["0.2000", "0.2000", "0.3000", "0.3000"]
    third = ["0.2000", "0.2000", "0.2000", ""]
    ((_, cells, *_), _), *_ = fewer(problem, {"weights": [both, third]})
    assert cells == {"weights": [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]}
    other = scored(["1/6", "1/6", "1/6", "1/2"])
    ((_, cells, *_), _), *_ = fewer(other, {"scaled": [["0.2000", "0.2000", "0.2000", "0.4000"]]})
    assert cells == {"scaled": [(0, 0), (0, 1), (0, 2)]}


def test_the_right_number_with_the_wrong_sign() -> None:
    problem = scored(["2/3", "-5/3", "1/8"])
    printed = {"scaled": [["-0.67", "1.67", "0.12"]]}
    found = [one for one in explained(problem, printed) if one.mistake == "sign_slip"]
    assert [said(one) for one in found] == [at("sign_slip", (0, 0), (0, 1), sure=True, rank=2)]
    assert found[0].values == {"what": "number"}
    assert named("sign_slip", problem, {"scaled": [["-0.66", "1.60", "-0.13"]]}) == [
        at("sign_slip", (0, 2), sure=True, rank=2)
    ]
    assert named("sign_slip", problem, {"scaled": [["-0.66", "", ""]]}) == []


def test_a_hidden_or_an_undefined_entry_has_no_sign_and_no_places() -> None:
    problem = {**scored([1, 2], [3, 4]), "mask": [[0, 0], [1, 1]]}
    for stage in ("masked", "weights"):
        printed = {stage: [["0.1000", "0.2000"], ["", ""]]}
        assert [one.mistake for one in explained(problem, printed)] == []


def test_values_past_all_decimals_are_wrong_and_nothing_more() -> None:
    problem = scored([1_000_000, 2], [1, 2_000_000])
    printed = {"exponentials": [["2.00", "3.00"], ["4.00", "5.00"]]}
    assert [said(one) for one in explained(problem, printed)] == [
        ("function_slip", {"exponentials": [(0, 0), (0, 1), (1, 0), (1, 1)]}, True, 6)
    ]
    cut = {"exponentials": [["2.00", "7.38"], ["2.71", ""]]}
    found = [said(one) for one in explained(problem, cut) if one.mistake == "truncated"]
    assert found == [("truncated", {"exponentials": [(1, 0)]}, False, 5)]


@pytest.mark.parametrize(
    ("value", "text", "name"),
    [
        ("12345", "12354", "digits_swapped"),
        ("12345", "13245", "digits_swapped"),
        ("1.25", "2.15", "digits_swapped"),  # across the point
        ("1.25", "1.52", "digits_swapped"),
        ("12345", "14325", ""),  # 2 and 4 are no neighbours
        ("12345", "52341", ""),
        ("1.253", "1.352", ""),
        ("12345", "12453", ""),  # three digits
        ("12345", "13345", "digit_mistyped"),
        ("12345", "12395", "digit_mistyped"),
        ("12345", "19345", "digit_mistyped"),
        ("12345", "12367", ""),  # two digits
        ("12345", "13344", ""),
        ("12345", "1345", "digit_mistyped"),  # one is missing
        ("12345", "2345", "digit_mistyped"),
        ("12345", "123445", "digit_mistyped"),  # one stands there twice
        ("12345", "135", ""),
        ("12345", "1233445", ""),
        ("12345", "1435", ""),
        ("12345", "12399", ""),
        ("1.25", "1425", ""),  # the point is no digit
        ("-1.25", "-1.52", "digits_swapped"),
        ("12.5", "1.25", ""),
        ("34", "43", "digits_swapped"),
        ("12345", "12335", "digit_mistyped"),  # off by ten
        ("1,25", "2,15", "digits_swapped"),
        ("12340", "12349", ""),  # nine off in the last digit
        ("12345", "12349", ""),  # the last digit alone is no slip of the finger
        ("12345", "12336", ""),  # off by nine, two digits
        ("9", "18", ""),
    ],
)
def test_typing(value: str, text: str, name: str) -> None:
    problem = scored([value.replace(",", ".")])
    found = [said(one) for one in explained(problem, {"scaled": [[text]]})]
    typed = [one for one in found if one[0].startswith("digit")]
    ranks = {"digits_swapped": 2, "digit_mistyped": 4}
    assert typed == ([at(name, (0, 0), sure=False, rank=ranks[name])] if name else [])


def test_typing_is_seen_in_a_number_that_is_far_off_and_alone_in_its_row() -> None:
    problem = scored([21, 45, 77], [32, 54, 88])
    typed = {"scaled": [["12", "45", ""], ["23", "", ""]]}
    assert named("digits_swapped", problem, typed) == [
        at("digits_swapped", (0, 0), (1, 0), sure=False, rank=2)
    ]
    beside = {"scaled": [["12", "99", ""], ["23", "", ""]]}
    assert named("digits_swapped", problem, beside) == [
        at("digits_swapped", (1, 0), sure=False, rank=2)
    ]
    mixed = {"scaled": [["22", "", ""], ["23", "", ""]]}  # one off, and then nine
    assert named("digits_swapped", problem, mixed) == [
        at("digits_swapped", (1, 0), sure=False, rank=2)
    ]
    eight = scored([19])
    assert named("digit_mistyped", eight, {"scaled": [["11"]]}) == []  # 8 off
    assert named("digit_mistyped", scored([11]), {"scaled": [["21"]]}) == [
        at("digit_mistyped", (0, 0), sure=False, rank=4)
    ]
    assert named("digits_swapped", scored([12]), {"scaled": [["21"]]}) == [  # 9 off
        at("digits_swapped", (0, 0), sure=False, rank=2)
    ]


def test_of_exponentials_a_wrong_value_is_likelier() -> None:
    problem = scored([0, 3])  # 20.0855
    found = [said(one) for one in explained(problem, {"exponentials": [["1", "20.9855"]]})]
    assert found[-2:] == [
        ("digit_mistyped", {"exponentials": [(0, 1)]}, False, 7),
        ("function_slip", {"exponentials": [(0, 1)]}, True, 6),
    ]


def test_one_print_of_a_stage_at_a_time() -> None:
    """The first print is cut off, the second rounded with two digits exchanged."""
    problem = scored(["2/3", "5/3"])
    made, faulty = tables(problem, [{"scaled": [["0.66", "1.66"]]}, {"scaled": [["0.67", "6.17"]]}])
    found = [said(one) for one in slips(made, faulty)]
    assert at("truncated", (0, 0), (0, 1), sure=True, rank=1) in found
    assert [one[0] for one in found].count("truncated") == 1
    assert found.index(at("truncated", (0, 0), (0, 1), sure=True, rank=1)) == 0


def test_right_numbers_and_carried_ones_have_no_slips() -> None:
    problem = scored([1, 2])
    assert explained(problem, {"scaled": [["1", "2"]]}) == []
    assert explained(problem, {"scaled": [["2", "1"]]}, leave=[(0, 0), (0, 1)]) == []


def test_weights_are_asked_for_a_wrong_exponential_and_sums_for_their_terms() -> None:
    row = ["0.0891", "0.2423", "0.6686"]  # 1, e and 7.5 in place of e²
    assert "function_slip" in [
        one.mistake for one in explained(scored([0, 1, 2]), {"weights": [row]})
    ]
    problem = {"Q": [[2, 3]], "K": [[11, 13]], "scale": "none"}
    assert "product_slip" in [one.mistake for one in explained(problem, {"scores": [["22"]]})]
