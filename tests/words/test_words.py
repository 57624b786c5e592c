"""One message for each key: every key that the code asks for is there, once, and filled in."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator

import polib
import pytest

from symattn.words import keys, say
from tests.house.imports import PACKAGE, sources

CATALOGUE = polib.pofile(str(PACKAGE / "words" / "en.po"))


def asked_for() -> Iterator[tuple[str, str, bool]]:
    """File, key (or how it begins) and whether that is all of it, for every ``say`` and ``why``."""
    for file, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(key)), *_]):
                    yield file, key, True
                case ast.Call(func=ast.Name(id="say"), args=[ast.JoinedStr(values=parts), *_]):
                    match parts[0]:
                        case ast.Constant(value=str(start)):
                            yield file, start, len(parts) == 1
                case ast.Assign(targets=[ast.Name(id="why")], value=ast.Constant(value=str(key))):
                    yield file, key, True


@pytest.mark.parametrize(("file", "key", "whole"), sorted(set(asked_for())))
def test_every_key_that_is_asked_for_is_there(file: str, key: str, whole: bool) -> None:
    if whole:
        assert key in keys(), f"symattn/{file} asks for {key!r}"
    else:
        assert any(known.startswith(key) for known in keys()), f"symattn/{file}: {key!r}…"


def test_a_key_has_one_message() -> None:
    ids = [entry.msgid for entry in CATALOGUE]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.msgid)
def test_messages_are_sentences_of_words_and_named_values(entry: polib.POEntry) -> None:
    assert entry.msgstr.strip() == entry.msgstr != ""
    assert "\n" not in entry.msgstr
    room, _, name = entry.msgid.partition(".")
    assert room and name
    for _, field, form, _ in string.Formatter().parse(entry.msgstr):
        assert field is None or (field.isidentifier() and not form)


def test_say_puts_values_in_and_reads_none_of_them() -> None:
    assert say("speech.sub", letter="s", sub="{0}") == "s sub {0}"


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("speech.nothing_of_the_kind")
    with pytest.raises(KeyError):
        say("speech.sub", letter="s")
