"""Which font prints a character, and the error where none does.

The pages are set in Computer Modern on both roads (New Computer Modern inside
the typst wheel, Latin Modern with TeX), so that words and formulas look as one.
What these do not have is printed with Noto Sans CJK from the extra ``[cjk]``;
its own table of characters is read here, so that a character that no font has
is an error before any file is written.
"""

from __future__ import annotations

import struct
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from symattn.document.tree import Sheet, Text, User
from symattn.document.walk import nodes
from symattn.errors import InputError, MissingExtra
from symattn.formulas.escape import visible
from symattn.formulas.tree import Name, Word
from symattn.words import say

__all__ = ["CJK_FACE", "CJK_FAMILY", "check", "cjk_font", "is_latin", "is_second"]

CJK_FAMILY = "Noto Sans CJK SC"
CJK_FACE = 2
"""Which face of the collection is the simplified Chinese one."""

_PACKAGE = "noto_cjk_sans_otc"
_FILE = "NotoSansCJK-Regular.ttc"
_OTHERS = "–—‘’‚“”„†‡…‰‹›•€™"
_SIGNS = "≈≤≥≠−×·√∞→←↓Σ∂½±°"
"""Signs in the catalogue's words; the writers set them with the font of the formulas."""


def is_latin(char: str) -> bool:
    """Whether Computer Modern has it on both roads: what T1 encodes, and common signs."""
    code = ord(char)
    return (
        0x20 <= code < 0x7F
        or (0xC0 <= code < 0x180 and char not in "×÷ĿŀŉĦħŦŧſĸ")
        or char in _OTHERS
    )


def is_second(char: str) -> bool:
    """Whether a character is printed with the second font."""
    return not (is_latin(char) or char in _SIGNS or char.isspace())


def check(sheet: Sheet) -> None:
    """Nothing, if every character of the user's own texts has a glyph.

    Raises :class:`InputError` that names the character, :class:`MissingExtra` where
    the font with more characters is not installed.
    """
    _check(sheet.title, "title")
    for node in nodes(sheet):
        if isinstance(node, (User, Name)):
            _check(node.text, "tokens")
        elif isinstance(node, (Text, Word)):
            _check(node.text, "words", _SIGNS)


def _check(text: str, key: str, known: str = "") -> None:
    for char in visible(text):
        if is_latin(char) or char in known:
            continue
        if cjk_font() is None:
            raise MissingExtra(
                say("files.no_character_without_extra", char=char, code=f"{ord(char):04X}"),
                key=key,
                fix=say("fix.install_cjk"),
            )
        if ord(char) not in _coverage():
            raise InputError(
                say("files.no_character", char=char, code=f"{ord(char):04X}"),
                key=key,
                fix=say("fix.other_characters"),
            )


@cache
def cjk_font() -> Path | None:
    """The font file of the extra ``[cjk]``; None where it is not installed."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(folder) / _FILE).is_file():
            return path
    return None


@cache
def _coverage() -> frozenset[int]:
    path = cjk_font()
    if path is None:
        return frozenset()
    with path.open("rb") as file:
        return frozenset(_characters(file, CJK_FACE))


def _characters(file: BinaryIO, face: int) -> set[int]:
    """The characters of one face of an OpenType collection: its format 12 table."""
    file.seek(12 + 4 * face)
    (start,) = struct.unpack(">I", file.read(4))
    cmap = _table(file, start, b"cmap")
    file.seek(cmap + 2)
    (count,) = struct.unpack(">H", file.read(2))
    records = [struct.unpack(">HHI", file.read(8)) for _ in range(count)]
    found: set[int] = set()
    for _, _, offset in records:
        file.seek(cmap + offset)
        if struct.unpack(">H", file.read(2)) != (12,):
            continue
        file.seek(cmap + offset + 12)
        (groups,) = struct.unpack(">I", file.read(4))
        for first, last, _ in struct.iter_unpack(">III", file.read(12 * groups)):
            found.update(range(first, last + 1))
    return found


def _table(file: BinaryIO, start: int, tag: bytes) -> int:
    file.seek(start + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    for name, _, offset, _ in struct.iter_unpack(">4sIII", file.read(16 * count)):
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")
