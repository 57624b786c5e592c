"""One wrong exponential behind a row of weights: rows made by hand with mpmath, and near misses."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
import pytest

from symattn.numbers.precision import working
from symattn.verification.exponent_slip import exponent_slips
from tests.verification.printing import said, tables


def weights(powers: Sequence[object], places: int = 6) -> list[str]:
    """The weights that exponentials give, as a text prints them."""
    steps = [int(mpmath.nint(p / mpmath.fsum(powers) * 10**places)) for p in powers]
    return [f"0.{count:0{places}d}" for count in steps]


def slips(
    problem: dict[str, object], rows: Sequence[Sequence[str]]
) -> list[tuple[str, dict[str, list[tuple[int, ...]]], bool, int]]:
    made, faulty = tables(problem, {"weights": rows})
    with working(128):
        return [said(one) for one in exponent_slips(made, [*faulty])]


def scored(*rows: Sequence[int], **more: object) -> dict[str, object]:
    return {"scores": [list(row) for row in rows], "scale": "none", **more}


def found(*cells: tuple[int, ...]) -> list[tuple[str, dict[str, object], bool, int]]:
    return [("function_slip", {"weights": list(cells)}, False, 6)]


@pytest.mark.parametrize("wrong", [0, 1, 2])
@pytest.mark.parametrize(
    ("by", "slip"), [("1.0299", True), ("1.0301", False), ("0.9701", True), ("0.9699", False)]
)
def test_an_exponential_off_by_three_per_cent_at_most_is_a_slip(
    wrong: int, by: str, slip: bool
) -> None:
    powers = [mpmath.exp(k) * (mpmath.mpf(by) if k == wrong else 1) for k in range(3)]
    expected = found((0, 0), (0, 1), (0, 2)) if slip else []
    assert slips(scored([0, 1, 2]), [weights(powers)]) == expected


def test_two_wrong_exponentials_are_no_slip() -> None:
    powers = [1, mpmath.e * mpmath.mpf("1.02"), mpmath.e**2 * mpmath.mpf("0.98")]
    assert slips(scored([0, 1, 2]), [weights(powers)]) == []


def test_every_row_is_judged_by_itself_and_needs_two_faulty_weights() -> None:
    slip = weights([1, mpmath.e * mpmath.mpf("1.02"), mpmath.e**2])
    right = weights([mpmath.exp(k) for k in range(3)])
    one = ["0.090031", "0.244728", "0.665251"]
    problem = scored([0, 1, 2], [0, 1, 2], [0, 1, 2], [0, 1, 2])
    assert slips(problem, [right, slip, one, slip]) == found(
        (1, 0), (1, 1), (1, 2), (3, 0), (3, 1), (3, 2)
    )
    assert slips(problem, [right, right, one, right]) == []


def test_right_numbers_of_the_row_must_follow_from_it_too() -> None:
    """0.0900 is right, and an exponential that gives the others does not leave it so."""
    row = weights([1, mpmath.e, mpmath.e**2 * mpmath.mpf("1.02")], 4)
    assert slips(scored([0, 1, 2]), [row]) == found((0, 0), (0, 1), (0, 2))
    assert slips(scored([0, 1, 2]), [["0.0900", *row[1:]]]) == []


def test_only_whole_rows_of_plain_decimals_tell() -> None:
    row = weights([1, mpmath.e, mpmath.e**2 * mpmath.mpf("1.02")])
    for other in ("", "nan", "1/11", "e^{-2}"):
        assert slips(scored([0, 1, 2]), [[other, *row[1:]]]) == []


def test_a_weight_that_only_follows_is_no_slip() -> None:
    made, faulty = tables(
        scored([0, 1, 2]),
        {"weights": [weights([1, mpmath.e, mpmath.e**2 * mpmath.mpf("1.02")])]},
    )
    with working(128):
        assert list(exponent_slips(made, sorted(faulty, key=lambda one: one.index)[1:])) == []


def test_equal_exponentials_are_wrong_together() -> None:
    """The same power is looked up once: 1, 1, e⁻¹ with 1.02 for both ones."""
    slip = mpmath.mpf("1.02")
    row = weights([slip, slip, mpmath.exp(-1)], 4)
    assert slips(scored([0, 0, -1]), [row]) == found((0, 0), (0, 1), (0, 2))
    row = weights([1, 1, mpmath.exp(-1) * slip], 4)
    assert slips(scored([0, 0, -1]), [row]) == found((0, 0), (0, 1), (0, 2))


def test_both_of_two_equal_exponentials_count() -> None:
    slip = mpmath.mpf("1.02")
    row = weights([slip, slip, mpmath.exp(-1), mpmath.exp(-2)])
    assert slips(scored([0, 0, -1, -2]), [row]) == found(*((0, j) for j in range(4)))
    row = weights([slip, 1, mpmath.exp(-1), mpmath.exp(-2)])  # one key, two powers
    assert slips(scored([0, 0, -1, -2]), [row]) == []


def test_rows_of_every_batch_are_looked_at_and_rows_that_tell_nothing_are_passed_over() -> None:
    row = weights([1, mpmath.e, mpmath.e**2 * mpmath.mpf("1.02")])
    problem = {"scores": [[[0, 1, 2], [0, 1, 2]]] * 2, "scale": "none"}
    printed = [[[*row[:2], ""], row], [row, [""] * 3]]
    assert slips(problem, printed) == found(
        *((0, 1, j) for j in range(3)), *((1, 0, j) for j in range(3))
    )


def test_equal_exponentials_alone_give_one_weight_whatever_they_are() -> None:
    assert slips(scored([1, 1]), [["0.51", "0.52"]]) == []


def test_no_exponential_gives_two_equal_keys_more_than_a_half() -> None:
    """x/(2x + r) stays below 1/2, so 0.55 and more is out of reach; so is more than 1 of one."""
    assert slips(scored([0, 0, -1]), [["0.6", "0.6", "0.2"]]) == []
    assert slips(scored([0, 3]), [["-0.1", "1.2"]]) == []


def test_a_weight_near_one_or_zero_leaves_the_exponential_open_on_one_side() -> None:
    """1.02·e⁴ against 1, with weights of one place beside those of four."""
    powers = [1, mpmath.e**4 * mpmath.mpf("1.029"), mpmath.e**2, mpmath.exp(-9)]
    row = weights(powers, 5)
    assert slips(scored([0, 4, 2, -9]), [[*row[:3], "0.0"]]) == found((0, 0), (0, 1), (0, 2))
    # 1.0 ± 0.05 has no upper end: e^5.5 = 244.7, at least 237.4, may be up to 238.0
    problem = {"scores": [["11/2", "0", "1/2"]], "scale": "none"}
    assert slips(problem, [["1.0", "0.0042", "0.0069"]]) == found((0, 1), (0, 2))
    assert slips(problem, [["1.0", "0.0043", "0.0071"]]) == []
    # two equal keys at 0 ± 0.5 each: at 1/2 they would take all, so that end is open too
    powers = [mpmath.e * mpmath.mpf("1.02")] * 2 + [1, mpmath.sqrt(mpmath.e)]
    problem = {"scores": [["1", "1", "0", "1/2"]], "scale": "none"}
    assert slips(problem, [["0", "0", *weights(powers, 4)[2:]]]) == found((0, 2), (0, 3))


def test_hidden_keys_keep_their_zero() -> None:
    powers = [1, mpmath.e * mpmath.mpf("1.02"), 0]
    problem = scored([0, 1, 2], [0, 1, 2], [0, 1, 2], mask=[[1, 1, 0], [1, 1, 1], [1, 1, 1]])
    rows = [[*weights(powers[:2]), "0"], [""] * 3, [""] * 3]
    assert slips(problem, rows) == found((0, 0), (0, 1))
    assert slips(problem, [[*rows[0][:2], "0.1"], *rows[1:]]) == []


def test_the_base_of_the_problem_is_the_base() -> None:
    row = weights([1, 2, 4 * mpmath.mpf("1.02")])
    assert slips(scored([0, 1, 2], base=2), [row]) == found((0, 0), (0, 1), (0, 2))
    assert slips(scored([0, 1, 2]), [row]) == []
