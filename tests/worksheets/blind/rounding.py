"""How a number is written into a box, and whether what stands there says that number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mpmath import mp, mpf

__all__ = ["decimals", "near", "rounded", "says", "written"]

NEAR = mpf(10) ** -40
"""Numbers nearer to each other than this are the same one: 60 digits are carried."""


def rounded(value: Any, places: int) -> Any:
    """The nearest multiple of 10^−places, the even one of a tie."""
    scaled = value * mpf(10) ** places
    low = mp.floor(scaled)
    gap = scaled - low
    if abs(gap - mpf(1) / 2) < NEAR:
        up = int(low) % 2
    else:
        up = 1 if gap > mpf(1) / 2 else 0
    return (low + up) / mpf(10) ** places


def written(value: Any, places: Sequence[int], figures: int = 0) -> Any:
    """What a pencil writes where ``places`` are asked; below 0.01 that many figures."""
    if value is None or mp.isinf(value) or not places:
        return value
    size = abs(value)
    if not figures or size < NEAR or size >= mpf(1) / 100:
        return rounded(value, max(places))
    exponent = int(mp.floor(mp.log10(size)))
    return rounded(value, max(*places, figures - 1 - exponent))


def decimals(text: str) -> int | None:
    """The places of a decimal; None for anything else."""
    found = re.fullmatch(r"[-−]?\d+\.(\d+)", text)
    return len(found[1]) if found else None


def near(text: str, value: Any, stated: Any, apart: int) -> bool:
    """Whether a number differs from the printed one by at most ``apart`` in the last place."""
    places = decimals(text)
    if places is None or value is None or stated is None:
        return False
    return bool(abs(rounded(value, places) - stated) < apart * mpf(10) ** -places + NEAR)


def says(text: str, value: Any, stated: Any) -> bool:
    """Whether ``text`` in a box is the value: the rounded decimal, or the number itself.

    ``stated`` is the number that the text says (None: undefined).
    """
    if value is None or stated is None:
        return value is None and stated is None
    if mp.isinf(value) or mp.isinf(stated):
        return bool(value == stated)
    places = decimals(text)
    power = re.fullmatch(r"[-−]?\d(?:\.(\d+))?[×·]10\^\{([-−]?\d+)\}", text.replace(" ", ""))
    if power:
        places = len(power[1] or "") - int(power[2].replace("−", "-"))
    if places is None:
        return abs(value - stated) < NEAR * max(1, abs(value))
    return abs(rounded(value, places) - stated) < NEAR
