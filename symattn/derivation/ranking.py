"""Search as attention: goods ranked by their weighted values, ties proven.

The goods are the keys; a good's weighted value is its weight for the query times its
value (the stage ``terms``, where each good has one value).  Two are put on one place
only where their weighted values are proven equal, whatever floats make of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symattn.derivation.derivation import Derivation
from symattn.errors import InputError, Unsupported
from symattn.numbers.entries import Entry, Special
from symattn.numbers.tensors import Index, indices
from symattn.words import say

__all__ = ["Ranking", "asked", "in_double", "rank", "rankings"]


@dataclass(frozen=True)
class Ranking:
    """The goods of one query from the highest weighted value to the lowest.

    ``places`` holds groups of goods (keys, from 0): those of one group are equal.
    ``undecided`` are pairs of which neither "equal" nor "different" is proven; they stand
    on places of their own.  Goods that a mask hides altogether are not ranked.
    """

    query: Index
    places: tuple[tuple[int, ...], ...]
    undecided: tuple[tuple[int, int], ...] = ()


def rank(entries: list[tuple[int, Entry]]) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Groups of equal entries from the largest down, and the pairs left open.

    >>> rank([(0, Entry.of(1)), (1, Entry.of(2)), (2, Entry.of(1))])
    ([[1], [0, 2]], [])
    """
    groups: list[list[tuple[int, Entry]]] = []
    open_pairs: list[tuple[int, int]] = []
    for number, entry in entries:
        for at, group in enumerate(groups):
            order = entry.compare(group[0][1])
            if order is None:
                open_pairs.append((group[0][0], number))
            elif order == 0:
                group.append((number, entry))
                break
            elif order > 0:
                groups.insert(at, [(number, entry)])
                break
        else:
            groups.append([(number, entry)])
    return [[number for number, _ in group] for group in groups], open_pairs


def rankings(derivation: Derivation) -> tuple[Ranking, ...]:
    """One ranking for each query (and batch and head); none for an undefined row.

    Raises InputError where goods have no value, or more than one; Unsupported for symbols.
    """
    _one_value(derivation)
    cells = derivation.carrier.cells(derivation.value("terms"))
    out = []
    for query in indices(cells.shape[:-2]):
        found = [
            (good, cells[(*query, good, 0)])
            for good in range(cells.shape[-2])
            if not _hidden(derivation, query, good)
        ]
        if any(isinstance(cell, Special) for _, cell in found):
            continue
        groups, open_pairs = rank(found)
        out.append(Ranking(query, tuple(map(tuple, groups)), tuple(open_pairs)))
    return tuple(out)


def in_double(derivation: Derivation, query: Index) -> list[float] | None:
    """The scores of a query as double precision adds their terms up, from left to right.

    For a page that tells what floats make of a tie; no verdict rests on them, and sums of
    products are the same on every machine (IEEE 754).  None where scores are no dot products.
    """
    if derivation.problem.kind != "dot" or derivation.problem.d_k is None:
        return None
    q, k = _doubles(derivation, "Q"), _doubles(derivation, "K")
    return [sum(a * b for a, b in zip(q[query[-1]], key, strict=True)) for key in k]


def _doubles(derivation: Derivation, name: str) -> list[list[float]]:
    cells = derivation.carrier.cells(derivation.value(name))
    *_, rows, columns = cells.shape
    texts = [derivation.carrier.decimal(cell, 30) or "nan" for cell in cells.cells]
    floats = list(map(float, texts[: rows * columns]))
    return [floats[i : i + columns] for i in range(0, len(floats), columns)]


def asked(derivation: Derivation) -> bool:
    """Whether a ranking belongs to the problem: asked for, or one query and one value each."""
    problem = derivation.problem
    if "ranking" in problem.sheet.get("also", ()):
        return True
    one = problem.n == 1 and problem.d_v == 1 and problem.dropout is None
    return one and not problem.symbolic and not problem.batch and problem.heads == 1


def _one_value(derivation: Derivation) -> None:
    if derivation.problem.symbolic:
        raise Unsupported(say("derivation.ranking_of_symbols"))
    if derivation.problem.d_v is None:
        raise InputError(
            say("derivation.ranking_without_values"), key="inputs.V", fix=say("fix.give_V")
        )
    if derivation.problem.d_v != 1:
        raise InputError(
            say("derivation.ranking_of_one_value", found=derivation.problem.d_v),
            key="inputs.V",
            fix=say("fix.give_V_one_column"),
        )


def _hidden(derivation: Derivation, query: Index, good: int) -> bool:
    """Whether −∞ stands at the score, so that the good is not in the search at all."""
    if "masked" not in derivation.recipe:
        return False
    cell: Any = derivation.carrier.cells(derivation.value("masked"))[(*query, good)]
    return isinstance(cell, Special)
