"""The settings worth trying for a start: stated, usual, and those that the numbers show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symattn.texts import priors
from symattn.texts.evidence import Fact
from symattn.texts.masked_by import masks
from symattn.texts.scaled_by import scales
from symattn.texts.sources import Start
from symattn.texts.stated import Stated

__all__ = ["Choice", "choices"]


@dataclass(frozen=True)
class Choice:
    """Settings with their prior.

    ``stated_scale``: the scale that the text states, where these settings have another one and
    the text has no other word on it; ``fixed``: the user gave the scale.
    ``known``: the keys that the text states.  ``given``: the user gave the whole problem.
    """

    keys: Mapping[str, Any]
    bits: float
    stated_scale: str = ""
    fixed: bool = False
    known: tuple[str, ...] = ()
    given: bool = False


def choices(
    start: Start, facts: Sequence[Fact], said: Stated, fixed: Mapping[str, str]
) -> Iterator[Choice]:
    """The settings to try; what is fixed is never changed."""
    layout = start.keys.get("layout", "rows")
    if fixed.get("layout", layout) != layout and not start.result:
        return
    plain = start.problem(scale="none")
    bases = [fixed["base"]] if "base" in fixed else ["e", *([said.base] if said.base else [])]
    for scale, liking, stated in scales(start, plain, facts, said, fixed):
        for mask, more, known in masks(plain, facts, said):
            for base in bases:
                bits = liking + more + _base_bits(base, said, fixed)
                names = (*(["scale"] if liking >= 0 and said.scales else []), *known)
                yield Choice(
                    {"scale": scale, **({} if base == "e" else {"base": base}), **mask},
                    bits,
                    stated,
                    "scale" in fixed,
                    names,
                )


def _base_bits(base: str, said: Stated, fixed: Mapping[str, str]) -> float:
    if "base" in fixed or base == (said.base or "e"):
        return 0.0
    return priors.UNSTATED
