"""Which rows a block is about, by the words at it: names of tokens, ordinals, indices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symattn.texts import counting
from symattn.texts.tables import Table

__all__ = ["head_indexed", "head_named", "in_order", "layer_named", "rows_named", "which_row"]


def rows_named(table: Table, names: Sequence[str], count: int) -> tuple[int, ...]:
    """The rows (from 0) that the words at a table name; () where they name none.

    ``names``: the tokens of the rows that there are, ``count`` how many.
    """
    if len(table.row_names) == len(table.rows):
        found = [which_row(name, names, count, alone=True) for name in table.row_names]
        if None not in found and len(set(found)) == len(found):
            return tuple(row for row in found if row is not None)
    if len(table.rows) == 1:
        for text in (table.grid.name, *reversed(table.grid.said), _clause(table)):
            row = which_row(text, names, count)
            if row is not None:
                return (row,)
    return ()


def in_order(table: Table, queries: Sequence[str], keys: Sequence[str]) -> Table:
    """The table with its rows and columns in the order of the tokens, where it names them all.

    A ranking, say, lists the same goods in another order than the inputs.
    """
    rows = _order(table.row_names, queries) or _order(table.row_names, keys)
    columns = _order(table.column_names, keys) or _order(table.column_names, queries)
    if table.lead or table.fixed or not (rows or columns):
        return table
    lines = rows or list(range(len(table.rows)))
    across = columns or list(range(len(table.rows[0])))
    return replace(
        table,
        rows=tuple(tuple(table.rows[i][j] for j in across) for i in lines),
        row_names=tuple(table.row_names[i] for i in lines) if rows else table.row_names,
        column_names=tuple(table.column_names[j] for j in across)
        if columns
        else table.column_names,
    )


def _order(names: Sequence[str], tokens: Sequence[str]) -> list[int]:
    """Where each token stands among the names; nothing unless they are the same names."""
    if len(set(tokens)) < len(tokens) or sorted(names) != sorted(tokens):
        return []
    return [names.index(token) for token in tokens]


def head_named(table: Table, count: int) -> int | None:
    """The head (from 0) that the words at a table name: Q^{(2)}, "Scores, head 2"."""
    grid = table.grid
    raised = _numbered((grid.name, *reversed(grid.said)), r"\^\{?\((\d{1,2})\)", count)
    named = _numbered(_around(table), counting.HEAD_NUMBER, count) if raised is None else raised
    if named is None:
        named = _ordinal_head(_around(table), count)
    return table.head if named is None else named


def _ordinal_head(texts: Iterable[str], count: int) -> int | None:
    """The head (from 0) of "the second head", "head kedua"."""
    for text in texts:
        for i, words in enumerate(counting.ORDINALS[:count]):
            after = rf"(?:{words})[ の个個]*(?:{counting.HEADS})"
            if re.search(rf"{after}|(?:{counting.HEADS}) ?(?:{words})", text, re.I):
                return i
    return None


def head_indexed(table: Table) -> int | None:
    """The head (from 0) by the index in the array's name: Q_1, A_2, W_1^Q, Q_1K_1ᵀ.

    For texts that speak of heads; a single row's index counts queries there too.
    """
    found = set(re.findall(r"[A-Za-zα-ω}]_?[\^({]*(\d)(?!\d)", table.grid.name))
    if len(found) != 1 or len(table.rows) < 2 or table.lead:
        return None
    number = int(found.pop())
    return number - 1 if number else None


def layer_named(table: Table, count: int) -> int:
    """The layer (from 0) that the words at a table name; the first where they name none."""
    return _numbered(_around(table), counting.LAYER_NUMBER, count) or 0


def _around(table: Table) -> tuple[str, ...]:
    return table.grid.name, _clause(table), table.grid.context.heading


def _numbered(texts: Iterable[str], pattern: str, count: int) -> int | None:
    """The number (from 0) that the first of the texts to match gives, if there are so many."""
    found = next((m for text in texts if (m := re.search(pattern, text, re.I))), None)
    number = int(_group(found)) if found else 0
    return number - 1 if 0 < number <= count else None


def _group(found: re.Match[str] | None) -> str:
    """The one group that took part, "" where none did."""
    return next((one for one in found.groups() if one), "") if found else ""


def _clause(table: Table) -> str:
    return re.split(r"[\n。；;]", table.grid.context.before.rstrip())[-1][-60:]


def which_row(text: str, names: Sequence[str], count: int, alone: bool = False) -> int | None:
    """The row that a text names, from 0; ``alone``: the text is nothing but a name."""
    bare = text.strip(" :：“”\"'`*()[]→=")
    folded = [name.lower() for name in names]
    if bare.lower() in folded:
        return folded.index(bare.lower())
    for i, name in enumerate(names):
        quoted = re.search(rf"[“\"'`«„_^(]\s*{re.escape(name)}(?![\w])", text, re.I)
        if name and quoted and not name.isdigit():
            return i
    digits = _group(re.search(counting.ROW_NUMBER, text, re.I))
    if not digits:
        letter = re.fullmatch(r".*?[A-Za-zα-ω](?:_|\^)?\(?(\d{1,2})\)?(?:,.*)?", bare)
        digits = _group(letter)
    if not digits and alone and bare.isdigit():
        digits = bare
    if digits:
        return _counted(int(digits), names, count)
    for i, words in enumerate(counting.ORDINALS):
        if re.search(words, text, re.I) and i < count:
            return i
    if re.search(counting.LAST_ROW, text, re.I):
        return count - 1
    spoken = re.findall(r"\w+", text.lower())
    for i, name in enumerate(folded):
        if len(name) > 2 and name in spoken:
            return i
    return None


def _counted(number: int, names: Sequence[str], count: int) -> int | None:
    """People count from 1, unless the names count from 0, or the number is 0."""
    row = number if number == 0 or (names and names[0] == "0") else number - 1
    return row if 0 <= row < count else None
