"""Grids of plain text: names and numbers in columns parted by blanks, tabs or bars."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symattn.reading.documents.cells import Raw, is_cell
from symattn.reading.documents.layout import Lines, clean_name, split_at
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.scan import OBJECT

__all__ = ["find_grids"]

_RULE = re.compile(r"^[\s\-=_+|:─━═┼├┤┬┴╪╬]+$")
_FACTOR = re.compile(r"^\s*1(?:\.0*)?[eE]([+-]?\d+)\s*\*\s*$")
_IN_BRACKETS = re.compile(r"(?<!\S)\((?:[^()\d=]*|[-−+\d.,]*)\)(?!\S)")
"""A word behind a number, or the number itself."""
_BLANKS = r"(?<!±)(?<!±\s)\s+(?![±]|\([^()\d\s]*\)(?:\s|$))"
"""What parts cells: blanks, but none before a remark in brackets or around ±."""
_WORDS = ("", "na")
"""No numbers: "na" is a word of Portuguese and Polish, and programs print nan and NA."""
MOST_NAME_WORDS = 4


@dataclass
class _Row:
    line: int
    names: list[Marked]
    cells: list[Marked]
    bars: bool
    parted: bool  # commas stand between: one such line alone is a list in a sentence


def find_grids(page: Lines, decimal: str) -> None:
    """Replaces runs of two or more lines with the same number of numbers."""
    run: list[_Row] = []
    for i in range(len(page.lines) + 1):
        line = page.lines[i] if i < len(page.lines) else None
        if line is not None and run and _RULE.match(line.text) and line.text.strip():
            continue
        row = _row(line, i, decimal) if line is not None else None
        if row and run and len(row.cells) == len(run[0].cells) and row.bars == run[0].bars:
            run.append(row)
            continue
        _close(page, run, row)
        run = [row] if row else []


def _row(line: Marked, number: int, decimal: str) -> _Row | None:
    text = line.text
    odd = any(c in _IN_BRACKETS.sub("", text) for c in "[](){}=≈")
    if odd or not any(c.isdigit() for c in text) or len(text) > 2000:
        return None
    bars = text.count("|") + text.count("│") >= 2
    gaps = r"\s*[|│]\s*" if bars else r"\t" if "\t" in text.strip() else _BLANKS
    pieces = [piece.strip() for piece in split_at(line, gaps)]
    cells: list[Marked] = []
    while pieces and is_cell(pieces[-1], decimal) and pieces[-1].text not in _WORDS:
        cells.insert(0, pieces.pop())
    parted = any(c.text.rstrip().endswith((",", ";")) for c in cells[:-1])
    if not cells or (len(cells) == 1 and (bars or len(pieces) > 1 or "," in text[-1:])):
        return None
    if len(pieces) > (1 if bars else MOST_NAME_WORDS):
        return None
    label = " ".join(piece.text for piece in pieces)
    if any(c >= chr(OBJECT) for c in label) or label.endswith((".", ",", "，", "。")):
        return None
    return _Row(number, pieces, cells, bars, parted)


def _close(page: Lines, run: list[_Row], after: _Row | None) -> None:
    """Puts the array in place of its lines; ``after``: the row that does not belong to it."""
    if not run or (len(run) == 1 and after and _is_head(run[0], after)):
        return
    head = _header(page, run)
    if head is None and _is_count(run):
        head, run = (run[0].line, run[0].cells), run[1:]
    if len(run) < 2 and (head is None or run[0].parted):
        return
    width = len(run[0].cells)
    if width == 1 and (len(run) < 2 or not _announced(page, run, head)):
        return
    rows = [row.cells for row in run]
    names = [clean_name(" ".join(p.text for p in row.names)) for row in run]
    raw = Raw(rows, "table", trimmed=False)
    drop = False
    if head is not None:
        labels = [clean_name(word.text) for word in head[1]]
        if (not any(names) and len(labels) == width - 1) or _counts(rows, labels, width):
            names, rows, width, drop = (
                [row[0].text for row in rows],
                [r[1:] for r in rows],
                width - 1,
                True,
            )
            raw.cells = rows
        if len(labels) == width:
            raw.column_names = labels
        elif len(labels) == width + 1:
            raw.corner, raw.column_names = labels[0], labels[1:]
    raw.row_names = names if any(names) or drop else []
    _replace(page, run, head[0] if head else None, raw)


def _is_head(row: _Row, after: _Row) -> bool:
    """Whether a row counts the columns of the rows below, which have a name more."""
    counted = not row.names and _counted([cell.text for cell in row.cells])
    return counted and len(after.cells) == len(row.cells) + 1


def _announced(page: Lines, run: list[_Row], head: tuple[int, list[Marked]] | None) -> bool:
    """Whether numbers under one another are a column: under "Z =", or under its name."""
    above = [line.text.strip() for line in page.lines[max(0, run[0].line - 3) : run[0].line]]
    said = next((text for text in reversed(above) if text), "")
    if head is not None or (not said and run[0].line < 3):
        return True  # all of a print
    return bool(re.fullmatch(r"\S{1,20}\s*[=:：]|[\w.]{1,20}", said))


def _counts(rows: list[list[Marked]], labels: list[str], width: int) -> bool:
    """The first numbers are 0 1 2 … or 1 2 3 … and the head has no place for them."""
    return _counted([row[0].text for row in rows]) and len(labels) == width - 1


def _counted(texts: list[str]) -> bool:
    """Whether they are 0 1 2 … or 1 2 3 …"""
    return texts in ([str(i + k) for i in range(len(texts))] for k in (0, 1))


def _is_count(run: list[_Row]) -> bool:
    """Whether the first row counts the columns: it alone has no name and reads 1 2 3 …"""
    named = [bool(row.names) for row in run]
    return (
        len(run) > 1
        and named == [False] + [True] * (len(run) - 1)
        and _counted([cell.text for cell in run[0].cells])
    )


def _header(page: Lines, run: list[_Row]) -> tuple[int, list[Marked]] | None:
    """The words above the run, where they name its columns (and its corner)."""
    i = run[0].line - 1
    while i >= 0 and page.lines[i].text.strip() and _RULE.match(page.lines[i].text):
        i -= 1
    if i < 0:
        return None
    line = page.lines[i]
    text = line.text.strip()
    if (
        not text
        or any(c >= chr(OBJECT) for c in text)
        or "[" in text
        or text.endswith((".", "。", ":", "："))
    ):
        return None
    bars = run[0].bars
    gaps = r"\s*[|│]\s*" if bars else r"\t" if "\t" in text else r"\s{2,}"
    for gap in (gaps, r"\s+"):
        words = [word.strip() for word in split_at(line, gap)]
        words = [word for word in words if word.text] if bars else words
        width = len(run[0].cells)
        if len(words) in (width, width + 1, width - 1) and len(words) > 1:
            if len(words) == width - 1 and not _counts(
                [r.cells for r in run], [""] * (width - 1), width
            ):
                continue
            return i, words
        if bars:
            break
    return None


def _is_rule(page: Lines, line: int) -> bool:
    text = page.lines[line].text
    return len(text.strip()) > 3 and bool(_RULE.match(text))


def _replace(page: Lines, run: list[_Row], head: int | None, raw: Raw) -> None:
    first = run[0].line if head is None else head
    above = first - 1
    if above >= 0 and (factor := _FACTOR.match(page.lines[above].text)):
        raw.shift = int(factor[1]) if abs(int(factor[1])) < 400 else 0
        page.lines[above] = page.lines[above][0:0]
    start = page.lines[run[0].line]
    here = page.put(raw, run[0].cells[0])
    last = run[-1].line
    while first and _is_rule(page, first - 1):
        first -= 1
    while last + 1 < len(page.lines) and _is_rule(page, last + 1):
        last += 1
    for i in range(first, last + 1):
        page.lines[i] = start[0:0]
    page.lines[first] = here
