"""Numbers that a text states one by one, as the rows of tables that they make.

``e₁ = … = 0.5102``, ``e₂ = …``: a row named e.  ``score(1,2) = … = 1.41``: a cell of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from symattn.problem.model import Problem
from symattn.reading.digits import Printed
from symattn.reading.documents import Cell, Context, Document, Equation, Grid, Loose
from symattn.reading.documents.trees import (
    Call,
    Name,
    Neg,
    Power,
    Tree,
    numbers,
    plain,
)
from symattn.texts.arithmetic import claimed
from symattn.texts.labels import hints
from symattn.texts.said import (
    UNDERLINED,
    Said,
    misread,
    number_of,
    numbers_of,
    order_at,
    runs,
    table_of,
)
from symattn.texts.spelling import canonical
from symattn.texts.sums import exponentials, powers, quotients, sums, vectors
from symattn.texts.tables import Item, Table, is_closed, tables_of

__all__ = ["stated_tables", "token_names"]

_DOT = r"q_?(?P<query>\w*?)ᵀ?(?:\s*[.·⋅]\s*|\s+)k_?(?P<key>\w+)ᵀ?"
"""q·k₂, q₁k₂ᵀ, q_cat · k_sat."""

Names: TypeAlias = tuple[Sequence[str], Sequence[str]]
"""The names of queries and of keys."""


def stated_tables(
    document: Document, grids: Sequence[Table], names: Names, problem: Problem | None = None
) -> list[Table]:
    """The tables that single statements make; ``grids``: those of the blocks beside them.

    ``names``: of the tokens, by which statements may call a cell.
    """
    points = problem is not None and problem.decimals
    found = list(_said(document, names, points))
    out = [
        *_lines(document),
        *_named(found),
        *_indexed(found),
        *exponentials(found),
        *vectors(document),
    ]
    out += sums(document, powers([*grids, *out]))
    out += quotients(document, powers([*grids, *out]))
    return out


def _lines(document: Document) -> Iterator[Table]:
    """Lines of nothing but numbers that stand alone under their label."""
    rows: dict[int, list[Loose]] = {}
    for loose in document.skipped:
        if loose.why == "prose" and loose.number is not None:
            rows.setdefault(loose.where.line, []).append(loose)
    text = document.text.split("\n")
    for line, found in rows.items():
        if line > len(text) or not re.fullmatch(r"[\s\d.,;|eE+\-−]+", text[line - 1]):
            continue
        if len(text[line - 1].split()) != len(found):
            continue
        label = next((t.strip() for t in reversed(text[: line - 1]) if t.strip()), "")
        if not label.endswith((":", "：", "=", "≈")):
            continue
        cells = tuple(Cell(loose.text, loose.where, loose.number) for loose in found)
        name = label.rstrip(" :：=≈")
        if len(found) < 2 and hints(name).get("row_sums", 0) < 0.85:
            continue
        grid = Grid(
            "vector",
            (cells,),
            found[0].where,
            (1, len(cells)),
            name=name,
            context=Context(before=label),
        )
        yield from tables_of(grid, order_at(document, found[0].where) + 1)


def token_names(grids: Sequence[Table]) -> Names:
    """The names of the tokens: those of the first rows that have any."""
    for table in grids:
        names = [name.strip() for name in table.row_names]
        if len(names) > 1 and len(set(names)) == len(names) and not any(map(str.isdigit, names)):
            return names, names
    return (), ()


def _said(document: Document, tokens: Names, points: bool) -> Iterator[Said]:
    lines = misread(document)
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation) or block.relations[-1] not in ("=", "≈"):
            continue
        if block.where.line in lines or re.match(UNDERLINED, block.text):
            continue
        item = _claimed(block, points)
        if item is None:
            continue
        argument = _power_of(block.parts[-2])
        if argument is not None and len(block.parts) == 2:
            yield Said("exp", item, order, block, (), argument)
            continue
        subject, indices = block.subject, block.indices
        dot = re.fullmatch(_DOT, canonical(plain(block.parts[0])))
        if dot:
            two = dot["query"] and _at((dot["query"], dot["key"]), tokens)
            yield Said("q k", item, order, block, two or _at((dot["key"],), tokens[1:]), None)
            continue
        if subject and subject not in ("d", "sqrt", "N", "n", "m", "softmax", "tanh", "exp"):
            yield Said(subject, item, order, block, _at(indices, tokens), None)


def _claimed(block: Equation, points: bool) -> Item | None:
    """What a chain comes to: a printed number or a closed form (``points``: of decimals)."""
    number = number_of(block.last, beyond=True)
    if number is not None:
        return Item(number.text.strip(), number, number.where) if number.where else None
    if not is_closed(block.last, points):
        return None
    text = re.split(r"\\approx|[=≈]", block.text)[-1].strip(" &")
    first = next((n.where for n in numbers(block.last) if n.where), block.where)
    return Item(text, claimed(block.last, text), first, block.last)


def _power_of(tree: Tree) -> Printed | None:
    """x of e^x and of exp(x), where it is a printed number."""
    inner: Tree | None = None
    if isinstance(tree, Power) and isinstance(tree.base, Name) and tree.base.text == "e":
        inner = tree.exponent
    elif (
        isinstance(tree, Call)
        and tree.function.rsplit(".", 1)[-1] == "exp"
        and len(tree.arguments) == 1
    ):
        inner = tree.arguments[0]
    if isinstance(inner, Neg):
        inner = inner.body
    return None if inner is None else number_of(inner)


def _at(indices: Sequence[str], tokens: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Indices from 0: numbers that count from 1, or names of tokens (query, then key)."""
    out: list[int] = []
    for said, names in zip(indices, (*tokens, *[()] * len(indices)), strict=False):
        folded = ["".join(name.lower().split()) for name in names]
        index = "".join(said.lower().split())
        if index.isdigit():
            out.append(int(index) - 1)
        elif folded.count(index) == 1:
            out.append(folded.index(index))
        else:
            return ()
    return tuple(out)


