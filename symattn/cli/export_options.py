"""What the options of ``symattn export`` mean: indices, layers, widths."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from symattn.errors import InputError
from symattn.words import say

if TYPE_CHECKING:
    from symattn.document.listed import Room
    from symattn.files.fragments import Target

__all__ = ["index", "layer", "room"]


def index(text: str, key: str) -> tuple[int, ...]:
    """``"1,2"`` (from 1) as an index from 0, leading axes first.

    >>> index("2, 1,3", "--cell")
    (1, 0, 2)
    """
    parts = text.replace(" ", "").split(",")
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        fix = "fix.write_cell" if key == "--cell" else "export.fix_row"
        raise InputError(say("export.index", found=text), key=key, fix=say(fix))
    return tuple(int(part) - 1 for part in parts)


def layer(text: str | None) -> int | None:
    """Which layer, from 1; 0 where all are asked for."""
    if text is None or text == "all":
        return None if text is None else 0
    if not (text.isascii() and text.isdigit() and int(text)):
        raise InputError(
            say("export.layer_word", found=text), key="--layer", fix=say("export.fix_layer")
        )
    return int(text)


_UNITS = {"cm": 10.0, "mm": 1.0, "in": 25.4, "pt": 0.3515}
"""Lengths in millimetres; TeX's point."""
NARROWEST = 10.0
"""In em: about three centimetres and a half, the least that a worked entry can be broken to."""


def room(target: Target, width: str | None, *, whole: bool) -> Room:
    """The room of a target, with what ``--width`` says: "12cm", or a number of columns.

    >>> from symattn.files.fragments import TARGETS
    >>> room(TARGETS["article"], "6", whole=False).columns
    6
    """
    own = replace(target.room, whole=whole)
    if width is None:
        return own
    fix = say("export.fix_width")
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?)\s*(cm|mm|in|pt)?", width.strip(), re.ASCII)
    if match is None:
        raise InputError(say("export.width", found=width), key="--width", fix=fix)
    number, unit = match.groups()
    if unit is None:
        if not ("." not in number and 3 <= int(number) <= 10):
            raise InputError(say("export.columns", found=width), key="--width", fix=fix)
        return replace(own, columns=int(number))
    ems = float(number) * _UNITS[unit] / target.em
    if ems < NARROWEST:
        least = f"{NARROWEST * target.em / 10:.1f} cm"
        raise InputError(say("export.narrow", found=width, least=least), key="--width", fix=fix)
    return replace(own, width=ems)
