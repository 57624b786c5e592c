"""Vectors that belong together as one grid: bullets, rows in a sentence, parallel equations."""

from __future__ import annotations

import re
from dataclasses import replace

from symattn.reading.documents.blocks import Block, Grid
from symattn.reading.documents.chains import Record

__all__ = ["join_vectors"]

LONGEST_BETWEEN = 60


def join_vectors(blocks: list[Block], records: list[Record]) -> list[Block]:
    """The blocks with runs of like chains joined: their k-th vectors become rows of a grid."""
    runs: list[list[Record]] = []
    for record in records:
        if runs and _goes_on(runs[-1][-1], record):
            runs[-1].append(record)
        else:
            runs.append([record])
    gone: set[int] = set()
    new = list(blocks)
    for run in runs:
        if len(run) < 2:
            continue
        for k, at in enumerate(run[0].grids):
            grids = [blocks[record.grids[k]] for record in run]
            rows = [grid for grid in grids if isinstance(grid, Grid)]
            new[at] = _joined(rows, [record.label for record in run])
            gone.update(record.grids[k] for record in run[1:])
    return [block for i, block in enumerate(new) if i not in gone]


def _goes_on(last: Record, record: Record) -> bool:
    if last.signature != record.signature or len(last.grids) != len(record.grids):
        return False
    a, b = last.text, record.text
    if last.piece == record.piece:
        between = a[last.end : record.start]
        near = len(between.strip()) <= LONGEST_BETWEEN and not re.search(r"\n[ \t]*\n", between)
        return near and (
            "\n" in between or record.related or _alike(last.label, record.label, between)
        )
    if record.piece != last.piece + 1:
        return False
    return len(a[last.end :].strip()) <= 20 and len(b[: record.start].strip()) <= 40


def _alike(first: str, second: str, between: str) -> bool:
    """Vectors in one sentence: parted by a comma, named with a colon, or by words that count."""
    if re.fullmatch(r"[\s,;、\ue000-\ue002]*(?:and|und|et|y|e|和|и)?[\s\ue000-\ue002]*", between):
        return True
    if between.rstrip(" \ue000\ue002").endswith((":", "：", "=")):
        return True
    bare = [re.sub(r"\d+|\b[a-z]\b", "", label).strip().lower() for label in (first, second)]
    return bare[0] == bare[1] and bool(bare[0])


def _joined(rows: list[Grid], labels: list[str]) -> Grid:
    first = rows[0]
    names = tuple(labels)
    distinct = all(names) and len(set(names)) == len(names) and max(map(len, names)) <= 40
    context = replace(first.context, after=rows[-1].context.after)
    return replace(
        first,
        kind="vectors",
        cells=tuple(row for grid in rows for row in grid.cells),
        shape=(len(rows), len(first.cells[0])),
        row_names=names if distinct else (),
        name="" if distinct and first.name in names else first.name,
        context=context,
    )
