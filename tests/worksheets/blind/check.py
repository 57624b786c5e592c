"""A blank and its solution side by side: which boxes the page lets anyone fill."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.worksheets.blind.expressions import Unreadable, evaluate, number
from tests.worksheets.blind.formulas import linear
from tests.worksheets.blind.layout import Box, Page, pages
from tests.worksheets.blind.rounding import decimals, near, rounded, says, written
from tests.worksheets.blind.sheet import Prose, items
from tests.worksheets.blind.solver import Solved, letters, solve

__all__ = ["Checked", "checked", "keys"]


@dataclass
class Checked:
    """How many boxes a sheet has, and what became of each."""

    boxes: int = 0
    solved: int = 0
    carried: int = 0
    starred: int = 0
    """Boxes in which the last digit may differ by one."""
    why: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Boxes; those that the solver reaches, and the pencil; those with a star."""
        return {
            "boxes": self.boxes,
            "solver": self.solved,
            "pencil": self.carried,
            "starred": self.starred,
        }


def keys(blank: list[Page], solution: list[Page]) -> dict[Box, str]:
    """What the solution prints at the place of each box of the blank."""
    found: dict[Box, str] = {}
    for page in blank:
        answers = solution[page.number]
        for box in page.boxes:
            inside = [
                c
                for c in answers.chars
                if box.holds(c.centre, c.y - 0.3 * c.size, slack=2.0) and c.text.strip(" *")
            ]
            bars = [
                r for r in answers.rules if r.high < 2 and box.holds((r.x0 + r.x1) / 2, r.middle)
            ]
            found[box] = linear(inside, bars).strip()
    return found


def checked(blank: bytes, solution: bytes) -> Checked:
    """The solver and the pencil over a blank, held against the key."""
    first, second = pages(blank), pages(solution)
    key = keys(first, second)
    stars = {
        box
        for page in first
        for box in page.boxes
        if any(c.text == "*" and box.holds(c.centre, c.y - 3) for c in page.chars)
    }
    words = " ".join(item.text for item in items(first) if isinstance(item, Prose))
    told = re.search(r"the last digits? may differ by (?:up to )?(one|\d+)", words)
    apart = int(told[1].replace("one", "1")) if told else 0
    made = Checked(boxes=len(key), starred=len(stars))
    solved, failures = solve(first)
    made.why += [f"{failure.why}: {len(failure.boxes)} boxes" for failure in failures]
    look = letters(first)
    made.solved = sum(_reached(one, key, made, "solver", look) for one in solved)
    carried, _ = solve(first, pencil=True)
    made.carried = sum(
        _reached(one, key, made, "pencil", look, apart if one.box in stars else 0)
        for one in carried
    )
    missing = len(key) - len({one.box for one in solved}) - sum(len(f.boxes) for f in failures)
    if missing:
        made.why.append(f"nobody looked at {missing} boxes")
    return made


def _reached(
    one: Solved,
    key: dict[Box, str],
    made: Checked,
    who: str,
    look: Callable[[str], Any],
    apart: int = 0,
) -> bool:
    text = key.get(one.box, "")
    try:
        stated = evaluate(text, look) if text not in ("–", "-", "") else number("–")
    except Unreadable:
        made.why.append(f"{who}: {one.what}: the key {text!r} cannot be read")
        return False
    if text == "":
        made.why.append(f"{who}: {one.what}: no key")
        return False
    if one.what == "closed form" and who == "pencil":
        return True  # an exact form; no decimal is carried into it
    value = _like(one, text, who)
    if says(text, value, stated) or near(text, value, stated, apart):
        return True
    made.why.append(f"{who}: {one.what}: key {text}, here {_short(one.value)}")
    return False


def _like(one: Solved, text: str, who: str) -> Any:
    """What a pencil writes; asked for no places it writes as many as the key has."""
    if who != "pencil" or one.value is None:
        return one.value
    places = decimals(text)
    if one.places:
        return written(one.value, one.places, one.figures)
    return rounded(one.value, places) if places else one.value


def _short(value: Any) -> str:
    return "undefined" if value is None else f"{float(value):.6g}"
