"""Inputs that a text prints rounded or cut off: boxes by hand, and what points of them give."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

import symattn as sa
from symattn.derivation.derivation import solve
from symattn.verification.inputs import Box, boxes, offers, within_inputs
from tests.verification.printing import tables, verdicts


def q(text: str) -> fmpq:
    over, _, under = text.partition("/")
    whole, _, after = over.partition(".")
    return fmpq(int(whole + after), 10 ** len(after) * int(under or 1))


def row(*texts: str) -> tuple[fmpq, ...]:
    return tuple(q(text) for text in texts)


def box(kind: str, **inputs: list[list[str]]) -> Box:
    return boxes(solve(sa.Problem(scale="none", **inputs)), kind)


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("rounded", ["0.45", "-0.55"], ["0.55", "-0.45"]),
        ("truncated", ["0.5", "-0.6"], ["0.6", "-0.5"]),  # cut toward zero: −0.5 was −0.5 … −0.6
    ],
)
def test_the_box_of_one_place(kind: str, low: list[str], high: list[str]) -> None:
    found = box(kind, scores=[["0.5", "-0.5"]])
    assert found == Box({"scores": row(*low)}, {"scores": row(*high)})


def test_a_zero_that_was_cut_off_may_have_either_sign() -> None:
    found = box("truncated", scores=[["0.0", "0.5"]])
    assert (found.low["scores"][0], found.high["scores"][0]) == row("-0.1", "0.1")
    found = box("rounded", scores=[["0.0", "0.5"]])
    assert (found.low["scores"][0], found.high["scores"][0]) == row("-0.05", "0.05")


def test_the_places_of_a_matrix_are_those_of_its_longest_entry() -> None:
    found = box("rounded", Q=[["1", "2.25"]], K=[["3", "4"]])
    assert found.low == {"Q": row("0.995", "2.245"), "K": row("3", "4")}
    assert found.high == {"Q": row("1.005", "2.255"), "K": row("3", "4")}


def test_a_fraction_has_no_places_and_twelve_are_the_most() -> None:
    found = box("rounded", scores=[["1/3", "1"]])
    assert found.low == found.high == {"scores": row("1/3", "1")}
    found = box("rounded", scores=[["1/3", "0.000000000001"]])
    assert found.high["scores"][0] - q("1/3") == fmpq(1, 2 * 10**12)
    found = box("rounded", scores=[["0.0000000000001"]])
    assert found.low == found.high


def test_matrices_of_what_is_no_rational_are_exact() -> None:
    derivation = solve(sa.Problem(Q=[["sqrt(2)", "0.5"]], K=[["0.5", "1"]], scale="none"))
    assert boxes(derivation, "rounded").low == {"K": row("0.45", "0.95")}


def test_corners_and_halves() -> None:
    whole = Box({"Q": row("0", "1"), "K": row("2")}, {"Q": row("1", "1"), "K": row("4")})
    assert whole.middle() == {"Q": row("0.5", "1"), "K": row("3")}
    assert whole.open_spots() == [("Q", 0), ("K", 0)]
    assert whole.halves(("K", 0)) == (
        Box(whole.low, {"Q": row("1", "1"), "K": row("3")}),
        Box({"Q": row("0", "1"), "K": row("3")}, whole.high),
    )
    assert whole.halves(("Q", 0))[1].low == {"Q": row("0.5", "1"), "K": row("2")}


def judged(problem: dict[str, object], printed: object, kind: str) -> list[str]:
    return verdicts(sa.verify(sa.Problem(**problem), printed=printed, inputs=kind))


@pytest.mark.parametrize(
    ("text", "rounded", "truncated"),
    [
        ("0.50", "exact", "exact"),
        ("0.55", "consistent", "consistent"),
        ("0.54", "consistent", "consistent"),
        ("0.56", "wrong", "consistent"),  # [0.45, 0.55] and [0.5, 0.6]
        ("0.60", "wrong", "consistent"),
        ("0.61", "wrong", "wrong"),
        ("0.45", "consistent", "wrong"),
        ("0.44", "wrong", "wrong"),
        ("0.5551", "wrong", "consistent"),
    ],
)
def test_an_entry_within_its_box(text: str, rounded: str, truncated: str) -> None:
    """The one score is the input itself: the ends of the box are the ends of what is right."""
    problem = {"scores": [["0.5"]], "scale": "none"}
    assert judged(problem, {"scaled": [[text]]}, "rounded") == [rounded]
    assert judged(problem, {"scaled": [[text]]}, "truncated") == [truncated]
    assert judged(problem, {"scaled": [[text]]}, "exact") == [
        "exact" if text == "0.50" else "wrong"
    ]


@pytest.mark.parametrize(
    ("text", "rounded", "truncated"),
    [
        ("-0.55", "consistent", "consistent"),
        ("-0.60", "wrong", "consistent"),
        ("-0.45", "consistent", "wrong"),
        ("-0.61", "wrong", "wrong"),
        ("-0.40", "wrong", "wrong"),
    ],
)
def test_a_negative_entry_was_cut_toward_zero(text: str, rounded: str, truncated: str) -> None:
    problem = {"scores": [["-0.5"]], "scale": "none"}
    assert judged(problem, {"scaled": [[text]]}, "rounded") == [rounded]
    assert judged(problem, {"scaled": [[text]]}, "truncated") == [truncated]


def test_a_truncated_result_is_consistent_where_some_inputs_give_it() -> None:
    problem = {"scores": [["0.66"]], "scale": "none"}
    assert judged(problem, {"scaled": [["0.6"]]}, "rounded") == ["wrong"]
    assert judged(problem, {"scaled": [["0.6"]]}, "exact") == ["truncated"]
    assert judged(problem, {"scaled": [["0.655"]]}, "rounded") == ["consistent"]


def test_right_verdicts_stay_and_what_cannot_be_checked_stays() -> None:
    problem = {"scores": [["0.5", "0.7"], ["0.1", "0.2"]], "scale": "none", "mask": "causal"}
    printed = {"masked": [["0.5", "0.7"], ["abc", "-inf"]]}
    assert judged(problem, printed, "rounded") == ["exact", "wrong", "unreadable", "wrong"]
    fractions = {"masked": [["1/2", "nan"], ["e^{-2}", "<0.1"]]}
    assert judged(problem, fractions, "rounded")[1:3] == ["wrong", "wrong"]


def test_inputs_without_decimals_leave_all_as_it_was() -> None:
    problem = {"scores": [["1", "2"]], "scale": "none"}
    assert judged(problem, {"scaled": [["1.2", "2"]]}, "rounded") == ["wrong", "exact"]


def test_products_are_bounded_by_their_corners() -> None:
    """(0.5 ± 0.05)(0.5 ± 0.05) lies in [0.2025, 0.3025]."""
    problem = {"Q": [["0.5"]], "K": [["0.5"]], "scale": "none"}
    for text, verdict in (
        ("0.2025", "consistent"),
        ("0.3025", "consistent"),
        ("0.2023", "wrong"),
        ("0.3027", "wrong"),
        ("0.21", "consistent"),
    ):
        assert judged(problem, {"scores": [[text]]}, "rounded") == [verdict]


def test_a_parabola_has_its_least_value_inside_the_box() -> None:
    """x² for x in [−0.05, 0.15] (an X of one token, X Xᵀ) is 0 … 0.0225, and never −0.001."""
    problem = {"X": [["0.05"]], "scale": "none"}
    assert judged(
        {"X": [["0.0", "0.1"]], "scale": "none"}, {"scores": [["0.0225"]]}, "rounded"
    ) == ["consistent"]
    assert judged(
        {"X": [["0.0", "0.1"]], "scale": "none"}, {"scores": [["0.0020"]]}, "rounded"
    ) == ["wrong"]
    assert judged(problem, {"scores": [["0.0021"]]}, "rounded") == ["consistent"]


def test_the_box_is_halved_where_its_enclosure_alone_proves_nothing() -> None:
    """x² − x y with x = y given twice cannot be told by one enclosure: X Xᵀ has both."""
    problem = {"X": [["0.5", "-0.5"]], "W_Q": [[1, 1], [1, 1]], "scale": "none"}
    # (a + b)·a + (a + b)·b = (a + b)² for a in [0.45, 0.55], b in [−0.55, −0.45]: 0 … 0.01
    assert judged(problem, {"scores": [["-0.0080"]]}, "rounded") == ["wrong"]
    assert judged(problem, {"scores": [["0.0100"]]}, "rounded") == ["consistent"]
    assert judged(problem, {"scores": [["0.0200"]]}, "rounded") == ["wrong"]
    # so near to what is possible that 8 cuts prove nothing
    assert judged(problem, {"scores": [["-0.00010"]]}, "rounded") == ["undecided"]


def test_weights_are_enclosed_tightly() -> None:
    """1/(1 + e^(−x)) for x in [0.45, 0.55] is 0.61064 … 0.63414."""
    problem = {"scores": [["0.5", "0"]], "scale": "none"}
    first = {"scores": [["0.5", "0.0"]], "scale": "none"}
    assert judged(problem, {"weights": [["0.6106", ""]]}, "rounded") == ["consistent"]
    # both scores vary: x in [0.4, 0.6] gives 0.59869 … 0.64566
    assert judged(first, {"weights": [["0.5987", ""]]}, "rounded") == ["consistent"]
    assert judged(first, {"weights": [["0.5985", ""]]}, "rounded") == ["wrong"]
    assert judged(first, {"weights": [["0.6457", ""]]}, "rounded") == ["consistent"]
    assert judged(first, {"weights": [["0.6458", ""]]}, "rounded") == ["wrong"]


@pytest.mark.parametrize(("h", "i"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_weights_of_every_row_and_head_are_enclosed_tightly(h: int, i: int) -> None:
    """1/(1 + e^x) for x in [0.4, 0.6] is 0.354344 … 0.401312, the other 0.598688 … 0.645656."""
    keys = [["0.0", "0.1"], ["0.5", "0.1"]]
    queries = [[1, 0], [1, 0]][: i + 1]
    problem = {"Q": [queries] * 2, "K": [keys] * 2, "heads": 2, "scale": "none"}
    for j, text, verdict in (
        (0, "0.3542", "wrong"),
        (0, "0.3544", "consistent"),
        (0, "0.4013", "consistent"),
        (0, "0.4015", "wrong"),
        (1, "0.5985", "wrong"),
        (1, "0.5988", "consistent"),
        (1, "0.6456", "consistent"),
        (1, "0.6458", "wrong"),
    ):
        printed = [[["", ""] for _ in queries] for _ in range(2)]
        printed[h][i][j] = text
        assert judged(problem, {"weights": printed}, "rounded") == [verdict]


def test_hidden_and_undefined_weights_in_a_box() -> None:
    problem = {
        "scores": [["0.5", "0.5"], ["0.5", "0.5"]],
        "mask": [[0, 0], [1, 0]],
        "scale": "none",
    }
    printed = {"weights": [["0.5", "0.5"], ["1.0", "0.1"]]}
    assert judged(problem, printed, "rounded") == ["wrong", "wrong", "exact", "wrong"]


def test_matrices_of_what_is_no_rational_stay_as_they_are() -> None:
    """√2·(0.5 ± 0.05) is 0.6364 … 0.7778."""
    problem = {"Q": [["sqrt(2)"]], "K": [["0.5"]], "scale": "none"}
    for text, verdict in (("0.637", "consistent"), ("0.635", "wrong"), ("0.778", "consistent")):
        assert judged(problem, {"scores": [[text]]}, "rounded") == [verdict]


def test_exact_inputs_leave_a_truncated_number_what_it_is() -> None:
    problem = {"scores": [["2/3"]], "scale": "none"}
    assert judged(problem, {"scaled": [["0.66"]]}, "rounded") == ["truncated"]


def test_an_end_of_the_box_at_an_end_of_the_interval_is_within_it() -> None:
    """0.4 was cut from up to 0.5, and 0.5 may be printed as 1."""
    for value, text in (("0.4", "1"), ("-0.4", "-1")):
        problem = {"scores": [[value]], "scale": "none"}
        assert judged(problem, {"scaled": [[text]]}, "truncated") == ["consistent"]


def test_the_inputs_that_count_most_are_halved_first() -> None:
    """(a + b)² of two of eighteen inputs: one cut of each proves −0.08 wrong, none does not."""
    tokens = ["0.1"] * 8 + ["-0.5", "0.4"] + ["0.1"] * 8
    both = [int(k in (8, 9)) for k in range(18)]
    weights = [both if own else [0] * 18 for own in both]
    problem = {"X": [tokens], "W_Q": weights, "scale": "none"}
    assert judged(problem, {"scores": [["-0.08"]]}, "rounded") == ["wrong"]


def test_columns_are_turned_back() -> None:
    problem = {"Q": [["0.5"]], "K": [["0.5", "0"]], "layout": "columns", "scale": "none"}
    printed = {"scores": [["0.2025"], ["0.1"]]}
    assert judged(problem, printed, "rounded") == ["consistent", "wrong"]


def test_given_inputs_of_other_names() -> None:
    """V is read as V_given, X by its own name."""
    problem = {"Q": [[0]], "K": [[0], [0]], "V": [["0.5"], ["0.7"]], "scale": "none"}
    for text, verdict in (("0.65", "consistent"), ("0.55", "consistent"), ("0.66", "wrong")):
        assert judged(problem, {"output": [[text]]}, "rounded") == [verdict]


@given(st.integers(-99, 99), st.integers(-99, 99), st.integers(0, 8), st.integers(0, 8))
def test_what_a_point_of_the_box_gives_is_never_called_wrong(
    a: int, b: int, i: int, j: int
) -> None:
    """A product of any two points of the box, printed to six places."""
    one, two = fmpq(a, 10) + fmpq(i - 4, 80), fmpq(b, 10) + fmpq(j - 4, 80)
    millionths = int((one * two * 10**6 + fmpq(1, 2)).floor())
    digits = str(abs(millionths)).rjust(7, "0")
    text = f"{'-' if millionths < 0 else ''}{digits[:-6]}.{digits[-6:]}"
    problem = {"Q": [[f"{a / 10:.1f}", "0.1"]], "K": [[f"{b / 10:.1f}", "0"], ["0.1", "0"]]}
    assert judged({**problem, "scale": "none"}, {"scores": [[text, ""]]}, "rounded") != ["wrong"]


def test_rounded_inputs_are_offered_where_they_alone_make_all_right() -> None:
    def offered(problem: dict[str, object], printed: object, kind: str | None = None) -> object:
        return sa.verify(sa.Problem(**problem), printed=printed, inputs=kind).offers

    problem = {"scores": [["0.5", "0.7"]], "scale": "none"}
    near = {"scaled": [["0.52", "0.68"]]}
    assert offered(problem, near) == ("verify.offer_rounded",)
    assert offered(problem, near, "truncated") == ()
    assert offered(problem, near, "rounded") == ()
    assert offered(problem, {"scaled": [["0.52", ""]]}) == ()  # one number is no evidence
    assert offered(problem, {"scaled": [["0.52", "0.7"]]}) == ()  # one is right as it is
    assert offered(problem, {"scaled": [["0.52", "0.9"]]}) == ()  # one is out of reach
    assert offered(problem, {"scaled": [["0.52", "nan"]]}) == ()
    assert offered({"scores": [["1", "2"]], "scale": "none"}, {"scaled": [["1.1", "2.1"]]}) == ()


def test_the_claims_themselves_are_handed_back() -> None:
    made, _ = tables({"scores": [["0.5", "0.7"]], "scale": "none"}, {"scaled": [["0.52", "0.7"]]})
    claims = [one.judged for one in made.stages["scaled"]]
    found = within_inputs(made.derivation, claims, "rounded")
    assert [one.verdict for one in found] == ["consistent", "exact"]
    assert (
        found[1] is claims[1] and found[0].nearest == "0.50" and found[0].claim is claims[0].claim
    )
    assert offers(made.derivation, claims) == ()
