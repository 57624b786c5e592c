"""Tables of a format into grids: spans filled, heads and row names found, notes put aside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symattn.reading.documents.cells import Raw, is_cell, is_number
from symattn.reading.documents.layout import clean_name
from symattn.reading.documents.marked import Marked
from symattn.reading.documents.pieces import RawCell, RawTable
from symattn.reading.documents.scan import subscript_text
from symattn.reading.documents.scheme import scheme
from symattn.words import say

__all__ = ["merged", "table_raws"]

MOST_CELLS = 100_000


def table_raws(table: RawTable, decimal: str) -> tuple[list[Raw], list[Marked]]:
    """The numeric grids of a table, and the text of its notes and cells that are no numbers."""
    filled, notes = _filled(table)
    if not filled:
        return [], notes
    if laid := scheme(filled, lambda cell: _numeric(cell, decimal), _words):
        return laid, notes
    heads = _head_rows(filled, decimal)
    body = filled[heads:]
    if not body:
        return [], notes + [cell.text for row in filled for cell in row]
    names = _name_columns(filled, heads, decimal)
    width = len(body[0])
    columns = [_head(filled[:heads], j) for j in range(width)]
    row_names = [" ".join(clean_name(plain_cell(c.text.text)) for c in row[:names]) for row in body]
    vectors = {
        j: raw
        for j in range(names, width)
        if _vectors(body, j)
        and (raw := _vector_raw(body, j, columns[j], row_names, names, decimal)) is not None
    }
    raws = [*vectors.values()]
    lists = [j for j in range(1, width) if j not in vectors and _lists(body, j, decimal)]
    for j in lists:
        raws += _list_raws(body, j, decimal)
    first = min(lists, default=0)  # what stands before a list names it
    kept = [j for j in range(names, width) if j not in (*vectors, *lists) and j >= first]
    if kept and any(_numeric(row[j], decimal) for row in body for j in kept):
        raw = Raw([[row[j].text for j in kept] for row in body], "table")
        raw.row_names = row_names if names else []
        raw.column_names = [columns[j] for j in kept] if heads else []
        raw.column_groups = [_group(filled[:heads], j) for j in kept] if heads > 1 else []
        corner = " ".join(dict.fromkeys(c for c in columns[:names] if c)) if heads else ""
        raw.corner = " ".join(part for part in (corner, table.caption) if part)
        raws.append(raw)
    return raws, notes


def plain_cell(text: str) -> str:
    """A head or a name as plain text."""
    return subscript_text(text) if "\\" in text or "\ue000" in text else text.strip()


def _words(text: str) -> str:
    text = plain_cell(text)
    return clean_name(text) or text.strip()


def _filled(table: RawTable) -> tuple[list[list[RawCell]], list[Marked]]:
    """The rectangle behind spans; a cell over the whole width is a note."""
    width = max((sum(max(cell.columns, 1) for cell in row) for row in table.rows), default=0)
    if width * len(table.rows) > MOST_CELLS:
        width = min(width, MOST_CELLS // max(len(table.rows), 1))
    grid: list[list[RawCell | None]] = [[None] * width for _ in table.rows]
    notes: list[Marked] = []
    skipped: set[int] = set()
    for i, row in enumerate(table.rows):
        j = 0
        if len(row) == 1 and row[0].columns >= width > 1:
            notes.append(row[0].text)
            skipped.add(i)
            continue
        for cell in row:
            while j < width and grid[i][j] is not None:
                j += 1
            for di in range(min(cell.rows, len(table.rows) - i)):
                for dj in range(min(cell.columns, width - j)):
                    copy = cell if not (di or dj) else _echo(cell)
                    grid[i + di][j + dj] = copy
            j += cell.columns
    empty = (
        RawCell(Marked("", (), table.rows[0][0].text.source))
        if table.rows and table.rows[0]
        else None
    )
    filled = [[cell or empty for cell in row] for i, row in enumerate(grid) if i not in skipped]
    return [[c for c in row if c is not None] for row in filled if any(row)], notes


def merged(table: RawTable, decimal: str) -> Iterator[str]:
    """What is said of each number whose cell is merged: it is taken for the first of its cells."""
    width = max((sum(max(cell.columns, 1) for cell in row) for row in table.rows), default=0)
    for row in table.rows:
        for cell in row:
            count = min(cell.rows, len(table.rows)) * min(cell.columns, width)
            if count > 1 and not cell.head and len(row) > 1 and _numeric(cell, decimal):
                text = cell.text.strip()
                place = str(text.place(0))
                yield say("report.merged", text=text.text, place=place, count=count)


def _echo(cell: RawCell) -> RawCell:
    """A spanned cell seen again: heads repeat their words, numbers are printed once."""
    if cell.head or not any(c.isdigit() for c in cell.text.text):
        return RawCell(cell.text, cell.head)
    return RawCell(cell.text[0:0], cell.head)


_WORKED = re.compile(
    r"\\frac|\\sqrt|\bln ?\d|e\^\{?\s*[-−+]?\s*[\d\\]|\d\s*[/·×*]\s*\d|≈|\\approx"
    r"|\b(?:sin|cos|tanh)\s*[({]?\s*[-−]?\d"
)
"""What makes a cell arithmetic."""


def _numeric(cell: RawCell, decimal: str) -> bool:
    return is_cell(cell.text, decimal) or bool(_WORKED.search(cell.text.text))


def _head_rows(rows: list[list[RawCell]], decimal: str) -> int:
    """How many rows at the top are heads; a head that holds decimals is data."""
    count = 0
    for row in rows[:-1]:
        rest = row[1:] or row
        marked = all(cell.head for cell in rest if cell.text.text.strip())
        digits = [c for c in rest if _numeric(c, decimal) or _BRACKETED.match(c.text.text)]
        decimals = [c for c in digits if re.search(r"\d[.,]\d", c.text.text)]
        if decimals and len(decimals) * 2 >= len(rest):
            break
        if (marked and any(c.head for c in row)) or not (digits or _numeric(row[0], decimal)):
            count += 1
            continue
        break
    return count


def _head(rows: list[list[RawCell]], column: int) -> str:
    """The column's own head: the lowest that says something."""
    return next((text for row in reversed(rows) if (text := _words(row[column].text.text))), "")


