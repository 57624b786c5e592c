"""Each mistake of the catalogue made throughout in random problems: is it the first one named?

    python -m tests.campaigns.diagnoses --count 50

Also the other half: right numbers in every notation and convention, with no false alarm.
"""

# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from flint import fmpq

from symattn import Problem, SymattnError
from symattn.derivation.backward import gradients
from symattn.derivation.derivation import Derivation, solve
from symattn.mistakes import CATALOGUE, Mistake, mistaken, ways
from symattn.numbers import certify
from symattn.numbers.entries import Special
from symattn.numbers.precision import working
from symattn.verification import verify

__all__ = ["SPOILED", "named_first", "right_tables", "spoiled_first", "with_mistake"]

PLACES = (2, 3, 4)


def random_problem(rng: random.Random, like: Mapping[str, object]) -> Problem:
    """A problem of the kind of an example: the same keys and shapes, other numbers."""
    keys = {}
    for name, value in like.items():
        nested = isinstance(value, list) and name not in ("mask",)
        keys[name] = _redrawn(value, rng) if nested else value
    return Problem(**keys)


def _redrawn(value: Any, rng: random.Random) -> Any:
    if isinstance(value, list):
        return [_redrawn(item, rng) for item in value]
    return rng.choice((-2, -1, 0, 1, 1, 2, 3))


def printed_as(derivation: Derivation, stages: list[str], places: int) -> dict[str, Any]:
    """The stages of a derivation in enclosures, as a text would print them."""
    out = {}
    with working(256):
        for stage in stages:
            cells = derivation.step(stage).cells
            out[stage] = cells.map(lambda cell: _decimal(cell, places)).nested()
    return out


def _decimal(cell: Any, places: int) -> str:
    if isinstance(cell, Special):
        return "-inf" if cell.hidden else "nan"
    if not cell.is_finite():
        raise ValueError("nothing that anyone would print")
    steps = int((cell * 10**places + fmpq(1, 2)).mid().floor().unique_fmpz())
    return certify.decimal(fmpq(steps, 10**places), places)


def with_mistake(mistake: Mistake, rng: random.Random) -> tuple[Problem, dict[str, Any]] | None:
    """A problem and its weights and output with the mistake made; None where it shows nowhere."""
    problem = random_problem(rng, mistake.example)
    right = gradients(problem) if mistake.backward else solve(problem)
    changes = list(ways(mistake, right))
    if not changes:
        return None
    change = changes[0]
    wrong = mistaken(right, change)
    stages = [s for s in ("scores", "scaled", "weights", "output", "concat") if s in change.recipe]
    if mistake.backward:
        stages = [s for s in ("dweights", "dscaled", "dscores", "dQ", "dX") if s in change.recipe]
    if mistake.name == "projection_transposed":
        stages = ["Q", *stages]
    places = rng.choice(PLACES)
    try:
        printed = printed_as(wrong, stages, places)
        same = printed_as(mistaken(right, type(change)(right.recipe)), stages, places)
    except (SymattnError, ValueError, AttributeError, ZeroDivisionError):
        return None
    return None if printed == same else (problem, printed)


def named_first(mistake: Mistake, count: int, seed: int) -> Counter[str]:
    """How often each name came first for random problems with that mistake."""
    rng = random.Random(seed)
    found: Counter[str] = Counter()
    tries = 0
    while sum(found.values()) < count and tries < 20 * count:
        tries += 1
        made = with_mistake(mistake, rng)
        if made is None:
            continue
        report = verify(made[0], printed=made[1])
        if not any(one.faulty for one in report.claims):
            continue
        first = report.diagnoses[0] if report.diagnoses else None
        name = first.mistake if first else "nothing"
        # two mistakes that give the same table cannot be told apart; both are named
        found["(equal)" if first and mistake.name in first.also else name] += 1
    return found


def spoiled(name: str, rng: random.Random) -> tuple[Problem, dict[str, Any]] | None:
    """A problem whose right numbers are spoiled by a mistake with digits."""
    problem = random_problem(rng, _FOUR)
    steps = solve(problem)
    places = rng.choice((3, 4))
    weights = steps["weights"].decimal(places)
    rows = len(weights)
    i, j = rng.randrange(rows), rng.randrange(rows)
    k = (i + 1 + rng.randrange(rows - 1)) % rows
    if name == "rows_exchanged":
        weights[i], weights[k] = weights[k], weights[i]
    elif name == "columns_exchanged":
        for row in weights:
            row[i], row[k] = row[k], row[i]
    elif name == "truncated":
        step = steps["weights"]
        unit = fmpq(1, 10**places)
        cut = step.cells.map(lambda cell: certify.decimal(certify.truncated(cell, unit), places))
        weights = cut.nested()
    elif name == "row_forced_to_one":
        for row in weights:
            rest = 10**places - sum(int(text.replace(".", "")) for text in row)
            row[j] = _digits(int(row[j].replace(".", "")) + rest, places)
    elif name in ("digits_swapped", "digit_mistyped"):
        weights[i][j] = _spoiled_digits(weights[i][j], name, rng)
    elif name == "function_slip":
        return _slipped(problem, steps, rng)
    printed = {"weights": weights, "output": steps["output"].decimal(places - 1)}
    return None if weights == steps["weights"].decimal(places) else (problem, printed)


