"""Dropout on the weights: its rate, and which entries are kept where that is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import keys, masking
from symattn.problem.inputs import described
from symattn.problem.sizes import Sizes
from symattn.reading import entries
from symattn.words import say

__all__ = ["Dropping", "dropout"]


@dataclass(frozen=True)
class Dropping:
    """Each weight is dropped with probability ``p``; ``keep`` (n, m) says which are kept."""

    p: fmpq
    keep: Tensor[bool] | None = None


def dropout(
    value: Any, found: Sizes, layout: str, at: str, settings: dict[str, Any]
) -> Dropping | None:
    """The setting ``{p = "1/10", keep = [[1, 0], …]}``; None where there is none.

    Raises InputError for a rate outside 0 … 1, or one of 1 without ``keep``'s meaning.
    """
    if value is None or isinstance(value, Dropping):
        return value
    key = f"{at}dropout"
    if not isinstance(value, Mapping):
        raise InputError(
            say("expected.table", found=described(value)),
            key=key,
            fix=say("fix.write_dropout"),
        )
    keys.known(value, ("p", "keep"), f"{key}.")
    if "p" not in value:
        raise InputError(say("problem.no_rate"), key=key, fix=say("fix.write_rate"))
    rate = _rate(value["p"], f"{key}.p")
    kept = value.get("keep")
    read = None if kept is None else masking.bits(kept, found, layout, f"{key}.keep")
    settings["dropout"] = Dropping(rate, read)
    return Dropping(rate, read)


def _rate(value: Any, key: str) -> fmpq:
    try:
        rate = entries.entry(value)
    except InputError as error:
        raise error.within(key=key, fix=say("fix.write_probability")) from None
    if not isinstance(rate, fmpq) or not 0 <= rate <= 1:
        raise InputError(say("expected.probability", found=described(value)), key=key)
    return rate
