"""Verdicts: what a printed number claims, ties, powers of ten, closed forms, what cannot be."""

from __future__ import annotations

import json

import mpmath
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Entry, RowSum, Special
from symattn.numbers.expsums import ExpSum
from symattn.reading.digits import Printed, Unreadable, printed
from symattn.verification.claims import Claim, Judged, read
from symattn.verification.judge import fits, judge, own_unit


def judged(text: str, cell: Entry | fmpq) -> Judged:
    (number,) = read([text])
    entry = Entry.of(cell) if isinstance(cell, fmpq) else cell
    return judge(Claim("weights", (0, 0), text, number), entry)


EIGHTH = fmpq(1, 8)
THIRD = fmpq(1, 3)
ROW = RowSum(("row", 0), ExpSum.of(2) + ExpSum.exp(ExpSum.of(-2)))
SMALL = Entry.of(ExpSum.exp(ExpSum.of(-2))) * Entry.reciprocal(ROW)
"""e⁻²/(2 + e⁻²) = 0.063378938333…"""

CASES = [
    # text, value, verdict, nearest, ulps
    ("0.333", THIRD, "rounded", "0.333", 0),
    ("1/3", THIRD, "exact", None, None),
    ("1/4", THIRD, "wrong", None, None),
    ("0.12", EIGHTH, "rounded", "0.12", 0),
    ("0.13", EIGHTH, "rounded", "0.12", 0),
    ("0.125", EIGHTH, "exact", "0.125", 0),
    ("0.1250", EIGHTH, "exact", "0.1250", 0),
    ("0.14", EIGHTH, "wrong", "0.12", 1),
    ("0.11", EIGHTH, "wrong", "0.12", 1),
    ("12.5%", EIGHTH, "exact", "12.5%", 0),
    ("13%", EIGHTH, "rounded", "12%", 0),
    ("-0.67", fmpq(-2, 3), "rounded", "-0.67", 0),
    ("−0.66", fmpq(-2, 3), "truncated", "−0.67", 1),
    ("-0.6", fmpq(-2, 3), "truncated", "-0.7", 1),
    ("0.64", fmpq(129, 200), "rounded", "0.64", 0),
    ("0,063", SMALL, "rounded", "0,063", 0),
    (".064", SMALL, "wrong", ".063", 1),
    ("6.34E-02", SMALL, "rounded", "6.34E-02", 0),
    ("6.33E-02", SMALL, "truncated", "6.34E-02", 1),
    ("6.34×10⁻²", SMALL, "rounded", "6.34×10⁻²", 0),
    (r"6.40\times 10^{-2}", SMALL, "wrong", r"6.34\times 10^{-2}", 6),
    ("0.0634…", SMALL, "rounded", "0.0634", 0),
    ("0.0633…", SMALL, "rounded", "0.0634", 1),
    ("≈0.06", SMALL, "rounded", "0.06", 0),
    ("<0.1", SMALL, "exact", "<0.1", 0),
    (">0.1", SMALL, "wrong", "0.1", 0),
    (r"\frac{1}{1+2e^2}", SMALL, "exact", None, None),
    (r"\frac{1}{2+e^2}", SMALL, "wrong", None, None),
    ("0.00E+00", fmpq(1, 10**9), "rounded", "0.00E+00", 0),
    ("9.99E-03", fmpq(1, 100), "wrong", "1.00E-02", 1),
    ("1.00E-03", fmpq(9357, 10**8), "wrong", "9.36E-05", 91),
    ("80", fmpq(83), "wrong", "83", 3),
    ("0.7", SMALL, "wrong", "0.1", 6),
]


@pytest.mark.parametrize(("text", "value", "verdict", "nearest", "ulps"), CASES)
def test_verdicts(
    text: str, value: Entry | fmpq, verdict: str, nearest: str | None, ulps: int | None
) -> None:
    one = judged(text, value)
    assert (one.verdict, one.nearest, one.ulps) == (verdict, nearest, ulps)


def test_both_neighbours_of_a_tie_are_named() -> None:
    assert judged("0.13", EIGHTH).tie == ("0.12", "0.13")
    assert judged("0.33", THIRD).tie == ()


def test_a_round_number_may_be_meant_roughly() -> None:
    assert judged("80", fmpq(83)).notes == (("verify.right_to", {"unit": "10"}),)
    assert judged("80", fmpq(86)).notes == ()


