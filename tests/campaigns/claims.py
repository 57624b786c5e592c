"""Random claims, judged by symattn and by an oracle that shares no code with it.

    python -m tests.campaigns.claims --count 100000

The oracle knows each value twice: as a fraction where it is rational (then all comparisons
are those of fractions), and as a function of the precision in mpmath.  A comparison raises the
precision until the sign is beyond doubt, so ties, weights of 1e-400 and distances of 1e-40 are
judged exactly; no epsilon is involved.  Prints a count for each kind and every disagreement;
the exit code is 1 where there is any.
"""

# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import mpmath
from flint import fmpq

from symattn.numbers.algebraic import Algebraic
from symattn.numbers.entries import Entry, RowSum
from symattn.numbers.expsums import ExpSum
from symattn.verification.claims import Claim, read
from symattn.verification.judge import judge

__all__ = ["Case", "cases", "disagreements", "oracle"]

Real = Callable[[], "mpmath.mpf"]


@dataclass(frozen=True)
class Value:
    """A number for both sides: our entry, and the oracle's fraction or function."""

    entry: Entry
    exact: Fraction | None
    at: Real


@dataclass(frozen=True)
class Case:
    """A claim: its kind, the value, the text, and what the text says."""

    kind: str
    notation: str
    value: Value
    text: str
    said: Fraction
    unit: Fraction


def oracle(case: Case) -> tuple[str, int]:
    """The verdict, and how many units the claim is off (0 for either neighbour of a tie)."""
    value, unit = case.value, case.unit
    if _sign(value, case.said) == 0:
        return "exact", 0
    steps = case.said / unit
    assert steps.denominator == 1
    off = 0 if _within(value, case.said, unit / 2) else _units_off(value, case.said, unit)
    if off == 0:
        return "rounded", 0
    toward = _toward_zero(value, unit)
    return ("truncated" if toward * unit == case.said and off == 1 else "wrong"), off


def _within(value: Value, said: Fraction, half: Fraction) -> bool:
    return _sign(value, said - half) >= 0 and _sign(value, said + half) <= 0


def _units_off(value: Value, said: Fraction, unit: Fraction) -> int:
    nearest = _floor(value, unit / 2)  # floor(2v/u): the nearest steps are those around it
    low, odd = divmod(nearest, 2)
    steps = int(said / unit)
    if not odd:
        return abs(steps - low)
    tie = _sign(value, Fraction(nearest) * unit / 2) == 0
    return min(abs(steps - low), abs(steps - low - 1)) if tie else abs(steps - low - 1)


def _toward_zero(value: Value, unit: Fraction) -> int:
    floor = _floor(value, unit)
    whole = _sign(value, floor * unit) == 0
    return floor if floor >= 0 or whole else floor + 1


