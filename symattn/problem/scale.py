"""The factor before the softmax: 1/√d_k, none, or what the problem says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from symattn.errors import InputError
from symattn.formulas.tree import Name, Num, Sym
from symattn.numbers.algebraic import Algebraic
from symattn.numbers.expsums import ExpSum
from symattn.problem.inputs import described
from symattn.reading import entries
from symattn.words import say

__all__ = ["Scale", "resolve"]

WIDTH = Sym("d", (Name("k"),))
_WORDS = {
    "1/sqrt(d_k)": "1/sqrt(d_k)",
    "1/√d_k": "1/sqrt(d_k)",
    "1/√(d_k)": "1/sqrt(d_k)",
    "1/\\sqrt{d_k}": "1/sqrt(d_k)",
    "\\frac{1}{\\sqrt{d_k}}": "1/sqrt(d_k)",
    "1/d_k": "1/d_k",
    "\\frac{1}{d_k}": "1/d_k",
    "none": "none",
    "symbolic": "symbolic",
}


@dataclass(frozen=True)
class Scale:
    """The resolved ``factor`` (fmpq, ExpSum or SymPy), its kind, and what was written."""

    kind: str
    factor: Any
    text: str


def resolve(value: Any, d_k: int | None, key: str) -> Scale:
    """The scale that ``value`` names, for heads of width ``d_k`` (None: there are only scores)."""
    if isinstance(value, Scale):
        return value if value.kind in ("given", "none") else resolve(value.text, d_k, key)
    word = re.sub(r"\s+", "", value) if isinstance(value, str) else None
    kind = _WORDS.get(word or "")
    if kind == "none":
        return Scale("none", fmpq(1), "none")
    if kind is not None:
        assert word is not None
        return Scale(kind, _of_width(kind, d_k, key), str(value))
    if value is None or isinstance(value, (list, dict)):
        raise InputError(say("expected.scale", found=described(value)), key=key)
    try:
        return Scale("given", _given(value, d_k, key), str(value))
    except InputError as error:
        if error.fix is None and not isinstance(error.key, str):
            error.fix = say("fix.scales")
        raise error.within(key=key) from None


def _of_width(kind: str, d_k: int | None, key: str) -> Any:
    if kind == "symbolic":
        import sympy

        return 1 / sympy.sqrt(sympy.Symbol("d_k"))
    if d_k is None:
        raise _no_width(key)
    if kind == "1/d_k":
        return fmpq(1, d_k)
    return entries.lowered(ExpSum.of(Algebraic.power(fmpq(d_k), fmpq(-1, 2))))


def _given(value: Any, d_k: int | None, key: str) -> Any:
    if not isinstance(value, str) or "d_k" not in value.replace("{", "").replace("}", ""):
        return entries.entry(value)
    from symattn.reading import grammar

    if d_k is None:
        raise _no_width(key)
    tree = grammar.replaced(grammar.tree(entries.even_out(value)), WIDTH, Num(str(d_k)))
    return grammar.value(tree, value)


def _no_width(key: str) -> InputError:
    return InputError(
        say("problem.no_width"),
        key=key,
        fix=say("fix.write_scale"),
    )
