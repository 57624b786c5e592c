"""Help in the language that is spoken: commands and options hold keys until they are shown.

So the catalogue is not read for ``--version``, nor before ``--lang`` has said which it is.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from symattn.errors import InputError
from symattn.words import keys, languages, say, speak

__all__ = ["SpokenCommand", "SpokenGroup", "choose"]


class SpokenCommand(TyperCommand):
    """A command whose help is said when it is shown."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _tell(self, ctx)
        super().format_help(ctx, formatter)


class SpokenGroup(TyperGroup):
    """The commands together, each told in a line."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        _tell(self, ctx)
        super().format_help(ctx, formatter)


def _tell(command: Any, ctx: Any) -> None:
    told = keys()
    for one in (command, *getattr(command, "commands", {}).values(), *command.get_params(ctx)):
        if one.name == "help":
            one.help = say("help.help")
        elif one.help in told:
            one.help = say(one.help)


def choose(name: str | None) -> str | None:
    """Everything from here on is said in that language (a code, or the path of a catalogue)."""
    if name is not None:
        try:
            speak(name)
        except FileNotFoundError:
            from symattn.problem.keys import nearest

            fix = nearest(name, languages())
            raise InputError(say("cli.no_language", name=name), key="--lang", fix=fix) from None
        except ValueError as error:
            raise InputError(str(error), file=name, key="--lang") from None
    return name