def _group(rows: list[list[RawCell]], column: int) -> str:
    """The head above the column's own, or its own where it has but one."""
    found = [text for row in rows if (text := _words(row[column].text.text))]
    return found[-2] if len(found) > 1 else "".join(found)


def _name_columns(rows: list[list[RawCell]], heads: int, decimal: str) -> int:
    """How many columns at the left hold names."""
    body, count, width = rows[heads:], 0, len(rows[0])
    for j in range(width - 1):
        cells = [row[j] for row in body]
        numeric = sum(_numeric(cell, decimal) for cell in cells)
        marked = all(cell.head for cell in cells)
        first = [re.sub(r"[\ue000-\ue002$]", "", cell.text.text).strip() for cell in cells]
        plain = [text for text in first if is_number(text, decimal)]
        counted = len(plain) > 1 and plain in (
            [str(i) for i in range(len(plain))],
            [str(i + 1) for i in range(len(plain))],
        )
        corner = _head(rows[:heads], j).lower() if heads else ""
        others = [_head(rows[:heads], k) for k in range(j + 1, width)] if heads else []
        apart = not re.search(r"\d$", corner) and _counts_on(others)
        index = (
            counted
            and j == count
            and (corner in _INDEX or apart if corner else not j and len(plain) == len(cells))
        )
        if (numeric * 2 < len(cells) and not _vectors(body, j)) or marked or (heads and index):
            count += 1
            continue
        break
    return count


def _counts_on(heads: list[str]) -> bool:
    """Whether heads are numbered one after the other: d1, d2, d3, so that what stands before the
    first of them is no column of theirs."""
    found = [re.fullmatch(r"(\D*?)_?(\d{1,3})", head) for head in heads]
    if len(found) < 2 or not all(found):
        return False
    numbers = [int(one[2]) for one in found if one]
    first = numbers[0]
    stems = {one[1] for one in found if one}
    return len(stems) == 1 and first in (0, 1) and numbers == list(range(first, first + len(heads)))


_BRACKETED = re.compile(r"[\s\ue000$]*[\[(]\s*[-−+.\d]")
_INDEX = {
    "#",
    "i",
    "row",
    "token",
    "tokens",
    "query",
    "position",
    "pos",
    "no",
    "no.",
    "nr",
    "行",
    "位置",
    "词",
    "序号",
    "zeile",
    "ligne",
    "fila",
}


def _vectors(body: list[list[RawCell]], column: int) -> bool:
    """Whether a column holds vectors in brackets, all of one length."""
    texts = [row[column].text.text for row in body]
    found = [
        re.fullmatch(r"[\s\ue000$]*[\[(]([^\[\]()]*)[\])][\s\ue001$]*", text) for text in texts
    ]
    filled = [m for m, text in zip(found, texts, strict=True) if text.strip()]
    single = all(m and not re.search(r"[^,;]*[\d.][\s,;&]+\S", m[1].strip()) for m in filled)
    return not single and all(m and re.search(r"\d", m[1]) for m in filled)


def _lists(body: list[list[RawCell]], column: int, decimal: str) -> bool:
    """Whether each cell of a column is a list of numbers: a step in each row."""
    found = [_items(row[column].text, decimal) for row in body if row[column].text.text.strip()]
    return len(found) > 1 and all(len(items) > 1 for items in found)


def _items(cell: Marked, decimal: str) -> list[Marked]:
    """The numbers of a list in a cell, with or without brackets; nothing for anything else."""
    inside = re.fullmatch(r"[\s\ue000$\[(]*(.*?)[\])\s\ue001$]*", cell.text, re.S)
    assert inside is not None
    items = _split(cell[inside.start(1) : inside.end(1)], decimal)
    return items if all(is_number(item.text, decimal) for item in items) else []


def _list_raws(body: list[list[RawCell]], column: int, decimal: str) -> Iterator[Raw]:
    """Each row's list by itself, named by the other cells of the row."""
    for row in body:
        if items := _items(row[column].text, decimal):
            words = [_words(cell.text.text) for cell in row[:column]]
            yield Raw([items], "vector", name=" ".join(w for w in words if not w.isdigit()))


def _split(piece: Marked, decimal: str) -> list[Marked]:
    """The parts of a list between commas or blanks."""
    comma = r"\s*;\s*|\s*,\s+" if decimal == "comma" else r"\s*[,;&]\s*(?:\\[ ,;])?|\s+"
    at, items = 0, []
    for gap in [*re.finditer(comma, piece.text), None]:
        end = gap.start() if gap else len(piece)
        if piece.text[at:end].strip():
            items.append(piece[at:end].strip())
        at = gap.end() if gap else end
    return items


def _vector_raw(
    body: list[list[RawCell]],
    column: int,
    head: str,
    row_names: list[str],
    names: int,
    decimal: str,
) -> Raw | None:
    rows: list[list[Marked]] = []
    for row in body:
        text = row[column].text
        inside = re.search(r"[\[(](.*)[\])]", text.text, re.S)
        if not inside:
            return None
        rows.append(_split(text[inside.start(1) : inside.end(1)], decimal))
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        return None
    raw = Raw(rows, "vectors", name=head)
    raw.row_names = row_names if names else []
    return raw
