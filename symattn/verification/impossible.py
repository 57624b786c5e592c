"""Weights that cannot be: seen from the printed numbers alone, whatever the inputs are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symattn.numbers.tensors import Index, Tensor
from symattn.reading.digits import Printed
from symattn.verification.claims import Claim

__all__ = ["impossible"]


def impossible(
    claims: Sequence[tuple[Index, Claim]], keys: int, visible: Tensor[bool] | None = None
) -> Mapping[Index, tuple[str, ...]]:
    """For indices of printed weights (row convention), why they cannot be right.

    "below_zero", "above_one"; "row_not_one": all ``keys`` weights of the row are printed and
    no numbers within half a unit of them add to 1; "hidden_not_zero": the key is hidden.
    """
    found: dict[Index, list[str]] = {}
    rows: dict[Index, list[tuple[Index, Printed]]] = {}
    for index, claim in claims:
        number = claim.number
        if not isinstance(number, Printed) or number.special or number.relation in "<>":
            continue
        rows.setdefault(index[:-1], []).append((index, number))
        why = found.setdefault(index, [])
        if number.value < 0:
            why.append("below_zero")
        if number.value > 1:
            why.append("above_one")
        if visible is not None and number.value != 0 and not _seen(visible, index):
            why.append("hidden_not_zero")
    for cells in rows.values():
        if len(cells) == keys and not _may_add_to_one([number for _, number in cells]):
            for index, _ in cells:
                found[index].append("row_not_one")
    return {index: tuple(why) for index, why in found.items() if why}


def _may_add_to_one(row: Sequence[Printed]) -> bool:
    total = sum(number.value for number in row)
    slack = sum(number.unit for number in row) / 2
    return bool(abs(total - 1) <= slack)


def _seen(visible: Tensor[bool], index: Index) -> bool:
    shape = visible.shape
    tail = index[len(index) - len(shape) :]
    return visible[tuple(0 if size == 1 else i for size, i in zip(shape, tail, strict=True))]
