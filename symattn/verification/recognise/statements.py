"""Numbers that a text states one by one, as the rows of tables that they make.

``e₁ = … = 0.5102``, ``e₂ = …``: a row named e.  ``score(1,2) = … = 1.41``: a cell of a table.
``exp(0.58) ≈ 1.79`` and its neighbours: a row of exponentials.  ``… = 25.21`` after a sum of
exponentials, and "the sum is 25.21": their row sum.  ``1.79/7.43 ≈ 0.24``: weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symattn.errors import Place
from symattn.problem.model import Problem
from symattn.reading.digits import Printed
from symattn.reading.documents import Cell, Context, Document, Equation, Grid, Loose
from symattn.reading.documents.trees import (
    Call,
    Fraction,
    Name,
    Neg,
    Number,
    Power,
    Sum,
    Tree,
    Vector,
    numbers,
    plain,
)
from symattn.verification.claims import read
from symattn.verification.recognise.labels import canonical, hints
from symattn.verification.recognise.tables import Item, Table, is_closed, tables_of
from symattn.verification.recognise.vocabulary import TOTALS

__all__ = ["stated_tables"]

Names: TypeAlias = tuple[Sequence[str], Sequence[str]]
"""The names of queries and of keys."""

NEAR = 12
"""Blocks between statements that still make one row."""


@dataclass(frozen=True)
class _Said:
    """A number at the end of an equation, and what it is about."""

    key: str
    item: Item
    order: int
    equation: Equation
    at: tuple[int, ...] = ()
    argument: Printed | None = None


def stated_tables(
    document: Document, grids: Sequence[Table], problem: Problem | None = None
) -> list[Table]:
    """The tables that single statements make; ``grids``: those of the blocks beside them."""
    names = _tokens(grids) if problem is None else (problem.query_names, problem.key_names)
    points = problem is not None and problem.decimals
    found = list(_said(document, names, points))
    out = [
        *_lines(document),
        *_named(found),
        *_indexed(found),
        *_exponentials(found),
        *_vectors(document),
    ]
    out += _sums(document, _powers([*grids, *out]))
    out += _quotients(document, _powers([*grids, *out]))
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
        grid = Grid("vector", (cells,), found[0].where, (1, len(cells)), name=name,
                    context=Context(before=label))  # fmt: skip
        yield from tables_of(grid, _order_at(document, found[0].where) + 1)


def _powers(tables: Sequence[Table]) -> list[Table]:
    return [table for table in tables if table.hints.get("exponentials", 0) > 0.5]


def _tokens(grids: Sequence[Table]) -> Names:
    """The names of the tokens: those of the first rows that have any."""
    for table in grids:
        names = [name.strip().lower() for name in table.row_names]
        if len(names) > 1 and len(set(names)) == len(names) and not any(map(str.isdigit, names)):
            return names, names
    return (), ()


def _said(document: Document, tokens: Names, points: bool) -> Iterator[_Said]:
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation) or block.relations[-1] not in ("=", "≈"):
            continue
        item = _claimed(block, points)
        if item is None:
            continue
        argument = _power_of(block.parts[-2])
        if argument is not None and len(block.parts) == 2:
            yield _Said("exp", item, order, block, (), argument)
            continue
        subject, indices = block.subject, block.indices
        dot = re.fullmatch(r"q\w{0,3}\s*[.·⋅ ]\s*k_?(\d{1,2})", canonical(plain(block.parts[0])))
        if dot:
            yield _Said("q k", item, order, block, (int(dot[1]) - 1,), None)
            continue
        if subject and subject not in ("d", "sqrt", "N", "n", "m", "softmax", "tanh", "exp"):
            yield _Said(subject, item, order, block, _at(indices, tokens), None)


def _claimed(block: Equation, points: bool) -> Item | None:
    """What a chain comes to: a printed number or a closed form (``points``: of decimals)."""
    number = _number(block.last)
    if number is not None:
        return Item(number.text.strip(), number, number.where) if number.where else None
    if not is_closed(block.last, points):
        return None
    text = re.split(r"\\approx|[=≈]", block.text)[-1].strip(" &")
    first = next((n.where for n in numbers(block.last) if n.where), block.where)
    return Item(text, read([text])[0], first, block.last)


def _number(tree: Tree) -> Printed | None:
    if isinstance(tree, Number) and not tree.printed.special:
        return tree.printed
    return None


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
    return None if inner is None else _number(inner)


def _at(indices: Sequence[str], tokens: Names) -> tuple[int, ...]:
    """Indices from 0: numbers that count from 1, or names of tokens (query, then key)."""
    out: list[int] = []
    for index, names in zip(indices, (*tokens, *[()] * len(indices)), strict=False):
        folded = [name.lower() for name in names]
        if index.isdigit():
            out.append(int(index) - 1)
        elif index.lower() in folded:
            out.append(folded.index(index.lower()))
        else:
            return ()
    return tuple(out)


def _table(
    rows: Sequence[Sequence[Item]], first: _Said | Equation, order: int, found: dict[str, float],
    *, name: str = "", part: int = 0, beside: Table | None = None,
) -> Table:  # fmt: skip
    equation = first.equation if isinstance(first, _Said) else first
    grid = Grid("list", (), equation.where, name=name, context=equation.context)
    return Table(
        tuple(map(tuple, rows)), grid, order, found, part=part, beside=beside
    )  # fmt: skip


def _runs(found: Sequence[_Said]) -> Iterator[list[_Said]]:
    """Statements with one key that follow each other."""
    now: list[_Said] = []
    for said in found:
        if now and (said.key != now[-1].key or said.order - now[-1].order > NEAR):
            yield now
            now = []
        now.append(said)
    if now:
        yield now


def _named(found: Sequence[_Said]) -> Iterator[Table]:
    """α₁ = …, α₂ = …, α₃ = …: a row."""
    keys = dict.fromkeys(said.key for said in found if len(said.at) == 1)
    for key in keys:
        for run in _runs([said for said in found if said.key == key and len(said.at) == 1]):
            while run:
                row = [run.pop(0)]
                while run and run[0].at[0] == row[-1].at[0] + 1:
                    row.append(run.pop(0))
                if row[0].at[0] in (0, -1) and len(row) > 1:
                    yield _table(
                        [[said.item for said in row]], row[0], row[0].order, hints(key), name=key
                    )


def _indexed(found: Sequence[_Said]) -> Iterator[Table]:
    """score(1,1) = …, score(1,2) = …: a table with those cells."""
    keys = dict.fromkeys(said.key for said in found if len(said.at) == 2)
    for key in keys:
        for run in _once_each([said for said in found if said.key == key and len(said.at) == 2]):
            cells = {said.at: said for said in run}
            if min(min(at) for at in cells) < 0:
                continue
            items = [said.item for said in cells.values()]
            table = _table([items], run[0], run[0].order, hints(key), name=key)
            yield replace(table, fixed=tuple((at[0], at[1]) for at in cells))


def _once_each(found: Sequence[_Said]) -> Iterator[list[_Said]]:
    """Runs of statements in which no cell comes twice."""
    for run in _runs(found):
        now: list[_Said] = []
        for said in run:
            if said.at in [one.at for one in now]:
                yield now
                now = []
            now.append(said)
        yield now


def _exponentials(found: Sequence[_Said]) -> Iterator[Table]:
    for run in _runs([said for said in found if said.key == "exp"]):
        cells: dict[int, list[_Said]] = {}
        for said in run:
            cells.setdefault(said.equation.context.section, []).append(said)
        for section in cells.values():
            row = [said.item for said in section]
            yield _table([row], section[0], section[0].order, {"exponentials": 0.9})


def _vectors(document: Document) -> Iterator[Table]:
    """≈ [2.03, 2.03, 4.10] / 8.16: a row of exponentials and its sum."""
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation):
            continue
        for part in block.parts:
            if not (isinstance(part, Fraction) and isinstance(part.over, Vector)):
                continue
            under = _number(part.under)
            items = [_number(item) for item in part.over.items]
            if under is None or None in items:
                continue
            row = [Item(n.text.strip(), n, n.where or block.where) for n in items if n is not None]
            table = _table([row], block, order, {"exponentials": 0.9})
            yield table
            total = Item(under.text.strip(), under, under.where or block.where)
            yield _table([[total]], block, order, {"row_sums": 0.9}, part=1, beside=table)


def _sums(document: Document, powers: Sequence[Table]) -> Iterator[Table]:
    """Sums of printed exponentials, and numbers that the text calls their sum."""
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation) or block.relations[-1] not in ("=", "≈"):
            continue
        total = _number(block.last)
        if total is None:
            continue
        item = Item(total.text.strip(), total, total.where or block.where)
        before = _before(powers, order)
        terms = [part for part in block.parts if isinstance(part, Sum)]
        summed = [_number(term) for term in terms[0].terms] if terms else []
        named = re.search(TOTALS, block.subject + " ") or "row_sums" in hints(plain(block.parts[0]))
        other = block.subject and not named  # o = 0.2 + 1.8: the sum of something else
        if (
            terms
            and not other
            and None not in summed
            and (before is not None or named or _is_first_one(summed))
        ):
            row = [
                Item(n.text.strip(), n, n.where or block.where) for n in summed if n is not None
            ]
            known = before is not None and _holds(before, row)
            strength = 0.9 if known else 0.55
            table = _table(
                [row], block, order, {"exponentials": strength}, beside=before if known else None
            )
            yield table
            yield _table([[item]], block, order, {"row_sums": strength}, part=1, beside=table)
        elif named and before is not None and not terms:
            yield _table([[item]], block, order, {"row_sums": 0.9}, beside=before)
    for loose in document.skipped:
        if loose.number is None or not re.search(TOTALS, loose.before.rstrip(" $*`=≈:"), re.I):
            continue
        order = _order_at(document, loose.where)
        before = _before(powers, order + 1)
        if before is None or loose.where.line - _last_line(before) > 3:
            continue
        equation = Equation((), (), loose.text, loose.where, Context())
        item = Item(loose.text.strip(), loose.number, loose.where)
        yield _table([[item]], equation, order, {"row_sums": 0.9}, part=2, beside=before)


def _last_line(table: Table) -> int:
    return max(item.where.line for _, item in table.items())


def _is_first_one(numbers: Sequence[Printed | None]) -> bool:
    """1 + …: a sum that begins with e^0."""
    return any(n is not None and n.value == 1 for n in numbers) and len(numbers) > 1


def _before(powers: Sequence[Table], order: int) -> Table | None:
    near = [table for table in powers if order - NEAR <= table.order <= order]
    return max(near, key=lambda table: (table.order, table.part), default=None)


def _holds(table: Table, row: Sequence[Item]) -> bool:
    """Whether the numbers of a sum are those of the exponentials before it."""
    held = {item.value for _, item in table.items()}
    return all(item.value in held for item in row)


def _order_at(document: Document, where: Place) -> int:
    """The last block that begins before a place."""
    spot = (where.line, where.column)
    found = [
        order for order, block in enumerate(document.blocks)
        if (block.where.line, block.where.column) <= spot
    ]  # fmt: skip
    return max(
        found,
        key=lambda k: (document.blocks[k].where.line, document.blocks[k].where.column),
        default=0,
    )


def _quotients(document: Document, powers: Sequence[Table]) -> Iterator[Table]:
    """1.79/7.43 ≈ 0.24 and its neighbours: weights of the row of those exponentials."""
    run: list[tuple[int, Equation, Printed, Printed]] = []
    for order, block in enumerate(document.blocks):
        if isinstance(block, Equation) and (found := _quotient(block)) and not block.subject:
            run.append((order, block, *found))
    for group in _grouped(run):
        order, block = group[0][0], group[0][1]
        before = _before(powers, order)
        if before is None:
            continue
        row: list[Item] = []
        rest = list(group)
        for _, item in before.items():
            if rest and rest[0][2].value == item.value:
                number = _number(rest[0][1].last)
                assert number is not None
                row.append(Item(number.text.strip(), number, number.where or block.where))
                rest.pop(0)
            else:
                row.append(Item("", None, block.where))
        if not rest:
            yield _table([row], block, order, {"weights": 0.8}, part=3, beside=before)


def _quotient(block: Equation) -> tuple[Printed, Printed] | None:
    if len(block.parts) < 2 or _number(block.last) is None or block.relations[-1] not in ("=", "≈"):
        return None
    part = block.parts[-2]
    if not isinstance(part, Fraction):
        return None
    over, under = _number(part.over), _number(part.under)
    return None if over is None or under is None else (over, under)


def _grouped(
    run: Sequence[tuple[int, Equation, Printed, Printed]],
) -> Iterator[list[tuple[int, Equation, Printed, Printed]]]:
    now: list[tuple[int, Equation, Printed, Printed]] = []
    for one in run:
        if now and (one[3].value != now[-1][3].value or one[0] - now[-1][0] > NEAR):
            yield now
            now = []
        now.append(one)
    if now:
        yield now
