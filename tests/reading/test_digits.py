"""The closed grammar of printed numbers: a table of what is read, and of what is refused."""

from __future__ import annotations

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symattn.reading.digits import Printed, Unreadable, block, printed, write

READ = [
    # text, value, unit
    ("0.468", "117/250", "1/1000"),
    (".468", "117/250", "1/1000"),
    ("0,468", "117/250", "1/1000"),
    ("-0.5", "-1/2", "1/10"),
    ("−0.5", "-1/2", "1/10"),
    ("–0.5", "-1/2", "1/10"),
    ("－0.5", "-1/2", "1/10"),
    ("- 0.5", "-1/2", "1/10"),
    ("+0.5", "1/2", "1/10"),
    ("０.５", "1/2", "1/10"),
    ("1.234,5", "2469/2", "1/10"),
    ("1,234.5", "2469/2", "1/10"),
    ("1 234.5", "2469/2", "1/10"),
    ("1\u202f234,5", "2469/2", "1/10"),
    (r"1\,234.5", "2469/2", "1/10"),
    ("9.05E-04", "181/200000", "1/1000000"),
    ("9.8200780e-01", "4910039/5000000", "1/100000000"),
    ("9.05×10⁻⁴", "181/200000", "1/1000000"),
    (r"9.05\times 10^{-4}", "181/200000", "1/1000000"),
    (r"9.05 \cdot 10^{-4}", "181/200000", "1/1000000"),
    (r"10^{-4}", "1/10000", "1/10000"),
    ("46.8%", "117/250", "1/1000"),
    (r"\frac{1}{2}%", "1/200", "0"),
    ("5×10⁻⁴%", "1/200000", "1/1000000"),
    (r"5\times10^{-4}%", "1/200000", "1/1000000"),
    (r"46{,}8\,\%", "117/250", "1/1000"),
    ("1/3", "1/3", "0"),
    (r"\tfrac{1}{3}", "1/3", "0"),
    ("5", "5", "1"),
    ("1.", "1", "1"),
    ("80", "80", "1"),
    (r"\mathbf{0.24}", "6/25", "1/100"),
    ("0.40", "2/5", "1/100"),
    ("4.0e-1", "2/5", "1/100"),
]

REFUSED = [
    "1_000",
    "٣",
    "0.5²",
    "½",
    "0·5",
    "0. 5",
    "(0.5)",
    "0.5f",
    "\u00ad0.5",
    "abc",
    "1e999999999",
    "1e-999999999",
    "1,234",
    "1.2.3",
    "12,34,56",
    "1/0",
    "2**2",
    "__import__('os')",
    "0x10",
    "9" * 30_000,
    "9" * 4001,
    "1/" + "3" * 4001,
    "9.05×10^{-4",
    "1 2",
    "1,23.4",
]


@pytest.mark.parametrize(("text", "value", "unit"), READ)
def test_reads(text: str, value: str, unit: str) -> None:
    number = printed(text)
    assert (str(number.value), str(number.unit)) == (value, unit)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses(text: str) -> None:
    with pytest.raises(Unreadable):
        printed(text)


@pytest.mark.parametrize(
    ("text", "special"),
    [("-inf", "-inf"), ("−∞", "-inf"), (r"-\infty", "-inf"), ("nan", "nan"), ("", "blank")],
)
def test_specials(text: str, special: str) -> None:
    assert printed(text).special == special


@pytest.mark.parametrize(
    "text",
    ["9" * 4000, "0." + "1" * 3999, "1/" + "3" * 4000, "1e-4000", "9." + "9" * 3999 + "e-4000"],
)
def test_numbers_as_long_as_python_can_write_them(text: str) -> None:
    """Up to 4,000 digits and powers of ten; longer powers are kept as exponents."""
    number = printed(text)
    assert not number.special and write(number.value, number)[-10:] == text[-10:]
    assert printed("1e-4001").special == "beyond"


def test_a_zero_is_written_as_one_where_zeros_are_dropped() -> None:
    """In a block with .125 the .5 may have lost its zeros: 0 is written 0, and not nothing."""
    (number, *_) = block([".5", ".125", ".25", ".375"], trimmed=True)
    assert isinstance(number, Printed)
    assert [write(fmpq(k, 4), number) for k in range(-1, 2)] == ["-.25", "0", ".25"]


