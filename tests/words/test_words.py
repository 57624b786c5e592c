"""One message for each key: every key that the code asks for is there, once, with its values."""

from __future__ import annotations

import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polib
import pytest

from symattn.words import keys, language, languages, listed, say, speaking, template
from tests.house.imports import PACKAGE
from tests.words.asked import Asked, asked

CATALOGUE = polib.pofile(str(PACKAGE / "words" / "en.po"))
MESSAGES = {entry.msgid: entry for entry in CATALOGUE}


def forms(entry: polib.POEntry) -> list[str]:
    return [*entry.msgstr_plural.values()] or [entry.msgstr]


def fields(key: str) -> set[str]:
    """The placeholders of a message; ``count`` chooses among plural forms."""
    found = {field for text in forms(MESSAGES[key]) for _, field, _, _ in parsed(text) if field}
    return found | ({"count"} if MESSAGES[key].msgstr_plural else set())


def parsed(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(string.Formatter().parse(text))


def meant(one: Asked) -> list[str]:
    """The keys that a call may ask for: those that it has the values of."""
    return [
        key
        for key in MESSAGES
        if one.matches(key) and (one.values is None or fields(key) <= one.values)
    ]


@pytest.mark.parametrize("one", sorted({*asked()}, key=str), ids=str)
def test_every_key_that_is_asked_for_is_there_and_takes_what_it_gets(one: Asked) -> None:
    found = meant(one)
    assert found or (one.values is None and not one.called), str(one)
    if one.values is not None:
        assert set().union(*map(fields, found)) == one.values


def test_every_message_is_asked_for() -> None:
    used = {key for one in asked() for key in meant(one)}
    assert sorted(set(MESSAGES) - used) == []


def test_a_key_has_one_message() -> None:
    ids = [entry.msgid for entry in CATALOGUE]
    assert sorted(ids) == sorted(set(ids)) == sorted(keys())


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.msgid)
def test_messages_are_sentences_of_words_and_named_values(entry: polib.POEntry) -> None:
    room, _, name = entry.msgid.partition(".")
    assert room and name
    for text in forms(entry):
        assert text.strip() == text != ""
        assert "\n" not in text
        for _, field, form, _ in parsed(text):
            assert field is None or (field.isidentifier() and not form)


def test_catalogues_are_read_as_gettext_reads_them() -> None:
    for key, entry in MESSAGES.items():
        numbers = (1, 2) if entry.msgstr_plural else (None,)
        assert [template(key, number) for number in numbers] == forms(entry)


def test_say_puts_values_in_and_reads_none_of_them() -> None:
    assert say("speech.sub", letter="s", sub="{0}") == "s sub {0}"


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("speech.nothing_of_the_kind")
    with pytest.raises(KeyError):
        say("speech.sub", letter="s")


def test_a_number_chooses_its_form() -> None:
    assert say("reading.ragged", count=1, first=2) == "this row has 1 entry, the first has 2"
    assert say("reading.ragged", count=0, first=2) == "this row has 0 entries, the first has 2"


def test_things_are_listed() -> None:
    assert listed(["K"]) == "K"
    assert listed(["Q", "K", "V"], "or") == "Q or K or V"


def test_languages_do_not_disturb_one_another(tmp_path: Path) -> None:
    other = tmp_path / "xx.po"
    catalogue = polib.pofile(str(PACKAGE / "words" / "en.po"))
    catalogue.metadata |= {"Language": "xx", "Plural-Forms": "nplurals=1; plural=0;"}
    for entry in catalogue:
        if entry.msgid == "sheet.query":
            entry.msgstr = "ask"
        if entry.msgid == "reading.ragged":
            entry.msgstr_plural = {0: "{count}, not {first}"}
    catalogue.save(str(other))

    def elsewhere() -> str:
        return say("sheet.query")

    with speaking(str(other)), ThreadPoolExecutor(1) as pool:
        assert (say("sheet.query"), language()) == ("ask", "xx")
        assert say("reading.ragged", count=1, first=2) == "1, not 2"
        assert pool.submit(elsewhere).result() == "query"
        with speaking("en"):
            assert template("sheet.query") == "query"
        assert say("sheet.query") == "ask"
    assert (say("sheet.query"), language()) == ("query", "en")


def test_a_language_without_a_catalogue_is_an_error(tmp_path: Path) -> None:
    assert "en" in languages()
    for name in ("tlh", str(tmp_path / "tlh.po"), "../words/en"):
        with pytest.raises(FileNotFoundError), speaking(name):
            pass
