"""The keys of a problem: which there are, and what is said of those that there are not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from symattn.errors import InputError
from symattn.problem.inputs import described
from symattn.words import listed, say

__all__ = [
    "ADDITIVE",
    "ALSO",
    "ATTENTION",
    "FLAT",
    "INPUTS",
    "MOST",
    "TOP",
    "choice",
    "instance",
    "known",
    "letter",
    "meant",
    "text",
    "whole",
]

INPUTS = (
    "X",
    "Y",
    "Q",
    "K",
    "V",
    "scores",
    "W_Q",
    "W_K",
    "W_V",
    "W_O",
    "b_Q",
    "b_K",
    "b_V",
    "b_O",
    "W_q",
    "W_k",
    "w_v",
)
FLAT = ("b_Q", "b_K", "b_V", "b_O", "w_v")
ADDITIVE = ("W_q", "W_k", "w_v")
"""The inputs of additive attention, which dot products have no use for."""
ATTENTION = (
    "scale",
    "heads",
    "kv_heads",
    "mask",
    "window",
    "mask_fill",
    "bias",
    "shift",
    "base",
    "empty_rows",
    "kind",
    "dropout",
    "prefix",
    "positions",
)
TOP = (
    "title",
    "tokens",
    "layout",
    "inputs",
    "attention",
    "gradient",
    "sheet",
    "notation",
    "printed",
    "layers",
)

NEAR = 0.67
"""A word is near another when more than two thirds of both their letters are the same in order."""

CALLED = {
    "temperature": ("scale", 'scale = "1/(T*sqrt(d_k))"'),
    "causal": ("mask", 'mask = "causal"'),
    "is_causal": ("mask", 'mask = "causal"'),
    "attn_mask": ("mask", "mask = [[1, 0], [1, 1]]"),
    "alibi": ("bias", 'bias = {alibi = "1/2"}'),
    "dropout_p": ("dropout", 'dropout = {p = "1/10"}'),
    "num_heads": ("heads", "heads = 2"),
    "n_heads": ("heads", "heads = 2"),
    "query": ("Q", "Q"),
    "queries": ("Q", "Q"),
    "key": ("K", "K"),
    "keys": ("K", "K"),
    "value": ("V", "V"),
    "values": ("V", "V"),
}
"""What other programs call a setting: its key here, and how it is written."""

ALSO = ("ranking", "decoding", "blocks", "kernel", "comparison")
"""Further sections that a page may have."""


def known(found: Iterable[Any], keys: Iterable[str], prefix: str = "") -> None:
    """Nothing, or InputError for the first key that is not one of ``keys``, with the nearest."""
    allowed = tuple(keys)
    for key in found:
        if key in allowed:
            continue
        name = f"{prefix}{key}"
        raise InputError(
            say("problem.no_key"),
            key=name,
            fix=_written(key, allowed) or meant(key, allowed) or _listed(allowed),
        )


def _written(key: Any, allowed: tuple[str, ...]) -> str | None:
    """How to write what goes by another name elsewhere, where its key may stand here."""
    real, value = CALLED.get(str(key), ("", ""))
    return say("fix.write", value=value) if real in allowed else None


def _listed(allowed: Iterable[str]) -> str:
    return say("fix.known", known=", ".join(allowed))


def meant(value: Any, words: Iterable[str]) -> str | None:
    """The question whether the nearest of ``words`` was meant; None where none is near.

    >>> meant("colums", ("rows", "columns")), meant("rope", ("dropout", "scale"))
    ('did you mean columns?', None)
    """
    folded = {one.lower(): one for one in words}
    near = difflib.get_close_matches(str(value).lower(), folded, n=1, cutoff=NEAR)
    return say("fix.did_you_mean", key=folded[near[0]]) if near else None


def nearest(value: Any, words: Iterable[str]) -> str:
    """What to write instead: the nearest of ``words``, or one of them.

    >>> nearest("blnak", ("solution", "blank")), nearest("x", ("solution", "blank"))
    ('did you mean blank?', 'one of: solution, blank')
    """
    known = tuple(words)
    return meant(value, known) or say("fix.one_of", known=", ".join(known))


Word = TypeVar("Word", bound=str)
Kind = TypeVar("Kind")
MOST = 10**6
"""The largest whole number that a key takes where nothing else is said."""


def choice(value: Any, words: Iterable[Word], key: str) -> Word:
    """The value, which must be one of ``words``."""
    known = tuple(words)
    if isinstance(value, str) and value in known:
        return known[known.index(value)]
    allowed = listed(tuple(f'"{word}"' for word in known), "or")
    raise InputError(
        say("expected.any", wanted=allowed, found=described(value)),
        key=key,
        fix=meant(value, known) if isinstance(value, str) else None,
    )


def instance(value: Any, kind: type[Kind], key: str, how: str) -> Kind:
    """The value, which must be of that class; ``how`` shows how one is made.

    >>> instance("1", dict, "problem", "{…}")
    Traceback (most recent call last):
        ...
    symattn.errors.InputError: problem: expected a dict, found "1"; write {…}
    """
    if isinstance(value, kind):
        return value
    raise InputError(
        say("expected.instance", wanted=kind.__name__, found=described(value)),
        key=key,
        fix=say("fix.write", value=how),
    )


def whole(value: Any, key: str, least: int = 1, most: int = MOST) -> int:
    """A whole number in that range."""
    if hasattr(value, "__index__") and not isinstance(value, bool):
        value = int(value)
        if least <= value <= most:
            return int(value)
    raise InputError(say("expected.whole", least=least, most=most, found=described(value)), key=key)


def text(value: Any, key: str) -> str:
    """A text that can be written to a file."""
    from symattn.reading import limits

    if not isinstance(value, str) or type(value).__name__ == "Bare":
        raise InputError(say("expected.text", found=described(value)), key=key)
    if len(value) > limits.NAME:
        raise InputError(say("problem.long_text", count=len(value), limit=limits.NAME), key=key)
    if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise InputError(say("problem.half_character"), key=key)
    return value


_LETTER = re.compile(
    r"^(?:\\(?:tilde|hat|bar)\s*)?\{?\s*(?:[A-Za-z]|\\[A-Za-z]{2,10})\s*\}?"
    r"(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9,]{1,10}\}))?$"
)


def letter(value: Any, key: str) -> str:
    """A paper's letter for a stage: ``S``, ``\\\\alpha``, ``\\\\tilde S``, ``P_1``."""
    plain = text(value, key).strip()
    if not _LETTER.match(plain):
        raise InputError(
            say("expected.letter", found=described(value)),
            key=key,
            fix=say("fix.write_letter"),
        )
    return plain
