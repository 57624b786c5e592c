"""Where the cells of ``[printed]`` stand in a TOML file.

Python's reader keeps no positions, so the source is gone over once more: tables, keys,
strings, comments and brackets are all that matters here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from symattn.errors import Place
from symattn.numbers.tensors import Index

__all__ = ["Located", "located"]

Places = dict[Index, Place]

_TOKEN = re.compile(
    r'(?P<long>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\')'
    r'|(?P<string>"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<line>\n)|(?P<blank>[ \t\r]+)|(?P<sign>[\[\]{},=])"
    r"|(?P<bare>[^\s\[\]{},=\#\"']+)",
    re.DOTALL,
)


class Located(list[Any]):
    """A nested list whose entries have places in a file."""

    places: Places


def located(table: Any, source: str, file: str | None) -> Any:
    """The ``printed`` value of a file with the places of its cells, as far as they are found."""
    found = _scan(source, file)
    blocks = table if isinstance(table, list) else [table]
    out = []
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            return table
        known = {name: found.get((number, name), {}) for name in block}
        out.append({name: _with(cells, known[name]) for name, cells in block.items()})
    return out if isinstance(table, list) else out[0]


def _with(cells: Any, places: Places) -> Any:
    if not isinstance(cells, list) or not places:
        return cells
    result = Located(cells)
    result.places = places
    return result


def _scan(source: str, file: str | None) -> dict[tuple[int, str], Places]:
    """Block number and stage → index → place."""
    found: dict[tuple[int, str], Places] = {}
    block, key, at_start, header = -1, "", True, False
    inside = False
    path: list[int] = []
    for kind, text, place in _tokens(source, file):
        if path:
            if _step(path, kind, text) and inside:
                found.setdefault((block, key), {}).setdefault(tuple(path), place)
            continue
        if kind == "line":
            at_start, header = True, False
        elif text == "[" and at_start:
            header, at_start = True, False
        elif header and kind in ("bare", "string"):
            inside = text.strip("\"'") == "printed"
            block += 1 if inside else 0
        elif kind in ("bare", "string") and at_start:
            key, at_start = text.strip("\"'"), False
        elif text == "[" and not header:
            path = [0]
    return found


def _step(path: list[int], kind: str, text: str) -> bool:
    """One token within an array; true where an entry stands at the current path."""
    if text == "[" and kind == "sign":
        path.append(0)
    elif text == "]" and kind == "sign":
        path.pop()
    elif text == "," and kind == "sign":
        path[-1] += 1
    elif kind in ("bare", "string", "long"):
        return True
    return False


def _tokens(source: str, file: str | None) -> Iterator[tuple[str, str, Place]]:
    """Tokens with the place of their first character (of a string: the one in the quotes)."""
    line, start, at = 1, 0, 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            at += 1
            continue
        kind = str(match.lastgroup)
        column = at - start + 1 + (1 if kind == "string" else 0)
        if kind not in ("comment", "blank"):
            yield kind, match[0], Place(line, column, file)
        newlines = match[0].count("\n")
        if newlines:
            line += newlines
            start = match.start() + match[0].rfind("\n") + 1
        at = match.end()
