"""What symattn says when it cannot go on, and where in a file it stood.

Every error that a user can cause is an :class:`InputError`; its text is one
line that names the file, the key, the row and the column, says what was
expected and what to do.  The command line prints that line and exits with 2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from symattn.words import say

__all__ = [
    "InputError",
    "Limit",
    "MissingExtra",
    "NoStage",
    "NothingChecked",
    "OutOfRange",
    "Place",
    "SymattnError",
    "Unsupported",
]


@dataclass(frozen=True)
class Place:
    """A position in a text: lines and columns count from 1."""

    line: int
    column: int = 1
    file: str | None = None

    def __str__(self) -> str:
        stem = f"{self.file}:" if self.file else ""
        return f"{stem}{self.line}:{self.column}"


class SymattnError(Exception):
    """Base class of all errors that symattn raises on purpose."""


@dataclass
class InputError(SymattnError):
    """The input cannot be used.

    ``row`` and ``column`` count from 1, as people count; ``None`` where they
    do not apply.  ``fix`` says what to do, where that is known.

    >>> str(InputError("expected a number, found 'abc'", key="inputs.X", row=2, column=1))
    "inputs.X, row 2, column 1: expected a number, found 'abc'"
    """

    sentence: str
    file: str | None = None
    key: str | None = None
    row: int | None = None
    column: int | None = None
    fix: str | None = None

    def __str__(self) -> str:
        spot = [self.key] if self.key else []
        if self.row is not None:
            spot.append(say("error.row", number=self.row))
        if self.column is not None:
            spot.append(say("error.column", number=self.column))
        head = f"{self.file}: " if self.file else ""
        where = f"{', '.join(spot)}: " if spot else ""
        tail = f"; {self.fix}" if self.fix else ""
        return _one_line(f"{head}{where}{self.sentence}{tail}")

    def within(self, **context: str | int | None) -> InputError:
        """The same error with context that only the caller knows (file, key …)."""
        known: dict[str, Any] = {
            name: value for name, value in context.items() if getattr(self, name) is None
        }
        return replace(self, **known)


class Unsupported(InputError):
    """The input asks for something that symattn does not do (yet)."""


class NothingChecked(InputError):
    """The input can be read, and nothing in it could be judged."""


class NoStage(InputError, KeyError):
    """A derivation has no stage of that name."""


class OutOfRange(InputError, IndexError):
    """A stage has no entry at that index."""


class Limit(InputError):
    """The input is past a stated limit of size or time."""


class MissingExtra(InputError):
    """A package that is not installed would be needed; the text names the extra."""


def _one_line(text: str) -> str:
    """User text inside a message must not break the line or hide control codes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
