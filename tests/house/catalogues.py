"""Catalogues of tests: the English one with more sentences, or in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import polib

from tests.house.imports import PACKAGE


def catalogue(folder: Path, more: Mapping[str, str]) -> str:
    """The path of the English catalogue with further sentences."""
    return _saved(folder, more, lambda text: text)


def translated(folder: Path, change: Callable[[str], str]) -> str:
    """The path of a catalogue with every message changed."""
    return _saved(folder, {}, change)


def _saved(folder: Path, more: Mapping[str, str], change: Callable[[str], str]) -> str:
    file = polib.pofile(str(PACKAGE / "words" / "en.po"))
    for entry in file:
        entry.msgstr = change(entry.msgstr)
        entry.msgstr_plural = {k: change(text) for k, text in entry.msgstr_plural.items()}
    file.extend(polib.POEntry(msgid=key, msgstr=text) for key, text in more.items())
    path = folder / "made_up.po"
    file.save(str(path))
    return str(path)
