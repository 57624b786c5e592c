"""Vectors that belong together as one grid: bullets, rows in a sentence, parallel equations."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from symattn.reading.documents.blocks import Block, Grid
from symattn.reading.documents.chains import Record

__all__ = ["join_vectors"]

LONGEST_BETWEEN = 60


def join_vectors(blocks: list[Block], records: list[Record]) -> list[Block]:
    """The blocks with runs of like chains joined: their k-th vectors become rows of a grid."""
    runs: list[list[Record]] = []
    cycles, rest = _cycles(blocks, records)
    for record in rest:
        last = runs[-1][-1] if runs else None
        again = last is not None and _is_again(runs[-1], record)
        if last and not again and _goes_on(last, record) and _as_wide(blocks, last, record):
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
            letter, head = _letter(run[0])
            name = f"{letter}{head}" if head else ""
            new[at] = _joined(rows, [record.label for record in run], name)
            gone.update(record.grids[k] for record in run[1:])
    for run in cycles:
        rows = [grid for one in run if isinstance(grid := blocks[one.grids[0]], Grid)]
        new[run[0].grids[0]] = _joined(rows, [_owner(one) for one in run], _base(run[0]))
        gone.update(one.grids[0] for one in run[1:])
    return [block for i, block in enumerate(new) if i not in gone]


_INPUT = re.compile(r"(?i)(?:[qkvxe]|query|key|value|embedding)s?(?:[\s_(]*\w{0,12}\)?)?")
LONGEST_CYCLE = 5


_NUMBERED = re.compile(r"([^\W\d_]+'*)_?[{(]?\d{1,2}[})]?(\^.*)?")


def _letter(record: Record) -> tuple[str, str]:
    """The letter of a name that is numbered, and its head: s and ^(2) of s_1^(2)."""
    found = _NUMBERED.fullmatch(record.label.strip())
    return (found[1], found[2] or "") if found else ("", "")


def _is_again(run: list[Record], record: Record) -> bool:
    """Whether a numbered name begins anew: k_1, k_2, and k_1 once more."""
    return bool(_letter(record)[0]) and record.label in {one.label for one in run}


def _base(record: Record) -> str:
    """The letter or word of a label without its index: q of q_1 and q_cat."""
    return re.split(r"[\s_(\d]", record.label.strip())[0].lower()


def _cycles(blocks: list[Block], records: list[Record]) -> tuple[list[list[Record]], list[Record]]:
    """Inputs told token by token, "cat: q = …, k = …, v = …", as runs of one letter; the rest."""
    runs: list[list[Record]] = []
    rest: list[Record] = []
    at = 0
    while at < len(records):
        found = next(
            filter(None, (_cycle(blocks, records, at, n) for n in range(2, LONGEST_CYCLE))), None
        )
        if found is None:
            rest.append(records[at])
            at += 1
        else:
            runs += found
            at += sum(map(len, found))
    return runs, rest


def _cycle(
    blocks: list[Block], records: list[Record], first: int, length: int
) -> list[list[Record]] | None:
    turns: list[list[Record]] = []
    wanted: list[str] = []
    for at in range(first, len(records) - length + 1, length):
        turn = records[at : at + length]
        bases = [_base(one) for one in turn]
        fresh = not turns and all(_INPUT.fullmatch(one.label.strip()) for one in turn)
        if not (bases == wanted or (fresh and len(set(bases)) == length)):
            break
        if turns and turn[0].piece - turns[-1][-1].piece > 1:
            break
        wanted = bases
        turns.append(turn)
    whole = all(len(one.grids) == 1 for turn in turns for one in turn)
    whole = whole and all(
        _as_wide(blocks, *pair) for turn in zip(*turns, strict=True) for pair in pairwise(turn)
    )
    return [list(run) for run in zip(*turns, strict=True)] if len(turns) > 1 and whole else None


def _owner(record: Record) -> str:
    """Whose vector it is: the first words of its line, else the index of its letter."""
    line = record.text[: record.start].rsplit("\n", 1)[-1]
    words = re.split(r"[:：=(,;—–]", line, maxsplit=1)[0]
    said = words.strip(" -*•\t") if re.search(r"[:：(—–]", line) else ""
    return said or re.sub(r"^[a-zA-Z]+[\s_(]*", "", record.label).rstrip(")")


def _goes_on(last: Record, record: Record) -> bool:
    if _letter(last) and _letter(record) and _letter(last) != _letter(record):
        return False  # x_1, x_2, then k_1
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


def _as_wide(blocks: list[Block], last: Record, record: Record) -> bool:
    """Whether their arrays have as many columns, whatever the brackets look like."""
    pairs = ((blocks[a], blocks[b]) for a, b in zip(last.grids, record.grids, strict=True))
    return all(
        isinstance(a, Grid) and isinstance(b, Grid) and len(a.cells[0]) == len(b.cells[0])
        for a, b in pairs
    )


def _alike(first: str, second: str, between: str) -> bool:
    """Vectors in one sentence: parted by a comma, named with a colon, or by words that count."""
    if re.fullmatch(r"[\s,;、\ue000-\ue002]*(?:and|und|et|y|e|和|и)?[\s\ue000-\ue002]*", between):
        return True
    if between.rstrip(" \ue000\ue002").endswith((":", "：", "=")):
        return True
    bare = [re.sub(r"\d+|\b[a-z]\b", "", label).strip().lower() for label in (first, second)]
    return bare[0] == bare[1] and bool(bare[0])


def _joined(rows: list[Grid], labels: list[str], name: str = "") -> Grid:
    """The rows as one grid (``name``: of the letter that they share)."""
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
        name=name or ("" if distinct and first.name in names else first.name),
        context=context,
    )
