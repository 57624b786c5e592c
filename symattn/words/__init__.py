"""All sentences, by key, from one catalogue a language (``en.po``).

Which language is spoken is said in one place, :func:`speaking`: by the command line for
all that it does, or by whoever makes a sheet.  It is a context variable: threads and tasks
that speak different languages do not disturb one another.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

__all__ = ["keys", "language", "languages", "listed", "say", "speak", "speaking", "template"]

_FOLDER = Path(__file__).parent
_SPOKEN: ContextVar[str] = ContextVar("symattn language", default="en")


@dataclass(frozen=True)
class _Catalogue:
    """The messages of a language by key; ``form`` says which of several a number takes."""

    code: str
    messages: dict[str, tuple[str, ...]]
    form: Callable[[int], int]


_FIELD = re.compile(r'^(msgid|msgstr(?:\[\d+\])?)((?:\s+"(?:[^"\\\n]|\\.)*")+)', re.MULTILINE)
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")


@lru_cache(maxsize=8)
def _catalogue(name: str) -> _Catalogue:
    """A file of gettext's format; a library for it takes longer to import than this to read."""
    path = Path(name) if name.endswith(".po") else _FOLDER / f"{name}.po"
    messages: dict[str, tuple[str, ...]] = {}
    key = ""
    for field, quoted in _FIELD.findall(path.read_text(encoding="utf-8")):
        text = "".join(_QUOTED.findall(quoted))
        if "\\" in text:
            text = _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)
        if field == "msgid":
            key = text
        else:
            messages[key] = (*messages.get(key, ()), text)
    (head,) = messages.pop("")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    rule = told["Plural-Forms"].partition("plural=")[2].rstrip("; ")
    return _Catalogue(told["Language"], messages, gettext.c2py(rule))


def speak(name: str) -> Token[str]:
    """From here on everything in this context is said in that language.

    ``name`` is one of :func:`languages`, or the path of a catalogue, which ends in ``.po``.
    Raises FileNotFoundError where there is no such catalogue, ValueError with the reason where
    it cannot be spoken.
    """
    if name not in languages():
        if not (name.endswith(".po") and Path(name).is_file()):
            raise FileNotFoundError(name)
        _checked(name)
    return _SPOKEN.set(name)


def _checked(name: str) -> None:
    """Whether a catalogue has every English message, and names no other {placeholders}."""
    try:
        own = _catalogue(name).messages
    except (KeyError, ValueError):
        raise ValueError(say("words.no_catalogue")) from None
    for key, english in _catalogue("en").messages.items():
        if key not in own:
            raise ValueError(say("words.no_message", key=key))
        known = {name for text in english for name in _placeholders(text)}
        try:
            named = [name for text in own[key] for name in _placeholders(text)]
        except ValueError:
            raise ValueError(say("words.braces", key=key)) from None
        if others := [name for name in named if name not in known]:
            raise ValueError(say("words.no_value", key=key, name=others[0]))


def _placeholders(text: str) -> list[str]:
    return [name for _, name, *_ in Formatter().parse(text) if name is not None]


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Everything said inside is said in that language (see :func:`speak`).

    >>> with speaking("en"):
    ...     say("sheet.query")
    'query'
    """
    before = speak(name)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.po")))


def language() -> str:
    """The code (BCP 47) of the language that is spoken."""
    return _catalogue(_SPOKEN.get()).code


def say(key: str, /, **values: object) -> str:
    """The sentence of that key, with values put into its {placeholders}.

    A message with plural forms takes that of its value ``count``.  Raises KeyError for a key
    or value that is missing.

    >>> say("sheet.query")
    'query'
    """
    return template(key, values.get("count")).format(**values)


def template(key: str, count: object = None) -> str:
    """The message of that key with its {placeholders}, for whoever puts more than words there.

    >>> template("sheet.page_of")
    'page {page} of {pages}'
    """
    catalogue = _catalogue(_SPOKEN.get())
    forms = catalogue.messages[key]
    return forms[catalogue.form(count)] if len(forms) > 1 and isinstance(count, int) else forms[0]


def listed(items: Iterable[str], word: str = "and") -> str:
    """Items one after another, the last with its word ("and", "or") before it.

    >>> listed(["Q", "K", "V"])
    'Q and K and V'
    """
    first, *rest = items
    for item in rest:
        first = say(f"list.{word}", first=first, last=item)
    return first


def keys() -> frozenset[str]:
    """All keys of the language that is spoken."""
    return frozenset(_catalogue(_SPOKEN.get()).messages)
