"""Biases by rule: ALiBi, and relative positions.

Press, Smith and Lewis, "Train Short, Test Long" (ALiBi), 2022, section 3; Shaw,
Uszkoreit and Vaswani, "Self-Attention with Relative Position Representations", 2018,
section 3.2, for the clipped distance (here a number for each distance, as in T5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import fmpq

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import keys
from symattn.problem.inputs import described
from symattn.reading import entries
from symattn.words import say

__all__ = ["by_rule"]

RULES = ("alibi", "relative")


def by_rule(
    value: Mapping[str, Any], shape: tuple[int, int], heads: int, shift: int, key: str
) -> Tensor[Any]:
    """The bias (n, m), or (heads, n, m), that a rule says.

    ``shift`` is the position of the first query (0, or m − n where the last query sees
    the last key).  ``{alibi = "1/2"}`` gives −|i − j|/2, with ``by = "position"`` j/2,
    which differs by a number for each row and so gives the same weights under a causal
    mask; a list of slopes has one for each head.  ``{relative = [b₋ₖ, …, bₖ]}`` gives
    b at j − i, the ends for all farther keys.
    """
    keys.known(value, ("alibi", "by", "relative"), f"{key}.")
    found = [rule for rule in RULES if rule in value]
    if len(found) != 1:
        raise InputError(say("problem.one_rule"), key=key, fix=say("fix.write_rule"))
    if found == ["relative"]:
        if "by" in value:
            raise InputError(
                say("problem.of_alibi_alone"), key=f"{key}.by", fix=say("fix.leave_out")
            )
        return _relative(value["relative"], shape, shift, f"{key}.relative")
    by = keys.choice(value.get("by", "distance"), ("distance", "position"), f"{key}.by")
    return _alibi(value["alibi"], by, shape, heads, shift, f"{key}.alibi")


def _alibi(
    slopes: Any, by: str, shape: tuple[int, int], heads: int, shift: int, key: str
) -> Tensor[Any]:
    if not isinstance(slopes, list | tuple):
        slope = _number(slopes, key)
        return Tensor.build(shape, lambda i: slope * _reach(i[0] + shift, i[1], by))
    if len(slopes) != heads:
        raise InputError(say("expected.slopes", heads=heads, found=len(slopes)), key=key)
    each = [_number(slope, key, number) for number, slope in enumerate(slopes, 1)]
    size = (heads, *shape) if heads > 1 else shape
    return Tensor.build(
        size, lambda i: each[i[0] if heads > 1 else 0] * _reach(i[-2] + shift, i[-1], by)
    )


def _reach(query: int, key: int, by: str) -> int:
    return key if by == "position" else -abs(query - key)


def _relative(values: Any, shape: tuple[int, int], shift: int, key: str) -> Tensor[Any]:
    if not isinstance(values, Sequence) or isinstance(values, str) or len(values) % 2 == 0:
        raise InputError(
            say("expected.odd_biases", found=described(values)),
            key=key,
        )
    each = [_number(value, key, number) for number, value in enumerate(values, 1)]
    far = len(each) // 2
    return Tensor.build(shape, lambda i: each[max(-far, min(far, i[1] - i[0] - shift)) + far])


def _number(value: Any, key: str, column: int | None = None) -> fmpq:
    try:
        number = entries.entry(value)
    except InputError as error:
        raise error.within(key=key, column=column) from None
    if not isinstance(number, fmpq):
        raise InputError(say("expected.rational", found=described(value)), key=key, column=column)
    return number
