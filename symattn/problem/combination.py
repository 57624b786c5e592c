"""Which inputs may stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symattn.errors import InputError
from symattn.words import say

__all__ = ["check"]

Names = frozenset[str]
Refusal = tuple[str, str, str]


def check(has: Names, prefix: str) -> None:
    """Nothing, or InputError for the first input that has no place beside the others."""
    if not has & {"X", "Q", "K", "scores"}:
        raise InputError(
            say("problem.nothing_given"),
            key=prefix.rstrip(".") or None,
            fix=say("fix.give_X_Q_K_or_scores"),
        )
    for rule in _RULES:
        for name, sentence, fix in rule(has):
            raise InputError(sentence, key=prefix + name, fix=fix)


def _scores(has: Names) -> Iterator[Refusal]:
    if "scores" in has:
        for name in sorted(has - {"scores", "V", "W_O", "b_O"}):
            yield name, say("problem.beside_scores"), say("fix.leave_name_out", name=name)


def _sequences(has: Names) -> Iterator[Refusal]:
    if "Y" in has and "X" not in has:
        yield (
            "Y",
            say("problem.Y_without_X"),
            say("fix.give_X_or_Q_K_V"),
        )
    if {"Q", "K", "V"} <= has:
        for name in sorted(has & {"X", "Y"}):
            yield name, say("problem.unused_beside_Q_K_V"), say("fix.leave_out")


def _given_and_made(has: Names) -> Iterator[Refusal]:
    for which in "QKV":
        for name in (f"W_{which}", f"b_{which}"):
            if name in has and which in has:
                fix = say("fix.leave_either_out", name=name, which=which)
                yield name, say("problem.unused_beside", which=which), fix
            elif name in has and "X" not in has:
                yield name, say("problem.nothing_to_project"), say("fix.give_X_or_leave_out")


def _missing(has: Names) -> Iterator[Refusal]:
    if not has & {"scores", "X"}:
        for which in "QK":
            if which not in has:
                fix = say("fix.give_or_X", which=which)
                yield which, say("expected.beside_others", which=which), fix


def _output(has: Names) -> Iterator[Refusal]:
    for name in sorted(has & {"W_O", "b_O"}):
        if not has & {"X", "V"}:
            yield name, say("problem.projection_without_V"), say("fix.give_V_or_leave_out")
    if "b_O" in has and "W_O" not in has:
        yield "b_O", say("problem.bias_without_W_O"), say("fix.give_W_O_or_leave_out")


_RULES: tuple[Callable[[Names], Iterator[Refusal]], ...] = (
    _scores,
    _given_and_made,
    _missing,
    _sequences,
    _output,
)
