"""A man page, and completion for shells, from the command line's own tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, get_args

from symattn.words import keys, say

__all__ = ["SHELLS", "completion", "man"]

Command = Any  # a command or a group of them, as typer has it


def _told(help_key: str | None) -> str:
    """The sentence of a key; what is none stays (typer's own words)."""
    return say(help_key) if help_key in keys() else (help_key or "")


def _options(command: Command) -> Iterator[tuple[Sequence[str], str, Sequence[str], str]]:
    """Names, metavar, choices and help of each option, ``--help`` among them."""
    for one in command.params:
        if one.param_type_name == "option":
            choices = _choices(one.type_descriptor.annotation)
            taken = "" if one.is_flag else one.metavar or one.name.upper()
            yield one.opts, "|".join(choices) or taken, choices, _told(one.help)
    yield ("-h", "--help"), "", (), say("help.help")


def _choices(annotation: Any) -> list[str]:
    """The values of an enumeration, or of one that may be left out."""
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, Enum):
            return [str(choice.value) for choice in one]
    return []


def _arguments(command: Command) -> str:
    return " ".join(one.metavar for one in command.params if one.param_type_name == "argument")


# Man ---------------------------------------------------------------------------------


def man(root: Command, version: str) -> str:
    """The man page in roff: every command and option, and what the exit status says."""
    lines = [
        f'.TH SYMATTN 1 "" "symattn {_roff(version)}"',
        *_section(say("man.name"), f"symattn \\- {_roff(_told(root.help))}"),
        *_section(say("man.synopsis"), "\\fBsymattn\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR …"),
        f".SH {_roff(say('man.options'))}",
        *_listed(root),
        f".SH {_roff(say('man.commands'))}",
    ]
    for name, command in root.commands.items():
        lines += [f".SS symattn {name} {_roff(_arguments(command))}", _roff(_told(command.help))]
        lines += _listed(command)
    lines += [f".SH {_roff(say('man.exit'))}"]
    for code in (0, 1, 2):
        lines += [".TP", f"\\fB{code}\\fR", _roff(say(f"man.exit_{code}"))]
    return "\n".join(lines)


def _section(title: str, text: str) -> tuple[str, str]:
    return f".SH {_roff(title)}", text


def _listed(command: Command) -> Iterator[str]:
    for names, taken, _, told in _options(command):
        shown = ", ".join(f"\\fB{_roff(name)}\\fR" for name in names)
        yield ".TP"
        yield f"{shown} \\fI{_roff(taken)}\\fR" if taken else shown
        yield _roff(told)


def _roff(text: str) -> str:
    """Text that roff prints as it stands."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain[:1] in (".", "'") else plain


# Completion --------------------------------------------------------------------------


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _bash(root: Command) -> str:
    names = list(root.commands)
    words = {name: [o for opts, *_ in _options(one) for o in opts] for name, one in _all(root)}
    values = [
        f'    "{name} {option}") offered="{" ".join(choices)}";;'
        for name, one in _all(root)
        for options, _, choices, _ in _options(one)
        for option in options
        if choices
    ]
    known = [f'    "{name}") words="{" ".join(found)}";;' for name, found in words.items()]
    return "\n".join(
        [
            "_symattn() {",
            '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}"',
            '  local command="" words="" offered="" word',
            '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            f'    case "$word" in {"|".join(names)}) command="$word"; break;; esac',
            "  done",
            '  case "$command $prev" in',
            *values,
            "  esac",
            '  if [[ -n "$offered" ]]; then',
            '    COMPREPLY=($(compgen -W "$offered" -- "$cur"))',
            "    return",
            "  fi",
            '  case "$command" in',
            *known,
            "  esac",
            f'  [[ -z "$command" ]] && words="$words {" ".join(names)}"',
            '  [[ -n "$command" && "$cur" != -* ]] && return',
            '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
            "}",
            "complete -o default -F _symattn symattn",
        ]
    )


def _all(root: Command) -> Iterator[tuple[str, Command]]:
    yield "", root
    yield from root.commands.items()


def _zsh(root: Command) -> str:
    return f"autoload -U +X compinit bashcompinit && compinit && bashcompinit\n{_bash(root)}"


def _fish(root: Command) -> str:
    lines = []
    for name, command in root.commands.items():
        told = _quoted(_told(command.help))
        lines.append(f"complete -c symattn -n __fish_use_subcommand -a {name} -d {told}")
    for name, command in _all(root):
        where = _quoted(f"__fish_seen_subcommand_from {name}") if name else "__fish_use_subcommand"
        for names, taken, choices, told in _options(command):
            flags = [f"-{'l' if one[:2] == '--' else 's'} {one.lstrip('-')}" for one in names]
            more = ["-x", "-a", _quoted(" ".join(choices))] if choices else ["-r"] if taken else []
            lines.append(
                " ".join(["complete -c symattn -n", where, *flags, *more, "-d", _quoted(told)])
            )
    return "\n".join(lines)


SHELLS: Mapping[str, Any] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
"""A writer for each shell."""


def completion(root: Command, shell: str) -> str:
    """The script that completes commands, options and their choices in that shell.

    Of bash, zsh and fish; a KeyError for another.
    """
    script: str = SHELLS[shell](root)
    return script
