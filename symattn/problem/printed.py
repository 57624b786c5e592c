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
from symattn.words import say

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
            raise InputError(say("expected.table", found=described(block)), key="printed")
        keys.known(block, ("inputs", *stages.names(), *stages.gradients()), "printed.")
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
        raise InputError(
            say("problem.no_stage", stage=stage), key=key, fix=say("fix.its_stages", known=there)
        )
    layout = resolved["layout"] if stages.turns(stage) else "rows"
    array = read_array(table, key, flat=len(wanted) == 1, read=_cell)
    shown = wanted
    if layout == "columns" and len(wanted) > 1:
        shown = (*wanted[:-2], wanted[-1], wanted[-2])
    if array.tensor.shape != shown:
        turned = (*shown[:-2], *shown[:-3:-1]) == array.tensor.shape and len(shown) > 1
        raise InputError(
            say(
                "expected.shape_of",
                wanted=shape_text(shown),
                stage=stage,
                found=shape_text(array.tensor.shape),
            ),
            key=key,
            fix=say("fix.transpose") if turned else say("fix.write_blanks"),
        )
    places = getattr(table, "places", {})
    return PrintedStage(stage, array.tensor, places, block)


def _cell(value: Any) -> entries.Reading:
    """The text of a printed cell: a string as it stands, a bare number's own digits."""
    if isinstance(value, str):
        if len(value) > limits.CHARACTERS:
            raise InputError(say("problem.long_printed", count=len(value)))
        return entries.Reading(str(value))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            say("expected.printed", found=described(value)),
            fix=say("fix.write_in_quotes"),
        )
    return entries.Reading(str(value))