@pytest.mark.parametrize(
    ("text", "hidden", "undefined"),
    [
        ("-inf", "exact", "wrong"),
        ("−∞", "exact", "wrong"),
        ("0", "wrong", "wrong"),
        ("nan", "wrong", "exact"),
        ("-", "wrong", "exact"),
    ],
)
def test_hidden_and_undefined_entries(text: str, hidden: str, undefined: str) -> None:
    (number,) = read([text])
    claim = Claim("masked", (0, 0), text, number)
    assert judge(claim, MINUS_INFINITY).verdict == hidden
    assert judge(claim, UNDEFINED).verdict == undefined
    assert judge(claim, MINUS_INFINITY).nearest == "-inf"
    assert judge(claim, UNDEFINED).nearest is None


@pytest.mark.parametrize(
    "text", ["0.5²", "1_000", "٣", "abc", "0.5f", "(0.5)x", "__import__('os')"]
)
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert judged(text, THIRD).verdict == "unreadable"


def test_twelve_places_and_closed_form() -> None:
    one = judged("0.064", SMALL)
    assert one.decimal == "0.063378938333"
    assert one.exact is not None and "exp(-2)" in one.exact
    assert one.enclosure(5) == ("0.063378", "0.063379")


def test_huge_values_are_not_written_out() -> None:
    huge = Entry.of(ExpSum.exp(ExpSum.of(440_064)))
    one = judged("2.0", huge)
    assert one.verdict == "wrong"
    assert one.decimal is not None and "e" in one.decimal and len(one.decimal) < 30


@given(
    st.integers(-(10**6), 10**6),
    st.integers(1, 999),
    st.integers(0, 6),
    st.integers(-3, 3),
)
def test_a_fraction_is_judged_as_fractions_are(
    over: int, under: int, places: int, off: int
) -> None:
    value = fmpq(over, under)
    unit = fmpq(1, 10**places)
    steps = int((value / unit + fmpq(1, 2)).floor()) + off
    digits = str(abs(steps)).rjust(places + 1, "0")
    body = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    one = judged(("-" if steps < 0 else "") + body, value)
    gap = abs(value - steps * unit)
    if gap == 0:
        assert one.verdict == "exact"
    elif gap <= unit / 2:
        assert one.verdict == "rounded"
    elif gap < unit and abs(steps * unit) < abs(value) and steps * value >= 0:
        assert one.verdict == "truncated"
    else:
        assert one.verdict == "wrong"


TINY = Entry.of(ExpSum.exp(-1_000_000_005))
"""8.4208…·10^−434294485"""


@pytest.mark.parametrize(
    ("text", "verdict", "nearest"),
    [
        ("8.42e-434294485", "rounded", "8.42e-434294485"),
        ("0.84×10^{-434294484}", "rounded", "0.84×10^{-434294484}"),
        ("8.41e-434294485", "truncated", "8.42e-434294485"),
        (r"8.43\times 10^{-434294485}", "wrong", r"8.42\times 10^{-434294485}"),
        ("-8.42e-434294485", "wrong", "8.42e-434294485"),
        ("8.42e-434294483", "wrong", "8.42e-434294485"),
        ("5e-12345", "wrong", "8e-434294485"),
        ("10⁻⁴³⁴²⁹⁴⁴⁸⁴", "rounded", "10⁻⁴³⁴²⁹⁴⁴⁸⁴"),
        ("<10^{-434294484}", "exact", "<10^{-434294484}"),
        ("<10^{-434294485}", "wrong", "8×10^{-434294485}"),
    ],
)
def test_a_power_past_the_limit_is_judged(text: str, verdict: str, nearest: str) -> None:
    judged = judge(Claim("", (), text, read([text])[0]), TINY)
    assert (judged.verdict, judged.nearest) == (verdict, nearest)


def test_a_power_that_is_the_value_is_exact() -> None:
    value = Entry.of(ExpSum.exp(-20_000, 10))
    assert judge(Claim("", (), "", read(["1.0e-20000"])[0]), value).verdict == "exact"
    assert judge(Claim("", (), "", read(["1e-20000"])[0]), Entry.of(0)).nearest == "0"


def test_a_power_past_every_hidden_weight_is_not_read() -> None:
    with pytest.raises(Unreadable, match="a power of ten of at most 500000000 was expected"):
        printed("1e-500000001")


