"""How far scores reach: dot products beside additive scores, one row for each width."""

from __future__ import annotations

from collections.abc import Iterable

from symattn.derivation.bounds import Bound, weight_of_two
from symattn.document.sentences import sentence
from symattn.document.tree import Column, Content, Row, Table, Text, content
from symattn.formulas.tree import Formula, Neg, Num, Root, Sci, Sum, Sym
from symattn.numbers import certify, show
from symattn.numbers.entries import Entry
from symattn.words import say

__all__ = ["table"]

PLACES = 3


def table(bounds: Iterable[Bound]) -> Table:
    """Each bound and the larger weight of two keys with that score and its negative."""
    width = Sym("d", sub=(Sym("k"),))
    rows = []
    for bound in bounds:
        cells = [
            part
            for score in (bound.dot, bound.scaled, bound.additive)
            for part in (show.formula(score), _weight(score))
        ]
        rows.append(Row(content(Num(str(bound.width))), tuple(cells)))
    heads: tuple[Content, ...] = (
        (Text(say("further.dot")),),
        (Text(say("further.weight")),),
        sentence("further.over", root=Root(width)),
        (Text(say("further.weight")),),
        (Text(say("further.additive")),),
        (Text(say("further.weight")),),
    )
    columns = tuple(Column(head, "centre") for head in heads)
    return Table(columns, tuple(rows), content(width), (), (), say("heading.comparison"))


def _weight(score: Entry) -> Formula:
    """The larger of two weights; near 1, what is left to 1 in powers of ten."""
    found = weight_of_two(score)
    text = certify.decimal(found, PLACES)
    if text != "1.000":
        return Num(text)
    mantissa, exponent = certify.significant(Entry.of(1) - found, 2)
    return Sum((Num("1"), Neg(Sci(mantissa, exponent))))
