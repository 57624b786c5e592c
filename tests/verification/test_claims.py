"""Claims: what is read as a number, a closed form or neither, and what a verdict shows."""

from __future__ import annotations

import mpmath
import pytest
from flint import fmpq

from symattn.errors import Place
from symattn.numbers.entries import MINUS_INFINITY, UNDEFINED, Element, Entry
from symattn.numbers.expsums import ExpSum
from symattn.reading.digits import Printed, Unreadable
from symattn.verification.claims import Accepted, Claim, Closed, Judged, Verdict, read

THIRD = Entry.of(fmpq(1, 3))
E = Entry.of(ExpSum.exp(1))


def judged(verdict: Verdict, cell: Element = THIRD, **more: object) -> Judged:
    where = more.pop("where", None)
    assert where is None or isinstance(where, Place)
    (number,) = read(["0.5"])
    return Judged(Claim("weights", (0, 1), "0.5", number, where), verdict, cell, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "over", "under"),
    [
        (r"\frac{1}{2+e^{-2}}", ExpSum.of(1), ExpSum.of(2) + ExpSum.exp(-2)),
        ("e", ExpSum.exp(1), ExpSum.of(1)),
        ("6/4*2", ExpSum.of(3), ExpSum.of(1)),
        ("ln 2", None, ExpSum.of(1)),
        ("(1+2)", ExpSum.of(3), ExpSum.of(1)),
        ("√4", ExpSum.of(2), ExpSum.of(1)),
        ("2^3", ExpSum.of(8), ExpSum.of(1)),
        ("3/(1+e)", ExpSum.of(3), ExpSum.of(1) + ExpSum.exp(1)),
        (r"2 \cdot 3", ExpSum.of(6), ExpSum.of(1)),
    ],
)
def test_closed_forms(text: str, over: ExpSum | None, under: ExpSum) -> None:
    (found,) = read([text])
    assert isinstance(found, Closed) and found.text == text
    if over is not None:
        same = Entry.of(found.over) * under - Entry.of(found.under) * over
        assert same.equals(0)


@pytest.mark.parametrize("text", ["abc", "2x", "hello", "e/0", "1/(e-e)", "f(2)", "1 + 2", "1/2/2"])
def test_what_is_neither_keeps_its_error(text: str) -> None:
    (found,) = read([text])
    assert isinstance(found, Unreadable)


def test_a_fraction_is_a_printed_number() -> None:
    (third,) = read(["1/3"])
    assert isinstance(third, Printed) and third.value == fmpq(1, 3) and third.unit == 0


def test_a_table_is_read_together() -> None:
    comma, error, dot = read(["0,997", "?", "0,5"])
    assert isinstance(comma, Printed) and comma.value == fmpq(997, 1000)
    assert isinstance(error, Unreadable)
    assert isinstance(dot, Printed)
    (one,) = read(["1,234"], decimal="comma")
    assert isinstance(one, Printed) and one.value == fmpq(1234, 1000)
    (two,) = read(["1,234"], decimal="point")
    assert isinstance(two, Printed) and two.value == 1234
    (half,) = read(["50"], percent=True)
    assert isinstance(half, Printed) and half.value == fmpq(1, 2)
    (fifty,) = read(["50"])
    assert isinstance(fifty, Printed) and fifty.value == 50


@pytest.mark.parametrize(
    ("verdict", "right", "faulty"),
    [
        ("exact", True, False),
        ("rounded", True, False),
        ("consistent", True, False),
        ("truncated", False, True),
        ("wrong", False, True),
        ("undecided", False, False),
        ("unreadable", False, False),
    ],
)
def test_what_may_stand_and_what_has_a_cause(verdict: Verdict, right: bool, faulty: bool) -> None:
    assert (judged(verdict).right, judged(verdict).faulty) == (right, faulty)


def test_twelve_places_of_the_value() -> None:
    assert judged("wrong").decimal == "0.333333333333"
    assert judged("wrong", Entry.of(0)).decimal == "0.000000000000"
    assert judged("wrong", Entry.of(-2)).decimal == "-2.000000000000"
    assert judged("wrong", MINUS_INFINITY).decimal is None
    assert judged("wrong", UNDEFINED).decimal is None


def test_past_sixty_digits_a_power_of_ten_is_written() -> None:
    """10^60 has the order of magnitude 60, and is written out; 10^61 is not."""
    assert judged("wrong", Entry.of(10**60)).decimal == "1" + "0" * 60 + "." + "0" * 12
    assert judged("wrong", Entry.of(-(10**61))).decimal == "-1.000000000000e61"
    with mpmath.workdps(30):
        digits = mpmath.nstr(mpmath.exp(200), 13)
    assert judged("wrong", Entry.of(ExpSum.exp(200))).decimal == digits.replace("+", "")


def test_a_value_that_is_not_decided_has_no_decimal(monkeypatch: pytest.MonkeyPatch) -> None:
    from symattn.numbers import certify

    def undecided(*_: object) -> str:
        raise certify.Undecided(2466)

    monkeypatch.setattr(certify, "decimal", undecided)
    assert judged("wrong").decimal is None


def test_closed_forms_of_values() -> None:
    assert judged("wrong").exact == "1/3"
    assert judged("wrong", E).exact == "exp(1)"
    assert judged("wrong", MINUS_INFINITY).exact == "-oo"
    assert judged("wrong", UNDEFINED).exact == "nan"


def test_enclosures_of_values() -> None:
    assert judged("wrong").enclosure(3) == ("0.333", "0.334")
    assert judged("wrong", E).enclosure() == ("2.71828182845", "2.71828182846")
    assert judged("wrong", MINUS_INFINITY).enclosure() is None


BASE = {
    "kind": "stage",
    "stage": "weights",
    "index": [0, 1],
    "printed": "0.5",
    "verdict": "wrong",
    "nearest": "0.3",
    "decimal": "0.333333333333",
    "ulps": 2,
    "exact": "1/3",
    "follows": False,
}


def test_the_object_of_a_claim() -> None:
    one = judged("wrong", nearest="0.3", ulps=2, follows=False, digits_tried=7)
    assert one.to_json() == BASE
    more = judged(
        "wrong",
        nearest="0.3",
        ulps=2,
        follows=False,
        tie=("0.3", "0.4"),
        impossible=("above_one",),
        where=Place(3, 5),
    )
    assert more.to_json() == {
        **BASE,
        "where": {"line": 3, "column": 5},
        "tie": ["0.3", "0.4"],
        "impossible": ["above_one"],
    }
    assert list(more.to_json())[4] == "where"
    open_one = judged("undecided", digits_tried=2466)
    assert open_one.to_json() == {
        **BASE,
        "verdict": "undecided",
        "nearest": None,
        "ulps": None,
        "follows": None,
        "digits_tried": 2466,
    }


def test_what_is_let_pass_is_open_no_more_and_says_why() -> None:
    assert [judged(verdict).open for verdict in ("exact", "wrong")] == [False, True]
    why = Accepted("wrong", "comment", "typeset so", Place(3, 5))
    passed = judged("wrong", accepted=why)
    assert not passed.open and not passed.right
    assert passed.to_json()["accepted"] == {
        "name": "wrong",
        "from": "comment",
        "because": "typeset so",
        "where": {"line": 3, "column": 5},
    }
    assert Accepted("wrong", "option").to_json() == {"name": "wrong", "from": "option"}
