"""-h, the man page and the completion of shells: from the tree of commands, nothing left out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import typer.main

from symattn import cli

ROOT: Any = typer.main.get_command(cli.app)
COMMANDS = {"": ROOT, **ROOT.commands}
CHOICES = {
    "--sheet": ["solution", "blank", "hints", "map", "all"],
    "--paper": ["a4", "letter"],
    "--engine": ["typst", "xelatex"],
    "--rounding": ["half-even", "half-up"],
    "--form": ["exact", "decimal", "both", "steps"],
    "--names": ["numbers", "tokens"],
    "--inputs": ["exact", "rounded", "truncated"],
    "--decimal": ["auto", "point", "comma"],
    "--color": ["auto", "always", "never"],
}
"""What ``--help`` says of them."""
OPTIONS = [
    (name, option, CHOICES.get(option, []))
    for name, command in COMMANDS.items()
    for one in command.params
    if one.param_type_name == "option"
    for option in one.opts
]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(arguments) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_h_is_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [name] if name else []
    assert printed(capsys, *words, "-h") == printed(capsys, *words, "--help")


def test_the_man_page_has_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(capsys, "--man")
    assert page.startswith(".TH SYMATTN 1")
    parts = {part.split(" ")[0]: part for part in page.split(".SS symattn ")[1:]}
    assert parts.keys() == ROOT.commands.keys()
    for name, option, _ in OPTIONS:
        text = parts[name] if name else page.split(".SS")[0]
        assert "\\fB" + option.replace("-", "\\-") + "\\fR" in text, (name, option)
    assert "help." not in page, "a key instead of its sentence"
    for line in page.splitlines():
        assert not line.startswith("'") and line.strip()
        assert not line.startswith(".") or line.split()[0] in (".TH", ".SH", ".SS", ".TP")


def test_the_man_page_is_set(
    program: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    done = subprocess.run(
        [program("groff"), "-man", "-Tutf8", "-Kutf8", "-ww"],
        input=printed(capsys, "--man"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "worksheet" in done.stdout and not done.stderr


def bash(script: str, words: str) -> list[str]:
    """What bash offers for the last of the words."""
    line = f"{script}\nCOMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n_symattn\n"
    done = subprocess.run(
        ["bash", "-c", f'{line}printf "%s\\n" "${{COMPREPLY[@]}}"'],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not done.stderr
    return done.stdout.split()


def test_bash_completes_commands_options_and_choices(capsys: pytest.CaptureFixture[str]) -> None:
    script = printed(capsys, "--completion", "bash")
    assert bash(script, "symattn wor") == ["worksheet"]
    assert {*bash(script, "symattn ''")} >= {*ROOT.commands, "--lang", "-h", "--help"}
    assert bash(script, "symattn worksheet a.toml --pa") == ["--paper"]
    assert bash(script, "symattn worksheet a.toml --sheet b") == ["blank"]
    assert bash(script, "symattn --lang en gradient --sheet ''")[0] == "solution"
    assert bash(script, "symattn solve work") == [], "left to the shell: a file"
    for name, option, choices in OPTIONS:
        assert option in bash(script, f"symattn {name} {option}")
        if choices:
            assert {*bash(script, f"symattn {name} {option} ''")} >= {*choices}


def test_zsh_and_fish_have_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    zsh, fish = (printed(capsys, "--completion", shell) for shell in ("zsh", "fish"))
    assert "bashcompinit" in zsh and "complete -o default -F _symattn symattn" in zsh
    for name, option, choices in OPTIONS:
        flag = f"-l {option[2:]} " if option.startswith("--") else f"-s {option[1:]} "
        where = f"__fish_seen_subcommand_from {name}'" if name else "__fish_use_subcommand "
        lines = [line for line in fish.splitlines() if flag in line and where in line]
        assert lines, (name, option)
        assert not choices or f"-x -a '{' '.join(choices)}" in lines[0]


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--completion", "tcsh"]) == 2
    told = capsys.readouterr().err
    assert told == "symattn: --completion: no completion for tcsh; one of: bash, zsh, fish\n"
