"""The smaller tables of a problem: tokens, gradient, sheet and notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symattn.errors import InputError
from symattn.numbers.tensors import Tensor
from symattn.problem import keys, printed, stages
from symattn.problem.inputs import described, read_array, shape_text
from symattn.words import say

__all__ = ["names", "read"]

MOST_PLACES = 1000


def names(tokens: Any, n: int, m: int) -> dict[str, Any]:
    """The fields query_names, key_names and named.

    A list names queries and keys where there are as many of both; else those it counts.
    """
    if tokens is None:
        return {"query_names": (), "key_names": (), "named": False}
    if isinstance(tokens, Mapping):
        keys.known(tokens, ("queries", "keys"), "tokens.")
        queries = _list(tokens.get("queries"), n, "queries")
        held = _list(tokens.get("keys"), m, "keys")
        return {"query_names": queries, "key_names": held, "named": True}
    listed = _texts(tokens, "tokens")
    if len(listed) not in (n, m):
        sentence = say("expected.names_of_either", queries=n, keys=m, found=len(listed))
        if n == m:
            sentence = say("expected.names_of_tokens", count=n, found=len(listed))
        raise InputError(sentence, key="tokens", fix=None if n == m else say("fix.names_of_both"))
    return {
        "query_names": listed if len(listed) == n else (),
        "key_names": listed if len(listed) == m else (),
        "named": True,
    }


def _list(value: Any, size: int, of: str) -> tuple[str, ...]:
    if value is None:
        return ()
    key = f"tokens.{of}"
    listed = _texts(value, key)
    if len(listed) != size:
        raise InputError(say(f"expected.names_of_{of}", count=size, found=len(listed)), key=key)
    return listed


def _texts(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise InputError(say("expected.name_list", found=described(value)), key=key)
    return tuple(_text(item, key, number) for number, item in enumerate(value, 1))


def _text(item: Any, key: str, number: int) -> str:
    try:
        return keys.text(item, key)
    except InputError as error:
        raise error.within(column=number) from None


def read(
    given: Mapping[str, Any], resolved: Mapping[str, Any], settings: dict[str, Any]
) -> dict[str, Any]:
    """The fields gradient, sheet, notation and printed; ``settings`` keeps gradients as tensors."""
    gradient = _gradient(given.get("gradient"), resolved)
    settings["gradient"] = gradient
    stated, kind = printed.read(given.get("printed"), {**resolved, "gradient": gradient})
    settings.pop("printed", None)
    return {
        "gradient": gradient,
        "sheet": _sheet(given.get("sheet")),
        "notation": _notation(given.get("notation")),
        "printed": stated,
        "printed_inputs": kind,
    }


def _table(value: Any, key: str, allowed: tuple[str, ...]) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(say("expected.table", found=described(value)), key=key)
    keys.known(value, allowed, f"{key}.")
    return value


def _gradient(value: Any, resolved: Mapping[str, Any]) -> dict[str, Any]:
    """upstream: "ones", "symbols" or a tensor; or target: a tensor.  Default: ones."""
    table = _table(value, "gradient", ("upstream", "target"))
    if len(table) == 2:
        raise InputError(
            say("problem.upstream_and_target"), key="gradient", fix=say("fix.leave_one_out")
        )
    if "target" in table:
        return {"target": _like_output(table["target"], "gradient.target", resolved)}
    upstream = table.get("upstream", "ones")
    if isinstance(upstream, str) and "\\begin" not in upstream:
        return {"upstream": keys.choice(upstream, ("ones", "symbols"), "gradient.upstream")}
    return {"upstream": _like_output(upstream, "gradient.upstream", resolved)}


def _like_output(value: Any, key: str, resolved: Mapping[str, Any]) -> Tensor[Any]:
    """An array of the shape of the last stage: projected, concat or output, else weights."""
    array = read_array(value, key)
    layout = resolved["layout"]
    if layout == "columns" and not isinstance(value, Tensor):
        array = array.transposed()
    last = stages.last(resolved)
    wanted = stages.last_shape(resolved)
    if array.tensor.shape != wanted:
        raise InputError(
            say(
                "expected.shape_of",
                wanted=shape_text(wanted, layout),
                stage=last,
                found=shape_text(array.tensor.shape, layout),
            ),
            key=key,
        )
    return array.tensor


def _sheet(value: Any) -> dict[str, Any]:
    table = _table(value, "sheet", ("places", "intro", "points", "blank", "also", "block"))
    out: dict[str, Any] = {}
    if "places" in table:
        places = _table(table["places"], "sheet.places", (*stages.names(), *stages.gradients()))
        out["places"] = {
            stage: keys.whole(number, f"sheet.places.{stage}", 0, MOST_PLACES)
            for stage, number in places.items()
        }
    if "intro" in table:
        out["intro"] = keys.text(table["intro"], "sheet.intro")
    if "points" in table:
        out["points"] = keys.whole(table["points"], "sheet.points", 0)
    if "blank" in table:
        blank = _texts(table["blank"], "sheet.blank")
        keys.known(blank, (*stages.names(), *stages.gradients()), "sheet.blank: ")
        out["blank"] = blank
    if "also" in table:
        also = _texts(table["also"], "sheet.also")
        keys.known(also, keys.ALSO, "sheet.also: ")
        out["also"] = also
    if "block" in table:
        out["block"] = keys.whole(table["block"], "sheet.block")
    return out


def _notation(value: Any) -> dict[str, str]:
    allowed = (*stages.names(), *stages.gradients(), *keys.INPUTS, "bias")
    table = _table(value, "notation", allowed)
    return {stage: keys.letter(letter, f"notation.{stage}") for stage, letter in table.items()}
