"""The web as a reader sees it: each printed array, what it follows from, and how well.

One :class:`Strand` for each array: a source, a stage that follows, a stage by its words alone,
or nothing, and then the nearest that was refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from symattn.errors import Place
from symattn.texts.laying import Put
from symattn.texts.tables import Table
from symattn.texts.web import Component
from symattn.words import say

__all__ = ["Strand", "strands"]


@dataclass(frozen=True)
class Strand:
    """An array of the text.

    ``role``: the input or stage, "" where it is neither.  ``kind``: "source", "follows",
    "called" (its words say so, and most of it does not follow) or "open".  ``of``: the sources
    it follows from.  ``bits``: all evidence for it; ``agree`` of ``cells`` numbers agree.
    ``refused``: for an open array the nearest stage, with its bits.
    """

    where: Place
    name: str
    shape: tuple[int, ...]
    kind: str
    role: str = ""
    of: tuple[str, ...] = ()
    bits: float = 0.0
    agree: int = 0
    cells: int = 0
    refused: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of the JSON's ``web``."""
        out: dict[str, Any] = {
            "where": {"line": self.where.line, "column": self.where.column},
            "name": self.name,
            "shape": list(self.shape),
            "kind": self.kind,
            "role": self.role,
            "of": list(self.of),
            "bits": round(self.bits, 1),
            "agree": self.agree,
            "cells": self.cells,
        }
        return {**out, "refused": self.refused} if self.refused else out


def strands(tables: Sequence[Table], found: Sequence[Component]) -> tuple[Strand, ...]:
    """A strand for each array, in text order."""
    known = dict(_placed(found))
    refused: dict[Table, Put] = {}
    for one in found:
        for put in one.refused:
            if put.table not in refused or refused[put.table].net < put.net:
                refused[put.table] = put
    out = [known.get(table) or _open(table, refused.get(table)) for table in tables]
    return tuple(sorted(out, key=lambda strand: (strand.where.line, strand.where.column)))


def _placed(found: Iterable[Component]) -> Iterator[tuple[Table, Strand]]:
    for one in found:
        of = tuple(one.start.used)
        for put in one.puts:
            kind = "called" if put.doubtful else "follows"
            ways = "" if put.way.kind == "whole" else f" ({put.way.kind})"
            yield put.table, _strand(put.table, kind, put.stage + ways, of, put)
        for name, table in one.start.used.items():
            yield table, _strand(table, "source", name)


def _strand(
    table: Table, kind: str, role: str, of: tuple[str, ...] = (), put: Put | None = None
) -> Strand:
    shape = (*table.lead, *table.shape)
    name = table.grid.name
    if put is None:
        return Strand(table.where, name, shape, kind, role, of)
    found = put.found
    return Strand(table.where, name, shape, kind, role, of, put.net, found.agree, found.cells)


def _open(table: Table, put: Put | None) -> Strand:
    if put is None:
        return _strand(table, "open", "")
    found = put.found
    bits = f"{put.net:.1f}"
    nearest = say("texts.nearest", stage=put.stage, agree=found.agree, cells=found.cells, bits=bits)
    shape = (*table.lead, *table.shape)
    return Strand(table.where, table.grid.name, shape, "open", refused=nearest)