@given(st.integers(30_000, 10**9), st.integers(1, 6))
def test_the_right_digits_are_those_of_mpmath(size: int, figures: int) -> None:
    with mpmath.workdps(40):
        order = int(mpmath.floor(-size / mpmath.log(10)))
        steps = int(mpmath.nint(mpmath.exp(-size - (order - figures + 1) * mpmath.log(10))))
    if steps == 10**figures:
        steps, order = steps // 10, order + 1
    digits = str(steps)
    text = f"{digits[0]}.{digits[1:]}e{order}" if figures > 1 else f"{digits}e{order}"
    value = Entry.of(ExpSum.exp(-size))
    assert judge(Claim("", (), "", read([text])[0]), value).verdict == "rounded"
    above = text.replace(digits[-1] + "e", str((int(digits[-1]) + 3) % 10) + "e")
    wrong = judge(Claim("", (), "", read([above])[0]), value)
    assert (wrong.verdict, wrong.nearest) in (("wrong", text), ("truncated", text))


RIGHT_TO = (("verify.right_to", {"unit": "1" + "0" * 30}),)
WHOLE = [
    # text, value, (verdict, nearest, ulps, tie, notes)
    ("0.333", THIRD, ("rounded", "0.333", 0, (), ())),
    ("0.3", fmpq(1, 4), ("rounded", "0.2", 0, ("0.2", "0.3"), ())),
    ("0.4", fmpq(1, 4), ("wrong", "0.2", 1, ("0.2", "0.3"), ())),
    ("0.3", fmpq(7, 20), ("rounded", "0.4", 0, ("0.3", "0.4"), ())),
    ("1/3", THIRD, ("exact", None, None, (), ())),
    ("1/4", THIRD, ("wrong", None, None, (), ())),
    (r"\sqrt{4}/6", THIRD, ("exact", None, None, (), ())),
    ("e^{-1}", THIRD, ("wrong", None, None, (), ())),
    ("nan", THIRD, ("wrong", None, None, (), ())),
    ("-inf", THIRD, ("wrong", None, None, (), ())),
    ("<0.4", THIRD, ("exact", "<0.4", 0, (), ())),
    (" <0.4 ", THIRD, ("exact", "<0.4", 0, (), ())),
    (">0.3", THIRD, ("exact", ">0.3", 0, (), ())),
    ("<0.2", THIRD, ("wrong", "0.3", 1, (), ())),
    (">0.5", THIRD, ("wrong", "0.3", 2, (), ())),
    ("<1/3", THIRD, ("wrong", None, None, (), ())),
    (">1/4", THIRD, ("exact", ">1/4", 0, (), ())),
    ("<0.5", fmpq(1, 2), ("wrong", "0.5", 0, (), ())),
    (">0.5", fmpq(1, 2), ("wrong", "0.5", 0, (), ())),
    ("80", fmpq(83), ("wrong", "83", 3, (), (("verify.right_to", {"unit": "10"}),))),
    ("800", fmpq(783), ("wrong", "783", 17, (), (("verify.right_to", {"unit": "100"}),))),
    ("0.80", fmpq(83, 100), ("wrong", "0.83", 3, (), ())),
    ("0", fmpq(7), ("wrong", "7", 7, (), ())),
    ("-80", fmpq(-83), ("wrong", "-83", 3, (), (("verify.right_to", {"unit": "10"}),))),
    ("1.0e3", fmpq(1234), ("wrong", "1.2e3", 2, (), ())),
    ("<2.0e-2", THIRD, ("wrong", "3.3e-1", 313, (), ())),
    ("8" + "0" * 30, fmpq(81 * 10**29), ("wrong", "81" + "0" * 29, 10**29, (), RIGHT_TO)),
    ("9.5e-2", fmpq(997, 10**4), ("wrong", "1.0e-1", 5, (), ())),
]


def seen(one: Judged) -> tuple[object, ...]:
    return one.verdict, one.nearest, one.ulps, one.tie, one.notes


@pytest.mark.parametrize(("text", "value", "expected"), WHOLE)
def test_all_that_a_verdict_says(text: str, value: fmpq, expected: tuple[object, ...]) -> None:
    (number,) = read([text])
    claim, cell = Claim("weights", (0, 0), text, number), Entry.of(value)
    one = judge(claim, cell)
    assert seen(one) == expected
    assert one.claim is claim and one.cell is cell and one.digits_tried == 0
    assert fits(number, cell) is one.right


def test_what_is_not_read_says_why() -> None:
    (number,) = read(["abc"])
    assert isinstance(number, Unreadable)
    claim, cell = Claim("weights", (0, 0), "abc", number), Entry.of(THIRD)
    one = judge(claim, cell)
    assert seen(one) == (
        "unreadable",
        None,
        None,
        (),
        (("verify.unreadable", {"why": number.sentence}),),
    )
    assert one.claim is claim and one.cell is cell
    assert not fits(number, cell)


