"""All sentences, by key, from one catalogue a language (``en.po``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polib

__all__ = ["keys", "say"]


@lru_cache(maxsize=4)
def _catalogue(language: str) -> dict[str, str]:
    path = Path(__file__).with_name(f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


def say(key: str, /, language: str = "en", **values: object) -> str:
    """The sentence of that key, with values put into its {placeholders}.

    Raises KeyError for a key that the catalogue does not hold.

    >>> say("sheet.query")
    'query'
    """
    return _catalogue(language)[key].format(**values) if values else _catalogue(language)[key]


def keys(language: str = "en") -> frozenset[str]:
    """All keys of a language."""
    return frozenset(_catalogue(language))
