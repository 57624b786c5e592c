"""Exponentials, their sums and their quotients, as a text states them one by one.

``exp(0.58) ≈ 1.79`` and its neighbours: a row of exponentials.  ``… = 25.21`` after a sum of
exponentials, and "the sum is 25.21": their row sum.  ``1.79/7.43 ≈ 0.24``: weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symattn.reading.digits import Printed
from symattn.reading.documents import Context, Document, Equation
from symattn.reading.documents.trees import (
    Fraction,
    Sum,
    Vector,
    plain,
)
from symattn.texts.labels import hints
from symattn.texts.said import NEAR, Said, number_of, order_at, runs, table_of
from symattn.texts.tables import Item, Table
from symattn.texts.vocabulary import TOTALS

__all__ = ["exponentials", "powers", "quotients", "sums", "vectors"]


def exponentials(found: Sequence[Said]) -> Iterator[Table]:
    """e^0.58 ≈ 1.79 and its neighbours in one section: a row of exponentials."""
    for run in runs([said for said in found if said.key == "exp"]):
        cells: dict[int, list[Said]] = {}
        for said in run:
            cells.setdefault(said.equation.context.section, []).append(said)
        for section in cells.values():
            row = [said.item for said in section]
            yield table_of([row], section[0], section[0].order, {"exponentials": 0.9})


def vectors(document: Document) -> Iterator[Table]:
    """≈ [2.03, 2.03, 4.10] / 8.16: a row of exponentials and its sum."""
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation):
            continue
        for part in block.parts:
            if not (isinstance(part, Fraction) and isinstance(part.over, Vector)):
                continue
            under = number_of(part.under)
            items = [number_of(item) for item in part.over.items]
            if under is None or None in items:
                continue
            row = [Item(n.text.strip(), n, n.where or block.where) for n in items if n is not None]
            table = table_of([row], block, order, {"exponentials": 0.9})
            yield table
            total = Item(under.text.strip(), under, under.where or block.where)
            yield table_of([[total]], block, order, {"row_sums": 0.9}, part=1, beside=table)


def sums(document: Document, powers: Sequence[Table]) -> Iterator[Table]:
    """Sums of printed exponentials, and numbers that the text calls their sum."""
    for order, block in enumerate(document.blocks):
        if not isinstance(block, Equation) or block.relations[-1] not in ("=", "≈"):
            continue
        total = number_of(block.last)
        if total is None:
            continue
        item = Item(total.text.strip(), total, total.where or block.where)
        before = _before(powers, order)
        terms = [part for part in block.parts if isinstance(part, Sum)]
        summed = [number_of(term) for term in terms[0].terms] if terms else []
        named = re.search(TOTALS, block.subject + " ") or "row_sums" in hints(plain(block.parts[0]))
        other = block.subject and not named  # o = 0.2 + 1.8: the sum of something else
        if (
            terms
            and not other
            and all(n is not None and n.value > 0 for n in summed)
            and (before is not None or named or _is_first_one(summed))
        ):
            row = [Item(n.text.strip(), n, n.where or block.where) for n in summed if n is not None]
            known = before is not None and _holds(before, row)
            strength = 0.9 if known else 0.55
            table = table_of(
                [row], block, order, {"exponentials": strength}, beside=before if known else None
            )
            yield table
            yield table_of([[item]], block, order, {"row_sums": strength}, part=1, beside=table)
        elif named and before is not None and not terms:
            yield table_of([[item]], block, order, {"row_sums": 0.9}, beside=before)
    for loose in document.skipped:
        if loose.number is None or not re.search(TOTALS, loose.before.rstrip(" $*`=≈:(\\"), re.I):
            continue
        order = order_at(document, loose.where)
        before = _before(powers, order + 1)
        if before is None or min(order - before.order, loose.where.line - _last_line(before)) > 3:
            continue
        equation = Equation((), (), loose.text, loose.where, Context())
        item = Item(loose.text.strip(), loose.number, loose.where)
        yield table_of([[item]], equation, order, {"row_sums": 0.9}, part=2, beside=before)


def powers(tables: Sequence[Table]) -> list[Table]:
    """The tables that their words call exponentials."""
    return [table for table in tables if table.hints.get("exponentials", 0) > 0.5]


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


def quotients(document: Document, powers: Sequence[Table]) -> Iterator[Table]:
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
                number = number_of(rest[0][1].last)
                assert number is not None
                row.append(Item(number.text.strip(), number, number.where or block.where))
                rest.pop(0)
            else:
                row.append(Item("", None, block.where))
        if not rest:
            yield table_of([row], block, order, {"weights": 0.8}, part=3, beside=before)


def _quotient(block: Equation) -> tuple[Printed, Printed] | None:
    if len(block.parts) < 2 or number_of(block.last) is None:
        return None
    if block.relations[-1] not in ("=", "≈"):
        return None
    part = block.parts[-2]
    if not isinstance(part, Fraction):
        return None
    over, under = number_of(part.over), number_of(part.under)
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