@pytest.mark.parametrize("cell", [MINUS_INFINITY, UNDEFINED])
def test_special_entries_are_kept_with_their_claim(cell: Special) -> None:
    for text in ("-inf", "0.5", "nan", "e^{-2}", ""):
        (number,) = read([text])
        claim = Claim("masked", (0, 0), text, number)
        one = judge(claim, cell)
        assert one.claim is claim and one.cell is cell
        right = text == "-inf" if cell.hidden else text in ("nan", "")
        assert seen(one) == (
            "exact" if right else "wrong",
            "-inf" if cell.hidden else None,
            None,
            (),
            (),
        )


def test_what_is_not_decided_says_how_far_it_was_tried() -> None:
    """e^e is no sum of exponentials: nothing decides whether e^e − e^e·1 … is another number."""
    (number,) = read(["e^{e}-e^{e-1}e"])
    open_cell = Entry.of(0)
    one = judge(Claim("", (), "", number), open_cell)
    assert one.verdict in ("exact", "undecided")
    if one.verdict == "undecided":
        assert one.digits_tried == int(2**15 * 0.3) and one.cell is open_cell


def test_undecided_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    from symattn.numbers import certify

    def undecided(*_: object) -> int:
        raise certify.Undecided(77)

    monkeypatch.setattr(certify, "nearest", undecided)
    cell = Entry.of(THIRD)
    claim = Claim("", (), "", read(["0.3"])[0])
    one = judge(claim, cell)
    assert (one.verdict, one.digits_tried, one.claim, one.cell) == ("undecided", 77, claim, cell)
    assert seen(one)[1:] == (None, None, (), ())
    assert not fits(claim.number, cell)


def test_a_closed_form_that_nothing_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "equals", lambda *_: None)
    claim = Claim("", (), "", read(["e^{-2}"])[0])
    one = judge(claim, Entry.of(THIRD))
    assert (one.verdict, one.digits_tried) == ("undecided", 9830)  # 2¹⁵ bits


def test_a_value_past_all_decimals_is_wrong_and_nothing_is_near() -> None:
    cell = Entry.of(ExpSum.exp(ExpSum.of(10**6)))
    claim = Claim("", (), "", read(["2.0"])[0])
    one = judge(claim, cell)
    assert seen(one) == ("wrong", None, None, (), ())
    assert one.claim is claim and one.cell is cell


@pytest.mark.parametrize(
    ("text", "power", "near"),
    [
        ("2.0", 9206, True),  # e^9206 = 1.5·10^3998
        ("2.0", 9212, False),  # e^9212 = 6.2·10^4000
        ("<2.0", 9206, True),
        ("<2.0", 9212, False),
        ("2.0e-3990", 0, True),
        ("2.0e-4000", 0, False),
    ],
)
def test_how_far_off_is_said_as_far_as_it_can_be_written(text: str, power: int, near: bool) -> None:
    """Up to 10^4000 units: Python writes no integer of more than 4,300 digits."""
    one = judged(text, Entry.of(ExpSum.exp(ExpSum.of(power))))
    assert one.verdict == "wrong"
    assert (one.ulps is not None) is (one.nearest is not None) is near
    assert json.dumps(one.to_json())


@pytest.mark.parametrize(("more", "ulps"), [(0, 10**4000), (1, None)])
def test_ten_to_the_4000_units_are_the_last_that_are_counted(more: int, ulps: int | None) -> None:
    assert judged("2", fmpq(10**4000 + 2 + more)).ulps == ulps


DROPPED = ["0.25", "0.5", "0.75", "0.12", "0.38", "0.62"]
"""0.5 stands in a block of two places: 0.50 with a zero dropped, or 0.5 to one place."""


def test_a_number_that_may_have_lost_its_zeros_is_right_either_way() -> None:
    numbers = read(DROPPED)
    half = numbers[1]
    assert isinstance(half, Printed) and half.ambiguous and half.unit == fmpq(1, 100)
    note = (("verify.read_as", {"note": half.ambiguous}),)

    def against(value: fmpq) -> tuple[object, ...]:
        claim = Claim("", (), "0.5", half)
        one = judge(claim, Entry.of(value))
        assert one.claim is claim
        return seen(one)

    assert against(fmpq(1, 2)) == ("exact", "0.5", 0, (), note)
    assert against(fmpq(501, 1000)) == ("rounded", "0.5", 0, (), note)
    assert against(fmpq(52, 100)) == ("rounded", "0.5", 0, (), ())  # to one place
    assert against(fmpq(54, 100)) == ("rounded", "0.5", 0, (), ())
    assert against(fmpq(58, 100)) == ("wrong", "0.58", 8, (), note)
    assert own_unit(half) == fmpq(1, 10)