_FOUR = {
    "Q": [[1, 2], [0, 1], [2, 1]],
    "K": [[1, 0], [2, 1], [0, 1]],
    "V": [[1, 0], [3, 2], [0, 1]],
}
SPOILED = (
    "rows_exchanged",
    "columns_exchanged",
    "truncated",
    "row_forced_to_one",
    "digits_swapped",
    "digit_mistyped",
    "function_slip",
)


def _digits(steps: int, places: int) -> str:
    return certify.decimal(fmpq(steps, 10**places), places)


def _spoiled_digits(text: str, name: str, rng: random.Random) -> str:
    digits = list(text)
    if name == "digits_swapped":
        at = rng.randrange(2, len(digits) - 1)
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    else:
        at = rng.randrange(2, len(digits) - 1)
        digits[at] = str((int(digits[at]) + rng.randint(1, 9)) % 10)
    return "".join(digits)


def _slipped(
    problem: Problem, steps: Derivation, rng: random.Random
) -> tuple[Problem, dict[str, Any]]:
    """One exponential read wrongly, and the rest computed from it."""
    powers = steps["exponentials"].decimal(3)
    row = rng.choice(powers)
    j = rng.randrange(len(row))
    row[j] = _digits(int(row[j].replace(".", "")) + rng.choice((-40, 30, 70, 110)), 3)
    return problem, {"scaled": steps["scaled"].decimal(6), "exponentials": powers}


def spoiled_first(name: str, count: int, seed: int) -> Counter[str]:
    """How often each name came first for tables spoiled so."""
    rng = random.Random(seed)
    found: Counter[str] = Counter()
    tries = 0
    while sum(found.values()) < count and tries < 20 * count:
        tries += 1
        made = spoiled(name, rng)
        report = verify(made[0], printed=made[1]) if made else None
        if report is None or not any(one.faulty for one in report.claims):
            continue
        first = report.diagnoses[0] if report.diagnoses else None
        equal = first is not None and name in first.also
        found["(equal)" if equal else first.mistake if first else "nothing"] += 1
    return found


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
    "about",
)


def dressed(text: str, notation: str) -> str:
    """A decimal in another notation, with the same claim: the same value and last place."""
    if not text.strip("-").replace(".", "").isdigit():
        return text
    sign, digits = ("-" if text.startswith("-") else ""), text.lstrip("-")
    whole, _, decimals = digits.partition(".")
    figures = (whole + decimals).lstrip("0")
    match notation:
        case "bare" if whole == "0" and decimals:
            return f"{sign}.{decimals}"
        case "comma" if len(decimals) != 3:  # 3,000 may be three thousand, and is said to be
            return text.replace(".", ",")
        case "scientific" | "times" | "latex" if figures:
            power = len(figures) - 1 - len(decimals)
            body = sign + figures[0] + (f".{figures[1:]}" if len(figures) > 1 else "")
            return {
                "scientific": f"{body}E{power:+03d}",
                "times": f"{body}×10{str(power).translate(_RAISED)}",
                "latex": rf"{body} \times 10^{{{power}}}",
            }[notation]
        case "percent" if len(decimals) > 2:
            moved = (whole + decimals[:2]).lstrip("0") or "0"
            return f"{sign}{moved}.{decimals[2:]}%"
        case "minus":
            return text.replace("-", "−")
        case "wide":
            return "".join(chr(ord(c) + 0xFEE0) for c in text)
        case "about":
            return f"≈ {text}"
    return text


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def right_tables(count: int, seed: int) -> int:
    """False alarms in right tables of random problems: all stages, places and notations."""
    rng = random.Random(seed)
    alarms = 0
    examples = [one.example for one in CATALOGUE.values()]
    for number in range(count):
        example = examples[number % len(examples)]
        problem = random_problem(rng, example)
        steps = solve(problem)
        places = rng.choice((1, 2, 3, 4, 6))
        notation = NOTATIONS[rng.randrange(len(NOTATIONS))]
        shown = [name for name in steps if name != "terms"]
        printed = {name: _nested(steps[name].decimal(places), notation) for name in shown}
        report = verify(problem, printed=printed)
        alarms += not all(one.right for one in report.claims) or bool(report.diagnoses)
    return alarms


def _nested(value: Any, notation: str) -> Any:
    if isinstance(value, list):
        return [_nested(item, notation) for item in value]
    return "nan" if value is None else dressed(value, notation)


def main() -> int:
    """Run both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--right", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    total = hits = 0
    results = [
        (m.name, named_first(m, asked.count, asked.seed)) for m in CATALOGUE.values() if m.changes
    ]
    results += [(name, spoiled_first(name, asked.count, asked.seed)) for name in SPOILED]
    for mistake, found in results:
        total += sum(found.values())
        hits += found[mistake] + found["(equal)"]
        others = {name: number for name, number in found.items() if name != mistake}
        print(f"{mistake:<26}{found[mistake]:>4} of {sum(found.values())}  {others or ''}")
    alarms = right_tables(asked.right, asked.seed)
    print(f"{hits} of {total} named first; {alarms} false alarms in {asked.right} right tables")
    return 0 if hits >= 0.98 * total and not alarms else 1


if __name__ == "__main__":
    sys.exit(main())
