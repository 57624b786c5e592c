"""Which inputs may stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symattn.errors import InputError

__all__ = ["check"]

Names = frozenset[str]
Refusal = tuple[str, str, str]


def check(has: Names, prefix: str) -> None:
    """Nothing, or InputError for the first input that has no place beside the others."""
    if not has & {"X", "Q", "K", "scores"}:
        raise InputError(
            "there is nothing to attend to",
            key=prefix.rstrip(".") or None,
            fix="give X, or Q and K, or scores",
        )
    for rule in _RULES:
        for name, sentence, fix in rule(has):
            raise InputError(sentence, key=prefix + name, fix=fix)


def _scores(has: Names) -> Iterator[Refusal]:
    if "scores" in has:
        for name in sorted(has - {"scores", "V", "W_O", "b_O"}):
            yield name, "beside scores only V (with W_O and b_O) has a place", f"leave {name} out"


def _sequences(has: Names) -> Iterator[Refusal]:
    if "Y" in has and "X" not in has:
        yield (
            "Y",
            "Y is the sequence that X looks at, and there is no X",
            "give X, or Q, K and V",
        )
    if {"Q", "K", "V"} <= has:
        for name in sorted(has & {"X", "Y"}):
            yield name, "Q, K and V are given, so nothing makes use of this", "leave it out"


def _given_and_made(has: Names) -> Iterator[Refusal]:
    for which in "QKV":
        for name in (f"W_{which}", f"b_{which}"):
            if name in has and which in has:
                fix = f"leave {name} or {which} out"
                yield name, f"{which} is given itself, so nothing makes use of this", fix
            elif name in has and "X" not in has:
                yield name, "there is no X to project", "give X, or leave it out"


def _missing(has: Names) -> Iterator[Refusal]:
    if not has & {"scores", "X"}:
        for which in "QK":
            if which not in has:
                fix = f"give {which}, or X from which it is made"
                yield which, f"expected {which} beside the other inputs, found nothing", fix


def _output(has: Names) -> Iterator[Refusal]:
    for name in sorted(has & {"W_O", "b_O"}):
        if not has & {"X", "V"}:
            yield name, "there is no output to project without V", "give V, or leave it out"
    if "b_O" in has and "W_O" not in has:
        yield "b_O", "there is no W_O to which it belongs", "give W_O too, or leave b_O out"


_RULES: tuple[Callable[[Names], Iterator[Refusal]], ...] = (
    _scores,
    _given_and_made,
    _missing,
    _sequences,
    _output,
)
