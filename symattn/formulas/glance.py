"""What a notebook shows of an object: a line and tables, small enough to be read."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from symattn.formulas.escape import xml

__all__ = ["LONGEST_FORMULA", "MOST_SHOWN", "division", "picture", "table"]

MOST_SHOWN = 12
"""More rows or columns than this are left out of a table, as in the terminal."""
LONGEST_FORMULA = 2_000
"""A formula of more characters of LaTeX is left out: nobody reads it in a cell."""


def table(
    cells: Sequence[Sequence[str]],
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    *,
    corner: str = "",
    most: int = MOST_SHOWN,
) -> str:
    """A table of texts, with names where there are any; "…" past ``most`` rows or columns.

    >>> table([["1", "<"]], columns=["a", "b"])
    '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>&lt;</td></tr></table>'
    """
    lines = []
    if columns:
        corners = [corner] if rows else []
        lines.append("".join(f"<th>{xml(one)}</th>" for one in (*corners, *_cut(columns, most))))
    for number, line in enumerate(cells[:most]):
        name = f"<th>{xml(rows[number])}</th>" if rows else ""
        more = "<td>…</td>" if len(columns) > most else ""
        shown = "".join(f"<td>{xml(cell)}</td>" for cell in line[:most])
        lines.append(f"{name}{shown}{more}")
    if max(len(cells), len(rows)) > most:
        lines.append("<td>…</td>")
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cut(names: Sequence[str], most: int) -> Sequence[str]:
    return names if len(names) <= most else (*names[:most], "…")


def picture(png: bytes, alt: str) -> str:
    """A picture that stands in the page itself."""
    data = b64encode(png).decode("ascii")
    held = {"alt": xml(alt), "src": f"data:image/png;base64,{data}"}
    written = " ".join(f'{name}="{value}"' for name, value in held.items())
    return f"<img {written}>"


def division(title: str, *parts: str) -> str:
    """A title, escaped but for its formula between dollar signs, and parts beneath it."""
    return f"<div><p>{xml(title)}</p>{''.join(parts)}</div>"
