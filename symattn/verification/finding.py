"""A diagnosis: a mistake, where it was made, and what only follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from symattn.numbers.tensors import Index
from symattn.words import say

__all__ = ["Diagnosis", "Spot"]

Spot: TypeAlias = tuple[str, Index]
"""A stage and an index in the problem's layout."""


@dataclass(frozen=True)
class Diagnosis:
    """``mistake`` made in ``stage`` gives the numbers printed at ``indices``.

    ``carried``: what is wrong elsewhere because of it.  ``also``: other mistakes of the
    catalogue that give the same numbers.  Not ``certain``: it is a guess that fits.
    ``values`` go into the mistake's sentence.
    """

    stage: str
    mistake: str
    indices: tuple[Index, ...]
    certain: bool
    carried: tuple[Spot, ...] = ()
    also: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    def spots(self) -> Iterator[Spot]:
        """Every cell that it explains."""
        for index in self.indices:
            yield self.stage, index
        yield from self.carried

    @property
    def says(self) -> str:
        """The mistake in words."""
        return say(f"mistake.{self.mistake}", **self.values)

    def to_json(self) -> dict[str, Any]:
        """The object of the contract, with what was carried forward and other names."""
        out: dict[str, Any] = {
            "stage": self.stage,
            "mistake": self.mistake,
            "indices": [list(index) for index in self.indices],
            "certain": self.certain,
            "says": self.says,
        }
        if self.carried:
            out["carried"] = [
                {"stage": stage, "index": list(index)} for stage, index in self.carried
            ]
        if self.also:
            out["also"] = list(self.also)
        return out
