"""Follow-through: what would be right for the numbers that the same text prints a step before.

The printed stages are put in place of the computed ones, one after the other, and the
derivation is run on from them, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symattn.derivation.carriers.base import Value
from symattn.derivation.carriers.marks import Marks
from symattn.derivation.derivation import Derivation
from symattn.numbers import certify
from symattn.numbers.entries import MINUS_INFINITY, Element, Entry
from symattn.numbers.tensors import Index, Tensor
from symattn.reading.digits import Printed
from symattn.verification.claims import Claim
from symattn.verification.judge import fits

__all__ = ["Follow", "follow", "reached"]

World = Mapping[str, Mapping[Index, Entry]]
"""By stage and index of the row convention: what a text prints."""


@dataclass(frozen=True)
class Follow:
    """What a text's own earlier numbers give.

    ``cells``: by stage, the entries that follow (row convention), one tensor for each way of
    reading the earlier numbers.  ``known``: where the text prints any number before.
    """

    cells: Mapping[str, tuple[Tensor[Element], ...]]
    known: Mapping[str, Tensor[bool]]

    def says(self, claim: Claim, index: Index) -> bool | None:
        """Whether the claim is right for the numbers before it; None where there are none."""
        if claim.stage not in self.known or not self.known[claim.stage][index]:
            return None
        return any(fits(claim.number, cells[index]) for cells in self.cells[claim.stage])


def _entry(claim: Claim) -> Element | None:
    """The printed number as an entry to go on from; None for what is no number."""
    number = claim.number
    if not isinstance(number, Printed):
        return None
    if number.special == "-inf":
        return MINUS_INFINITY
    return None if number.special or number.relation in "<>" else Entry.of(number.value)


def worlds(claims: Sequence[Claim], place: Callable[[Claim], Index]) -> list[World]:
    """The texts that a text can be read as: a stage printed twice gives two of them."""
    blocks: dict[str, dict[int, dict[Index, Any]]] = {}
    for claim in claims:
        entry = _entry(claim)
        if entry is not None:
            blocks.setdefault(claim.stage, {}).setdefault(claim.block, {})[place(claim)] = entry
    versions = {stage: list(found.values()) for stage, found in blocks.items()}
    most = max((len(found) for found in versions.values()), default=0)
    out: list[World] = [
        {stage: found[min(k, len(found) - 1)] for stage, found in versions.items()}
        for k in range(most)
    ]
    out += [
        {stage: cells for stage, cells in world.items() if stage != "row_sums"}
        for world in out
        if "row_sums" in world and "exponentials" in world
    ]
    return out


def follow(
    derivation: Derivation, claims: Sequence[Claim], place: Callable[[Claim], Index]
) -> Follow:
    """What follows from the printed numbers, for every printed stage.

    ``place`` gives a claim's index in the row convention.
    """
    found: dict[str, list[Tensor[Element]]] = {}
    stages = {claim.stage for claim in claims}
    for world in worlds(claims, place) or [{}]:
        for stage, cells in _run_on(derivation, world, stages).items():
            found.setdefault(stage, []).append(cells)
    printed = {(claim.stage, place(claim)) for claim in claims if _entry(claim) is not None}
    return Follow(
        {stage: tuple(cells) for stage, cells in found.items()},
        reached(derivation, printed, stages),
    )


def _run_on(derivation: Derivation, world: World, stages: set[str]) -> dict[str, Tensor[Element]]:
    carrier = derivation.carrier
    given: dict[str, Value] = {}
    out: dict[str, Tensor[Element]] = {}
    for line in derivation.recipe:
        if line.name not in stages:
            continue
        run = derivation.running_on(given)
        try:
            cells = carrier.cells(run.value(line.name))
        except certify.Undecided:
            cells = carrier.cells(derivation.value(line.name))
        out[line.name] = cells
        said = world.get(line.name)
        if said:
            given[line.name] = carrier.of_cells(_mixed(cells, said))
    return out


def reached(
    derivation: Derivation, marked: set[tuple[str, Index]], stages: set[str]
) -> dict[str, Tensor[bool]]:
    """For each stage, the cells that were computed from a marked cell of the stages before.

    Marks reach on through all stages between; those of the stage itself do not count.
    """
    given: dict[str, Value] = {}
    out: dict[str, Tensor[bool]] = {}
    with_marks = {stage for stage, _ in marked}
    carrier = Marks()
    for line in derivation.recipe:
        if line.name not in stages:
            continue
        run = derivation.running_on(given, carrier=carrier)
        cells: Tensor[bool] = run.value(line.name)
        out[line.name] = cells
        if line.name in with_marks:
            found = {index: True for stage, index in marked if stage == line.name}
            given[line.name] = _mixed(cells, found)
    return out


def _mixed(cells: Tensor[Any], instead: Mapping[Index, Any]) -> Tensor[Any]:
    return Tensor.build(cells.shape, lambda index: instead.get(index, cells[index]))
