"""Additive attention: e_j = vᵀ tanh(W₁ s + W₂ h_j), whose letters the text's formula names.

Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
Translate", 2015, appendix A.1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from symattn.reading.documents import Document
from symattn.reading.documents.trees import (
    Call,
    Name,
    Product,
    Sum,
    Transpose,
    Tree,
    children,
    plain,
)
from symattn.texts.tables import Table

__all__ = ["Additive", "additive_start"]

ROLES = ("W_q", "W_k", "w_v", "Q", "K")
_LOWER = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@dataclass(frozen=True)
class _Formula:
    """The letters of the formula."""

    w_q: str
    query: str
    w_k: str
    key: str
    v: str


@dataclass(frozen=True)
class Additive:
    """The keywords of the problem, the tables of its inputs, and the others with their stages."""

    keys: Mapping[str, object]
    used: Mapping[str, Table]
    rest: tuple[Table, ...]


def additive_start(document: Document, tables: Sequence[Table]) -> Additive | None:
    """The inputs by the letters of the text's own formula, None where it has no such formula."""
    for equation in document.equations():
        for part in equation.parts:
            letters = _letters(part)
            if letters is not None:
                found = _start(letters, tables)
                if found is not None:
                    return found
    return None


def _letters(tree: Tree) -> _Formula | None:
    for node in _walk(tree):
        if not isinstance(node, Product) or len(node.factors) != 2:
            continue
        first, second = node.factors
        v = first.body if isinstance(first, Transpose) else first
        if not (isinstance(v, Name) and isinstance(second, Call) and second.function == "tanh"):
            continue
        if len(second.arguments) != 1 or not isinstance(second.arguments[0], Sum):
            continue
        pairs = [_pair(term) for term in second.arguments[0].terms[:2]]
        if len(pairs) < 2 or None in pairs:
            continue
        (a, x), (b, y) = (pair for pair in pairs if pair is not None)
        if _head(x) in ("h", "k", "K", "enc") and _head(y) not in ("h", "k", "K", "enc"):
            (a, x), (b, y) = (b, y), (a, x)
        return _Formula(a, x, b, y, v.text)
    return None


def _walk(tree: Tree) -> Iterator[Tree]:
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def _pair(tree: Tree) -> tuple[str, str] | None:
    if isinstance(tree, Product) and len(tree.factors) == 2:
        names = [plain(factor) for factor in tree.factors]
        return names[0], names[1]
    return None


def _head(name: str) -> str:
    return _even(name).split("_")[0]


def _even(name: str) -> str:
    """W₁ and W_1 alike."""
    name = re.sub(r"([A-Za-z])([₀-₉]+)", r"\1_\2", name.strip()).translate(_LOWER)
    return re.sub(r"[{}\s]", "", name)


def _role(letters: _Formula, name: str) -> str:
    """The input that a name of the formula stands for."""
    for role, letter in (("W_q", letters.w_q), ("W_k", letters.w_k), ("w_v", letters.v)):
        if name == _even(letter):
            return role
    for role, letter in (("Q", letters.query), ("K", letters.key)):
        if _head(name) == _head(letter):
            return role
    return ""


def _start(letters: _Formula, tables: Sequence[Table]) -> Additive | None:
    taken: dict[str, Table] = {}
    rest = []
    for table in tables:
        names = [_even(table.grid.name), *map(_even, table.row_names[:1])]
        role = ""
        if table.grid.cells and table.grid.role == "alone":
            called = (_role(letters, name) for name in names if name)
            role = next((one for one in called if one and one not in taken), "")
        if role:
            taken[role] = table
        else:
            rest.append(replace(table, hints=_hints(table, letters)))
    if len(taken) < len(ROLES):
        return None
    keys = _keys(taken)
    return None if keys is None else Additive(keys, taken, tuple(rest))


def _hints(table: Table, letters: _Formula) -> Mapping[str, float]:
    """W₁s is projected_queries, W₂h₁ is projected_keys, tanh(…) is hidden."""
    name = re.sub(r"\s", "", _even(table.grid.name))
    if table.grid.role == "argument" and table.grid.function == "tanh":
        return {"before tanh": 1.0}
    if name.startswith("tanh"):
        return {"hidden": 1.0}
    for weights, stage in ((letters.w_q, "projected_queries"), (letters.w_k, "projected_keys")):
        if name.startswith(_even(weights)) and len(name) > len(_even(weights)):
            return {stage: 1.0}
    return table.hints


def _keys(taken: Mapping[str, Table]) -> dict[str, object] | None:
    """The problem's keywords: row vectors, so W₁ of W₁s is turned."""
    texts = {name: table.texts() for name, table in taken.items()}
    for name, of in (("W_q", "Q"), ("W_k", "K")):
        width = len(texts[of][0])
        rows = texts[name]
        if len(rows[0]) == width:
            texts[name] = [list(column) for column in zip(*rows, strict=True)]
        elif len(rows) != width:
            return None
    vector = [cell for row in texts["w_v"] for cell in row]
    return {**texts, "w_v": vector, "V": texts["K"], "kind": "additive"}