def _named(found: Sequence[Said]) -> Iterator[Table]:
    """α₁ = …, α₂ = …, α₃ = …: a row."""
    keys = dict.fromkeys(said.key for said in found if len(said.at) == 1)
    for key in keys:
        for run in runs([said for said in found if said.key == key and len(said.at) == 1]):
            while run:
                row = [run.pop(0)]
                while run and run[0].at[0] == row[-1].at[0] + 1:
                    row.append(run.pop(0))
                if row[0].at[0] in (0, -1) and len(row) > 1:
                    yield table_of(
                        [[said.item for said in row]], row[0], row[0].order, hints(key), name=key
                    )


def _indexed(found: Sequence[Said]) -> Iterator[Table]:
    """score(1,1) = …, score(1,2) = …: a table with those cells; t(1,2,1): cells of the terms."""
    keys = dict.fromkeys((said.key, len(said.at)) for said in found if len(said.at) in (2, 3))
    for key, axes in keys:
        same = [said for said in found if said.key == key and len(said.at) == axes]
        for run in _once_each(same):
            cells = {said.at: said for said in run}
            if min(min(at) for at in cells) < 0:
                continue
            items = [said.item for said in cells.values()]
            table = table_of([items], run[0], run[0].order, hints(key), name=key)
            worked = tuple(item for said in run for item in numbers_of(said.equation))
            yield replace(table, fixed=tuple(cells), aside=worked)


def _once_each(found: Sequence[Said]) -> Iterator[list[Said]]:
    """Runs of statements in which no cell comes twice."""
    for run in runs(found):
        now: list[Said] = []
        for said in run:
            if said.at in [one.at for one in now]:
                yield now
                now = []
            now.append(said)
        yield now
