"""Powers of ten too large to be written out: a hidden weight of e^(−10^9) is judged like any."""

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symattn.numbers.entries import Entry
from symattn.numbers.expsums import ExpSum
from symattn.reading.digits import Unreadable, printed
from symattn.verification.claims import Claim, read
from symattn.verification.judge import judge

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
