"""What a text prints, digit for digit: the ``[printed]`` table of a problem file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symattn.errors import InputError, Place
from symattn.numbers.tensors import Index, Tensor
from symattn.problem import keys, stages
from symattn.problem.inputs import described, read_array, shape_text
from symattn.reading import entries, limits

__all__ = ["PrintedStage", "read"]


@dataclass(frozen=True)
class PrintedStage:
    """One stage as it is printed, in the user's layout.

    ``cells`` are the texts, "" where nothing is printed; ``where`` has the place of each
    cell in the file, as far as known.  ``block`` counts the [[printed]] tables from 0.
    """

    stage: str
    cells: Tensor[str]
    where: Mapping[Index, Place]
    block: int = 0


def read(value: Any, resolved: Mapping[str, Any]) -> tuple[tuple[PrintedStage, ...], str]:
    """The printed stages, and how the text prints its inputs: "exact", "rounded", "truncated"."""
    if value is None:
        return (), "exact"
    blocks = value if isinstance(value, (list, tuple)) else [value]
    found: list[PrintedStage] = []
    kind = "exact"
    for number, block in enumerate(blocks):
        if isinstance(block, PrintedStage):
            found.append(block)
            continue
        if not isinstance(block, Mapping):
            raise InputError(f"expected a table, found {described(block)}", key="printed")
        keys.known(block, ("inputs", *keys.STAGES, *keys.GRADIENTS), "printed.")
        for stage, table in block.items():
            if stage == "inputs":
                kind = keys.choice(table, ("exact", "rounded", "truncated"), "printed.inputs")
            else:
                found.append(_stage(stage, table, number, resolved))
    return tuple(found), kind


def _stage(stage: str, table: Any, block: int, resolved: Mapping[str, Any]) -> PrintedStage:
    key = f"printed.{stage}"
    wanted = stages.shape(stage, resolved)
    if wanted is None:
        there = ", ".join(stages.present(resolved))
        raise InputError(f"this problem has no {stage}", key=key, fix=f"its stages: {there}")
    layout = resolved["layout"] if stage != "terms" else "rows"
    array = read_array(table, key, flat=len(wanted) == 1, read=_cell)
    shown = wanted
    if layout == "columns" and len(wanted) > 1:
        shown = (*wanted[:-2], wanted[-1], wanted[-2])
    if array.tensor.shape != shown:
        turned = (*shown[:-2], *shown[:-3:-1]) == array.tensor.shape and len(shown) > 1
        raise InputError(
            f"expected {shape_text(shown)}, the shape of {stage}, "
            f"found {shape_text(array.tensor.shape)}",
            key=key,
            fix="its transpose would fit: write it transposed"
            if turned
            else 'write "" where nothing is printed',
        )
    places = getattr(table, "places", {})
    return PrintedStage(stage, array.tensor, places, block)


def _cell(value: Any) -> entries.Reading:
    """The text of a printed cell: a string as it stands, a bare number's own digits."""
    if isinstance(value, str):
        if len(value) > limits.CHARACTERS:
            raise InputError(f"a printed number of {len(value)} characters is not read")
        return entries.Reading(str(value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            f"expected a printed number, found {described(value)}",
            fix='write it in quotes, or "" where nothing is printed',
        )
    return entries.Reading(str(value))
