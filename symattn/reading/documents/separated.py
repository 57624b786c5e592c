"""Tables of values between commas, semicolons or tabs, as a spreadsheet writes them."""

from __future__ import annotations

import re

from symattn.reading.documents.cells import Raw, is_cell
from symattn.reading.documents.layout import Lines, clean_name
from symattn.reading.documents.marked import Marked

__all__ = ["separated_values"]


def separated_values(page: Lines, decimal: str) -> None:
    """Replaces two or more lines with as many values, no blank behind the sign between them."""
    at = 0
    while at < len(page.lines):
        rows: list[list[Marked]] = []
        sign = _sign(page.lines[at].text, decimal)
        while sign and at + len(rows) < len(page.lines):
            row = _values(page.lines[at + len(rows)], sign)
            if rows and len(row) != len(rows[0]):
                break
            rows.append(row)
        if len(rows) > 1 and (raw := _table(rows, decimal)):
            here = page.put(raw, page.lines[at])
            for k in range(at, at + len(rows)):
                page.lines[k] = page.lines[k][0:0]
            page.lines[at] = here
        at += max(len(rows), 1)


def _sign(text: str, decimal: str) -> str:
    """What parts the values of a line: no comma where that is the decimal sign."""
    return next(
        (sign for sign in ("\t", ";", ",") if sign in text and (sign != "," or decimal != "comma")),
        "",
    )


def _values(line: Marked, sign: str) -> list[Marked]:
    """The values of a line; a blank around the sign makes it a sentence."""
    text = line.text
    if not text.strip() or (sign != "\t" and re.search(rf"{sign}\s|\s{sign}|[\[\](){{}}=]", text)):
        return []
    at, found = 0, []
    for gap in [*re.finditer(sign, text), None]:
        end = gap.start() if gap else len(text)
        found.append(line[at:end].strip())
        at = end + 1
    return found


def _table(rows: list[list[Marked]], decimal: str) -> Raw | None:
    """The rows under their head; ``None`` where they are not numbers behind their names."""
    width = len(rows[0])
    if width < 2:
        return None
    head = not any(is_cell(cell, decimal) for cell in rows[0][1:])
    counted = [cell.text.strip('"') for cell in rows[0][1:]] == [
        str(k + 1) for k in range(width - 1)
    ]
    counted = counted and not is_cell(rows[0][0], decimal)
    body = rows[1:] if head or counted else rows
    names = bool(body) and not all(is_cell(row[0], decimal) for row in body)
    names = names or counted
    cells = [row[names:] for row in body]
    if not cells or not all(is_cell(cell, decimal) for row in cells for cell in row):
        return None
    raw = Raw(cells, "table")
    if names:
        raw.row_names = [clean_name(row[0].text) for row in body]
    if head or counted:
        raw.column_names = [clean_name(cell.text) for cell in rows[0][names:]]
        raw.name = raw.corner = clean_name(rows[0][0].text) if names else ""
    return raw