def _floor(value: Value, unit: Fraction) -> int:
    if value.exact is not None:
        return int(value.exact / unit // 1)
    digits = 30
    while True:
        with mpmath.workdps(digits):
            scaled = value.at() / (mpmath.mpf(unit.numerator) / unit.denominator)
            guess = int(mpmath.floor(scaled))
        for candidate in (guess - 1, guess, guess + 1):
            if _sign(value, candidate * unit) >= 0 and _sign(value, (candidate + 1) * unit) < 0:
                return candidate
        digits *= 2


def _sign(value: Value, other: Fraction) -> int:
    """Of value − other: by fractions, or with digits added until there is no doubt."""
    if value.exact is not None:
        return (value.exact > other) - (value.exact < other)
    digits = 30
    while digits < 100_000:
        with mpmath.workdps(digits):
            found = value.at()
            point = mpmath.mpf(other.numerator) / other.denominator
            gap = found - point
            if abs(gap) > (abs(found) + abs(point)) * mpmath.mpf(10) ** (8 - digits):
                return int(mpmath.sign(gap))
        digits *= 2
    raise AssertionError("an irrational value that no number of digits tells from a fraction")


def _rational(value: Fraction) -> Value:
    exact = fmpq(value.numerator, value.denominator)
    return Value(Entry.of(exact), value, lambda: mpmath.mpf(value.numerator) / value.denominator)


def _softmax(exponents: list[tuple[Fraction, int]], which: int) -> Value:
    """The weight of one of several exponents a·√r; rational only where all are equal."""
    terms = [ExpSum.exp(_algebraic(a, r)) for a, r in exponents]
    row = RowSum(("row", 0), ExpSum.total(terms))
    entry = Entry.of(terms[which]) * Entry.reciprocal(row)
    alike = len({(a, r if a else 1) for a, r in exponents}) == 1
    exact = Fraction(1, len(exponents)) if alike else None

    def at() -> mpmath.mpf:
        mine = _power(exponents[which])
        return 1 / mpmath.fsum(mpmath.exp(_power(other) - mine) for other in exponents)

    return Value(entry, exact, at)


def _power(exponent: tuple[Fraction, int]) -> mpmath.mpf:
    a, r = exponent
    return mpmath.mpf(a.numerator) / a.denominator * mpmath.sqrt(r)


def _algebraic(a: Fraction, r: int) -> Algebraic:
    scaled: Algebraic = Algebraic.power(fmpq(r), fmpq(1, 2)) * fmpq(a.numerator, a.denominator)
    return scaled


def _logarithms(counts: list[int], which: int) -> Value:
    """The weight of logarithms of whole numbers: a fraction in the guise of exponentials."""
    terms = [ExpSum.exp(ExpSum.log(fmpq(n))) for n in counts]
    row = RowSum(("row", 0), ExpSum.total(terms))
    exact = Fraction(counts[which], sum(counts))
    entry = Entry.of(terms[which]) * Entry.reciprocal(row)
    return Value(entry, exact, lambda: mpmath.mpf(exact.numerator) / exact.denominator)


def _beside(point: Fraction, coefficient: int, power: int) -> Value:
    """point + coefficient·e^(−power): so near a boundary that only proof tells the side."""
    at = fmpq(point.numerator, point.denominator)
    entry = Entry.of(ExpSum.of(at) + coefficient * ExpSum.exp(ExpSum.of(-power)))
    return Value(
        entry,
        None,
        lambda: mpmath.mpf(point.numerator) / point.denominator + coefficient * mpmath.exp(-power),
    )


KINDS = ("right", "ulp", "truncated", "tie", "boundary", "tiny", "near_one", "logs", "sign", "free")
"""Kinds of claim, drawn equally often."""
NOTATIONS = (
    "point",
    "bare",
    "comma",
    "scientific",
    "times",
    "latex",
    "percent",
    "minus",
    "wide",
    "dots",
)


def cases(count: int, seed: int) -> Iterator[Case]:
    """Random claims of every kind in every notation."""
    rng = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        notation = NOTATIONS[rng.randrange(len(NOTATIONS))]
        yield _case(kind, notation, rng)


def _case(kind: str, notation: str, rng: random.Random) -> Case:
    places = rng.randint(1, 8)
    scientific = notation in ("scientific", "times", "latex") or kind == "tiny"
    if scientific and notation not in ("times", "latex"):
        notation = "scientific"
    value = _value(kind, places, rng)
    exponent = _magnitude(value) if scientific else 0
    unit = Fraction(10) ** (exponent - places)
    if notation == "percent":
        unit /= 100
    steps = _floor(value, unit)
    steps += _shift(kind, value, steps, unit, rng)
    if kind == "truncated":
        steps = _toward_zero(value, unit)
    if scientific and abs(steps) >= 10 ** (places + 1):
        steps = (10 ** (places + 1) - 1) * (1 if steps > 0 else -1)
    text = _text(steps, places, exponent, notation)
    return Case(kind, notation, value, text, steps * unit, unit)


def _shift(kind: str, value: Value, floor: int, unit: Fraction, rng: random.Random) -> int:
    if kind in ("tie", "boundary", "free"):
        return rng.choice((-1, 0, 1, 2))
    near = 0 if _sign(value, (Fraction(2 * floor + 1) / 2) * unit) < 0 else 1
    return near + (rng.choice((-1, 1)) if kind == "ulp" else rng.choice((0, 0, 0, -1, 1)))


def _value(kind: str, places: int, rng: random.Random) -> Value:
    unit = Fraction(1, 10**places)
    if kind == "tie":
        value = Fraction(2 * rng.randint(-(10 ** (places + 1)), 10 ** (places + 1)) + 1, 2) * unit
        return _rational(value / 100 if rng.random() < 0.2 else value)
    if kind == "boundary":
        point = Fraction(2 * rng.randint(0, 10**places) + 1, 2) * unit
        return _beside(point, rng.choice((-3, -1, 1, 2)), rng.choice((60, 75, 100, 250, 700)))
    if kind in ("tiny", "near_one"):
        gap = Fraction(rng.randint(600, 960))
        return _softmax([(Fraction(0), 1), (gap, 1)], 0 if kind == "tiny" else 1)
    if kind == "logs":
        counts = [rng.choice((1, 2, 3, 4, 7, 8, 16, 25)) for _ in range(rng.randint(2, 4))]
        return _logarithms(counts, 0)
    if kind == "sign":
        whole = Fraction(rng.randint(-(10**6), 10**6), 10 ** rng.randint(0, 7))
        return _rational(whole)
    root = rng.choice((1, 1, 2, 3, 5))
    size = rng.randint(2, 4)
    drawn = [(Fraction(rng.randint(-20, 20), rng.choice((1, 2, 3, 10))), root) for _ in range(size)]
    return _softmax(drawn, rng.randrange(size))


def _magnitude(value: Value) -> int:
    """The power of ten of the first figure (0 for 0)."""
    if value.exact == 0:
        return 0
    with mpmath.workdps(30):
        found = (
            abs(value.at())
            if value.exact is None
            else abs(mpmath.mpf(value.exact.numerator) / value.exact.denominator)
        )
        return int(mpmath.floor(mpmath.log10(found))) if found else 0


_UP = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"}


def _text(steps: int, places: int, exponent: int, notation: str) -> str:
    digits = str(abs(steps)).rjust(places + 1, "0")
    body = f"{digits[:-places]}.{digits[-places:]}"
    sign = "-" if steps < 0 else ""
    if notation == "scientific":
        return f"{sign}{body}E{'-' if exponent < 0 else ''}{abs(exponent):02d}"
    if notation == "times":
        return f"{sign}{body}×10{str(exponent).translate(_UP)}"
    if notation == "latex":
        return rf"{sign}{body} \times 10^{{{exponent}}}"
    if notation == "bare":
        return sign + (body[1:] if body.startswith("0.") else body)
    if notation == "comma":
        return sign + body.replace(".", "{,}")
    if notation == "percent":
        return f"{sign}{body}%"
    if notation == "minus":
        return f"{sign.replace('-', '−')}{body}"
    if notation == "wide":
        return f"{sign}{body}".translate(_WIDE)
    return f"≈ {sign}{body}" if notation == "dots" else sign + body


def disagreements(count: int, seed: int, tally: Counter[str] | None = None) -> Iterator[str]:
    """A line for every claim that the two do not judge alike."""
    for case in cases(count, seed):
        wanted = oracle(case)
        (number,) = read([case.text], decimal="comma" if case.notation == "comma" else "auto")
        judged = judge(Claim("weights", (0, 0), case.text, number), case.value.entry)
        if tally is not None:
            tally[case.kind] += 1
            tally[f"notation {case.notation}"] += 1
            tally[f"verdict {wanted[0]}"] += 1
        if (judged.verdict, judged.ulps) != wanted:
            found = f"{judged.verdict} {judged.ulps}"
            yield f"{case.kind} {case.text!r}: {found}, the oracle says {wanted}"


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start = time.monotonic()
    tally: Counter[str] = Counter()
    wrong = 0
    for line in disagreements(asked.count, asked.seed, tally):
        wrong += 1
        print(line)
    for name, number in sorted(tally.items()):
        print(f"{name:<24}{number:>9}")
    seconds = time.monotonic() - start
    print(f"{asked.count} claims, {wrong} disagreements, {seconds:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
