"""Which rows a block is about, by the words at it: names of tokens, ordinals, indices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symattn.verification.recognise.tables import Table

__all__ = ["rows_named", "which_row"]

_ORDINALS = (
    r"\bfirst\b|\b1st\b|第一|\berste[rsn]?\b|\bpremi[eè]re?\b|\bprimer[ao]?\b|перв",
    r"\bsecond\b|\b2nd\b|第二|\bzweite[rsn]?\b|\bdeuxième\b|\bsegund[ao]\b|втор",
    r"\bthird\b|\b3rd\b|第三|\bdritte[rsn]?\b|\btroisième\b|\btercer[ao]?\b|трет",
    r"\bfourth\b|\b4th\b|第四|\bvierte[rsn]?\b|\bquatrième\b|\bcuart[ao]\b|четв[её]рт",
    r"\bfifth\b|\b5th\b|第五|\bsixth\b",
)
_LAST = r"\blast\b|最后|\bletzte[rsn]?\b|\bderni[eè]re?\b|\búltim[ao]\b|последн"


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
    found = re.search(
        r"\b(?:row|query|token|word|position|item|step|Zeile|Token|ligne|fila|строк\w*) ?#?(\d{1,2})\b|第 ?(\d{1,2}) ?[行个]",
        text,
        re.I,
    )
    digits = found and (found[1] or found[2])
    if not digits:
        letter = re.fullmatch(r".*?[A-Za-zα-ω](?:_|\^)?\(?(\d{1,2})\)?(?:,.*)?", bare)
        digits = letter and letter[1]
    if not digits and alone and bare.isdigit():
        digits = bare
    if digits:
        return _counted(int(digits), names, count)
    for i, words in enumerate(_ORDINALS):
        if re.search(words, text, re.I) and i < count:
            return i
    if re.search(_LAST, text, re.I):
        return count - 1
    words = re.findall(r"\w+", text.lower())
    for i, name in enumerate(folded):
        if len(name) > 2 and name in words:
            return i
    return None


def _counted(number: int, names: Sequence[str], count: int) -> int | None:
    """People count from 1, unless the names count from 0."""
    row = number if names and names[0] == "0" else number - 1
    return row if 0 <= row < count else None
