"""All problems with two tokens of width one and entries −2…2, against all weights 0.00…1.00.

    python -m tests.campaigns.enumeration

625 problems × 4 weights × 101 printed numbers = 252,500 claims.  The oracle is mpmath at 60
digits; at two places no weight 1/(1 + e^d), d a whole number, is nearer to a boundary than
1e-5 but 1/2 itself, which is judged as the fraction that it is.
"""

# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import mpmath

from symattn import Problem, solve
from symattn.verification.claims import Claim, read
from symattn.verification.judge import judge

__all__ = ["disagreements"]

ENTRIES = (-2, -1, 0, 1, 2)
PRINTED = [f"{k // 100}.{k % 100:02d}" for k in range(101)]


def oracle(difference: int, printed: str) -> tuple[str, int]:
    """Verdict and units off for the weight 1/(1 + e^difference)."""
    said = int(Fraction(printed) * 100)
    if difference == 0:
        return ("exact" if said == 50 else "wrong"), abs(said - 50)
    with mpmath.workdps(60):
        value = 100 / (1 + mpmath.exp(difference))
        nearest, cut = int(mpmath.floor(value + 0.5)), int(mpmath.floor(value))
    off = abs(said - nearest)
    if off == 0:
        return "rounded", 0
    return ("truncated" if said == cut else "wrong"), off


def disagreements(every: int = 1, start: int = 0) -> Iterator[str]:
    """A line for each claim that is judged otherwise, of every so-many-th problem."""
    numbers = read(PRINTED)
    for number, (a, b, c, d) in enumerate(product(ENTRIES, repeat=4)):
        if number % every != start:
            continue
        step = solve(Problem(Q=[[a], [b]], K=[[c], [d]], scale="none"))["weights"]
        for i, j in product((0, 1), repeat=2):
            query, keys = (a, b)[i], (c, d)
            difference = query * keys[1 - j] - query * keys[j]
            for text, found in zip(PRINTED, numbers, strict=True):
                judged = judge(Claim("weights", (i, j), text, found), step.at((i, j)))
                wanted = oracle(difference, text)
                if (judged.verdict, judged.ulps) != wanted:
                    yield f"Q {a} {b}, K {c} {d}, {i},{j}, {text}: {judged.verdict}, not {wanted}"


def main() -> int:
    """Run the enumeration."""
    lines = list(disagreements())
    print("\n".join(lines))
    print(f"252500 claims, {len(lines)} disagreements")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
