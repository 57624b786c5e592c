"""The command line: each command in a module of its own, everything heavy imported inside.

``main`` turns every error that a user can cause into one line on standard error
and exit code 2; nothing else prints a traceback away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import copy_context

import typer

from symattn import __version__
from symattn.cli import export, gradient, kernel, scaling, shell, solve, verify, worksheet
from symattn.cli.spoken import SpokenCommand, SpokenGroup, choose
from symattn.errors import InputError, SymattnError
from symattn.words import say

__all__ = ["app", "main"]

HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="symattn",
    cls=SpokenGroup,
    help="help.symattn",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=HELP,
)
for command in (solve, worksheet, export, verify, gradient, scaling, kernel):
    name = command.__name__.rpartition(".")[2]
    app.command(name=name, cls=SpokenCommand, help=f"help.{name}", context_settings=HELP)(
        command.command
    )


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"symattn {__version__}")
        raise typer.Exit


def _man(ctx: typer.Context, asked: bool) -> None:
    if asked:
        typer.echo(shell.man(ctx.find_root().command, __version__))
        raise typer.Exit


def _complete(ctx: typer.Context, name: str | None) -> str | None:
    if name is not None:
        if name not in shell.SHELLS:
            raise InputError(
                say("cli.no_shell", name=name),
                key="--completion",
                fix=say("fix.one_of", known=", ".join(shell.SHELLS)),
            )
        typer.echo(shell.completion(ctx.find_root().command, name))
        raise typer.Exit
    return name


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="help.version"
    ),
    lang: str = typer.Option(None, "--lang", callback=choose, is_eager=True, help="help.lang"),
    man: bool = typer.Option(False, "--man", callback=_man, is_eager=True, help="help.man"),
    completion: str = typer.Option(
        None, "--completion", callback=_complete, is_eager=True, help="help.completion"
    ),
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (0 done, 1 a claim fails, 2 bad input).

    It runs in a context of its own: the language of ``--lang`` ends with it.
    """
    return copy_context().run(_run, arguments)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = app(
            args=None if arguments is None else list(arguments),
            prog_name="symattn",
            standalone_mode=False,
        )
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message())
            return 0
        _complain(error.format_message())
        return 2
    except (typer.Abort, KeyboardInterrupt):
        _complain(say("cli.stopped"))
        return 130
    except SymattnError as error:
        _complain(str(error))
        return 2
    except MemoryError:
        _complain(say("cli.no_memory"))
        return 2
    return result if isinstance(result, int) else 0


def _complain(sentence: str) -> None:
    typer.echo(f"symattn: {' '.join(sentence.split())}", err=True)