def test_the_unit_of_a_number_itself() -> None:
    for text, unit in (("0.50", "1/100"), ("50%", "1/100"), ("5.0e-3", "1/10000"), ("7", "1")):
        (number,) = read([text])
        assert isinstance(number, Printed) and str(own_unit(number)) == unit


def test_dots_say_that_digits_are_left_out() -> None:
    assert seen(judged("0.66…", fmpq(2, 3))) == ("rounded", "0.67", 1, (), ())
    assert seen(judged("0.66", fmpq(2, 3))) == ("truncated", "0.67", 1, (), ())
    assert seen(judged("0.68…", fmpq(2, 3))) == ("wrong", "0.67", 1, (), ())
    assert seen(judged("0.65", fmpq(2, 3))) == ("wrong", "0.67", 2, (), ())


@pytest.mark.parametrize(
    ("text", "value", "nearest"),
    [
        ("9.94e-1", fmpq(99951, 10**5), "1.00e0"),
        ("1.00e-3", fmpq(9357, 10**8), "9.36e-5"),
        ("1.00e-3", fmpq(99962, 10**8), "1.00e-3"),
        ("5.00e-3", fmpq(99962, 10**8), "1.00e-3"),
        ("5.00e-3", fmpq(99949, 10**8), "1.00e-3"),
        ("2.0e1", fmpq(0), "0.0e1"),
        ("2.0e1", fmpq(1, 10**9), "0.0e1"),
        ("2,0e1", fmpq(345), "3,4e2"),
        ("$2.0$", fmpq(345, 100), "3.4"),
        ("2e1", fmpq(-345), "-3e2"),
        ("5.00e-1", fmpq(99962, 10**8), "1.00e-3"),
        ("5.00e-1", fmpq(99949, 10**8), "9.99e-4"),
        ("84.2e-3", fmpq(842, 10**4), "84.2e-3"),  # 8.4e-2 would be another number
    ],
)
def test_the_right_number_in_the_texts_own_spelling(text: str, value: fmpq, nearest: str) -> None:
    assert judged(text, value).nearest == nearest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # TINY is 8.4208…·10^−434294485
        ("8.42e-434294485", ("rounded", "8.42e-434294485", 0, ())),
        ("8.40e-434294485", ("wrong", "8.42e-434294485", 2, ())),
        ("8.41e-434294485", ("truncated", "8.42e-434294485", 1, ())),
        ("84.2e-434294486", ("rounded", "84.2e-434294486", 0, ())),
        ("0.85e-434294484", ("wrong", "0.84e-434294484", 1, ())),
        ("8.42e-434294483", ("wrong", "8.42e-434294485", None, ())),
        ("8.42e-434294484", ("wrong", "8.42e-434294485", 758, ())),
        ("0.0e-434294485", ("wrong", "8e-434294485", None, ())),
        (">10^{-434294486}", ("exact", ">10^{-434294486}", 0, ())),
        (">10^{-434294484}", ("wrong", "8×10^{-434294485}", None, ())),
    ],
)
def test_all_that_is_said_past_the_limit(text: str, expected: tuple[object, ...]) -> None:
    claim = Claim("", (), text, read([text])[0])
    one = judge(claim, TINY)
    assert (one.verdict, one.nearest, one.ulps, one.tie) == expected
    assert one.claim is claim and one.cell is TINY


def test_a_tie_past_the_limit() -> None:
    cell = Entry.of(ExpSum.exp(-20_000, 10)) * fmpq(5, 4)
    one = judge(Claim("", (), "", read(["1.3e-20000"])[0]), cell)
    assert seen(one) == ("rounded", "1.2e-20000", 0, ("1.2e-20000", "1.3e-20000"), ())


def test_zero_is_zero_in_every_power() -> None:
    one = judge(Claim("", (), "", read(["0e-20000"])[0]), Entry.of(0))
    assert one.verdict == "exact"


def test_signs_of_relation_are_left_out_with_a_comma_too() -> None:
    for texts, value, nearest in (
        (["≈0,06"], fmpq(6, 100), "0,06"),
        (["≈1,234", "0,5"], fmpq(1234, 1000), "1,234"),
    ):
        number = read(texts)[0]
        assert judge(Claim("", (), texts[0], number), Entry.of(value)).nearest == nearest
