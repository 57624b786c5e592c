"""Arithmetic written out: each step against the one before, decimals and closed forms."""

from __future__ import annotations

import pytest

from symattn.reading.documents import read
from symattn.texts.equations import judged_equations

ALIGNED = r"""
\begin{aligned}
-1 + 1 &= 0 \\
-\frac{1}{2} + 1 &= \frac{1}{2} \\
0 + 1 &= 1
\end{aligned}
"""
GOES_ON = r"""
\begin{aligned}
1 \cdot 2 + 3 \cdot 4 &= 2 + 12 \\
&= 14 \\
5 \cdot 6 &- 4 \\
&- 3 = 23
\end{aligned}
"""


def verdicts(text: str, kind: str = ".md") -> list[tuple[str, str]]:
    document = read(text.encode(), kind)
    found, _ = judged_equations(document)
    return [(one.text, one.verdict) for one in found]


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        (r"\frac{1}{2} + \frac{1}{3} = \frac{5}{6}", "exact"),
        (r"\frac{1}{2} + \frac{1}{3} = \frac{2}{5}", "wrong"),
        (r"\frac{e^{0}}{e^{0} + e^{1} + e^{0}} = \frac{1}{2 + e^{1}}", "exact"),
        (r"\frac{e^{0}}{e^{0} + e^{1}} = \frac{1}{1 + e^{-1}}", "wrong"),
        (r"2 \cdot \frac{1}{\sqrt{2}} = \sqrt{2}", "exact"),
    ],
)
def test_a_closed_form_is_proven_equal_or_unequal(step: str, verdict: str) -> None:
    assert [found for _, found in verdicts(f"${step}$")] == [verdict]


def test_rounded_numbers_prove_no_closed_form_unequal() -> None:
    assert verdicts(r"$0.33 + 0.33 = \frac{2}{3}$") == []


def test_a_line_that_begins_with_a_minus_is_one_of_its_own() -> None:
    found = verdicts(f"$${ALIGNED}$$")
    assert [verdict for _, verdict in found] == ["exact"] * 3
    assert not any("0 -" in text for text, _ in found)


def test_a_sum_goes_on_over_a_break() -> None:
    assert {verdict for _, verdict in verdicts(f"$${GOES_ON}$$")} == {"exact"}