def test_relation_and_cut() -> None:
    assert printed("<0.001").relation == "<"
    assert printed(r"\approx 0.47").relation == "≈"
    assert printed("0.468…").form.cut


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        ("1/3", "0.468", "0.333"),
        ("1/3", ".468", ".333"),
        ("1/3", "0,468", "0,333"),
        ("-1/3", "−0.5", "−0.3"),
        ("-1/1000", "-0.01", "0.00"),
        ("1/8", "0.14", "0.12"),
        ("9996/10000", "9.95e-1", "1.00e0"),
        ("1/2000", "9.05E-04", "5.00E-04"),
        ("1/2000", "9.05×10⁻⁴", "5.00×10⁻⁴"),
        ("1/2000", r"9.05\times 10^{-4}", r"5.00\times 10^{-4}"),
        ("2000/3", "6e+02", "7e+02"),
        ("1/3", "46.8%", "33.3%"),
        ("123456/10", "1.234,5", "12.345,6"),
        ("1/3", "０.５", "０．３"),
        ("3/4", "1/2", "3/4"),
        ("-3/4", "−1/2", "−3/4"),
        ("-3/4", r"−\frac12", r"−\frac{3}{4}"),
        ("3/400", r"\frac{1}{2}\%", r"\frac{3}{4}\%"),
        ("3/4", "１/２", "３/４"),
        ("3/2", "1.", "2."),
    ],
)
def test_writes_as_the_text_does(value: str, like: str, text: str) -> None:
    over, _, under = value.partition("/")
    assert write(fmpq(int(over), int(under or 1)), printed(like)) == text


def units(texts: list[str], **how: object) -> list[str]:
    numbers = block(texts, **how)  # type: ignore[arg-type]
    assert all(isinstance(number, Printed) for number in numbers)
    return [str(number.unit) for number in numbers if isinstance(number, Printed)]


def test_a_block_gives_trailing_dots_its_unit() -> None:
    assert units(["0.003", "0.997", "0.", "1."]) == ["1/1000"] * 4
    assert units(["1.", "2."]) == ["1", "1"]


def test_a_block_from_numpy_dropped_its_zeros() -> None:
    assert units(["0.47", "0.063", "0.5"], trimmed=True) == ["1/1000"] * 3
    assert units(["0.620", "0.063", "0.5"], trimmed=True)[2] == "1/10"


def test_zeros_are_dropped_again_in_writing() -> None:
    numbers = block(["1.4000744", "0.23963156", "0.", "1."], trimmed=True)
    texts = [write(n.value, n) for n in numbers if isinstance(n, Printed)]
    assert texts == ["1.4000744", "0.23963156", "0.", "1."]
    dotted = numbers[2]
    assert isinstance(dotted, Printed) and write(fmpq(1, 3), dotted) == "0.33333333"


def test_mixed_figures_keep_their_own_units() -> None:
    """0.992 beside 0.0069 claims three places: nothing was dropped there."""
    row = ["0.468", "0.064", "0.468", "0.422", "0.156", "0.422", "0.0069", "9.05E-04", "0.992"]
    assert units(row)[-1] == "1/1000"


def test_a_spreadsheet_that_dropped_zeros_is_said() -> None:
    numbers = block(["0.4683", "0.0634", "0.4683", "0.5223", "0.155", "0.4223"])
    short = numbers[4]
    assert isinstance(short, Printed) and str(short.unit) == "1/10000" and short.ambiguous


def test_equal_figures_are_no_dropped_zeros() -> None:
    assert units(["2.72", "7.39", "1.65", "4.48", "10.1", "1.35"])[4] == "1/10"


def test_a_block_decides_the_decimal_comma() -> None:
    comma = block(["1,234", "0,5"])[0]
    point = block(["1,234", "0.5"])[0]
    assert isinstance(comma, Printed) and str(comma.value) == "617/500"
    assert isinstance(point, Printed) and point.value == 1234
    assert isinstance(block(["1,234", "2"])[0], Unreadable)


def test_per_cent_in_a_heading_and_a_common_factor() -> None:
    assert units(["46.8", "0.67"], percent=True) == ["1/1000", "1/10000"]
    number = block(["46.8"], percent=True)[0]
    assert isinstance(number, Printed) and write(fmpq(1, 3), number) == "33.3"
    scaled = block(["0.9050"], shift=-3)[0]
    assert isinstance(scaled, Printed)
    assert str(scaled.value) == "181/200000" and write(fmpq(1, 2000), scaled) == "0.5000"


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 8),
    st.integers(-30, 30),
    st.sampled_from(["e{}", "E{}", r"\times 10^{{{}}}"]),
)
def test_what_is_written_is_read_back(steps: int, places: int, exponent: int, power: str) -> None:
    digits = str(abs(steps)).rjust(places + 1, "0")
    whole = digits[: len(digits) - places]
    text = ("-" if steps < 0 else "") + whole + ("." + digits[-places:] if places else "")
    for spelled in (text, text + power.format(exponent)):
        number = printed(spelled)
        shift = exponent if spelled != text else 0
        assert number.value == fmpq(steps) * fmpq(10) ** (shift - places)
        again = printed(write(number.value, number))
        assert again.value == number.value or number.form.power
